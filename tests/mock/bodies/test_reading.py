"""Content by media type: which reader, and what the schema finds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document.model import ABSENT, Encoding, MediaType
from mockserver.document.schema import Schema
from mockserver.mock.bodies.reading import reader, without_octets
from mockserver.mock.checking import MOST_FAULTS

INTEGER = {"type": "integer"}


def read(name: str, content: bytes, schema: Any = None, items: Any = None, **more: Any) -> tuple[Any, list[str]]:
    """Value and messages of a content of that media type."""
    declared = MediaType(
        name,
        Schema.of(schema) if schema is not None else None,
        Schema.of(items) if items is not None else None,
        **more,
    )
    value, found = reader(declared).read(content, name)
    return value, [finding.message for finding in found]


MULTIPART = "multipart/form-data; boundary=x"
FILE = b'--x\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nabc\r\n--x--\r\n'
GOOD = [
    ("application/json", b'{"a":1}', {"type": "object"}, {"a": 1}),
    ("application/json", b"1", None, 1),
    ("application/problem+json", b"{}", {"type": "object"}, {}),
    ("application/json; charset=utf-16", '"é"'.encode("utf-16"), {"type": "string"}, "é"),
    ("application/merge-patch+json", b'{"a":null}', {"type": "object", "properties": {"a": INTEGER}}, {"a": None}),
    ("application/jsonl", b"1\n2", {"type": "array", "items": INTEGER}, [1, 2]),
    ("application/jsonl", b"1\n2", INTEGER, [1, 2]),  # before 3.2, the schema of the item
    ("application/json-seq", b"\x1e1", None, [1]),
    ("text/event-stream", b"data: a\n\n", None, [{"data": "a"}]),
    ("application/x-www-form-urlencoded", b"a=1", {"type": "object", "properties": {"a": INTEGER}}, {"a": 1}),
    ("application/x-www-form-urlencoded", b"a=1", None, {"a": "1"}),
    ("application/x-www-form-urlencoded", b"abc", {"type": "string"}, {"abc": ""}),  # no text can be a form
    (MULTIPART, FILE, {"type": "string", "format": "binary", "maxLength": 1}, {"file": b"abc"}),
    ("application/xml", b"<r><a>1</a></r>", {"type": "object", "properties": {"a": INTEGER}}, {"a": 1}),
    ("image/svg+xml", b"<svg/>", {"type": "string"}, "<svg/>"),
    ("application/xml", b"<r/>", None, ""),
    ("text/plain", b"5", INTEGER, 5),
    ("text/plain", b"5", {"type": "string"}, "5"),
    ("text/plain", "é".encode(), None, "é"),
    ("text/csv", b"a,b", {"type": "array"}, "a,b"),
    ("application/yaml", b"a: 1", {"type": "object", "required": ["a"]}, {"a": 1}),
    ("text/x-yaml", b"[1, 2]", {"type": "array", "items": INTEGER}, [1, 2]),
    ("application/vnd.x+yaml", b"5", INTEGER, 5),
    ("application/yaml", b"a: [1", {"type": "string"}, "a: [1"),  # the file, not what it holds
    ("application/yaml", b"--- 1\n--- 2", None, "--- 1\n--- 2"),
    ("application/octet-stream", b"\xff", {"type": "string", "format": "binary"}, b"\xff"),
    ("application/octet-stream", b"\xff", None, b"\xff"),
    ("application/pdf", b"%PDF", {"type": "string"}, b"%PDF"),
    ("image/png", b"YQ==", {"type": "string", "contentEncoding": "base64"}, "YQ=="),
    ("text/plain", b"\xff", {"type": "string", "format": "binary"}, b"\xff"),
]


@pytest.mark.parametrize(("name", "content", "schema", "value"), GOOD)
def test_read(name: str, content: bytes, schema: Any, value: Any) -> None:
    """Each media type has its value, and nothing is found in what obeys its schema."""
    assert read(name, content, schema) == (value, [])


def test_octets_within_bounds() -> None:
    """Octets whose number is allowed are right."""
    assert read("application/octet-stream", b"abc", {"minLength": 1, "maxLength": 3}) == (b"abc", [])


BAD = [
    ("application/json", b"{", None, ["the content is no JSON: it ends too early, at line 1, column 2"]),
    ("application/json", b'{"a":"x"}', {"properties": {"a": INTEGER}}, ['`/a` must be an integer, got "x"']),
    ("application/json", b"[1]", {"type": "object"}, ["the content must be an object, got an array of 1"]),
    ("application/merge-patch+json", b"[]", {"type": "object"}, ["the content must be an object, got an empty array"]),
    ("application/jsonl", b'1\n"x"', INTEGER, ['`/1` must be an integer, got "x"']),
    ("application/jsonl", b"1\n2", {"type": "array", "maxItems": 1}, ["the content must have at most 1 item, not 2"]),
    ("application/jsonl", b"1\n{", None, ["`/1` is no JSON: it ends too early, at line 1, column 2 (of item 2)"]),
    ("application/x-www-form-urlencoded", b"", {"required": ["a"]}, ["`/a` is required"]),
    ("text/plain", b"x", INTEGER, ['the content must be an integer, got "x"']),
    (
        "text/plain",
        b"abc",
        {"type": "string", "maxLength": 2},
        ['the content must have at most 2 characters, not 3, got "abc"'],
    ),
    (
        "application/yaml",
        b"a: x",
        {"type": "object", "properties": {"a": INTEGER}},
        ['`/a` must be an integer, got "x"'],
    ),
    (
        "text/yaml",
        b"a: [1",
        {"type": "object"},
        ["the content is no YAML that is read here: this [ is never closed, at line 1, column 4"],
    ),
    ("text/plain", b"\xff", None, ["the content is no utf-8 text: the octet at offset 0 does not belong there"]),
    ("application/octet-stream", b"abc", {"maxLength": 2}, ["the content must have at most 2 octets, not 3"]),
    ("application/octet-stream", b"a", {"minLength": 2}, ["the content must have at least 2 octets, not 1"]),
    (
        "multipart/form-data",
        b"",
        None,
        [
            "the content is multipart, and its Content-Type names no boundary: leave that field out, and fetch with a FormData or curl -F writes it with one"
        ],
    ),
]


@pytest.mark.parametrize(("name", "content", "schema", "messages"), BAD)
def test_found(name: str, content: bytes, schema: Any, messages: list[str]) -> None:
    """What is wrong is told with its place."""
    assert read(name, content, schema)[1] == messages


def test_items_and_whole() -> None:
    """`itemSchema` is of each item, `schema` of all of them."""
    value, messages = read("application/jsonl", b'1\n"x"\n3', {"type": "array", "maxItems": 2}, INTEGER)
    assert value == [1, "x", 3]
    assert messages == ["the content must have at most 2 items, not 3", '`/1` must be an integer, got "x"']


def test_faults_of_items_are_bounded() -> None:
    """Of a hundred thousand items that are wrong the first few are told."""
    _, messages = read("application/jsonl", b'"x"\n' * 100_000, None, INTEGER)
    assert len(messages) == MOST_FAULTS


def form_data(*parts: tuple[str, bytes]) -> bytes:
    """A form of named parts."""
    framed = [b'--B\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (n.encode(), c) for n, c in parts]
    return b"".join(framed) + b"--B--\r\n"


def test_files_are_counted_in_octets() -> None:
    """A file's length is told in octets, and the file is not quoted."""
    schema = {"properties": {"file": {"type": "string", "format": "binary", "maxLength": 2}}, "type": "object"}
    value, messages = read("multipart/form-data; boundary=B", form_data(("file", b"\xffab")), schema)
    assert value == {"file": b"\xffab"}
    assert messages == ["`/file` must have at most 2 octets, not 3, got 3 octets"]


