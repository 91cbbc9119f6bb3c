"""Reading and checking content by its media type: which reader, and what the schema finds in the value.

A Reader is made once for a MediaType of the document (or of a `content` parameter). It gives the value, and the
findings of the content; it raises nothing but `Unbuildable` while it is made.

| media type | value |
|---|---|
| JSON, `+json` | as written |
| `application/merge-patch+json` | as written; any member may be null (`dialect`) |
| JSON Lines, `json-seq`, `text/event-stream` | array of the items |
| `application/x-www-form-urlencoded`, `multipart/form-data` | object; files are `bytes` |
| other `multipart/` | array of the parts |
| XML, `+xml` | as the `xml` keywords say |
| YAML, `+yaml` | as written, where the schema allows no `str` |
| other text | `str`, or what the schema makes of it |
| all else | `bytes`, their number checked by `minLength` and `maxLength` |

Text that is no string for the schema (CSV as an array of rows) is accepted unread, since nothing says how it is to be
read.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from mockserver.http import media_types
from mockserver.mock.bodies import forms, json_reading, part_reading, sequences, text_reading, xml_reading, yaml_reading
from mockserver.mock.bodies.forms import FREE_FORM, Form
from mockserver.mock.bodies.malformed import Malformed
from mockserver.mock.bodies.part_reading import Declared
from mockserver.mock.checking import MOST_FAULTS, Checker, checker
from mockserver.mock.coercion import coerced
from mockserver.mock.findings import Finding, faults
from mockserver.mock.shapes import ANYTHING, SCALARS, Shape

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.document.model import MediaType

Read = tuple[Any, list[Finding]]
"""The value, and what is wrong with it; the value of malformed content is None."""

_MERGE_PATCH = "application/merge-patch+json"
FREE = Shape(ANYTHING)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the content of one media type. `read` takes the octets and the Content-Type that came with them."""

    _parse: Callable[[bytes, str, list[Finding]], Any]
    check: Checker | None
    items: Checker | None = None
    holds_octets: bool = False
    _check: Callable[[Any], list[Finding]] | None = field(default=None, repr=False)

    def read(self, content: bytes, content_type: str) -> Read:
        """The value and the findings, which are of the place `body`."""
        found: list[Finding] = []
        try:
            value = self._parse(content, content_type, found)
        except Malformed as fault:
            return None, [Finding(where="body", rule=fault.rule, path=fault.path, malformed=True)]
        if self.check is not None or self.items is not None or self._check is not None:
            found += self._faults(value)
        return value, found

    def _faults(self, value: Any) -> list[Finding]:
        if self._check is not None:
            return self._check(value)
        checkable = without_octets(value) if self.holds_octets else value
        found: list[Finding] = []
        if self.check is not None and not self.check.accepts(checkable):
            found = [_of_octets(fault, value) for fault in faults(self.check, checkable, where="body")]
        if self.items is not None:
            of_items = (fault for index, item in enumerate(checkable) for fault in _of_item(self.items, item, index))
            found += islice(of_items, MOST_FAULTS)
        return found


def reader(media_type: MediaType, name: str = "") -> Reader:
    """The reader of a declared media type; `name` is what was sent, if the declared one is a range."""
    sent = name or media_type.name
    check = checker(media_type.schema) if media_type.schema else None
    items = checker(media_type.item_schema) if media_type.item_schema else None
    sequence = sequences.reader(sent)
    if sequence is not None:
        return _sequence(sequence, check, items)
    if media_types.is_json(sent):
        return _json(media_type, sent, check)
    if media_types.is_multipart(sent):
        return _multipart(media_type, _of_many(check), items)
    if media_types.is_form(sent):
        check = _of_many(check)
        form = _form(media_type, check)
        return Reader(lambda content, _type, _found: forms.read(content, form), check)
    return _of_text_or_octets(sent, check)


def _of_octets(fault: Finding, value: Any) -> Finding:
    """A finding about a file in the words of octets, without quoting it."""
    for step in fault.path:
        holds = (isinstance(value, dict) and step in value) or (isinstance(value, list) and isinstance(step, int))
        value = value[step] if holds else None
    return (
        replace(fault, rule=fault.rule.replace("character", "octet"), value=value)
        if isinstance(value, bytes)
        else fault
    )


