"""Send as one file what a page needs at once: a browser pays for each, however small.

``autoui.js``, what it imports, and the modules that a page shows first are sent together under the
name of the former. Loaded as they are written, one by one, they mean the same, and each is there
once. Only what our style guarantees (and the tests check) is understood: an import or export
stands on a line of its own, what is exported never changes, no module needs itself, and what
awaits something at its top is only loaded by a call of ``import``.
"""

import posixpath
import re
from collections.abc import Iterable, Mapping

ENTRY = "autoui.js"

_SHEET = re.compile(r'^@import "([^"]+)";$', re.MULTILINE)
_STATIC = re.compile(r'^(?:import|export)\b(?:[^"\n()]* from)? "(\.[^"]+)";$', re.MULTILINE)
_NAMES = re.compile(
    r'^(import|export) (?:(\w+)(?:, )?)?(?:\{ ([^}]+) \})? from "([^"]+)";$', re.MULTILINE
)
_BARE = re.compile(r'^import "([^"]+)";$', re.MULTILINE)
_WAITS = re.compile(r"^await ", re.MULTILINE)
_DEFAULT = re.compile(r"^export default ", re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
_LATER = re.compile(r'\bimport\("(\.[^"]+)"\)')
_COMPUTED = re.compile(r"\bimport\((?=\w)")

# What a part is asked for by an address that is only known later is given, not loaded again.
_GIVEN = """
const $root = new URL(".", import.meta.url).href;
const $import = (url) => {
  const part = $given[url.replace($root, "")];
  return part ? Promise.resolve(part) : import(url);
};
"""


class Joining:
    """Knows which files are sent as one.

    Args:
        files: What each file holds, by its path below the folder of assets.
        modules: The modules that a page shows first.
    """

    def __init__(self, files: Mapping[str, bytes], modules: Iterable[str] = ()) -> None:
        self._files = files
        self._modules = list(modules)
        needed = [*self._modules, ENTRY] if ENTRY in files else []
        self._parts = {name: _scope(name) for name in self._in_order(needed)}

    @property
    def parts(self) -> list[str]:
        """The modules that are sent as one, each after those it needs."""
        return list(self._parts)

    def joined(self, name: str) -> bytes:
        """Return a file as it is sent: parts in their places, imports from where parts are."""
        if name == ENTRY:
            return self._entry().encode()
        if name.endswith(".css"):
            return _SHEET.sub(lambda m: self._text(resolve(name, m[1])), self._text(name)).encode()
        if name.endswith(".js"):
            return self._late(name).encode()
        return self._files[name]

    def _text(self, name: str) -> str:
        return self._files[name].decode()

    def _in_order(self, names: Iterable[str]) -> list[str]:
        found: dict[str, None] = {}

        def add(name: str) -> None:
            if name in found or name not in self._files:
                return
            for path in _STATIC.findall(self._text(name)):
                add(resolve(name, path))
            found[name] = None

        for name in names:
            add(name)
        return list(found)

    # ---- the one file

    def _entry(self) -> str:
        """Return all parts, each as a function's scope that gives what it exports."""
        *scopes, entry = [self._scoped(name, scope) for name, scope in self._parts.items()]
        given = ", ".join(
            f'"{name}": {self._parts[name]}' for name in self._modules if name in self._parts
        )
        exported = ", ".join(scope for name, scope in self._parts.items() if name != ENTRY)
        return "\n".join(
            [*scopes, f"const $given = {{ {given} }};{_GIVEN}{entry}\nexport {{ {exported} }};\n"]
        )

    def _scoped(self, name: str, scope: str) -> str:
        exported: list[str] = []

        def named(found: re.Match[str]) -> str:
            part = self._parts[resolve(name, found[4])]
            if found[1] == "import":
                return f"const {{ {_taken(found)} }} = {part};"
            for one in found[3].split(", "):
                inner, _, outer = one.partition(" as ")
                exported.append(f"{outer or inner}: {part}.{inner}")
            return ""

        def own(found: re.Match[str]) -> str:
            exported.append(found[2])
            return found[1]

        def later(found: re.Match[str]) -> str:
            path = resolve(name, found[1])
            part = self._parts.get(path)
            return f"Promise.resolve({part})" if part else f'import("./{path}")'

        text = _BARE.sub("", _NAMES.sub(named, self._text(name)))
        text = _COMPUTED.sub("$import(", _LATER.sub(later, _EXPORT.sub(own, text)))
        text = text.replace("import.meta.url", f'new URL("{name}", import.meta.url).href')
        if _DEFAULT.search(text):
            text = _DEFAULT.sub("const $default = ", text)
            exported.append("default: $default")
        if name == ENTRY:
            return f"{{\n{text}\n}}"
        # One that waits for something is a promise: it is only ever loaded by a call.
        start = "(async () =>" if _WAITS.search(text) else "(() =>"
        return f"const {scope} = {start} {{\n{text}\nreturn {{ {', '.join(exported)} }};\n}})();"

    # ---- what is loaded later

    def _late(self, name: str) -> str:
        """Return a module that has parts from the file that they are sent in."""
        entry = f"{'../' * name.count('/') or './'}{ENTRY}"
        used: dict[str, None] = {}

        def named(found: re.Match[str]) -> str:
            part = self._parts.get(resolve(name, found[4]))
            if part is None:
                return found[0]
            used[part] = None
            if found[1] == "import":
                return f"const {{ {_taken(found)} }} = {part};"
            return "\n".join(_handed_on(part, one) for one in found[3].split(", "))

        def bare(found: re.Match[str]) -> str:
            return "" if resolve(name, found[1]) in self._parts else found[0]

        def later(found: re.Match[str]) -> str:
            part = self._parts.get(resolve(name, found[1]))
            return f'import("{entry}").then(($) => $.{part})' if part else found[0]

        text = _LATER.sub(later, _BARE.sub(bare, _NAMES.sub(named, self._text(name))))
        return f'import {{ {", ".join(used)} }} from "{entry}";\n{text}' if used else text


def resolve(name: str, target: str) -> str:
    """Return the path that a file means when it names another relative to itself."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), target))


def _scope(name: str) -> str:
    """Return the name that a part's exports have in the one file."""
    return "$" + re.sub(r"\W", "_", name.removesuffix(".js"))


def _taken(found: re.Match[str]) -> str:
    """Write an import's names as those of a pattern: ``a, { b as c }`` → ``default: a, b: c``."""
    default = f"default: {found[2]}" if found[2] else ""
    names = (found[3] or "").replace(" as ", ": ")
    return ", ".join(one for one in (default, names) if one)


def _handed_on(part: str, name: str) -> str:
    """Export a part's name (``a``, or ``a as b``) without a name of one's own for it."""
    inner, _, outer = name.partition(" as ")
    own = f"$own_{outer or inner}"
    return f"const {own} = {part}.{inner}; export {{ {own} as {outer or inner} }};"
