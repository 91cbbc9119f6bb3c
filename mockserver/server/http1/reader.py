"""The octets of a connection as a row of requests: heads and their contents, one after the other (RFC 9112).

Knows the bounds within which it reads, and sees a hopeless head before it is whole, so that nobody waits for the end
of what is no HTTP. Does no I/O: octets are fed, heads and content are taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mockserver.errors import FieldsTooLarge, MalformedRequest, NotImplementedHere, Refusal, TargetTooLong
from mockserver.server.http1.content import Content, Sized, content_of
from mockserver.server.http1.head import REQUEST_LINE, STRAY, TOKEN, Head, fault_of_line, parse, parse_again, sketch

if TYPE_CHECKING:
    from mockserver.http.messages import Request

TLS_HANDSHAKE: Final = b"\x16"
REMEMBERED: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The most that is read of a head. "It is RECOMMENDED that all HTTP senders and recipients support, at a minimum,
    request-line lengths of 8000 octets." -- RFC 9112, section 3. Eight times that is what h11 and Go allow, too.
    """

    line: int = 65536
    fields: int = 65536
    field_lines: int = 1000


class Reader:
    """Octets in, heads and content out. Take a `head`, then `content` until its end, then the next head."""

    __slots__ = ("_bounds", "_buffer", "_content", "_has_line", "_seen")

    def __init__(self, bounds: Bounds = Bounds()) -> None:
        self._bounds = bounds
        self._buffer = bytearray()
        self._content: Content = Sized(0)
        self._seen = 0
        self._has_line = False

    def feed(self, octets: bytes) -> None:
        """Take in what came."""
        self._buffer += octets

    def __len__(self) -> int:
        """The octets that came and are not yet taken."""
        return len(self._buffer)

    def sketch(self) -> Request:
        """What can be told of the head that was refused."""
        return sketch(bytes(self._buffer))

    def head(self) -> Head | None:
        """The next head, None if it has not come whole; raises a Refusal if it is, or cannot but be, broken."""
        buffer = self._buffer
        # "a server that is expecting to receive and parse a request-line SHOULD ignore at least one empty line (CRLF)
        # received prior to the request-line." -- RFC 9112, section 2.2
        while buffer.startswith(b"\r\n"):
            del buffer[:2]
        end = buffer.find(b"\r\n\r\n", max(0, self._seen - 3)) + 4
        if end < 4:
            self._check_partial()
            return None
        self._check_bounds(end)
        head = (parse_again if end <= REMEMBERED else parse)(bytes(buffer[:end]))
        del buffer[:end]
        self._seen, self._has_line = 0, False
        self._content = content_of(head)
        return head

    def content(self) -> bytes | None:
        """The content that has come; b"" at its end, None if more has to come first; raises a Refusal if broken."""
        return self._content.read(self._buffer)

    def remaining(self) -> int | None:
        """The octets of this content that are still to come; None if that cannot be known."""
        return self._content.remaining()

    def _check_partial(self) -> None:
        buffer = self._buffer
        if buffer and not TOKEN.match(chr(buffer[0])) and buffer != b"\r":
            raise self._no_http()
        # The last octet is looked at again with what follows it: it may be the CR of a CR LF.
        if STRAY.search(buffer.decode("latin-1"), max(0, self._seen - 1), len(buffer) - buffer.endswith(b"\r")):
            raise MalformedRequest("the head holds a bare CR, a bare LF or NUL; each of its lines ends with CR LF")
        self._check_bounds(len(buffer))
        self._seen = len(buffer)
        if not self._has_line and (end := buffer.find(b"\r\n")) > 0:
            self._has_line = True
            self._check_line(buffer[: end + 2].decode("latin-1"))

    def _check_line(self, line: str) -> None:
        if not REQUEST_LINE.fullmatch(line):
            raise fault_of_line(line[:-2])

    def _check_bounds(self, end: int) -> None:
        if end <= self._bounds.line:
            lines = self._buffer.count(b"\r\n", 0, end) - 2
            if lines > self._bounds.field_lines:
                raise FieldsTooLarge(f"more than {self._bounds.field_lines} header fields are not read")
            return
        line_end = self._buffer.find(b"\r\n", 0, self._bounds.line + 2)
        if line_end < 0:
            raise self._too_long()
        if end - line_end - 2 > self._bounds.fields:
            raise FieldsTooLarge(f"header fields of more than {self._bounds.fields} octets are not read")

    def _too_long(self) -> Refusal:
        limit = self._bounds.line
        if b" " in self._buffer[:limit]:
            # "A server that receives a request-target longer than any URI it wishes to parse MUST respond with a 414
            # (URI Too Long) status code" -- RFC 9112, section 3
            return TargetTooLong(f"a request line of more than {limit} octets is not read")
        # "A server that receives a method longer than any that it implements SHOULD respond with a 501 (Not
        # Implemented) status code." -- as above
        return NotImplementedHere(f"a method of more than {limit} octets is not known")

    def _no_http(self) -> Refusal:
        if self._buffer.startswith(TLS_HANDSHAKE):
            return MalformedRequest("TLS begins here, and plain HTTP is spoken: use http:// and not https://")
        return MalformedRequest("what came does not begin with a method: it is no HTTP request")
