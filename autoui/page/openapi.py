"""The OpenAPI operation of one endpoint: ``POST /api/<name>``."""

import math
from typing import Any

from autoui.page import texts
from autoui.page.endpoint import Endpoint, Input
from autoui.page.examples import PageRows
from autoui.wire.values import Blob, Source

_PROBLEM = {
    "type": "object",
    "properties": {
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
                "required": ["field", "message"],
            },
        },
    },
}


def operation(endpoint: Endpoint, rows: PageRows) -> dict[str, Any]:
    """Return the operation object, with JSON Schemas of body and answer."""
    reading = endpoint.reading
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {one.name: _schema(one) for one in endpoint.inputs},
        "additionalProperties": False,
    }
    if required := [one.name for one in endpoint.inputs if one.required]:
        schema["required"] = required
    body: dict[str, Any] = {"schema": schema}
    if examples := _examples(endpoint, rows):
        body["examples"] = examples
    said: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": reading.title,
        "x-shown": [one.component.kind == "auto" for one in endpoint.outputs],
        "requestBody": {
            "required": bool(required),
            "content": {"application/json": body},
        },
        "responses": {
            "200": {
                "description": texts.plain(reading.gives) or "The outputs, in order.",
                "content": {"application/json": {"schema": _answer(endpoint)}},
            },
            "422": {
                "description": "Some inputs are wrong; all of them are named.",
                "content": {"application/problem+json": {"schema": _PROBLEM}},
            },
        },
    }
    if description := "\n\n".join(filter(None, [reading.summary, reading.body])):
        said["description"] = description
    return said


def _schema(one: Input) -> dict[str, Any]:
    schema = dict(one.component.schema_given())
    schema.setdefault("title", one.label)
    if one.field.passed != "either":
        schema["x-passed"] = one.field.passed
    default = one.field.default
    if one.field.has_default and not one.secret and _is_json(default):
        schema["default"] = default
    return schema


def _is_json(value: Any) -> bool:
    if type(value) is float:
        return math.isfinite(value)
    return type(value) in (bool, int, str)


def _answer(endpoint: Endpoint) -> dict[str, Any]:
    outputs = []
    for one in endpoint.outputs:
        schema = dict(one.component.schema_given())
        schema.setdefault("title", one.label)
        outputs.append(schema)
    listed: dict[str, Any] = {"type": "array", "minItems": len(outputs), "maxItems": len(outputs)}
    if len(outputs) == 1:
        listed["items"] = outputs[0]
    elif outputs:
        listed["prefixItems"] = outputs
    return {
        "type": "object",
        "properties": {"outputs": listed, "run": {"type": "string"}},
        "required": ["outputs", "run"],
    }


def _examples(endpoint: Endpoint, rows: PageRows) -> dict[str, Any]:
    """Return the first rows whose every value is plain JSON."""
    shown: dict[str, Any] = {}
    for label, row in zip(rows["labels"], rows["rows"], strict=True):
        values = {
            one.name: value.text if isinstance(value, Source) else value
            for one, value in zip(endpoint.inputs, row, strict=True)
            if value is not None and not one.secret
        }
        if not any(isinstance(value, Blob) for value in values.values()) and len(shown) < 5:
            shown[f"example{len(shown) + 1}"] = {"summary": label, "value": values}
    return shown
