"""Challenges: what WWW-Authenticate and Proxy-Authenticate ask for (RFC 9110, section 11.6).

Knows how a challenge is written, and not who must answer it. A field line holds one challenge: several in one line
are legal, and clients read them badly.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mockserver.http.fields import clean_value, is_token, percent_encoded, quoted, word

if TYPE_CHECKING:
    from collections.abc import Iterable

# IANA's registry of HTTP authentication schemes, for their spelling: "It uses a case-insensitive token to identify the
# authentication scheme" (RFC 9110, section 11.1), yet people and tests read what they know.
_SCHEMES: Final = (
    "Basic", "Bearer", "Concealed", "Digest", "DPoP", "GNAP", "HOBA", "Mutual", "Negotiate", "OAuth", "PrivateToken",
    "SCRAM-SHA-1", "SCRAM-SHA-256", "vapid",
)  # fmt: skip
_SPELLING: Final = {scheme.lower(): scheme for scheme in _SCHEMES}

# "For historical reasons, a sender MUST NOT generate the quoted string syntax values for the following parameters:
# stale and algorithm." -- RFC 7616, section 3.3. All others are quoted: realm must be (RFC 9110, section 11.5), so
# must qop, nonce and opaque, and everywhere else both forms are equal.
_UNQUOTED: Final = frozenset({"algorithm", "stale", "userhash"})


def challenge(scheme: str, /, **parameters: str) -> str:
    """A challenge: the scheme, spelled as registered, and its parameters in their order, rightly quoted.

    What a scheme cannot hold becomes a hyphen, so that a document's text injects nothing; a parameter whose name is no
    token is left out.

    >>> challenge("bearer", realm="Pet store", error="invalid_token")
    'Bearer realm="Pet store", error="invalid_token"'
    """
    name = _SPELLING.get(scheme.lower(), re.sub(r"[^!#$%&'*+\-.^_`|~0-9A-Za-z]", "-", scheme) or "-")
    written = [f"{key}={_written(key, value)}" for key, value in parameters.items() if is_token(key)]
    return f"{name} {', '.join(written)}" if written else name


def _written(name: str, value: str) -> str:
    write = word if name in _UNQUOTED else quoted
    return write(percent_encoded(value))


def basic(realm: str) -> str:
    """RFC 7617's challenge: name and password in UTF-8 (section 2.1)."""
    return challenge("Basic", realm=realm, charset="UTF-8")


def bearer(realm: str, *, error: str = "", description: str = "", scopes: Iterable[str] = ()) -> str:
    """RFC 6750's challenge (section 3); OAuth 2.0 and OpenID Connect use it, too.

    `error` is `invalid_request`, `invalid_token` or `insufficient_scope`, and empty for a request without any
    credentials: then "the resource server SHOULD NOT include an error code or other error information" (section 3.1).
    """
    given = {"scope": " ".join(scopes), "error": error, "error_description": description}
    # Section 3 forbids quotation mark and backslash in all three, even escaped.
    said = {name: re.sub(r'["\\]', "'", clean_value(value)) for name, value in given.items() if value}
    return challenge("Bearer", realm=realm, **said)


def digest(realm: str, *, nonce: str, opaque: str = "", algorithm: str = "SHA-256", stale: bool = False) -> str:
    """RFC 7616's challenge (section 3.3); the nonce is the caller's to make."""
    given = {"nonce": nonce, "opaque": opaque, "algorithm": algorithm, "stale": "true" if stale else ""}
    said = {name: value for name, value in given.items() if value}
    return challenge("Digest", realm=realm, qop="auth", **said, charset="UTF-8")


def api_key(realm: str, *, location: str, name: str) -> str:
    """A challenge for a key in a field, a cookie or the query, for which no scheme is registered: it says where.

    >>> api_key("Pet store", location="header", name="X-Key")
    'ApiKey realm="Pet store", in="header", name="X-Key"'
    """
    return challenge("ApiKey", realm=realm, **{"in": location, "name": name})
