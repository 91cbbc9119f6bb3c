"""Answers from the connection itself: the same as through ASGI, and kept only as long as they are true."""

from __future__ import annotations

import http.client
import re
import socket
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from starlette.responses import PlainTextResponse

from mockserver.server.answering import Served
from mockserver.server.app import Application, create_app
from mockserver.server.protocol import HttpProtocol
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


GET = b"GET /x HTTP/1.1\r\nhost: localhost\r\n\r\n"
HEAD = GET.replace(b"GET", b"HEAD")
POST = b"POST /x HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 8\r\n\r\n"
OLD = GET.replace(b"HTTP/1.1", b"HTTP/1.0")
TEXT = POST.replace(b"application/json", b"text/plain")
LAST = GET.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n")


@pytest.mark.parametrize(
    ("sent", "statuses"),
    [
        pytest.param([GET, GET + GET, GET + GET, GET], [200] * 6, id="several at once"),
        pytest.param([GET, GET[:9], GET[9:], GET], [200] * 3, id="in two pieces"),
        pytest.param([GET, GET + GET[:9], GET[9:] + GET], [200] * 4, id="one and a half"),
        pytest.param([HEAD, GET, HEAD, GET], [200] * 4, id="HEAD and GET"),
        pytest.param([POST, b'{"a": 1}', POST, b"[1, 2,3]"], [201, 422], id="content after its head"),
        pytest.param([POST + b'{"a": 1}', POST + b"[1, 2,3]", POST + b'{"a": 1}'], [201, 422, 201], id="with content"),
        pytest.param([TEXT, b"\r\n\r\n1234", GET, TEXT, GET[:4] + b"4444", GET], [415, 200, 415, 200], id="not read"),
        pytest.param([GET, LAST], [200] * 2, id="closed at the end"),
        pytest.param([GET, OLD], [200] * 2, id="HTTP/1.0"),
    ],
)
def test_octets_are_answered_alike_however_they_come(
    make_mock: MakeMock, sent: list[bytes], statuses: list[int]
) -> None:
    """Whatever was kept before, and in whatever pieces the octets of requests come."""
    with serve_in_thread(create_app(make_mock(CANNED))) as address:
        for _ in range(2):
            with socket.create_connection((address.host, address.port), timeout=20) as client:
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                received = b""
                for piece in sent:
                    client.sendall(piece)
                    # What is answered at once has come before the next piece is sent; what is not is waited for in vain.
                    client.settimeout(0.05)
                    with suppress(TimeoutError):
                        received += client.recv(65536)
                client.settimeout(20)
                client.shutdown(socket.SHUT_WR)
                while octets := client.recv(65536):
                    received += octets
            assert [int(status) for status in re.findall(rb"HTTP/1\.1 (\d+) ", received)] == statuses


def test_a_kept_answer_has_a_date_of_its_own(make_mock: MakeMock) -> None:
    """It is that of the second in which it is sent, not of the one in which it was made."""
    app = create_app(make_mock(CANNED))
    with serve_in_thread(app) as address:
        connection = http.client.HTTPConnection(urlsplit(address.url).netloc, timeout=20)
        dates: list[str | None] = []
        until = monotonic() + 20
        while len(set(dates)) < 2 and monotonic() < until:
            connection.request("GET", "/x")
            response = connection.getresponse()
            response.read()
            dates.append(response.headers["date"])
        connection.close()
    assert len(set(dates)) == 2
    assert len(app.kept) == 1


def test_what_a_user_adds_later_is_asked_all_the_same(make_mock: MakeMock) -> None:
    """What was kept before does not hide it."""
    app = create_app(make_mock(CANNED))

    async def mine(_: Request) -> PlainTextResponse:
        return PlainTextResponse("mine")

    with serve_in_thread(app) as address:
        connection = http.client.HTTPConnection(urlsplit(address.url).netloc, timeout=20)
        contents = []
        for number in range(4):
            if number == 2:
                app.router.add_route("/x", mine)
            connection.request("GET", "/x")
            contents.append(connection.getresponse().read())
        connection.close()
    assert contents == [b"1", b"1", b"mine", b"mine"]


def test_answers_through_asgi_are_kept_too(make_mock: MakeMock) -> None:
    """As long as the same mock is served; each is told to the journal."""
    told: list[Exchange] = []
    served = Served(make_mock(CANNED))
    app = create_app(served, on_exchange=told.append)
    contents = []
    with serve_in_thread(app, protocol=HttpProtocol) as address:
        connection = http.client.HTTPConnection(urlsplit(address.url).netloc, timeout=20)
        for method, target in (("GET", "/x"), ("GET", "/x"), ("HEAD", "/x"), ("GET", "/x?a"), ("GET", "/y")) * 2:
            connection.request(method, target)
            response = connection.getresponse()
            contents.append((response.status, len(response.read())))
        kept = len(app.kept_messages)
        served.mounts = Served(make_mock(CANNED.replace("example: 1", "example: 222"))).mounts
        connection.request("GET", "/x")
        contents.append((200, len(connection.getresponse().read())))
        connection.close()
    missing = contents[4]
    assert missing[0] == 404
    assert contents == [(200, 1), (200, 1), (200, 0), (200, 1), missing] * 2 + [(200, 3)]
    assert (kept, len(app.kept_messages)) == (4, 1)
    assert len(told) == 11


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
