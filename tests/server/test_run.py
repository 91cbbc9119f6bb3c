"""The server's life: how it starts, and how it ends."""

from __future__ import annotations

import ctypes
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

import pytest

from mockserver.errors import CannotListen
from mockserver.server.listening import Address
from mockserver.server.run import give_back_memory, run, serve_in_thread, warn_of_reach
from mockserver.settings import Settings
from tests.server.conftest import Wire, exchange

if TYPE_CHECKING:
    from collections.abc import Iterator

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
STUCK = b"GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n"

SCRIPT = """
import asyncio, sys
from mockserver.server import run
from mockserver.settings import Settings

grace = float(sys.argv[1])
loose = None

async def app(scope, receive, send):
    global loose
    if scope["type"] != "http":
        return
    if scope["path"] == "/stuck":
        loose = asyncio.get_running_loop().create_future()
        print("stuck", flush=True)
        await loose
    if scope["path"] == "/loosen":
        loose.set_result(None)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"done"})

sys.exit(run.run(app, Settings(port=0, timeout_graceful_shutdown=grace), on_ready=lambda address: print(address.port, flush=True)))
"""


async def hello(scope: Any, _: Any, send: Any) -> None:
    """An application without a lifespan."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"hello"})


async def unstartable(scope: Any, _: Any, send: Any) -> None:
    """An application that does not start."""
    if scope["type"] == "lifespan":
        await send({"type": "lifespan.startup.failed", "message": "no"})


@contextmanager
def served(grace: float = 20) -> Iterator[tuple[subprocess.Popen[str], IO[str], int]]:
    """A server in a process of its own, what it prints, and its port."""
    command = [sys.executable, "-c", SCRIPT, str(grace)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout, int(process.stdout.readline())
        finally:
            process.kill()


def ended(process: subprocess.Popen[str]) -> tuple[int, bool]:
    """The exit code, and whether a traceback was printed."""
    _, told = process.communicate(timeout=30)
    return process.returncode, "Traceback" in told


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_an_idle_server(number: signal.Signals) -> None:
    """SIGINT and SIGTERM end a server with exit code 0, and without a word, although clients keep their connections."""
    with served() as (process, _, port), Wire(port) as wire, Wire(port) as silent:
        assert wire.send(GET).reply().content == b"done"
        process.send_signal(number)
        assert (ended(process), wire.rest(), silent.rest()) == ((0, False), b"", b"")


def test_a_request_in_progress_is_finished() -> None:
    """A request that has begun is answered after the signal; half a request is not waited for."""
    with served() as (process, told, port), Wire(port) as wire, Wire(port) as half, Wire(port) as other:
        half.send(b"GET / HT")
        other.send(GET).reply()
        wire.send(STUCK)
        assert told.readline() == "stuck\n"
        other.send(b"GET /loosen HTTP/1.1\r\nHost: a\r\n\r\n")
        process.send_signal(signal.SIGTERM)
        reply = wire.reply()
        assert (reply.content, half.rest(), ended(process)) == (b"done", b"", (0, False))


def test_a_request_that_is_stuck_is_given_up() -> None:
    """A request that does not end within the grace is cut off, and the exit code is still 0."""
    with served(grace=0.2) as (process, told, port), Wire(port) as wire:
        wire.send(STUCK)
        assert told.readline() == "stuck\n"
        process.send_signal(signal.SIGTERM)
        assert ended(process) == (0, False)


@pytest.mark.parametrize(
    ("first", "second", "code"), [(signal.SIGINT, signal.SIGINT, 130), (signal.SIGINT, signal.SIGTERM, 143)]
)
def test_a_second_signal_ends_at_once(first: signal.Signals, second: signal.Signals, code: int) -> None:
    """With a request in progress, a second signal does not wait for it; the exit code is that of the signal."""
    with served(grace=3600) as (process, told, port), Wire(port) as wire, Wire(port) as idle:
        idle.send(GET).reply()
        wire.send(STUCK)
        assert told.readline() == "stuck\n"
        process.send_signal(first)
        assert idle.rest() == b""
        process.send_signal(second)
        assert ended(process) == (code, False)


def test_a_taken_port_ends_with_3(capsys: pytest.CaptureFixture[str]) -> None:
    """A port that is taken is told in one line, with a way out, and the exit code is 3."""
    with serve_in_thread(hello) as address:
        code = run(hello, Settings(port=address.port))
    told = capsys.readouterr().err
    assert (code, told.count("\n"), told.startswith(f"error: port {address.port} of 127.0.0.1 is taken: ")) == (
        3,
        1,
        True,
    )


def test_a_port_that_is_none_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    """A number that is no port is told in one line, and the exit code is 2."""
    code = run(hello, Settings(port=99999))
    assert (code, capsys.readouterr().err) == (2, "error: 99999 is no port: use 0 to 65535; 0 takes a free one\n")


def test_an_application_that_does_not_start_ends_with_1() -> None:
    """If the application does not start, the exit code is 1."""
    assert run(unstartable, Settings(port=0)) == 1


def test_it_serves_in_a_thread() -> None:
    """Any number of servers may run in threads; no signal's handler is touched, and no thread stays behind."""
    before = threading.active_count(), signal.getsignal(signal.SIGINT)
    with serve_in_thread(hello) as first, serve_in_thread(hello) as second:
        assert (exchange(first.port, GET).content, exchange(second.port, GET).content) == (b"hello", b"hello")
        assert first.url == f"http://127.0.0.1:{first.port}"
    assert (threading.active_count(), signal.getsignal(signal.SIGINT)) == before


