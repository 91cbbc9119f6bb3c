"""Values against schemas."""

from __future__ import annotations

import gc
from typing import Any
from weakref import ref

import jsonschema_rs
import pytest

from mockserver.document.schema import Schema
from mockserver.mock import checking
from mockserver.mock.checking import MOST_COMPILED, MOST_FAULTS, checker, judge, part
from mockserver.mock.recent import MOST_DEFINITIONS
from mockserver.mock.shapes import Shape


def accepts(schema: dict[str, Any], value: Any) -> bool:
    """Whether a schema accepts a value."""
    return checker(Schema.of(schema)).accepts(value)


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("date", "2026-05-31", "2026-02-30"),
        ("date-time", "2026-05-31T10:00:00Z", "2026-05-31"),
        ("time", "10:00:00Z", "10:00"),
        ("duration", "P1D", "1 day"),
        ("email", "a@b.example", "a"),
        ("hostname", "a.example", "-a"),
        ("ipv4", "127.0.0.1", "127.0.0"),
        ("ipv6", "::1", "1"),
        ("uri", "https://a.example/b", "b"),
        ("uri-reference", "/b", "a b"),
        ("uuid", "123e4567-e89b-12d3-a456-426614174000", "123"),
        ("json-pointer", "/a", "a"),
        ("regex", "a+", "("),
        ("byte", "YWI=", "YWI"),
        ("byte", "", "!!!!"),
        ("base64url", "_-8=", "+/8="),
        ("char", "a", "ab"),
        ("time-local", "10:00:00", "25:00:00"),
        ("date-time-local", "2026-05-31T10:00:00", "2026-05-31T10:00:00Z"),
    ],
)
def test_formats_are_asserted(name: str, good: str, bad: str) -> None:
    """A format is a rule for texts, and for nothing else."""
    assert [accepts({"format": name}, value) for value in (good, bad, 5)] == [True, False, True]


def test_unknown_formats_are_notes() -> None:
    """A format that nobody knows allows everything."""
    assert accepts({"format": "iban"}, "anything")


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"type": "integer", "minimum": "five"}, 1, "a"),
        ({"type": "object", "required": True, "minProperties": 1}, {"a": 1}, {}),
        ({"type": "strng", "maxLength": 1}, "a", "ab"),
        ({"properties": {"a": {"type": "integer", "multipleOf": 0}}}, {"a": 1}, {"a": "b"}),
        ({"type": "string", "pattern": "("}, "a", 1),
        ({"allOf": [{"type": "nonsense"}, {"type": "integer"}]}, 1, "a"),
    ],
)
def test_broken_keywords_are_left_out(schema: dict[str, Any], good: Any, bad: Any) -> None:
    """What the engine refuses of a schema is not checked; the rest of it is."""
    assert [accepts(schema, value) for value in (good, bad)] == [True, False]


@pytest.mark.parametrize(
    ("text", "expected"), [("é" * 2, True), ("é" * 500, True), ("é" * 501, False), ("é", False), ("12", False)]
)
def test_patterns_too_large_for_the_engine(text: str, expected: bool) -> None:
    """A pattern whose great counts the engine refuses is asked for without them, and its length apart."""
    assert accepts({"properties": {"a": {"type": "string", "pattern": r"^\p{L}{2,500}$"}}}, {"a": text}) is expected


def test_schemas_of_many_faults_are_let_go() -> None:
    """A schema with more broken keywords than anybody repairs is not checked."""
    broken = {"properties": {f"p{number}": {"minLength": -1} for number in range(500)}, "type": "object"}
    assert checking.Checker(broken).accepts(5)


