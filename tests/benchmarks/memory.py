"""Proportional memory of all our processes, five seconds after the first call."""

import json
import time
import urllib.request
from pathlib import Path

from common import autoui, figure, machine, report, wait_for


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        children.setdefault(int(fields[1]), []).append(int(status.parent.name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting.extend(children.get(found[-1], []))
    return found


def pss(pid: int) -> float:
    """Return the proportional set size of a process in MB."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def main() -> None:
    """Print the figure per process and in all."""
    with autoui() as server:
        wait_for(server.url + "readyz")
        request = urllib.request.Request(
            server.url + "api/calculator",
            json.dumps({"num1": 5, "operation": "add", "num2": 3}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            report(f"call: {answer.read().decode()}")
        time.sleep(5)
        sizes = {pid: pss(pid) for pid in family(server.process.pid)}
        for pid, size in sizes.items():
            command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
            report(f"{size:7.1f} MB  {command[-70:]}")
        report(f"({machine()})")
        total = sum(sizes.values())
        figure("PSS of all processes, 5 s after the first call", total, "MB", 90, most=True)


if __name__ == "__main__":
    main()
