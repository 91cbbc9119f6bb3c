"""What authors show: examples and defaults, and what becomes of them in lists."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from mockserver.mock.generation import compile_schema

Values = Callable[..., list[Any]]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "example": "a"}, {"a"}),
        ({"type": "string", "examples": ["a", "b"]}, {"a", "b"}),
        ({"type": "string", "default": "a"}, {"a"}),
        ({"type": "integer", "example": "10"}, {10}),
        ({"type": "string", "example": 7}, {"7"}),
        ({"type": "integer", "example": "ten", "minimum": 3, "maximum": 3}, {3}),
        ({"type": "integer", "example": 2, "minimum": 3, "maximum": 3}, {3}),
        ({"type": "string", "example": "yesterday", "format": "date", "enum": ["2024-01-01"]}, {"2024-01-01"}),
        ({"type": ["string", "null"], "example": None, "enum": ["a"]}, {"a"}),
        ({"$ref": "#/$defs/A", "$defs": {"A": {"type": "string", "example": "a"}}}, {"a"}),
        ({"$ref": "#/$defs/A", "example": "b", "$defs": {"A": {"type": "string", "example": "a"}}}, {"b"}),
        ({"allOf": [{"type": "string", "example": "a"}, {"maxLength": 3}]}, {"a"}),
        ({"oneOf": [{"type": "string", "example": "a"}, {"type": "integer", "example": 5}]}, {"a", 5}),
        ({"enum": ["a", "b"], "example": "b"}, {"b"}),
        ({"type": "boolean", "default": False}, {False}),
        ({"type": "integer", "default": 20}, {20}),
    ],
    # A set is written in another order in each process, and the workers of a run have to agree on names.
    ids=lambda given: str(sorted(given, key=str) if isinstance(given, set) else given),
)
def test_valid_examples_are_used(schema: dict[str, Any], expected: set[Any], valid_values: Values) -> None:
    """A valid example, default or one that can be read as valid is the value; another is passed over."""
    assert set(valid_values(schema)) == expected


def test_named_examples_are_read_too() -> None:
    """A schema with `examples` as a media type has them is no JSON Schema, but is understood."""
    assert compile_schema({"type": "string", "examples": {"one": {"value": "a"}}}).value(Random(0)) == "a"


@pytest.mark.parametrize("default", [None, "", [], {}])
def test_an_empty_default_is_not_shown(default: Any) -> None:
    """What is sent if there is nothing is no example of something."""
    schema = {"type": ["string", "array", "object", "null"], "default": default}
    assert compile_schema(schema).value(Random(0)) != default


def test_an_example_of_an_object_is_used_as_it_is() -> None:
    """The author left out `b`, and so do we."""
    schema = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "example": {"a": "x"}}
    assert compile_schema(schema).value(Random(0)) == {"a": "x"}


def test_parts_of_an_invalid_example_are_used() -> None:
    """An example that breaks the schema in one place still shows the others."""
    schema = {
        "type": "object",
        "properties": {"a": {"type": "string"}, "n": {"type": "integer", "minimum": 3}},
        "example": {"a": "shown", "n": 1},
    }
    value = compile_schema(schema).value(Random(0))
    assert (value["a"], value["n"] >= 3) == ("shown", True)


def test_what_is_changed_afterwards_is_a_copy() -> None:
    """Who changes an answer does not change the next one."""
    generator = compile_schema({"type": "object", "example": {"tags": ["a"]}})
    generator.value(Random(0))["tags"].append("b")
    assert generator.value(Random(0)) == {"tags": ["a"]}


def test_hidden_properties_are_taken_out_of_examples() -> None:
    """The password that the example shows is not in the response."""
    schema = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "password": {"type": "string", "writeOnly": True}},
        "example": {"name": "Ada", "password": "secret"},
    }
    assert compile_schema(schema).value(Random(0)) == {"name": "Ada"}


def test_the_items_of_a_list_are_not_all_the_same() -> None:
    """The first item is the example; the others have ids and names of their own, and keep what cannot be made up."""
    item = {
        "type": "object",
        "properties": {
            "id": {"type": "string", "example": "ch_1A2b3C"},
            "number": {"type": "integer", "example": 4021},
            "ratio": {"type": "string", "example": "wide"},
            "name": {"type": "string", "example": "doggie"},
            "note": {"type": "string", "example": "as the author wrote"},
            "zork": {"type": "string", "example": "frobnicated"},
        },
    }
    schema = {"type": "array", "items": {"$ref": "#/$defs/Pet"}, "minItems": 3, "$defs": {"Pet": item}}
    items = compile_schema(schema).value(Random(1))
    assert items[0]["id"] == "ch_1A2b3C"
    assert len({item["id"] for item in items}) == len(items)
    assert all(item["id"].startswith("ch_") and len(item["id"]) == 9 for item in items)
    assert items[0]["name"] != items[1]["name"]
    assert items[0]["number"] == 4021
    assert all(1000 <= item["number"] <= 9999 for item in items)
    assert {item["zork"] for item in items} == {"frobnicated"}


def test_examples_can_be_done_without() -> None:
    """By option, or for one value, what is made up takes the place of examples."""
    schema = {"type": "string", "example": "shown"}
    assert compile_schema(schema, prefer_examples=False).value(Random(0)) != "shown"
    assert compile_schema(schema).value(Random(0), examples=False) != "shown"
