"""What OpenAPI adds to JSON Schema, as the engine checks it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from mockserver.document.schema import Schema
from mockserver.mock.checking import checker
from mockserver.mock.dialect import BOUNDS, prepared

CAT = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}, "lives": {"type": "integer"}}}
DOG = {"type": "object", "required": ["kind", "bark"], "properties": {"kind": {"type": "string"}, "bark": {}}}


def accepts(schema: dict[str, Any], value: Any, *, nulls: bool = False) -> bool:
    """Whether a schema of a request accepts a value."""
    return checker(Schema.of(schema), nulls=nulls).accepts(value)


def pets(keyword: str = "oneOf", **discriminator: Any) -> dict[str, Any]:
    """A choice between a cat and a dog, told apart by `kind`."""
    mapping = {"cat": "#/$defs/Cat", "Dog": "#/$defs/Dog"}
    return {
        keyword: [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}],
        "discriminator": {"propertyName": "kind", "mapping": mapping, **discriminator},
        "$defs": {"Cat": CAT, "Dog": DOG},
    }


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize(
    ("value", "is_accepted"),
    [
        ({"kind": "cat"}, True),
        ({"kind": "cat", "bark": 1}, True),  # fits both, and is named a cat
        ({"kind": "cat", "lives": "nine"}, False),
        ({"kind": "Dog", "bark": 1}, True),
        ({"kind": "Dog"}, False),  # a cat by its shape, named a dog
        ({"kind": "cow", "bark": 1}, False),
        ({"bark": 1}, False),
        (5, False),
    ],
)
def test_discriminator(keyword: str, value: Any, is_accepted: bool) -> None:
    """The schema that is named is the one that counts; a name that means none is refused."""
    assert accepts(pets(keyword), value) is is_accepted


@pytest.mark.parametrize(
    ("value", "is_accepted"),
    [({"kind": "cat", "bark": 1}, True), ({"kind": "cow", "bark": 1}, True), ({"kind": "cow"}, False)],
)
def test_default_mapping(value: Any, is_accepted: bool) -> None:
    """`defaultMapping` is for names that mean no other schema."""
    assert accepts(pets(defaultMapping="#/$defs/Dog"), value) is is_accepted


def test_default_mapping_without_the_property() -> None:
    """`defaultMapping` is also for a value without the property."""
    schema = pets(defaultMapping="#/$defs/Dog")
    schema["$defs"]["Cat"] = {"type": "object"}
    schema["$defs"]["Dog"] = {"type": "object", "required": ["bark"]}
    assert accepts(schema, {"bark": 1})
    assert not accepts(schema, {"lives": 9})


def test_names_that_are_no_texts() -> None:
    """A name of a mapping that looks like a number or a boolean is one, too."""
    schema = pets(mapping={"1": "#/$defs/One", "true": "#/$defs/Two"})
    schema["oneOf"] = [{"$ref": "#/$defs/One"}, {"$ref": "#/$defs/Two"}]
    schema["$defs"] = {"One": {}, "Two": {"required": ["x"]}}
    assert accepts(schema, {"kind": 1})
    assert not accepts(schema, {"kind": True})
    assert accepts(schema, {"kind": True, "x": 1})


def test_discriminator_of_a_parent_changes_nothing() -> None:
    """A discriminator beside neither `oneOf` nor `anyOf` is not used in validation (OAS 3.2, Discriminator Object)."""
    schema = {
        **CAT,
        "discriminator": {"propertyName": "kind", "mapping": {"Lion": "#/$defs/Lion"}},
        "$defs": {"Lion": DOG},
    }
    assert accepts(schema, {"kind": "Lion"})


@pytest.mark.parametrize("said", ["kind", {"mapping": {}}, {"propertyName": "kind"}, {"propertyName": 5}])
def test_broken_discriminators_change_nothing(said: Any) -> None:
    """A discriminator that says nothing leaves the choice as it is."""
    assert accepts({**pets(), "discriminator": said}, {"kind": "cow", "bark": 1}) is False
    assert accepts({**pets("anyOf"), "discriminator": said}, {"kind": "cow", "bark": 1}) is True


def test_inline_branches_are_not_pinned() -> None:
    """A branch that no name can mean is judged by its shape."""
    schema = {**pets(), "oneOf": [{"$ref": "#/$defs/Dog"}, {"required": ["wings"]}]}
    assert accepts(schema, {"kind": "bird", "wings": 2})


@pytest.mark.parametrize("name", sorted(BOUNDS))
def test_formats_bound_numbers(name: str) -> None:
    """The integer formats hold from their least to their greatest value."""
    low, high = BOUNDS[name]
    schema = {"type": "integer", "format": name}
    assert [accepts(schema, value) for value in (low - 1, low, high, high + 1)] == [False, True, True, False]


def test_narrower_bounds_stay() -> None:
    """A bound of the author's within the format's is kept, and a text's format bounds nothing."""
    assert not accepts({"type": "integer", "format": "int32", "maximum": 5}, 6)
    assert accepts({"type": "string", "format": "int32"}, "99999999999")


@pytest.mark.parametrize(
    ("value", "is_accepted"),
    [
        ({"name": None}, True),
        ({"name": None, "tags": None}, True),
        ({"name": "a", "owner": {"age": None}}, True),
        ({"name": "a", "other": None}, True),
        ({"name": 5}, False),
        ({"name": "a", "tags": [None]}, False),
        ({}, False),
        (None, False),
    ],
)
def test_merge_patch(value: Any, is_accepted: bool) -> None:
    """Any member may be null; items, the whole and what is required are as the schema says."""
    schema = {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"type": "string"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "owner": {"type": "object", "properties": {"age": {"type": "integer"}}},
        },
        "additionalProperties": {"type": "string"},
    }
    assert accepts(schema, value, nulls=True) is is_accepted


def test_data_is_left_alone() -> None:
    """What only looks like a schema, in an example, an enumeration or a property of that name, is not rewritten."""
    data = {"pattern": "[\\w-.]", "format": "int32"}
    schema = {"enum": [data], "const": data, "example": data, "properties": {"pattern": {"pattern": "[\\w-.]"}}}
    written = prepared(schema)
    assert isinstance(written, dict)
    assert (written["enum"], written["const"], written["example"]) == ([data], data, data)
    assert written["properties"]["pattern"] == {"pattern": "[\\w\\-.]"}


def test_the_schema_that_comes_in_is_not_touched() -> None:
    """Preparing makes a new tree."""
    schema = pets()
    before = deepcopy(schema)
    prepared(schema, nulls=True)
    assert schema == before


def test_boolean_schemas() -> None:
    """`true` and `false` are schemas, too."""
    assert [prepared(schema) for schema in (True, False)] == [True, False]
