"""What names say."""

import pytest

from autoui.reading import names


@pytest.mark.parametrize(
    ("name", "shown"),
    [("num_items", "Num items"), ("x", "X"), ("maxSize", "Max Size"), ("_odd", "Odd")],
)
def test_human(name: str, shown: str) -> None:
    assert names.human(name) == shown


@pytest.mark.parametrize(
    "said", ["an int", "a str", "an AST", "a UUID", "a UnicodeError", "an UnboundLocalError"]
)
def test_articles(said: str) -> None:
    assert names.with_article(said.split()[1]) == said


def test_secrets_are_exact_names() -> None:
    assert names.is_secret("api_key")
    assert names.is_secret("Password")
    assert not names.is_secret("tokens")
    assert not names.is_secret("password_length")


def test_destinations() -> None:
    assert names.is_destination("output", path=True)
    assert names.is_destination("out_file", path=False)
    assert names.is_destination("save_path", path=False)
    assert names.is_destination("target", "The file to write.", path=True)
    assert not names.is_destination("output_format", path=False)
    assert not names.is_destination("outer", path=True)
    assert not names.is_destination("source", "The file to read.", path=True)


def test_pictures_and_long_texts() -> None:
    assert names.is_picture("input_image")
    assert names.is_picture("a", "Input image (grayscale or color).")
    assert not names.is_picture("data", "Samples. An image is also fine.")
    assert names.is_long_text("system_prompt")
    assert not names.is_long_text("name")


@pytest.mark.parametrize(
    ("summary", "title"),
    [
        ("Toy Calculator.", "Toy Calculator"),
        ("Repeat a word.", ""),
        ("Draw", ""),
        ("The Lord of the Rings", "The Lord of the Rings"),
        ("Maximize (normalize) image contrast. This function", ""),
    ],
)
def test_titles(summary: str, title: str) -> None:
    assert names.title_of(summary) == title
