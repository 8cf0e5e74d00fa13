"""The signature that Python itself knows of a callable."""

import inspect
from typing import Any

from autoui.reading.annotations.stubs import Stubs
from autoui.reading.functions import declared
from autoui.reading.functions.signature import read


class Answering:
    """Has an answer for any name, also for those that tell of signatures."""

    def __getattr__(self, name: str) -> str:
        return name

    def __call__(self, column: str, *more: str) -> str:
        return column


class Base:
    def __init__(self, years: int, state: str = "") -> None:
        self.years = years


class Between(Base):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class Derived(Between):
    """Takes what its base takes."""


class Alone:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.args = args


def fields(function: Any) -> list[tuple[str, str]]:
    return [(one.name, one.passed) for one in read(function, Stubs()).fields]


def test_an_object_that_answers_to_any_name() -> None:
    assert fields(Answering()) == [("column", "either"), ("more", "var_positional")]


def test_a_class_that_hands_everything_on_to_the_one_it_derives_from() -> None:
    assert fields(Derived) == [("years", "either"), ("state", "either")]
    assert fields(Alone) == [("args", "var_positional"), ("kwargs", "var_keyword")]


def test_the_documentation_names_what_a_function_hands_on() -> None:
    def anything(*args: Any, **kwargs: Any) -> Any:
        return args, kwargs

    def places(*args: Any) -> Any:
        return args

    def names(**kwargs: Any) -> Any:
        return kwargs

    said = "(n, m=0, *, diff=0)\n\nHarmonics."
    anything.__doc__, places.__doc__, names.__doc__ = f"anything{said}", f"places{said}", said
    # The names are those of the documentation: what it is handed on to may have others.
    assert fields(anything) == [("n", "positional"), ("m", "positional"), ("diff", "keyword")]
    assert fields(places) == [("n", "positional"), ("m", "positional")]
    assert fields(names) == [("kwargs", "var_keyword")]


def test_a_signature_with_names_of_its_own_is_not_hidden() -> None:
    def f(*args: int, key: str) -> None: ...

    hidden = inspect.signature(f)
    assert not declared.says_nothing(hidden)
    assert not declared.hides_names(hidden)
    assert declared.handed_on(inspect.signature(lambda a: a), hidden) is None
