"""Reading and writing pictures with Pillow, within limits."""

import importlib
import io
import re
import struct
import zlib
from typing import IO, Any

from autoui.formats.png import compressed_png, stored_png
from autoui.formats.sniffing import HEAD_BYTES, OCTETS, sniff

MAX_PIXELS = 89_478_485
"""Pixels of one picture; beyond it Pillow itself warns of a decompression bomb."""

MAX_FRAME_PIXELS = 4 * MAX_PIXELS
"""Pixels of all frames of an animation or of a file with several pictures."""

_MAX_FRAMES = 10_000
_TAKEN = "PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF"
_PIXELS = re.compile(r"\((\d+) pixels\)")

# Media type → Pillow's name of the format, and the module that knows it. No other decoder is run.
_FORMATS = {
    "image/png": (("PNG",), "PngImagePlugin"),
    "image/jpeg": (("JPEG", "MPO"), "JpegImagePlugin"),
    "image/webp": (("WEBP",), "WebPImagePlugin"),
    "image/gif": (("GIF",), "GifImagePlugin"),
    "image/bmp": (("BMP",), "BmpImagePlugin"),
    "image/tiff": (("TIFF",), "TiffImagePlugin"),
    "image/avif": (("AVIF",), "AvifImagePlugin"),
    "image/x-icon": (("ICO",), "IcoImagePlugin"),
    "image/x-portable-bitmap": (("PPM",), "PpmImagePlugin"),
    "image/x-portable-graymap": (("PPM",), "PpmImagePlugin"),
    "image/x-portable-pixmap": (("PPM",), "PpmImagePlugin"),
}

BROWSER_TYPES = frozenset(
    {"image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp", "image/avif"}
)
"""Types of picture that every browser shows."""


# What Pillow's decoders raise on bytes that are not as they should be; it also warns of some.
_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    KeyError,
    IndexError,
    TypeError,
    OverflowError,
    struct.error,
    zlib.error,
    UserWarning,
)


class BadPicture(ValueError):
    """Bytes that are no picture, or one beyond the limits; the message completes "x …"."""


def _damaged(error: Exception) -> BadPicture:
    # What an UnidentifiedImageError says is the path of the file, which is nobody's business.
    said = "" if type(error).__name__ == "UnidentifiedImageError" else f": {error}"
    return BadPicture(f"is a damaged picture{said}; save or copy it once more")


def _none_known(type_: str, head: bytes) -> BadPicture:
    if not head:
        return BadPicture(f"is an empty file; give a picture: {_TAKEN}")
    if type_ == "image/svg+xml":
        return BadPicture(f"is an SVG drawing, which has no pixels; save it as one of {_TAKEN}")
    major, _, minor = type_.partition("/")
    what = minor.removeprefix("x-") if major == "application" else major
    if major == "image":
        return BadPicture(f"is a {minor} picture, which is not read; give one of {_TAKEN}")
    but = "" if type_ == OCTETS else f" but {what}"
    return BadPicture(f"is no picture{but}; give one of {_TAKEN}")


def _too_large(error: Exception) -> BadPicture:
    counted = _PIXELS.search(str(error))
    found = f"{int(counted[1]):,}" if counted else f"more than {MAX_PIXELS:,}"
    return BadPicture(f"has {found} pixels; at most {MAX_PIXELS:,} are taken: make it smaller")


