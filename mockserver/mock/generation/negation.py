"""What does not obey a schema, said without `not` as far as possible: `not: {required: [a]}` is "without a".

Knows De Morgan's laws for the keywords of JSON Schema. What cannot be turned round (`multipleOf`, say) is left out
here: whoever asks makes a value and tries it. Does not make values, and does not decide between the ways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import TYPE_CHECKING, Any, Final

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation.patterns import strings
from mockserver.mock.generation.tidying import NEVER, TYPES, UNLIKE, Json

if TYPE_CHECKING:
    from mockserver.mock.generation.schemas import Schemas, Subschema

_MOST: Final = 24
_ODD_NAMES: Final = ("extra", "Extra", "an extra", "1", "ab", "", "\u00e9", "an_extra_property_of_a_long_name")
_Ways = Iterator[Json]


def denials(schemas: Schemas, place: Subschema) -> list[Subschema]:
    """Schemas each of which makes sure that a value does not obey the place, the most natural first.

    There may be values that obey none of them and the place neither: the list is ways, not the whole truth.
    """
    ways: list[Json] = []
    for key in place.keywords:
        if key in _DENIED:
            ways.extend(_DENIED[key](schemas, place))
    return [schemas.derived(way) for way in ways[:_MOST]]


def denied(schemas: Schemas, place: Subschema) -> Subschema:
    """The schema that says no more than that the place is not obeyed."""
    return schemas.derived({"not": schemas.pointing(place)})


def _type(_: Schemas, place: Subschema) -> _Ways:
    named = place.keywords["type"]
    refused = {named} if isinstance(named, str) else set(named)
    # "number" includes "integer", so what is not a number is no integer either.
    rest = [type_ for type_ in TYPES if type_ not in refused and not (type_ == "integer" and "number" in refused)]
    if "integer" in refused and "number" not in refused:
        yield {"type": rest, "not": {"type": "integer"}} if "number" in rest else {"type": rest}
    elif rest:
        yield {"type": rest}


def _required(_: Schemas, place: Subschema) -> _Ways:
    for name in place.keywords["required"]:
        yield {"type": "object", "properties": {name: dict(NEVER)}}


def _properties(schemas: Schemas, place: Subschema) -> _Ways:
    for name in place.keywords["properties"]:
        each = schemas.child(place, "properties", name)
        if each.keywords:
            yield {"type": "object", "required": [name], "properties": {name: {"not": schemas.pointing(each)}}}


def _additional(key: str) -> Callable[[Schemas, Subschema], _Ways]:
    return lambda schemas, place: _further(schemas, place, schemas.child(place, key))


def _further(schemas: Schemas, place: Subschema, each: Subschema) -> _Ways:
    """By a property that is not declared here."""
    known = place.keywords.get("properties", ())
    name = next(name for name in ("extra", "other", "more", "further", "x_extra") if name not in known)
    if each.is_never and not place.keywords.get("patternProperties"):
        yield {"type": "object", "minProperties": len(known) + 1}
    if each.keywords:
        yield {"type": "object", "required": [name], "properties": {name: {"not": schemas.pointing(each)}}}


def _by_pattern(schemas: Schemas, place: Subschema) -> _Ways:
    for pattern in place.keywords["patternProperties"]:
        each = schemas.child(place, "patternProperties", pattern)
        try:
            name = strings([pattern])(Random(0))
        except Unsatisfiable:
            continue
        if each.keywords:
            yield {"type": "object", "required": [name], "properties": {name: {"not": schemas.pointing(each)}}}


def _names(schemas: Schemas, place: Subschema) -> _Ways:
    each = schemas.child(place, "propertyNames")
    name = next((name for name in _ODD_NAMES if not schemas.is_valid(each, name)), None)
    if name is not None:
        yield {"type": "object", "required": [name]}


def _dependents(_: Schemas, place: Subschema) -> _Ways:
    for name, others in place.keywords["dependentRequired"].items():
        for other in others:
            yield {"type": "object", "required": [name], "properties": {other: dict(NEVER)}}


def _dependent_schemas(schemas: Schemas, place: Subschema) -> _Ways:
    for name in place.keywords["dependentSchemas"]:
        each = schemas.child(place, "dependentSchemas", name)
        if each.keywords:
            yield {"type": "object", "required": [name], "not": schemas.pointing(each)}


def _front(schemas: Schemas, place: Subschema) -> _Ways:
    for at, each in enumerate(schemas.children(place, "prefixItems")):
        if each.keywords:
            yield {"type": "array", "minItems": at + 1, "prefixItems": [{}] * at + [{"not": schemas.pointing(each)}]}


def _multiple(_: Schemas, place: Subschema) -> _Ways:
    """Only a number can be no multiple; of 1, only one that is broken."""
    yield {"type": "number", "not": {"type": "integer"}} if place.keywords["multipleOf"] == 1 else {"type": "number"}


def _format(_: Schemas, __: Subschema) -> _Ways:
    yield {"type": "string"}


def _bound(key: str, *, type_: str, opposite: str, shift: int = 0) -> Callable[[Schemas, Subschema], _Ways]:
    def deny(_: Schemas, place: Subschema) -> _Ways:
        limit = place.keywords[key] + shift
        if shift >= 0 or limit >= 0:
            yield {"type": type_, opposite: limit}

    return deny


def _values(_: Schemas, place: Subschema) -> _Ways:
    yield {"not": {key: place.keywords[key] for key in ("const", "enum") if key in place.keywords}}


def _pattern(_: Schemas, place: Subschema) -> _Ways:
    yield {"type": "string", UNLIKE: place.keywords["pattern"]}


def _all(schemas: Schemas, place: Subschema) -> _Ways:
    for each in schemas.children(place, "allOf"):
        yield {"not": schemas.pointing(each)}


def _any(schemas: Schemas, place: Subschema) -> _Ways:
    yield {"allOf": [{"not": schemas.pointing(each)} for each in schemas.children(place, "anyOf")]}


def _one(schemas: Schemas, place: Subschema) -> _Ways:
    members = [schemas.pointing(each) for each in schemas.children(place, "oneOf")]
    yield {"allOf": [{"not": each} for each in members]}
    yield from ({"allOf": [one, other]} for at, one in enumerate(members[:4]) for other in members[at + 1 : 5])


def _not(schemas: Schemas, place: Subschema) -> _Ways:
    yield schemas.pointing(schemas.child(place, "not"))


def _reference(schemas: Schemas, place: Subschema) -> _Ways:
    yield {"not": schemas.pointing(schemas.resolved(place.keywords["$ref"]))}


def _items(schemas: Schemas, place: Subschema) -> _Ways:
    each = schemas.child(place, "items")
    if each.keywords:
        yield {"type": "array", "contains": {"not": schemas.pointing(each)}}


def _contains(schemas: Schemas, place: Subschema) -> _Ways:
    if place.keywords.get("minContains", 1) > 0:
        yield {"type": "array", "items": {"not": schemas.pointing(schemas.child(place, "contains"))}}


def _condition(schemas: Schemas, place: Subschema) -> _Ways:
    condition = schemas.pointing(schemas.child(place, "if"))
    if "then" in place.keywords:
        yield {"allOf": [condition, {"not": schemas.pointing(schemas.child(place, "then"))}]}
    if "else" in place.keywords:
        yield {"allOf": [{"not": condition}, {"not": schemas.pointing(schemas.child(place, "else"))}]}


def _unique(_: Schemas, place: Subschema) -> _Ways:
    if place.keywords["uniqueItems"]:
        yield {"type": "array", "minItems": 2, "items": {"const": "same"}}


_DENIED: Final[dict[str, Callable[[Any, Any], _Ways]]] = {
    "$ref": _reference,
    "required": _required,
    "properties": _properties,
    "const": _values,
    "enum": _values,
    "minimum": _bound("minimum", type_="number", opposite="exclusiveMaximum"),
    "maximum": _bound("maximum", type_="number", opposite="exclusiveMinimum"),
    "exclusiveMinimum": _bound("exclusiveMinimum", type_="number", opposite="maximum"),
    "exclusiveMaximum": _bound("exclusiveMaximum", type_="number", opposite="minimum"),
    "minLength": _bound("minLength", type_="string", opposite="maxLength", shift=-1),
    "maxLength": _bound("maxLength", type_="string", opposite="minLength", shift=1),
    "minItems": _bound("minItems", type_="array", opposite="maxItems", shift=-1),
    "maxItems": _bound("maxItems", type_="array", opposite="minItems", shift=1),
    "minProperties": _bound("minProperties", type_="object", opposite="maxProperties", shift=-1),
    "maxProperties": _bound("maxProperties", type_="object", opposite="minProperties", shift=1),
    "pattern": _pattern,
    "allOf": _all,
    "anyOf": _any,
    "oneOf": _one,
    "not": _not,
    "if": _condition,
    "items": _items,
    "contains": _contains,
    "uniqueItems": _unique,
    "additionalProperties": _additional("additionalProperties"),
    "unevaluatedProperties": _additional("unevaluatedProperties"),
    "patternProperties": _by_pattern,
    "propertyNames": _names,
    "dependentRequired": _dependents,
    "dependentSchemas": _dependent_schemas,
    "prefixItems": _front,
    "multipleOf": _multiple,
    "format": _format,
    "type": _type,
}
