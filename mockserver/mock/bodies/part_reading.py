"""The parts of a multipart content into values: an object of named parts, or an array of all.

A part is text, JSON, XML, octets or again multipart: by its own Content-Type, by `encoding`, else by its schema, an
object being JSON and a string text (OAS 3.2, Encoding Object, the table of default `contentType`s). A file's octets
stay `bytes`. A part of the wrong media type or with wrong fields is told as a finding; one that cannot be read is
Malformed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from mockserver.document.model import NOTHING, Encoding, Header
from mockserver.http import media_types
from mockserver.mock.bodies import json_reading, text_reading, xml_reading
from mockserver.mock.bodies.forms import Form, names_of, with_empty_arrays
from mockserver.mock.bodies.malformed import Malformed
from mockserver.mock.bodies.multipart import Part, parts
from mockserver.mock.checking import checker
from mockserver.mock.coercion import Raw, Typed, chosen, coerced
from mockserver.mock.queries import Pairs, as_is
from mockserver.mock.shapes import SCALARS, Shape
from mockserver.mock.style_reading import Styled, in_field, in_pairs
from mockserver.mock.wording import rules

DEEPEST: Final = 4
"""Multipart within multipart. "Implementations MUST support one level of nesting" -- OAS 3.2, Nested Encoding"""

Path = tuple[str | int, ...]
Told = Callable[[str, Path], None]
"""Takes a rule that a part breaks, and the path to it."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What the document says of the parts: the shape of them all, and how each is encoded, by name or by position."""

    shape: Shape
    by_name: Mapping[str, Encoding] = field(default_factory=lambda: NOTHING)
    prefix: tuple[Encoding, ...] = ()
    rest: Encoding | None = None

    @property
    def form(self) -> Form:
        """The same, of a form."""
        return Form(self.shape, self.by_name)

    def at(self, index: int) -> Encoding | None:
        """The encoding of the part at that position."""
        return self.prefix[index] if index < len(self.prefix) else self.rest


def read(content: bytes, content_type: str, declared: Declared, *, told: Told) -> Any:
    """The object of a form's parts, or the array of all parts; faults of single parts are told. Raises Malformed."""
    return _Reading(told).whole(content, content_type, declared)


def is_binary(shape: Shape) -> bool:
    """Whether the schema means octets: `format: binary`, or `contentMediaType` without `contentEncoding`."""
    if shape.keyword("format") == "binary":
        return True
    return shape.keyword("contentMediaType") is not None and shape.keyword("contentEncoding") is None


@dataclass(frozen=True, slots=True)
class _Reading:
    """One content while it is read; `path` leads to it."""

    told: Told
    path: Path = ()

    def whole(self, content: bytes, content_type: str, declared: Declared) -> Any:
        found = parts(content, content_type)
        is_form = content_type.strip().lower().startswith("multipart/form-data")
        if declared.shape.holds("object") or (is_form and not declared.shape.holds("array")):
            return self._named(found, declared)
        return [self._at(part, index, declared, is_form=is_form) for index, part in enumerate(found)]

    # --- an object

    def _named(self, found: Sequence[Part], declared: Declared) -> dict[str, Any]:
        values, taken = _by_style(found, declared.form)
        groups: dict[str, list[Part]] = {}
        lists: set[str] = set()
        for part in found:
            if part.name is None:
                raise Malformed("has a part without a name in its Content-Disposition", path=self.path)
            name, is_item = _property(part.name, declared.shape)
            groups.setdefault(name, []).append(part)
            lists |= {name} if is_item else set()
        for name, group in groups.items():
            if name in values:
                values[name] = self._styled_or_plain(group, name, declared, styled=values[name])
            elif name not in taken:
                values[name] = self._group(group, name, declared, is_list=name in lists)
        return with_empty_arrays(values, declared.shape)

    def _styled_or_plain(self, group: Sequence[Part], name: str, declared: Declared, *, styled: Any) -> Any:
        """3.0 has it that `style` "SHALL be ignored" here, 3.1 that it counts: what was sent shows which is meant."""
        try:
            plain = self._group(group, name, declared, is_list=False)
        except Malformed:
            return styled
        return chosen(declared.shape.property(name), [Typed(styled), Typed(plain)])

    def _group(self, group: Sequence[Part], name: str, declared: Declared, *, is_list: bool) -> Any:
        """The value of the parts of one name: "multiple values with the same `name` MUST be collapsed into an
        array value".
        """
        shape, encoding = declared.shape.property(name), declared.by_name.get(name)
        if len(group) == 1 and not is_list and not shape.holds("array"):
            return coerced(shape, self._part(group[0], shape, encoding, step=name))
        items = [self._part(part, shape.item(index), encoding, step=name) for index, part in enumerate(group)]
        whole = _whole_array(group, shape) if not is_list else None
        return chosen(shape, [items, whole]) if whole is not None else coerced(shape, items)

    # --- an array

    def _at(self, part: Part, index: int, declared: Declared, *, is_form: bool) -> Any:
        shape = declared.shape.item(index)
        if is_form and part.name is not None:
            # A form whose parts keep their order is "an array, with one item per part, in order (where each item
            # consists of an object containing the name/value pair)" -- OAS 3.2, Encoding By Position
            inner = shape.property(part.name)
            return {part.name: coerced(inner, self._part(part, inner, declared.at(index), step=index))}
        return coerced(shape, self._part(part, shape, declared.at(index), step=index))

    # --- one part

    def _part(self, part: Part, shape: Shape, encoding: Encoding | None, *, step: str | int) -> Raw:
        """What a part stands for: a value, text (still to be coerced) or `bytes`."""
        path = (*self.path, step)
        if encoding is not None:
            _check(part, encoding, lambda rule: self.told(rule, path))
        content_type = part.content_type or _first(encoding)
        try:
            if media_types.is_multipart(content_type) and len(path) <= DEEPEST:
                return _Reading(self.told, path).whole(part.content, content_type, _nested(shape, encoding))
            return _value(part, shape, content_type)
        except Malformed as fault:
            raise (fault if fault.path[: len(path)] == path else fault.within(*path)) from None


