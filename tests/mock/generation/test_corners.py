"""Schemas at the edge of what can be obeyed: of each a value is made that obeys it, or it is said why not."""

from __future__ import annotations

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
