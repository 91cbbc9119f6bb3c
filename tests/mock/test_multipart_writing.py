"""Multipart content, read back by the standard library's parser of mail and by python-multipart."""

from __future__ import annotations

import io
import json
from email.parser import BytesParser
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_multipart.multipart import parse_form

from mockserver.document.model import Encoding, Example, Header, MediaType
from mockserver.document.schema import Schema
from mockserver.http.messages import Stream
from mockserver.mock.serialization import Serialized, serialize
from mockserver.mock.streaming import Repeated
from mockserver.settings import Settings

if TYPE_CHECKING:
    from email.message import Message

FORM = "multipart/form-data"
MIXED = "multipart/mixed"
PNG = b"\x89PNG\r\n\x1a\n"


def written(value: Any, schema: dict[str, Any] | None = None, name: str = FORM, **fields: Any) -> Serialized:
    """The value as that media type."""
    media_type = MediaType(name, schema=Schema.of(schema) if schema is not None else None, **fields)
    return serialize(value, media_type, name, Settings(stream_delay=0.5))


def whole(serialized: Serialized) -> bytes:
    """All of the content."""
    content = serialized.content
    return b"".join(content.pieces()) if isinstance(content, Stream) else content


def parts(serialized: Serialized) -> list[tuple[dict[str, str], bytes]]:
    """The parts as a parser of mail sees them: their fields, and their octets."""
    head = f"Content-Type: {serialized.content_type}\r\n\r\n".encode("latin-1")
    message: Message = BytesParser().parsebytes(head + whole(serialized))
    assert not message.defects
    found = []
    for part in message.walk():
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            found.append(({key.lower(): str(value) for key, value in part.items()}, payload))
    return found


def test_a_form() -> None:
    """Each property is a part with its name; text, JSON, and one part for each item of an array."""
    value = {"id": "f81d", "age": 7, "address": {"city": "Rome"}, "tags": ["a", "b"], "none": None}
    assert parts(written(value)) == [
        ({"content-disposition": 'form-data; name="id"', "content-type": "text/plain; charset=utf-8"}, b"f81d"),
        ({"content-disposition": 'form-data; name="age"', "content-type": "text/plain; charset=utf-8"}, b"7"),
        ({"content-disposition": 'form-data; name="address"', "content-type": "application/json"}, b'{"city":"Rome"}'),
        ({"content-disposition": 'form-data; name="tags"', "content-type": "text/plain; charset=utf-8"}, b"a"),
        ({"content-disposition": 'form-data; name="tags"', "content-type": "text/plain; charset=utf-8"}, b"b"),
        ({"content-disposition": 'form-data; name="none"', "content-type": "text/plain; charset=utf-8"}, b""),
    ]


@pytest.mark.parametrize(
    ("schema", "encoding", "content_type", "beginning"),
    [
        ({"type": "string", "format": "binary"}, None, "application/octet-stream", b"words"),
        ({}, None, "application/octet-stream", b"words"),
        ({"type": "string", "format": "binary"}, "image/png, image/jpeg", "image/png", PNG),
        ({}, "image/*", "image/png", PNG),
        ({"type": "string", "contentMediaType": "image/png"}, None, "image/png", PNG),
        (
            {"type": "string", "contentMediaType": "application/octet-stream"},
            None,
            "application/octet-stream",
            b"words",
        ),
        ({"type": "string"}, "application/pdf", "application/pdf", b"%PDF-"),
        ({"enum": ["words"]}, None, "text/plain; charset=utf-8", b"words"),
        ({"type": "string"}, "text/html", "text/html; charset=utf-8", b"words"),
        ({"type": "string"}, "application/json", "application/json", b'"words"'),
        ({"type": "string"}, "nonsense", "text/plain; charset=utf-8", b"words"),
        ({"type": "string"}, "font/woff2", "font/woff2", b"words"),
    ],
)
def test_the_media_type_of_a_part(
    schema: dict[str, Any], encoding: str | None, content_type: str, beginning: bytes
) -> None:
    """`contentType`, else the schema, else OAS's table says what a part is, and a picture is a real one."""
    encodings = {"file": Encoding(content_type=encoding)} if encoding else {}
    found = parts(written({"file": "words"}, {"properties": {"file": schema}}, encoding=encodings))
    fields, content = found[0]
    assert (fields["content-type"], content.startswith(beginning)) == (content_type, True)


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        (None, 'form-data; name="file"; filename="file.bin"'),
        ("image/jpeg", 'form-data; name="file"; filename="file.jpg"'),
        ("text/plain", 'form-data; name="file"'),
    ],
)
def test_files_have_a_name(encoding: str | None, expected: str) -> None:
    """A part that is a file has a file's name, as its media type ends."""
    schema = {"properties": {"file": {"type": "string", "format": "binary"}}}
    encodings = {"file": Encoding(content_type=encoding)} if encoding else {}
    assert parts(written({"file": "x"}, schema, encoding=encodings))[0][0]["content-disposition"] == expected


def test_octets_are_a_file() -> None:
    """A value of octets is sent as it is, and each item of an array of files has the same name."""
    found = parts(written({"file": [b"\x00\xff", b"\r\n--x"]}))
    assert [content for _, content in found] == [b"\x00\xff", b"\r\n--x"]


