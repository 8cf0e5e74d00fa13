"""What a page can be told: from the command line, from ``@options``, from ``Interface(…)``."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypedDict, TypeVar

import msgspec

from autoui import migration
from autoui.errors import UsageError

_F = TypeVar("_F", bound=Callable[..., Any])
_ATTRIBUTE = "__autoui_options__"
_OTHER_NAMES = MappingProxyType(
    {
        "max_threads": "concurrency",
        "concurrency_count": "concurrency_limit",
        "concurrency": "concurrency_limit",
        "concurrency_limit": "concurrency",
        "max_size": "queue_size",
        "queue_size": "max_size",
        "time_limit": "timeout",
        "batch_size": "max_batch_size",
    }
)
"""What the same thing is called where a name is not known; the spelling does not tell."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line says of the page; it wins over what the code says.

    Attributes:
        inputs: Which component a parameter gets: ``num1=number``, ``size=slider(1, 10)``.
        outputs: Which components show the results, in order.
        api_name: The endpoint's name.
        title: Plain text; for several functions, the title of the index.
        description: Markdown under the title.
        article: Markdown below everything else.
        theme: The name of a theme, or where one of the author's is: ``module:object``.
        css: A style sheet: text, or the path of a ``.css`` file.
        examples: The path of a folder or file with example rows.
        examples_per_page: How many rows of them stand on a page.
        cache_examples: When the results of example rows are recorded.
        run_on_click: Whether choosing an example row runs it.
        live: Run on every change of an input.
        flagging: Whether runs are flagged on request, each by itself, or not at all.
        flagging_options: What a person who flags chooses from.
        flagging_dir: Where flagged runs are kept.
        flagging_callback: Where the author's own callback is: ``module:object``.
        thumbnail: The picture that a link to the page shows elsewhere: a path or an address.
        kill: Whether a run that does not stop may end its worker.
        cancel_on_leave: Whether closing the page cancels the runs it started.
        concurrency: How many runs of each function may be in progress at once.
        batch: Whether the functions take lists of inputs.
        max_batch_size: The most runs in one call.
        queue_size: How many runs may wait, of all functions together.
        timeout: Seconds that a run may take; 0 means no limit.
    """

    inputs: list[str] | None = None
    outputs: list[str] | None = None
    api_name: str | None = None
    title: str | None = None
    description: str | None = None
    article: str | None = None
    theme: str | None = None
    css: str | None = None
    examples: str | None = None
    examples_per_page: Annotated[int, msgspec.Meta(ge=1)] | None = None
    cache_examples: bool | Literal["never", "lazy", "eager"] | None = None
    run_on_click: bool | None = None
    live: bool | None = None
    flagging: Literal["manual", "auto", "never"] | None = None
    flagging_options: list[str] | None = None
    flagging_dir: str | None = None
    flagging_callback: str | None = None
    thumbnail: str | None = None
    kill: bool | None = None
    cancel_on_leave: bool | None = None
    concurrency: Annotated[int, msgspec.Meta(ge=1)] | None = None
    batch: bool | None = None
    max_batch_size: Annotated[int, msgspec.Meta(ge=1)] | None = None
    queue_size: Annotated[int, msgspec.Meta(ge=0)] | None = None
    timeout: Annotated[float, msgspec.Meta(ge=0)] | None = None

    def over(self, launched: dict[str, Any]) -> "Options":
        """Return these options, and where they say nothing, those that ``launch()`` got.

        Raises:
            UsageError: One of the latter has a wrong type.
        """
        known = set(self.__struct_fields__)
        further = read({name: value for name, value in launched.items() if name in known})
        said = {name: value for name in known if (value := getattr(self, name)) is not None}
        return msgspec.structs.replace(further, **said)


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
    values = given if isinstance(given, Mapping) else {}
    for name in given:
        if name in names or migration.passes(owner, name, values.get(name, True)):
            continue
        other = _OTHER_NAMES.get(name, "")
        cure = f"did you mean {other}=?" if other in names else migration.cure_of(name, names)
        raise error(f"{owner} has no option {name}={f'; {cure}' if cure else ''}")


class InterfaceOptions(TypedDict, total=False):
    """The keywords of ``Interface`` and of ``@options``.

    title, description, article: Texts above and below; the latter two in Markdown.
    additional_inputs: Further inputs behind ``inputs``; the optional ones of many fold anyway.
    theme, css: How the page looks; ``css`` is text, or the path of a ``.css`` file.
    live: Run on every change of an input.
    batch, max_batch_size: Whether the function takes lists of inputs, and how many at most.
    concurrency_limit: How many runs may be in progress at once; None means as many as there may
        be at all, ``"default"`` leaves it to ``queue()``.
    api_name: The endpoint's name.
    kill: Whether a run that does not stop may end its worker.
    cancel_on_leave: Whether closing the page cancels the runs it started.
    examples_per_page: How many example rows stand on a page.
    cache_examples: Record the results of example rows, so that they show at once: True before the
        page is up, ``"lazy"`` when a row is chosen first; so does True with ``cache_mode="lazy"``.
    run_on_click: Whether choosing an example row runs it.
    allow_flagging, flagging_options, flagging_dir, flagging_callback: How runs are flagged.
    thumbnail: The picture that a link to the page shows elsewhere: a path or an address.
    analytics_enabled: Accepted; there is nothing it changes.
    """

    additional_inputs: Any
    title: str | None
    description: str | None
    article: str | None
    theme: Any
    css: str | None
    live: bool
    batch: bool
    max_batch_size: int
    concurrency_limit: int | Literal["default"] | None
    api_name: str | None
    kill: bool
    cancel_on_leave: bool
    cache_examples: bool | Literal["lazy"] | None
    cache_mode: Literal["eager", "lazy"] | None
    examples_per_page: int
    run_on_click: bool
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
