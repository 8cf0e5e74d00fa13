from pathlib import Path

import pytest

from autoui.components.base import Scope
from autoui.components.video import Video
from autoui.errors import InvalidInputs

MP4 = b"\0\0\0\x18ftypisom" + bytes(40)
WEBM = b"\x1aE\xdf\xa3" + bytes(40)


@pytest.mark.parametrize("data", [MP4, WEBM, b"RIFF\0\0\0\0AVI ", b"GIF89a" + bytes(9)])
def test_a_function_gets_a_path_to_a_copy(scope: Scope, data: bytes):
    blob = scope.keep(data, "film.mp4", "video/mp4")
    text = Video().decode(blob, scope)
    assert isinstance(text, str)
    path = Video(type="path").decode(blob, scope)
    assert (path.name, path.read_bytes()) == ("film.mp4", data)
    assert Path(text).read_bytes() == data


@pytest.mark.parametrize("data", [b"", b"hello", b"\x89PNG\r\n\x1a\n", b"#EXTM3U\n/etc/passwd"])
def test_what_is_no_film_is_an_error_at_the_field(scope: Scope, data: bytes):
    blob = scope.keep(data, "film.mp4", "video/mp4")
    with pytest.raises(InvalidInputs, match="must be a video"):
        Video().decode(blob, scope)
    with pytest.raises(ValueError, match="must be a video"):
        Video().encode(data, scope)
    assert [p.message for p in Video().check({})] == ["must be a video"]
    with pytest.raises(ValueError, match="link"):
        Video().from_text("a.mp4")


def test_files_and_bytes_are_passed_on(scope: Scope):
    path = scope.directory / "film.mp4"
    path.write_bytes(MP4)
    for value, name in ((path, "film.mp4"), (str(path), "film.mp4"), (MP4, "video.mp4")):
        blob = Video().encode(value, scope)
        assert (blob.name, blob.type, blob.size) == (name, "video/mp4", len(MP4))
    assert Video().encode(b"OggS" + bytes(9), scope).type == "video/ogg"
    with pytest.raises(TypeError, match="return the path of one"):
        Video().encode(3, scope)


def test_one_on_another_host_is_framed(scope: Scope):
    blob = Video().encode("http://example.org:81/a.mp4", scope)
    assert (blob.type, blob.meta["origin"]) == ("text/html", "http://example.org:81")
    with scope.open(blob) as file:
        assert b"<video controls" in file.read()


def test_size_and_words():
    assert Video(height="240px").style(width="320").props() == {"height": 240, "width": 320}
    assert Video(source="webcam", type="path").props() == {"source": "webcam"}
    for words in ({"type": "numpy"}, {"source": "tv"}, {"height": "tall"}):
        with pytest.raises(ValueError, match="it is"):
            Video(**words)
