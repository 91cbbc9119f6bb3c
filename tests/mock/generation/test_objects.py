"""Objects: which properties, and what one tells another."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation import compile_schema

Values = Callable[..., list[Any]]
ABC = {name: {"type": "string"} for name in "abc"}

SCHEMAS: list[dict[str, Any]] = [
    {"properties": ABC},
    {"required": ["a", "b"]},
    {"properties": ABC, "required": ["d"], "additionalProperties": {"type": "integer"}},
    {"properties": ABC, "additionalProperties": False},
    {"additionalProperties": {"type": "boolean"}},
    {"additionalProperties": {"type": "boolean"}, "minProperties": 5, "maxProperties": 5},
    {"minProperties": 60},
    {"maxProperties": 0, "properties": ABC},
    {"maxProperties": 1, "properties": ABC},
    {"maxProperties": 2, "properties": ABC, "required": ["c"]},
    {"patternProperties": {"^x-": {"type": "integer"}}, "minProperties": 2, "additionalProperties": False},
    {"patternProperties": {"^a": {"minLength": 5}}, "properties": ABC},
    {"patternProperties": {"^[a-c]$": False}, "properties": ABC},
    {"propertyNames": {"maxLength": 2}, "minProperties": 3},
    {"propertyNames": {"enum": ["a", "z"]}, "properties": ABC, "minProperties": 2},
    {"propertyNames": {"format": "date"}, "minProperties": 2},
    {"propertyNames": {"pattern": "^[A-Z]+$"}, "additionalProperties": {"type": "integer"}},
    {"properties": ABC, "dependentRequired": {"a": ["z"]}},
    {"properties": ABC, "dependentRequired": {"a": ["z"]}, "additionalProperties": False},
    {"properties": ABC, "dependentRequired": {"a": ["b"], "b": ["c"]}, "maxProperties": 2},
    {"properties": ABC, "dependentSchemas": {"a": {"required": ["z"]}}},
    {"properties": ABC, "required": ["a"], "dependentSchemas": {"a": {"properties": {"b": {"const": "x"}}}}},
    {"properties": ABC, "dependentSchemas": {"a": False}},
    {"properties": ABC, "unevaluatedProperties": False},
    {"allOf": [{"properties": ABC}], "unevaluatedProperties": False},
    {"anyOf": [{"properties": ABC, "required": ["a"]}], "unevaluatedProperties": False},
    {"allOf": [{"properties": ABC}], "unevaluatedProperties": {"type": "integer"}, "minProperties": 5},
    {"allOf": [{"properties": ABC, "additionalProperties": False}, {"properties": {"z": {}}}]},
    {"properties": {"a": False, "b": True}},
    {"propertyNames": {"type": "integer"}},
    {"not": {"const": {}}},
    {"not": {"required": ["a"]}, "properties": ABC},
    {"not": {"properties": {"a": {"type": "string"}}}, "properties": {"b": {}}},
    {"not": {"additionalProperties": False, "properties": ABC}},
    {"not": {"propertyNames": {"pattern": "^[a-z]+$"}}},
    {"not": {"patternProperties": {"^x": {"type": "string"}}}},
    {"not": {"dependentRequired": {"a": ["b"]}}},
    {"not": {"minProperties": 2}, "properties": ABC},
    {"properties": {"__proto__": {"type": "string"}, "a/b": {"type": "string"}, "%41": {"type": "integer"}, "é ~": {}}},
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_keywords_of_objects(schema: dict[str, Any], valid_values: Values) -> None:
    """Each keyword, and those that get in each other's way, are obeyed."""
    assert all(isinstance(value, dict) for value in valid_values({"type": "object", **schema}))


def test_all_properties_are_there_in_the_document_s_order(valid_values: Values) -> None:
    """Optional properties are made too, and stand as in the document."""
    schema = {"type": "object", "properties": {"z": {}, "name": {}, "a": {"type": "object", "properties": {"q": {}}}}}
    assert {tuple(value) for value in valid_values(schema)} == {("z", "name", "a")}


