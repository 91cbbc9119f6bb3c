"""Answers from the connection itself: the same as through ASGI, and kept only as long as they are true."""

from __future__ import annotations

import http.client
import re
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from starlette.responses import PlainTextResponse

from mockserver.server.app import Application, Served, create_app
from mockserver.server.run import serve_in_thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from mockserver.mock.answer import Mock
    from mockserver.server.layers.journal import Exchange

    MakeMock = Callable[..., Mock]

DOCUMENT = """
openapi: 3.1.0
info: {{title: t, version: '1'}}
paths:
  /x:
    get: {{responses: {{'200': {{description: ok, content: {{application/json: {{{media}}}}}}}}}}}
    post:
      requestBody: {{content: {{application/json: {{schema: {{type: object}}}}}}}}
      responses: {{'201': {{description: made}}}}
"""
CANNED = DOCUMENT.format(media="example: 1")
MADE = DOCUMENT.format(media="schema: {type: string, format: uuid}")


def _asked(app: Application, *requests: tuple[str, str, bytes]) -> list[tuple[int, bytes]]:
    """Status and content of requests on one connection."""
    with serve_in_thread(app) as address:
        connection = http.client.HTTPConnection(urlsplit(address.url).netloc, timeout=20)
        answers = []
        for method, path, content in requests:
            fields = {"content-type": "application/json"} if content else {}
            connection.request(method, path, content or None, fields)
            response = connection.getresponse()
            answers.append((response.status, response.read()))
        connection.close()
    return answers


def test_a_repeated_request_is_answered_from_what_is_kept(make_mock: MakeMock) -> None:
    """And it is told to the journal each time."""
    told: list[Exchange] = []
    app = create_app(make_mock(CANNED), on_exchange=told.append)
    assert _asked(app, *[("GET", "/x", b"")] * 3) == [(200, b"1")] * 3
    assert len(app.kept) == 1
    assert [(each.path, each.status) for each in told] == [("/x", 200)] * 3


def test_what_is_kept_is_forgotten_when_another_mock_is_served(make_mock: MakeMock) -> None:
    """A reload is one assignment, and the next request sees all of it."""
    served = Served(make_mock(CANNED))
    app = create_app(served)
    with serve_in_thread(app) as address:
        connection = http.client.HTTPConnection(urlsplit(address.url).netloc, timeout=20)
        contents = []
        for text in (CANNED, CANNED.replace("example: 1", "example: 2")):
            served.mounts = type(served.mounts).single(make_mock(text))
            connection.request("GET", "/x")
            contents.append(connection.getresponse().read())
        connection.close()
    assert contents == [b"1", b"2"]


def test_new_values_are_not_kept(make_mock: MakeMock) -> None:
    """With `dynamic` each request gets its own."""
    app = create_app(make_mock(MADE, dynamic=True))
    answers = _asked(app, *[("GET", "/x", b"")] * 3)
    assert len(set(answers)) == 3
    assert len(app.kept) == 0


def test_content_that_comes_with_its_head_is_answered_at_once(make_mock: MakeMock) -> None:
    """Both a valid one and one that is refused, and what follows on the connection is read as the next request."""
    head = b"POST /x HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
    contents = (b'{"a": 1}', b"[1]", b'{"b": 2}')
    with (
        serve_in_thread(create_app(make_mock(CANNED))) as address,
        socket.create_connection((address.host, address.port), timeout=20) as client,
    ):
        client.sendall(b"".join(head % len(content) + content for content in contents))
        client.shutdown(socket.SHUT_WR)
        received = b""
        while octets := client.recv(65536):
            received += octets
    assert re.findall(rb"HTTP/1\.1 (\d+) ", received) == [b"201", b"422", b"201"]


@pytest.mark.parametrize("content", [b"", b'{"a": 1}'])
def test_what_a_user_added_is_asked_first(make_mock: MakeMock, content: bytes) -> None:
    """An application with routes of a user's own goes the way of ASGI."""
    app = create_app(make_mock(CANNED))

    async def mine(_: Request) -> PlainTextResponse:
        return PlainTextResponse("mine")

    app.router.add_route("/x", mine, methods=["GET", "POST"])
    method = "POST" if content else "GET"
    assert _asked(app, (method, "/x", content)) == [(200, b"mine")]


def test_many_different_requests_are_not_all_kept(make_mock: MakeMock) -> None:
    """What is kept is bounded."""
    app = create_app(make_mock(CANNED))
    _asked(app, *[("GET", f"/x?n={number}", b"") for number in range(1300)])
    assert len(app.kept) < 1300
