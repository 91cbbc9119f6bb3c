"""Schemas at the edge of what can be obeyed: of each a value is made that obeys it, or it is said why not."""

from __future__ import annotations

from base64 import b64decode
from random import Random
from typing import Any, Final

import jsonschema_rs
import pytest

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation import compile_schema

TYPES: Final = ["string", "object", "array", "integer", "number", "boolean", "null"]

OBEYED: Final[dict[str, Any]] = {
    "two contains that contradict": {"type": "array", "contains": {"const": 1}, "allOf": [{"contains": {"const": 2}}]},
    "contains in the front, in another order": {
        "type": "array",
        "prefixItems": [{"const": 1}, {"const": 2}],
        "items": False,
        "allOf": [{"contains": {"const": 2}}, {"contains": {"const": 1}}],
    },
    "at most one that is contained": {
        "type": "array",
        "minItems": 3,
        "items": {"enum": [1, 2]},
        "contains": {"const": 1},
        "maxContains": 1,
    },
    "names that ask for each other": {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {}, "b": {}},
        "dependentRequired": {"a": ["b"], "b": ["a"]},
    },
    "a broken number within small bounds": {"type": "number", "not": {"type": "integer"}, "minimum": 0, "maximum": 1},
    "counts": {"type": "object", "properties": {"visitor_total": {"type": "integer"}, "gadget_quantity": {"type": "integer"}}},
    "no names at all": {"not": {"propertyNames": {"pattern": "^a"}}},
    "not what every object obeys": {"not": {"additionalProperties": {}, "type": "object"}},
    "not a pattern of names": {"type": "object", "not": {"patternProperties": {"^a$": {"type": "string"}}}},
    "not a pattern that nothing matches": {"not": {"patternProperties": {"a^b": {"type": "string"}}, "minProperties": 1}},
    "not a list of different items": {"type": "array", "not": {"uniqueItems": True}},
    "not items that may repeat": {"not": {"uniqueItems": False, "type": "array"}},
    "not a reference": {"not": {"$ref": "#/$defs/A"}, "$defs": {"A": {"type": "string"}}},
    "not integers, by number": {"not": {"type": TYPES[:-1]}},
    "not many types, and more": {"not": {"type": TYPES, "maxProperties": 0}},
    "not patterns of names of which one says nothing": {
        "not": {"patternProperties": {"^a$": {}, "^b$": {"type": "string"}}}
    },
    "not what depends on properties of which one asks for nothing": {
        "not": {"dependentSchemas": {"a": {}, "b": {"required": ["c"]}}}
    },
    "not a reference with a title": {"not": {"$ref": "#/$defs/A", "title": "A"}, "$defs": {"A": {"type": "string"}}},
    "not items of any kind": {"type": "array", "not": {"items": {}, "minItems": 1}},
    "not a condition without then": {
        "not": {"if": {"type": "string"}, "else": {"type": "integer"}},
    },
    "a part of a union that its discriminator does not name": {
        "oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}],
        "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/$defs/Cat"}},
        "$defs": {
            name: {"type": "object", "required": ["kind", name], "properties": {"kind": {"type": "string"}}}
            for name in ("Cat", "Dog")
        },
    },
    "two ways to one schema": {
        "allOf": [{"$ref": "#/$defs/B"}, {"$ref": "#/$defs/C"}],
        "unevaluatedProperties": False,
        "$defs": {
            "A": {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}},
            "B": {"allOf": [{"$ref": "#/$defs/A"}], "properties": {"b": {"type": "string"}}},
            "C": {"allOf": [{"$ref": "#/$defs/A"}], "properties": {"c": {"type": "string"}}},
        },
    },
    "a condition that tells what is evaluated": {
        "type": "object",
        "required": ["kind"],
        "if": {"properties": {"kind": {"const": "a"}}},
        "then": {"properties": {"x": {"type": "string"}}},
        "unevaluatedProperties": False,
    },
    "a page in a text": {"type": "string", "contentMediaType": "text/html"},
    "an age that is no integer": {
        "type": "object",
        "required": ["age"],
        "properties": {"age": {"type": "number", "not": {"type": "integer"}}},
    },
    "a date that a pattern keeps from being usual": {
        "type": "string",
        "format": "date",
        "pattern": "^100[0-9]-1[0-9]-[0-3][0-9]$",
    },
    "an example without digits": {
        "type": "array",
        "minItems": 3,
        "items": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "example": "12-34"}}},
    },
    "an example that is no integer": {
        "type": "array",
        "minItems": 3,
        "items": {"type": "object", "required": ["id"], "properties": {"id": {"type": "number", "example": 1.5}}},
    },
}  # fmt: skip

