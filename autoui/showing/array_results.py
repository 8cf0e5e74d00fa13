"""Arrays of any library: as a picture, as numbers with their statistics, or both."""

import io
import math
import sys
from typing import Any

from autoui.components.audio import audio_blob
from autoui.components.base import Scope
from autoui.components.image import image_blob
from autoui.components.json import json_value
from autoui.components.table import make_table, table_blob
from autoui.formats.plain import listed, plain_scalar
from autoui.showing.shows import Shown, made
from autoui.wire.values import Blob

SMALL = 100
"""Items up to which an array is shown as a list."""

_PICTURE_SIDE = 16
_MAX_TABLE_COLUMNS = 200
_MAX_BESIDE = 16 << 20
_MAX_STORED = 1_000_000

# A pair of number and array is taken for a sound only where nothing else is likely.
_SOUND_RATES = frozenset(
    {8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 96_000, 192_000}
)
_SOUND_SAMPLES = 1_000
_SOUND_CHANNELS = 8


def is_array(value: Any) -> bool:
    """Tell whether a value is an array or a tensor, without importing any library."""
    return (
        (hasattr(value, "__array__") or _library(value) in {"torch", "tensorflow", "cupy"})
        and hasattr(value, "dtype")
        and hasattr(value, "shape")
        and not isinstance(value, type)
    )


def is_large(value: Any) -> bool:
    """Tell whether a value is an array that is more than a list of a few numbers."""
    return is_sparse(value) or (is_array(value) and math.prod(value.shape) > SMALL)


def is_sparse(value: Any) -> bool:
    """Tell whether a value is a sparse matrix or array of SciPy."""
    return (
        _library(value) == "scipy"
        and callable(getattr(value, "tocoo", None))
        and hasattr(value, "nnz")
        and not isinstance(value, type)
    )


def to_array(value: Any) -> Any:
    """Return an array or tensor as one of NumPy's, copied from whatever device it is on.

    Raises:
        TypeError, ValueError, RuntimeError: Its library cannot give it.
    """
    import numpy as np

    if isinstance(value, np.ma.MaskedArray):
        return value
    library = _library(value)
    if library == "torch":
        value = value.detach().cpu()
        if str(getattr(value, "layout", "")).startswith("torch.sparse"):
            value = value.to_dense()
        # NumPy has no word for the short floats that models are made of.
        if str(value.dtype) in {"torch.bfloat16", "torch.float8_e4m3fn", "torch.float8_e5m2"}:
            value = value.float()
        return value.resolve_conj().resolve_neg().numpy()
    if library == "cupy":
        value = value.get()
    elif library == "tensorflow":
        value = value.numpy()
    array = np.asarray(value)
    if array.dtype.kind == "V" and array.dtype.names is None and "float" in str(array.dtype):
        return array.astype(np.float32)
    return array


def show_array(value: Any, scope: Scope) -> Shown | None:
    """Show an array as a picture or as numbers."""
    if is_sparse(value):
        return _sparse(value, scope)
    if not is_array(value):
        return None
    array = to_array(value)
    if array.ndim == 0:
        return None if array.dtype.names else _scalar(array)
    if _looks_like_picture(array):
        picture = made("image", image_blob(array, scope))
        if not scope.passing and array.nbytes <= _MAX_BESIDE:
            picture["other"] = {**_numbers(array, scope), "label": "As numbers"}
        return picture
    if array.dtype.names:
        return made("table", table_blob(make_table(array), scope))
    if array.dtype.kind not in "biufc" or array.size <= SMALL:
        shown = made("json", json_value(listed(array), scope))
        if not array.size:
            shown["note"] = f"An empty array: {_shape_text(array.shape)}, {array.dtype}"
        return shown
    return _numbers(array, scope)


def show_sound(value: Any, scope: Scope) -> Shown | None:
    """Show a pair of samples per second and samples, as libraries that read sound give it."""
    if len(value) != 2 or type(value[0]) is not int or value[0] not in _SOUND_RATES:
        return None
    samples = value[1]
    if not is_array(samples) or not _sounds(samples.shape):
        return None
    try:
        return made("audio", audio_blob(value, scope))
    except ValueError:
        return None


def _sounds(shape: tuple[int, ...]) -> bool:
    if len(shape) not in (1, 2) or shape[0] < _SOUND_SAMPLES:
        return False
    return len(shape) == 1 or shape[1] <= _SOUND_CHANNELS


