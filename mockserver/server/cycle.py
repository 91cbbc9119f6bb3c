"""One request as an ASGI application sees it: a scope, what it receives, what it sends (ASGI 3.0, HTTP 2.4).

Knows the protocol between server and application; octets and connections are its connection's (`protocol`). The head
of a response is held back until its first content, so that both leave in one packet and the length is known.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import unquote

from mockserver.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from mockserver.http.messages import Request
    from mockserver.server.http1.head import Head
    from mockserver.server.http1.writer import Line, ResponseWriter
    from mockserver.server.protocol import HttpProtocol

    Message = MutableMapping[str, Any]
    Application = Callable[..., Awaitable[None]]

logger: Final = logging.getLogger("mockserver")

SLICE: Final = 262144
"""A larger content is handed to the transport piece by piece, so that a slow reader does not make it a copy of all."""


class ClientGone(OSError):  # noqa: N818 -- named for what it says
    """The client has left before it had its answer. An OSError, as ASGI asks of a `send` that comes too late."""


def log_fault(request: Request, fault: Exception) -> None:
    """One line that says what failed inside of us, for which request, and where; the traceback is for debugging."""
    frames = extract_tb(fault.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    logger.error("%s %s failed: %s: %s%s", request.method, request.path, type(fault).__name__, fault, place)
    logger.debug("the fault in full", exc_info=fault)


class Cycle:
    """A request and its response, while an application works on it."""

    __slots__ = ("_connection", "_content", "_ended", "_fields", "_head", "_status", "_told", "_waiter", "_writer",
                 "complete", "gone", "started")  # fmt: skip

    def __init__(self, connection: HttpProtocol, head: Head) -> None:
        self._connection, self._head = connection, head
        self._content = bytearray()
        self._ended, self._told = head.length == 0, False
        self._waiter: asyncio.Future[None] | None = None
        self._status = 0
        self._fields: tuple[Line, ...] = ()
        self._writer: ResponseWriter | None = None
        self.started = self.complete = self.gone = False

    # what the connection tells

    def content_received(self, octets: bytes) -> int:
        """Content has come; the octets that wait to be received."""
        self._content += octets
        self._wake()
        return len(self._content)

    def content_ended(self) -> None:
        """All of the content has come."""
        self._ended = True
        self._wake()

    def parted(self) -> None:
        """The client sends nothing more: it has left, or waits for its answer alone."""
        self._wake()

    def disconnected(self) -> None:
        """The client has left, or has been refused: nothing is sent any more."""
        self.gone = True
        self._wake()

    # what the application does

    async def run(self, application: Application) -> None:
        """Have the request answered. Ends quietly if the client leaves; a fault of the application becomes a 500."""
        if self.gone:
            return
        try:
            await application(self._scope(), self.receive, self.send)
        except ClientGone:
            pass
        except Exception as fault:  # noqa: BLE001 -- the border: whatever it is, the client gets an answer
            self._failed(fault)
        except BaseException:
            self._connection.abort()
            raise
        else:
            if self._may_have_left and not self.gone:
                self._connection.abort()
            elif not self.complete and not self.gone:
                self._failed(RuntimeError("the application ended without a whole response"))

    async def receive(self) -> Message:
        """The next event: content as it has come, or that the exchange is over.

        Whoever asks further before he answers is told that the client has left once it sends nothing more, as other
        servers do (uvicorn, Go): of a closed connection nothing else is seen before it is written to. What is sent all
        the same reaches a client that still reads.
        """
        self._connection.wants_content()
        while not (self._content or self._is_over or (self._ended and not self._told)):
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        if self._is_over:
            return {"type": "http.disconnect"}
        octets = bytes(self._content)
        self._content.clear()
        self._told = self._ended
        return {"type": "http.request", "body": octets, "more_body": not self._ended}

    async def send(self, message: Message) -> None:
        """Take a part of the response. Raises ClientGone if there is nobody to send it to."""
        await self._connection.writable()
        if self.gone:
            raise ClientGone("the client has left")
        expected = "http.response.body" if self._status else "http.response.start"
        if self.complete or message["type"] != expected:
            raise RuntimeError(f"the application sent {message['type']}, which is not due")
        if self._status:
            await self._send_content(cast("bytes", message.get("body", b"")), last=not message.get("more_body", False))
        else:
            self._status = message["status"]
            self._fields = tuple(map(tuple, message.get("headers", ())))

    async def _send_content(self, octets: bytes, *, last: bool) -> None:
        parts = []
        if self._writer is None:
            self._writer = self._connection.writer(self._head)
            length = len(octets) if last else None
            parts = [self._writer.start(self._status, self._fields, length=length, common=self._connection.common)]
        parts.append(self._writer.content(octets))
        if last:
            parts.append(self._writer.end())
        self.started = True
        await self._write(b"".join(parts))
        if last:
            self.complete = True
            self._wake()
            self._connection.answered(keep_alive=self._writer.keep_alive)

    async def _write(self, octets: bytes) -> None:
        if len(octets) <= SLICE:
            self._connection.write(octets)
            return
        view = memoryview(octets)
        for start in range(0, len(view), SLICE):
            await self._connection.writable()
            if self.gone:
                raise ClientGone("the client has left")
            self._connection.write(view[start : start + SLICE])

    def _failed(self, fault: Exception) -> None:
        if self.gone:
            # What an application does when its client has left is no fault of anybody's.
            logger.debug("%s after its client had left", type(fault).__name__)
            return
        log_fault(self._head.request, fault)
        if self.started:
            self._connection.abort()
        else:
            self._connection.refuse_exchange(Refusal("something went wrong inside this server; its log says more"))

    @property
    def _is_over(self) -> bool:
        return self.gone or self.complete or self._may_have_left

    @property
    def _may_have_left(self) -> bool:
        return self._told and self._connection.is_eof and not self.started

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _scope(self) -> Message:
        request, connection = self._head.request, self._connection
        root = request.root if request.path.startswith("/") else ""
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": self._head.version,
            "server": connection.server,
            "client": (request.client, 0) if request.client else connection.client,
            "scheme": connection.scheme,
            "method": request.method,
            "root_path": unquote(root),
            "path": unquote(root + request.path) if "%" in root + request.path else root + request.path,
            "raw_path": (root + request.path).encode("latin-1"),
            "query_string": request.query.encode("latin-1"),
            "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in request.fields.pairs],
            "state": connection.app_state.copy(),
        }
