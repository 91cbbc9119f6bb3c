"""What the tests of generation share: values of a schema, each checked."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import jsonschema_rs
import pytest

from mockserver.mock.generation import compile_schema

Values = Callable[..., list[Any]]


@pytest.fixture
def valid_values() -> Values:
    """Values of a schema, of twenty seeds, after each has been found to be valid."""

    def values(schema: dict[str, Any], *, seeds: int = 20, **options: Any) -> list[Any]:
        validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True, offline=True)
        generator = compile_schema(schema, **options)
        made = [generator.value(Random(seed)) for seed in range(seeds)]
        assert [value for value in made if not validator.is_valid(value)] == []
        return made

    return values
