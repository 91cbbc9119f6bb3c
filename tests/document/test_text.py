"""Octets to text: encodings by their marks, refusals with the place, and lines and columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document.bounds import MOST_OCTETS
from mockserver.document.diagnostics import Location
from mockserver.document.text import Lines, decode, narrowed
from mockserver.errors import DocumentError

TEXT = "title: Zoë's caffè ☕ 😀\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
    ],
    ids=["UTF-8", "UTF-8 with mark", "UTF-16 little-endian", "UTF-16 big-endian"],
)
def test_encodings(data: bytes) -> None:
    """UTF-8 is read with and without a byte order mark, UTF-16 with one."""
    assert decode(data) == TEXT


@pytest.mark.parametrize(
    ("data", "message", "place"),
    [
        (b"a: 1\nb: \xe9t\xe9", "the octet 0xE9 at offset 8 is not UTF-8 (in Windows-1252 it would be 'é')", (2, 4)),
        (b"a\x80", "the octet 0x80 at offset 1 is not UTF-8 (in Windows-1252 it would be '€')", (1, 2)),
        (b"\x81", "the octet 0x81 at offset 0 is not UTF-8", (1, 1)),
        ("ä: \udcff".encode("utf-8", "surrogateescape"), "the octet 0xFF at offset 4 is not UTF-8", (1, 4)),
        (b"\xff\xfea\x00\x00\xd8", "the octets at offset 2 are not UTF-16", (1, 2)),
        ("a".encode("utf-16-le"), "this looks like UTF-16 without a byte order mark", (1, 1)),
        ("a".encode("utf-16-be"), "this looks like UTF-16 without a byte order mark", (1, 1)),
        ("a".encode("utf-32"), "this is UTF-32", (1, 1)),
    ],
)
def test_other_encodings_are_refused(data: bytes, message: str, place: tuple[int, int]) -> None:
    """What is in another encoding is told with offset, line and column, and the likely cause."""
    with pytest.raises(DocumentError) as caught:
        decode(data, name="api.yaml")
    (diagnostic,) = caught.value.diagnostics
    assert message in diagnostic.message
    assert diagnostic.location == Location("api.yaml", *place)
    assert (diagnostic.code, diagnostic.hint) == ("encoding", "save the file as UTF-8")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"BZh9", "a bzip2 archive"),
        (b"\xfd7zXZ\x00", "an xz archive"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n", "an image"),
        (b"\x7fELF", "a program"),
    ],
)
def test_files_that_are_no_text(data: bytes, what: str) -> None:
    """A well-known binary file is called by its name."""
    with pytest.raises(DocumentError, match=f"this is {what}.*, not a text -- "):
        decode(data)


def test_the_bound_on_octets() -> None:
    """64 MiB are read, one octet more is not."""
    assert len(decode(b" " * MOST_OCTETS)) == MOST_OCTETS
    with pytest.raises(DocumentError, match="larger than 64 MiB"):
        decode(b" " * (MOST_OCTETS + 1))


@given(st.binary())
def test_any_octets(data: bytes) -> None:
    """Octets are text, or refused with a DocumentError: nothing else is raised."""
    try:
        text = decode(data)
    except DocumentError:
        return
    assert text.encode() in {data, data.removeprefix(b"\xef\xbb\xbf")} or data[:1] in {b"\xff", b"\xfe"}


@given(st.text(st.sampled_from("ab\r\n\u2028\x85")))
def test_lines_are_those_of_an_editor(text: str) -> None:
    """CR LF, LF and CR end a line, and nothing else does."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert [Lines(text).line(number) for number in range(1, len(Lines(text)) + 1)] == lines


@given(st.text(st.sampled_from("ab\r\n")), st.data())
def test_position_and_line_agree(text: str, data: st.DataObject) -> None:
    """The character at an offset is the one in that line and column."""
    offset = data.draw(st.integers(0, max(len(text) - 1, 0)))
    line, column = Lines(text).position(offset)
    assert Lines(text).line(line)[column - 1 : column] == text[offset : offset + 1].strip("\r\n")


@pytest.mark.parametrize("number", [0, -1, 3])
def test_lines_that_do_not_exist(number: int) -> None:
    """A line that is not there is empty."""
    assert Lines("a\nb").line(number) == ""


def test_json_is_narrowed_where_that_is_a_gain() -> None:
    """To ASCII with escapes; not a text that is mostly something else, no UTF-8, or behind a backslash."""
    assert narrowed(b'{"a": 1}') == '{"a": 1}'
    assert narrowed(b"x" * 99 + "é".encode()) == "x" * 99 + "\\u00e9"
    assert narrowed("é".encode() * 9) is None
    assert narrowed(b"x" * 99 + b"\xff") is None
    assert narrowed(b"x" * 99 + b"\xc3\xa9\xc3") is None
    assert narrowed(b"x" * 99 + b"\\" + "é".encode()) is None
