"""The engine's errors in words."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.document.model import ABSENT
from mockserver.document.schema import Schema
from mockserver.mock.checking import checker
from mockserver.mock.wording import meant, rules


def told(schema: Any, value: Any) -> list[tuple[tuple[str | int, ...], str]]:
    """Place and words of what a schema finds in a value."""
    check = checker(Schema.of(schema))
    return [(rule.path, rule.text) for rule in rules(check.faults(value), check.shape)]


@pytest.mark.parametrize(
    ("schema", "value", "words"),
    [
        ({"type": "integer"}, "a", "must be an integer"),
        ({"type": ["null", "string"]}, 5, "must be a string or null"),
        ({"type": ["null", "string", "array"]}, 5, "must be a string, an array or null"),
        ({"maximum": 100}, 500, "must be at most 100"),
        ({"minimum": 1}, 0, "must be at least 1"),
        ({"exclusiveMaximum": 1.5}, 2, "must be less than 1.5"),
        ({"exclusiveMinimum": 0}, 0, "must be greater than 0"),
        ({"multipleOf": 0.5}, 0.7, "must be a multiple of 0.5"),
        ({"maxLength": 1}, "ab", "must have at most 1 character, not 2"),
        ({"minLength": 2}, "", "must have at least 2 characters, not 0"),
        ({"maxItems": 1}, [1, 2], "must have at most 1 item, not 2"),
        ({"minItems": 1}, [], "must have at least 1 item, not 0"),
        ({"maxProperties": 1}, {"a": 1, "b": 2}, "must have at most 1 property, not 2"),
        ({"minProperties": 2}, {}, "must have at least 2 properties, not 0"),
        ({"uniqueItems": True}, [1, 1], "must not hold the same item twice"),
        ({"contains": {"const": 1}}, [2], "must hold an item that its schema asks for"),
        ({"pattern": "^a"}, "b", "must match the pattern ^a"),
        ({"pattern": r"^(\w+\s?)*(?=x)\1$"}, "a " * 200_000, "is too intricate for its pattern"),
        ({"format": "date"}, "b", "must be a date such as 2026-05-31"),
        ({"format": "uri-template"}, "{", "must be of the format `uri-template`"),
        ({"enum": ["cat", "dog"]}, "horse", 'must be one of "cat", "dog"'),
        ({"enum": ["cat", "dog"]}, "cats", 'must be one of "cat", "dog" (did you mean "cat"?)'),
        ({"enum": [1]}, 2, "must be 1"),
        ({"enum": list(range(20))}, 99, "must be one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 or one of 10 more"),
        ({"const": "a"}, "b", 'must be "a"'),
        ({"not": {"type": "integer"}}, 1, "is what its schema excludes"),
        ({"not": {}}, 1, "is not allowed"),
        ({"prefixItems": [{}], "unevaluatedItems": False}, [1, 2], "has items that its schema does not declare"),
        (
            {"oneOf": [{"type": "integer"}, {"type": "number"}]},
            1,
            "fits more than one of the schemas of which exactly one",
        ),
        ({"anyOf": [{"type": "integer"}, {"type": "boolean"}]}, "a", "must be an integer or true or false"),
        ({"anyOf": [{"minimum": 5}, {"multipleOf": 7}]}, 1, "fits none of the schemas that are allowed here"),
        (
            {"anyOf": [{"type": "integer"}, {"type": "string", "minLength": 5}]},
            "abc",
            "must have at least 5 characters",
        ),
    ],
)
def test_words(schema: Any, value: Any, words: str) -> None:
    """Each kind of rule has words of its own."""
    ((path, text),) = told(schema, value)
    assert path == ()
    assert text.startswith(words)


def test_required_is_told_at_the_missing_place() -> None:
    """What is missing is told where it should be."""
    schema = {"properties": {"owner": {"required": ["name"]}}}
    assert told(schema, {"owner": {}}) == [(("owner", "name"), "is required")]


def test_undeclared_properties_are_told_one_by_one() -> None:
    """Each property that is not allowed is told, with the one that may be meant."""
    schema = {"properties": {"price": {}}, "additionalProperties": False}
    assert told(schema, {"prise": 1, "x": 2}) == [
        (("prise",), "is not a declared property; did you mean `price`?"),
        (("x",), "is not a declared property"),
    ]


def test_what_is_never_allowed() -> None:
    """A place whose schema is `false` allows nothing."""
    assert told({"prefixItems": [{}], "items": False}, [1, 2]) == [((1,), "is not allowed")]


def test_property_names() -> None:
    """A name that breaks its rule is told at its place."""
    assert told({"propertyNames": {"pattern": "^a"}}, {"b": 1}) == [
        (("b",), "is no name for a property here: the name must match the pattern ^a")
    ]


def test_only_the_likely_branch_is_told() -> None:
    """Of a choice, the branch whose tag fits is the one that was meant."""
    circle = {"properties": {"kind": {"const": "circle"}, "r": {"type": "number"}}, "required": ["kind", "r"]}
    square = {"properties": {"kind": {"const": "square"}, "a": {"type": "number"}}, "required": ["kind", "a"]}
    assert told({"oneOf": [circle, square]}, {"kind": "square"}) == [(("a",), "is required")]


def test_a_discriminator_that_means_nothing_is_told_once() -> None:
    """A name that means no schema is told with the names that do, and not again for each branch."""
    schema = {
        "oneOf": [{"$ref": "#/$defs/A"}, {"$ref": "#/$defs/B"}],
        "discriminator": {"propertyName": "kind", "mapping": {"a": "#/$defs/A", "b": "#/$defs/B"}},
        "$defs": {"A": {"required": ["x"]}, "B": {"required": ["y"]}},
    }
    assert told(schema, {"kind": "c"})[0] == (("kind",), 'must be one of "a", "b"')


def test_what_follows_from_a_fault_is_not_told() -> None:
    """A declared property is no stranger because another rule of its schema failed."""
    schema = {"allOf": [{"properties": {"a": {"type": "integer"}}}], "unevaluatedProperties": False}
    assert told(schema, {"a": "x"}) == [(("a",), "must be an integer")]


def test_names_that_look_like_numbers() -> None:
    """A property is the one that was sent: it is told by its name, compared with the others, and kept secret."""
    schema = {
        "properties": {
            "1": {"properties": {"p": {"format": "password", "minLength": 9}}},
            "02": {"properties": {"name": {}}, "additionalProperties": False},
        }
    }
    check = checker(Schema.of(schema))
    found = rules(check.faults({"1": {"p": "a"}, "02": {"nam": 1}}), check.shape)
    assert {rule.path: rule.value for rule in found} == {("1", "p"): ABSENT, ("02", "nam"): ABSENT}
    assert found[-1].text == "is not a declared property; did you mean `name`?"


def test_passwords_are_not_quoted() -> None:
    """The value of a password is not among the rules, nor what is in an object that is secret."""
    schema = {"properties": {"p": {"type": "string", "format": "password", "minLength": 9}}}
    check = checker(Schema.of(schema))
    (rule,) = rules(check.faults({"p": "hunter2"}), check.shape)
    assert (rule.path, rule.value) == (("p",), ABSENT)


def test_deep_choices_end() -> None:
    """A choice within a choice is followed, within a bound."""
    schema: Any = {"type": "integer"}
    for _ in range(100):
        schema = {"anyOf": [schema]}
    assert told(schema, "a")


@pytest.mark.parametrize(
    ("name", "known", "words"),
    [("limt", ["limit", "offset"], "; did you mean `limit`?"), ("x", ["limit"], ""), ("a", [], "")],
)
def test_meant(name: str, known: list[str], words: str) -> None:
    """A near name is suggested, a far one is not."""
    assert meant(name, known) == words
