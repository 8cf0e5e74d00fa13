"""Whatever can be imported is served or refused in one line, and soon."""

import importlib
import sys
import time
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoui.components.base import Scope
from autoui.errors import AutouiError, RefusedSignature
from autoui.page import examples, openapi
from autoui.page.calls import Call
from autoui.page.document import Document
from autoui.page.making import Maker, Wish
from autoui.records.blobs import BlobStore
from autoui.testing import open as open_page

SECONDS = 10.0
"""For one callable; it takes milliseconds, but the machine may be busy."""

SAMPLE = (
    "argparse", "array", "asyncio", "base64", "builtins", "bz2", "calendar", "collections",
    "contextlib", "csv", "ctypes", "dataclasses", "datetime", "decimal", "difflib", "email",
    "enum", "fractions", "functools", "heapq", "inspect", "io", "ipaddress", "itertools", "json",
    "logging", "math", "operator", "os", "pathlib", "random", "re", "shutil", "socket",
    "statistics", "string", "struct", "subprocess", "sys", "textwrap", "threading", "time",
    "types", "typing", "unittest.mock", "urllib.parse", "uuid", "weakref", "xml.dom.minidom",
    "zipfile", "zlib",
)  # fmt: skip
LIBRARIES = (
    "numpy", "numpy.linalg", "pandas", "PIL.Image", "PIL.ImageOps", "PIL.ImageFilter",
)  # fmt: skip
_WITH_EFFECTS = frozenset({"antigravity", "this", "idlelib", "turtledemo", "tkinter", "lib2to3"})
REST = sorted(
    name
    for name in sys.stdlib_module_names - _WITH_EFFECTS - set(SAMPLE)
    if not name.startswith("_")
)


@pytest.fixture(scope="module")
def maker() -> Maker:
    """One for all: what it read of stubs is kept."""
    return Maker()


def look(maker: Maker, module: str, name: str, value: Any, scope: Scope) -> bool:
    """Build what the page needs of a callable; return whether it is refused."""
    try:
        endpoint = maker.make(Wish(function=value, found_as=(module, name)))
    except RefusedSignature as error:
        refusal = error
    else:
        refusal = None
    if refusal is not None:
        assert "\n" not in refusal.what
        assert refusal.cure
        return True
    rows = examples.examples(endpoint, None, scope).first()
    document = Document(scope)
    for one in endpoint.inputs:
        document.component(one.component, f"{endpoint.name}.{one.name}", one.label)
    document.endpoint(endpoint, Call(), rows, live=False)
    openapi.operation(endpoint, rows)
    assert not endpoint.check({}) or any(one.required for one in endpoint.inputs)
    return False


def look_at_all(maker: Maker, module_name: str, folder: Path, step: int = 1) -> tuple[int, int]:
    scope = Scope(folder, BlobStore(folder))
    served = refused = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            module = importlib.import_module(module_name)
        except ImportError as error:
            pytest.skip(f"{module_name} is not part of this Python: {error}")
        for name in sorted(dir(module))[::step]:
            value = getattr(module, name, None)
            if name.startswith("_") or not callable(value):
                continue
            began = time.monotonic()
            if look(maker, module_name, name, value, scope):
                refused += 1
            else:
                served += 1
            assert time.monotonic() - began < SECONDS, name
    return served, refused


@pytest.mark.parametrize("module", SAMPLE)
def test_every_callable_of_a_module_is_served_or_refused(
    module: str, maker: Maker, tmp_path: Path
) -> None:
    served, _ = look_at_all(maker, module, tmp_path)
    assert served > 0


@pytest.mark.parametrize(
    "step", [5, pytest.param(1, marks=pytest.mark.stress)], ids=["some", "all"]
)
@pytest.mark.parametrize("module", LIBRARIES)
def test_every_callable_of_a_library_is_served_or_refused(
    module: str, step: int, maker: Maker, tmp_path: Path
) -> None:
    served, _ = look_at_all(maker, module, tmp_path, step)
    assert served > 0


@cache
def names_of(module_name: str) -> list[str]:
    """Return all that can be named as a target in a module, what is no function included."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = importlib.import_module(module_name)
    return [f"{module_name}:{name}" for name in sorted(dir(module)) if name.isidentifier()]


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.data())
def test_any_object_is_a_page_or_one_line(data: st.DataObject) -> None:
    a_page_or_one_line(data)


@pytest.mark.stress
@settings(max_examples=600, deadline=None)
@given(st.data())
def test_many_objects_are_a_page_or_one_line(data: st.DataObject) -> None:
    a_page_or_one_line(data)


def a_page_or_one_line(data: st.DataObject) -> None:
    module = data.draw(st.sampled_from((*SAMPLE, *LIBRARIES)))
    target = data.draw(st.sampled_from(names_of(module)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            page = open_page(target)
        except AutouiError as error:
            said = error.what
        else:
            assert page.functions
            return
    assert said
    assert "\n" not in said
    assert "Traceback (most" not in said


@pytest.mark.stress
@pytest.mark.parametrize("module", REST)
def test_the_rest_of_the_standard_library(module: str, maker: Maker, tmp_path: Path) -> None:
    look_at_all(maker, module, tmp_path)
