"""A websocket in hands that mean no good: refusals in words, and the server goes on."""

import json
import secrets
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from tests.attacks.speak import TERMINAL, Page, ask, greeted, page, upload
from tests.browser.served import Served

HELLO = {"op": "hello", "session": "0" * 32}


def _refusal(served: Served, frame: str | bytes, *, hello: bool = True) -> dict[str, Any]:
    with page(served) as found:
        if hello:
            found.hello()
        found.socket.send(frame)
        return found.until("refused")


FRAMES: dict[str, str | bytes] = {
    "nothing": "",
    "no json": "{",
    "null": "null",
    "number": "1",
    "unknown op": '{"op":"own"}',
    "no op": '{"session":"x"}',
    "op of the link": '{"op":"load","target":"os:system","options":{},"blobs":"/","scratch":"/"}',
    "op to pages": '{"op":"page_failed","what":"x"}',
    "op is a list": '{"op":["hello"]}',
    "wrong types": '{"op":"cancel","run":7}',
    "array of arrays": '[[{"op":"cancel","run":"x"}]]',
    "too many": json.dumps([{"op": "cancel", "run": "x"}] * 300),
    "deep": "[" * 100_000,
    "deep inputs": '{"op":"submit","run":"a","endpoint":"add","hash":"","inputs":'
    + '{"a":' * 100_000
    + "1"
    + "}" * 100_001,
    "binary": b'{"op":"hello"}',
    "binary noise": secrets.token_bytes(100),
    "surrogate": '{"op":"cancel","run":"\\ud800"}',
    "nan": '{"op":"rows","request":NaN,"table":"x"}',
    "digits": '{"op":"rows","table":"x","request":' + "9" * 5_000 + "}",
}


@pytest.mark.parametrize("name", FRAMES)
def test_nonsense_is_refused_in_words(unlucky: Served, name: str) -> None:
    with page(unlucky) as found:
        found.hello()
        found.socket.send(FRAMES[name])
        refusal = found.until("refused")
        assert refusal["code"] in ("malformed", "changed", "unknown"), refusal
        assert len(refusal["message"]) < 2_000
        assert "recursion" not in refusal["message"]
        assert found.do("add", a=1, b=2)["kind"] == "done"


def test_invalid_utf_8_closes_the_socket(unlucky: Served) -> None:
    with page(unlucky) as found:
        found.hello()
        found.socket.send(b"\xff\xfe", text=True)
        with pytest.raises(ConnectionClosed):
            found.until("never")
    assert ask(unlucky, "/healthz").status == 200


def _too_large(served: Served, size: int, compression: str | None) -> None:
    """Send a message that is too large; a word or a code says so."""
    with page(served, compression=compression) as found:
        found.hello()
        code = 0
        try:
            found.socket.send('{"op":"' + "x" * size + '"}')
            refusal = found.until("refused")
        except ConnectionClosed as closed:
            refusal = {"message": ""}
            code = closed.rcvd.code if closed.rcvd else 1009
        assert code == 1009 or "larger" in refusal["message"]
    assert ask(served, "/healthz").status == 200


@pytest.mark.parametrize("size", [(4 << 20) + 1, 64 << 20])
def test_messages_are_limited(unlucky: Served, size: int) -> None:
    _too_large(unlucky, size, None)


def test_inflated_messages_are_limited_too(unlucky: Served) -> None:
    _too_large(unlucky, 48 << 20, "deflate")


@pytest.mark.parametrize(
    "session", ["", "x", "0" * 31, "0" * 33, "G" * 32, "0" * 31 + "\n", "A" * 32]
)
def test_a_session_is_32_hex_digits(unlucky: Served, session: str) -> None:
    refusal = _refusal(unlucky, json.dumps({**HELLO, "session": session}), hello=False)
    assert "32 hex digits" in refusal["message"]


def test_before_hello_nothing_goes(unlucky: Served) -> None:
    submit = {"op": "submit", "run": "a", "endpoint": "add", "hash": "", "inputs": {}}
    for message in (
        submit,
        {"op": "cancel", "run": "a"},
        {"op": "rows", "request": 1, "table": "x"},
    ):
        refusal = _refusal(unlucky, json.dumps(message), hello=False)
        assert "hello" in refusal["message"]


def test_a_second_hello_changes_nothing_for_others(unlucky: Served) -> None:
    with greeted(unlucky) as mine, greeted(unlucky) as other:
        run = mine.submit("add", a=1, b=2)
        assert mine.events(run)[-1]["kind"] == "done"
        other.hello()
        other.send(op="hello", session=other.session, page="x", runs={run: 0})
        assert other.until("refused", run=run)["code"] == "unknown"
        other.send(
            op="hello", session=secrets.token_hex(16), runs={f"r{i}": -5 for i in range(3_000)}
        )
        for _ in range(1_000):
            assert other.until("refused")["code"] == "unknown"
        assert other.do("add", a=1, b=2)["kind"] == "done"


