import io
import struct
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from autoui.components.base import Scope
from autoui.components.image import Image
from autoui.errors import InvalidInputs
from autoui.wire.values import Blob


def upload(scope: Scope, picture, format_: str = "PNG", **options) -> Blob:
    target = io.BytesIO()
    picture.save(target, format_, **options)
    return scope.keep(target.getvalue(), f"a.{format_.lower()}", "image/" + format_.lower())


def pixels(scope: Scope, blob: Blob):
    with scope.open(blob) as file:
        picture = Pillow.open(file)
        picture.load()
        return picture


def noise(*shape: int, dtype=np.uint8):
    return np.random.default_rng(1).integers(0, 256, shape).astype(dtype)


# ------------------------------------------------------------------------------------------ input


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F"])
def test_pictures_of_every_mode_become_arrays(scope: Scope, mode: str):
    format_ = "TIFF" if mode in ("CMYK", "F", "I") else "PNG"
    picture = Pillow.new(mode, (5, 4))
    got = Image().decode(upload(scope, picture, format_), scope)
    assert (got.shape, got.dtype) == ((4, 5, 3), np.uint8)
    assert got.flags.writeable


def test_pixels_come_through_exactly(scope: Scope):
    array = noise(9, 7, 3)
    got = Image().decode(upload(scope, Pillow.fromarray(array)), scope)
    assert np.array_equal(got, array)


@pytest.mark.parametrize(
    ("options", "shape"),
    [
        ({"shape": (100, 100)}, (100, 100, 3)),
        ({"shape": (50, None)}, (100, 50, 3)),
        ({"image_mode": "L"}, (100, 200)),
        ({"image_mode": "RGBA"}, (100, 200, 4)),
        ({"image_mode": None}, (100, 200, 3)),
    ],
)
def test_shape_and_mode(scope: Scope, options, shape):
    blob = upload(scope, Pillow.fromarray(noise(100, 200, 3)))
    assert Image(**options).decode(blob, scope).shape == shape


def test_fit_crops_the_centre(scope: Scope):
    array = np.zeros((10, 30, 3), np.uint8)
    array[:, 10:20] = 255
    got = Image(shape=(10, 10)).decode(upload(scope, Pillow.fromarray(array)), scope)
    assert (got == 255).all()


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA"])
def test_the_negative_keeps_alpha(scope: Scope, mode: str):
    picture = Pillow.fromarray(noise(6, 6, 4), "RGBA").convert(mode)
    got = Image(invert_colors=True, image_mode=mode).decode(upload(scope, picture), scope)
    expected = 255 - np.asarray(picture)
    if mode.endswith("A"):
        expected[..., -1] = np.asarray(picture)[..., -1]
    assert np.array_equal(got, expected)


def test_the_own_mode_without_palettes_and_idle_alpha(scope: Scope):
    component = Image(type="pil", image_mode=None)
    opaque = Pillow.new("RGBA", (3, 3), (1, 2, 3, 255))
    glass = Pillow.new("RGBA", (3, 3), (1, 2, 3, 9))
    palette = Pillow.new("RGB", (3, 3), (9, 8, 7)).quantize(4)
    modes = [component.decode(upload(scope, p), scope).mode for p in (opaque, glass, palette)]
    assert modes == ["RGB", "RGBA", "RGB"]
    assert component.decode(upload(scope, Pillow.new("L", (3, 3))), scope).mode == "L"
    assert component.decode(upload(scope, Pillow.new("I;16", (3, 3))), scope).mode == "I;16"


def test_sixteen_bits_are_scaled_not_clipped(scope: Scope):
    deep = Pillow.frombytes("I;16", (2, 1), struct.pack("<2H", 0x8000, 0x0100))
    got = Image(image_mode="L").decode(upload(scope, deep), scope)
    assert got.tolist() == [[0x80, 0x01]]


def test_the_orientation_of_cameras_is_honoured(scope: Scope):
    picture = Pillow.fromarray(noise(20, 40, 3))
    exif = Pillow.Exif()
    exif[0x0112] = 6
    blob = upload(scope, picture, "JPEG", exif=exif)
    assert Image().decode(blob, scope).shape == (40, 20, 3)
    with scope.open(blob) as file:
        shown = Image().encode(file.read(), scope)
    assert (shown.meta["width"], shown.meta["height"]) == (20, 40)


