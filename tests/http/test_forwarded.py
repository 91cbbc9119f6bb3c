"""What proxies say: X-Forwarded-For, Forwarded, X-Forwarded-Prefix."""

from __future__ import annotations

import pytest

from mockserver.http.forwarded import prefix, senders
from mockserver.http.messages import Fields


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ((), ()),
        ((("x-forwarded-for", "203.0.113.7"),), ("203.0.113.7",)),
        (
            (("x-forwarded-for", "203.0.113.7, 10.0.0.1"), ("x-forwarded-for", "::1")),
            ("203.0.113.7", "10.0.0.1", "::1"),
        ),
        ((("x-forwarded-for", "203.0.113.7:4711, [2001:db8::1]:80"),), ("203.0.113.7", "2001:db8::1")),
        ((("x-forwarded-for", "2001:db8::1, 2001:db8:0:0:0:0:0:1"),), ("2001:db8::1", "2001:db8:0:0:0:0:0:1")),
        ((("x-forwarded-for", "<script>, unknown, 10.0.0.1"),), ("", "", "10.0.0.1")),
        ((("forwarded", "for=192.0.2.60;proto=http;by=203.0.113.43"),), ("192.0.2.60",)),
        ((("forwarded", 'by=a;For="[2001:db8:cafe::17]:4711"'),), ("2001:db8:cafe::17",)),
        ((("forwarded", "for=_hidden, proto=http"),), ("", "")),
        ((("forwarded", 'for="_a;for=192.0.2.1"'),), ("",)),
        ((("forwarded", "for=192.0.2.1"), ("x-forwarded-for", "192.0.2.2")), ("192.0.2.2",)),
    ],
)
def test_senders(pairs: tuple[tuple[str, str], ...], expected: tuple[str, ...]) -> None:
    """All addresses in the order in which they were passed, those that are none as nothing (RFC 7239, section 4)."""
    assert senders(Fields(pairs)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("/api", "/api"),
        ("/api/", "/api"),
        ("/a, /b", "/a/b"),
        ("/caf%C3%A9", "/caf%C3%A9"),
        ("/", ""),
        ("api", ""),
        ("//evil.example", ""),
        ("/a?b", ""),
        ("/a b", ""),
        ("/<b>", ""),
        ("/%2Fevil.example", ""),
        ("https://evil.example/", ""),
    ],
)
def test_prefix(value: str, expected: str) -> None:
    """A path is taken without its last slash; what is no path, or leads to another host, is not there."""
    assert prefix(Fields.of(x_forwarded_prefix=value)) == expected


def test_no_prefix() -> None:
    """Without the field there is none."""
    assert prefix(Fields()) == ""