def test_submits_that_do_not_fit(unlucky: Served) -> None:
    with greeted(unlucky) as found:
        good = {
            "op": "submit",
            "endpoint": "add",
            "hash": found.hashes["add"],
            "inputs": {"a": 1, "b": 1},
        }
        for change, code in (
            ({"hash": "wrong"}, "changed"),
            ({"endpoint": "own"}, "unknown"),
            ({"endpoint": "__class__"}, "unknown"),
            ({"endpoint": "../add"}, "unknown"),
            ({"inputs": []}, "malformed"),
            ({"inputs": "x"}, "malformed"),
            ({"inputs": None}, "malformed"),
            ({"inputs": {"a": "x", "b": 1}}, "invalid"),
            ({"inputs": {"a": 1, "b": 1, "c": 1}}, "invalid"),
            ({"inputs": {"a": 1, "b": 1, "x" * 3_000_000: 1}}, "invalid"),
            ({"run": "../x"}, "malformed"),
            ({"run": ""}, "malformed"),
            ({"run": "x" * 65}, "malformed"),
        ):
            found.send(**{"run": secrets.token_hex(4), **good, **change})
            refusal = found.until("refused", "event")
            assert refusal.get("code") == code, (str(change)[:100], refusal)
            assert len(str(refusal)) < 10_000


def _faults(found: Page, run: str) -> object:
    """Return what is wrong with inputs, whether that was told before the run was queued or not."""
    while True:
        message = found.until("refused", "event", run=run)
        if message["op"] == "refused":
            return message["errors"]
        if message["kind"] in TERMINAL:
            return message["data"]["errors"]


def test_faults_that_cannot_be_told_do_not_silence_the_desk(unlucky: Served) -> None:
    # While the lane is taken, checks are the desk's.
    with greeted(unlucky) as busy, greeted(unlucky) as found:
        run = busy.submit("spin", seconds=600)
        busy.until("event", run=run, kind="started")
        for inputs in (
            {"x" * 3_900_000: 1},
            {"seconds": {"$": "str", "v": [0xD800] * 1_000}},
            {f"k{i}": 1 for i in range(200_000)},
            {"seconds": "x" * 3_900_000},
        ):
            wrong = found.submit("spin", **inputs)
            assert _faults(found, wrong)
        queued = found.submit("spin", seconds=0)
        assert found.until("event", run=queued)["kind"] == "queued"
        busy.send(op="cancel", run=run)
        assert busy.events(run)[-1]["kind"] == "cancelled"
        assert found.events(queued)[-1]["kind"] == "done"


def test_the_same_run_id_in_two_sessions_is_two_runs(unlucky: Served) -> None:
    with greeted(unlucky) as mine, greeted(unlucky) as other:
        for found, a in ((mine, 1), (other, 2)):
            found.send(
                op="submit",
                run="same",
                endpoint="add",
                hash=found.hashes["add"],
                inputs={"a": a, "b": 0},
            )
        assert mine.events("same")[-1]["data"]["outputs"][0]["value"] == 1
        assert other.events("same")[-1]["data"]["outputs"][0]["value"] == 2


def test_foreign_runs_cannot_be_cancelled(unlucky: Served) -> None:
    with greeted(unlucky) as mine, greeted(unlucky) as other:
        run = mine.submit("spin", seconds=600)
        mine.until("event", run=run, kind="started")
        other.send(op="cancel", run=run)
        assert other.until("refused")["code"] == "unknown"
        bearer = {"Authorization": f"Bearer {other.session}"}
        gone = ask(unlucky, f"/api/runs/{run}", method="DELETE", headers=bearer)
        never = ask(unlucky, "/api/runs/never", method="DELETE", headers=bearer)
        assert (gone.status, gone.body) == (never.status, never.body) == (404, never.body)
        mine.send(op="cancel", run=run)
        assert mine.events(run)[-1]["kind"] == "cancelled"


WINDOWS: list[dict[str, Any]] = [
    {},
    {"start": -1},
    {"start": 2**62, "count": 2**62},
    {"count": -5},
    {"sort": [-1, "up"]},
    {"sort": [10**9, "down"]},
    {"search": "x" * 1_000_000},
    {"search": "\\(" * 1_000},
    {"filters": {"-1": "x", "own": ">= y", "0": ">= 1e999"}},
    {"filters": {"0": "~" * 100_000}},
]


@pytest.mark.parametrize("window", range(len(WINDOWS)))
def test_rows_of_what_is_no_table(unlucky: Served, window: int) -> None:
    blob = upload(unlucky, b"{}" * 100, "table.json")["$blob"]
    with greeted(unlucky) as found:
        for table in (blob, "0" * 32, "../../etc/passwd", "/etc/passwd", ""):
            found.send(op="rows", request=1, table=table, **WINDOWS[window])
            answer = found.until("answer")
            assert answer["error"], (table, answer)
            assert "/" not in answer["error"], answer
        assert found.do("add", a=1, b=2)["kind"] == "done"


def test_links_with_anything(unlucky: Served) -> None:
    with greeted(unlucky) as found:
        for endpoint, texts in (
            ("add", {"a": "9" * 100_000, "b": "x"}),
            ("add", {"a": "x" * 3_000_000}),
            ("add", {"x" * 3_000_000: "1"}),
            ("add", {f"k{i}": "1" for i in range(100_000)}),
            ("own", {}),
            ("add", {"a": "__import__('os')._exit(3)", "b": "[" * 100_000}),
        ):
            found.send(op="prefill", request=7, endpoint=endpoint, texts=texts)
            answer = found.until("answer")
            assert answer["request"] == 7
            assert answer["error"] or answer["data"]["errors"], answer
            assert len(str(answer)) < 100_000
        assert found.do("add", a=1, b=2)["kind"] == "done"
