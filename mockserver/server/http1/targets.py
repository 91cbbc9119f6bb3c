"""The request target: its four forms brought to a path and a query (RFC 9112, section 3.2).

Knows the forms and what an authority may look like. Does not decode: the path stays percent-encoded.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from mockserver.errors import MalformedRequest

# "Host = uri-host [ ":" port ]" -- RFC 9110, section 7.2; uri-host is that of RFC 3986, section 3.2.2, of which an
# IP literal is only checked for its characters. No two parts can match the same text, so it is linear.
HOST = re.compile(
    r"(?:\[[0-9A-Fa-f:.]+\]|\[[vV][0-9A-Fa-f]+\.[\w.~!$&'()*+,;=:-]+\]|(?:[0-9A-Za-z._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)"
    r"(?::[0-9]*)?",
    re.ASCII,
)
ABSOLUTE = re.compile(r"[hH][tT][tT][pP][sS]?://([^/?#]*)([^?]*)(\??)(.*)", re.DOTALL)


class Target(NamedTuple):
    """The path as it came, the query without its question mark, and the authority if the target names one."""

    path: str
    query: str
    authority: str | None = None


def reduced(target: str, *, method: str) -> Target:
    """The target in any of its forms as path and query; raises MalformedRequest for what has none of the forms.

    >>> reduced("http://api.example.test/pets?limit=2", method="GET")
    Target(path='/pets', query='limit=2', authority='api.example.test')
    """
    if target.startswith("/"):
        path, _, query = target.partition("?")
        return Target(path, query)
    # The authority form has neither path nor query; CONNECT is refused for its method, whatever the target.
    if target == "*" or method == "CONNECT":
        return Target(target, "")
    # "a server MUST accept the absolute-form in requests" -- RFC 9112, section 3.2.2
    absolute = ABSOLUTE.fullmatch(target)
    if absolute is None:
        raise MalformedRequest(f"the request target {shown(target)} begins neither with / nor with http://")
    return _of_absolute(absolute, method)


@lru_cache(maxsize=256)
def is_host(value: str) -> bool:
    """Whether a field value is what Host may hold; an empty one is, since a host may be (RFC 9112, section 3.2)."""
    return HOST.fullmatch(value) is not None


def shown(text: str, limit: int = 60) -> str:
    """The text as a message quotes it: in quotes, shortened, without control characters."""
    return ascii(text if len(text) <= limit else text[:limit] + "...")


def _of_absolute(absolute: re.Match[str], method: str) -> Target:
    authority, path, question, query = absolute.groups()
    # "reject it as invalid" (an empty host), "treat its presence as an error" (userinfo)
    # -- RFC 9110, sections 4.2.1 and 4.2.4
    if "@" in authority:
        raise MalformedRequest("the request target names a user before its host, which no target may")
    if not authority or authority.startswith(":") or not is_host(authority):
        raise MalformedRequest(f"the request target names {shown(authority)}, which is no host")
    if not path:
        # "the last proxy on the request chain MUST send a request-target of "*"" for an OPTIONS of a whole server,
        # which the absolute form writes without a path -- RFC 9112, section 3.2.4
        path = "*" if method == "OPTIONS" and not question else "/"
    return Target(path, query, authority)
