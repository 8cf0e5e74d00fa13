"""The signature that a docstring begins with."""

import pytest

from autoui.reading.docstrings.docsignature import documented


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("f(a, b=1[, c]) -> int\n\nDo.", ["a", "b", "c"]),
        ("f(a, b=None) object describes properties\nof a wavelet.", ["a", "b"]),
        ("module.f(a, (b, c))", None),
        ("f(a b) is no signature", None),
        ("Call f(a) to do it.", None),
        ("f(a), f(b)", None),
        ("", None),
    ],
)
def test_where_a_docstring_begins_with_a_call(text: str, names: list[str] | None) -> None:
    found = documented(text, "f")
    assert names == (None if found is None else list(found.parameters))
