"""What a page says of flagging: when, with which options, and what is done with a flagged run."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from autoui.errors import UsageError
from autoui.page.endpoint import Endpoint, Input
from autoui.page.imported import imported
from autoui.page.options import Options
from autoui.reading import names
from autoui.reading.choosing import choose
from autoui.records.flags import CSVLogger, FlagColumn, FlaggingCallback

Mode = Literal["manual", "auto", "never"]


@dataclass(frozen=True, kw_only=True)
class Flagging:
    """How the runs of an endpoint are flagged.

    Attributes:
        mode: On request, every run that has started, or none.
        options: What a person chooses from, by the value that is logged; the text of each button.
        folder: Where flagged runs are kept.
        callback: What is done with them.
        columns: The inputs, then the outputs; no secrets.
    """

    mode: Mode
    options: dict[str, str]
    folder: str
    callback: FlaggingCallback
    columns: tuple[FlagColumn, ...]

    def props(self) -> dict[str, Any]:
        """Return what the page must know."""
        options = [{"label": label, "value": value} for value, label in self.options.items()]
        return {"mode": self.mode, "options": options}


def flagging_of(endpoint: Endpoint, said: dict[str, Any], told: Options) -> Flagging:
    """Return how an endpoint's runs are flagged.

    Args:
        endpoint: The function.
        said: The keywords of its ``Interface``.
        told: What the command line says; it wins.

    Raises:
        UsageError: An option of flagging makes no sense.
    """
    given = said.get("allow_flagging")
    options = _options(told.flagging_options or said.get("flagging_options"))
    callback = _callback(told.flagging_callback or said.get("flagging_callback"))
    if callback is None:
        callback = CSVLogger(with_option=bool(options))
    if not isinstance(callback, FlaggingCallback):
        raise UsageError(
            f"flagging_callback= is a {type(callback).__name__}",
            "give an object of a class that derives from autoui.FlaggingCallback",
        )
    folder = told.flagging_dir or said.get("flagging_dir") or "flagged"
    return Flagging(
        mode=_mode(told.flagging or (said.get("flagging_mode") if given is None else given)),
        options=options,
        folder=str(Path(folder).absolute()),
        callback=callback,
        columns=tuple(_columns(endpoint)),
    )


def _callback(given: Any) -> Any:
    """Return what is done with flagged runs: an object, its class, or where one of them is."""
    found = imported(given, "flagging callback") if isinstance(given, str) else given
    return found() if isinstance(found, type) and issubclass(found, FlaggingCallback) else found


def _mode(given: Any) -> Mode:
    if given is None or given is True:
        return "manual"
    if given is False:
        return "never"
    for mode in get_args(Mode):
        if given == mode:
            found: Mode = mode
            return found
    raise UsageError(f"allow_flagging= is {given!r}", 'give "manual", "auto" or "never"')


def _options(given: Any) -> dict[str, str]:
    if given is None:
        return {}
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise UsageError("flagging_options= is no list", 'give a list of texts: ["wrong", "other"]')
    pairs = [_pair(one) for one in given]
    values = [value for _, value in pairs]
    if len(set(values)) != len(values) or "" in values:
        raise UsageError("flagging_options= holds an option twice, or an empty one")
    return {value: label for label, value in pairs}


def _pair(given: Any) -> tuple[str, str]:
    match given:
        case str():
            return given, given
        case (str(label), str(value)):
            return label, value
    raise UsageError(
        f"an option of flagging is {given!r}",
        "give a text, or a pair of a label and what is logged",
    )


def _columns(endpoint: Endpoint) -> list[FlagColumn]:
    found = [FlagColumn(_label(one), one.component) for one in endpoint.inputs if not one.secret]
    for output in endpoint.outputs:
        if not getattr(output.component.spec, "secret", False):
            name = "Output" if len(endpoint.outputs) == 1 else output.name
            label = output.component.spec.label or name
            found.append(FlagColumn(label, output.component, is_output=True))
    return found


def _label(one: Input) -> str:
    """Return the label that the author gave, else the parameter's name, as code knows it."""
    label = one.component.spec.label
    # An inferred component has a label that was made of the name.
    given = one.given and not choose.is_given(one.field)
    return label if label and (given or label != names.human(one.name)) else one.name
