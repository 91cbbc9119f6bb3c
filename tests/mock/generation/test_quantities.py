"""Numbers within bounds."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation import compile_schema

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMAS: list[dict[str, Any]] = [
    {"type": "integer"},
    {"type": "integer", "minimum": 5, "maximum": 5},
    {"type": "integer", "exclusiveMinimum": 5, "exclusiveMaximum": 7},
    {"type": "integer", "minimum": 5.5, "maximum": 6.5},
    {"type": "integer", "minimum": -10, "maximum": -5},
    {"type": "integer", "minimum": 1_000_000},
    {"type": "integer", "maximum": -1_000_000},
    {"type": "integer", "multipleOf": 7, "minimum": 50},
    {"type": "integer", "multipleOf": 2.5, "minimum": 3, "maximum": 12},
    {"type": "integer", "format": "int32", "minimum": 2**31 - 1},
    {"type": "integer", "format": "int64", "minimum": 2**62},
    {"type": "integer", "format": "uint8", "minimum": 250},
    {"type": "integer", "minimum": 10**19},
    {"type": "integer", "minimum": 10**40},
    {"type": "number"},
    {"type": "number", "minimum": 0.1, "maximum": 0.1},
    {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001},
    {"type": "number", "exclusiveMinimum": 1e-12, "exclusiveMaximum": 2e-12},
    {"type": "number", "minimum": 1e300},
    {"type": "number", "maximum": -1e-300},
    {"type": "number", "multipleOf": 0.1},
    {"type": "number", "multipleOf": 0.01, "minimum": 19.5, "exclusiveMaximum": 20},
    {"type": "number", "multipleOf": 0.3, "exclusiveMinimum": 0.6, "maximum": 1.3},
    {"type": "number", "multipleOf": 1e-7},
    {"type": "number", "multipleOf": 25, "minimum": 30},
    {"type": "number", "not": {"type": "integer"}, "minimum": 3, "maximum": 4},
    {"minimum": 3, "maximum": 4},
    {"type": ["number", "null"], "minimum": 3},
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_numbers_obey(schema: dict[str, Any], valid_values: Callable[..., list[Any]]) -> None:
    """Each number obeys the schema, for a validator that counts in decimals and for those that divide doubles."""
    step = schema.get("multipleOf", 1e-300)
    quotients = [value / step for value in valid_values(schema) if "multipleOf" in schema]
    assert [quotient for quotient in quotients if quotient != int(quotient)] == []


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"type": "integer", "minimum": 5, "maximum": 3}, "the least number, 5, is above the greatest, 3"),
        ({"type": "integer", "minimum": 5.2, "maximum": 5.8}, "no integer is within the bounds"),
        ({"type": "integer", "multipleOf": 10, "minimum": 11, "maximum": 19}, "no multiple of 10 is within the bounds"),
        ({"type": "number", "exclusiveMinimum": 1, "maximum": 1}, "the least number, 1, is above the greatest, 1"),
        (
            {"type": "number", "multipleOf": 0.5, "minimum": 0.6, "maximum": 0.9},
            "no multiple of 0.5 is within the bounds",
        ),
    ],
)
def test_impossible_bounds_are_told(schema: dict[str, Any], reason: str) -> None:
    """Where no number is left, the reason names the bounds."""
    with pytest.raises(Unsatisfiable) as raised:
        compile_schema(schema).value(Random(0))
    assert raised.value.reason == reason


def test_integers_fit_into_json_libraries() -> None:
    """An integer that 64 bits do not hold is written as a number that they do, and is an integer all the same."""
    value = compile_schema({"type": "integer", "minimum": 10**30}).value(Random(0))
    assert (isinstance(value, float), value >= 10**30, value == int(value)) == (True, True, True)


@settings(max_examples=100)
@given(
    low=st.integers(-(10**6), 10**6) | st.decimals(-1000, 1000, places=3).map(float),
    span=st.integers(0, 1000) | st.decimals(0, 10, places=3).map(float),
    is_whole=st.booleans(),
)
def test_any_bounds_are_kept_or_refused(low: float, span: float, is_whole: bool) -> None:
    """Between any two bounds, a number is found, unless there is no integer between them."""
    schema = {"type": "integer" if is_whole else "number", "minimum": low, "maximum": low + span}
    try:
        outcome: bool | str = jsonschema_rs.is_valid(schema, compile_schema(schema).value(Random(0)))
    except Unsatisfiable as error:
        outcome = error.reason
    assert outcome in {True, "no integer is within the bounds"}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "number", "multipleOf": 5e-324},
        {"type": "number", "multipleOf": 1e-308, "minimum": 1},
        {"type": "number", "multipleOf": 10**400},
        {"type": "integer", "minimum": 10**400},
        {"type": "number", "minimum": 1e308, "maximum": 1.0000000000000002e308},
        {"type": "number", "not": {"type": "integer"}, "multipleOf": 0.5},
        {"type": "number", "not": {"type": "integer"}, "multipleOf": 3},
        {"type": "number", "minimum": 10**400},
        {"type": "number", "exclusiveMinimum": 1, "exclusiveMaximum": 1.0000000000000002},
    ],
    ids=lambda schema: str(schema)[:70],
)
def test_numbers_at_the_limits_do_not_crash(schema: dict[str, Any]) -> None:
    """Where doubles end, there is a valid number or the reason why there is none."""
    try:
        outcome: Any = jsonschema_rs.is_valid(schema, compile_schema(schema).value(Random(0)))
    except Unsatisfiable as error:
        outcome = error.reason
    assert outcome
