"""Run every example row of a page, and compare with what the documentation says it gives."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from autoui.errors import InvalidInputs
from autoui.page.endpoint import Endpoint
from autoui.page.examples import MOST
from autoui.reading.annotations import agreement
from autoui.reading.functions.signature import shortened
from autoui.worker.in_process import Performer

MAX_ROWS = 1_000
"""Rows of one function that are run."""

Verdict = Literal["right", "ran", "differs", "failed", "wrong"]
"""``ran``: nothing is documented. ``failed``: it raised. ``wrong``: the row does not fit."""

BAD = frozenset({"differs", "failed", "wrong"})


@dataclass(frozen=True)
class Checked:
    """What one example row came to.

    Attributes:
        endpoint: The function.
        label: The row in a few words.
        verdict: Whether it gives what is documented.
        documented: What the documentation says.
        got: What came, or what went wrong.
    """

    endpoint: str
    label: str
    verdict: Verdict
    documented: str = ""
    got: str = ""


def check(endpoint: Endpoint, performer: Performer) -> Iterator[Checked]:
    """Run the example rows of an endpoint through check, decode, call and encode."""
    examples = endpoint.examples
    if examples is None:
        return
    start = 0
    while start < MAX_ROWS:
        found = examples.page(start, MOST)
        faults = found.get("faults", {})
        rows = zip(found["numbers"], found["rows"], found["results"], found["labels"], strict=True)
        for number, row, documented, label in rows:
            if str(number) in faults:
                yield Checked(endpoint.name, label, "wrong", documented, faults[str(number)])
            else:
                yield _run(endpoint, row, documented, label, performer)
        start += MOST
        if len(found["rows"]) < MOST:
            return


def _run(
    endpoint: Endpoint, row: list[Any], documented: str, label: str, performer: Performer
) -> Checked:
    told = _teller(endpoint.name, label, documented)
    inputs = {
        one.name: value
        for one, value in zip(endpoint.inputs, row, strict=True)
        if _says(one, value)
    }
    try:
        with _undisturbed():
            outcome = performer.perform(endpoint, inputs)
    except InvalidInputs as error:
        return told("wrong", str(error))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the user's code may raise anything
        verdict: Verdict = "right" if agreement.raises(documented, error) else "failed"
        return told(verdict, f"{type(error).__name__}: {error}")
    got = shortened(outcome.returned if outcome.returned is not None else outcome.printed, 200)
    if not agreement.is_said(documented):
        return told("ran", got)
    same = agreement.agrees(documented, outcome.returned, outcome.printed)
    return told("right" if same else "differs", got)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Put back what NumPy's own functions set for the whole process: it changes later results."""
    numpy: Any = sys.modules.get("numpy")
    if numpy is None:
        yield
        return
    with numpy.printoptions(), numpy.errstate():
        yield


def _says(one: Any, value: Any) -> bool:
    """Return whether a row gives a value for an input, and does not leave it open."""
    return value is not None or one.component.spec.optional or one.component.kind == "any"


def _teller(endpoint: str, label: str, documented: str) -> Callable[[Verdict, str], Checked]:
    return lambda verdict, got: Checked(endpoint, label, verdict, documented, got)
