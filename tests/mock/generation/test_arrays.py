"""Arrays: how many items, and which."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation import compile_schema

Values = Callable[..., list[Any]]

SCHEMAS: list[dict[str, Any]] = [
    {"items": {"type": "string"}},
    {"minItems": 5},
    {"maxItems": 0},
    {"minItems": 2, "maxItems": 2, "items": {"type": "integer"}},
    {"items": False},
    {"prefixItems": [{"type": "string"}, {"type": "integer"}]},
    {"prefixItems": [{"type": "string"}], "items": {"type": "boolean"}, "minItems": 4},
    {"prefixItems": [{"const": 1}, {"const": 2}, {"const": 3}], "items": False, "minItems": 3},
    {"prefixItems": [{"const": 1}, False], "maxItems": 5},
    {"uniqueItems": True, "items": {"enum": ["a", "b", "c"]}, "minItems": 3},
    {"uniqueItems": True, "items": {"type": "boolean"}, "minItems": 2},
    {"uniqueItems": True, "items": {"type": ["boolean", "null"]}, "minItems": 3},
    {"uniqueItems": True, "items": {"type": "integer", "minimum": 1, "maximum": 30}, "minItems": 30},
    {"uniqueItems": True, "items": {"type": "string"}, "minItems": 200},
    {"uniqueItems": True, "items": {"type": "integer", "minimum": 1, "maximum": 5_000}, "minItems": 5_000},
    {"uniqueItems": True, "items": {"type": "integer", "minimum": 1, "maximum": 9, "not": {"const": 4}}, "minItems": 8},
    {"uniqueItems": True, "items": {"oneOf": [{"enum": [1, 2]}, {"type": "boolean"}, {"type": "null"}]}, "minItems": 5},
    {"uniqueItems": True, "prefixItems": [{"enum": [1, 2]}], "items": {"enum": [1, 2]}, "minItems": 2},
    {"uniqueItems": True, "items": {"enum": ["a", "b", "c", "d", "e", "f"]}, "contains": {"const": "f"}, "minItems": 6},
    {"uniqueItems": True, "items": {"type": "string", "pattern": "^[ab]{2}$"}, "minItems": 4},
    {"uniqueItems": True, "items": {"anyOf": [{"const": 1}, {"const": 2}, {"type": "string"}]}, "minItems": 5},
    {"contains": {"const": 7}},
    {"contains": {"const": 7}, "items": {"type": "integer"}, "minItems": 3},
    {"contains": {"minimum": 90}, "minContains": 3, "maxContains": 3, "items": {"type": "integer"}, "minItems": 6},
    {"contains": {"type": "string"}, "minContains": 0},
    {"contains": {"type": "string"}, "maxContains": 1, "minItems": 3},
    {"allOf": [{"contains": {"const": 1}}, {"contains": {"const": 2}}], "maxItems": 2},
    {
        "allOf": [{"contains": {"minimum": 1}}, {"contains": {"maximum": 3}}],
        "maxItems": 1,
        "items": {"type": "integer"},
    },
    {"prefixItems": [{}, {"type": "integer"}], "items": False, "contains": {"const": 7}},
    {"prefixItems": [{"type": "string"}], "unevaluatedItems": False},
    {"allOf": [{"prefixItems": [{"type": "string"}]}], "unevaluatedItems": {"type": "integer"}, "minItems": 3},
    {"items": {"type": "array", "items": {"type": "array", "minItems": 1}}},
    {
        "allOf": [
            {"contains": {"type": "string"}, "minContains": 2},
            {"contains": {"type": "integer"}},
            {"contains": {"minLength": 3, "type": "string"}},
        ],
        "maxItems": 3,
    },
    {
        "contains": {"maximum": 5},
        "minContains": 0,
        "maxContains": 1,
        "uniqueItems": True,
        "minItems": 6,
        "items": {"type": "integer", "minimum": 1, "maximum": 10},
    },
    {
        "contains": {"maximum": 5},
        "maxContains": 1,
        "uniqueItems": True,
        "minItems": 6,
        "items": {"type": "integer", "minimum": 1, "maximum": 10},
    },
    {
        "contains": {"type": "boolean"},
        "minContains": 0,
        "maxContains": 0,
        "uniqueItems": True,
        "minItems": 2,
        "items": {"type": ["boolean", "integer"]},
    },
    {
        "contains": {"type": ["integer", "string"]},
        "maxContains": 1,
        "uniqueItems": True,
        "minItems": 2,
        "prefixItems": [{}],
        "items": {"const": 1},
    },
    {
        "allOf": [
            {"contains": {"maximum": 10}, "minContains": 0, "maxContains": 1},
            {"contains": {"minimum": 20}, "minContains": 0, "maxContains": 1},
        ],
        "items": {"type": "integer", "minimum": 1, "maximum": 30},
        "minItems": 6,
    },
    {
        "allOf": [
            {"contains": {"maximum": 10}, "maxContains": 1},
            {"contains": {"minimum": 5, "maximum": 12}, "minContains": 3},
        ],
        "items": {"type": "integer", "minimum": 1, "maximum": 30},
    },
    {
        "allOf": [{"contains": {"const": at}, "minContains": 2, "maxContains": 2} for at in range(2)],
        "items": {"enum": [0, 1]},
        "minItems": 4,
    },
    {
        "prefixItems": [{"const": 0}],
        "items": {"type": "integer", "minimum": 1, "maximum": 300},
        "minItems": 301,
        "uniqueItems": True,
    },
    {
        "prefixItems": [{"const": 9}],
        "items": {"type": "integer", "minimum": 1, "maximum": 9},
        "minItems": 6,
        "contains": {"minimum": 5},
        "minContains": 0,
        "maxContains": 1,
    },
    {"prefixItems": [{}, {}, {"const": 9}], "contains": {"const": 9}, "maxItems": 2},
    {"prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False, "contains": {"const": 7}},
    {"contains": {"type": "integer"}, "unevaluatedItems": False},
    {"prefixItems": [{"type": "string"}], "contains": {"type": "integer"}, "unevaluatedItems": False, "minItems": 3},
    {
        "allOf": [{"contains": {"const": 1}}, {"contains": {"const": 2}}],
        "unevaluatedItems": {"type": "string"},
        "minItems": 5,
    },
    {"not": {"minItems": 2}},
    {"not": {"items": {"type": "string"}}},
    {"not": {"uniqueItems": True}},
    {"not": {"contains": {"type": "string"}}, "minItems": 2},
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_keywords_of_arrays(schema: dict[str, Any], valid_values: Values) -> None:
    """Each keyword, and those that get in each other's way, are obeyed."""
    assert all(isinstance(value, list) for value in valid_values({"type": "array", **schema}))


