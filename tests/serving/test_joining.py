"""Files that are sent as one mean what they mean one by one."""

import re
from pathlib import Path

import pytest

from autoui.serving.assets import Assets, Tree, find_root
from autoui.serving.joining import ENTRY, Joining, resolve

SOURCES = {
    path.relative_to(find_root()).as_posix(): path.read_text()
    for path in sorted(find_root().rglob("*.js"))
    if "vendor" not in path.parts
}
FIRST = {"many", "blocks", "pages", "starting"} | {
    Path(name).stem for name in SOURCES if name.startswith("components/")
}
RAW = {name: text.encode() for name, text in SOURCES.items()}
ASSETS = Assets(find_root())
JOINED = set(Joining(RAW, [name for name in RAW if Path(name).stem in FIRST]).parts)


def sent(tree: Tree, name: str) -> str:
    """Return a file's text as a page gets it."""
    found = tree.get(name)
    assert found is not None
    return found.data.decode()


def code(name: str) -> str:
    """Return the text of a module without its documentation."""
    return re.sub(r"/\*\*.*?\*/", "", SOURCES[name], flags=re.DOTALL)


FILES = {
    ENTRY: b'import { High } from "./parts/high.js";\nnew High(() => import("./core/late.js"));\n',
    "core/low.js": (
        b"export const one = 1;\nexport async function two() {}\nconst three = 3;\n"
        b"export const load = (url) => import(url ?? import.meta.url);\n"
    ),
    "core/slow.js": b'import { one } from "./low.js";\nawait one;\nexport const four = 4;\n',
    "parts/high.js": (
        b'import { one, two as second } from "../core/low.js";\n'
        b'export { one, two as again } from "../core/low.js";\n'
        b'export class High {}\nconst later = () => import("../core/slow.js");\n'
    ),
    "parts/shown.js": b'import "./high.js";\nexport default { one: 1 };\n',
    "core/late.js": b'import { one as first } from "./low.js";\nexport default first;\n',
    "core/later.js": (
        b'import shown, { other } from "../parts/shown.js";\nimport "../parts/high.js";\n'
        b'export { one as two } from "./low.js";\n'
        b'import { more } from "./more.js";\nconst slow = () => import("./slow.js");\n'
    ),
    "alone.js": b'import { other } from "./other.js";\n',
}
JOINING = Joining(FILES, ["parts/shown.js", "core/slow.js"])


def test_parts_are_scopes_that_give_what_they_export_and_the_entry_comes_last() -> None:
    assert JOINING.parts == [
        *("core/low.js", "parts/high.js", "parts/shown.js", "core/slow.js"),
        ENTRY,
    ]
    sent = [line for line in JOINING.joined(ENTRY).decode().split("\n") if line]
    assert sent == [
        "const $core_low = (() => {",
        "const one = 1;",
        "async function two() {}",
        "const three = 3;",
        'const load = (url) => $import(url ?? new URL("core/low.js", import.meta.url).href);',
        "return { one, two, load };",
        "})();",
        "const $parts_high = (() => {",
        "const { one, two: second } = $core_low;",
        "class High {}",
        "const later = () => Promise.resolve($core_slow);",
        "return { one: $core_low.one, again: $core_low.two, High };",
        "})();",
        "const $parts_shown = (() => {",
        "const $default = { one: 1 };",
        "return { default: $default };",
        "})();",
        "const $core_slow = (async () => {",
        "const { one } = $core_low;",
        "await one;",
        "const four = 4;",
        "return { four };",
        "})();",
        'const $given = { "parts/shown.js": $parts_shown, "core/slow.js": $core_slow };',
        'const $root = new URL(".", import.meta.url).href;',
        "const $import = (url) => {",
        '  const part = $given[url.replace($root, "")];',
        "  return part ? Promise.resolve(part) : import(url);",
        "};",
        "{",
        "const { High } = $parts_high;",
        'new High(() => import("./core/late.js"));',
        "}",
        "export { $core_low, $parts_high, $parts_shown, $core_slow };",
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "core/late.js",
            'import { $core_low } from "../autoui.js";\n'
            "const { one: first } = $core_low;\nexport default first;\n",
        ),
        (
            "core/later.js",
            'import { $parts_shown, $core_low } from "../autoui.js";\n'
            "const { default: shown, other } = $parts_shown;\n\n"
            "const $own_two = $core_low.one; export { $own_two as two };\n"
            'import { more } from "./more.js";\n'
            'const slow = () => import("../autoui.js").then(($) => $.$core_slow);\n',
        ),
        ("alone.js", 'import { other } from "./other.js";\n'),
    ],
)
def test_what_needs_a_part_has_it_from_the_file_it_is_sent_in(name: str, text: str) -> None:
    assert JOINING.joined(name).decode() == text


