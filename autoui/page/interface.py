"""A page laid out from one function."""

from collections.abc import Callable
from types import EllipsisType
from typing import Any, Never, Unpack

from autoui import migration
from autoui.errors import UsageError
from autoui.page import shortcuts
from autoui.page.blocks import Blocks
from autoui.page.making import Wish
from autoui.page.options import InterfaceOptions, Options, recorded, refuse_unknown
from autoui.page.running import running_of

_NOTHING_TOLD = Options()
_OF_THE_FUNCTION = ("inputs", "additional_inputs", "outputs", "examples")


class Interface(Blocks):
    """A page for one function: its inputs, its result, its examples.

    Args:
        fn: The function. Without one (None, ``...``) the page is a ``Blocks``:
            ``with Interface(css=…) as demo:``.
        inputs: A component, a name such as ``"number"``, or a list of them in the order of the
            parameters; a dict gives some by name. None, and None in the list, is inferred.
        outputs: Likewise for the results.
        examples: Rows of inputs, as the function takes them; for one input a flat list will do.
        options: See ``InterfaceOptions``.

    Raises:
        TypeError: ``fn`` cannot be called, or an option is unknown.

    Example:
        >>> import autoui as gr
        >>> def greet(name: str) -> str:
        ...     return f"Hello {name}"
        >>> demo = gr.Interface(greet, examples=["Ada", "Grace"])
    """

    def __init__(
        self,
        fn: Callable[..., Any] | EllipsisType | None = None,
        inputs: Any = None,
        outputs: Any = None,
        examples: Any = None,
        **options: Unpack[InterfaceOptions],
    ) -> None:
        refuse_unknown("Interface", options, InterfaceOptions.__annotations__)
        function = None if fn is ... else fn
        if function is not None and not callable(function):
            raise TypeError(f"Interface needs a function, not {type(function).__name__}")
        super().__init__()
        self.given: dict[str, Any] = {**options}
        self.says_inputs, self.says_outputs = inputs is not None, outputs is not None
        self.options = {**recorded(function), **options}
        self.fn = function
        said = {name: self.options.pop(name, None) for name in _OF_THE_FUNCTION}
        further = said["additional_inputs"]
        self.inputs = _with_further(said["inputs"] if inputs is None else inputs, further)
        self.outputs = said["outputs"] if outputs is None else outputs
        self.examples = said["examples"] if examples is None else examples
        self.found_as: tuple[str, str] | None = None

    def wish(self, told: Options = _NOTHING_TOLD) -> Wish:
        """Return what is wanted of the endpoint.

        Args:
            told: What the command line, the environment and ``launch()`` say.

        Raises:
            UsageError: A number of runs is none, or the code says already what ``told`` says.
            ValueError: There is no function.
        """
        if self.fn is None:
            raise ValueError("an Interface without a function has no endpoint")
        shortcuts.refuse_results(self.inputs)
        said = self.options
        for name, given, own in (
            ("--input", told.inputs, self.says_inputs),
            ("--output", told.outputs, self.says_outputs),
        ):
            if given and own:
                raise UsageError(
                    f"{name} {given[0]}: the code of this page says its own",
                    "leave the option out, or serve the function itself",
                )
        return Wish(
            function=self.fn,
            found_as=self.found_as,
            inputs=self.inputs,
            outputs=told.outputs or self.outputs,
            fills=True,
            told=shortcuts.by_name(told.inputs or ()),
            name=told.api_name or said.get("api_name"),
            **running_of(self.fn, self.given, self.queue_options, told),
        )

    @classmethod
    def load(cls, *_names: Any, **_options: Any) -> Never:
        """Refuse what in Gradio fetches a model, and say what to write in its place.

        Raises:
            AttributeError: Always; ``Blocks.load`` calls a function when the page is opened.
        """
        raise AttributeError(migration.absent_member(cls.__name__, "load", ()))

    def __repr__(self) -> str:
        name = getattr(self.fn, "__name__", None)
        return f"Interface({name})" if name else "Interface()"


def _with_further(inputs: Any, further: Any) -> Any:
    """Return the inputs, and behind them those that ``additional_inputs=`` names.

    Raises:
        UsageError: The former are not given in order.
    """
    if not further:
        return inputs
    if inputs is None or isinstance(inputs, dict):
        raise UsageError(
            "additional_inputs= stand behind inputs=, which are not given as a list",
            "give inputs= as a list, or all of them by name: inputs={…}",
        )
    return [*shortcuts.several(inputs), *shortcuts.several(further)]
