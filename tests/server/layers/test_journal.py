"""The journal: who is told of exchanges."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from mockserver.errors import NotFound
from mockserver.http.messages import Request, Response
from mockserver.mock.answer import Answer, Trail
from mockserver.server.asgi import Sender
from mockserver.server.held import Held, Holding
from mockserver.server.layers.journal import Exchange, Journal, journal

if TYPE_CHECKING:
    import pytest

    from mockserver.server.asgi import Message


REQUEST = Request("GET", "/")
ANSWER = Answer(Response(404), Trail(refusal=NotFound("nothing here")))


async def receive() -> Message:
    """No content."""
    return {"type": "http.request"}


async def handler(_: Request, __: Sender) -> Answer:
    """The same answer each time."""
    return ANSWER


async def through(kept: Journal) -> Answer:
    """The answer that goes through the journal's layer."""
    return await journal(kept)(handler)(REQUEST, Sender(receive, Holding(Held())))


def test_each_exchange_is_told() -> None:
    """The listener is told request, answer and the time it took."""
    told: list[Exchange] = []
    assert asyncio.run(through(Journal(told.append))) is ANSWER
    assert [(each.request, each.answer, each.seconds >= 0) for each in told] == [(REQUEST, ANSWER, True)]


def test_a_listener_that_fails_does_not_harm(caplog: pytest.LogCaptureFixture) -> None:
    """The answer goes out if the listener fails, and the log says so once."""

    def fail(_: Exchange) -> None:
        raise OSError("disk full")

    kept = Journal(fail)
    answers = [asyncio.run(through(kept)) for _ in range(3)]
    assert (answers, [record.getMessage() for record in caplog.records]) == (
        [ANSWER] * 3,
        ["an exchange could not be told: OSError: disk full"],
    )
