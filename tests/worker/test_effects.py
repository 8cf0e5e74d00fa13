"""What a call did besides returning."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from autoui.records.blobs import BlobStore
from autoui.wire.values import Blob
from autoui.worker import written
from tests.worker.standin import Worker

Fork = Callable[..., Worker]


def content(worker: Worker, blob: Blob) -> str:
    return BlobStore(worker.folder / "blobs").path(blob.id).read_text()


def upload(worker: Worker, text: str) -> Blob:
    store = BlobStore(worker.folder / "blobs")
    return Blob(store.add(text.encode(), "in.txt", "text/plain"), "in.txt", "text/plain", len(text))


def in_folder(fork: Fork, target: str, folder: Path) -> Worker:
    """Fork a worker whose working directory is ``folder``."""
    folder.mkdir(exist_ok=True)
    return fork(target, options={"chdir": str(folder)})


def test_nothing_is_done(shared: Worker) -> None:
    data = shared.result("echo")
    assert data["outputs"] == [{"show": "nothing", "props": {}, "value": {"text": "Done"}}]
    assert data["effects"] == {}


def test_printed_text_is_the_result_of_none(shared: Worker) -> None:
    data = shared.result("say_none")
    assert data["outputs"][0]["show"] == "text"
    assert data["outputs"][0]["value"] == "only printed\n"
    assert data["effects"] == {"printed": "only printed\n", "main": "printed"}


def test_complaints_are_the_result_of_none_that_printed_nothing(shared: Worker) -> None:
    data = shared.result("complain")
    (shown,) = data["outputs"]
    assert (shown["show"], shown["value"]) == ("text", "only complained\n")
    assert "standard error" in shown["note"]
    assert data["effects"] == {"main": "complained"}
    assert shared.result("complain", text=" ")["outputs"][0]["show"] == "nothing"


def test_printed_text_reads_as_a_terminal_would_leave_it(shared: Worker) -> None:
    drawn = "\x1b[31mred\x1b[0m\r\n10 %\r50 %\r100 %\n\x1b]0;title\x07end\r"
    data = shared.result("say_none", text=drawn)
    assert data["outputs"][0]["value"] == "red\n100 %\nend\n"


def test_printed_text_stays_beside_a_value(shared: Worker) -> None:
    data = shared.result("say", word="x", times=1)
    assert data["outputs"] == [1]
    assert data["effects"] == {"printed": "x\n"}


# ------------------------------------------------------------------------------------- figures


def test_figures_are_the_result_of_none_and_closed(fork: Fork) -> None:
    worker = fork("draw")
    for count in (1, 2):
        data = worker.result("draw", count=count)
        shown = data["outputs"][0]
        assert shown["show"] == ("figure" if count == 1 else "sections")
        assert len(data["effects"]["figures"]) == count
        assert data["effects"]["main"] == "figures"
    assert worker.result("open_figures")["outputs"] == [0]
    assert "non-interactive" not in worker.nursery.printed()


def test_figures_of_a_call_that_fails_are_closed(fork: Fork) -> None:
    worker = fork("draw")
    # Who drew is not known the first time: the call itself imports pyplot.
    for _ in range(2):
        kind, data = worker.run("draw", fails=True)[-1]
        assert (kind, data["message"]) == ("failed", "after drawing")
        assert worker.result("open_figures")["outputs"] == [0]


def test_a_run_that_imports_pyplot_beside_another_one_still_shows_its_figure(fork: Fork) -> None:
    worker = fork("draw")
    worker.begin("forever")
    for _ in range(2):
        assert worker.result("draw")["outputs"][0]["show"] == "figure"
    assert worker.result("open_figures")["outputs"] == [0]


def test_a_figure_can_be_pickled_by_the_run_that_draws_it(fork: Fork) -> None:
    worker = fork("draw")
    for _ in range(2):
        assert worker.result("draw", pickled=True)["outputs"][0]["show"] == "figure"


def test_figures_stay_beside_a_value_and_a_returned_one_is_not_told_twice(fork: Fork) -> None:
    worker = fork("draw")
    data = worker.result("draw", value=5)
    assert data["outputs"] == [5]
    assert [shown["show"] for shown in data["effects"]["figures"]] == ["figure"]
    assert "main" not in data["effects"]
    data = worker.result("draw_and_return")
    assert data["outputs"][0]["show"] == "figure"
    assert len(data["effects"]["figures"]) == 1


# --------------------------------------------------------------------------------------- files


def test_a_file_in_the_working_directory_is_the_result_of_none(fork: Fork, tmp_path: Path) -> None:
    worker = in_folder(fork, "write_here", tmp_path / "cwd")
    for text in ("first", "again"):
        data = worker.result("write_here", text=text)
        (blob,) = data["effects"]["files"]
        assert (blob.name, content(worker, blob)) == ("report.csv", text)
        assert data["effects"]["main"] == "files"
        assert data["outputs"][0]["value"] == blob


def test_a_file_written_from_c_is_found_when_it_is_new(fork: Fork, tmp_path: Path) -> None:
    worker = in_folder(fork, "write_from_c", tmp_path / "cwd")
    for _ in range(2):
        (blob,) = worker.result("write_from_c")["effects"]["files"]
        assert content(worker, blob) == "written by C"


def test_a_file_that_was_renamed_into_place_is_offered_under_its_name(
    fork: Fork, tmp_path: Path
) -> None:
    worker = in_folder(fork, "write_atomically", tmp_path / "cwd")
    (blob,) = worker.result("write_atomically", name="out.txt")["effects"]["files"]
    assert blob.name == "out.txt"


def test_logs_temporary_hidden_and_outside_files_are_no_results(fork: Fork, tmp_path: Path) -> None:
    worker = in_folder(fork, "write_here", tmp_path / "cwd")
    (tmp_path / "cwd" / "notes.txt").write_text("old\n")
    for function, inputs in (
        ("append_log", {"name": "notes.txt"}),
        ("append_log", {"name": "app.log"}),
        ("write_temporary", {}),
        ("write_here", {"name": ".hidden"}),
        ("write_here", {"name": str(tmp_path / "elsewhere.txt")}),
    ):
        data = worker.result(function, **inputs)
        assert data["effects"] == {}, function
        assert data["outputs"][0]["show"] == "nothing"


def test_an_allowed_folder_is_offered(fork: Fork, tmp_path: Path) -> None:
    worker = fork("write_here", allow_paths=[str(tmp_path / "out")])
    (tmp_path / "out").mkdir()
    data = worker.result("write_here", name=str(tmp_path / "out" / "a.csv"))
    assert [blob.name for blob in data["effects"]["files"]] == ["a.csv"]


def test_a_file_in_the_runs_directory_is_offered(shared: Worker) -> None:
    for _ in range(2):
        (blob,) = shared.result("write_target", target="made.txt")["effects"]["files"]
        assert content(shared, blob) == "asked for"


def test_a_returned_file_is_not_told_twice(fork: Fork, tmp_path: Path) -> None:
    worker = in_folder(fork, "write_and_return", tmp_path / "cwd")
    data = worker.result("write_and_return", name="both.txt")
    assert data["outputs"][0]["value"].name == "both.txt"
    assert data["effects"] == {}


def test_an_upload_changed_in_place_is_offered_back(shared: Worker) -> None:
    data = shared.result("change_upload", file=upload(shared, "text"))
    (blob,) = data["effects"]["changed"]
    assert (blob.name, content(shared, blob)) == ("in.txt", "text changed")
    assert data["effects"]["main"] == "changed"
    data = shared.result("read_upload", file=upload(shared, "text"))
    assert (data["outputs"], data["effects"]) == (["text"], {})


def test_every_blob_of_an_event_is_named_for_the_server(shared: Worker) -> None:
    call = shared.begin("write_target", target="made.txt")
    from autoui.wire.server_worker import RunEvent
    from autoui.wire.values import unpack

    event = shared.wait_for(RunEvent, run=call.run)
    assert event.blobs == [unpack(event.data)["effects"]["files"][0].id]


# ---------------------------------------------------------------------------------- its own parts


def test_a_folder_tells_what_was_created_since(tmp_path: Path) -> None:
    (tmp_path / "old").touch()
    folder = written.Folder(str(tmp_path))
    folder.begin(look=True)
    assert folder.created(0.0) == []
    (tmp_path / "new").touch()
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "inner").touch()
    found = folder.created(0.0)
    assert found == [str(tmp_path / "made" / "inner"), str(tmp_path / "new")]


def test_a_folder_nobody_looked_at_before_a_run_goes_by_times(tmp_path: Path) -> None:
    folder = written.Folder(str(tmp_path))
    folder.begin(look=False)
    (tmp_path / "of_an_earlier_run").touch()
    folder.begin(look=False)
    now = (tmp_path / "of_an_earlier_run").lstat().st_ctime + 1
    assert folder.created(now) == []
    folder.begin(look=False)
    assert folder.created(now - 1) == [str(tmp_path / "of_an_earlier_run")]


def test_a_folder_with_too_many_names_tells_nothing(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(written, "_MAX_ENTRIES", 3)
    for name in "abcd":
        (tmp_path / name).touch()
    folder = written.Folder(str(tmp_path))
    folder.begin(look=True)
    (tmp_path / "e").touch()
    assert folder.created(0.0) == []
