"""Put pages into a document: an interface from its endpoint, blocks as they were laid out."""

from typing import Any

import msgspec

from autoui.components.base import Component, Scope
from autoui.errors import UsageError
from autoui.page import examples, openapi, texts, theme
from autoui.page.blocks import Blocks
from autoui.page.calls import call_of
from autoui.page.document import Document
from autoui.page.endpoint import Endpoint, Input
from autoui.page.examples import Examples
from autoui.page.flagging import flagging_of
from autoui.page.interface import Interface
from autoui.page.layout import Container
from autoui.page.making import Maker, Wish
from autoui.page.options import Options
from autoui.page.running import running_of
from autoui.reading import names
from autoui.reading.targets.target import Found
from autoui.wire.server_worker import Served


class Pages:
    """Puts pages into one document.

    Args:
        document: The document.
        maker: Makes the endpoints.
        said: What the command line says of the pages.
        scope: Where the files that they show at first go.

    Attributes:
        endpoints: The functions by endpoint name.
        served: What the server must know of each.
        styles: The pages' own style sheets, as text.
        descriptions: What stands under each page's title, as plain text, by its name.
    """

    def __init__(self, document: Document, maker: Maker, said: Options, scope: Scope) -> None:
        self._document = document
        self._maker = maker
        self._said = said
        self._scope = scope
        self.endpoints: dict[str, Endpoint] = {}
        self.served: list[Served] = []
        self.styles: list[str] = []
        self.descriptions: dict[str, str] = {}

    def add(self, blocks: Blocks, found: Found | None, *, titled: bool) -> None:
        """Add a page.

        Args:
            blocks: What it shows.
            found: Where it was found, if a target named it.
            titled: Whether what the command line says of title and text is meant for it.

        Raises:
            RefusedSignature: A parameter that nobody can fill in.
            UsageError: What was said of the page does not fit.
        """
        function = getattr(blocks, "fn", None)
        if isinstance(blocks, Interface) and function is not None:
            self._interface_page(blocks, found, titled=titled)
        else:
            self._blocks_page(blocks, found)
        css = [*theme.own_styles(blocks.options.get("css")), *theme.own_styles(self._said.css)]
        for style in css:
            if style not in self.styles:
                self.styles.append(style)

    def _interface_page(self, blocks: Interface, found: Found | None, *, titled: bool) -> None:
        endpoint = self._maker.make(blocks.wish(self._said))
        reading = endpoint.reading
        number = len(self._document.pages) + 1
        root = self._document.container(blocks, f"page{number}", "interface", blocks.props())
        for one in endpoint.inputs:
            root["children"].append(
                self._document.component(one.component, f"{endpoint.name}.{one.name}", one.label)
            )
        for at, output in enumerate(endpoint.outputs):
            id_ = self._document.component(
                output.component, f"{endpoint.name}.out.{at}", output.label
            )
            if id_ not in root["children"]:
                root["children"].append(id_)
        endpoint.examples = self._examples(endpoint, blocks)
        rows = endpoint.examples.first()
        live = self._said.live if self._said.live is not None else blocks.options.get("live", False)
        endpoint.flagging = flagging_of(endpoint, blocks.options, self._said)
        call = call_of(endpoint, found)
        self._document.endpoint(endpoint, call, rows, live=bool(live))
        title = (self._said.title if titled else None) or blocks.options.get("title")
        description = self._said.description if titled else None
        said = description or blocks.options.get("description")
        article = (self._said.article if titled else None) or blocks.options.get("article")
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
        number = len(self._document.pages) + 1
        root = self._document.container(blocks, f"page{number}", "column", blocks.props())
        self._children(blocks, root, f"page{number}", {})
        for listener in blocks.listeners:
            self._listener(blocks, listener)
        said = blocks.options
        name = found.path if found is not None else "app"
        self._add_page(
            root["id"],
            name,
            self._said.title or said.get("title") or names.human(name),
            self._said.description or said.get("description") or "",
            self._said.article or said.get("article") or "",
        )

    def _examples(self, endpoint: Endpoint, blocks: Interface) -> Examples:
        told, said = self._said, blocks.options
        caching = said.get("cache_examples") if told.cache_examples is None else told.cache_examples
        if caching is True:
            caching = said.get("cache_mode") or caching
        runs = said.get("run_on_click") if told.run_on_click is None else told.run_on_click
        return examples.examples(
            endpoint,
            blocks.examples if told.examples is None else told.examples,
            self._scope,
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
                inner = self._document.container(
                    child, child.elem_id or child.key or id_, child.kind, child.props()
                )
                entry["children"].append(inner["id"])
                self._children(child, inner, inner["id"], {})
            else:
                entry["children"].append(self._document.component(child, id_, _noun(child)))

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
            **running_of(listener.function, said, blocks.queue_options, self._said),
        )
        endpoint = self._maker.make(wish)
        placed = [*listener.inputs, *listener.outputs, listener.trigger]
        for node in placed:
            if self._document.id_of(node) is None:
                self._place_late(node, blocks)
        for node in listener.inputs:
            self._document.start_empty(node)
        self._document.listeners.append(
            {
                "trigger": self._document.id_of(listener.trigger),
                "event": listener.event,
                "endpoint": endpoint.name,
                "inputs": [self._document.id_of(node) for node in listener.inputs],
                "outputs": [self._document.id_of(node) for node in listener.outputs],
            }
        )
        none = examples.none_given()
        self._document.endpoint(endpoint, call_of(endpoint, None), none, live=False)
        self._add_endpoint(endpoint, none)

    def _place_late(self, node: Component, blocks: Blocks) -> None:
        """Put a component that was made outside the ``with`` block at the end of the page."""
        root = next(n for n in self._document.nodes if n["id"] == self._document.id_of(blocks))
        count = len(self._document.nodes)
        id_ = f"{root['id']}.{node.kind}_{count}"
        root["children"].append(self._document.component(node, id_, _noun(node)))

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
        self._document.pages.append(page)
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
    """Return a line for each field that could be a better one, if something told what it takes."""
    return [hint for one in endpoint.inputs if (hint := _hint(one))]


def _hint(one: Input) -> str:
    name = one.name
    if one.component.kind == "any" and one.source == "none":
        return f"{name} takes any value: annotate it, or document its type, for a field of its kind"
    if one.component.kind == "text" and names.is_path(name):
        cure = f"annotate it as a Path, or --input {name}=file, and people send one"
        return f"{name} names a file of this machine: {cure}"
    return ""


def _noun(component: Component) -> str:
    """Return what a component without a label is called: what it is."""
    return names.human(type(component).__name__)
