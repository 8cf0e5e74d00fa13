import numpy as np
import pytest
from PIL import Image as Pillow

from autoui.components import gallery as module
from autoui.components.base import Scope
from autoui.components.gallery import Gallery

RED = np.zeros((20, 30, 3), np.uint8)


def test_pictures_of_every_form_with_and_without_captions(scope: Scope):
    path = scope.directory / "a.png"
    Pillow.fromarray(RED).save(path)
    value = [RED, (RED, "red"), (path, None), str(path), Pillow.fromarray(RED), path.read_bytes()]
    blobs = Gallery().encode(value, scope)
    assert [blob.meta.get("caption") for blob in blobs] == [None, "red", None, None, None, None]
    assert {(blob.meta["width"], blob.meta["height"]) for blob in blobs} == {(30, 20)}
    assert len({blob.id for blob in blobs}) == len(value)


def test_other_collections(scope: Scope):
    assert [b.meta["caption"] for b in Gallery().encode({"one": RED, "two": RED}, scope)] == [
        "one",
        "two",
    ]
    assert len(Gallery().encode(np.stack([RED, RED]), scope)) == 2
    assert len(Gallery().encode((RED for _ in range(3)), scope)) == 3
    assert Gallery().encode([], scope) == []
    (framed,) = Gallery().encode([("https://example.org/a.png", "far")], scope)
    assert (framed.type, framed.meta["caption"]) == ("text/html", "far")


def test_the_picture_that_is_none_is_named(scope: Scope):
    with pytest.raises(TypeError, match="picture 2: a int is no picture"):
        Gallery().encode([RED, 3], scope)
    with pytest.raises(ValueError, match="picture 1: an array of shape"):
        Gallery().encode([np.zeros(3)], scope)
    for value in ("a.png", b"abc", 3, RED[0]):
        with pytest.raises(TypeError, match="is no gallery"):
            Gallery().encode(value, scope)


def test_there_is_an_end(scope: Scope, monkeypatch):
    monkeypatch.setattr(module, "MAX_PICTURES", 2)
    with pytest.raises(ValueError, match="more than 2 pictures"):
        Gallery().encode([RED] * 3, scope)


def test_looks():
    made = Gallery().style(grid=[2, 4], height="300", object_fit="contain", preview=True)
    assert made.props() == {"columns": 4, "height": 300, "object_fit": "contain", "preview": True}
    with pytest.raises(ValueError, match="contain"):
        Gallery(object_fit="fill")
