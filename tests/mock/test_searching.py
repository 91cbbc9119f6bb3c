"""The faults of large values."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.document.schema import Schema
from mockserver.mock.checking import MOST_FAULTS, checker
from mockserver.mock.searching import HEAVIEST, LARGE, faults
from mockserver.mock.wording import rules

INTEGERS = {"type": "array", "items": {"type": "integer"}}
MANY = HEAVIEST + 1


def found(schema: Any, value: Any) -> list[tuple[tuple[str | int, ...], str]]:
    """Place and keyword of each fault."""
    return [(fault.path, fault.keyword) for fault in faults(checker(Schema.of(schema)), value)]


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        (INTEGERS, [1] * MANY + ["x"], [((MANY,), "type")]),
        ({**INTEGERS, "maxItems": 1}, [1] * MANY, [((), "maxItems")]),
        ({"properties": {"a": INTEGERS}}, {"a": [1] * MANY + ["x"]}, [(("a", MANY), "type")]),
        ({"$ref": "#/$defs/A", "$defs": {"A": {"required": ["z"]}}}, {"a": [0] * MANY}, [((), "required")]),
        (
            {"allOf": [{"properties": {"a": {}}, "additionalProperties": False}]},
            {"b": [0] * MANY},
            [((), "additionalProperties")],
        ),
        ({"properties": {"a": {"minLength": 9}}}, {"a": "x", "b": ["y" * 10_000] * MANY}, [(("a",), "minLength")]),
        ({"items": {"items": INTEGERS}}, [[[1] * MANY, ["x"]]], [((0, 1, 0), "type")]),
        (
            {"additionalProperties": {"type": "integer"}},
            {"a": "x", "b": [0] * MANY},
            [(("a",), "type"), (("b",), "type")],
        ),
        ({"allOf": [True, {"maxItems": 1}]}, [0] * MANY, [((), "maxItems")]),
        ({"items": {"allOf": [{"maxItems": 1}]}}, [[0] * MANY] * 2, [((0,), "maxItems"), ((1,), "maxItems")]),
        ({"maxLength": 5}, "x" * 1_000_000, [((), "maxLength")]),
        ({"type": "integer", "pattern": "^y"}, "x" * 1_000_000, [((), "type"), ((), "pattern")]),
        ({"oneOf": [{"minLength": 10_000_000}, {"type": "integer"}]}, "x" * 1_000_000, [((), LARGE)]),
        ({"anyOf": [{"maxItems": 1}, {"minItems": MANY * 2}]}, [0] * MANY, [((), LARGE)]),
        ({"items": {"anyOf": [{"maxItems": 1}, {"minItems": MANY * 2}]}}, [[0] * MANY], [((0,), LARGE)]),
    ],
)
def test_found(schema: Any, value: Any, expected: list[tuple[tuple[str | int, ...], str]]) -> None:
    """The fault of a large value is found where it is, or where it cannot be traced farther."""
    assert found(schema, value) == expected


def test_small_values_are_the_engines() -> None:
    """A small value is asked for all its faults at once."""
    assert found(INTEGERS, [1, "x", "y"]) == [((1,), "type"), ((2,), "type")]


@pytest.mark.parametrize("items", [{"type": "integer"}, {"anyOf": [{"type": "integer"}, {"minLength": 5}]}])
def test_crowds_of_faults_are_bounded(items: Any) -> None:
    """A million wrong items are told by the first few."""
    assert len(found({"items": items}, ["x"] * 1_000_000)) == MOST_FAULTS


CROWD = {f"p{number}": None for number in range(3000)}
NAMES = [f"q{number}" for number in range(3000)]


@pytest.mark.parametrize(
    ("schema", "keyword", "number"),
    [
        ({"propertyNames": {"pattern": "^[A-Z]$"}}, "propertyNames", MOST_FAULTS),
        ({"required": NAMES}, "required", MOST_FAULTS),
        ({"dependentRequired": {"p0": NAMES, "q": ["r"]}}, "required", MOST_FAULTS),
        ({"dependentRequired": {"p0": ["p1"]}, "maxProperties": 1}, "maxProperties", 1),
        ({"allOf": [{"maxProperties": number} for number in range(3000)]}, "maxProperties", MOST_FAULTS),
        (
            {"properties": {"p0": True}, "patternProperties": {"^p1": {}}, "additionalProperties": False},
            "additionalProperties",
            1,
        ),
        ({"minProperties": 3001}, "minProperties", 1),
    ],
)
def test_crowds_of_names_are_bounded(schema: Any, keyword: str, number: int) -> None:
    """Thousands of names that are wrong or missing do not cost a copy of the object each: gigabytes, from 30 KB."""
    assert found(schema, CROWD) == [((), keyword)] * number


def test_names_of_a_crowd_are_bounded() -> None:
    """Of a million names that are not declared the first few are told, and not handed over one by one."""
    schema = {"properties": {"p0": True}, "additionalProperties": False}
    (fault,) = faults(checker(Schema.of(schema)), CROWD)
    assert fault.details["unexpected"] == list(CROWD)[1 : MOST_FAULTS + 1]
    assert fault.value is CROWD


def test_a_large_array_is_not_copied() -> None:
    """What is wrong with it as a whole is told of itself."""
    value = [0] * MANY
    schema = {"minItems": MANY + 1, "maxItems": 5, "uniqueItems": True}
    found = faults(checker(Schema.of(schema)), value)
    assert [fault.keyword for fault in found] == ["minItems", "maxItems", "uniqueItems"]
    assert all(fault.value is value for fault in found)


def test_deep_values_end() -> None:
    """A large value in a large value in a large value is followed so far and no farther."""
    value: Any = ["x"] * MANY
    for _ in range(50):
        value = [value]
    (fault,) = faults(
        checker(Schema.of({"$ref": "#/$defs/A", "$defs": {"A": {"items": {"$ref": "#/$defs/A"}, "type": "array"}}})),
        value,
    )
    assert fault.keyword == LARGE


def test_words_for_what_is_too_large() -> None:
    """A fault that is not traced says so."""
    check = checker(Schema.of({"anyOf": [{"maxItems": 1}, {"minItems": MANY * 2}]}))
    (rule,) = rules(faults(check, [0] * MANY), check.shape)
    assert rule.text == "does not match its schema, and is too large to say where"


def test_branches_of_a_part_have_the_place_of_the_whole() -> None:
    """The faults of a choice within a part are told by the place in the whole."""
    schema = {"items": {"anyOf": [{"type": "object", "required": ["a"]}, {"type": "integer"}]}}
    check = checker(Schema.of(schema))
    (rule,) = rules(faults(check, [1] * MANY + [{}]), check.shape)
    assert (rule.path, rule.text) == ((MANY, "a"), "is required")
