"""Write ``docs/reference/protocol.md`` from ``autoui/wire/``.

``--check`` writes nothing and fails if the file is not what would be written.
"""

import inspect
import re
import sys
from pathlib import Path
from types import UnionType
from typing import Any, get_args

import msgspec

from autoui import errors
from autoui.wire.message import MAX_MESSAGE, TERMINAL, EventKind
from autoui.wire.page_server import FromPage, ToPage
from autoui.wire.server_nursery import FromNursery, ToNursery
from autoui.wire.server_worker import FromWorker, Served, ToWorker
from autoui.wire.values import MAX_DEPTH, MAX_INTEGER_DIGITS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "protocol.md"

DIGITS = f"{MAX_INTEGER_DIGITS:,}"

HEAD = f"""\
# Protocol

<!-- Written by .ci/protocol.py from autoui/wire/; change those, then run it. -->

What crosses a process or network boundary. The page and the server speak JSON over a websocket;
the server and the worker speak msgpack over a socket pair, each message behind four bytes of
length (big-endian); the server and the nursery exchange one msgpack message per packet.

A message is an object whose `op` names it. An unknown `op` is a protocol error and ends the
connection; an unknown field is ignored. No message is larger than {MAX_MESSAGE >> 20} MiB.
A text frame on the websocket is one message or an array of up to 256. In the tables below, `Raw`
is a packed value that stands in the message as it is, and `bytes` holds one.

## Values

A value is what a component makes of an input or a result. It is packed to JSON once, where it is
made, and travels as that text: the server never parses what a function takes or returns.

| Python | on the wire |
|---|---|
| `None`, `bool`, `str`, finite `float`, `int` within ±(2⁵³−1) | as JSON has them |
| `list`, `tuple` | array |
| `dict` with `str` keys | object; a key that begins with `$` gains another `$` |
| a larger `int` | `{{"$": "int", "v": "9007199254740993"}}`, at most {DIGITS} digits |
| `nan`, `inf`, `-inf` | `{{"$": "float", "v": "nan"}}` |
| `str` with lone surrogates | `{{"$": "str", "v": [55357]}}`, UTF-16 units |
| text that will be read as a literal | `{{"$": "source", "v": "[1, 2]"}}` |
| a file, picture or table | `{{"$blob": id, "name": …, "type": …, "size": …, "meta": {{…}}}}` |

Lists and dicts nest at most {MAX_DEPTH} deep.

## Runs

The page makes the run's id, so that submitting twice starts one run. The server numbers the events
of a run from 1; a page that comes back names the last number it has.

"""

GROUPS: tuple[tuple[str, str, UnionType], ...] = (
    ("Page to server", "On the websocket `ws`.", FromPage),
    ("Server to page", "On the same websocket.", ToPage),
    ("Server to worker", "On the link.", ToWorker),
    ("Worker to server", "On the link.", FromWorker),
    ("Server to nursery", "On the nursery's control socket.", ToNursery),
    ("Nursery to server", "On the nursery's control socket.", FromNursery),
)

PARTS: tuple[type, ...] = (Served, errors.Problem)


def document() -> str:
    """Return the whole page."""
    kinds = ", ".join(
        f"`{kind}`{' (ends the run)' if kind in TERMINAL else ''}" for kind in get_args(EventKind)
    )
    parts = [HEAD, f"Kinds of event: {kinds}. What each carries stands in\n"]
    parts.append("[the page document](page-document.md).\n")
    for title, place, union in GROUPS:
        parts.append(f"\n## {title}\n\n{place}\n")
        parts += [section(message, heading(message)) for message in get_args(union)]
    parts.append("\n## Parts of messages\n")
    parts += [section(part, part.__name__) for part in PARTS]
    return "".join(parts)


def heading(message: Any) -> str:
    """Return the tag in code quotes."""
    return f"`{message.__struct_config__.tag}`"


def section(struct: Any, title: str) -> str:
    """Describe one struct: what it says, then its fields."""
    text, attributes = split_docstring(inspect.getdoc(struct) or "")
    lines = [f"\n### {title}\n\n{text}\n"]
    fields = msgspec.structs.fields(struct)
    if fields:
        lines.append("\n| field | type | default | meaning |\n|---|---|---|---|\n")
    for field in fields:
        meaning = attributes.get(field.name, "")
        row = (f"`{field.encode_name}`", type_name(field.type), default(field), meaning)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |\n")
    return "".join(lines)


def type_name(type_: Any) -> str:
    """Write a type as it stands in the source, without module names."""
    text = type_.__name__ if isinstance(type_, type) and not get_args(type_) else str(type_)
    return f"`{re.sub(r'[a-z_]+[.](?=[A-Za-z])', '', text)}`"


def default(field: Any) -> str:
    """Write a field's default; a dash where the field is required."""
    if field.default is not msgspec.NODEFAULT:
        return "`null`" if field.default is None else f"`{show(field.default)}`"
    if field.default_factory is not msgspec.NODEFAULT:
        return f"`{show(field.default_factory())}`"
    return "–"


def show(value: Any) -> str:
    """Write a default as JSON, and raw JSON as it is."""
    if isinstance(value, msgspec.Raw):
        return bytes(value).decode()
    if isinstance(value, bytes):
        return value.decode() or '""'
    return msgspec.json.encode(value).decode()


def split_docstring(docstring: str) -> tuple[str, dict[str, str]]:
    """Return the prose of a Google-style docstring, and its ``Attributes`` by name."""
    prose, _, attributes = docstring.partition("\nAttributes:\n")
    found: dict[str, str] = {}
    names: list[str] = []
    for line in attributes.splitlines():
        entry = re.match(r"    (\w+(?:, \w+)*): (.*)", line)
        if entry:
            names = entry[1].split(", ")
            found.update(dict.fromkeys(names, entry[2]))
        elif line.strip():
            found.update({name: f"{found[name]} {line.strip()}" for name in names})
    return markdown(prose.strip()), {name: markdown(text) for name, text in found.items()}


def markdown(text: str) -> str:
    """Turn the docstring's double back quotes into Markdown's single ones."""
    return text.replace("``", "`")


def main() -> int:
    """Write or check; return the exit code."""
    wanted = document()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(wanted, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == wanted:
        return 0
    sys.stderr.write(f"{PAGE.name} is stale: run `python .ci/protocol.py`\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
