"""The octets of a connection as a row of requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.errors import FieldsTooLarge, MalformedRequest, NotImplementedHere, Refusal, TargetTooLong
from mockserver.server.http1.reader import Bounds, Reader

if TYPE_CHECKING:
    from mockserver.server.http1.head import Head

GET = b"GET /a HTTP/1.1\r\nHost: a.test\r\n\r\n"
POST = b"POST /b HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = b"PUT /c HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: u\r\n\r\n"


def requests(octets: bytes, cut: int = 1 << 30) -> list[tuple[str, str, bytes]]:
    """Method, path and content of all requests in octets that come in pieces of `cut`."""
    reader, read = Reader(), []
    head: Head | None = None
    content = b""
    for start in range(0, len(octets), cut):
        reader.feed(octets[start : start + cut])
        while True:
            if head is None:
                head, content = reader.head(), b""
                if head is None:
                    break
            piece = reader.content()
            if piece is None:
                break
            content += piece
            if not piece:
                read.append((head.request.method, head.request.path, content))
                head = None
    return read


@pytest.mark.parametrize("cut", [1, 2, 3, 7, 50, 1 << 20])
def test_requests_follow_each_other(cut: int) -> None:
    """Requests are read one after the other, in whatever pieces they come, with empty lines between them."""
    row = GET + POST + b"\r\n" + CHUNKED + b"\r\n\r\n" + GET
    assert requests(row, cut) == [
        ("GET", "/a", b""),
        ("POST", "/b", b"hello"),
        ("PUT", "/c", b"abc"),
        ("GET", "/a", b""),
    ]


@pytest.mark.parametrize(
    "octets",
    [b"", b"\r", b"\r\n", b"\r\n\r\n\r", b"G", b"GET /a HTTP/1.1\r\nHost: a.test\r\n\r", b"GET /a HTTP/1.1\r\nX:"],
)
def test_an_unfinished_head_waits(octets: bytes) -> None:
    """What may become a request is waited for."""
    reader = Reader()
    reader.feed(octets)
    assert reader.head() is None


@pytest.mark.parametrize("cut", [1, 1 << 20])
@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (b"\x16\x03\x01\x02\x00\x01", "use http:// and not https://"),
        (b"\x00", "it is no HTTP request"),
        (b" GET / HTTP/1.1", "it is no HTTP request"),
        (b"\nGET / HTTP/1.1", "it is no HTTP request"),
        (b"\rGET / HTTP/1.1", "it is no HTTP request"),
        (b"\xff\xfe", "it is no HTTP request"),
        (b"GET / HTTP/1.1\nHost: a.test\n\n", "bare LF"),
        (b"GET / HTTP/1.1\r\nX: a\rb", "bare LF"),
        (b"GET / HTTP/1.1\r\nX: \0", "bare LF"),
        (b"GE/T / HTTP/1.1\r\n", "cannot be a method"),
        (b"HELO mail.test\r\n", "needs a method, a target and a version"),
        (b"GET /\r\n", "needs a method, a target and a version"),
    ],
)
def test_a_hopeless_head_is_told_at_once(octets: bytes, words: str, cut: int) -> None:
    """What cannot become a request is refused before its end, so that nobody waits for it."""
    with pytest.raises(MalformedRequest) as refused:
        requests(octets, cut)
    assert words in refused.value.detail


def of_size(line: int = 0, field: int = 0, lines: int = 0) -> bytes:
    """A head with so many octets in its target and in one field, and so many field lines more."""
    return b"GET /%b HTTP/1.1\r\nHost: a.test\r\nX: %b\r\n%b\r\n" % (b"a" * line, b"b" * field, b"Y: z\r\n" * lines)


@pytest.mark.parametrize("cut", [1000, 1 << 30])
@pytest.mark.parametrize(
    ("octets", "refusal"),
    [
        (of_size(line=8000), None),
        (of_size(line=65000, field=65000), None),
        (of_size(lines=900), None),
        (b"A" * 9000 + b" /a HTTP/1.1\r\nHost: a.test\r\n\r\n", None),
        (of_size(line=200_000), TargetTooLong),
        (of_size(field=300_000), FieldsTooLarge),
        (of_size(lines=1100), FieldsTooLarge),
        (of_size(lines=100_000), FieldsTooLarge),
        (of_size(line=200_000)[:70_000], TargetTooLong),
        (of_size(field=300_000)[:70_000], FieldsTooLarge),
        (b"A" * 70_000, NotImplementedHere),
    ],
)
def test_a_head_is_bounded(octets: bytes, refusal: type[Refusal] | None, cut: int) -> None:
    """A target, a method or fields beyond the bounds are refused with 414, 501 or 431, whether whole or not."""
    if refusal is None:
        assert len(requests(octets, cut)) == 1
        return
    with pytest.raises(refusal):
        requests(octets, cut)


def test_bounds_can_be_set() -> None:
    """The bounds are those that the reader is given."""
    reader = Reader(Bounds(line=20))
    reader.feed(b"GET /aaaaaaaaaaaaaaaaaaaaaaaaaaaa")
    with pytest.raises(TargetTooLong):
        reader.head()


def test_a_refused_head_is_sketched() -> None:
    """Of the head that was refused, the reader tells what can be told."""
    reader = Reader()
    reader.feed(b"HEAD /a HTTP/1.1\r\nOrigin: http://app\r\nX : y\r\n\r\n")
    with pytest.raises(MalformedRequest):
        reader.head()
    told = reader.sketch()
    assert (told.method, told.path, told.fields.first("origin")) == ("HEAD", "/a", "http://app")


def as_h11(octets: bytes) -> list[tuple[str, str, bytes]]:
    """The requests that h11 reads."""
    connection = h11.Connection(h11.SERVER)
    connection.receive_data(octets)
    read: list[tuple[str, str, bytes]] = []
    while isinstance(event := connection.next_event(), (h11.Request, h11.Data, h11.EndOfMessage)):
        if isinstance(event, h11.Request):
            read.append((event.method.decode(), event.target.decode(), b""))
        elif isinstance(event, h11.Data):
            read[-1] = (*read[-1][:2], read[-1][2] + bytes(event.data))
        else:
            connection.send(h11.Response(status_code=204, headers=[]))
            connection.send(h11.EndOfMessage())
            if connection.our_state is not h11.DONE:
                break
            connection.start_next_cycle()
    return read


names = st.text(alphabet="abcXYZ-_!~19", min_size=1, max_size=12).map(lambda name: f"x-{name}")
values = st.text(alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=20)
contents = st.one_of(st.none(), st.binary(max_size=50))


@st.composite
def messages(draw: st.DrawFn) -> bytes:
    """A well-formed request."""
    fields = draw(st.lists(st.tuples(names, values), max_size=5))
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields)
    line = f"{draw(st.sampled_from(['GET', 'POST', 'BREW']))} /{draw(st.sampled_from(['', 'a', 'b%20']))} HTTP/1.1\r\n"
    head = f"{line}Host: h\r\n{lines}"
    content = draw(contents)
    if content is None:
        return f"{head}\r\n".encode()
    if draw(st.booleans()):
        return f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content
    chunk = b"%x\r\n%b\r\n" % (len(content), content) if content else b""
    return f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + chunk + b"0\r\n\r\n"


@given(st.lists(messages(), min_size=1, max_size=4), st.integers(min_value=1, max_value=200))
def test_well_formed_requests_are_read_as_h11_reads_them(row: list[bytes], cut: int) -> None:
    """Of well-formed requests, in any pieces, the same is read as another reader reads."""
    octets = b"".join(row)
    assert requests(octets, cut) == as_h11(octets)


@given(st.binary(max_size=200), st.integers(min_value=1, max_value=64))
def test_pieces_do_not_matter(octets: bytes, cut: int) -> None:
    """However octets are cut into packets, the same requests are read of them, or a refusal tells of them."""

    def outcome(cut: int) -> object:
        try:
            return requests(GET + octets, cut)
        except Refusal as refusal:
            return refusal.status

    assert outcome(cut) == outcome(1 << 30)
