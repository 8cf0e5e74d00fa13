"""Another target of this folder with its sleeps cut short: ``QUICKLY=name``.

With ``QUICKLY_GO=path`` a sleep lasts until that file is there.
"""

import os
import runpy
import time
from pathlib import Path

FACTOR = float(os.environ.get("QUICKLY_FACTOR", "0.05"))
GO = os.environ.get("QUICKLY_GO")
_sleep = time.sleep


def sleep(seconds):
    while GO and not Path(GO).exists():
        _sleep(0.01)
    _sleep(seconds * FACTOR)


time.sleep = sleep

_found = runpy.run_path(str(Path(__file__).with_name(f"{os.environ['QUICKLY']}.py")), run_name="target")
demo = _found.get("demo") or _found.get("demo2") or _found[os.environ["QUICKLY"]]
