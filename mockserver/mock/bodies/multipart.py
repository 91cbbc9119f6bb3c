"""Multipart content into parts, and parts into values (RFC 2046, section 5.1; RFC 7578 for form-data).

A part is text, JSON or octets by its own Content-Type, by `encoding`, else by its schema ("object: application/json", "string
without `contentEncoding`: text/plain", "no type: application/octet-stream" -- OAS 3.2, Encoding Object). A file's octets
stay `bytes`. What breaks the rules of one part (its media type, its fields) is a finding; broken framing is Malformed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from mockserver.http import media_types
from mockserver.http.messages import Fields
from mockserver.mock.bodies import json_reading, text_reading, xml_reading
from mockserver.mock.bodies.malformed import Malformed
from mockserver.mock.checking import checker
from mockserver.mock.coercion import Raw, chosen, coerced
from mockserver.mock.queries import Pairs, as_is
from mockserver.mock.shapes import SCALARS, Shape
from mockserver.mock.style_reading import Styled, in_field, in_pairs
from mockserver.mock.wording import rules

if TYPE_CHECKING:
    from mockserver.document.model import Encoding, Header
    from mockserver.mock.bodies.forms import Form

MOST_PARTS: Final = 1_000
MOST_FIELDS: Final = 32
LONGEST_FIELD: Final = 8_192

_SILENT: Final = logging.getLogger("mockserver.multipart")
"""Takes python-multipart's warnings: what a client sent wrong is told to the client."""
_SILENT.disabled = True


@dataclass(slots=True)
class Part:
    """One part: its fields and its octets."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    content: bytearray = field(default_factory=bytearray)
    name: str | None = None
    has_filename: bool = False

    @property
    def content_type(self) -> str:
        """The media type that the part names; empty if it names none."""
        return Fields(tuple(self.fields)).first("content-type", "") or ""


# --- framing


def parts(content: bytes, content_type: str) -> list[Part]:
    """The parts of a multipart content. Raises Malformed."""
    parsed = media_types.parse(content_type)
    boundary = parsed.parameter("boundary") if parsed else None
    if not boundary:
        raise Malformed("is multipart, and its Content-Type names no boundary")
    reader = _Reader()
    try:
        parser = MultipartParser(
            boundary.encode("latin-1", errors="replace"),
            reader.callbacks(),
            max_header_count=MOST_FIELDS,
            max_header_size=LONGEST_FIELD,
        )
        parser.logger = _SILENT
        parser.write(_without_preamble(content, boundary))
        parser.finalize()
    except (FormParserError, ValueError) as fault:
        raise Malformed(f"is no multipart content of that boundary: {_plain(fault)}") from None
    if not reader.is_complete:
        raise Malformed("is multipart, and ends before its closing boundary")
    return reader.parts


def _without_preamble(content: bytes, boundary: str) -> bytes:
    """What "is to be ignored" before the first boundary is cut off (RFC 2046, section 5.1.1)."""
    start = content.find(b"--" + boundary.encode("latin-1", errors="replace"))
    return content[start:] if start > 0 and content[start - 1 : start] == b"\n" else content


def _plain(fault: Exception) -> str:
    text = str(fault).strip()
    return (text[:1].lower() + text[1:])[:200] or "it cannot be read"


class _TooMany(FormParserError):
    pass


class _Reader:
    """What python-multipart calls while it reads."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.is_complete = False
        self.name = bytearray()
        self.value = bytearray()

    def callbacks(self) -> Any:
        return {
            "on_part_begin": self.part_begins,
            "on_part_data": self.part_goes_on,
            "on_header_field": self.name_goes_on,
            "on_header_value": self.value_goes_on,
            "on_header_end": self.field_ends,
            "on_end": self.all_ends,
        }

    def part_begins(self) -> None:
        if len(self.parts) >= MOST_PARTS:
            raise _TooMany(f"it has more than {MOST_PARTS} parts")
        self.parts.append(Part())

    def part_goes_on(self, data: bytes, start: int, end: int) -> None:
        self.parts[-1].content += data[start:end]

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
        part.fields.append((name, self.value.decode("latin-1").strip()))
        self.name, self.value = bytearray(), bytearray()

    def all_ends(self) -> None:
        self.is_complete = True


def _text(octets: bytes | None) -> str | None:
    # "form names and file names are UTF-8" is what browsers do (HTML, section 4.10.22.8); others fall back on latin-1.
    if octets is None:
        return None
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


# --- named parts


Told = Callable[[str, tuple[str | int, ...]], None]
"""Takes a rule that a part breaks, and the path to it."""


def read_form(content: bytes, content_type: str, form: Form, told: Told) -> dict[str, Any]:
    """The object of a `multipart/form-data` content."""
    named: dict[str, list[Part]] = {}
    for part in parts(content, content_type):
        if part.name is None:
            raise Malformed("has a part without a name in its Content-Disposition")
        named.setdefault(part.name, []).append(part)
    found = _by_style(named, form)
    for name, group in named.items():
        known, is_list = _declared(name, form)
        if known not in found:
            found[known] = _read_group(group, known, form, told, is_list=is_list)
    return found


