"""Answers that take long take turns in a thread of their own, and those that do not come in between."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest

from mockserver.errors import Overloaded
from mockserver.http.messages import Fields, Request
from mockserver.mock.mounts import Mounts
from mockserver.server.turns import LONG, MOST_WAITING, LongOnes, Turns

if TYPE_CHECKING:
    from collections.abc import Callable

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
    long_ones, mounts = LongOnes(), Mounts.single(make_mock(DOCUMENT))
    heavy = mounts.whole.routes.find(get("/heavy/1"))
    assert heavy is not None
    assert not long_ones.has(mounts, get("/heavy/1"))
    long_ones.note(mounts, heavy.resource, 2 * LONG)
    found = [long_ones.has(mounts, get(path)) for path in ("/heavy/2", "/light", "/nowhere", "/%zz")]
    assert found == [True, False, False, False]
    assert not long_ones.has(Mounts.single(make_mock(DOCUMENT)), get("/heavy/1"))
    long_ones.note(mounts, heavy.resource, LONG / 2)
    assert not long_ones.has(mounts, get("/heavy/2"))


def test_what_was_given_up_is_known(make_mock: MakeMock) -> None:
    """By its request, if that has a resource at all."""
    long_ones, mounts = LongOnes(), Mounts.single(make_mock(DOCUMENT))
    for path in ("/heavy/1", "/nowhere", "/%zz"):
        long_ones.note_given_up(mounts, get(path))
    found = [long_ones.has(mounts, get(path)) for path in ("/heavy/2", "/light", "/nowhere", "/%zz")]
    assert found == [True, False, False, False]


def test_one_turn_at_a_time() -> None:
    """Each is done in the same thread, in the order in which they came, and the loop goes on meanwhile."""
    said: list[tuple[int, str]] = []
    may_go_on = threading.Event()

    def heavy(number: int) -> int:
        assert may_go_on.wait(20)
        said.append((number, threading.current_thread().name))
        return number

    async def light() -> str:
        await asyncio.sleep(0)
        told = list(said)
        may_go_on.set()
        return f"light after {told}"

    async def all_of_them() -> list[object]:
        turns = Turns()
        return list(await asyncio.gather(*(turns.take(lambda n=each: heavy(n)) for each in range(3)), light()))  # type: ignore[misc]

    assert asyncio.run(all_of_them()) == [0, 1, 2, "light after []"]
    assert said == [(0, "turns"), (1, "turns"), (2, "turns")]


def test_what_fails_in_its_turn() -> None:
    """It is raised to whoever waits for it, and the next one is done."""

    async def both() -> list[object]:
        turns = Turns()
        return list(await asyncio.gather(turns.take(lambda: 1 // 0), turns.take(lambda: 5), return_exceptions=True))

    fault, value = asyncio.run(both())
    assert isinstance(fault, ZeroDivisionError)
    assert value == 5


def test_whoever_goes_loses_his_turn() -> None:
    """What nobody waits for any more is not done."""
    done: list[str] = []
    may_go_on = threading.Event()

    async def run() -> None:
        turns = Turns()

        def noting(name: str) -> Callable[[], None]:
            return lambda: done.append(name)

        first = asyncio.create_task(turns.take(lambda: may_go_on.wait(20)))
        second = asyncio.create_task(turns.take(noting("second")))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.sleep(0)
        may_go_on.set()
        await turns.take(noting("third"))
        assert await first

    asyncio.run(run())
    assert done == ["third"]


def test_a_queue_has_an_end() -> None:
    """Who comes when too many wait is refused, and may come again."""
    has_begun, may_go_on = threading.Event(), threading.Event()

    def first() -> None:
        has_begun.set()
        assert may_go_on.wait(20)

    async def run() -> None:
        turns = Turns()
        begun = asyncio.create_task(turns.take(first))
        await asyncio.to_thread(has_begun.wait, 20)
        waiting = [asyncio.create_task(turns.take(lambda: None)) for _ in range(MOST_WAITING)]
        await asyncio.sleep(0)
        with pytest.raises(Overloaded, match="too many answers"):
            await turns.take(lambda: None)
        may_go_on.set()
        await asyncio.gather(begun, *waiting)
        assert await turns.take(lambda: 5) == 5

    asyncio.run(run())
