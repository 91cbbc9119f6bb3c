"""Parts into values: forms, arrays of parts, parts in parts."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.document.model import Encoding, Header
from mockserver.document.schema import Schema
from mockserver.mock.bodies.malformed import Malformed
from mockserver.mock.bodies.part_reading import Declared, Path, is_binary, read
from mockserver.mock.shapes import Shape

FORM = "multipart/form-data; boundary=B"
MIXED = "multipart/mixed; boundary=B"
BINARY = {"type": "string", "format": "binary"}
INTEGER = {"type": "integer"}
ADDRESS = {"type": "object", "properties": {"zip": {"type": "string"}, "floor": INTEGER}}


def content(*parts: tuple[str, bytes]) -> bytes:
    """A multipart content: fields (by newlines) and octets of each part."""
    lines = [(b"".join(line.encode() + b"\r\n" for line in fields.splitlines()), octets) for fields, octets in parts]
    return b"".join(b"--B\r\n" + fields + b"\r\n" + octets + b"\r\n" for fields, octets in lines) + b"--B--\r\n"


def named(name: str, octets: bytes, more: str = "") -> tuple[str, bytes]:
    """A part of a form."""
    return f'Content-Disposition: form-data; name="{name}"{more}', octets


def value_of(
    schema: Any, *parts: tuple[str, bytes], kind: str = FORM, **how: Any
) -> tuple[Any, list[tuple[str, Path]]]:
    """The value, and what was told of its parts."""
    told: list[tuple[str, Path]] = []
    declared = Declared(Shape(schema), **how)
    return read(content(*parts), kind, declared, told=lambda rule, path: told.append((rule, path))), told


def form(**properties: Any) -> dict[str, Any]:
    """The schema of a form."""
    return {"type": "object", "properties": properties}


PNG = "\nContent-Type: image/png"

PARTS = [
    (
        form(name={"type": "string"}, age=INTEGER),
        [named("name", "é".encode()), named("age", b"5")],
        {"name": "é", "age": 5},
    ),
    (form(age=INTEGER), [named("age", b"x")], {"age": "x"}),
    (form(file=BINARY), [named("file", b"\xff", '; filename="a"' + PNG)], {"file": b"\xff"}),
    (form(file=BINARY), [named("file", b"text")], {"file": b"text"}),
    (form(file={"contentMediaType": "image/png"}), [named("file", b"\xff")], {"file": b"\xff"}),
    (form(file={}), [named("file", b"\xff", '; filename="a"')], {"file": b"\xff"}),
    (form(file={}), [named("file", b"a", PNG)], {"file": b"a"}),
    (form(file={}), [named("file", b"a")], {"file": "a"}),
    (form(file={"type": "string"}), [named("file", b"\xff", '; filename="a"')], {"file": b"\xff"}),
    (form(file={"type": "string", "contentEncoding": "base64"}), [named("file", b"YQ==")], {"file": "YQ=="}),
    (
        form(files={"type": "array", "items": BINARY}),
        [named("files", b"1"), named("files", b"2")],
        {"files": [b"1", b"2"]},
    ),
    (form(files={"type": "array", "items": BINARY}), [named("files", b"1")], {"files": [b"1"]}),
    (form(files={"type": "array", "items": BINARY}), [named("files[]", b"1")], {"files": [b"1"]}),
    (
        form(files={"type": "array", "items": BINARY}),
        [named("files[0]", b"1"), named("files[1]", b"2")],
        {"files": [b"1", b"2"]},
    ),
    (form(ids={"type": "array", "items": INTEGER}), [named("ids", b"1"), named("ids", b"2")], {"ids": [1, 2]}),
    (form(ids={"type": "array", "items": INTEGER}), [named("ids", b"[1,2]")], {"ids": [1, 2]}),
    (form(ids={"type": "array", "items": INTEGER}), [named("ids", b"5")], {"ids": [5]}),
    (form(address=ADDRESS), [named("address", b'{"floor":"1"}')], {"address": {"floor": "1"}}),
    (form(age=INTEGER), [named("age", b'"5"', "\nContent-Type: application/json")], {"age": "5"}),
    (form(alias={"type": ["string", "array"]}), [named("alias", b"a")], {"alias": ["a"]}),
    (form(address=ADDRESS), [named("address", b'{"zip":"1"}')], {"address": {"zip": "1"}}),
    (
        form(address=ADDRESS),
        [named("address", b'{"zip":"1"}', "\nContent-Type: application/json")],
        {"address": {"zip": "1"}},
    ),
    (form(text={"type": "string"}), [named("text", b'"a"', "\nContent-Type: application/json")], {"text": "a"}),
    (
        form(address=ADDRESS),
        [named("address", b"<a><floor>3</floor></a>", "\nContent-Type: application/xml")],
        {"address": {"floor": 3}},
    ),
    (
        form(text={"type": "string"}),
        [named("text", b"\xe9", "\nContent-Type: text/plain; charset=latin1")],
        {"text": "é"},
    ),
    (form(), [named("other", b"1"), named("other", b"2")], {"other": ["1", "2"]}),
]


@pytest.mark.parametrize(("schema", "parts", "value"), PARTS)
def test_forms(schema: Any, parts: list[tuple[str, bytes]], value: Any) -> None:
    """A part is text, JSON, XML or octets by its type and its schema."""
    assert value_of(schema, *parts) == (value, [])


@pytest.mark.parametrize(
    ("encoding", "parts", "value"),
    [
        (Encoding(style="form", explode=False), [named("ids", b"1,2")], [1, 2]),
        (Encoding(style="form"), [named("ids", b"1"), named("ids", b"2")], [1, 2]),
        (Encoding(style="pipeDelimited"), [named("ids", b"1|2")], [1, 2]),
    ],
)
def test_encoding_by_style(encoding: Encoding, parts: list[tuple[str, bytes]], value: Any) -> None:
    """A form's property may be spelled by style, without percent-encoding."""
    schema = form(ids={"type": "array", "items": INTEGER})
    assert value_of(schema, *parts, by_name={"ids": encoding}) == ({"ids": value}, [])


