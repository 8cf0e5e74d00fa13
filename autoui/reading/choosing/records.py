"""Records: classes of named values, read as fields as a function's parameters are.

Dataclasses, named tuples, typed dicts, attrs, msgspec and pydantic classes are records. None of
their libraries is imported: a class is known by what its library has put on it. Any other class is
read as one where its ``__init__`` tells the type of all that it takes.
"""

import dataclasses
import inspect
import re
import types
import typing
from collections.abc import Callable, Iterator
from typing import Any

import typing_extensions

from autoui.errors import InvalidInputs, Problem
from autoui.reading.annotations import hints
from autoui.reading.annotations.resolving import Hints
from autoui.reading.docstrings import docstring
from autoui.reading.field import REQUIRED, UNKNOWN, Field

_ATTRIBUTES = re.compile(r"^([ \t]*)Attributes(?=:?[ \t]*$)", re.MULTILINE)
_MOMENTARY = ("datetime", "date", "time")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Entry:
    """One field of a record.

    Attributes:
        field: The field; its name is what the page shows.
        key: What the class is called with.
        attribute: Where the object holds it.
    """

    field: Field
    key: str
    attribute: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Record:
    """A class of named values.

    Attributes:
        type: The class.
        entries: Its fields, in order.
        plain: Whether Python spells it as a dict.
    """

    type: Any
    entries: tuple[Entry, ...]
    plain: bool = False

    def build(self, given: dict[str, Any]) -> Any:
        """Return the object; what is not given takes its default, made anew.

        Raises:
            InvalidInputs: What the class refuses, at the fields where it says so.
        """
        keys = {entry.field.name: entry.key for entry in self.entries}
        if self.plain:
            return dict(given)
        try:
            return self.type(**{keys[name]: value for name, value in given.items()})
        except (ValueError, TypeError, ArithmeticError, AssertionError, LookupError) as error:
            raise InvalidInputs(list(_refusals(error, self.entries))) from error


def is_record(type_: Any) -> bool:
    """Return whether a type, or what a generic alias is of, is a record."""
    owner = hints.owner_of(type_)
    return isinstance(owner, type) and any(reads(owner) for _, reads in _FAMILIES)


def is_made(type_: Any) -> bool:
    """Return whether a class that is no record is made of values that all have a type."""
    if not isinstance(type_, type) or is_record(type_) or inspect.isabstract(type_):
        return False
    make: Any = getattr(type_, "__init__", None)
    if not isinstance(make, types.FunctionType) or getattr(type_, "__new__", None) is not _NEW:
        return False
    if not make.__annotations__ and not make.__defaults__:
        return False
    parameters = list(inspect.signature(make).parameters.values())[1:]
    return bool(parameters) and all(map(_is_told, parameters))


def _is_told(parameter: inspect.Parameter) -> bool:
    return _type_of(parameter) is not parameter.empty and parameter.kind in _BY_NAME


def _type_of(parameter: inspect.Parameter) -> Any:
    """Return the annotation of a parameter, else the type of its default where it is a scalar."""
    told, default = parameter.annotation, type(parameter.default)
    return default if told is parameter.empty and default in _SCALARS else told


_SCALARS = (bool, int, float, str)


_NEW: Any = object.__new__
_BY_NAME = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


def read(type_: Any, resolver: Hints) -> Record:
    """Return the fields of a record.

    Args:
        type_: The class, or a generic alias of one.
        resolver: Tells what its annotations mean.

    Raises:
        TypeError: The type is no record.
    """
    owner = hints.owner_of(type_)
    for fields, reads in (*_FAMILIES, (_made_of, is_made)):
        if isinstance(owner, type) and reads(owner):
            found = _Reading(owner, type_, resolver)
            entries = tuple(fields(found))
            return Record(type=owner, entries=entries, plain=typing_extensions.is_typeddict(owner))
    raise TypeError(f"{type_!r} is no record")


