"""Which values of a generator are kept, and where each stands among them."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Annotated, Any

import pytest

from autoui import Append, Interface, Replace, Textbox
from autoui.errors import UsageError
from autoui.page import streams
from autoui.page.making import Maker, Wish
from autoui.page.streams import Keeps, Stream


def text(value: str) -> dict[str, Any]:
    return {"show": "text", "props": {}, "value": value}


def number(value: float) -> dict[str, Any]:
    return {"show": "number", "props": {}, "value": value}


def listed(*items: Any) -> dict[str, Any]:
    return {"show": "json", "props": {}, "value": list(items)}


def figures(*items: float, names: Sequence[str] = ()) -> dict[str, Any]:
    parts = [
        {**number(one), "label": names[at] if names else f"Output {at + 1}"}
        for at, one in enumerate(items)
    ]
    return {"show": "sections", "props": {"look": "figures"}, "value": parts}


PICTURE = {"show": "image", "props": {}, "value": None}


def replayed(keeps: Keeps, *values: dict[str, Any]) -> tuple[list[Any], Any]:
    """Return what a page shows after each value, and what the result is."""
    stream = Stream([keeps])
    seen: list[Any] = []
    after: list[Any] = []
    for value in values:
        outputs = [value]
        pieces = stream.take(outputs)
        if pieces:
            (piece,) = pieces
            assert piece.output == 0
            seen = [*seen[: piece.start], *piece.values, outputs[0]["value"]]
            after.append(seen)
        else:
            seen = []
            after.append(value["value"])
    (result,) = stream.result([values[-1]])
    if result["show"] == "lines":
        assert result["value"] == after[-1]
    else:
        assert result == values[-1]
    return after, result["value"]


def test_numbers_are_rows_from_the_first_on() -> None:
    after, result = replayed("unless_growing", *map(number, (1, 2.5, 2)))
    assert after == [[1], [1, 2.5], [1, 2.5, 2]]
    assert result == [1, 2.5, 2]


def test_growing_text_replaces_and_other_text_is_kept() -> None:
    assert replayed("unless_growing", *map(text, ("", "He", "Hello")))[0] == ["", "He", "Hello"]
    after, _ = replayed("unless_growing", *map(text, ("one", "two", "two more")))
    assert after == ["one", ["one", "two"], ["one", "two", "two more"]]


def test_text_that_no_longer_grows_was_kept_all_along() -> None:
    after, result = replayed("unless_growing", *map(text, ("1", "10", "11")))
    assert after == ["1", "10", ["1", "10", "11"]]
    assert result == ["1", "10", "11"]
    assert replayed("unless_growing", text("a"), number(1))[1] == ["a", 1]


def test_a_picture_replaces_all_and_what_follows_begins_anew() -> None:
    after, result = replayed("unless_growing", number(1), number(2), PICTURE, text("a"), text("b"))
    assert after == [[1], [1, 2], None, "a", ["a", "b"]]
    assert result == ["a", "b"]
    assert replayed("unless_growing", text("a"), text("b"), PICTURE)[1] is None


def test_short_lists_are_kept_unless_they_grow() -> None:
    after, result = replayed("unless_growing", listed(1, 2), listed(3), listed("a", [4]))
    assert after == [[1, 2], [[1, 2], [3]], [[1, 2], [3], ["a", [4]]]]
    assert result == [[1, 2], [3], ["a", [4]]]
    growing = [listed(), listed(1), listed(1, 2)]
    assert replayed("unless_growing", *growing)[1] == [1, 2]
    assert replayed("always", *growing)[1] == [[], [1], [1, 2]]
    assert replayed("unless_growing", *growing, text("end"))[1] == [[], [1], [1, 2], "end"]


def test_tuples_of_scalars_are_kept_and_what_has_names_replaces() -> None:
    assert replayed("unless_growing", figures(1, 2), figures(3, 4))[1] == [[1, 2], [3, 4]]
    ends = figures(4, 5)
    ends["value"][1] = {"show": "nothing", "props": {}, "value": {}, "label": "Output 2"}
    assert replayed("unless_growing", figures(1, 2), ends)[1] == [[1, 2], [4, None]]
    named = [figures(one, 2, names=["x", "y"]) for one in (1, 2)]
    assert replayed("unless_growing", *named)[1] == named[-1]["value"]


def test_long_lists_and_dictionaries_replace() -> None:
    long = [listed(*range(one, one + 200)) for one in (1, 2)]
    assert replayed("unless_growing", *long)[1] == long[-1]["value"]
    wide = [listed("x" * 2_000, one) for one in (1, 2)]
    assert replayed("unless_growing", *wide)[1] == wide[-1]["value"]
    pairs = [{"show": "json", "props": {"look": "pairs"}, "value": {"a": one}} for one in (1, 2)]
    assert replayed("unless_growing", *pairs)[1] == {"a": 2}


def test_marks_decide() -> None:
    growing = list(map(text, ("a", "ab", "abc")))
    assert replayed("always", *growing)[0] == [["a"], ["a", "ab"], ["a", "ab", "abc"]]
    assert replayed("never", number(1), number(2))[0] == [1, 2]


def test_long_growing_texts_are_kept_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_VALUES", 3)
    stream = Stream(["unless_growing"])
    for length in range(1, 6):
        assert stream.take([text("x" * length)]) == []
    (piece,) = stream.take([text("y")])
    assert (piece.start, piece.values) == (2, ["xxx", "xxxx", "xxxxx"])
    (result,) = stream.result([text("y")])
    assert result["props"] == {"earlier": 2}
    assert result["value"] == ["xxx", "xxxx", "xxxxx", "y"]


def plain() -> list[str]:
    return []


def told() -> Iterator[Annotated[str, Append()]]:
    yield ""


def told_by_class() -> Iterator[Annotated[str, Append]]:
    yield ""


async def later() -> AsyncIterator[Annotated[int, Replace()]]:
    yield 1


def pairs() -> Iterator[tuple[int, Annotated[str, Replace()]]]:
    yield 1, ""


def boxed() -> Iterator[Annotated[str, Textbox()]]:
    yield ""


def unsaid():  # type: ignore[no-untyped-def]
    yield 1


@pytest.mark.parametrize(
    ("function", "found"),
    [
        (plain, ["never"]),
        (told, ["always"]),
        (told_by_class, ["always"]),
        (later, ["never"]),
        (pairs, ["unless_growing", "never"]),
        (boxed, ["never"]),
        (unsaid, ["unless_growing"]),
    ],
)
def test_the_annotation_says_what_is_kept(function: Callable[..., Any], found: list[Keeps]) -> None:
    endpoint = Maker().make(Wish(function=function))
    assert [output.keeps for output in endpoint.outputs] == found


def test_outputs_that_were_given_replace() -> None:
    for function in (unsaid, told):
        endpoint = Maker().make(Wish(function=function, outputs="number"))
        assert [output.keeps for output in endpoint.outputs] == ["never"]
    assert Interface(unsaid, None, "text") is not None


def test_a_component_that_shows_one_value_cannot_append() -> None:
    def both() -> Iterator[Annotated[str, Textbox(), Append()]]:
        yield ""

    with pytest.raises(UsageError, match="Textbox shows one value"):
        Maker().make(Wish(function=both))
