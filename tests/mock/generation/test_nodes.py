"""Recursion and size: where values end, and which never would."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation import compile_schema
from mockserver.mock.generation.nodes import Graph
from mockserver.mock.generation.schemas import Schemas

Values = Callable[..., list[Any]]


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _object(required: list[str] | None = None, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, **({"required": required} if required else {})}


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


def test_a_contradiction_has_no_whole() -> None:
    """It has a fault in its place, which is told whenever it is asked for what its places ask for."""
    node = Graph(Schemas.of({"type": "integer", "allOf": [{"type": "string"}]})).root
    assert node.fault is not None
    with pytest.raises(Unsatisfiable, match="another type too"):
        node.whole.declared()


RECURSIVE: dict[str, dict[str, Any]] = {
    "optional self": {"A": _object(id={"type": "integer"}, parent=_ref("A"))},
    "list of selves": {"A": _object(["children"], children={"type": "array", "items": _ref("A")})},
    "map of selves": {"A": {"type": "object", "additionalProperties": _ref("A")}},
    "nullable self": {"A": _object(["next"], next={"anyOf": [_ref("A"), {"type": "null"}]})},
    "through another": {"A": _object(["b"], b=_ref("B")), "B": _object(a=_ref("A"))},
    "two that need each other, with an end": {
        "A": _object(["b"], b=_ref("B")),
        "B": {"oneOf": [_object(["a"], a=_ref("A")), {"type": "string"}]},
    },
    "an array of itself": {"A": {"type": "array", "items": _ref("A")}},
    "a tuple of itself": {"A": {"type": "array", "prefixItems": [{"type": "string"}, _ref("A")]}},
    "inheritance": {
        "A": {"allOf": [_ref("B"), _object(child=_ref("A"))]},
        "B": _object(id={"type": "integer"}, sibling=_ref("B")),
    },
    "oneOf itself": {"A": {"oneOf": [{"type": "array", "items": _ref("A"), "minItems": 1}, {"type": "string"}]}},
    "a ring of references": {"A": _ref("B"), "B": _ref("A")},
    "anyOf itself": {"A": {"anyOf": [_ref("A"), {"type": "string"}]}},
    "the parent lists its heirs": {
        "A": {"oneOf": [_ref("B"), _ref("C")]},
        "B": {"allOf": [_object(["b"], b={"type": "string"})], "not": {"required": ["c"]}},
        "C": {"type": "object", "required": ["c"], "properties": {"c": _ref("A")}, "not": {"required": ["b"]}},
    },
}


@pytest.mark.parametrize("defs", RECURSIVE.values(), ids=RECURSIVE.keys())
def test_recursion_ends(defs: dict[str, Any], valid_values: Values) -> None:
    """A schema that contains itself gives values of a readable depth."""
    assert max(map(_depth, valid_values({**_ref("A"), "$defs": defs}))) <= 8


def test_a_whole_that_refers_to_itself(valid_values: Values) -> None:
    """`$ref: #` is the whole."""
    made = valid_values(_object(["n"], n={"type": "integer"}, child={"$ref": "#"}))
    assert {tuple(value) for value in made} == {("n", "child")}


@pytest.mark.parametrize(
    "defs",
    [
        {"A": _object(["a"], a=_ref("A"))},
        {"A": _object(["b"], b=_ref("B")), "B": _object(["a"], a=_ref("A"))},
        {"A": {"type": "array", "minItems": 1, "items": _ref("A")}},
        {"A": {"allOf": [_object(["a"]), _object(a=_ref("A"))]}},
        {"A": {"anyOf": [_object(["a"], a=_ref("A")), _object(["b"], b=_ref("A"))]}},
        {"A": {"type": "object", "minProperties": 1, "additionalProperties": _ref("A")}},
    ],
    ids=str,
)
def test_what_needs_itself_is_unsatisfiable(defs: dict[str, Any]) -> None:
    """Where every value would have to contain another of its kind, there is none, and that is said."""
    with pytest.raises(Unsatisfiable):
        compile_schema({**_ref("A"), "$defs": defs}).value(Random(0))


def test_the_reason_of_an_endless_schema() -> None:
    """The reason names the cause and not a limit of ours."""
    with pytest.raises(Unsatisfiable) as raised:
        compile_schema({**_ref("A"), "$defs": {"A": _object(["a"], a=_ref("A"))}}).value(Random(0))
    assert raised.value.reason == "every value would contain another one of its kind, without end"


def test_the_second_level_of_recursion_is_plain() -> None:
    """A category has its parent, and the parent has its own name, but no further parents."""
    schema = {**_ref("A"), "$defs": {"A": _object(name={"type": "string"}, parent=_ref("A"))}}
    value = compile_schema(schema).value(Random(0))
    assert (list(value), list(value["parent"])) == (["name", "parent"], ["name"])


@pytest.mark.parametrize("width", [3, 40])
def test_wide_schemas_stay_small(width: int) -> None:
    """Forty kinds of things that all refer to each other do not give an answer of forty to the forty."""
    defs = {
        f"T{n}": _object(None, x={"type": "string"}, **{f"t{m}": _ref(f"T{m}") for m in range(width)})
        for n in range(width)
    }
    assert len(json.dumps(compile_schema({**_ref("T0"), "$defs": defs}).value(Random(0)))) < 100_000


def test_doubling_is_too_large() -> None:
    """Thirty levels that each need two of the next make a milliard of values: too large, and found out at once."""
    defs = {f"A{n}": _object(["l", "r"], l=_ref(f"A{n + 1}"), r=_ref(f"A{n + 1}")) for n in range(30)}
    with pytest.raises(Unsatisfiable) as raised:
        compile_schema({**_ref("A0"), "$defs": {**defs, "A30": {"type": "string"}}}).value(Random(0))
    assert "too large to generate" in raised.value.reason


@pytest.mark.parametrize(
    "schema",
    [
        {
            "allOf": [
                {"oneOf": [{"properties": {f"p{i}_{j}": {"type": "string"}}} for j in range(12)]} for i in range(12)
            ]
        },
        {"allOf": [{"oneOf": [{"multipleOf": p} for p in (2, 3, 5, 7, 11, 13)]} for _ in range(8)], "const": 1},
    ],
    ids=["that overlap", "that contradict"],
)
def test_combinations_are_bounded(schema: dict[str, Any]) -> None:
    """Choices upon choices are tried up to a bound; what is not found then is reported, and at once the next time."""
    generator = compile_schema({"type": ["object", "integer"], **schema})
    reasons = []
    for seed in (1, 2):
        with pytest.raises(Unsatisfiable) as raised:
            generator.value(Random(seed))
        reasons.append(raised.value.reason)
    assert reasons[0] == reasons[1]


@pytest.mark.parametrize("depth", [100, 300, 2_000])
def test_depth_is_survived(depth: int) -> None:
    """A schema of any depth gives a value or says that it is too deep; the process goes on."""
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        schema = _object(["a"], a=schema)
    try:
        outcome = str(_depth(compile_schema(schema).value(Random(0))))
    except Unsatisfiable as error:
        outcome = error.reason
    assert outcome in {str(depth), "the schema is nested too deep to generate from"}


def test_many_properties_are_no_combinations() -> None:
    """An object of six thousand properties is large, and nothing worse."""
    schema = {"type": "object", "properties": {f"p{n}": {"type": "string"} for n in range(6_000)}}
    assert len(compile_schema(schema).value(Random(0))) == 6_000
