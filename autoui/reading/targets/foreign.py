"""Apps of other frameworks: known by their class, and refused in one line."""

from typing import Any

from autoui.errors import TargetError

_FRAMEWORKS = {
    ("flask", "Flask"): "a Flask app",
    ("fastapi", "FastAPI"): "a FastAPI app",
    ("starlette", "Starlette"): "a Starlette app",
    ("litestar", "Litestar"): "a Litestar app",
    ("django", "WSGIHandler"): "a Django app",
    ("django", "ASGIHandler"): "a Django app",
    ("dash", "Dash"): "a Dash app",
    ("gradio", "Blocks"): "a Gradio app",
    ("streamlit", "DeltaGenerator"): "a Streamlit app",
    ("aiohttp", "Application"): "an aiohttp app",
    ("sanic", "Sanic"): "a Sanic app",
    ("quart", "Quart"): "a Quart app",
    ("bottle", "Bottle"): "a Bottle app",
    ("tornado", "Application"): "a Tornado app",
}


def framework(value: Any) -> str:
    """Return what a value is, "a Flask app", when it is an app of another framework."""
    for base in type(value).__mro__:
        key = (base.__module__.partition(".")[0], base.__name__)
        if key in _FRAMEWORKS:
            return _FRAMEWORKS[key]
    return ""


def refusal(value: Any) -> TargetError:
    """Return the error for an app of another framework."""
    return TargetError(
        f"this is {framework(value)}, with a server of its own",
        "name one of its functions: file.py:function",
    )
