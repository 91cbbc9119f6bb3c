"""Fetching by http: content, redirects, bounds, refusals; from servers on this machine."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from mockserver.errors import NotRetrieved
from mockserver.server import fetching
from mockserver.server.fetching import fetch, target_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class Pages(BaseHTTPRequestHandler):
    """Serves the pages of its server: path -> status, fields, content."""

    def do_GET(self) -> None:
        """Answer from the table."""
        self.server.seen.append((self.path, dict(self.headers)))  # type: ignore[attr-defined]
        status, fields, content = self.server.pages.get(self.path, (404, {}, b""))  # type: ignore[attr-defined]
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Site(ThreadingHTTPServer):
    """A server of pages, and the requests that it has seen."""

    pages: dict[str, tuple[int, dict[str, str], bytes]]
    seen: list[tuple[str, dict[str, str]]]

    def url(self, path: str = "/") -> str:
        """The address of a page."""
        return f"http://127.0.0.1:{self.server_port}{path}"


@pytest.fixture
def site() -> Iterator[Site]:
    """A site without pages."""
    with Site(("127.0.0.1", 0), Pages) as server:
        server.pages, server.seen = {}, []
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@contextmanager
def listening(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """The URL of a server that treats each connection so."""

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            # Who has read enough goes away.
            with connection, suppress(OSError):
                answer(connection)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


def test_content(site: Site) -> None:
    """The content comes as it is, and the request says what is wanted."""
    site.pages["/a?b=1"] = (200, {"Content-Type": "text/html; charset=latin-1"}, b"\xff\x00")
    assert fetch(site.url("/a?b=1")) == (site.url("/a?b=1"), b"\xff\x00")
    ((_, fields),) = site.seen
    assert (fields["Accept"], fields["Accept-Encoding"]) == (fetching.ACCEPT, "identity")
    assert "Authorization" not in fields


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects(site: Site, status: int) -> None:
    """A redirect is followed, and the URL that answered in the end is told."""
    site.pages |= {"/a": (status, {"Location": "b/c"}, b""), "/b/c": (200, {}, b"x")}
    assert fetch(site.url("/a")) == (site.url("/b/c"), b"x")


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("file:///etc/passwd", "answers 302"),
        ("data:,x", "answers 302"),
        ("ftp://127.0.0.1/x", "ftp://127.0.0.1/x is not an address of http or https"),
        ("gopher://x/", "answers 302"),
        ("http://user:secret@127.0.0.1/x", "an address that holds a name or password is not fetched"),
        ("http://[::1/", "could not be fetched: Invalid IPv6 URL"),
        ("/a", "answers 302"),
    ],
)
def test_redirects_that_are_not_followed(site: Site, location: str, message: str) -> None:
    """A redirect leads to http and https only, and not in a circle."""
    site.pages["/a"] = (302, {"Location": location}, b"")
    with pytest.raises(NotRetrieved, match=message):
        fetch(site.url("/a"))


def test_too_many_redirects(site: Site) -> None:
    """Five redirects are followed, a sixth is not."""
    site.pages |= {f"/{n}": (302, {"Location": f"/{n + 1}"}, b"") for n in range(9)} | {"/9": (200, {}, b"x")}
    assert fetch(site.url("/4"))[1] == b"x"
    with pytest.raises(NotRetrieved, match="answers 302"):
        fetch(site.url("/0"))
    assert len(site.seen) == 6 + 6


@pytest.mark.parametrize(("status", "hint"), [(404, "check the address"), (401, "curl"), (403, "curl"), (500, "check")])
def test_error_statuses(site: Site, status: int, hint: str) -> None:
    """An error status is told, with what to do."""
    site.pages["/a"] = (status, {}, b"<html>")
    with pytest.raises(NotRetrieved, match=f"/a answers {status} ") as caught:
        fetch(site.url("/a"))
    assert hint in caught.value.hint
    assert caught.value.code == "no-answer"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://127.0.0.1/", "is not an address of http or https"),
        ("file:///etc/hosts", "is not an address of http or https"),
        ("http:///a", "is not an address of http or https"),
        ("http://", "is not an address of http or https"),
        ("http://[::1", "is no address"),
        ("http://127.0.0.1:99999/", "is no address"),
        ("http://127.0.0.1:x/", "is no address"),
        ("https://user:secret@127.0.0.1/", "holds a name or password"),
        ("http://127.0.0.1:1/a b", "could not be fetched"),
        ("http://127.0.0.1:1/", "could not be fetched: Connection refused -- check the address"),
        ("http://nowhere.invalid/", "the host nowhere.invalid is not known"),
        (f"http://{'a' * 70}.invalid/", "could not be fetched|is not known"),
    ],
)
def test_addresses_that_cannot_be_fetched(url: str, message: str) -> None:
    """What is no address, or where nobody answers, is refused without a password in the message."""
    with pytest.raises(NotRetrieved, match=message) as caught:
        fetch(url)
    assert "secret" not in str(caught.value)


def test_https_where_only_http_is_spoken(site: Site) -> None:
    """The cure is told, and not what a library of TLS calls it."""
    url = site.url("/a")
    with pytest.raises(NotRetrieved) as caught:
        fetch(url.replace("http", "https"))
    assert (caught.value.reason, caught.value.hint) == ("127.0.0.1 does not speak https there", f"try {url}")


def test_addresses_that_are_not_allowed(site: Site) -> None:
    """A target that is not allowed sees no connection, in whatever form its address is written."""
    hosts = (
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "0",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
    )
    for host in hosts:
        with pytest.raises(NotRetrieved, match="lies on this machine or in a private network") as caught:
            fetch(
                f"http://{host}:{site.server_port}/a",
                allows=lambda _, address: not address.startswith(("127.", "0.", "::")),
            )
        assert caught.value.code == "address-refused"
    assert site.seen == []


def test_redirects_to_addresses_that_are_not_allowed(site: Site) -> None:
    """A redirect is judged by its own target."""
    site.pages["/a"] = (302, {"Location": site.url("/b").replace("127.0.0.1", "127.0.0.2")}, b"")
    with pytest.raises(NotRetrieved, match="lies on this machine or in a private network"):
        fetch(site.url("/a"), allows=lambda target, _: target[0] == "127.0.0.1")
    assert [path for path, _ in site.seen] == ["/a"]


def test_the_address_that_was_judged_is_connected_to(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name is resolved once: a second, other answer of its server would not be asked for."""
    answers = [["192.0.2.1", "127.0.0.1"]]
    judged = []

    def resolve(_: str, port: int, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in answers.pop()]

    def allows(target: tuple[str, int], address: str) -> bool:
        judged.append((target[0], address))
        return address.startswith("127.")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    site.pages["/a"] = (200, {}, b"x")
    url = f"http://rebinding.test:{site.server_port}/a"
    assert fetch(url, allows=allows) == (url, b"x")
    assert judged == [("rebinding.test", "192.0.2.1"), ("rebinding.test", "127.0.0.1")]
    assert site.seen[0][1]["Host"] == f"rebinding.test:{site.server_port}"