def test_a_style_sheet_is_sent_with_those_it_imports(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "all.css").write_text('@import "a.css";\n@import "b.css";\nc {}\n')
    (tmp_path / "styles" / "a.css").write_text("a {}")
    (tmp_path / "styles" / "b.css").write_text("/* why */ b {}")
    assert sent(Assets(tmp_path).tree(), "styles/all.css").split() == [
        "a",
        "{}",
        "b",
        "{}",
        "c",
        "{}",
    ]
    first = sent(ASSETS.tree(), "styles/first.css").lstrip()
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


@pytest.mark.parametrize("name", SOURCES)
def test_what_waits_for_something_is_only_loaded_by_a_call(name: str) -> None:
    needed = {resolve(name, path) for path in re.findall(r' from "([^"]+)"', code(name))}
    if name in JOINED:
        assert not {one for one in needed if re.search("^await ", SOURCES[one], re.MULTILINE)}


@pytest.mark.parametrize("name", SOURCES)
def test_a_module_is_loaded_by_its_name_or_by_a_whole_address(name: str) -> None:
    for computed in re.findall(r"\bimport\(([^\")][^)]*)\)", code(name)):
        assert (name, computed) == ("core/base.js", "address")


def test_the_names_of_modules_are_told_apart() -> None:
    stems = [Path(name).stem for name in SOURCES if "/" in name]
    assert len(stems) == len(set(stems))
    assert not [stem for stem in stems if not re.fullmatch(r"[a-z-]+", stem)]


@pytest.mark.parametrize("modules", [[], ["number", "choice"], ["many", "text"], ["blocks"]])
def test_no_part_is_there_a_second_time(modules: list[str]) -> None:
    tree = ASSETS.tree(modules)
    parts = Joining(RAW, [name for name in RAW if Path(name).stem in modules]).parts
    for name in set(SOURCES) - set(parts):
        text = sent(tree, name)
        named = re.findall(r'(?: from |^import |\bimport\()"(\.[^"]+)"', text, re.MULTILINE)
        assert not {resolve(name, path) for path in named} & set(parts) - {ENTRY}


# ---- trees


def test_pages_that_show_the_same_first_have_one_tree() -> None:
    tree = ASSETS.tree(["number", "choice", "number", "none-such"])
    assert tree.name == f"{ASSETS.hash}.choice.number"
    assert ASSETS.named(tree.name) is tree
    for unknown in ("", "0000", "0000.number", f".{ASSETS.hash}"):
        assert ASSETS.named(unknown) is None


def test_a_tree_that_only_a_former_server_knew_gets_what_goes_with_any() -> None:
    assert ASSETS.named(f"{ASSETS.hash}.array.video") is ASSETS.tree()
    every = set(re.findall(r"\$\w+", sent(ASSETS.tree(), ENTRY).rpartition("export {")[2]))
    with_video = set(
        re.findall(r"\$\w+", sent(ASSETS.tree(["video"]), ENTRY).rpartition("export {")[2])
    )
    assert every < with_video
    for name in SOURCES:
        taken = re.findall(
            r"^import \{ ([^}]+) \} from \"[./]*autoui.js\"", sent(ASSETS.tree(), name), re.M
        )
        assert {one for names in taken for one in names.split(", ")} <= every


def test_trees_share_what_is_the_same_in_each() -> None:
    one, other = ASSETS.tree(["number"]), ASSETS.tree(["text"])
    for name in ("styles/first.css", "core/drawer.js"):
        assert one.get(name) is other.get(name)
    assert one.get(ENTRY) is not other.get(ENTRY)


def test_trees_that_nobody_asks_for_are_forgotten() -> None:
    assets = Assets(find_root())
    first = assets.tree()
    kept = assets.tree(["number"])
    for stem in sorted(Path(name).stem for name in SOURCES if name.startswith("components/")):
        assets.tree([stem])
        assert assets.tree(["number"]) is kept
    assert assets.tree() is not first
