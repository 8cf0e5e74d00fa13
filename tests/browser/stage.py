"""A page with components on their own: no server, a host made of tables, the real policy."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Locator, Page, Route, ViewportSize

from autoui.serving.assets import Assets, find_root, media_type

HARNESS = Path(__file__).parent / "harness"
ASSETS = find_root()
TREE = Assets(ASSETS).tree()
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'; frame-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
SECURE = "http://localhost"
WIDE: ViewportSize = {"width": 1440, "height": 900}
PLAIN = "http://stage.test"


@dataclass
class Stage:
    """The page, and what it serves.

    Attributes:
        page: The browser's page.
        files: Bytes and media type by blob id; uploads land here too.
        frames: Documents for ``frame/<id>``.
    """

    page: Page
    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    frames: dict[str, str] = field(default_factory=dict)

    def open(self, context: BrowserContext, origin: str = SECURE) -> "Stage":
        """Load the empty stage."""
        context.route(f"{origin}/**", self._answer)
        self.page.goto(f"{origin}/stage")
        self.page.wait_for_selector("html[data-ready]")
        return self

    def clear(self) -> None:
        """Make it as empty as it was opened; what the components keep for themselves must go."""
        self.files.clear()
        self.frames.clear()
        self.page.evaluate("clearStage()")
        self.page.mouse.move(0, 0)
        self.page.emulate_media(color_scheme="null")
        self.page.set_viewport_size(WIDE)

    def show(self, kind: str, value: Any = None, mode: str = "input", /, **props: Any) -> Locator:
        """Mount a component and return its frame."""
        self.page.evaluate(
            "([kind, props, value, mode]) => show(kind, props, value, mode)",
            [kind, props, value, mode],
        )
        frames = self.page.locator("#stage > :is(.field, .sheet)")
        return frames.last

    def value(self, at: int = -1) -> Any:
        """Return the value that a component's model holds."""
        return self.page.evaluate("(at) => models.at(at).get('value') ?? null", at)

    def get(self, key: str, at: int = -1) -> Any:
        """Return what a component's model holds under a key."""
        return self.page.evaluate("([at, key]) => models.at(at).get(key) ?? null", [at, key])

    def set(self, key: str, value: Any, at: int = -1) -> None:
        """Change a component's model from outside."""
        self.page.evaluate("([at, key, value]) => models.at(at).set(key, value)", [at, key, value])

    def act(self, name: str, at: int = -1) -> None:
        """Run one of the offers for the toolbar."""
        self.page.evaluate(
            "([at, id]) => models.at(at).get('actions').find((one) => one.id === id).run()",
            [at, name],
        )

    def until(self, condition: str, at: int = -1) -> None:
        """Wait until a JavaScript condition on ``model`` holds."""
        # The page's policy forbids what Playwright's own waiting does.
        self.page.evaluate(
            "(at) => new Promise((done) => { const look = () => { const model = models.at(at); "
            f"if ({condition}) done(); else requestAnimationFrame(look); }}; look(); }})",
            at,
        )

    def log(self, kind: str) -> list[Any]:
        """Return what the host was told: ``sent``, ``saved``, ``copied``, ``said``, ``asked``."""
        found: list[Any] = self.page.evaluate("(kind) => log[kind]", kind)
        return found

    def _answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        headers = {"Content-Security-Policy": POLICY}
        first, _, rest = path.lstrip("/").partition("/")
        if first == "stage":
            route.fulfill(
                body=(HARNESS / "index.html").read_bytes(),
                content_type="text/html",
                headers=headers,
            )
        elif first == "keep":
            type_ = route.request.headers.get("content-type", "application/octet-stream")
            self.files[rest] = (route.request.post_data_buffer or b"", type_)
            route.fulfill(status=204)
        elif first == "frame":
            route.fulfill(body=self.frames[rest], content_type="text/html")
        elif first == "files" and rest.partition("/")[0] in self.files:
            body, type_ = self.files[rest.partition("/")[0]]
            route.fulfill(body=body, content_type=type_)
        else:
            self._asset(route, path, rest)

    def _asset(self, route: Route, path: str, rest: str) -> None:
        if path.endswith("/styles/first.css"):
            # axe looks for what a style sheet imports in the wrong folder.
            sheet = TREE.get(rest)
            assert sheet is not None
            route.fulfill(body=sheet.data, content_type=sheet.type)
            return
        file = (ASSETS if path.startswith("/web_assets/") else HARNESS) / rest
        if not file.is_file():
            route.fulfill(status=404, body=json.dumps({"missing": path}))
            return
        route.fulfill(body=file.read_bytes(), content_type=media_type(path))
