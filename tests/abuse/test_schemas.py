"""A document of nothing but hostile schemas is served, and asked for in every way: it answers each, and stays well."""

from __future__ import annotations

import pytest

from tests.abuse.conftest import is_well, told
from tests.abuse.schemas import CONTENTS, EXAMPLES, MEDIA_TYPES, SCHEMAS
from tests.server.conftest import Wire

pytestmark = pytest.mark.slow

TARGETS = {
    **{name: f"/schemas/{number}" for number, name in enumerate(SCHEMAS)},
    **{f"example: {name}": f"/examples/{number}" for number, name in enumerate(EXAMPLES)},
}
LARGEST = 8_000_000
"""Octets of the largest answer: an example of 50,000 items, each a part of a multipart."""


@pytest.mark.parametrize("name", TARGETS)
def test_a_hostile_schema_is_answered(name: str, hostile: int) -> None:
    """With made content, or with a problem that says what is broken or takes too long; never as a fault of ours."""
    with Wire(hostile) as wire:
        for media_type in MEDIA_TYPES:
            reply = told(wire, "GET", TARGETS[name], f"Accept: {media_type}")
            assert reply.status in {200, 406, 500, 503}
            assert b"inside this server" not in reply.content
            assert len(reply.content) < LARGEST
            assert not any("\r" in value or "\n" in value for _, value in reply.fields)
    assert is_well(hostile)


@pytest.mark.parametrize("name", TARGETS)
def test_a_hostile_schema_judges_hostile_content(name: str, hostile: int) -> None:
    """Each content is taken or refused, in few words."""
    with Wire(hostile) as wire:
        for media_type, contents in CONTENTS.items():
            for content in contents:
                reply = told(wire, "POST", f"{TARGETS[name]}?q=1", f"Content-Type: {media_type}", content=content)
                assert reply.status in {204, 400, 415, 422, 500, 503}
                assert b"inside this server" not in reply.content
                assert len(reply.content) < 100_000
    assert is_well(hostile)
