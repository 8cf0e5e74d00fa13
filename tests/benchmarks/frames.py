"""Pictures of a generator, each fetched and looked at: without loss, and as JPEG.

``python tests/benchmarks/frames.py [--fast] [--rounds N] [--frames N]`` prints frames a second from
the request to the last byte of the last picture. The frames are noise of 512 × 512 pixels, made
before the first is asked for; noise is the worst there is for every format.
"""

import argparse
import http.client
import io
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.benchmarks.bare import flavour
from tests.benchmarks.common import Server, figure, machine, report, serving
from tests.benchmarks.load import cpu_of
from tests.benchmarks.values import _SESSION, submit

GOAL = {"lossless": 60, "jpeg": 130}
_SEED, _KINDS = 7, 16
_MODULE = f"""
from collections.abc import Iterator

import numpy as np
import autoui as gr

frames = np.random.default_rng({_SEED}).integers(0, 256, ({_KINDS}, 512, 512, 3), dtype=np.uint8)


def lossless(n: int) -> Iterator[np.ndarray]:
    for i in range(n):
        yield frames[i % {_KINDS}]


def jpeg(n: int) -> Iterator[np.ndarray]:
    for i in range(n):
        yield frames[i % {_KINDS}]


with gr.Blocks() as demo:
    count = gr.Number(precision=0)
    for function, image in ((lossless, gr.Image()), (jpeg, gr.Image(format="jpeg"))):
        gr.Button(function.__name__).click(function, count, image)
demo.launch()
"""


def measure(server: Server, name: str, count: int) -> tuple[float, float, str, str]:
    """Return frames a second, bytes of one, their type, and the processor time spent on one."""
    import numpy as np
    from PIL import Image

    parts = urlsplit(server.url)
    assert parts.hostname is not None
    stream = http.client.HTTPConnection(parts.hostname, parts.port)
    files = http.client.HTTPConnection(parts.hostname, parts.port)
    cpu = cpu_of(server.process.pid)
    began = time.perf_counter()
    stream.request("GET", urlsplit(submit(server.url, name, {"n": count})).path, headers=_SESSION)
    events = stream.getresponse()
    pictures: list[bytes] = []
    kind, blob = "", {}
    while len(pictures) < count:
        line = events.readline()
        if line.startswith(b"event: "):
            kind = line[7:].decode().strip()
        elif line.startswith(b"data: ") and kind == "value":
            (blob,) = json.loads(line[6:])["outputs"]
            files.request("GET", f"/files/{blob['$blob']}/{blob['name']}", headers=_SESSION)
            pictures.append(files.getresponse().read())
        elif kind in ("failed", "lost") or not line:
            raise SystemExit(f"after {len(pictures)} frames: {kind} {line!r}")
    seconds = time.perf_counter() - began
    spent = cpu_of(server.process.pid)
    used = ", ".join(f"{n} {(now - cpu[n]) / count * 1e3:.1f}" for n, now in spent.items())
    made = np.random.default_rng(_SEED).integers(0, 256, (_KINDS, 512, 512, 3), dtype=np.uint8)
    for at, data in enumerate(pictures):
        seen = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
        if seen.shape != (512, 512, 3):
            raise SystemExit(f"frame {at} is {seen.shape}")
        if name == "lossless" and not np.array_equal(seen, made[at % _KINDS]):
            raise SystemExit(f"frame {at} is not what was made")
    for connection in (stream, files):
        connection.close()
    return count / seconds, len(pictures[0]), blob["type"], used


def main() -> None:
    """Measure both formats."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fast", action="store_true", help="uvloop and httptools")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--frames", type=int, default=200)
    arguments = parser.parse_args()
    before = machine()
    reached = True
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "noise.py")
        path.write_text(_MODULE)
        with serving(str(path), *flavour(fast=arguments.fast)) as server:
            for name, goal in GOAL.items():
                rates = []
                for _ in range(arguments.rounds):
                    rate, size, type_, used = measure(server, name, arguments.frames)
                    rates.append(rate)
                    report(f"  {rate:>6.1f} frames/s, {type_}, {size:,} bytes, CPU in ms: {used}")
                what = f"512 × 512 noise frames, {name}"
                reached &= figure(what, statistics.median(rates), "/s", goal)
    report(f"{' + '.join(flavour(fast=arguments.fast))}; before: {before}; after: {machine()}")
    sys.exit(0 if reached else 1)


if __name__ == "__main__":
    main()
