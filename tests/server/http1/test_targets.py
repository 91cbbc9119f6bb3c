"""The request target: its forms, and what they come to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.errors import MalformedRequest
from mockserver.server.http1.targets import Target, is_host, reduced, shown


@pytest.mark.parametrize(
    ("method", "target", "expected"),
    [
        ("GET", "/pets", Target("/pets", "")),
        ("GET", "/pets?", Target("/pets", "")),
        ("GET", "/pets?limit=2&x=/a?b", Target("/pets", "limit=2&x=/a?b")),
        ("GET", "//pets", Target("//pets", "")),
        ("GET", "/a%2Fb", Target("/a%2Fb", "")),
        ("OPTIONS", "*", Target("*", "")),
        ("GET", "*", Target("*", "")),
        ("CONNECT", "example.test:443", Target("example.test:443", "")),
        ("CONNECT", "/pets", Target("/pets", "")),
        ("GET", "http://a.test/pets", Target("/pets", "", "a.test")),
        ("GET", "HTTPS://a.test:8443/pets?x=1", Target("/pets", "x=1", "a.test:8443")),
        ("GET", "http://[::1]:80/pets", Target("/pets", "", "[::1]:80")),
        ("GET", "http://a.test", Target("/", "", "a.test")),
        ("GET", "http://a.test?x=1", Target("/", "x=1", "a.test")),
        ("OPTIONS", "http://a.test", Target("*", "", "a.test")),
        ("OPTIONS", "http://a.test?x", Target("/", "x", "a.test")),
        ("OPTIONS", "http://a.test/", Target("/", "", "a.test")),
    ],
)
def test_each_form_has_a_path(method: str, target: str, expected: Target) -> None:
    """A target in the origin, asterisk, authority or absolute form comes to a path and a query (RFC 9112, 3.2)."""
    assert reduced(target, method=method) == expected


@pytest.mark.parametrize(
    "target",
    [
        "pets",
        "?x=1",
        "ftp://a.test/x",
        "http:/a.test",
        "http:///x",
        "http://u@a.test/",
        "http://:80/",
        "http://a b/",
        "**",
    ],
)
def test_other_targets_are_malformed(target: str) -> None:
    """A target in none of the forms, or whose authority is no host, is refused with 400."""
    with pytest.raises(MalformedRequest):
        reduced(target, method="GET")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("localhost", True),
        ("localhost:4010", True),
        ("127.0.0.1:", True),
        ("[::1]:4010", True),
        ("[v1.a:b]", True),
        ("caf%C3%A9.test", True),
        ("", True),
        ("###", False),
        ("a/b", False),
        ("a b", False),
        ("user@host", False),
        ("host:port", False),
        ("a:1:2", False),
        ("[::1", False),
        ("h%zz", False),
        ("a,b:80", True),
        ("a?b", False),
    ],
)
def test_host_follows_its_grammar(value: str, *, expected: bool) -> None:
    """A Host is a name, an address or an IP literal, with or without a port (RFC 9110, section 7.2)."""
    assert is_host(value) == expected


@given(st.text(alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1))
def test_no_target_surprises(target: str) -> None:
    """Whatever visible text stands in the place of the target, it is reduced to a path, or refused."""
    try:
        path = reduced(target, method="GET").path
    except MalformedRequest:
        return
    assert path == "*" or path.startswith("/")


def test_a_quoted_text_is_short_and_harmless() -> None:
    """What a message quotes has no control characters, and not more than some sixty others."""
    assert shown("a\r\n\x1b\xff") == r"'a\r\n\x1b\xff'"
    assert shown("a" * 1000) == "'" + "a" * 60 + "...'"
