"""Which figures a result holds."""

from types import SimpleNamespace

from autoui.worker.figures import returned


def test_lines_by_kind_hold_their_figure() -> None:
    figure = SimpleNamespace()
    line = SimpleNamespace(figure=figure)
    for value in (figure, line, [line], ([line], 3), {"boxes": [line], "means": []}):
        assert id(figure) in returned(value)
    assert id(figure) not in returned({"deep": [[[line]]]})
    assert id(figure) not in returned(None)
