"""Another target of this folder with its sleeps cut short: ``QUICKLY=name``."""

import os
import runpy
import time
from pathlib import Path

FACTOR = float(os.environ.get("QUICKLY_FACTOR", "0.05"))
_sleep = time.sleep
time.sleep = lambda seconds: _sleep(seconds * FACTOR)

_found = runpy.run_path(str(Path(__file__).with_name(f"{os.environ['QUICKLY']}.py")), run_name="target")
demo = _found.get("demo") or _found.get("demo2") or _found[os.environ["QUICKLY"]]
