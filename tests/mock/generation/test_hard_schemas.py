"""Schemas that generators get wrong: one hundred values of each are valid."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from random import Random
from typing import Any

import jsonschema_rs
import pytest

from mockserver.mock.generation import compile_schema

_SPEC = importlib.util.spec_from_file_location("hard_schemas", Path(__file__).with_name("hard_schemas.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
_MODULE = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_MODULE)
HARD: dict[str, Any] = _MODULE.HARD


@pytest.mark.parametrize("schema", HARD.values(), ids=HARD.keys())
def test_a_hundred_values_are_valid(schema: dict[str, Any]) -> None:
    """Each of one hundred seeds gives a value that the schema accepts."""
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    generator = compile_schema(schema)
    invalid = [seed for seed in range(100) if not validator.is_valid(generator.value(Random(seed)))]
    assert invalid == []