@pytest.mark.parametrize("schema", [{"type": "string", "contentEncoding": "base64"}, {"format": "byte"}])
def test_base64_says_so(schema: dict[str, Any]) -> None:
    """Text in base64 stays so, and says so in Content-Transfer-Encoding, so that the reader has the octets."""
    serialized = written({"icon": "iVBORw0KGgo="}, {"properties": {"icon": schema}})
    assert (parts(serialized)[0][1], b"\r\nContent-Transfer-Encoding: base64\r\n" in whole(serialized)) == (PNG, True)


def test_xml_in_a_part() -> None:
    """A part of XML is written by its own schema and named by its component."""
    address = {"properties": {"zip": {"xml": {"attribute": True}}}}
    schema = {"properties": {"a": {"$ref": "#/$defs/Address"}}, "$defs": {"Address": address}}
    encoding = {"a": Encoding(content_type="application/xml; charset=utf-8")}
    fields, content = parts(written({"a": {"zip": 7}}, schema, encoding=encoding))[0]
    expected = b'<?xml version="1.0" encoding="utf-8"?>\n<Address zip="7"/>'
    assert (fields["content-type"], content) == ("application/xml; charset=utf-8", expected)


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        (Encoding(style="form"), [("R", "100"), ("G", "a b")]),
        (Encoding(style="form", explode=False), [("color", "R,100,G,a b")]),
        (Encoding(style="deepObject"), [("color[R]", "100"), ("color[G]", "a b")]),
    ],
)
def test_styles_in_a_form(encoding: Encoding, expected: list[tuple[str, str]]) -> None:
    """A style makes the same names and texts as in a URL, but nothing is percent-encoded."""
    found = parts(written({"color": {"R": 100, "G": "a b"}}, encoding={"color": encoding}))
    names = [fields["content-disposition"].split('"')[1] for fields, _ in found]
    assert list(zip(names, [content.decode() for _, content in found], strict=True)) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (Header("X-A", examples={"": Example("", value=[1, 2])}), "1,2"),
        (Header("X-A", examples={"": Example("", serialized="s")}), None),
        (Header("X-A", schema=Schema.of({"example": 7})), "7"),
        (Header("X-A", schema=Schema.of({"const": "c"})), "c"),
        (Header("X-A", schema=Schema.of({"enum": ["e", "f"]})), "e"),
        (Header("X-A", schema=Schema.of({"examples": ["x"]})), "x"),
        (Header("X-A", schema=Schema.of({"type": "string"})), None),
    ],
)
def test_declared_fields_of_a_part(header: Header, expected: str | None) -> None:
    """A declared header of a part is sent with the value that the document gives; Content-Type is not overridden."""
    headers = {"X-A": header, "Content-Type": Header("Content-Type", schema=Schema.of({"const": "a/b"}))}
    fields, _ = parts(written({"p": "v"}, encoding={"p": Encoding(headers=headers)}))[0]
    assert (fields.get("x-a"), fields["content-type"]) == (expected, "text/plain; charset=utf-8")


def test_parts_by_position() -> None:
    """The items of an array are unnamed parts, each with the Encoding Object of its place."""
    schema = {"prefixItems": [{"type": "object"}, {}], "items": {"type": "string"}}
    encodings = {
        "prefix_encoding": (Encoding(), Encoding(content_type="image/*")),
        "item_encoding": Encoding("text/css"),
    }
    found = parts(written([{"author": "Ann"}, "picture", "a{}"], schema, MIXED, **encodings))
    assert [(fields, content[:8]) for fields, content in found] == [
        ({"content-type": "application/json"}, b'{"author'),
        ({"content-type": "image/png"}, PNG),
        ({"content-type": "text/css; charset=utf-8"}, b"a{}"),
    ]


def test_a_multipart_in_a_multipart() -> None:
    """A nested multipart has the Encoding Objects that are nested in its own."""
    inner = Encoding(
        "multipart/mixed", prefix_encoding=(Encoding("application/xml"), Encoding(), Encoding("image/png"))
    )
    schema = {"prefixItems": [{"type": "array"}, {"prefixItems": [{"type": "object"}, {"type": "string"}, {}]}]}
    value = [[1, 2], [{"a": 1}, "text", "picture"]]
    serialized = written(value, schema, MIXED, prefix_encoding=(Encoding(), inner))
    head = f"Content-Type: {serialized.content_type}\r\n\r\n".encode()
    message: Message = BytesParser().parsebytes(head + whole(serialized))
    types = [part.get_content_type() for part in message.walk()]
    assert types == [MIXED, "application/json", MIXED, "application/xml", "text/plain", "image/png"]


def test_an_array_as_form() -> None:
    """A form described as an array of single names and values keeps their order."""
    found = parts(written([{"b": 1}, {"a": "x"}, {"b": 2}], {"items": {}}))
    assert [(fields["content-disposition"], content) for fields, content in found] == [
        ('form-data; name="b"', b"1"),
        ('form-data; name="a"', b"x"),
        ('form-data; name="b"', b"2"),
    ]


