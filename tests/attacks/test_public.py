"""A server that others can reach: what it hides, what it limits, and who sees what."""

import json
import re
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from tests.attacks.conftest import TARGETS
from tests.attacks.speak import ask, call, greeted, page, sse, upload
from tests.browser.served import Served
from tests.serve import serving

SECRET = "hunter2-hunter2"
CLUES = re.compile(r"/[a-z]+/|File \"|Traceback|open\.py|local_secret|" + SECRET)


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("public")
    with serving(str(TARGETS / "open.py"), "--host", "0.0.0.0", folder=folder) as served:
        yield served


@pytest.mark.parametrize("kind", ["runtime", "file", "value", "dialog"])
def test_errors_tell_strangers_little(public: Served, kind: str) -> None:
    with greeted(public) as found:
        last = found.do("fail", kind=kind)
    answer = call(public, "fail", kind=kind)
    assert last["kind"] == "failed"
    assert answer.status == (422 if kind == "dialog" else 500)
    for text in (json.dumps(last["data"]), json.dumps(answer.json.get("detail", ""))):
        assert not CLUES.search(text), text
    assert not last["data"]["traceback"]
    assert "traceback" not in answer.json
    told = {"value": "told to everybody", "dialog": "a dialog"}
    assert (told.get(kind, "in its log")) in last["data"]["message"]
    if kind != "dialog":
        assert last["data"]["id"] in public.output()


def test_refused_paths_are_not_named(public: Served) -> None:
    answer = call(public, "leave", path="/etc/passwd")
    assert answer.status == 500
    assert "/etc" not in answer.body.decode()
    assert "--allow-path /etc" in public.output()


def test_the_page_says_nothing_of_the_machine(public: Served) -> None:
    texts = [
        ask(public, path).body.decode() for path in ("/", "/openapi.json", "/readyz", "/healthz")
    ]
    with page(public) as found:
        texts.append(json.dumps(found.hello()))
    for text in texts:
        assert str(TARGETS) not in text
        assert SECRET not in text
        assert "/tmp" not in text


@pytest.mark.parametrize(
    ("options", "shown"), [(("--host", "0.0.0.0"), False), (("--host", "0.0.0.0", "--debug"), True)]
)
def test_debugging_is_asked_for(tmp_path: Path, options: tuple[str, ...], shown: bool) -> None:
    with serving(f"{TARGETS / 'open.py'}:fail", *options, folder=tmp_path) as served:
        answer = call(served, "fail", kind="runtime")
        assert ("traceback" in answer.json) is shown


def test_a_failed_page_tells_strangers_little(tmp_path: Path) -> None:
    target = tmp_path / "app.py"
    target.write_text('def f() -> int:\n    """Count."""\n    return 1\n')
    options = ("--host", "0.0.0.0", "--reload")
    with serving(str(target), *options, folder=tmp_path) as served, page(served) as found:
        found.hello()
        target.write_text((TARGETS / "broken.py").read_text())
        failed = found.until("page_failed")
    assert not failed["traceback"]
    assert not failed["source"]
    assert not failed["file"]
    assert SECRET not in json.dumps(failed)
    assert str(tmp_path) not in json.dumps(failed)


def test_a_page_on_its_way_says_nothing_of_the_machine(tmp_path: Path) -> None:
    target, gate = tmp_path / "app.py", tmp_path / "gate"
    target.write_text(
        f"import os, time\nwhile not os.path.exists({str(gate)!r}): time.sleep(0.02)\n"
        "def f() -> int: return 1\nraise RuntimeError\n"
    )
    options = ("--host", "0.0.0.0", "--reload")
    with (
        serving(f"{target}:f", *options, folder=tmp_path, ready=False) as served,
        page(served) as found,
    ):
        found.send(op="hello", session=found.session, page="")
        while "app.py" not in (told := found.until("loading"))["text"]:
            continue
        assert str(tmp_path) not in json.dumps(told)
        assert str(tmp_path) not in ask(served, "/").body.decode()
        gate.touch()
        assert str(tmp_path) not in json.dumps(found.until("page_failed"))
    target.write_text("no Python\n")
    with serving(f"{target}:f", *options, folder=tmp_path, ready=False) as served:
        assert str(tmp_path) not in ask(served, "/").body.decode()


