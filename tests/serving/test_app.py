"""The document, the page's files, health."""

import asyncio
import base64
import gzip
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import brotli
import msgspec
import pytest

from autoui.wire.page_server import Loading
from tests.serving.harness import Site, in_loop, site


async def begin_loading(here: Site) -> None:
    """Have the worker say that it has begun."""
    here.worker.send(Loading(text="starting"))
    while not here.service.feeds.awaited:
        await asyncio.sleep(0)


@in_loop
async def test_the_document_holds_the_page(tmp_path: Path) -> None:
    async with site(tmp_path, ready=False) as here:
        await begin_loading(here)
        here.worker.title = "<b>&"
        here.worker.document["title"] = "</script>\u2028{{state}}"
        here.worker.ready()
        answer = await here.get("/")
        text = answer.body.decode()
        assert "<title>&lt;b&gt;&amp;</title>" in text
        document = text.split('id="document">')[1].split("</script>")[0]
        assert msgspec.json.decode(document) == here.worker.document
        assert "<" not in document
        assert "\u2028" not in document
        state = msgspec.json.decode(text.split('id="state">')[1].split("</script>")[0])
        assert (state["state"], state["debug"]) == ("ready", True)
        assert 'rel="stylesheet" href="styles/' in text


@pytest.mark.parametrize(
    ("inputs", "shape", "wide"), [(2, "wide", True), (1, "wide", False), (2, "short", False)]
)
@in_loop
async def test_the_document_is_as_wide_as_its_page_will_be(
    tmp_path: Path, inputs: int, shape: str, wide: bool
) -> None:
    async with site(tmp_path, ready=False) as here:
        await begin_loading(here)
        here.worker.document["pages"] = [{"name": "f", "endpoint": "f"}]
        here.worker.document["endpoints"] = [
            {
                "name": "f",
                "inputs": [{"node": str(at)} for at in range(inputs)],
                "outputs": [{"node": "o", "shape": shape}],
            }
        ]
        here.worker.ready()
        text = (await here.get("/")).body.decode()
        assert ('<div id="autoui" data-wide>' in text) == wide


@pytest.mark.parametrize(
    ("thumbnail", "address"),
    [
        ("files/abc/a%20b.png", "http://localhost:7860/files/abc/a%20b.png"),
        ("https://example.org/a.png?x=1&y=2", "https://example.org/a.png?x=1&amp;y=2"),
    ],
)
@in_loop
async def test_other_sites_are_told_how_to_show_a_link(
    tmp_path: Path, thumbnail: str, address: str
) -> None:
    async with site(tmp_path, ready=False) as here:
        await begin_loading(here)
        here.worker.thumbnail = thumbnail
        here.worker.ready()
        text = (await here.get("/?x=3")).body.decode()
        assert f'<meta property="og:image" content="{address}">' in text
        assert '<meta property="og:title" content="A title">' in text