class _Reading:
    """What all families need to know of a class: its hints and its documentation."""

    def __init__(self, owner: Any, type_: Any, resolver: Hints) -> None:
        self.owner = owner
        self.resolver = resolver
        self._hints = _hints(owner, resolver)
        arguments = typing.get_args(type_)
        parameters = getattr(owner, "__parameters__", ())
        self._bound = dict(zip(parameters, arguments, strict=False))
        text = inspect.cleandoc(owner.__doc__ or "")
        self._doc = docstring.parse(
            _ATTRIBUTES.sub(lambda found: f"{found[1]}{_parameters(text, found.end())}", text)
        )

    def entry(
        self,
        name: str,
        default: Any,
        *,
        annotation: Any = None,
        key: str = "",
        shown: str = "",
        meta: tuple[Any, ...] = (),
    ) -> Entry:
        """Return a field of the class; ``annotation`` counts before the class's own hint.

        The page shows it as ``shown``, else by its name without leading underscores.
        """
        known = self._hints.get(name, UNKNOWN) if annotation is None else annotation
        simple = hints.simplify(self._bound.get(known, known))
        item = self._doc.param(name)
        field = Field(
            name=shown or name.lstrip("_") or name,
            type=simple.type,
            default=default,
            optional=simple.optional,
            meta=(*meta, *simple.meta),
            passed="keyword",
            source="hint" if simple.type is not UNKNOWN else "none",
            annotation=hints.written(known) if known is not UNKNOWN else "",
            doc=item.markdown,
        )
        return Entry(field=field, key=key or name, attribute=name)


def _parameters(text: str, end: int) -> str:
    """Return the heading that the reader of docstrings takes for parameters, in the same style."""
    return "Args" if text[end : end + 1] == ":" else "Parameters"


def _hints(owner: type, resolver: Hints) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if typing_extensions.is_typeddict(owner):
        raw = getattr(owner, "__annotations__", {})
        return {name: resolver.resolve(owner, one) for name, one in raw.items()}
    for base in reversed(owner.__mro__):
        for name, one in inspect.get_annotations(base).items():
            found[name] = resolver.resolve(base, one)
    return found


def made(factory: Any, type_: Any) -> Any:
    """Return what a default factory makes, if it makes the same each time; else ``UNKNOWN``."""
    if getattr(type_, "__name__", "") in _MOMENTARY or not callable(factory):
        return UNKNOWN
    try:
        one, two = factory(), factory()
        return one if type(one) is type(two) and bool(one == two) else UNKNOWN
    except Exception:  # noqa: BLE001 - a factory is the user's code, and runs again in the call
        return UNKNOWN


# -------------------------------------------------------------------------------- the families


def _dataclass(reading: _Reading) -> Iterator[Entry]:
    owner: Any = reading.owner
    for name, one in owner.__dataclass_fields__.items():
        kind = getattr(one, "_field_type", None)
        if not one.init or str(kind) == "_FIELD_CLASSVAR":
            continue
        annotation = one.type.type if isinstance(one.type, dataclasses.InitVar) else None
        default = REQUIRED
        if one.default is not dataclasses.MISSING:
            default = one.default
        elif one.default_factory is not dataclasses.MISSING:
            default = made(one.default_factory, one.type)
        text = one.metadata.get("help") or one.metadata.get("description")
        entry = reading.entry(name, default, annotation=annotation)
        if isinstance(text, str) and not entry.field.doc:
            entry = dataclasses.replace(entry, field=entry.field._replace(doc=text))
        yield entry


def _named_tuple(reading: _Reading) -> Iterator[Entry]:
    for name in reading.owner._fields:
        yield reading.entry(name, reading.owner._field_defaults.get(name, REQUIRED))


def _typed_dict(reading: _Reading) -> Iterator[Entry]:
    required = reading.owner.__required_keys__
    for name in reading.owner.__annotations__:
        yield reading.entry(name, REQUIRED if name in required else UNKNOWN, shown=name)


def _attrs(reading: _Reading) -> Iterator[Entry]:
    for one in reading.owner.__attrs_attrs__:
        if not one.init:
            continue
        default = one.default
        if type(default).__name__ == "Factory":
            default = UNKNOWN if default.takes_self else made(default.factory, one.type)
        elif getattr(default, "name", "") == "NOTHING":
            default = REQUIRED
        key = getattr(one, "alias", None) or one.name.lstrip("_")
        yield reading.entry(one.name, default, key=key)


