"""Messages and connections: targets, Host, framing, Expect, persistence, pipelining. Rules E, W and cispa's.

`OCTETS` are requests as octets with the statuses of their answers; an answer that ends the connection must say so.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from tests.rulebook.client import Connection, ask, chunked, request

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

BASE = "/store/v2"
GET = request("GET", f"{BASE}/catalogue")
H = b"Host: 127.0.0.1\r\n"
C = f"{BASE}/catalogue".encode()
LAST = b"Connection: close\r\n"


def octets(rule: str, what: str, sent: bytes, *statuses: int | tuple[int, ...]) -> ParameterSet:
    """A row: octets, and the status of each answer (any of several); after a 0, the connection is closed."""
    expected = [each if isinstance(each, tuple) else (each,) for each in statuses]
    return pytest.param(sent, expected, id=f"{rule}: {what}")


def line(text: bytes, *fields: bytes) -> bytes:
    """A request line and field lines, with a Host."""
    return b"".join([text, b"\r\n", H, *(field + b"\r\n" for field in fields), b"\r\n"])


def fielded(*fields: bytes) -> bytes:
    """GET of the catalogue with these field lines."""
    return line(b"GET " + C + b" HTTP/1.1", *fields)


def hosted(host: bytes, target: bytes = C) -> bytes:
    """GET of the catalogue with this Host line, or none."""
    return b"GET " + target + b" HTTP/1.1\r\n" + (host + b"\r\n" if host else b"") + b"\r\n"


def posted(*fields: bytes, content: bytes = b"") -> bytes:
    """POST of an order with these field lines and octets."""
    return line(b"POST /store/v2/orders HTTP/1.1", b"Content-Type: application/json", *fields) + content


TE = b"Transfer-Encoding: chunked"
BAD = (400, 0)
BAD_HOSTS = (
    b"###", b"a b", b"a/b", b"u@a", b"a:port", b"a:1:2", b"[::1", b"::1", b"[::1]x", b"[zz]", b"a?b", b"a\\b", b"http://a",
    b"%zz", b"\xe4.example", b"a:-1",
)  # fmt: skip
# "If the target URI does not include an authority component, a client MUST send a Host header field with an empty field
# value" -- RFC 9110, section 7.2
GOOD_HOSTS = (
    b"", b"a:", b"[::1]", b"[::1]:80", b"127.0.0.1:1", b"a_b.example", b"xn--caf-dma.example.", b"%41", b"a:65535",
)  # fmt: skip

OCTETS = [
    # Targets
    octets("W-01", "absolute-form", hosted(b"Host: 127.0.0.1", b"http://127.0.0.1" + C) + GET, 200, 200),
    octets("W-01", "absolute-form of another host", hosted(b"Host: a", b"http://b.example.test:99" + C) + GET, 200, 200),
    octets("W-01", "absolute-form, upper-case scheme", hosted(b"Host: a", b"HTTP://B" + C), 200),
    octets("W-01", "absolute-form, https", hosted(b"Host: a", b"https://b" + C), 200),
    octets("W-01", "absolute-form, IPv6", hosted(b"Host: [::1]", b"http://[::1]:4010" + C), 200),
    octets("W-01", "absolute-form without path", hosted(b"Host: a", b"http://a"), 404),
    octets("W-01", "absolute-form with query alone", hosted(b"Host: a", b"http://a?x=1"), 404),
    octets("W-01", "absolute-form, OPTIONS of the server", line(b"OPTIONS http://127.0.0.1 HTTP/1.1"), (200, 204, 404)),
    octets("W-01", "absolute-form with userinfo", hosted(b"Host: a", b"http://u:p@a" + C), (200, 400)),
    octets("W-01", "absolute-form without host", hosted(b"Host: a", b"http://" + C), (400,)),
    octets("W-01", "absolute-form of another scheme", hosted(b"Host: a", b"ftp://a" + C), (200, 400, 404, 421)),
    octets("W-01", "fragment", hosted(b"Host: a", C + b"#part"), (400, 404)),
    octets("W-01", "no slash", hosted(b"Host: a", b"catalogue"), 400),
    octets("W-01", "two slashes", hosted(b"Host: a", b"//evil.example" + C), 404),
    octets("W-02", "8000 octets", hosted(b"Host: a", C + b"?x=" + b"a" * 7960), 200),
    octets("W-03", "200 kB", hosted(b"Host: a", C + b"?x=" + b"a" * 200_000), 414),
    octets("W-04", "a field of 300 kB", fielded(b"X: " + b"a" * 300_000), 431),
    octets("W-04", "5000 fields", fielded(*[b"X-%d: a" % n for n in range(5000)]), (200, 431)),
    octets("W-04", "a name of 60 kB", fielded(b"a" * 60_000 + b": 1"), (200, 431)),
    octets("P-16", "octets beyond ASCII", hosted(b"Host: a", C + b"\xff"), (400, 404)),
    octets("P-16", "UTF-8 unencoded", hosted(b"Host: a", "/store/v2/größen/♥".encode()), (200, 400, 404)),
    octets("P-16", "NUL", hosted(b"Host: a", C + b"\0"), *BAD),
    octets("P-16", "odd ASCII", hosted(b"Host: a", C + b'?a=<>"{}|\\^`'), (200, 400)),
    # Request lines
    octets("W-10", "HTTP/2.0", line(b"GET " + C + b" HTTP/2.0"), (400, 505)),
    octets("W-10", "HTTP/0.9", line(b"GET " + C + b" HTTP/0.9"), (400, 505)),
    octets("W-10", "HTTP/1.2", line(b"GET " + C + b" HTTP/1.2"), 200),
    octets("W-10", "http/1.1", line(b"GET " + C + b" http/1.1"), 400),
    octets("W-10", "HTTP/1.10", line(b"GET " + C + b" HTTP/1.10"), 400),
    octets("W-10", "HTTP/+1.1", line(b"GET " + C + b" HTTP/+1.1"), 400),
    octets("W-10", "no version", b"GET " + C + b"\r\n\r\n", 400),
    octets("W-10", "the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (400, 505)),
    octets("RFC 9112, 3", "two spaces", line(b"GET  " + C + b" HTTP/1.1"), *BAD),
    octets("RFC 9112, 3", "a space in the target", line(b"GET " + C + b" x HTTP/1.1"), *BAD),
    octets("RFC 9112, 3", "a space at the end", line(b"GET " + C + b" HTTP/1.1 "), (200, 400)),
    octets("RFC 9112, 3", "a space before", b" " + GET, *BAD),
    octets("RFC 9112, 3", "tabs", line(b"GET\t" + C + b"\tHTTP/1.1"), (400,)),
    octets("cispa:allow_crlf_start", "one empty line", b"\r\n" + GET + b"\r\n" + GET, 200, 200),
    octets("W-14", "bare line feeds", GET.replace(b"\r\n", b"\n") + GET, (200, 400)),
    octets("W-14", "a TLS hello", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    # Host
    octets("cispa:code_400_after_bad_host_request", "none", hosted(b""), 400),
    octets("cispa:code_400_after_bad_host_request", "two", hosted(b"Host: a\r\nHost: a"), 400),
    octets("cispa:code_400_after_bad_host_request", "a list", hosted(b"Host: a, b"), 400),
    octets("cispa:code_400_after_bad_host_request", "none, absolute-form", hosted(b"", b"http://a" + C), 400),
    *[octets("cispa:code_400_after_bad_host_request", repr(host), hosted(b"Host: " + host), 400) for host in BAD_HOSTS],
    *[octets("RFC 9110, 7.2", f"Host {host!r}", hosted(b"Host: " + host), 200) for host in GOOD_HOSTS],
    octets("RFC 9110, 7.2", "a port out of range", hosted(b"Host: a:99999999"), (200, 400)),
    octets("RFC 9110, 7.2", "an address of the future", hosted(b"Host: [v1.x]"), (200, 400)),
    # Field lines
    octets("W-11", "obsolete folding", fielded(b"X-A: a", b" b"), (200, 400)),
    octets("W-11", "folding with a tab", fielded(b"X-A: a", b"\tb"), (200, 400)),
    octets("cispa:reject_fields_contaning_cr_lf_nul", "NUL", fielded(b"X: a\0b"), *BAD),
    octets("cispa:reject_fields_contaning_cr_lf_nul", "CR", fielded(b"X: a\rb"), *BAD),
    octets("cispa:reject_fields_contaning_cr_lf_nul", "CR at the end", fielded(b"X: a\r"), *BAD),
    octets("cispa:reject_msgs_with_whitespace_between_startline_and_first_header_field", "before the first field", b"GET " + C + b" HTTP/1.1\r\n " + H + b"\r\n", *BAD),
    octets("cispa:reject_msgs_with_whitespace_between_startline_and_first_header_field", "and a Host",
           b"GET " + C + b" HTTP/1.1\r\n X: a\r\n" + H + b"\r\n", (200, 400)),
    octets("cispa:code_400_if_msg_with_whitespace_between_header_field_and_colon", "space before the colon", fielded(b"X : a"), 400),
    octets("cispa:code_400_if_msg_with_whitespace_between_header_field_and_colon", "tab before the colon", fielded(b"X\t: a"), 400),
    octets("RFC 9112, 5", "no colon", fielded(b"X"), 400),
    octets("RFC 9112, 5", "no name", fielded(b": a"), 400),
    octets("RFC 9112, 5", "odd name", fielded(b"X(: a"), 400),
    octets("RFC 9112, 5", "a name beyond ASCII", fielded(b"X\xe4: a"), 400),
    octets("RFC 9110, 5.5", "obs-text", fielded(b"X: \xe4\xff"), (200, 400)),
    octets("RFC 9110, 5.5", "no value, no space", fielded(b"X:", b"Y:a", b"Z:\t a \t"), 200),
    octets("RFC 9110, 5.5", "control characters", fielded(b"X: a\x01\x7f"), (200, 400)),
    # Framing
    octets("W-07", "CL and TE", posted(b"Content-Length: 5", TE, content=b"0\r\n\r\n" + GET), *BAD),
    octets("W-07", "TE and CL", posted(TE, b"Content-Length: 5", content=b"0\r\n\r\n" + GET), *BAD),
    *[octets("W-08", value.decode("latin-1") or "empty", posted(b"Content-Length: " + value, content=b"{}" + GET), *BAD)
      for value in (b"abc", b"-1", b"+2", b"2 2", b"0x2", b"2,3", b"2;", b"", b"1e1", b"\xb2", b"2.0", b"1_0")],
    octets("W-08", "too many digits", posted(b"Content-Length: " + b"9" * 40, content=b"{}" + GET), (400, 413), 0),
    octets("W-08", "two that differ", posted(b"Content-Length: 2", b"Content-Length: 3", content=b"{}" + GET), *BAD),
    octets("W-08", "two alike", posted(b"Content-Length: 2", b"Content-Length: 2", content=b"{}"), (202, 400)),
    octets("W-08", "a list alike", posted(b"Content-Length: 2, 2", content=b"{}"), (202, 400)),
    octets("W-08", "leading zeros", posted(b"Content-Length: 002", content=b"{}" + GET), 202, 200),
    octets("W-09", "unknown, chunked", posted(b"Transfer-Encoding: wibble, chunked", content=b"0\r\n\r\n"), (400, 501), 0),
    octets("W-09", "unknown", posted(b"Transfer-Encoding: wibble", content=b"{}"), (400, 501), 0),
    octets("W-09", "gzip, chunked", posted(b"Transfer-Encoding: gzip, chunked", content=b"0\r\n\r\n"), (400, 501), 0),
    octets("W-09", "chunked, gzip", posted(b"Transfer-Encoding: chunked, gzip", content=b"0\r\n\r\n"), (400, 501), 0),
    octets("W-09", "chunked twice", posted(b"Transfer-Encoding: chunked, chunked", content=b"0\r\n\r\n"), *BAD),
    octets("W-09", "chunked on two lines", posted(TE, TE, content=b"0\r\n\r\n"), *BAD),
    octets("W-09", "identity", posted(b"Transfer-Encoding: identity", content=b"{}"), (400, 501), 0),
    octets("W-09", "empty", posted(b"Transfer-Encoding:", content=b"{}"), (400, 501), 0),
    octets("W-09", "with a parameter", posted(b"Transfer-Encoding: chunked;a=b", content=b"0\r\n\r\n"), (400, 501), 0),
    octets("W-09", "vertical tab", posted(b"Transfer-Encoding: \x0bchunked", content=b"0\r\n\r\n"), (400, 501), 0),
    octets("W-09", "HTTP/1.0", line(b"POST /store/v2/orders HTTP/1.0", TE) + b"0\r\n\r\n", (400, 501), 0),
    octets("RFC 9112, 7", "Chunked", posted(b"Transfer-Encoding: Chunked", content=chunked(b"{}") + GET), 202, 200),
    octets("RFC 9112, 7", "two chunks", posted(TE, content=chunked(b"{", b"}") + GET), 202, 200),
    octets("RFC 9112, 7.1.1", "extensions",
           posted(TE, content=b'2;a;b=c;d="e\\"f;"\r\n{}\r\n0;x\r\n\r\n' + GET), 202, 200),
    octets("RFC 9112, 7.1.1", "long extension", posted(TE, content=b"2;" + b"a" * 100_000 + b"\r\n{}\r\n0\r\n\r\n"), (400, 413, 431), 0),
    octets("RFC 9112, 7.1", "leading zeros", posted(TE, content=b"0002\r\n{}\r\n000\r\n\r\n" + GET), 202, 200),
    octets("RFC 9112, 7.1", "upper-case digits", posted(TE, content=b"A\r\n[[[[[]]]]]\r\n0\r\n\r\n" + GET), (202, 400, 422), 200),
    octets("RFC 9112, 7.1.2", "trailers", posted(TE, b"Trailer: X-T", content=b"2\r\n{}\r\n0\r\nX-T: 1\r\n\r\n" + GET), 202, 200),
    octets("RFC 9112, 7.1.2", "a trailer of framing",
           posted(TE, content=b"2\r\n{}\r\n0\r\nContent-Length: 9\r\nHost: b\r\n\r\n" + GET), (202, 400), (200, 0)),
    octets("RFC 9112, 7.1.2", "a trailer that is none", posted(TE, content=b"2\r\n{}\r\n0\r\nX T\r\n\r\n"), *BAD),
    *[octets("RFC 9112, 7.1", f"chunk {what!r}", posted(TE, content=what + b"\r\n{}\r\n0\r\n\r\n"), *BAD)
      for what in (b"x", b"-2", b"+2", b"0x2", b"2 2", b"", b"F" * 17, b"2\n", b"\xb2", b"2_0", b" 2")],
    octets("RFC 9112, 7.1", "longer than it says", posted(TE, content=b"1\r\n{}\r\n0\r\n\r\n"), *BAD),
    octets("RFC 9112, 6", "a body to GET", request("GET", f"{BASE}/catalogue", ["Content-Length: 2"], b"{}") + GET, 200, 200),
    octets("RFC 9112, 6", "a body to HEAD", request("HEAD", f"{BASE}/nope", ["Content-Length: 2"], b"{}"), 404),
    octets("RFC 9112, 6", "a body to TRACE", request("TRACE", f"{BASE}/mirror", ["Content-Length: 2"], b"{}") + GET, (200, 400), (200, 0)),
    octets("RFC 9112, 6", "a body to OPTIONS *", request("OPTIONS", "*", (), b"{}") + GET, 200, 200),
    octets("RFC 9112, 6", "a body to an unknown method", request("FOO", "/x", (), GET) + GET, 501, 200),
    # Connections
    octets("E-05", "content that looks like a request", request("DELETE", f"{BASE}/catalogue", (), GET) + GET, 405, 200),
    octets("E-06", "the same in chunks", request("DELETE", f"{BASE}/catalogue", ["Transfer-Encoding: chunked"], chunked(GET)) + GET, 405, 200),
    octets("E-09", "close on 200", fielded(b"Connection: close") + GET, 200, 0),
    octets("E-09", "Close, other options", fielded(b"Connection: x, Close,,y", b"X: 1") + GET, 200, 0),
    octets("E-09", "close on its second line", fielded(b"Connection: keep-alive", b"Connection: close") + GET, 200, 0),
    octets("E-09", "close on 405", request("DELETE", f"{BASE}/catalogue", ["Connection: close"]), 405, 0),
    octets("E-09", "HTTP/1.0", line(b"GET " + C + b" HTTP/1.0") + GET, 200, 0),
    octets("E-09", "HTTP/1.0 without Host", b"GET " + C + b" HTTP/1.0\r\n\r\n", 200, 0),
    octets("E-09", "HTTP/1.0 keep-alive", line(b"GET " + C + b" HTTP/1.0", b"Connection: keep-alive") + GET, 200, (200, 0)),
    octets("E-10", "pipelined", request("DELETE", f"{BASE}/catalogue") + GET + request("GET", "/nope") + GET, 405, 200, 404, 200),
    octets("E-10", "mixed", request("POST", f"{BASE}/orders", ["Content-Type: application/json"], b"{}") + request("FOO", "/")
           + request("OPTIONS", "*") + request("GET", f"{BASE}/codes/204") + request("GET", f"{BASE}/codes/304") + GET,
           202, 501, 200, 204, 304, 200),
    octets("E-10", "fifty", GET * 50, *[200] * 50),
    octets("E-10", "ended by what is malformed", GET + b"GET\r\n\r\n" + GET, 200, 400, 0),
    octets("W-05", "websocket", fielded(b"Upgrade: websocket", b"Connection: Upgrade", b"Sec-WebSocket-Version: 13",
                                        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==") + GET, 200, 200),
    octets("W-05", "h2c", fielded(b"Upgrade: h2c", b"Connection: Upgrade, HTTP2-Settings", b"HTTP2-Settings: AAMAAABk") + GET, 200, 200),
    octets("W-06", "405 with Upgrade", line(b"DELETE " + C + b" HTTP/1.1", b"Upgrade: websocket", b"Connection: Upgrade"), 405),
    octets("E-10", "Expect in a pipeline", GET + posted(b"Expect: 100-continue", b"Content-Length: 2", content=b"{}") + GET,
           200, 202, 200),
    octets("E-10", "close in the middle", GET + fielded(b"Connection: close") + GET, 200, 200, 0),
    octets("E-10", "HEAD between", request("HEAD", f"{BASE}/photo") + request("GET", f"{BASE}/nope") + GET, 200, 404, 200),
    octets("E-03", "Expect without content", posted(b"Expect: 100-continue", b"Content-Length: 0") + GET, 202, 200),
    octets("E-03", "Expect with GET", fielded(b"Expect: 100-continue") + GET, 200, 200),
    octets("E-03", "Expect twice", fielded(b"Expect: 100-continue", b"Expect: 100-continue") + GET, 200, 200),
    octets("E-03", "Expect and close", posted(b"Expect: 100-continue", b"Content-Length: 2", b"Connection: close", content=b"{}"),
           202, 0),
    octets("U-05", "chunks without end", posted(TE, content=(b"100000\r\n" + b"x" * 0x100000 + b"\r\n") * 11), 413, 0),
    octets("RFC 9112, 3.2", "query alone", hosted(b"Host: a", b"?x=1"), 400),
    octets("RFC 9112, 3.2", "asterisk with a query", line(b"OPTIONS *?x HTTP/1.1"), 400),
    octets("RFC 9112, 3.2", "asterisk with a path", line(b"OPTIONS */x HTTP/1.1"), 400),
    octets("RFC 9112, 3.2.3", "GET with authority-form", hosted(b"Host: a", b"example.test:80"), 400),
    octets("RFC 9112, 3.2.3", "GET with a host", hosted(b"Host: a", b"example.test"), 400),
    octets("M-13", "CONNECT with absolute-form", line(b"CONNECT http://a/ HTTP/1.1") + GET, (400, 501), (200, 0)),
    octets("M-13", "CONNECT without a port", line(b"CONNECT a HTTP/1.1"), (400, 501)),
    octets("M-13", "CONNECT with content", line(b"CONNECT a:1 HTTP/1.1", b"Content-Length: 2") + b"{}" + GET, (400, 501), (200, 0)),
    octets("RFC 9110, 5.1", "names in any case", b"GET " + C + b" HTTP/1.1\r\nhOsT: a\r\naCCEPT: */*\r\n\r\n", 200),
    octets("RFC 9110, 5.1", "any token is a name", fielded(b"!#$%&'*+-.^_`|~09az: 1"), 200),
    octets("RFC 9110, 5.2", "Accept on two lines", line(b"GET /store/v2/export HTTP/1.1", b"Accept: image/png", b"Accept: text/csv"), 200),
    octets("RFC 9110, 5.3", "Content-Type twice",
           posted(b"Content-Type: text/csv", b"Content-Length: 2", content=b"{}") + GET, (202, 400, 415), 200),
    octets("RFC 9110, 5.3", "Authorization twice", line(b"GET /store/v2/basket HTTP/1.1", b"Authorization: Bearer a",
                                                        b"Authorization: Bearer b"), (200, 400, 401)),
    octets("RFC 9110, 6.4", "GET with chunks", line(b"GET " + C + b" HTTP/1.1", TE) + chunked(b"a") + GET, 200, 200),
    octets("RFC 9110, 7.2", "Host among the last", b"GET " + C + b" HTTP/1.1\r\nX: 1\r\nHost: a\r\n\r\n", 200),
    octets("RFC 9112, 9.3", "Proxy-Connection", fielded(b"Proxy-Connection: close", b"Keep-Alive: timeout=1") + GET, 200, 200),
    octets("RFC 9112, 9.3", "HTTP/1.0 and chunks of a pipeline", line(b"GET " + C + b" HTTP/1.0", b"Connection: close") + GET, 200, 0),
    octets("RFC 9112, 2.2", "many empty lines", b"\r\n" * 20 + GET, (200, 400)),
    octets("RFC 9112, 2.2", "octets behind close", fielded(b"Connection: close") + b"\0" * 100_000, 200, 0),
    octets("RFC 9112, 5.2", "a first line of white space", b"GET " + C + b" HTTP/1.1\r\n" + H + b" \r\n\r\n", (200, 400)),
    octets("RFC 9110, 7.6.1", "Connection names a field", fielded(b"Connection: host, x", b"X: 1"), (200, 400)),
    octets("RFC 9110, 7.6.2", "Max-Forwards", fielded(b"Max-Forwards: 0"), 200),
    octets("RFC 9110, 10.1.4", "TE", fielded(b"TE: trailers, deflate;q=0.5", b"Connection: TE") + GET, 200, 200),
    octets("RFC 9110, 5.6.1", "empty list members", fielded(b"Accept: , ,application/json,,"), 200),
    octets("RFC 7240", "odd preferences", fielded(b'Prefer: ,;=, code=, =200, code="x, example'), 200),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "expected"), OCTETS)
def test_octets(shop: int, sent: bytes, expected: list[tuple[int, ...]]) -> None:
    """Each row holds, and who ends a connection has said so in the last answer (RFC 9112, section 9.6)."""
    method = sent.lstrip().partition(b" ")[0].decode("latin-1")
    with Connection(shop) as connection:
        connection.send(sent)
        reply = connection.reply(method)
        assert reply.status in expected[0], reply
        for statuses in expected[1:]:
            if 0 in statuses and reply.get("connection").lower() == "close":
                assert connection.is_ended()
                return
            assert statuses != (0,), f"the connection stays open after {reply}"
            reply = connection.reply()
            assert reply.status in statuses, reply


@pytest.mark.parametrize("target", [f"{BASE}/catalogue", f"{BASE}/nope", "/"])
@pytest.mark.parametrize("content", [b"GET / HTTP/1.1\r\n\r\n" * 50, b"x"])
def test_expect_on_what_is_refused(shop: int, target: str, content: bytes) -> None:
    """E-01, E-02, E-11, E-12: the refusal comes at once, without 100, and says that the connection closes."""
    with Connection(shop) as connection:
        head = request("DELETE", target, [f"Content-Length: {len(content)}", "Expect: 100-continue"])
        reply = connection.send(head).reply("DELETE")
        assert (reply.status in {404, 405}, (), "close") == (True, reply.interim, reply["connection"])
        assert connection.is_ended()


@pytest.mark.parametrize("expect", ["100-continue", "100-Continue", "100-CONTINUE"])
def test_expect_on_what_is_served(shop: int, expect: str) -> None:
    """E-03: 100 comes before the content, then the answer; the connection is used again."""
    with Connection(shop) as connection:
        connection.send(
            request(
                "POST", f"{BASE}/orders", [f"Expect: {expect}", "Content-Length: 2", "Content-Type: application/json"]
            )
        )
        assert connection._line().startswith(b"HTTP/1.1 100 ")  # noqa: SLF001 -- the interim response as octets
        assert connection._line() == b""  # noqa: SLF001
        reply = connection.send(b"{}").reply("POST")
        assert (reply.status, reply.get("connection")) == (202, "")
        assert connection.ask("GET", f"{BASE}/catalogue").status == 200


@pytest.mark.parametrize("expect", ["the-unexpected", "100-continue, other", "100-continue;q=1", ""])
def test_another_expectation_is_refused_or_ignored(shop: int, expect: str) -> None:
    """RFC 9110, section 10.1.1: "MAY respond with a 417"; what is not asked for is never waited for."""
    with Connection(shop) as connection:
        reply = connection.ask(
            "POST", f"{BASE}/orders", f"Expect: {expect}", "Content-Type: application/json", content=b"{}"
        )
        assert reply.status in {202, 417}


def test_an_old_client_gets_no_interim_response(shop: int) -> None:
    """E-04, cispa:transfer_encoding_http11: HTTP/1.0 knows neither 100 nor chunks."""
    with Connection(shop) as connection:
        connection.send(line(b"POST /store/v2/orders HTTP/1.0", b"Expect: 100-continue", b"Content-Length: 2",
                             b"Content-Type: application/json"))  # fmt: skip
        assert connection.is_silent(0.2)
        reply = connection.send(b"{}").reply("POST")
        assert (reply.status, reply.interim) == (202, ())
        assert connection.is_ended()


def test_a_stream_to_an_old_client_has_no_chunks(library: int) -> None:
    """cispa:transfer_encoding_http11: what is streamed ends with the connection."""
    with Connection(library) as connection:
        reply = connection.send(line(b"GET /feed HTTP/1.0")).reply()
        assert (reply.status, "transfer-encoding" in reply) == (200, False)
        assert reply.content
        assert connection.is_ended()


def test_continue_comes_before_any_switch(shop: int) -> None:
    """cispa:continue_before_upgrade: 100 or the final status, which comes alone where the content is there, and no 101."""
    fields = [
        "Expect: 100-continue",
        "Upgrade: h2c",
        "Connection: Upgrade",
        "Content-Length: 2",
        "Content-Type: application/json",
    ]
    with Connection(shop) as connection:
        reply = connection.send(request("POST", f"{BASE}/orders", fields)).send(b"{}").reply("POST")
        assert [each.status for each in reply.interim] in ([], [100])
        assert reply.status == 202


def test_a_refused_requests_content_may_come_late(shop: int) -> None:
    """E-07: half of the content, the answer, the other half, and the next request is served."""
    with Connection(shop) as connection:
        connection.send(request("DELETE", f"{BASE}/catalogue", ["Content-Length: 8"]) + b"1234")
        assert connection.reply("DELETE").status == 405
        assert connection.send(b"5678" + GET).reply().status == 200


@pytest.mark.parametrize("method", ["DELETE", "POST", "FOO"])
def test_a_large_refused_content_does_not_hide_the_refusal(shop: int, method: str) -> None:
    """E-08: 4 MB that nobody wants, and the client still reads why."""
    with Connection(shop) as connection:
        connection.send(request(method, f"{BASE}/catalogue", (), b"a" * 4_000_000))
        assert connection.reply(method).status in {405, 501}


@pytest.mark.parametrize("size", [1, 3, 17])
def test_a_request_may_come_in_pieces(shop: int, size: int) -> None:
    """RFC 9112, section 2.2: a message is a sequence of octets; how they arrive means nothing."""
    sent = posted(TE, content=chunked(b"{", b"}")) + GET
    with Connection(shop) as connection:
        for at in range(0, len(sent), size):
            connection.send(sent[at : at + size])
        assert [connection.reply("POST").status, connection.reply().status] == [202, 200]


def test_a_client_that_has_said_all_still_reads(shop: int) -> None:
    """A half-closed connection is answered."""
    with Connection(shop) as connection:
        connection.send(GET + GET)
        connection.socket.shutdown(socket.SHUT_WR)
        assert [connection.reply().status, connection.reply().status] == [200, 200]
        assert connection.is_ended()


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HT",
        b"GET / HTTP/1.1\r\nHost: a\r\n",
        posted(b"Content-Length: 9", content=b"{"),
        posted(TE, content=b"5\r\n{"),
    ],
)
def test_half_a_request_is_refused_or_dropped(shop: int, sent: bytes) -> None:
    """RFC 9112, section 8: an incomplete message is answered with 400, or with nothing; never taken for whole."""
    with Connection(shop) as connection:
        connection.send(sent)
        connection.socket.shutdown(socket.SHUT_WR)
        assert connection.reply("POST").status == 400
        assert connection.is_ended()


def test_only_this_machine_is_listened_to(shop: int) -> None:
    """U-02: 127.0.0.1 and no other address; a server on all of them would take 127.0.0.2, too."""
    with pytest.raises(ConnectionRefusedError):
        Connection(shop, "127.0.0.2")


def test_the_server_is_still_there(shop: int) -> None:
    """W-15: connections that are cut anywhere leave it serving."""
    for sent in (b"", b"G", GET[:20], posted(b"Content-Length: 5"), posted(TE, content=b"ff\r\na")):
        with Connection(shop) as connection:
            connection.send(sent)
    assert ask(shop, "GET", f"{BASE}/catalogue").status == 200
