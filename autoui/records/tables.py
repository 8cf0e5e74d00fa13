"""Tables on disk, column by column, so that a window of any of them is read without the rest.

A file begins with ``MAGIC`` and the length of a JSON header, which says for each column where its
buffers lie: the values, for texts also where each one ends, and a mask of missing ones. Numbers are
in the machine's own byte order: a table never leaves the machine it was written on in this form.
"""

import csv
import datetime as dt
import io
import json
import mmap
import struct
import zoneinfo
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

MAGIC = b"AUTOTBL1"
TYPE = "application/x-autoui-table"
"""The media type of a table blob."""

_HEADER = struct.Struct("<8sI")
_ALIGN = 8
_CSV_ROWS = 2_000

Store = Literal[
    "number", "boolean", "text", "integer", "decimal", "json", "instant", "day", "duration"
]
Look = Literal["number", "text", "boolean", "moment", "json"]

_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - instants are added to it before a zone is put on
_EPOCH_DAY = dt.date(1970, 1, 1)


class NoTable(ValueError):
    """The bytes are no table."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column.

    Attributes:
        name: What stands above it.
        dtype: Its type in the words of the library it came from.
        look: How the page shows it.
        store: What the values are: ``number`` and ``boolean`` as they are; ``text``, whole numbers
            beyond 64 bits (``integer``), ``decimal`` and ``json`` as texts in UTF-8; ``instant``
            and ``duration`` as counts of ``unit``, ``day`` as days since 1970.
        code: The type of a value as the ``struct`` module writes it.
        data: The values.
        ends: Where each text ends, 64-bit; only for texts.
        nulls: One byte per row, 1 where the value is missing; None if none is.
        unit: Of instants and durations: ``s``, ``ms``, ``us`` or ``ns``.
        zone: The time zone that instants are shown in; empty for a wall clock.
    """

    name: str
    dtype: str
    look: Look
    store: Store
    code: str
    data: memoryview
    ends: memoryview | None = None
    nulls: memoryview | None = None
    unit: str = "us"
    zone: str = ""

    def cell(self, row: int) -> Any:
        """Return a cell as plain data; None when it is missing."""
        if self.nulls is not None and self.nulls[row]:
            return None
        if self.ends is not None:
            return self._from_text(self.text(row))
        value = self.data[row]
        match self.store:
            case "boolean":
                return bool(value)
            case "instant":
                return instant_text(value, self.unit, self.zone)
            case "day":
                return day_text(value)
            case "duration":
                return duration_text(value, self.unit)
        return shortest(value) if self.code == "f" else value

    def text(self, row: int) -> str:
        """Return a cell of a column that is stored as text."""
        ends = self.ends
        if ends is None:
            raise TypeError(f"the column {self.name} is not stored as text")
        start = ends[row - 1] if row else 0
        return bytes(self.data[start : ends[row]]).decode("utf-8", "surrogatepass")

    def _from_text(self, text: str) -> Any:
        if self.store == "integer":
            return int(text)
        return json.loads(text) if self.store == "json" else text

    def described(self) -> dict[str, str]:
        """Return what the page must know of the column."""
        return {"name": self.name, "dtype": self.dtype, "look": self.look}


@dataclass(frozen=True)
class Table:
    """Columns of equal length.

    Attributes:
        rows: How many rows there are.
        columns: The columns, index levels first.
        index: The names of the index levels.
    """

    rows: int
    columns: Sequence[Column]
    index: Sequence[str] = ()

    def window(self, rows: Sequence[int]) -> list[list[Any]]:
        """Return the cells of some rows."""
        return [[column.cell(row) for column in self.columns] for row in rows]

    def write(self, file: IO[bytes]) -> None:
        """Write the table to a file."""
        places: list[dict[str, Any]] = []
        buffers: list[memoryview] = []
        offset = 0
        for column in self.columns:
            place: dict[str, Any] = {
                **column.described(),
                **{name: getattr(column, name) for name in ("store", "code", "unit", "zone")},
            }
            for part in ("data", "ends", "nulls"):
                buffer: memoryview | None = getattr(column, part)
                if buffer is not None:
                    place[part] = [offset, buffer.nbytes]
                    buffers.append(buffer)
                    offset += _padded(buffer.nbytes)
            places.append(place)
        header = json.dumps({"rows": self.rows, "index": list(self.index), "columns": places})
        encoded = header.encode()
        encoded += b" " * (-(len(encoded) + _HEADER.size) % _ALIGN)
        file.write(_HEADER.pack(MAGIC, len(encoded)) + encoded)
        for buffer in buffers:
            file.write(buffer)
            file.write(bytes(_padded(buffer.nbytes) - buffer.nbytes))

    def csv(self) -> Iterator[bytes]:
        """Yield the whole table as CSV in UTF-8, piece by piece."""
        target = io.StringIO(newline="")
        writer = csv.writer(target)
        writer.writerow([column.name for column in self.columns])
        for start in range(0, self.rows, _CSV_ROWS):
            window = self.window(range(start, min(start + _CSV_ROWS, self.rows)))
            writer.writerows([[_csv_cell(cell) for cell in row] for row in window])
            yield target.getvalue().encode("utf-8", "replace")
            target.seek(0)
            target.truncate()
        if target.tell():
            yield target.getvalue().encode("utf-8", "replace")