# -------------------------------------------------------------------------------------- secrets


def test_secret_defaults_stay_where_they_are(public: Served) -> None:
    with page(public) as found:
        document = json.dumps(found.hello())
        assert SECRET not in document
        events = found.events(found.submit("login"))
        assert events[-1]["data"]["outputs"][0]["value"] == len(SECRET)
        assert SECRET not in json.dumps(events)
        typed = "typed-" + secrets.token_hex(4)
        events = found.events(found.submit("login", password=typed, pin=typed))
        assert typed not in json.dumps(events)
        wrong = found.submit("login", password=[typed], pin={"a": typed}, token=7)
        refusal = found.until("refused", run=wrong)
        assert {e["field"] for e in refusal["errors"]} == {"password", "pin", "token"}
        assert typed not in json.dumps(refusal)
        found.send(op="prefill", request=1, endpoint="login", texts={"password": typed})
        assert typed not in json.dumps(found.until("answer"))
    assert SECRET not in ask(public, "/openapi.json").body.decode()
    assert SECRET not in ask(public, "/").body.decode()
    assert typed not in public.output()


# ------------------------------------------------------------------------------------ isolation


def test_sessions_see_their_own(public: Served) -> None:
    mine, other = secrets.token_hex(16), secrets.token_hex(16)
    bearer = {"Authorization": f"Bearer {mine}"}
    assert (
        ask(
            public, "/api/remember/runs", b'{"run":"r","inputs":{"item":"x"}}', headers=bearer
        ).status
        == 202
    )
    assert sse(public, "/api/runs/r/events", mine)[-1][0] == "done"
    for headers in ({"Authorization": f"Bearer {other}"}, {}):
        for method, path in (("GET", "/api/runs/{}/events"), ("DELETE", "/api/runs/{}")):
            theirs = ask(public, path.format("r"), method=method, headers=headers)
            nobodys = ask(public, path.format("never"), method=method, headers=headers)
            assert theirs.status == nobodys.status == 404
            assert theirs.body == nobodys.body
    with greeted(public, other) as found:
        found.send(op="hello", session=other, page="x", runs={"r": 0})
        assert found.until("refused", run="r")["code"] == "unknown"


@pytest.mark.parametrize("endpoint", ["remember", "remember_slowly"])
def test_many_sessions_do_not_mix(public: Served, endpoint: str) -> None:
    def one(number: int) -> None:
        item = f"item-{number}-"
        with greeted(public) as found:
            events = found.events(found.submit(endpoint, item=item))
            assert events[-1]["kind"] == "done"
            assert item in json.dumps(events[-1]["data"]["outputs"])
            printed = "".join(e["data"]["text"] for e in events if e["kind"] == "log")
            assert set(re.findall(r"item-\d+-", json.dumps(events))) == {item}
            assert printed == f"mine: {item}\n" * (1 if endpoint == "remember" else 3)

    # An address has 20 sockets here.
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(one, range(50)))


def test_ids_cannot_be_guessed(public: Served) -> None:
    ids = {upload(public, b"x")["$blob"] for _ in range(20)}
    assert len(ids) == 20
    assert all(re.fullmatch("[0-9a-f]{32}", id_) for id_ in ids)


# --------------------------------------------------------------------------------------- limits


def test_a_flood_is_slowed_down_and_harms_nobody(public: Served) -> None:
    # From an address of its own, and without waiting for a good-bye.
    with page(public, source_address=("127.0.0.3", 0), close_timeout=0.1) as flood:
        flood.hello()
        for _ in range(8):
            flood.socket.send(json.dumps([{"op": "cancel", "run": "x"}] * 250))
        with greeted(public) as other:
            assert other.do("remember_slowly", item="x")["kind"] == "done"


def test_sockets_of_one_address_are_limited(public: Served) -> None:
    there = ("127.0.0.2", 0)
    with ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(page(public, source_address=there)).hello()
        with (
            pytest.raises(ConnectionClosed) as closed,
            page(public, source_address=there) as one_more,
        ):
            one_more.hello()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1013
    assert call(public, "remember", item="x").status == 200
