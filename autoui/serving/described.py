"""The OpenAPI document: what the worker says of each function, and what all have in common."""

import copy
from collections.abc import Mapping
from typing import Any, get_args

import msgspec

from autoui.serving.asking import MOST_ITEMS
from autoui.serving.feeds import CurrentPage
from autoui.serving.replies import JSON, PROBLEM
from autoui.wire.message import MAX_MESSAGE, EventKind
from autoui.wire.server_worker import Served

_RUN = {"type": "string", "pattern": "^[0-9A-Za-z_-]{1,64}$", "description": "The run's id."}
_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_EVENT_NUMBER = {"type": "integer", "minimum": 0, "maximum": 10**15 - 1}

_EVENT = {
    "type": "object",
    "description": "Each event.",
    "properties": {
        "id": {"type": "string", "pattern": "^[0-9]+$"},
        "event": {"type": "string", "enum": list(get_args(EventKind))},
        "data": {"type": "string", "contentMediaType": JSON},
    },
    "required": ["id", "event", "data"],
}
_SCHEMAS: dict[str, Any] = {
    "Problem": {
        "type": "object",
        "description": "What is wrong, in words (RFC 9457).",
        "properties": {
            "type": _TEXT,
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": _TEXT,
            "errors": {
                "type": "array",
                "description": "The inputs that are wrong; all of them.",
                "items": {
                    "type": "object",
                    "properties": {"field": _TEXT, "message": _TEXT},
                    "required": ["field", "message"],
                },
            },
            "run": {"type": "string", "description": "The run that ended this way."},
            "error": {"type": "string", "description": "The type of the exception."},
            "id": {"type": "string", "description": "Where the server's log says more."},
            "traceback": _TEXT,
            "limit": {"type": "string", "description": "The limit that was met."},
        },
        "required": ["type", "title", "status"],
    },
    "Run": {
        "type": "object",
        "properties": {"run": {"type": "string", "description": "The run's id."}},
        "required": ["run"],
    },
    "File": {
        "type": "object",
        "description": "A reference to a file that the server keeps for a while.",
        "properties": {
            "$blob": {"type": "string", "description": "Its id: give the object as an input."},
            "name": _TEXT,
            "type": _TEXT,
            "size": _COUNT,
            "meta": {"type": "object"},
        },
        "required": ["$blob", "name", "type", "size"],
    },
}
_SAID = {
    400: "The request is malformed.",
    403: "The request comes from another site.",
    404: "There is nothing here, or no longer; somebody else's looks the same.",
    408: "The body did not come.",
    409: "The function takes other inputs now.",
    413: f"Larger than may be: a body of {MAX_MESSAGE >> 20} MB, a file or all files of a session.",
    416: "There is no such range.",
    421: "The server does not go by that name.",
    422: "Some inputs are wrong, and all of them are named; or the function refused them.",
    429: "Too much waits already.",
    499: "The run was cancelled.",
    500: "The function failed, or its worker ended.",
    503: "The function is being loaded.",
    504: "The run took longer than it may.",
    507: "There is no room for the file.",
}
_LATER = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer", "minimum": 1}}}
_EVERYWHERE = (400, 403, 421)
_CALLED = (404, 413, 422, 429, 500, 503)
_BEARER = "32 hex digits that the client made at random. Runs belong to them; without them, to the"
_SECURITY: list[dict[str, list[str]]] = [{}, {"session": []}]


def whole(page: CurrentPage) -> dict[str, Any]:
    """Return the document as plain data."""
    paths: dict[str, Any] = {}
    for served in page.endpoints:
        operation: dict[str, Any] = msgspec.json.decode(served.openapi)
        paths[f"/api/{served.name}/runs"] = {"post": _runs(served, operation)}
        paths[f"/api/{served.name}"] = {"post": _call(served, operation)}
    # In the order of the page, each call before its runs.
    paths = dict(sorted(paths.items(), key=lambda item: item[0].endswith("/runs")))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": page.ready.title or "autoui",
            "description": page.ready.description,
            "version": page.hash,
        },
        "servers": [{"url": "."}],
        "security": _SECURITY,
        "paths": {**paths, **_shared()},
        "components": {
            "schemas": _SCHEMAS,
            "responses": {str(status): _problem(status) for status in _SAID},
            "securitySchemes": {
                "session": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": f"{_BEARER} address that the requests come from.",
                }
            },
        },
    }


# ----------------------------------------------------------------------------------- functions


def _call(served: Served, operation: dict[str, Any]) -> dict[str, Any]:
    """Complete the operation that the worker wrote: ``POST api/<name>``."""
    responses = operation.setdefault("responses", {})
    if served.batch:
        _accept_batches(operation)
    return {
        **operation,
        "parameters": [
            _query("cancel_on_leave", _switch(default=True), "Cancel when the client hangs up."),
            _query(
                "run",
                _RUN,
                "The run's id, if the client has a session: the same one twice is one run. Those "
                "of a batch are followed by _0, _1, …",
            ),
        ],
        "responses": {**responses, **_problems(*_CALLED, 499, 504)},
    }


def _accept_batches(operation: dict[str, Any]) -> None:
    body = operation.get("requestBody", {}).get("content", {}).get(JSON, {})
    answer = operation["responses"].get("200", {}).get("content", {}).get(JSON, {})
    item = body.get("schema", {})
    # One that is wrong does not spoil the others, so any object is taken.
    text = "Inputs that are wrong: answered with a Problem in their place."
    each = {"anyOf": [item, {"type": "object", "description": text}]}
    items = {"type": "array", "items": each, "maxItems": MOST_ITEMS}
    body["schema"] = {"anyOf": [item, _batch(items, "Several items, each a run of its own.")]}
    given = {"anyOf": [answer.get("schema", {}), {"$ref": "#/components/schemas/Problem"}]}
    replies = _batch({"type": "array", "items": given}, "An answer to each item, in order.")
    answer["schema"] = {"anyOf": [answer.get("schema", {}), replies]}
    examples = [example["value"] for example in body.get("examples", {}).values()]
    if examples:
        together = {"summary": "several items", "value": {"batch": examples}}
        body["examples"] = {**body["examples"], "batch": together}


