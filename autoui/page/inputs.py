"""What the parameters of an endpoint are filled in with: the components given, or inferred."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Union

from autoui.components.base import Component
from autoui.errors import RefusedSignature, UsageError
from autoui.page import shortcuts
from autoui.page.endpoint import Input
from autoui.reading import names
from autoui.reading.annotations import hints
from autoui.reading.choosing import choose
from autoui.reading.choosing.choose import Chooser
from autoui.reading.field import UNKNOWN, Field, Left, Reading
from autoui.reading.functions import callables, signature

_NO_SCOPE: Any = None
"""Components that hold no files need no scope."""


@dataclass(frozen=True)
class Filler:
    """Finds what fills each parameter in.

    Attributes:
        chooser: What inference looks into.
    """

    chooser: Chooser

    def inputs(self, reading: Reading, given: Any) -> tuple[list[Input], list[Left]]:
        """Return the inputs of a function, and what stays out of its form.

        Args:
            reading: What the function says.
            given: As ``Interface(inputs=)`` takes them; None infers all.

        Raises:
            RefusedSignature: A parameter that nobody can fill in.
            UsageError: What was given does not fit the function.
        """
        if given is None or isinstance(given, dict):
            return self._inferred(reading, given or {})
        listed = shortcuts.several(given)
        fields = _widened(reading, len(listed))
        if len(listed) > len(fields):
            raise UsageError(
                f"{reading.name} takes {len(fields)} inputs, and {len(listed)} were given",
                f"give one component for each of {', '.join(f.name for f in fields) or 'none'}",
            )
        for one in fields[len(listed) :]:
            if one.required:
                raise UsageError(
                    f"no input was given for {one.name}, which {reading.name} needs",
                    "add a component for it, or None to have it inferred",
                )
        inputs = [
            self._given(one, shortcuts.component(entry), reading.name)
            for one, entry in zip(fields, listed, strict=False)
        ]
        left = [
            Left(name=f.name, reason="no input was given for it") for f in fields[len(listed) :]
        ]
        return [one for one in inputs if one is not None], left

    def _inferred(self, reading: Reading, given: dict[str, Any]) -> tuple[list[Input], list[Left]]:
        for name in given:
            if name not in {one.name for one in reading.fields}:
                raise UsageError(
                    f"{reading.name} has no parameter {name}",
                    f"it has {', '.join(one.name for one in reading.fields)}",
                )
        inputs: list[Input] = []
        left: list[Left] = []
        for one in reading.fields:
            placed = one._replace(by_place=False) if left and one.passed == "either" else one
            made = self._given(placed, shortcuts.component(given.get(one.name)), reading.name)
            if made is None:
                left.append(Left(name=one.name, reason=_kept(one.default)))
            else:
                inputs.append(made)
        return inputs, left

    def _given(self, field_: Field, component: Component | None, function: str) -> Input | None:
        """Return the input for a field; None when it stays out of the form."""
        given = component is not None or choose.is_given(field_)
        if component is None:
            found = self._fitting(field_, function)
            if found is None:
                return None
            component, field_ = found
        choose.suit(component, field_)
        label = component.spec.label
        if label is None:
            label = names.human(field_.name)
        unknown = field_.default is UNKNOWN
        hidden = getattr(component.spec, "secret", False) and field_.has_default
        silent = field_.has_default and field_.default is not None and not _shows(component)
        keeps = unknown or hidden or silent
        return Input(
            field=field_, component=component, label=label, keeps_default=keeps, given=given
        )

    def _fitting(self, field_: Field, function: str) -> tuple[Component, Field] | None:
        """Return the inferred component and its field; None where the default can only be kept.

        A guessed type that does not fit the default gives way to *any*. A default that no field
        can show is left to the function until somebody gives a value.
        """
        component = self._fill(field_, function)
        if component is None and field_.has_default and field_.default is not None:
            # The default may be a mark that no field can show, and the type one that a field can.
            field_ = field_._replace(default=UNKNOWN, optional=True)
            component = self._fill(field_, function)
        if component is None:
            return None
        if choose.is_given(field_) or not field_.has_default or field_.default is None:
            return component, field_
        guessed = field_.source in ("docstring", "default", "name", "typeshed", "none")
        if _fits(component, field_.default, accepted=guessed):
            return component, field_
        if guessed:
            loose = field_._replace(type=UNKNOWN)
            component = self._fill(loose, function)
            if component and _fits(component, field_.default, accepted=True):
                return component, loose
        if guessed and field_.source not in ("docstring", "typeshed") and not field_.doc_type:
            return None
        open_ = field_._replace(default=UNKNOWN, optional=True)
        component = self._fill(open_, function)
        return (component, open_) if component else None

    def _fill(self, field_: Field, function: str) -> Component | None:
        """Return the component for a field, also for what another overload takes there."""
        try:
            return choose.fill(self.chooser, field_, function)
        except RefusedSignature:
            if not field_.others:
                raise
        simple = [hints.simplify(one) for one in field_.others]
        types = [one.type for one in simple if one.type is not UNKNOWN]
        wider = field_._replace(
            type=Union[tuple(types)] if len(types) == len(simple) else UNKNOWN,  # noqa: UP007
            optional=field_.optional or any(one.optional for one in simple),
            others=(),
        )
        return choose.fill(self.chooser, wider, function)


def overridden(reading: Reading, given: Any, told: Mapping[str, str]) -> Any:
    """Return ``inputs=`` with what is told by name in the place of what stands there."""
    if not told:
        return given
    if given is None or isinstance(given, dict):
        return {**(given or {}), **told}
    listed = shortcuts.several(given)
    names_ = [one.name for one in _widened(reading, len(listed))[: len(listed)]]
    if told.keys() <= set(names_):
        return [told.get(*pair) for pair in zip(names_, listed, strict=False)]
    return {**dict(zip(names_, listed, strict=False)), **told}


def begin_with_default(one: Input) -> None:
    """Let a component that was given without a value begin with what the parameter has."""
    component, field_ = one.component, one.field
    if not one.given or one.keeps_default or not field_.has_default:
        return
    if component.spec.value is not None:
        return
    if field_.default is None:
        component.set(optional=True)
    elif _fits(component, field_.default, accepted=True):
        component.set(value=field_.default)


def _kept(default: Any) -> str:
    """Return why a parameter stays out of the form, without what Python shows of objects."""
    shown = signature.shortened(default)
    if isinstance(default, type):
        shown = f"the class {default.__name__}"
    elif callable(default):
        shown = f"the function {callables.name_of(default)}"
    elif default is UNKNOWN or shown.startswith("<"):
        shown = "an object" if default is UNKNOWN else names.with_article(type(default).__name__)
    return f"its default, {shown}, is kept: it cannot be changed on a page"


def _widened(reading: Reading, count: int) -> list[Field]:
    """Return the fields that listed inputs belong to; ``*args`` takes any number of them."""
    fields = list(reading.fields)
    rest = [one for one in fields if one.passed == "var_positional"]
    plain = [one for one in fields if one.passed != "var_positional"]
    if rest and count > len(plain):
        more = [
            Field(name=f"{rest[0].name}{at}", passed="positional")
            for at in range(count - len(plain))
        ]
        return [*plain, *more]
    return plain


def _shows(component: Component) -> bool:
    """Return whether the field on the page begins with the component's value."""
    return not component.holds_files


def _fits(component: Component, default: Any, *, accepted: bool) -> bool:
    """Return whether a component can show a default and, where asked for, accepts it again."""
    if component.holds_files or getattr(component.spec, "secret", False):
        return True
    if component.kind == "text" and _is_wordless(default):
        return False
    try:
        plain = component.encode_given(default, _NO_SCOPE)
        return not accepted or not list(component.check_given(plain))
    except Exception:  # noqa: BLE001 - a default is an object of anybody's class
        return False


def _is_wordless(default: Any) -> bool:
    """Return whether what Python writes of an object is only where it lies in memory."""
    owner: Any = type(default)
    return {owner.__str__, owner.__repr__} == {object.__str__, object.__repr__}
