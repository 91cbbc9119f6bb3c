"""Rules of Schema Objects: patterns, contradictions, keywords without effect."""

from __future__ import annotations

from typing import NoReturn

import pytest

from mockserver.document.parse import parse
from mockserver.document.schema import LONGEST_PATTERN
from mockserver.document.validation import deep
from mockserver.errors import NotRetrieved


def refuse(uri: str) -> NoReturn:
    """A retriever that reads nothing."""
    raise NotRetrieved(f"{uri} is not read")


def told(schema: str, version: str = "openapi: 3.1.0") -> list[tuple[str, str, str]]:
    """Code, pointer within the schema and hint of each deep diagnostic of a schema."""
    holder = "definitions" if version.startswith("swagger") else "components:\n  schemas"
    lines = f"{version}\ninfo: {{title: t, version: '1'}}\n{holder}:\n    A: {schema}"
    found = deep(parse(lines, name="d.yaml"), refuse, uri="file:///d.yaml")
    return [(each.code, each.pointer.partition("/A")[2], each.hint) for each in found]


@pytest.mark.parametrize(
    "pattern",
    ["^a+$", "\\p{L}+", "^\\-$", "[\\w-.]", "(?<year>\\d{4})", "(?<=a)b", "\\u{1F600}", "a{1000000000}"],
)
def test_patterns_of_ecma_262_are_sound(pattern: str) -> None:
    """What ECMA-262 reads is no finding, with the flag `u` or without."""
    assert told(f"{{type: string, pattern: '{pattern}'}}") == []


@pytest.mark.parametrize(
    ("pattern", "hint"),
    [
        ("[a-", ""),
        ("(a", ""),
        ("*a", ""),
        ("(?i)abc", "ECMA-262 has no inline flags: write both cases, such as [Aa]"),
        ("(?P<n>a)", "ECMA-262 writes a named group (?<name>...)"),
        ("a++", "ECMA-262 has no possessive quantifiers"),
        ("(" * 3000 + ")" * 3000, ""),
    ],
)
def test_what_is_no_pattern_is_told(pattern: str, hint: str) -> None:
    """What ECMA-262 does not read is an error, with the cure for what other dialects write."""
    assert told(f"{{pattern: '{pattern}'}}") == [("bad-pattern", "/pattern", hint)]


def test_the_keys_of_pattern_properties_are_patterns() -> None:
    """A key of `patternProperties` is told at the key."""
    assert told("{patternProperties: {'[a': {}, '^x': {}}}") == [("bad-pattern", "/patternProperties/[a", "")]


def test_a_pattern_has_a_bound() -> None:
    """A pattern of thousands of characters is not compiled."""
    assert told(f"{{pattern: '{'a' * (LONGEST_PATTERN + 1)}'}}") == [("bad-pattern", "/pattern", "")]


def test_patterns_of_swagger_parameters() -> None:
    """2.0 spells the schema of a parameter out in the parameter."""
    lines = "paths:\n  /a: {get: {parameters: [{name: a, in: query, type: string, pattern: '(a'}]}}"
    source = parse(f"swagger: '2.0'\ninfo: {{title: t, version: '1'}}\n{lines}", name="d.yaml")
    assert [(each.code, each.location.line) for each in deep(source, refuse)] == [("bad-pattern", 4)]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("{minimum: 1, maximum: 1}", []),
        ("{minimum: 2, maximum: 1}", [("impossible-schema", "/minimum", "swap them?")]),
        ("{minLength: 2, maxLength: 1}", [("impossible-schema", "/minLength", "swap them?")]),
        ("{minItems: 2, maxItems: 1}", [("impossible-schema", "/minItems", "swap them?")]),
        ("{minProperties: 2, maxProperties: 1}", [("impossible-schema", "/minProperties", "swap them?")]),
        ("{minimum: a, maximum: 1}", []),
        ("{type: string, enum: [a, b]}", []),
        ("{type: string, enum: [a, 1]}", [("enum-of-other-type", "/enum/1", "put it in quotes: '1'")]),
        ("{type: string, enum: [true]}", [("enum-of-other-type", "/enum/0", "put it in quotes: 'true'")]),
        ("{type: string, enum: [null]}", [("enum-of-other-type", "/enum/0", "put it in quotes: 'null'")]),
        ("{type: integer, enum: [1, 2.0]}", []),
        ("{type: integer, enum: [1, '2']}", [("enum-of-other-type", "/enum/1", "")]),
        ("{type: [string, 'null'], enum: [a, null]}", []),
        ("{type: number, enum: [1, true]}", [("enum-of-other-type", "/enum/1", "")]),
        ("{type: array, enum: [[1]]}", []),
        ("{type: object, enum: [{}]}", []),
        ("{type: boolean, enum: [true]}", []),
        ("{type: strng, enum: [1]}", []),
        ("{enum: 5, type: string}", []),
    ],
)
def test_contradictions(schema: str, expected: list[tuple[str, str, str]]) -> None:
    """Bounds that cross, and values of another type than the schema's own."""
    assert told(schema) == expected


