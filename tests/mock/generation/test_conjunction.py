"""Several schemas seen as one."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.mock.generation.conjunction import gather, key_of
from mockserver.mock.generation.schemas import Schemas


@pytest.mark.parametrize(
    ("one", "other", "are_equal"),
    [
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        ("1", 1, False),
        (None, 0, False),
        ([1, [2]], [1.0, [2]], True),
        ([1, 2], [2, 1], False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1.0}, True),
        ({}, [], False),
    ],
)
def test_json_values_are_equal(one: Any, other: Any, are_equal: bool) -> None:
    """Equality is that of JSON Schema (2020-12 core, section 4.2.2)."""
    assert (key_of(one) == key_of(other)) is are_equal


@pytest.mark.parametrize(
    ("schema", "kinds"),
    [
        ({"type": "number"}, ("fraction", "integer")),
        ({"allOf": [{"type": "number"}, {"type": "integer"}]}, ("integer",)),
        ({"type": ["null", "string"]}, ("string", "null")),
        ({"minLength": 1}, ("string", "integer", "fraction", "boolean", "object", "array", "null")),
        ({"minimum": 1}, ("integer", "fraction", "string", "boolean", "object", "array", "null")),
    ],
)
def test_kinds_are_intersected_and_ordered(schema: Any, kinds: tuple[str, ...]) -> None:
    """The kind to prefer comes first: the one that the keywords speak of, and null last."""
    schemas = Schemas.of(schema)
    assert gather(schemas, [schemas.root]).kinds == kinds


@pytest.mark.parametrize(
    ("name", "pointers"),
    [
        ("a", ["/allOf/0/properties/a", "/properties/a"]),
        ("b", ["/allOf/0/additionalProperties"]),
        ("x-1", ["/allOf/0/additionalProperties", "/patternProperties/^[x]"]),
        ("z", ["/allOf/0/additionalProperties"]),
    ],
)
def test_a_property_obeys_all_that_is_said_of_it(name: str, pointers: list[str]) -> None:
    """Each place says its own: by name, by pattern, for the rest, and for what nobody else has spoken of."""
    schemas = Schemas.of(
        {
            "allOf": [{"properties": {"a": {"type": "string"}}, "additionalProperties": {"type": "integer"}}],
            "properties": {"a": {"minLength": 1}},
            "patternProperties": {"^x": {}},
        }
    )
    found = [place.pointer or "" for place in gather(schemas, [schemas.root]).property_places(name)]
    assert sorted(found) == pointers


def test_unevaluated_is_what_nobody_speaks_of() -> None:
    """`unevaluatedProperties` sees into `allOf`, and not out of it."""
    schemas = Schemas.of(
        {"allOf": [{"properties": {"a": {}}}], "properties": {"b": {}}, "unevaluatedProperties": False}
    )
    whole = gather(schemas, [schemas.root])
    spoken = {name: [place.pointer for place in whole.property_places(name)] for name in "abc"}
    assert spoken == {"a": ["/allOf/0/properties/a"], "b": ["/properties/b"], "c": ["/unevaluatedProperties"]}
