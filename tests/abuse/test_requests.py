"""Bad requests and slow clients at the real command: each is answered or closed, and everybody else is served."""

from __future__ import annotations

import os
import re
import socket
import struct
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.abuse.conftest import is_well
from tests.abuse.requests import CLOSED, DOCUMENT, REQUESTS
from tests.server.conftest import Wire

if TYPE_CHECKING:
    from collections.abc import Iterator

ASKED: Final = b"GET /ok HTTP/1.1\r\nHost: a\r\n\r\n"
ENDING: Final = b"GET /ok HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
MOST_GROWN: Final = 64 << 20
"""Octets by which the server may have grown after all of it."""


@dataclass(frozen=True)
class Server:
    """The command at work: its port, its process, and the file of what it says."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def said(self) -> str:
        """What it has said."""
        return self.log.read_text(encoding="utf-8", errors="surrogateescape")

    @property
    def resident(self) -> int:
        """Octets of memory."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    @property
    def descriptors(self) -> int:
        """Files that are open."""
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))


@contextmanager
def serving(folder: Path, *options: str, document: str = DOCUMENT) -> Iterator[Server]:
    """The command at the document of things, or another; at the end it is well, and ends as it should."""
    (folder / "api.yaml").write_text(document)
    log = folder / "log"
    with log.open("wb") as out:
        words = [
            sys.executable,
            "-m",
            "mockserver",
            "serve",
            str(folder / "api.yaml"),
            "-p",
            "0",
            "--no-cache",
            *options,
        ]
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
    try:
        server = Server(_port(process, log), process, log)
        yield server
        assert is_well(server.port)
    finally:
        process.terminate()
        assert process.wait(20) == 0
        assert "Traceback" not in log.read_text(encoding="utf-8", errors="replace")


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    while process.poll() is None:
        found = re.search(r"127\.0\.0\.1:(\d+)", log.read_text(encoding="utf-8", errors="replace"))
        if found:
            return int(found[1])
        time.sleep(0.02)
    pytest.fail(f"the server did not start: {log.read_text()}")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all that is here: what one client does to it, the next one finds."""
    with serving(tmp_path_factory.mktemp("requests")) as started:
        yield started


@pytest.fixture(scope="module")
def port(server: Server) -> int:
    """Its port."""
    return server.port


def sent(port: int, octets: bytes) -> bytes:
    """All that a server says to these octets, behind which nothing comes."""
    with socket.create_connection(("127.0.0.1", port), 20) as client:
        writing = threading.Thread(target=_written, args=(client, octets), daemon=True)
        writing.start()
        found = b""
        try:
            while piece := client.recv(1 << 20):
                found += piece
        except ConnectionError:
            pass
        writing.join(20)
        return found


def _written(client: socket.socket, octets: bytes) -> None:
    try:
        client.sendall(octets)
        client.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def status_of(answer: bytes) -> int:
    """The status of the first answer; CLOSED if there is none."""
    found = re.match(rb"HTTP/1\.1 ([2-5][0-9]{2}) [ -~]*\r\n(?:[!-9;-~]+: [\t -~\x80-\xff]*\r\n)*\r\n", answer)
    assert found or not answer, answer[:200]
    return int(found[1]) if found else CLOSED


@pytest.mark.parametrize("name", REQUESTS)
def test_a_bad_request(name: str, port: int) -> None:
    """It is answered as HTTP has it or the connection is closed; nothing of it comes back as a field."""
    statuses, octets = REQUESTS[name]
    answer = sent(port, octets().replace(b"127.0.0.1:9/", b"127.0.0.1:%d/called" % port))
    assert status_of(answer) in statuses
    assert b"stolen" not in answer.partition(b"\r\n\r\n")[0]
    assert b"inside the mock server" not in answer
    assert is_well(port)


# --- slow clients ---------------------------------------------------------------------------------------------------


@pytest.fixture
def crowd(port: int) -> Iterator[list[Wire]]:
    """A hundred connections, which are closed in the end."""
    with ExitStack() as open_ones:
        yield [open_ones.enter_context(Wire(port)) for _ in range(100)]


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"G",
        b"GET /ok HTTP/1.1\r\nHost: a\r\nX-Slow: ",
        b"POST /things HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
        b"POST /things HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
        b"POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n",
        ASKED,
    ],
    ids=["nothing", "a letter", "a field", "content", "a chunk", "an expectation", "a request and no more"],
)
def test_clients_that_go_no_further(begun: bytes, crowd: list[Wire], port: int) -> None:
    """A hundred that wait do not keep others waiting."""
    for each in crowd:
        each.send(begun)
    assert is_well(port)


def test_clients_that_do_not_read(crowd: list[Wire], port: int) -> None:
    """A hundred that ask for a large answer and do not read it do not keep others waiting."""
    for each in crowd:
        each.send(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
    assert is_well(port)


def test_pipelines_that_are_not_read(server: Server) -> None:
    """Ten thousand requests at once of clients that read nothing cost a bounded buffer."""
    before = server.resident
    with ExitStack() as open_ones:
        for _ in range(5):
            wire = open_ones.enter_context(Wire(server.port))
            wire.connection.setblocking(False)
            _filled(wire.connection, ASKED * 10_000)
        assert is_well(server.port)
    assert server.resident - before < MOST_GROWN


def _filled(client: socket.socket, octets: bytes) -> None:
    try:
        while octets:
            octets = octets[client.send(octets) :]
    except BlockingIOError:
        pass


def test_a_pipeline_that_is_read(port: int) -> None:
    """A thousand requests at once are answered, in their order and none twice."""
    answers = sent(port, ASKED * 999 + ENDING)
    assert answers.count(b"HTTP/1.1 200 ") == 1000


def test_what_follows_the_last_request_is_no_request(port: int) -> None:
    """After `Connection: close`, and after a refusal that ends the connection, nothing is answered."""
    assert sent(port, ENDING + ASKED).count(b"HTTP/1.1 ") == 1
    assert sent(port, b"GET /ok HTTP/1.1\r\nHost: a b\r\n\r\n" + ASKED).count(b"HTTP/1.1 ") == 1


WHOLE: Final = (
    b"POST /things HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"2\r\n{}\r\n0\r\n\r\n"
)


@pytest.mark.parametrize("ending", ["close", "half-close", "reset"])
def test_an_end_at_each_octet(ending: str, port: int) -> None:
    """Wherever a client breaks off, the server goes on."""
    for length in range(0, len(WHOLE), 3):
        with closing(socket.create_connection(("127.0.0.1", port), 20)) as client:
            client.sendall(WHOLE[:length])
            if ending == "half-close":
                client.shutdown(socket.SHUT_WR)
                while client.recv(65536):
                    pass
            elif ending == "reset":
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert is_well(port)


def test_a_request_octet_by_octet(port: int) -> None:
    """It is the same request."""
    with Wire(port) as wire:
        assert wire.send(*(bytes([octet]) for octet in WHOLE)).reply().status == 201


def test_very_many_connections(server: Server) -> None:
    """Of two thousand that say nothing those that were silent longest give way; a new one is served."""
    with ExitStack() as open_ones:
        for _ in range(2000):
            client = open_ones.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", server.port))
        for _ in range(10):
            assert is_well(server.port)
    assert is_well(server.port)


def test_a_hundred_threads_of_bad_requests(port: int) -> None:
    """While bad requests come from all sides, a good one is answered."""
    bad = [octets() for name, (_, octets) in REQUESTS.items() if name.startswith(("chunk", "length", "target", "host"))]
    stopped = threading.Event()

    def send(number: int) -> None:
        while not stopped.is_set():
            sent(port, bad[number % len(bad)])
            number += 7

    threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for each in threads:
        each.start()
    try:
        for _ in range(20):
            assert is_well(port)
    finally:
        stopped.set()
        for each in threads:
            each.join()


def test_nothing_is_left_behind(server: Server) -> None:
    """After all of that the server is as large as it was, but for what it keeps, and has no connection open."""
    with serving_again(server) as fresh:
        for _ in range(2):
            for target in (b"/ok", b"/large", b"/things"):
                sent(fresh.port, b"GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % target)
        deadline = time.monotonic() + 20
        while server.descriptors > fresh.descriptors + 2 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert server.descriptors <= fresh.descriptors + 2
        assert server.resident - fresh.resident < MOST_GROWN


@contextmanager
def serving_again(server: Server) -> Iterator[Server]:
    """Another server of the same document, which nobody has done anything to."""
    folder = server.log.parent / "again"
    folder.mkdir(exist_ok=True)
    with serving(folder) as fresh:
        yield fresh


def test_the_log_is_clean(server: Server) -> None:
    """It holds no traceback, no control character and no secret of all that was sent."""
    assert re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", server.said) is None
    assert "secret" not in server.said


# --- other ways to serve ----------------------------------------------------------------------------------------------

SAMPLE: Final = [name for number, name in enumerate(REQUESTS) if number % 6 == 0]


@pytest.mark.slow
def test_workers(tmp_path: Path) -> None:
    """Several processes answer as one does."""
    with serving(tmp_path, "--workers", "2") as several:
        for name in SAMPLE:
            statuses, octets = REQUESTS[name]
            assert status_of(sent(several.port, octets())) in statuses, name


@pytest.mark.slow
def test_a_plain_server(tmp_path: Path) -> None:
    """The application alone, under uvicorn as it comes: what another server lets through is answered as well."""
    (tmp_path / "api.yaml").write_text(DOCUMENT)
    program = (
        "import socket, sys, uvicorn; from mockserver import create_app; s = socket.create_server(('127.0.0.1', 0));"
        "print(f'http://127.0.0.1:{s.getsockname()[1]}', flush=True);"
        "uvicorn.Server(uvicorn.Config(create_app(sys.argv[1]), http='h11', log_level='warning')).run([s])"
    )
    log = tmp_path / "log"
    with log.open("wb") as out:
        words = [sys.executable, "-c", program, str(tmp_path / "api.yaml")]
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
    try:
        port = _port(process, log)
        for name in [
            name for name in REQUESTS if name.startswith(("json", "xml", "form", "gzip", "parts", "Accept", "Prefer"))
        ]:
            statuses, octets = REQUESTS[name]
            assert status_of(sent(port, octets())) in statuses | {CLOSED, 400}, name
        assert is_well(port)
    finally:
        process.terminate()
        process.wait(20)
    assert "Traceback" not in log.read_text(encoding="utf-8", errors="replace")
