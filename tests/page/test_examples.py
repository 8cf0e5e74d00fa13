"""Example rows in every form: what is read, what travels at first, what comes when asked for."""

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import polars as pl
import pytest
from PIL import Image

import autoui as gr
from autoui.errors import UsageError
from autoui.page.build import Built
from autoui.page.endpoint import Endpoint
from autoui.page.examples import Examples
from autoui.records.flags import CSVLogger, FlagColumn
from autoui.wire.values import Blob

Builder = Callable[..., Built]
Operation = Literal["add", "divide"]
ROWS: list[list[Any]] = [[5, "add", 3], [4, "divide", 2], [-4, "add", 2.5]]


def combine(num1: float, operation: Operation, num2: float = 1.0) -> float:
    return num1 + num2 if operation == "add" else num1 / num2


def shout(text: str) -> str:
    return text.upper()


def sepia(im: Image.Image) -> Image.Image:
    return im


def endpoint_of(page: Built) -> Endpoint:
    (found,) = page.endpoints.values()
    return found


def examples_of(page: Built) -> Examples:
    found: Examples = endpoint_of(page).examples
    return found


def first(page: Built) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.document)["endpoints"][0]["examples"]
    return found


def plain(page: Built, count: int = 10) -> list[list[Any]]:
    found: list[list[Any]] = examples_of(page).page(0, count)["rows"]
    return found


# ----------------------------------------------------------------------------------------- forms


def as_dicts() -> list[dict[str, Any]]:
    return [dict(zip(("num1", "operation", "num2"), row, strict=True)) for row in ROWS]


def made() -> Iterator[list[Any]]:
    yield from ROWS


@pytest.mark.parametrize(
    "given",
    [
        ROWS,
        tuple(map(tuple, ROWS)),
        as_dicts(),
        as_dicts,
        made,
        made(),
        (row for row in ROWS),
        pd.DataFrame(ROWS, columns=["num1", "operation", "num2"]),
        pd.DataFrame(ROWS, columns=["num1", "operation", "num2"])[["num2", "operation", "num1"]],
        pl.DataFrame(ROWS, schema=["num1", "operation", "num2"], orient="row", strict=False),
        pl.DataFrame(ROWS, schema=["a", "b", "c"], orient="row", strict=False).lazy(),
    ],
    ids=[
        *("lists", "tuples", "dicts", "function", "generator function", "generator"),
        *("expression", "pandas", "pandas in another order", "polars", "polars, lazy"),
    ],
)
def test_rows_in_python(given: Any, built: Builder) -> None:
    page = built(gr.Interface(combine, examples=given))
    assert plain(page) == ROWS
    assert first(page)["rows"] == ROWS
    assert first(page)["labels"][:2] == ["5 add 3", "4 divide 2"]


def write_table(path: Path, rows: list[list[Any]], header: list[str] | None, between: str) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file, delimiter=between)
        writer.writerows([header, *rows] if header else rows)


