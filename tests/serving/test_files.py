"""Uploads, downloads with ranges, tables as CSV, frames."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoui.running.ledger import Quota
from autoui.serving.files import parse_range
from tests.serving.harness import SECRET, Site, in_loop, site

BEARER = {"Authorization": f"Bearer {SECRET}"}


def stored(here: Site, data: bytes, name: str = "a.png", type_: str = "image/png", **m: Any) -> str:
    """Put a blob where clients can have it, and return its id."""
    id_ = here.ledger.store.add(data, name, type_, **m)
    here.ledger.hold("", (id_,))
    return id_


@in_loop
async def test_up_and_down(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        given_ = {**BEARER, "X-File-Name": "b%C3%A4r%2F..%2F%C3%9C.txt"}
        answer = await here.request("PUT", "/uploads", [b"one ", b"two"], given_)
        assert answer.status == 201
        blob = answer.json
        assert (blob["name"], blob["size"], blob["type"]) == ("Ü.txt", 7, "text/plain")
        down = await here.get(f"/files/{blob['$blob']}/x")
        assert down.body == b"one two"
        assert down.headers["content-disposition"].startswith("attachment")
        assert "filename*=UTF-8''%C3%9C.txt" in down.headers["content-disposition"]
        assert "sandbox" in down.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("quota", "sizes", "status"),
    [
        (Quota(file=10), [10], 201),
        (Quota(file=10), [11], 413),
        (Quota(file=10), [6, 6], 413),
        (Quota(session=10), [11], 413),
        (Quota(total=10), [11], 507),
    ],
)
@pytest.mark.parametrize("length", [True, False])
@in_loop
async def test_limits(
    tmp_path: Path, quota: Quota, sizes: list[int], status: int, length: bool
) -> None:
    async with site(tmp_path, quota=quota) as here:
        headers = {**BEARER, **({"Content-Length": str(sum(sizes))} if length else {})}
        answer = await here.request("PUT", "/uploads", [b"x" * size for size in sizes], headers)
        assert answer.status == status
        if status != 201:
            assert answer.json["limit"] in ("file", "session", "total")
            assert list((tmp_path / "blobs").iterdir()) == []
            assert here.ledger.total == 0


@pytest.mark.parametrize("length", [True, False])
@in_loop
async def test_who_is_still_sending_gets_the_answer_too(tmp_path: Path, length: bool) -> None:
    # A connection that is closed on an unread body is reset, the answer lost with it.
    async with site(tmp_path, quota=Quota(total=10)) as here:
        parts = [b"x" * (1 << 20)] * 5
        headers = {**BEARER, **({"Content-Length": str(5 << 20)} if length else {})}
        exchange = here.begin("PUT", "/uploads", parts, headers)
        await exchange.task
        assert exchange.inbox.empty()
        answer = await here.request("PUT", "/uploads", parts, headers)
        assert (answer.status, answer.headers["connection"]) == (507, "close")


@in_loop
async def test_a_session_fills_up_and_others_do_not(tmp_path: Path) -> None:
    async with site(tmp_path, quota=Quota(session=10)) as here:
        assert (await here.request("PUT", "/uploads", b"x" * 8, BEARER)).status == 201
        assert (await here.request("PUT", "/uploads", b"x" * 8, BEARER)).status == 413
        other = {"Authorization": "Bearer " + "f" * 32}
        assert (await here.request("PUT", "/uploads", b"x" * 8, other)).status == 201


@in_loop
async def test_a_broken_upload_leaves_nothing(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        exchange = here.begin("PUT", "/uploads", [b"x" * (2 << 20), b""], BEARER)
        exchange.inbox._queue[-1] = {"type": "http.disconnect"}  # type: ignore[attr-defined]
        await exchange.task
        assert list((tmp_path / "blobs").iterdir()) == []
        assert here.ledger.total == 0


@pytest.mark.parametrize(
    ("header", "status", "body", "span"),
    [
        ("bytes=0-0", 206, b"0", "bytes 0-0/10"),
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-99", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=5-99", 206, b"56789", "bytes 5-9/10"),
        ("bytes=10-", 416, None, "bytes */10"),
        ("bytes=-0", 416, None, "bytes */10"),
        ("bytes=4-2", 200, b"0123456789", None),
        ("bytes=0-1,3-4", 200, b"0123456789", None),
        ("lines=0-1", 200, b"0123456789", None),
        ("bytes=a-b", 200, b"0123456789", None),
        ("bytes=-", 200, b"0123456789", None),
    ],
)
@in_loop
async def test_ranges(
    tmp_path: Path, header: str, status: int, body: bytes | None, span: str | None
) -> None:
    async with site(tmp_path) as here:
        id_ = stored(here, b"0123456789")
        answer = await here.get(f"/files/{id_}/a.png", range=header)
        assert answer.status == status
        assert answer.headers.get("content-range") == span
        if body is not None:
            assert answer.body == body
            assert answer.headers["content-length"] == str(len(body))


@given(
    header=st.one_of(st.text(), st.from_regex(r"bytes=\d*-\d*", fullmatch=True)),
    size=st.integers(0, 10**12),
)
def test_any_range_is_inside_or_refused(header: str, size: int) -> None:
    span = parse_range(header, size)
    if span:
        start, end = span
        assert 0 <= start < end <= size


@in_loop
async def test_conditions(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        url = f"/files/{stored(here, b'0123456789')}/a.png"
        tag = (await here.get(url)).headers["etag"]
        assert (await here.get(url, if_none_match=f'"x", W/{tag}')).status == 304
        assert (await here.get(url, if_none_match='"x"')).status == 200
        assert (await here.get(url, if_range='"x"', range="bytes=0-0")).status == 200
        assert (await here.get(url, if_range=tag, range="bytes=0-0")).status == 206


@in_loop
async def test_large_files_are_streamed(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        data = bytes(range(256)) * 20_000
        id_ = stored(here, data, "a.bin", "application/octet-stream")
        answer = await here.get(f"/files/{id_}/a.bin")
        assert answer.body == data
        assert answer.headers["content-length"] == str(len(data))
        part = await here.get(f"/files/{id_}/a.bin", range="bytes=1000000-4000000")
        assert part.body == data[1_000_000:4_000_001]


@pytest.mark.parametrize(
    ("type_", "sent", "kind"),
    [
        ("image/png", "image/png", "inline"),
        ("video/mp4", "video/mp4", "inline"),
        ("image/svg+xml", "image/svg+xml", "attachment"),
        ("text/html", "application/octet-stream", "attachment"),
        ("text/x-python", "text/plain; charset=utf-8", "attachment"),
        ("application/javascript", "application/octet-stream", "attachment"),
        ("application/pdf", "application/pdf", "attachment"),
    ],
)
@in_loop
async def test_nothing_runs_in_our_name(tmp_path: Path, type_: str, sent: str, kind: str) -> None:
    async with site(tmp_path) as here:
        answer = await here.get(f"/files/{stored(here, b'<script>', 'a', type_)}/a")
        assert answer.headers["content-type"] == sent
        assert answer.headers["content-disposition"].startswith(kind)
        assert answer.headers["x-content-type-options"] == "nosniff"


@in_loop
async def test_only_what_was_handed_out_can_be_had(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        hidden = here.ledger.store.add(b"x", "a", "image/png")
        unknown = await here.get("/files/" + "0" * 32 + "/a")
        for path in (
            f"/files/{hidden}/a",
            f"/files/{hidden}.json/a",
            "/files/..%2f..%2fetc/passwd",
        ):
            answer = await here.get(path)
            assert (answer.status, answer.body) == (404, unknown.body)


@in_loop
async def test_a_table_as_csv(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        meta: dict[str, Any] = {"rows": 12_000, "columns": [{"name": "id"}, {"name": "a,b"}]}
        id_ = stored(here, b"", "big", "application/x-autoui-table", **meta)
        answer = await here.get(f"/files/{id_}/table.csv")
        rows = list(csv.reader(io.StringIO(answer.body.decode())))
        assert rows[0] == ["id", "a,b"]
        assert rows[1:] == [[str(n), f"n,{n}"] for n in range(12_000)]
        assert "big.csv" in answer.headers["content-disposition"]


@in_loop
async def test_frames(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        plain = stored(here, b"<script>1</script>", "a.html", "text/html")
        answer = await here.get(f"/frame/{plain}")
        csp = answer.headers["content-security-policy"]
        assert csp.startswith("sandbox allow-scripts; default-src 'none'")
        assert "allow-same-origin" not in csp
        assert answer.headers["content-type"].startswith("text/html")
        media = stored(here, b"", "a.html", "text/html", origin="https://cdn.example")
        csp = (await here.get(f"/frame/{media}")).headers["content-security-policy"]
        assert "media-src data: blob: https://cdn.example;" in csp
        evil = stored(here, b"", "a.html", "text/html", origin="https://x; script-src *")
        assert (
            "script-src *"
            not in (await here.get(f"/frame/{evil}")).headers["content-security-policy"]
        )
        sent = await here.request("PUT", "/uploads", b"<p>", {"x-file-name": "a.html"})
        assert (await here.get(f"/frame/{sent.json['$blob']}")).status == 404
        picture = stored(here, b"")
        assert (await here.get(f"/frame/{picture}")).status == 404


@in_loop
async def test_blobs_of_the_document_can_be_had(tmp_path: Path) -> None:
    async with site(tmp_path, ready=False) as here:
        id_ = here.ledger.store.add(b"x", "a.png", "image/png")
        here.worker.document["nodes"] = [{"value": {"$blob": id_, "name": "a.png"}}]
        here.worker.ready()
        await here.service.feeds.built(5)
        assert (await here.get(f"/files/{id_}/a.png")).status == 200
