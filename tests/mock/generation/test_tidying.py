"""Sloppy schemas: what real documents write, read as it was meant."""

from __future__ import annotations

# ruff: noqa: SIM905 -- a list of keywords is read as text
import json
from random import Random
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation import compile_schema
from mockserver.mock.generation.tidying import coerced, tidied

MEANT: list[tuple[Any, dict[str, Any]]] = [
    (True, {}),
    (False, {"not": {}}),
    ("nonsense", {}),
    ({"type": "any"}, {}),
    ({"type": "file"}, {"type": "string"}),
    ({"type": "int"}, {"type": "integer"}),
    ({"type": "Float"}, {"type": "number"}),
    ({"type": ["string", "nonsense"]}, {}),
    ({"type": ["string"]}, {"type": "string"}),
    ({"type": None}, {}),
    ({"required": True}, {}),
    ({"required": ["a", "a", 1]}, {"required": ["a"]}),
    ({"enum": []}, {}),
    ({"enum": "a"}, {}),
    ({"type": "string", "enum": [1, 2]}, {"type": "string", "enum": ["1", "2"]}),
    ({"type": "integer", "enum": ["1", "2"]}, {"type": "integer", "enum": [1, 2]}),
    ({"type": "boolean", "enum": ["true"]}, {"type": "boolean", "enum": [True]}),
    ({"minLength": "5"}, {"minLength": 5}),
    ({"minLength": 5.0}, {"minLength": 5}),
    ({"minLength": -1}, {}),
    ({"minLength": 1.5}, {}),
    ({"minimum": "5.5"}, {"minimum": 5.5}),
    ({"minimum": None}, {}),
    ({"minimum": True}, {}),
    ({"maximum": float("inf")}, {}),
    ({"multipleOf": 0}, {}),
    ({"minimum": 5, "exclusiveMinimum": True}, {"exclusiveMinimum": 5}),
    ({"minimum": 5, "exclusiveMinimum": False}, {"minimum": 5}),
    ({"exclusiveMaximum": True}, {}),
    ({"pattern": "[a-"}, {}),
    ({"pattern": 7}, {}),
    ({"pattern": "/^ab$/"}, {"pattern": "^[a][b]$"}),
    ({"patternProperties": {"(": {}, "^a$": {"type": "int"}}}, {"patternProperties": {"^[a]$": {"type": "integer"}}}),
    ({"format": 7, "title": ["x"]}, {}),
    ({"properties": ["a"]}, {}),
    ({"properties": {"a": None, "b": {"type": "int"}}}, {"properties": {"a": {}, "b": {"type": "integer"}}}),
    ({"items": [{"type": "string"}], "additionalItems": False}, {"prefixItems": [{"type": "string"}],
    "items": {"not": {}}}),
    ({"items": [{"type": "string"}]}, {"prefixItems": [{"type": "string"}]}),
    ({"items": "string"}, {}),
    ({"allOf": {"type": "string"}}, {"allOf": [{"type": "string"}]}),
    ({"oneOf": []}, {}),
    ({"anyOf": [None, {"type": "string"}]}, {"anyOf": [{"type": "string"}]}),
    ({"additionalProperties": "yes"}, {}),
    ({"dependencies": {"a": ["b"], "c": {"type": "object"}}}, {"dependentRequired": {"a": ["b"]},
    "dependentSchemas": {"c": {"type": "object"}}}),
    ({"type": "string", "nullable": True, "enum": ["a"]}, {"type": ["string", "null"], "enum": ["a", None]}),
    ({"nullable": True}, {}),
    ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
    ({"type": ["string", "null"], "x-nullable": True}, {"type": ["string", "null"]}),
    ({"nullable": True, "enum": ["a", None]}, {"enum": ["a", None]}),
    ({"dependentRequired": ["a"]}, {}),
    ({"dependentRequired": {"a": ["b", 1], "c": "d"}}, {"dependentRequired": {"a": ["b"]}}),
    ({"type": "array", "enum": [[1], "a"]}, {"type": "array", "enum": [[1], "a"]}),
    ({"uniqueItems": "true"}, {}),
    ({"$id": "https://example.com/", "$schema": "x", "x-foo": 1}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "meant"), MEANT, ids=lambda each: str(each)[:60])
def test_what_is_meant_is_kept(schema: Any, meant: dict[str, Any]) -> None:
    """What has a meaning is repaired, the rest is left out."""
    assert tidied(schema) == meant


@pytest.mark.parametrize(("schema", "meant"), MEANT, ids=lambda each: str(each)[:60])
def test_sloppy_schemas_give_values(schema: Any, meant: dict[str, Any]) -> None:
    """A sloppy schema gives a value that is valid as it was meant."""
    if schema is False:
        return
    value = compile_schema(schema).value(Random(0))
    assert jsonschema_rs.is_valid(meant, value)


@pytest.mark.parametrize(
    ("value", "type_", "expected"),
    [
        ("10", "integer", 10),
        ("10.0", "integer", 10),
        ("1.5", "integer", "1.5" and 1.5),
        ("1.5", "number", 1.5),
        ("x", "integer", "x"),
        ("TRUE", "boolean", True),
        (7, "string", "7"),
        (True, "string", "true"),
        (None, "string", None),
        ({"a": 1}, "string", {"a": 1}),
        (True, "integer", True),
    ],
)
def test_values_are_read_as_a_type(value: Any, type_: str, expected: Any) -> None:
    """An example in another form is what it says; what cannot be read so stays."""
    assert coerced(value, type_) == expected


def test_a_property_that_leads_to_itself_is_sent() -> None:
    """References in a ring say nothing of the direction, or of anything."""
    ring = {"A": {"$ref": "#/$defs/B"}, "B": {"$ref": "#/$defs/A"}}
    schema = {"type": "object", "properties": {"x": {"$ref": "#/$defs/A"}}, "$defs": ring}
    assert list(compile_schema(schema, direction="request").value(Random(0))) == ["x"]


_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 99) | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
_KEYWORDS = st.sampled_from(
    "type enum const minimum maximum exclusiveMinimum multipleOf minLength maxLength pattern format items prefixItems"
    " minItems maxItems uniqueItems contains minContains properties required additionalProperties patternProperties"
    " propertyNames minProperties maxProperties dependentRequired dependentSchemas dependencies allOf anyOf oneOf not"
    " if"
    " then else $ref $dynamicRef discriminator nullable example examples default readOnly unevaluatedProperties"
    " unevaluatedItems contentEncoding contentSchema x-faker description title".split()
)


@settings(max_examples=300)
@given(
    st.recursive(
        _JUNK,
        lambda inner: st.dictionaries(_KEYWORDS, inner | _JUNK | st.sampled_from(["string", "integer"]), max_size=4),
        max_leaves=12,
    )
)
def test_no_schema_crashes(schema: Any) -> None:
    """Whatever stands in place of a schema, there is a value or the reason why there is none."""
    try:
        outcome = json.dumps(compile_schema(schema).value(Random(0), {"id": 1}))
    except Unsatisfiable as error:
        outcome = error.reason
    assert outcome
