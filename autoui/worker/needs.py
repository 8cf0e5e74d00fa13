"""What the worker needs of a page: something that builds it, and its endpoints."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Protocol

from autoui.components.base import Scope
from autoui.errors import Problem
from autoui.wire.server_worker import Load, Served
from autoui.wire.values import Piece

Kind = Literal["plain", "generator", "async", "async_generator"]


class Endpoint(Protocol):
    """One function of the page; see ``autoui.page.endpoint``."""

    @property
    def name(self) -> str:
        """Its name on the link."""

    @property
    def function(self) -> Callable[..., Any]:
        """What is called."""

    @property
    def kind(self) -> Kind:
        """How it runs."""

    @property
    def concurrency(self) -> int:
        """How many lanes it owns."""

    @property
    def batch(self) -> int:
        """The most runs in one call; 0 for single items."""

    @property
    def raises(self) -> frozenset[str]:
        """Names of exceptions whose message anybody may see."""

    @property
    def outputs(self) -> Sequence[Any]:
        """Its output components."""

    @property
    def inputs(self) -> Sequence[Any]:
        """Its inputs, each with a name."""

    @property
    def flagging(self) -> Any:
        """How its runs are flagged, or None; see ``autoui.page.flagging``."""

    @property
    def examples(self) -> Any:
        """Its example rows, or None; see ``autoui.page.examples``."""

    def check(self, inputs: dict[str, Any]) -> list[Problem]:
        """Return everything that is wrong with plain inputs."""

    def decode(
        self, inputs: dict[str, Any], scope: Scope
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Return the arguments for the function."""

    def encode(self, result: Any, scope: Scope) -> list[Any]:
        """Return a plain value for each output."""

    def stream(self) -> "Stream":
        """Return what takes note of the values of one call, when it is a generator's."""

    def prefill(self, texts: dict[str, str]) -> dict[str, Any]:
        """Return what the texts of a link say."""


class Stream(Protocol):
    """Knows which values of a generator are kept; see ``autoui.page.streams``."""

    def take(self, outputs: list[Any]) -> list[Piece]:
        """Take note of a value, and return where it stands among those that are kept."""

    def result(self, outputs: Sequence[Any]) -> list[Any]:
        """Return the plain outputs of the last value, with all that is kept in their place."""


class Built(Protocol):
    """A built page; see ``autoui.page.build``."""

    @property
    def document(self) -> bytes:
        """The page document."""

    @property
    def title(self) -> str:
        """Plain text."""

    @property
    def description(self) -> str:
        """Plain text."""

    @property
    def styles(self) -> list[str]:
        """Style sheets, as text."""

    @property
    def thumbnail(self) -> str:
        """The address of the picture that a link to the page shows elsewhere, or empty."""

    @property
    def left_out(self) -> list[str]:
        """A line for whoever serves on each function that stayed out, and why."""

    @property
    def watch(self) -> list[str]:
        """Local files the target was built from."""

    @property
    def queue_size(self) -> int | None:
        """How many runs may wait; None leaves it open."""

    @property
    def timeout(self) -> float | None:
        """Seconds that a run may take; None leaves it open."""

    @property
    def endpoints(self) -> Mapping[str, Endpoint]:
        """The functions, by name."""

    @property
    def served(self) -> list[Served]:
        """What the server must know of them."""


Tell = Callable[[str], None]
"""Says on the page what is being done."""

Build = Callable[[Load, Scope, Tell], Built]
"""Imports the target and builds its page, in the main thread."""
