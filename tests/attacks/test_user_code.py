"""Hostile or unlucky code: the server stays, the run ends once, the next call works."""

import json
import secrets
import socket

import pytest

from tests.attacks.speak import TERMINAL, ask, call, greeted, port_of, sse
from tests.browser.served import Served

# What a deed ends with, and a word of the reason that is told.
DEEDS = {
    "exit": ("failed", "sys.exit(3)"),
    "exit_riddle": ("failed", "sys.exit"),
    "os_exit": ("lost", "exit code 3"),
    "abort": ("lost", "SIGABRT"),
    "segfault": ("lost", "SIGSEGV"),
    "kill_self": ("lost", "SIGKILL"),
    "kill_group": ("lost", "SIGKILL"),
    "close_everything": ("lost", "closed the worker's connection"),
    "close_output": ("done", ""),
    "close_terminal": ("failed", "nobody hears this"),
    "replace_output": ("done", "replaced"),
    "recursion": ("failed", "recursion"),
    "memory": ("failed", "MemoryError"),
    "keyboard": ("failed", "KeyboardInterrupt"),
    "riddle": ("failed", "from below"),
    "generator_exit": ("failed", "GeneratorExit"),
    "stop_iteration": ("failed", "StopIteration"),
    "mute": ("failed", "cannot be shown"),
    "silent_key": ("failed", "KeyError"),
    "interrupting": ("failed", "cannot be shown"),
    "surrogate": ("failed", "udce9 alone"),
    "bare_error": ("failed", "cannot be shown"),
    "group": ("failed", "many"),
    "long": ("failed", "xxx"),
    "trace": ("done", "traced"),
    "folder": ("done", "moved"),
    "lost_folder": ("done", "nowhere"),
    "patch": ("done", "patched"),
    "fork": ("done", "parent"),
    "fork_exit": ("done", "parent"),
    "hook": ("lost", "exit code 9"),
    "thread": ("done", "joined"),
    "warn": ("failed", "as error"),
    "signals": ("done", "deaf"),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_ends_its_run_and_nothing_else(unlucky: Served, deed: str) -> None:
    kind, word = DEEDS[deed]
    with greeted(unlucky) as page:
        events = page.events(page.submit("act", deed=deed))
        assert [event["kind"] in TERMINAL for event in events].count(True) == 1
        last = events[-1]
        assert last["kind"] == kind, last
        assert word in str(last["data"]), last
        assert page.do("add", a=2, b=3)["data"]["outputs"][0]["value"] == 5
    assert ask(unlucky, "/healthz").status == 200
    assert call(unlucky, "add", a=1, b=1).status == 200


def test_endless_loops_end_when_the_client_hangs_up(unlucky: Served) -> None:
    with greeted(unlucky) as page:
        body = json.dumps({"seconds": 600}).encode()
        head = f"POST /api/spin HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", port_of(unlucky))) as link:
            link.sendall(head.encode() + body)
            while not ask(unlucky, "/readyz").json["running"]:
                pass
            waiting = page.submit("spin", seconds=0)
            page.until("event", run=waiting, kind="queued")
        events = page.events(waiting)
        assert events[-1]["kind"] == "done", events[-1]


@pytest.mark.parametrize("endpoint", ["spin", "endless", "stall"])
def test_what_never_ends_is_cancelled_by_http(unlucky: Served, endpoint: str) -> None:
    session = {"Authorization": f"Bearer {secrets.token_hex(16)}"}
    answer = ask(unlucky, f"/api/{endpoint}/runs", b'{"run":"r1","inputs":{}}', headers=session)
    assert answer.status == 202, answer.body
    assert ask(unlucky, "/api/runs/r1", method="DELETE", headers=session).status == 204
    events = sse(unlucky, "/api/runs/r1/events", session["Authorization"].split()[1])
    assert [kind for kind, _ in events if kind in TERMINAL] == ["cancelled"]
    assert events[-1][0] == "cancelled"
    assert call(unlucky, "add", a=1, b=1).status == 200


def test_an_endless_stream_keeps_only_so_much(unlucky: Served) -> None:
    with greeted(unlucky) as page:
        run = page.submit("endless")
        seen = 0
        while seen < 3_000:
            seen = page.until("event", run=run)["n"]
        page.send(op="cancel", run=run)
        assert page.events(run)[-1]["kind"] == "cancelled"
        # A second page reads what is left of the log.
        with greeted(unlucky, page.session) as late:
            late.send(op="hello", session=page.session, page="x", runs={run: 0})
            events = late.events(run)
    assert len(events) <= 1_010
    assert events[-1]["kind"] == "cancelled"


def test_what_is_printed_is_bounded(unlucky: Served) -> None:
    with greeted(unlucky) as page:
        events = page.events(page.submit("shout", megabytes=50))
    assert events[-1]["kind"] == "done"
    printed = "".join(event["data"]["text"] for event in events if event["kind"] == "log")
    assert 900_000 < len(printed) < 1_200_000
    assert "more was printed than is shown" in printed
