"""Aspects: what a schema says of one value that exists; for writers.

Knows how JSON Schema's in-place applicators (`$ref`, `allOf`, `anyOf`, `oneOf`, `then`, `else`) and OAS's
`discriminator` lead from a value to the schemas that describe it, so that a writer finds its `xml`, `format` or
`contentEncoding`. Does not validate: of the branches of a `oneOf` it takes the one that looks most like the value.
Bounded, whatever the schema. (Readers of text, which have no value yet, use `shapes`.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from mockserver.document.model import NOTHING

if TYPE_CHECKING:
    from mockserver.document.schema import Schema

AnySchema = Mapping[str, Any]
NO_SCHEMA: AnySchema = NOTHING
MOST_SCHEMAS = 256
"""More than any schema that people write applies in one place; a ring of references ends here at the latest."""


@dataclass(frozen=True, slots=True)
class Aspect:
    """The schemas that apply to one value, the outermost first. `root` holds the `$defs` that they refer to."""

    root: AnySchema
    schemas: tuple[AnySchema, ...]

    @classmethod
    def of(cls, schema: Schema | None, value: Any) -> Aspect:
        """What the schema says of the value; without a schema, an aspect that says nothing."""
        return cls.seen(schema.whole, [schema.whole], value) if schema else NO_ASPECT

    @classmethod
    def seen(cls, root: AnySchema, schemas: Iterable[Any], value: Any) -> Aspect:
        """The aspect of a value to which each of the schemas applies; what is no object among them says nothing."""
        return cls(root, tuple(_applied(root, schemas, value=value)))

    def first(self, keyword: str) -> Any:
        """The keyword's value in the outermost schema that has it, else None."""
        return next((schema[keyword] for schema in self.schemas if keyword in schema), None)

    @property
    def types(self) -> tuple[str, ...]:
        """The names in `type` of the outermost schema that has it; empty if none has."""
        return type_names(self.first("type"))

    @property
    def component(self) -> str:
        """The name of the component that the outermost schema refers to, else ""."""
        return component_name(self.schemas[0].get("$ref")) if self.schemas else ""

    @property
    def referenced(self) -> AnySchema:
        """The schema that the outermost one refers to, else an empty one."""
        return definition(self.root, self.schemas[0].get("$ref")) if self.schemas else NO_SCHEMA

    def member(self, name: str, value: Any) -> Aspect:
        """The aspect of the property of that name, which holds the value."""
        named = [_mapping(schema.get("properties"))[name] for schema in self.schemas if _has(schema, name)]
        return Aspect.seen(self.root, named or self._others(), value)

    def item(self, index: int, value: Any) -> Aspect:
        """The aspect of the item at that index, which is the value."""
        return Aspect.seen(self.root, [_item_schema(schema, index) for schema in self.schemas], value)

    def _others(self) -> list[Any]:
        """What applies to a property that no schema names."""
        additional = [schema.get("additionalProperties") for schema in self.schemas]
        patterns = [_mapping(schema.get("patternProperties")) for schema in self.schemas]
        # A lone pattern is taken without being tried: patterns are the document's, and may take for ever.
        return additional + [next(iter(known.values())) for known in patterns if len(known) == 1]


NO_ASPECT = Aspect(NO_SCHEMA, ())


def type_names(value: Any) -> tuple[str, ...]:
    """The names in a `type` keyword, which is one name or a list of them."""
    if isinstance(value, str):
        return (value,)
    return tuple(name for name in _sequence(value) if isinstance(name, str))


def types_of(value: Any) -> tuple[str, ...]:
    """The JSON types of a value: `1` is an integer and a number, and octets are a string."""
    if isinstance(value, bool):
        return ("boolean",)
    if isinstance(value, (int, float)):
        return ("integer", "number") if value == value // 1 else ("number",)
    if isinstance(value, Mapping):
        return ("object",)
    if isinstance(value, (list, tuple)):
        return ("array",)
    return ("null",) if value is None else ("string",)


def component_name(reference: Any) -> str:
    """NAME of the reference `#/$defs/NAME`; "" of any other.

    >>> component_name("#/$defs/a~1b")
    'a/b'
    """
    if not isinstance(reference, str) or not reference.startswith("#/$defs/"):
        return ""
    return unquote(reference.removeprefix("#/$defs/")).replace("~1", "/").replace("~0", "~")


