"""A calculator: one typed function, nothing else.

Serve it with ``autoui serve examples/calculator.py:calculator``.
"""

from typing import Literal


def calculator(
    num1: float, operation: Literal["add", "subtract", "multiply", "divide"], num2: float
) -> float:
    """Toy Calculator.

    Here's a sample toy calculator. Allows you to calculate things like $2+2=4$.

    Args:
        num1: The first number.
        operation: What to do with the two.
        num2: The second number.

    Raises:
        ValueError: You divide by zero.

    Examples:
        >>> calculator(5, "add", 3)
        8
        >>> calculator(4, "divide", 2)
        2.0
        >>> calculator(-4, "multiply", 2.5)
        -10.0
        >>> calculator(0, "subtract", 1.2)
        -1.2
    """
    if operation == "add":
        return num1 + num2
    if operation == "subtract":
        return num1 - num2
    if operation == "multiply":
        return num1 * num2
    if num2 == 0:
        raise ValueError("Cannot divide by zero!")
    return num1 / num2
