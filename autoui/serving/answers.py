"""What a run comes to, as an answer over HTTP: its outputs, or problem details."""

from typing import Any

import msgspec

from autoui.errors import Problem
from autoui.running.log import Logged
from autoui.running.run import Run
from autoui.serving.replies import Early, Headers, Reply, not_found, problem
from autoui.wire.message import MAX_MESSAGE
from autoui.wire.page_server import Refused
from autoui.wire.values import MAX_DEPTH


class _Done(msgspec.Struct):
    outputs: list[msgspec.Raw] = []


class _Shown(msgspec.Struct):
    """A value that names how the page shows it; ``sections`` hold more of the kind."""

    show: str
    value: msgspec.Raw


class _Failed(msgspec.Struct):
    type: str = ""
    message: str = ""
    id: str = ""
    traceback: str = ""
    dialog: bool = False
    errors: list[Problem] = []


class _Answer(msgspec.Struct):
    outputs: list[msgspec.Raw]
    run: str


class _Batch(msgspec.Struct):
    batch: list[msgspec.Raw]


def ended(run: Run, event: Logged, shown: list[bool]) -> Reply:
    """Return the answer to a run that has ended.

    Args:
        run: The run.
        event: Its last event.
        shown: For each output whether its value names its own kind.
    """
    id_ = run.key[1]
    if event.kind == "done":
        outputs = msgspec.json.decode(event.data, type=_Done).outputs
        for at in range(min(len(outputs), len(shown))):
            if shown[at]:
                outputs[at] = bare(outputs[at])
        return Reply(msgspec.json.encode(_Answer(outputs=outputs, run=id_)))
    if event.kind == "failed":
        return _failed(id_, msgspec.json.decode(event.data, type=_Failed))
    details = msgspec.json.decode(event.data, type=dict[str, Any])
    said = {
        "cancelled": (499, "The run was cancelled."),
        "timed_out": (504, f"The run took longer than {details.get('limit')} seconds."),
        "lost": (500, f"The worker has ended: {details.get('reason', 'unknown')}."),
        "expired": (503, f"The run was given up: {details.get('reason', 'it waited too long')}."),
    }
    status, detail = said[event.kind]
    return problem(status, detail, run=id_)


def bare(output: msgspec.Raw) -> msgspec.Raw:
    """Return a shown value without the word on how to show it: a caller wants just the value."""
    found = msgspec.json.decode(output, type=_Shown | None)
    if found is None or found.show == "nothing":
        return msgspec.Raw(b"null")
    if found.show != "sections":
        return found.value
    parts = msgspec.json.decode(found.value, type=list[msgspec.Raw])
    return msgspec.Raw(msgspec.json.encode([bare(part) for part in parts]))


def together(replies: list[Reply]) -> Reply:
    """Return one answer that holds those to the items of a batch, in order."""
    bodies = [msgspec.Raw(reply.body) for reply in replies]
    return Reply(msgspec.json.encode(_Batch(batch=bodies)))


def refused(refusal: Refused) -> Reply:
    """Return the answer where there is no run."""
    match refusal.code:
        case "invalid":
            return problem(422, errors=refusal.errors)
        case "full":
            headers: Headers = [("Retry-After", str(max(1, round(refusal.retry_after))))]
            return problem(429, refusal.message, headers=headers)
        case "changed":
            return problem(409, refusal.message)
        case "unknown":
            return not_found()
        case "malformed":
            return problem(400, refusal.message)


def too_large() -> Reply:
    """Return the answer to a body that is larger than a message may be."""
    what = f"The body is larger than {MAX_MESSAGE >> 20} MB; upload files first."
    return Early(problem(413, what))


def too_deep() -> Reply:
    """Return the answer to a body that nests too deep."""
    return problem(400, f"The body nests deeper than {MAX_DEPTH} levels.")


def not_ready() -> Reply:
    """Return the answer to a call that comes before the functions."""
    return problem(503, "The function is being loaded.", headers=[("Retry-After", "1")])


def _failed(run: str, failed: _Failed) -> Reply:
    if failed.errors:
        return problem(422, run=run, errors=failed.errors)
    if failed.dialog:
        # It raised `Error`: a word to the caller, and no fault of the server's.
        return problem(422, failed.message, title="The function refused", run=run)
    more: dict[str, Any] = {"traceback": failed.traceback} if failed.traceback else {}
    detail = failed.message or "See the server's log."
    return problem(500, detail, run=run, error=failed.type, id=failed.id, **more)