def _library(value: Any) -> str:
    return type(value).__module__.partition(".")[0]


def _scalar(array: Any) -> Shown:
    plain = plain_scalar(array[()])
    if plain is None or type(plain).__name__ == "MaskedConstant":
        return made("text", "masked")
    if type(plain) is bool:
        return made("switch", plain)
    if type(plain) in (int, float):
        return made("number", plain, **({"integer": True} if type(plain) is int else {}))
    return made("text", str(plain))


def _looks_like_picture(array: Any) -> bool:
    if array.ndim not in (2, 3) or min(array.shape[:2]) < _PICTURE_SIDE or _is_masked(array):
        return False
    if array.ndim == 3 and array.shape[2] not in (1, 3, 4):
        return False
    kind = array.dtype.kind
    if kind == "f":
        return bool(array.min() >= 0 and array.max() <= 1)
    return kind == "b" or str(array.dtype) == "uint8"


def _is_masked(array: Any) -> bool:
    return hasattr(array, "mask") and hasattr(array, "filled")


# ----------------------------------------------------------------------------------------- numbers


def _numbers(array: Any, scope: Scope) -> Shown:
    """Show what an array holds: its shape and statistics, then the numbers."""
    parts = [{**made("json", _statistics(array), look="pairs"), "label": "Array"}]
    if array.ndim <= 2 and (array.ndim == 1 or array.shape[1] <= _MAX_TABLE_COLUMNS):
        values = made("table", table_blob(make_table(array), scope))
    else:
        values = made("file", _npy(array, scope))
    return made("sections", [*parts, {**values, "label": "Values"}], look="stack")


def _statistics(array: Any) -> dict[str, Any]:
    import numpy as np

    found: dict[str, Any] = {"shape": _shape_text(array.shape), "dtype": str(array.dtype)}
    masked = _is_masked(array)
    known = array.compressed() if masked else array
    if array.dtype.kind in "biuf":
        real = known if array.dtype.kind != "f" else known[np.isfinite(known)]
        if real.size:
            found["minimum"] = plain_scalar(real.min())
            found["maximum"] = plain_scalar(real.max())
            found["mean"] = float(real.mean(dtype=np.float64))
            found["standard deviation"] = float(real.std(dtype=np.float64))
        if real.size != known.size:
            found["not finite"] = int(known.size - real.size)
    if masked:
        found["masked"] = int(array.size - known.size)
    return found


def _shape_text(shape: Any) -> str:
    return " × ".join(map(str, shape))


def _npy(array: Any, scope: Scope) -> Blob:
    import numpy as np

    target = io.BytesIO()
    plain = np.ma.filled(array) if _is_masked(array) else array
    np.save(target, plain, allow_pickle=False)
    return scope.keep(target.getvalue(), "array.npy", "application/x-npy")


def _sparse(value: Any, scope: Scope) -> Shown:
    """Show a sparse matrix: what it is, and the values that it stores with their places."""
    size = math.prod(value.shape)
    if 0 < size <= SMALL:
        return made("json", json_value(value.toarray().tolist(), scope))
    coo = value.tocoo()
    about = {
        "shape": _shape_text(value.shape),
        "dtype": str(value.dtype),
        "stored values": int(value.nnz),
        "share": f"{value.nnz / size:.2%}" if size else "0 %",
    }
    parts = [{**made("json", about, look="pairs"), "label": "Sparse matrix"}]
    places = getattr(coo, "coords", None) or (coo.row, coo.col)
    names = (
        ("row", "column") if len(places) == 2 else tuple(f"axis {i}" for i in range(len(places)))
    )
    stored = dict(zip(names, (place[:_MAX_STORED] for place in places), strict=True))
    stored["value"] = coo.data[:_MAX_STORED]
    values = made("table", table_blob(make_table(stored), scope))
    if coo.data.size > _MAX_STORED:
        values["note"] = f"The first {_MAX_STORED:,} of {coo.data.size:,} stored values."
    return made("sections", [*parts, {**values, "label": "Stored values"}], look="stack")


def is_columns(values: Any) -> bool:
    """Tell whether the values of a dict are arrays of one dimension and one length: a table."""
    numpy = sys.modules.get("numpy")
    found = list(values)
    if numpy is None or len(found) < 2 or not all(isinstance(v, numpy.ndarray) for v in found):
        return False
    same = {value.shape for value in found}
    return len(same) == 1 and found[0].ndim == 1 and found[0].size * len(found) > SMALL
