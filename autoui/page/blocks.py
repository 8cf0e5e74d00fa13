"""A page put together by hand: nodes in containers, and listeners between them."""

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, ClassVar, Literal, Self

from autoui import migration, placing
from autoui.components.base import Component, several
from autoui.page.layout import Container
from autoui.page.options import refuse_unknown
from autoui.reading.targets import target

_LISTENER_OPTIONS = frozenset(
    {
        "api_name", "queue", "batch", "max_batch_size", "concurrency_limit", "kill",
        "cancel_on_leave",
        "scroll_to_output", "preprocess", "postprocess",
    }
)  # fmt: skip
_BLOCKS_OPTIONS = frozenset(
    {"title", "description", "article", "theme", "css", "analytics_enabled", "mode", "live"}
)


@dataclass(eq=False)
class Listener(migration.Told):
    """A function that runs when a node emits an event.

    Attributes:
        trigger: The node.
        event: The event's name.
        function: What runs.
        inputs: The nodes whose values it takes, in order.
        outputs: The nodes that show what it returns, in order.
        options: The keywords of the call that attached it.
    """

    trigger: Any
    event: str
    function: Callable[..., Any]
    inputs: list[Component]
    outputs: list[Component]
    options: dict[str, Any] = field(default_factory=dict)


class Blocks(Container):
    """A page. What is constructed inside ``with Blocks():`` lands on it, top to bottom.

    Args:
        options: ``title``, ``description`` and ``article`` (Markdown), ``theme``, ``css`` (text, or
            the path of a ``.css`` file).

    Example:
        >>> import autoui as gr
        >>> with gr.Blocks() as demo:
        ...     name = gr.Textbox(label="Name")
        ...     hello = gr.Textbox(label="Greeting")
        ...     _ = gr.Button("Greet").click(lambda n: f"Hello {n}", name, hello)
    """

    _is_placed: ClassVar[bool] = False

    def __init__(self, **options: Any) -> None:
        refuse_unknown(type(self).__name__, options, _BLOCKS_OPTIONS)
        super().__init__()
        self.options = options
        self.listeners: list[Listener] = []
        self.queue_options: dict[str, Any] = {}
        self.launch_options: dict[str, Any] = {}
        self._open: list[Container] = []
        self._tokens: list[Any] = []

    # ---- the open place

    def __enter__(self) -> Self:
        """Open the page for what is constructed from here on."""
        self._tokens.append(placing.enter(self))
        self._open.append(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the page."""
        self._open.clear()
        placing.leave(self._tokens.pop())

    def place(self, node: Any) -> None:
        """Append a node to the container that is open now."""
        (self._open[-1] if self._open else self).children.append(node)

    def push(self, container: Container) -> None:
        """Open a container; called by ``with Row():``."""
        self._open.append(container)

    def pop(self, container: Container) -> None:
        """Close a container."""
        if self._open and self._open[-1] is container:
            self._open.pop()

    def listen(
        self,
        trigger: Any,
        event: str,
        function: Callable[..., Any],
        inputs: Sequence[Any],
        outputs: Sequence[Any],
        options: dict[str, Any],
    ) -> Listener:
        """Attach a function to an event of a node.

        Raises:
            TypeError: The function cannot be called, or an option is unknown.
        """
        if not callable(function):
            raise TypeError(f"{event}() needs a function, not a {type(function).__name__}")
        refuse_unknown(f".{event}()", options, _LISTENER_OPTIONS)
        listener = Listener(trigger, event, function, list(inputs), list(outputs), options)
        self.listeners.append(listener)
        return listener

    def load(
        self,
        fn: Callable[..., Any],
        inputs: Sequence[Component] | Component | None = None,
        outputs: Sequence[Component] | Component | None = None,
        **options: Any,
    ) -> Listener:
        """Call ``fn`` whenever a person opens the page.

        Args:
            fn: The function.
            inputs: The nodes whose values it takes.
            outputs: The nodes that show what it returns.
            options: As ``Button.click`` takes them.
        """
        return self.listen(self, "load", fn, several(inputs), several(outputs), options)

    # ---- running

    def queue(
        self,
        concurrency_count: int | None = None,
        *,
        default_concurrency_limit: int | Literal["default"] | None = "default",
        max_size: int | None = None,
        **further: Any,
    ) -> Self:
        """Say how many runs may be in progress and waiting; there is always a queue.

        Args:
            concurrency_count: How many runs of each function may be in progress at once, where the
                function has no ``concurrency_limit`` of its own.
            default_concurrency_limit: The same under its newer name; None means as many as there
                may be at all.
            max_size: How many runs may wait, of all functions together.
            further: Other keywords of this kind (``api_open``, ``status_update_rate``) are accepted
                and change nothing.

        Raises:
            TypeError: An unknown keyword, or a size that is none.
        """
        names = ("concurrency_count", "default_concurrency_limit", "max_size")
        refuse_unknown("queue()", further, (*names, "api_open", "status_update_rate"))
        given: dict[str, Any] = {}
        if default_concurrency_limit != "default":
            given["concurrency"] = default_concurrency_limit
        elif concurrency_count is not None:
            given["concurrency"] = concurrency_count
        if max_size is not None:
            if type(max_size) is not int or max_size < 0:
                raise TypeError(f"max_size is {max_size!r}; it is a whole number from 0 on")
            given["max_size"] = max_size
        self.queue_options = given
        return self

    def launch(self, **options: Any) -> Any:
        """Serve this page from the running program.

        While ``autoui serve`` loads the file, the call only notes the page as the one to serve.

        Args:
            options: See ``autoui.launch``; ``theme`` and ``css`` also as ``Blocks`` takes them.
        """
        looks = {word: options.pop(word) for word in ("theme", "css") if word in options}
        self.options |= {word: value for word, value in looks.items() if value is not None}
        self.launch_options = options
        if target.record(self):
            return None
        return importlib.import_module("autoui.launch").launch(self, **options)
