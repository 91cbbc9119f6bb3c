"""A client of sockets: octets in, octets out, and a parser that takes nothing but what RFC 9112 lets a server send.

Knows HTTP/1.1 messages and nothing of mockserver. Every reply that it reads is judged by `grammar.judge`.
"""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Self

from tests.rulebook.grammar import TOKEN, judge

if TYPE_CHECKING:
    from collections.abc import Iterable

PATIENCE: Final = 5.0
"""Seconds until a server that says nothing is taken for stuck."""

_STATUS_LINE: Final = re.compile(rb"HTTP/1\.1 ([1-5][0-9]{2}) ([\t \x21-\x7e\x80-\xff]*)")
_FIELD_LINE: Final = re.compile(rb"(" + TOKEN.encode() + rb"):[ \t]*([\t \x21-\x7e\x80-\xff]*?)[ \t]*")
_CHUNK_SIZE: Final = re.compile(rb"[0-9A-Fa-f]{1,8}")


class UnparsableError(AssertionError):
    """The server sent what is no HTTP (W-12)."""


class EndedError(AssertionError):
    """The server closed the connection where an answer was due (W-14)."""


@dataclass(frozen=True)
class Reply:
    """A response as it came, names in lower case, with the interim ones before it."""

    method: str
    status: int
    reason: str
    fields: tuple[tuple[str, str], ...]
    content: bytes = b""
    is_streamed: bool = False
    interim: tuple[Reply, ...] = field(default=(), repr=False)

    @property
    def names(self) -> list[str]:
        """The names of its fields."""
        return [name for name, _ in self.fields]

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def __getitem__(self, name: str) -> str:
        assert name in self, f"the response has no {name}: {self}"
        return self.get(name)

    def get(self, name: str, default: str = "") -> str:
        """The values of a field, combined."""
        values = [value for known, value in self.fields if known == name]
        return ", ".join(values) if values else default

    def members(self, name: str) -> list[str]:
        """The members of a list-based field."""
        return [each.strip() for each in self.get(name).split(",")] if name in self else []

    @property
    def is_problem(self) -> bool:
        """Whether it says so itself: application/problem+json."""
        return self.get("content-type").startswith("application/problem+json")


class Connection:
    """One connection. `send` takes octets; `reply` reads the next final response, whatever came before it."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self.socket = socket.create_connection((host, port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._octets = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, octets: bytes) -> Self:
        """Send octets as they stand."""
        self.socket.sendall(octets)
        return self

    def ask(self, method: str, target: str, *fields: str, content: bytes = b"") -> Reply:
        """Send a request and read its response."""
        return self.send(request(method, target, fields, content)).reply(method)

    def reply(self, method: str = "GET") -> Reply:
        """The next final response. Raises UnparsableError, EndedError, TimeoutError, and AssertionError for a rule it breaks."""
        interim: list[Reply] = []
        while True:
            reply = self._read(method, tuple(interim))
            judge(reply)
            if reply.status >= 200:
                return reply
            interim.append(reply)

    def is_ended(self) -> bool:
        """Whether the server closes now and has nothing more to say."""
        try:
            return not self._octets and self.socket.recv(1) == b""
        except ConnectionResetError:
            return True

    def is_silent(self, seconds: float) -> bool:
        """Whether nothing comes for so long."""
        self.socket.settimeout(seconds)
        try:
            self._octets += self.socket.recv(65536)
        except TimeoutError:
            return not self._octets
        finally:
            self.socket.settimeout(PATIENCE)
        return False

    def _read(self, method: str, interim: tuple[Reply, ...]) -> Reply:
        head = _STATUS_LINE.fullmatch(self._line())
        if head is None:
            raise UnparsableError("no status line")
        status, fields = int(head[1]), self._fields()
        reply = Reply(method, status, head[2].decode("latin-1"), fields, interim=interim)
        codings, length = reply.get("transfer-encoding"), reply.get("content-length")
        if codings and length:
            raise UnparsableError(f"both framings: {reply}")
        if method == "HEAD" or status < 200 or status in {204, 304}:
            return reply
        if codings:
            return _with(reply, self._chunks(), is_streamed=True)
        return _with(reply, self._exactly(int(length)) if length else self._rest())

    def _fields(self) -> tuple[tuple[str, str], ...]:
        found = []
        while line := self._line():
            parsed = _FIELD_LINE.fullmatch(line)
            if parsed is None:
                raise UnparsableError(f"no field line: {line!r}")
            found.append((parsed[1].decode().lower(), parsed[2].decode("latin-1")))
        return tuple(found)

    def _chunks(self) -> bytes:
        found = []
        while True:
            line = self._line()
            if not _CHUNK_SIZE.fullmatch(line):
                raise UnparsableError(f"no chunk size: {line!r}")
            if not int(line, 16):
                break
            found.append(self._exactly(int(line, 16)))
            if self._line():
                raise UnparsableError("a chunk is longer than it says")
        if self._fields():
            raise UnparsableError("a trailer that nobody asked for")
        return b"".join(found)

    def _line(self) -> bytes:
        while b"\r\n" not in self._octets:
            self._more()
        line, _, self._octets = self._octets.partition(b"\r\n")
        return line

    def _exactly(self, length: int) -> bytes:
        while len(self._octets) < length:
            self._more()
        found, self._octets = self._octets[:length], self._octets[length:]
        return found

    def _rest(self) -> bytes:
        try:
            while True:
                self._more()
        except EndedError:
            found, self._octets = self._octets, b""
            return found

    def _more(self) -> None:
        octets = self.socket.recv(65536)
        if not octets:
            raise EndedError(f"the connection ended, after {self._octets!r}")
        self._octets += octets


def _with(reply: Reply, content: bytes, *, is_streamed: bool = False) -> Reply:
    return Reply(reply.method, reply.status, reply.reason, reply.fields, content, is_streamed, reply.interim)


def request(method: str, target: str, fields: Iterable[str] = (), content: bytes = b"") -> bytes:
    """The octets of a request: Host unless a field line gives one, Content-Length where there is content.

    A `target` may hold any octet that Latin-1 can say. A method that means content says its length, even if it is 0.
    """
    lines = list(fields)
    names = {line.partition(":")[0].strip().lower() for line in lines}
    if "host" not in names:
        lines.insert(0, "Host: 127.0.0.1")
    if (content or method in {"POST", "PUT", "PATCH", "QUERY"}) and not names & {"content-length", "transfer-encoding"}:
        lines.append(f"Content-Length: {len(content)}")
    return "\r\n".join([f"{method} {target} HTTP/1.1", *lines, "", ""]).encode("latin-1") + content


def ask(port: int, method: str, target: str, *fields: str, content: bytes = b"") -> Reply:
    """The response to one request on a connection of its own."""
    with Connection(port) as connection:
        return connection.ask(method, target, *fields, content=content)


def chunked(*pieces: bytes) -> bytes:
    """Content in chunks, with the last one."""
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
