"""Between ASGI and the core: a scope to a Request, what is received to content, a Response to what is sent.

Knows ASGI 3.0 and nothing of what is answered. It reads what any server hands over, so the application may run under
another one than ours: an absolute target is reduced here too, and a `root_path` taken off.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from mockserver.errors import ContentTooLarge, MalformedRequest
from mockserver.http.messages import Fields, Request, Stream
from mockserver.server.cycle import ClientGone
from mockserver.server.front import below, elsewhere, rooted
from mockserver.server.http1.targets import reduced

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from mockserver.http.messages import Pair, Response
    from mockserver.server.held import Holding

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    Header = tuple[bytes, bytes]
    Asked = tuple[str, str, bytes | None, bytes, str, str, str, tuple[Header, ...]]

_LENGTH: Final = frozenset(("content-length", "transfer-encoding"))


def request_of(scope: Message) -> Request:
    """The request of an `http` scope: the path percent-encoded as it came, the content None if there may be any."""
    pairs = tuple([(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]])
    path, query = _raw_path(scope), scope["query_string"].decode("latin-1")
    if not path.startswith("/"):
        path, query, pairs = _reduced(path, query, scope["method"], pairs=pairs)
    root = rooted(scope.get("root_path", ""))
    content = None if _announces_content(scope, pairs) else b""
    return Request(scope["method"], below(path, root), query, Fields(pairs), content, root, _client(scope))


def asked_of(scope: Message) -> Asked:
    """All of a scope that `request_of` looks at: scopes that are equal in it make equal requests."""
    return (
        scope["method"],
        scope["path"],
        scope.get("raw_path"),
        scope["query_string"],
        scope.get("root_path", ""),
        scope.get("http_version", "1.1"),
        _client(scope),
        tuple(map(tuple, scope["headers"])),
    )


def headers_of(response: Response) -> tuple[Header, ...]:
    """The fields of a response as ASGI has them."""
    return tuple([(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.fields.pairs])


def octets_of(asked: Asked, headers: tuple[Header, ...]) -> int:
    """How much a request and the fields of its response take, about."""
    return 2 * len(asked[1]) + len(asked[3]) + sum(len(name) + len(value) for name, value in (*asked[-1], *headers))


class Sender:
    """Who sends a request: its content is read from them, and they may leave."""

    __slots__ = ("_holding", "_receive", "content")

    def __init__(self, receive: Receive, holding: Holding) -> None:
        self._receive, self._holding = receive, holding
        self.content: bytes | None = None
        """What was read."""

    async def read(self, limit: int) -> bytes:
        """The request's content. Raises ContentTooLarge beyond the limit, without reading on; Overloaded where all
        contents together take too much; ClientGone if it never becomes whole.
        """
        content = bytearray()
        more = True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientGone("the client has left before its content was whole")
            octets = message.get("body", b"")
            self._holding.take(len(octets), limit=limit)
            content += octets
            if len(content) > limit:
                # How much more would come nobody knows, so the connection ends here (RFC 9110, section 15.5.14).
                detail = f"the content is larger than the {limit} octets that are read (--max-body)"
                raise ContentTooLarge(detail, fields=[("connection", "close")])
            more = message.get("more_body", False)
        self.content = bytes(content)
        return self.content

    async def left(self) -> None:
        """Wait until they have left. Not before the content was read: who waits for our word would be told to send."""
        await _left(self._receive)


async def send_response(response: Response, receive: Receive, send: Send) -> None:
    """Send a response. A stream is sent piece by piece, until its end or the client's leaving."""
    await send({"type": "http.response.start", "status": response.status, "headers": [*headers_of(response)]})
    if isinstance(response.content, Stream):
        await _send_stream(response.content, receive, send)
    else:
        await send({"type": "http.response.body", "body": response.content, "more_body": False})


async def _send_stream(stream: Stream, receive: Receive, send: Send) -> None:
    pieces = stream.pieces()
    leaving: asyncio.Task[None] | None = None
    try:
        for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            # Only now: a `receive` before the response has begun would tell the client to send its content.
            leaving = leaving or asyncio.create_task(_left(receive))
            # Waiting for the client to leave is how the delay is waited for.
            await asyncio.wait([leaving], timeout=stream.delay)
            if leaving.done():
                return
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        if leaving is not None:
            leaving.cancel()
        if hasattr(pieces, "close"):
            pieces.close()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":  # noqa: ASYNC110 -- only `receive` tells of it
        # A `receive` that never waits, as of a client made for a test, would else keep everybody waiting.
        await asyncio.sleep(0)


def _raw_path(scope: Message) -> str:
    # "raw_path (byte string) - The original HTTP path component, excluding any query string, unmodified from the bytes
    # that were received by the web server. Some web server implementations may be unable to provide this."
    # -- ASGI, HTTP connection scope. Some clients in process leave the query in it.
    raw: bytes | None = scope.get("raw_path")
    if raw is None:
        return quote(scope["path"], safe="/!$&'()*+,;=:@~-._%")
    return raw.partition(b"?")[0].decode("latin-1")


def _reduced(path: str, query: str, method: str, *, pairs: tuple[Pair, ...]) -> tuple[str, str, tuple[Pair, ...]]:
    """As `http1.head` does it, where another server has handed over the target as it came."""
    try:
        target = reduced(f"{path}?{query}" if query else path, method=method)
    except MalformedRequest:
        return path, query, pairs
    if target.authority is not None:
        pairs = (("host", target.authority), *(pair for pair in pairs if pair[0] != "host"))
    return target.path, target.query, pairs


def _client(scope: Message) -> str:
    client = scope.get("client")
    return elsewhere(client[0]) if client else ""


def _announces_content(scope: Message, pairs: tuple[Pair, ...]) -> bool:
    # "The presence of a message body in a request is signaled by a Content-Length or Transfer-Encoding header field."
    # -- RFC 9112, section 6. HTTP/2 and 3 need neither.
    if scope.get("http_version", "1.1")[:1] != "1":
        return True
    return any(name in _LENGTH and (name, value) != ("content-length", "0") for name, value in pairs)
