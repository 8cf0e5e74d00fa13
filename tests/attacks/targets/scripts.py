"""Text that wants to be a program, wherever text is shown."""

# ruff: noqa: T201

import warnings
from typing import Annotated, Any, Literal

import autoui as gr

XSS = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'><svg onload=alert(3)>{{7*7}}"
LINKS = (
    "[a](javascript:alert(4)) <a href='javascript:alert(5)'>b</a> [c](data:text/html,"
    '<script>alert(6)</script>) ![d](x" onerror="alert(7)) '
    "<iframe srcdoc='<script>alert(8)</script>'></iframe>"
    " <form action='javascript:alert(9)'><button>e</button></form> <style>*{display:none}</style>"
    " <details open ontoggle=alert(10)>f</details> [g](vbscript:alert(11))"
)
FRAME = (
    "<p id='framed'>framed</p><script>try { parent.document.title = 'owned' } catch (e) {}"
    "try { top.location = 'about:blank' } catch (e) {}"
    "try { localStorage.x = 1 } catch (e) {}"
    "try { alert(12) } catch (e) {}</script>"
)


class Rich:
    """Brings its own HTML."""

    def _repr_html_(self) -> str:
        return FRAME


def act(
    text: Annotated[str, gr.Textbox(label=XSS, info=XSS + LINKS, placeholder=XSS)],
    choice: Literal["<img src=x onerror=alert(13)>", "plain"] = "plain",
    kind: str = "text",
) -> Any:
    """Show <script>alert(14)</script> <img src=x onerror=alert(15)> [x](javascript:alert(16)).

    Args:
        kind: <img src=x onerror=alert(17)>
    """
    print(XSS)
    warnings.warn(XSS, stacklevel=1)
    gr.Info(XSS)
    results = {
        "text": XSS,
        "table": [{XSS: XSS, "b": LINKS}, {XSS: 1, "b": 2}],
        "dict": {XSS: XSS},
        "rich": Rich(),
    }
    if kind == "error":
        raise ValueError(XSS)
    if kind == "dialog":
        raise gr.Error(XSS)
    return results[kind]


def mark(text: str) -> Annotated[str, gr.Markdown()]:
    """Return Markdown."""
    return LINKS + XSS


demo = gr.Interface(act, title=XSS, description=XSS + LINKS, article=LINKS + XSS)
marked = gr.Interface(mark, gr.Textbox(), gr.Markdown(), title=XSS)