def test_a_thread_that_does_not_start_is_told() -> None:
    """If the application does not start, whoever asked for it is told."""
    with pytest.raises(CannotListen, match="did not start"), serve_in_thread(unstartable):
        pass


def test_the_port_is_free_again() -> None:
    """Once a server in a thread has ended, its port can be taken again at once."""
    with serve_in_thread(hello) as address:
        assert exchange(address.port, GET).content == b"hello"
    with serve_in_thread(hello, port=address.port) as again:
        assert exchange(again.port, GET).content == b"hello"


@pytest.mark.skipif(not socket.has_ipv6, reason="there is no IPv6 here")
def test_it_listens_on_ipv6() -> None:
    """An IPv6 address is served, and stands in brackets in the URL."""
    try:
        with serve_in_thread(hello, host="::1") as address, Wire(address.port, host="::1") as wire:
            assert (wire.send(GET).reply().content, address.url) == (b"hello", f"http://[::1]:{address.port}")
    except CannotListen:
        pytest.skip("there is no IPv6 loopback here")


def test_a_listener_that_fails_does_not_end_the_server() -> None:
    """A terminal that has gone when the server wants to say where it is does not end it."""
    command = [sys.executable, "-c", SCRIPT.replace("print(address.port, flush=True)", "fail(address.port)")]
    command[2] = command[2].replace("loose = None", FAILING, 1)
    with subprocess.Popen([*command, "5"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            assert exchange(int(process.stdout.readline()), GET).content == b"done"
        finally:
            process.kill()


FAILING = """
loose = None
def fail(port):
    print(port, flush=True)
    raise BrokenPipeError
"""


@pytest.mark.parametrize(
    ("host", "warning"),
    [
        ("127.0.0.1", ""),
        ("localhost", ""),
        ("::1", ""),
        ("0.0.0.0", "warning: 0.0.0.0 is reached from other machines; --host 127.0.0.1 keeps to this one\n"),
        ("::", "warning: :: is reached from other machines; --host 127.0.0.1 keeps to this one\n"),
    ],
)
def test_an_address_that_others_reach_is_warned_of(host: str, warning: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It is said what that means, and what to do."""
    warn_of_reach(Address(host, 4010), Settings(host=host))
    assert capsys.readouterr().err == warning


def test_a_system_without_a_library_of_its_own_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows opens libraries by name alone: memory is then given back as that system has it."""

    def refuse(_: str | None) -> None:
        raise TypeError("argument of type 'NoneType' is not iterable")

    monkeypatch.setattr(ctypes, "CDLL", refuse)
    assert give_back_memory() is None  # type: ignore[func-returns-value]
