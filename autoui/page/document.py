"""Write the page document: everything that the browser draws, as packed JSON."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from autoui.components.base import Component, Scope
from autoui.errors import UsageError
from autoui.page import texts
from autoui.page.calls import Call
from autoui.page.endpoint import Endpoint, Input, Output
from autoui.page.examples import PageRows
from autoui.reading.field import Method
from autoui.reading.functions import signature
from autoui.wire.values import pack

VERSION = 1

_SAMPLED = frozenset({"image", "audio", "video"})
"""Kinds of input whose field can make an example of its own."""


@dataclass
class Document:
    """Collects nodes, listeners, endpoints and pages; each id is used once.

    Args:
        scope: Where the files of initial values go.
    """

    scope: Scope
    pages: list[dict[str, Any]] = field(default_factory=list)
    nodes: list[dict[str, Any]] = field(default_factory=list)
    listeners: list[dict[str, Any]] = field(default_factory=list)
    endpoints: list[dict[str, Any]] = field(default_factory=list)
    _ids: dict[int, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _kept_alive: list[Any] = field(default_factory=list)

    # ---- nodes

    def id_of(self, node: Any) -> str | None:
        """Return the id of a node that has been added, else None."""
        return self._ids.get(id(node))

    def container(self, node: Any, id_: str, kind: str, props: dict[str, Any]) -> dict[str, Any]:
        """Add a container; put the ids of what it holds into its ``children``."""
        found = self._register(node, id_)
        entry = {"id": found, "kind": kind, "props": props, "children": []}
        self.nodes.append(entry)
        return entry

    def component(self, component: Component, id_: str, label: str | None = None) -> str:
        """Add a component, unless it is on the page already, and return its id.

        Args:
            component: The node.
            id_: Its id, unless it has a name of its own or is there already.
            label: Its label where it has none.
        """
        if (known := self.id_of(component)) is not None:
            return known
        found = self._register(component, component.spec.elem_id or id_)
        props = _props(component)
        if label is not None and component.spec.label is None:
            props["label"] = label
        self.nodes.append(
            {
                "id": found,
                "kind": component.kind,
                "props": props,
                "value": self._value(component, found),
            }
        )
        return found

    def start_empty(self, component: Component) -> None:
        """Let an input that is a line of text hold the empty text, where it has no value.

        A function that an author connected to a text box is called with what stands in it.
        """
        if component.kind == "text" and not component.spec.optional:
            entry = next(node for node in self.nodes if node["id"] == self.id_of(component))
            if entry["value"] is None:
                entry["value"] = ""

    def _value(self, component: Component, id_: str) -> Any:
        value = component.spec.value
        if value is None or getattr(component.spec, "secret", False):
            return component.blank()
        try:
            return component.encode_given(value, self.scope)
        except (TypeError, ValueError, OSError) as error:
            raise UsageError(
                f"the value {signature.shortened(value)} of {id_} cannot be shown: {error}",
                "give it another value, or none",
            ) from error

    def _register(self, node: Any, wanted: str) -> str:
        base = re.sub(r"[^\w.:-]+", "_", wanted) or "node"
        found, number = base, 2
        while found in self._taken:
            found, number = f"{base}_{number}", number + 1
        self._taken.add(found)
        self._ids[id(node)] = found
        # An id() is that node's only as long as the node lives.
        self._kept_alive.append(node)
        return found

    # ---- endpoints

    def endpoint(self, endpoint: Endpoint, call: Call, rows: PageRows, *, live: bool) -> None:
        """Add an endpoint whose nodes have been added."""
        reading, flagging = endpoint.reading, endpoint.flagging
        self.endpoints.append(
            {
                "name": endpoint.name,
                "hash": endpoint.hash,
                "title": reading.title,
                "inputs": [self._input(one, reading.method) for one in endpoint.inputs],
                "outputs": [self._output(one) for one in endpoint.outputs],
                "signature": _without_secrets(reading.signature, endpoint),
                "call": {
                    "import": call.import_,
                    "name": call.name,
                    "target": call.target,
                    **_object(endpoint),
                },
                "kind": endpoint.kind,
                "batch": endpoint.batch,
                "live": live,
                "docs": texts.to_html(reading.gives),
                "examples": rows,
                "flagging": flagging.props() if flagging else {"mode": "never", "options": []},
                "samples": any(one.component.kind in _SAMPLED for one in endpoint.inputs),
            }
        )

    def _input(self, one: Input, method: Method | None) -> dict[str, Any]:
        place = method.places.get(one.name) if method else None
        parameter, passed = place or (one.name, one.field.passed)
        return {
            "name": one.name,
            **({} if parameter == one.name else {"parameter": parameter}),
            "node": self.id_of(one.component),
            "required": one.required,
            "passed": passed,
            "annotation": one.field.annotation,
            "default": None if one.secret else self._default(one),
            "secret": one.secret,
            "changed": False,
            "section": one.field.section,
            **_takes(one.component),
        }

    def _default(self, one: Input) -> Any:
        """Return the declared default as a plain value, so that the call line can leave it out."""
        if not one.field.has_default or one.field.default is None:
            return None
        if one.component.holds_files:
            return None
        try:
            plain = one.component.encode_given(one.field.default, self.scope)
            pack(plain)
        except (TypeError, ValueError, OSError):
            return None
        return plain

    def _output(self, one: Output) -> dict[str, Any]:
        return {"name": one.name, "node": self.id_of(one.component), "shape": one.shape}

    # ---- the whole

    def write(
        self, *, title: str, description: str, theme: str, styles: Sequence[str], debug: bool
    ) -> bytes:
        """Return the document as packed JSON, with the hash of its content and its styles.

        The description, as Markdown, is that of the index, where there are several pages.

        Raises:
            Unencodable: A value that the wire cannot carry.
        """
        content = {
            "version": VERSION,
            "title": title,
            "description": texts.to_html(description) if len(self.pages) > 1 else "",
            "theme": theme,
            "debug": debug,
            "pages": self.pages,
            "nodes": self.nodes,
            "listeners": self.listeners,
            "endpoints": self.endpoints,
            "modules": self._modules(),
        }
        looks = "\0".join(styles).encode()
        digest = hashlib.sha256(pack(content) + looks).hexdigest()[:16]
        return pack({"hash": digest, **content})

    def _modules(self) -> list[str]:
        kinds = [node["kind"] for node in self.nodes if "children" not in node]
        inner = [kind for node in self.nodes for kind in _inner_kinds(node["props"])]
        return sorted({*kinds, *inner} - {"column", "row", "interface"})


_INNER = ("item", "key", "parts", "branches")
"""The props in which a component says of which others it is made: one of them, or a list."""


def _inner_kinds(props: dict[str, Any]) -> Iterator[str]:
    """Yield the kinds of what a component is made of, at any depth."""
    for name in _INNER:
        found = props.get(name)
        for part in found if isinstance(found, list) else [found]:
            if isinstance(part, dict) and isinstance(part.get("props"), dict):
                yield part["kind"]
                yield from _inner_kinds(part["props"])


def _props(component: Component) -> dict[str, Any]:
    """Return a component's props, its help as HTML with its first sentence apart."""
    props = component.props()
    info = props.get("info")
    if isinstance(info, str) and info:
        props["info"] = texts.to_html(info)
        if first := texts.summary(info):
            props["summary"] = first
    return props


