import io
from pathlib import Path

import pytest

from autoui.components.base import Scope
from autoui.components.file import File
from autoui.formats.paths import PathPolicy, PathRefused
from autoui.records.blobs import UnknownBlob
from autoui.wire.values import Blob


def faults(component, value):
    return [(p.field, p.message) for p in component.check_given(value)]


def content(scope: Scope, blob: Blob) -> bytes:
    with scope.open(blob) as file:
        return file.read()


def test_the_function_gets_a_copy_of_its_own(scope: Scope):
    blob = scope.keep(b"data", "../evil/na me.txt", "text/plain")
    path = File().decode(blob, scope)
    assert path.name == "na me.txt"
    assert scope.directory in path.parents
    path.write_bytes(b"changed")
    assert content(scope, blob) == b"data"


def test_two_files_of_one_name_do_not_meet(scope: Scope):
    blobs = [scope.keep(data, "a.txt", "text/plain") for data in (b"1", b"2")]
    paths = File(many=True).decode(blobs, scope)
    assert [p.read_bytes() for p in paths] == [b"1", b"2"]


def test_every_way_to_take_a_file(scope: Scope):
    blob = scope.keep("é".encode(), "a.txt", "text/plain")
    assert File(type="bytes").decode(blob, scope) == "é".encode()
    assert Path(File(type="filepath").decode(blob, scope)).read_text("utf-8") == "é"
    binary = File(type="io").decode(blob, scope)
    text = File(type="text").decode(blob, scope)
    assert binary.read() == "é".encode()
    assert text.read() == "é"
    scope.close()
    assert binary.closed
    assert text.closed


def test_what_is_accepted():
    csv, png = Blob("0" * 32, "a.CSV", "text/csv"), Blob("1" * 32, "b.png", "image/png")
    assert faults(File(), "a.csv") == [("", "must be a file")]
    assert faults(File(many=True), csv) == [("", "must be a list of files")]
    assert faults(File(many=True, accept=[".csv"]), [csv, png, 3]) == [
        ("[1]", "must be one of .csv"),
        ("[2]", "must be a file"),
    ]
    for accept in (".csv", "csv", "text", "text/*", "text/csv"):
        assert not faults(File(file_types=[accept]), csv)
        assert faults(File(file_types=[accept]), png)


@pytest.mark.parametrize("many", [False, True])
def test_results_of_every_kind(scope: Scope, tmp_path: Path, many: bool):
    path = tmp_path / "run" / "a.csv"
    path.write_bytes(b"a,b\n")
    opened = path.open("rb")
    scope.until_closed(opened)
    opened.read()
    for value, name, type_ in (
        (path, "a.csv", "text/csv"),
        (str(path), "a.csv", "text/csv"),
        (opened, "a.csv", "text/csv"),
        (b"a,b\n", "output.txt", "text/plain"),
        (io.BytesIO(b"a,b\n"), "output.txt", "text/plain"),
        (io.StringIO("a,b\n"), "output.txt", "text/plain"),
    ):
        got = File().encode([value] if many else value, scope)
        blob = got[0] if many else got
        assert (blob.name, blob.type, blob.size) == (name, type_, 4)
        assert content(scope, blob) == b"a,b\n"


def test_results_obey_the_policy(scope: Scope, tmp_path: Path):
    (tmp_path / "secret").write_text("x")
    scope.policy = PathPolicy([scope.directory], tmp_path / "run")
    with pytest.raises(PathRefused, match="--allow-path"):
        File().encode(tmp_path / "secret", scope)
    assert scope.kept == []


def test_what_is_no_file(scope: Scope):
    with pytest.raises(TypeError, match="return a Path"):
        File().encode(3, scope)
    with pytest.raises(UnknownBlob):
        File().decode(Blob("0" * 32), scope)
    with pytest.raises(ValueError, match="link"):
        File().from_text("/etc/passwd")


def test_props_and_schema():
    made = File(file_count="multiple", file_types=["csv", "image"])
    assert made.props() == {"many": True, "accept": [".csv", "image/*"]}
    assert made.schema()["items"]["required"] == ["$blob"]


def test_a_folder_is_many_files():
    assert File(file_count="directory").props() == {"many": True, "folder": True}
    assert File(file_count="multiple").props() == {"many": True}


@pytest.mark.parametrize("words", [{"file_count": "all"}, {"type": "numpy"}])
def test_words_that_mean_nothing(words):
    with pytest.raises(ValueError, match="it is one of"):
        File(**words)


def test_too_many_files_are_one_fault():
    blobs = [Blob(f"{number:032x}") for number in range(10_000)]
    messages = [p.message for p in File(many=True).check(blobs)]
    assert messages == ["has 10,000 files; at most 1,000 are taken at once"]
    assert list(File(many=True).check(blobs[:1_000])) == []


def test_a_named_file_is_an_open_one(scope: Scope):
    found = File(type="file").decode(scope.keep(b"abc", "a.txt", "text/plain"), scope)
    assert found.read() == b"abc"
    assert found.name.endswith("a.txt")
