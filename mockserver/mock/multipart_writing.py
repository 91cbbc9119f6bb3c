"""Multipart: an object or an array as the parts of RFC 2046, of form-data as RFC 7578 says, with real files where files
are.

Knows which media type each part has (OAS 3.2, Encoding Object) and how parts are framed. How a part's own value is
written is passed in, so that a part may be anything that serialization knows, another multipart included.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final

from mockserver.document.model import ABSENT, Encoding, Header, MediaType
from mockserver.document.schema import Schema
from mockserver.http.fields import clean_value, is_field_name
from mockserver.http.media_types import MediaRange, is_xml, parse
from mockserver.http.messages import Stream
from mockserver.mock import samples
from mockserver.mock.aspects import NO_ASPECT, Aspect
from mockserver.mock.form_writing import is_styled, pairs
from mockserver.mock.streaming import Repeated, items
from mockserver.mock.styles import serialize_simple

Write = Callable[[Any, MediaType, str], tuple[bytes, str]]
"""How a part's value is written as a media type: the octets, and the value of its Content-Type."""

# "bcharsnospace := DIGIT / ALPHA / "'" / "(" / ")" / "+" / "_" / "," / "-" / "." / "/" / ":" / "=" / "?""
# -- RFC 2046, section 5.1.1
_FIRST_LINE: Final = re.compile(rb"(?:\A|\n)--([0-9A-Za-z'()+_,./:=?-]{1,70})[ \t]*\r?\n")
_STRING_KEYWORDS: Final = frozenset(
    {"enum", "const", "pattern", "minLength", "maxLength", "format", "example", "default"}
)


@dataclass(frozen=True, slots=True)
class _Part:
    """`name` is of a form's field; `aspect` says what the schema says of the value."""

    value: Any
    aspect: Aspect
    encoding: Encoding | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class _Kind:
    """The multipart type that is written, and how the parts' own values are."""

    essence: str
    write: Write


def multipart(
    value: Any, media_type: MediaType, name: str, *, write: Write, delay: float
) -> tuple[bytes | Stream, str]:
    """Content and Content-Type. What is text or octets already stays as it is, and its boundary is found in it.

    Items described by `itemSchema` are sent one by one.
    """
    if isinstance(value, (str, bytes)):
        return _as_written(value.encode("utf-8", "replace") if isinstance(value, str) else value, name)
    parsed = parse(name) or MediaRange("multipart", "form-data")
    kind = _Kind(parsed.essence, write)
    if isinstance(value, Repeated) or (media_type.item_schema is not None and isinstance(value, (list, tuple))):
        boundary = parsed.parameter("boundary") or _boundary(name.encode("utf-8", "replace"))
        return Stream(lambda: _pieces(value, media_type, kind, boundary=boundary), delay), _typed(parsed, boundary, "")
    written = [_written(part, kind) for part in _parts(value, media_type, kind)]
    boundary = parsed.parameter("boundary") or _boundary(b"".join(written))
    return _framed(written, boundary), _typed(parsed, boundary, _first_type(written))


# Parts


def _parts(value: Any, media_type: MediaType, kind: _Kind) -> Iterator[_Part]:
    aspect = Aspect.of(media_type.schema, value)
    if isinstance(value, Mapping):
        yield from _members(value, aspect, media_type)
    else:
        for index, item in enumerate(items(value)):
            yield from _item(_Part(item, aspect.item(index, item), _positioned(media_type, index)), media_type, kind)


def _members(value: Mapping[str, Any], aspect: Aspect, media_type: MediaType) -> Iterator[_Part]:
    for name, member in value.items():
        yield from _fields(_Part(member, aspect.member(name, member), media_type.encoding.get(name), name))


def _positioned(media_type: MediaType, index: int) -> Encoding | None:
    """The Encoding Object of the part at that place (OAS 3.2, Encoding By Position)."""
    prefix = media_type.prefix_encoding
    return prefix[index] if index < len(prefix) else media_type.item_encoding


def _item(part: _Part, media_type: MediaType, kind: _Kind) -> Iterator[_Part]:
    """One part for an item; in a form, whose items hold a name and a value, one for each name."""
    if kind.essence == "multipart/form-data" and isinstance(part.value, Mapping):
        yield from _members(part.value, part.aspect, media_type)
    else:
        yield part


