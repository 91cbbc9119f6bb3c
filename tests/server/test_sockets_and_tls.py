"""Served on a Unix socket, and with TLS."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import sys
from http.client import HTTPSConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from mockserver import CannotListen, MockServer, Settings
from mockserver.server.listening import Address, forget, listen

if TYPE_CHECKING:
    from collections.abc import Iterator

PETSTORE = Path(__file__).parent.parent.parent / "specs" / "petstore.yaml"
GET = b"GET /v1/pets HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
unix_only = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="Windows has no such sockets")
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")


@pytest.fixture
def path() -> Iterator[str]:
    """The path of a socket that is not there: a short one, since the system allows some hundred octets."""
    with TemporaryDirectory() as folder:
        yield f"{folder}/m.sock"


def said(path: str) -> bytes:
    """What a server on a Unix socket answers."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(20)
        connection.connect(path)
        connection.sendall(GET)
        octets = b""
        while more := connection.recv(65536):
            octets += more
        return octets


@unix_only
def test_it_serves_on_a_unix_socket(path: str) -> None:
    """It answers there, its URL says where that is, and nothing of it is left when it has ended."""
    with MockServer(PETSTORE, uds=path) as mock:
        assert mock.url == f"http://unix:{path}:/v1"
        assert said(path).startswith(b"HTTP/1.1 200 OK\r\n")
        assert mock.requests[0].operation_id == "listPets"
    assert not Path(path).exists()


@unix_only
def test_a_socket_that_was_left_behind_is_taken_over(path: str) -> None:
    """What a server that was killed has left does not keep the next one from listening."""
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(path)
    with MockServer(PETSTORE, uds=path):
        assert said(path).startswith(b"HTTP/1.1 200 OK\r\n")


@unix_only
def test_a_socket_that_somebody_listens_on_is_not(path: str) -> None:
    """A second server is refused with 3, and the first one is still there."""
    with MockServer(PETSTORE, uds=path):
        with pytest.raises(CannotListen, match="is there already: use another --uds") as refused:
            listen(Settings(uds=path))
        assert refused.value.exit_code == 3
        assert said(path).startswith(b"HTTP/1.1 200 OK\r\n")


@unix_only
def test_a_file_is_not_replaced(path: str) -> None:
    """What is no socket is left alone."""
    Path(path).write_text("mine", encoding="utf-8")
    with pytest.raises(CannotListen, match="there already"):
        listen(Settings(uds=path))
    assert Path(path).read_text(encoding="utf-8") == "mine"


@unix_only
@pytest.mark.parametrize("where", ["nowhere/m.sock", "m" * 200])
def test_a_path_that_cannot_be(path: str, where: str) -> None:
    """A folder that is not there, or a name that is too long, is told with the path."""
    wanted = str(Path(path).parent / where)
    with pytest.raises(CannotListen, match="no Unix socket can be made at"):
        listen(Settings(uds=wanted))


def test_a_port_leaves_nothing_behind() -> None:
    """Where there is no path, there is nothing to remove."""
    forget(Address("127.0.0.1", 4010))
    assert Address("127.0.0.1", 4010, "https").url == "https://127.0.0.1:4010"


# TLS.


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A certificate for localhost and its key."""
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = str(folder / "cert.pem"), str(folder / "key.pem")
    line = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*line, *name, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return certificate, key


@needs_openssl
def test_it_speaks_tls(pair: tuple[str, str]) -> None:
    """A client that trusts the certificate is answered at an https URL."""
    trusting = ssl.create_default_context(cafile=pair[0])
    with MockServer(PETSTORE, tls_cert=pair[0], tls_key=pair[1]) as mock:
        assert mock.url.startswith("https://127.0.0.1:")
        with urlopen(f"{mock.url}/pets", timeout=20, context=trusting) as response:  # noqa: S310 -- our own server
            assert response.status == 200


@needs_openssl
def test_a_refusal_of_much_content_can_be_read_over_tls(pair: tuple[str, str]) -> None:
    """Who writes all of a content before he reads gets to read why it was not wanted."""
    certificate, key = pair
    with MockServer(PETSTORE, tls_cert=certificate, tls_key=key, max_body=1000) as mock:
        context = ssl.create_default_context(cafile=certificate)
        connection = HTTPSConnection("localhost", urlsplit(mock.url).port, timeout=20, context=context)
        connection.request("POST", "/v1/pets", b"1" * 20_000_000, {"Content-Type": "application/json"})
        assert connection.getresponse().status == 413
        connection.close()


@needs_openssl
def test_a_certificate_that_holds_its_key(pair: tuple[str, str], tmp_path: Path) -> None:
    """One file with both is enough."""
    both = tmp_path / "both.pem"
    both.write_bytes(Path(pair[0]).read_bytes() + Path(pair[1]).read_bytes())
    address, sockets = listen(Settings(port=0, tls_cert=str(both)))
    for each in sockets:
        each.close()
    assert address.scheme == "https"


@needs_openssl
@pytest.mark.parametrize(
    ("certificate", "key", "reason"),
    [
        ("cert.pem", "nowhere.pem", "No such file"),
        ("cert.pem", None, "no TLS by .*cert.pem with the key in it"),
        ("key.pem", "key.pem", "they do not read as a certificate and its key"),
        (None, "key.pem", "the key of no certificate: give --tls-cert, too"),
        ("cert.pem", "locked.pem", "the key has no passphrase"),
        ("cert.pem", "other.pem", "other.pem: the key is of another certificate: give"),
    ],
)
def test_a_certificate_that_cannot_be_used(
    pair: tuple[str, str], certificate: str | None, key: str | None, reason: str
) -> None:
    """Files that are not there, that do not go together, or that ask for a passphrase are told before it listens."""
    folder = Path(pair[0]).parent
    line = ["openssl", "ec", "-in", pair[1], "-aes128", "-passout", "pass:secret", "-out", str(folder / "locked.pem")]
    subprocess.run(line, check=True, capture_output=True)
    other = ["openssl", "ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", str(folder / "other.pem")]
    subprocess.run(other, check=True, capture_output=True)
    given = [str(folder / each) if each else None for each in (certificate, key)]
    with pytest.raises(CannotListen, match=reason) as refused:
        listen(Settings(port=0, tls_cert=given[0], tls_key=given[1]))
    assert refused.value.exit_code == 2


@unix_only
def test_the_command_tells_where(path: str) -> None:
    """`mockserver serve --uds` says where it listens, and ends with 0 at a signal, without the socket."""
    line = [sys.executable, "-m", "mockserver", "serve", str(PETSTORE), "--uds", path, "--no-cache"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        told = [process.stdout.readline() for _ in range(2)]
        assert f"http://unix:{path}:/v1" in told[1]
        process.terminate()
        assert process.wait(20) == 0
    assert not Path(path).exists()
