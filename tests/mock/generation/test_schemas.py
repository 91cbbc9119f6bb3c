"""The places of a schema."""

from __future__ import annotations

import pytest

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation.schemas import Schemas

WHOLE = {
    "type": "object",
    "properties": {"a/b": {"type": "string", "title": "The A"}, "%41": {"$ref": "#/$defs/N"}, "list": {"items": {}}},
    "$defs": {"N": {"type": "integer"}, "x~y": {"$ref": "#/$defs/N"}, "ring": {"$ref": "#/$defs/ring"}},
}


@pytest.mark.parametrize(
    ("reference", "pointer", "label"),
    [
        ("#", "", "Whole"),
        ("#/$defs/N", "/$defs/N", "N"),
        ("#/properties/a~1b", "/properties/a~1b", "The A"),
        ("#/properties/list/items", "/properties/list/items", "list"),
        ("#/properties/%2541", "/$defs/N", "N"),
        ("#/$defs/x~0y", "/$defs/N", "N"),
    ],
)
def test_references_lead_to_places(reference: str, pointer: str, label: str) -> None:
    """A reference is resolved as a JSON Pointer in a fragment; a bare reference is the place that it leads to."""
    place = Schemas.of(WHOLE, name="Whole").resolved(reference)
    assert (place.pointer, place.label) == (pointer, label)


def test_one_place_is_one_object() -> None:
    """However it is come by."""
    schemas = Schemas.of(WHOLE)
    by_child = schemas.child(schemas.root, "properties", "a/b")
    assert by_child is schemas.resolved("#/properties/a~1b")
    assert schemas.derived({"$ref": "#/$defs/N"}) is schemas.resolved("#/$defs/N")
    assert schemas.derived({"const": 1}) is schemas.derived({"const": 1})


def test_a_ring_is_a_place() -> None:
    """A reference to itself is no endless loop."""
    assert Schemas.of(WHOLE).resolved("#/$defs/ring").keywords == {"$ref": "#/$defs/ring"}


@pytest.mark.parametrize("reference", ["#/$defs/missing", "#anchor", "#/type", "#/properties/list/items/0"])
def test_what_leads_nowhere_is_told(reference: str) -> None:
    """With the pointer that was followed."""
    with pytest.raises(Unsatisfiable, match="leads nowhere"):
        Schemas.of(WHOLE).resolved(reference)


def test_places_validate() -> None:
    """A value is checked against the place alone, wherever it is, and against derived schemas that point there."""
    schemas = Schemas.of(WHOLE)
    place = schemas.resolved("#/properties/%2541")
    derived = schemas.derived({"not": schemas.pointing(place)})
    assert [schemas.is_valid(each, value) for each in (place, derived) for value in (1, "a")] == [
        True,
        False,
        False,
        True,
    ]


def test_a_schema_too_deep_for_the_validator_accepts_all() -> None:
    """Whoever writes such schemas still gets values; nobody can tell whether they are valid."""
    deep: dict[str, object] = {"type": "integer"}
    for _ in range(260):
        deep = {"items": deep}
    schemas = Schemas.of(deep)
    assert (schemas.is_valid(schemas.root, []), schemas.is_valid(schemas.root, 1)) == (True, True)
    assert schemas.first_error(1) == ""


def test_errors_are_told_with_their_place() -> None:
    """The first error of a value, by its pointer; nothing for a valid one."""
    schemas = Schemas.of(WHOLE)
    assert schemas.first_error({"a/b": 7}).startswith("/a/b: 7 is not of type")
    assert schemas.first_error({}) == ""