def test_encoding_of_objects_by_style() -> None:
    """The style deepObject spells the names of parts."""
    schema = form(address=ADDRESS)
    parts = [named("address[zip]", b"1%20"), named("address[floor]", b"2")]
    value, _ = value_of(schema, *parts, by_name={"address": Encoding(style="deepObject")})
    assert value == {"address": {"zip": "1%20", "floor": 2}}


def test_a_style_does_not_forbid_json() -> None:
    """OAS 3.0: `style` "SHALL be ignored" for multipart; an object that comes as JSON is read as such."""
    schema = form(address=ADDRESS)
    value, _ = value_of(schema, named("address", b'{"floor": 3}'), by_name={"address": Encoding(style="form")})
    assert value == {"address": {"floor": 3}}
    plain = named("address", b"zip,1,floor,2")
    assert value_of(schema, plain, by_name={"address": Encoding(style="form", explode=False)})[0] == {
        "address": {"zip": "1", "floor": 2}
    }


def test_media_types_of_parts() -> None:
    """A part of another media type than `contentType` lists is told; one that names none is not."""
    encoding = {"file": Encoding(content_type="image/png, image/jpeg"), "any": Encoding(content_type="image/*")}
    schema = form(file=BINARY, any=BINARY)
    good = [named("file", b"1", "\nContent-Type: image/jpeg"), named("any", b"1", "\nContent-Type: image/webp")]
    assert value_of(schema, *good, by_name=encoding)[1] == []
    assert value_of(schema, named("file", b"1"), by_name=encoding)[1] == []
    bad = [named("file", b"1", "\nContent-Type: image/gif"), named("any", b"1", "\nContent-Type: text/plain")]
    assert value_of(schema, *bad, by_name=encoding)[1] == [
        ("must be image/png, image/jpeg, not image/gif", ("file",)),
        ("must be image/*, not text/plain", ("any",)),
    ]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("\nX-Limit: 5", []),
        ("", [("needs the field X-Limit in its part", ("file",))]),
        ("\nX-Limit: x", [("has a field X-Limit that must be an integer", ("file",))]),
        ("\nX-Limit: 5\nX-Other: 1", []),
        ("\nX-Limit: 5\nX-Plain: 1", []),
    ],
)
def test_fields_of_parts(fields: str, told: list[tuple[str, Path]]) -> None:
    """The fields that `encoding` declares for a part are required and checked; Content-Type is not one of them."""
    headers = {
        "X-Limit": Header("X-Limit", required=True, schema=Schema.of(INTEGER)),
        "X-Plain": Header("X-Plain"),
        "Content-Type": Header("Content-Type", required=True, schema=Schema.of({"const": "no"})),
    }
    assert (
        value_of(form(file=BINARY), named("file", b"1", fields), by_name={"file": Encoding(headers=headers)})[1] == told
    )


