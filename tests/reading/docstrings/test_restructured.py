"""reST inline markup as Markdown."""

import pytest

from autoui.reading.docstrings.restructured import first_sentence, inline, markdown


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("Use ``x`` here.", "Use `x` here."),
        (":class:`int` or :func:`~os.path.join`", "`int` or `join`"),
        (":ref:`the guide <guide>`", "the guide"),
        (":math:`x^2`", "$x^2$"),
        ("`Docs <https://example.org/>`_", "[Docs](https://example.org/)"),
        ("as said [1]_.", "as said."),
        ("plain *x* and `y`", "plain *x* and `y`"),
        ("``a`` of ``two\nlines``", "`a` of `two\nlines`"),
        ("``a`` and `b`", "`a` and `b`"),
        ("a `` alone", "a `` alone"),
    ],
)
def test_inline(rest: str, expected: str) -> None:
    assert inline(rest) == expected


def test_directives_and_literal_blocks() -> None:
    text = "Like this::\n\n    f(1)\n\n.. versionadded:: 8.2\n\n.. note:: Mind it.\n\nEnd."
    found = markdown(text)
    assert "Like this:\n\n```\nf(1)\n```" in found
    assert "versionadded" not in found
    assert "**Note:** Mind it." in found
    assert found.endswith("End.")


def test_code_stays_as_it_is() -> None:
    assert markdown("```\n``x``\n```") == "```\n``x``\n```"
    assert markdown(">>> f(``x``)") == ">>> f(``x``)"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One. Two.", "One."),
        ("The size, e.g. 3 px. More.", "The size, e.g. 3 px."),
        ("Version 1.2 is fine", "Version 1.2 is fine"),
        ("On two\nlines. More.", "On two lines."),
        ("", ""),
    ],
)
def test_first_sentence(text: str, first: str) -> None:
    assert first_sentence(text) == first
