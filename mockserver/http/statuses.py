"""Status codes: their phrases, whether content goes with them, and the fields they cannot do without.

Knows the registry and RFC 9110, section 15; which status answers a request is for others to say.

    status                      needs                                              RFC 9110
    -------------------------   ------------------------------------------------   ---------
    206 Partial Content         Content-Range, or multipart/byteranges             15.3.7
    401 Unauthorized            WWW-Authenticate                                   15.5.2
    405 Method Not Allowed      Allow, without the method that is refused          15.5.6
    407 Proxy Authentication    Proxy-Authenticate                                 15.5.8
    416 Range Not Satisfiable   Content-Range, with the length                     15.5.17
    426 Upgrade Required        Upgrade, and Connection that says so               15.5.22
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from mockserver.http.challenges import basic, bearer
from mockserver.http.known_fields import conforming

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mockserver.http.messages import Fields, Pair

# Python 3.11 has the names of RFC 7231, some of which RFC 9110 changed (section 15). 104 is for resumable uploads.
_RENAMED: Final = {
    104: "Upload Resumption Supported",
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}

REASONS: Final[Mapping[int, str]] = {status.value: status.phrase for status in HTTPStatus} | _RENAMED
"""The phrase of each registered status code."""

_CLASSES: Final = {1: "Informational", 2: "Successful", 3: "Redirection", 4: "Client Error", 5: "Server Error"}

REQUIRED: Final[Mapping[int, str]] = {
    206: "content-range",
    401: "www-authenticate",
    407: "proxy-authenticate",
    416: "content-range",
    426: "upgrade",
}
"""The field that a status cannot do without."""

NEVER_TO_POST: Final = frozenset({206, 304, 416})
"""RFC 9110, section 9.3.3: "almost all of the status codes ... might be received in a response to POST (the exceptions
being 206, 304, and 416)"."""

REALM: Final = "mockserver"
"""Named where the document asks for no credentials and yet declares 401 or 407."""


def reason(status: int) -> str:
    """The phrase of the status, else the name of its class, else "Unknown"."""
    # "a client MUST understand the class of any status code ... and treat an unrecognized status code as being
    # equivalent to the x00 status code of that class" -- RFC 9110, section 15
    return REASONS.get(status) or _CLASSES.get(status // 100, "Unknown")


def is_final(status: int) -> bool:
    """Whether a response can end with it: 200 to 599, since a 1xx is followed by another (section 15.2)."""
    return 200 <= status <= 599


def has_content(status: int, method: str) -> bool:
    """Whether a response to the method with this status has content (RFC 9112, section 6.3).

    205 has none, but says so with `Content-Length: 0` (RFC 9110, section 15.3.6); 1xx, 204 have no Content-Length
    (8.6), HEAD and 304 may have that of the content which is not sent.
    """
    if method == "HEAD" or status < 200 or status in {204, 205, 304}:
        return False
    return not (method == "CONNECT" and status < 300)


def completed(
    status: int, fields: Fields, *, length: int, allow: Sequence[str] = (), challenges: Sequence[str] = ()
) -> Fields:
    """The declared fields, each in its grammar (`known_fields.conforming`), and what the status needs beside them.

    `length` is that of the content in octets, `allow` the methods that the path allows less the refused one,
    `challenges` what the operation asks for: one line each.
    """
    conform = conforming(fields)
    if status == 405:
        # A declared Allow cannot know which methods this server answers: ours replaces it.
        return conform.with_field("allow", ", ".join(allow))
    if _has_byte_ranges(status, conform):
        # "a server that generates a multipart response MUST NOT generate a Content-Range header field in the HTTP
        # header section" -- section 15.3.7.2
        return conform.without("content-range")
    return _upgradable(conform.adding(_missing(status, conform, length=length, challenges=challenges)))


def _has_byte_ranges(status: int, fields: Fields) -> bool:
    return status == 206 and (fields.first("content-type") or "").lower().startswith("multipart/byteranges")


def _missing(status: int, fields: Fields, *, length: int, challenges: Sequence[str]) -> Iterable[Pair]:
    name = REQUIRED.get(status)
    if name is None or name in fields:
        return []
    if status == 401:
        return [(name, challenge) for challenge in challenges or (bearer(REALM),)]
    values = {
        206: _content_range(length),
        407: basic(REALM),
        416: f"bytes */{length}",
        426: "HTTP/2.0",
    }
    return [(name, values[status])]


def _content_range(length: int) -> str:
    # Nothing is no range of anything; of a declared 206 without content, this much can be said.
    return f"bytes 0-{length - 1}/{length}" if length else "bytes */0"


def _upgradable(fields: Fields) -> Fields:
    # "A sender of Upgrade MUST also send an "Upgrade" connection option in the Connection header field" -- section 7.8
    return fields.with_field("connection", "Upgrade") if "upgrade" in fields else fields
