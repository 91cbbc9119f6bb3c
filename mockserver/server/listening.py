"""Where a server listens: host and port, or a Unix socket's path, to sockets, and to the URL that a user can click.

Knows why an address cannot be listened on, and the way out. The sockets are opened before the server starts, so that a
port that is taken is told at once, and a port of 0 has become a real one.
"""

from __future__ import annotations

import errno
import socket
import ssl
import sys
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mockserver.errors import CannotListen

if TYPE_CHECKING:
    from mockserver.settings import Settings

LAST_PORT: Final = 65535
USAGE: Final = 2
TRIED: Final = 20
BACKLOG: Final = 2048


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens: the host as it was asked for, and the real port; or the path of a Unix socket."""

    host: str
    port: int
    scheme: str = "http"
    path: str = ""

    @property
    def url(self) -> str:
        """The URL under which this machine reaches it; an address of all interfaces is reached by loopback.

        No URL names a Unix socket. It is written as nginx does: `http://unix:/run/mockserver.sock:/v1`.
        """
        if self.path:
            return f"{self.scheme}://unix:{self.path}:"
        # "A host identified by an Internet Protocol literal address, version 6 ... is distinguished by enclosing the IP
        # literal within square brackets" -- RFC 3986, section 3.2.2
        host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(self.host, self.host)  # noqa: S104
        return f"{self.scheme}://[{host}]:{self.port}" if ":" in host else f"{self.scheme}://{host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches it."""
        if self.path or self.host == "localhost" or self.host.endswith(".localhost"):
            return True
        with suppress(ValueError):
            return ip_address(self.host).is_loopback
        return False


def listen(settings: Settings) -> tuple[Address, list[socket.socket]]:
    """The sockets to listen on, as the settings say: a Unix socket, or those of a host and port; with TLS or without.

    Raises CannotListen, with the exit code 2 for what can never be and 3 for what is taken or not permitted.
    """
    scheme = "https" if tls_context(settings) else "http"
    if settings.uds:
        return Address("", 0, scheme, settings.uds), [_unix_socket(settings.uds)]
    address, sockets = open_sockets(settings.host, settings.port)
    return Address(address.host, address.port, scheme), sockets


def siblings(sockets: list[socket.socket], count: int) -> list[list[socket.socket]]:
    """The sockets `count` times, for as many processes; one process then gets about as many connections as another.

    Where the system does not share connections out (Unix sockets, and other systems than Linux), all get the same
    sockets: who is idle takes a connection. Raises CannotListen.
    """
    if sys.platform != "linux" or any(each.family == getattr(socket, "AF_UNIX", None) for each in sockets):
        return [sockets] * count
    # Not before it is bound: else a second server would take the same port, and neither would know of the other.
    for each in sockets:
        each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    names = [(each.family, str(each.getsockname()[0]), each.getsockname()[1]) for each in sockets]
    try:
        return [sockets, *([_bound(*name, is_shared=True) for name in names] for _ in range(count - 1))]
    except OSError as fault:
        raise _explained(fault, *names[0][1:]) from fault


def forget(address: Address) -> None:
    """Remove what a Unix socket leaves behind."""
    if address.path:
        Path(address.path).unlink(missing_ok=True)


def tls_context(settings: Settings) -> ssl.SSLContext | None:
    """What TLS needs: the certificate and its key; None where plain HTTP is spoken. Raises CannotListen."""
    certificate, key = settings.tls_cert, settings.tls_key
    if certificate is None:
        if key is not None:
            raise CannotListen("--tls-key is the key of no certificate", cure="give --tls-cert, too", exit_code=USAGE)
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    # A client that would rather speak HTTP/2 is told in the handshake what is spoken (RFC 7301).
    context.set_alpn_protocols(["http/1.1"])
    try:
        # Who is asked for the passphrase of a key waits for an answer that a server in the background never gets.
        context.load_cert_chain(certificate, key, password=str)
    except (OSError, ValueError) as fault:
        reason = _why_no_tls(fault)
        given = f"{certificate} with the key in {key or 'it'}"
        cure = "give two PEM files, --tls-cert and --tls-key, of which the key has no passphrase"
        raise CannotListen(f"no TLS by {given}: {reason}", cure=cure, exit_code=USAGE) from fault
    return context


