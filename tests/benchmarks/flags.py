"""What a flag costs, and what an export does.

``python tests/benchmarks/flags.py [ROWS]`` prints the time of an append to an empty log and to a
long one, in a process that has written before and in a new one, and rows a second of each export.
"""

import io
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from autoui.records.flag_cells import line_of
from autoui.records.flag_export import Export, Selection
from autoui.records.flag_reader import FlagReader
from autoui.records.flags import CSVLogger, FlagColumn

LABELS = ("num1", "operation", "num2", "Output")
ROW = (5.0, "add", 7.0, 12.0)
APPENDS = 200


def logger(folder: Path) -> CSVLogger:
    """Return a logger as a new process has it."""
    made = CSVLogger()
    made.setup([FlagColumn(label) for label in LABELS], str(folder))
    return made


def filled(folder: Path, rows: int) -> Path:
    """Write a log of so many rows."""
    folder.mkdir()
    with (folder / "logs.csv").open("wb") as file:
        file.write(line_of([*LABELS, "timestamp"]))
        for number in range(rows):
            file.write(line_of([str(number), "add", "7", "12", "2026-01-01T00:00:00.000Z"]))
    return folder


def appends(folder: Path, *, anew: bool) -> str:
    """Return the median time of an append."""
    log = logger(folder)
    seconds = []
    for _ in range(APPENDS):
        log = logger(folder) if anew else log
        begun = time.perf_counter()
        log.flag(ROW)
        seconds.append(time.perf_counter() - begun)
    return f"{statistics.median(seconds) * 1e6:,.0f} µs"


def main() -> None:
    """Measure."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    found = []
    with tempfile.TemporaryDirectory() as name:
        for count in (1, rows):
            folder = filled(Path(name) / str(count), count)
            for anew in (False, True):
                who = "a new process" if anew else "the same process"
                found.append(f"append to {count:,} rows, {who}: {appends(folder, anew=anew)}")
        folder = Path(name) / str(rows)
        for format_ in ("csv", "jsonl", "zip"):
            begun = time.perf_counter()
            done = Export(FlagReader(folder), Selection()).write(io.BytesIO(), format_)  # type: ignore[arg-type]
            rate = done.rows / (time.perf_counter() - begun)
            found.append(f"export as {format_}: {rate:,.0f} rows/s")
    sys.stdout.write("\n".join(found) + "\n")


if __name__ == "__main__":
    main()