def test_the_next_address_is_tried(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one address of a name does not answer, the next one may."""
    with socket.create_server(("127.0.0.2", 0)) as taken:
        refused = taken.getsockname()[1]
    addresses = [("127.0.0.2", refused), ("127.0.0.1", site.server_port)]
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", each) for each in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    site.pages["/a"] = (200, {}, b"x")
    assert fetch("http://two.test/a")[1] == b"x"


def test_content_that_is_too_large(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more is read than the bound, announced or not."""
    monkeypatch.setattr(fetching, "MOST_OCTETS", 100_000)
    site.pages |= {"/a": (200, {}, b"x" * 100_000), "/b": (200, {}, b"x" * 100_001)}
    assert len(fetch(site.url("/a"))[1]) == 100_000
    with pytest.raises(NotRetrieved, match=r"answers with more than .* MiB, the most that is read"):
        fetch(site.url("/b"))


def test_content_that_ends_too_soon(site: Site) -> None:
    """Content that is shorter than announced is no content."""
    site.pages["/a"] = (200, {"Content-Length": "10"}, b"openapi")
    with pytest.raises(NotRetrieved, match="could not be fetched"):
        fetch(site.url("/a"))


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x00" * 100,
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 1000,
        b"HTTP/1.1 200 OK\r\na" * 99999,
    ],
    ids=["nothing", "zeros", "SSH", "many fields", "a long field"],
)
def test_answers_that_are_none(answer: bytes) -> None:
    """What is no answer of HTTP is told as such, and no traceback."""

    def reply(connection: socket.socket) -> None:
        connection.recv(10_000)
        connection.sendall(answer)

    with listening(reply) as url, pytest.raises(NotRetrieved) as caught:
        fetch(url)
    assert caught.value.code == "no-answer"


