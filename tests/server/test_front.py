"""What stands in front of the server: whom it believes, and what becomes of a request."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mockserver import MockServer
from mockserver.http.messages import Fields, Request
from mockserver.server.front import Front
from mockserver.settings import Settings
from tests.server.conftest import exchange

if TYPE_CHECKING:
    from tests.server.conftest import Reply

PETSTORE = Path(__file__).parent.parent.parent / "specs" / "petstore.yaml"


def front(root: str = "", allowed: str = "") -> Front:
    """The front of these two settings."""
    return Front.of(Settings(root_path=root, forwarded_allow_ips=allowed))


@pytest.mark.parametrize(
    ("allowed", "peer", "expected"),
    [
        ("", "127.0.0.1", False),
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "127.0.0.2", False),
        ("10.0.0.0/8, ::1", "10.1.2.3", True),
        ("10.0.0.1/8", "10.1.2.3", True),
        ("10.0.0.0/8, ::1", "::1", True),
        ("10.0.0.0/8", "::ffff:10.1.2.3", True),
        ("10.0.0.0/8", "unix", False),
        ("unix", "unix", True),
        ("*", "unix", True),
        ("*", "203.0.113.7", True),
    ],
)
def test_who_is_believed(allowed: str, peer: str, *, expected: bool) -> None:
    """Addresses, networks, Unix sockets, everybody; nobody by default."""
    assert front(allowed=allowed).trusts(peer) is expected


@pytest.mark.parametrize("allowed", ["localhost", "1.2.3", "10.0.0.0/99", "127.0.0.1;::1"])
def test_what_is_no_address(allowed: str) -> None:
    """A name is no address: what it stands for may change."""
    with pytest.raises(ValueError, match="does not appear to be"):
        front(allowed=allowed)


@pytest.mark.parametrize(
    ("root", "path", "expected"),
    [
        ("", "/v1/pets", ("", "/v1/pets")),
        ("/api", "/v1/pets", ("/api", "/v1/pets")),
        ("/api/", "/api/v1/pets", ("/api", "/v1/pets")),
        ("/api", "/api", ("/api", "/")),
        ("/api", "/apis", ("/api", "/apis")),
        ("/api", "*", ("/api", "*")),
        ("/caf\xe9", "/caf%C3%A9/x", ("/caf%C3%A9", "/x")),
        ("/caf%C3%A9", "/caf%C3%A9/x", ("/caf%C3%A9", "/x")),
    ],
)
def test_the_root_path(root: str, path: str, expected: tuple[str, str]) -> None:
    """It is taken off a target that has it, percent-encoded or not; and is remembered."""
    placed = front(root).placed(Request("GET", path), "127.0.0.1")
    assert (placed.root, placed.path) == expected


@pytest.mark.parametrize(
    ("peer", "pairs", "expected"),
    [
        ("203.0.113.7", (), "203.0.113.7"),
        ("127.0.0.1", (), ""),
        ("unix", (), ""),
        ("203.0.113.7", (("x-forwarded-for", "198.51.100.1"),), "203.0.113.7"),
        ("10.0.0.1", (("x-forwarded-for", "198.51.100.1"),), "198.51.100.1"),
        ("10.0.0.1", (("x-forwarded-for", "192.0.2.9, 198.51.100.1, 10.0.0.2"),), "198.51.100.1"),
        ("10.0.0.1", (("x-forwarded-for", "10.0.0.3, 10.0.0.2"),), "10.0.0.3"),
        ("10.0.0.1", (("x-forwarded-for", "192.0.2.9, unknown"),), "10.0.0.1"),
        ("10.0.0.1", (("forwarded", "for=198.51.100.1;proto=https"),), "198.51.100.1"),
        ("10.0.0.1", (), "10.0.0.1"),
    ],
)
def test_the_client(peer: str, pairs: tuple[tuple[str, str], ...], expected: str) -> None:
    """The nearest that is no proxy of ours; what stands before it, it may have made up. This machine has no name."""
    placed = front(allowed="10.0.0.0/8").placed(Request("GET", "/", "", Fields(pairs)), peer)
    assert placed.client == expected


def asked(port: int, target: str, *fields: str) -> Reply:
    """The answer to a request with these fields."""
    lines = "".join(f"{each}\r\n" for each in ("Host: a", "Connection: close", *fields))
    return exchange(port, f"GET {target} HTTP/1.1\r\n{lines}\r\n".encode())


def test_kept_answers_are_not_mixed_up() -> None:
    """A client that is asked for under one prefix, then under another, is told each time of its own."""
    with MockServer(PETSTORE, forwarded_allow_ips="127.0.0.1", root_path="/d") as mock:
        ask = partial(asked, int(mock.origin.rpartition(":")[2]), "/v1/pet")
        replies = [ask(*fields) for fields in ((), ("X-Forwarded-Prefix: /a",), (), ("X-Forwarded-Prefix: /b",))]
    types = [json.loads(each.content)["type"].partition("/_")[0] for each in replies]
    assert types == ["/d", "/a", "/d", "/b"]


@pytest.mark.parametrize("said", ["/caf%C3%A9", "/caf%c3%a9", "/%63af%C3%A9/"])
def test_one_prefix_however_it_is_spelled(said: str) -> None:
    """It is put before what we write in the one spelling that an ASGI server makes of it, too."""
    placed = front(allowed="*").placed(Request("GET", "/a", "", Fields.of(x_forwarded_prefix=said)), "unix")
    assert placed.root == "/caf%C3%A9"


@pytest.mark.parametrize("target", ["/api/v1/pet", "/v1/pet"])
def test_a_prefix_on_both_ways(target: str) -> None:
    """A server with a root path answers a target with and without it; so does an application that others serve."""
    with MockServer(PETSTORE, root_path="/api") as mock:
        problem = json.loads(asked(int(mock.origin.rpartition(":")[2]), target).content)
    assert (problem["type"], problem["suggestions"][0]) == ("/api/_mockserver/problems/not-found", "/api/v1/pets")


def test_the_client_is_remembered() -> None:
    """Whose request it was is known to who looks at the requests, and not made up by who is not believed."""
    with MockServer(PETSTORE, forwarded_allow_ips="127.0.0.1") as mock, MockServer(PETSTORE) as other:
        for each in (mock, other):
            asked(int(each.origin.rpartition(":")[2]), "/v1/pets", "X-Forwarded-For: 198.51.100.1")
        assert [each.requests[-1].request.client for each in (mock, other)] == ["198.51.100.1", ""]
