"""The survey tells what is served from what is refused and from what fails."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

ODD = '''import collections.abc
import os


def fine(x: int) -> int:
    """Return it.

    >>> fine(2)
    2
    """
    return x


def needs_a_function(key: collections.abc.Callable[[int], int]):
    """Nobody can type a function."""


class Raises:
    __module__ = __name__

    def __call__(self, x): ...

    @property
    def __signature__(self):
        raise RuntimeError("no signature for you")


class Dies(Raises):
    __module__ = __name__

    @property
    def __signature__(self):
        os._exit(3)


raises, dies = Raises(), Dies()
__all__ = ["fine", "needs_a_function", "raises", "dies"]
'''


def test_each_name_comes_to_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "odd_names.py").write_text(ODD)
    ended = subprocess.run(
        [sys.executable, "-m", "tests.corpus.survey", "--examples", "odd_names", "nowhere"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path)])},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = ended.stdout.splitlines()
    # Served, refused, failed; and of the only example row, that it is right.
    assert lines[1].split() == ["odd_names", "1", "1", "2", "1", "0", "0", "0", "0"], ended.stderr
    assert "skipped: nowhere: ModuleNotFoundError: No module named 'nowhere'" in lines
    assert "failed: odd_names:raises: RuntimeError: no signature for you" in lines
    assert "failed: odd_names:dies: ended with 3" in lines
    assert ended.returncode == 1
