"""A page for a worker that knows only functions: its endpoints check and decode next to nothing."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from autoui.components.base import Scope
from autoui.errors import InvalidInputs, Problem
from autoui.page.streams import Keeps, Stream
from autoui.showing.auto import Auto
from autoui.wire.server_worker import Served
from autoui.wire.values import Blob


@dataclass
class FakeOutput:
    component: Any = field(default_factory=Auto)


@dataclass
class FakeEndpoint:
    """Takes its inputs as keywords; ``bad`` is refused by check, ``late`` by decode."""

    function: Callable[..., Any]
    kind: str = "plain"
    concurrency: int = 1
    batch: int = 0
    raises: frozenset[str] = frozenset()
    outputs: list[Any] = field(default_factory=lambda: [FakeOutput()])
    examples: Any = None
    keeps: Keeps = "never"

    @property
    def name(self) -> str:
        return self.function.__name__.lower()

    def check(self, inputs: dict[str, Any]) -> list[Problem]:
        if inputs.get("bad") == "broken check":
            raise RuntimeError("the check itself is broken")
        return [Problem("bad", "must not be given")] if "bad" in inputs else []

    def decode(
        self, inputs: dict[str, Any], scope: Scope
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        if "late" in inputs:
            raise InvalidInputs([Problem("late", "cannot be opened")])
        decoded = {
            name: scope.copy(value) if isinstance(value, Blob) else value
            for name, value in inputs.items()
        }
        if "target" in decoded:
            decoded["target"] = scope.directory / decoded["target"]
        return (), decoded

    def encode(self, result: Any, scope: Scope) -> list[Any]:
        if isinstance(result, SlowToEncode):
            result.spin()
            return ["encoded"]
        if isinstance(result, tuple) and len(self.outputs) > 1:
            return list(result)
        if self.batch or isinstance(result, (int, str, list, Raw)):
            return [result.value if isinstance(result, Raw) else result]
        return [output.component.encode_given(result, scope) for output in self.outputs]

    def stream(self) -> Stream:
        return Stream([self.keeps] * len(self.outputs))

    def prefill(self, texts: dict[str, str]) -> dict[str, Any]:
        if "broken" in texts:
            raise ZeroDivisionError
        return {"values": texts, "errors": []}


@dataclass
class BrokenEndpoint(FakeEndpoint):
    """Goes wrong where no code of the user's runs."""

    def __getattribute__(self, name: str) -> Any:
        here = threading.current_thread().name
        if name == "batch" and here not in ("MainThread", "autoui-link"):
            raise LookupError("the worker itself is broken")
        return super().__getattribute__(name)


@dataclass
class Raw:
    """A result that the fake encodes as it is."""

    value: Any


class SlowToEncode:
    """Takes a while in Python to encode."""

    def spin(self) -> None:
        end = time.monotonic() + 0.2
        while time.monotonic() < end:
            pass


@dataclass
class FakeBuilt:
    endpoints: dict[str, FakeEndpoint]
    document: bytes = b'{"version": 1}'
    title: str = "Fakes"
    description: str = ""
    styles: list[str] = field(default_factory=list)
    queue_size: int | None = None
    timeout: float | None = None
    thumbnail: str = ""
    left_out: list[str] = field(default_factory=list)
    watch: list[str] = field(default_factory=list)

    @property
    def served(self) -> list[Served]:
        return [Served(name=name, hash="1") for name in self.endpoints]
