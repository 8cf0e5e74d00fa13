"""The functions of a server as Python sees them: names, signatures, documentation."""

import difflib
import inspect
import types
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from autoui.client.file import File
from autoui.client.values import branches, is_file
from autoui.errors import InvalidInputs, Problem, UsageError

_TYPES: dict[str, type] = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": bool,
    "array": list,
    "object": dict,
}
_MOST_CHOICES = 20
_KINDS: dict[str, inspect._ParameterKind] = {
    "positional": inspect.Parameter.POSITIONAL_ONLY,
    "keyword": inspect.Parameter.KEYWORD_ONLY,
    "var_positional": inspect.Parameter.VAR_POSITIONAL,
    "var_keyword": inspect.Parameter.VAR_KEYWORD,
}
"""Kinds of parameter by what a schema says of it; it says nothing of ordinary ones."""


class Description:
    """What a server says of one function.

    Args:
        name: The endpoint's name.
        path: What the OpenAPI document holds under ``/api/<name>``.

    Attributes:
        schemas: The JSON Schema of each parameter, in order.
        required: The parameters that must be given.
        stars: The parameters that gather the remaining arguments, by place (``var_positional``) and
            by name (``var_keyword``).
        shown: For each output whether its value names its own kind.
        signature: The parameters as Python writes them; ``...`` stands for a default that JSON
            has no word for.
        doc: The documentation, the parameters with theirs.
    """

    def __init__(self, name: str, path: Mapping[str, Any]) -> None:
        operation = path.get("post") or {}
        schema = _single(_at(operation, "requestBody", "content", "application/json", "schema"))
        self.name = name
        self.summary = str(operation.get("summary") or "")
        self.schemas: dict[str, dict[str, Any]] = dict(schema.get("properties") or {})
        self.required = frozenset(schema.get("required") or ())
        self.stars = {
            str(passed): name
            for name, one in self.schemas.items()
            if str(passed := one.get("x-passed")).startswith("var_")
        }
        self.shown = [bool(one) for one in operation.get("x-shown") or ()]
        self.signature = self._signature()
        self.doc = self._doc(str(operation.get("description") or ""))

    def gather(
        self, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Return the arguments of a call with those for ``*args`` and ``**kwargs`` gathered.

        They may also be given as a whole, by the name of the parameter.
        """
        found = dict(kwargs)
        rest = self.stars.get("var_positional")
        if rest is not None and len(args) > (place := list(self.schemas).index(rest)):
            args, found[rest] = args[:place], list(args[place:])
        others = self.stars.get("var_keyword")
        if others is not None:
            more = {name: found.pop(name) for name in kwargs if name not in self.schemas}
            if more:
                found[others] = {**dict(found.get(others) or {}), **more}
        return args, found

    def bind(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        """Return arguments by name.

        Raises:
            InvalidInputs: Some are missing, unknown or too many; all of them are named.
        """
        names = list(self.schemas)
        problems: list[Problem] = []
        if len(args) > len(names):
            said = f"takes {_count(len(names), 'value')} ({self.signature}), not {len(args)}"
            problems.append(Problem(self.name, said))
        given = dict(zip(names, args, strict=False))
        for name, value in kwargs.items():
            if name not in self.schemas:
                missing = [one for one in names if one not in given and one not in kwargs]
                wanted = [one for one in missing if one in self.required]
                hint = nearest(name, wanted) or nearest(name, missing)
                hint = hint or f"it takes {', '.join(names) or 'none'}"
                problems.append(Problem(name, f"is no parameter of {self.name}; {hint}"))
            elif name in given:
                problems.append(Problem(name, "is given twice: by place and by name"))
            else:
                given[name] = value
        problems += [
            Problem(name, "is required")
            for name in names
            if name in self.required and name not in given
        ]
        if problems:
            raise InvalidInputs(problems)
        # `...` in a signature reads "the function's own default".
        return {name: value for name, value in given.items() if value is not ...}

    def _signature(self) -> inspect.Signature:
        parameters: list[inspect.Parameter] = []
        least: inspect._ParameterKind = inspect.Parameter.POSITIONAL_ONLY
        optional = False
        for name, schema in self.schemas.items():
            usual = inspect.Parameter.POSITIONAL_OR_KEYWORD
            kind = max(least, _KINDS.get(str(schema.get("x-passed")), usual))
            if name in self.stars.values():
                parameters.append(inspect.Parameter(name, kind, annotation=_each(schema)))
                least = max(least, inspect.Parameter.KEYWORD_ONLY)
                continue
            default = (
                inspect.Parameter.empty if name in self.required else schema.get("default", ...)
            )
            if name in self.required and optional:
                # Python itself has these only behind a star.
                kind = inspect.Parameter.KEYWORD_ONLY
            optional = optional or name not in self.required
            least = max(least, kind)
            parameters.append(
                inspect.Parameter(name, kind, default=default, annotation=_annotation(schema))
            )
        # What gathers the rest by name stands last, wherever the page has it.
        return inspect.Signature(sorted(parameters, key=lambda one: one.kind))

    def _doc(self, description: str) -> str:
        lines = []
        for name, schema in self.schemas.items():
            said = schema.get("description") or schema.get("title") or ""
            lines.append(f"    {name}: {' '.join(str(said).split())}".rstrip().removesuffix(":"))
        parts = [self.summary, description]
        if lines:
            parts.append("Args:\n" + "\n".join(lines))
        return "\n\n".join(filter(None, parts))


def find(name: str, functions: Mapping[str, Any]) -> Any:
    """Return the function of a name.

    Raises:
        UsageError: There is none.
    """
    # Other servers' clients write names with a slash in front.
    found = functions.get(name.removeprefix("/"))
    if found is None:
        raise unknown(name, functions)
    return found


def unknown(name: str, functions: Iterable[str]) -> UsageError:
    """Return the error for a function that is not there."""
    names = list(functions)
    hint = nearest(name, names) or f"there is {', '.join(names) or 'none'}"
    return UsageError(f'there is no function "{name}"', hint)


def nearest(name: str, names: Iterable[str]) -> str:
    """Return the hint at the name that was probably meant, or an empty string."""
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.5)
    return f"did you mean {close[0]}?" if close else ""


def _single(schema: Any) -> dict[str, Any]:
    """Return the schema of one call's inputs, where a list of calls is taken as well."""
    for one in branches(schema if isinstance(schema, dict) else {}):
        if one.get("required") != ["batch"]:
            return one
    return {}


def _at(tree: Any, *path: str) -> Any:
    for step in path:
        tree = tree.get(step) if isinstance(tree, dict) else None
    return tree


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def _annotation(schema: dict[str, Any]) -> Any:
    found: Any = None
    optional = False
    for one in branches(schema):
        if one.get("type") == "null":
            optional = True
            continue
        kind = _one_annotation(one)
        found = kind if found is None or found == kind else Any
    if found is None:
        return Any
    return found | None if optional and found is not Any else found


def _each(schema: dict[str, Any]) -> Any:
    """Return the annotation of what ``*args`` and ``**kwargs`` gather, one by one."""
    for one in branches(schema):
        each = one.get("items", one.get("additionalProperties"))
        if isinstance(each, dict):
            return _annotation(each)
    return Any


def _one_annotation(schema: dict[str, Any]) -> Any:
    if is_file(schema):
        return File
    choices = schema.get("enum")
    if isinstance(choices, list) and 0 < len(choices) <= _MOST_CHOICES:
        plain = [one for one in choices if type(one) in (str, int, bool)]
        if len(plain) == len(choices):
            return Literal.__getitem__(tuple(choices))
    if isinstance(items := schema.get("items"), dict) and schema.get("type") == "array":
        return types.GenericAlias(list, (_annotation(items),))
    return _TYPES.get(str(schema.get("type")), Any)
