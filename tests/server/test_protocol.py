"""A connection, octet by octet: order, unread content, deadlines, limits, and how it ends."""

from __future__ import annotations

import asyncio
import errno
import json
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import TYPE_CHECKING, Any

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from mockserver.http.messages import Fields, Response
from mockserver.server.http1.reader import Bounds
from mockserver.server.protocol import AT_ONCE, HttpProtocol, Limits
from mockserver.server.run import serve_in_thread
from tests.server.conftest import PATIENCE, Reply, Wire, exchange

if TYPE_CHECKING:
    from mockserver.server.http1.head import Head

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

HOST = b"Host: a.test\r\n"
GET = b"GET /hello HTTP/1.1\r\n" + HOST + b"\r\n"
LARGE = b"x" * 8_000_000
gone: list[str] = []
asked: list[int] = []
holding, released = threading.Event(), threading.Event()


async def answer(send: Send, *pieces: bytes, status: int = 200, headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
    """Send a response, in as many pieces."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    for piece in pieces[:-1]:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": pieces[-1]})


async def content(receive: Receive) -> bytes:
    """All of the content."""
    octets, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            gone.append("left")
            raise ConnectionError("left")
        octets += message["body"]
        more = message["more_body"]
    return octets


async def app(scope: Message, receive: Receive, send: Send) -> None:
    """An application that answers without and with reading, at once and late, whole and in pieces, and badly."""
    path = scope["path"][1:]
    if path in FIXED:
        await answer(send, *FIXED[path])
    elif path in MADE:
        await MADE[path](scope, receive, send)
    elif path.isdigit():
        await answer(send, b"no", status=int(path))


async def echo(_: Message, receive: Receive, send: Send) -> None:
    """Answer with the content."""
    await answer(send, await content(receive))


async def show(scope: Message, _: Receive, send: Send) -> None:
    """Answer with the scope."""
    shown = {name: str(scope[name]) for name in ("method", "path", "raw_path", "query_string", "headers")}
    await answer(send, json.dumps({**shown, "http_version": scope["http_version"]}).encode())


async def later(_: Message, __: Receive, send: Send) -> None:
    """Answer after other tasks had their turn."""
    for _turn in range(10):
        await asyncio.sleep(0)
    await answer(send, b"later")


async def page(_: Message, __: Receive, send: Send) -> None:
    """Answer, and count how often."""
    asked.append(1)
    await answer(send, LARGE[:20_000])


async def large(_: Message, __: Receive, send: Send) -> None:
    """Answer with more than fits between server and client, and tell if that cannot be sent."""
    try:
        await answer(send, LARGE)
    except OSError:
        gone.append("cut")
        raise


async def hold(_: Message, __: Receive, send: Send) -> None:
    """Answer once the test says so."""
    holding.set()
    await asyncio.to_thread(released.wait, PATIENCE)
    await answer(send, b"held")


async def watch(scope: Message, receive: Receive, send: Send) -> None:
    """Wait until the client has left, and answer all the same where the query asks for it."""
    while (await receive())["type"] != "http.disconnect":
        pass
    gone.append("left")
    if scope["query_string"]:
        await answer(send, b"held")


async def fail(_: Message, __: Receive, ___: Send) -> None:
    """Do not answer."""
    raise RuntimeError("it fails")


async def break_off(_: Message, __: Receive, send: Send) -> None:
    """Begin to answer."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"some", "more_body": True})
    raise RuntimeError("it breaks")


async def begin(_: Message, receive: Receive, send: Send) -> None:
    """Begin to answer, then read."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"begun", "more_body": True})
    await content(receive)
    await send({"type": "http.response.body", "body": b"ended"})


async def split(_: Message, __: Receive, send: Send) -> None:
    """Answer with a field that holds another."""
    await answer(send, b"", headers=((b"x", b"a\r\nset-cookie: b"),))


async def answer_twice(_: Message, __: Receive, send: Send) -> None:
    """Answer once more than asked."""
    await answer(send, b"")
    await answer(send, b"")


FIXED = {"hello": (b"hello",), "pieces": (b"one,", b"", b"two,", b"three")}
MADE = {
    "echo": echo,
    "scope": show,
    "later": later,
    "held": hold,
    "watch": watch,
    "page": page,
    "large": large,
    "fails": fail,
    "begin": begin,
    "breaks": break_off,
    "splits": split,
    "twice": answer_twice,
}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Where the application is served."""
    with serve_in_thread(app) as address:
        yield address.port


def hasty(**limits: Any) -> Any:
    """The application, served with these limits."""
    return serve_in_thread(app, limits=Limits(**limits))


def post(path: str, *fields: str, version: str = "1.1") -> bytes:
    """The head of a POST."""
    return "\r\n".join([f"POST {path} HTTP/{version}", "Host: a.test", *fields, "", ""]).encode()


def test_a_request_is_answered(port: int) -> None:
    """A response has Date, Server and its length, each once."""
    reply = exchange(port, GET)
    assert (reply.status, [name for name, _ in reply.fields], reply.content) == (
        200,
        ["date", "server", "content-length"],
        b"hello",
    )
    assert reply.first("server") == "mockserver"


def test_the_scope_is_that_of_asgi(port: int) -> None:
    """The application sees method, decoded and raw path, query, version and fields."""
    request = b"BREW /sc%6fpe?a=%2F HTTP/1.0\r\nHost: a.test\r\nX-A: \xe9\r\n\r\n"
    assert json.loads(exchange(port, request).content) == {
        "method": "BREW",
        "path": "/scope",
        "raw_path": "b'/sc%6fpe'",
        "query_string": "b'a=%2F'",
        "headers": r"[(b'host', b'a.test'), (b'x-a', b'\xe9')]",
        "http_version": "1.0",
    }


@pytest.mark.parametrize("size", [1, 7, 100, 100_000])
def test_content_arrives_in_any_pieces(port: int, size: int) -> None:
    """Content is received whole, however it is cut into packets and chunks."""
    sent = bytes(range(256)) * 40
    chunks = b"".join(
        b"%x\r\n%b\r\n" % (len(sent[at : at + size]), sent[at : at + size]) for at in range(0, 10240, size)
    )
    with Wire(port) as wire:
        head = post("/echo", "Content-Length: 10240")
        assert (
            wire.send(head, *(sent[at : at + size * 10] for at in range(0, 10240, size * 10))).reply().content == sent
        )
        assert wire.send(post("/echo", "Transfer-Encoding: chunked"), chunks, b"0\r\n\r\n").reply().content == sent


def test_large_content_passes_both_ways(port: int) -> None:
    """Content far above what is buffered is received and sent whole."""
    with Wire(port) as wire:
        assert wire.send(post("/echo", f"Content-Length: {len(LARGE)}"), LARGE).reply().content == LARGE


def test_requests_are_answered_in_order(port: int) -> None:
    """Requests in one packet are answered in their order, also when the first takes longest (RFC 9112, 9.3.2)."""
    later = GET.replace(b"hello", b"later")
    missing = GET.replace(b"hello", b"404")
    with Wire(port) as wire:
        wire.send(later + GET + missing + post("/echo", "Content-Length: 2") + b"ab" + GET)
        assert [wire.reply().content for _ in range(5)] == [b"later", b"hello", b"no", b"ab", b"hello"]


def test_many_requests_in_one_go(port: int) -> None:
    """A thousand requests that come at once are all answered."""
    with Wire(port) as wire:
        wire.send(GET * 1000)
        assert {wire.reply() for _ in range(1000)} == {wire.send(GET).reply()}


def test_pieces_go_in_chunks(port: int) -> None:
    """Content of unknown length goes in chunks to HTTP/1.1, and until the end of the connection to HTTP/1.0."""
    with Wire(port) as wire:
        reply = wire.send(b"GET /pieces HTTP/1.1\r\nHost: a\r\n\r\n").reply()
        assert (reply.first("transfer-encoding"), reply.content) == ("chunked", b"one,two,three")
        reply = wire.send(b"GET /pieces HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").reply()
        assert (reply.first("transfer-encoding"), reply.first("connection"), reply.content) == (
            None,
            "close",
            b"one,two,three",
        )


@pytest.mark.parametrize(
    ("request_head", "connection", "persists"),
    [
        (b"GET /hello HTTP/1.1\r\nHost: a\r\n\r\n", None, True),
        (b"GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "close", False),
        (b"GET /hello HTTP/1.0\r\n\r\n", "close", False),
        (b"GET /hello HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", "keep-alive", True),
    ],
)
def test_connections_persist_as_asked(
    port: int, request_head: bytes, connection: str | None, *, persists: bool
) -> None:
    """A connection persists or is closed as version and Connection ask, and the response says so (RFC 9112, 9.3)."""
    with Wire(port) as wire:
        reply = wire.send(request_head + GET).reply()
        assert (reply.first("connection"), bool(wire.half_close().rest())) == (connection, persists)


def test_a_head_has_no_content(port: int) -> None:
    """The response to HEAD has GET's length and no content, and the next one follows in frame."""
    with Wire(port) as wire:
        head = wire.send(GET.replace(b"GET", b"HEAD")).reply("HEAD")
        assert (head.first("content-length"), wire.send(GET).reply().content) == ("5", b"hello")


# Unread content (RFC 9112, section 9.3; RFC 9110, section 10.1.1).


@pytest.mark.parametrize(
    "sent",
    [
        post("/405", "Content-Length: 100") + b"GET /hello HTTP/1.1\r\n".ljust(100),
        post("/405", "Transfer-Encoding: chunked")
        + b"20\r\n"
        + b"GET /hello HTTP/1.1\r\n".ljust(32)
        + b"\r\n0\r\n\r\n",
        post("/405", "Expect: 100-continue", "Content-Length: 3") + b"abc",
        post("/405", "Content-Length: 200000") + b"x" * 200_000,
    ],
)
def test_unread_content_is_no_request(port: int, sent: bytes) -> None:
    """Content that the application does not read is thrown away, and the next request is answered."""
    with Wire(port) as wire:
        assert [wire.send(sent, GET).reply().status, wire.reply().content] == [405, b"hello"]


@pytest.mark.parametrize("framing", ["Content-Length: 10", "Transfer-Encoding: chunked"])
def test_unread_content_may_come_late(port: int, framing: str) -> None:
    """The answer does not wait for content that nobody reads, which may come in two halves around it."""
    halves = (b"01234", b"56789") if "10" in framing else (b"5\r\n01234\r\n5\r", b"\n56789\r\n0\r\n\r\n")
    with Wire(port) as wire:
        assert wire.send(post("/405", framing), halves[0]).reply().status == 405
        assert wire.send(halves[1] + GET).reply().content == b"hello"


@pytest.mark.parametrize(
    "fields",
    [
        ("Content-Length: 1000", "Expect: 100-continue"),
        ("Transfer-Encoding: chunked", "Expect: 100-continue"),
        ("Content-Length: 99999999999",),
        ("Content-Length: 4000000",),
    ],
)
def test_content_that_may_never_come_ends_the_connection(port: int, fields: tuple[str, ...]) -> None:
    """Answered before the content is sent, or with too much of it to come, the connection closes as the answer says."""
    with Wire(port) as wire:
        reply = wire.send(post("/405", *fields)).reply()
        assert (reply.status, reply.first("connection"), wire.rest()) == (405, "close", b"")


@pytest.mark.parametrize("framing", ["Content-Length: 4000000", "Transfer-Encoding: chunked"])
def test_a_client_that_sends_much_reads_its_answer(port: int, framing: str) -> None:
    """The answer reaches a client that only reads once it has sent 4 MB (RFC 9112, section 9.6)."""
    sent = b"x" * 4_000_000 if "Length" in framing else b"3d0900\r\n" + b"x" * 4_000_000 + b"\r\n0\r\n\r\n"
    with Wire(port) as wire:
        assert wire.send(post("/405", framing), sent).reply().status == 405
        assert wire.rest() == b""


def test_100_comes_when_content_is_wanted(port: int) -> None:
    """A client that waits for it is told to go on as soon as the application reads (RFC 9110, section 10.1.1)."""
    with Wire(port) as wire:
        assert wire.send(post("/echo", "Expect: 100-continue", "Content-Length: 2")).reply() == Reply(100)
        assert wire.send(b"ab").reply().content == b"ab"
        assert wire.send(GET).reply().content == b"hello"


@pytest.mark.parametrize(
    ("version", "sent_at_once"), [("1.0", b""), ("1.1", b"ab")], ids=["HTTP/1.0", "content that came already"]
)
def test_100_does_not_come_unasked(port: int, version: str, sent_at_once: bytes) -> None:
    """No 100 goes to HTTP/1.0, nor to who has begun to send (RFC 9110, section 10.1.1)."""
    with Wire(port) as wire:
        head = post("/echo", "Expect: 100-continue", "Content-Length: 2", version=version)
        wire.send(head + sent_at_once)
        if not sent_at_once:
            wire.send(b"ab")
        assert (wire.reply().status, wire.half_close().rest()) == (200, b"")


# What is broken.


@pytest.mark.parametrize(
    ("octets", "status"),
    [
        (b"GE/T / HTTP/1.1\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/2.0\r\n", 505),
        (b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 300_000 + b"\r\n\r\n", 431),
        (post("/echo", "Transfer-Encoding: wibble, chunked"), 501),
        (post("/echo", "Content-Length: 1", "Transfer-Encoding: chunked"), 400),
        (post("/echo", "Transfer-Encoding: chunked") + b"3\r\nabcd", 400),
        (post("/405", "Transfer-Encoding: chunked") + b"no chunk\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00", 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    ],
)
def test_what_is_broken_is_refused_and_closed(port: int, octets: bytes, status: int) -> None:
    """A broken message gets a problem with Date and a length, then the connection closes; what follows is not read."""
    with Wire(port) as wire:
        reply = wire.send(octets, GET).reply()
        shown = {"date", "server", "content-type", "content-length", "connection"} <= {name for name, _ in reply.fields}
        assert (reply.status, shown, json.loads(reply.content)["status"]) == (status, True, status)
        assert (reply.first("connection"), wire.rest()) == ("close", b"")


def test_a_page_reads_why_its_request_was_refused(port: int) -> None:
    """A refusal has CORS fields for the Origin that could be read."""
    reply = exchange(port, b"GET / HTTP/1.1\r\nOrigin: http://app.test\r\nX : y\r\n\r\n")
    assert (reply.status, reply.first("access-control-allow-origin")) == (400, "http://app.test")


def test_a_refusal_of_head_has_no_content(port: int) -> None:
    """The refusal of a broken HEAD has the length of its content, and no content."""
    with Wire(port) as wire:
        reply = wire.send(b"HEAD / HTTP/1.1\r\n\r\n").reply("HEAD")
        assert (reply.status, int(reply.first("content-length") or 0) > 0, wire.rest()) == (400, True, b"")


def test_answers_before_a_broken_request_are_sent(port: int) -> None:
    """What came before the broken request is answered first."""
    with Wire(port) as wire:
        wire.send(GET.replace(b"hello", b"later") + GET + b"GE/T / HTTP/1.1\r\n")
        assert [wire.reply().status for _ in range(3)] == [200, 200, 400]


@pytest.mark.parametrize(
    "octets",
    [b"GET /hello HTTP/1.1\r\nHost", post("/echo", "Content-Length: 5") + b"ab", b"G"],
    ids=["head", "content", "G"],
)
def test_an_end_in_the_middle_is_refused(port: int, octets: bytes) -> None:
    """A client that stops in the middle and still reads is told so (RFC 9112, section 8)."""
    with Wire(port) as wire:
        assert wire.send(octets).half_close().reply().status == 400


def test_a_client_that_sends_no_more_is_answered(port: int) -> None:
    """What was asked before the client closed its side is answered, all of it, then the connection closes."""
    with Wire(port) as wire:
        wire.send(GET.replace(b"hello", b"later") + GET).half_close()
        assert [wire.reply().content, wire.reply().content, wire.rest()] == [b"later", b"hello", b""]


def test_little_is_looked_at_at_once(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever waits in a connection, others have their turn in between."""
    received = HttpProtocol.data_received
    sizes: list[int] = []

    def receive(self: HttpProtocol, data: bytes) -> None:
        sizes.append(len(data))
        received(self, data)

    monkeypatch.setattr(HttpProtocol, "data_received", receive)
    with Wire(port) as wire:
        wire.send(post("/", "Content-Length: 1000000", "Connection: close") + b"x" * 1_000_000).rest()
    assert max(sizes) == AT_ONCE


def test_no_request_is_no_answer(port: int) -> None:
    """A client that connects and leaves, or sends empty lines only, is not answered."""
    with Wire(port) as wire:
        assert wire.send(b"\r\n\r\n").half_close().rest() == b""


class Reset(asyncio.Transport):
    """A transport whose client has gone, which nobody has noticed."""

    def __init__(self) -> None:
        super().__init__()
        self.is_aborted = False

    def is_closing(self) -> bool:
        """Not yet."""
        return self.is_aborted

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Nobody reads it."""

    def can_write_eof(self) -> bool:
        """As TCP can."""
        return True

    def write_eof(self) -> None:
        """As the system answers then."""
        raise OSError(errno.ENOTCONN, "Transport endpoint is not connected")

    def abort(self) -> None:
        """The end."""
        self.is_aborted = True


def test_a_client_that_is_gone_before_the_end_is_no_fault() -> None:
    """Closing our side of a connection that the client has reset ends it, and raises nothing."""

    async def refuse() -> bool:
        transport = Reset()
        protocol = HttpProtocol(Config(app), ServerState(), {})
        protocol.connection_made(transport)
        protocol.data_received(b"GE/T / HTTP/1.1\r\n\r\n")
        protocol.connection_lost(None)
        return transport.is_aborted

    assert asyncio.run(refuse())


# The application's faults.


@pytest.mark.parametrize("path", ["fails", "nothing", "splits", "999"])
def test_a_fault_of_ours_is_a_500(port: int, path: str, caplog: pytest.LogCaptureFixture) -> None:
    """A fault of the application is a 500 problem to the client and one line in the log."""
    reply = exchange(port, GET.replace(b"hello", path.encode()))
    assert (reply.status, json.loads(reply.content)["status"], reply.first("connection")) == (500, 500, "close")
    assert (len(caplog.records), "Traceback" in caplog.text) == (1, False)


def test_a_response_that_breaks_off_is_not_whole(port: int) -> None:
    """A fault after the response has begun cuts the connection, so that nobody takes it for whole."""
    with Wire(port) as wire:
        wire.send(b"GET /breaks HTTP/1.1\r\nHost: a\r\n\r\n")
        assert not rest_of(wire).endswith(b"0\r\n\r\n")


def rest_of(wire: Wire) -> bytes:
    """All that comes, also if the connection is cut."""
    try:
        return wire.rest()
    except ConnectionError:
        return wire.waiting


def test_a_second_response_is_not_sent(port: int, caplog: pytest.LogCaptureFixture) -> None:
    """What an application sends after its response does not reach the client."""
    with Wire(port) as wire:
        assert wire.send(GET.replace(b"hello", b"twice")).half_close().reply().status == 200
        assert rest_of(wire) == b""
    assert "not due" in caplog.text


def test_a_broken_content_cuts_an_answer_short(port: int) -> None:
    """Where the answer is on its way when the content turns out to be broken, the connection is cut."""
    with Wire(port) as wire:
        wire.send(post("/begin", "Transfer-Encoding: chunked") + b"1\r\nx\r\n")
        assert wire.until(b"begun\r\n").endswith(b"begun\r\n")
        wire.send(b"no chunk\r\n")
        assert not rest_of(wire).endswith(b"0\r\n\r\n")


def test_the_application_is_told_that_the_client_left(port: int, caplog: pytest.LogCaptureFixture) -> None:
    """An application that waits for content learns that nobody sends it any more, and the log does not."""
    gone.clear()
    with Wire(port) as wire:
        wire.send(post("/echo", "Content-Length: 10", "Expect: 100-continue"))
        assert wire.reply() == Reply(100)
        wire.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    assert exchange(port, GET).content == b"hello"
    assert (gone, caplog.records) == (["left"], [])


def test_a_client_that_sends_nothing_more_may_have_left(port: int, caplog: pytest.LogCaptureFixture) -> None:
    """Who asks is told so, before it has answered; an answer is sent all the same, and none is no fault."""
    gone.clear()
    for query, status in ((b"?all-the-same", b"HTTP/1.1 200"), (b"", b"")):
        with Wire(port) as wire:
            wire.send(GET.replace(b"hello", b"watch" + query)).half_close()
            assert wire.rest()[:12] == status
    assert (gone, caplog.records) == (["left"] * 2, [])


# Deadlines and limits.


@pytest.mark.parametrize(
    ("limits", "octets"),
    [
        ({"head": 0.05}, b"GET /hello HTTP/1.1\r\n"),
        ({"content": 0.05}, post("/echo", "Content-Length: 5") + b"ab"),
        ({"content": 0.05}, post("/echo", "Transfer-Encoding: chunked") + b"5\r\nab"),
    ],
)
def test_a_request_has_to_come_in_time(limits: dict[str, float], octets: bytes) -> None:
    """A head or a content that stops coming gets 408, and the connection closes."""
    with hasty(**limits) as address, Wire(address.port) as wire:
        reply = wire.send(octets).reply()
        assert (reply.status, reply.first("connection"), wire.rest()) == (408, "close", b"")


def test_content_has_to_come_at_some_rate() -> None:
    """Content that comes octet by octet, so that the client is never idle, is late all the same."""
    with hasty(content=0.2, content_rate=100_000_000) as address, Wire(address.port) as wire:
        wire.send(post("/echo", "Content-Length: 1000000"))
        wire.connection.setblocking(False)
        status = b""
        while not status:
            try:
                wire.connection.send(b"x")
                status = wire.connection.recv(12)
            except BlockingIOError:
                pass
        assert status == b"HTTP/1.1 408"


@pytest.mark.parametrize("limits", [{"head": 0.05}, {"keep_alive": 0.05}])
def test_an_idle_connection_is_closed_without_a_word(limits: dict[str, float]) -> None:
    """A connection on which nothing, or nothing more, is asked is closed after a while (RFC 9112, section 9.5)."""
    with hasty(**limits) as address, Wire(address.port) as wire:
        if "keep_alive" in limits:
            assert wire.send(GET).reply().status == 200
        assert wire.rest() == b""


def test_a_client_that_does_not_read_is_cut_off() -> None:
    """What a client does not read within a while is not kept for it."""
    gone.clear()
    with hasty(write=0.1) as address, Wire(address.port) as wire:
        wire.send(GET.replace(b"hello", b"large"))
        while not gone:
            assert exchange(address.port, GET).content == b"hello"
        assert (gone, len(rest_of(wire)) < len(LARGE)) == (["cut"], True)


def test_who_asks_and_does_not_read_gets_no_further() -> None:
    """Answers are not prepared for a client that does not read them, and all come once it does."""
    asked.clear()
    with serve_in_thread(app) as address, Wire(address.port) as wire:
        wire.send(GET.replace(b"hello", b"page") * 2000)
        before = -1
        while before < len(asked):
            before = len(asked)
            assert {exchange(address.port, GET).content for _ in range(20)} == {b"hello"}
        assert len(asked) < 2000
        assert {len(wire.reply().content) for _ in range(2000)} == {20_000}


def test_the_client_that_is_silent_longest_gives_way() -> None:
    """Above the limit of connections, the one that has waited longest for its client is closed for a new one."""
    with hasty(connections=2) as address, Wire(address.port) as first, Wire(address.port) as second:
        assert (first.send(GET).reply().status, second.send(GET).reply().status) == (200, 200)
        with Wire(address.port) as third:
            assert (third.send(GET).reply().status, first.rest(), second.send(GET).reply().status) == (200, b"", 200)


def test_half_a_content_gives_way() -> None:
    """A client that leaves its content half sent gives way to one that asks, and is told so."""
    with hasty(connections=1) as address, Wire(address.port) as first:
        assert first.send(post("/echo", "Content-Length: 5", "Expect: 100-continue")).reply() == Reply(100)
        with Wire(address.port) as second:
            assert (second.send(GET).reply().content, first.reply().status, first.rest()) == (b"hello", 503, b"")


def test_above_the_limit_a_client_is_told() -> None:
    """Where all connections are being answered, a further one gets 503; and far above, none."""
    holding.clear()
    released.clear()
    with hasty(connections=1) as address, Wire(address.port) as first:
        first.send(GET.replace(b"hello", b"held"))
        assert holding.wait(PATIENCE)
        with Wire(address.port) as second:
            reply = second.send(GET).reply()
            assert (reply.status, reply.first("retry-after"), reply.first("connection")) == (503, "1", "close")
            with Wire(address.port) as third:
                assert rest_of(third) == b""
        released.set()
        assert first.reply().content == b"held"


def test_bounds_are_limits_too() -> None:
    """The bounds of a head are those of the limits."""
    with hasty(bounds=Bounds(line=50)) as address:
        assert exchange(address.port, b"GET /" + b"a" * 60 + b" HTTP/1.1\r\n\r\n").status == 414


# A faster way to answer.


class AtOnce(HttpProtocol):
    """Answers GET from within, and leaves all else to the application."""

    def dispatch(self, head: Head) -> None:
        """Answer with the path."""
        if head.request.method == "POST" and head.request.path == "/echo":
            super().dispatch(head)
        else:
            self.reply(head, Response(200, Fields.of(x_from="protocol"), head.request.path.encode()))


@pytest.fixture(scope="module")
def at_once() -> Iterator[int]:
    """Where a protocol answers at once."""
    with serve_in_thread(app, protocol=AtOnce) as address:
        yield address.port


def test_an_answer_at_once_keeps_the_order(at_once: int) -> None:
    """Answers from within and from the application leave in the order of the requests, unread content between them."""
    with Wire(at_once) as wire:
        wire.send(GET + post("/echo", "Content-Length: 2") + b"ab" + post("/x", "Content-Length: 3") + b"abc" + GET)
        assert [wire.reply().content for _ in range(4)] == [b"/hello", b"ab", b"/x", b"/hello"]


def test_an_answer_at_once_to_who_waits_for_100_closes(at_once: int) -> None:
    """An answer from within, before the content is sent, closes the connection as an answer of an application does."""
    with Wire(at_once) as wire:
        reply = wire.send(post("/x", "Content-Length: 3", "Expect: 100-continue")).reply()
        assert (reply.first("connection"), wire.rest()) == ("close", b"")


def test_many_answers_at_once(at_once: int) -> None:
    """A thousand requests in one go are answered from within, in one go."""
    with Wire(at_once) as wire:
        wire.send(GET * 1000)
        assert {wire.reply().content for _ in range(1000)} == {b"/hello"}
