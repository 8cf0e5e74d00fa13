import numpy as np
import pytest

from autoui.components.base import Scope
from autoui.components.label import Label


def test_the_surest_class_comes_first_and_the_others_follow(scope: Scope):
    got = Label(num_top_classes=2).encode({"a": 0.25, "b": np.float64(0.5), 3: 0.125}, scope)
    assert got == {
        "label": "b",
        "confidences": [{"label": "b", "confidence": 0.5}, {"label": "a", "confidence": 0.25}],
    }
    assert len(Label().encode({str(i): i for i in range(2_000)}, scope)["confidences"]) == 1_000


@pytest.mark.parametrize(
    ("value", "text"), [("cat", "cat"), (3, "3"), (True, "True"), (np.float64(0.5), "0.5")]
)
def test_one_value_is_a_word(scope: Scope, value, text):
    assert Label().encode(value, scope) == {"label": text}


def test_nothing_at_all(scope: Scope):
    assert Label().encode({}, scope) == {"label": "", "confidences": []}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([1], "return a text, or a dict"),
        ({"a": "much"}, "a number is needed"),
        ({"a": None}, "a number is needed"),
        ({"a": float("nan")}, "a finite number"),
    ],
)
def test_what_is_no_label(scope: Scope, value, message):
    with pytest.raises((TypeError, ValueError), match=message):
        Label().encode(value, scope)


@pytest.mark.parametrize("top", [0, -1, 1.5, True, "3"])
def test_a_number_of_classes_is_one(top):
    with pytest.raises(ValueError, match="whole number"):
        Label(num_top_classes=top)