def _by_style(named: Mapping[str, Sequence[Part]], form: Form) -> dict[str, Any]:
    """The properties whose encoding names a style: "URI percent-encoding MUST NOT be applied" -- OAS 3.2, Encoding Object."""
    styled = [each for name in form.encoding if (each := form.styled(name))]
    if not styled:
        return {}
    texts = [(name, part.content.decode("utf-8", "replace")) for name, group in named.items() for part in group]
    pairs = Pairs(tuple(texts), as_is)
    read = {each.name: in_pairs(each, pairs) for each in styled}
    return {name: chosen(form.shape.property(name), some) for name, some in read.items() if some is not None}


def _declared(name: str, form: Form) -> tuple[str, bool]:
    """The property that a part belongs to, and whether its name says that it is one of a list: `files[]`, `files[0]`."""
    stem, bracket, rest = name.partition("[")
    is_item = bool(bracket) and rest.endswith("]") and (rest == "]" or rest[:-1].isdigit())
    if name not in form.shape.names and is_item and stem in form.shape.names:
        return stem, True
    return name, False


def _read_group(group: Sequence[Part], name: str, form: Form, told: Told, *, is_list: bool) -> Any:
    shape = form.shape.property(name)
    for index, part in enumerate(group):
        path = (name, index) if len(group) > 1 else (name,)
        _check_part(part, form.encoding.get(name), path, told)
    if len(group) > 1 or is_list or shape.holds("array"):
        items = [value(part, shape.item(index), form.content_type(name)) for index, part in enumerate(group)]
        whole = value(group[0], shape, form.content_type(name)) if len(group) == 1 and not is_list else items
        return chosen(shape, [items, whole] if isinstance(whole, list) else [whole, items])
    return coerced(shape, value(group[0], shape, form.content_type(name)))


# --- unnamed parts


def read_list(content: bytes, content_type: str, shape_of: Callable[[int], Shape]) -> list[Any]:
    """The array of the parts of any other multipart content: "one item per part, in order" -- OAS 3.2, Encoding By Position."""
    found = parts(content, content_type)
    return [coerced(shape_of(index), value(part, shape_of(index), "")) for index, part in enumerate(found)]


# --- one part


def value(part: Part, shape: Shape, declared_type: str) -> Raw:
    """What a part stands for: a JSON value, text (still to be coerced) or `bytes`. Raises Malformed."""
    content_type = part.content_type or declared_type.partition(",")[0].strip()
    if is_binary(shape) and not media_types.is_json(content_type):
        return bytes(part.content)
    if media_types.is_json(content_type) or (not part.content_type and not shape.kinds & SCALARS):
        return _json(part)
    if media_types.is_xml(content_type) and not shape.kinds & SCALARS:
        return xml_reading.read(bytes(part.content), shape)
    if shape.is_free and (part.has_filename or (part.content_type and not media_types.is_text(part.content_type))):
        return bytes(part.content)
    return _text_value(part, content_type)


def is_binary(shape: Shape) -> bool:
    """Whether the schema means octets: `format: binary`, `contentMediaType` alone, or (3.1 on) no type at all."""
    if shape.keyword("format") == "binary":
        return True
    return shape.keyword("contentMediaType") is not None and shape.keyword("contentEncoding") is None


def _json(part: Part) -> Any:
    try:
        return json_reading.read(bytes(part.content))
    except Malformed as fault:
        raise fault.within(part.name) if part.name else fault from None


def _text_value(part: Part, content_type: str) -> Raw:
    try:
        return text_reading.read(bytes(part.content), content_type if media_types.is_text(content_type) else "")
    except Malformed:
        return bytes(part.content)


def _check_part(part: Part, encoding: Encoding | None, path: tuple[str | int, ...], told: Told) -> None:
    if encoding is None:
        return
    if encoding.content_type and part.content_type and not _is_one_of(part.content_type, encoding.content_type):
        told(f"must be {encoding.content_type}, not {part.content_type[:100]}", path)
    for name, header in encoding.headers.items():
        # "`Content-Type` is described separately and SHALL be ignored in this section." -- OAS 3.2, Encoding Object
        if name.lower() != "content-type":
            _check_header(part, header, path, told)


def _check_header(part: Part, header: Header, path: tuple[str | int, ...], told: Told) -> None:
    text = Fields(tuple(part.fields)).combined(header.name.lower())
    if text is None:
        if header.required:
            told(f"needs the field {header.name} in its part", path)
    elif header.schema is not None:
        check = checker(header.schema)
        value = chosen(check.shape, in_field(Styled(header.name, "simple", header.explode, check.shape), text))
        if not check.accepts(value):
            told(f"has a field {header.name} in its part that {rules(check.errors(value), check.shape)[0].text}", path)


def _is_one_of(content_type: str, declared: str) -> bool:
    sent = media_types.parse(content_type)
    ranges: Iterator[Any] = (media_types.parse(each) for each in declared.split(","))
    return sent is not None and any(each is not None and _covers(each, sent) for each in ranges)


def _covers(declared: Any, sent: Any) -> bool:
    return media_types.covers(media_types.MediaRange(declared.type, declared.subtype), sent)