def _takes(component: Component) -> dict[str, Any]:
    """Return what the function takes, where the value on the page does not tell."""
    if (spelled := component.spelling()) is not None:
        return {"takes": spelled}
    if component.holds_files:
        as_text = getattr(component.spec, "as_text", False)
        takes = getattr(component.spec, "type", "filepath" if as_text else "path")
        return {"takes": "sound" if (component.kind, takes) == ("audio", "numpy") else takes}
    container = getattr(component.spec, "container", None)
    if container in (tuple, set, frozenset):
        return {"takes": container.__name__}
    return {}


def _object(endpoint: Endpoint) -> dict[str, Any]:
    """Return how many inputs make the object whose method is called, or whether one is it."""
    method = endpoint.reading.method
    if method is None:
        return {}
    made = sum(one.name in method.made for one in endpoint.inputs)
    return {"made": made, "held": True} if method.held else {"made": made}


def _without_secrets(text: str, endpoint: Endpoint) -> str:
    """Return a signature in which no default of a secret can be read."""
    for one in endpoint.inputs:
        if one.secret and one.field.has_default and one.field.default is not None:
            shown = re.escape(signature.shortened(one.field.default))
            text = re.sub(rf"(\b{re.escape(one.name)}\b[^=]*=\s*){shown}", r"\1•••", text)
    return text
