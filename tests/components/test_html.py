import pytest

from autoui.components.base import Scope
from autoui.components.html import Html, as_document


def test_a_fragment_becomes_a_document(scope: Scope):
    blob = Html(height=200).encode("<b>é</b><script>1</script>", scope)
    assert (blob.name, blob.type, blob.meta) == ("output.html", "text/html", {"height": 200})
    with scope.open(blob) as file:
        text = file.read().decode()
    assert text.startswith("<!doctype html>")
    assert "<b>é</b><script>1</script>" in text


@pytest.mark.parametrize("text", ["<!DOCTYPE html><p>", " <html><p>", "<!-- x --><html lang=en>"])
def test_a_document_is_left_as_it_is(text):
    assert as_document(text) == text


def test_objects_that_show_themselves(scope: Scope):
    class Shown:
        def _repr_html_(self):
            return "<i>x</i>"

    with scope.open(Html().encode(Shown(), scope)) as file:
        assert b"<i>x</i>" in file.read()
    with pytest.raises(TypeError, match="no HTML"):
        Html().encode(3, scope)
