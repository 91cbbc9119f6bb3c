"""Which writer serves which media type, and the Content-Type that goes with it."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document.model import Encoding, MediaType
from mockserver.document.schema import Schema
from mockserver.http.fields import is_field_value
from mockserver.http.messages import Stream
from mockserver.mock.serialization import serialize
from mockserver.mock.streaming import Repeated
from mockserver.settings import Settings

SETTINGS = Settings(stream_delay=0.125)


def content_of(value: Any, name: str, schema: dict[str, Any] | None = None, **fields: Any) -> tuple[Any, str]:
    """Content, a stream's as a list of its pieces, and Content-Type."""
    media_type = MediaType(name, schema=Schema.of(schema) if schema is not None else None, **fields)
    serialized = serialize(value, media_type, name, SETTINGS)
    content = serialized.content
    return (list(content.pieces()) if isinstance(content, Stream) else content), serialized.content_type


ROWS = [{"a": 1, "b": "x"}]

WHOLE: list[tuple[Any, str, bytes, str]] = [
    # JSON: a string is a JSON string, and no charset is added
    ({"a": 1}, "application/json", b'{"a":1}', "application/json"),
    ("text", "application/json", b'"text"', "application/json"),
    (None, "application/json", b"null", "application/json"),
    ("text", "application/vnd.api+json", b'"text"', "application/vnd.api+json"),
    ([], "text/json", b"[]", "text/json"),
    ("é", "application/json;charset=UTF-8", b'"\xc3\xa9"', "application/json;charset=UTF-8"),
    ("é", "application/json; charset=iso-8859-1", b'"\xc3\xa9"', "application/json"),
    ("é", "application/json; v=1; charset=x", b'"\xc3\xa9"', "application/json;v=1"),
    # text: a string is the text
    ("é", "text/plain", b"\xc3\xa9", "text/plain; charset=utf-8"),
    ("é", "text/plain; charset=iso-8859-1", b"\xe9", "text/plain; charset=iso-8859-1"),
    ("é", "text/plain; charset=nonsense", b"\xc3\xa9", "text/plain; charset=utf-8"),
    ("é", "text/plain; charset=hex", b"\xc3\xa9", "text/plain; charset=utf-8"),
    ("€", "text/plain; charset=us-ascii", b"?", "text/plain; charset=us-ascii"),
    ("\ud800", "text/plain", b"?", "text/plain; charset=utf-8"),
    (True, "text/plain", b"true", "text/plain; charset=utf-8"),
    ("<p>", "text/html", b"<p>", "text/html; charset=utf-8"),
    (ROWS, "text/csv", b"a,b\r\n1,x\r\n", "text/csv; charset=utf-8"),
    (ROWS, "text/csv; header=present", b"a,b\r\n1,x\r\n", "text/csv; header=present; charset=utf-8"),
    (ROWS, "text/tab-separated-values", b"a\tb\r\n1\tx\r\n", "text/tab-separated-values; charset=utf-8"),
    ("# hi", "text/markdown", b"# hi", "text/markdown; charset=utf-8"),
    ("query { a }", "application/graphql", b"query { a }", "application/graphql"),
    ("let a;", "application/javascript", b"let a;", "application/javascript"),
    # XML
    ({"a": 1}, "application/xml", b'<?xml version="1.0" encoding="utf-8"?>\n<root><a>1</a></root>', "application/xml"),
    ("<a/>", "application/xml", b"<a/>", "application/xml"),
    ("<a/>", "text/xml", b"<a/>", "text/xml; charset=utf-8"),
    ({}, "application/problem+xml", b'<?xml version="1.0" encoding="utf-8"?>\n<root/>', "application/problem+xml"),
    ("<svg/>", "image/svg+xml", b"<svg/>", "image/svg+xml"),
    # YAML
    ({"a": [1, "no"]}, "application/yaml", b"a:\n- 1\n- 'no'\n", "application/yaml"),
    ({"a": 1}, "application/vnd.x+yaml", b"a: 1\n", "application/vnd.x+yaml"),
    ({"a": 1}, "text/yaml", b"a: 1\n", "text/yaml; charset=utf-8"),
    # forms and objects
    ({"a": "b c"}, "application/x-www-form-urlencoded", b"a=b+c", "application/x-www-form-urlencoded"),
    ({"a": 1}, "application/cbor", b"\xa1\x61a\x01", "application/cbor"),
    ([1], "application/vnd.x+cbor", b"\x81\x01", "application/vnd.x+cbor"),
    ({"a": 1}, "application/msgpack", b"\x81\xa1a\x01", "application/msgpack"),
    # files
    ("words", "application/octet-stream", b"words", "application/octet-stream"),
    ("words", "image/png", b"words", "image/png"),
    ({"a": 1}, "application/octet-stream", b'{"a":1}', "application/octet-stream"),
    (None, "application/pdf", b"", "application/pdf"),
    # octets stand as they are, whatever the media type
    (b"\x00\xff", "image/png", b"\x00\xff", "image/png"),
    (b'{"a": 1}', "application/json", b'{"a": 1}', "application/json"),
    (b"\xc3\xa9", "text/plain", b"\xc3\xa9", "text/plain; charset=utf-8"),
    (b"\xe9", "text/plain", b"\xe9", "text/plain"),
    # names that are no media type, or a range
    ("text", "nonsense", b"text", "nonsense"),
    ({"a": 1}, "*/*", b'{\n  "a": 1\n}', "*/*"),
    ("x", "text/plain\r\nset-cookie: a=b", b"x", "text/plain  set-cookie: a=b"),
    ({"a": 1}, "application/vnd.unknown", b'{\n  "a": 1\n}', "application/vnd.unknown"),
]


