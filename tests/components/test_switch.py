import numpy as np
import pytest

from autoui.components.base import Scope
from autoui.components.switch import Checkbox


@pytest.mark.parametrize("value", [True, False])
def test_booleans_survive(scope: Scope, value):
    switch = Checkbox()
    assert list(switch.check(value)) == []
    assert switch.decode(switch.encode(value, scope), scope) is value


@pytest.mark.parametrize("value", [0, 1, "true", None, 1.0])
def test_only_booleans_are_accepted(value):
    assert list(Checkbox().check_given(value))


def test_truth_of_other_kinds(scope: Scope):
    assert Checkbox().encode(np.bool_(True), scope) is True
    assert Checkbox().encode(0, scope) is False
    for wrong in ("yes", 2, [], np.array([True, False])):
        with pytest.raises(TypeError):
            Checkbox().encode(wrong, scope)


def test_links_carry_words():
    assert [Checkbox().from_text(t) for t in ("true", "ON", " 1 ", "Yes")] == [True] * 4
    assert [Checkbox().from_text(t) for t in ("false", "off", "0", "no")] == [False] * 4
    with pytest.raises(ValueError, match="true or false"):
        Checkbox().from_text("maybe")
