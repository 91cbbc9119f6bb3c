"""What the machines share: requests whose answers are foretold, a transport that is no socket, a reader of responses.

The reader knows RFC 9112, section 6.3, and nothing of ours, so that what it reads is what any client would.
"""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HOST = b"Host: a.test\r\n"


@dataclass(frozen=True)
class Asked:
    """A request as octets, and what its answer must be: the status, and the content unless that is not foretold."""

    octets: bytes
    method: str = "GET"
    status: int = 200
    content: bytes | None = None
    is_last: bool = False
    """Whether the connection ends with its answer."""


@dataclass(frozen=True)
class Answered:
    """A response as it came, without its interim ones."""

    status: int
    content: bytes
    fields: tuple[tuple[str, str], ...] = field(default=(), compare=False)


def request(method: str, path: str, content: bytes, *, version: str, close: bool, chunks: int) -> Asked:
    """A request to `echo`; its content in chunks of that size, or of an announced length if it is 0."""
    lines = [f"{method} /{path} HTTP/{version}\r\n".encode(), HOST]
    lines += [b"Connection: close\r\n"] if close else []
    if chunks and version == "1.1":
        parts = [content[at : at + chunks] for at in range(0, len(content), chunks)]
        body = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
        lines.append(b"Transfer-Encoding: chunked\r\n")
    else:
        body = content
        lines += [b"Content-Length: %d\r\n" % len(content)] if content else []
    answer = echoed(method, path, content)
    is_last = close or version == "1.0"
    return Asked(b"".join(lines) + b"\r\n" + body, method, 200, b"" if method == "HEAD" else answer, is_last)


def echoed(method: str, path: str, content: bytes) -> bytes:
    """What `echo` says."""
    return json.dumps([method, path, "" if path == "early" else content.decode("latin-1")]).encode()


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """An application that says what it was asked; of `/early` it does not read the content, `/pieces` it sends so."""
    content, path, more = b"", scope["path"][1:], True
    while more and path != "early":
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        content, more = content + message["body"], message["more_body"]
    answer = echoed(scope["method"], path, content)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    if path == "pieces":
        for octet in answer:
            await send({"type": "http.response.body", "body": bytes([octet]), "more_body": True})
        answer = b""
    await send({"type": "http.response.body", "body": answer})


REQUESTS = st.builds(
    request,
    st.sampled_from(["GET", "POST", "HEAD", "PUT", "BREW"]),
    st.sampled_from(["a", "early", "pieces"]),
    st.binary(max_size=30) | st.sampled_from([b"GET / HTTP/1.1\r\n\r\n", b"0\r\n\r\n", b"x" * 5000]),
    version=st.sampled_from(["1.1", "1.1", "1.1", "1.0"]),
    close=st.sampled_from([False, False, False, True]),
    chunks=st.sampled_from([0, 0, 1, 7, 4000]),
)
BROKEN = st.sampled_from(
    [
        Asked(b"GET /a HTTP/1.1\nHost: a.test\r\n\r\n", status=400, is_last=True),
        Asked(b"GET /a HTTP/1.1\r\n\r\n", status=400, is_last=True),
        Asked(b"GET  /a HTTP/1.1\r\n" + HOST + b"\r\n", status=400, is_last=True),
        Asked(b"GET /a HTTP/2.0\r\n" + HOST + b"\r\n", status=505, is_last=True),
        Asked(b"PUT /a HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: gzip\r\n\r\n", status=501, is_last=True),
        Asked(b"PUT /a HTTP/1.1\r\n" + HOST + b"Content-Length: 1, 2\r\n\r\n", status=400, is_last=True),
        Asked(b"PUT /a HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\nx\r\n", "PUT", 400, is_last=True),
        Asked(b"\0", status=400, is_last=True),
    ]
)


def expected(asked: Sequence[Asked]) -> Iterator[Asked]:
    """Those of the requests that are answered: all up to the first with which the connection ends."""
    for each in asked:
        yield each
        if each.is_last:
            return


def holds(answers: Sequence[Answered], asked: Sequence[Asked]) -> bool:
    """Whether these are the answers to the first of these requests, in their order."""
    pairs = zip(answers, asked, strict=False)
    return len(answers) <= len(asked) and all(
        answer.status == each.status and each.content in (None, answer.content) for answer, each in pairs
    )


def responses(octets: bytes, asked: Sequence[Asked]) -> tuple[list[Answered], bytes]:
    """The responses in octets that answer these requests in their order, and what is left: the front of the next."""
    found: list[Answered] = []
    while len(found) < len(asked):
        head, ending, rest = octets.partition(b"\r\n\r\n")
        if not ending:
            break
        status, fields = _head(head)
        content, rest = _content(status, dict(fields), rest, method=asked[len(found)].method)
        if content is None:
            break
        octets = rest
        if status >= 200:
            found.append(Answered(status, content, fields))
    return found, octets


def _head(head: bytes) -> tuple[int, tuple[tuple[str, str], ...]]:
    line, *lines = head.decode("latin-1").split("\r\n")
    status = re.fullmatch(r"HTTP/1\.1 ([1-5]\d\d) .*", line)
    assert status, line
    pairs = [re.fullmatch(r"([!#-'*+.^_`|~0-9A-Za-z-]+): (.*)", each) for each in lines]
    assert all(pairs), lines
    return int(status[1]), tuple((pair[1].lower(), pair[2]) for pair in pairs if pair)


def _content(status: int, fields: dict[str, str], octets: bytes, *, method: str) -> tuple[bytes | None, bytes]:
    if method == "HEAD" or status < 200 or status in {204, 304}:
        return b"", octets
    if fields.get("transfer-encoding") == "chunked":
        return _unchunked(octets)
    assert "content-length" in fields or fields.get("connection") == "close"
    length = int(fields.get("content-length", len(octets)))
    return (octets[:length], octets[length:]) if len(octets) >= length else (None, octets)


def _unchunked(octets: bytes) -> tuple[bytes | None, bytes]:
    content = b""
    while True:
        size, ending, octets = octets.partition(b"\r\n")
        length = int(size, 16) if ending else 0
        if not ending or len(octets) < length + 2:
            return None, octets
        assert octets[length : length + 2] == b"\r\n"
        if not length:
            return content, octets[2:]
        content, octets = content + octets[:length], octets[length + 2 :]


class Line(asyncio.Transport):
    """A transport that keeps what is written to it, and tells its protocol nothing by itself but that it has closed."""

    def __init__(self, loop: asyncio.AbstractEventLoop, protocol: asyncio.Protocol) -> None:
        super().__init__()
        self._loop, self._protocol = loop, protocol
        self.written, self.is_half_closed, self.is_closed, self.wants_more = bytearray(), False, False, True

    def write(self, data: bytes | bytearray | memoryview[Any]) -> None:
        """Keep octets."""
        assert not self.is_half_closed, "written behind the end"
        self.written += data

    def can_write_eof(self) -> bool:
        """As a socket can."""
        return True

    def write_eof(self) -> None:
        """The server sends nothing more."""
        self.is_half_closed = True

    def close(self) -> None:
        """The end, which the protocol is told soon."""
        if not self.is_closed:
            self.is_closed = True
            self._loop.call_soon(self._protocol.connection_lost, None)

    abort = close

    def is_closing(self) -> bool:
        """Whether it has ended."""
        return self.is_closed

    def pause_reading(self) -> None:
        """The server has enough for now."""
        self.wants_more = False

    def resume_reading(self) -> None:
        """The server wants more."""
        self.wants_more = True
