"""Which methods there are, and what Allow lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.http.methods import FIXED_ORDER, RECOGNISED, allowed, answering, is_token, recognised

METHODS = st.sampled_from([*FIXED_ORDER, "COPY", "PURGE", "x-lower", "get", "CONNECT", "GE T", ""])


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ((), "OPTIONS"),
        (("GET",), "GET, HEAD, OPTIONS"),
        (("HEAD",), "HEAD, OPTIONS"),
        (("POST",), "POST, OPTIONS"),
        (("POST", "GET"), "GET, HEAD, POST, OPTIONS"),
        (("OPTIONS", "GET", "HEAD"), "GET, HEAD, OPTIONS"),
        (("TRACE",), "OPTIONS, TRACE"),
        (("QUERY", "GET"), "GET, HEAD, OPTIONS, QUERY"),
        (("x-lower", "PURGE", "COPY", "GET"), "GET, HEAD, OPTIONS, COPY, PURGE, x-lower"),
        (("CONNECT",), "OPTIONS"),
        (("get",), "OPTIONS, get"),
        (("GE T", "", "GET\r\nX: y"), "OPTIONS"),
        (reversed(FIXED_ORDER), "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE, QUERY"),
    ],
)
def test_allowed(declared: tuple[str, ...], expected: str) -> None:
    """Allow has the declared methods, HEAD with GET, always OPTIONS, never CONNECT, in one order."""
    assert ", ".join(allowed(declared)) == expected


@given(st.lists(METHODS), st.randoms())
def test_allow_is_stable_and_true(declared: list[str], random: object) -> None:
    """The order of declaration does not matter, no name stands twice, and every name is a recognised token."""
    shuffled = list(declared)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    allow = allowed(declared)
    assert allow == allowed(shuffled)
    assert len(allow) == len(set(allow))
    assert all(is_token(method) for method in allow)
    assert set(allow) <= recognised(declared)
    assert allowed(allow) == allow


def test_recognised_is_what_can_be_served() -> None:
    """The fixed fields of OpenAPI are recognised; WebDAV's methods, CONNECT and other cases are not."""
    assert recognised(()) == RECOGNISED
    assert {"GET", "QUERY", "TRACE"} <= RECOGNISED
    assert not {"PROPFIND", "CONNECT", "get", "BREW"} & RECOGNISED


def test_additional_methods_are_recognised_by_exact_name() -> None:
    """What a document names is recognised, exactly as it is written, and CONNECT never."""
    assert recognised(["COPY", "x-lower", "CONNECT"]) == RECOGNISED | {"COPY", "x-lower"}


@pytest.mark.parametrize(
    ("method", "declared", "expected"),
    [
        ("GET", {"GET"}, "GET"),
        ("HEAD", {"GET"}, "GET"),
        ("HEAD", {"GET", "HEAD"}, "HEAD"),
        ("HEAD", {"POST"}, None),
        ("GET", {"HEAD"}, None),
        ("OPTIONS", {"GET"}, None),
        ("get", {"GET"}, None),
    ],
)
def test_answering(method: str, declared: set[str], expected: str | None) -> None:
    """HEAD is answered as GET unless it is declared; no other method stands in for another."""
    assert answering(method, declared) == expected


@pytest.mark.parametrize("text", ["GET", "x-lower", "!#$%&'*+-.^_`|~09az", "A" * 9000])
def test_tokens(text: str) -> None:
    """Any token is a method's name, however odd or long."""
    assert is_token(text)


@pytest.mark.parametrize("text", ["", "GE/T", "G@T", "G(T", "G T", "GET\n", "GÉT", "\ud800", '"GET"'])
def test_no_tokens(text: str) -> None:
    """What is no token is no method."""
    assert not is_token(text)