def test_mixed_is_an_array() -> None:
    """A multipart without names is an array of its parts, each by its place."""
    schema = {"type": "array", "prefixItems": [ADDRESS, {}], "items": INTEGER}
    parts = [("", b'{"zip":"1"}'), ("Content-Type: image/png", b"\xff"), ("", b"5"), ("Content-Type: text/plain", b"6")]
    assert value_of(schema, *parts, kind=MIXED) == ([{"zip": "1"}, b"\xff", 5, 6], [])


def test_encoding_by_position() -> None:
    """`prefixEncoding` and `itemEncoding` are of the parts by position."""
    how = {"prefix": (Encoding(content_type="application/json"),), "rest": Encoding(content_type="image/*")}
    parts = [("Content-Type: text/plain", b"1"), ("Content-Type: image/png", b"2"), ("Content-Type: text/css", b"3")]
    _, told = value_of({"type": "array"}, *parts, kind=MIXED, **how)
    assert told == [("must be application/json, not text/plain", (0,)), ("must be image/*, not text/css", (2,))]


def test_parts_in_parts() -> None:
    """A part may be multipart itself, with encodings of its own."""
    inner = b'--I\r\n\r\n{"zip":"1"}\r\n--I\r\nContent-Type: text/css\r\n\r\n\x01\r\n--I--\r\n'
    schema = {"type": "array", "items": {"type": "array", "prefixItems": [ADDRESS, BINARY]}}
    nested = Encoding(prefix_encoding=(Encoding(), Encoding(content_type="image/png")))
    value, told = value_of(schema, ("Content-Type: multipart/mixed; boundary=I", inner), kind=MIXED, rest=nested)
    assert value == [[{"zip": "1"}, b"\x01"]]
    assert told == [("must be image/png, not text/css", (0, 1))]


def test_ordered_form() -> None:
    """A form whose schema is an array is one object for each part, in order."""
    schema = {"type": "array", "items": form(a=INTEGER, b={"type": "string"})}
    assert value_of(schema, named("b", b"1"), named("a", b"2")) == ([{"b": "1"}, {"a": 2}], [])


def test_object_of_mixed_parts() -> None:
    """A multipart that is no form, but whose schema is an object, has named parts all the same."""
    assert value_of(form(a=INTEGER), named("a", b"1"), kind=MIXED) == ({"a": 1}, [])


@pytest.mark.parametrize(
    ("schema", "parts", "path"),
    [
        (form(), [("Content-Type: text/plain", b"")], ()),
        (form(a=ADDRESS), [named("a", b"{")], ("a",)),
        (form(a=ADDRESS), [named("a", b"<", "\nContent-Type: text/xml")], ("a",)),
        (form(a={}), [named("a", b"x", "\nContent-Type: multipart/mixed")], ("a",)),
        (form(a={}), [named("a", b"--I\r\n\r\n{", "\nContent-Type: multipart/mixed; boundary=I")], ("a",)),
    ],
)
def test_malformed(schema: Any, parts: list[tuple[str, bytes]], path: Path) -> None:
    """What cannot be read is told with the part that it is."""
    with pytest.raises(Malformed) as caught:
        value_of(schema, *parts)
    assert caught.value.path == path


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (BINARY, True),
        ({"contentMediaType": "image/png"}, True),
        ({"contentMediaType": "image/png", "contentEncoding": "base64"}, False),
        ({"type": "string"}, False),
        ({}, False),
    ],
)
def test_is_binary(schema: Any, expected: bool) -> None:
    """Octets are meant by format or by media type without encoding."""
    assert is_binary(Shape(schema)) is expected
