"""Where a server listens, and why it cannot."""

from __future__ import annotations

import errno
import socket
from contextlib import ExitStack, closing
from typing import Any

import pytest

from mockserver.errors import CannotListen
from mockserver.server.listening import Address, open_sockets


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:4010"),
        ("localhost", "http://localhost:4010"),
        ("::1", "http://[::1]:4010"),
        ("0.0.0.0", "http://127.0.0.1:4010"),
        ("::", "http://[::1]:4010"),
        ("", "http://127.0.0.1:4010"),
    ],
)
def test_an_address_has_a_url(host: str, url: str) -> None:
    """The URL of an address can be clicked: IPv6 in brackets, all interfaces as loopback (RFC 3986, section 3.2.2)."""
    assert Address(host, 4010).url == url


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("localhost", True),
        ("app.localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("", False),
        ("192.168.0.7", False),
        ("mock.internal", False),
    ],
)
def test_loopback_is_known(host: str, *, expected: bool) -> None:
    """Loopback addresses and names of localhost are reached by this machine only."""
    assert Address(host, 4010).is_loopback == expected


def test_port_0_is_a_real_port() -> None:
    """A port of 0 takes a free one and says which."""
    with ExitStack() as stack:
        address, sockets = open_sockets("127.0.0.1", 0)
        [stack.enter_context(closing(each)) for each in sockets]
        assert (address.port > 0, [each.getsockname() for each in sockets]) == (True, [("127.0.0.1", address.port)])


def test_all_addresses_of_a_name_have_one_port() -> None:
    """Where a name has several addresses, all are listened on, at the same port."""
    with ExitStack() as stack:
        address, sockets = open_sockets("localhost", 0)
        [stack.enter_context(closing(each)) for each in sockets]
        assert {each.getsockname()[1] for each in sockets} == {address.port}


def test_a_taken_port_is_told_with_a_way_out() -> None:
    """A taken port ends with exit code 3; the message names it, a free one that follows, and --port 0."""
    with ExitStack() as stack:
        address, sockets = open_sockets("127.0.0.1", 0)
        [stack.enter_context(closing(each)) for each in sockets]
        with pytest.raises(CannotListen) as refused:
            open_sockets("127.0.0.1", address.port)
        told = str(refused.value)
        assert (refused.value.exit_code, f"port {address.port} of 127.0.0.1 is taken" in told) == (3, True)
        proposed = int(told.partition("use --port ")[2].partition(",")[0])
        assert (proposed > address.port, "--port 0" in told) == (True, True)


@pytest.mark.parametrize("port", [-1, 65536, 99999])
def test_a_port_out_of_range_is_wrong_usage(port: int) -> None:
    """A number that is no port ends with exit code 2 and the range."""
    with pytest.raises(CannotListen, match="use 0 to 65535") as refused:
        open_sockets("127.0.0.1", port)
    assert refused.value.exit_code == 2


@pytest.mark.parametrize("host", ["no host", "a..b", "x" * 300])
def test_a_host_that_is_none_is_wrong_usage(host: str) -> None:
    """What is no host ends with exit code 2 and a host that would do."""
    with pytest.raises(CannotListen, match="not the name or address of a host") as refused:
        open_sockets(host, 0)
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "port 80 is not permitted to this user: use one above 1023"),
        (errno.EADDRNOTAVAIL, "127.0.0.1 is not an address of this machine"),
        (errno.EMFILE, "127.0.0.1, port 80: Too many open files"),
    ],
)
def test_other_faults_are_told(monkeypatch: pytest.MonkeyPatch, number: int, words: str) -> None:
    """Missing rights, a foreign address and whatever else the system says end with exit code 3 and a way out."""

    def bind(_: socket.socket, __: Any) -> None:
        raise OSError(number, "Too many open files")

    monkeypatch.setattr(socket.socket, "bind", bind)
    with pytest.raises(CannotListen) as refused:
        open_sockets("127.0.0.1", 80)
    assert (words in str(refused.value), refused.value.exit_code) == (True, 3)


def test_nothing_stays_open_after_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """If one address of several cannot be listened on, the others are closed again."""
    opened: list[socket.socket] = []
    bind = socket.socket.bind

    def second_fails(bound: socket.socket, address: Any) -> None:
        if opened:
            raise OSError(errno.EADDRINUSE, "taken")
        opened.append(bound)
        bind(bound, address)

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [
        (socket.AF_INET, 0, 0, "", ("127.0.0.1", 0)), (socket.AF_INET, 0, 0, "", ("127.0.0.2", 0))
    ])  # fmt: skip
    monkeypatch.setattr(socket.socket, "bind", second_fails)
    with pytest.raises(CannotListen):
        open_sockets("two.test", 0)
    assert [each.fileno() for each in opened] == [-1]
