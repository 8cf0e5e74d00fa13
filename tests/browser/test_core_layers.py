"""The page's modules import each other in layers: no circle, whether at once or when needed."""

import graphlib
import re
from pathlib import Path

ASSETS = Path(__file__).resolve().parents[2] / "web_assets"
IMPORT = re.compile(r"""(?:from |import\(|^import )["'](\.[^"']+)["']""", re.MULTILINE)
COMMENT = re.compile(r"/\*\*.*?\*/", re.DOTALL)


def imports(path: Path) -> set[Path]:
    """Return the modules that a module imports; types alone do not count."""
    source = COMMENT.sub("", path.read_text())
    return {(path.parent / found).resolve() for found in IMPORT.findall(source)}


def test_no_module_imports_itself_over_others() -> None:
    modules = [one for one in ASSETS.rglob("*.js") if "vendor" not in one.parts]
    graph = {one: imports(one) for one in modules}
    assert graph[ASSETS / "core" / "blocks.js"] >= {ASSETS / "core" / "interface.js"}
    assert ASSETS / "core" / "http.js" in graph[ASSETS / "core" / "link.js"]
    missing = {one.name for found in graph.values() for one in found if not one.is_file()}
    assert missing == set()
    assert len(list(graphlib.TopologicalSorter(graph).static_order())) == len(graph)