@pytest.mark.parametrize(("value", "name", "content", "content_type"), WHOLE)
def test_content_of_each_media_type(value: Any, name: str, content: bytes, content_type: str) -> None:
    """Each media type has its writer, and a charset only where one means something."""
    assert content_of(value, name) == (content, content_type)


EVENTS = [{"data": "a", "event": "x"}, {"n": 1}]

STREAMS: list[tuple[Any, str, list[bytes]]] = [
    (EVENTS, "text/event-stream", [b"event: x\ndata: a\n\n", b'data: {"n":1}\n\n']),
    ("hello", "text/event-stream", [b"data: hello\n\n"]),
    ("data: a\n\ndata: b", "text/event-stream", [b"data: a\n\n", b"data: b\n\n"]),
    (b"data: a\n\ndata: b\n\n", "text/event-stream", [b"data: a\n\n", b"data: b\n\n"]),
    ([{"a": 1}, 2], "application/jsonl", [b'{"a":1}\n', b"2\n"]),
    ({"a": 1}, "application/x-ndjson", [b'{"a":1}\n']),
    ('{"a":1}\n2\n', "application/x-ndjson", [b'{"a":1}\n', b"2\n"]),
    (b'{"a":1}\n2', "application/jsonl", [b'{"a":1}\n', b"2\n"]),
    ([1, "x"], "application/json-seq", [b"\x1e1\n", b'\x1e"x"\n']),
    ([1], "application/geo+json-seq", [b"\x1e1\n"]),
    (Repeated(lambda: 7, 2), "application/jsonl", [b"7\n", b"7\n"]),
    ([], "application/jsonl", []),
]


@pytest.mark.parametrize(("value", "name", "pieces"), STREAMS)
def test_streams(value: Any, name: str, pieces: list[bytes]) -> None:
    """The items of a sequential media type are sent one by one, and its Content-Type is its name."""
    assert content_of(value, name) == (pieces, name)


def test_a_stream_waits_as_the_settings_say() -> None:
    """The delay between two pieces is the setting's, and the pieces can be read more than once."""
    stream = serialize([1, 2], MediaType("application/jsonl"), "application/jsonl", SETTINGS).content
    assert isinstance(stream, Stream)
    assert (stream.delay, list(stream.pieces()), list(stream.pieces())) == (0.125, [b"1\n", b"2\n"], [b"1\n", b"2\n"])


