"""What a function itself gives for what a person means."""

import ast
import datetime
import decimal
import importlib
import inspect
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from PIL import Image

from tests.corpus import samples
from tests.corpus.entries import Entry

_SPOKEN = {"true": True, "false": False, "null": None}


class _Names(dict[str, Any]):
    """The names that a meaning may use; any other is a module."""

    def __missing__(self, name: str) -> Any:
        try:
            return importlib.import_module(name)
        except ImportError:
            raise KeyError(name) from None


def expected(entry: Entry, folder: Path) -> Any:
    """Return what the function gives, called as it is meant.

    Args:
        entry: The call.
        folder: Where the samples are.
    """
    function = resolved(entry)
    if entry.meant:
        return eval(entry.meant, {}, _names(function, folder))
    values = {name: meant(typed.text) for name, typed in entry.typed.items()}
    try:
        parameters = inspect.signature(function).parameters
    except (ValueError, TypeError):
        return function(*values.values())
    keywords = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    by_name = {name for name in values if name in parameters and parameters[name].kind in keywords}
    by_name |= {name for name in values if name not in parameters and _takes_any(parameters)}
    by_place = [value for name, value in values.items() if name not in by_name]
    return function(*by_place, **{name: values[name] for name in by_name})


def _takes_any(parameters: Any) -> bool:
    return any(one.kind is inspect.Parameter.VAR_KEYWORD for one in parameters.values())


def resolved(entry: Entry) -> Any:
    """Return the function."""
    return reduce(getattr, entry.path.split("."), importlib.import_module(entry.place))


def _names(function: Any, folder: Path) -> _Names:
    return _Names(
        f=function,
        np=np,
        pd=pd,
        dt=datetime,
        D=decimal.Decimal,
        photo=samples.photo(),
        grey=samples.grey(),
        picture=Image.fromarray(samples.photo()),
        table=samples.table(),
        numbers=samples.numbers(),
        content=lambda name: (folder / name).read_bytes(),
        path=lambda name: folder / name,
        list=list,
        float=float,
    )


def meant(text: str) -> Any:
    """Return what a person means by a text."""
    if text in _SPOKEN:
        return _SPOKEN[text]
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
