"""Schemas that can be satisfied by construction: a value is drawn first, then schemas that it obeys are put together.

Every keyword may appear, also beside and inside of each other. The value itself is the proof that a valid one exists.
"""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mockserver.mock.generation import compile_schema

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]
_NAMES = ("a", "b", "name", "id", "createdAt", "price", "x-1")
_TEXTS = ("", "a", "abc", "hello world", "A1", "2024-01-02", "x-y_z", "\u00e9t\u00e9", "99")


def value(random: Random, depth: int = 3) -> Any:
    """Any JSON value, nested at most so deep."""
    kinds: list[Callable[[], Any]] = [
        lambda: random.randint(-20, 200),
        lambda: random.randint(-2000, 2000) / random.choice((1, 2, 4, 10, 100)),
        lambda: random.choice(_TEXTS),
        lambda: random.choice((True, False, None)),
    ]
    if depth > 0:
        kinds += [lambda: [value(random, depth - 1) for _ in range(random.randint(0, 4))]]
        kinds += [lambda: {name: value(random, depth - 1) for name in random.sample(_NAMES, random.randint(0, 4))}] * 2
    return random.choice(kinds)()


def schema_of(random: Random, of: Any, depth: int = 4) -> Json:
    """A schema that the value obeys."""
    schema: Json = {}
    for _ in range(random.randint(1, 3)):
        schema.update(_typed(random, of, depth))
    if depth > 0 and random.random() < 0.4:
        schema.update(random.choice(_COMBINED)(random, of, depth - 1))
    return schema


def _typed(random: Random, of: Any, depth: int) -> Json:  # noqa: PLR0911 -- one for each type
    if random.random() < 0.4:
        other = random.choice([each for each in ("null", "string") if each != _type(of)])
        return {"type": random.choice([_type(of), [_type(of), other], [other, _type(of)]])}
    if random.random() < 0.05:
        return random.choice([{"const": of}, {"enum": [7, of, "other"]}])
    match of:
        case bool() | None:
            return {"type": _type(of)}
        case int() | float():
            return _number(random, of)
        case str():
            return _string(random, of)
        case list():
            return _array(random, of, depth - 1)
        case _:
            return _object(random, of, depth - 1)


def _type(of: Any) -> str:
    names = {
        bool: "boolean",
        int: "integer",
        float: "number",
        str: "string",
        list: "array",
        dict: "object",
        type(None): "null",
    }
    return names[type(of)]


def _number(random: Random, of: float) -> Json:
    return random.choice(
        [
            {"minimum": of},
            {"maximum": of},
            {"minimum": of - random.randint(0, 5), "maximum": of + random.randint(0, 5)},
            {"exclusiveMinimum": of - 1, "exclusiveMaximum": of + random.choice((0.5, 3))},
            {"multipleOf": abs(of)} if of and isinstance(of, int) else {"minimum": of},
            {"multipleOf": random.choice([n for n in (1, 2, 3, 5) if of % n == 0])}
            if isinstance(of, int)
            else {"maximum": of},
        ]
    )


def _string(random: Random, of: str) -> Json:
    return random.choice(
        [
            {"minLength": random.randint(0, len(of))},
            {"maxLength": len(of) + random.randint(0, 9)},
            {"minLength": len(of), "maxLength": len(of)},
            {"pattern": f"^{re.escape(of)}$"},
            {"pattern": "".join(f"[{re.escape(char)}0-9k]" for char in of) or "^"},
            {"pattern": f"^.{{{len(of)}}}$"} if "\n" not in of else {},
            {"pattern": r"^(?!q)"},
        ]
    )


def _array(random: Random, of: list[Any], depth: int) -> Json:
    choices: list[Json] = [
        {"minItems": random.randint(0, len(of))},
        {"maxItems": len(of) + random.randint(0, 2)},
        {"prefixItems": [schema_of(random, each, depth) for each in of[: random.randint(0, 2)]] or [{}]},
    ]
    if of:
        choices += [{"contains": schema_of(random, random.choice(of), depth), "minContains": random.randint(0, 1)}]
        choices += [{"items": {"anyOf": [schema_of(random, each, depth - 1) for each in of]}}] * 2
    if _is_unique(of):
        choices += [{"uniqueItems": True}]
    return random.choice(choices)


