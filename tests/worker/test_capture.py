"""What a run prints is the run's, and nobody else's."""

import io
import logging
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from autoui.wire.message import TERMINAL
from autoui.wire.server_worker import RunEvent
from autoui.wire.values import unpack
from autoui.worker.capture import Capture
from autoui.worker.run import MAX_PRINTED
from tests.worker.standin import Worker


def printed(events: list[tuple[str, Any]], stream: str = "") -> str:
    return "".join(
        data["text"]
        for kind, data in events
        if kind == "log" and (not stream or data["stream"] == stream)
    )


def test_print_logging_warnings_threads_and_pools_are_captured(shared: Worker) -> None:
    for times in range(2):
        events = shared.run("say_everywhere")
        assert printed(events, "stdout").split() == ["out", "bytes", "thread", "pool"]
        err = printed(events, "stderr")
        assert err.startswith("err\nlogged\n")
        # Python shows a warning once per place.
        assert times or "UserWarning: warned" in err
    assert "logged" not in shared.nursery.printed()


def test_two_runs_at_once_are_kept_apart(shared: Worker) -> None:
    calls = {
        shared.check("say", word=word, times=100, gate="slow").run: word for word in ("one", "two")
    }
    texts = dict.fromkeys(calls, "")
    ended = 0
    while ended < 2:
        event = shared.wait_for(RunEvent)
        if event.kind == "log":
            texts[event.run] += unpack(event.data)["text"]
        ended += event.kind in TERMINAL
    assert {calls[run]: text for run, text in texts.items()} == {
        word: f"{word}\n" * 100 for word in ("one", "two")
    }


def test_many_prints_become_few_events_in_order(shared: Worker) -> None:
    events = shared.run("say", word="w", times=5_000)
    assert printed(events) == "w\n" * 5_000
    assert len(events) < 20
    assert events[-1][0] == "done"


def test_a_line_leaves_before_the_call_ends(fork: Any) -> None:
    worker = fork("say")
    call = worker.begin("print_forever")
    assert unpack(worker.wait_for(RunEvent, run=call.run).data)["text"].startswith("again\n")
    worker.cancel(call)


@pytest.mark.parametrize("size", [MAX_PRINTED * 2])
def test_output_is_limited(size: int, shared: Worker) -> None:
    events = shared.run("say_much", size=size)
    text = printed(events)
    assert MAX_PRINTED <= len(text.encode()) < MAX_PRINTED + 100
    assert text.endswith("more was printed than is shown)\n")
    assert events[-1][0] == "done"


def test_text_that_cannot_be_encoded_is_shown_escaped(shared: Worker) -> None:
    assert printed(shared.run("say_none", text="\ud800 é")) == "\\ud800 é\n"


def test_late_words_go_to_the_terminal(shared: Worker, tmp_path: Path) -> None:
    assert shared.result("leave_a_thread", path=str(tmp_path / "go"))["outputs"] == [1]
    (tmp_path / "go").touch()
    for _ in range(500):
        if "late words" in shared.nursery.printed():
            return
        threading.Event().wait(0.01)
    raise AssertionError(shared.nursery.printed())


def test_a_forked_child_prints_to_the_terminal(fork: Any) -> None:
    worker = fork("child_prints")
    assert worker.result("child_prints")["outputs"] == [0]
    assert "from a child" in worker.nursery.printed()
    assert worker.result("child_prints")["outputs"] == [0]


def test_what_a_child_process_prints_is_the_result_of_who_returns_nothing(shared: Worker) -> None:
    events = shared.run("run_a_child", word="hi")
    assert printed(events) == "hi\n"
    assert events[-1][1]["effects"]["printed"] == "hi\n"
    assert events[-1][1]["effects"]["main"] == "printed"


def test_a_coroutine_prints_to_its_run(shared: Worker) -> None:
    assert printed(shared.run("async_echo", value=1)) == "from a coroutine\n"


def test_a_generator_says_things_between_its_values(shared: Worker) -> None:
    found = [(kind, data) for kind, data in shared.run("count_and_say") if kind != "log"]
    assert [kind for kind, _ in found] == ["notice", "value", "notice", "failed"]
    assert [data["text"] for kind, data in found if kind == "notice"] == [
        "one comes", "no more comes",
    ]  # fmt: skip
    end = found[-1][1]
    assert (end["type"], end["message"], end["dialog"]) == ("Stop", "Enough.", True)


def test_notices_and_progress(shared: Worker) -> None:
    notices = [data for kind, data in shared.run("notify") if kind == "notice"]
    assert notices == [
        {"level": "info", "text": "look"},
        {"level": "warning", "text": "look out \\ud800"},
    ]
    ticks = [data for kind, data in shared.run("tick") if kind == "progress"]
    assert ticks[-1] == {
        "value": 1.0, "desc": "Ticking \\ud800", "done": 200, "total": 200,
        "unit": "steps", "eta": 0.0,
    }  # fmt: skip
    assert len(ticks) < 20


# ------------------------------------------------------------------------------- in this process


def test_outside_runs_everything_is_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(sys, "stdout", terminal)
    handler = logging.StreamHandler(terminal)
    logging.getLogger("early").addHandler(handler)
    start = threading.Thread.start
    heard: list[str] = []
    capture = Capture(heard.append)
    capture.install()
    try:
        sys.stdout.write("hello")
        assert handler.stream is sys.stdout
        assert sys.stdout.encoding
        assert not sys.stdout.isatty()
    finally:
        capture.uninstall()
        logging.getLogger("early").removeHandler(handler)
    assert terminal.getvalue() == "hello"
    assert heard == ["hello"]
    assert sys.stdout is terminal
    assert handler.stream is terminal
    assert threading.Thread.start is start
