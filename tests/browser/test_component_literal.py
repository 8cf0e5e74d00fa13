"""The browser reads typed literals as ``ast.literal_eval`` does."""

import ast
import random
import warnings
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from autoui.components.any import read_literal
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

CASES = """
1|-1|+1|--1|1_000|1__0|_1|1_|007|00|0_0|0x1F|0xg|0b101|0o17|0o8|1.|.5|.|1.5e3|1e|1e-3|1E+3
1j|1+2j|1-2j
1+2|2j+1|-1+2j|-(1)|(1)|(1,)|()|(,)|1,|1,2|,1|1 2|[1,2]|[1 2]|[1,]|[,]|[]|[[[]]]|[1,2|{}
[true, null]|{"a": false}|[NaN]|[true, x]|[true,]|{"a": [1, true]}
{1}|{1,2}|{1:2}|{1:2,}
{1:2,3}|{1,2:3}|{[]}|{[]:1}|{(1,[]):1}|{(1,2):3}|{{}}|{1:{}}|set()|set( )|set([1])|True
true|False|None|none|null|Nonesuch|TrueFalse
'a'|"a"|'a"|'it''s'|'a' 'b'|'a' b'b'|b'a'|b'é'|br'a'|rb'a'|u'a'|f'a'|ur'a'|r'\\'|'\\'
'\\x4'|'\\x41'|b'\\x4'|b'\\u12'|'\\u12'|'\\u1234'|'\\N{DASH}'
'''a'''|\"\"\"a"b\"\"\"|''''''|'''|''|"|hello|hello world|a b|#fff|5 # five|# five|...
[...]|1;2|a=1|lambda: 1|x|[x]|(x for x in y)|not True|1 if 1 else 2
2024-01-31|12:30|10%|$5|3.14.15|1.2.3.4|1 000|1,000|1.000,5|é|日本|[True, None, 'x', 1.5]
{'a': [1, {'b': (1, 2)}]}|-True|+None|-'a'|[-1, +2]|(((1)))
1if 1else 2|0xfor|1_0.0_1|1e1_0|0b|0x|1.e5|1.j|-.5|- 5|-\t5|[1,\n2]|[1, # c|'a\\|nan|inf
-inf|1e999|Ellipsis|[1]*3|{**{}}|[*[]]|(1)(2)|1 .real|-(-1)|-((1))|(1)+(2j)|1-(2)
{(1,(2,[])):1}|{(1,(2,)):1}|# c
"""


def reading(text: str) -> str:
    """Return what the chip must say."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        value = read_literal(text)
        return "text" if value is text else name_of(value)
    return name_of(value)


def name_of(value: Any) -> str:
    """Return the chip's word for a Python value."""
    names = {bool: "true/false", int: "number", float: "number", complex: "number", str: "text"}
    if value is None:
        return "none"
    if value is ...:
        return "…"
    return names.get(type(value), type(value).__name__)


def generated(count: int) -> list[str]:
    """Return texts made of the pieces of literals, right and wrong."""
    chance = random.Random(7)
    pieces = ["1", "-", "+", ".5", "1e3", "0x1f", "1_0", "2j", "True", "None", "'a'", '"b"', "b'c'"]
    marks = ["[", "]", "(", ")", "{", "}", ",", ":", " ", ",", "set()", "\n", "x", "#"]
    return [
        "".join(chance.choice(chance.choice((pieces, marks))) for _ in range(chance.randint(1, 8)))
        for _ in range(count)
    ]


def test_readings_agree_with_python(page: Page, context: BrowserContext) -> None:
    Stage(page).open(context)
    texts = [text for line in CASES.strip("\n").splitlines() for text in line.split("|")]
    texts += ["[1,\n 2]", "1\n2", "1 \n", "  1", "'a\nb'", "'''a\nb'''", "(1\n)", "1 \\\n+2j"]
    texts += generated(12_000)
    found = page.evaluate(
        "async (texts) => texts.map((await import('/web_assets/components/literal.js')).readingOf)",
        texts,
    )
    wrong = [
        (text, chip, reading(text))
        for text, chip in zip(texts, found, strict=True)
        if chip != reading(text)
    ]
    assert wrong == []