def open_table(path: Path) -> Table:
    """Open a table that ``Table.write`` wrote; its columns are read from disk when asked for.

    Raises:
        NoTable: The file is none.
        OSError: The file cannot be opened.
    """
    with path.open("rb") as file:
        start = file.read(_HEADER.size)
        if len(start) < _HEADER.size:
            raise NoTable(f"{path.name} is no table")
        magic, length = _HEADER.unpack(start)
        if magic != MAGIC:
            raise NoTable(f"{path.name} is no table")
        try:
            header = json.loads(file.read(length))
        except ValueError:
            raise NoTable(f"{path.name} has a broken header") from None
        mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    body = mapped[_HEADER.size + length :]
    columns = [_column(place, body) for place in header["columns"]]
    return Table(header["rows"], columns, header["index"])


def _column(place: dict[str, Any], body: memoryview) -> Column:
    def part(name: str, code: str) -> memoryview | None:
        if name not in place:
            return None
        offset, size = place[name]
        return body[offset : offset + size].cast(code)  # type: ignore[call-overload, no-any-return]

    data = part("data", place["code"])
    if data is None:
        raise NoTable(f"the column {place['name']} has no values")
    plain = {key: place[key] for key in ("name", "dtype", "look", "store", "code", "unit", "zone")}
    return Column(data=data, ends=part("ends", "q"), nulls=part("nulls", "B"), **plain)


def _padded(size: int) -> int:
    return -(-size // _ALIGN) * _ALIGN


# ----------------------------------------------------------------------------------------- cells


def instant_text(count: int, unit: str, zone: str) -> str:
    """Return ``count`` units since 1970 as ISO 8601, in ``zone`` or as a wall clock."""
    per_second = _PER_SECOND[unit]
    seconds, part = divmod(count, per_second)
    try:
        moment = _EPOCH + dt.timedelta(seconds=seconds)
        if zone:
            moment = moment.replace(tzinfo=dt.UTC).astimezone(find_zone(zone))
    except OverflowError:
        return f"{count} {unit} since 1970"
    whole = moment.isoformat()
    if not part:
        return whole
    digits = f"{part:0{len(str(per_second)) - 1}d}".rstrip("0")
    return f"{whole[:19]}.{digits}{whole[19:]}"


def day_text(days: int) -> str:
    """Return a count of days since 1970 as an ISO date."""
    try:
        return (_EPOCH_DAY + dt.timedelta(days=days)).isoformat()
    except OverflowError:
        return f"{days} days since 1970"


def duration_text(count: int, unit: str) -> str:
    """Return a length of time as ``2 days, 3:04:05.06``."""
    seconds, part = divmod(count, _PER_SECOND[unit])
    micros = part * 1_000_000 // _PER_SECOND[unit]
    try:
        return str(dt.timedelta(seconds=seconds, microseconds=micros))
    except OverflowError:
        return f"{count} {unit}"


def find_zone(name: str) -> dt.tzinfo:
    """Return the time zone of a name or of an offset such as ``+02:00``; UTC if it is unknown."""
    sign = name.removeprefix("UTC")
    if sign[:1] in {"+", "-"}:
        try:
            zone = dt.datetime.strptime(sign, "%z").tzinfo
        except ValueError:
            zone = None
        return zone or dt.UTC
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return dt.UTC


def shortest(value: float) -> float:
    """Return the shortest decimal for a single-precision number: 0.1, not 0.10000000149."""
    single = struct.pack("f", value)
    for digits in (6, 7, 8, 9):
        candidate = float(f"{value:.{digits}g}")
        try:
            if struct.pack("f", candidate) == single:
                # Above 1e15 rounding may need more characters, not fewer.
                return min(candidate, value, key=lambda number: len(repr(number)))
        except OverflowError:
            continue
    return value


def _csv_cell(cell: Any) -> Any:
    if isinstance(cell, (list, dict)):
        return json.dumps(cell, ensure_ascii=False)
    return cell
