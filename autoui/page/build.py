"""From a target, or an object of ours, to everything the server needs of it."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from autoui.components.base import Component, Scope
from autoui.errors import RefusedSignature, TargetError, UsageError
from autoui.page import examples, openapi, options, texts, theme, thumbnail
from autoui.page.blocks import Blocks
from autoui.page.document import Call, Document
from autoui.page.endpoint import Endpoint
from autoui.page.examples import Examples
from autoui.page.flagging import flagging_of
from autoui.page.interface import Interface
from autoui.page.layout import Container
from autoui.page.making import Maker, Wish
from autoui.page.options import Options
from autoui.page.running import running_of
from autoui.reading import callables, imports, names, target
from autoui.reading.target import Found
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
    maker: Maker = field(default_factory=Maker)


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
    return built


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
    """Puts pages into one document."""

    def __init__(self, said: Options, load: Load, scope: Scope) -> None:
        self.said = said
        self.load = load
        self.scope = scope
        self.maker = Maker()
        self.document = Document(scope)
        self.endpoints: dict[str, Endpoint] = {}
        self.served: list[Served] = []
        self.styles: list[str] = []
        self.refused: list[RefusedSignature] = []
        self.descriptions: dict[str, str] = {}

    def build(self, apps: list[_App], *, skip_refused: bool) -> Built:
        many = len(apps) > 1
        self._refuse_for_others(apps)
        for app in apps:
            try:
                self._page(app, titled=not many)
            except RefusedSignature as error:
                error.about = error.about or getattr(app.blocks, "fn", None)
                if not (skip_refused and many):
                    raise
                self.refused.append(error)
        if not self.document.pages:
            raise self.refused[0] if self.refused else TargetError("there is nothing to serve")
        first = self.document.pages[0]
        worn = theme.theme_of(self.said.theme or apps[0].blocks.options.get("theme"))
        styles = [sheet for sheet in (worn.css(), *self.styles) if sheet]
        title = self._title(apps, first["title"])
        said = self.said.description
        if len(self.document.pages) == 1:
            description = texts.plain(said) if said else self.descriptions.get(first["name"], "")
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
            endpoints=self.endpoints,
            served=self.served,
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

    # ---- pages

    def _page(self, app: _App, *, titled: bool) -> None:
        blocks = app.blocks
        function = getattr(blocks, "fn", None)
        if isinstance(blocks, Interface) and function is not None:
            self._interface_page(blocks, app.found, titled=titled)
        else:
            self._blocks_page(blocks, app.found)
        css = [*theme.own_styles(blocks.options.get("css")), *theme.own_styles(self.said.css)]
        for style in css:
            if style not in self.styles:
                self.styles.append(style)

    def _interface_page(self, blocks: Interface, found: Found | None, *, titled: bool) -> None:
        endpoint = self.maker.make(blocks.wish(self.said))
        reading = endpoint.reading
        number = len(self.document.pages) + 1
        root = self.document.container(blocks, f"page{number}", "interface", blocks.props())
        for one in endpoint.inputs:
            root["children"].append(
                self.document.component(one.component, f"{endpoint.name}.{one.name}", one.label)
            )
        for at, output in enumerate(endpoint.outputs):
            id_ = self.document.component(
                output.component, f"{endpoint.name}.out.{at}", output.label
            )
            if id_ not in root["children"]:
                root["children"].append(id_)
        endpoint.examples = self._examples(endpoint, blocks)
        rows = endpoint.examples.first()
        live = self.said.live if self.said.live is not None else blocks.options.get("live", False)
        endpoint.flagging = flagging_of(endpoint, blocks.options, self.said)
        call = _call(endpoint, found)
        self.document.endpoint(endpoint, call, rows, live=bool(live))
        title = (self.said.title if titled else None) or blocks.options.get("title")
        description = self.said.description if titled else None
        said = description or blocks.options.get("description")
        article = (self.said.article if titled else None) or blocks.options.get("article")
        self._add_page(
            root["id"],
            endpoint.name,
            title or reading.title,
            reading.summary if said is None else said,
            reading.body if article is None and said is None else article or "",
            endpoint=endpoint.name,
        )
        self._add_endpoint(endpoint, rows)

    def _blocks_page(self, blocks: Blocks, found: Found | None) -> None:
        number = len(self.document.pages) + 1
        root = self.document.container(blocks, f"page{number}", "column", blocks.props())
        self._children(blocks, root, f"page{number}", {})
        for listener in blocks.listeners:
            self._listener(blocks, listener)
        said = blocks.options
        name = found.path if found is not None else "app"
        self._add_page(
            root["id"],
            name,
            self.said.title or said.get("title") or names.human(name),
            self.said.description or said.get("description") or "",
            self.said.article or said.get("article") or "",
        )

    def _examples(self, endpoint: Endpoint, blocks: Interface) -> Examples:
        told, said = self.said, blocks.options
        caching = said.get("cache_examples") if told.cache_examples is None else told.cache_examples
        if caching is True:
            caching = said.get("cache_mode") or caching
        runs = said.get("run_on_click") if told.run_on_click is None else told.run_on_click
        return examples.examples(
            endpoint,
            blocks.examples if told.examples is None else told.examples,
            self.scope,
            per_page=told.examples_per_page or said.get("examples_per_page", examples.PER_PAGE),
            caching=examples.caching_of(caching),
            runs=bool(runs),
        )

    def _children(
        self, container: Container, entry: dict[str, Any], prefix: str, counts: dict[str, int]
    ) -> None:
        for child in container.children:
            counts[child.kind] = counts.get(child.kind, 0) + 1
            id_ = f"{prefix}.{child.kind}{counts[child.kind]}"
            if isinstance(child, Container):
                inner = self.document.container(
                    child, child.elem_id or child.key or id_, child.kind, child.props()
                )
                entry["children"].append(inner["id"])
                self._children(child, inner, inner["id"], {})
            else:
                entry["children"].append(self.document.component(child, id_, _noun(child)))

    def _listener(self, blocks: Blocks, listener: Any) -> None:
        said = listener.options
        for node in listener.inputs:
            if node.as_input() is not node:
                raise UsageError(
                    f"{type(node).__name__} shows a result and cannot be filled in on this page",
                    f"use File(), or an Interface, where {type(node).__name__} is an input too",
                )
        wish = Wish(
            function=listener.function,
            inputs=list(listener.inputs),
            outputs=list(listener.outputs),
            name=said.get("api_name") or None,
            **running_of(listener.function, said, blocks.queue_options, self.said),
        )
        endpoint = self.maker.make(wish)
        placed = [*listener.inputs, *listener.outputs, listener.trigger]
        for node in placed:
            if self.document.id_of(node) is None:
                self._place_late(node, blocks)
        for node in listener.inputs:
            self.document.start_empty(node)
        self.document.listeners.append(
            {
                "trigger": self.document.id_of(listener.trigger),
                "event": listener.event,
                "endpoint": endpoint.name,
                "inputs": [self.document.id_of(node) for node in listener.inputs],
                "outputs": [self.document.id_of(node) for node in listener.outputs],
            }
        )
        none = examples.none_given()
        self.document.endpoint(endpoint, _call(endpoint, None), none, live=False)
        self._add_endpoint(endpoint, none)

    def _place_late(self, node: Component, blocks: Blocks) -> None:
        """Put a component that was made outside the ``with`` block at the end of the page."""
        root = next(n for n in self.document.nodes if n["id"] == self.document.id_of(blocks))
        count = len(self.document.nodes)
        id_ = f"{root['id']}.{node.kind}_{count}"
        root["children"].append(self.document.component(node, id_, _noun(node)))

    # ---- parts

    def _add_page(
        self, root: str, name: str, title: str, description: str, article: str, endpoint: str = ""
    ) -> None:
        page = {
            "name": name,
            "title": title,
            "root": root,
            "description": texts.to_html(description),
            "article": texts.to_html(article),
        }
        if endpoint:
            page["endpoint"] = endpoint
        self.document.pages.append(page)
        self.descriptions[name] = texts.plain(description)

    def _add_endpoint(self, endpoint: Endpoint, rows: examples.PageRows) -> None:
        self.endpoints[endpoint.name] = endpoint
        self.served.append(
            Served(
                name=endpoint.name,
                hash=endpoint.hash,
                concurrency=endpoint.concurrency,
                batch=endpoint.batch,
                kind=endpoint.kind,
                kill=endpoint.kill,
                cancel_on_leave=endpoint.cancel_on_leave,
                flagging=endpoint.flagging.mode if endpoint.flagging else "never",
                summary=endpoint.reading.signature,
                openapi=msgspec.json.encode(openapi.operation(endpoint, rows)),
                shown=[output.component.kind == "auto" for output in endpoint.outputs],
                hints=_hints(endpoint),
            )
        )


def _hints(endpoint: Endpoint) -> list[str]:
    """Return a line for each field that takes anything, because nothing tells its type."""
    return [
        f"{one.name} takes any value: annotate it, or document its type, for a field of its kind"
        for one in endpoint.inputs
        if one.component.kind == "any" and one.source == "none"
    ]


def _noun(component: Component) -> str:
    """Return what a component without a label is called: what it is."""
    return names.human(type(component).__name__)


def _call(endpoint: Endpoint, found: Found | None) -> Call:
    """Return how to import and serve the function."""
    if found is None:
        name = callables.name_of(endpoint.function)
        module = getattr(endpoint.function, "__module__", None)
        plain = isinstance(module, str) and module != "__main__" and name.isidentifier()
        return Call(import_=f"from {module} import {name}" if plain else "", name=name)
    if not callable(found.value):
        name = callables.name_of(endpoint.function)
        return Call(
            import_=f"from {_module(found)} import {name}",
            name=name,
            target=f"{_near(found.place)}:{found.path}",
        )
    head, _, rest = found.path.partition(".")
    return Call(
        import_=f"from {_module(found)} import {head}",
        name=f"{head}.{rest}" if rest else head,
        target=f"{_near(found.place)}:{found.path}",
    )


def _module(found: Found) -> str:
    return Path(found.place).stem if found.file is not None else found.place


def _near(place: str) -> str:
    """Return a file as the working directory names it, or by its name alone.

    The page shows it to everybody: where it lies on this machine is nobody else's business.
    """
    path = Path(place)
    if not path.is_absolute():
        return place
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else path.name