def test_items_of_parts() -> None:
    """`itemSchema` is of each part of a multipart."""
    content = b"--B\r\n\r\n1\r\n--B\r\n\r\nx\r\n--B--\r\n"
    value, messages = read("multipart/mixed; boundary=B", content, None, INTEGER)
    assert (value, messages) == ([1, "x"], ['`/1` must be an integer, got "x"'])


def test_a_range_is_read_as_what_was_sent() -> None:
    """Content of a declared range is read by the media type that came."""
    declared = MediaType("application/*", Schema.of(INTEGER))
    assert reader(declared, "application/json").read(b"1", "application/json") == (1, [])


def test_without_octets() -> None:
    """For a schema, octets are a text of as many characters, wherever they stand."""
    assert without_octets({"a": [b"\xff\x00", 1], "b": "c"}) == {"a": ["ÿ\x00", 1], "b": "c"}


SCHEMA = {
    "type": "object",
    "properties": {
        "a": INTEGER,
        "b": {"type": "array", "items": INTEGER},
        "c": {"type": "object"},
        "d": {"format": "binary"},
    },
}
NAMES = [
    "application/json",
    "application/merge-patch+json",
    "application/jsonl",
    "application/json-seq",
    "text/event-stream",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=B",
    "multipart/mixed; boundary=B",
    "application/xml",
    "text/plain",
    "text/plain; charset=utf-16",
    "text/csv",
    "application/octet-stream",
    "application/yaml",
]


@pytest.mark.parametrize("name", NAMES)
@given(content=st.binary(max_size=200) | st.text('<>{}[]":,=&%-\r\n Babcd123\x1e', max_size=80).map(str.encode))
def test_any_octets(name: str, content: bytes) -> None:
    """Whatever octets come, they are a value or findings, for a schema and without one."""
    framed = b"--B\r\n" + content if "boundary" in name else content
    for schema in (SCHEMA, None):
        declared = MediaType(name, Schema.of(schema) if schema else None, encoding={"b": Encoding(style="form")})
        value, found = reader(declared).read(framed, name)
        assert all(finding.message for finding in found)
        assert value is not ABSENT