def test_nullable_admits_null_to_an_enum() -> None:
    """A null in the `enum` of a nullable schema is of its type."""
    assert told("{type: string, nullable: true, enum: [a, null]}", "openapi: 3.0.4") == []
    assert told("{type: string, x-nullable: true, enum: [a, null]}", "swagger: '2.0'") == []


@pytest.mark.parametrize(
    ("version", "schema", "expected"),
    [
        ("openapi: 3.1.0", "{type: string, nullable: true}",
         [("no-effect", "/nullable", "write 'type: [string, \"null\"]'")]),
        ("openapi: 3.2.0", "{type: [string], nullable: true}",
         [("no-effect", "/nullable", "add 'null', in quotes, to the types")]),
        ("openapi: 3.0.4", "{type: string, nullable: true}", []),
        ("openapi: 3.1.0", "{requird: [a]}", [("unknown-keyword", "/requird", "did you mean 'required'?")]),
        ("openapi: 3.1.0", "{myKeyword: 1, x-requird: 2}", []),
        ("openapi: 3.0.4", "{type: array}", [("missing-items", "", "add 'items: {}' if they may be anything")]),
        ("openapi: 3.0.4", "{type: array, items: {}}", []),
        ("openapi: 3.1.0", "{type: array}", []),
        ("openapi: 3.0.4", "{properties: {b: {$ref: '#/components/schemas/A', nullable: true, description: x}}}",
         [("beside-ref", "/properties/b/nullable", "put the $ref into an 'allOf' beside it")]),
        ("openapi: 3.1.0", "{properties: {b: {$ref: '#/components/schemas/A', type: object, description: x}}}", []),
        ("openapi: 3.1.0", "{properties: {name: {}}, required: [nmae]}",
         [("required-not-defined", "/required/0", "did you mean 'name'?")]),
        ("openapi: 3.1.0", "{properties: {name: {}}, required: [id]}", []),
        ("openapi: 3.1.0", "{properties: {name: {}, names: {}}, required: [name, names]}", []),
        ("openapi: 3.1.0", "{properties: [], required: [id, 5]}", []),
    ],
)  # fmt: skip
def test_what_has_no_effect(version: str, schema: str, expected: list[tuple[str, str, str]]) -> None:
    """Keywords that a version does not have, that a `$ref` takes the effect of, or that name no property."""
    assert told(schema, version) == expected


@pytest.mark.parametrize(
    ("beside", "message"),
    [
        ("nullable: true", "'nullable' beside a $ref is ignored, but that null is admitted here"),
        ("nullable: false", "'nullable' beside a $ref is ignored"),
        ("type: string", "'type' beside a $ref is ignored"),
    ],
)
def test_what_is_said_of_a_keyword_beside_a_reference_is_true_here(beside: str, message: str) -> None:
    """A reference that is `nullable` admits null, though OpenAPI 3.0 ignores what stands beside it."""
    text = f"openapi: 3.0.4\ninfo: {{title: t, version: '1'}}\ncomponents: {{schemas: {{A: {{}}, B: {{$ref: '#/components/schemas/A', {beside}}}}}}}"
    found = deep(parse(text, name="d.yaml"), refuse, uri="file:///d.yaml")
    assert [each.message for each in found if each.code == "beside-ref"] == [message]
