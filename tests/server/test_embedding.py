"""A mock within a program: loaded, as an application, as a server in a thread."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import httpx
import pytest

import mockserver
from mockserver import CannotListen, DocumentError, MockServer, MockserverError, Settings, create_app, load
from mockserver.server.embedding import settings_with

ROOT = Path(__file__).parent.parent.parent
PETSTORE = ROOT / "specs" / "petstore.yaml"
BROKEN = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {pets: {}}\n"


def asked(url: str, method: str = "GET", content: bytes | None = None) -> int:
    """The status of the answer to a request."""
    request = Request(url, content, {"Content-Type": "application/json"}, method=method)  # noqa: S310 -- our own server
    try:
        with urlopen(request, timeout=20) as response:  # noqa: S310 -- as above
            return int(response.status)
    except HTTPError as refused:
        with refused:
            return refused.code


def test_importing_it_takes_no_time() -> None:
    """`import mockserver` loads nothing of ours but itself, and each of its names when it is first used."""
    code = (
        "import sys, mockserver; before = [name for name in sys.modules if name.startswith('mockserver.')]; "
        "mockserver.Settings; print(before, 'mockserver.settings' in sys.modules, 'fastapi' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said == "[] True False\n"


@pytest.mark.parametrize("name", mockserver.__all__)
def test_every_name_is_there(name: str) -> None:
    """What `__all__` names can be imported, is documented, and is listed."""
    assert getattr(mockserver, name).__doc__
    assert name in dir(mockserver)


def test_a_name_that_is_not_there() -> None:
    """Another name is an AttributeError that lists those that are there."""
    with pytest.raises(AttributeError, match=r"no attribute 'Server'; it has CannotListen, .* load$"):
        mockserver.Server  # noqa: B018


def test_load_tells_what_is_wrong(tmp_path: Path) -> None:
    """A document that cannot be served is a DocumentError with its diagnostics; `strict` refuses more."""
    path = tmp_path / "openapi.yaml"
    path.write_text(BROKEN, encoding="utf-8")
    with pytest.raises(DocumentError, match=r"openapi.yaml:3:9: .*pets"):
        load(path)
    path.write_text("openapi: 3.1.0\ninfo: {title: t}\npaths: {}\n", encoding="utf-8")
    assert [each.severity.name for each in load(path).diagnostics] == ["ERROR"]
    with pytest.raises(DocumentError):
        load(path, strict=True)


@pytest.mark.parametrize("make", [load, create_app, MockServer])
def test_an_option_that_is_none_is_named(make: type[MockServer]) -> None:
    """A misspelt option is a TypeError with what was probably meant."""
    with pytest.raises(TypeError, match="'base_pth' is not a setting: did you mean 'base_path'"):
        make(PETSTORE, base_pth="/")


def test_options_go_over_settings() -> None:
    """Options by name take the place of those in a Settings, and a list is as good as a tuple."""
    mock = MockServer(PETSTORE, Settings(seed=1, security=False, port=9), seed=2, allow_root=["a"])
    settings = mock.settings
    assert (settings.seed, settings.security, settings.port, settings.allow_root) == (2, False, 0, ("a",))


def test_the_application_in_process() -> None:
    """`create_app` is an ASGI application that a client in process can ask; whoever wants to be told is told."""
    told: list[mockserver.Exchange] = []
    app = create_app(load(PETSTORE), on_exchange=told.append)

    async def statuses() -> list[int]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://mock.test/v1") as client:
            return [(await client.request(method, "/pets")).status_code for method in ("GET", "DELETE")]

    assert asyncio.run(statuses()) == [200, 405]
    assert [(each.method, each.path, each.status, each.is_known) for each in told] == [
        ("GET", "/v1/pets", 200, True),
        ("DELETE", "/v1/pets", 405, False),
    ]


def test_the_server_lives_as_long_as_its_block() -> None:
    """It answers at its URL within the block, and nowhere outside of it; it may be entered again."""
    mock = MockServer(PETSTORE)
    for _ in range(2):
        with mock:
            url = mock.url
            assert url == f"{mock.origin}/v1"
            assert asked(f"{url}/pets") == 200
        with pytest.raises(OSError, match="refused"):
            asked(f"{url}/pets")
    with pytest.raises(MockserverError, match="not running: use it as `with"):
        _ = mock.url


def test_it_is_not_entered_twice() -> None:
    """A server that runs is not started a second time."""
    with MockServer(PETSTORE) as mock, pytest.raises(MockserverError, match="running already, at http://127"):
        mock.__enter__()


def test_a_port_that_is_taken() -> None:
    """Its port is told to be taken, and nothing is left running."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        before = threading.active_count()
        with pytest.raises(CannotListen, match="is taken"), MockServer(PETSTORE, port=taken.getsockname()[1]):
            pass
    assert threading.active_count() == before


