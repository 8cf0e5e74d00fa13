"""Text whose lines are the rows of a table."""

import pytest

from autoui.formats.separated import Separated, read_separated


def test_tables() -> None:
    assert read_separated("a,b\n1,2.5\n3,\n") == Separated(["a", "b"], [[1, 2.5], [3, None]])
    assert read_separated('n\tt\nx\t"a\tb"\n') == Separated(["n", "t"], [["x", "a\tb"]])
    assert read_separated("zip;no\n007;1\n012;2") == Separated(
        ["zip", "no"], [["007", 1], ["012", 2]]
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "one line, alone",
        "Dear Ada,\nhow are you?",
        "1,2\n3,4",
        "a,a\n1,2",
        "a,b\n1,2,3",
        "a\nb",
    ],
)
def test_other_texts(text: str) -> None:
    assert read_separated(text) is None
