"""Queries and cookies as pairs."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.mock.queries import MOST_PAIRS, PIECE, Pairs, as_is, form_decoded, percent_decoded


def decoded(pairs: Pairs) -> list[tuple[str, str]]:
    """Names and decoded values."""
    return [(name, pairs.decode(value)) for name, value in pairs.items]


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        ("", []),
        ("a=1&b=2", [("a", "1"), ("b", "2")]),
        ("a=1&a=2", [("a", "1"), ("a", "2")]),
        ("a", [("a", "")]),
        ("a=", [("a", "")]),
        ("=1", [("", "1")]),
        ("a=b=c", [("a", "b=c")]),
        ("&&a=1&", [("a", "1")]),
        ("a+b=c+d", [("a b", "c d")]),
        ("a%2Bb=c%2Bd", [("a+b", "c+d")]),
        ("%C3%A9=%E2%98%83", [("é", "☃")]),
        ("a=%2525", [("a", "%25")]),
        ("a=%zz&b=100%", [("a", "%zz"), ("b", "100%")]),
        ("a=%FF", [("a", "\ufffd")]),
        ("a=\xc3\xa9", [("a", "é")]),
        ("a=1;b=2", [("a", "1;b=2")]),
    ],
)
def test_query(query: str, pairs: list[tuple[str, str]]) -> None:
    """A query is read as the WHATWG's parser reads it, decoded once."""
    assert decoded(Pairs.of_query(query)) == pairs


@pytest.mark.parametrize(
    ("lines", "pairs"),
    [
        (["a=1; b=2"], [("a", "1"), ("b", "2")]),
        (["a=1", "b=2"], [("a", "1"), ("b", "2")]),
        (["a=1;b=2;;"], [("a", "1"), ("b", "2")]),
        (['a="quoted"; b="'], [("a", "quoted"), ("b", '"')]),
        (["a=b=c"], [("a", "b=c")]),
        (["a"], [("a", "")]),
        (["a=%20+"], [("a", " +")]),
        ([], []),
    ],
)
def test_cookies(lines: list[str], pairs: list[tuple[str, str]]) -> None:
    """Cookies are read leniently; a plus sign stays one."""
    assert decoded(Pairs.of_cookies(lines)) == pairs


def test_plain_cookies_are_not_decoded() -> None:
    """3.2's `cookie` style takes values as they are."""
    assert decoded(Pairs.of_cookies(["a=%20"], as_is)) == [("a", "%20")]


def test_bracketed_names() -> None:
    """Names with brackets are found by what stands before them."""
    pairs = Pairs.of_query("a[b]=1&a%5Bc%5D=2&d=3")
    assert pairs.bracketed == {"a": [("[b]", "1"), ("[c]", "2")]}
    assert pairs.index["d"] == ["3"]


@pytest.mark.parametrize("offset", range(4))
def test_long_values_are_decoded_in_pieces(offset: int) -> None:
    """Wherever a piece ends: before, within or behind a triple."""
    text = "x" * (PIECE - offset)
    assert percent_decoded(text + "%C3%A9%zz%" + text + "%") == text + "é%zz%" + text + "%"
    assert percent_decoded("%41" * PIECE) == "A" * PIECE


def test_work_is_bounded() -> None:
    """A query of a million pairs is read so far and no farther."""
    assert len(Pairs.of_query("a=1&" * 1_000_000).items) == MOST_PAIRS
    assert len(Pairs.of_cookies(["a=1;" * 100_000]).items) == MOST_PAIRS


@given(st.lists(st.tuples(st.text(min_size=1), st.text())))
def test_what_urlencode_writes_comes_back(pairs: list[tuple[str, str]]) -> None:
    """Any pairs of names and values come back from a query."""
    sendable = [(name, value) for name, value in pairs if (name + value).isprintable()]
    assert decoded(Pairs.of_query(urlencode(sendable))) == sendable


@given(st.text(st.characters(max_codepoint=255)))
def test_no_text_raises(text: str) -> None:
    """Any text of latin-1 is decoded somehow."""
    assert isinstance(percent_decoded(text), str)
    assert isinstance(form_decoded(text), str)
    assert isinstance(Pairs.of_query(text), Pairs)
