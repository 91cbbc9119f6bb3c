"""Several schemas that hold at once, seen as one: `$ref`, its siblings and all of `allOf` gathered, the bounds
intersected.

Knows what each keyword asks, and which choices are left open (`groups`). A choice that was made comes in as `decided`
and is gathered like the rest, so a conjunction without groups can be made into a value straight away.

Read `gather`, then `Conjunction`; `choices` says what the groups are, `nodes` makes the choices.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation.matching import matcher
from mockserver.mock.generation.rules import Contains, Range, Rules
from mockserver.once import cached_property

if TYPE_CHECKING:
    from mockserver.mock.generation.schemas import Schemas, Subschema

# Numbers are of two kinds, so that an integer and a number intersect, and "no integer" can be said.
KINDS: Final = ("object", "array", "string", "integer", "fraction", "boolean", "null")
_KINDS_OF: Final = {**{kind: (kind,) for kind in KINDS}, "number": ("integer", "fraction")}
_HINTS: Final = {
    "properties": "object", "required": "object", "additionalProperties": "object", "patternProperties": "object",
    "minProperties": "object", "maxProperties": "object", "propertyNames": "object", "dependentRequired": "object",
    "dependentSchemas": "object", "unevaluatedProperties": "object", "discriminator": "object",
    "items": "array", "prefixItems": "array", "minItems": "array", "maxItems": "array", "uniqueItems": "array",
    "contains": "array", "unevaluatedItems": "array",
    "pattern": "string", "minLength": "string", "maxLength": "string", "contentEncoding": "string",
    "contentMediaType": "string", "format": "string",
    "minimum": "integer", "maximum": "integer", "exclusiveMinimum": "integer", "exclusiveMaximum": "integer",
    "multipleOf": "integer",
}  # fmt: skip

_OF_ANY: Final = frozenset(("patternProperties", "additionalProperties", "unevaluatedProperties"))

Decided = tuple[tuple["Subschema", str, tuple["Subschema", ...]], ...]


@dataclass(eq=False)
class Conjunction:
    """What the places ask for together. `kinds` are those that are possible, the one to prefer first."""

    schemas: Schemas
    places: list[Subschema] = field(default_factory=list)
    rules: Rules = field(default_factory=Rules)
    kinds: tuple[str, ...] = KINDS
    is_typed: bool = False
    values: list[Any] | None = None
    contains: list[Contains] = field(default_factory=list)
    below: dict[Subschema, list[Subschema]] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The entries of `$defs` that were met, the most derived first."""
        return [place.name for place in self.places if place.name]

    @property
    def label(self) -> str:
        """What the document calls such things: by the entry of `$defs`, else as the place is called."""
        return next((label for label in (*self.names, *(place.label for place in self.places)) if label), "")

    def annotations(self, key: str) -> Iterator[Any]:
        """What the places say under a keyword that asks for nothing, such as `description`."""
        return (place.keywords[key] for place in self.places if key in place.keywords)

    # --- properties

    def declared(self) -> list[str]:
        """The names of all properties that are declared or required, in the document's order."""
        names = [name for place in self.places for name in place.keywords.get("properties", ())]
        return list(dict.fromkeys([*names, *self.rules.required]))

    def property_places(self, name: str) -> tuple[Subschema, ...]:
        """The schemas that a property of this name has to obey."""
        found = [each for place in self._speaking_of(name) for each in self._property_of(place, name)]
        found += [
            self.schemas.child(place, "unevaluatedProperties")
            for place in self._of_any
            if "unevaluatedProperties" in place.keywords and not self._is_evaluated(place, name)
        ]
        return tuple(dict.fromkeys(found))

    def _speaking_of(self, name: str) -> list[Subschema]:
        """The places that may say something of a property: those that declare it, those that speak of any."""
        return sorted({*self._by_name.get(name, ()), *self._of_any}, key=self._order.__getitem__)

    @cached_property
    def _order(self) -> dict[Subschema, int]:
        return {place: at for at, place in enumerate(self.places)}

    # Of thousands of places few speak of one property: they are looked through once, and not for each property.

    @cached_property
    def _by_name(self) -> dict[str, list[Subschema]]:
        found: dict[str, list[Subschema]] = {}
        for place in self.places:
            for name in place.keywords.get("properties", ()):
                found.setdefault(name, []).append(place)
        return found

    @cached_property
    def _of_any(self) -> list[Subschema]:
        return [place for place in self.places if not _OF_ANY.isdisjoint(place.keywords)]

    @cached_property
    def _naming(self) -> list[Subschema]:
        return [place for place in self.places if "propertyNames" in place.keywords]

    @property
    def breadth(self) -> int:
        """How many places are asked for each property."""
        return len(self._of_any) + len(self._naming)

    def _property_of(self, place: Subschema, name: str) -> list[Subschema]:
        """What one place says: "[...] to the property names that are in neither" goes `additionalProperties`.

        JSON Schema 2020-12 core, section 10.3.2.3.
        """
        keywords, found = place.keywords, []
        if name in keywords.get("properties", ()):
            found.append(self.schemas.child(place, "properties", name))
        found += [
            self.schemas.child(place, "patternProperties", pattern)
            for pattern in keywords.get("patternProperties", ())
            if matcher(pattern)(name)
        ]
        if not found and "additionalProperties" in keywords:
            found.append(self.schemas.child(place, "additionalProperties"))
        return found

    def _is_evaluated(self, place: Subschema, name: str) -> bool:
        below = self._subtree(place)
        return any(self._property_of(each, name) for each in below) or _speaks_of_the_rest(place, below, "Properties")

    def _subtree(self, place: Subschema) -> list[Subschema]:
        """The place and what it applies. What is derived, to disobey another one, is not in the schema."""
        found: dict[Subschema, None] = {}
        waiting = [place]
        while waiting:
            each = waiting.pop()
            if each not in found and each.pointer is not None:
                found[each] = None
                waiting.extend(self.below.get(each, ()))
        return list(found)

    def name_places(self) -> tuple[Subschema, ...]:
        """The schemas that each property's name has to obey."""
        return tuple(self.schemas.child(place, "propertyNames") for place in self._naming)

    def name_patterns(self) -> list[str]:
        """The patterns of names that say something of their properties."""
        return [pattern for place in self.places for pattern in place.keywords.get("patternProperties", ())]

    # --- items

    def item_places(self, at: int) -> tuple[Subschema, ...]:
        """The schemas that the item at an index has to obey."""
        found = [each for place in self.places for each in self._item_of(place, at)]
        found += [
            self._unevaluated_item(place)
            for place in self.places
            if "unevaluatedItems" in place.keywords and not self._is_item_evaluated(place, at)
        ]
        return tuple(dict.fromkeys(found))

    def _item_of(self, place: Subschema, at: int) -> list[Subschema]:
        if at < len(place.keywords.get("prefixItems", ())):
            return [self.schemas.child(place, "prefixItems", at)]
        return [self.schemas.child(place, "items")] if "items" in place.keywords else []

    def _is_item_evaluated(self, place: Subschema, at: int) -> bool:
        below = self._subtree(place)
        return any(self._item_of(each, at) for each in below) or _speaks_of_the_rest(place, below, "Items")

    def _unevaluated_item(self, place: Subschema) -> Subschema:
        """What `unevaluatedItems` asks for: items that a `contains` has found are evaluated (core, section 11.2)."""
        rest = self.schemas.child(place, "unevaluatedItems")
        found = [self.schemas.child(each, "contains") for each in self._subtree(place) if "contains" in each.keywords]
        ways = [self.schemas.pointing(each) for each in (*found, rest)]
        return self.schemas.derived({"anyOf": ways}) if found else rest

    def prefix_length(self) -> int:
        """How many items at the front have schemas of their own."""
        return max((len(place.keywords.get("prefixItems", ())) for place in self.places), default=0)

    def has_items(self) -> bool:
        """Whether anything is said of the items behind the front."""
        return any(key in place.keywords for place in self.places for key in ("items", "unevaluatedItems"))


