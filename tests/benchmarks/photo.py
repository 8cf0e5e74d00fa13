"""A photograph of 12 megapixels in, an array through a function, a photograph without loss out.

``python tests/benchmarks/photo.py [--rounds N] [--gradio PYTHON]`` prints the seconds from the
first byte of the upload to the last of the result, and what its stages take by themselves.
``--gradio`` names a Python that has Gradio installed: the same is then measured there, with the
format that it uses by itself and with PNG. The goal is 0.6 of the quicker of the two.
"""

import argparse
import http.client
import io
import json
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.benchmarks.common import free_port, machine, report, running, serving, wait_for

GOAL = 0.6
_MODULE = """
import numpy as np
import autoui as gr


def negative(photo: np.ndarray):
    return 255 - photo


demo = gr.Interface(negative, gr.Image(), gr.Image(), api_name="negative")
demo.launch()
"""
_GRADIO = """
import sys
import gradio as gr

with gr.Blocks() as demo:
    photo = gr.Image()
    for name, format_ in (("own", None), ("png", "png")):
        shown = gr.Image(format=format_) if format_ else gr.Image()
        gr.Button(name).click(lambda array: 255 - array, photo, shown, api_name=name)
demo.launch(server_port=int(sys.argv[1]), quiet=True)
"""


def photograph() -> bytes:
    """Return a JPEG with soft shapes and some grain, as cameras make them."""
    import numpy as np
    from PIL import Image

    random = np.random.default_rng(3)
    spots = Image.fromarray(random.integers(0, 256, (38, 50, 3), dtype=np.uint8))
    soft = np.asarray(spots.resize((4000, 3000), Image.Resampling.BICUBIC)).astype(np.int16)
    grain = random.normal(0, 4, (3000, 4000, 1)).astype(np.int16)
    target = io.BytesIO()
    Image.fromarray((soft + grain).clip(0, 255).astype(np.uint8)).save(target, "JPEG", quality=90)
    return target.getvalue()


def ask(url: str, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """Return the body of an answer that must be a good one."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)
    try:
        connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        data = answer.read()
        if answer.status >= 300:
            raise SystemExit(f"{method} {path}: {answer.status} {data[:300]!r}")
        return data
    finally:
        connection.close()


def through_ours(url: str, photo: bytes) -> bytes:
    """Send a photograph through the function and return the picture that comes back."""
    bearer = {"Authorization": "Bearer " + "f" * 32}
    sent = json.loads(ask(url, "PUT", "/uploads", photo, X_File_Name="photo.jpg", **bearer))
    body = json.dumps({"photo": sent}).encode()
    kind = {"Content_Type": "application/json"}
    answer = json.loads(ask(url, "POST", "/api/negative", body, **kind, **bearer))
    (shown,) = answer["outputs"]
    return ask(url, "GET", f"/files/{shown['$blob']}/{quote(shown['name'])}", **bearer)


def through_gradio(url: str, photo: bytes, name: str) -> bytes:
    """Do the same there."""
    edge = uuid.uuid4().hex
    head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="photo.jpg"\r\n'
    body = (
        f"{head}Content-Type: image/jpeg\r\n\r\n".encode() + photo + f"\r\n--{edge}--\r\n".encode()
    )
    kind = {"Content_Type": f"multipart/form-data; boundary={edge}"}
    (path,) = json.loads(ask(url, "POST", "/gradio_api/upload", body, **kind))
    given = {"data": [{"path": path, "meta": {"_type": "gradio.FileData"}}]}
    kind = {"Content_Type": "application/json"}
    call = f"/gradio_api/call/{name}"
    event = json.loads(ask(url, "POST", call, json.dumps(given).encode(), **kind))["event_id"]
    lines = ask(url, "GET", f"{call}/{event}").decode().splitlines()
    at = lines.index("event: complete")
    (shown,) = json.loads(lines[at + 1].removeprefix("data: "))
    return ask(url, "GET", f"/gradio_api/file={quote(shown['path'])}")


def timed(title: str, send: Callable[[], bytes], rounds: int) -> float:
    """Return the median seconds of some rounds, after one that does not count."""
    data = send()
    seconds = []
    for _ in range(rounds):
        began = time.perf_counter()
        data = send()
        seconds.append(time.perf_counter() - began)
    middle = statistics.median(seconds)
    report(
        f"{title}: {min(seconds):.3f} / {middle:.3f} s (best / median), {len(data):,} bytes back"
    )
    return middle


def stages(photo: bytes, rounds: int) -> None:
    """Report what decoding and encoding take by themselves."""
    import numpy as np

    from autoui.formats.pictures import array_to_picture, load_picture, to_png

    def best(work: Callable[[], Any]) -> float:
        seconds = []
        for _ in range(rounds):
            began = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - began)
        return min(seconds) * 1e3

    array = np.array(load_picture(io.BytesIO(photo)))
    decode = best(lambda: np.array(load_picture(io.BytesIO(photo))))
    encode = best(lambda: to_png(array_to_picture(array)))
    report(f"stages: JPEG to array {decode:.0f} ms, array to PNG {encode:.0f} ms")


def exact(url: str, photo: bytes) -> None:
    """Stop unless every pixel that comes back is the one that the function returned."""
    import numpy as np
    from PIL import Image

    back = np.asarray(Image.open(io.BytesIO(through_ours(url, photo))))
    wanted = 255 - np.asarray(Image.open(io.BytesIO(photo)))
    if not np.array_equal(back, wanted):
        raise SystemExit("the picture that came back is not what the function returned")


def main() -> None:
    """Measure, and compare where there is something to compare with."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--gradio", metavar="PYTHON")
    arguments = parser.parse_args()
    before, photo, reached = machine(), photograph(), True
    report(f"a JPEG of 4,000 × 3,000 pixels, {len(photo):,} bytes")
    stages(photo, arguments.rounds)
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder, "ours.py"), Path(folder, "theirs.py")
        ours.write_text(_MODULE)
        theirs.write_text(_GRADIO)
        with serving(str(ours), "asyncio", "h11") as server:
            exact(server.url, photo)
            own = timed("autoui, PNG", lambda: through_ours(server.url, photo), arguments.rounds)
        if arguments.gradio:
            port = free_port()
            with running([arguments.gradio, str(theirs), str(port)], port) as server:
                wait_for(server.url, contains=b"gradio")
                other = min(
                    timed(
                        f"Gradio, {name}",
                        lambda name=name: through_gradio(server.url, photo, name),  # type: ignore[misc]
                        arguments.rounds,
                    )
                    for name in ("own", "png")
                )
            reached = own <= GOAL * other
            report(f"{own / other:.2f} of Gradio's time (goal {GOAL})")
    report(f"before: {before}; after: {machine()}")
    sys.exit(0 if reached else 1)


if __name__ == "__main__":
    main()