def test_paths_are_copies_or_prepared_pictures(scope: Scope):
    blob = upload(scope, Pillow.new("RGB", (8, 8)), "JPEG")
    same = Image(type="filepath").decode(blob, scope)
    assert isinstance(same, str)
    assert same.endswith("a.jpeg")
    prepared = Image(type="path", shape=(4, 4)).decode(blob, scope)
    assert isinstance(prepared, Path)
    with Pillow.open(prepared) as picture:
        assert picture.size == (4, 4)


def bomb(width: int, height: int) -> bytes:
    """Return a PNG that only declares its size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(50_000, 50_000), (10_000, 9_000), (30_000, 6_000)])
@pytest.mark.parametrize("type_", ["numpy", "pil", "filepath"])
def test_too_many_pixels_are_refused_before_decoding(scope: Scope, size, type_):
    blob = scope.keep(bomb(*size), "bomb.png", "image/png")
    with pytest.raises(InvalidInputs, match="pixels"):
        Image(type=type_).decode(blob, scope)


def test_the_frames_of_an_animation_are_summed(scope: Scope, monkeypatch):
    frames = [Pillow.new("L", (10, 10), shade) for shade in (0, 100, 200)]
    for format_ in ("GIF", "TIFF", "WEBP", "PNG"):
        blob = upload(scope, frames[0], format_, save_all=True, append_images=frames[1:])
        assert Image().decode(blob, scope).shape == (10, 10, 3)
        with monkeypatch.context() as patch:
            patch.setattr("autoui.formats.pictures.MAX_FRAME_PIXELS", 299)
            with pytest.raises(InvalidInputs, match="300 pixels in all frames"):
                Image().decode(blob, scope)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"\xff\xd8\xff\xe0\x00",
        b"II*\x00\xff\xff\xff\xff",
        b"P6 x",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
    ],
)
def test_what_is_no_picture_is_refused(scope: Scope, data: bytes):
    with pytest.raises(InvalidInputs, match="picture"):
        Image().decode(scope.keep(data, "a.png", "image/png"), scope)


def test_a_picture_cut_short_is_refused(scope: Scope):
    whole = upload(scope, Pillow.fromarray(noise(64, 64, 3)))
    with scope.open(whole) as file:
        half = file.read()[:2000]
    with pytest.raises(InvalidInputs, match="damaged"):
        Image().decode(scope.keep(half, "a.png", "image/png"), scope)


@settings(max_examples=60, deadline=None)
@given(
    data=st.binary(max_size=60),
    start=st.sampled_from(
        [
            b"\x89PNG\r\n\x1a\n",
            b"GIF89a",
            b"BM",
            b"\xff\xd8\xff",
            b"II*\x00",
            b"RIFF\x10\0\0\0WEBP",
            b"P6\n",
        ]
    ),
)
def test_no_bytes_raise_anything_else(shared_scope: Scope, data, start):
    blob = shared_scope.keep(start + data, "a", "image/png")
    with suppress(InvalidInputs):
        Image(type="pil").decode(blob, shared_scope)


def test_only_references_are_accepted():
    assert [p.message for p in Image().check("http://x/a.png")] == ["must be a picture"]
    with pytest.raises(ValueError, match="link"):
        Image().from_text("a.png")
    with pytest.raises(ValueError, match="jpeg"):
        Image(type="jpeg")


# ----------------------------------------------------------------------------------------- output


@settings(max_examples=30, deadline=None)
@given(
    data=st.data(),
    shape=st.tuples(st.integers(1, 8), st.integers(1, 8)),
    channels=st.sampled_from([None, 1, 2, 3, 4]),
)
def test_arrays_come_back_pixel_by_pixel(shared_scope: Scope, data, shape, channels):
    full = shape if channels is None else (*shape, channels)
    values = data.draw(st.binary(min_size=int(np.prod(full)), max_size=int(np.prod(full))))
    array = np.frombuffer(values, np.uint8).reshape(full)
    blob = Image().encode(array, shared_scope)
    got = np.asarray(pixels(shared_scope, blob))
    assert np.array_equal(got, array[..., 0] if channels == 1 else array)
    assert (blob.meta["height"], blob.meta["width"]) == shape
    assert blob.meta["alpha"] is (channels in (2, 4))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "La", "RGBa"])
def test_pillow_images_keep_their_pixels(scope: Scope, mode: str):
    if mode == "I;16":
        picture = Pillow.frombytes(mode, (4, 4), noise(4, 4, dtype="<u2").tobytes())
    elif mode in ("La", "RGBa"):
        picture = Pillow.fromarray(noise(4, 4, 4), "RGBA").convert("LA" if mode == "La" else "RGBA")
        picture = picture.convert(mode)
    else:
        picture = Pillow.fromarray(noise(4, 4, 4), "RGBA").convert(mode)
    got = pixels(scope, Image().encode(picture, scope))
    wanted = picture.convert({"La": "LA", "RGBa": "RGBA"}.get(mode, mode))
    assert np.array_equal(np.asarray(got), np.asarray(wanted))


@pytest.mark.parametrize("mode", ["CMYK", "YCbCr", "HSV", "LAB"])
def test_other_modes_become_rgb(scope: Scope, mode: str):
    got = pixels(scope, Image().encode(Pillow.new(mode, (3, 2)), scope))
    assert (got.mode, got.size) == ("RGB", (3, 2))


def test_other_kinds_of_arrays(scope: Scope):
    def back(array):
        return np.asarray(pixels(scope, Image().encode(array, scope)))

    assert back(np.array([[True, False]])).tolist() == [[255, 0]]
    assert back(np.array([[0.0, 0.5, 1.0]])).tolist() == [[0, 128, 255]]
    assert back(np.array([[0, 255]], dtype=np.int64)).tolist() == [[0, 255]]
    assert back(np.array([[0, 65535]], dtype=np.uint16)).tolist() == [[0, 65535]]
    assert back(np.full((1, 1, 3), 0xFF00, np.uint16)).tolist() == [[[255] * 3]]
    assert back(noise(4, 4, 3)[::2, ::-1]).shape == (2, 4, 3)


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.array([[2.0]]), "from 0 to 1, but these run from 2 to 2"),
        (np.array([[-0.6, 1]]), "run from -0.6 to 1"),
        (np.array([[np.nan, 1]]), "holds NaN"),
        (np.array([[400]]), "0 to 255, but these run from 400 to 400"),
        (np.array([[-128]], dtype=np.int8), "0 to 255"),
        (np.array([["a"]]), "numbers are needed"),
        (np.zeros((3, 20, 20), np.uint8), "transpose"),
        (np.zeros((4,), np.uint8), "shape"),
        (np.zeros((0, 4), np.uint8), "shape"),
    ],
)
def test_arrays_that_make_no_picture_say_why(scope: Scope, array, message):
    with pytest.raises(ValueError, match=message):
        Image().encode(array, scope)


def test_files_are_shown_as_they_are(scope: Scope, tmp_path: Path):
    path = tmp_path / "run" / "photo.jpg"
    Pillow.fromarray(noise(5, 9, 3)).save(path)
    for value, name in (
        (path, "photo.jpg"),
        (str(path), "photo.jpg"),
        (path.read_bytes(), "image.jpeg"),
    ):
        blob = Image().encode(value, scope)
        assert (blob.name, blob.type) == (name, "image/jpeg")
        assert blob.meta == {"width": 9, "height": 5, "alpha": False}
        with scope.open(blob) as file:
            assert file.read() == path.read_bytes()


def test_files_browsers_cannot_show_become_png(scope: Scope, tmp_path: Path):
    path = tmp_path / "run" / "scan.tiff"
    array = noise(5, 9)
    Pillow.fromarray(array).save(path)
    blob = Image().encode(path, scope)
    assert (blob.name, blob.type) == ("scan.tiff.png", "image/png")
    assert np.array_equal(np.asarray(pixels(scope, blob)), array)


def test_what_is_no_picture(scope: Scope, tmp_path: Path):
    (tmp_path / "run" / "a.txt").write_text("hello")
    with pytest.raises(ValueError, match=r"the file a\.txt is no picture but text"):
        Image().encode(tmp_path / "run" / "a.txt", scope)
    with pytest.raises(TypeError, match="return a PIL image"):
        Image().encode(3, scope)


def test_32_bit_pictures_are_held_or_refused(scope: Scope):
    deep = Pillow.fromarray(np.array([[0, 65535]], dtype=np.int32))
    assert np.asarray(pixels(scope, Image().encode(deep, scope))).tolist() == [[0, 65535]]
    with pytest.raises(ValueError, match="-1 to 70000"):
        Image().encode(Pillow.fromarray(np.array([[-1, 70000]], dtype=np.int32)), scope)


def test_props_hold_what_the_page_needs_only():
    made = Image(shape=(10, 10), type="pil", invert_colors=True, source="webcam").style(height=300)
    assert made.props() == {"source": "webcam", "height": 300}


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n" + bytes(999)])
def test_a_damaged_picture_does_not_say_where_it_lies(scope: Scope, data: bytes) -> None:
    blob = scope.keep(data, "a.png", "image/png")
    with pytest.raises(InvalidInputs) as found:
        Image().decode(blob, scope)
    assert "damaged" in str(found.value)
    assert "/" not in str(found.value)


# -------------------------------------------------------------------------------------- formats


def slope(*shape: int):
    return np.indices(shape).sum(axis=0).astype(np.uint8)


@pytest.mark.parametrize("make", [noise, slope])
@pytest.mark.parametrize("shape", [(64, 48), (64, 48, 3), (64, 48, 4), (1, 1, 3), (1, 1)])
def test_a_passing_picture_is_without_loss(make, shape: tuple[int, ...], scope: Scope) -> None:
    made = make(*shape)
    scope.passing = True
    blob = Image().encode(made, scope)
    picture = Pillow.open(scope.blobs.path(blob.id))
    assert picture.format == blob.type.removeprefix("image/").upper()
    mode = {2: "L", 3: {3: "RGB", 4: "RGBA"}.get(shape[-1], "")}[len(shape)]
    np.testing.assert_array_equal(np.asarray(picture.convert(mode)), made)


def test_only_what_is_no_noise_is_compressed_while_it_passes(scope: Scope) -> None:
    scope.passing = True
    assert Image().encode(noise(64, 64, 3), scope).type == "image/png"
    small = Image().encode(slope(64, 64, 3), scope)
    assert small.type == "image/webp"
    assert small.size < 64 * 64
    scope.passing = False
    assert Image().encode(slope(64, 64, 3), scope).type == "image/png"


@pytest.mark.parametrize(
    ("format_", "type_"), [("png", "image/png"), ("jpeg", "image/jpeg"), ("webp", "image/webp")]
)
@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "CMYK", "I;16", "1"])
def test_the_format_that_was_asked_for(format_, type_: str, mode: str, scope: Scope) -> None:
    picture = Pillow.fromarray(slope(20, 30, 3)).convert("L" if mode == "I;16" else mode)
    if mode == "I;16":
        picture = Pillow.frombytes("I;16", (30, 20), bytes(1200))
    blob = Image(format=format_).encode(picture, scope)
    # WebP holds 8 bits of grey, colour and transparency, and nothing else.
    exact = format_ == "webp" and mode not in {"L", "RGB", "RGBA"}
    assert blob.type == ("image/png" if exact else type_)
    with Pillow.open(scope.blobs.path(blob.id)) as seen:
        seen.load()
        assert seen.size == (30, 20)
    assert blob.meta["alpha"] == (mode == "RGBA" and format_ != "jpeg")


def test_what_is_transparent_is_white_as_jpeg(scope: Scope) -> None:
    blob = Image(format="jpeg").encode(np.zeros((8, 8, 4), np.uint8), scope)
    assert np.asarray(Pillow.open(scope.blobs.path(blob.id))).min() > 250


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match='"png", "jpeg" or "webp"'):
        Image(format="bmp")  # type: ignore[arg-type]


def test_what_swings_a_little_beyond_white_and_black_is_cut_off(scope: Scope):
    def back(array):
        return np.asarray(pixels(scope, Image().encode(array, scope))).tolist()

    assert back(np.array([[-0.25, 0.5, 1.5]])) == [[0, 128, 255]]
    assert back(np.array([[-1, 300, 7]])) == [[0, 255, 7]]
    assert back(np.array([[-0.25, 1.25]], np.float16)) == [[0, 255]]


@pytest.mark.parametrize(
    "shape", [100, (100,), (0, 5), (1.5, 2), (True, 3), "ab", (20_000, 20_000)]
)
def test_shapes_that_are_none(shape):
    with pytest.raises(ValueError, match="it is \\(width, height\\)"):
        Image(shape=shape)


def test_sources_that_are_none():
    with pytest.raises(ValueError, match="upload"):
        Image(source="canvas")
    assert Image(shape=[20, None]).spec.shape == (20, None)


def test_an_animation_is_its_first_frame_or_the_file(scope: Scope):
    frames = [Pillow.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    target = io.BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])
    blob = scope.keep(target.getvalue(), "a.gif", "image/gif")
    assert Image().decode(blob, scope)[0, 0].tolist() == [255, 0, 0]
    path = Image(type="path").decode(blob, scope)
    assert path.read_bytes() == target.getvalue()
    with scope.open(Image().encode(path, scope)) as shown:
        assert shown.read() == target.getvalue()
