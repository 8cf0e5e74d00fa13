"""What an exception of the user's code says, in plain words."""

from collections.abc import Callable
from typing import Any

from autoui.wire.values import printable

_MAX_GROUP = 5
_ASKED = "the function asks with input(), which a page cannot answer: make it a parameter"
_HALTED = "the function called breakpoint(), which needs a terminal: remove the call"
_PLAIN = (str, int, float, list, tuple, dict)
# Exceptions that Python itself raises without a word.
_UNSAID = (
    (AssertionError, "an assertion of the function does not hold"),
    (MemoryError, "there is not enough memory for this"),
    (NotImplementedError, "this is not implemented"),
    (KeyboardInterrupt, "the function was interrupted"),
)


def has_returned(error: BaseException) -> bool:
    """Whether a program that ends so has ended well: ``sys.exit(0)``, a command's ``Exit(0)``."""
    return (isinstance(error, SystemExit) and not error.code) or _exit_code(error) == 0


def _exit_code(error: BaseException) -> int | None:
    """Return what Click's or Typer's ``Exit`` carries; neither library is imported."""
    package = type(error).__module__.partition(".")[0]
    if type(error).__name__ != "Exit" or package not in ("click", "typer"):
        return None
    code = getattr(error, "exit_code", None)
    return code if isinstance(code, int) else None


def name_of(error: BaseException) -> str:
    """Return the exception's name as its module's users know it."""
    return type(error).__name__


def message_of(error: BaseException) -> str:
    """Return the exception's message, and the cure where it is one and the same for everyone."""
    if isinstance(error, SystemExit):
        return _exit(error)
    if isinstance(error, BaseExceptionGroup):
        parts = [f"{name_of(one)}: {message_of(one)}" for one in error.exceptions[:_MAX_GROUP]]
        return f"{text_of(error)}: {'; '.join(parts)}"
    if isinstance(error, KeyError) and len(error.args) == 1:
        # str() of a KeyError is the repr of the key, which reads as a riddle.
        text = text_of(error.args[0], repr)
        return f"no such key: {text}" if type(error) is KeyError else text_of(error)
    if (code := _exit_code(error)) is not None:
        return f"the command ended with exit code {code}"
    if isinstance(error, AttributeError) and (name := _plain_argument(error)):
        cure = "write a function that makes one and calls this, and serve that"
        return f"{text_of(error)}: {name} must be an object that has it; {cure}"
    return _of_terminal(error) or text_of(error) or _unsaid(error)


def _plain_argument(error: AttributeError) -> str:
    """Return the parameter that got a plain value where the function needs an object, or ""."""
    step = error.__traceback__ if isinstance(error.obj, _PLAIN) else None
    while step is not None:
        code, values = step.tb_frame.f_code, step.tb_frame.f_locals
        for name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]:
            if values.get(name) is error.obj:
                return name
        step = step.tb_next
    return ""


def _exit(error: SystemExit) -> str:
    if isinstance(error.code, str):
        return text_of(error.code)
    if refusal := _refused_arguments(error):
        return f"the program refused its arguments: {refusal}"
    return f"the function called sys.exit({text_of(error.code, repr)})"


def _refused_arguments(error: SystemExit) -> str:
    """Return what ``ArgumentParser.error`` was told; it prints that, and leaves with a number."""
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_qualname == "ArgumentParser.error":
            return text_of(step.tb_frame.f_locals.get("message", ""))
        step = step.tb_next
    return ""


def _of_terminal(error: BaseException) -> str:
    if isinstance(error, EOFError) and error.args == ("EOF when reading a line",):
        return _ASKED
    return _HALTED if name_of(error) == "BdbQuit" else ""


def _unsaid(error: BaseException) -> str:
    return next((words for kind, words in _UNSAID if isinstance(error, kind)), "")


def text_of(value: Any, told: Callable[[Any], str] = str) -> str:
    """Return a value's text, whatever it is: what no text may hold is spelled out."""
    try:
        return printable(told(value))
    except BaseException as broken:  # noqa: BLE001 - the user's own __str__
        return f"(its message cannot be shown: {type(broken).__name__})"
