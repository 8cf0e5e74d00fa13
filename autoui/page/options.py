"""What a page can be told: from the command line, from ``@options``, from ``Interface(…)``."""

import difflib
from collections.abc import Callable, Iterable
from typing import Any, TypedDict, TypeVar

import msgspec

from autoui.errors import UsageError

_F = TypeVar("_F", bound=Callable[..., Any])
_ATTRIBUTE = "__autoui_options__"


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line says of the page; it wins over what the code says.

    Attributes:
        title: Plain text; for several functions, the title of the index.
        description: Markdown under the title.
        theme: The name of a theme.
        live: Run on every change of an input.
        concurrency: How many runs of each function may be in progress at once.
        batch: Whether the functions take lists of inputs.
        max_batch_size: The most runs in one call.
    """

    title: str | None = None
    description: str | None = None
    theme: str | None = None
    live: bool | None = None
    concurrency: int | None = None
    batch: bool | None = None
    max_batch_size: int | None = None


def read(raw: dict[str, Any]) -> Options:
    """Read what ``wire.Load`` carries.

    Raises:
        UsageError: An option is unknown or has a wrong type.
    """
    refuse_unknown("the page", raw, Options.__struct_fields__, UsageError)
    try:
        return msgspec.convert(raw, Options)
    except msgspec.ValidationError as error:
        raise UsageError(f"an option of the page is wrong: {error}") from None


def refuse_unknown(
    owner: str, given: Iterable[str], known: Iterable[str], error: type[Exception] = TypeError
) -> None:
    """Raise for the first name that is not known, naming the nearest one that is.

    Raises:
        TypeError: Or what ``error`` says.
    """
    names = list(known)
    for name in given:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            hint = f"; did you mean {near[0]}=?" if near else ""
            raise error(f"{owner} has no option {name}={hint}")


class InterfaceOptions(TypedDict, total=False):
    """The keywords of ``Interface`` and of ``@options``.

    title, description, article: Texts above and below; the latter two in Markdown.
    theme, css: How the page looks; ``css`` is text, or the path of a ``.css`` file.
    live: Run on every change of an input.
    batch, max_batch_size: Whether the function takes lists of inputs, and how many at most.
    concurrency_limit: How many runs may be in progress at once.
    api_name: The endpoint's name.
    kill: Whether a run that does not stop may end its worker.
    cache_examples, examples_per_page: How example rows are shown.
    allow_flagging, flagging_options, flagging_dir, flagging_callback: How runs are flagged.
    thumbnail, analytics_enabled: Accepted; there is nothing they change.
    """

    title: str | None
    description: str | None
    article: str | None
    theme: Any
    css: str | None
    live: bool
    batch: bool
    max_batch_size: int
    concurrency_limit: int | None
    api_name: str | None
    kill: bool
    cache_examples: bool | None
    examples_per_page: int
    allow_flagging: str | bool | None
    flagging_mode: str | None
    flagging_options: list[Any] | None
    flagging_dir: str
    flagging_callback: Any
    thumbnail: str | None
    analytics_enabled: bool | None


class FunctionOptions(InterfaceOptions, total=False):
    """The keywords of ``@options``: those of ``Interface`` but the function itself."""

    inputs: Any
    outputs: Any
    examples: Any


def options(**keywords: Any) -> Callable[[_F], _F]:
    """Say how a function is to be shown, and leave the function as it is.

    Takes the keywords of ``Interface``. The command line wins over them.

    Raises:
        TypeError: A keyword that ``Interface`` does not have.

    Example:
        >>> @options(title="Sum", live=True)
        ... def add(a: float, b: float) -> float:
        ...     return a + b
    """
    refuse_unknown("@options", keywords, FunctionOptions.__annotations__)

    def record(function: _F) -> _F:
        setattr(function, _ATTRIBUTE, {**recorded(function), **keywords})
        return function

    return record


def recorded(function: Any) -> dict[str, Any]:
    """Return what ``@options`` recorded on a function."""
    found = getattr(function, _ATTRIBUTE, None)
    return dict(found) if isinstance(found, dict) else {}
