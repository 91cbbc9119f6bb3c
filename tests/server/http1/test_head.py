"""The head of a request: what is read, what is refused, and with which words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.errors import MalformedRequest, NotImplementedHere, Refusal, VersionNotSupported
from mockserver.http.messages import Fields, Request
from mockserver.server.http1.head import ENORMOUS, Head, parse, sketch

LINE = b"GET /pets?limit=2 HTTP/1.1\r\n"
HOST = b"Host: a.test\r\n"


def head(*lines: bytes, line: bytes = LINE, host: bytes = HOST) -> Head:
    """The head with these field lines."""
    return parse(line + host + b"".join(each + b"\r\n" for each in lines) + b"\r\n")


def test_a_head_becomes_a_request() -> None:
    """Names come in lower case, values without the white space around them, the target as it came."""
    fields = Fields((("host", "a.test"), ("x-odd", "a \xe9 b"), ("empty", "")))
    expected = Request("GET", "/pets", "limit=2", fields, b"")
    assert head(b"X-Odd: \t a \xe9 b \t", b"Empty:") == Head(expected, "1.1", 0, keep_alive=True, expects=False)


@pytest.mark.parametrize("method", ["GET", "get", "x-lower", "BREW", "!#$%&'*+-.^_`|~09az", "A" * 9000])
def test_any_token_is_a_method(method: str) -> None:
    """A method is any token, in upper or lower case (RFC 9110, section 9.1)."""
    assert head(line=f"{method} / HTTP/1.1\r\n".encode()).request.method == method


@pytest.mark.parametrize(
    ("line", "expected"),
    [(b"GET / HTTP/1.0\r\n", "1.0"), (b"GET / HTTP/1.1\r\n", "1.1"), (b"GET / HTTP/1.2\r\n", "1.1")],
)
def test_a_higher_minor_version_is_1_1(line: bytes, expected: str) -> None:
    """HTTP/1.2 is read as the highest 1.x that we speak (RFC 9110, section 2.5)."""
    assert head(line=line).version == expected


@pytest.mark.parametrize(
    ("line", "refusal", "words"),
    [
        (b"GE/T / HTTP/1.1", MalformedRequest, "cannot be a method"),
        (b"G@T / HTTP/1.1", MalformedRequest, "cannot be a method"),
        (b"G(T / HTTP/1.1", MalformedRequest, "cannot be a method"),
        (b" / HTTP/1.1", MalformedRequest, "cannot be a method"),
        (b"GET /", MalformedRequest, "needs a method, a target and a version"),
        (b"GET", MalformedRequest, "needs a method, a target and a version"),
        (b"GET / http/1.1", MalformedRequest, "in place of HTTP/1.1"),
        (b"GET / HTTP/1.10", MalformedRequest, "in place of HTTP/1.1"),
        (b"GET / HTTP/1.1 ", MalformedRequest, "in place of HTTP/1.1"),
        (b"GET /a b HTTP/1.1", MalformedRequest, "percent-encoded"),
        (b"GET  / HTTP/1.1", MalformedRequest, "percent-encoded"),
        (b"GET /\xc3\xa9 HTTP/1.1", MalformedRequest, "percent-encoded"),
        (b"GET /\t HTTP/1.1", MalformedRequest, "percent-encoded"),
        (b"GET pets HTTP/1.1", MalformedRequest, "begins neither with /"),
        (b"GET / HTTP/2.0", VersionNotSupported, "HTTP/2.0 is not spoken here"),
        (b"GET / HTTP/0.9", VersionNotSupported, "HTTP/0.9 is not spoken here"),
        (b"GET / HTTP/9.9", VersionNotSupported, "HTTP/9.9 is not spoken here"),
        (b"PRI * HTTP/2.0", VersionNotSupported, "HTTP/2.0 is not spoken here"),
        (b"GET /\0 HTTP/1.1", MalformedRequest, "bare CR, a bare LF or NUL"),
        (b"GET / HTTP/1.1\nA: b", MalformedRequest, "bare CR, a bare LF or NUL"),
    ],
)
def test_a_broken_request_line_is_told(line: bytes, refusal: type[Refusal], words: str) -> None:
    """A request line that breaks the grammar, or another major version, is refused in words that name the fault."""
    with pytest.raises(refusal) as refused:
        head(line=line + b"\r\n")
    assert words in refused.value.detail


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (b"X : a", "white space between the field name"),
        (b"X\t: a", "white space between the field name"),
        (b"X", "has no colon"),
        (b": a", "cannot be a field name"),
        (b"X@Y: a", "cannot be a field name"),
        (b"X\xe9: a", "cannot be a field name"),
        (b"X: a\0b", "bare CR, a bare LF or NUL"),
        (b"X: a\rb", "bare CR, a bare LF or NUL"),
        (b"X: a\nY: b", "bare CR, a bare LF or NUL"),
        (b"X: a\x01b", "control character: '\\x01'"),
        (b"X: a\x7fb", "control character"),
        (b"X: a\r\n b", "folded over two lines"),
        (b"X: a\r\n\tb", "folded over two lines"),
    ],
)
def test_a_broken_field_line_is_told(field: bytes, words: str) -> None:
    """A field line that breaks the grammar is refused in words that name the fault (RFC 9112, section 5)."""
    with pytest.raises(MalformedRequest) as refused:
        head(field)
    assert words in refused.value.detail


@pytest.mark.parametrize("field", [b"Authorization Bearer hidden", b"Cookie: a=hidden\x01", b"Cookie : a=hidden"])
def test_a_broken_field_line_gives_no_secret_away(field: bytes) -> None:
    """What is said of it quotes no value, nor a line that may be one."""
    with pytest.raises(MalformedRequest) as refused:
        head(field)
    assert "hidden" not in refused.value.detail


def test_white_space_before_the_first_field_is_told() -> None:
    """White space between the request line and the first field line is refused (RFC 9112, section 2.2)."""
    with pytest.raises(MalformedRequest, match="before the first field line"):
        head(host=b" Host: a.test\r\n")


@pytest.mark.parametrize(
    ("version", "hosts", "is_fine"),
    [
        ("1.1", [], False),
        ("1.1", ["a.test"], True),
        ("1.1", ["a.test", "a.test"], False),
        ("1.1", ["###"], False),
        ("1.1", ["a.test, b.test"], False),
        ("1.1", [""], True),
        ("1.0", [], True),
        ("1.0", ["a.test", "b.test"], False),
        ("1.0", ["###"], False),
    ],
)
def test_there_is_one_host(version: str, hosts: list[str], *, is_fine: bool) -> None:
    """HTTP/1.1 has one Host, HTTP/1.0 at most one; and it is a host (RFC 9112, section 3.2)."""
    lines = b"".join(f"Host: {host}\r\n".encode() for host in hosts)
    try:
        head(line=f"GET / HTTP/{version}\r\n".encode(), host=lines)
    except MalformedRequest:
        assert not is_fine
    else:
        assert is_fine


def test_an_absolute_target_names_the_host() -> None:
    """The authority of an absolute target stands in place of Host (RFC 9112, section 3.2.2)."""
    request = head(line=b"GET http://b.test:81/pets?x HTTP/1.1\r\n").request
    assert (request.path, request.query, request.fields.all("host")) == ("/pets", "x", ("b.test:81",))


@pytest.mark.parametrize(
    ("fields", "length"),
    [
        ([], 0),
        ([b"Content-Length: 0"], 0),
        ([b"Content-Length: 12"], 12),
        ([b"Content-Length: 0012"], 12),
        ([b"Content-Length: 99999999999"], 99999999999),
        ([b"Content-Length: " + b"9" * 5000], ENORMOUS),
        ([b"Transfer-Encoding: chunked"], None),
        ([b"Transfer-Encoding:  CHUNKED "], None),
    ],
)
def test_the_length_is_announced(fields: list[bytes], length: int | None) -> None:
    """The length is the Content-Length, None for chunks, 0 without either (RFC 9112, section 6.3)."""
    read = head(*fields)
    assert (read.length, read.request.content) == (length, b"" if length == 0 else None)


@pytest.mark.parametrize(
    ("fields", "version", "refusal"),
    [
        ([b"Content-Length: abc"], "1.1", MalformedRequest),
        ([b"Content-Length:"], "1.1", MalformedRequest),
        ([b"Content-Length: -1"], "1.1", MalformedRequest),
        ([b"Content-Length: +1"], "1.1", MalformedRequest),
        ([b"Content-Length: 0x1"], "1.1", MalformedRequest),
        ([b"Content-Length: 1 1"], "1.1", MalformedRequest),
        ([b"Content-Length: \xb2"], "1.1", MalformedRequest),
        ([b"Content-Length: 5, 5"], "1.1", MalformedRequest),
        ([b"Content-Length: 5", b"Content-Length: 5"], "1.1", MalformedRequest),
        ([b"Content-Length: 5", b"Content-Length: 6"], "1.1", MalformedRequest),
        ([b"Content-Length: 5", b"Transfer-Encoding: chunked"], "1.1", MalformedRequest),
        ([b"Transfer-Encoding: chunked"], "1.0", MalformedRequest),
        ([b"Transfer-Encoding: chunked, chunked"], "1.1", MalformedRequest),
        ([b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked"], "1.1", MalformedRequest),
        ([b"Transfer-Encoding:"], "1.1", MalformedRequest),
        ([b"Transfer-Encoding: chunked,"], "1.1", MalformedRequest),
        ([b"Transfer-Encoding: wibble, chunked"], "1.1", NotImplementedHere),
        ([b"Transfer-Encoding: chunked, gzip"], "1.1", NotImplementedHere),
        ([b"Transfer-Encoding: identity"], "1.1", NotImplementedHere),
        ([b"Transfer-Encoding: xchunked"], "1.1", NotImplementedHere),
        ([b"Transfer-Encoding: chunked;q=1"], "1.1", NotImplementedHere),
    ],
)
def test_a_disputed_length_is_refused(fields: list[bytes], version: str, refusal: type[Refusal]) -> None:
    """Where two readers could disagree about the end of a message, it is refused (RFC 9112, sections 6 and 11.2)."""
    with pytest.raises(refusal):
        head(*fields, line=f"POST / HTTP/{version}\r\n".encode())


@pytest.mark.parametrize(
    ("version", "fields", "expected"),
    [
        ("1.1", [], True),
        ("1.1", [b"Connection: close"], False),
        ("1.1", [b"Connection: Upgrade, Close"], False),
        ("1.1", [b"Connection: keep-alive", b"Connection: close"], False),
        ("1.1", [b"Connection: closed"], True),
        ("1.0", [], False),
        ("1.0", [b"Connection: Keep-Alive"], True),
        ("1.0", [b"Connection: keep-alive, close"], False),
    ],
)
def test_persistence_is_as_the_client_says(version: str, fields: list[bytes], *, expected: bool) -> None:
    """HTTP/1.1 persists unless closed, HTTP/1.0 closes unless kept alive (RFC 9112, section 9.3)."""
    assert head(*fields, line=f"GET / HTTP/{version}\r\n".encode()).keep_alive == expected


@pytest.mark.parametrize(
    ("version", "fields", "expected"),
    [
        ("1.1", [b"Expect: 100-continue", b"Content-Length: 4"], True),
        ("1.1", [b"Expect: 100-Continue", b"Transfer-Encoding: chunked"], True),
        ("1.1", [b"Expect: 100-continue"], False),
        ("1.1", [b"Expect: 200-maybe", b"Content-Length: 4"], False),
        ("1.0", [b"Expect: 100-continue", b"Content-Length: 4"], False),
    ],
)
def test_a_client_may_wait_for_100(version: str, fields: list[bytes], *, expected: bool) -> None:
    """Only HTTP/1.1 with content waits for a 100 (RFC 9110, section 10.1.1)."""
    assert head(*fields, line=f"POST / HTTP/{version}\r\n".encode()).expects == expected


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        (
            b"GET /a?b HTTP/1.1\r\nOrigin: http://app\r\nX : y\r\n\r\n",
            Request("GET", "/a", "b", Fields((("origin", "http://app"),))),
        ),
        (b"GET /a HTTP/1.1\r\nOrigin: a\r\nOrigin: b\r\n\r\n", Request("GET", "/a")),
        (b"HEAD /a", Request("HEAD", "/a")),
        (b"\x16\x03\x01", Request("", "")),
        (b"", Request("", "")),
        (b"GET http://user:secret@a.test/x HTTP/1.1\r\n", Request("GET", "http://a.test/x")),
    ],
)
def test_a_broken_head_is_sketched(octets: bytes, expected: Request) -> None:
    """Of a head that is refused, the request line and a single Origin are told, as far as they are there."""
    assert sketch(octets) == expected


@given(st.binary(max_size=200))
def test_octets_are_read_or_refused(noise: bytes) -> None:
    """Whatever stands in a head, it becomes a request or a Refusal, and nothing else."""
    try:
        read = parse(LINE + HOST + noise + b"\r\n\r\n")
    except Refusal:
        return
    assert read.request.fields.first("host") == "a.test"
