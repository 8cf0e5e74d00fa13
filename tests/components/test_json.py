import json
import math

from autoui.components.base import Scope
from autoui.components.json import Json, json_value
from autoui.wire.values import Blob, pack


def test_small_trees_travel_whole(scope: Scope):
    assert Json().encode({"a": (1, {2})}, scope) == {"a": [1, [2]]}
    assert math.isnan(Json().encode([math.nan], scope)[0])
    assert scope.kept == []


def test_text_is_read_as_json_where_it_is(scope: Scope):
    assert Json().encode('{"a": [1]}', scope) == {"a": [1]}
    assert Json().encode("not json", scope) == "not json"


def test_large_trees_are_files_with_a_preview(scope: Scope):
    value = {
        "rows": [{"n": i, "x": math.inf, "text": "é" * 30} for i in range(20_000)],
        "$k": 2**70,
    }
    got = json_value(value, scope)
    assert isinstance(got, Blob)
    assert (got.name, got.type) == ("output.json", "application/json")
    with scope.open(got) as file:
        stored = json.load(file)
    assert stored["rows"][19_999] == {"n": 19_999, "x": None, "text": "é" * 30}
    assert stored["$k"] == 2**70
    preview = got.meta["preview"]
    assert preview["rows"][0]["n"] == 0
    assert preview["rows"][-1] == "… (19,950 more)"
    assert len(pack(got)) < 100_000


def test_previews_are_bounded_however_the_tree_is_shaped(scope: Scope):
    for value in (
        "x" * 2_000_000,
        ["x" * 100_000] * 20,
        {"k" * 100_000 + str(i): i for i in range(20)},
        [[[[list(range(50))] * 50] * 50] * 3],
        [1 << 300_000] * 20,
    ):
        got = json_value(value, scope)
        assert isinstance(got, Blob)
        assert len(pack(got)) < 400_000
