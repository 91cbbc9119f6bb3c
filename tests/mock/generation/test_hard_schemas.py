"""Schemas that generators get wrong, each for its own reason; all of them can be satisfied. One hundred values are
valid.
"""

from __future__ import annotations

from random import Random
from typing import Any, Final

import jsonschema_rs
import pytest

from mockserver.mock.generation import compile_schema

PET: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["petType"],
    "properties": {"petType": {"type": "string"}, "name": {"type": "string"}},
    "discriminator": {"propertyName": "petType", "mapping": {"cat": "#/$defs/Cat", "dog": "#/$defs/Dog"}},
}
CAT: Final[dict[str, Any]] = {
    "allOf": [
        {"$ref": "#/$defs/Pet"},
        {"type": "object", "required": ["meows"], "properties": {"meows": {"type": "boolean"}}},
    ]
}
DOG: Final[dict[str, Any]] = {
    "allOf": [
        {"$ref": "#/$defs/Pet"},
        {"type": "object", "required": ["barks"], "properties": {"barks": {"type": "integer"}}},
    ]
}

HARD: Final[dict[str, Any]] = {
    "bounds meet in allOf": {
        "allOf": [{"type": "integer", "minimum": 10}, {"maximum": 12}, {"multipleOf": 3}, {"exclusiveMinimum": 9}]
    },
    "two multiples": {"type": "integer", "minimum": 1, "maximum": 100, "allOf": [{"multipleOf": 4}, {"multipleOf": 6}]},
    "cents": {"type": "number", "multipleOf": 0.01, "minimum": 19.5, "exclusiveMaximum": 20},
    "a multiple of a fraction above a bound": {"type": "number", "multipleOf": 0.3, "exclusiveMinimum": 0.6,
    "maximum": 1.3},
    "bounds a hair apart": {"type": "number", "exclusiveMinimum": 0.1, "exclusiveMaximum": 0.1001},
    "an integer beyond 64 bits": {"type": "integer", "minimum": 10**20, "maximum": 10**21},
    "pattern and length": {"type": "string", "pattern": "^[a-z]+(-[a-z]+)*$", "minLength": 17, "maxLength": 18},
    "two patterns": {"type": "string", "allOf": [{"pattern": "[0-9]"}, {"pattern": "^[a-z0-9]{5,8}$"},
    {"pattern": "x$"}]},
    "a password": {"type": "string",
    "pattern": r"^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[@$!%*?&])[A-Za-z\d@$!%*?&]{10,}$"},
    "format and length": {"type": "string", "format": "email", "minLength": 25, "maxLength": 60},
    "pattern in not": {"type": "string", "minLength": 3, "not": {"pattern": "^[a-m]"}},
    "unique items of few": {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 4},
    "uniqueItems": True, "minItems": 4},
    "unique objects": {
        "type": "array", "minItems": 3, "uniqueItems": True,
        "items": {"type": "object", "required": ["a"], "properties": {"a": {"enum": [1, 2, 3]}},
        "additionalProperties": False},
    },
    "contains within bounds": {
        "type": "array", "items": {"type": "integer"}, "minItems": 4, "maxItems": 5,
        "contains": {"minimum": 100}, "minContains": 2, "maxContains": 2,
    },
    "two contains at once": {
        "type": "array", "maxItems": 2, "items": {"type": "string"},
        "allOf": [{"contains": {"pattern": "^a"}}, {"contains": {"pattern": "z$"}}, {"contains": {"minLength": 5}}],
    },
    "a tuple and no more": {
        "type": "array", "prefixItems": [{"const": "x"}, {"type": "integer"}, {"type": "boolean"}],
        "items": False, "minItems": 3,
    },
    "contains in the front": {"type": "array", "prefixItems": [{}, {"type": "integer"}], "items": False,
    "contains": {"const": 7}},
    "unevaluated items": {
        "allOf": [{"prefixItems": [{"type": "string"}, {"type": "integer"}]}],
        "type": "array", "minItems": 2, "unevaluatedItems": False,
    },
    "properties of allOf, closed": {
        "allOf": [
            {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
            {"type": "object", "properties": {"b": {"type": "integer"}}, "required": ["b"]},
        ],
        "unevaluatedProperties": False,
    },
    "closed in one of two": {
        "allOf": [
            {"properties": {"a": {"type": "string"}, "c": {"type": "string"}}, "additionalProperties": False},
            {"properties": {"a": {"minLength": 4}, "b": {"type": "integer"}}},
        ],
        "type": "object", "required": ["a"],
    },
    "names by pattern": {
        "type": "object", "minProperties": 3, "additionalProperties": False,
        "patternProperties": {"^x-[a-z]{3}$": {"type": "integer"}},
    },
    "names of names": {
        "type": "object", "propertyNames": {"pattern": "^[A-Z]{2}$", "enum": ["AB", "CD", "ef", "GH"]},
        "minProperties": 3, "additionalProperties": {"type": "boolean"},
    },
    "few properties": {
        "type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}, "c": {"type": "string"}},
        "dependentRequired": {"a": ["b"]}, "maxProperties": 2, "required": ["c"],
    },
    "dependent schemas": {
        "type": "object", "properties": {"card": {"type": "string"}, "kind": {"enum": ["a", "b"]}},
        "dependentSchemas": {"card": {"required": ["address"], "properties": {"address": {"type": "string",
        "minLength": 8}}}},
    },
    "one of two that overlap": {
        "oneOf": [
            {"type": "object", "properties": {"bark": {"type": "boolean"}}},
            {"type": "object", "properties": {"meow": {"type": "boolean"}}},
        ]
    },
    "one of numbers": {"type": "integer", "minimum": 0, "maximum": 30, "oneOf": [{"multipleOf": 3}, {"multipleOf": 5}]},
    "one of three that nest": {
        "oneOf": [
            {"type": "object", "required": ["a"]},
            {"type": "object", "required": ["a", "b"]},
            {"type": "object", "required": ["c"]},
        ],
        "properties": {"a": {"type": "string"}, "b": {"type": "string"}, "c": {"type": "string"}},
    },
    "any of and all of": {
        "type": "object",
        "allOf": [
            {"anyOf": [{"required": ["email"]}, {"required": ["phone"]}]},
            {"oneOf": [{"required": ["person"]}, {"required": ["company"]}]},
        ],
        "properties": {name: {"type": "string"} for name in ("email", "phone", "person", "company")},
    },
    "not required": {
        "type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
        "not": {"required": ["a", "b"]}
    },
    "not a value": {"enum": ["a", "b", "c", 4], "not": {"enum": ["a", "c"]}, "type": "string"},
    "not any of": {"type": "integer", "minimum": 0, "maximum": 9, "not": {"anyOf": [{"minimum": 5}, {"const": 2},
    {"multipleOf": 3}]}},
    "neither object nor text": {"not": {"anyOf": [{"type": "object"}, {"type": "string"}, {"type": "array"}]}},
    "if then else": {
        "type": "object", "required": ["country", "code"],
        "properties": {"country": {"enum": ["US", "CA", "DE"]}, "code": {"type": "string"}},
        "if": {"properties": {"country": {"const": "US"}}},
        "then": {"properties": {"code": {"pattern": "^[0-9]{5}$"}}},
        "else": {"properties": {"code": {"pattern": "^[A-Z][0-9][A-Z]$"}}},
    },
    "ifs in a row": {
        "type": "object", "required": ["kind"], "properties": {"kind": {"enum": ["a", "b", "c"]}},
        "allOf": [
            {"if": {"properties": {"kind": {"const": "a"}}}, "then": {"required": ["first"],
            "properties": {"first": {"type": "integer"}}}},
            {"if": {"properties": {"kind": {"const": "b"}}}, "then": {"required": ["second"]},
            "else": {"not": {"required": ["second"]}}},
        ],
    },
    "a tree": {
        "$ref": "#/$defs/Tree",
        "$defs": {
            "Tree": {
                "type": "object", "required": ["value", "children"], "additionalProperties": False,
                "properties": {"value": {"type": "integer"}, "children": {"type": "array",
                "items": {"$ref": "#/$defs/Tree"}}},
            }
        },
    },
    "a list that ends in null": {
        "$ref": "#/$defs/Link",
        "$defs": {
            "Link": {
                "type": "object", "required": ["next"],
                "properties": {"next": {"anyOf": [{"$ref": "#/$defs/Link"}, {"type": "null"}]}},
            }
        },
    },
    "an expression": {
        "$ref": "#/$defs/Expression",
        "$defs": {
            "Expression": {"oneOf": [{"$ref": "#/$defs/Sum"}, {"$ref": "#/$defs/Product"}, {"type": "number"}]},
            "Sum": {
                "type": "object", "required": ["sum"], "additionalProperties": False,
                "properties": {"sum": {"type": "array", "minItems": 2, "items": {"$ref": "#/$defs/Expression"}}},
            },
            "Product": {
                "type": "object", "required": ["left", "right"], "additionalProperties": False,
                "properties": {"left": {"$ref": "#/$defs/Expression"}, "right": {"$ref": "#/$defs/Expression"}},
            },
        },
    },
    "required each other, with a way out": {
        "$ref": "#/$defs/A",
        "$defs": {
            "A": {"type": "object", "required": ["b"], "properties": {"b": {"$ref": "#/$defs/B"}}},
            "B": {"type": "object", "required": ["a"], "properties": {"a": {"oneOf": [{"$ref": "#/$defs/A"},
            {"const": "end"}]}}},
        },
    },
    "a discriminator with oneOf": {
        "oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}],
        "discriminator": {"propertyName": "petType", "mapping": {"cat": "#/$defs/Cat", "dog": "#/$defs/Dog"}},
        "$defs": {"Pet": PET, "Cat": CAT, "Dog": DOG},
    },
    "a discriminator by inheritance": {"type": "array", "items": {"$ref": "#/$defs/Pet"}, "minItems": 3,
    "$defs": {"Pet": PET, "Cat": CAT, "Dog": DOG}},
    "a reference with siblings": {
        "$ref": "#/$defs/Name", "minLength": 12, "$defs": {"Name": {"type": "string", "maxLength": 14,
        "description": "the name"}}
    },
    "nullable in a list of types": {
        "type": "object", "required": ["a", "b"],
        "properties": {"a": {"type": ["null", "string"], "minLength": 3}, "b": {"type": ["integer", "null"],
        "enum": [None, 3]}},
    },
    "const of an object": {"properties": {"a": {"const": {"b": [1, {"c": None}]}}}, "required": ["a"],
    "type": "object"},
    "enum that the rest narrows": {"enum": [1, "one", 2.5, None, {"a": 1}, [1]], "anyOf": [{"type": "array"},
    {"type": "number", "minimum": 2}]},
    "additional properties of a kind": {
        "type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"],
        "additionalProperties": {"type": "string", "maxLength": 3}, "minProperties": 4,
    },
    "boolean schemas": {"type": "object", "properties": {"no": False, "yes": True}, "required": ["yes"],
    "additionalProperties": False},
    "an odd alphabet": {"type": "string", "pattern": r"^[\u4e00-\u9fa5]{2,4}\p{Lu}\d$"},
    "a reference back": {"type": "string", "pattern": r"^(['\"])[a-z]{3,6}\1$"},
    "numbers in text": {"type": "string", "pattern": r"^((25[0-5]|2[0-4]\d|1?\d?\d)(\.(?!$)|$)){4}$"},
    "typed by its keywords": {"required": ["a"], "properties": {"a": {"minimum": 3, "maximum": 3},
    "b": {"minItems": 1, "items": {"maxLength": 2}}}},
}  # fmt: skip


@pytest.mark.parametrize("schema", HARD.values(), ids=HARD.keys())
def test_a_hundred_values_are_valid(schema: dict[str, Any]) -> None:
    """Each of one hundred seeds gives a value that the schema accepts, its formats included."""
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    generator = compile_schema(schema)
    invalid = [seed for seed in range(100) if not validator.is_valid(generator.value(Random(seed)))]
    assert invalid == []
