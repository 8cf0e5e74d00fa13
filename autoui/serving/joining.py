"""Send as one file what every page needs at once: a browser pays for each, however small.

``styles/first.css`` and ``core/first.js`` name the parts. Loaded as they are written, one by one,
they mean the same. Only what our style guarantees (and the tests check) is understood: an import
or export stands on a line of its own, what is exported never changes, and what a part loads later
it names relative to ``core``.
"""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

MODULES = "core/first.js"

_SHEET = re.compile(r'^@import "([^"]+)";$', re.MULTILINE)
_PART = re.compile(r'^export \* as (\w+) from "([^"]+)";$', re.MULTILINE)
_NAMES = re.compile(r'^(import|export) \{ ([^}]+) \} from "([^"]+)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:function|class|const) (\w+))", re.MULTILINE)


class Joining:
    """Knows which files are sent as one.

    Args:
        files: What each file holds, by its path below the folder of assets.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        named = _PART.findall(self._text(MODULES)) if MODULES in files else []
        self._parts = {resolve(MODULES, path): name for name, path in named}
        self._made: dict[str, bytes] = {}

    def joined(self, name: str) -> bytes:
        """Return a file as it is sent: parts in their places, imports from where parts are."""
        if name not in self._made:
            self._made[name] = self._join(name)
        return self._made[name]

    def _join(self, name: str) -> bytes:
        if name == MODULES:
            return self._modules().encode()
        if name.endswith(".css"):
            return _SHEET.sub(lambda m: self._text(resolve(name, m[1])), self._text(name)).encode()
        if name.endswith(".js") and name not in self._parts and not name.startswith("vendor/"):
            return self._importing(name).encode()
        return self._files[name]

    def _text(self, name: str) -> str:
        return self._files[name].decode()

    def _modules(self) -> str:
        """Return all parts, each as a function's scope that gives what it exports."""
        bodies = (
            f"const ${own} = (() => {{\n{self._body(name)}\n}})();"
            for name, own in self._parts.items()
        )
        exported = ", ".join(f"${own} as {own}" for own in self._parts.values())
        return "\n".join([*bodies, f"export {{ {exported} }};\n"])

    def _body(self, name: str) -> str:
        exported: list[str] = []

        def imported(found: re.Match[str]) -> str:
            kind, names, path = found.groups()
            part = f"${self._parts[resolve(name, path)]}"
            if kind == "import":
                return f"const {{ {_taken(names)} }} = {part};"
            exported.extend(f"{one}: {part}.{one}" for one in names.split(", "))
            return ""

        def own(found: re.Match[str]) -> str:
            exported.append(found[2])
            return found[1]

        body = _EXPORT.sub(own, _NAMES.sub(imported, self._text(name)))
        return f"{body}\nreturn {{ {', '.join(exported)} }};"

    def _importing(self, name: str) -> str:
        """Return a module that imports parts from the file that they are sent in."""
        used: dict[str, None] = {}

        def taken(found: re.Match[str]) -> str:
            kind, names, path = found.groups()
            part = self._parts.get(resolve(name, path))
            if part is None or kind != "import":
                return found[0]
            used[part] = None
            return f"const {{ {_taken(names)} }} = ${part};"

        text = _NAMES.sub(taken, self._text(name))
        if not used:
            return text
        up = "../" * (len(PurePosixPath(name).parts) - 1) or "./"
        parts = ", ".join(f"{part} as ${part}" for part in used)
        return f'import {{ {parts} }} from "{up}{MODULES}";\n{text}'


def resolve(name: str, target: str) -> str:
    """Return the path that a file means when it names another relative to itself."""
    parts = list(PurePosixPath(name).parent.parts)
    for part in target.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in (".", ""):
            parts.append(part)
    return "/".join(parts)


def _taken(names: str) -> str:
    """Write the names of an import as those of a pattern: ``a, b as c`` → ``a, b: c``."""
    return names.replace(" as ", ": ")