def test_made_items_where_nothing_is_streamed() -> None:
    """Items that are made one by one are an array for a media type that has no items."""
    assert content_of(Repeated(lambda: 7, 2), "application/json") == (b"[7,7]", "application/json")


PDF = base64.b64encode(b"%PDF-1.4 ...").decode()


@pytest.mark.parametrize(
    ("text", "name", "schema", "expected"),
    [
        ("AAH/", "application/octet-stream", {"contentEncoding": "base64"}, b"\x00\x01\xff"),
        ("AAH_", "application/octet-stream", {"contentEncoding": "base64url"}, b"\x00\x01\xff"),
        ("AAH/\nAA", "image/png", {"type": "string", "format": "byte"}, b"\x00\x01\xff\x00"),
        ("AAH/", "image/png", {"allOf": [{"contentEncoding": "base64"}]}, b"\x00\x01\xff"),
        ("AAH/", "application/octet-stream", {"type": "string"}, b"AAH/"),
        ("AAH/", "application/octet-stream", None, b"AAH/"),
        ("no base64!", "application/octet-stream", {"contentEncoding": "base64"}, b"no base64!"),
        ("AAAAA", "application/octet-stream", {"contentEncoding": "base64"}, b"AAAAA"),
        (PDF, "application/pdf", None, b"%PDF-1.4 ..."),
        (PDF, "image/png", None, PDF.encode()),
        ("é", "application/octet-stream", {"contentEncoding": "base64"}, "é".encode()),
    ],
)
def test_base64_is_decoded_for_files(text: str, name: str, schema: dict[str, Any] | None, expected: bytes) -> None:
    """A string in base64 becomes the file where the schema says so, or where the file can be recognised."""
    assert content_of(text, name, schema) == (expected, name)


def test_base64_stays_in_json() -> None:
    """Inside of JSON a string in base64 is a string."""
    assert content_of("AAH/", "application/json", {"contentEncoding": "base64"})[0] == b'"AAH/"'


def test_encoding_objects_reach_the_form() -> None:
    """A form is written by the Encoding Objects of its media type."""
    encoding = {"a": Encoding(style="pipeDelimited")}
    content = content_of({"a": [1, 2]}, "application/x-www-form-urlencoded", encoding=encoding)[0]
    assert content == b"a=1%7C2"


def test_the_schema_reaches_the_xml() -> None:
    """XML is written by the schema of its media type."""
    schema = {"xml": {"name": "pet"}, "properties": {"id": {"xml": {"attribute": True}}}}
    assert content_of({"id": 1}, "application/xml", schema)[0].endswith(b'\n<pet id="1"/>')


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
NAMES = sorted({name for _, name, *_ in [*WHOLE, *STREAMS]} | {"multipart/form-data", "multipart/mixed", "image/*", ""})


@given(json_values, st.sampled_from(NAMES) | st.text(), st.booleans())
def test_any_value_is_content_of_any_media_type(value: Any, name: str, streamed: bool) -> None:
    """Nothing raises, the content is octets, the Content-Type can be sent, and the same again is the same."""
    item_schema = Schema.of({}) if streamed else None
    media_type = MediaType(name, item_schema=item_schema)
    content, content_type = content_of(value, name, item_schema=item_schema)
    octets = b"".join(content) if isinstance(content, list) else content
    again = serialize(value, media_type, name, SETTINGS)
    repeated = b"".join(again.content.pieces()) if isinstance(again.content, Stream) else again.content
    assert (octets, content_type, is_field_value(content_type)) == (repeated, again.content_type, True)


@given(json_values.filter(lambda value: not isinstance(value, bytes)))
def test_json_is_always_json(value: Any) -> None:
    """Whatever the value, its JSON is read by a strict reader."""
    content, _ = content_of(value, "application/json")
    assert json.loads(content, parse_constant=pytest.fail) is not NotImplemented