def test_an_answer_that_never_comes() -> None:
    """A server that says nothing is given up."""
    done = threading.Event()

    def wait(_: socket.socket) -> None:
        done.wait(30)

    with listening(wait) as url:
        with pytest.raises(NotRetrieved, match=r"did not answer within 0.2 seconds"):
            fetch(url, seconds=0.2)
        done.set()


@pytest.mark.parametrize(
    "beginning", [b"H", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n"], ids=["status", "fields", "content"]
)
def test_an_answer_that_drips(beginning: bytes) -> None:
    """A server that sends octet by octet, each in time, is given up when the time for all is over."""
    done = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(beginning)
        while not done.wait(0.02):
            connection.sendall(b"a")

    with listening(drip) as url:
        with pytest.raises(NotRetrieved, match=r"did not answer within 0.4 seconds"):
            fetch(url, seconds=0.4)
        done.set()


def test_proxies_of_the_environment(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the user names is asked for through the environment's proxy; unless it is asked for without."""
    site.pages["http://api.invalid/a"] = (200, {}, b"by proxy")
    monkeypatch.setenv("http_proxy", site.url(""))
    assert fetch("http://api.invalid/a") == ("http://api.invalid/a", b"by proxy")
    with pytest.raises(NotRetrieved, match=r"the host api.invalid is not known"):
        fetch("http://api.invalid/a", proxies=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate for localhost, made on the spot, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl is not installed")
    names = [
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
        "-keyout",
        "key.pem",
        "-out",
        "cert.pem",
    ]
    command = [program, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def secure_site(site: Site, certificate: Path) -> Site:
    """The site, by TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    site.socket = context.wrap_socket(site.socket, server_side=True)
    return site


def test_tls(secure_site: Site, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate is judged for the name in the URL, though an address is connected to."""
    secure_site.pages["/a"] = (200, {}, b"x")
    url = f"https://localhost:{secure_site.server_port}/a"
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    assert fetch(url, allows=lambda _, address: address == "127.0.0.1") == (url, b"x")
    with pytest.raises(NotRetrieved, match=r"the certificate of 127.0.0.1 is not trusted: .*mismatch"):
        fetch(url.replace("localhost", "127.0.0.1"))


def test_certificates_that_are_not_trusted(secure_site: Site) -> None:
    """A certificate of nobody's is refused, with the way to trust it."""
    with pytest.raises(NotRetrieved, match=r"the certificate of localhost is not trusted: .* -- .*SSL_CERT_FILE"):
        fetch(f"https://localhost:{secure_site.server_port}/a")


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("http://Example.com/a", ("example.com", 80)),
        ("https://example.com/a", ("example.com", 443)),
        ("https://example.com:8443", ("example.com", 8443)),
        ("http://[::1]:80/", ("::1", 80)),
    ],
)
def test_targets(url: str, target: tuple[str, int]) -> None:
    """A URL leads to a host and a port, which the scheme gives if it does not."""
    assert target_of(url) == target
