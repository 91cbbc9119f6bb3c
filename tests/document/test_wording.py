"""Errors of a JSON Schema validator in words."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document.wording import DEEPEST, Fault, faults_of


def faults(schema: dict[str, Any], value: Any) -> list[Fault]:
    """What a value does not keep of a schema."""
    errors = jsonschema_rs.Draft202012Validator(schema, offline=True, validate_formats=True).iter_errors(value)
    return [fault for error in errors for fault in faults_of(error, value)]


def messages(schema: dict[str, Any], value: Any) -> list[str]:
    """The sentences of that."""
    return [fault.message for fault in faults(schema, value)]


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"type": "string"}, 5, "the value must be text, and is 5"),
        ({"type": "object"}, None, "the value must be a mapping, and is empty (null)"),
        ({"type": ["string", "null"]}, [], "the value must be null or text, and is a list"),
        ({"enum": ["a", "b"]}, "c", "the value must be one of 'a' or 'b', and is 'c'"),
        ({"const": "a"}, "c", "the value must be 'a', and is 'c'"),
        ({"format": "date"}, "today", "the value is no valid date: 'today'"),
        ({"pattern": "^a"}, "b", "the value does not match '^a': 'b'"),
        ({"minimum": 3}, 1, "the value must be at least 3, and is 1"),
        ({"maximum": 3}, 4, "the value must be at most 3, and is 4"),
        ({"exclusiveMinimum": 3}, 3, "the value must be more than 3, and is 3"),
        ({"exclusiveMaximum": 3}, 3, "the value must be less than 3, and is 3"),
        ({"multipleOf": 2}, 3, "the value must be a multiple of 2, and is 3"),
        ({"minLength": 1}, "", "the value must not be empty"),
        ({"minLength": 2}, "a", "the value must have at least 2 characters, and has 1"),
        ({"maxLength": 1}, "abc", "the value must have at most 1 characters, and has 3"),
        ({"minItems": 2}, [1], "the value must have at least 2 items, and has 1"),
        ({"maxItems": 0}, [1], "the value must have at most 0 items, and has 1"),
        ({"minProperties": 1}, {}, "the value must not be empty"),
        ({"maxProperties": 1}, {"a": 1, "b": 2}, "the value must have at most 1 fields, and has 2"),
        ({"uniqueItems": True}, ["a", "b", "a"], "the value lists 'a' twice"),
        ({"uniqueItems": True}, [{}, {}], "the value lists the same entry twice"),
        ({"required": ["a"]}, {}, "the required field 'a' is missing"),
        ({"propertyNames": {"pattern": "^a"}}, {"b": 1}, "the name 'b' is not allowed here: it does not match '^a'"),
        ({"propertyNames": {"maxLength": 1}}, {"bb": 1}, "the name 'bb' is not allowed here"),
        ({"additionalProperties": False, "properties": {"a": {}}}, {"b": 1}, "'b' is not a known field"),
        ({"additionalProperties": False}, {"b": 1}, "the value must have no fields"),
        ({"unevaluatedProperties": False}, {"b": 1}, "'b' is not a known field"),
        ({"properties": {"a": False}}, {"a": 1}, "'a' is not allowed here"),
        ({"oneOf": [{"type": "string"}, {"minLength": 1}]}, "a",
         "the value matches more than one of the forms of which it may have one"),
        ({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, {}, "the value needs one of 'a' and 'b'"),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, [], "the value must be text or a whole number, and is a list"),
        ({"anyOf": [{"enum": ["a"]}, {"const": "b"}]}, "c", "the value must be one of 'a' or 'b', and is 'c'"),
        ({"anyOf": [{"type": "object", "required": ["a"]}, {"type": "array"}]}, {}, "the required field 'a' is missing"),
        ({"not": {}}, 1, "the value is not valid: {} is not allowed for 1"),
        ({"contains": {"type": "string"}}, [1], "the value is not valid: None of [1] are valid under the given schema"),
        ({"properties": {"a": {"items": {"type": "string"}}}}, {"a": ["x", 1]}, "item 2 of 'a' must be text, and is 1"),
        ({"additionalProperties": {"type": "string"}}, {"7": 1}, "'7' must be text, and is 1"),
        ({"additionalProperties": {"anyOf": [{"minimum": 5}]}}, {"007": 1}, "'007' must be at least 5, and is 1"),
        ({"properties": {"a": {"items": {"required": ["b"], "oneOf": [{"required": ["c"]}, {"required": ["d"]}]}}}},
         {"a": [{"name": "n", "b": 1}]}, "item 1 of 'a', 'n', needs one of 'c' and 'd'"),
    ],
)  # fmt: skip
def test_each_keyword_has_its_sentence(schema: dict[str, Any], value: Any, expected: str) -> None:
    """What is wrong is said in words that need no knowledge of JSON Schema."""
    assert messages(schema, value) == [expected]


@pytest.mark.parametrize(
    ("schema", "value", "hint"),
    [
        ({"type": "string"}, 5, "put it in quotes: '5'"),
        ({"type": "string"}, True, "put it in quotes: 'true'"),
        ({"type": "boolean"}, "True", "take away the quotes"),
        ({"type": "integer"}, "-12", "take away the quotes"),
        ({"type": "object"}, '{"a": 1}', "this is JSON inside a text: write it as a value, without the quotes"),
        ({"type": "array"}, "abc", ""),
        ({"enum": ["query", "path"]}, "quer", "did you mean 'query'?"),
        ({"required": ["price"]}, {"prise": 1}, "is it 'prise'?"),
    ],
)
def test_a_likely_mistake_has_its_cure(schema: dict[str, Any], value: Any, hint: str) -> None:
    """Quotes too many or too few, JSON inside a text, a misspelt word: the hint says what to do."""
    assert [fault.hint for fault in faults(schema, value)] == [hint]


KINDS = {
    "oneOf": [
        {"properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}}, "required": ["kind", "lives"]},
        {"properties": {"kind": {"const": "dog"}, "bark": {"type": "string"}}, "required": ["kind", "bark"]},
    ]
}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"kind": "cat", "lives": "nine"}, "'lives' must be a whole number, and is 'nine'"),
        ({"kind": "dog", "bark": 1}, "'bark' must be text, and is 1"),
        ({"kind": "dog"}, "the required field 'bark' is missing"),
        ({"kind": "cow", "bark": "", "lives": 1}, "'kind' must be one of 'cat' or 'dog', and is 'cow'"),
    ],
)
def test_the_branch_that_was_meant_is_told(value: dict[str, Any], expected: str) -> None:
    """Of several forms, the one is judged that the value's own telling field names."""
    assert messages(KINDS, value) == [expected]


