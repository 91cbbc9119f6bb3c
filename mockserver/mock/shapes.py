"""Shapes: what a schema says of the kinds and the parts of a value, for readers of text.

Text has no types: `limit=5` is a number because the schema says so. A Shape answers what such a reader asks: which
JSON types may stand here, what is the shape of that property, of this item. It looks through `$ref`, `allOf`, `anyOf`,
`oneOf`, `if`; it decides nothing about validity, which is `checking`'s.

Knows standalone JSON Schemas (document/schema); does not know parameters, media types or text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.document.model import NOTHING
from mockserver.once import cached_property

KINDS = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
SCALARS = frozenset({"null", "boolean", "integer", "number", "string"})
MOST_PARTS = 500
_OTHERS = None
ANYTHING: bool = True
"""The schema that allows every value."""

_IMPLIED = {
    "properties": {"object"},
    "additionalProperties": {"object"},
    "patternProperties": {"object"},
    "required": {"object"},
    "minProperties": {"object"},
    "items": {"array"},
    "prefixItems": {"array"},
    "minItems": {"array"},
    "maxItems": {"array"},
    "uniqueItems": {"array"},
    "minimum": {"number", "integer"},
    "maximum": {"number", "integer"},
    "exclusiveMinimum": {"number", "integer"},
    "exclusiveMaximum": {"number", "integer"},
    "multipleOf": {"number", "integer"},
    "pattern": {"string"},
    "minLength": {"string"},
    "maxLength": {"string"},
    "format": {"string"},
}
_PYTHON_KINDS = {
    type(None): {"null"},
    bool: {"boolean"},
    int: {"integer", "number"},
    float: {"number"},
    str: {"string"},
    list: {"array"},
    dict: {"object"},
}


@dataclass(frozen=True, eq=False)
class Shape:
    """One place of a schema. `definitions` is the `$defs` that its references point into. Compared by identity."""

    schema: Any
    definitions: Mapping[str, Any] = field(default_factory=lambda: NOTHING, repr=False)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The JSON types that may stand here; a number type includes "integer". All of them where nothing is said."""
        return _kinds(self.schema, self.definitions, frozenset())

    @cached_property
    def is_free(self) -> bool:
        """Whether any type may stand here, so that text stays text."""
        return self.kinds == KINDS

    @cached_property
    def parts(self) -> tuple[Mapping[str, Any], ...]:
        """The schema objects that speak about this place: itself and all that it is composed of, outermost first."""
        found: dict[int, Mapping[str, Any]] = {}
        waiting = [self.schema]
        while waiting and len(found) < MOST_PARTS:
            schema = waiting.pop(0)
            if isinstance(schema, Mapping) and id(schema) not in found:
                found[id(schema)] = schema
                waiting.extend(_composed(schema, self.definitions))
        return tuple(found.values())

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the declared properties, in the document's order."""
        return tuple(dict.fromkeys(name for part in self.parts for name in _mapping(part, "properties")))

    @cached_property
    def is_open(self) -> bool:
        """Whether `additionalProperties` or `patternProperties` ask for names that are not declared."""
        return any(part.get("additionalProperties") or part.get("patternProperties") for part in self.parts)

    def keyword(self, name: str, default: Any = None) -> Any:
        """The outermost value of a keyword, such as `format` or `xml`, else the default."""
        return next((part[name] for part in self.parts if name in part), default)

    def property(self, name: str) -> Shape:
        """The shape of the property of that name; a free one if nothing is said of it."""
        # Names that the schema does not declare come from requests, and are all alike: they share one key.
        key = name if name in self._declared else _OTHERS
        known = self._children.get(key)
        if known is None:
            schemas = [schema for part in self.parts for schema in _of_property(part, name)]
            known = self._children[key] = self._united(schemas)
        return known

    def item(self, index: int = 0) -> Shape:
        """The shape of the item at that index."""
        key = min(index, self._prefix)
        known = self._children.get(key)
        if known is None:
            schemas = [schema for part in self.parts for schema in _of_item(part, index)]
            known = self._children[key] = self._united(schemas)
        return known

    def holds(self, kind: str) -> bool:
        """Whether a value of that kind may stand here because the schema says so, and not for want of saying."""
        return kind in self.kinds and not self.is_free

    @cached_property
    def kept(self) -> dict[str, Any]:
        """What others compute from this shape and want to keep with it, by name."""
        return {}

    @cached_property
    def _children(self) -> dict[str | int | None, Shape]:
        return {}

    @cached_property
    def _declared(self) -> frozenset[str]:
        return frozenset(self.names)

    @cached_property
    def _prefix(self) -> int:
        """How many items have a schema of their own."""
        return max((len(_sequence(part, "prefixItems")) for part in self.parts), default=0)

    def _united(self, schemas: list[Any]) -> Shape:
        if not schemas:
            return Shape(ANYTHING, self.definitions)
        return Shape(schemas[0] if len(schemas) == 1 else {"anyOf": schemas}, self.definitions)


