"""Serialization: a value as the content of a response, by its media type.

Knows which writer serves which media type, and the Content-Type that goes with it. How each format is written stands in
`json_writing`, `xml_writing`, `text_writing`, `form_writing`, `multipart_writing`, `object_writing` and `streaming`.

Octets are taken as content already written, whatever the media type: what the document gives as the wire's text, or a
file. A string is a string where the media type has strings (JSON, CBOR), and the text itself where it has not (text,
XML, CSV).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final

from mockserver.http import media_types
from mockserver.http.fields import clean_value
from mockserver.http.messages import Stream
from mockserver.mock import samples
from mockserver.mock.aspects import Aspect
from mockserver.mock.form_writing import form_text
from mockserver.mock.json_writing import json_bytes
from mockserver.mock.object_writing import cbor_bytes, message_pack_bytes
from mockserver.mock.streaming import Frame, Repeated, frame, is_written, items, records
from mockserver.mock.text_writing import csv_text, html_text, plain_text, tsv_text, yaml_text
from mockserver.settings import DEFAULTS, Settings

if TYPE_CHECKING:
    from mockserver.document.model import MediaType
    from mockserver.http.media_types import MediaRange

UTF_8: Final = "utf-8"


@dataclass(frozen=True, slots=True)
class Serialized:
    """Content and the value of its Content-Type."""

    content: bytes | Stream
    content_type: str


Writer = Callable[[Any, "MediaType"], bytes]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is decided by the name of a media type alone."""

    essence: str
    content_type: str
    write: Writer
    frame: Frame | None = None


def serialize(  # noqa: PLR0917 -- settings come last everywhere
    value: Any, media_type: MediaType, name: str, settings: Settings = DEFAULTS
) -> Serialized:
    """The value as content of the media type `name`, which `media_type` declares, perhaps as a range.

    Any value can be written as any media type, if need be as text or JSON; raises only what the schema's bundle raises.
    """
    plan = _plan(name)
    if plan.essence.startswith("multipart/"):
        from mockserver.mock.multipart_writing import multipart  # it and XML cost 20 ms, and most runs need neither

        written, content_type = multipart(value, media_type, name, write=_whole, delay=settings.stream_delay)
        return Serialized(written, clean_value(content_type))
    if plan.frame is not None:
        return Serialized(_streamed(value, plan.frame, plan, settings.stream_delay), plan.content_type)
    if isinstance(value, bytes):
        return Serialized(value, _of_octets(value, plan))
    value = list(value) if isinstance(value, Repeated) else value
    return Serialized(plan.write(value, media_type), plan.content_type)


def _whole(value: Any, media_type: MediaType, name: str) -> tuple[bytes, str]:
    """The same without a stream, as a part of something else needs it."""
    serialized = serialize(value, media_type, name)
    content = serialized.content
    return b"".join(content.pieces()) if isinstance(content, Stream) else content, serialized.content_type


def _streamed(value: Any, frame: Frame, plan: _Plan, delay: float) -> Stream:  # noqa: PLR0917
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    if isinstance(value, bytes) or is_written(text, plan.essence):
        pieces = tuple(record.encode("utf-8", "replace") for record in records(text, plan.essence))
        return Stream(lambda: iter(pieces), delay)
    return Stream(lambda: map(frame, items(value)), delay)


def _of_octets(content: bytes, plan: _Plan) -> str:
    """The Content-Type of content that stands already: no charset is claimed that it does not have."""
    if not plan.content_type.endswith(f"; charset={UTF_8}"):
        return plan.content_type
    try:
        content.decode()
    except UnicodeDecodeError:
        return plan.content_type.removesuffix(f"; charset={UTF_8}")
    return plan.content_type


# The plan of a media type


@lru_cache(maxsize=1024)
def _plan(name: str) -> _Plan:
    parsed = media_types.parse(name)
    if parsed is None or parsed.is_wildcard:
        return _Plan("", clean_value(name), partial(_encoded, plain_text, UTF_8))
    essence = parsed.essence
    if media_types.is_json(name):
        # "JSON text exchanged between systems that are not part of a closed ecosystem MUST be encoded using UTF-8"
        # -- RFC 8259, section 8.1
        return _Plan(essence, clean_value(_with_charset(name, parsed, UTF_8)), _json, frame(essence))
    encoding = _encoding(parsed)
    content_type = clean_value(media_types.with_charset(_with_charset(name, parsed, encoding)))
    return _Plan(essence, content_type, _writer(parsed, encoding), frame(essence))