def test_lists_have_one_to_three_items(valid_values: Values) -> None:
    """Where the schema leaves it open, a list has one to three items."""
    assert {len(value) for value in valid_values({"type": "array", "items": {"type": "string"}})} == {1, 2, 3}


def test_items_differ_where_people_would_expect_it(valid_values: Values) -> None:
    """Two addresses in one list are of two people."""
    schema = {"type": "object", "properties": {"emails": {"type": "array", "minItems": 3, "items": {"type": "string"}}}}
    assert all(len(set(value["emails"])) > 1 and "@" in value["emails"][0] for value in valid_values(schema))


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"minItems": 10**9}, "too large to generate"),
        ({"minItems": 1000, "items": {"type": "array", "minItems": 1000}}, "too large to generate"),
        ({"minItems": 3, "maxItems": 2}, "at least 3 items are asked for, and at most 2"),
        ({"minItems": 3, "items": False}, "every value would contain"),
        (
            {"minItems": 9, "uniqueItems": True, "items": {"enum": [1, 2, 3]}},
            "9 items that differ are asked for, and there are 3 values",
        ),
        ({"contains": {"type": "string"}, "items": {"type": "integer"}}, "no item that it may have"),
        ({"contains": {"const": 1}, "maxItems": 0}, "no item that it may have"),
        ({"contains": {"const": 1}, "minContains": 3, "maxItems": 2}, "3 items are asked for, and 2 can be"),
        ({"minItems": 30_000}, "too large to generate"),
        (
            {"allOf": [{"contains": {"const": at}, "minContains": 15_000} for at in range(2)]},
            "an array of 30000 items is too large to generate",
        ),
        (
            {
                "minItems": 3,
                "uniqueItems": True,
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["a"],
                    "properties": {"a": {"type": "boolean"}},
                },
            },
            "no 3 items were found that differ from each other",
        ),
        (
            {
                "minItems": 2,
                "uniqueItems": True,
                "items": {"type": "boolean"},
                "contains": {"const": True},
                "minContains": 0,
                "maxContains": 0,
            },
            "2 items that differ are asked for, and there are 1 values",
        ),
        (
            {
                "minItems": 3,
                "uniqueItems": True,
                "items": {"enum": [0, 1, 2]},
                "contains": {"maximum": 1},
                "maxContains": 1,
            },
            "no further items were found that differ and that `maxContains` leaves room for",
        ),
    ],
)
def test_arrays_that_cannot_be(schema: dict[str, Any], reason: str) -> None:
    """Bounds that contradict each other, or ask for more than anybody can read, are told."""
    with pytest.raises(Unsatisfiable) as raised:
        compile_schema({"type": "array", **schema}).value(Random(0))
    assert reason in raised.value.reason
