"""A reverse proxy below a path: nginx where it is installed, else a small one of our own."""

import asyncio
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

NGINX = shutil.which(
    "nginx", path="/usr/sbin:/usr/local/sbin:/usr/local/bin:/usr/bin:/opt/homebrew/bin"
)
NGINX_FRAME = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{site}
}}
"""


@contextmanager
def nginx(site: str, port: int, folder: Path) -> Iterator[None]:
    """Run nginx with a site's configuration until the block is left."""
    assert NGINX is not None
    configuration = folder / "nginx.conf"
    configuration.write_text(NGINX_FRAME.format(folder=folder, site=site))
    log = folder / "nginx.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [NGINX, "-p", str(folder), "-c", str(configuration)],
            stdout=sink,
            stderr=sink,
            stdin=subprocess.DEVNULL,
        )
    try:
        _wait_for(port, process, log)
        yield
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and process.poll() is None:
        try:
            asyncio.run(_touch(port))
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError(f"nginx does not listen; it said:\n{log.read_text(errors='replace')}")


async def _touch(port: int) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()
    await writer.wait_closed()


@contextmanager
def small_proxy(prefix: str, upstream: str, port: int) -> Iterator[None]:
    """Run a proxy that does what the documented nginx site does, one request a connection."""
    loop = asyncio.new_event_loop()
    address = urlsplit(upstream)
    assert address.port is not None
    upstream_port = address.port
    ready, stop = threading.Event(), asyncio.Event()

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            there, back = await asyncio.open_connection("127.0.0.1", upstream_port)
            back.write(rewrite(head, prefix))
            await asyncio.gather(_pipe(reader, back), _pipe(there, writer))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def run() -> None:
        async with await asyncio.start_server(relay, "127.0.0.1", port):
            ready.set()
            await stop.wait()
        waiting = asyncio.all_tasks() - {asyncio.current_task()}
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    try:
        assert ready.wait(10)
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()


def rewrite(head: bytes, prefix: str) -> bytes:
    """Take the prefix off the path, and say who forwards."""
    lines = head.decode("latin-1").split("\r\n")
    lines[0] = lines[0].replace(f" {prefix}", " /", 1)
    upgrade = any(re.match(r"upgrade:", line, re.IGNORECASE) for line in lines)
    if not upgrade:
        lines = [line for line in lines if not re.match(r"connection:", line, re.IGNORECASE)]
        lines.insert(1, "Connection: close")
    lines[1:1] = ["X-Forwarded-Proto: http", "X-Forwarded-For: 127.0.0.1"]
    return "\r\n".join(lines).encode("latin-1")


async def _pipe(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    finally:
        target.close()
