"""Results that are hard to show, or mean to do something in the page that shows them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import autoui as gr

XSS = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'><svg onload=alert(3)>"


class Silent:
    """Cannot be shown."""

    def __repr__(self) -> str:
        raise RuntimeError("no words")


class Leaving:
    """Ends the program when it is shown."""

    def __repr__(self) -> str:
        raise SystemExit(4)


class Rich:
    """Brings its own HTML."""

    def _repr_html_(self) -> str:
        return f"{XSS}<script>parent.document.title = 'owned'; top.location = '/x'</script>"


class BrokenRich:
    """Says that it has HTML and has none."""

    def _repr_html_(self) -> str:
        raise RuntimeError("no html")


class WrongRich:
    """Its HTML is no text."""

    def _repr_html_(self) -> int:
        return 7


class Chameleon:
    """Has every attribute that is asked for."""

    def __getattr__(self, name: str) -> Any:
        return self

    def __call__(self, *_: Any, **__: Any) -> "Chameleon":
        return self


class Trap:
    """Raises whatever is asked of it."""

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(f"do not ask for {name}")


class Endless(list):
    """A list that never ends."""

    def __iter__(self) -> Iterator[int]:
        number = 0
        while True:
            yield (number := number + 1)


class Loud(str):
    """Text that is more than text."""

    __slots__ = ()

    def __str__(self) -> str:
        raise RuntimeError("not me")


class Liar(dict):
    """Says that it is longer than it is."""

    def __len__(self) -> int:
        return 10**9


@dataclass
class Knot:
    """Holds itself."""

    inner: Any = None


def _knot() -> Knot:
    knot = Knot()
    knot.inner = knot
    return knot


def _loop() -> list[Any]:
    loop: list[Any] = [1]
    loop.append(loop)
    return loop


def _deep() -> list[Any]:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    return deep


def _forever() -> Iterator[int]:
    while True:
        yield 1


_VALUES = {
    "surrogate": lambda: "\udce9\ud800",
    "nul": lambda: "a\0b",
    "nan": lambda: float("nan"),
    "infinity": lambda: [float("inf"), -float("inf"), -0.0],
    "big": lambda: 2**70,
    "huge": lambda: 10**200_000,
    "bytes": lambda: b"\xff\x00",
    "loop": _loop,
    "knot": _knot,
    "deep": _deep,
    "silent": Silent,
    "silent_list": lambda: [Silent(), {"a": Silent()}],
    "leaving": Leaving,
    "text": lambda: "x" * 50_000_000,
    "items": lambda: list(range(1_000_000)),
    "keys": lambda: {1: "a", (2, 3): "b", None: "c", "\ud800": "d"},
    "same_keys": lambda: {1: "a", "1": "b"},
    "dollar": lambda: {"$": "int", "v": "1", "$blob": "0" * 32, "$$x": 1},
    "rich": Rich,
    "broken_rich": BrokenRich,
    "wrong_rich": WrongRich,
    "chameleon": Chameleon,
    "trap": Trap,
    "endless": Endless,
    "loud": lambda: Loud("loud"),
    "liar": lambda: Liar(a=1),
    "class": lambda: Silent,
    "module": lambda: gr,
    "function": lambda: print,
    "ellipsis": lambda: ...,
    "not_implemented": lambda: NotImplemented,
    "exception": lambda: ValueError("returned"),
    "set": lambda: {1, "a", None},
    "complex": lambda: complex("nan"),
    "open": lambda: open(__file__),  # noqa: SIM115
    "wide": lambda: [{f"c{i}": i for i in range(5_000)}],
    "html": lambda: f"<!doctype html><html>{XSS}</html>",
    "svg": lambda: '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "ragged": lambda: [[1], [2, 3], "x", None],
    "tuple": lambda: tuple(range(100)),
    "forever": _forever,
}


def give(value: str) -> Any:
    """Return one of the values."""
    return _VALUES[value]()


def give_number(value: str) -> float:
    """Return one of the values where a number is promised."""
    return _VALUES[value]()


def give_text(value: str) -> str:
    """Return one of the values where text is promised."""
    return _VALUES[value]()


def give_list(value: str) -> list[int]:
    """Return one of the values where a list is promised."""
    return _VALUES[value]()


def give_dict(value: str) -> dict[str, int]:
    """Return one of the values where a dictionary is promised."""
    return _VALUES[value]()


def give_path(value: str) -> Path:
    """Return one of the values where a file is promised."""
    return _VALUES[value]()


def give_pair(value: str) -> tuple[int, str]:
    """Return one of the values where two are promised."""
    return _VALUES[value]()


def still() -> str:
    """Show that the worker is the same."""
    import os

    return str(os.getpid())
