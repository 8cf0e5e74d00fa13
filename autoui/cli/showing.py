"""What ``autoui call`` writes: results to standard output, how far the run is to a terminal."""

import json
import re
import shutil
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from autoui.client.file import File

_BAR = 24
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_CLEAR = "\r\x1b[2K"


class Results:
    """Writes results: text as it is, numbers as Python writes them, all else as JSON.

    Args:
        out: Where they go.
        folder: What a relative ``output`` is relative to.
        output: The folder for files, or ``-`` to write their bytes where the results go.
        as_json: Whether everything is JSON.
    """

    def __init__(self, out: TextIO, folder: Path, output: str, *, as_json: bool) -> None:
        self._out = out
        self._folder = folder
        self._output = output
        self._as_json = as_json

    def write(self, outputs: list[Any]) -> None:
        """Write the outputs of a run, or of one step of it."""
        kept = [self._kept(value) for value in outputs]
        if self._as_json:
            whole = kept[0] if len(kept) == 1 else kept or None
            self._line(json.dumps(whole, ensure_ascii=False))
            return
        for value in kept:
            if value is not None:
                self._line(_shown(value))

    def _line(self, text: str) -> None:
        # What a function printed ends its last line itself.
        self._out.write(text if text.endswith("\n") else text + "\n")
        self._out.flush()

    def _kept(self, value: Any) -> Any:
        """Return a value with the paths of its files in their places."""
        if isinstance(value, list):
            return [self._kept(item) for item in value]
        if isinstance(value, dict):
            return {key: self._kept(item) for key, item in value.items()}
        if hasattr(value, "save") and hasattr(value, "read"):
            return self._file(value)
        return value

    def _file(self, file: "File") -> Any:
        if self._output == "-":
            self._out.flush()
            self._out.buffer.write(file.read())
            self._out.buffer.flush()
            return None
        place = self._folder / self._output
        place.mkdir(parents=True, exist_ok=True)
        saved = file.save(_free(place, file.name))
        return str(Path(self._output) / saved.name)


def _free(folder: Path, name: str) -> Path:
    """Return a path of that name, or with a number, at which there is nothing yet."""
    path = folder / name
    number = 2
    while path.exists():
        path = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
        number += 1
    return path


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)
    return json.dumps(value, indent=2, ensure_ascii=False)


class Terminal:
    """Shows how far a run is, on a line that is written again and again; nothing elsewhere.

    Args:
        err: Standard error.
    """

    def __init__(self, err: TextIO) -> None:
        self._err = err
        self._is_terminal = err.isatty()
        self._line = ""
        self._at_start = True

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.clear()
        if self._is_terminal and not self._at_start:
            self._err.write("\n")

    def shows_both(self, out: TextIO) -> bool:
        """Whether what the function prints has been seen where its result goes."""
        return self._is_terminal and out.isatty()

    def tell(self, kind: str, data: dict[str, Any]) -> None:
        """Show an event."""
        if not self._is_terminal:
            return
        match kind:
            case "queued":
                self._show(_waiting(data))
            case "started":
                self._show("running")
            case "progress":
                self._show(_progress(data))
            case "log":
                self._print(str(data.get("text", "")))
            case "notice":
                self._print(f"{data.get('level', 'info')}: {data.get('text', '')}\n")

    def clear(self) -> None:
        """Take the line away, so that something else can be written."""
        if self._line:
            self._err.write(_CLEAR)
            self._err.flush()
            self._line = ""

    def _show(self, line: str) -> None:
        if not self._at_start:
            return
        width = shutil.get_terminal_size().columns - 1
        self._line = _CONTROL.sub(" ", line)[:width]
        self._err.write(_CLEAR + self._line)
        self._err.flush()

    def _print(self, text: str) -> None:
        line = self._line
        self.clear()
        self._err.write(text)
        self._at_start = text.endswith("\n") if text else self._at_start
        if line:
            self._show(line)
        self._err.flush()


def _waiting(data: dict[str, Any]) -> str:
    eta = data.get("eta")
    soon = "" if eta is None else f", starts in about {eta:.0f} s"
    ahead = data.get("position")
    return f"waiting, {f'{ahead} ahead' if ahead else 'next in line'}{soon}"


def _progress(data: dict[str, Any]) -> str:
    parts = []
    share = data.get("value")
    if share is not None:
        full = round(share * _BAR)
        parts.append(f"{'█' * full}{'░' * (_BAR - full)} {share:4.0%}")
    done, total, unit = data.get("done"), data.get("total"), data.get("unit") or ""
    if done is not None:
        counted = f"{done:g}" if total is None else f"{done:g}/{total:g}"
        parts.append(f"{counted} {unit}".strip())
    parts.append(data.get("desc") or "")
    return "  ".join(filter(None, parts)) or "running"
