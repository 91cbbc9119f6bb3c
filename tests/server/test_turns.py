"""Answers that take long take turns in a thread of their own, and those that do not come in between."""

from __future__ import annotations

import asyncio
import gc
import socket
import threading
import time
from functools import partial
from typing import TYPE_CHECKING
from weakref import ref

import pytest

from mockserver.errors import Overloaded
from mockserver.http.messages import Fields, Request
from mockserver.mock.mounts import Mounts
from mockserver.server.answering import Answering, Served
from mockserver.server.cycle import ClientGone
from mockserver.server.run import serve_in_thread
from mockserver.server.turns import LONG, MOST_WAITING, LongOnes, Turns, _Turn

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from mockserver.mock.answer import Answer
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


def test_what_is_raised_is_held_by_nobody() -> None:
    """Neither the thread nor the loop keeps what led to it, which may be a content of megabytes, for the collector."""

    def failing(content: Content) -> None:
        raise Overloaded(f"too much of {content}")

    async def staying() -> None:
        await asyncio.sleep(20)

    async def run(left: Callable[[], Awaitable[None]] | None) -> ref[Content]:
        content = Content()
        held = ref(content)
        work = partial(failing, content)
        del content
        with pytest.raises(Overloaded):
            await Turns().take(work, left)
        del work
        await asyncio.sleep(0.05)  # the thread has to let go of it, too
        return held

    gc.disable()
    try:
        assert [asyncio.run(run(left))() for left in (None, staying)] == [None, None]
    finally:
        gc.enable()


class Content:
    """What an answer is made of."""


def test_who_has_left_loses_his_turn() -> None:
    """What a client asked for that left before its turn is not done, and not held; what has begun is finished."""
    done: list[object] = []
    has_begun, may_go_on = threading.Event(), threading.Event()

    def first() -> str:
        has_begun.set()
        assert may_go_on.wait(20)
        return "first"

    async def run() -> tuple[object, ...]:
        turns, left = Turns(), asyncio.Event()

        async def leaving() -> None:
            await left.wait()

        content = Content()
        held = ref(content)
        begun = asyncio.create_task(turns.take(first, leaving))
        gone = asyncio.create_task(turns.take(partial(done.append, content), leaving))
        staying = asyncio.create_task(turns.take(partial(done.append, "staying")))
        del content
        await asyncio.to_thread(has_begun.wait, 20)
        left.set()
        with pytest.raises(ClientGone):
            await gone
        del gone
        for _ in range(10):  # the loop lets go of it in its next rounds
            await asyncio.sleep(0)
        is_held = held() is not None
        may_go_on.set()
        await staying
        return await begun, is_held, done

    assert asyncio.run(run()) == ("first", False, ["staying"])


def test_who_has_left_and_is_alone() -> None:
    """One who has nothing more to say may still read: where nobody else waits, it is answered."""

    async def leaving() -> None:
        pass

    assert asyncio.run(Turns().take(lambda: 5, leaving)) == 5


def test_a_client_who_leaves_gives_up_his_turn(make_mock: MakeMock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over a real connection: what waited is not made once it was closed, and the others are answered."""
    asked: list[str] = []
    may_go_on = threading.Event()
    long_answer, give_up = Answering._long_answer, _Turn.give_up  # noqa: SLF001
    given = threading.Semaphore(0)

    def waiting(self: Answering, mounts: Mounts, request: Request) -> Answer:
        asked.append(request.path)
        assert may_go_on.wait(20)
        return long_answer(self, mounts, request)

    monkeypatch.setattr(Answering, "_long_answer", waiting)

    def telling(turn: _Turn) -> None:
        give_up(turn)
        if not may_go_on.is_set():
            given.release()

    monkeypatch.setattr(_Turn, "give_up", telling)
    monkeypatch.setattr(LongOnes, "has", lambda *_: True)
    app = Answering(Served(make_mock(DOCUMENT)))
    head = b"GET /heavy/%d HTTP/1.1\r\nHost: a\r\n\r\n"
    with serve_in_thread(app) as address:
        first, *others, last = [socket.create_connection(("127.0.0.1", address.port), 20) for _ in range(5)]
        for number, each in enumerate((first, *others, last)):
            each.sendall(head % number)
            while app.turns._waiting.qsize() + len(asked) <= number:  # noqa: SLF001
                time.sleep(0.005)
        for each in others:
            each.close()
        assert all(given.acquire(timeout=20) for _ in others)
        may_go_on.set()
        assert [each.recv(12) for each in (first, last)] == [b"HTTP/1.1 200"] * 2
        for each in (first, last):
            each.close()
    assert asked == ["/heavy/0", "/heavy/4"]


def test_time_that_others_take_counts_not(make_mock: MakeMock, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that had to wait for the processor is not one that takes long."""
    respond = Mounts.respond

    def interrupted(self: Mounts, request: Request) -> object:
        time.sleep(2 * LONG)
        return respond(self, request)

    monkeypatch.setattr(Mounts, "respond", interrupted)
    app = Answering(Served(make_mock(DOCUMENT)))
    assert app.at_once(get("/light")) is not None
    assert not app.long_ones.has(app.served.mounts, get("/light"))
