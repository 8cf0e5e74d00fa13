"""Loading the function again when its files are saved."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from importlib.machinery import PathFinder
from pathlib import Path

from autoui.running.fleet import Fleet
from autoui.serving.saves import (
    Stamp,
    files_below,
    is_python,
    is_skipped,
    python_files,
    silent_file_system,
    stamps,
)
from autoui.serving.settings import Settings
from autoui.wire.page_server import Loading, PageFailed
from autoui.wire.server_worker import Ready

_SETTLE_MS = 50
_STEP_MS = 5
_LOOK_MS = 500
"""How often the files are looked at besides: a save may fall between two watches."""

_STORM_SECONDS = 0.3
"""Saves that follow a load sooner than this come in numbers."""

_QUIET_SECONDS = 0.1
_LONGEST_STORM = 2.0


class Reloader:
    """Watches the files that the target was built from.

    Whole folders are watched, because editors save by putting a new file in the old one's place.

    Args:
        settings: What is served.
        fleet: What loads it.
        announce: Called with what the person at the terminal has to know.
        saved: Called before the function is loaded again.
    """

    def __init__(
        self,
        settings: Settings,
        fleet: Fleet,
        announce: Callable[[str], None],
        saved: Callable[[], None],
    ) -> None:
        self._fleet = fleet
        self._tell_pages = saved
        self._announce = announce
        named = [Path(path) for path in settings.watch]
        self._folders = [path.resolve() for path in named if path.is_dir()]
        data = [path for path in named if not path.is_dir()]
        # A link may be led elsewhere, and what it leads to may be saved.
        self._target = {*target_files(settings), *data, *(path.resolve() for path in data)}
        self._files = set(self._target)
        self._failed = False
        self._seen = stamps(self._all_files())
        self._moved = asyncio.Event()
        self._stopped = False
        self._told = False
        self._untold = 0
        self._fresh = False
        self._started = 0.0
        self._loop = asyncio.get_running_loop()
        self._task = self._loop.create_task(self._watch())
        fleet.watchers.append(self)

    async def close(self) -> None:
        """Watch no more."""
        self._stopped = True
        self._moved.set()
        await self._task

    # ---- what the fleet tells

    def page_ready(self, ready: Ready) -> None:
        """Watch what this page was built from."""
        self._failed = False
        self._follow({*self._target, *map(Path, ready.watch)})

    def page_failed(self, failure: PageFailed, *, serving: bool) -> None:
        """Watch what was imported as well, and what may come to lie beside it."""
        self._failed = True
        found = {*self._files, *map(Path, self._fleet.imported)}
        if failure.file:
            found.add(Path(failure.file).resolve())
        self._follow(found)

    def page_loading(self, loading: Loading) -> None:
        """Go on watching the same files."""

    # ---- inside

    def _follow(self, files: set[Path]) -> None:
        places = self._places()
        self._files = files
        self._seen = {**stamps(self._all_files()), **self._seen}
        if self._places() != places:
            self._moved.set()

    def _places(self) -> set[Path]:
        """Return the folders that lie around the files."""
        return {file.parent for file in self._files if file.parent.is_dir()}

    def _all_files(self) -> set[Path]:
        files = set(self._files)
        for folder in self._folders:
            files.update(files_below(folder))
        if self._failed:
            # What could not be imported may be a module that is about to be written.
            for place in self._places():
                files.update(python_files(place))
        return files

    async def _watch(self) -> None:
        while not self._is_over():
            self._moved.clear()
            async with aclosing(self._news()) as news:
                async for told in news:
                    if self._is_over():
                        return
                    await self._look(told=told)

    def _is_over(self) -> bool:
        return self._stopped

    async def _look(self, *, told: bool) -> None:
        # The first look of a watch finds what was saved while it was being set up.
        first, self._fresh = self._fresh and not told, self._fresh and told
        saved = await self._saved(everything=told or first or self._told)
        if saved is None:
            return
        if told:
            self._untold = 0
        elif not first:
            self._missed(saved.parent)
        await self._settle()
        self._started = self._loop.time()
        self._tell_pages()
        self._fleet.start()

    def _missed(self, folder: Path) -> None:
        """A save was found that nobody told of."""
        self._untold += 1
        if self._untold > 1:
            self._tell(f"the system does not tell of saves in {folder}")
        else:
            # Once may be chance, or the folder was made anew and took the watch of it along.
            self._moved.set()

    async def _news(self) -> AsyncGenerator[bool, None]:
        """Yield whenever it is time to look: True when the system tells of a save.

        It ends when other folders are to be watched.
        """
        # What was saved between two watches, or before the first, was told to nobody.
        self._fresh = True
        yield False
        try:
            async with aclosing(self._events()) as events:
                async for told in events:
                    yield told
        except OSError as error:
            # Out of watches or descriptors.
            self._tell(f"the system does not tell of saved files ({error.strerror or error})")
            while not self._moved.is_set():
                yield False
                await self._pause()

    async def _events(self) -> AsyncGenerator[bool, None]:
        places = self._places()
        for folder in sorted({*places, *self._folders}):
            if kind := silent_file_system(folder):
                self._tell(f"{folder} is on a file system that may not tell of saves ({kind})")
        if not places and not self._folders:
            await self._pause()
            return
        self._fresh = True
        news: asyncio.Queue[bool | OSError] = asyncio.Queue()
        tasks = [
            self._loop.create_task(self._listen(folders, news, recursive=recursive))
            for folders, recursive in ((places, False), (set(self._folders), True))
            if folders
        ]
        try:
            while not self._moved.is_set():
                told = await news.get()
                if isinstance(told, OSError):
                    raise told
                yield told
        finally:
            self._moved.set()
            await asyncio.gather(*tasks)

    async def _listen(
        self, folders: set[Path], news: "asyncio.Queue[bool | OSError]", *, recursive: bool
    ) -> None:
        from watchfiles import awatch

        accepted = self._is_data if recursive else self._is_ours
        try:
            async for changes in awatch(
                *sorted(map(str, folders)),
                watch_filter=lambda _, path: accepted(Path(path)),
                debounce=_SETTLE_MS,
                step=_STEP_MS,
                stop_event=self._moved,
                recursive=recursive,
                rust_timeout=_LOOK_MS,
                yield_on_timeout=True,
            ):
                news.put_nowait(bool(changes))
        except OSError as error:
            news.put_nowait(error)
        except RuntimeError as error:
            # What goes wrong inside watchfiles itself.
            news.put_nowait(OSError(0, str(error)))
        # Whoever waits must see that it is over.
        news.put_nowait(False)  # noqa: FBT003 - its only form

    def _is_ours(self, path: Path) -> bool:
        return path in self._files or (self._failed and is_python(path))

    def _is_data(self, path: Path) -> bool:
        return any(
            path.is_relative_to(folder) and not is_skipped(path, folder) for folder in self._folders
        )

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(_LOOK_MS / 1000):
                await self._moved.wait()
        except TimeoutError:
            return

    async def _settle(self) -> None:
        """Wait for the end of a storm of saves: a checkout, a formatter that goes through all."""
        began = self._loop.time()
        if began - self._started > _STORM_SECONDS:
            return
        while self._loop.time() - began < _LONGEST_STORM:
            await asyncio.sleep(_QUIET_SECONDS)
            if await self._saved(everything=True) is None:
                return

    async def _saved(self, *, everything: bool) -> Path | None:
        """Return a file that was saved since the last look, if there is one.

        Args:
            everything: Whether to look below the folders that were named as well.
        """
        now = await asyncio.to_thread(self._stamps, everything=everything)
        saved = [file for file, stamp in now.items() if self._seen.get(file) != stamp]
        if everything:
            # A file of the user's own that is gone is being saved; one of the data may be gone.
            gone = [file for file in self._seen if file not in now and self._is_data(file)]
            for file in gone:
                del self._seen[file]
            saved += gone
        self._seen.update(now)
        return saved[0] if saved else None

    def _stamps(self, *, everything: bool) -> dict[Path, Stamp]:
        return stamps(self._all_files() if everything else self._files)

    def _tell(self, what: str) -> None:
        if not self._told:
            self._told = True
            self._announce(
                f"autoui: {what}, so the files are looked at twice a second: "
                "a save may show half a second later"
            )


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