@in_loop
async def test_the_document_names_one_file_with_what_its_page_shows_first(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        text = (await here.get("/")).body.decode()
        url = f"assets/{here.service.assets.hash}.number/autoui.js"
        assert f'src="{url}"' in text
        sent = (await here.get("/" + url)).body.decode()
        order = ["$components_b = ", "$core_a = ", "$components_number = ", "console.log(1)"]
        assert [sent.index(part) for part in order] == sorted(sent.index(part) for part in order)


@in_loop
async def test_the_policy_allows_the_scripts_of_the_document_and_no_others(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        here.worker.title = "<script>first()</script>"
        policy = (await here.get("/")).headers["content-security-policy"]
        digest = base64.b64encode(hashlib.sha256(b"first()").digest()).decode()
        assert f"script-src 'self' 'sha256-{digest}';" in policy
        for other in (f"/assets/{here.service.assets.hash}/pic.png", "/nothing"):
            assert "sha256" not in (await here.get(other)).headers["content-security-policy"]


@in_loop
async def test_before_the_page_is_built_the_sketch_stands_in(tmp_path: Path) -> None:
    sketch = {"title": "Adds", "signature": "add(a)", "parameters": ["a"]}
    async with site(tmp_path, ready=False, sketch=sketch) as here:
        text = (await here.get("/")).body.decode()
        assert "<title>Adds</title>" in text
        assert '"state":"starting"' in text
        assert 'id="document">null<' in text
        assert (await here.get("/readyz")).status == 503
        assert (await here.get("/openapi.json")).status == 503
        assert (await here.get("/healthz")).status == 200


@in_loop
async def test_the_document_waits_a_moment_for_the_page(tmp_path: Path) -> None:
    async with site(tmp_path, ready=False) as here:
        await begin_loading(here)
        asking = asyncio.ensure_future(here.get("/"))
        await asyncio.sleep(0)
        here.worker.ready()
        assert b'"state":"ready"' in (await asking).body


@in_loop
async def test_assets_are_compressed_and_immutable(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        url = f"/assets/{here.service.assets.hash}/autoui.js"
        plain = await here.get(url)
        assert "immutable" in plain.headers["cache-control"]
        assert plain.headers["content-type"].startswith("text/javascript")
        zipped = await here.get(url, accept_encoding="br, gzip")
        assert zipped.headers["content-encoding"] == "gzip"
        assert gzip.decompress(zipped.body) == plain.body
        # Its name changes when it does: nothing is to be asked again.
        assert "etag" not in plain.headers
        picture = await here.get(url.replace("autoui.js", "pic.png"), accept_encoding="gzip")
        assert "content-encoding" not in picture.headers


@in_loop
async def test_what_stands_in_for_another_tree_is_not_kept(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        answer = await here.get(f"/assets/{here.service.assets.hash}.lazy/autoui.js")
        assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
        assert "$components_lazy" not in answer.body.decode()


@in_loop
async def test_brotli_comes_after_the_first_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    async with site(tmp_path) as here:
        assert not (await here.get("/readyz")).json["brotli"]
        await here.get("/")
        while not (await here.get("/readyz")).json["brotli"]:
            await asyncio.sleep(0.01)
        for url in ("/", f"/assets/{here.service.assets.hash}.number/autoui.js"):
            plain = await here.get(url)
            packed = await here.get(url, accept_encoding="gzip, br")
            assert packed.headers["content-encoding"] == "br"
            assert brotli.decompress(packed.body) == plain.body
            refused = await here.get(url, accept_encoding="gzip, br;q=0")
            assert refused.headers["content-encoding"] == "gzip"


@in_loop
async def test_what_is_not_there(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        tree = here.service.assets.hash
        for url in (
            "/nothing",
            f"/assets/{tree}/nope.js",
            f"/assets/{tree}/.hidden",
            f"/assets/{tree}/../../etc/passwd",
            "/assets/0000/autoui.js",
            f"/assets/{tree}.number/nope.js",
            "/assets/0000.number/autoui.js",
            "/styles/x.css",
            "/files/" + "0" * 32 + "/a",
            "/frame/" + "0" * 32,
        ):
            answer = await here.get(url)
            assert answer.status == 404, url
            assert answer.headers["content-type"] == "application/problem+json"
        assert (await here.request("DELETE", "/")).status == 405


@in_loop
async def test_styles_are_served_by_hash(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        (name,) = here.service.feeds.styles
        answer = await here.get("/" + name)
        assert answer.body == b"a{color:red}"
        assert answer.headers["content-type"].startswith("text/css")


@in_loop
async def test_head_has_headers_only(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        whole, head = await here.get("/healthz"), await here.request("HEAD", "/healthz")
        assert (head.status, head.body) == (200, b"")
        assert head.headers["content-length"] == str(len(whole.body))


@in_loop
async def test_works_under_a_prefix(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        answer = await here.request("GET", "/demo/healthz", root_path="/demo")
        assert answer.status == 200
        answer = await here.request("GET", "/demo", root_path="/demo")
        assert b"<title>" in answer.body
        assert (await here.request("GET", "/demox/healthz", root_path="/demo")).status == 404


@in_loop
async def test_security_headers_on_everything(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        for url in ("/", "/healthz", "/nothing", "/openapi.json"):
            headers = (await here.get(url)).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert "script-src 'self'" in headers["content-security-policy"]
            assert "unsafe" not in headers["content-security-policy"]


@in_loop
async def test_openapi_merges_the_operations(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        described = (await here.get("/openapi.json")).json
        assert described["paths"]["/api/echo"]["post"]["summary"] == "does it"
        assert "429" in described["paths"]["/api/echo"]["post"]["responses"]
        assert described["info"]["title"] == "A title"


def test_the_server_imports_no_pydantic(tmp_path: Path) -> None:
    (tmp_path / "pydantic.py").write_text("raise RuntimeError('nobody here needs it')")
    script = "from autoui.serving.app import PlainLitestar; PlainLitestar(openapi_config=None)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
