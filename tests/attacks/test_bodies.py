"""Bodies that no client of ours would send: a clear refusal, soon, and nothing is called."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.attacks.conftest import TARGETS
from tests.attacks.speak import ask, call, raw
from tests.browser.served import Served
from tests.serve import serving

FIELDS = (
    *("text", "whole", "bounded", "real", "flag", "mode", "colour", "several", "numbers", "table"),
    *("day", "moment", "clock", "path", "data", "picture", "array", "pair", "secret"),
    *("maybe", "either"),
)
# A field of these types takes a literal of any kind; what it is, the function finds out.
ANYTHING = {"table", "array", "either"}


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("kinds")
    with serving(str(TARGETS / "files.py"), folder=folder) as served:
        yield served


def _calls(served: Served) -> int:
    return int(call(served, "calls").json["outputs"][0])


def _big(count: int) -> bytes:
    return b"{" + b",".join(b'"k%d":1' % i for i in range(count)) + b"}"


BODIES: dict[str, tuple[bytes, set[int]]] = {
    "nothing said": (b"\0", {400}),
    "no json": (b"{", {400}),
    "html": (b"<html>", {400}),
    "array": (b"[1]", {400}),
    "text": (b'"x"', {400}),
    "null": (b"null", {400}),
    "number": (b"1", {400}),
    "latin": (b'{"value":"\xff"}', {400}),
    "utf-16": ('{"value":1}'.encode("utf-16"), {400}),
    "bom": (b'\xef\xbb\xbf{"value":1}', {400}),
    "surrogate": (b'{"value":"\\ud800"}', {400, 422}),
    "nan": (b'{"value":NaN}', {400, 422}),
    "infinity": (b'{"value":-Infinity}', {400, 422}),
    "1e400": (b'{"value":1e400}', {400, 422}),
    "digits": (b'{"value":' + b"9" * 100_000 + b"}", {400, 422}),
    "tagged digits": (b'{"value":{"$":"int","v":"' + b"9" * 100_001 + b'"}}', {422}),
    "tagged words": (b'{"value":{"$":"int","v":"abc"}}', {422}),
    "tagged unknown": (b'{"value":{"$":"date","v":"abc"}}', {422}),
    "tagged surrogates": (b'{"value":{"$":"str","v":[70000]}}', {422}),
    "tagged floats": (b'{"value":{"$":"float","v":"1e9"}}', {422}),
    "trailing": (b'{"value":1} x', {400}),
    "twice": (b'{"value":1}{"value":2}', {400}),
    "single quotes": (b"{'value':1}", {400}),
    "comment": (b'{"value":1/*x*/}', {400, 422}),
    "deep arrays": (b'{"value":' + b"[" * 100_000 + b"]" * 100_000 + b"}", {400, 422}),
    "deep objects": (b'{"value":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001, {400, 422}),
    "deep, open": (b'{"value":' + b"[" * 100_000, {400, 422}),
    "too deep": (b'{"value":' + b"[" * 101 + b"]" * 101 + b"}", {422}),
    "many keys": (_big(300_000), {422}),
    "a million keys": (_big(1_000_000), {413}),
    "unknown": (b'{"value":1,"extra":2,"__proto__":3}', {422}),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_is_refused_in_words(kinds: Served, name: str) -> None:
    body, statuses = BODIES[name]
    before = _calls(kinds)
    began = time.monotonic()
    answer = ask(kinds, "/api/take_any", body)
    assert time.monotonic() - began < 5
    assert answer.status in statuses, answer
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json.get("detail") or answer.json["errors"][0]["message"]
    assert said
    assert "Traceback" not in answer.body.decode()
    assert "recursion" not in answer.body.decode().lower()
    assert len(answer.body) < 1_000_000
    assert _calls(kinds) == before


@pytest.mark.parametrize("name", ["deep arrays", "digits", "latin", "nan", "array", "surrogate"])
def test_a_run_is_refused_in_words_too(kinds: Served, name: str) -> None:
    before = _calls(kinds)
    inputs, _ = BODIES[name]
    answer = ask(kinds, "/api/take_any/runs", b'{"inputs":' + inputs + b"}")
    assert answer.status in (400, 422), answer
    for body in (
        b"[]",
        b'{"inputs":[]}',
        b'{"inputs":{},"run":7}',
        b'{"run":"../x"}',
        b'{"hash":1}',
    ):
        assert ask(kinds, "/api/take_any/runs", body).status in (400, 422), body
    assert _calls(kinds) == before


def test_the_largest_bodies_are_not_read(kinds: Served) -> None:
    head = "POST /api/take_any HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    said = raw(kinds, f"{head}Content-Length: 100000000\r\n\r\n".encode())
    assert said.startswith(b"HTTP/1.1 413")
    chunk = b"%x\r\n" % (1 << 20) + b" " * (1 << 20) + b"\r\n"
    chunked = raw(kinds, f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + chunk * 8)
    assert chunked.startswith(b"HTTP/1.1 413") or not chunked
    assert ask(kinds, "/healthz").status == 200


WRONG: list[Any] = [
    {"path": "/etc/passwd"},
    {"__class__": "int"},
    [[[[]]]],
    [None],
    {"$": "source", "v": "__import__('os').abort()"},
    {"$blob": "0" * 32},
]


@pytest.mark.parametrize("value", WRONG, ids=repr)
def test_wrong_values_are_named_one_by_one(kinds: Served, value: Any) -> None:
    before = _calls(kinds)
    answer = call(kinds, "kinds", **dict.fromkeys(FIELDS, value))
    assert answer.status == 422, answer
    named = {error["field"].split("[")[0].split(".")[0] for error in answer.json["errors"]}
    assert all(error["message"] for error in answer.json["errors"])
    # A well-formed reference is looked at when all else is right.
    free = {*ANYTHING, "path", "data", "picture"} if "$blob" in value else {*ANYTHING}
    # What somebody typed will do for bytes: they may be given as text.
    free |= {"data"} if "$" in value else set()
    assert named >= set(FIELDS) - free, set(FIELDS) - named
    assert _calls(kinds) == before


def test_nothing_given_names_everything(kinds: Served) -> None:
    answer = call(kinds, "kinds")
    assert answer.status == 422
    given = {"bounded", "flag", "maybe"}
    assert {error["field"] for error in answer.json["errors"]} == set(FIELDS) - given


ODD = {
    "text": ["x" * 21, 7, True, None, [], "x" * 1_000_000],
    "whole": [1.5, "1", "x", True, {"$": "float", "v": "nan"}, None],
    "bounded": [-1, 11, 2**60, {"$": "int", "v": "9" * 50}],
    "real": ["1.0", True, [], None],
    "flag": ["true", 1, 0, "on", None],
    "mode": ["c", "A", 0, None, ["a"]],
    "colour": ["GREEN", 3, "red ", None],
    "several": [["x", "z"], "x", [["x"]]],
    "numbers": [[1, "x"], {"0": 1}, "1,x", 7],
    "day": ["2024-13-01", "yesterday", 7, "2024-02-30", "99999-01-01"],
    "moment": ["2024-01-01T25:00", "now", 7],
    "clock": ["24:01", "x", 7],
    "secret": [7, None, []],
    "pair": [[1], [1, 2, 3], "x", {"0": 1}],
    "maybe": ["x", 1.5, []],
}


@pytest.mark.parametrize("field", ODD)
def test_an_odd_value_is_an_error_at_its_field(kinds: Served, field: str) -> None:
    before = _calls(kinds)
    for value in ODD[field]:
        answer = ask(kinds, "/api/kinds", json.dumps({field: value}).encode())
        assert answer.status == 422, (value, answer)
        errors = answer.json["errors"]
        own = [e for e in errors if e["field"].split("[")[0].split(".")[0] == field]
        assert own, (value, errors)
        assert own[0]["message"] != "is required" or value is None, (value, own)
    assert _calls(kinds) == before
