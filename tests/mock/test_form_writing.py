"""Forms as `application/x-www-form-urlencoded`, by OAS's Encoding Object and the WHATWG's rules."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document.model import Encoding
from mockserver.mock.form_writing import form_encoded, form_text, is_styled

ADDRESS = {"street": "1 Main St", "zip": "99999+1234"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"foo": "a + b", "bar": True}, "foo=a+%2B+b&bar=true"),
        (
            {"id": "f81d", "address": ADDRESS},
            "id=f81d&address=%7B%22street%22%3A%221+Main+St%22%2C%22zip%22%3A%2299999%2B1234%22%7D",
        ),
        ({"tags": ["a", "b c"]}, "tags=a&tags=b+c"),
        ({"tags": []}, ""),
        ({"n": None}, "n="),
        ({"q": "-._*~é"}, "q=-._*%7E%C3%A9"),
        ({"a=b": "c&d"}, "a%3Db=c%26d"),
        ({}, ""),
        (None, ""),
        ("jsonValue=%22json%22", "jsonValue=%22json%22"),
        ([1, 2], "%5B1%2C2%5D"),
    ],
)
def test_forms_without_encoding_objects(value: Any, expected: str) -> None:
    """Primitives are text, objects JSON, arrays repeat the name; a string is the form itself."""
    assert form_text(value, {}) == expected


COLOURS = {"color": ["blue", "black"]}
LEVELS = {"color": {"R": 100, "G": 200}}


@pytest.mark.parametrize(
    ("value", "encoding", "expected"),
    [
        (COLOURS, Encoding(style="form"), "color=blue&color=black"),
        (COLOURS, Encoding(explode=False), "color=blue,black"),
        (COLOURS, Encoding(style="spaceDelimited"), "color=blue+black"),
        (COLOURS, Encoding(style="pipeDelimited", explode=False), "color=blue%7Cblack"),
        (COLOURS, Encoding(style="pipeDelimited", explode=True), "color=blue&color=black"),
        (LEVELS, Encoding(style="form"), "R=100&G=200"),
        (LEVELS, Encoding(style="form", explode=False), "color=R,100,G,200"),
        (LEVELS, Encoding(style="deepObject"), "color%5BR%5D=100&color%5BG%5D=200"),
        ({"f": {"a": {"b": [1, 2]}}}, Encoding(style="deepObject"), "f%5Ba%5D%5Bb%5D=1&f%5Ba%5D%5Bb%5D=2"),
        ({"f": "a/b&c d%20"}, Encoding(allow_reserved=True), "f=a/b%26c+d%20"),
        ({"id": "7"}, Encoding(content_type="application/json"), "id=%227%22"),
        ({"ids": ["7", 8]}, Encoding(content_type="application/json"), "ids=%227%22&ids=8"),
        ({"id": "7"}, Encoding(content_type="text/plain"), "id=7"),
        ({"id": "7"}, Encoding(content_type="application/json", explode=True), "id=7"),
    ],
)
def test_forms_with_encoding_objects(value: Any, encoding: Encoding, expected: str) -> None:
    """A style is followed and beats `contentType`, which else says whether a value is JSON."""
    assert form_text(value, dict.fromkeys(value, encoding)) == expected


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        (None, False),
        (Encoding(), False),
        (Encoding(content_type="text/plain"), False),
        (Encoding(style="form"), True),
        (Encoding(explode=False), True),
        (Encoding(allow_reserved=True), True),
    ],
)
def test_what_asks_for_a_style(encoding: Encoding | None, expected: bool) -> None:
    """Any of the three style fields does, and `contentType` does not."""
    assert is_styled(encoding) is expected


texts = st.text(st.characters(codec="utf-8"))


@given(st.dictionaries(texts, texts))
def test_forms_are_read_back(value: dict[str, str]) -> None:
    """A form of strings comes back from a reader as it was."""
    assert dict(parse_qsl(form_text(value, {}), keep_blank_values=True)) == value


@given(st.text())
def test_only_safe_characters_stay(text: str) -> None:
    """What is encoded for a form is ASCII letters, digits, `*-._`, `+` and triples."""
    assert set(form_encoded(text)) <= set("%+*-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
