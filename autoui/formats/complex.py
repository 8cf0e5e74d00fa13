"""Complex numbers as text."""

from typing import Any

_WRONG = "must be a complex number such as 1+2j"


def read(value: Any) -> complex:
    """Read ``1+2j`` (``i`` is as good as ``j``), a number, or a pair of them.

    Raises:
        ValueError: It is none of them.
    """
    if isinstance(value, list):
        if len(value) != 2 or not all(type(one) in (int, float) for one in value):
            raise ValueError("must be two numbers: the real and the imaginary part")
        return complex(*value)
    if not isinstance(value, str):
        return complex(value)
    text = "".join(value.split()).replace("−", "-").strip("()")
    if text.endswith(("i", "I")) and not text.lower().endswith(("inf", "i" * 2)):
        text = f"{text[:-1]}j"
    try:
        return complex(text)
    except ValueError:
        raise ValueError(_WRONG) from None


def write(value: Any) -> str:
    """Return a complex number as Python writes it, without its parentheses.

    Raises:
        TypeError: The value is no number.
    """
    if type(value) not in (int, float) and not hasattr(type(value), "__complex__"):
        raise TypeError(f"a {type(value).__name__} is no complex number")
    return str(complex(value)).strip("()")
