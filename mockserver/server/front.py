"""What stands in front of the server: under which path a proxy shows it, and from which addresses proxies come.

Knows whom to believe (`http/forwarded` knows what they say). An answer depends on it in one thing alone, the path that
is put before each address that we write; the client's address is told in the log.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import quote, unquote

from mockserver.http import forwarded

if TYPE_CHECKING:
    from mockserver.http.messages import Request
    from mockserver.settings import Settings

ANY: Final = "*"
UNIX: Final = "unix"
"""What the client of a Unix socket is called, which has no address."""


@dataclass(frozen=True, slots=True)
class Front:
    """`root` is the path under which all is shown, percent-encoded; `networks` and `names` are whom we believe."""

    root: str = ""
    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The front that the settings describe. Raises ValueError for what is no address."""
        words = [each.strip() for each in settings.forwarded_allow_ips.split(",") if each.strip()]
        names = frozenset(words) & {ANY, UNIX}
        networks = tuple(ip_network(each, strict=False) for each in words if each not in names)
        return cls(rooted(unquote(settings.root_path or "")), networks, names)

    def trusts(self, peer: str) -> bool:
        """Whether what this client says of others is believed."""
        if ANY in self.names or peer in self.names:
            return True
        if not self.networks or not _is_address(peer):
            return False
        address = ip_address(peer)
        known = getattr(address, "ipv4_mapped", None) or address
        return any(known in each for each in self.networks)

    def placed(self, request: Request, peer: str) -> Request:
        """The request as it was before the proxies: whose it is, and what of its path was not the document's."""
        root, client = self.root, peer
        if self.trusts(peer):
            root = rooted(unquote(forwarded.prefix(request.fields))) or root
            client = self._sender(request) or peer
        return replace(request, path=below(request.path, root), root=root, client=elsewhere(client))

    def _sender(self, request: Request) -> str:
        """The nearest sender that is no proxy of ours: whoever stands before it may have been made up."""
        senders = forwarded.senders(request.fields)
        return next((each for each in reversed(senders) if not self.trusts(each)), senders[0] if senders else "")


NO_FRONT: Final = Front()


def rooted(path: str) -> str:
    """A root path as it stands before others: percent-encoded, without a slash at its end."""
    return quote(path.rstrip("/"), safe="/!$&'()*+,;=:@~-._")


def below(path: str, root: str) -> str:
    """A path without the root that it may begin with: not every proxy takes it off."""
    return path[len(root) :] or "/" if root and (path == root or path.startswith(f"{root}/")) else path


@lru_cache(maxsize=256)
def elsewhere(host: str) -> str:
    """The address of another machine; "" for this one, and for what is no address."""
    return host if _is_address(host) and not ip_address(host).is_loopback else ""


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