def _encoding(parsed: MediaRange) -> str:
    """The charset that is declared, if it can be written, else UTF-8."""
    declared = parsed.parameter("charset")
    try:
        return declared if declared and "a".encode(declared) else UTF_8
    except (LookupError, ValueError):
        return UTF_8


def _with_charset(name: str, parsed: MediaRange, encoding: str) -> str:
    """The name as declared, unless it names a charset other than the one that is written."""
    if parsed.parameter("charset") in {None, encoding}:
        return name
    others = tuple(pair for pair in parsed.parameters if pair[0] != "charset")
    return str(replace(parsed, parameters=others))


_TEXTS: Final[dict[str, Callable[[Any], str]]] = {
    "text/csv": csv_text,
    "application/csv": csv_text,
    "text/x-csv": csv_text,
    "text/tab-separated-values": tsv_text,
    "text/html": html_text,
}
_OBJECTS: Final[dict[str, Callable[[Any], bytes]]] = {
    "application/cbor": cbor_bytes,
    "application/msgpack": message_pack_bytes,
    "application/x-msgpack": message_pack_bytes,
    "application/vnd.msgpack": message_pack_bytes,
}


def _writer(parsed: MediaRange, encoding: str) -> Writer:
    essence, suffix = parsed.essence, parsed.suffix
    if essence in _OBJECTS or suffix in {"cbor", "msgpack"}:
        return partial(_object, _OBJECTS.get(essence, cbor_bytes if suffix == "cbor" else message_pack_bytes))
    if media_types.is_xml(essence):
        return partial(_xml, encoding)
    if samples.is_binary(essence):
        return partial(_binary, essence)
    if media_types.is_form(essence):
        return _form
    to_text = yaml_text if media_types.is_yaml(str(parsed)) else _TEXTS.get(essence, plain_text)
    return partial(_encoded, to_text, encoding)


# Writers


def _json(value: Any, _media_type: MediaType) -> bytes:
    return json_bytes(value)


def _object(write: Callable[[Any], bytes], value: Any, _media_type: MediaType) -> bytes:
    return write(value)


def _xml(encoding: str, value: Any, media_type: MediaType) -> bytes:
    from mockserver.mock.xml_writing import xml_bytes

    return xml_bytes(value, media_type.schema, encoding=encoding)


def _form(value: Any, media_type: MediaType) -> bytes:
    return form_text(value, media_type.encoding).encode("utf-8", "replace")


def _encoded(to_text: Callable[[Any], str], encoding: str, value: Any, _media_type: MediaType) -> bytes:
    return to_text(value).encode(encoding, "replace")


def _binary(essence: str, value: Any, media_type: MediaType) -> bytes:
    """A string that is the file in base64 is decoded; any other is the file's own text."""
    if value is None:
        return b""
    if not isinstance(value, str):
        return json_bytes(value)
    return _decoded(value, Aspect.of(media_type.schema, value), essence) or value.encode("utf-8", "replace")


def _decoded(text: str, aspect: Aspect, essence: str) -> bytes | None:
    """The octets of a base64 text, where the schema says that it is one or where they begin as such a file does."""
    octets = _from_base64(text)
    if octets is None:
        return None
    said = aspect.first("contentEncoding") in {"base64", "base64url"} or aspect.first("format") == "byte"
    return octets if said or octets.startswith(_BEGINNINGS.get(essence, _NEVER)) else None


_NEVER: Final = b"\0no file begins so"
_BEGINNINGS: Final[dict[str, bytes | tuple[bytes, ...]]] = {
    "image/png": b"\x89PNG\r\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/jpg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
    "image/webp": b"RIFF",
    "image/bmp": b"BM",
    "application/pdf": b"%PDF-",
    "application/zip": b"PK",
    "application/gzip": b"\x1f\x8b",
    "audio/wav": b"RIFF",
    "audio/mpeg": (b"ID3", b"\xff\xfb"),
    "audio/ogg": b"OggS",
}


def _from_base64(text: str) -> bytes | None:
    """The octets of base64 in either alphabet (RFC 4648, sections 4 and 5), with or without padding; None if it is
    none.
    """
    packed = "".join(text.split()).rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
