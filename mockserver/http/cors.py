"""CORS: what a browser needs before it lets a page of another origin see an answer (Fetch, section 3.3).

Knows the protocol and no route. The rule here: let the preflight through, let the real response speak. Fetch asks the
preflight only whether the server understands CORS. If it refused a method that the document lacks, then the developer
would read "CORS error" in the console and never the 405 with its Allow; so every method is let through, on every path,
and each response, an error too, can be read by script.

What a client sends comes back only if it is an origin, a method or a field name by grammar: nothing else is echoed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mockserver.http.fields import is_field_name, is_token, members
from mockserver.http.messages import Fields, Response

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mockserver.http.messages import Pair, Request

# "serialized-origin = scheme "://" host [ ":" port ]" or `null` -- RFC 6454, section 7.1. The host may be empty, since
# web views send `file://`.
_ORIGIN: Final = re.compile(
    r"null|[A-Za-z][A-Za-z0-9+.\-]{0,63}://(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._~%!$&'()*+;=\-]{0,255})(?::\d{1,5})?",
)

EXPOSED: Final = (
    "Accept-Patch", "Accept-Post", "Accept-Query", "Allow", "Content-Disposition", "Content-Location", "Content-Range",
    "Date", "Deprecation", "ETag", "Link", "Location", "Preference-Applied", "Retry-After", "Server", "Sunset", "Vary",
    "WWW-Authenticate",
)  # fmt: skip
"""What script may read of each response beside the fields that are in it: other layers may still add these."""

# Fetch, section 2.2.2: CORS-safelisted response-header names need no word; Set-Cookie is never shown to script.
_NEEDLESS: Final = frozenset({
    "cache-control", "content-language", "content-length", "content-type", "expires", "last-modified", "pragma",
    "set-cookie", "set-cookie2",
})  # fmt: skip
_LISTED: Final = _NEEDLESS | frozenset(map(str.lower, EXPOSED))

_OURS: Final = ("access-control-allow-origin", "access-control-allow-credentials", "access-control-expose-headers")

_PREFLIGHT_VARY: Final = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"

# Without it a browser keeps the answer for 5 seconds. Ours lets everything through, so a kept one is never wrong; a
# strict one is, as soon as the document changes.
_MAX_AGE: Final = {False: "600", True: "5"}


def is_preflight(request: Request) -> bool:
    """Whether a browser asks if it may ask: "A CORS-preflight request is a CORS request that checks to see if the CORS
    protocol is understood. It uses `OPTIONS` as method" and has these two fields (Fetch, section 3.3.2).
    """
    asks = "access-control-request-method" in request.fields
    return asks and request.method == "OPTIONS" and "origin" in request.fields


def origin_of(request: Request) -> str | None:
    """The request's origin (`null` is one), or None: without the field, and for a value that is no origin."""
    text = request.fields.combined("origin")
    return text if text is not None and _ORIGIN.fullmatch(text) else None


def preflight(request: Request, allow: Sequence[str], *, strict: bool) -> Response:
    """The answer to a preflight, on whatever path: 204, all that was asked for is allowed.

    `allow` are the methods that the path's Allow lists, none for an unknown path. If `strict`, then only they are
    allowed, and a browser refuses the others by itself.
    """
    pairs = [("allow", ", ".join(allow))] if allow else []
    origin = origin_of(request)
    if origin:
        pairs += [*_opening(origin), *_allowing(request, allow, strict=strict)]
    return Response(204, Fields((*pairs, ("vary", _PREFLIGHT_VARY))))


def _opening(origin: str) -> list[Pair]:
    # Never `*`: "If credentials mode is "include", then `Access-Control-Allow-Origin` cannot be `*`" -- Fetch, 3.3.5
    return [("access-control-allow-origin", origin), ("access-control-allow-credentials", "true")]


def _allowing(request: Request, allow: Sequence[str], *, strict: bool) -> list[Pair]:
    methods = list(allow) if strict else _with_requested(request, allow)
    # With credentials `*` is a mere name, and it never covers Authorization (Fetch, section 4.8): so name by name.
    names = _unique(members(request.fields.combined("access-control-request-headers") or ""))
    pairs = [
        ("access-control-allow-methods", ", ".join(methods)),
        ("access-control-allow-headers", ", ".join(names)),
        ("access-control-max-age", _MAX_AGE[strict]),
    ]
    if request.fields.first("access-control-request-private-network") == "true":
        pairs.append(("access-control-allow-private-network", "true"))
    return [pair for pair in pairs if pair[1]]


def _with_requested(request: Request, allow: Sequence[str]) -> list[str]:
    requested = request.fields.combined("access-control-request-method") or ""
    return [*allow, requested] if is_token(requested) and requested not in allow else list(allow)


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if is_field_name(name)))


def with_cors(request: Request, fields: Fields) -> Fields:
    """The fields of any other response, errors included, made readable for the request's origin.

    What the document declares of these CORS fields gives way to ours: a second line, or `*` beside credentials, would
    shut the page out. Vary names Origin even if the request has none, or a cache would hand that answer to a page.
    """
    varied = fields.varying("Origin")
    origin = origin_of(request)
    if origin is None:
        return varied
    return varied.without(*_OURS).adding([*_opening(origin), ("access-control-expose-headers", _exposed(fields))])


def _exposed(fields: Fields) -> str:
    """Name by name, since for a request with credentials `*` is a mere name (Fetch, section 3.3.4)."""
    others = (name for name, _ in fields if name not in _LISTED and not name.startswith("access-control-"))
    return ", ".join([*EXPOSED, *_unique(others)])
