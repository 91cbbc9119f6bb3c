"""Text into values, as the schema's types ask."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.mock.coercion import chosen, coerced
from mockserver.mock.shapes import Shape

INTEGER = {"type": "integer"}


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        (INTEGER, "5", 5),
        (INTEGER, "-5", -5),
        (INTEGER, "007", 7),
        (INTEGER, "1.0", "1.0"),
        (INTEGER, "1e3", "1e3"),
        (INTEGER, "+5", "+5"),
        (INTEGER, " 5", " 5"),
        (INTEGER, "", ""),
        (INTEGER, "٣", "٣"),
        (INTEGER, "9" * 300, int("9" * 300)),
        (INTEGER, "9" * 500, "9" * 500),
        ({"type": "number"}, "1.5", 1.5),
        ({"type": "number"}, "1e3", 1000.0),
        ({"type": "number"}, "5", 5),
        ({"type": "number"}, ".5", ".5"),
        ({"type": "number"}, "1e999", "1e999"),
        ({"type": "number"}, "NaN", "NaN"),
        ({"type": "number"}, "inf", "inf"),
        ({"type": "number"}, "1_000", "1_000"),
        ({"type": "boolean"}, "true", True),
        ({"type": "boolean"}, "false", False),
        ({"type": "boolean"}, "True", "True"),
        ({"type": "boolean"}, "1", "1"),
        ({"type": "string"}, "5", "5"),
        ({}, "5", "5"),
        ({"type": ["integer", "null"]}, "null", None),
        ({"type": ["integer", "null"]}, "", None),
        ({"type": ["string", "null"]}, "null", "null"),
        ({"type": ["string", "null"], "minLength": 5}, "null", None),
        ({"type": ["string", "integer"]}, "5", 5),
        ({"type": ["string", "integer"]}, "a", "a"),
        ({"oneOf": [{"type": "integer", "maximum": 3}, {"type": "string"}]}, "5", "5"),
        ({"anyOf": [{"type": "boolean"}, INTEGER]}, "true", True),
        ({"enum": [1, 2]}, "2", 2),
        ({"enum": ["1", "2"]}, "2", "2"),
        ({"const": True}, "true", True),
        ({"minimum": 3}, "5", 5),
        ({"type": "array"}, "5", "5"),
    ],
)
def test_scalars(schema: dict[str, Any], text: str, value: Any) -> None:
    """A text is what the types allow, and stays text where it is none of them."""
    found = coerced(Shape(schema), text)
    assert (found, type(found)) == (value, type(value))


def test_lists_and_mappings() -> None:
    """What is within a value is coerced by its own place in the schema."""
    schema = {"type": "object", "properties": {"a": INTEGER, "b": {"type": "array", "items": {"type": "boolean"}}}}
    raw = {"a": "1", "b": ["true", "x"], "c": "3", "d": 4}
    assert coerced(Shape(schema), raw) == {"a": 1, "b": [True, "x"], "c": "3", "d": 4}


def test_nested_arrays_and_objects_are_json() -> None:
    """An array in an array has no style of its own: JSON is read, and what is none stays text."""
    rows = Shape({"type": "array", "items": {"type": "array", "items": INTEGER}})
    assert coerced(rows, ["[1,2]", "[3", "4"]) == [[1, 2], "[3", "4"]


def test_chosen_is_the_first_that_is_accepted() -> None:
    """Of several readings the first that the schema accepts is the value."""
    shape = Shape({"type": "array", "items": INTEGER, "maxItems": 2})
    assert chosen(shape, [["1", "x"], ["1", "2"], ["3"]]) == [1, 2]


def test_chosen_is_the_least_wrong() -> None:
    """If no reading is accepted, the one with the fewest faults is."""
    shape = Shape({"type": "array", "items": INTEGER})
    assert chosen(shape, [["x", "y"], ["1", "y"]]) == [1, "y"]


def test_null_may_be_chosen() -> None:
    """Null is as good a value as any."""
    assert chosen(Shape({"type": ["null", "array"]}), ["null", ["null"]]) is None


@given(st.integers())
def test_integers_come_back(number: int) -> None:
    """Any integer is read from its decimal text."""
    assert coerced(Shape(INTEGER), str(number)) == number


@given(st.text(), st.sampled_from(["integer", "number", "boolean", "null", "string", "array", "object"]))
def test_no_text_raises(text: str, kind: str) -> None:
    """Whatever the text, it is a value of the type or stays as it is."""
    value = coerced(Shape({"type": kind}), text)
    assert value == text or not isinstance(value, str)
