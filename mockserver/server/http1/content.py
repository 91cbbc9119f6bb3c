"""The content of a request, taken out of the octets that follow its head (RFC 9112, sections 6 and 7).

Knows lengths and chunks; drops chunk extensions and trailer fields after having checked them, since nothing here uses
them. Holds no content back: what has come is given at once, so that a content of any size needs no memory.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Protocol

from mockserver.errors import MalformedRequest
from mockserver.server.http1.head import FIELD_LINE, VALUE, Head
from mockserver.server.http1.targets import shown

if TYPE_CHECKING:
    from collections.abc import Callable

# "chunk = chunk-size [ chunk-ext ] CRLF" -- RFC 9112, section 7.1; sixteen digits are more than anyone sends.
CHUNK_LINE: Final = re.compile(rf"([0-9A-Fa-f]{{1,16}})(?:[ \t]*;[{VALUE}]*)?")
# Nearly all are without an extension. A content may come in chunks of one octet each, so each has to cost little.
PLAIN_CHUNK_LINE: Final = re.compile(rb"([1-9A-Fa-f][0-9A-Fa-f]{0,15})\r\n")
LONGEST_CHUNK_LINE: Final = 4096
MOST_TRAILERS: Final = 65536


class Content(Protocol):
    """What takes content out of a buffer."""

    def read(self, buffer: bytearray) -> bytes | None:
        """What has come, removed from the buffer; b"" at the end of the content, None if more has to come first.

        Raises MalformedRequest if it is broken.
        """

    def remaining(self) -> int | None:
        """The octets that are still to come; None if that cannot be known."""


def content_of(head: Head) -> Content:
    """What reads the content that this head announces."""
    return Chunked() if head.length is None else Sized(head.length)


class Sized:
    """Content of an announced length."""

    __slots__ = ("_remaining",)

    def __init__(self, length: int) -> None:
        self._remaining = length

    def remaining(self) -> int:
        """What of the length has not come."""
        return self._remaining

    def read(self, buffer: bytearray) -> bytes | None:
        """As `Content.read`."""
        if not self._remaining:
            return b""
        octets = bytes(buffer[: self._remaining])
        del buffer[: self._remaining]
        self._remaining -= len(octets)
        return octets or None


class Chunked:
    """Content in chunks, whose end is a chunk of no octets and the trailer section."""

    __slots__ = ("_left", "_read", "_trailers")

    def __init__(self) -> None:
        self._left = 0
        self._read: Callable[[bytearray], bytes | None] = self._size
        self._trailers = 0

    def remaining(self) -> int | None:
        """Nobody knows before the last chunk."""
        return None

    def read(self, buffer: bytearray) -> bytes | None:
        """As `Content.read`; all chunks that have come are given as one."""
        pieces: list[bytes] = []
        while (piece := self._read(buffer)) is not None:
            pieces.append(piece)
        content = b"".join(pieces)
        return content if content or self._read == self._end else None

    # Each of the steps below returns what it took of the content, or None if it needs more octets (or none are left).

    def _size(self, buffer: bytearray) -> bytes | None:
        plain = PLAIN_CHUNK_LINE.match(buffer)
        if plain is not None:
            start, end = plain.end(), plain.end() + int(plain[1], 16)
            del plain  # a match holds its buffer, which could not be shortened
            if buffer[end : end + 2] == b"\r\n":
                octets = bytes(buffer[start:end])
                del buffer[: end + 2]
                return octets
        line = _line(buffer, LONGEST_CHUNK_LINE)
        if line is None:
            return None
        size = CHUNK_LINE.fullmatch(line)
        if size is None:
            raise MalformedRequest(f"{shown(line)} is no chunk size")
        self._left = int(size[1], 16)
        self._read = self._data if self._left else self._trailer
        return b""

    def _data(self, buffer: bytearray) -> bytes | None:
        if not buffer:
            return None
        octets = bytes(buffer[: self._left])
        del buffer[: self._left]
        self._left -= len(octets)
        if not self._left:
            self._read = self._data_end
        return octets

    def _data_end(self, buffer: bytearray) -> bytes | None:
        if not b"\r\n".startswith(buffer[:2]):
            raise MalformedRequest("a chunk is longer than its size says")
        if len(buffer) < 2:
            return None
        del buffer[:2]
        self._read = self._size
        return b""

    def _trailer(self, buffer: bytearray) -> bytes | None:
        line = _line(buffer, MOST_TRAILERS - self._trailers)
        if line is None:
            return None
        self._trailers += len(line) + 2
        if not line:
            self._read = self._end
        elif not FIELD_LINE.fullmatch(line + "\r\n"):
            raise MalformedRequest("a trailer field line is broken")
        return b""

    def _end(self, buffer: bytearray) -> None:  # noqa: ARG002 -- a step like the others
        return None


def _line(buffer: bytearray, limit: int) -> str | None:
    """The next line without its CR LF, removed from the buffer; None if it has not come whole."""
    end = buffer.find(b"\r\n", 0, limit + 2)
    octets = buffer[: limit + 2 if end < 0 else end]
    # A line that ends otherwise than with CR LF is refused as soon as it is seen: two readers may disagree about it.
    if b"\n" in octets or b"\r" in octets[:-1]:
        raise MalformedRequest("a line within the content holds a bare CR or a bare LF; each ends with CR LF")
    if end >= 0:
        del buffer[: end + 2]
        return octets.decode("latin-1")
    if len(buffer) > limit:
        raise MalformedRequest(f"a line within the content is longer than {limit} octets")
    return None
