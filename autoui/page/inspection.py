"""What ``autoui inspect`` shows: how a page came about, and what stayed out of it."""

from typing import Any

import msgspec

from autoui.page.build import Built
from autoui.page.endpoint import Endpoint, Input
from autoui.reading.choosing import constraints
from autoui.reading.field import Left
from autoui.reading.functions import signature

_CONSTRAINTS = (
    "minimum", "maximum", "exclusive_minimum", "exclusive_maximum", "multiple_of", "step",
    "min_length", "max_length", "pattern", "choices", "accept", "unit",
)  # fmt: skip


def inspect(built: Built) -> dict[str, Any]:
    """Return what was read of every function, as plain data.

    Returns:
        ``{"title", "functions": [{"name", "title", "signature", "kind", "parameters", "results",
        "examples", "left_out"}], "refused": [{"what", "cure"}], "undocumented", "files"}``. Each
        parameter has ``name, component, type, source, required, default, constraints``; ``source``
        says where the type came from: ``hint, stub, typeshed, docstring, default, name, given`` or
        ``none``.
    """
    document = msgspec.json.decode(built.document)
    examples = {one["name"]: one["examples"] for one in document["endpoints"]}
    return {
        "title": built.title,
        "functions": [
            _function(endpoint, built.maker.left.get(name, []), examples[name])
            for name, endpoint in built.endpoints.items()
        ],
        "refused": [{"what": error.what, "cure": error.cure} for error in built.refused],
        "undocumented": built.undocumented,
        "files": built.watch,
    }


def _function(endpoint: Endpoint, left: list[Left], examples: dict[str, Any]) -> dict[str, Any]:
    reading = endpoint.reading
    return {
        "name": endpoint.name,
        "title": reading.title,
        "signature": reading.signature,
        "kind": endpoint.kind,
        "parameters": [_parameter(one) for one in endpoint.inputs],
        "results": [
            {"name": one.name, "component": one.component.kind, "shape": one.shape}
            for one in endpoint.outputs
        ],
        "examples": {"source": examples["source"], "labels": examples["labels"]},
        "left_out": [{"name": one.name, "reason": one.reason} for one in left if not one.injected],
    }


def _parameter(one: Input) -> dict[str, Any]:
    props = one.component.props()
    demands = constraints.read(one.field.meta)
    found = {name: props[name] for name in _CONSTRAINTS if name in props}
    if "choices" in found:
        found["choices"] = [choice["label"] for choice in found["choices"]]
    shown = "•••" if one.secret else signature.shortened(one.field.default)
    return {
        "name": one.name,
        "component": one.component.kind,
        "type": one.field.annotation or one.field.doc_type,
        "source": one.source,
        "required": one.required,
        "default": shown if one.field.has_default else None,
        "constraints": found,
        "words": demands.words(),
    }