def _fields(part: _Part) -> Iterator[_Part]:
    """The parts of one property: one for each item of an array, and for each pair of a style."""
    if part.encoding is not None and is_styled(part.encoding):
        # "When using RFC6570-style serialization for multipart/form-data, URI percent-encoding MUST NOT be applied"
        # -- OAS 3.2, Encoding Object
        for name, text in pairs(part.name or "", part.value, part.encoding, encode=str):
            yield _Part(text, NO_ASPECT, name=name)
    elif isinstance(part.value, (list, tuple)):
        for index, item in enumerate(part.value):
            yield replace(part, value=item, aspect=part.aspect.item(index, item))
    else:
        yield part


def _pieces(value: Any, media_type: MediaType, kind: _Kind, *, boundary: str) -> Iterator[bytes]:
    delimiter = f"--{boundary}\r\n".encode("latin-1")
    for index, item in enumerate(items(value)):
        whole = _Part(item, Aspect.of(media_type.item_schema, item), _positioned(media_type, index))
        for part in _item(whole, media_type, kind):
            yield delimiter + _written(part, kind) + b"\r\n"
    yield f"--{boundary}--\r\n".encode("latin-1")


# What a part is


def _written(part: _Part, kind: _Kind) -> bytes:
    """Fields, an empty line and the content of a part."""
    content, fields = _content(part, kind)
    if kind.essence == "multipart/byteranges" and "content-range" not in (name.lower() for name, _ in fields):
        # "Within the header area of each body part in the multipart content, the server MUST generate a Content-Range
        # header field" -- RFC 9110, section 15.3.7.2
        fields.append(("Content-Range", f"bytes 0-{max(len(content) - 1, 0)}/{max(len(content), 1)}"))
    head = "".join(f"{name}: {clean_value(value)}\r\n" for name, value in fields)
    return head.encode("latin-1") + b"\r\n" + content


def _content(part: _Part, kind: _Kind) -> tuple[bytes, list[tuple[str, str]]]:
    media_type = _media_type(part)
    declared = list(_declared_fields(part.encoding))
    if _is_base64(part):
        # "Using contentEncoding for a multipart field is equivalent to specifying an Encoding Object with a headers
        # field containing Content-Transfer-Encoding" -- OAS 3.2, Encoding multipart Media Types
        encoded = ("Content-Transfer-Encoding", str(part.aspect.first("contentEncoding") or "base64"))
        return part.value.encode("utf-8", "replace"), [*_fields_of(part, media_type, media_type), encoded, *declared]
    if samples.is_binary(media_type) and not isinstance(part.value, (Mapping, list, tuple)):
        return _file(part.value, media_type), [*_fields_of(part, media_type, media_type), *declared]
    nested = part.encoding or Encoding()
    inner = MediaType(
        media_type,
        schema=_schema(part.aspect),
        encoding=nested.encoding,
        prefix_encoding=nested.prefix_encoding,
        item_encoding=nested.item_encoding,
    )
    content, content_type = kind.write(part.value, inner, media_type)
    return content, [*_fields_of(part, media_type, content_type), *declared]


def _fields_of(part: _Part, media_type: str, content_type: str) -> list[tuple[str, str]]:
    if part.name is None:
        return [("Content-Type", content_type)]
    disposition = f'form-data; name="{_escaped(part.name)}"'
    if samples.is_binary(media_type):
        disposition += f'; filename="{_escaped(part.name)}.{samples.extension(media_type)}"'
    return [("Content-Disposition", _utf_8_in_latin_1(disposition)), ("Content-Type", content_type)]


def _media_type(part: _Part) -> str:
    """The first that `contentType` names, else what the schema says the content is, else OAS's default by type."""
    said = part.encoding.content_type if part.encoding else None
    named = said or part.aspect.first("contentMediaType")
    if isinstance(named, str) and parse(named.partition(",")[0]):
        return samples.concrete(named.partition(",")[0].strip())
    return _default_media_type(part)


def _default_media_type(part: _Part) -> str:
    """The table of OAS 3.2, Encoding Object, "Common Fixed Fields"; a value without a schema goes by its own type."""
    aspect, value = part.aspect, part.value
    if isinstance(value, bytes) or aspect.first("format") == "binary" or _is_base64(part):
        return samples.OCTETS
    if isinstance(value, (Mapping, list, tuple)):
        return "application/json"
    described = [keyword for schema in aspect.schemas for keyword in schema]
    is_untyped = bool(aspect.schemas) and not aspect.types and not _STRING_KEYWORDS.intersection(described)
    return samples.OCTETS if is_untyped and isinstance(value, str) else "text/plain"


