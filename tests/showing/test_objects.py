import argparse
import ast
import enum
import functools
import hashlib
import http
import math
import os
import queue
import re
import sqlite3
import textwrap
import time
import types
import xml.dom.minidom
import xml.etree.ElementTree as ET
from statistics import NormalDist
from typing import ClassVar

import networkx as nx
import pytest
import sympy

from autoui.components.base import Scope
from autoui.formats.plain import own_text, public_attributes, to_plain
from autoui.showing.auto import shown
from autoui.wire.values import pack


class Colour(enum.Enum):
    RED = 1
    BLUE = "b"


class Holder:
    """Holds things, says nothing."""

    shared: ClassVar[int] = 1

    def __init__(self):
        self.first = 1
        self.inner = [1, self]
        self.call = len
        self._hidden = 2

    @property
    def computed(self):
        raise AssertionError("a property was called")


class Slots:
    __slots__ = ("missing", "x")

    def __init__(self):
        self.x = 1


def caused() -> BaseException:
    try:
        raise ValueError("outer") from KeyError("inner")
    except ValueError as error:
        return error


@pytest.mark.parametrize(
    ("value", "begins"),
    [
        (textwrap.shorten, "textwrap.shorten(text, width, **kwargs)\n\nCollapse and truncate"),
        (len, "len(obj, /)\n\nReturn the number"),
        ("a".join, "str.join(iterable, /)"),
        (lambda x, y=2: x, "showing.test_objects.<lambda>(x, y=2)"),
        (NormalDist, "class statistics.NormalDist(mu=0.0, sigma=1.0)\n\nNormal distribution"),
        (Colour, "class showing.test_objects.Colour\n\n    RED = 1\n    BLUE = 'b'"),
        (math, "module math\n\nThis module provides"),
        (ValueError("bad"), "ValueError: bad"),
        (caused(), "ValueError: outer\n    caused by KeyError: 'inner'"),
        (
            ExceptionGroup("many", [ValueError("a"), TypeError("b")]),
            "ExceptionGroup: many (2 sub-exceptions)\n    ValueError: a\n    TypeError: b",
        ),
        (ast.parse("a"), "Module(\n  body=["),
        (functools.partial(int, base=2), "functools.partial(<class 'int'>, base=2)"),
        (hashlib.sha256(b"x"), "2d711642b726b044"),
        (ET.fromstring("<a b='1'><c/></a>"), '<a b="1"><c /></a>'),
        (ET.ElementTree(ET.fromstring("<a/>")), "<a />"),
        (xml.dom.minidom.parseString("<a/>"), '<?xml version="1.0" ?><a/>'),
        (object(), "<object object>"),
    ],
)
def test_what_is_no_data_is_described(scope: Scope, value, begins):
    got = shown(value, scope)
    assert got["show"] == "text"
    # How the module of the tests is called depends on who imports it.
    assert got["value"].replace("tests.showing", "showing").startswith(begins)


def test_no_text_names_a_place_in_memory():
    for value in (Holder(), queue.Queue(), len, time.sleep, iter([]), Holder().inner.append):
        assert "0x" not in str(to_plain([value]))
    assert own_text(Holder()) is None
    assert own_text(re.compile("a")) == "re.compile('a')"


def test_objects_show_what_they_hold(scope: Scope):
    got = shown(Holder(), scope)
    assert got["value"] == {
        "first": 1,
        "inner": [1, {"first": 1, "inner": "… (contains itself)"}],
    }
    assert got["note"].endswith("Holder holds.")
    assert shown(Slots(), scope)["value"] == {"missing": "… (AttributeError)", "x": 1}
    assert shown(queue.Queue(3), scope)["value"]["maxsize"] == 3


def test_a_long_chain_of_objects_is_bounded(scope: Scope):
    first = last = types.new_class("Link")()
    for _ in range(1_000):
        last.next = type(first)()
        last = last.next
    pack(shown(first, scope))
    wide = types.new_class("Wide")()
    vars(wide).update({f"a{at}": at for at in range(500)})
    assert len(public_attributes(wide)) == 100


@pytest.mark.parametrize(
    ("value", "part"),
    [
        (time.gmtime(0), {"tm_year": 1970, "tm_mon": 1}),
        (os.terminal_size((80, 24)), {"columns": 80, "lines": 24}),
        (types.SimpleNamespace(a=1, b=types.SimpleNamespace(c=2)), {"a": 1, "b": {"c": 2}}),
        (argparse.Namespace(a=1), {"a": 1}),
        (re.match(r"(?P<a>\w)(\w)", "xy"), {"match": "xy", "group a": "x", "group 2": "y"}),
    ],
)
def test_records_of_the_standard_library(scope: Scope, value, part):
    got = shown(value, scope)
    assert got["show"] == "json"
    assert part.items() <= got["value"].items()


def test_rows_of_a_database(scope: Scope):
    connection = sqlite3.connect(":memory:")
    query = "select 1 as a, 'x' as b"
    assert shown(connection.execute(query), scope)["value"].meta["window"] == [[1, "x"]]
    connection.row_factory = sqlite3.Row
    assert shown(connection.execute(query).fetchone(), scope)["value"] == {"a": 1, "b": "x"}
    table = shown(connection.execute(query).fetchall(), scope)["value"]
    assert [column["name"] for column in table.meta["columns"]] == ["a", "b"]
    connection.close()


def test_members_that_are_numbers_say_their_name(scope: Scope):
    got = shown(http.HTTPStatus(404), scope)
    assert (got["value"], got["note"]) == (404, "HTTPStatus.NOT_FOUND")


def test_a_graph_is_a_sentence_and_its_edges(scope: Scope):
    graph = nx.Graph()
    graph.add_edge("a", "b", weight=2)
    sentence, edges = shown(graph, scope)["value"]
    assert sentence["value"] == "Graph with 2 nodes and 1 edges"
    assert edges["value"].meta["window"] == [["a", "b", 2]]
    assert shown(nx.Graph(), scope)["show"] == "text"


def test_formulas_stand_above_their_text(scope: Scope):
    x = sympy.symbols("x")
    got = shown(sympy.Integral(sympy.sqrt(x) / 2, x), scope)
    assert got["value"] == "Integral(sqrt(x)/2, x)"
    assert "<msqrt>" in got["lead"]["value"]["html"]
    roots = shown([-sympy.sqrt(2), sympy.sqrt(2)], scope)
    assert roots["value"] == ["-sqrt(2)", "sqrt(2)"]
    assert roots["lead"]["show"] == "markdown"
    assert shown({x: sympy.Rational(1, 2)}, scope)["value"] == {"x": "1/2"}
    assert shown(sympy.Matrix([[1, x]]), scope)["value"] == "Matrix([[1, x]])"


def test_plain_numbers_of_sympy_are_numbers(scope: Scope):
    assert shown(sympy.Integer(5), scope)["show"] == "number"
    assert shown(sympy.true, scope)["show"] == "switch"
    assert "lead" not in shown(sympy.pi.evalf(30), scope)
    huge = sympy.Add(*(sympy.Symbol(f"a{at}") for at in range(1_000)))
    assert "lead" not in shown(huge, scope)
