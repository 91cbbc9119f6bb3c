"""Multipart content into its parts (RFC 2046, section 5.1; RFC 7578 for form-data): the framing, not the values.

Bounded in number and size of what it reads; broken framing is Malformed. What the parts mean is `part_reading`'s.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any, Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from mockserver.http import media_types
from mockserver.http.messages import Fields
from mockserver.mock.bodies.malformed import Malformed

MOST_PARTS: Final = 1_000
MOST_FIELDS: Final = 32
LONGEST_FIELD: Final = 8_192

_SILENT: Final = logging.getLogger("mockserver.multipart")
"""Takes python-multipart's warnings: what a client sent wrong is told to the client."""
_SILENT.disabled = True


@dataclass(slots=True)
class Part:
    """One part: its fields and its octets."""

    lines: list[tuple[str, str]] = field(default_factory=list)
    octets: bytearray = field(default_factory=bytearray)
    name: str | None = None
    has_filename: bool = False

    @property
    def fields(self) -> Fields:
        """The part's own fields."""
        return Fields(tuple(self.lines))

    @property
    def content(self) -> bytes:
        """What the part holds."""
        return bytes(self.octets)

    @property
    def content_type(self) -> str:
        """The media type that the part names; empty if it names none."""
        return self.fields.first("content-type", "") or ""


def parts(content: bytes, content_type: str) -> list[Part]:
    """The parts of a multipart content. Raises Malformed."""
    parsed = media_types.parse(content_type)
    boundary = parsed.parameter("boundary") if parsed else None
    if not boundary:
        raise Malformed(
            "is multipart, and its Content-Type names no boundary: leave that field out, and fetch with a FormData "
            "or curl -F writes it with one"
        )
    reader = _Reader()
    try:
        reader.read(content, boundary.encode("latin-1", errors="replace"))
    except (FormParserError, ValueError) as fault:
        raise Malformed(f"is no multipart content of that boundary: {_plain(fault)}") from None
    if not reader.is_complete:
        raise Malformed("is multipart, and ends before its closing boundary")
    return reader.parts


def _without_preamble(content: bytes, boundary: bytes) -> bytes:
    # "implementations must ignore anything that appears before the first boundary delimiter line or after the last
    # one." -- RFC 2046, section 5.1.1
    start = content.find(b"--" + boundary)
    return content[start:] if start > 0 and content[start - 1 : start] == b"\n" else content


def _plain(fault: Exception) -> str:
    text = str(fault).strip()
    return (text[:1].lower() + text[1:])[:200] or "it cannot be read"


class _TooManyPartsError(FormParserError):
    """More parts than anybody sends."""


class _Reader:
    """What python-multipart calls while it reads."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.is_complete = False
        self.name = bytearray()
        self.value = bytearray()

    def read(self, content: bytes, boundary: bytes) -> None:
        callbacks: Any = {
            "on_part_begin": self.part_begins,
            "on_part_data": self.part_goes_on,
            "on_header_field": self.name_goes_on,
            "on_header_value": self.value_goes_on,
            "on_header_end": self.field_ends,
            "on_end": self.all_ends,
        }
        parser = MultipartParser(boundary, callbacks, max_header_count=MOST_FIELDS, max_header_size=LONGEST_FIELD)
        parser.logger = _SILENT
        parser.write(_without_preamble(content, boundary))
        parser.finalize()

    def part_begins(self) -> None:
        if len(self.parts) >= MOST_PARTS:
            raise _TooManyPartsError(f"it has more than {MOST_PARTS} parts")
        self.parts.append(Part())

    def part_goes_on(self, data: bytes, start: int, end: int) -> None:
        self.parts[-1].octets += data[start:end]

    def name_goes_on(self, data: bytes, start: int, end: int) -> None:
        self.name += data[start:end]

    def value_goes_on(self, data: bytes, start: int, end: int) -> None:
        self.value += data[start:end]

    def field_ends(self) -> None:
        part = self.parts[-1]
        name = self.name.decode("latin-1").strip().lower()
        if name == "content-disposition":
            _, options = parse_options_header(bytes(self.value))
            part.name = _text(options.get(b"name"))
            part.has_filename = b"filename" in options
        part.lines.append((name, self.value.decode("latin-1").strip()))
        self.name, self.value = bytearray(), bytearray()

    def all_ends(self) -> None:
        self.is_complete = True


def _text(octets: bytes | None) -> str | None:
    # Browsers write names in the form's charset, which is UTF-8 today (HTML, section 4.10.22.8); others in latin-1.
    if octets is None:
        return None
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("latin-1")
