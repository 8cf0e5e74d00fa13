"""Files that are sent as one mean what they mean one by one."""

import re
from pathlib import Path

import pytest

from autoui.serving.assets import Assets, find_root
from autoui.serving.joining import MODULES, Joining, resolve

SOURCES = {
    path.relative_to(find_root()).as_posix(): path.read_text()
    for path in sorted(find_root().rglob("*.js"))
    if "vendor" not in path.parts
}
ASSETS = Assets(find_root())
PARTS = [resolve(MODULES, path) for path in re.findall(r'from "([^"]+)"', SOURCES[MODULES])]

FILES = {
    MODULES: b'export * as low from "./low.js";\nexport * as high from "../parts/high.js";\n',
    "core/low.js": b"export const one = 1;\nexport async function two() {}\nconst three = 3;\n",
    "parts/high.js": (
        b'import { one, two as second } from "../core/low.js";\n'
        b'export { one } from "../core/low.js";\n'
        b"export class High {}\n"
    ),
    "core/late.js": b'import { one as first } from "./low.js";\nexport default first;\n',
    "page.js": (
        b'import { High } from "./parts/high.js";\nimport { one } from "./core/low.js";\n'
        b'import { other } from "./other.js";\n'
    ),
    "alone.js": b'import { other } from "./other.js";\n',
}


def test_parts_are_scopes_that_give_what_they_export() -> None:
    assert Joining(FILES).joined(MODULES).decode().split("\n") == [
        "const $low = (() => {",
        "const one = 1;",
        "async function two() {}",
        "const three = 3;",
        "",
        "return { one, two };",
        "})();",
        "const $high = (() => {",
        "const { one, two: second } = $low;",
        "",
        "class High {}",
        "",
        "return { one: $low.one, High };",
        "})();",
        "export { $low as low, $high as high };",
        "",
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "core/late.js",
            'import { low as $low } from "../core/first.js";\n'
            "const { one: first } = $low;\nexport default first;\n",
        ),
        (
            "page.js",
            'import { high as $high, low as $low } from "./core/first.js";\n'
            'const { High } = $high;\nconst { one } = $low;\nimport { other } from "./other.js";\n',
        ),
        ("alone.js", 'import { other } from "./other.js";\n'),
    ],
)
def test_what_needs_a_part_has_it_from_the_file_it_is_sent_in(name: str, text: str) -> None:
    assert Joining(FILES).joined(name).decode() == text


def test_a_style_sheet_is_sent_with_those_it_imports(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "all.css").write_text('@import "a.css";\n@import "b.css";\nc {}\n')
    (tmp_path / "styles" / "a.css").write_text("a {}")
    (tmp_path / "styles" / "b.css").write_text("/* why */ b {}")
    assert Assets(tmp_path).text("styles/all.css").split() == ["a", "{}", "b", "{}", "c", "{}"]
    first = ASSETS.text("styles/first.css").lstrip()
    assert first.startswith("@layer tokens, base")
    assert "@import" not in first


# ---- what our own files promise


@pytest.mark.parametrize("name", SOURCES)
def test_imports_and_exports_stand_on_lines_of_their_own(name: str) -> None:
    whole = re.compile(
        r'(import|export) (\{ [^{}]+ \}|\* as \w+|\w+(, \{ [^{}]+ \})?) from "[^"]+";'
        r'|import "[^"]+";|export (default|const|class|(async )?function)\b.*'
    )
    for line in SOURCES[name].split("\n"):
        if re.match(r"(import|export)\b(?!\()", line):
            assert whole.fullmatch(line), line


@pytest.mark.parametrize("name", PARTS)
def test_a_part_stands_after_those_it_needs_and_loads_others_from_core(name: str) -> None:
    source = re.sub(r"/\*\*.*?\*/", "", SOURCES[name], flags=re.DOTALL)
    needed = [resolve(name, path) for path in re.findall(r' from "([^"]+)"', source)]
    assert set(needed) <= set(PARTS[: PARTS.index(name)])
    if not name.startswith("core/"):
        assert "import(" not in source
        assert "import.meta" not in source


@pytest.mark.parametrize("name", SOURCES)
def test_no_part_is_there_a_second_time(name: str) -> None:
    source = re.sub(r"/\*\*.*?\*/", "", SOURCES[name], flags=re.DOTALL)
    later = {resolve(name, path) for path in re.findall(r'import\("([^"]+)"\)', source)}
    assert not later & set(PARTS)
    if name not in {*PARTS, MODULES}:
        sent = ASSETS.closure([name])
        assert not set(sent) & set(PARTS)