def _is_base64(part: _Part) -> bool:
    encoded = isinstance(part.aspect.first("contentEncoding"), str) or part.aspect.first("format") == "byte"
    return encoded and isinstance(part.value, str)


def _file(value: Any, media_type: str) -> bytes:
    """Octets as they are; for a string, which is no picture, a real file; where any octets will do, its own."""
    if isinstance(value, bytes):
        return value
    text = value if isinstance(value, str) else ""
    if text and (media_type == samples.OCTETS or (is_xml(media_type) and text.startswith("<"))):
        return text.encode("utf-8", "replace")
    made = samples.sample(media_type, random=Random(media_type))
    return text.encode("utf-8", "replace") if made is None else made


def _schema(aspect: Aspect) -> Schema | None:
    if not aspect.schemas:
        return None
    return Schema.of({**aspect.schemas[0], "$defs": aspect.root.get("$defs", {})}, aspect.component)


def _declared_fields(encoding: Encoding | None) -> Iterator[tuple[str, str]]:
    """The `headers` of an Encoding Object, as far as the document says their values."""
    for name, header in (encoding.headers if encoding else {}).items():
        value = _header_value(header)
        # "Content-Type is described separately and SHALL be ignored in this section." -- OAS 3.2, Encoding Object
        if value is not ABSENT and is_field_name(name) and name.lower() != "content-type":
            yield name, serialize_simple(value, header.explode)


def _header_value(header: Header) -> Any:
    for example in header.examples.values():
        if example.value is not ABSENT:
            return example.value
    whole = header.schema.whole if header.schema else {}
    said = [whole[keyword] for keyword in ("example", "const", "default") if keyword in whole]
    lists = [whole.get(keyword) for keyword in ("examples", "enum")]
    return next(iter(said + [each[0] for each in lists if isinstance(each, list) and each]), ABSENT)


# Framing


def _framed(parts: list[bytes], boundary: str) -> bytes:
    delimiter = f"--{boundary}".encode("latin-1")
    return b"".join(delimiter + b"\r\n" + part + b"\r\n" for part in parts) + delimiter + b"--\r\n"


def _boundary(seed: bytes) -> str:
    """The same for the same content, and in none of it, since no content holds a digest of itself.

    "Boundary delimiters must not appear within the encapsulated material" -- RFC 2046, section 5.1.1
    """
    return f"mockserver-{hashlib.sha256(seed).hexdigest()[:24]}"


def _typed(parsed: MediaRange, boundary: str, first: str) -> str:
    """The Content-Type of the whole; `type` is the first part's, which multipart/related asks for (RFC 2387, section
    3.1).
    """
    others = tuple(pair for pair in parsed.parameters if pair[0] != "boundary")
    if parsed.essence == "multipart/related" and first and parsed.parameter("type") is None:
        others = (*others, ("type", first))
    return str(MediaRange(parsed.type, parsed.subtype, (*others, ("boundary", boundary)))).replace(";", "; ")


def _first_type(parts: list[bytes]) -> str:
    found = re.search(rb"^Content-Type: ([^;\r\n]+)", parts[0], re.MULTILINE) if parts else None
    return found[1].decode("latin-1") if found else ""


def _as_written(content: bytes, name: str) -> tuple[bytes, str]:
    """A multipart text of the document; its lines end in CRLF on the wire, whatever the document's end in."""
    parsed = parse(name) or MediaRange("multipart", "form-data")
    found = _FIRST_LINE.search(content)
    if found is None or parsed.parameter("boundary"):
        return content, name
    whole = content if b"\r\n" in content else content.replace(b"\n", b"\r\n")
    return whole, _typed(parsed, found[1].decode("latin-1"), "")


def _escaped(text: str) -> str:
    """A name inside quotes, as browsers write it (HTML, "multipart/form-data encoding algorithm")."""
    return text.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")


def _utf_8_in_latin_1(text: str) -> str:
    """RFC 7578, section 5.1: names are sent in UTF-8; fields are handled as latin-1 here."""
    return text.encode("utf-8", "replace").decode("latin-1")
