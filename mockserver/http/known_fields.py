"""Response fields that a standard knows: what their values must look like, and who writes them.

A document may declare any field, and a value for it may be generated: `ETag: string`, `Expires: 2024-05-01`,
`Content-Encoding: gzip` beside content that is not. Here such a line is brought into its grammar or left out. Fields
that no standard knows pass as they are.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from mockserver.http.conditional import parse_entity_tag
from mockserver.http.dates import format_date, parse_date
from mockserver.http.fields import TOKEN, percent_encoded, sendable
from mockserver.http.messages import Fields

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

WRITTEN_BY_SERVER: Final = frozenset({
    "connection", "content-length", "date", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding",
})  # fmt: skip
"""What frames the message or belongs to the connection: a wrong one breaks it, a second Date is an error."""

UNTRUE_HERE: Final = frozenset({
    # The content is sent without a coding, and a browser that was told of gzip fails to decode it.
    "content-encoding",
    # "An HSTS Host MUST NOT include the STS header field in HTTP responses conveyed over non-secure transport."
    # -- RFC 6797, section 7.2
    "strict-transport-security",
})  # fmt: skip
"""What a document may declare of the real server and what would be a lie of this one."""

RETRY_AFTER: Final = "1"
"""Sent in place of a Retry-After that is neither seconds nor a date."""

DEPRECATED: Final = "@0"
"""RFC 9745, section 2.1: the field is a date. A document says that, and not since when; the epoch is "long ago"."""

_TOKENS: Final = rf"{TOKEN}(?:[ \t]*+,[ \t]*+{TOKEN})*+"
_PROTOCOL: Final = rf"{TOKEN}(?:/{TOKEN})?+"
_CHALLENGE: Final = rf"{TOKEN}(?: .*+)?+"

_GRAMMARS: Final[Mapping[str, str]] = {
    "accept-ranges": _TOKENS,
    "access-control-allow-credentials": "true",
    "access-control-allow-headers": _TOKENS,
    "access-control-allow-methods": _TOKENS,
    "access-control-allow-origin": r"\*|null|[A-Za-z][A-Za-z0-9+.\-]*+://[^\s/,]*+",
    "access-control-expose-headers": _TOKENS,
    "access-control-max-age": r"-?\d++",
    "age": r"\d++",
    "allow": rf"(?:{_TOKENS})?+",
    "content-disposition": rf"{TOKEN}[ \t]*+(?:;.*+)?+",
    "content-language": _TOKENS,
    "content-range": r"(?:[!#-'*+\-.^_`|~0-9A-Za-z]++ )?+(?:\d++-\d++|\*)/(?:\d++|\*)",
    "link": r"[ \t]*+<[^>]*+>.*+",
    "proxy-authenticate": _CHALLENGE,
    "upgrade": rf"{_PROTOCOL}(?:[ \t]*+,[ \t]*+{_PROTOCOL})*+",
    "vary": _TOKENS,
    "www-authenticate": _CHALLENGE,
}
"""What a value must match; a line that does not is left out.

Content-Range may lack its unit, as PostgREST sends it (`0-24/3573`): a frontend that reads the total must find it.
"""


def conforming(fields: Fields) -> Fields:
    """The field lines that can be sent, each in its grammar; the others are left out (see above for which)."""
    lines = ((name, _conforming(name, value)) for name, value in sendable(fields))
    return Fields(tuple((name, value) for name, value in lines if value is not None))


def _conforming(name: str, value: str) -> str | None:
    if name in WRITTEN_BY_SERVER or name in UNTRUE_HERE:
        return None
    if name in _GRAMMARS:
        return value if re.fullmatch(_GRAMMARS[name], value) else None
    return _REPAIRS[name](value) if name in _REPAIRS else value


def is_retry_after(text: str) -> bool:
    """Whether the text is "a number of seconds" or an HTTP-date (RFC 9110, section 10.2.3)."""
    return re.fullmatch(r"[0-9]+", text) is not None or parse_date(text) is not None


def _retry_after(value: str) -> str:
    return value if is_retry_after(value) else RETRY_AFTER


def _entity_tag(value: str) -> str | None:
    """With the quotes that an ETag has (RFC 9110, section 8.8.3): `abc` in a document means `"abc"`."""
    tag = parse_entity_tag(value)
    if tag is None:
        return None
    return value if tag.opaque.startswith('"') else f'{"W/" if tag.weak else ""}"{tag.opaque}"'


def _date(value: str) -> str | None:
    """As an HTTP-date; a date of JSON Schema's formats (RFC 3339) is converted."""
    if parse_date(value):
        return value
    try:
        return format_date(datetime.fromisoformat(value))
    except (ValueError, OverflowError):
        return None


def _expires(value: str) -> str | None:
    # "A cache recipient MUST interpret invalid date formats, especially the value "0", as representing a time in the
    # past" -- RFC 9111, section 5.3. So servers send 0 and -1, and mean it.
    return value if value in {"0", "-1"} else _date(value)


def _deprecation(value: str) -> str:
    # The drafts of RFC 9745 had `true` and an HTTP-date, which APIs of their time send.
    is_known = re.fullmatch(r"@-?[0-9]{1,15}|true", value) is not None or parse_date(value) is not None
    return value if is_known else DEPRECATED


def _uri_reference(value: str) -> str:
    """With all that no URI reference holds percent-encoded (RFC 3986, section 2)."""
    return quote(percent_encoded(value), safe="!#$%&'()*+,/:;=?@[]~")


_REPAIRS: Final[Mapping[str, Callable[[str], str | None]]] = {
    "content-location": _uri_reference,
    "deprecation": _deprecation,
    "etag": _entity_tag,
    "expires": _expires,
    "last-modified": _date,
    "location": _uri_reference,
    "retry-after": _retry_after,
    "sunset": _date,
}
