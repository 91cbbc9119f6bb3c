"""A client that speaks to a server octet by octet, for what no HTTP library would send."""

from __future__ import annotations

import socket
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

PATIENCE = 20.0
"""Seconds after which a test gives up on a server that does not answer; no test waits for it to pass."""


@dataclass(frozen=True)
class Reply:
    """A response as it came. `fields` are pairs of lower-case name and value."""

    status: int
    fields: tuple[tuple[str, str], ...] = ()
    content: bytes = b""

    def first(self, name: str) -> str | None:
        """The value of the first field of that name."""
        return dict(reversed(self.fields)).get(name)


@dataclass
class Wire:
    """A connection to a server, and the octets that came and are not yet read."""

    port: int
    host: str = "127.0.0.1"
    waiting: bytes = b""
    connection: socket.socket = field(init=False)

    def __enter__(self) -> Self:
        self.connection = socket.create_connection((self.host, self.port), PATIENCE)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    def send(self, *pieces: bytes) -> Self:
        """Send octets, each piece in a packet of its own as far as the kernel allows."""
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            self.connection.sendall(piece)
        return self

    def half_close(self) -> Self:
        """Send nothing more, and still read."""
        self.connection.shutdown(socket.SHUT_WR)
        return self

    def reply(self, method: str = "GET") -> Reply:
        """The next response to a request with the method, which the framing of RFC 9112, section 6.3 delimits."""
        head, _, self.waiting = self.until(b"\r\n\r\n").partition(b"\r\n\r\n")
        line, *lines = head.decode("latin-1").split("\r\n")
        version, status, _ = line.split(" ", 2)
        assert version == "HTTP/1.1"
        pairs = (each.split(": ", 1) for each in lines)
        fields = tuple((name.lower(), value) for name, value in pairs)
        reply = Reply(int(status), fields)
        if method == "HEAD" or reply.status < 200 or reply.status in (204, 304):
            return reply
        return Reply(reply.status, fields, self._content(reply))

    def rest(self) -> bytes:
        """All that still comes until the server has closed its side."""
        while octets := self._receive():
            self.waiting += octets
        rest, self.waiting = self.waiting, b""
        return rest

    def _content(self, reply: Reply) -> bytes:
        if reply.first("transfer-encoding") == "chunked":
            return self._chunks()
        length = reply.first("content-length")
        return self.rest() if length is None else self._take(int(length))

    def _chunks(self) -> bytes:
        content = b""
        while True:
            line, _, self.waiting = self.until(b"\r\n").partition(b"\r\n")
            chunk = self._take(int(line, 16) + 2)
            assert chunk.endswith(b"\r\n")
            if chunk == b"\r\n":
                return content
            content += chunk[:-2]

    def _take(self, size: int) -> bytes:
        while len(self.waiting) < size:
            self._more()
        taken, self.waiting = self.waiting[:size], self.waiting[size:]
        return taken

    def until(self, mark: bytes) -> bytes:
        """All that came, once this is among it; none of it is taken."""
        while mark not in self.waiting:
            self._more()
        return self.waiting

    def _more(self) -> None:
        octets = self._receive()
        assert octets, f"the server has closed; it sent {self.waiting!r}"
        self.waiting += octets

    def _receive(self) -> bytes:
        return self.connection.recv(65536)


def exchange(port: int, *pieces: bytes, method: str = "GET") -> Reply:
    """The response to one request, on a connection of its own."""
    with Wire(port) as wire:
        return wire.send(*pieces).reply(method)


def free_port() -> int:
    """A port that is free now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