def test_requests_are_remembered() -> None:
    """Each request with its content and what became of it, until they are cleared; also those in process."""
    with MockServer(PETSTORE, security=False) as mock:
        sent = json.dumps({"name": "Rex", "kind": "dog", "status": "sold"}).encode()
        assert asked(f"{mock.url}/pets", "POST", sent) == 201
        assert asked(f"{mock.url}/nope?a=b") == 404
        first, second = mock.requests
        assert (first.operation_id, first.json(), first.status, first.is_known) == (
            "createPet",
            {"name": "Rex", "kind": "dog", "status": "sold"},
            201,
            True,
        )
        assert (second.operation_id, second.content, second.request.query, second.is_known) == (None, b"", "a=b", False)
        mock.clear()
        assert mock.requests == ()


def test_clearing_begins_values_anew() -> None:
    """With `dynamic`, what is generated after `clear` is what was generated at first."""
    with MockServer(PETSTORE, dynamic=True, security=False) as mock:

        def drawn() -> list[bytes]:
            with_values = []
            for _ in range(3):
                with urlopen(f"{mock.url}/pets/mine", timeout=20) as response:  # noqa: S310 -- our own server
                    with_values.append(response.read())
            return with_values

        first = drawn()
        mock.clear()
        assert drawn() == first
        assert len(set(first)) > 1


def test_many_at_once() -> None:
    """Several servers run in one process, each with its own document and requests."""
    with MockServer(PETSTORE) as pets, MockServer(ROOT / "specs" / "library-2.0.yaml") as books:
        assert asked(f"{pets.url}/pets") == 200
        assert asked(f"{books.origin}/v1/pets") == 404
        assert (len(pets.requests), len(books.requests)) == (1, 1)


def test_asynchronously() -> None:
    """`async with` starts and ends it while the event loop runs on."""

    async def story() -> tuple[int, str]:
        async with MockServer(PETSTORE) as mock, httpx.AsyncClient(base_url=mock.url) as client:
            status = (await client.get("/pets")).status_code
        return status, repr(mock)

    assert asyncio.run(story()) == (200, "<MockServer of Petstore idle>")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"port": "4010"}, "port is int, and '4010' is not"),
        ({"max_body": "4mb"}, "max_body is int, and '4mb' is not"),
        ({"cors": "no"}, "cors is Literal['on', 'off', 'strict'], and 'no' is not"),
        ({"allow_root": "x"}, "allow_root is tuple[str, ...], and 'x' is not"),
        ({"credentials": 7}, "credentials is str | None, and 7 is not"),
    ],
)
def test_a_value_of_another_kind(options: dict[str, Any], said: str) -> None:
    """What a setting cannot be is told when it is given, and not by a request that fails."""
    with pytest.raises(TypeError, match=re.escape(said)):
        settings_with(options)


def test_values_that_programs_give() -> None:
    """A path, a list and a whole number stand for what they mean."""
    given: dict[str, Any] = {"credentials": Path("c.yaml"), "allow_root": ["a"], "stream_delay": 0, "uds": None}
    settings = settings_with(given)
    assert (settings.credentials, settings.allow_root, settings.stream_delay) == ("c.yaml", ("a",), 0)
