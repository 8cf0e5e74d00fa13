"""What tells that a file was saved: its stamp, and whether its file system sends word of it."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

Stamp = tuple[int, int, int]
"""What a save changes of a file: time, size, inode."""

MOST_FILES = 10_000
"""Files that are looked at below one folder."""

_PYTHON = (".py", ".pyw")
_SKIPPED = frozenset({"__pycache__", ".git", ".hg", ".svn", "node_modules", ".venv", "venv"})
_SILENT = ("9p", "nfs", "nfs4", "cifs", "smb3", "smbfs", "drvfs", "vboxsf", "virtiofs", "prl_fs")
_MOUNTS = Path("/proc/self/mounts")


def stamps(files: Iterable[Path]) -> dict[Path, Stamp]:
    """Return the stamp of each file; one that is not there (an editor is at it) has none."""
    found: dict[Path, Stamp] = {}
    for file in files:
        with suppress(OSError):
            status = file.stat()
            found[file] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return found


def files_below(folder: Path) -> list[Path]:
    """Return the files below a folder, without those that no person saves."""
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        found += [Path(place, name) for name in names]
        if len(found) >= MOST_FILES:
            break
    return found[:MOST_FILES]


def is_python(path: Path) -> bool:
    """Return whether a file is one that Python imports."""
    return path.suffix in _PYTHON


def python_files(folder: Path) -> list[Path]:
    """Return the Python files that lie in a folder itself."""
    with suppress(OSError):
        return [path for path in folder.iterdir() if is_python(path)]
    return []


def is_skipped(path: Path, below: Path) -> bool:
    """Return whether a file below a folder is one that ``files_below`` leaves out."""
    return not _SKIPPED.isdisjoint(path.relative_to(below).parts[:-1])


def silent_file_system(folder: Path, mounts: Path = _MOUNTS) -> str:
    """Return the kind of a folder's file system if it sends no word of saves, else nothing.

    Args:
        folder: An absolute path.
        mounts: Where the mounted file systems stand, as Linux lists them.
    """
    best, found = -1, ""
    with suppress(OSError):
        for line in mounts.read_text("utf-8", "surrogateescape").splitlines():
            _, point, kind, *_ = [*line.split(" "), "", "", ""]
            place = Path(point.replace("\\040", " ").replace("\\134", "\\"))
            if folder.is_relative_to(place) and len(place.parts) >= best:
                best, found = len(place.parts), kind
    return found if found in _SILENT or found.startswith("fuse.") else ""
