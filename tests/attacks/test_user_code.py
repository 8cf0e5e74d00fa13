"""Hostile or unlucky code: the server stays, the run ends once, the next call works."""

import pytest

from tests.attacks.speak import TERMINAL, ask, call, greeted
from tests.browser.served import Served

# What a deed ends with, and a word of the reason that is told.
DEEDS = {
    "exit": ("failed", "sys.exit(3)"),
    "exit_riddle": ("failed", "sys.exit"),
    "os_exit": ("lost", "exit code 3"),
    "abort": ("lost", "SIGABRT"),
    "segfault": ("lost", "SIGSEGV"),
    "kill_self": ("lost", "SIGKILL"),
    "kill_group": ("lost", "SIGKILL"),
    "close_everything": ("lost", "link"),
    "close_output": ("done", ""),
    "close_terminal": ("failed", "nobody hears this"),
    "replace_output": ("done", "replaced"),
    "recursion": ("failed", "recursion"),
    "memory": ("failed", "MemoryError"),
    "keyboard": ("failed", "KeyboardInterrupt"),
    "riddle": ("failed", "from below"),
    "generator_exit": ("failed", "GeneratorExit"),
    "stop_iteration": ("failed", "StopIteration"),
    "mute": ("failed", "cannot be shown"),
    "silent_key": ("failed", "KeyError"),
    "interrupting": ("failed", "cannot be shown"),
    "surrogate": ("failed", "alone"),
    "group": ("failed", "many"),
    "long": ("failed", "xxx"),
    "trace": ("done", "traced"),
    "folder": ("done", "moved"),
    "lost_folder": ("done", "nowhere"),
    "patch": ("done", "patched"),
    "fork": ("done", "parent"),
    "fork_exit": ("done", "parent"),
    "hook": ("lost", "exit code 9"),
    "thread": ("done", "joined"),
    "warn": ("failed", "as error"),
    "signals": ("done", "deaf"),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_ends_its_run_and_nothing_else(unlucky: Served, deed: str) -> None:
    kind, word = DEEDS[deed]
    with greeted(unlucky) as page:
        events = page.events(page.submit("act", deed=deed))
        assert [event["kind"] in TERMINAL for event in events].count(True) == 1
        last = events[-1]
        assert last["kind"] == kind, last
        assert word in str(last["data"]), last
        assert page.do("add", a=2, b=3)["data"]["outputs"][0]["value"] == 5
    assert ask(unlucky, "/healthz").status == 200
    assert call(unlucky, "add", a=1, b=1).status == 200