def _of_item(check: Checker, item: Any, index: int) -> list[Finding]:
    return [] if check.accepts(item) else faults(check, item, where="body", path=(index,))


def _of_many(check: Checker | None) -> Checker | None:
    """The check of a form or of parts, which are never a text: a schema that allows nothing else means one file."""
    return check if check is None or check.shape.kinds & {"object", "array"} else None


def _form(media_type: MediaType, check: Checker | None) -> Form:
    return Form(check.shape, media_type.encoding) if check else Form(FREE_FORM.shape, media_type.encoding)


def _json(media_type: MediaType, sent: str, check: Checker | None) -> Reader:
    parsed = media_types.parse(sent)
    if media_type.schema is not None and parsed is not None and parsed.essence == _MERGE_PATCH:
        check = checker(media_type.schema, nulls=True)
    return Reader(_json_value, check)


def _json_value(content: bytes, content_type: str, _found: list[Finding]) -> Any:
    # "No "charset" parameter is defined for this registration." -- RFC 8259, section 11; yet some send one and mean it.
    charset = "charset" in content_type and media_types.charset(content_type)
    if charset and charset not in {"utf-8", "utf8"}:
        content = text_reading.read(content, content_type).encode("utf-8", errors="replace")
    return json_reading.read(content)


def _sequence(read: Callable[[bytes], list[Any]], check: Checker | None, items: Checker | None) -> Reader:
    if check is not None and items is None and not check.shape.kinds & {"array"}:
        # Before 3.2 there was no `itemSchema`, and `schema` was written of the item.
        check, items = None, check
    return Reader(lambda content, _type, _found: read(content), check, items)


def _multipart(media_type: MediaType, check: Checker | None, items: Checker | None) -> Reader:
    shape = check.shape if check else FREE
    if items is not None and check is None:
        shape = Shape({"type": "array", "items": items.schema}, items.shape.definitions)
    declared = Declared(shape, media_type.encoding, media_type.prefix_encoding, media_type.item_encoding)

    def parse(content: bytes, content_type: str, found: list[Finding]) -> Any:
        return part_reading.read(content, content_type, declared, told=_teller(found))

    return Reader(parse, check, items, holds_octets=True)


def _teller(found: list[Finding]) -> part_reading.Told:
    return lambda rule, path: found.append(Finding(where="body", rule=rule, path=path))


def _of_text_or_octets(sent: str, check: Checker | None) -> Reader:
    shape = check.shape if check else FREE
    if media_types.is_xml(sent) and not shape.kinds <= {"string"}:
        return Reader(lambda content, _type, _found: xml_reading.read(content, shape), check)
    if media_types.is_yaml(sent) and "string" not in shape.kinds:
        return Reader(lambda content, content_type, _found: yaml_reading.read(content, content_type), check)
    is_octets = part_reading.is_binary(shape) or not (media_types.is_text(sent) or shape.keyword("contentEncoding"))
    if is_octets:
        return Reader(lambda content, _type, _found: content, None, _check=_length_check(shape) if check else None)
    if not shape.kinds & SCALARS:
        return Reader(lambda content, content_type, _found: text_reading.read(content, content_type), None)
    return Reader(lambda content, kind, _found: coerced(shape, text_reading.read(content, kind)), check)


# --- octets


def _length_check(shape: Shape) -> Callable[[Any], list[Finding]] | None:
    """Checks the number of octets."""
    # "For unencoded binary data, the length is the number of octets." -- OAS 3.2, Binary Streams
    low, high = shape.keyword("minLength"), shape.keyword("maxLength")

    def check(content: Any) -> list[Finding]:
        if isinstance(low, int) and len(content) < low:
            return [Finding(where="body", rule=f"must have at least {low} octets, not {len(content)}")]
        if isinstance(high, int) and len(content) > high:
            return [Finding(where="body", rule=f"must have at most {high} octets, not {len(content)}")]
        return []

    return check if isinstance(low, int) or isinstance(high, int) else None


def without_octets(value: Any) -> Any:
    """The value with octets as text of as many characters, which is what a schema can count."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, list):
        return [without_octets(each) for each in value]
    return {name: without_octets(each) for name, each in value.items()} if isinstance(value, dict) else value
