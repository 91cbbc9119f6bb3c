"""The whole way: repeatable, bounded, and as good as can be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation import compile_schema

_PET: dict[str, Any] = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
        "owner": {"oneOf": [{"$ref": "#/$defs/Person"}, {"$ref": "#/$defs/Shop"}]},
        "code": {"type": "string", "pattern": r"^(?=.*\d)[A-Z\d]{6}$"},
        "labels": {"type": "object", "additionalProperties": {"type": "number"}},
    },
    "$defs": {
        "Person": {"type": "object", "required": ["email"], "properties": {"email": {"type": "string"},
        "boss": {"$ref": "#/$defs/Person"}}},
        "Shop": {"type": "object", "required": ["company"], "properties": {"company": {"type": "string"}}},
    },
}  # fmt: skip


def test_the_same_state_gives_the_same_value() -> None:
    """What was made before does not matter, nor which generator is asked."""
    used, fresh = compile_schema(_PET), compile_schema(_PET)
    for seed in range(20):
        used.value(Random(seed))
    assert [used.value(Random(seed)) for seed in range(5)] == [fresh.value(Random(seed)) for seed in range(5)]


@pytest.mark.parametrize("hash_seed", ["0", "1", "4711"])
def test_every_process_gives_the_same_value(hash_seed: str) -> None:
    """Hashes of texts differ between processes; values do not."""
    script = (
        "import json, sys; from random import Random; from mockserver.mock.generation import compile_schema;"
        "print(json.dumps([compile_schema(json.load(sys.stdin)).value(Random(5))]))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps(_PET),
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert json.loads(done.stdout) == [compile_schema(_PET).value(Random(5))]


def test_values_differ() -> None:
    """Another state gives another value."""
    generator = compile_schema(_PET)
    assert len({json.dumps(generator.value(Random(seed))) for seed in range(20)}) == 20


def test_dates_are_told_from_the_epoch() -> None:
    """There is no clock: what was created lies before the epoch that is passed."""
    generator = compile_schema(
        {"properties": {"createdAt": {"type": "string"}}, "type": "object"}, epoch=datetime(2001, 1, 1, tzinfo=UTC)
    )
    made = [generator.value(Random(seed))["createdAt"] for seed in range(20)]
    assert (min(made)[:2], max(made)[:4]) == ("19", "2000")


@pytest.mark.parametrize(
    ("schema", "nearest"),
    [
        ({"oneOf": [{"const": "a"}, {"const": "a"}]}, "a"),
        ({"const": True, "not": {"const": True}}, True),
        ({"oneOf": [{}, {"const": 5}], "type": "integer", "minimum": 5, "maximum": 5}, 5),
        ({"const": 3}, 3),
    ],
)
def test_the_nearest_value_is_given_where_none_is_valid(schema: dict[str, Any], nearest: Any) -> None:
    """Branches that nobody can tell apart still give something to work with."""
    assert compile_schema(schema).nearest(Random(0)) == nearest


def test_there_is_no_nearest_value_too_deep_to_be_made() -> None:
    """A chain of thousands of objects, each required by the other, is told like any other fault."""
    chain = {
        f"N{at}": {"type": "object", "required": ["n"], "properties": {"n": {"$ref": f"#/$defs/N{at + 1}"}}}
        for at in range(2_000)
    }
    schema = {"$ref": "#/$defs/N0", "$defs": {**chain, "N2000": {"type": "null"}}}
    with pytest.raises(Unsatisfiable, match="nested too deep"):
        compile_schema(schema).nearest(Random(0))


def test_there_is_not_always_a_nearest_value() -> None:
    """Where bounds contradict each other, no value is nearer than others."""
    with pytest.raises(Unsatisfiable, match="the least number, 3, is above the greatest, 1"):
        compile_schema({"type": "integer", "minimum": 3, "maximum": 1}).nearest(Random(0))


def test_an_example_is_taken_after_nothing_else_was_found() -> None:
    """That nothing can be made up does not mean that there is nothing."""
    patterns = [{"pattern": "^([a-z]{3}[0-9]){4}$"}, {"pattern": "^abc1"}, {"pattern": "jkl4$"}]
    generator = compile_schema({"type": "string", "allOf": patterns, "example": "abc1def2ghi3jkl4"})
    with pytest.raises(Unsatisfiable, match="no string was found"):
        generator.value(Random(0), examples=False)
    assert generator.value(Random(0)) == "abc1def2ghi3jkl4"


def test_branches_that_an_example_tells_apart_are_told_apart_without_it() -> None:
    """That the example keeps clear of the other branch says nothing of the values that are made up."""
    generator = compile_schema(
        {"oneOf": [{"type": "string", "example": "zz9"}, {"type": "string", "pattern": "^[^9]*$"}]}
    )
    assert generator.value(Random(0)) == "zz9"
    made = [generator.value(Random(seed), examples=False) for seed in range(10)]
    assert [("9" in each, each == "zz9") for each in made] == [(True, False)] * 10


def test_formats_tell_branches_apart_where_nothing_else_does() -> None:
    """A date is a text too: with formats as conditions, a text that is no date is of one branch only."""
    value = compile_schema({"oneOf": [{"type": "string"}, {"type": "string", "format": "date"}]}).value(Random(0))
    assert isinstance(value, str)


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/$defs/nowhere"},
        {"$ref": "#/properties/a/0"},
        {"properties": {"a": {"$ref": "#nowhere"}}, "required": ["a"]},
    ],
)
def test_a_reference_to_nowhere_is_told(schema: dict[str, Any]) -> None:
    """A reference that leads nowhere is a fault of the schema, not a crash."""
    with pytest.raises(Unsatisfiable, match="leads nowhere"):
        compile_schema(schema).value(Random(0))


@pytest.mark.parametrize("reference", ["https://example.com/schema.json", "file:///etc/hostname"])
def test_nothing_is_fetched(reference: str) -> None:
    """A reference out of the schema is passed over: what it says is not known here."""
    assert compile_schema({"$ref": reference, "type": "integer"}).value(Random(0)) > 0


def test_an_input_is_not_changed() -> None:
    """The schema that was passed in is the same afterwards."""
    before = json.dumps(_PET)
    compile_schema(_PET).value(Random(0))
    assert json.dumps(_PET) == before


def test_all_values_can_be_written() -> None:
    """Values are plain JSON: no subclass, no tuple, no infinite number."""
    for seed in range(10):
        value = compile_schema(_PET).value(Random(seed))
        assert json.loads(json.dumps(value, allow_nan=False)) == value


def test_a_long_life_does_not_fill_up() -> None:
    """What is kept of combinations is dropped before it is too much, and makes no difference to values."""
    choices = [{"oneOf": [{"required": [f"p{i}_{j}"]} for j in range(12)]} for i in range(12)]
    properties = {f"p{i}_{j}": {"type": "boolean"} for i in range(12) for j in range(12)}
    old = compile_schema({"type": "object", "allOf": choices, "properties": properties}, fill="required")
    values = [old.value(Random(seed)) for seed in range(6)]
    fresh = compile_schema({"type": "object", "allOf": choices, "properties": properties}, fill="required")
    assert fresh.value(Random(5)) == values[5]


def test_effort_is_bounded() -> None:
    """An array that asks for more tries than anybody would wait for is given up."""
    item = {"oneOf": [{"type": "array", "minItems": 90, "items": {"type": "string"}}, {"type": "array", "maxItems": 9}]}
    schema = {"type": "array", "minItems": 180, "uniqueItems": True, "items": {**item, "contains": {"const": 1}}}
    try:
        outcome = str(len(compile_schema(schema).value(Random(0))))
    except Unsatisfiable as error:
        outcome = error.reason
    assert outcome
