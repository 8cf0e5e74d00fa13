import pytest

from autoui.components.base import Scope
from autoui.components.color import ColorPicker


@pytest.mark.parametrize("text", ["#ff8800", "FF8800", " #Ff8800 ", "#f80"])
def test_colours_are_read(scope: Scope, text: str):
    assert list(ColorPicker().check(text)) == []
    assert ColorPicker().decode(text, scope) == "#ff8800"
    assert ColorPicker().encode(text, scope) == "#ff8800"


def test_numbers_and_links(scope: Scope):
    assert ColorPicker().encode((255, 136, 0), scope) == "#ff8800"
    assert ColorPicker().from_text("ff8800") == "#ff8800"
    assert ColorPicker().spec.value == "#000000"


@pytest.mark.parametrize("value", ["red", "#ff88", "", 3, (1, 2), (1, 2, 300), None])
def test_what_is_no_colour(scope: Scope, value):
    assert [p.message for p in ColorPicker().check(value)] == ["must be a colour such as #ff8800"]
    with pytest.raises(ValueError, match="no colour"):
        ColorPicker().encode(value, scope)


@pytest.mark.parametrize("text", ["red", "rgb(255, 0, 0)", "hsl(0, 100%, 50%)"])
def test_names_and_functions_are_handed_on_where_they_are_understood(scope: Scope, text: str):
    named = ColorPicker(None, named=True)
    assert list(named.check(text)) == []
    assert named.decode(f" {text} ", scope) == named.encode(text, scope) == text
    assert named.decode("F80", scope) == "#ff8800"
    assert "pattern" not in named.schema()
    assert list(named.check("no colour"))
    assert list(ColorPicker().check(text))
