"""Choices: combined schemas, conditions and discriminators."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation import compile_schema

Values = Callable[..., list[Any]]
_A = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}
_B = {"type": "object", "required": ["b"], "properties": {"b": {"type": "integer"}}}

SCHEMAS: list[dict[str, Any]] = [
    {"allOf": [_A, _B]},
    {"allOf": [{"type": ["string", "integer"]}, {"type": ["integer", "null"]}]},
    {"allOf": [{"enum": [1, 2, 3]}, {"enum": [3.0, 2, 9]}, {"minimum": 3}]},
    {"allOf": [{"type": "number"}, {"type": "integer"}]},
    {"oneOf": [_A, _B]},
    {"oneOf": [{"type": "integer"}, {"type": "number"}]},
    {"oneOf": [{"type": "object"}, _A]},
    {
        "oneOf": [{"properties": {"a": {}}}, {"properties": {"a": {"type": "integer"}}}],
        "type": "object",
        "required": ["a"],
    },
    {"oneOf": [{"const": 1}, {"const": 2}, {"const": 1}]},
    {"oneOf": [{"type": "string"}, {"type": "string", "maxLength": 3}]},
    {"oneOf": [{"type": "string", "pattern": "^a"}, {"type": "string", "pattern": "z$"}]},
    {"oneOf": [{"required": ["a"]}, {"required": ["b"]}], "type": "object", "properties": {"a": {}, "b": {}}},
    {"oneOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}, {"type": "integer"}]},
    {"anyOf": [_A, _B]},
    {"anyOf": [{"minimum": 5}, {"maximum": 3}], "type": "integer", "minimum": 1, "maximum": 9},
    {"anyOf": [False, {"type": "string"}]},
    {"anyOf": [{"allOf": [{"oneOf": [_A, _B]}, {"maxProperties": 1}]}]},
    {"allOf": [{"anyOf": [{"minLength": n}, {"maxLength": n}]} for n in range(12)], "type": "string"},
    {"allOf": [{"oneOf": [{"required": [f"{n}a"]}, {"required": [f"{n}b"]}]} for n in range(6)], "type": "object"},
    {"not": {"type": "object"}},
    {"not": {"type": ["string", "number"]}},
    {"not": {"type": "integer"}, "type": "number"},
    {"not": {"not": {"type": "string"}}},
    {"not": {"const": 1}, "enum": [1, 2]},
    {"not": {"const": True}, "type": "boolean"},
    {"not": {"enum": ["", "a"]}, "type": "string", "maxLength": 1},
    {"not": {"const": {}}, "type": "object"},
    {"not": {"allOf": [{"minimum": 3}, {"maximum": 5}]}, "type": "integer", "minimum": 2, "maximum": 6},
    {"not": {"oneOf": [{"minimum": 3}, {"maximum": 5}]}, "type": "integer"},
    {"not": {"multipleOf": 1}, "type": "number"},
    {"not": {"multipleOf": 3}, "type": "integer"},
    {"not": {"multipleOf": 3}, "type": ["string", "integer"]},
    {"not": {"if": {"required": ["a"]}, "then": {"required": ["b"]}}, "type": "object"},
    {"not": _A},
    {"allOf": [{"not": {"const": n}} for n in range(30)], "type": "integer", "minimum": 0, "maximum": 30},
    {"if": _A, "then": _B, "else": {"required": ["c"]}, "type": "object"},
    {"if": {"type": "string"}, "then": {"const": "x"}, "else": {"type": "integer"}},
    {"if": True, "then": {"type": "integer"}},
    {"if": False, "then": False, "else": {"type": "integer"}},
    {"if": {"const": 1}, "else": {"const": 2}},
    {
        "type": "object",
        "required": ["k"],
        "properties": {"k": {"enum": list(range(40))}},
        "allOf": [
            {
                "if": {"properties": {"k": {"const": n}}},
                "then": {"required": [f"r{n}"]},
                "else": {"not": {"required": [f"r{n}"]}},
            }
            for n in range(40)
        ],
    },
    {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
        "allOf": [
            {"if": {"required": ["a"]}, "then": {"properties": {"b": {"minimum": 50}}}},
            {"if": {"required": ["b"]}, "then": {"properties": {"a": {"maximum": 10}}}},
        ],
    },
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: str(schema)[:100])
def test_combined_schemas(schema: dict[str, Any], valid_values: Values) -> None:
    """Each value obeys all of `allOf`, one of `oneOf`, some of `anyOf`, no `not`, and the right side of an `if`."""
    assert len(valid_values(schema)) == 20


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        (False, "nothing is allowed here"),
        ({"not": {}}, "nothing is allowed here"),
        ({"allOf": [{"type": "string"}, {"type": "integer"}]}, "type integer is asked for, and another type too"),
        ({"allOf": [{"enum": [1]}, {"const": 2}]}, "no value is in all the lists"),
        ({"type": "string", "enum": ["a"], "minLength": 2}, "no value of `enum` or `const` obeys the rest"),
        ({"oneOf": [{"type": "string"}, {"type": "string"}]}, "one branch of `oneOf` obeys another branch too"),
        ({"oneOf": [{}, {"type": "string"}], "type": "string"}, "one branch of `oneOf` obeys another branch too"),
        ({"type": "string", "not": {"type": "string"}}, "ruled out by `not`"),
        ({"anyOf": [False, False]}, "nothing is allowed here"),
    ],
    ids=str,
)
def test_contradictions_are_told(schema: Any, reason: str) -> None:
    """A schema that nothing obeys is found out, and the reason says what stands against what."""
    with pytest.raises(Unsatisfiable) as raised:
        compile_schema(schema).value(Random(0))
    assert reason in raised.value.reason


def test_the_pointer_leads_to_the_contradiction() -> None:
    """An error says where in the schema it is, as a JSON Pointer."""
    schema = {
        "type": "object",
        "required": ["a/b"],
        "properties": {"a/b": {"type": "integer", "minimum": 3, "maximum": 1}},
    }
    with pytest.raises(Unsatisfiable) as raised:
        compile_schema(schema).value(Random(0))
    assert raised.value.pointer == "/properties/a~1b"


def test_null_comes_last(valid_values: Values) -> None:
    """What may be null is not, as long as there is something else to be."""
    schema = {
        "type": "object",
        "properties": {
            "a": {"type": ["null", "string"]},
            "b": {"anyOf": [{"type": "null"}, {"type": "integer"}]},
            "c": {"oneOf": [{"type": "null"}, {"type": "integer"}]},
            "d": {"enum": [None, "x"]},
        },
    }
    assert [value for value in valid_values(schema) if None in value.values()] == []


def test_branches_are_all_made(valid_values: Values) -> None:
    """Any branch of `oneOf` may be made; of `anyOf` it is the first that can be."""
    branches = [{"const": 1}, {"const": 2}, {"const": 3}]
    assert set(valid_values({"oneOf": branches})) == {1, 2, 3}
    assert set(valid_values({"anyOf": branches})) == {1}


# --- discriminators ---------------------------------------------------------------------------------------------------

_PET = {
    "type": "object",
    "required": ["kind"],
    "properties": {"kind": {"type": "string"}, "name": {"type": "string"}},
    "discriminator": {"propertyName": "kind", "mapping": {"c": "#/$defs/Cat", "d": "#/$defs/Dog"}},
}
_DEFS = {
    "Pet": _PET,
    "Cat": {"allOf": [{"$ref": "#/$defs/Pet"}, {"required": ["meow"], "properties": {"meow": {"type": "boolean"}}}]},
    "Dog": {"allOf": [{"$ref": "#/$defs/Pet"}, {"required": ["bark"], "properties": {"bark": {"type": "boolean"}}}]},
    "Lion": {"allOf": [{"$ref": "#/$defs/Cat"}, {"properties": {"roar": {"type": "boolean"}}}]},
}
_NAMES = {"c": "meow", "d": "bark"}


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/$defs/Pet"},
        {"oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}], "discriminator": _PET["discriminator"]},
        {"anyOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}], "discriminator": _PET["discriminator"]},
        {"oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}]},
        {"$ref": "#/$defs/Lion"},
        {"allOf": [{"$ref": "#/$defs/Dog"}], "description": "a dog"},
    ],
    ids=lambda schema: str(schema)[:60],
)
def test_the_discriminator_names_the_branch(schema: dict[str, Any], valid_values: Values) -> None:
    """The property holds the mapped name of the schema that was made, which has that schema's properties."""
    made = valid_values({**schema, "$defs": _DEFS})
    assert [value for value in made if _NAMES[value["kind"]] not in value] == []


def test_a_parent_gives_any_child(valid_values: Values) -> None:
    """Who asks for a pet gets cats and dogs."""
    assert {value["kind"] for value in valid_values({"$ref": "#/$defs/Pet", "$defs": _DEFS})} == {"c", "d"}


def test_the_name_of_the_whole_counts() -> None:
    """A schema that was a component, and is now the whole, is known by its name."""
    schema = {"allOf": [{"$ref": "#/$defs/Pet"}], "$defs": _DEFS}
    assert {compile_schema(schema, name="Dog").value(Random(seed))["kind"] for seed in range(9)} == {"d"}


def test_a_mapping_that_the_branches_contradict_gives_way(valid_values: Values) -> None:
    """Where the branch itself says how it is called, the mapping is not insisted on."""
    branch = {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "Cat"}}}
    schema = {
        "oneOf": [{"$ref": "#/$defs/Cat"}],
        "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/$defs/Cat"}},
        "$defs": {"Cat": branch},
    }
    assert {value["kind"] for value in valid_values(schema)} == {"Cat"}