def _is_unique(of: list[Any]) -> bool:
    return jsonschema_rs.is_valid({"uniqueItems": True}, of)


def _object(random: Random, of: Json, depth: int) -> Json:
    known = {name: schema_of(random, each, depth) for name, each in of.items() if random.random() < 0.8}
    declared = {**known, **({"other": {"type": "string"}} if random.random() < 0.3 else {})}
    choices: list[Json] = [
        {"properties": declared},
        {"properties": declared, "required": random.sample(list(of), random.randint(0, len(of)))},
        {
            "properties": {name: schema_of(random, each, depth) for name, each in of.items()},
            "additionalProperties": False,
        },
        {"minProperties": random.randint(0, len(of))},
        {"maxProperties": len(of) + random.randint(0, 2)},
        {"propertyNames": {"pattern": "^[a-zA-Z0-9-]+$"}},
        {"dependentRequired": {"ghost": ["a"], **{name: list(of)[:1] for name in list(of)[1:]}}},
        {"dependentSchemas": {name: {"minProperties": 1} for name in list(of)[:1]}},
        {
            "patternProperties": {
                "^[a-c]$": {"anyOf": [{"type": "string"}, *(schema_of(random, of[n], depth) for n in of if n in "abc")]}
            }
        },
    ]
    return random.choice(choices)


# --- combined ---------------------------------------------------------------------------------------------------------


def _all_of(random: Random, of: Any, depth: int) -> Json:
    return {"allOf": [schema_of(random, of, depth) for _ in range(random.randint(1, 3))]}


def _any_of(random: Random, of: Any, depth: int) -> Json:
    members = [schema_of(random, of, depth), schema_of(random, value(random, 1), depth)]
    random.shuffle(members)
    return {"anyOf": members}


def _one_of(random: Random, of: Any, depth: int) -> Json:
    others = [schema_of(random, value(random, 1), depth - 1) for _ in range(random.randint(1, 2))]
    members = [schema_of(random, of, depth), *(each for each in others if not jsonschema_rs.is_valid(each, of))]
    random.shuffle(members)
    return {"oneOf": members}


def _not(random: Random, of: Any, depth: int) -> Json:
    other = schema_of(random, value(random, 1), depth - 1)
    return {"not": other} if not jsonschema_rs.is_valid(other, of) else {}


def _conditional(random: Random, of: Any, depth: int) -> Json:
    condition = schema_of(random, random.choice((of, value(random, 1))), depth - 1)
    holds, fails = schema_of(random, of, depth), schema_of(random, value(random, 1), depth - 1)
    is_met = jsonschema_rs.is_valid(condition, of)
    return {"if": condition, "then": holds if is_met else fails, "else": fails if is_met else holds}


_COMBINED: tuple[Callable[[Random, Any, int], Json], ...] = (_all_of, _any_of, _one_of, _not, _conditional)


@settings(max_examples=150)
@given(st.randoms(use_true_random=False))
def test_values_of_made_schemas_are_valid(random: Random) -> None:
    """Whatever keywords are put together, values are found that obey them all."""
    of = value(random)
    schema = schema_of(random, of)
    assume(jsonschema_rs.is_valid(schema, of))
    generator = compile_schema(schema)
    made = [generator.value(Random(seed)) for seed in range(3)]
    assert [jsonschema_rs.is_valid(schema, each) for each in made] == [True] * 3


@pytest.mark.parametrize("start", range(0, 400, 100))
def test_a_fixed_corpus_of_made_schemas(start: int) -> None:
    """Hundreds of schemas that never change: each gives valid values."""
    invalid = []
    for number in range(start, start + 100):
        random = Random(number)
        of = value(random)
        schema = schema_of(random, of)
        if jsonschema_rs.is_valid(schema, of):
            made = compile_schema(schema).value(Random(0))
            invalid += [] if jsonschema_rs.is_valid(schema, made) else [number]
    assert invalid == []