def _struct(reading: _Reading) -> Iterator[Entry]:
    import msgspec

    for one in msgspec.structs.fields(reading.owner):
        default: Any = REQUIRED
        if one.default is not msgspec.NODEFAULT:
            default = one.default
        elif one.default_factory is not msgspec.NODEFAULT:
            default = made(one.default_factory, one.type)
        yield reading.entry(one.name, default, annotation=one.type)


def _pydantic(reading: _Reading) -> Iterator[Entry]:
    config = getattr(reading.owner, "model_config", {})
    by_name = config.get("populate_by_name") or config.get("validate_by_name")
    for name, one in reading.owner.__pydantic_fields__.items():
        default = one.default
        if one.is_required():
            default = REQUIRED
        elif one.default_factory is not None:
            default = made(one.default_factory, one.annotation)
        alias = one.validation_alias or one.alias
        key = alias if isinstance(alias, str) and not by_name else name
        yield reading.entry(name, default, annotation=one.annotation, key=key, meta=(one,))


def _made_of(reading: _Reading) -> Iterator[Entry]:
    make = reading.owner.__init__
    said = docstring.parse(make.__doc__)
    for name, one in list(inspect.signature(make).parameters.items())[1:]:
        default = REQUIRED if one.default is one.empty else one.default
        annotation = reading.resolver.resolve(make, _type_of(one))
        entry = reading.entry(name, default, annotation=annotation, shown=name)
        doc = entry.field.doc or said.param(name).markdown
        yield dataclasses.replace(entry, field=entry.field._replace(doc=doc))


_Family = tuple[Callable[[_Reading], Iterator[Entry]], Callable[[type], bool]]

_FAMILIES: tuple[_Family, ...] = (
    (_pydantic, lambda owner: isinstance(getattr(owner, "__pydantic_fields__", None), dict)),
    (_struct, lambda owner: hasattr(owner, "__struct_fields__")),
    # `hasattr` would ask a metaclass, which may answer to any name.
    (_attrs, lambda owner: any("__attrs_attrs__" in vars(base) for base in owner.__mro__)),
    (_dataclass, dataclasses.is_dataclass),
    (_typed_dict, typing_extensions.is_typeddict),
    (_named_tuple, lambda owner: issubclass(owner, tuple) and hasattr(owner, "_field_defaults")),
)


# --------------------------------------------------------------------------- what a class refuses


def _refusals(error: Exception, entries: tuple[Entry, ...]) -> Iterator[Problem]:
    """Yield what a class refuses, each at the field that the error names."""
    by_key = {entry.key: entry.field.name for entry in entries}
    by_key |= {entry.attribute: entry.field.name for entry in entries}
    listed = getattr(error, "errors", None)
    if callable(listed):
        for one in listed():
            yield Problem(_path(one.get("loc", ()), by_key), _message(one))
        return
    for argument in error.args:
        # attrs hands the attribute to what checks it, and most put it into the error.
        name = by_key.get(getattr(argument, "name", None) or "")
        if name is not None:
            yield Problem(f".{name}", str(error.args[0]))
            return
    text = str(error) or type(error).__name__
    named = [name for key, name in by_key.items() if re.search(rf"\b{re.escape(key)}\b", text)]
    only = f".{named[0]}" if len(set(named)) == 1 else ""
    yield Problem(only, text)


def _path(location: tuple[Any, ...], by_key: dict[str, str]) -> str:
    steps = []
    for at, step in enumerate(location):
        if isinstance(step, int):
            steps.append(f"[{step}]")
        else:
            steps.append(f".{by_key.get(step, step) if at == 0 else step}")
    return "".join(steps)


def _message(said: dict[str, Any]) -> str:
    message = str(said.get("msg", "is wrong"))
    return message.removeprefix("Value error, ").removeprefix("Assertion failed, ")