def open_picture(file: IO[bytes]) -> Any:
    """Open a picture without decoding it.

    Returns:
        A ``PIL.Image.Image`` whose size is within the limits.

    Raises:
        BadPicture: It is none that is known, is damaged, or has too many pixels.
    """
    from PIL import Image

    head = file.read(HEAD_BYTES)
    file.seek(0)
    type_ = sniff(head)
    formats, plugin = _FORMATS.get(type_, ((), ""))
    if not formats:
        raise _none_known(type_, head)
    try:
        importlib.import_module(f"PIL.{plugin}")
        if "MPO" in formats:
            importlib.import_module("PIL.MpoImagePlugin")
        picture = Image.open(file, formats=formats)
        _limit(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(error) from None
    except ImportError:
        raise BadPicture(f"is a picture of a type this Pillow cannot read ({formats[0]})") from None
    except BadPicture:
        raise
    except _DAMAGE as error:
        raise _damaged(error) from None
    return picture


def load_picture(file: IO[bytes]) -> Any:
    """Decode the first frame of a picture, turned as its EXIF orientation says.

    Raises:
        BadPicture: See ``open_picture``.
    """
    from PIL import ImageOps

    picture = open_picture(file)
    try:
        picture.load()
        return ImageOps.exif_transpose(picture)
    except _DAMAGE as error:
        raise _damaged(error) from None


def size_of(file: IO[bytes]) -> tuple[int, int, bool]:
    """Return width, height (as shown, after EXIF orientation) and whether there may be alpha.

    Raises:
        BadPicture: See ``open_picture``.
    """
    picture = open_picture(file)
    width, height = picture.size
    turned = picture.format in {"JPEG", "MPO"} and picture.getexif().get(0x0112, 1) >= 5
    if turned:
        width, height = height, width
    return width, height, has_alpha(picture)


def has_alpha(picture: Any) -> bool:
    """Tell whether parts of a picture may be transparent."""
    return picture.mode in {"LA", "RGBA", "PA", "La", "RGBa"} or "transparency" in picture.info


def _limit(picture: Any) -> None:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise BadPicture(f"has {width:,} × {height:,} pixels; at most {MAX_PIXELS:,} are accepted")
    frames = getattr(picture, "n_frames", 1)
    if frames == 1:
        return
    if frames > _MAX_FRAMES:
        raise BadPicture(f"has {frames:,} frames; at most {_MAX_FRAMES:,} are accepted")
    is_tiff = picture.format == "TIFF"
    total = _tiff_pixels(picture, frames) if is_tiff else frames * width * height
    if total > MAX_FRAME_PIXELS:
        raise BadPicture(f"has {total:,} pixels in all frames; at most {MAX_FRAME_PIXELS:,} go")


def _tiff_pixels(picture: Any, frames: int) -> int:
    # Each page of a TIFF has a size of its own; seeking reads its directory, not its pixels.
    total = 0
    for number in range(frames):
        picture.seek(number)
        total += picture.size[0] * picture.size[1]
    picture.seek(0)
    return total


# --------------------------------------------------------------------------------------- writing


def to_png(picture: Any) -> bytes:
    """Write a Pillow image as PNG without loss, whatever its mode allows.

    Modes that PNG does not know (CMYK, HSV, LAB, YCbCr …) are converted to RGB.

    Raises:
        ValueError: A floating-point or 32-bit image whose values PNG cannot hold.
    """
    picture = _png_mode(picture)
    if picture.mode in _EIGHT_BITS and "transparency" not in picture.info:
        import numpy as np

        return compressed_png(np.asarray(picture))
    target = io.BytesIO()
    picture.save(target, "PNG", compress_level=1)
    return target.getvalue()


JPEG_QUALITY = 85
"""Between small and good; what a picture on a page is usually saved with."""

# How far filters and sums may swing beyond white and black, as a part of their distance: that much
# is cut off, more means that the values have another scale.
_OVERSHOOT = 0.5
_MAX_WEBP = 16_383
_WEBP_MODES = frozenset({"L", "RGB", "RGBA"})
_EIGHT_BITS = frozenset({"L", "LA", "RGB", "RGBA"})
_SAMPLED_ROWS = 16
_NOISE = 0.95


def to_jpeg(picture: Any) -> bytes:
    """Write a Pillow image as JPEG: small, quick, and not quite what it was.

    What is transparent becomes white.

    Raises:
        ValueError: See ``to_png``.
    """
    from PIL import Image

    picture = _png_mode(picture)
    if has_alpha(picture):
        picture = picture.convert("RGBA")
        white = Image.new("RGB", picture.size, "white")
        white.paste(picture, mask=picture.getchannel("A"))
        picture = white
    elif picture.mode.startswith("I;16"):
        import numpy as np

        picture = Image.fromarray(array_to_bytes(np.asarray(picture).astype(np.uint16)))
    elif picture.mode not in {"L", "RGB"}:
        picture = picture.convert("RGB")
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=JPEG_QUALITY)
    return target.getvalue()


def to_quick(picture: Any) -> tuple[bytes, str]:
    """Write a Pillow image without loss in the least time; return the bytes and their media type.

    Lossless WebP takes a third of the time of a PNG and less room, but holds 8 bits only, and not
    every program opens it. What no method would make smaller, as noise, becomes a PNG that is not
    compressed at all: that is quicker still.

    Raises:
        ValueError: See ``to_png``.
    """
    if picture.mode not in _WEBP_MODES or max(picture.size) > _MAX_WEBP or not _writes_webp():
        return to_png(picture), "image/png"
    import numpy as np

    pixels = np.asarray(picture)
    if _is_noise(pixels):
        return stored_png(pixels), "image/png"
    target = io.BytesIO()
    picture.save(target, "WEBP", lossless=True, quality=0, method=0, exact=True)
    return target.getvalue(), "image/webp"


