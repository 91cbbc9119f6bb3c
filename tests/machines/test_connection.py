"""A connection as a machine: whatever comes, in whatever pieces, paused and cut off anywhere, is answered in order."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from uvicorn import Config
from uvicorn.server import ServerState

from mockserver.server.protocol import HttpProtocol
from mockserver.server.run import serve_in_thread
from tests.machines.wire import BROKEN, REQUESTS, Asked, Line, echo, expected, holds, responses
from tests.server.conftest import Wire


class Connection(RuleBasedStateMachine):
    """A client that sends pieces, reads or does not, and leaves; and what it must have got by then."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.state = ServerState()
        self.config = Config(echo, log_config=None)

    @initialize()
    def connect(self) -> None:
        """A new connection."""
        self.protocol = HttpProtocol(self.config, self.state, {}, self.loop)
        self.line = Line(self.loop, self.protocol)
        self.protocol.connection_made(self.line)
        self.asked: list[Asked] = []
        self.unsent, self.sent = b"", 0
        self.is_paused = self.is_over = self.is_ending = False

    # --- what a client does

    @rule(several=st.lists(REQUESTS, min_size=1, max_size=3))
    def ask(self, several: list[Asked]) -> None:
        """Prepare requests, one behind the other."""
        self.asked += several
        self.unsent += b"".join(each.octets for each in several)

    @precondition(lambda self: self.asked)
    @rule(each=BROKEN)
    def ask_brokenly(self, each: Asked) -> None:
        """Prepare what is no request."""
        self.ask([each])

    @precondition(lambda self: self.unsent and not self.line.is_closed and self.line.wants_more and not self.is_over)
    @rule(size=st.integers(1, 40) | st.just(100_000))
    def send(self, size: int) -> None:
        """Send a piece of what is prepared."""
        piece, self.unsent = self.unsent[:size], self.unsent[size:]
        self.sent += len(piece)
        self.protocol.data_received(piece)
        self.run()

    @precondition(lambda self: not self.is_paused and not self.line.is_closed)
    @rule()
    def stop_reading(self) -> None:
        """Read nothing, so that the server's buffer is full."""
        self.is_paused = True
        self.protocol.pause_writing()

    @precondition(lambda self: self.is_paused and not self.line.is_closed)
    @rule()
    def read_on(self) -> None:
        """Read again."""
        self.is_paused = False
        self.protocol.resume_writing()
        self.run()

    @precondition(lambda self: self.sent > 40 and not self.is_over and not self.line.is_closed)
    @rule()
    def half_close(self) -> None:
        """Send nothing more."""
        self.is_over = True
        if not self.protocol.eof_received():
            self.line.close()
        self.run()

    @precondition(lambda self: self.sent > 40)
    @rule()
    def leave(self) -> None:
        """Go away, at any octet; and come again."""
        self.line.close()
        self.run()
        assert not self.state.connections
        assert not self.state.tasks
        self.connect()

    @precondition(lambda self: self.sent > 40 and not self.is_ending)
    @rule()
    def shut_down(self) -> None:
        """The server is told to end."""
        self.is_ending = True
        self.protocol.shutdown()
        self.run()

    # --- what must hold

    @invariant()
    def all_is_answered_in_order(self) -> None:
        """What is written are the answers to what came, and of what came whole none is missing that can be sent."""
        answers, rest = responses(bytes(self.line.written), list(expected(self.asked)) or [Asked(b"")])
        came, at = 0, 0
        for each in expected(self.asked):
            at += len(each.octets)
            came += at <= self.sent
        is_cut = self.is_over and self.sent < sum(len(each.octets) for each in expected(self.asked))
        known = list(expected(self.asked))[: came + 1]
        if is_cut and len(answers) == came + 1 and answers[-1].status == 400:
            assert self.line.is_closed
            answers.pop()
        assert holds(answers, known), (answers, known)
        assert not rest or self.is_paused, rest
        if not (self.is_paused or self.is_ending or self.line.is_closed):
            assert len(answers) >= came, (answers, known)

    @invariant()
    def it_ends_where_it_should(self) -> None:
        """Behind the last answer nothing more is written, and a client that has ended is not kept."""
        answers, _ = responses(bytes(self.line.written), list(expected(self.asked)) or [Asked(b"")])
        if answers and len(answers) == len(self.asked) and list(expected(self.asked))[-1].is_last:
            assert self.line.is_closed or self.line.is_half_closed
        if (self.is_over or self.is_ending) and not self.is_paused and len(answers) == len(self.asked):
            assert self.line.is_closed or self.line.is_half_closed

    def run(self) -> None:
        """Let the tasks work until they wait."""
        for _ in range(6):
            self.loop.run_until_complete(asyncio.sleep(0))
            while self.loop._ready:  # type: ignore[attr-defined]  # noqa: SLF001 -- asyncio tells it nowhere else
                self.loop.run_until_complete(asyncio.sleep(0))

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.line.close()
        self.run()
        self.loop.close()


TestConnection = Connection.TestCase
TestConnection.settings = settings(max_examples=150, stateful_step_count=30)


@pytest.fixture(scope="module")
def port() -> Any:
    """The port of a real server of the same application."""
    with serve_in_thread(echo, protocol=HttpProtocol) as address:
        yield address.port


@given(
    asked=st.lists(REQUESTS, max_size=6),
    broken=st.none() | BROKEN,
    cuts=st.lists(st.integers(0, 6000), max_size=8),
    end=st.none() | st.integers(0, 6000),
)
@settings(max_examples=60)
def test_a_real_connection_answers_in_order(
    port: int, asked: list[Asked], broken: Asked | None, cuts: list[int], end: int | None
) -> None:
    """Over a socket, in pieces, and whether it ends in the middle or not: the answers come in order, then the end."""
    asked = [*asked, *([broken] if broken else [])]
    octets = b"".join(each.octets for each in asked)[:end]
    places = [0, *sorted(cut for cut in cuts if cut < len(octets)), len(octets)]
    known, whole, at = list(expected(asked)), 0, 0
    for each in known:
        at += len(each.octets)
        whole += at <= len(octets)
    with Wire(port) as wire:
        wire.send(*(octets[start:stop] for start, stop in pairwise(places) if start < stop))
        answers, rest = responses(wire.half_close().rest(), [*known, Asked(b"")])
    if len(answers) == whole + 1 and answers[-1].status == 400:
        answers.pop()
    assert rest == b""
    assert len(answers) >= whole
    assert holds(answers, known)
    with Wire(port) as wire:
        assert wire.send(b"GET /a HTTP/1.1\r\nHost: a.test\r\n\r\n").reply().status == 200
