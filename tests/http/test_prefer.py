"""Prefer and Preference-Applied."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.http.fields import is_field_value
from mockserver.http.prefer import MOST_PREFERENCES, applied, parse

ANY_TEXT = st.text(st.characters())
NAMES = st.text(st.sampled_from("abcxyz019-_.+"), min_size=1)
VALUES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)).map(lambda text: text.strip(" "))
FRAGMENTS = st.sampled_from(["code", "=", "404", ",", ";", " ", '"', "\\", "\t", "x=y", "é", "\n", "\ud800"])


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], {}),
        (["", " , ,"], {}),
        (["code=404"], {"code": "404"}),
        (["code=404, example=cats"], {"code": "404", "example": "cats"}),
        (["code=404", "example=cats"], {"code": "404", "example": "cats"}),
        (["code=404, code=500", "CODE=200"], {"code": "404"}),
        (["Respond-Async"], {"respond-async": ""}),
        (["respond-async=", 'foo=""'], {"respond-async": "", "foo": ""}),
        (['example="two cats, one dog"'], {"example": "two cats, one dog"}),
        ([r'example="a \"b\" \\"'], {"example": 'a "b" \\'}),
        (["code = 404 ,\texample\t=\tcats"], {"code": "404", "example": "cats"}),
        (["foo; some-parameter, bar=1; x=2; y"], {"foo": "", "bar": "1"}),
        (['foo=1; x="a, b=2", c=3'], {"foo": "1", "c": "3"}),
        (["example=a/b:c"], {"example": "a/b:c"}),
        (["=404, c ode=1, é=2, code=404"], {"code": "404"}),
        (['a="x, code=404'], {}),
        (["code=404\n"], {}),
        (["wait=10;;;"], {"wait": "10"}),
    ],
)
def test_parse(lines: list[str], expected: dict[str, str]) -> None:
    """The first of a name wins, in one line or many; parameters and garbage are passed over (RFC 7240, section 2)."""
    assert dict(parse(lines)) == expected


@given(st.lists(st.lists(FRAGMENTS).map("".join) | ANY_TEXT))
def test_any_field_is_read(lines: list[str]) -> None:
    """Whatever the lines hold, names come in lower case, and what was applied can be sent."""
    preferences = parse(lines)
    assert all(name == name.lower() and name for name in preferences)
    assert is_field_value(applied(preferences))


@given(st.dictionaries(NAMES, VALUES))
def test_round_trip(preferences: dict[str, str]) -> None:
    """What was applied is written so that it is read again."""
    first = dict(list(preferences.items())[:MOST_PREFERENCES])
    assert dict(parse([applied(first)])) == first


@pytest.mark.parametrize(
    ("preferences", "expected"),
    [
        ({}, ""),
        ({"code": "404"}, "code=404"),
        ({"code": "404", "example": "two cats"}, 'code=404, example="two cats"'),
        ({"dynamic": ""}, "dynamic"),
        ({"example": 'a"\r\nb'}, r'example="a\"  b"'),
        ({"example": "你"}, 'example="%E4%BD%A0"'),
        ({"x y": "1", "code": "1"}, "code=1"),
    ],
)
def test_applied(preferences: dict[str, str], expected: str) -> None:
    """What was honoured is named with its value, quoted where it must be, and injects nothing."""
    assert applied(preferences) == expected


def test_a_huge_field() -> None:
    """Only the first members of a line count, and a line of any length is read in one pass."""
    line = ", ".join(f"p{number}={number}" for number in range(10_000))
    assert len(parse([line])) == MOST_PREFERENCES == 64
    assert dict(parse(["code=404" + ";" * 100_000])) == {"code": "404"}
    assert dict(parse(["code=" + '"' * 100_001])) == {}
