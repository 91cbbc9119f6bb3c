"""What proxies say of a request that they pass on: X-Forwarded-For and -Prefix by habit, Forwarded by RFC 7239.

Knows the fields; whom to believe is decided elsewhere (`server/front`). What is no address and no path is not there:
whoever stands in front of the proxy may have written it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mockserver.http.fields import QUOTED_STRING, members, unquoted

if TYPE_CHECKING:
    from mockserver.http.messages import Fields

# "forwarded-pair = token "=" value"; "node = nodename [ ":" node-port ]" -- RFC 7239, sections 4 and 6
_FOR: Final = re.compile(rf"(?:^|;)[ \t]*for=({QUOTED_STRING}|[^;]*)", re.IGNORECASE)
# A port stands behind brackets or IPv4 alone: X-Forwarded-For often has IPv6 without brackets, which ends like a port.
_NODE: Final = re.compile(r"(?:\[([0-9A-Fa-f:.]{2,45})\]|([0-9.]{7,15}))(?::[0-9]{1,5})?|([0-9A-Fa-f:.]{2,45})")
_PREFIX: Final = re.compile(r"(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%(?!2[Ff])[0-9A-Fa-f]{2})+)+")


def senders(fields: Fields) -> tuple[str, ...]:
    """The addresses that the request came from, as each proxy has seen it; the farthest first, "" for what is hidden.

    X-Forwarded-For goes first: it is what most proxies write, and those pass on a Forwarded that somebody else wrote.

    >>> from mockserver.http.messages import Fields
    >>> senders(Fields.of(forwarded='for="[2001:db8::1]:4711";proto=https, for=192.0.2.43'))
    ('2001:db8::1', '192.0.2.43')
    """
    listed = members(fields.combined("x-forwarded-for") or "")
    if listed:
        return tuple(_address(node) for node in listed)
    found = (_FOR.search(member) for member in members(fields.combined("forwarded") or ""))
    return tuple(_address(unquoted(each[1].strip())) if each else "" for each in found)


def prefix(fields: Fields) -> str:
    """The path that proxies have taken off the target (X-Forwarded-Prefix), "" for none; several follow each other.

    >>> from mockserver.http.messages import Fields
    >>> prefix(Fields.of(x_forwarded_prefix="/shop/")), prefix(Fields.of(x_forwarded_prefix="//evil.example"))
    ('/shop', '')
    """
    path = "".join(each.rstrip("/") for each in members(fields.combined("x-forwarded-prefix") or ""))
    return path if _PREFIX.fullmatch(path) else ""


def _address(node: str) -> str:
    found = _NODE.fullmatch(node)
    return found[1] or found[2] or found[3] if found else ""
