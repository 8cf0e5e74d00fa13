import pytest

from autoui.components.base import Scope
from autoui.components.slider import Slider, default_step


def faults(component, value):
    return [p.message for p in component.check_given(value)]


@pytest.mark.parametrize(
    ("ends", "step"),
    [
        ((0, 100), 1),
        ((0, 1), 0.01),
        ((0, 10), 0.1),
        ((0, 1000), 10),
        ((2, 20), 0.1),
        ((0, 99), 0.1),
    ],
)
def test_the_usual_step(ends, step):
    assert default_step(*ends) == step


def test_a_whole_slider_never_steps_below_one():
    assert default_step(0, 10, integer=True) == 1
    assert default_step(0, 1000, integer=True) == 10


def test_it_starts_at_its_minimum_unless_none_is_an_answer():
    assert Slider(2, 20).spec.value == 2
    assert Slider(2, 20, 4).spec.value == 4
    assert Slider(2, 20, optional=True).spec.value is None


@pytest.mark.parametrize(
    ("integer", "value", "expected"),
    [(None, 4, 4), (None, 4.5, 4.5), (False, 4, 4.0), (True, 4.0, 4)],
)
def test_what_the_function_takes(scope: Scope, integer, value, expected):
    got = Slider(0, 10, integer=integer).decode(value, scope)
    assert (got, type(got)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("ends", "step"),
    [
        ((1, 10, 3), 1), ((1, 10), 1), ((0, 5000, 7), 1), ((0, 2), 1),
        ((0, 1), 0.01), ((0, 1, 1), 0.01), ((1, 10, 2.5), 0.01), ((0.0, 10, 3), 0.1),
    ],
)  # fmt: skip
def test_whole_ends_and_a_whole_value_are_counted(ends, step):
    assert Slider(*ends).spec.step == step


@pytest.mark.parametrize(
    ("slider", "value", "expected"),
    [
        (Slider(1, 10, 3), 3.0, 3),
        (Slider(1, 10, 3), 2.5, 2.5),
        (Slider(1, 10, 3, step=0.5), 3.0, 3.0),
        (Slider(0, 1), 1.0, 1.0),
        (Slider(1, 10, 3, integer=False), 3, 3.0),
    ],
)
def test_a_whole_number_is_an_int_where_whole_numbers_are_counted(
    scope: Scope, slider, value, expected
):
    got = slider.decode(value, scope)
    assert (got, type(got)) == (expected, type(expected))


def test_what_is_accepted():
    slider = Slider(0, 10, integer=True)
    assert faults(slider, 11) == ["must be at most 10"]
    assert faults(slider, -1) == ["must be at least 0"]
    assert faults(slider, 1.5) == ["must be a whole number"]
    assert faults(Slider(0, 10), 1.55) == []
    assert faults(slider, None) == ["is required"]


def test_ends_and_step_always_travel():
    assert Slider(step=1).props() == {"minimum": 0, "maximum": 100, "step": 1}
    assert Slider(0, 1).schema() == {"type": "number", "minimum": 0, "maximum": 1}


def test_a_slider_needs_room():
    with pytest.raises(ValueError, match="no room"):
        Slider(5, 5)
