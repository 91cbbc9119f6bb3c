"""A connection, from the octets that come to the octets that go: uvicorn's protocol class for HTTP/1.1.

Knows in which order things happen on a connection: heads, contents, answers, deadlines, the end. What is HTTP's syntax
stands in `http1`, what an application does in `cycle`, what is answered in `mock`. The phases of a connection:

    HEAD        a request's head is awaited                  -> CONTENT, ANSWERING; LINGERING if it is broken
    CONTENT     its content comes; it may be answered yet    -> ANSWERING, HEAD; LINGERING if it is broken or too much
    ANSWERING   all of it came, the answer is on its way     -> HEAD; LINGERING or CLOSED if that was the last
    LINGERING   answered for the last time; what comes is thrown away, so that the client gets to read the answer
    CLOSED      nothing more

One request is answered at a time, in the order in which they came; those that wait are octets in a bounded buffer.

**A faster way to answer.** `dispatch` decides how a request is answered: here, by the ASGI application. A subclass
whose answer is at hand calls `self.reply(head, response)` in its `dispatch` and leaves the rest to `super()`: order,
pipelining, unread content, deadlines and limits are kept by this class on both ways.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import Enum
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Self, cast

from uvicorn.protocols.utils import get_local_addr, get_remote_addr, is_ssl

from mockserver.errors import MalformedRequest, Overloaded, Refusal, RequestTimeout
from mockserver.server.cycle import Cycle
from mockserver.server.deadline import Deadline
from mockserver.server.front import NO_FRONT, UNIX, Front, elsewhere
from mockserver.server.http1.reader import Bounds, Reader
from mockserver.server.http1.writer import ResponseWriter
from mockserver.server.refusals import refused
from mockserver.server.room import make_room

if TYPE_CHECKING:
    from collections.abc import Callable

    from uvicorn import Config
    from uvicorn.server import ServerState

    from mockserver.http.messages import Request, Response
    from mockserver.server.http1.head import Head
    from mockserver.server.http1.writer import Line
    from mockserver.server.room import Guest
    from mockserver.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a connection may take, and how long it may last. Sizes are octets, times are seconds."""

    bounds: Bounds = field(default_factory=Bounds)
    connections: int = 1000
    """Above it, the client that is silent longest gives way; if none is silent, 503; above twice as many, nothing."""
    head: float = 20.0
    """From its first octet to the end of a head, as Apache's mod_reqtimeout has it."""
    content: float = 30.0
    """Between two pieces of a content; and for all of it, but a second more for each `content_rate` octets."""
    content_rate: int = 500
    keep_alive: float = 75.0
    """For the next request, as nginx has it: longer than the pools of browsers and of Node keep a connection."""
    write: float = 60.0
    """For a client to read what fills the buffer."""
    linger: float = 30.0
    linger_idle: float = 5.0
    """The last of the connection: for all of it, and between two pieces, as nginx has it (lingering_close)."""
    drain: int = 262144
    """Content that nobody reads is thrown away up to here, as Go has it; with more to come the connection ends."""
    buffered: int = 65536
    """Content and requests that wait: above it, nothing more is read."""

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Those that a user has set."""
        return cls(connections=settings.limit_concurrency, keep_alive=settings.timeout_keep_alive)


DEFAULT_LIMITS: Final = Limits()
FAREWELL: Final = 1.0
"""Seconds that a server which ends waits for a client to close TLS, which one that keeps it for later may not see."""
CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
AT_ONCE: Final = 2048
"""Octets of a connection that are looked at before others have their turn; they may be sixty requests. asyncio
would read 256 KiB, and a few clients who write as fast as they can would keep all others waiting for seconds.
"""


class Phase(Enum):
    """Where a connection is (see above)."""

    HEAD = "head"
    CONTENT = "content"
    ANSWERING = "answering"
    LINGERING = "lingering"
    CLOSED = "closed"


class HttpProtocol(asyncio.Protocol):
    """A connection. `refuse` makes the response to what is no request: a problem, with CORS fields by default."""

    transport: asyncio.Transport
    silent_since: float
    """Since when it is the client's turn (see `is_awaiting`)."""
    is_eof: bool
    """Whether the client sends nothing more."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        refuse: Callable[[Request, Refusal], Response] = refused,
        limits: Limits = DEFAULT_LIMITS,
        front: Front = NO_FRONT,
    ) -> None:
        if not config.loaded:
            config.load()
        self.app = config.loaded_app
        self.app_state, self.limits = app_state, limits
        self._state, self._refuse, self._front = server_state, refuse, front
        self._loop = _loop or asyncio.get_event_loop()
        self._deadline = Deadline(self._loop, self._late)
        self._reader = Reader(limits.bounds)
        self._phase = Phase.HEAD
        self._cycle: Cycle | None = None
        self._head: Head | None = None
        self._is_begun = self._is_answered = self._is_ending = self.is_eof = False
        self._is_continued = self._is_overloaded = self._is_read_paused = False
        self._unread: asyncio.Future[None] | None = None
        self.silent_since = self._content_since = self._lingers_until = 0.0
        self._content_octets = self._drained = 0

    # --- what the transport tells -----------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has come."""
        self.transport = cast("asyncio.Transport", transport)
        with suppress(AttributeError):  # other loops than asyncio's have no such attribute
            self.transport.max_size = AT_ONCE  # type: ignore[attr-defined]
        self.server, self.client = get_local_addr(self.transport), get_remote_addr(self.transport)
        self.scheme = "https" if is_ssl(self.transport) else "http"
        self.peer = self.client[0] if self.client else UNIX
        self.is_proxied = self._front.trusts(self.peer)
        self._is_placed = self.is_proxied or bool(self._front.root or elsewhere(self.peer))
        self._state.connections.add(cast("Any", self))
        self.silent_since = monotonic()
        self._deadline.set(self.limits.head)
        guests = cast("set[Guest]", self._state.connections)
        self._is_overloaded = not make_room(self, guests, most=self.limits.connections)

    def data_received(self, data: bytes) -> None:
        """Octets have come."""
        if self._phase is Phase.LINGERING:
            self._deadline.set(min(self.limits.linger_idle, max(0.0, self._lingers_until - monotonic())))
        elif self._phase is not Phase.CLOSED:
            self._reader.feed(data)
            self._advance()

    def eof_received(self) -> bool:
        """The client sends nothing more; it may still read, so what it asked for is answered."""
        self.is_eof = True
        if self._cycle is not None:
            self._cycle.parted()
        if self._phase is Phase.LINGERING:
            self.close()
        elif self._phase is not Phase.CLOSED:
            self._advance()
        return self.scheme != "https" and self._phase is not Phase.CLOSED

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 -- a client that leaves is no error
        """The client has gone."""
        self._phase = Phase.CLOSED
        self._deadline.cancel()
        self._state.connections.discard(cast("Any", self))
        if self._cycle is not None:
            self._cycle.disconnected()
            self._cycle = None
        if self._unread is not None:
            self._unread.set_result(None)
            self._unread = None

    def pause_writing(self) -> None:
        """The client does not read as fast as we write."""
        self._unread = self._loop.create_future()
        self._deadline.set(self.limits.write)

    def resume_writing(self) -> None:
        """The client has read."""
        if self._unread is not None:
            self._unread.set_result(None)
            self._unread = None
        if self._phase is Phase.HEAD:
            self._await_request()
            self._advance()
        elif self._phase is Phase.CONTENT:
            self._advance()
        elif self._phase is Phase.ANSWERING:
            self._deadline.clear()

    def shutdown(self) -> None:
        """The server is about to end: what is being answered is finished, nothing more is taken (uvicorn calls it)."""
        self._is_ending = True
        if self._is_answered or self._phase in (Phase.HEAD, Phase.LINGERING):
            self.close()
            if self.scheme == "https":
                self._deadline.set(FAREWELL)

    # --- the next thing to do ---------------------------------------------------------------------------------------

    def _advance(self) -> None:
        try:
            while self._step():
                pass
        except Refusal as refusal:
            self.refuse_exchange(refusal)

    def _step(self) -> bool:
        """Do what is next; whether there may be more to do at once."""
        if self._phase is Phase.HEAD:
            return self._take_head()
        if self._phase is Phase.CONTENT:
            return self._take_content()
        if self._phase is Phase.ANSWERING and len(self._reader) > self.limits.buffered:
            self._pause_reading()
        return False

    def _take_head(self) -> bool:
        if self._is_ending:
            self.close()
            return False
        if self._unread is not None:
            # Who asks and asks and does not read gets no further answers prepared.
            self._pause_reading()
            return False
        head = self._reader.head()
        if head is None:
            self._await_head()
            return False
        self._begin(replace(head, request=self._placed(head.request)) if self._is_placed else head)
        return True

    def _placed(self, request: Request) -> Request:
        return self._front.placed(request, self.peer) if self._is_placed else request

    def _begin(self, head: Head) -> None:
        self._head, self._is_answered, self._is_begun = head, False, False
        if self._is_overloaded:
            raise Overloaded(f"more than {self.limits.connections} connections are open", fields=[("retry-after", "1")])
        self._deadline.clear()
        if head.length == 0:
            self._phase = Phase.ANSWERING
        else:
            self._phase = Phase.CONTENT
            self._content_since, self._content_octets, self._drained = monotonic(), 0, 0
            self._is_continued = not head.expects
        self.dispatch(head)

    def _take_content(self) -> bool:
        octets = self._reader.content()
        if octets is None:
            self._await_content()
            return False
        if octets:
            return self._pass_on(octets)
        if self._is_answered:
            self._await_request()
            return True
        self._phase = Phase.ANSWERING
        self._deadline.clear()
        if self._cycle is not None:
            self._cycle.content_ended()
        return True

    def _pass_on(self, octets: bytes) -> bool:
        self._content_octets += len(octets)
        self._is_continued = True
        if self._is_answered:
            self._drained += len(octets)
            if self._drained > self.limits.drain:
                self._end()
            return self._phase is Phase.CONTENT
        if self._cycle is not None and self._cycle.content_received(octets) > self.limits.buffered:
            # The application reads slower than the client writes; that is not the client's fault.
            self._deadline.clear()
            self._pause_reading()
            return False
        return True

    # --- waiting ----------------------------------------------------------------------------------------------------

    def _await_request(self) -> None:
        self._phase, self._head, self._cycle = Phase.HEAD, None, None
        self.silent_since = monotonic()
        self._deadline.set(self.limits.keep_alive)
        self._resume_reading()

    def _await_head(self) -> None:
        if self.is_eof and len(self._reader):
            raise MalformedRequest("the request ends in the middle of its head")
        if self.is_eof:
            self.close()
        elif len(self._reader) and not self._is_begun:
            self._is_begun = True
            self._deadline.set(self.limits.head)

    def _await_content(self) -> None:
        if self.is_eof:
            raise MalformedRequest("the request ends before its content is whole")
        if not self._is_continued and not self._is_answered:
            self._deadline.clear()
            return
        self.silent_since = monotonic()
        spent = self.silent_since - self._content_since
        allowed = self.limits.content + self._content_octets / self.limits.content_rate
        self._deadline.set(min(self.limits.content, max(0.0, allowed - spent)))

    def _late(self) -> None:
        """The deadline has come."""
        if self._unread is not None or self._phase in (Phase.ANSWERING, Phase.LINGERING, Phase.CLOSED):
            self.abort()
        elif self._phase is Phase.CONTENT:
            self.refuse_exchange(RequestTimeout("the content of the request did not come in time"))
        elif len(self._reader):
            self.refuse_exchange(RequestTimeout("the head of the request did not come in time"))
        else:
            self.close()

    def _pause_reading(self) -> None:
        if not self._is_read_paused:
            self._is_read_paused = True
            self.transport.pause_reading()

    def _resume_reading(self) -> None:
        if self._is_read_paused and not self.transport.is_closing():
            self._is_read_paused = False
            self.transport.resume_reading()

    # --- answering --------------------------------------------------------------------------------------------------

    def dispatch(self, head: Head) -> None:
        """Have a request answered: by the ASGI application, in a task of its own."""
        self._cycle = Cycle(self, head)
        task = self._loop.create_task(self._cycle.run(self.app))
        self._state.tasks.add(task)
        task.add_done_callback(self._state.tasks.discard)

    def content_came(self, content: bytes) -> None:
        """Hand the whole of a request's content to the application."""
        if self._cycle is not None:
            self._cycle.content_received(content)
            self._cycle.content_ended()

    def reply(self, head: Head, response: Response) -> None:
        """Answer a request at once, with a response whose content is at hand; only from within `dispatch`."""
        writer = self.writer(head)
        self.write(whole(writer, response, self.common))
        self._settle(keep_alive=writer.keep_alive)

    def refuse_exchange(self, refusal: Refusal) -> None:
        """Refuse what came, and end the connection: where the next request would begin is not known."""
        cycle, head = self._cycle, self._head
        if cycle is not None:
            cycle.disconnected()
        if self._phase in (Phase.LINGERING, Phase.CLOSED):
            return
        if cycle is not None and cycle.started and not self._is_answered:
            self.abort()
            return
        if not self._is_answered or head is None:
            request = head.request if head else self._placed(self._reader.sketch())
            writer = ResponseWriter(request.method, head.version if head else "1.1", keep_alive=False)
            response = self._refuse(request, refusal)
            self.write(whole(writer, response, self.common))
        self._end(is_whole=False)

    @property
    def common(self) -> list[Line]:
        """The field lines of each response: Date and Server, which uvicorn renews each second."""
        return self._state.default_headers

    def writer(self, head: Head) -> ResponseWriter:
        """What writes the response to this request, with the connection's persistence as it is now."""
        return ResponseWriter(head.request.method, head.version, keep_alive=self._persists(head))

    def _persists(self, head: Head) -> bool:
        if not head.keep_alive or self._is_ending:
            return False
        if self._phase is not Phase.CONTENT:
            return True
        # "A server that responds with a final status code instead of reading the entire request content SHOULD
        # indicate whether it intends to close the connection ... or continue reading the request content."
        # -- RFC 9110, section 10.1.1
        remaining = self._reader.remaining()
        return self._is_continued and (remaining is None or remaining <= self.limits.drain)

    def answered(self, *, keep_alive: bool) -> None:
        """The cycle has sent all of its response."""
        self._settle(keep_alive=keep_alive)
        self._advance()

    def repeated(self) -> None:
        """A request was answered before its octets came to the reader; only while `is_idle`."""
        self._state.total_requests += 1
        self._await_request()

    def _settle(self, *, keep_alive: bool) -> None:
        self._state.total_requests += 1
        self._is_answered = True
        if not keep_alive:
            self._end(is_whole=self._phase is Phase.ANSWERING)
        elif self._phase is Phase.ANSWERING:
            self._await_request()
        elif self._phase is Phase.CONTENT:
            # "the server MUST either read the entire request message body or close the connection" -- RFC 9112, 9.3
            self._resume_reading()

    def wants_content(self) -> None:
        """The application waits for content: tell a client that waits for our word, and read on."""
        if self._phase is not Phase.CONTENT:
            return
        if not self._is_continued:
            self._is_continued = True
            self._content_since = monotonic()
            self.write(CONTINUE)
        if self._is_read_paused:
            self._content_since, self._content_octets = monotonic(), 0
            self._resume_reading()
        self._advance()

    def write(self, octets: bytes | memoryview) -> None:
        """Send octets, unless the connection is closing."""
        if not self.transport.is_closing():
            self.transport.write(octets)

    async def writable(self) -> None:
        """Wait until the client has read enough of what was written, or has gone."""
        if self._unread is not None:
            await self._unread

    # --- ending -----------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """No more is read; what is written is still sent."""
        self._phase = Phase.CLOSED
        self._deadline.set(self.limits.write)
        self.transport.close()

    def abort(self) -> None:
        """The connection ends now."""
        self._phase = Phase.CLOSED
        self.transport.abort()

    def _end(self, *, is_whole: bool = False) -> None:
        """That was the last answer: close, but read on for a while if the client may still be writing.

        "If a server performs an immediate close of a TCP connection, there is a significant risk that the client will
        not be able to read the last HTTP response ... servers typically close a connection in stages. First, the
        server performs a half-close by closing only the write side of the read/write connection." -- RFC 9112, 9.6
        """
        # TLS has no half-close; there the connection is held for a client only that is known to be still writing.
        is_plain = self.transport.can_write_eof()
        if (is_whole and not len(self._reader)) or self.is_eof or not (is_plain or self._phase is Phase.CONTENT):
            self.close()
            return
        self._phase = Phase.LINGERING
        self._lingers_until = monotonic() + self.limits.linger
        self._deadline.set(self.limits.linger_idle)
        self._resume_reading()
        try:
            if is_plain:
                self.transport.write_eof()
        except OSError:
            # The client has gone, and the transport has not noticed yet.
            self.abort()

    def give_way(self) -> None:
        """End, since another client needs the place."""
        if self._phase is Phase.HEAD:
            # Nothing is left to do for it. What it has not read, and the farewell of TLS, would keep the place.
            self.abort()
            self._state.connections.discard(cast("Any", self))
        else:
            self.refuse_exchange(Overloaded("too many connections are open to wait for this request's content"))

    @property
    def is_idle(self) -> bool:
        """Whether what comes now is the beginning of a request that may be answered at once."""
        is_free = self._phase is Phase.HEAD and self._unread is None and not self._is_overloaded
        return is_free and not len(self._reader)

    @property
    def is_open(self) -> bool:
        """Whether it serves its client, or will."""
        return self._phase not in (Phase.LINGERING, Phase.CLOSED)

    @property
    def is_awaiting(self) -> bool:
        """Whether it is the client's turn: to send a request, or the content of one."""
        is_reading = self._phase is Phase.CONTENT and self._is_continued and not self._is_read_paused
        return self._phase is Phase.HEAD or is_reading


def whole(writer: ResponseWriter, response: Response, common: list[Line]) -> bytes:
    """All octets of a response whose content is at hand."""
    lines = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.fields]
    content = response.content if isinstance(response.content, bytes) else b"".join(response.content.pieces())
    return writer.whole(response.status, lines, content, common=common)
