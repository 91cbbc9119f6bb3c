"""Public addresses, by IANA's special-purpose registries and the forms in which IPv4 hides in IPv6."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.server.addresses import is_public


@pytest.mark.parametrize(
    "address",
    [
        *(
            "1.1.1.1",
            "8.8.8.8",
            "93.184.215.14",
            "172.15.255.255",
            "172.32.0.1",
            "192.167.1.1",
            "11.0.0.1",
            "223.255.255.1",
        ),
        *("2606:4700:4700::1111", "2a00:1450:4001:82b::200e", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"),
    ],
)
def test_public(address: str) -> None:
    """An address of the public Internet may be connected to, also one of IPv4 within IPv6."""
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        # this machine
        *("127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "::1", "::"),
        # private networks
        *(
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "fc00::1",
            "fd12::1",
        ),
        # link-local, of which one serves a cloud's credentials
        *("169.254.169.254", "169.254.0.1", "fe80::1", "fe80::1%eth0", "fe80::1%1", "febf::1", "fec0::1"),
        # multicast, broadcast, reserved, documentation, benchmarks, protocols
        *("224.0.0.1", "239.255.255.250", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.51.100.1", "203.0.113.1"),
        *("198.18.0.1", "192.0.0.1", "192.0.0.170", "192.88.99.1", "ff02::1", "ff0e::1", "2001:db8::1", "3fff::1"),
        *("100::1", "5f00::1", "2001::1", "2001:0:7f00:1::", "2001:10::1", "2001:20::1"),
        # IPv4 within IPv6
        *(
            "::ffff:127.0.0.1",
            "::ffff:7f00:1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "::10.0.0.1",
        ),
        *(
            "64:ff9b::127.0.0.1",
            "64:ff9b::a00:1",
            "64:ff9b:1::8.8.8.8",
            "2002:7f00:1::1",
            "2002:a00:1::",
            "2002:c0a8:1::",
        ),
        # no addresses
        *("", "localhost", "127.1", "0x7f.1", "2130706433", "8.8.8.8.8", "::g", "%eth0"),
    ],
)
def test_not_public(address: str) -> None:
    """This machine, private networks and all that is reserved may not; nor what is no address at all."""
    assert not is_public(address)


@given(st.ip_addresses(v=4).map(str))
def test_ipv4_within_ipv6(address: str) -> None:
    """An IPv4 address is judged alike in each form that reaches it."""
    number = int(IPv4Address(address))
    high, low = number >> 16, number & 0xFFFF
    forms = (f"::ffff:{address}", f"::FFFF:{high:x}:{low:x}", f"64:ff9b::{high:x}:{low:x}", f"2002:{high:x}:{low:x}::1")
    assert {is_public(each) for each in forms} == {is_public(address)}