def _first(encoding: Encoding | None) -> str:
    return ((encoding.content_type if encoding else None) or "").partition(",")[0].strip()


def _nested(shape: Shape, encoding: Encoding | None) -> Declared:
    if encoding is None:
        return Declared(shape)
    return Declared(shape, encoding.encoding, encoding.prefix_encoding, encoding.item_encoding)


def _by_style(found: Sequence[Part], form: Form) -> tuple[dict[str, Any], set[str]]:
    """The properties whose encoding names a style, and the names of the parts that they are made of."""
    # "URI percent-encoding MUST NOT be applied" -- OAS 3.2, Fixed Fields for RFC6570-style Serialization
    styled = [each for name in form.encoding if (each := form.styled(name))]
    if not styled:
        return {}, set()
    pairs = Pairs(tuple((part.name or "", part.content.decode("utf-8", "replace")) for part in found), as_is)
    read = {each.name: in_pairs(each, pairs) for each in styled}
    values = {name: chosen(form.shape.property(name), some) for name, some in read.items() if some is not None}
    return values, {used for name in values for used in names_of(name, pairs, form)}


def _property(name: str, shape: Shape) -> tuple[str, bool]:
    """The property that a part belongs to, and whether its name says that it is one of a list: `files[]`,
    `files[0]`.
    """
    stem, bracket, rest = name.partition("[")
    is_item = bool(bracket) and rest.endswith("]") and (rest == "]" or rest[:-1].isdigit())
    return (stem, True) if is_item and name not in shape.names and stem in shape.names else (name, False)


def _whole_array(group: Sequence[Part], shape: Shape) -> Any:
    """The array that a single part may be on its own, as JSON; the text of one that may be a scalar, too."""
    if len(group) > 1 or is_binary(shape.item()):
        return None
    try:
        return Typed(json_reading.read(group[0].content))
    except Malformed:
        return _text(group[0], "") if shape.kinds & SCALARS else None


def _value(part: Part, shape: Shape, content_type: str) -> Raw:
    if media_types.is_json(content_type):
        return Typed(json_reading.read(part.content))
    if is_binary(shape):
        return part.content
    if media_types.is_xml(content_type) and not shape.kinds & SCALARS:
        return xml_reading.read(part.content, shape)
    if not part.content_type and not shape.kinds & SCALARS:
        return Typed(json_reading.read(part.content))
    if shape.is_free and (part.has_filename or (part.content_type and not media_types.is_text(part.content_type))):
        return part.content
    return _text(part, content_type)


def _text(part: Part, content_type: str) -> Raw:
    """The text of a part; its octets if they are none."""
    try:
        return text_reading.read(part.content, content_type if media_types.is_text(content_type) else "")
    except Malformed:
        return part.content


# --- the fields of a part


def _check(part: Part, encoding: Encoding, told: Callable[[str], None]) -> None:
    if encoding.content_type and part.content_type and not _is_one_of(part.content_type, encoding.content_type):
        told(f"must be {encoding.content_type}, not {part.content_type[:100]}")
    for name, header in encoding.headers.items():
        # "`Content-Type` is described separately and SHALL be ignored in this section." -- OAS 3.2, Encoding Object
        if name.lower() != "content-type":
            _check_header(part, header, told)


def _check_header(part: Part, header: Header, told: Callable[[str], None]) -> None:
    text = part.fields.combined(header.name.lower())
    if text is None:
        if header.required:
            told(f"needs the field {header.name} in its part")
    elif header.schema is not None:
        check = checker(header.schema)
        value = chosen(check.shape, in_field(Styled(header.name, "simple", header.explode, check.shape), text))
        if not check.accepts(value):
            told(f"has a field {header.name} that {rules(check.faults(value), check.shape)[0].text}")


def _is_one_of(content_type: str, declared: str) -> bool:
    """Whether a media type is one of those listed, whatever its parameters."""
    sent = media_types.parse(content_type)
    ranges = [media_types.parse(each) for each in declared.split(",")]
    return sent is not None and any(
        media_types.covers(media_types.MediaRange(each.type, each.subtype), sent) for each in ranges if each is not None
    )
