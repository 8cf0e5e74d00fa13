"""Tables of reStructuredText in documentation."""

from autoui.reading.docstrings.restructured import markdown
from autoui.reading.docstrings.tables import with_tables

TABLE = """Supported are:

======  ==========  ====
Name    CPU         GPU
======  ==========  ====
NumPy   ✅           n/a
Dask    a graph,    ``no``
        computed
======  ==========  ====

That is all.
"""


def test_a_table_with_a_head() -> None:
    assert with_tables(TABLE).split("\n") == [
        "Supported are:",
        "",
        "",
        "| Name | CPU | GPU |",
        "| --- | --- | --- |",
        "| NumPy | ✅ | n/a |",
        "| Dask | a graph, computed | ``no`` |",
        "",
        "",
        "That is all.",
        "",
    ]
    assert "| Dask | a graph, computed | `no` |" in markdown(TABLE)


def test_a_table_without_a_head() -> None:
    assert with_tables("==  ==\na   b|c\n==  ==") == "\n|  |  |\n| --- | --- |\n| a | b&#124;c |\n"


def test_what_is_no_table() -> None:
    for text in ("Title\n=====\n\nText.", "a == = b", "== ==\nnever ends\n", "x"):
        assert with_tables(text) == text
