"""A response as octets: status line, field lines, and content in one of three framings (RFC 9112, sections 4 to 7).

Knows how content is delimited and when a connection persists; does no I/O and does not know what is answered. The
fields that frame a message are its own: of a response's `content-length` it makes the framing, `transfer-encoding` and
the persistence in `connection` it decides itself.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from mockserver.http.statuses import has_content, reason
from mockserver.server.http1.head import FIELD_LINES

if TYPE_CHECKING:
    from collections.abc import Iterable

Line = tuple[bytes, bytes]
"""A field line: name and value."""

WHOLE_LINES: Final = re.compile(FIELD_LINES.pattern.encode("latin-1"))
OURS: Final = frozenset((b"content-length", b"transfer-encoding", b"connection", b"keep-alive"))


class ResponseWriter:
    """Writes one response: `start`, then `content` any number of times, then `end`; or all of it as `whole`.

    `keep_alive` is whether the connection may persist; after `start`, whether it does.
    """

    __slots__ = ("_chunked", "_has_content", "_left", "_method", "_version", "keep_alive")

    def __init__(self, method: str, version: str, *, keep_alive: bool) -> None:
        self._method, self._version, self.keep_alive = method, version, keep_alive
        self._has_content, self._chunked = True, False
        self._left: int | None = None

    def whole(self, status: int, lines: Iterable[Line], content: bytes, *, common: Iterable[Line] = ()) -> bytes:
        """All of a response whose content is at hand."""
        head = self.start(status, lines, length=len(content), common=common)
        return head + self.content(content) + self.end()

    def start(self, status: int, lines: Iterable[Line], *, length: int | None, common: Iterable[Line] = ()) -> bytes:
        """The head. `length` is that of the content, None if it is not known; `common` are field lines that each
        response has unless it has its own. Raises ValueError for a field that cannot be sent.
        """
        self._has_content = has_content(status, self._method)
        written = _written(tuple(lines))
        self._frame(length if written.length is None else written.length)
        return b"".join(
            (
                _status_line(status),
                _section(tuple([line for line in common if line[0] not in written.names])),
                written.section,
                self._framing(status, written.length, length),
                self._connection(written.options),
            )
        )

    def content(self, octets: bytes) -> bytes:
        """A piece of the content as it is sent; nothing for a response that has none.

        Raises ValueError if it is more than was announced: what follows would be read as the next response.
        """
        if not self._has_content or not octets:
            return b""
        if self._chunked:
            return b"%x\r\n%b\r\n" % (len(octets), octets)
        if self._left is not None:
            if len(octets) > self._left:
                raise ValueError("the response has more content than its Content-Length says")
            self._left -= len(octets)
        return octets

    def end(self) -> bytes:
        """What ends the content. Raises ValueError if less came than was announced."""
        if self._left:
            raise ValueError("the response has less content than its Content-Length says")
        return b"0\r\n\r\n" if self._chunked else b""

    def _frame(self, length: int | None) -> None:
        if not self._has_content:
            return
        self._left = length
        if length is None and self._version == "1.1":
            self._chunked = True
        elif length is None:
            # "A server MUST NOT send a response containing Transfer-Encoding unless the corresponding request indicates
            # HTTP/1.1 (or later minor revisions)." -- RFC 9112, section 6.1. So the content ends with the connection.
            self.keep_alive = False

    def _framing(self, status: int, declared: int | None, length: int | None) -> bytes:
        if self._chunked:
            return b"transfer-encoding: chunked\r\n"
        # "A server MUST NOT send a Content-Length header field in any response with a status code of 1xx
        # (Informational) or 204 (No Content)." -- RFC 9110, section 8.6; a 205 has `Content-Length: 0` (15.3.6)
        if status < 200 or status == 204:
            return b""
        if status == 205:
            return b"content-length: 0\r\n"
        # To HEAD and in a 304 it is that of a content which is not sent, so only the application can know it.
        known = self._left if self._has_content else (length or None) if declared is None else declared
        return b"" if known is None else b"content-length: %d\r\n" % known

    def _connection(self, options: Iterable[bytes]) -> bytes:
        if b"close" in [option.lower() for option in options]:
            self.keep_alive = False
        others = [option for option in options if option.lower() not in (b"close", b"keep-alive", b"")]
        # "A server that does not support persistent connections MUST send the "close" connection option in every
        # response message" and an HTTP/1.0 client is told that it persists -- RFC 9112, section 9.3, appendix C.2.2
        if not self.keep_alive:
            others.append(b"close")
        elif self._version == "1.0":
            others.append(b"keep-alive")
        return b"connection: %b\r\n\r\n" % b", ".join(others) if others else b"\r\n"


class Written(NamedTuple):
    """The field lines of a response: as they are sent without those that are ours, and what ours say."""

    names: frozenset[bytes]
    section: bytes
    length: int | None
    options: tuple[bytes, ...]
    """Of `connection`."""


@lru_cache(maxsize=64)
def _written(lines: tuple[Line, ...]) -> Written:
    """Raises ValueError for a field that cannot be sent."""
    lines = tuple((name.lower(), value) for name, value in lines)
    sent = [b"%b: %b\r\n" % line for line in lines if line[0] not in OURS]
    section = b"".join(sent)
    # A value with a line break in it would make a line more than there are.
    if section.count(b"\r\n") != len(sent) or not WHOLE_LINES.fullmatch(section):
        raise ValueError("a field of the response has a name or a value that cannot be sent")
    options = tuple(option.strip() for name, value in lines if name == b"connection" for option in value.split(b","))
    return Written(frozenset(name for name, _ in lines), section, _length(lines), options)


def _length(lines: Iterable[Line]) -> int | None:
    values = {value for name, value in lines if name == b"content-length"}
    if not values:
        return None
    if len(values) != 1 or not (value := values.pop()).isdigit():
        raise ValueError("the Content-Length of the response is no number")
    return int(value)


@lru_cache(maxsize=128)
def _status_line(status: int) -> bytes:
    if not 100 <= status <= 599:
        raise ValueError(f"{status} is no status of a response")
    return f"HTTP/1.1 {status} {reason(status)}\r\n".encode("latin-1")


@lru_cache(maxsize=8)
def _section(lines: tuple[Line, ...]) -> bytes:
    return b"".join([b"%b: %b\r\n" % line for line in lines])
