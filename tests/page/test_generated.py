"""Generated signatures: the page document is whole, and what is filled in arrives as its type."""

import datetime as dt
import decimal
import inspect
import itertools
import uuid
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autoui.components.base import Scope
from autoui.page.calls import Call
from autoui.page.document import Document
from autoui.page.endpoint import Endpoint
from autoui.page.examples import examples
from autoui.page.making import Maker, Wish
from autoui.page.openapi import operation
from autoui.wire.values import pack, unpack


@dataclass
class Size:
    """A record among the types."""

    width: int
    height: float = 1.0


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), min_size=1, max_size=8)
INTS = st.integers(-(10**20), 10**20)
FLOATS = st.floats(allow_nan=False)
LEAVES: dict[Any, st.SearchStrategy[Any]] = {
    int: INTS,
    float: FLOATS,
    str: TEXT,
    bool: st.booleans(),
    dt.date: st.dates(),
    dt.timedelta: st.timedeltas(),
    decimal.Decimal: st.decimals(allow_nan=False),
    uuid.UUID: st.uuids(),
    Size: st.builds(Size, INTS, FLOATS),
    Literal["a", "b"]: st.sampled_from(["a", "b"]),
}
BOUNDED = Annotated[int, msgspec.Meta(ge=0, le=9)]
TYPES = st.recursive(
    st.sampled_from([*LEAVES, BOUNDED]),
    lambda inner: st.one_of(
        inner.map(lambda one: list[one]),
        inner.map(lambda one: tuple[one, ...]),
        inner.map(lambda one: dict[str, one]),
        inner.map(lambda one: one | None),
        st.tuples(inner, inner).map(lambda pair: tuple[pair]),
    ),
    max_leaves=3,
)
KINDS = st.sampled_from(
    [
        inspect.Parameter.POSITIONAL_ONLY,
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
        inspect.Parameter.KEYWORD_ONLY,
    ]
)


def values(type_: Any) -> st.SearchStrategy[Any]:
    """Return the values of a type."""
    if type_ in LEAVES:
        return LEAVES[type_]
    if type_ == BOUNDED:
        return st.integers(0, 9)
    origin, arguments = get_origin(type_), get_args(type_)
    if origin is list:
        return st.lists(values(arguments[0]), max_size=3)
    if origin is dict:
        return st.dictionaries(TEXT, values(arguments[1]), max_size=3)
    if origin is tuple and arguments[-1] is Ellipsis:
        return st.lists(values(arguments[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(values, arguments))
    return st.one_of(*(st.none() if one is type(None) else values(one) for one in arguments))


def function(parameters: list[tuple[Any, Any]]) -> tuple[Any, list[Any]]:
    """Return a function with such parameters, and the list of the calls that reach it."""
    calls: list[Any] = []

    def made(*args: Any, **kwargs: Any) -> None:
        """Do something."""
        calls.append(inspect.signature(made).bind(*args, **kwargs).arguments)

    ordered = sorted(parameters, key=lambda one: one[0])
    signature = [
        inspect.Parameter(f"p{at}", kind, annotation=type_)
        for at, (kind, type_) in enumerate(ordered)
    ]
    made.__signature__ = inspect.Signature(signature)  # type: ignore[attr-defined]
    return made, calls


def same_kind(found: Any, given_: Any) -> bool:
    """Return whether two equal values are also of the same types all the way down."""
    if type(found) is not type(given_):
        return False
    if isinstance(given_, list | tuple):
        return all(itertools.starmap(same_kind, zip(found, given_, strict=True)))
    if isinstance(given_, dict):
        return all(same_kind(found[key], item) for key, item in given_.items())
    return True


def assert_whole(endpoint: Endpoint, scope: Scope) -> None:
    """Assert that the page document of an endpoint names all its parts and can be sent."""
    rows = examples(endpoint, None, scope).first()
    document = Document(scope)
    nodes = [
        document.component(one.component, f"{endpoint.name}.{one.name}", one.label)
        for one in (*endpoint.inputs, *endpoint.outputs)
    ]
    entry = document.endpoint(endpoint, Call(), rows, live=False)
    # Nothing but plain JSON values, and every part under an id of its own.
    assert unpack(pack([document.nodes, entry]))
    assert len(set(nodes)) == len(nodes) == len(document.nodes)
    for one in endpoint.inputs:
        assert one.component.kind
        assert isinstance(one.component.schema_given(), dict)
    assert operation(endpoint, rows)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(KINDS, TYPES), min_size=1, max_size=4), st.data())
def test_what_is_filled_in_arrives_as_its_type(
    scope: Scope, parameters: list[tuple[Any, Any]], data: st.DataObject
) -> None:
    made, calls = function(parameters)
    endpoint = Maker().make(Wish(function=made))
    assert_whole(endpoint, scope)
    assert endpoint.reading is not None
    types = {one.name: one.annotation for one in inspect.signature(made).parameters.values()}
    wanted = {name: data.draw(values(type_), label=name) for name, type_ in types.items()}
    plain = {
        one.name: one.component.encode_given(wanted[one.name], scope)
        if wanted[one.name] is not None
        else None
        for one in endpoint.inputs
    }
    inputs = unpack(pack(plain))
    assert endpoint.check(inputs) == []
    arguments, keywords = endpoint.decode(inputs, scope)
    made(*arguments, **keywords)
    assert calls[0] == wanted
    assert all(same_kind(calls[0][name], value) for name, value in wanted.items())