def _mapping(schema: Mapping[str, Any], keyword: str) -> Mapping[str, Any]:
    value = schema.get(keyword)
    return value if isinstance(value, Mapping) else NOTHING


def _sequence(schema: Mapping[str, Any], keyword: str) -> list[Any]:
    value = schema.get(keyword)
    return list(value) if isinstance(value, list | tuple) else []


def _of_property(part: Mapping[str, Any], name: str) -> Iterator[Any]:
    declared = _mapping(part, "properties")
    if name in declared:
        yield declared[name]
    elif isinstance(part.get("additionalProperties"), Mapping):
        yield part["additionalProperties"]


def _of_item(part: Mapping[str, Any], index: int) -> Iterator[Any]:
    prefix = _sequence(part, "prefixItems")
    if index < len(prefix):
        yield prefix[index]
    elif isinstance(part.get("items"), Mapping):
        yield part["items"]


def resolved(reference: Any, definitions: Mapping[str, Any]) -> Any:
    """The schema that a `$ref` of a standalone schema names; True if it names none.

    >>> resolved("#/$defs/Pet", {"Pet": {"type": "object"}})
    {'type': 'object'}
    """
    name = str(reference).removeprefix("#/$defs/").replace("~1", "/").replace("~0", "~")
    return definitions.get(name, True)


def _composed(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[Any]:
    if "$ref" in schema:
        yield resolved(schema["$ref"], definitions)
    for keyword in ("allOf", "anyOf", "oneOf"):
        yield from _sequence(schema, keyword)
    for keyword in ("then", "else"):
        if keyword in schema:
            yield schema[keyword]
    yield from _mapping(schema, "dependentSchemas").values()


def _kinds(schema: Any, definitions: Mapping[str, Any], seen: frozenset[int]) -> frozenset[str]:
    if not isinstance(schema, Mapping):
        return frozenset() if schema is False else KINDS
    if id(schema) in seen or len(seen) > MOST_PARTS:
        return KINDS
    seen |= {id(schema)}
    kinds = _own_kinds(schema)
    if "$ref" in schema:
        kinds &= _kinds(resolved(schema["$ref"], definitions), definitions, seen)
    for part in _sequence(schema, "allOf"):
        kinds &= _kinds(part, definitions, seen)
    for keyword in ("anyOf", "oneOf"):
        choices = [_kinds(part, definitions, seen) for part in _sequence(schema, keyword)]
        kinds &= frozenset().union(*choices) if choices else KINDS
    return kinds if kinds != KINDS else _implied_kinds(schema)


def _own_kinds(schema: Mapping[str, Any]) -> frozenset[str]:
    kinds = KINDS
    if "type" in schema:
        named = schema["type"] if isinstance(schema["type"], list | tuple) else [schema["type"]]
        kinds = frozenset(named) & KINDS or KINDS
        kinds |= {"integer"} if "number" in kinds else frozenset()
    values = _sequence(schema, "enum") + ([schema["const"]] if "const" in schema else [])
    if values:
        of_values = frozenset().union(*(_PYTHON_KINDS.get(type(value), KINDS) for value in values))
        kinds = kinds & of_values or kinds
    return kinds


def _implied_kinds(schema: Mapping[str, Any]) -> frozenset[str]:
    # A schema without `type` allows any; but who writes `minimum` means a number, and text has to be read as something.
    return frozenset().union(*(kinds for keyword, kinds in _IMPLIED.items() if keyword in schema)) or KINDS
