"""What a schema says of kinds and parts."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.mock.shapes import KINDS, Shape, resolved

DEFINITIONS = {
    "Id": {"type": "integer"},
    "Pet": {"allOf": [{"properties": {"id": {"$ref": "#/$defs/Id"}}}, {"type": "object", "required": ["id"]}]},
    "Ring": {"allOf": [{"$ref": "#/$defs/Ring"}]},
    "Tree": {"type": "object", "properties": {"child": {"$ref": "#/$defs/Tree"}}},
}


def shape(schema: Any) -> Shape:
    """The shape of a schema with the definitions above."""
    return Shape(schema, DEFINITIONS)


@pytest.mark.parametrize(
    ("schema", "kinds"),
    [
        ({"type": "integer"}, {"integer"}),
        ({"type": "number"}, {"number", "integer"}),
        ({"type": ["string", "null"]}, {"string", "null"}),
        ({"type": "nonsense"}, KINDS),
        ({"enum": [1, "a", None]}, {"integer", "number", "string", "null"}),
        ({"enum": [1.5], "type": "number"}, {"number"}),
        ({"const": True}, {"boolean"}),
        ({"$ref": "#/$defs/Id"}, {"integer"}),
        ({"$ref": "#/$defs/Nowhere"}, KINDS),
        ({"$ref": "#/$defs/Pet"}, {"object"}),
        ({"$ref": "#/$defs/Ring"}, KINDS),
        ({"anyOf": [{"type": "string"}, {"type": "array"}]}, {"string", "array"}),
        ({"oneOf": [{"$ref": "#/$defs/Id"}, {"type": "null"}]}, {"integer", "null"}),
        ({"allOf": [{"type": ["string", "integer"]}, {"type": ["integer", "null"]}]}, {"integer"}),
        ({"minimum": 1}, {"number", "integer"}),
        ({"items": {}}, {"array"}),
        ({"properties": {}}, {"object"}),
        ({"pattern": "a"}, {"string"}),
        ({}, KINDS),
        (True, KINDS),
        (False, set()),
    ],
)
def test_kinds(schema: Any, kinds: set[str]) -> None:
    """The types that may stand at a place, through all that a schema is composed of."""
    assert shape(schema).kinds == kinds


def test_free_is_what_nothing_is_said_of() -> None:
    """Only a schema without a word about types is free, and a free one holds nothing on purpose."""
    assert shape({}).is_free
    assert not shape({"type": "string"}).is_free
    assert not shape({}).holds("array")
    assert shape({"type": "array"}).holds("array")


def test_properties_are_found_through_composition() -> None:
    """Properties, items and additional properties are found through references and `allOf`."""
    assert shape({"$ref": "#/$defs/Pet"}).names == ("id",)
    assert shape({"$ref": "#/$defs/Pet"}).property("id").kinds == {"integer"}
    assert shape({"additionalProperties": {"type": "boolean"}}).property("x").kinds == {"boolean"}
    assert shape({"properties": {"a": {}}}).property("b").is_free


def test_alternatives_unite() -> None:
    """A property that two branches declare may be of both kinds."""
    both = {"oneOf": [{"properties": {"a": {"type": "integer"}}}, {"properties": {"a": {"type": "string"}}}]}
    assert shape(both).property("a").kinds == {"integer", "string"}


def test_items_by_position() -> None:
    """`prefixItems` come first, `items` behind them."""
    row = shape({"prefixItems": [{"type": "integer"}, {"type": "string"}], "items": {"type": "boolean"}})
    assert [row.item(index).kinds for index in range(4)] == [{"integer"}, {"string"}, {"boolean"}, {"boolean"}]


def test_conditions_are_parts() -> None:
    """What a schema says under a condition is said of the place, too."""
    schema = {"if": {}, "then": {"properties": {"a": {"type": "integer"}}}, "else": {"properties": {"b": {}}}}
    assert shape(schema).names == ("a", "b")
    assert shape({"dependentSchemas": {"x": {"properties": {"c": {}}}}}).names == ("c",)


def test_recursion_is_followed_as_far_as_asked() -> None:
    """A schema that holds itself has properties at any depth."""
    place = shape({"$ref": "#/$defs/Tree"})
    for _ in range(50):
        place = place.property("child")
    assert place.names == ("child",)


def test_shapes_are_kept() -> None:
    """The same place is the same shape, so that what is compiled for it is compiled once."""
    root = shape({"properties": {"a": {}}, "items": {}})
    assert root.property("a") is root.property("a")
    assert root.item(0) is root.item(5)


def test_names_of_requests_are_not_kept() -> None:
    """Names and indexes that the schema does not speak of are all one shape, so that requests fill no memory."""
    root = shape({"properties": {"a": {}}, "prefixItems": [{}], "additionalProperties": {"type": "string"}})
    assert root.property("x") is root.property("y")
    assert root.property("x") is not root.property("a")
    assert root.item(1) is root.item(1_000_000)


def test_keyword_is_the_outermost() -> None:
    """A keyword beside a reference wins over that of its target."""
    assert shape({"$ref": "#/$defs/Id", "type": "string"}).keyword("type") == "string"
    assert shape({"$ref": "#/$defs/Id"}).keyword("type") == "integer"
    assert shape({}).keyword("format", "none") == "none"


def test_is_open_where_names_are_asked_for() -> None:
    """Only a schema that says something of undeclared names is open."""
    assert shape({"additionalProperties": True}).is_open
    assert shape({"patternProperties": {"^x-": {}}}).is_open
    assert not shape({"properties": {"a": {}}}).is_open


def test_resolved_names() -> None:
    """A reference is resolved in `$defs`, its escapes undone; one that leads nowhere allows everything."""
    assert resolved("#/$defs/a~1b", {"a/b": {"type": "string"}}) == {"type": "string"}
    assert resolved("#/$defs/x", {}) is True
