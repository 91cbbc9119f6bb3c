"""`x-faker`, looked up and never run."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from mockserver.mock.generation import compile_schema

Values = Callable[..., list[Any]]


@pytest.mark.parametrize(
    ("said", "type_", "pattern"),
    [
        ("name.fullName", "string", r"^\w+ \w+$"),
        ("person.firstName", "string", r"^\w+$"),
        ("internet.email", "string", r"@example\.com$"),
        ("string.uuid", "string", r"^[0-9a-f-]{36}$"),
        ("datatype.uuid", "string", r"^[0-9a-f-]{36}$"),
        ("database.mongodbObjectId", "string", r"^[0-9a-f]{24}$"),
        ("date.past", "string", r"^\d{4}-\d\d-\d\dT"),
        ("company.name", "string", r"\w+ \w+"),
        ("finance.iban", "string", r"^DE\d{20}$"),
        ("address.zipCode", "string", r"^\d{5}$"),
        ({"helpers.arrayElement": [["a", "b"]]}, "string", r"^[ab]$"),
        ({"random.arrayElement": [["a", "b"]]}, "string", r"^[ab]$"),
        ({"random.alphaNumeric": [8]}, "string", r"^[a-z0-9]{8}$"),
        ({"number.int": [{"min": 5, "max": 7}]}, "integer", r"^[567]$"),
        ({"datatype.number": [{"min": 5, "max": 7}]}, "integer", r"^\d+$"),
        ({"finance.amount": [100, 200, 1]}, "number", r"^1\d\d(\.\d)?$|^200\.0$"),
        ({"number.float": {"min": 1, "max": 2, "fractionDigits": 3}}, "number", r"^[12]\.\d{1,3}$"),
        ("datatype.boolean", "boolean", r"^(True|False)$"),
        ("location.latitude", "number", r"^\d+\.\d+$"),
    ],
    ids=str,
)
def test_usual_names_are_understood(said: Any, type_: str, pattern: str, valid_values: Values) -> None:
    """Names of Faker for JavaScript give what they give there, also with arguments."""
    made = valid_values({"type": type_, "x-faker": said})
    assert [value for value in made if not re.search(pattern, str(value))] == []


def test_some_of_an_array(valid_values: Values) -> None:
    """`arrayElements` gives as many as it is asked for."""
    schema = {"type": "array", "x-faker": {"helpers.arrayElements": [["a", "b", "c"], 2]}}
    assert {len(set(value)) for value in valid_values(schema)} == {2}


@pytest.mark.parametrize(
    "said",
    [
        "no.such.thing",
        "",
        7,
        None,
        [],
        {},
        {"a": 1, "b": 2},
        "__import__('os').system('true')",
        {"helpers.arrayElement": []},
        {"helpers.arrayElement": [{}]},
        {"helpers.arrayElements": []},
        {"helpers.arrayElements": ["a", 2]},
        {"number.int": ["x", "y"]},
        {"helpers.fake": ["{{internet.email}}"]},
        {"random.alphaNumeric": [10**9]},
    ],
    ids=str,
)
def test_anything_else_is_passed_over(said: Any, valid_values: Values) -> None:
    """What is not in the table is not run, and the schema is made as without it."""
    assert all(isinstance(value, str) for value in valid_values({"type": "string", "maxLength": 9, "x-faker": said}))


def test_constraints_win() -> None:
    """A name that does not fit the schema is not used."""
    schema = {"type": "string", "enum": ["a"], "x-faker": "internet.email"}
    assert compile_schema(schema).value(Random(0)) == "a"


def test_the_older_keyword_is_understood() -> None:
    """`faker` is how json-schema-faker first called it."""
    assert "@" in compile_schema({"type": "string", "faker": "internet.email"}).value(Random(0))
