"""Forms into objects: `application/x-www-form-urlencoded` (WHATWG URL, section 5.1) by schema and `encoding`.

"The presence of at least one of `style`, `explode`, or `allowReserved` with an explicit value is equivalent to using
`schema` with `in: "query"` Parameter Objects. The absence of all three of those fields is the equivalent of using
`content`, but with the media type specified in `contentType`" -- OAS 3.2, Encoding Object. So a property is read as a
query parameter, or as JSON or text; and by either way in the habits of clients, `tags[]=a` and `owner[name]=Ada`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mockserver.document.model import NOTHING, Encoding
from mockserver.http import media_types
from mockserver.mock.bodies import json_reading
from mockserver.mock.bodies.malformed import Malformed
from mockserver.mock.coercion import Raw, Typed, chosen
from mockserver.mock.queries import MOST_PAIRS, Pairs
from mockserver.mock.shapes import ANYTHING, SCALARS, Shape
from mockserver.mock.style_reading import Styled, in_pairs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Form:
    """What the document says of a form: the shape of the object, and how its properties are encoded."""

    shape: Shape
    encoding: Mapping[str, Encoding]

    def content_type(self, name: str) -> str:
        """The `contentType` that is declared for a property; empty if none is."""
        said = self.encoding.get(name)
        return (said.content_type if said else None) or ""

    def styled(self, name: str) -> Styled | None:
        """How a property is spelled, if by style; else None."""
        said = self.encoding.get(name)
        if said is None or (said.style is None and said.explode is None and not said.allow_reserved):
            return None
        style = said.style or "form"
        explode = said.explode if said.explode is not None else style == "form"
        return Styled(name, style, explode, self.shape.property(name))


FREE_FORM = Form(Shape(ANYTHING), NOTHING)


def read(content: bytes, form: Form) -> dict[str, Any]:
    """The object of a urlencoded form. Raises Malformed for a crowd of fields and nothing else: the parser of the
    standard takes any octets.
    """
    if content.count(b"&") >= MOST_PAIRS:
        raise Malformed(f"has more than {MOST_PAIRS} fields")
    return from_pairs(Pairs.of_query(content.decode("latin-1")), form)


def from_pairs(pairs: Pairs, form: Form) -> dict[str, Any]:
    """The object of pairs of name and text."""
    found: dict[str, Any] = {}
    taken: set[str] = set()
    for name in form.shape.names:
        readings = _readings(name, pairs, form)
        if readings is not None:
            found[name] = chosen(form.shape.property(name), readings)
            taken |= names_of(name, pairs, form)
    for name in pairs.index:
        if name not in taken and name not in found:
            texts = [pairs.decode(value) for value in pairs.index[name]]
            found[name] = chosen(form.shape.property(name), [texts[0] if len(texts) == 1 else texts])
    return with_empty_arrays(found, form.shape)


def with_empty_arrays(found: dict[str, Any], shape: Shape) -> dict[str, Any]:
    """The object with an empty array for each required one that may be empty: a form has no field for no items."""
    required = (name for part in shape.parts for name in part.get("required", ()))
    for name in required:
        inner = shape.property(name)
        if name not in found and inner.kinds == {"array"} and not inner.keyword("minItems", 0):
            found[name] = []
    return found


def names_of(name: str, pairs: Pairs, form: Form) -> set[str]:
    """The names of pairs that a property may have used: its own, with brackets, or those of its properties."""
    spread = set(form.shape.property(name).names) if name not in pairs.index else set()
    return {name, *(name + rest for rest, _ in pairs.bracketed.get(name, ()))} | spread


def _readings(name: str, pairs: Pairs, form: Form) -> Sequence[Raw] | None:
    styled = form.styled(name)
    if styled is not None:
        return in_pairs(styled, pairs)
    values = pairs.index.get(name)
    if values is None:
        shape = form.shape.property(name)
        is_composite = shape.holds("array") or shape.holds("object")
        return in_pairs(Styled(name, "deepObject", explode=True, shape=shape), pairs) if is_composite else None
    return readings([pairs.decode(value) for value in values], form.shape.property(name), form.content_type(name))


def readings(texts: Sequence[str], shape: Shape, content_type: str) -> tuple[Raw, ...]:
    """The readings of the texts that stand under one name: each an item of an array, or the one value."""
    return tuple(_readings_of(texts, shape, content_type))


def _readings_of(texts: Sequence[str], shape: Shape, content_type: str) -> Iterator[Raw]:
    if len(texts) == 1 and (shape.kinds - {"array"} or shape.is_free):
        yield _value(texts[0], shape, content_type)
    if len(texts) > 1 or "array" in shape.kinds:
        yield [_value(text, shape.item(index), content_type) for index, text in enumerate(texts)]
    if len(texts) == 1 and shape.holds("array"):
        yield [] if not texts[0] else parsed(texts[0])


def _value(text: str, shape: Shape, content_type: str) -> Raw:
    """One value. "object: application/json" -- OAS 3.2, Encoding Object, default values for `contentType`."""
    is_json = any(media_types.is_json(each.strip()) for each in content_type.split(",")) if content_type else False
    return parsed(text) if is_json or not (shape.kinds & SCALARS) else text


def parsed(text: str) -> Raw:
    """The JSON value of a text, or the text if it is none, for the schema to refuse."""
    try:
        return Typed(json_reading.read(text.encode("utf-8", errors="surrogatepass")))
    except Malformed:
        return text
