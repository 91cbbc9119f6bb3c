"""TLS at the real command: whatever a client does with a handshake, everybody else is served."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.abuse.requests import DOCUMENT
from tests.abuse.test_requests import ENDING, status_of

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate"),
    pytest.mark.skipif(sys.platform != "linux", reason="/proc tells of files and memory"),
]

MOST: Final = 50
"""Connections that the server holds."""
CROWD: Final = 200
LARGE: Final = b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n"


@dataclass(frozen=True)
class Secure:
    """The command at work, and how to trust it."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path
    trusting: ssl.SSLContext

    def connected(self) -> ssl.SSLSocket:
        """A connection whose handshake is over."""
        client = socket.create_connection(("127.0.0.1", self.port), 20)
        return self.trusting.wrap_socket(client, server_hostname="127.0.0.1")

    def is_well(self) -> bool:
        """Whether a plain request of somebody else is answered."""
        with self.connected() as client:
            client.sendall(ENDING)
            answer = b""
            while piece := client.recv(65536):
                answer += piece
            return status_of(answer) == 200

    @property
    def descriptors(self) -> int:
        """Files that are open."""
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    @property
    def hello(self) -> bytes:
        """What a client says first."""
        said = ssl.MemoryBIO()
        with suppress(ssl.SSLWantReadError):
            self.trusting.wrap_bio(ssl.MemoryBIO(), said, server_hostname="127.0.0.1").do_handshake()
        return said.read()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a certificate for this machine and its key."""
    folder = tmp_path_factory.mktemp("tls")
    line = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([*line, *name, *files], check=True, capture_output=True)
    (folder / "api.yaml").write_text(DOCUMENT)
    return folder


@contextmanager
def securely(folder: Path) -> Iterator[Secure]:
    """The command with that certificate; at the end it is well, and ends as it should."""
    log = folder / "log"
    words = [sys.executable, "-m", "mockserver", "serve", str(folder / "api.yaml"), "-p", "0", "--no-cache", "-q"]
    words += ["--tls-cert", str(folder / "cert.pem"), "--tls-key", str(folder / "key.pem")]
    words += ["--limit-concurrency", str(MOST)]
    with log.open("wb") as out:
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
    try:
        while not (found := re.search(rb"https://127\.0\.0\.1:(\d+)", log.read_bytes())):
            assert process.poll() is None, log.read_text()
            time.sleep(0.02)
        server = Secure(int(found[1]), process, log, ssl.create_default_context(cafile=folder / "cert.pem"))
        yield server
        assert server.is_well()
    finally:
        process.terminate()
        assert process.wait(20) == 0
        assert "Traceback" not in log.read_text(errors="replace")


@pytest.fixture(scope="module")
def server(pair: Path) -> Iterator[Secure]:
    """One server for all that is here."""
    with securely(pair) as started:
        yield started


BEGINNINGS: Final = ["nothing", "half a hello", "a hello", "plain HTTP", "noise", "a large record"]


def beginning(name: str, server: Secure) -> bytes:
    """What a client sends in place of a handshake."""
    return {
        "nothing": b"",
        "half a hello": server.hello[:40],
        "a hello": server.hello,
        "plain HTTP": ENDING,
        "noise": os.urandom(3000),
        "a large record": b"\x16\x03\x01\xff\xff" + bytes(70_000),
    }[name]


@pytest.mark.parametrize("name", BEGINNINGS)
def test_handshakes_that_are_never_finished(name: str, server: Secure) -> None:
    """Four times as many as the server holds: it holds no more of them, and a proper client is answered."""
    octets = beginning(name, server)
    with ExitStack() as open_ones:
        for _ in range(CROWD):
            client = open_ones.enter_context(socket.create_connection(("127.0.0.1", server.port), 20))
            client.setblocking(False)
            with suppress(OSError):  # the server may have closed it
                client.send(octets)
        for _ in range(3):
            assert server.is_well()
        assert server.descriptors < 2 * MOST + 20


def test_an_end_in_the_handshake(server: Secure) -> None:
    """Wherever a client breaks off, the server goes on."""
    for length in range(0, len(server.hello), 11):
        with socket.create_connection(("127.0.0.1", server.port), 20) as client:
            client.sendall(server.hello[:length])
    assert server.is_well()


def test_the_first_request_comes_with_the_handshake(server: Secure) -> None:
    """What a client sends in one piece with the end of its handshake is a request like any other."""
    heard, said = ssl.MemoryBIO(), ssl.MemoryBIO()
    talk = server.trusting.wrap_bio(heard, said, server_hostname="127.0.0.1")
    with socket.create_connection(("127.0.0.1", server.port), 20) as client:
        while True:
            try:
                talk.do_handshake()
                break
            except ssl.SSLWantReadError:
                client.sendall(said.read())
                heard.write(client.recv(65536))
        talk.write(ENDING)
        client.sendall(said.read())
        answer = b""
        while piece := _read(talk, heard, client):
            answer += piece
    assert status_of(answer) == 200


def _read(talk: ssl.SSLObject, heard: ssl.MemoryBIO, client: socket.socket) -> bytes:
    while True:
        try:
            return talk.read(65536)
        except ssl.SSLWantReadError:
            heard.write(client.recv(65536))


def test_clients_that_do_not_read_over_tls(server: Secure) -> None:
    """They ask for large answers again and again; nobody waits for them."""
    with ExitStack() as open_ones:
        for _ in range(MOST - 10):
            client = open_ones.enter_context(server.connected())
            client.sendall(LARGE * 20)
        assert server.is_well()


def test_what_is_told_is_told_once(server: Secure) -> None:
    """Of crowds, and of clients who speak plain HTTP, there is one line each."""
    with ExitStack() as open_ones:
        for _ in range(2 * MOST):
            client = open_ones.enter_context(socket.create_connection(("127.0.0.1", server.port), 20))
            with suppress(OSError):
                client.sendall(ENDING)
        assert server.is_well()
    said = server.log.read_text(errors="replace")
    assert said.count("plain HTTP") == 1
    assert said.count(f"more than {MOST} connections are open") <= 1


def test_an_end_with_clients_who_wait(pair: Path) -> None:
    """Clients who keep a connection for later, and handshakes, do not hold up the end until it is forced."""
    with ExitStack() as open_ones:
        with securely(pair) as ending:
            idle = open_ones.enter_context(ending.connected())
            idle.sendall(ENDING.replace(b"close", b"keep-alive"))
            assert status_of(idle.recv(65536)) == 200
            open_ones.enter_context(socket.create_connection(("127.0.0.1", ending.port), 20))
        assert "timeout graceful shutdown exceeded" not in ending.log.read_text()


def test_the_key_of_another_certificate(pair: Path, tmp_path: Path) -> None:
    """It is told at the start, with both files."""
    for name in ("api.yaml", "cert.pem"):
        (tmp_path / name).write_bytes((pair / name).read_bytes())
    other = ["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", str(tmp_path / "key.pem")]
    subprocess.run(other, check=True, capture_output=True)
    words = [sys.executable, "-m", "mockserver", "serve", str(tmp_path / "api.yaml"), "-p", "0", "--no-cache"]
    words += ["--tls-cert", str(tmp_path / "cert.pem"), "--tls-key", str(tmp_path / "key.pem")]
    done = subprocess.run(words, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 2
    assert re.fullmatch(r"error: no TLS by \S*cert\.pem with the key in \S*key\.pem: .*\n", done.stderr)
