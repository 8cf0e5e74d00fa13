"""The one HTML document: the template, with the page in it."""

import base64
import gzip
import hashlib
import html
import re
from pathlib import Path
from typing import Any

import msgspec

from autoui import __version__
from autoui.serving.assets import Assets
from autoui.serving.feeds import CurrentPage
from autoui.serving.guard import CSP
from autoui.serving.settings import Settings
from autoui.wire.server_worker import Ready

_PLACE = re.compile(r"\{\{(\w+)\}\}")
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_MANY_FIELDS = 4


class _Part(msgspec.Struct):
    """A node, a page or an endpoint, as far as it says what the browser needs at first."""

    id: str = ""
    kind: str = ""
    endpoint: str = ""
    inputs: list[Any] = []
    outputs: list[dict[str, Any]] = []


class _Needs(msgspec.Struct):
    """The parts of a page document that say what the browser needs at first."""

    pages: list[_Part] = []
    nodes: list[_Part] = []
    endpoints: list[_Part] = []


class Document:
    """Renders the document, and keeps the last rendering of each page in its forms.

    Args:
        assets: Where the template and the modules are.
        settings: What is known before there is a page.

    Attributes:
        policy: The content security policy of the document: the usual one, and its own scripts.
    """

    def __init__(self, assets: Assets, settings: Settings) -> None:
        self._assets = assets
        self._settings = settings
        self.policy = _with_scripts(CSP, assets.text("index.html"))
        self._page: CurrentPage | None = None
        self._forms: dict[str, bytes] = {}

    def render(
        self, page: CurrentPage | None, accepted: frozenset[str], site: str = ""
    ) -> tuple[bytes, str]:
        """Return the document in the best form for a client, and the name of its encoding.

        Args:
            page: The page, if there is one.
            accepted: The encodings that the client takes.
            site: Where the page is, as the client knows it; ends with a slash.
        """
        if page is None or page.ready.thumbnail:
            return self._packed(self._html(page, site), accepted)
        if self._page is not page:
            self._page = page
            self._forms = {"": self._html(page)}
        if "br" in accepted and "br" in self._forms:
            return self._forms["br"], "br"
        if "gzip" not in accepted:
            return self._forms[""], ""
        if "gzip" not in self._forms:
            self._forms["gzip"] = gzip.compress(self._forms[""], 6, mtime=0)
        return self._forms["gzip"], "gzip"

    def compress(self, page: CurrentPage) -> None:
        """Make the brotli forms of a page and of the files it needs; may run in a thread."""
        import brotli

        self._assets.tree(_first_modules(page, _needs(page))).compress()
        packed = brotli.compress(self._html(page), quality=11)
        if self._page is None:
            self._page, self._forms = page, {"": self._html(page)}
        if self._page is page:
            self._forms["br"] = packed

    @staticmethod
    def _packed(data: bytes, accepted: frozenset[str]) -> tuple[bytes, str]:
        if "gzip" in accepted:
            return gzip.compress(data, 5, mtime=0), "gzip"
        return data, ""

    def _html(self, page: CurrentPage | None, site: str = "") -> bytes:
        sketch = self._settings.sketch or {}
        title = (
            self._settings.title
            or str(sketch.get("title") or "")
            or Path(self._settings.target).name
        )
        state: dict[str, Any] = {
            "state": "starting",
            "sketch": self._settings.sketch if page is None else None,
            "version": __version__,
            "debug": self._settings.shows_tracebacks,
        }
        told = self._settings.options.get("description") is not None
        description = "" if told else str(sketch.get("description") or "")
        values = {"title": html.escape(title)}
        values["description"] = html.escape(description)
        values["document"] = "null"
        modules = ["starting"]
        if page is not None:
            ready = page.ready
            state["state"] = "ready"
            values["title"] = html.escape(ready.title)
            values["description"] = html.escape(ready.description)
            values["document"] = _script(ready.document)
            values["thumbnail"] = _thumbnail(ready, site)
            needs = _needs(page)
            modules = _first_modules(page, needs)
            values["wide"] = " data-wide" if _is_wide(needs) else ""
            values["styles"] = "\n".join(
                f'<link rel="stylesheet" href="{html.escape(url)}" data-look>'
                for url in page.styles
            )
        values["assets"] = f"assets/{self._assets.tree(modules).name}"
        values["state"] = _script(msgspec.json.encode(state))
        # One pass: what a value holds is never taken for a placeholder.
        template = self._assets.text("index.html")
        return _PLACE.sub(lambda found: values.get(found[1], ""), template).encode()


def _with_scripts(policy: str, template: str) -> str:
    """Return a policy that also allows the scripts that stand in a document, by their hashes."""
    digests = [hashlib.sha256(script.encode()).digest() for script in _SCRIPT.findall(template)]
    hashes = "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return policy.replace("script-src 'self'", f"script-src 'self'{hashes}")


def _thumbnail(ready: Ready, site: str) -> str:
    """Return what tells other sites how to show a link to the page; they want whole addresses."""
    if not ready.thumbnail:
        return ""
    picture = ready.thumbnail if "://" in ready.thumbnail else site + ready.thumbnail
    told = {"title": ready.title, "description": ready.description, "image": picture}
    return "\n".join(
        f'<meta property="og:{name}" content="{html.escape(text)}">' for name, text in told.items()
    )


def _is_wide(needs: _Needs) -> bool:
    """Return whether the page takes more width than usual: a form beside a table or the like.

    The browser finds the same out; said at once, the title does not move when it does.
    """
    is_form = len(needs.pages) == 1 and needs.pages[0].endpoint
    return bool(is_form) and any(
        len(one.inputs) > 1 and any(output.get("shape") == "wide" for output in one.outputs)
        for one in needs.endpoints
    )


def _needs(page: CurrentPage) -> _Needs:
    return msgspec.json.decode(page.ready.document, type=_Needs)


def _first_modules(page: CurrentPage, needs: _Needs) -> list[str]:
    """Return the modules that the page needs before anyone does anything.

    What only shows results comes when a person comes near; an index of functions shows no form.
    """
    if len(needs.pages) > 1:
        return ["pages"]
    if not all(one.endpoint for one in needs.pages):
        return ["blocks", *page.modules]
    results = {output["node"] for one in needs.endpoints for output in one.outputs}
    at_first = {node.kind for node in needs.nodes if node.id not in results}
    shown_later = {node.kind for node in needs.nodes} - at_first
    many = any(len(one.inputs) > _MANY_FIELDS for one in needs.endpoints)
    return [
        *(["many"] if many else []),
        *(kind for kind in page.modules if kind not in shown_later),
    ]


def _script(data: bytes) -> str:
    """Return JSON as it may stand inside a script element."""
    text = data.decode()
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
