"""Build the wheel, look into it, install it in a fresh environment and serve from it."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CALCULATOR = ROOT / "examples" / "calculator.py"
MAX_BYTES = 1_000_000
NEEDED = ("autoui/py.typed", "autoui/web_assets/index.html", "autoui/web_assets/autoui.js")
READY_WITHIN = 60.0


def build(folder: Path) -> Path:
    """Build the wheel and return it."""
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = folder.glob("*.whl")
    return wheel


def faults_of(wheel: Path) -> list[str]:
    """Return what is wrong with the wheel's contents."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    size = wheel.stat().st_size
    foreign = [name for name in names if not name.startswith(("autoui/", "autoui-"))]
    return [
        *(f"the wheel lacks {name}" for name in NEEDED if name not in names),
        *(f"the wheel holds {name}" for name in foreign),
        *([f"the wheel has {size:,} bytes, more than {MAX_BYTES:,}"] if size > MAX_BYTES else []),
    ]


def install(wheel: Path, folder: Path) -> Path:
    """Install the wheel into a fresh environment and return its console script."""
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    command = [str(programs / "python"), "-m", "pip", "install", "--quiet", str(wheel)]
    subprocess.run(command, check=True)
    return programs / "autoui"


def serve(script: Path, folder: Path) -> list[str]:
    """Serve the calculator with the installed script, far from the sources; return the faults."""
    log = folder / "server.log"
    command = [str(script), "serve", f"{CALCULATOR}:calculator", "--port", "0"]
    environment = {name: v for name, v in os.environ.items() if name != "PYTHONPATH"}
    with log.open("wb") as sink:
        process = subprocess.Popen(
            command, stdout=sink, stderr=sink, stdin=subprocess.DEVNULL, cwd=folder, env=environment
        )
    try:
        url = wait_for_url(log, process)
        faults = call(url)
    except (TimeoutError, urllib.error.URLError) as error:
        faults = [f"{error}; the server said:\n{log.read_text(errors='replace')}"]
    process.send_signal(signal.SIGINT)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        faults.append("the server did not end on Ctrl+C")
    return faults


def wait_for_url(log: Path, process: "subprocess.Popen[bytes]") -> str:
    """Return the address that the start-up message names, once the page is there."""
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        words = log.read_text(errors="replace").split()
        url = next((word.rstrip("/") for word in words if word.startswith("http://")), "")
        if url and ready(url):
            return url
        time.sleep(0.05)
    raise TimeoutError("the installed autoui does not serve")


def ready(url: str) -> bool:
    """Return whether the page is built."""
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def call(url: str) -> list[str]:
    """Ask for the page and for one result; return the faults."""
    faults = []
    with urllib.request.urlopen(f"{url}/", timeout=10) as answer:
        if answer.status != 200 or b"<html" not in answer.read().lower():
            faults.append("GET / is no page")
    request = urllib.request.Request(
        f"{url}/api/calculator",
        json.dumps({"num1": 5, "operation": "add", "num2": 3}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        outputs = json.load(answer)["outputs"]
    if outputs != [8]:
        faults.append(f"5 + 3 is {outputs}")
    return faults


def main() -> str:
    """Do all of it and return the faults, one a line."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = build(folder)
        sys.stdout.write(f"{wheel.name}: {wheel.stat().st_size:,} bytes\n")
        faults = faults_of(wheel)
        faults += serve(install(wheel, folder / "environment"), folder)
    return "\n".join(faults)


if __name__ == "__main__":
    sys.exit(main() or 0)
