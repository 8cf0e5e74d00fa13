import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoui.components.base import Scope
from autoui.components.markdown import Markdown, to_html


def test_markdown_and_tables():
    assert to_html("**a** `b`") == "<p><strong>a</strong> <code>b</code></p>\n"
    assert "<td>1</td>" in to_html("| a |\n|---|\n| 1 |")
    assert to_html("```python\nx<1\n```") == (
        '<pre><code class="language-python">x&lt;1\n</code></pre>\n'
    )
    assert to_html("  \n") == ""


@pytest.mark.parametrize(
    ("source", "formulas"),
    [
        ("things like $2+2=4$", 1),
        ("$a$ and $b$", 2),
        ("$$x$$", 1),
        ("$$\n\\frac{1}{2}\n$$", 1),
        ("It costs $5 to $6", 0),
        ("5$ or 6$", 0),
        ("$ a $", 0),
        (r"\$a$", 0),
        ("`$a$`", 0),
        ("a $x", 0),
        ("$$", 0),
        ("text $$y$$ text", 1),
        ("```\n$a$\n```", 0),
        ("    $a$", 0),
    ],
)
def test_formulas(source, formulas):
    html = to_html(source)
    assert html.count("<math") == formulas
    if not formulas:
        assert "$" in html


def test_a_formula_in_a_line_and_one_of_its_own():
    assert 'display="inline"' in to_html("$x$")
    assert 'display="block"' in to_html("$$x$$")
    assert "<mfrac>" in to_html(r"$\frac{1}{2}$")


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<p onclick=alert(1)>x</p>",
        "[x](javascript:alert(1))",
        "<a href='javascript:alert(1)'>x</a>",
        "<style>*{}</style>",
        "<iframe src=//x></iframe>",
        "<svg onload=alert(1)>",
        "[x](data:text/html,<script>)",
        "<a href=' data:text/html,x'>x</a>",
        "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
        r"$\text{<script>alert(1)</script>}$",
        r"$\href{javascript:alert(1)}{x}$",
        "<form action=/x><input></form>",
        "<p style='background:url(//x)'>x</p>",
        "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml>",
        "![x](javascript:alert(1))",
        "<object data=x>",
        "<base href=//x>",
        "<link rel=stylesheet href=//x>",
    ],
)
def test_harm_is_taken_out(source):
    html = to_html(source)
    assert not re.search(
        r"<(script|style|iframe|svg|img|form|input|object|base|link|annotation-xml)\b", html
    )
    assert not re.search(r"<[^>]*\s(on\w+|style|xlink:href)=", html)
    assert not re.search(r'(href|src)="\s*(javascript|data):', html)


def test_remote_pictures_become_links():
    for source in ("![A *cat*](https://x/y.png)", '<img alt="A cat" src="https://x/y.png">'):
        html = to_html(source)
        assert 'href="https://x/y.png"' in html
        assert ">A cat</a>" in html
        assert "<img" not in html
    assert "local" in to_html("![local](a.png)")
    assert "a.png" not in to_html("![local](a.png)")


def test_embedded_pictures_stay():
    source = "data:image/png;base64,iVBORw0KGgo="
    for text in (f"![dot]({source})", f'<img src="{source}" alt="dot">'):
        assert f'src="{source}"' in to_html(text)
    assert "<img" not in to_html("![x](data:image/svg+xml;base64,AAAA)")


def test_links_open_elsewhere():
    assert 'target="_blank"' in to_html("[x](https://x)")
    assert 'rel="noopener noreferrer"' in to_html("[x](https://x)")


def test_a_formula_that_cannot_be_read_is_shown_as_typed():
    assert (
        "<code>" in to_html(r"$\frac{$")
        or "<math" in to_html(r"$\frac{$")
        or "$" in to_html(r"$\frac{$")
    )
    assert to_html(r"$\begin{matrix} a$")


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet="$\\{}^_ab1 \n*`<>&|-![]()\"'=", max_size=60))
def test_no_text_breaks_it_or_gets_through(text):
    html = to_html(text)
    assert not re.search(r"<[^>]*\son\w+=", html)
    assert "<img" not in html


def test_the_component_gives_html_and_source(scope: Scope):
    assert Markdown().encode("*a*", scope) == {"html": "<p><em>a</em></p>\n", "source": "*a*"}
    assert Markdown().encode(3, scope)["source"] == "3"