@pytest.mark.parametrize("header", [["num1", "operation", "num2"], ["A", "B", "C"], None])
@pytest.mark.parametrize("name", ["rows.csv", "rows.tsv", "in/log.csv", "in/logs.csv"])
def test_rows_in_tables(
    name: str, header: list[str] | None, built: Builder, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    write_table(path, ROWS, header, "\t" if name.endswith("tsv") else ",")
    given = path.parent if "/" in name else path
    assert plain(built(gr.Interface(combine, examples=given))) == ROWS
    assert plain(built(gr.Interface(combine, examples=str(given)))) == ROWS


def test_columns_are_found_by_name_and_label(built: Builder, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("notes,Second,Operation,num1\nx,3,add,5\ny,2,divide,\n")
    inputs = {"num2": gr.Number(label="Second"), "num1": gr.Number(optional=True)}
    page = built(gr.Interface(combine, inputs, examples=path))
    assert plain(page) == [[5, "add", 3], [None, "divide", 2]]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rows.jsonl", "\n".join(map(json.dumps, ROWS)) + "\n\n"),
        ("rows.ndjson", "\n".join(map(json.dumps, as_dicts()))),
        ("rows.json", json.dumps(ROWS)),
        ("rows.json", json.dumps(as_dicts())),
    ],
)
def test_rows_in_json(name: str, text: str, built: Builder, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    assert plain(built(gr.Interface(combine, examples=tmp_path / name))) == ROWS


@pytest.mark.parametrize("given", [["Ada", "Bo"], [["Ada"], ["Bo"]], [{"text": "Ada"}, "Bo"]])
def test_rows_for_one_input(given: Any, built: Builder) -> None:
    assert plain(built(gr.Interface(shout, examples=given))) == [["Ada"], ["Bo"]]


def test_one_row_of_several_inputs_written_flat(built: Builder) -> None:
    assert plain(built(gr.Interface(combine, examples=[1, "add", 2]))) == [[1, "add", 2]]


def test_a_folder_of_pictures(built: Builder, tmp_path: Path) -> None:
    for name in ("b.png", "a.png"):
        Image.new("RGB", (3, 2), "red" if name == "a.png" else "blue").save(tmp_path / name)
    (tmp_path / ".hidden").write_text("no picture")
    page = built(gr.Interface(sepia, examples=tmp_path))
    shown = [row[0]["name"] for row in first(page)["rows"]]
    assert shown == ["a.png", "b.png"]
    assert first(page)["rows"][0][0]["meta"]["width"] == 3


def test_pictures_named_in_a_table(built: Builder, tmp_path: Path) -> None:
    (tmp_path / "im").mkdir()
    Image.new("RGB", (3, 2)).save(tmp_path / "im" / "0.png")
    (tmp_path / "logs.csv").write_text("picture,Output\nim/0.png,x\n")
    ((blob,),) = plain(built(gr.Interface(sepia, examples=tmp_path)))
    assert isinstance(blob, Blob)
    assert blob.name == "0.png"


def test_texts_in_files_of_their_own(built: Builder, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("Ada")
    assert plain(built(gr.Interface(shout, examples=tmp_path))) == [["Ada"]]


def test_a_flagging_folder_is_a_folder_of_examples(built: Builder, tmp_path: Path) -> None:
    columns = [
        FlagColumn(name, gr.Number(), is_output=name == "Output")
        for name in ("num1", "operation", "num2", "Output")
    ]
    logger = CSVLogger()
    logger.setup(columns, str(tmp_path))
    for row in ([5, "add", 3, 8], [4, "divide", 2, 2]):
        logger.flag(row, "")
    assert plain(built(gr.Interface(combine, examples=tmp_path))) == ROWS[:2]


def test_what_visitors_flagged_names_no_file_elsewhere(built: Builder, tmp_path: Path) -> None:
    (tmp_path / "flagged").mkdir()
    Image.new("RGB", (3, 2)).save(tmp_path / "own.png")
    (tmp_path / "flagged" / "logs.csv").write_text(
        "im,Output,timestamp\n../own.png,x,2026-01-01T00:00:00+00:00\n"
    )
    with pytest.raises(UsageError, match="lies outside flagged"):
        built(gr.Interface(sepia, examples=tmp_path / "flagged"))


def test_a_text_that_was_kept_from_being_a_formula(built: Builder, tmp_path: Path) -> None:
    logger = CSVLogger()
    logger.setup([FlagColumn("text", gr.Textbox())], str(tmp_path))
    logger.flag(["=1+1"], "")
    assert plain(built(gr.Interface(shout, examples=tmp_path))) == [["=1+1"]]


# ----------------------------------------------------------------------------------- what is wrong


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("nowhere", "there is no folder or file nowhere"),
        (3, "is no list of rows"),
        ({"num1": 3}, "is no list of rows"),
        ([[1, "add", "x"]], "example 1 does not fit num2"),
        ([[1, "add", 2], [1, "cube", 2]], "example 2 does not fit operation"),
        ([[1, "add"], 3], "example 2 is 3, which is no list"),
        (["a", "b", "c", "d"], "does not fit num1"),
    ],
)
def test_examples_that_mean_nothing(given: Any, why: str, built: Builder) -> None:
    with pytest.raises(UsageError, match=why):
        built(gr.Interface(combine, examples=given))


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("x.json", "{}", "no JSON array"),
        ("x.jsonl", "[1,\n", "no JSON"),
        ("x.png", "", "no kind that holds rows"),
        ("x.csv", "num1,operation,num2\nfive,add,3\n", "example 1 does not fit num1"),
        ("in/a.txt", "a", "holds files only"),
    ],
)
def test_files_that_hold_no_rows(
    name: str, text: str, why: str, built: Builder, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    with pytest.raises(UsageError, match=why):
        built(gr.Interface(combine, examples=path.parent if "/" in name else path))


def test_an_empty_folder(built: Builder, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is empty"):
        built(gr.Interface(sepia, examples=tmp_path))


@pytest.mark.parametrize("number", [0, 201, "10", True])
def test_pages_of_no_length(number: Any, built: Builder) -> None:
    with pytest.raises(UsageError, match="from 1 to 200"):
        built(gr.Interface(combine, examples=ROWS, examples_per_page=number))


def test_caching_of_no_kind(built: Builder) -> None:
    with pytest.raises(UsageError, match='give True, False or "lazy"'):
        built(gr.Interface(combine, examples=ROWS, cache_examples="often"))  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------ pages


def test_a_hundred_thousand_rows_travel_a_page_at_a_time(built: Builder) -> None:
    rows = [[n, "add", n / 2] for n in range(100_000)]
    page = built(gr.Interface(combine, examples=rows, examples_per_page=7))
    found = first(page)
    assert len(found["rows"]) == len(found["labels"]) == len(found["results"]) == 7
    assert (found["total"], found["per_page"], found["searchable"]) == (100_000, 7, True)
    assert len(page.document) < 20_000
    last = examples_of(page).page(99_995, 7)
    assert last["rows"] == rows[99_995:]
    assert last["numbers"] == list(range(99_995, 100_000))
    assert examples_of(page).page(200_000, 7)["rows"] == []


def test_rows_are_made_when_they_are_asked_for(built: Builder) -> None:
    asked = []

    def endless() -> Iterator[list[Any]]:
        number = 0
        while True:
            asked.append(number)
            yield [number, "add", 1]
            number += 1

    page = built(gr.Interface(combine, examples=endless, examples_per_page=5))
    assert len(asked) == 6
    assert first(page)["total"] is None
    assert first(page)["searchable"] is False
    found = examples_of(page)
    assert found.page(5, 5)["rows"][0] == [5, "add", 1]
    assert len(asked) == 11
    with pytest.raises(ValueError, match="cannot be searched"):
        found.page(0, 5, "3")


def test_the_last_page_of_a_generator_is_known(built: Builder) -> None:
    found = examples_of(built(gr.Interface(combine, examples=made(), examples_per_page=2)))
    assert found.total is None
    page = found.page(2, 2)
    assert (page["total"], page["numbers"], page["rows"]) == (3, [2], [ROWS[2]])
    assert page["labels"] == ["-4 add 2.5"]


def test_search(built: Builder, tmp_path: Path) -> None:
    rows = [[f"{n}", "add" if n % 2 else "divide", 3] for n in range(1, 31)]
    write_table(tmp_path / "rows.csv", rows, ["num1", "operation", "num2"], ",")
    for given in (rows_of_numbers(rows), tmp_path / "rows.csv"):
        found = examples_of(built(gr.Interface(combine, examples=given)))
        answer = found.page(0, 3, "ADD 1")
        assert answer["numbers"] == [0, 10, 12]
        assert answer["total"] == 7
        assert answer["rows"][1] == [11, "add", 3]
        assert found.page(6, 3, "add 1")["numbers"] == [20]
        assert found.page(0, 3, "nothing")["rows"] == []


def rows_of_numbers(rows: list[list[Any]]) -> list[list[Any]]:
    return [[int(row[0]), *row[1:]] for row in rows]


def test_a_wrong_row_far_down_is_told_when_it_is_seen(built: Builder) -> None:
    rows = [*([[1, "add", 2]] * 1_500), [1, "cube", 2], [3, "add", 4]]
    answer = examples_of(built(gr.Interface(combine, examples=rows))).page(1_499, 10)
    assert answer["rows"] == [[1, "add", 2], [None, None, None], [3, "add", 4]]
    assert "does not fit operation" in answer["faults"]["1500"]


def test_rows_that_say_only_something(built: Builder) -> None:
    page = built(gr.Interface(combine, examples=[[1, "add"], [2, "add", None]]))
    assert first(page)["rows"] == [[1, "add", 1.0], [2, "add", 1.0]]
    assert first(page)["columns"] == [0, 1]


def test_files_of_a_row_are_copied_once(built: Builder, tmp_path: Path) -> None:
    for number in range(4):
        Image.new("RGB", (3, number + 1)).save(tmp_path / f"{number}.png")
    found = examples_of(built(gr.Interface(sepia, examples=tmp_path, examples_per_page=2)))
    assert found.page(2, 2)["rows"] == found.page(2, 2)["rows"]
    assert found.row(0) == found.row(0)


def test_secrets_are_no_examples(built: Builder) -> None:
    def login(name: str, password: str) -> str:
        return name

    page = built(gr.Interface(login, examples=[["ada", "geheim"]]))
    assert b"geheim" not in page.document
    assert first(page)["rows"][0][0] == "ada"


def test_what_happens_when_a_row_is_chosen(built: Builder) -> None:
    for options, acts in (
        ({}, None),
        ({"run_on_click": True}, "run"),
        ({"cache_examples": "lazy"}, "outcome"),
        ({"cache_examples": True}, "outcome"),
        ({"cache_examples": False}, None),
    ):
        page = built(gr.Interface(combine, examples=ROWS, **options))  # type: ignore[arg-type]
        assert first(page).get("acts") == acts


def test_what_the_command_line_says(built: Builder, tmp_path: Path) -> None:
    write_table(tmp_path / "rows.csv", ROWS, None, ",")
    said = {"examples": str(tmp_path / "rows.csv"), "examples_per_page": 2}
    page = built(gr.Interface(combine, examples=[[9, "add", 9]]), **said, cache_examples="lazy")
    assert first(page)["rows"] == ROWS[:2]
    assert first(page)["acts"] == "outcome"


# ---------------------------------------------------------------------------------- fingerprints


def test_a_changed_function_is_another_version() -> None:
    def scaled(factor: float) -> Callable[[float], float]:
        return lambda x: x * factor

    from autoui.page.fingerprint import fingerprint
    from autoui.page.making import Maker, Wish

    def version(function: Any) -> tuple[str, str]:
        return fingerprint(Maker().make(Wish(function=function)))

    assert version(scaled(2.0)) == version(scaled(2.0))
    assert version(scaled(2.0)) != version(scaled(3.0))
    assert version(combine) != version(shout)


def test_a_changed_helper_makes_another_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from autoui.page.fingerprint import fingerprint
    from autoui.page.making import Maker, Wish

    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "fingerprint_helper.py").write_text("FACTOR = 2\n")
    (tmp_path / "fingerprint_main.py").write_text(
        "import fingerprint_helper\ndef f(x: int) -> int:\n"
        "    return x * fingerprint_helper.FACTOR\n"
    )
    import fingerprint_main  # type: ignore[import-not-found]

    endpoint = Maker().make(Wish(function=fingerprint_main.f))
    before = fingerprint(endpoint)
    assert fingerprint(endpoint) == before
    (tmp_path / "fingerprint_helper.py").write_text("FACTOR = 3\n")
    assert fingerprint(endpoint)[0] == before[0]
    assert fingerprint(endpoint)[1] != before[1]


def test_the_label_of_a_row_reads_as_a_person_writes_it(built: Builder) -> None:
    def size(value: float | str, unit: str = "kB") -> str:
        return f"{value} {unit}"

    page = built(gr.Interface(size, examples=[[3000, "MB"], [1, "a mile"]]))
    assert first(page)["labels"] == ["3000 MB", "1 · a mile"]
