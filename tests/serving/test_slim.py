import re
from pathlib import Path

import pytest

from autoui.serving.assets import find_root
from autoui.serving.slim import slim

OWN = [p for p in find_root().rglob("*.js") if "vendor" not in p.parts]


def test_comments_and_indentation_go() -> None:
    source = b'/** Doc. @param {string} a */\nfunction f(a) {\n  // why\n  return "//" + a;\n}\n'
    assert slim("core/x.js", source) == b'\nfunction f(a) {\nreturn "//" + a;\n}\n'
    assert slim("styles/x.css", b"/* why */\na {\n  b: c;\n}\n") == b"\na {\nb: c;\n}\n"


def test_the_work_of_others_stays_as_it_is() -> None:
    assert slim("vendor/x.js", b"/** Licence */\n  x") == b"/** Licence */\n  x"


@pytest.mark.parametrize("path", OWN, ids=lambda p: p.name)
def test_our_style_allows_it(path: Path) -> None:
    text = path.read_text()
    without_comments = re.sub(r"/\*\*.*?\*/", "", text, flags=re.DOTALL)
    assert "/**" not in without_comments, "a string holds what begins a comment"
    for opened in re.findall(r"(\w+)\(`\n", without_comments):
        assert opened == "adopt", "a text over several lines that is no style sheet"
    outside = re.sub(r"adopt\(`.*?`\)", "", without_comments, flags=re.DOTALL)
    assert all(line.count("`") % 2 == 0 for line in outside.split("\n"))