def definition(root: AnySchema, reference: Any) -> AnySchema:
    """The schema under `$defs` that is referred to; an empty one if there is none."""
    return _mapping(_mapping(root.get("$defs")).get(component_name(reference)))


def _applied(root: AnySchema, schemas: Iterable[Any], *, value: Any, branching: bool = True) -> Iterator[AnySchema]:
    """Every schema that applies in place, each before what it leads to, none twice."""
    waiting = [schema for schema in schemas if isinstance(schema, Mapping)][::-1]
    seen: set[int] = set()
    while waiting and len(seen) < MOST_SCHEMAS:
        schema = waiting.pop()
        if id(schema) not in seen:
            seen.add(id(schema))
            yield schema
            further = _always(root, schema) + (_chosen(root, schema, value) if branching else [])
            waiting.extend(reversed([found for found in further if isinstance(found, Mapping)]))


def _always(root: AnySchema, schema: AnySchema) -> list[Any]:
    """What a schema leads to whatever the value is."""
    referenced = [definition(root, schema["$ref"])] if "$ref" in schema else []
    return [*referenced, *_sequence(schema.get("allOf")), schema.get("then"), schema.get("else")]


def _chosen(root: AnySchema, schema: AnySchema, value: Any) -> list[Any]:
    """The branch that the discriminator names, else of each list of branches the one most like the value."""
    named = _discriminated(root, schema, value)
    if named:
        return [named]
    lists = [_sequence(schema.get(keyword)) for keyword in ("oneOf", "anyOf")]
    return [found for branches in lists for found in _most_alike(root, branches, value)]


def _discriminated(root: AnySchema, schema: AnySchema, value: Any) -> AnySchema:
    discriminator = _mapping(schema.get("discriminator"))
    said = value.get(discriminator.get("propertyName")) if isinstance(value, Mapping) else None
    return definition(root, _mapping(discriminator.get("mapping")).get(said)) if isinstance(said, str) else NO_SCHEMA


def _most_alike(root: AnySchema, branches: Sequence[Any], value: Any) -> list[Any]:
    scores = [_likeness(root, branch, value) for branch in branches[:MOST_SCHEMAS]]
    best = max(scores, default=-1)
    return [] if best < 0 else [branches[scores.index(best)]]


def _likeness(root: AnySchema, branch: Any, value: Any) -> int:
    """How many of the value's members the branch knows; -1 if the value is plainly none of its instances."""
    schemas = list(_applied(root, [branch], value=value, branching=False))
    if not all(_possible(root, schema, value) for schema in schemas):
        return -1
    names = value if isinstance(value, Mapping) else ()
    return sum(any(_has(schema, name) for schema in schemas) for name in names)


def _possible(root: AnySchema, schema: AnySchema, value: Any) -> bool:
    if not _fits(schema, value):
        return False
    if not isinstance(value, Mapping):
        return True
    known = _mapping(schema.get("properties"))
    members = ((_followed(root, known[name]), member) for name, member in value.items() if name in known)
    present = all(name in value for name in _sequence(schema.get("required")))
    return present and all(_fits(member_schema, member) for member_schema, member in members)


def _fits(schema: AnySchema, value: Any) -> bool:
    """Whether `type`, `const` and `enum` let the value be; nothing else is looked at."""
    names = type_names(schema.get("type"))
    if names and not any(name in names for name in types_of(value)):
        return False
    if "const" in schema and schema["const"] != value:
        return False
    return not _sequence(schema.get("enum")) or value in schema["enum"]


def _followed(root: AnySchema, schema: Any) -> AnySchema:
    schema = _mapping(schema)
    return definition(root, schema["$ref"]) if "$ref" in schema else schema


def _item_schema(schema: AnySchema, index: int) -> Any:
    prefix = _sequence(schema.get("prefixItems"))
    return prefix[index] if index < len(prefix) else schema.get("items")


def _has(schema: AnySchema, name: Any) -> bool:
    return name in _mapping(schema.get("properties"))


def _mapping(value: Any) -> AnySchema:
    return value if isinstance(value, Mapping) else NO_SCHEMA


def _sequence(value: Any) -> Sequence[Any]:
    return value if isinstance(value, (list, tuple)) else ()
