"""Between ASGI and the core."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import Any

import pytest

from mockserver.errors import ContentTooLarge
from mockserver.http.messages import Fields, Request, Response, Stream
from mockserver.server.asgi import Sender, request_of, send_response
from mockserver.server.cycle import ClientGone
from mockserver.server.held import Held, Holding

Message = MutableMapping[str, Any]


def scope(**more: Any) -> Message:
    """The scope of a GET."""
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": "/a b",
        "raw_path": b"/a%20b",
        "query_string": b"x=%2F",
        "headers": [(b"host", b"a.test")],
        **more,
    }


def received(*messages: Message) -> Callable[[], Awaitable[Message]]:
    """What receives these messages, then waits for ever."""
    waiting = list(messages)

    async def receive() -> Message:
        if not waiting:
            await asyncio.get_running_loop().create_future()
        return waiting.pop(0)

    return receive


def part(body: bytes, *, more: bool = False) -> Message:
    """A piece of content."""
    return {"type": "http.request", "body": body, "more_body": more}


LEFT: Message = {"type": "http.disconnect"}


def test_a_scope_becomes_a_request() -> None:
    """The path stays percent-encoded, names are in lower case, values are latin-1."""
    headers = [(b"Host", b"a.test"), (b"X-A", b"\xe9")]
    expected = Request("GET", "/a%20b", "x=%2F", Fields((("host", "a.test"), ("x-a", "\xe9"))), b"")
    assert request_of(scope(headers=headers)) == expected


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"raw_path": None}, "/a%20b"),
        ({"raw_path": None, "path": "/caf\xe9/a+b;c=1,d~"}, "/caf%C3%A9/a+b;c=1,d~"),
        ({"raw_path": b"/a%2Fb?x=%2F"}, "/a%2Fb"),
        ({"raw_path": b"/api/v1/pets", "root_path": "/api"}, "/v1/pets"),
        ({"raw_path": b"/api", "root_path": "/api/"}, "/"),
        ({"raw_path": b"/apis", "root_path": "/api"}, "/apis"),
        ({"raw_path": b"/caf%C3%A9/x", "root_path": "/caf\xe9"}, "/x"),
        ({"raw_path": b"/v1/pets", "root_path": "/api"}, "/v1/pets"),
        ({"raw_path": b"*", "method": "OPTIONS"}, "*"),
        ({"raw_path": b"pets"}, "pets"),
    ],
)
def test_the_path_is_the_one_that_came(more: dict[str, Any], path: str) -> None:
    """The raw path is taken if it is known, the root path taken off."""
    assert request_of(scope(**more)).path == path


def test_an_absolute_target_is_reduced() -> None:
    """A server that hands over the absolute form is understood, too (RFC 9112, section 3.2.2)."""
    request = request_of(scope(raw_path=b"http://b.test:81/pets", query_string=b"x=1"))
    assert (request.path, request.query, request.fields.all("host")) == ("/pets", "x=1", ("b.test:81",))


@pytest.mark.parametrize(
    ("more", "content"),
    [
        ({}, b""),
        ({"headers": [(b"content-length", b"0")]}, b""),
        ({"headers": [(b"content-length", b"1")]}, None),
        ({"headers": [(b"Transfer-Encoding", b"chunked")]}, None),
        ({"http_version": "2"}, None),
    ],
)
def test_content_is_unknown_if_it_is_announced(more: dict[str, Any], content: bytes | None) -> None:
    """Content that may come is None until it is read; without an announcement there is none (RFC 9112, section 6)."""
    assert request_of(scope(**more)).content == content


@pytest.mark.parametrize(
    ("messages", "content"),
    [
        ([part(b"")], b""),
        ([part(b"abc")], b"abc"),
        ([part(b"ab", more=True), part(b"", more=True), part(b"c")], b"abc"),
        ([{"type": "http.request"}], b""),
    ],
)
def test_content_is_read_whole(messages: list[Message], content: bytes) -> None:
    """The pieces of content that are received are put together."""
    assert asyncio.run(read(3, *messages)) == content


async def read(limit: int, *messages: Message) -> bytes:
    """The content of these messages."""
    with Holding(Held()) as holding:
        return await Sender(received(*messages), holding).read(limit)


def test_content_beyond_the_limit_is_not_read_on() -> None:
    """Once there is more than is asked for, nothing further is received: the last message would never come."""
    with pytest.raises(ContentTooLarge):
        asyncio.run(read(3, part(b"ab", more=True), part(b"cd", more=True)))


def test_a_client_that_leaves_is_gone() -> None:
    """Content that breaks off is no content."""
    with pytest.raises(ClientGone):
        asyncio.run(read(3, part(b"ab", more=True), LEFT))


def sent(response: Response, *messages: Message) -> list[Message]:
    """What is sent for a response, while these messages are received."""
    sending: list[Message] = []

    async def send(message: Message) -> None:
        await asyncio.sleep(0)
        sending.append(message)

    asyncio.run(send_response(response, received(*messages), send))
    return sending


def body(octets: bytes, *, more: bool) -> Message:
    """A piece of a response."""
    return {"type": "http.response.body", "body": octets, "more_body": more}


def test_a_response_is_sent() -> None:
    """Status and fields, then all of the content."""
    start = {"type": "http.response.start", "status": 201, "headers": [(b"x-a", b"\xe9")]}
    assert sent(Response(201, Fields.of(x_a="\xe9"), b"abc")) == [start, body(b"abc", more=False)]


class Pieces:
    """The pieces of a stream, which tell whether they were closed."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces, self.is_closed = pieces, False

    def __call__(self) -> Iterator[bytes]:
        """The pieces."""
        try:
            yield from self.pieces
        finally:
            self.is_closed = True


def test_a_stream_is_sent_piece_by_piece() -> None:
    """Each piece is a message of its own, and the iterator is closed."""
    pieces = Pieces(b"one", b"two")
    messages = sent(Response(200, content=Stream(pieces)))[1:]
    assert (messages, pieces.is_closed) == (
        [body(b"one", more=True), body(b"two", more=True), body(b"", more=False)],
        True,
    )


def test_a_stream_ends_when_the_client_leaves() -> None:
    """No piece is sent to a client that has left, however long the delay between two, and the iterator is closed."""
    pieces = Pieces(b"one", b"two")
    messages = sent(Response(200, content=Stream(pieces, delay=3600.0)), part(b"unread"), LEFT)[1:]
    assert (messages, pieces.is_closed) == ([body(b"one", more=True)], True)


def test_a_receive_that_never_waits() -> None:
    """Of a client that says the same without end, others are still served while we wait for it to leave."""

    async def receive() -> Message:
        return part(b"")

    async def run() -> bool:
        with Holding(Held()) as holding:
            leaving = asyncio.create_task(Sender(receive, holding).left())
            for _ in range(5):
                await asyncio.sleep(0)
            is_over = leaving.done()
            leaving.cancel()
        return is_over

    assert not asyncio.run(run())