def _speaks_of_the_rest(place: Subschema, below: Iterable[Subschema], what: str) -> bool:
    """Whether something that the place applies evaluates all that is left (core, section 11)."""
    return any(f"unevaluated{what}" in each.keywords for each in below if each is not place)


def gather(schemas: Schemas, places: Iterable[Subschema], decided: Decided = ()) -> Conjunction:
    """All that several places ask for at once, with the choices that are decided.

    Raises Unsatisfiable where they contradict each other.
    """
    gathering = _Gathering(Conjunction(schemas), {(place, key): branch for place, key, branch in decided})
    for place in places:
        gathering.visit(place)
    return gathering.done()


class _Gathering:
    """One gathering: the places still to come are met depth first, in the order in which they are written."""

    def __init__(self, whole: Conjunction, decided: Mapping[tuple[Subschema, str], tuple[Subschema, ...]]) -> None:
        self.whole, self.schemas = whole, whole.schemas
        self.decided: dict[Subschema, list[Subschema]] = {}
        for (place, _), branch in decided.items():
            self.decided.setdefault(place, []).extend(branch)
        self.seen: set[Subschema] = set()
        self.hints: list[str] = []
        self.refused: set[str] = set()

    def visit(self, place: Subschema) -> None:
        if place in self.seen:
            return
        if place.is_never:
            raise Unsatisfiable("nothing is allowed here", pointer=place.pointer or "")
        self.seen.add(place)
        self.whole.places.append(place)
        self._take(place)
        nested = list(self._nested(place))
        self.whole.below[place] = nested
        for each in nested:
            self.visit(each)

    def _nested(self, place: Subschema) -> Iterator[Subschema]:
        """What holds wherever the place holds."""
        if "$ref" in place.keywords:
            yield self.schemas.resolved(place.keywords["$ref"])
        yield from self.schemas.children(place, "allOf")
        for name in place.keywords.get("dependentSchemas", ()):
            if name in self.whole.rules.required:
                yield self.schemas.child(place, "dependentSchemas", name)
        yield from self.decided.get(place, ())

    def _take(self, place: Subschema) -> None:
        keywords = place.keywords
        try:
            self.whole.rules.take(keywords)
        except Unsatisfiable as error:
            raise Unsatisfiable(error.reason, pointer=place.pointer or "") from None
        if "type" in keywords:
            self._limit_kinds(keywords["type"], place)
        self.hints.extend(_HINTS[key] for key in keywords if key in _HINTS)
        if "enum" in keywords:
            self._limit_values(keywords["enum"], place)
        if "const" in keywords:
            self._limit_values([keywords["const"]], place)
        if "not" in keywords:
            self._exclude(self.schemas.child(place, "not").keywords)
        if "contains" in keywords:
            count = Range(keywords.get("minContains", 1), keywords.get("maxContains"))
            self.whole.contains.append(Contains(self.schemas.child(place, "contains"), count))

    def _exclude(self, refused: Mapping[str, Any]) -> None:
        """What `not` says of values and types alone needs no choice: those values, those types are left out."""
        if not excludes_plainly(refused):
            return
        self.whole.rules.excluded += refused.get("enum", [refused["const"]] if "const" in refused else [])
        named = refused.get("type", [])
        self.refused.update(kind for name in ([named] if isinstance(named, str) else named) for kind in _KINDS_OF[name])

    def _limit_kinds(self, types: str | list[str], place: Subschema) -> None:
        named = [types] if isinstance(types, str) else types
        allowed = [kind for name in named for kind in _KINDS_OF[name]]
        order = self.whole.kinds if self.whole.is_typed else tuple(dict.fromkeys(allowed))
        self.whole.kinds = tuple(kind for kind in order if kind in allowed)
        self.whole.is_typed = True
        if not self.whole.kinds:
            raise Unsatisfiable(
                f"type {' or '.join(named)} is asked for, and another type too", pointer=place.pointer or ""
            )

    def _limit_values(self, values: list[Any], place: Subschema) -> None:
        known = self.whole.values
        if known is not None:
            keys = {key_of(value) for value in values}
            values = [value for value in known if key_of(value) in keys]
        if not values:
            raise Unsatisfiable("no value is in all the lists of `enum` and `const`", pointer=place.pointer or "")
        self.whole.values = list(values)

    def done(self) -> Conjunction:
        whole = self.whole
        if not whole.is_typed:
            hinted = tuple(
                dict.fromkeys(
                    kind for hint in self.hints for kind in _KINDS_OF["number" if hint == "integer" else hint]
                )
            )
            whole.kinds = hinted + tuple(kind for kind in _UNTYPED if kind not in hinted)
        numbers = [kind for kind in whole.kinds if kind in {"integer", "fraction"}]
        if numbers == ["integer", "fraction"] and whole.is_typed:
            whole.kinds = tuple(
                "fraction" if kind == "integer" else "integer" if kind == "fraction" else kind for kind in whole.kinds
            )
        whole.kinds = tuple(kind for kind in sorted(whole.kinds, key=_is_null) if kind not in self.refused)
        if not whole.kinds:
            raise Unsatisfiable(
                "all types that are asked for are ruled out by `not`", pointer=whole.places[0].pointer or ""
            )
        return whole


def _is_null(kind: str) -> bool:
    return kind == "null"


def excludes_plainly(refused: Mapping[str, Any]) -> bool:
    """Whether the schema of a `not` lists values, or types, and says nothing else."""
    said = refused.keys() - {"title", "description"}
    return said in ({"const"}, {"enum"}, {"type"})


# A schema that says nothing at all is filled with text, the kind that most such properties turn out to have.
_UNTYPED: Final = ("string", "integer", "fraction", "boolean", "object", "array", "null")


def key_of(value: Any) -> Any:
    """A key that is equal for equal JSON values: 1 and 1.0 are one number, true is none."""
    match value:
        case bool():
            return ("boolean", value)
        case list() | tuple():
            return ("array", tuple(key_of(each) for each in value))
        case Mapping():
            return ("object", tuple(sorted((name, key_of(each)) for name, each in value.items())))
        case _:
            return value
