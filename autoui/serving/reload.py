"""Loading the function again when its files are saved."""

import asyncio
import sys
from contextlib import suppress
from importlib.machinery import PathFinder
from pathlib import Path

from autoui.running.fleet import Fleet
from autoui.serving.settings import Settings
from autoui.wire import Loading, PageFailed, Ready

_SETTLE_MS = 50
_STEP_MS = 10
_LOOK_MS = 500
"""How often the files are looked at besides: a save may fall between two watches."""

Stamp = tuple[int, int, int]
"""What a save changes of a file: time, size, inode."""


class Reloader:
    """Watches the files that the target was built from.

    Whole folders are watched, because editors save by putting a new file in the old one's place.
    """

    def __init__(self, settings: Settings, fleet: Fleet) -> None:
        self._fleet = fleet
        self._target = target_files(settings)
        self._files = set(self._target)
        self._seen = stamps(self._files)
        self._changed = asyncio.Event()
        self._stopped = False
        self._task = asyncio.get_running_loop().create_task(self._watch())
        fleet.watchers.append(self)

    async def close(self) -> None:
        """Watch no more."""
        self._stopped = True
        self._changed.set()
        await self._task

    # ---- what the fleet tells

    def page_ready(self, ready: Ready) -> None:
        """Watch what this page was built from."""
        self._follow({*self._target, *(Path(name).resolve() for name in ready.watch)})

    def page_failed(self, failure: PageFailed, *, serving: bool) -> None:
        """Watch the file that is at fault as well."""
        if failure.file:
            self._follow({*self._files, Path(failure.file).resolve()})

    def page_loading(self, loading: Loading) -> None:
        """Go on watching the same files."""

    # ---- inside

    def _follow(self, files: set[Path]) -> None:
        if files != self._files:
            self._files = files
            self._seen = {**stamps(files), **self._seen}
            self._changed.set()

    async def _watch(self) -> None:
        from watchfiles import awatch

        while not self._stopped:
            self._changed.clear()
            folders = sorted({str(file.parent) for file in self._files if file.parent.is_dir()})
            if not folders:
                await self._changed.wait()
                continue
            saves = awatch(
                *folders,
                watch_filter=lambda _, path: Path(path).resolve() in self._files,
                debounce=_SETTLE_MS,
                step=_STEP_MS,
                stop_event=self._changed,
                recursive=False,
                rust_timeout=_LOOK_MS,
                yield_on_timeout=True,
            )
            async for _ in saves:
                if self._was_saved():
                    self._fleet.start()

    def _was_saved(self) -> bool:
        now = stamps(self._files)
        saved = any(self._seen.get(file, stamp) != stamp for file, stamp in now.items())
        self._seen.update(now)
        return saved


def stamps(files: set[Path]) -> dict[Path, Stamp]:
    """Return the stamp of each file; one that is not there (an editor is at it) has none."""
    found: dict[Path, Stamp] = {}
    for file in files:
        with suppress(OSError):
            status = file.stat()
            found[file] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return found


def target_files(settings: Settings) -> set[Path]:
    """Return the file that a target names, without importing anything."""
    place = settings.target.rpartition(":")[0] or settings.target
    base = Path(settings.cwd or Path.cwd())
    if place.endswith(".py"):
        return {(base / place).resolve()}
    search: list[str] | None = [str(base), *sys.path]
    origin = None
    name = ""
    for part in place.split("."):
        name = f"{name}.{part}" if name else part
        spec = PathFinder.find_spec(name, search)
        if spec is None:
            return set()
        origin = spec.origin
        search = list(spec.submodule_search_locations or [])
    return {Path(origin).resolve()} if origin and origin.endswith(".py") else set()
