"""Callables that are put together of several."""

import statistics
import struct

import pytest
from pandas import DataFrame

from autoui import testing
from autoui.errors import InvalidInputs
from autoui.reading.annotations.stubs import Stubs
from autoui.reading.functions.composed import MethodCall
from autoui.reading.functions.signature import read


class Vector:
    def __init__(self, x, y=0.0):  # type: ignore[no-untyped-def]
        if x == y == 0:
            raise ValueError("a vector has a direction")
        self.x, self.y = x, y

    def dot(self, other: "Vector") -> float:
        """Multiply it with another."""
        return float(self.x * other.x + self.y * other.y)

    def scaled(self, x: float) -> float:
        """Multiply it with a number."""
        return float(self.x * x)


def load_method(owner: str, name: str) -> MethodCall:
    cls = {"Vector": Vector, "DataFrame": DataFrame}[owner]
    return MethodCall(cls, name, getattr(cls, name))


def test_a_method_takes_another_object_like_its_own() -> None:
    page = testing.open(f"{__name__}:Vector.dot")
    assert page.fields == {"x": "any", "y": "number", "other": "fieldset"}
    assert page.fill(x=1, y=2, other={"x": 3, "y": 4}).run().output == 11
    assert page.fill(other={"x": 3}).run().output == 3
    with pytest.raises(InvalidInputs, match="a vector has a direction"):
        page.fill(other={"x": 0}).run()


def test_how_the_call_of_a_method_is_written() -> None:
    method = read(load_method("Vector", "scaled"), Stubs()).method
    assert method is not None
    assert (method.made, method.held) == ({"vector_x", "y"}, False)
    assert method.places["vector_x"] == ("x", "either")
    assert method.places["x"] == ("x", "either")
    assert testing.open(f"{__name__}:Vector.scaled").fill(vector_x=2, x=3).run().output == 6
    method = read(load_method("DataFrame", "head"), Stubs()).method
    assert method is not None
    assert (method.made, method.held) == ({"data_frame"}, True)


def test_the_type_of_the_other_object_may_come_from_a_stub() -> None:
    page = testing.open("statistics:NormalDist.overlap")
    page.fill(mu=0, sigma=1, other={"mu": 1, "sigma": 1})
    expected = statistics.NormalDist(0, 1).overlap(statistics.NormalDist(1, 1))
    assert page.run().output == expected
    # It is private there, and the base of what the method is called of.
    page = testing.open("ipaddress:IPv4Network.overlaps")
    page.fill(address="10.0.0.0/8", other={"address": "10.1.0.0/16"})
    assert page.run().output is True


def test_a_method_written_in_c_makes_its_object_first() -> None:
    page = testing.open("struct:Struct.pack")
    assert page.fields == {"struct": "fieldset", "values": "listing"}
    assert page.fill(struct={"format": "<h"}, values=[1]).run().returned == struct.pack("<h", 1)
