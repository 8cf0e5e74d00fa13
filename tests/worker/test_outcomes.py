"""Results of example rows: recorded at the start or on request, and what is not recorded."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO, cast

import pytest

from autoui.errors import UsageError
from autoui.records.blobs import BlobStore
from autoui.wire.server_worker import RunEvent
from autoui.wire.values import pack, unpack
from autoui.worker.link import Link
from autoui.worker.needs import Endpoint
from autoui.worker.outcomes import Outcomes
from autoui.worker.rehearsal import Recorder
from autoui.worker.run import Flusher, Run


@dataclass
class Input:
    name: str
    secret: bool = False


@dataclass
class Rows:
    """Example rows as the page has them."""

    caching: str
    rows: list[Any]

    def row(self, number: int) -> list[Any]:
        if self.rows[number] is None:
            raise UsageError(f"example {number + 1} does not fit")
        return [self.rows[number]]

    def fingerprint(self) -> tuple[str, str]:
        return "calc.py:double", "1"


@dataclass
class Fake:
    examples: Any
    inputs: list[Input] = field(default_factory=lambda: [Input("x")])
    name: str = "double"


@dataclass
class Stage:
    """Outcomes of one function, which doubles a number and cannot take 13."""

    outcomes: Outcomes
    blobs: BlobStore
    calls: list[int] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def perform(self, endpoint: Endpoint, inputs: bytes) -> Recorder:
        x = unpack(inputs)["x"]
        self.calls.append(x)
        recorder = Recorder()
        kind, data = "done", {"outputs": [{"$blobs": 2 * x}]}
        if x == 13:
            kind, data = "failed", {"type": "ValueError", "message": "no luck"}
        recorder.send(RunEvent(run="", kind=cast("Any", kind), data=pack(data)))
        return recorder

    def record_all(self) -> None:
        self.outcomes.record_all(self.perform, self.told.append)

    def result(self, number: int) -> Any:
        done = self.outcomes.find("double", number)["done"]
        return None if done is None else done["outputs"][0]["$blobs"]


Staging = Callable[..., Stage]


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Staging:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    blobs = tmp_path / "blobs"
    blobs.mkdir()

    def made(caching: str, rows: list[Any], **more: Any) -> Stage:
        store = BlobStore(blobs)
        fake = cast("Endpoint", Fake(Rows(caching, rows), **more))
        found = Stage(cast("Any", None), store)
        found.outcomes = Outcomes(store, {"double": fake}, found.complaints.append)
        return found

    return made


def run_of(inputs: dict[str, Any], stage: Stage, result: Any) -> None:
    """Run the function as a person does."""
    terminals: dict[str, TextIO] = {}
    run = Run("r", 1, cast("Link", Recorder()), Flusher(), terminals)
    stage.outcomes.record_if_wanted(run, "double", pack(inputs))
    run.finish("done", {"outputs": [{"$blobs": result}]})


def test_all_rows_are_recorded_once(stage: Staging) -> None:
    first = stage("eager", [1, 2, 3])
    first.record_all()
    assert first.calls == [1, 2, 3]
    assert first.told == [f"recording example {n} of double" for n in (1, 2, 3)]
    again = stage("eager", [1, 2, 3, 4])
    again.record_all()
    assert again.calls == [4]
    assert [again.result(number) for number in range(4)] == [2, 4, 6, 8]


def test_rows_that_fail_are_told_and_left_out(stage: Staging) -> None:
    found = stage("eager", [1, 13, None, 2])
    found.record_all()
    assert found.calls == [1, 13, 2]
    assert found.complaints == [
        "autoui: the result of example 2 of double was not recorded: ValueError: no luck\n",
        "autoui: example 3 does not fit\n",
    ]
    assert [found.result(0), found.result(1), found.result(3)] == [2, None, 4]


def test_only_the_run_of_a_row_that_was_chosen_is_recorded(stage: Staging) -> None:
    found = stage("lazy", [1, 2])
    found.record_all()
    assert found.calls == []
    run_of({"x": 1}, found, "too early")
    assert found.result(0) is None
    run_of({"x": 2}, found, "another row")
    run_of({"x": 1}, found, "this one")
    assert found.result(0) == "this one"
    run_of({"x": 1}, found, "too late")
    assert stage("lazy", [1]).result(0) == "this one"
    assert found.result(1) is None


def test_what_is_not_recorded(stage: Staging) -> None:
    never = stage("never", [1])
    never.record_all()
    assert (never.calls, never.result(0)) == ([], None)
    secret = stage("eager", [1], inputs=[Input("x", secret=True)])
    secret.record_all()
    assert (secret.calls, secret.result(0)) == ([], None)


def test_a_row_that_is_not_there(stage: Staging) -> None:
    with pytest.raises(IndexError):
        stage("lazy", [1]).outcomes.find("double", 5)


def test_a_cache_that_cannot_be_used_is_told(stage: Staging, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    found = stage("eager", [1])
    found.record_all()
    assert found.result(0) is None
    assert found.calls == []
    (complaint,) = found.complaints
    assert complaint.startswith("autoui: results of examples are not recorded: ")
