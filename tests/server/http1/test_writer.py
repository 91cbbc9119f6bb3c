"""A response as octets: framing, persistence, and what cannot be sent."""

from __future__ import annotations

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.server.http1.writer import Line, ResponseWriter

JSON = (b"content-type", b"application/json")


def whole(
    status: int,
    lines: list[Line],
    content: bytes,
    *,
    method: str = "GET",
    version: str = "1.1",
    keep_alive: bool = True,
) -> bytes:
    """All of a response."""
    return ResponseWriter(method, version, keep_alive=keep_alive).whole(status, lines, content)


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        (
            whole(200, [JSON], b"[]"),
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n[]",
        ),
        (whole(413, [], b"x"), b"HTTP/1.1 413 Content Too Large\r\ncontent-length: 1\r\n\r\nx"),
        (whole(200, [], b""), b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"),
        (whole(204, [(b"content-length", b"5")], b"hello"), b"HTTP/1.1 204 No Content\r\n\r\n"),
        (whole(205, [], b"hello"), b"HTTP/1.1 205 Reset Content\r\ncontent-length: 0\r\n\r\n"),
        (whole(304, [], b"hello"), b"HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n"),
        (whole(304, [], b""), b"HTTP/1.1 304 Not Modified\r\n\r\n"),
        (whole(200, [], b"hello", method="HEAD"), b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n"),
        (
            whole(200, [(b"content-length", b"9")], b"", method="HEAD"),
            b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n",
        ),
        (whole(200, [], b"", method="HEAD"), b"HTTP/1.1 200 OK\r\n\r\n"),
        (whole(200, [], b"", keep_alive=False), b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"),
        (
            whole(200, [], b"", version="1.0"),
            b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: keep-alive\r\n\r\n",
        ),
        (
            whole(426, [(b"upgrade", b"a"), (b"connection", b"Upgrade")], b"", keep_alive=False),
            b"HTTP/1.1 426 Upgrade Required\r\nupgrade: a\r\ncontent-length: 0\r\nconnection: Upgrade, close\r\n\r\n",
        ),
        (whole(299, [], b""), b"HTTP/1.1 299 Successful\r\ncontent-length: 0\r\n\r\n"),
        (whole(200, [(b"transfer-encoding", b"chunked")], b"a"), b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na"),
    ],
)
def test_each_response_is_framed(octets: bytes, expected: bytes) -> None:
    """A response says where it ends as its status, its method and its client's version ask (RFC 9112, section 6)."""
    assert octets == expected


def test_unknown_length_goes_in_chunks() -> None:
    """Content of unknown length goes in chunks, and an empty piece does not end it (RFC 9112, section 7.1)."""
    writer = ResponseWriter("GET", "1.1", keep_alive=True)
    octets = writer.start(200, [], length=None) + writer.content(b"abc") + writer.content(b"") + writer.end()
    assert octets == b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"


def test_unknown_length_to_http_1_0_ends_with_the_connection() -> None:
    """No chunks go to an HTTP/1.0 client: the end of the connection is that of the content (RFC 9112, section 6.1)."""
    writer = ResponseWriter("GET", "1.0", keep_alive=True)
    octets = writer.start(200, [], length=None) + writer.content(b"abc") + writer.end()
    assert (octets, writer.keep_alive) == (b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nabc", False)


def test_the_application_may_close() -> None:
    """`Connection: close` in the response ends the connection, and is said once."""
    writer = ResponseWriter("GET", "1.1", keep_alive=True)
    octets = writer.whole(200, [(b"connection", b"Close")], b"")
    assert (octets.count(b"lose"), writer.keep_alive) == (1, False)


def test_common_lines_do_not_double() -> None:
    """Date and Server are added, but where the response has its own (RFC 9110, section 5.3)."""
    common = [(b"date", b"now"), (b"server", b"us")]
    head = ResponseWriter("GET", "1.1", keep_alive=True).start(200, [(b"server", b"them")], length=0, common=common)
    assert head == b"HTTP/1.1 200 OK\r\ndate: now\r\nserver: them\r\ncontent-length: 0\r\n\r\n"


@pytest.mark.parametrize(
    "line",
    [
        (b"x", b"a\r\nset-cookie: b"),
        (b"x", b"a\nb"),
        (b"x", b"a\0b"),
        (b"x y", b"a"),
        (b"", b"a"),
        (b"x: y\r\nz", b"a"),
        (b"content-length", b"x"),
        (b"content-length", b"-1"),
    ],
)
def test_a_field_cannot_split_the_response(line: Line) -> None:
    """A field that would begin another line, or is none, is not sent."""
    with pytest.raises(ValueError, match="response"):
        whole(200, [line], b"")


@pytest.mark.parametrize("status", [0, 42, 99, 600, 999])
def test_a_status_has_three_digits(status: int) -> None:
    """A status outside of 100 to 599 is not sent (RFC 9110, section 15)."""
    with pytest.raises(ValueError, match="no status"):
        whole(status, [], b"")


@pytest.mark.parametrize("content", [b"abc", b"abcdef"])
def test_content_is_as_long_as_announced(content: bytes) -> None:
    """More or less content than Content-Length says is not sent as if it were right."""
    with pytest.raises(ValueError, match="content than its Content-Length"):
        whole(200, [(b"content-length", b"5")], content)


@given(
    st.integers(200, 599), st.lists(st.binary(min_size=1, max_size=20), max_size=4), st.sampled_from(["GET", "HEAD"])
)
def test_another_reader_reads_what_is_written(status: int, pieces: list[bytes], method: str) -> None:
    """A client reads the content that was written, whatever the status, in one piece or several."""
    writer = ResponseWriter(method, "1.1", keep_alive=True)
    octets = writer.start(status, [JSON], length=None) + b"".join(map(writer.content, pieces)) + writer.end()
    client = h11.Connection(h11.CLIENT)
    client.send(h11.Request(method=method, target="/", headers=[("host", "a")]))
    client.send(h11.EndOfMessage())
    client.receive_data(octets)
    read = b""
    while not isinstance(event := client.next_event(), h11.EndOfMessage):
        read += bytes(event.data) if isinstance(event, h11.Data) else b""
    has_content = method == "GET" and status not in (204, 205, 304)
    assert (read, client.their_state) == (b"".join(pieces) if has_content else b"", h11.DONE)
