"""What a page says of flagging, and what it refuses."""

import sys
import types
from typing import Annotated, Any

import pytest

import autoui as gr
from autoui.errors import UsageError
from autoui.page.flagging import Flagging, flagging_of
from autoui.page.making import Maker
from autoui.page.options import Options


def of(function: Any, told: Options | None = None, **said: Any) -> Flagging:
    interface = gr.Interface(function, **said)
    endpoint = Maker().make(interface.wish())
    return flagging_of(endpoint, interface.options, told or Options())


def add(num1: float, num2: float, token: str = "") -> float:
    return num1 + num2


def labels(flagging: Flagging) -> list[str]:
    return [column.label for column in flagging.columns]


def test_columns_are_the_names_of_the_parameters() -> None:
    assert labels(of(add)) == ["num1", "num2", "Output"]
    assert [column.is_output for column in of(add).columns] == [False, False, True]


def test_columns_are_the_labels_that_were_given() -> None:
    numbers = [gr.Number(label="Num1"), gr.Number(label="Second"), None]
    found = of(add, inputs=numbers, outputs=gr.Number(label="Sum"))
    assert labels(found) == ["Num1", "Second", "Sum"]

    def brew(
        beans: Annotated[str, "Kind of beans"], strength: Annotated[int, gr.Slider(1, 9)]
    ) -> tuple[int, int]:
        return 1, 2

    assert labels(of(brew))[:2] == ["Kind of beans", "strength"]


@pytest.mark.parametrize(
    ("given", "mode"),
    [
        (None, "manual"), (True, "manual"), (False, "never"),
        ("manual", "manual"), ("auto", "auto"), ("never", "never"),
    ],
)  # fmt: skip
def test_modes(given: Any, mode: str) -> None:
    assert of(add, allow_flagging=given).mode == mode
    assert of(add, flagging_mode=given).mode == mode
    assert of(add, Options(flagging="auto"), allow_flagging=given).mode == "auto"


def test_options_have_labels_and_values() -> None:
    found = of(add, flagging_options=["wrong", ("Odd!", "odd")])
    shown = [{"label": "wrong", "value": "wrong"}, {"label": "Odd!", "value": "odd"}]
    assert found.props() == {"mode": "manual", "options": shown}
    told = Options(flagging_options=["x"], flagging_dir="y")
    assert of(add, told, flagging_options=["wrong"]).options == {"x": "x"}
    assert of(add, told, flagging_dir="z").folder.endswith("/y")
    assert of(add, flagging_options=[]).options == {}


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"allow_flagging": "sometimes"}, "allow_flagging= is 'sometimes'"),
        ({"allow_flagging": 1.5}, "allow_flagging= is 1.5"),
        ({"flagging_options": "wrong"}, "flagging_options= is no list"),
        ({"flagging_options": 3}, "flagging_options= is no list"),
        ({"flagging_options": [3]}, "an option of flagging is 3"),
        ({"flagging_options": [("a", "b", "c")]}, "an option of flagging is"),
        ({"flagging_options": ["a", "a"]}, "an option twice"),
        ({"flagging_options": [""]}, "an empty one"),
        ({"flagging_callback": print}, "flagging_callback= is a builtin"),
    ],
)
def test_what_makes_no_sense_is_refused(said: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        of(add, **said)


class Ours(gr.FlaggingCallback):
    """Somebody's own."""

    def setup(self, components: Any, flagging_dir: str) -> None:
        """Do nothing."""

    def flag(self, row: Any, flag_option: str = "") -> None:
        """Do nothing."""


def test_a_callback_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("review")
    module.__dict__.update({"Ours": Ours, "made": Ours(), "other": 3})
    monkeypatch.setitem(sys.modules, "review", module)
    assert isinstance(of(add, Options(flagging_callback="review:Ours")).callback, Ours)
    found = of(add, Options(flagging_callback="review:made"), flagging_callback=gr.CSVLogger())
    assert found.callback is module.made
    for wrong in ("review", "review:other", "review:missing", "nowhere_at_all:x"):
        with pytest.raises(UsageError):
            of(add, Options(flagging_callback=wrong))