def _batch(items: dict[str, Any], text: str) -> dict[str, Any]:
    return {
        "type": "object",
        "description": text,
        "properties": {"batch": items},
        "required": ["batch"],
        "additionalProperties": False,
    }


def _runs(served: Served, operation: dict[str, Any]) -> dict[str, Any]:
    """Return ``POST api/<name>/runs``, from what the worker wrote of the call."""
    given: Mapping[str, Any] = operation.get("requestBody", {})
    inputs = copy.deepcopy(given.get("content", {}).get(JSON, {}).get("schema", {}))
    required = bool(given.get("required"))
    schema = {
        "type": "object",
        "properties": {
            "inputs": inputs,
            "run": {
                **_RUN,
                "type": ["string", "null"],
                "description": "The run's id: the same one twice is one run.",
            },
            "hash": {
                "type": ["string", "null"],
                "description": "The inputs' schema that the client knows; another one is a 409.",
            },
        },
        **({"required": ["inputs"]} if required else {}),
    }
    accepted = {
        "description": "The run exists.",
        "headers": {"Location": {"description": "Its events.", "schema": _TEXT}},
        "content": {JSON: {"schema": {"$ref": "#/components/schemas/Run"}}},
    }
    return {
        "operationId": f"{served.name}.runs",
        "summary": f"{operation.get('summary') or served.name}: start a run",
        "requestBody": {"required": required, "content": {JSON: {"schema": schema}}},
        "responses": {"202": accepted, **_problems(404, 409, 413, 422, 429, 503)},
    }


# --------------------------------------------------------------------------------- the common part


def _shared() -> dict[str, Any]:
    run = {"name": "run", "in": "path", "required": True, "schema": _TEXT}
    return {
        "/api/runs/{run}/events": {"parameters": [run], "get": _events()},
        "/api/runs/{run}": {
            "parameters": [run],
            "delete": {
                "operationId": "runs.cancel",
                "summary": "Cancel a run; once it has ended, nothing happens",
                "responses": {
                    "204": {"description": "It ends, or has ended."},
                    **_problems(404),
                },
            },
        },
        "/uploads": {"put": _upload()},
        "/files/{blob}/{name}": {"get": _download()},
    }


def _events() -> dict[str, Any]:
    mode = {"type": "string", "enum": ["every", "latest"], "default": "every"}
    last = {
        "name": "Last-Event-ID",
        "in": "header",
        "schema": _EVENT_NUMBER,
        "description": "The same as `after`, as browsers send it.",
    }
    return {
        "operationId": "runs.events",
        "summary": "Follow a run to its end",
        "description": (
            "Server-sent events: `id` counts from 1, `event` is the kind, `data` is JSON. "
            "The kinds `done`, `failed`, `cancelled`, `timed_out`, `lost` and `expired` end the "
            "run, and the stream."
        ),
        "parameters": [
            _query("after", _EVENT_NUMBER, "The number of the last event that the client has."),
            _query("mode", mode, "`latest` leaves out values that newer ones have replaced."),
            _query(
                "cancel_on_leave",
                _switch(default=False),
                "Cancel the run when the client hangs up and does not come back within seconds.",
            ),
            last,
        ],
        "responses": {
            "200": {
                "description": "The events.",
                "content": {"text/event-stream": {"schema": _EVENT}},
            },
            **_problems(404),
        },
    }


def _upload() -> dict[str, Any]:
    name = {
        "name": "X-File-Name",
        "in": "header",
        "schema": _TEXT,
        "description": "The file's name, percent-encoded.",
    }
    return {
        "operationId": "uploads.put",
        "summary": "Send a file, to give it as an input",
        "parameters": [name],
        "requestBody": {"content": {"application/octet-stream": {}}},
        "responses": {
            "201": {
                "description": "The reference to it.",
                "content": {JSON: {"schema": {"$ref": "#/components/schemas/File"}}},
            },
            **_problems(408, 413, 507),
        },
    }


def _download() -> dict[str, Any]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": _TEXT, "description": text}
        for name, text in (("blob", "The file's id."), ("name", "Any name; `.csv` of a table."))
    ]
    anything: dict[str, Any] = {"*/*": {}}
    return {
        "operationId": "files.get",
        "summary": "Fetch a file that a function returned",
        "parameters": parameters,
        "responses": {
            "200": {"description": "The file.", "content": anything},
            "206": {"description": "The range that was asked for.", "content": anything},
            "304": {"description": "The client has it."},
            **_problems(404, 416),
        },
    }


def _problems(*statuses: int) -> dict[str, Any]:
    return {
        str(status): {"$ref": f"#/components/responses/{status}"}
        for status in sorted((*_EVERYWHERE, *statuses))
    }


def _problem(status: int) -> dict[str, Any]:
    if status in (403, 421):
        # The guard in front of everything answers to people, in plain text.
        return {"description": _SAID[status], "content": {"text/plain": {"schema": _TEXT}}}
    found: dict[str, Any] = {
        "description": _SAID[status],
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    return {**found, "headers": _LATER} if status in (429, 503) else found


def _query(name: str, schema: dict[str, Any], text: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, "description": text}


def _switch(*, default: bool) -> dict[str, Any]:
    return {"type": "boolean", "default": default}
