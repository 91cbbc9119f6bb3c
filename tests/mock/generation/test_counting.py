"""Counts of what stands beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Values = Callable[..., list[Any]]
_INTEGER = {"type": "integer"}
_LIST = {"type": "array", "items": {"type": "object", "properties": {"id": _INTEGER}}}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


@pytest.mark.parametrize(
    "schema",
    [
        _object(items=_LIST, total=_INTEGER),
        _object(results=_LIST, count=_INTEGER, next={"type": "string"}),
        _object(pets=_LIST, total_count=_INTEGER),
        _object(pets=_LIST, totalPets=_INTEGER),
        _object(pets=_LIST, pet_count=_INTEGER),
        _object(links=_LIST, content=_LIST, totalElements=_INTEGER),
    ],
)
def test_a_total_counts_the_list_beside_it(schema: dict[str, Any], valid_values: Values) -> None:
    """Of one list, or of the one that is called as lists of results are."""
    listed = next(name for name in ("content", "items", "results", "pets") if name in schema["properties"])
    count = next(name for name, each in schema["properties"].items() if each is _INTEGER)
    assert [value for value in valid_values(schema) if value[count] != len(value[listed])] == []


def test_what_is_said_about_the_page_counts_too(valid_values: Values) -> None:
    """One page holds them all."""
    schema = _object(data=_LIST, meta=_object(total=_INTEGER, per_page=_INTEGER, last_page=_INTEGER))
    for value in valid_values(schema):
        assert (len(value["data"]), 1) == (value["meta"]["total"], value["meta"]["last_page"])


@pytest.mark.parametrize(
    "schema",
    [
        _object(items=_LIST, total={"type": "integer", "minimum": 500}, page=_INTEGER),
        _object(items=_LIST, total={"type": "integer", "example": 712}, page=_INTEGER),
        _object(items=_LIST, total=_INTEGER, currency={"type": "string"}),
        _object(items=_LIST, data=_LIST, total={"type": "integer", "minimum": 4}),
        _object(total={"type": "integer", "minimum": 4}, page=_INTEGER),
        _object(items=_LIST, meta=_object(total={"type": "integer", "minimum": 4})),
    ],
)
def test_what_counts_nothing_is_left_alone(schema: dict[str, Any], valid_values: Values) -> None:
    """The schema and the author win; the total of an order is money; of two lists nobody knows which is meant."""
    for value in valid_values(schema):
        assert value.get("total", value.get("meta", {}).get("total")) > 3


def test_where_there_is_no_room_nothing_is_counted(valid_values: Values) -> None:
    """A total is no reason for a property too many."""
    meta = {**_object(name={"type": "string"}, total=_INTEGER), "required": ["name"], "maxProperties": 1}
    schema = {**_object(items=_LIST, meta=meta), "required": ["items", "meta"]}
    assert [value for value in valid_values(schema) if value["meta"].keys() != {"name"}] == []