REFUSED: Final[dict[str, tuple[Any, str]]] = {
    "too many items": ({"type": "array", "minItems": 10**6, "items": {"type": "string"}}, "too large"),
    "items that cannot differ": ({"type": "array", "minItems": 3, "uniqueItems": True, "items": {"type": "boolean"}}, ""),
    "nothing in a property that a required one asks for": (
        {"type": "object", "required": ["a"], "dependentRequired": {"a": ["b"]}, "properties": {"b": False}},
        "the property 'b' is required, and nothing is allowed in it",
    ),
    "a required property that cannot be made": (
        {
            "type": "object",
            "required": ["a"],
            "properties": {"a": {"type": "array", "minItems": 3, "uniqueItems": True, "items": {"type": "boolean"}}},
        },
        "3 items that differ are asked for, and there are 2 values",
    ),
    "the second of two required properties": (
        {
            "type": "object",
            "required": ["a", "b"],
            "properties": {"a": {"type": "string"}, "b": {"type": "string", "allOf": [{"type": "integer"}]}},
        },
        "type integer is asked for, and another type too",
    ),
    "what is not obeyed evaluates nothing": (
        {
            "type": "object",
            "not": {"not": {"required": ["a"], "properties": {"a": {"type": "string"}}}},
            "unevaluatedProperties": False,
        },
        "no valid value was found: the value: Unevaluated properties are not allowed ('a' was unexpected)",
    ),
    "a map of maps with too few names": (
        {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {"type": "object", "minProperties": 9_000, "propertyNames": {"enum": ["a", "b"]}},
        },
        "no value was found in bounded work",
    ),
    "each flag is refused": ({"type": "boolean", "not": {"enum": [True, False]}}, "every value found is one that `not`"),
    "a multiple that is an integer, and must not be": (
        {"type": "number", "multipleOf": 0.5, "minimum": 1, "maximum": 1, "not": {"type": "integer"}},
        "no multiple of 0.5 that JSON can carry is within the bounds",
    ),
    "choices that contradict what stands beside them": (
        {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "anyOf": [{"required": ["a"], "properties": {"a": {"type": "integer"}}}],
            "oneOf": [{"required": ["a"]}],
        },
        "type integer is asked for, and another type too",
    ),
    "more branches than can be told apart": (
        {"anyOf": [{"const": at} for at in range(5_001)]},
        "the schema has too many combinations to try them",
    ),
    "multiples too large": ({"allOf": [{"multipleOf": 3**2000}, {"multipleOf": 7**1000}]}, "too large to generate"),
    "nothing in a required property": ({"type": "object", "required": ["a"], "properties": {"a": False}}, "'a'"),
    "every type is refused": ({"not": {"type": TYPES}}, ""),
    "names that may be any": ({"type": "object", "not": {"propertyNames": {"minLength": 0}}}, ""),
    "a value that is excluded": ({"const": 1, "not": {"const": 1}}, ""),
    "all branches overlap": ({"oneOf": [{"type": "integer"}, {"type": "number"}], "type": "integer"}, "oneOf"),
}  # fmt: skip


@pytest.mark.parametrize("name", OBEYED)
def test_a_value_obeys(name: str) -> None:
    """Twenty values of each are valid."""
    validator = jsonschema_rs.Draft202012Validator(OBEYED[name])
    values = [compile_schema(OBEYED[name]).value(Random(seed)) for seed in range(20)]
    assert [value for value in values if not validator.is_valid(value)] == []


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_said_why_there_is_none(name: str) -> None:
    """In bounded work, each time alike, and with what stands in the way."""
    schema, words = REFUSED[name]
    generator = compile_schema(schema)
    told = []
    for _ in range(2):
        with pytest.raises(Unsatisfiable) as fault:
            generator.value(Random(1))
        told.append(fault.value.reason)
    assert told[0] == told[1]
    assert words in told[0]


def test_words_are_encoded() -> None:
    """Of an encoding without a media type all that is known is that it is text."""
    value = compile_schema({"type": "string", "contentEncoding": "base64"}).value(Random(0))
    assert " " in b64decode(value, validate=True).decode("ascii")


def test_a_value_that_is_given_has_its_place() -> None:
    """Also within an envelope, if the property that it would have may hold it."""
    schema = {
        "type": "object",
        "required": ["data", "items"],
        "properties": {
            "data": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}},
            "items": {"type": "array", "items": False},
        },
    }
    assert compile_schema(schema).value(Random(1), {"id": "5"})["data"]["id"] == 5
