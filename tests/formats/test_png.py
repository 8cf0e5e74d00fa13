import io
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from autoui.formats import png
from autoui.formats.png import compressed_png, stored_png


def read(data: bytes):
    with Pillow.open(io.BytesIO(data)) as picture:
        picture.load()
        return np.asarray(picture)


@settings(max_examples=60, deadline=None)
@given(
    data=st.data(),
    size=st.tuples(st.integers(1, 40), st.integers(1, 12)),
    channels=st.sampled_from([None, 2, 3, 4]),
    part=st.integers(1, 200),
)
def test_pixels_come_back_whatever_the_parts(data, size, channels, part):
    shape = size if channels is None else (*size, channels)
    count = int(np.prod(shape))
    pixels = np.frombuffer(data.draw(st.binary(min_size=count, max_size=count)), np.uint8)
    pixels = pixels.reshape(shape)
    before, png._PART_BYTES = png._PART_BYTES, part
    try:
        made = compressed_png(pixels)
    finally:
        png._PART_BYTES = before
    # Pillow checks the sums of the chunks, zlib that of the pixels.
    assert np.array_equal(read(made), pixels)
    assert np.array_equal(read(stored_png(pixels)), pixels)


def test_large_pictures_are_written_in_parts_beside_each_other(monkeypatch):
    threads = set()
    original = png._filtered

    def filtered(rows, start, end):
        threads.add(threading.current_thread().name)
        return original(rows, start, end)

    monkeypatch.setattr(png, "_filtered", filtered)
    pixels = np.random.default_rng(1).integers(0, 256, (1_500, 1_600, 3), dtype=np.uint8)
    assert np.array_equal(read(compressed_png(pixels)), pixels)
    assert threading.current_thread().name not in threads


@pytest.mark.parametrize("step", [1, 2])
def test_views_are_no_matter(step):
    pixels = np.random.default_rng(1).integers(0, 256, (30, 40, 3), dtype=np.uint8)
    assert np.array_equal(read(compressed_png(pixels[::-step, ::step])), pixels[::-step, ::step])


def test_what_repeats_is_searched_for():
    words = np.random.default_rng(1).integers(0, 2, (400, 40), dtype=np.uint8) * 255
    pixels = np.tile(words, (1, 20))
    assert len(compressed_png(pixels)) < pixels.size / 15