def test_many_patterns_too_large_are_one_repair(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many patterns are too large, the schema is compiled twice."""
    compiled: list[Any] = []
    make = jsonschema_rs.Draft202012Validator

    def counted(schema: Any, **options: Any) -> Any:
        compiled.append(schema)
        return make(schema, **options)

    monkeypatch.setattr(jsonschema_rs, "Draft202012Validator", counted)
    names = [f"p{number}" for number in range(5)]
    check = checking.Checker({"properties": {name: {"pattern": r"^\p{L}{1,500}$"} for name in names}})
    assert [check.accepts({name: "1"}) for name in names] == [False] * 5
    assert len(compiled) == 2


@pytest.mark.parametrize("reference", ["http://127.0.0.1:9/a", "file:///etc/hostname", "#/$defs/nowhere"])
def test_nothing_is_fetched(reference: str) -> None:
    """A reference that leads out of the schema allows everything, and nothing is read for it."""
    assert accepts({"$ref": reference}, 5)


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(?=a)(a+)+$", "^(a|a)*(?!b)c$", "^(([a-z])+.)+[A-Z]([a-z])+$"])
def test_hostile_patterns_end(pattern: str) -> None:
    """A pattern that backtracks forever elsewhere ends, and refuses."""
    assert accepts({"pattern": pattern}, "a" * 5_000 + "!") is False


def test_rings_of_references_end() -> None:
    """A schema that is only itself allows everything."""
    ring = {"$ref": "#/$defs/A", "$defs": {"A": {"allOf": [{"$ref": "#/$defs/B"}]}, "B": {"$ref": "#/$defs/A"}}}
    assert accepts(ring, 5)


def test_faults_are_bounded() -> None:
    """However many faults, only so many are collected."""
    check = checker(Schema.of({"items": {"type": "integer"}}))
    assert len(check.faults(["x"] * 1_000)) == MOST_FAULTS


@pytest.mark.parametrize(
    ("schema", "value", "path"),
    [
        ({"additionalProperties": {"type": "string"}}, {"007": 5}, ("007",)),
        ({"additionalProperties": {"items": {"type": "string"}}}, {"7": ["a", 5]}, ("7", 1)),
        ({"items": {"additionalProperties": False}}, [{}, {"7": 5}], (1,)),
    ],
)
def test_paths_hold_the_keys_of_the_value(schema: dict[str, Any], value: Any, path: checking.Path) -> None:
    """A key that looks like a number stays the text that was sent."""
    whole, nested = checker(Schema.of(schema)), checker(Schema.of({"items": {"anyOf": [schema]}}))
    assert [fault.path for fault in whole.faults(value)] == [path]
    assert [fault.path for fault in whole.faults(value, ("a", 1))] == [("a", 1, *path)]
    (choice,) = nested.faults([None, value])
    assert [[fault.path for fault in branch] for branch in choice.branches] == [[(1, *path)]]


def test_a_checker_is_kept_with_its_schema() -> None:
    """A schema is compiled once for each way of reading it, and forgotten with the schema."""
    schema = Schema.of({"type": "object"})
    assert checker(schema) is checker(schema)
    assert checker(schema) is not checker(schema, nulls=True)
    assert judge(schema) is judge(schema)
    kept, watched = len(checking._CHECKERS), ref(schema)  # noqa: SLF001 -- that nothing leaks is seen only here
    del schema
    gc.collect()
    assert watched() is None
    assert len(checking._CHECKERS) < kept  # noqa: SLF001


def compiled_of(checkers: list[checking.Checker]) -> list[checking.Checker]:
    """Those of the checkers that are compiled now."""
    return [each for each in checking._COMPILED if each in checkers]  # noqa: SLF001 -- what it costs is seen only here


def test_what_was_compiled_first_is_given_up() -> None:
    """Large schemas stay compiled as long as there is room; one that was given up is compiled again."""
    large: dict[str, Any] = {"$defs": {f"D{number}": {} for number in range(MOST_DEFINITIONS // 2)}}
    checkers = [checker(Schema.of({"const": number, **large})) for number in range(3)]
    assert compiled_of(checkers) == []
    for number, each in enumerate(checkers):
        assert each.accepts(number)
    assert compiled_of(checkers) == checkers[1:]
    assert [checkers[0].accepts(number) for number in range(3)] == [True, False, False]
    assert len(checkers[0].faults(1)) == 1
    assert compiled_of(checkers) == [checkers[2], checkers[0]]


def test_small_schemas_are_bounded_too() -> None:
    """Only so many stay compiled, however small."""
    checkers = [checker(Schema.of({"const": number})) for number in range(MOST_COMPILED + 1)]
    assert all(each.accepts(number) for number, each in enumerate(checkers))
    assert compiled_of(checkers) == checkers[1:]


def test_definitions_are_prepared_once() -> None:
    """Schemas that share definitions share what is prepared of them, apart for each way of reading."""
    kept: dict[tuple[int, str], Any] = {}
    shared = {"A": {"type": "object", "properties": {"a": {"type": "integer"}}}}
    schemas = [Schema(lambda: {"$ref": "#/$defs/A", "$defs": shared}, kept=kept) for _ in range(2)]
    one, other = (checker(schema).schema["$defs"]["A"] for schema in schemas)
    assert one is other
    patches = [checker(schema, nulls=True) for schema in schemas]
    assert [each.accepts({"a": None}) for each in (*patches, checker(schemas[0]))] == [True, True, False]
    assert patches[0].schema["$defs"]["A"] is patches[1].schema["$defs"]["A"]


def test_parts_are_checked_on_their_own() -> None:
    """A place of a schema is a schema, with the definitions of the whole."""
    check = checker(Schema.of({"properties": {"a": {"$ref": "#/$defs/A"}}, "$defs": {"A": {"type": "integer"}}}))
    assert part(check.shape.property("a")).accepts(5)
    assert not part(check.shape.property("a")).accepts("5")
    assert part(check.shape) is check
    assert part(Shape(False)).accepts(5) is False


def test_read_only_properties_are_not_required() -> None:
    """A request need not send what only a response has; what it sends of it is checked."""
    schema = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer", "readOnly": True}}}
    assert [accepts(schema, value) for value in ({}, {"id": 1}, {"id": "x"})] == [True, True, False]


@pytest.mark.parametrize("depth", [140, 200, 400])
def test_what_is_nested_too_deep_is_not_checked(depth: int) -> None:
    """Deeper than the engine reads, and deeper than Python walks."""
    schema: dict[str, Any] = {"type": "integer"}
    for _ in range(depth):
        schema = {"properties": {"a": schema}}
    assert accepts({**schema, "type": "object"}, "anything")