def test_fill_required_leaves_out_the_rest(valid_values: Values) -> None:
    """With `fill`, an object has what is required, and what `minProperties` asks for."""
    schema = {"type": "object", "properties": ABC, "required": ["b"], "minProperties": 2}
    assert {tuple(value) for value in valid_values(schema, fill="required")} == {("a", "b")}


def test_a_map_has_some_entries(valid_values: Values) -> None:
    """An object of unnamed properties has one to three of them; one of which nothing is known is left empty."""
    made = valid_values({"type": "object", "additionalProperties": {"type": "integer"}})
    assert {len(value) for value in made} == {1, 2, 3}
    assert valid_values({"type": "object"}) == [{}] * 20


@pytest.mark.parametrize(
    ("direction", "names"), [("response", ["a", "r"]), ("request", ["a", "w"]), (None, ["a", "r", "w"])]
)
def test_a_direction_hides_what_is_not_sent_in_it(direction: Any, names: list[str]) -> None:
    """`writeOnly` is not in responses, `readOnly` not in requests, not even where it is required."""
    schema = {
        "type": "object",
        "required": ["w", "r"],
        "properties": {"a": {}, "r": {"$ref": "#/$defs/Read"}, "w": {"type": "string", "writeOnly": True}},
        "$defs": {"Read": {"type": "string", "readOnly": True}},
    }
    assert list(compile_schema(schema, direction=direction).value(Random(0))) == names


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"required": ["a"], "properties": {"a": False}}, "'a' is required, and nothing is allowed in it"),
        ({"required": ["a"], "additionalProperties": False}, "'a' is required, and nothing is allowed in it"),
        ({"required": ["a"], "propertyNames": {"minLength": 2}}, "'a' is required, and no property may be called so"),
        ({"required": ["a", "b"], "maxProperties": 1}, "2 properties are required, and 1 allowed"),
        ({"minProperties": 2, "additionalProperties": False}, "2 properties are asked for"),
        ({"minProperties": 10**9}, "too large to generate"),
    ],
)
def test_objects_that_cannot_be(schema: dict[str, Any], reason: str) -> None:
    """What contradicts itself is told with the name of the property."""
    with pytest.raises(Unsatisfiable) as raised:
        compile_schema({"type": "object", **schema}).value(Random(0))
    assert reason in raised.value.reason


@pytest.mark.parametrize(("null", "is_sent"), [({"type": "null"}, True), ({"enum": [None]}, False)])
def test_a_doubtful_null_does_not_end_a_recursion(valid_values: Values, null: dict[str, Any], is_sent: bool) -> None:
    """Where nesting ends, null is sent for what may be null; but not for a `nullable` without a type, which is an enum."""
    properties = {"id": {"type": "integer"}, "parent": {"anyOf": [{"$ref": "#/$defs/Node"}, null]}}
    node = {"type": "object", "required": ["id"], "properties": properties}
    made = str(valid_values({"$ref": "#/$defs/Node", "$defs": {"Node": node}}))
    assert ("None" in made, "parent" in made) == (is_sent, True)


def test_a_property_that_cannot_be_made_is_left_out() -> None:
    """What is optional and turns out to be impossible is not there, nor is what needs it."""
    impossible = {"oneOf": [{"const": 1}, {"const": 1}]}
    schema = {"type": "object", "properties": {"a": impossible, "b": {}, "c": {}}, "dependentRequired": {"b": ["a"]}}
    assert list(compile_schema(schema).value(Random(0))) == ["c"]


@pytest.mark.parametrize("more", [{"required": ["b"]}, {"minProperties": 2, "additionalProperties": False}])
def test_what_is_needed_cannot_be_left_out(more: dict[str, Any]) -> None:
    """Where too little is left, there is no value, and the reason is the property's own."""
    impossible = {"oneOf": [{"const": 1}, {"const": 1}]}
    schema = {"type": "object", "properties": {"a": impossible, "b": {}}, "dependentRequired": {"b": ["a"]}, **more}
    with pytest.raises(Unsatisfiable):
        compile_schema(schema).value(Random(0))