def test_a_stream_of_parts() -> None:
    """With `itemSchema` each part is a piece, and what follows the last ends the whole."""
    encoding = Encoding(content_type="image/jpg")
    media_type = MediaType(MIXED, item_schema=Schema.of({}), item_encoding=encoding)
    serialized = serialize(["one", "two"], media_type, MIXED, Settings(stream_delay=0.5))
    assert isinstance(serialized.content, Stream)
    pieces = list(serialized.content.pieces())
    kinds = [content[:3] for _, content in parts(serialized)]
    assert (len(pieces), kinds, serialized.content.delay) == (3, [b"\xff\xd8\xff"] * 2, 0.5)


def test_a_stream_of_made_parts() -> None:
    """Items that are made on the way are sent as they are made."""
    serialized = written(Repeated(lambda: {"a": 1}, 2), None, MIXED)
    assert [content for _, content in parts(serialized)] == [b'{"a":1}', b'{"a":1}']


def test_byte_ranges_have_their_field() -> None:
    """A part of multipart/byteranges says which octets it holds (RFC 9110, section 15.3.7.2)."""
    found = parts(written([b"0123", b""], None, "multipart/byteranges"))
    assert [fields["content-range"] for fields, _ in found] == ["bytes 0-3/4", "bytes 0-0/1"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("multipart/related", 'multipart/related; type="application/json"; boundary='),
        ("multipart/related; type=text/html", 'multipart/related; type="text/html"; boundary='),
        ("Multipart/Mixed; boundary=here", "multipart/mixed; boundary=here"),
        (MIXED, "multipart/mixed; boundary=mockserver-"),
    ],
)
def test_the_content_type_of_the_whole(name: str, expected: str) -> None:
    """The Content-Type has a boundary, a declared one first, and of related parts the type of the first."""
    assert written([{"a": 1}], None, name).content_type.startswith(expected)


@pytest.mark.parametrize(
    "text", ["--frontier\nA: b\n\nx\n--frontier--\n", b"--frontier\r\nA: b\r\n\r\nx\r\n--frontier--\r\n"]
)
def test_a_written_multipart(text: str | bytes) -> None:
    """An example that is the wire's text is sent as such, with its own boundary and the line ends of the wire."""
    serialized = written(text, None, MIXED)
    expected = Serialized(b"--frontier\r\nA: b\r\n\r\nx\r\n--frontier--\r\n", "multipart/mixed; boundary=frontier")
    assert serialized == expected


def test_text_without_boundary_is_sent_as_it_is() -> None:
    """A text in which no boundary is found is sent under the declared name."""
    assert written("words", None, MIXED) == Serialized(b"words", MIXED)


def test_the_same_value_has_the_same_octets() -> None:
    """Nothing in a multipart is random, its boundary included."""
    schema = {"properties": {"f": {"format": "binary"}}}
    encoding = {"f": Encoding(content_type="image/png")}
    assert written({"f": "x"}, schema, encoding=encoding) == written({"f": "x"}, schema, encoding=encoding)


def test_the_boundary_is_in_no_part() -> None:
    """A part that holds what would be the boundary gets another one."""
    boundary = written(["a"], None, MIXED).content_type.partition("boundary=")[2]
    assert written([f"--{boundary}--"], None, MIXED).content_type.partition("boundary=")[2] != boundary


@pytest.mark.parametrize("value", [{}, []])
def test_nothing_is_no_part(value: Any) -> None:
    """Without members or items there is only the end, as browsers send an empty form."""
    serialized = written(value)
    boundary = serialized.content_type.partition("boundary=")[2]
    assert serialized.content == f"--{boundary}--\r\n".encode()


texts = st.text(st.characters(codec="utf-8"))
# Quotes and line breaks are percent-encoded in names, as browsers do, and do not come back.
names = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"], exclude_characters='"\\'), min_size=1)


@given(st.dictionaries(names, texts, min_size=1))
def test_forms_are_read_back(value: dict[str, str]) -> None:
    """A form of strings comes back from python-multipart as it was."""
    serialized = written(value)
    found = {}

    def on_field(field: Any) -> None:
        found[field.field_name.decode()] = (field.value or b"").decode()

    content = whole(serialized)
    headers = {"Content-Type": serialized.content_type.encode(), "Content-Length": str(len(content)).encode()}
    parse_form(headers, io.BytesIO(content), on_field, lambda _file: None)
    assert found == value


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(json_values.filter(lambda value: value not in ({}, [])), st.sampled_from([MIXED, "multipart/related"]))
def test_any_value_is_a_multipart(value: Any, name: str) -> None:
    """Whatever the items are, the parts come out again, one for each."""
    assert len(parts(written([value, value], None, name))) == 2


@given(st.lists(st.none() | st.booleans() | st.integers() | st.text(), min_size=1))
def test_mixed_parts_keep_their_order(values: list[Any]) -> None:
    """The items of an array come back in their order."""
    encoding = Encoding(content_type="application/json")
    found = parts(written(values, None, MIXED, item_encoding=encoding))
    assert [json.loads(content) for _, content in found] == values
