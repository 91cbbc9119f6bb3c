"""Our own faults, as answers."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from mockserver.http.messages import Request
from mockserver.server.asgi import Sender
from mockserver.server.cycle import ClientGone
from mockserver.server.held import Held, Holding
from mockserver.server.layers.failures import failures
from mockserver.server.refusals import refused

if TYPE_CHECKING:
    from mockserver.mock.answer import Answer
    from mockserver.server.asgi import Message

REQUEST = Request("GET", "/")


async def receive() -> Message:
    """No content."""
    return {"type": "http.request"}


async def guarded(fault: Exception) -> Answer:
    """The answer where a handler raises this."""

    async def handler(_: Request, __: Sender) -> Answer:
        raise fault

    return await failures(refused)(handler)(REQUEST, Sender(receive, Holding(Held())))


def test_a_fault_is_a_500(caplog: pytest.LogCaptureFixture) -> None:
    """A fault becomes a 500 problem that gives nothing away, and one line in the log that says what and where."""
    answer = asyncio.run(guarded(RuntimeError("secret")))
    assert isinstance(answer.response.content, bytes)
    assert (answer.response.status, json.loads(answer.response.content)["status"]) == (500, 500)
    assert ("secret" in answer.response.content.decode(), "Traceback" in caplog.text) == (False, False)
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("GET / failed: RuntimeError: secret (test_failures.py:")


def test_a_client_that_left_is_no_fault(caplog: pytest.LogCaptureFixture) -> None:
    """That the client left is passed on, and not logged."""
    with pytest.raises(ClientGone):
        asyncio.run(guarded(ClientGone("left")))
    assert caplog.records == []
