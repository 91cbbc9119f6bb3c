"""What a field line may hold, and what is made of what it may not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.http.fields import (
    clean_value,
    is_field_name,
    is_field_value,
    members,
    quoted,
    sendable,
    structured_list,
    unquoted,
    word,
)

# Lone surrogates too: they come out of JSON, and out of percent-decoding.
ANY_TEXT = st.text(st.characters())
SENDABLE_TEXT = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, blacklist_characters="\x7f")).map(
    lambda text: text.strip(" ")
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x-total", True),
        ("ETag", True),
        ("", False),
        ("x total", False),
        ("x:y", False),
        ("x\r\ny", False),
        ("é", False),
    ],
)
def test_field_names(text: str, expected: bool) -> None:
    """A field name is a token."""
    assert is_field_name(text) == expected


@pytest.mark.parametrize("text", ["", "a", "a b", "a\tb", "Zoë", "\x80", 'W/"1"'])
def test_values(text: str) -> None:
    """Latin-1 without controls can be sent, and is not touched."""
    assert is_field_value(text)
    assert clean_value(text) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\r\nSet-Cookie: b", "a  Set-Cookie: b"),
        ("a\x00b", "a b"),
        (" a\t", "a"),
        ("\n", ""),
        ("你好", "%E4%BD%A0%E5%A5%BD"),
        ("Zoë 你", "Zo%C3%AB %E4%BD%A0"),
        ("100% 你", "100% %E4%BD%A0"),
        ("\ud800", "%3F"),
        ("a\x7fb", "a b"),
    ],
)
def test_values_are_made_sendable(text: str, cleaned: str) -> None:
    """Controls become spaces; beyond latin-1 the value is percent-encoded."""
    assert not is_field_value(text)
    assert clean_value(text) == cleaned


@given(ANY_TEXT)
def test_every_text_can_be_sent_once_clean(text: str) -> None:
    """Whatever the text, its clean form can be sent, and cleaning it again changes nothing."""
    cleaned = clean_value(text)
    assert is_field_value(cleaned)
    assert cleaned.encode("latin-1").decode("latin-1") == cleaned
    assert clean_value(cleaned) == cleaned


@given(ANY_TEXT)
def test_what_can_be_sent_is_not_touched(text: str) -> None:
    """A value is changed exactly when it could not be sent."""
    assert (clean_value(text) == text) == is_field_value(text)


def test_sendable_lines() -> None:
    """Names become lower case, values clean; a line whose name is none is left out."""
    lines = [("X-Total", "7"), ("x y", "1"), ("", "2"), ("x-a", "b\r\nc: d")]
    assert sendable(lines) == (("x-total", "7"), ("x-a", "b  c: d"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a", '"a"'), ("", '""'), ('a"b', r'"a\"b"'), ("a\\b", r'"a\\b"'), ("a\nb", '"a b"'), (" a ", '" a "')],
)
def test_quoted(text: str, expected: str) -> None:
    """Quotation marks and backslashes are escaped, controls do not pass, and white space is part of what is said."""
    assert quoted(text) == expected


@given(SENDABLE_TEXT)
def test_quoting_round_trip(text: str) -> None:
    """What is quoted is read again as it was."""
    assert unquoted(quoted(text)) == text
    assert unquoted(word(text)) == text


def test_words() -> None:
    """A token stays bare, anything else is quoted."""
    assert [word("abc"), word("a b"), word("")] == ["abc", '"a b"', '""']


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", ()),
        (" \t", ()),
        (",, ,", ()),
        ("a", ("a",)),
        ("a, b ,c", ("a", "b", "c")),
        ('a="x, y", b', ('a="x, y"', "b")),
        (r'a="x\", y", b', (r'a="x\", y"', "b")),
        ('a="x, b', ('a="x, b',)),
        ('a="x\\', ('a="x\\',)),
        ('"', ('"',)),
        ("a\nb, c", ("a\nb", "c")),
    ],
)
def test_members(value: str, expected: tuple[str, ...]) -> None:
    """Commas part a list, those in quotes do not, and empty members do not count."""
    assert members(value) == expected


@given(ANY_TEXT)
def test_members_lose_only_commas_and_space(value: str) -> None:
    """No character but commas, spaces and tabs is lost, whatever the field holds."""
    loss = re.compile("[, \t]")
    assert loss.sub("", "".join(members(value))) == loss.sub("", value)


def test_members_of_a_huge_field() -> None:
    """A field of commas or of quotes alone is read in one pass."""
    assert members("," * 100_000) == ()
    assert members('"' * 100_000) == ('"' * 100_000,)
    assert members('\\"' * 50_001) == ('\\"' * 50_001,)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], ""),
        ([("application/json", [])], '"application/json"'),
        ([("a/b", []), ("c/d", [("Charset", "UTF-8")])], '"a/b", "c/d";charset="UTF-8"'),
        ([("a/b", [("9x", "no key"), ("x y", "none"), ("q", 'a"b')])], r'"a/b";q="a\"b"'),
        ([("a", [("x", "1"), ("y", "2")])], '"a";x="1";y="2"'),
        ([("é\n", [("x", "a\tb")])], '"%C3%A9 ";x="a b"'),
    ],
)
def test_structured_list(items: list[tuple[str, list[tuple[str, str]]]], expected: str) -> None:
    """A List of Strings has ASCII alone, and a parameter whose key no structured field can have is left out."""
    assert structured_list(items) == expected


@given(st.lists(st.tuples(ANY_TEXT, st.lists(st.tuples(ANY_TEXT, ANY_TEXT)))))
def test_structured_lists_are_printable_ascii(items: list[tuple[str, list[tuple[str, str]]]]) -> None:
    """Whatever goes in, a structured field of printable ASCII comes out (RFC 9651, section 4.1)."""
    assert re.fullmatch(r"[\x20-\x7e]*", structured_list(items))
