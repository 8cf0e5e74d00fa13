"""A call from its inputs to its last event."""

from collections.abc import Callable

import pytest

from autoui.errors import Problem
from autoui.wire.server_worker import Check, Checked, Credit, RunEvent
from autoui.wire.values import unpack
from tests.worker.standin import Client, Worker


def terminal(client: Client, endpoint: str, **inputs: object) -> tuple[str, dict[str, object]]:
    kind, data = client.run(endpoint, **inputs)[-1]
    return kind, data


def test_a_checked_start_answers_and_runs_in_one_trip(shared: Worker) -> None:
    call = shared.check("echo", value=[1, 2])
    assert shared.receive() == Checked(run=call.run)
    event = shared.receive()
    assert (event.run, event.kind) == (call.run, "done")
    data = unpack(event.data)
    assert data["outputs"] == [[1, 2]]
    assert 0 <= data["seconds"] < 5
    assert data["effects"] == {}


def test_wrong_inputs_are_answered_and_nothing_runs(shared: Worker) -> None:
    for start in (True, False):
        call = shared.check("echo", start=start, bad=1)
        wrong = [Problem("bad", "must not be given")]
        assert shared.receive() == Checked(run=call.run, errors=wrong)
    assert shared.result("echo", value=1)["outputs"] == [1]


def test_inputs_that_are_no_object_are_wrong(shared: Worker) -> None:
    shared.send(Check(run="x", number=999, endpoint="echo", inputs=b"[1]", start=True))
    assert shared.receive().errors[0].message == "the inputs are no object of names and values"


def test_a_queued_run_is_checked_first_when_nobody_has(shared: Worker) -> None:
    (call,) = shared.start("echo", {"bad": 1}, checked=False)
    kind, data = shared.events(call.run)[-1]
    assert kind == "failed"
    assert data["errors"] == [{"field": "bad", "message": "must not be given"}]
    (call,) = shared.start("echo", {"value": 2}, checked=False)
    assert shared.events(call.run)[-1][1]["outputs"] == [2]


def test_what_only_decoding_shows_stands_at_its_field(shared: Worker) -> None:
    kind, data = terminal(shared, "echo", late=1)
    assert kind == "failed"
    assert data["errors"] == [{"field": "late", "message": "cannot be opened"}]


def test_a_function_that_is_gone_is_named(shared: Worker) -> None:
    shared.check("gone")
    assert "gone" in shared.receive().errors[0].message
    (call,) = shared.start("gone", {})
    assert "gone" in shared.events(call.run)[-1][1]["message"]


# ------------------------------------------------------------------------------------ failures


def test_an_error_has_type_message_id_and_the_users_traceback(shared: Worker) -> None:
    kind, data = terminal(shared, "fail")
    assert (kind, data["type"], data["message"]) == ("failed", "ValueError", "no good")
    assert len(str(data["id"])) == 8
    first = str(data["traceback"]).splitlines()[1]
    assert "functions.py" in first
    assert data["id"] in shared.nursery.printed()


def test_a_dialog_is_plain_text(shared: Worker) -> None:
    _, data = terminal(shared, "fail", kind="dialog", message="<b>no</b>")
    assert (data["dialog"], data["message"], data["traceback"]) == (True, "<b>no</b>", "")


def test_a_program_that_leaves_with_success_has_returned(shared: Worker) -> None:
    kind, data = terminal(shared, "fail", kind="good exit")
    assert (kind, data["outputs"][0]["show"]) == ("done", "nothing")


@pytest.mark.parametrize("kind", ["exit", "keyboard", "unprintable", "stop"])
def test_odd_exceptions_end_the_run_and_nothing_else(kind: str, shared: Worker) -> None:
    assert terminal(shared, "fail", kind=kind)[0] == "failed"
    assert shared.result("pid")["outputs"] == [shared.pid]


def test_without_debug_only_telling_errors_tell(fork: object) -> None:
    worker = fork("fail", debug=False)  # type: ignore[operator]
    for kind in ("value", "own"):
        data = terminal(worker, "fail", kind=kind)[1]
        assert (data["message"], data["traceback"]) == ("no good", "")
    data = terminal(worker, "fail", kind="secret", message="/home/user/key")[1]
    assert "/home" not in str(data)
    assert data["id"] in worker.nursery.printed()
    assert "/home/user/key" in worker.nursery.printed()


