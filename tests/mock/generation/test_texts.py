"""Strings: lengths, formats, patterns, and what strings carry."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation import compile_schema
from mockserver.mock.generation.formats import FORMATS

Values = Callable[..., list[Any]]


@pytest.mark.parametrize("name", [*FORMATS, "datetime", "url", "unheard-of"])
def test_each_format_is_made(name: str, valid_values: Values) -> None:
    """A text of each format is a text, is not empty, and is valid where a validator knows the format."""
    assert all(isinstance(value, str) and value for value in valid_values({"type": "string", "format": name}))


@pytest.mark.parametrize(
    ("low", "high"), [(0, 0), (1, 1), (2, 3), (0, 4), (30, None), (99, 120), (5_000, 5_000), (0, 100_000)]
)
def test_lengths_are_kept(low: int, high: int | None, valid_values: Values) -> None:
    """Texts are within their bounds, from none to thousands of characters."""
    schema: dict[str, Any] = {"type": "string", "minLength": low}
    if high is not None:
        schema["maxLength"] = high
    assert all(low <= len(value) for value in valid_values(schema))


@pytest.mark.parametrize(
    "schema",
    [
        {"format": "email", "minLength": 30},
        {"format": "email", "maxLength": 8},
        {"format": "uri", "minLength": 120, "maxLength": 140},
        {"format": "uri", "maxLength": 12},
        {"format": "hostname", "minLength": 40},
        {"format": "date", "pattern": "^2025-"},
        {"format": "date-time", "pattern": "Z$"},
        {"format": "uuid", "pattern": "^[0-9a-f-]+$"},
        {"format": "password", "minLength": 20},
        {"pattern": "^[A-Z]{3}$", "minLength": 3, "maxLength": 3},
        {"pattern": "^[a-z ]*$", "minLength": 40, "maxLength": 44},
        {"not": {"pattern": "^[a-m]"}, "minLength": 2},
        {"not": {"pattern": "^[a-z ]+$"}},
        {"not": {"format": "date"}},
        {"not": {"pattern": "^[a-z ]*$"}, "maxLength": 2},
        {"not": {"pattern": "[a-zA-Z]"}, "minLength": 4},
        {"format": "date", "pattern": "^20[0-9]{2}-[01]"},
        {"format": "hostname", "minLength": 1, "maxLength": 1},
        {"format": "email", "maxLength": 5},
        {"format": "date-time", "minLength": 24, "maxLength": 24},
        {"format": "date-time", "minLength": 30},
        {"not": {"const": ""}, "maxLength": 1},
        {"enum": ["a", "bb", "ccc"], "minLength": 2},
    ],
    ids=str,
)
def test_keywords_of_strings_hold_together(schema: dict[str, Any], valid_values: Values) -> None:
    """Format, pattern and length are obeyed at once."""
    assert len(valid_values({"type": "string", **schema})) == 20


def test_a_format_that_the_length_forbids_gives_way() -> None:
    """No UUID has 5 characters: the format is an annotation, the length is not (validation, section 7.2.1)."""
    value = compile_schema({"type": "string", "format": "uuid", "maxLength": 5}).value(Random(0))
    assert 0 < len(value) <= 5


@pytest.mark.parametrize("length", [300_000, 10**6, 10**9])
def test_absurd_lengths_are_refused(length: int) -> None:
    """A text of a million characters is no answer anybody wants; the reason says that it is too large."""
    with pytest.raises(Unsatisfiable) as raised:
        compile_schema({"type": "string", "minLength": length}).value(Random(0))
    assert "too large to generate" in raised.value.reason


def test_strings_carry_what_their_media_type_says() -> None:
    """JSON in a string is JSON, of the schema that is given for it; Base64 can be decoded; an image is one."""
    schema = {
        "type": "object",
        "properties": {
            "json": {
                "contentMediaType": "application/json",
                "contentSchema": {"type": "object", "required": ["a"], "properties": {"a": {"const": 7}}},
            },
            "coded": {"contentEncoding": "base64", "contentMediaType": "application/json", "type": "string"},
            "image": {"contentEncoding": "base64", "contentMediaType": "image/png", "type": "string"},
            "html": {"contentMediaType": "text/html", "type": "string"},
        },
    }
    value = compile_schema(schema).value(Random(0))
    assert json.loads(value["json"]) == {"a": 7}
    assert list(json.loads(base64.b64decode(value["coded"]))) == ["name"]
    assert base64.b64decode(value["image"])[:4] == b"\x89PNG"
    assert value["html"].startswith("<p>")
