"""Content codings undone: gzip, deflate and br (RFC 9110, section 8.4.1), within a bound on what comes out.

A small content may expand to gigabytes; here it stops at the limit. Brotli is understood where the `brotli` library is
installed. Knows octets alone.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, Final

from mockserver.errors import ContentTooLarge
from mockserver.mock.bodies.malformed import Malformed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

try:
    import brotli  # type: ignore[import-untyped]
except ImportError:  # pragma: no cover -- the tests run with it
    brotli = None

MOST_CODINGS: Final = 3
MOST_MEMBERS: Final = 100
"""gzip members in one content; each costs a copy of the rest."""


def named(value: str | None) -> tuple[str, ...]:
    """The codings of a Content-Encoding field, in lower case and in order, without `identity`."""
    if value is None:
        return ()
    # "All content codings are case-insensitive" -- RFC 9110, section 8.4.1
    codings = (each.strip(" \t").lower() for each in value.split(","))
    return tuple(each for each in codings if each and each != "identity")


def are_known(codings: Sequence[str]) -> bool:
    """Whether all of these can be undone, and there are not absurdly many."""
    return len(codings) <= MOST_CODINGS and all(each in _CODINGS for each in codings)


def accepted() -> str:
    """What Accept-Encoding says of this server."""
    return ", ".join(each for each in _CODINGS if not each.startswith("x-")) + ", identity"


def decoded(content: bytes, codings: Sequence[str], *, limit: int) -> bytes:
    """The content as it was before the codings were applied, in that order.

    Raises Malformed if it is not coded so, ContentTooLarge beyond the limit.
    """
    for coding in reversed(codings):
        content = _CODINGS[coding](content, limit)
    return content


def _gzip(content: bytes, limit: int) -> bytes:
    """One or more gzip members (RFC 1952, section 2.2)."""
    found = bytearray()
    for _ in range(MOST_MEMBERS):
        reader = zlib.decompressobj(wbits=31)
        found += _inflated(reader, content, limit=limit - len(found), coding="gzip")
        content = reader.unused_data.lstrip(b"\x00")
        if not content:
            return bytes(found)
    raise Malformed(f"has more than {MOST_MEMBERS} gzip members")


def _deflate(content: bytes, limit: int) -> bytes:
    # "Some non-conformant implementations send the "deflate" compressed data without the zlib wrapper."
    # -- RFC 9110, section 8.4.1.2
    has_wrapper = len(content) > 1 and content[0] & 0x0F == 8 and int.from_bytes(content[:2], "big") % 31 == 0
    return _inflated(zlib.decompressobj(wbits=15 if has_wrapper else -15), content, limit=limit, coding="deflate")


def _inflated(reader: Any, content: bytes, *, limit: int, coding: str) -> bytes:
    try:
        found: bytes = reader.decompress(content, limit + 1)
    except zlib.error:
        raise Malformed(f"is not encoded with {coding} as Content-Encoding says") from None
    if len(found) > limit:
        raise too_large(limit)
    if not reader.eof:
        raise Malformed(f"ends before its {coding} encoding does")
    return found


def _brotli(content: bytes, limit: int) -> bytes:
    reader = brotli.Decompressor()
    try:
        found: bytes = reader.process(content, output_buffer_limit=limit + 1)
    except brotli.error:
        raise Malformed("is not encoded with br as Content-Encoding says") from None
    if len(found) > limit:
        raise too_large(limit)
    if not reader.is_finished():
        raise Malformed("ends before its br encoding does")
    return found


def too_large(limit: int) -> ContentTooLarge:
    """The refusal of content beyond the limit."""
    return ContentTooLarge(f"the content is larger than the {limit} octets that are read here", limit=limit)


_CODINGS: Final[Mapping[str, Callable[[bytes, int], bytes]]] = {
    "gzip": _gzip,
    # "A recipient SHOULD consider "x-gzip" to be equivalent to "gzip"." -- RFC 9110, section 8.4.1.3
    "x-gzip": _gzip,
    "deflate": _deflate,
    **({"br": _brotli} if brotli is not None else {}),
}