REFERABLE = {
    "oneOf": [{"$ref": "#/$defs/Thing"}, {"$ref": "#/$defs/Reference"}],
    "$defs": {
        "Thing": {"required": ["name"], "additionalProperties": False, "properties": {"name": {"type": "string"}}},
        "Reference": {"required": ["$ref"], "properties": {"$ref": {"type": "string"}}},
    },
}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"name": 1}, "'name' must be text, and is 1"),
        ({"$ref": 1}, "'$ref' must be text, and is 1"),
        ({}, "the required field 'name' is missing"),
    ],
)
def test_a_reference_is_meant_where_there_is_one(value: dict[str, Any], expected: str) -> None:
    """What holds a `$ref` is judged as a reference, and all else as the thing itself."""
    assert messages(REFERABLE, value) == [expected]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "a", "cat", "$ref"]),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(["kind", "name", "$ref", "a"]), below),
)


@given(JSON)
def test_each_error_has_a_fault_within_the_value(value: Any) -> None:
    """Every value that a schema refuses has at least one fault, and its keys lead into the value."""
    schema = {"allOf": [KINDS, {"anyOf": [{"maxProperties": 1}, {"type": "array", "items": KINDS}]}]}
    found = faults(schema, value)
    assert bool(found) != jsonschema_rs.Draft202012Validator(schema, offline=True).is_valid(value)
    for fault in found:
        here = value
        for key in fault.keys:
            here = here[key]


def test_many_names_are_counted() -> None:
    """A list of names ends after twelve."""
    (told,) = messages({"enum": [f"n{number}" for number in range(15)]}, "a")
    assert "'n11'" in told
    assert "and 3 more" in told
    assert "'n12'" not in told


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_none_of_several_forms(keyword: str) -> None:
    """A value that fits no branch at all has none of the forms that are allowed."""
    schema = {keyword: [{"required": ["a"], "type": "object"}, {"required": ["b"], "type": "object"}]}
    assert messages(schema, {"c": 1})


def test_choices_within_choices_are_opened_as_far_as_anybody_nests_them() -> None:
    """Of a choice deeper than that is said that none of its forms fits."""
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(DEEPEST):
        schema = {"anyOf": [schema]}
    assert messages(schema, 1) == ["the value must be text, and is 1"]
    (told,) = messages({"anyOf": [{"anyOf": [schema]}]}, 1)
    assert told == "the value has none of the forms that are allowed here"
