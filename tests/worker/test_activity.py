"""Counting runs, and the directories they get."""

import io
import os
import sys
from pathlib import Path

import pytest

from autoui.worker.activity import SWITCH_INTERVAL, Activity
from autoui.worker.surroundings import Surroundings
from autoui.worker.workspace import Workspaces


def test_a_run_is_alone_until_another_begins() -> None:
    activity = Activity()
    activity.begin(1)
    assert activity.alone(1)
    activity.begin(2)
    activity.end(2)
    assert not activity.alone(1)
    activity.end(1)
    activity.begin(3)
    assert activity.alone(3)


def test_what_a_call_changed_of_the_process_is_put_back_when_nobody_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    activity = Activity(settle=Surroundings().restore)
    activity.begin(1)
    activity.begin(2)
    os.chdir(os.sep)
    sys.stdout = io.StringIO()
    activity.end(1)
    assert Path.cwd() == Path(os.sep)
    activity.end(2)
    assert Path.cwd() == tmp_path
    assert sys.stdout is stream


def test_turns_are_short_only_while_a_guest_runs_something() -> None:
    usual = sys.getswitchinterval()
    activity = Activity(hurried=True)
    for number in (1, 2):
        activity.begin(number)
        assert abs(sys.getswitchinterval() - SWITCH_INTERVAL) < 1e-6
    activity.end(1)
    assert abs(sys.getswitchinterval() - SWITCH_INTERVAL) < 1e-6
    activity.end(2)
    assert sys.getswitchinterval() == usual


def test_only_an_empty_directory_is_given_out_again(tmp_path: Path) -> None:
    spaces = Workspaces(tmp_path)
    first = spaces.take()
    assert first.stat().st_mode & 0o777 == 0o700
    spaces.give_back(first)
    assert spaces.take() == first
    assert spaces.take() != first
    (first / "left").touch()
    spaces.give_back(first)
    assert not first.exists()
    assert first not in (spaces.take(), spaces.take())
