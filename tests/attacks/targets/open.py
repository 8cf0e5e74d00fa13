"""Functions for a server that others can reach: they fail, and they have secrets."""

# ruff: noqa: B006, B008, T201

from typing import Annotated, Any

from pydantic import SecretStr

import autoui as gr

SECRET = "hunter2-hunter2"


def fail(kind: str) -> None:
    """Fail in one of many ways."""
    local_secret = SECRET
    if kind == "value":
        raise ValueError("told to everybody")
    if kind == "file":
        open("/does/not/exist/at-all")  # noqa: SIM115
    if kind == "dialog":
        raise gr.Error("a dialog")
    raise RuntimeError(f"inside {local_secret}")


def login(
    password: str = SECRET,
    token: str = SECRET,
    api_key: str = SECRET,
    pin: SecretStr = SecretStr(SECRET),
    typed: gr.Secret = SECRET,
    shown: Annotated[str, gr.Textbox(type="password")] = SECRET,
) -> int:
    """Take secrets."""
    return len(password)


def remember(item: str, seen: list[str] = []) -> list[str]:
    """Append to a default that everybody shares, and print."""
    seen.append(item)
    print("mine:", item)
    return [item]


async def remember_slowly(item: str) -> str:
    """Print beside others."""
    import asyncio

    for _ in range(3):
        print("mine:", item)
        await asyncio.sleep(0)
    return item


def leave(path: str) -> Any:
    """Return a path."""
    from pathlib import Path

    return Path(path)
