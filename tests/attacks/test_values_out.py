"""Results that cannot be shown, or hardly: a defined end, valid JSON, the same worker."""

import json
import re
from collections.abc import Iterator

import pytest

from tests.attacks.conftest import TARGETS
from tests.attacks.speak import ask, call, greeted
from tests.browser.served import Served
from tests.serve import serving

NAMES = re.findall(r'^    "(\w+)": ', (TARGETS / "values.py").read_text(), re.MULTILINE)
PROMISES = ["give_number", "give_text", "give_list", "give_dict", "give_path", "give_pair"]
LARGE = {"text", "items"}


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("values")
    with serving(str(TARGETS / "values.py"), folder=folder) as served:
        yield served


def _pid(served: Served) -> object:
    return call(served, "still").json["outputs"]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "endless"])
def test_every_value_has_a_defined_end(values: Served, name: str) -> None:
    worker = _pid(values)
    with greeted(values) as page:
        for promise in ["give", *([] if name in LARGE else PROMISES)]:
            last = page.events(page.submit(promise, value=name))[-1]
            assert last["kind"] in ("done", "failed"), (promise, last)
            if last["kind"] == "failed":
                assert last["data"]["message"], (promise, last)
                assert "/autoui/" not in str(last["data"]["traceback"]), (promise, last)
    assert _pid(values) == worker


def test_what_never_ends_to_be_shown_is_cancelled(values: Served) -> None:
    with greeted(values) as page:
        run = page.submit("give", value="endless")
        page.until("event", run=run, kind="started")
        page.send(op="cancel", run=run)
        assert page.events(run)[-1]["kind"] == "cancelled"
    assert call(values, "give", value="nan").status == 200


@pytest.mark.parametrize("name", ["nan", "infinity", "surrogate", "big", "dollar", "keys"])
def test_answers_are_json_by_the_letter(values: Served, name: str) -> None:
    def never(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    answer = call(values, "give", value=name)
    assert answer.status == 200
    json.loads(answer.body.decode("utf-8", "strict"), parse_constant=never)


def test_what_poses_as_a_file_is_none(values: Served) -> None:
    value = call(values, "give", value="dollar").json["outputs"][0]
    assert "$blob" not in value
    assert "$" not in value


def test_html_of_an_object_has_a_frame_of_its_own(values: Served) -> None:
    blob = call(values, "give", value="rich").json["outputs"][0]["$blob"]
    frame = ask(values, f"/frame/{blob}")
    policy = frame.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-scripts;")
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy
    file = ask(values, f"/files/{blob}/output.html")
    assert file.headers["content-disposition"].startswith("attachment")
    assert file.headers["content-type"] == "application/octet-stream"
    assert file.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["broken_rich", "wrong_rich", "html", "svg"])
def test_text_is_not_taken_for_html(values: Served, name: str) -> None:
    with greeted(values) as page:
        assert page.do("give", value=name)["data"]["outputs"][0]["show"] == "text"
