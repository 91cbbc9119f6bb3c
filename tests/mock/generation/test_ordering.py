"""Pairs that have an order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Values = Callable[..., list[Any]]
_DATE = {"type": "string", "format": "date-time"}
_NUMBER = {"type": "integer", "minimum": 0, "maximum": 100}


@pytest.mark.parametrize(
    ("lower", "upper", "schema"),
    [
        ("minPrice", "maxPrice", _NUMBER),
        ("price_min", "price_max", _NUMBER),
        ("from", "to", _NUMBER),
        ("low", "high", _NUMBER),
        ("used", "total", _NUMBER),
        ("startDate", "endDate", _DATE),
        ("openedFrom", "openedUntil", _DATE),
        ("zorkStart", "zorkEnd", _DATE),
        ("created_at", "closed_at", _DATE),
        ("issueDate", "expiryDate", _DATE),
    ],
)
def test_the_lower_is_not_above_the_upper(lower: str, upper: str, schema: dict[str, Any], valid_values: Values) -> None:
    """The least comes out below the greatest, and the start before the end."""
    made = valid_values({"type": "object", "properties": {upper: schema, lower: schema}}, seeds=40)
    assert [value for value in made if value[lower] > value[upper]] == []


def test_constraints_win(valid_values: Values) -> None:
    """Where the schema puts the least above the greatest, it stays there."""
    schema = {"type": "object", "properties": {"min": {"type": "integer", "minimum": 50}, "max": {"const": 10}}}
    assert all(value["min"] > value["max"] for value in valid_values(schema))


def test_what_is_no_pair_is_left_alone(valid_values: Values) -> None:
    """First and last name are no range."""
    schema = {"type": "object", "properties": {"firstName": {"const": "Zoe"}, "lastName": {"const": "Adams"}}}
    assert valid_values(schema, seeds=1) == [{"firstName": "Zoe", "lastName": "Adams"}]