def _is_noise(pixels: Any) -> bool:
    """Tell from some rows whether the differences between neighbours cannot be compressed."""
    import numpy as np

    rows = pixels[:: max(1, len(pixels) // _SAMPLED_ROWS)]
    sample = np.diff(rows, axis=1).tobytes()
    return len(zlib.compress(sample, 1)) > _NOISE * len(sample) > 0


def _writes_webp() -> bool:
    from PIL import features

    return bool(features.check("webp"))


def _png_mode(picture: Any) -> Any:
    mode = picture.mode
    if mode in {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}:
        return picture
    if mode in {"La", "PA", "RGBa"}:
        return picture.convert("LA" if mode == "La" else "RGBA")
    if mode == "F":
        import numpy as np
        from PIL import Image

        return Image.fromarray(array_to_bytes(np.asarray(picture)))
    if mode.startswith("I"):
        low, high = picture.convert("I").getextrema()
        if low < 0 or high > 65535:
            raise ValueError(
                f"a picture of 32-bit values from {low} to {high}; PNG holds 0 to 65535"
            )
        return picture.convert("I").convert("I;16")
    return picture.convert("RGB")


def array_to_picture(array: Any) -> Any:
    """Turn an array into a Pillow image.

    Args:
        array: (height, width), or with a last axis of 1, 2 (grey and alpha), 3 or 4 (and alpha);
            ``uint8``, booleans, floats from 0 to 1, ``uint16`` (kept when grey, else cut to 8
            bits), or other integers from 0 to 255. What lies a little outside is cut off.

    Raises:
        ValueError: Another shape, or values out of range; the message names both.
    """
    import numpy as np
    from PIL import Image

    array = np.asarray(array)
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    _check_shape(array)
    if array.dtype == np.uint16 and array.ndim == 2:
        height, width = array.shape
        return Image.frombytes("I;16", (width, height), array.astype("<u2").tobytes())
    return Image.fromarray(np.ascontiguousarray(array_to_bytes(array)))


def array_to_bytes(array: Any) -> Any:
    """Return an array of values from 0 to 255 as ``uint8``.

    Raises:
        ValueError: Values out of range, or of a type that makes no picture.
    """
    import numpy as np

    kind = array.dtype.kind
    if array.dtype == np.uint8:
        return array
    if kind == "b":
        return array.astype(np.uint8) * np.uint8(255)
    if array.dtype == np.uint16:
        return (array >> 8).astype(np.uint8)
    if kind not in "iuf":
        raise ValueError(f"an array of {array.dtype} is no picture; numbers are needed")
    low, high = (array.min(), array.max()) if array.size else (0, 0)
    if kind == "f":
        if not (low >= -_OVERSHOOT and high <= 1 + _OVERSHOOT):
            raise ValueError(_float_fault(low, high))
        scaled = array * array.dtype.type(255)
        return np.rint(scaled, out=scaled).clip(0, 255, out=scaled).astype(np.uint8)
    if low < -_OVERSHOOT * 255 or high > (1 + _OVERSHOOT) * 255:
        raise ValueError(
            f"a picture of {array.dtype} needs values from 0 to 255, but these run from {low} to "
            f"{high}; clip or scale them (16-bit grey: convert to uint16)"
        )
    return array.clip(0, 255).astype(np.uint8)


def _float_fault(low: Any, high: Any) -> str:
    if low != low or high != high:
        return "a picture of floats holds NaN; numpy.nan_to_num replaces it"
    return (
        f"a picture of floats needs values from 0 to 1, but these run from {low:.6g} to "
        f"{high:.6g}; scale them, or convert to uint8"
    )


def _check_shape(array: Any) -> None:
    shape = array.shape
    if (array.ndim == 2 or (array.ndim == 3 and shape[2] in (2, 3, 4))) and 0 not in shape:
        return
    hint = ""
    if array.ndim == 3 and shape[0] in (1, 3, 4):
        hint = "; channels come last here: use array.transpose(1, 2, 0)"
    raise ValueError(
        f"an array of shape {shape} is no picture; it must be (height, width) or "
        f"(height, width, 3 or 4){hint}"
    )