@pytest.mark.parametrize("function", ["unencodable", "too_large"])
def test_a_result_that_cannot_travel_fails_its_run_by_name(function: str, shared: Worker) -> None:
    kind, data = terminal(shared, function)
    assert kind == "failed"
    assert "the result cannot be shown" in str(data["message"])
    assert shared.result("echo", value=1)["outputs"] == [1]


# ---------------------------------------------------------------------------------- generators


@pytest.mark.parametrize("function", ["count", "async_count"])
def test_a_generator_sends_every_value_and_ends_with_the_last(
    function: str, shared: Worker
) -> None:
    events = [event for event in shared.run(function, n=3) if event[0] != "log"]
    assert [kind for kind, _ in events] == ["value", "value", "value", "done"]
    assert [data["outputs"] for _, data in events] == [[0], [1], [2], [2]]


@pytest.mark.parametrize("function", ["words", "async_words"])
def test_kept_values_say_where_they_stand_and_end_as_a_list(function: str, shared: Worker) -> None:
    *values, (kind, done) = shared.run(function, said=["a", "ab", "c"])
    assert [data["outputs"][0]["value"] for _, data in values] == ["a", "ab", "c"]
    kept = [data.get("kept") for _, data in values]
    assert kept == [None, None, [{"output": 0, "from": 0, "values": ["a", "ab"]}]]
    assert (kind, done["outputs"]) == (
        "done",
        [{"show": "lines", "props": {"earlier": 0}, "value": ["a", "ab", "c"]}],
    )
    assert shared.result(function, said=["a", "ab"])["outputs"][0]["value"] == "ab"


def test_values_before_an_error_stay(shared: Worker) -> None:
    events = shared.run("count_then_fail")
    assert [kind for kind, _ in events] == ["value", "failed"]


@pytest.mark.parametrize("function", ["count_forever", "async_count_forever"])
def test_a_generator_out_of_credit_pauses_at_its_yield(function: str, shared: Worker) -> None:
    call = shared.begin(function)
    for n in range(256):
        assert unpack(shared.wait_for(RunEvent, run=call.run).data)["outputs"] == [n]
    # Another run is not held up, and between its start and end nothing of the first arrives.
    other = shared.check("echo", value=1)
    assert isinstance(shared.receive(), Checked)
    assert shared.receive().run == other.run
    shared.send(Credit(run=call.run, values=10, bytes=1 << 20))
    for n in range(256, 266):
        assert unpack(shared.wait_for(RunEvent, run=call.run).data)["outputs"] == [n]
    assert shared.cancel(call, ask=True)[-1][0] == "cancelled"


def test_coroutines_run_beside_each_other(shared: Worker) -> None:
    sleeping = [shared.begin("async_sleep") for _ in range(3)]
    assert shared.result("async_echo", value=5)["outputs"] == [5]
    for call in sleeping:
        assert shared.cancel(call, ask=True)[-1][0] == "cancelled"


def test_a_generator_that_yields_nothing_is_done(shared: Worker) -> None:
    ((kind, data),) = shared.run("nothing_to_yield")
    assert kind == "done"
    assert data["outputs"][0]["show"] == "nothing"


def test_a_generator_of_pairs_fills_several_outputs(shared: Worker) -> None:
    events = shared.run("pairs", n=2)
    assert [(kind, data["outputs"]) for kind, data in events] == [
        ("value", [0, "0!"]),
        ("value", [1, "1!"]),
        ("done", [1, "1!"]),
    ]


def test_a_picture_that_was_not_sent_leaves_nothing_on_disk(fork: Callable[..., Worker]) -> None:
    worker = fork("pictures_forever")
    call = worker.begin("pictures_forever")
    named: set[str] = set()
    for _ in range(256):
        named |= set(worker.wait_for(RunEvent, run=call.run, kind="value").blobs)
    assert worker.cancel(call, ask=True)[-1][0] == "cancelled"
    # One more had been made when there was no credit for it.
    assert len(named) == 256
    assert named == {path.stem for path in (worker.folder / "blobs").iterdir()}


# -------------------------------------------------------------------------------- faults of ours


@pytest.mark.parametrize("function", ["pid_twice", "pid_later"])
def test_a_fault_of_the_worker_ends_the_run_and_keeps_the_lane(
    function: str, shared: Worker
) -> None:
    for _ in range(2):
        # It goes wrong before the check could be answered.
        call = shared.check(function)
        kind, data = shared.events(call.run)[-1]
        assert (kind, data["message"]) == ("failed", "the worker itself is broken")
        assert data["id"] in shared.nursery.printed()
