"""The choices that a conjunction leaves open: `oneOf`, `anyOf`, `if`, `not`, `dependentSchemas` and `discriminator`.

Knows for each of them the branches, in the order in which to try them, and what the value of a branch must not obey.
Does not choose: see `nodes`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from mockserver.mock.generation.conjunction import excludes_plainly
from mockserver.mock.generation.negation import denials
from mockserver.mock.generation.tidying import NEVER, TYPES, Json
from mockserver.once import cached_property

if TYPE_CHECKING:
    from mockserver.mock.generation.conjunction import Conjunction
    from mockserver.mock.generation.schemas import Schemas, Subschema


@dataclass(frozen=True, slots=True)
class Branch:
    """What holds if this branch is taken, and which places its value must not obey."""

    places: tuple[Subschema, ...] = ()
    rejects: tuple[Subschema, ...] = ()


@dataclass(frozen=True, eq=False)
class Group:
    """A choice. Not `slots`, since its tiers are computed when they are first needed."""

    place: Subschema
    key: str
    compute: Callable[[], Iterator[tuple[Branch, ...]]]

    @cached_property
    def tiers(self) -> tuple[tuple[Branch, ...], ...]:
        """The branches. Each tier is tried before the next; within a tier, any branch is as good as the other."""
        return tuple(tier for tier in self.compute() if tier)

    @cached_property
    def breadth(self) -> int:
        """How many branches there are."""
        return sum(len(tier) for tier in self.tiers)


def open_groups(whole: Conjunction, known: dict[tuple[Subschema, str], Group]) -> Iterator[Group]:
    """All choices of a conjunction, in the document's order. `known` keeps them, as most are the same in any
    conjunction.
    """
    for place in whole.places:
        for key, tiers in _open(whole, place):
            if key == "discriminator":
                yield Group(place, key, tiers)  # it depends on what is made
            else:
                yield known.setdefault((place, key), Group(place, key, tiers))


_Tiers = Callable[[], Iterator[tuple[Branch, ...]]]


def _open(whole: Conjunction, place: Subschema) -> Iterator[tuple[str, _Tiers]]:
    """The choices of one place, each under its key, with what computes its tiers."""
    schemas, keywords = whole.schemas, place.keywords
    if _has_mapping(keywords) and not ("oneOf" in keywords or "anyOf" in keywords):
        yield "discriminator", lambda: _inherited(whole, place)
    if "oneOf" in keywords:
        yield "oneOf", lambda: _one_of(schemas, place)
    if "anyOf" in keywords:
        yield "anyOf", lambda: _any_of(schemas, place)
    if "if" in keywords and ("then" in keywords or "else" in keywords):
        yield "if", lambda: _conditional(schemas, place)
    for name in keywords.get("dependentSchemas", ()):
        yield f"dependentSchemas/{name}", partial(_dependent, schemas, place, name)
    if "not" in keywords and not excludes_plainly(schemas.child(place, "not").keywords):
        yield "not", lambda: _negated(schemas, place)


def _one_of(schemas: Schemas, place: Subschema) -> Iterator[tuple[Branch, ...]]:
    members = schemas.children(place, "oneOf")
    rejects = [tuple(other for other in members if other is not each) for each in members]
    named = [
        Branch((each, *_named(schemas, place, each)), reject) for each, reject in zip(members, rejects, strict=True)
    ]
    plain = [Branch((each,), reject) for each, reject in zip(members, rejects, strict=True)]
    yield tuple(branch for branch in named if not _is_null(branch.places[0]))
    yield tuple(branch for branch in named if _is_null(branch.places[0]))
    if _has_mapping(place.keywords):
        yield tuple(plain)


def _any_of(schemas: Schemas, place: Subschema) -> Iterator[tuple[Branch, ...]]:
    """The first one first: authors write the usual case first; servers that expand on demand send the short form."""
    members = sorted(schemas.children(place, "anyOf"), key=_is_null)
    if _has_mapping(place.keywords):
        yield tuple(Branch((each, *_named(schemas, place, each))) for each in members if not _is_null(each))
    for each in members:
        yield (Branch((each,)),)


def _is_null(place: Subschema) -> bool:
    return place.keywords.get("type") in ("null", ["null"]) or place.keywords.get("enum") == [None]


def _conditional(schemas: Schemas, place: Subschema) -> Iterator[tuple[Branch, ...]]:
    condition = schemas.child(place, "if")
    then, otherwise = ((schemas.child(place, key),) if key in place.keywords else () for key in ("then", "else"))
    denied = tuple(Branch((way, *otherwise), (condition,)) for way in denials(schemas, condition))
    yield (Branch((condition, *then)), *denied[:1])
    yield denied[1:]
    yield (Branch(otherwise, (condition,)),)


def _dependent(schemas: Schemas, place: Subschema, name: str) -> Iterator[tuple[Branch, ...]]:
    yield (Branch((schemas.child(place, "dependentSchemas", name),)),)
    yield (Branch((schemas.derived({"properties": {name: dict(NEVER)}}),)),)


def _negated(schemas: Schemas, place: Subschema) -> Iterator[tuple[Branch, ...]]:
    refused = schemas.child(place, "not")
    untouched = (Branch((), (refused,)),)
    if "multipleOf" in refused.keywords:
        yield untouched  # most numbers are no multiples anyway
    for way in denials(schemas, refused):
        yield (Branch((way,), (refused,)),)
    yield untouched
    for type_ in TYPES:
        yield (Branch((schemas.derived({"type": type_}),), (refused,)),)


# --- discriminators ---------------------------------------------------------------------------------------------------

_DEFS: Final = "#/$defs/"


def _has_mapping(keywords: Any) -> bool:
    said = keywords.get("discriminator")
    return (
        isinstance(said, dict) and isinstance(said.get("propertyName"), str) and isinstance(said.get("mapping"), dict)
    )


def _named(schemas: Schemas, place: Subschema, branch: Subschema) -> tuple[Subschema, ...]:
    """That the discriminating property names the branch, where there is a discriminator and the branch has a name."""
    if not _has_mapping(place.keywords):
        return ()
    target = branch.keywords.get("$ref", _DEFS + branch.name)
    return _naming(schemas, place, target)


def _naming(schemas: Schemas, place: Subschema, target: str) -> tuple[Subschema, ...]:
    """That the property names the branch: by the name of its schema, or one mapped to it (OAS 3.2, section 4.25)."""
    said = place.keywords["discriminator"]
    values = [value for value, mapped in said["mapping"].items() if mapped == target]
    if not values:
        return ()
    allowed: Json = {"const": values[0]} if len(values) == 1 else {"enum": values}
    name = said["propertyName"]
    return (schemas.derived({"required": [name], "properties": {name: allowed}}),)


def _inherited(whole: Conjunction, place: Subschema) -> Iterator[tuple[Branch, ...]]:
    """A parent with a discriminator and no list of branches: the children say `allOf: [{$ref: parent}]`.

    Where a child is being made, the property names the child. Where the parent itself was asked for, any child will do.
    """
    schemas = whole.schemas
    targets = list(dict.fromkeys(place.keywords["discriminator"]["mapping"].values()))
    own = _DEFS + place.name
    being_made = next((_DEFS + name for name in whole.names if _DEFS + name in targets and _DEFS + name != own), None)
    if being_made:
        yield (Branch(_naming(schemas, place, being_made)),)
    else:
        yield tuple(
            Branch((*(() if target == own else (schemas.resolved(target),)), *_naming(schemas, place, target)))
            for target in targets
            if isinstance(target, str)
        )
    yield (Branch(),)
