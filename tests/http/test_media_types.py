"""Media types and ranges: parsed, compared, classified."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.http.media_types import (
    LONGEST_KEPT,
    MediaRange,
    charset,
    covers,
    is_form,
    is_json,
    is_multipart,
    is_text,
    is_xml,
    is_yaml,
    parse,
    suffix,
    with_charset,
)

TOKENS = st.text(st.sampled_from("abcXYZ019!#$&-^_.+"), min_size=1, max_size=8)
# A charset loses its case, and the first `q` of Accept is a weight: both are tested by themselves.
PARAMETERS = st.lists(st.tuples(TOKENS.map(str.lower), st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E))))
MEDIA_TYPES = st.builds(MediaRange, TOKENS.map(str.lower), TOKENS.map(str.lower), PARAMETERS.map(tuple))
FRAGMENTS = st.sampled_from(
    ["a", "*", "/", ";", "=", '"', "\\", ",", " ", "\t", "q=", "+json", "charset", "\n", "é", "\ud800"]
)


def parsed(text: str) -> MediaRange:
    """The media range that the text surely names."""
    media_range = parse(text)
    assert media_range is not None
    return media_range


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("application/json", MediaRange("application", "json")),
        ("Text/HTML", MediaRange("text", "html")),
        (" text/html ; charset=utf-8 ", MediaRange("text", "html", (("charset", "utf-8"),))),
        ('Text/HTML;Charset="utf-8"', MediaRange("text", "html", (("charset", "utf-8"),))),
        ("text/html;charset=UTF-8", MediaRange("text", "html", (("charset", "utf-8"),))),
        ("a/b;X=Y", MediaRange("a", "b", (("x", "Y"),))),
        (r'a/b; x="p;q,\"r\" \\"', MediaRange("a", "b", (("x", 'p;q,"r" \\'),))),
        ("a/b;", MediaRange("a", "b")),
        ("a/b;;; x=1;", MediaRange("a", "b", (("x", "1"),))),
        ("multipart/mixed; boundary=a/b=c?:", MediaRange("multipart", "mixed", (("boundary", "a/b=c?:"),))),
        ("*/*", MediaRange("*", "*")),
        ("image/*", MediaRange("image", "*")),
        ("application/*+json", MediaRange("application", "*+json")),
        ("application/vnd.x.v2+json", MediaRange("application", "vnd.x.v2+json")),
    ],
)
def test_parse(text: str, expected: MediaRange) -> None:
    """Case, white space and quotes do not matter; empty parameters do not count."""
    assert parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "json", "a/", "/b", "a b/c", "a/b c", "a/b/c", "*/json", "a/b, c/d", "a/b;x", "a/b;x=", "a/b; x = 1",
        'a/b;x="1', 'a/b;x="1"y', "a/b\n", "a/b;x=\x00", "a/b;x=\ud800", "é/b", "a/b;=1",
    ],
)  # fmt: skip
def test_garbage_is_no_media_type(text: str) -> None:
    """What is no media type is None, and is of no kind."""
    assert parse(text) is None
    assert not any(kind(text) for kind in (is_json, is_xml, is_text, is_form, is_multipart))
    assert (suffix(text), charset(text), with_charset(text)) == ("", None, text)


@given(st.lists(FRAGMENTS).map("".join))
def test_parse_never_fails(text: str) -> None:
    """Any text is parsed or is None; what was parsed is written so that it parses to the same."""
    media_range = parse(text)
    assert media_range is None or parse(str(media_range)) == media_range


@given(MEDIA_TYPES)
def test_round_trip(media_type: MediaRange) -> None:
    """A media type that is written is read again as it was."""
    expected = MediaRange(
        media_type.type,
        media_type.subtype,
        tuple((name, value.lower() if name == "charset" else value) for name, value in media_type.parameters),
    )
    assert parse(str(media_type)) == expected


def test_long_texts_are_parsed_too() -> None:
    """A text too long to be kept is parsed all the same, and garbage of any length is None."""
    value = "x" * LONGEST_KEPT
    assert parsed(f"a/b;c={value}").parameter("c") == value
    assert parse("a/b" + ";" * 100_000) == MediaRange("a", "b")
    assert parse("a/b" + " " * 100_000 + "x") is None
    assert parse('a/b;x="' + "\\" * 100_001) is None


@pytest.mark.parametrize(
    ("media_range", "other", "expected"),
    [
        ("*/*", "image/png", True),
        ("*/*", "image/*", True),
        ("image/*", "image/png", True),
        ("image/*", "image/*", True),
        ("image/*", "*/*", False),
        ("image/*", "text/html", False),
        ("image/png", "image/png", True),
        ("image/png", "image/*", False),
        ("image/png", "image/gif", False),
        ("application/*+json", "application/hal+json", True),
        ("application/*+json", "application/json", False),
        ("application/*+json", "application/hal+xml", False),
        ("text/html", "text/html;level=1", True),
        ("text/html;level=1", "text/html", False),
        ("text/html;level=1", "text/html;level=2", False),
        ("text/html;level=1", "text/html;charset=utf-8;level=1", True),
        ("text/html;charset=UTF-8", "text/html;charset=utf-8", True),
        ("*/*;x=1", "a/b", False),
    ],
)
def test_covers(media_range: str, other: str, expected: bool) -> None:
    """A wildcard stands for every name, and each parameter of the range must be there."""
    assert covers(parsed(media_range), parsed(other)) == expected


@given(MEDIA_TYPES)
def test_a_media_type_covers_itself(media_type: MediaRange) -> None:
    """Every media type is in itself and in `*/*`."""
    assert covers(media_type, media_type)
    assert covers(MediaRange("*", "*"), media_type)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("application/json", {"json", "text"}),
        ("application/json; charset=utf-8", {"json", "text"}),
        ("text/json", {"json", "text"}),
        ("application/problem+json", {"json", "text"}),
        ("application/vnd.a+b+json", {"json", "text"}),
        ("application/*+json", {"json", "text"}),
        ("application/json-seq", {"text"}),
        ("application/x-ndjson", {"text"}),
        ("application/xml", {"xml", "text"}),
        ("text/xml", {"xml", "text"}),
        ("image/svg+xml", {"xml", "text"}),
        ("text/plain", {"text"}),
        ("text/*", {"text"}),
        ("application/openapi+yaml", {"yaml", "text"}),
        ("application/yaml", {"yaml", "text"}),
        ("application/x-www-form-urlencoded", {"form", "text"}),
        ("multipart/form-data; boundary=x", {"multipart"}),
        ("multipart/mixed", {"multipart"}),
        ("image/png", set()),
        ("application/octet-stream", set()),
        ("*/*", set()),
    ],
)
def test_kinds(text: str, kinds: set[str]) -> None:
    """A name tells what the content is."""
    judges = {
        "json": is_json,
        "xml": is_xml,
        "yaml": is_yaml,
        "text": is_text,
        "form": is_form,
        "multipart": is_multipart,
    }
    assert {kind for kind, judge in judges.items() if judge(text)} == kinds


def test_suffix_and_charset() -> None:
    """The suffix is what follows the last plus sign; a charset is in lower case."""
    assert [suffix("a/b+c+json"), suffix("a/json"), suffix("image/svg+XML")] == ["json", "", "xml"]
    assert [charset("text/csv; header=present; charset=Latin1"), charset("text/csv")] == ["latin1", None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("text/plain", "text/plain; charset=utf-8"),
        ("text/csv; header=present", "text/csv; header=present; charset=utf-8"),
        ("text/plain; charset=latin1", "text/plain; charset=latin1"),
        ("application/json", "application/json"),
        ("image/png", "image/png"),
        ("text/event-stream", "text/event-stream"),
        ("text/json", "text/json"),
        ("text/*", "text/*"),
    ],
)
def test_with_charset(text: str, expected: str) -> None:
    """A charset is named only where it means something and none is named yet."""
    assert with_charset(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("*/*", True), ("a/*", True), ("a/*+json", True), ("a/b", False), ("a/b*", False)]
)
def test_wildcards(text: str, expected: bool) -> None:
    """A range stands for more than one media type; a star inside a name is a character like others."""
    assert parsed(text).is_wildcard == expected