def _why_no_tls(fault: OSError | ValueError) -> str:
    if isinstance(fault, ssl.SSLError):
        # OpenSSL says 'PEM lib' of whatever it cannot read.
        is_other = fault.reason == "KEY_VALUES_MISMATCH"
        return "the key is of another certificate" if is_other else "they do not read as a certificate and its key"
    return getattr(fault, "strerror", None) or str(fault)


def _unix_socket(path: str) -> socket.socket:
    """A Unix socket at a path, also where a server that was killed has left one. Who may connect, the umask says."""
    if not hasattr(socket, "AF_UNIX"):
        raise CannotListen("this system has no Unix sockets", cure="use --port", exit_code=USAGE)
    if Path(path).is_socket() and not _is_listened_on(path):
        Path(path).unlink()
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        bound.bind(path)
        bound.listen(BACKLOG)
    except OSError as fault:
        bound.close()
        reason = "it is there already" if fault.errno == errno.EADDRINUSE else fault.strerror or str(fault)
        raise CannotListen(f"no Unix socket can be made at {path}: {reason}", cure="use another --uds") from fault
    return bound


def _is_listened_on(path: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
        return asking.connect_ex(path) == 0


def open_sockets(host: str, port: int) -> tuple[Address, list[socket.socket]]:
    """The sockets to listen on, one for each address of the host, all at one port; 0 takes a free one.

    Raises CannotListen, with the exit code 2 for what can never be and 3 for a port that is taken or not permitted.
    """
    if not 0 <= port <= LAST_PORT:
        raise CannotListen(f"{port} is no port", cure=f"use 0 to {LAST_PORT}; 0 takes a free one", exit_code=USAGE)
    sockets: list[socket.socket] = []
    try:
        for family, address in _addresses(host):
            sockets.append(_bound(family, address, port))
            port = sockets[0].getsockname()[1]
    except OSError as fault:
        for each in sockets:
            each.close()
        raise _explained(fault, host, port) from fault
    return Address(host, port), sockets


def _addresses(host: str) -> list[tuple[socket.AddressFamily, str]]:
    try:
        found = socket.getaddrinfo(host or None, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as fault:
        raise CannotListen(
            f"{host!r} is not the name or address of a host", cure="use 127.0.0.1 or localhost", exit_code=USAGE
        ) from fault
    return list(dict.fromkeys((socket.AddressFamily(family), str(name[0])) for family, _, _, _, name in found))


def _bound(family: socket.AddressFamily, address: str, port: int, *, is_shared: bool = False) -> socket.socket:
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        # A restart finds the port of the connections that have just ended.
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if is_shared:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        bound.bind((address, port))
        bound.listen(BACKLOG)
    except OSError:
        bound.close()
        raise
    return bound


def _explained(fault: OSError, host: str, port: int) -> CannotListen:
    if fault.errno == errno.EADDRINUSE:
        free = _free_after(host, port)
        cure = f"use --port {free}, or --port 0 for any free one" if free else "use --port 0 for a free one"
        return CannotListen(f"port {port} of {host} is taken", cure=cure)
    if fault.errno in (errno.EACCES, errno.EPERM):
        return CannotListen(f"port {port} is not permitted to this user", cure="use one above 1023, or --port 0")
    if fault.errno == errno.EADDRNOTAVAIL:
        return CannotListen(f"{host} is not an address of this machine", cure="use 127.0.0.1 or localhost")
    return CannotListen(f"{host}, port {port}: {fault.strerror or fault}", cure="use another --host or --port")


def _free_after(host: str, port: int) -> int | None:
    for candidate in range(port + 1, min(port + TRIED, LAST_PORT) + 1):
        with suppress(OSError, CannotListen):
            for family, address in _addresses(host):
                _bound(family, address, candidate).close()
            return candidate
    return None
