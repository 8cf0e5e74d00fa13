import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoui.components.base import Scope
from autoui.components.text import TextArea, Textbox


def faults(component, value):
    return [p.message for p in component.check_given(value)]


@given(text=st.text())
def test_any_text_survives(shared_scope: Scope, text: str):
    component = Textbox()
    assert not faults(component, text)
    assert component.decode(component.encode(text, shared_scope), shared_scope) == text


@pytest.mark.parametrize(
    ("options", "value", "expected"),
    [
        ({}, 3, ["must be text"]),
        ({}, ["a"], ["must be text"]),
        ({"min_length": 2}, "a", ["must have at least 2 characters"]),
        ({"max_length": 1}, "ab", ["must have at most 1 character"]),
        ({"pattern": "a+"}, "aab", ["must match the pattern a+"]),
        ({"pattern": "a+"}, "aa", []),
        ({"type": "email"}, "a.b", ["must be an e-mail address"]),
        ({"type": "email"}, "a@b", []),
        (
            {"min_length": 3, "pattern": "x"},
            "a",
            ["must have at least 3 characters", "must match the pattern x"],
        ),
    ],
)
def test_every_fault_is_named(options, value, expected):
    assert faults(Textbox(**options), value) == expected


def test_a_secret_never_leaves(scope: Scope):
    component = Textbox("hunter2", type="password")
    assert component.spec.secret
    assert component.encode("hunter2", scope) is None
    assert "hunter2" not in repr(component.props())
    assert component.schema() == {"type": "string", "format": "password", "writeOnly": True}
    assert component.decode("typed", scope) == "typed"
    with pytest.raises(ValueError, match="secret"):
        component.from_text("x")


class SecretStr:
    """Like pydantic's."""

    def __init__(self, text):
        self._text = text

    def get_secret_value(self):
        return self._text


def test_a_secret_type_of_another_library_is_wrapped(scope: Scope):
    component = Textbox(secret=True, wrap=SecretStr)
    got = component.decode("s", scope)
    assert isinstance(got, SecretStr)
    assert got.get_secret_value() == "s"
    assert Textbox().encode(got, scope) is None


def test_results_become_text(scope: Scope):
    assert Textbox().encode(3.5, scope) == "3.5"


def test_a_wrong_pattern_or_type_is_refused_at_once():
    import re

    with pytest.raises(re.error):
        Textbox(pattern="(")
    with pytest.raises(ValueError, match="number"):
        Textbox(type="number")


def test_schema_and_props():
    component = Textbox(min_length=1, max_length=5, pattern="a*", lines=3, placeholder=None)
    assert component.schema() == {
        "type": "string",
        "minLength": 1,
        "maxLength": 5,
        "pattern": "^(?:a*)$",
    }
    assert component.props() == {"min_length": 1, "max_length": 5, "pattern": "a*", "lines": 3}
    assert TextArea().spec.lines == 7
    assert TextArea(lines=2).spec.lines == 2
