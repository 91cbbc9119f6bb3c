"""Which IP addresses lie on the public Internet: those that a reference in a document may make us connect to.

Knows IANA's special-purpose registries (RFC 6890) through `ipaddress`, what that leaves out, and the IPv6 forms that
carry an IPv4 address within them. Knows no names: a name is resolved first, and the address that was judged is the one
that is connected to, so that a second answer of the name server (DNS rebinding) changes nothing.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

Address = IPv4Address | IPv6Address

# Addresses through which IPv4 is reached: they are what the IPv4 address in their last 32 bits is.
_CARRIERS: Final = (
    IPv6Network("::ffff:0:0/96"),  # IPv4-mapped, RFC 4291, section 2.5.5.2
    IPv6Network("64:ff9b::/96"),  # NAT64, RFC 6052, section 2.1
)
_SIX_TO_FOUR: Final = IPv6Network("2002::/16")  # RFC 3056: the IPv4 address follows the prefix

# Not public, whatever `ipaddress` says, whose answers have changed from one release of Python to the next.
_CLOSED: Final = tuple(
    ip_network(each)
    for each in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # shared by a provider's customers, RFC 6598
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays, deprecated by RFC 7526
        "198.18.0.0/15",
        "240.0.0.0/4",
        "::/96",  # IPv4-compatible, deprecated by RFC 4291
        "64:ff9b:1::/48",  # NAT64 within a network, RFC 8215
        "100::/64",
        "2001::/23",  # Teredo and other protocol assignments
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",  # site-local, deprecated by RFC 3879
    )
)


def is_public(address: str) -> bool:
    """Whether an address (IPv4 or IPv6 as text, with or without a zone) is one of the public Internet.

    >>> [is_public(each) for each in ("93.184.215.14", "127.0.0.1", "::ffff:10.0.0.1", "fe80::1%eth0")]
    [True, False, False, False]
    """
    try:
        return _is_public(ip_address(address.partition("%")[0]))
    except ValueError:
        return False


def _is_public(address: Address) -> bool:
    carried = _carried(address)
    if carried is not None:
        return _is_public(carried)
    closed = any(address.version == network.version and address in network for network in _CLOSED)
    return address.is_global and not address.is_multicast and not closed


def _carried(address: Address) -> IPv4Address | None:
    if isinstance(address, IPv4Address):
        return None
    if any(address in network for network in _CARRIERS):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return IPv4Address(int(address) >> 80 & 0xFFFFFFFF) if address in _SIX_TO_FOUR else None
