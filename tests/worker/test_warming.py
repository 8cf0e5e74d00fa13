"""What importing a package leaves behind, and what therefore stays out of the nursery."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PACKAGES = {
    "tame": "import os\nos.environ['TAME_SAYS'] = 'hello'\nprint('loud')\n",
    "threaded": (
        "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n"
    ),
    "talking": "import socket\nkept = socket.socket()\n",
    "parent": "import subprocess, sys\nkept = subprocess.Popen(['sleep', '30'])\n",
    "holding": "kept = open('/dev/null')\n",
    "greedy": "import signal\nsignal.signal(signal.SIGTERM, print)\n",
    "broken": "raise RuntimeError('not here')\n",
    "gone": "import os\nos._exit(0)\n",
    "slow": "import time\ntime.sleep(30)\n",
    "reads": "import os\nlevel = os.environ.get('LEVEL')\n",
}
RUN = """
import json, os, sys
from pathlib import Path
from autoui.worker import warming
{body}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of installed packages."""
    folder = tmp_path_factory.mktemp("env") / "site-packages"
    for name, source in PACKAGES.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text(source)
        (folder / name / "part.py").write_text("here = 1\n")
        told = folder / f"{name}-1.0.dist-info"
        told.mkdir()
        (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (told / "top_level.txt").write_text(f"{name}\n")
    return folder


def run(site: Path, body: str, **environ: str) -> Any:
    """Run Python in a process that has these packages, and return what it prints as JSON."""
    told = subprocess.run(
        [sys.executable, "-c", RUN.replace("{body}", body)],
        env={**os.environ, "PYTHONPATH": f"{site}:{Path(__file__).parents[2]}", **environ},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert told.stderr == ""
    return json.loads(told.stdout)


def test_what_an_import_leaves_behind(site: Path) -> None:
    names = list(PACKAGES)
    body = (
        f"names = {names!r}\n"
        "found = {}\n"
        "with warming.quiet():\n"
        "    for n in names: found[n] = warming.probe([n], 1).reason\n"
        "print(json.dumps([found, [n for n in names if n in sys.modules]]))"
    )
    found, imported = run(site, body)
    assert imported == []
    assert found == {
        "tame": "",
        "threaded": "it starts a thread",
        "talking": "it opens a socket",
        "parent": "it starts a process",
        "holding": "it keeps /dev/null open",
        "greedy": "it handles signals",
        "broken": "it cannot be imported: RuntimeError: not here",
        "gone": "importing it ends the process",
        "slow": "importing it takes more than 1 seconds",
        "reads": "",
    }


WARM = """
probed = []
before = warming.probe
warming.probe = lambda modules: probed.append(modules) or before(modules)
cold, users = warming.Warming(Path(os.environ['CACHE'])).warm(
    ['tame', 'tame.part', 'threaded', 'reads', 'broken'],
    {'TAME_SAYS': 'hello', 'LEVEL': '3'},
)
import reads
print(json.dumps([
    sorted(cold), users, reads.level, os.environ.get('LEVEL'), os.environ['TAME_SAYS'],
    [n for n in ('tame', 'tame.part', 'threaded', 'reads') if n in sys.modules], probed,
]))
"""


def test_a_verdict_is_remembered_for_a_version(site: Path, tmp_path: Path) -> None:
    first = run(site, WARM, CACHE=str(tmp_path))
    warm = ["tame", "tame.part", "reads"]
    assert first[:6] == [
        ["broken", "threaded"], {"LEVEL": "3"}, "3", None, "hello", warm,
    ]  # fmt: skip
    assert first[6] == [["tame", "tame.part"], ["threaded"], ["reads"], ["broken"]]
    again = run(site, WARM, CACHE=str(tmp_path))
    assert again[:6] == first[:6]
    # What failed may have failed for a reason that is gone.
    assert again[6] == [["broken"]]
    told = site / "threaded-1.0.dist-info" / "METADATA"
    told.write_text(told.read_text().replace("Version: 1.0", "Version: 1.1"))
    assert ["threaded"] in run(site, WARM, CACHE=str(tmp_path))[6]


def test_only_installed_packages_are_named(site: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("")
    (tmp_path / "editable").mkdir()
    (tmp_path / "editable" / "__init__.py").write_text("")
    (site / "linked").symlink_to(tmp_path / "editable")
    (site / "own").mkdir()
    (site / "own" / "__init__.py").write_text("")
    body = (
        f"site = {str(site)!r}\n"
        f"sys.path.insert(0, {str(tmp_path)!r})\n"
        "warming._installed_folders = lambda: (site + os.sep,)\n"
        "before = list(sys.modules)\n"
        "with warming.quiet():\n"
        "    import mine, editable, linked, own, tame.part, reads, json.tool\n"
        "print(json.dumps(warming.installed_since(before, 'own')))"
    )
    assert run(site, body) == ["tame", "tame.part", "reads"]
