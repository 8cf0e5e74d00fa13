"""Every error autoui raises itself.

AutouiError                 what went wrong, and the cure
├── UsageError              the command line or an argument is wrong        (exit 2)
│   └── TargetError         `module:function` names nothing servable        (exit 2)
├── RefusedSignature        a parameter no page can fill in                 (exit 2)
├── UserImportError         the user's own module failed to import          (exit 3)
├── WireError               bytes that are not a message or value of ours
│   └── Unencodable         a Python value the wire cannot carry
└── InvalidInputs           one or more inputs are wrong; all of them, at once
Error                       raised by the user's function to open a dialog
"""

import msgspec


class AutouiError(Exception):
    """Something autoui refuses or could not do.

    Args:
        what: One plain sentence: what is wrong, and where.
        cure: What to do about it, or an empty string.

    Attributes:
        about: The user's function that is at fault, where it is one.
    """

    exit_code = 1
    about: object = None

    def __init__(self, what: str, cure: str = "") -> None:
        super().__init__(what, cure)
        self.what = what
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.what}\n  {self.cure}" if self.cure else self.what


class UsageError(AutouiError):
    """The command line, an environment variable or an argument is wrong."""

    exit_code = 2


class TargetError(UsageError):
    """A target that names nothing that can be served."""


class RefusedSignature(UsageError):
    """A function with a parameter that no page can fill in."""


class UserImportError(AutouiError):
    """The user's own module failed while it was imported.

    Args:
        what: The exception's type and message.
        cure: What to do about it, or an empty string.
        traceback: The user's own frames, formatted; empty when there are none.
    """

    exit_code = 3

    def __init__(self, what: str, cure: str = "", traceback: str = "") -> None:
        super().__init__(what, cure)
        self.traceback = traceback


class WireError(AutouiError):
    """Bytes that are not a message or a value of ours."""


class Unencodable(WireError):
    """A Python value that the wire cannot carry."""


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong with one input.

    Attributes:
        field: The parameter's name, with a path below it where the fault lies deeper
            (``size``, ``points[2].x``).
        message: What is wrong, in plain words, without the field's name: "must be at least 0".
    """

    field: str
    message: str


class InvalidInputs(AutouiError):
    """One or more inputs are wrong.

    Args:
        problems: Every fault found, in the order of the fields.
    """

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{p.field} {p.message}" for p in problems))
        self.problems = problems


class Error(Exception):
    """Raise it in your function to show the user a message in a dialog.

    Args:
        message: Plain text, shown as it is.
        duration, visible, print_exception: Accepted; a dialog stays until it is closed.
        title: What stands above it.

    Example:
        >>> def divide(a: float, b: float) -> float:
        ...     if b == 0:
        ...         raise Error("Cannot divide by zero!")
        ...     return a / b
    """

    title = "Error"

    def __init__(
        self,
        message: str = "Error raised.",
        duration: float | None = None,
        visible: bool = True,  # noqa: FBT001, FBT002 - the order that people know
        title: str = "Error",
        print_exception: bool = True,  # noqa: FBT001, FBT002
    ) -> None:
        super().__init__(message)
        self.message = message
        self.title = str(title)
