"""The contents of all requests together are bounded."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from mockserver.errors import Overloaded
from mockserver.server import held
from mockserver.server.answering import Served
from mockserver.server.held import MOST, SMALL, Held, Holding
from mockserver.server.run import serve_in_thread
from tests.server.conftest import exchange

if TYPE_CHECKING:
    from tests.conftest import MakeMock

MEBIBYTE = 1024 * 1024


def test_all_together_are_bounded() -> None:
    """The one that is too much is refused, a small one never; what a request held is free when it has ended."""
    all_of_them = Held()
    with Holding(all_of_them) as first:
        first.take(MOST, limit=MEBIBYTE)
        with Holding(all_of_them) as second:
            second.take(SMALL, limit=MEBIBYTE)
            with pytest.raises(Overloaded, match="other requests"):
                second.take(1, limit=MEBIBYTE)
        assert all_of_them.octets == MOST
    assert all_of_them.octets == 0


def test_four_of_the_largest_have_room() -> None:
    """Whoever allows contents of a gigabyte has room for them."""
    all_of_them = Held()
    for _ in range(4):
        Holding(all_of_them).take(MOST, limit=MOST)
    with pytest.raises(Overloaded):
        Holding(all_of_them).take(MOST, limit=MOST)


DOCUMENT = """
openapi: 3.1.0
info: {title: T, version: "1"}
paths: {/a: {post: {requestBody: {content: {text/plain: {}}}, responses: {"200": {description: d}}}}}
"""
HEAD = b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n"


def test_contents_that_never_end(make_mock: MakeMock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients who hold all the room have others refused who send as much, and nobody else; when they go, it is free."""
    taken: list[int] = []
    take = Holding.take

    def counted(holding: Holding, octets: int, *, limit: int) -> None:
        taken.append(octets)
        take(holding, octets, limit=limit)

    monkeypatch.setattr(held, "MOST", MEBIBYTE)
    monkeypatch.setattr(Holding, "take", counted)
    large = HEAD % 100_000 + b"x" * 100_000
    with serve_in_thread(Served(make_mock(DOCUMENT, max_body=MEBIBYTE // 4))) as address:
        greedy = [socket.create_connection(("127.0.0.1", address.port), 20) for _ in range(5)]
        for each in greedy:
            each.sendall(HEAD % 200_000 + b"x" * 199_999)
        while sum(taken) < len(greedy) * 199_999:  # not all of what they sent has come
            assert exchange(address.port, b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n").status == 405
        small = exchange(address.port, HEAD % 5 + b"hello")
        reply = exchange(address.port, large)
        assert (small.status, reply.status, reply.first("connection")) == (200, 503, "close")
        for each in greedy:
            each.close()
        while reply.status == 503:
            reply = exchange(address.port, large)
        assert reply.status == 200
