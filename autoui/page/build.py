"""From a target, or an object of ours, to everything the server needs of it."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from autoui.components.base import Scope
from autoui.errors import RefusedSignature, TargetError, UsageError
from autoui.page import options, texts, theme, thumbnail
from autoui.page.blocks import Blocks
from autoui.page.document import Document
from autoui.page.endpoint import Endpoint
from autoui.page.interface import Interface
from autoui.page.making import Maker
from autoui.page.options import Options
from autoui.page.pages import Pages
from autoui.reading import names
from autoui.reading.targets import imports, target
from autoui.reading.targets.target import Found
from autoui.wire.server_worker import Load, Served


@dataclass
class Built:
    """A page, ready to be served.

    Attributes:
        document: The page document as packed JSON.
        title, description: Plain text for the first HTML.
        styles: Style sheets of the page, as text.
        watch: Local files that the page was built from.
        endpoints: The functions by endpoint name.
        served: What the server must know of each.
        queue_size: How many runs may wait, of all functions together; None leaves it open.
        timeout: Seconds that a run may take; None leaves it open.
        thumbnail: The address of the picture that a link to the page shows elsewhere, or empty.
        refused: Functions that were left out because nobody can fill in a parameter, and why.
        undocumented: A line on functions that stayed out for want of a docstring; else empty.
    """

    document: bytes
    title: str
    description: str
    styles: list[str]
    watch: list[str]
    endpoints: dict[str, Endpoint]
    served: list[Served]
    queue_size: int | None = None
    timeout: float | None = None
    thumbnail: str = ""
    refused: list[RefusedSignature] = field(default_factory=list)
    undocumented: str = ""
    maker: Maker = field(default_factory=Maker)

    @property
    def left_out(self) -> list[str]:
        """A line for whoever serves on each function that stayed out, and why."""
        lines = [f"left out: {error.what}: {error.cure}" for error in self.refused]
        return [*lines, self.undocumented] if self.undocumented else lines


_MAX_NAMES = 5
_FOR_ONE = {
    "examples": "--examples", "inputs": "--input", "outputs": "--output", "api_name": "--api-name",
}  # fmt: skip


@dataclass(frozen=True)
class _App:
    """One page to build, and where it was found."""

    blocks: Blocks
    found: Found | None = None


def build(load: Load, scope: Scope, tell: Callable[[str], None] = target.silent) -> Built:
    """Import a target and build its pages.

    Args:
        load: What to import, and what the command line says of the page.
        scope: Where the files that the page shows at first go.
        tell: Called with what is going on.

    Raises:
        TargetError: The target names nothing that can be served.
        UserImportError: The user's module failed.
        RefusedSignature: A parameter that nobody can fill in.
        UsageError: What was said of the page does not fit.
    """
    said = options.read(load.options)
    if load.cwd:
        os.chdir(load.cwd)
    loaded = target.load(load.target, Blocks, target.working_folder(), tell)
    tell("building the page")
    apps = [_App(_as_blocks(found), found) for found in loaded.found]
    if len(apps) == 1:
        said = said.over(apps[0].blocks.launch_options)
    built = _Builder(said, load, scope).build(apps, skip_refused=not loaded.chosen)
    # Building may import names that hints only mention; they belong to the page as well.
    file = loaded.found[0].file
    built.watch = sorted({*loaded.watch, *imports.local_files(file)})
    if loaded.undocumented:
        built.undocumented = _undocumented(loaded.undocumented, loaded.found[0].place)
    return built


def _undocumented(names: list[str], place: str) -> str:
    shown = ", ".join(names[:_MAX_NAMES])
    more = f" and {len(names) - _MAX_NAMES} more" if len(names) > _MAX_NAMES else ""
    asked = ",".join(names[:_MAX_NAMES])
    return (
        f"left out, without a docstring: {shown}{more}; to serve them, name them: {place}:{asked}"
    )


def build_blocks(blocks: Any, load: Load, scope: Scope) -> Built:
    """Build the page of an ``Interface``, a ``Blocks`` or a function that exists already.

    Raises:
        RefusedSignature: A parameter that nobody can fill in.
        UsageError: What was said of the page does not fit.
    """
    said = options.read(load.options)
    app = blocks if isinstance(blocks, Blocks) else Interface(blocks)
    return _Builder(said, load, scope).build([_App(app)], skip_refused=False)


def _as_blocks(found: Found) -> Blocks:
    if isinstance(found.value, Blocks):
        return found.value
    interface = Interface(found.value)
    interface.found_as = (found.module, found.path)
    return interface


class _Builder:
    """Builds the pages of a target, and says of them what holds for all."""

    def __init__(self, said: Options, load: Load, scope: Scope) -> None:
        self.said = said
        self.load = load
        self.scope = scope
        self.maker = Maker()
        self.document = Document(scope)
        self.pages = Pages(self.document, self.maker, said, scope)
        self.refused: list[RefusedSignature] = []

    def build(self, apps: list[_App], *, skip_refused: bool) -> Built:
        many = len(apps) > 1
        self._refuse_for_others(apps)
        for app in apps:
            try:
                self.pages.add(app.blocks, app.found, titled=not many)
            except RefusedSignature as error:
                error.about = error.about or getattr(app.blocks, "fn", None)
                if not (skip_refused and many):
                    raise
                self.refused.append(error)
        if not self.document.pages:
            raise self.refused[0] if self.refused else TargetError("there is nothing to serve")
        first = self.document.pages[0]
        worn = theme.theme_of(self.said.theme or apps[0].blocks.options.get("theme"))
        styles = [sheet for sheet in (worn.css(), *self.pages.styles) if sheet]
        title = self._title(apps, first["title"])
        said = self.said.description
        if len(self.document.pages) == 1:
            description = (
                texts.plain(said) if said else self.pages.descriptions.get(first["name"], "")
            )
        else:
            said = said or (apps[0].found.about() if apps[0].found else "")
            description = texts.plain(said)
        return Built(
            document=self.document.write(
                title=title,
                description=said or "",
                theme=worn.name,
                styles=styles,
                debug=self.load.debug,
            ),
            title=title,
            description=description,
            styles=styles,
            watch=[],
            endpoints=self.pages.endpoints,
            served=self.pages.served,
            queue_size=self._queue_size(apps),
            timeout=self.said.timeout,
            thumbnail=thumbnail.address_of(
                self.said.thumbnail or apps[0].blocks.options.get("thumbnail"), self.scope
            ),
            refused=self.refused,
            maker=self.maker,
        )

    def _refuse_for_others(self, apps: list[_App]) -> None:
        """Refuse what is for one function where several are served, or none by itself.

        Raises:
            UsageError: Such an option was given.
        """
        blocks = apps[0].blocks
        if len(apps) == 1 and isinstance(blocks, Interface) and blocks.fn is not None:
            return
        for name, option in _FOR_ONE.items():
            if getattr(self.said, name) is not None:
                raise UsageError(f"{option} is for one function", "name the function to serve")

    def _queue_size(self, apps: list[_App]) -> int | None:
        """Return the number that was said, the smallest where several pages say one."""
        if self.said.queue_size is not None:
            return self.said.queue_size
        sizes = [app.blocks.queue_options.get("max_size") for app in apps]
        return min((size for size in sizes if size is not None), default=None)

    def _title(self, apps: list[_App], first: str) -> str:
        if self.said.title:
            return self.said.title
        found = apps[0].found
        if len(apps) == 1 or found is None:
            return first
        return names.human(found.file.stem if found.file else found.module.rpartition(".")[2])
