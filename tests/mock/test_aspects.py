"""What a schema says of a value: references followed, branches chosen."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.document.schema import Schema
from mockserver.mock.aspects import NO_ASPECT, Aspect, component_name, definition, type_names, types_of


def titles(schema: dict[str, Any], value: Any) -> list[str]:
    """The titles of the schemas that apply to the value, in order."""
    return [found["title"] for found in Aspect.of(Schema.of(schema), value).schemas if "title" in found]


def titled(title: str, **keywords: Any) -> dict[str, Any]:
    """A schema with a title."""
    return {"title": title, **keywords}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (titled("a"), ["a"]),
        (titled("a", allOf=[titled("b", allOf=[titled("c")]), titled("d")]), ["a", "b", "c", "d"]),
        ({"$ref": "#/$defs/B", "title": "a", "$defs": {"B": titled("b")}}, ["a", "b"]),
        ({"$ref": "#/$defs/x~1y%20z", "$defs": {"x/y z": titled("b")}}, ["b"]),
        ({"$ref": "#/$defs/nowhere", "$defs": {}}, []),
        ({"$ref": "#/$defs/A", "$defs": {"A": titled("a", allOf=[{"$ref": "#/$defs/A"}])}}, ["a"]),
        (titled("a", then=titled("b"), **{"else": titled("c")}), ["a", "b", "c"]),
        (titled("a", allOf="nonsense", oneOf=[None, 3]), ["a"]),
    ],
)
def test_what_applies_in_place(schema: dict[str, Any], expected: list[str]) -> None:
    """References and the in-place applicators are followed, the outermost first, each schema once."""
    assert titles(schema, {"k": 1}) == expected


CAT = titled("cat", type="object", required=["lives"], properties={"lives": {"type": "integer"}})
DOG = titled("dog", type="object", properties={"tricks": {"type": "array"}, "kind": {"const": "dog"}})
FISH = titled("fish", type="object", properties={"kind": {"$ref": "#/$defs/Kind"}, "fins": {}})
DEFINITIONS = {"Cat": CAT, "Dog": DOG, "Kind": {"enum": ["fish"]}}


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"lives": 9}, ["cat"]),
        ({"lives": "many"}, ["dog"]),
        ({"tricks": []}, ["dog"]),
        ({"kind": "fish", "fins": 2}, ["fish"]),
        ({"kind": "dog"}, ["dog"]),
        ({"kind": "bird", "fins": 0}, []),
        ("a string", ["word"]),
        (7, []),
    ],
)
def test_the_branch_that_is_most_like_the_value(keyword: str, value: Any, expected: list[str]) -> None:
    """A branch that the value contradicts is passed over; of the others the one that knows most members wins."""
    branches = [CAT, DOG, FISH, titled("word", type="string")]
    assert titles({keyword: branches, "$defs": DEFINITIONS}, value) == expected


@pytest.mark.parametrize(("kind", "expected"), [("c", ["base", "cat"]), ("d", ["base", "dog"]), ("x", ["base", "cat"])])
def test_the_discriminator_names_the_branch(kind: str, expected: list[str]) -> None:
    """The mapping of the discriminator decides, and where it says nothing the likeness does."""
    mapping = {"c": "#/$defs/Cat", "d": "#/$defs/Dog"}
    branches = [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}]
    discriminator = {"propertyName": "is", "mapping": mapping}
    schema = titled("base", discriminator=discriminator, oneOf=branches, **{"$defs": DEFINITIONS})
    assert titles(schema, {"is": kind, "lives": 9}) == expected


@pytest.mark.parametrize(
    ("schema", "name", "expected"),
    [
        ({"properties": {"a": titled("named")}, "additionalProperties": titled("other")}, "a", ["named"]),
        ({"properties": {"a": titled("named")}, "additionalProperties": titled("other")}, "b", ["other"]),
        ({"patternProperties": {"^x": titled("pattern")}}, "b", ["pattern"]),
        ({"patternProperties": {"^x": titled("one"), "^y": titled("two")}}, "b", []),
        ({"additionalProperties": False}, "b", []),
        ({"allOf": [{"properties": {"a": titled("1")}}, {"properties": {"a": titled("2")}}]}, "a", ["1", "2"]),
        ({"properties": "nonsense"}, "a", []),
    ],
)
def test_members(schema: dict[str, Any], name: str, expected: list[str]) -> None:
    """A property has each schema that names it, else what applies to the others."""
    member = Aspect.of(Schema.of(schema), {name: 1}).member(name, 1)
    assert [found["title"] for found in member.schemas] == expected


@pytest.mark.parametrize(("index", "expected"), [(0, ["first"]), (1, ["rest"]), (5, ["rest"])])
def test_items(index: int, expected: list[str]) -> None:
    """An item has its own place in `prefixItems`, and behind them `items`."""
    aspect = Aspect.of(Schema.of({"prefixItems": [titled("first")], "items": titled("rest")}), [])
    assert [found["title"] for found in aspect.item(index, 1).schemas] == expected


def test_keywords_and_component() -> None:
    """The outermost schema that has a keyword wins, and the reference at the top names the component."""
    schema = {"$ref": "#/$defs/A", "format": "own", "$defs": {"A": {"format": "its", "type": ["string", "null"]}}}
    aspect = Aspect.of(Schema.of(schema), "x")
    said = (
        aspect.first("format"),
        aspect.first("pattern"),
        aspect.types,
        aspect.component,
        aspect.referenced["format"],
    )
    assert said == ("own", None, ("string", "null"), "A", "its")


def test_no_schema_says_nothing() -> None:
    """Without a schema every question has an empty answer."""
    aspect = Aspect.of(None, {"a": [1]})
    assert aspect is NO_ASPECT
    assert (aspect.first("xml"), aspect.types, aspect.component, dict(aspect.referenced)) == (None, (), "", {})
    assert (aspect.member("a", [1]).schemas, aspect.item(0, 1).schemas) == ((), ())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ("null",)),
        (True, ("boolean",)),
        (1, ("integer", "number")),
        (1.0, ("integer", "number")),
        (1.5, ("number",)),
        ("", ("string",)),
        (b"", ("string",)),
        ([], ("array",)),
        ((), ("array",)),
        ({}, ("object",)),
        (float("inf"), ("number",)),
    ],
)
def test_types_of_values(value: Any, expected: tuple[str, ...]) -> None:
    """Each value has the types of JSON Schema, and a whole number is an integer."""
    assert types_of(value) == expected


def test_helpers_are_graceful() -> None:
    """What is no type, no reference or no definition is nothing."""
    assert (type_names(7), type_names(["string", 3]), component_name("#/other"), component_name(None)) == (
        (),
        ("string",),
        "",
        "",
    )
    assert dict(definition({"$defs": []}, "#/$defs/A")) == {}


def test_wide_schemas_are_bounded() -> None:
    """A schema of ten thousand branches in a ring of references is looked at within a bound."""
    ring = {
        "$defs": {
            str(n): {"allOf": [{"$ref": f"#/$defs/{(n * 7 + k) % 10_000}"} for k in range(9)]} for n in range(10_000)
        }
    }
    assert len(Aspect.of(Schema.of({"$ref": "#/$defs/0", **ring}), {}).schemas) == 256
