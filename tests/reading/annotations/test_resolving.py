"""Run-time annotations: resolved where possible, never a crash."""

import datetime
import decimal
import types
from typing import Any

from autoui.reading.annotations.resolving import Hints
from autoui.reading.field import UNKNOWN
from tests.reading import deferred


def test_names_imported_for_type_checkers_only() -> None:
    hints = Hints()
    known = deferred.later.__annotations__
    assert hints.resolve(deferred.later, known["day"]) is datetime.date
    assert hints.resolve(deferred.later, known["amount"]) == decimal.Decimal | None
    assert hints.resolve(deferred.later, known["return"]) == list[datetime.date]


def test_aliases_defined_for_type_checkers_only() -> None:
    known = deferred.aliased.__annotations__
    hints = Hints()
    assert hints.resolve(deferred.aliased, known["when"]) == datetime.date | None
    assert hints.resolve(deferred.aliased, known["never"]) is UNKNOWN
    assert hints.is_for_checkers(deferred.aliased, known["when"])
    assert not hints.is_for_checkers(deferred.later, "date")


def test_one_bad_hint_leaves_the_others() -> None:
    known = deferred.partly.__annotations__
    found = {name: Hints().resolve(deferred.partly, hint) for name, hint in known.items()}
    assert found == {"good": int, "bad": UNKNOWN, "worse": UNKNOWN, "return": type(None)}


def _function(**names: Any) -> Any:
    """Return a function of a module of its own that has these names."""
    return types.FunctionType((lambda: None).__code__, names)


def test_the_same_words_mean_what_each_module_means_by_them() -> None:
    hints = Hints()
    assert hints.resolve(_function(When=datetime.date), "When | None") == datetime.date | None
    assert hints.resolve(_function(When=datetime.time), "When | None") == datetime.time | None


def test_what_means_nothing_yet_is_looked_up_again() -> None:
    hints, function = Hints(), _function()
    assert hints.resolve(function, "list[Later]") is UNKNOWN
    function.__globals__["Later"] = int
    assert hints.resolve(function, "list[Later]") == list[int]
