"""Answers that take long take turns, and those that do not come in between."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from mockserver.http.messages import Fields, Request
from mockserver.mock.mounts import Mounts
from mockserver.server.turns import LONG, Turns

if TYPE_CHECKING:
    from tests.conftest import MakeMock

DOCUMENT = """
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /heavy/{id}: {get: {responses: {"200": {description: d}}}}
  /light: {get: {responses: {"200": {description: d}}}}
"""


def get(path: str) -> Request:
    """A GET."""
    return Request("GET", path, "", Fields(()), b"")


def test_what_took_long_is_known(make_mock: MakeMock) -> None:
    """By its resource, until it is answered quickly, or something else is served."""
    turns, mounts = Turns(), Mounts.single(make_mock(DOCUMENT))
    heavy = mounts.whole.routes.find(get("/heavy/1"))
    assert heavy is not None
    assert not turns.is_long(mounts, get("/heavy/1"))
    turns.note(mounts, heavy.resource, 2 * LONG)
    found = [turns.is_long(mounts, get(path)) for path in ("/heavy/2", "/light", "/nowhere", "/%zz")]
    assert found == [True, False, False, False]
    assert not turns.is_long(Mounts.single(make_mock(DOCUMENT)), get("/heavy/1"))
    turns.note(mounts, heavy.resource, LONG / 2)
    assert not turns.is_long(mounts, get("/heavy/2"))


def test_one_turn_in_a_round() -> None:
    """Each round of the loop has one turn, and those who wait for none go on in each."""
    said: list[str] = []

    async def heavy(turns: Turns, number: int) -> None:
        await turns.take()
        said.append(f"heavy {number}")

    async def light() -> None:
        for _ in range(3):
            said.append("light")
            await asyncio.sleep(0)

    async def all_of_them() -> None:
        turns = Turns()
        await asyncio.gather(*(heavy(turns, number) for number in range(3)), light())

    asyncio.run(all_of_them())
    assert said == ["heavy 0", "light", "heavy 1", "light", "heavy 2", "light"]
