"""Whether a result is what a docstring says it is."""

import ast
import cmath
import doctest
import math
import re
from typing import Any

_FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?(?:(?!\w)|(?=j\b))")
_COMMENT = re.compile(r"\s+#.*$", re.MULTILINE)
_SHAPE = re.compile(r",\s*(shape=\([^()]*\)|dtype=[\w']+)")
_NUMPY_SCALAR = re.compile(r"\bnp\.\w+\(([^()]*)\)")
_ERROR_LINE = re.compile(r"^[A-Za-z_][\w.]*(Error|Exception|Warning|Interrupt)\b[^\n]*$")
_SAME = 1e-9
_ROUNDED, _MANY = 2, 4
"""Digits behind the point from which a number may be rounded, and may be of another library."""
_LAST_PLACES = 2.0
"""By how many units of its last digit a number of many digits may differ."""

ERROR = "Traceback (most recent call last)"
"""How a documented exception begins."""


def is_said(documented: str) -> bool:
    """Return whether a documented result can be compared with anything."""
    text = documented.strip()
    varies = re.search(r"#\s*(may vary|random)", text)
    return bool(text) and not text.startswith("<") and text != "..." and varies is None


def agrees(documented: str, result: Any, printed: str = "") -> bool:
    """Return whether a result is the documented one, numbers to the digits that are given.

    Args:
        documented: What stands below the call in the docstring; of a text, with or without quotes.
        result: What the call returned.
        printed: What it wrote to standard output.
    """
    shown = printed if result is None else f"{printed}{_repr(result)}"
    texts = [shown, *([result] if isinstance(result, str) else [])]
    if any(_same_text(documented, text) for text in texts):
        return True
    try:
        said = ast.literal_eval(documented)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False
    return _same(said, result)


def raises(documented: str, error: BaseException) -> bool:
    """Return whether an exception is the documented one."""
    if not documented.startswith(ERROR) and not _ERROR_LINE.match(documented.strip()):
        return False
    last = documented.strip().splitlines()[-1].partition(":")[0]
    return last.rpartition(".")[2].strip() in {base.__name__ for base in type(error).__mro__}


def _repr(value: Any) -> str:
    try:
        return repr(value)
    except Exception:  # noqa: BLE001 - __repr__ is anybody's code
        return f"<{type(value).__name__}>"


def _same_text(documented: str, shown: str) -> bool:
    checker = doctest.OutputChecker()
    if checker.check_output(f"{documented}\n", f"{shown}\n", _FLAGS):
        return True
    want, got = map(_plain, (documented, shown))
    if _words(want) != _words(got):
        return False
    pairs = zip(_NUMBER.findall(want), _NUMBER.findall(got), strict=True)
    return all(_near(one, other) for one, other in pairs)


def _plain(text: str) -> str:
    """Return a text without comments and what NumPy writes only since some version."""
    return _SHAPE.sub("", _NUMPY_SCALAR.sub(r"\1", _COMMENT.sub("", text)))


def _words(text: str) -> str:
    """Return a text without its numbers and its blanks."""
    return re.sub(r"\s+", "", _NUMBER.sub("#", text))


def _near(documented: str, shown: str) -> bool:
    want, got = float(documented), float(shown)
    if want == got:
        return True
    if math.isclose(want, got, rel_tol=_SAME):
        return True
    mantissa, _, exponent = documented.lower().partition("e")
    digits = len(mantissa.partition(".")[2])
    if digits < _ROUNDED:
        # A short number is exact: `0.5` is not what anybody writes for 0.46.
        return False
    unit = 10.0 ** (int(exponent or 0) - digits)
    return abs(want - got) <= (_LAST_PLACES if digits >= _MANY else 0.6) * unit


def _same(said: Any, result: Any) -> bool:
    if isinstance(said, float) and isinstance(result, float):
        return (math.isnan(said) and math.isnan(result)) or math.isclose(
            said, result, rel_tol=1e-6, abs_tol=1e-12
        )
    if isinstance(said, complex) and isinstance(result, complex):
        return cmath.isclose(said, result, rel_tol=1e-6, abs_tol=1e-12)
    if type(said) in (list, tuple) and type(said) is type(result):
        return len(said) == len(result) and all(map(_same, said, result))
    try:
        return bool(said == result)
    except Exception:  # noqa: BLE001 - __eq__ is anybody's code, and may give an array
        return False
