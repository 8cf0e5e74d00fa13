"""Who decides how the runs of a function go."""

from pathlib import Path
from typing import Any

import pytest

import autoui as gr
from autoui.errors import UsageError
from autoui.page.build import Built, build, build_blocks
from autoui.page.endpoint import ASYNC_CONCURRENCY
from autoui.page.interface import Interface
from autoui.page.options import Options, options
from autoui.page.running import UNLIMITED, running_of
from autoui.wire.server_worker import Load


@options(concurrency_limit=2, batch=True, max_batch_size=8, kill=False, cancel_on_leave=True)
def noted(words: list[str]) -> list[list[str]]:
    """Return the words."""
    return [words]


async def waits(seconds: float) -> float:
    """Return the seconds."""
    return seconds


def built(blocks: Any, **told: Any) -> Built:
    load = Load(target="", options=told, blobs="", scratch="")
    return build_blocks(blocks, load, None)  # type: ignore[arg-type]


def served(blocks: Any, **told: Any) -> Any:
    (one,) = built(blocks, **told).served
    return one


def test_a_function_says_it_itself() -> None:
    found = served(Interface(noted))
    assert (found.concurrency, found.batch, found.kill) == (2, 8, False)
    assert found.cancel_on_leave


def test_the_command_line_comes_first_then_the_interface_then_queue_then_the_function() -> None:
    def limit(blocks: Any, **told: Any) -> Any:
        return served(blocks, **told).concurrency

    assert limit(Interface(noted).queue(concurrency_count=3)) == 3
    assert limit(Interface(noted).queue(default_concurrency_limit=4)) == 4
    assert limit(Interface(noted, concurrency_limit=5).queue(4)) == 5
    assert limit(Interface(noted, concurrency_limit=5).queue(4), concurrency=6) == 6
    assert limit(Interface(noted, concurrency_limit="default").queue(4)) == 4
    assert limit(Interface(noted, concurrency_limit=None)) == UNLIMITED
    assert limit(Interface(noted).queue(default_concurrency_limit=None)) == UNLIMITED
    assert limit(Interface(waits)) == ASYNC_CONCURRENCY
    assert limit(Interface(waits).queue()) == ASYNC_CONCURRENCY


def test_batches_can_be_switched_on_and_off_from_outside() -> None:
    assert served(Interface(noted), batch=False).batch == 0
    assert served(Interface(noted), max_batch_size=3).batch == 3
    assert served(Interface(waits), batch=True).batch == 4
    assert served(Interface(waits), max_batch_size=3).batch == 0
    assert served(Interface(noted, max_batch_size=5)).batch == 5
    assert served(Interface(noted, batch=False)).batch == 0


def test_the_queue_and_the_time_limit_reach_the_server() -> None:
    found = built(Interface(waits).queue(max_size=7))
    assert (found.queue_size, found.timeout) == (7, None)
    found = built(Interface(waits).queue(max_size=7), queue_size=9, timeout=2.5)
    assert (found.queue_size, found.timeout) == (9, 2.5)
    assert built(Interface(waits)).queue_size is None


def test_listeners_of_a_page_put_together_by_hand() -> None:
    with gr.Blocks() as demo:
        number = gr.Number()
        out = gr.Number()
        gr.Button("a").click(waits, number, out, queue=True, api_name="in_line")
        gr.Button("b").click(abs, number, out, queue=False, api_name="at_once")
        gr.Button("c").click(abs, number, out, concurrency_limit=2, queue=False, api_name="two")
        gr.Button("d").click(abs, number, out, api_name="usual")
        gr.Button("e").click(
            abs, number, out, batch=True, max_batch_size=16, cancel_on_leave=True, api_name="batch"
        )
    demo.queue(default_concurrency_limit=5)
    found = {one.name: one for one in built(demo).served}
    limits = {name: one.concurrency for name, one in found.items()}
    assert limits == {"in_line": 5, "at_once": UNLIMITED, "two": 2, "usual": 5, "batch": 5}
    assert (found["batch"].batch, found["usual"].batch) == (16, 0)
    assert (found["batch"].cancel_on_leave, found["usual"].cancel_on_leave) == (True, False)


@pytest.mark.parametrize("value", [0, -1, 1.5, "many", True])
def test_numbers_that_make_no_sense_are_named(value: Any) -> None:
    for given in ({"concurrency_limit": value}, {"batch": True, "max_batch_size": value}):
        with pytest.raises(UsageError, match="from 1 on"):
            running_of(abs, given, {}, Options())


@pytest.mark.parametrize("told", [{"concurrency": 0}, {"timeout": -1}, {"max_batch_size": "x"}])
def test_what_is_told_is_checked(told: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="option of the page is wrong"):
        built(Interface(abs), **told)


@pytest.mark.parametrize(
    ("given", "near"),
    [
        ({"concurency_count": 3}, "concurrency_count"),
        ({"queue_size": 3}, "max_size"),
        ({"max_sizes": 3}, "max_size"),
    ],
)
def test_an_unknown_word_of_queue_names_the_nearest(given: dict[str, Any], near: str) -> None:
    with pytest.raises(TypeError, match=f"did you mean {near}="):
        Interface(abs).queue(**given)


def test_a_size_that_is_none_is_refused() -> None:
    with pytest.raises(TypeError, match="max_size is -1"):
        Interface(abs).queue(max_size=-1)


SCRIPT = """
import autoui as gr


def twice(x: float) -> float:
    return 2 * x


demo = gr.Interface(twice)
demo.launch(concurrency=3, timeout=9, port=1)
"""


def test_under_the_command_what_launch_was_given_counts_unless_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "script_with_launch.py").write_text(SCRIPT)
    load = Load(target="script_with_launch.py", options={"timeout": 1.0}, blobs="", scratch="")
    found = build(load, None)  # type: ignore[arg-type]
    assert (found.served[0].concurrency, found.timeout) == (3, 1.0)
