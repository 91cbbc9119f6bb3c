"""Behind nginx, set up as docs/how-to/reverse-proxy.md says: nothing of an answer is lost."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mockserver import MockServer
from mockserver.server.embedding import settings_with
from tests.server.conftest import Reply, exchange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mockserver.settings import Settings

ROOT = Path(__file__).parent.parent.parent
PETSTORE = ROOT / "specs" / "petstore.yaml"
PAGE = (ROOT / "docs" / "how-to" / "reverse-proxy.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^```nginx\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)

pytestmark = pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not on this machine")


@contextmanager
def proxied(location: str, upstream: str, folder: Path) -> Iterator[int]:
    """The port of an nginx with a location in front of an upstream."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    paths = "".join(
        f"{each}_temp_path {folder}/{each};" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    location = location.replace("http://127.0.0.1:4010", upstream)
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log stderr; events {{}}\n"
        f"http {{ access_log off; {paths} server {{ listen 127.0.0.1:{port}; {location} }} }}",
        encoding="utf-8",
    )
    line = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(line, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(port, process)
            yield port
        finally:
            process.terminate()


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return once somebody listens at the port."""
    while process.poll() is None:
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        os.sched_yield()
    pytest.fail("nginx did not start")


def asked(port: int, method: str, target: str) -> Reply:
    """The answer to a request."""
    return exchange(port, f"{method} {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())


@pytest.mark.parametrize(
    ("location", "root", "base"),
    [(SHOWN[0], "", "/v1"), (SHOWN[1], "/mock", "/mock/v1"), (SHOWN[2], "/mock", "/mock/v1")],
    ids=["as it is", "prefix taken off", "prefix left"],
)
def test_methods_and_paths_arrive(location: str, root: str, base: str, tmp_path: Path) -> None:
    """Every method is the mock's to answer: 405 with the true Allow, OPTIONS, 501; and so are paths."""
    with MockServer(PETSTORE, root_path=root) as mock, proxied(location, mock.origin, tmp_path) as port:
        replies = [asked(port, method, f"{base}/pets") for method in ("GET", "DELETE", "OPTIONS", "COPY")]
        assert [each.status for each in replies] == [200, 405, 200, 501]
        assert [each.first("allow") for each in replies[1:3]] == ["GET, HEAD, POST, OPTIONS"] * 2
        assert asked(port, "GET", f"{base}/pets/").status == 404


def test_an_encoded_slash_arrives(tmp_path: Path) -> None:
    """Where the path is passed on as it is, `%2F` stays within its segment."""
    with MockServer(PETSTORE) as mock, proxied(SHOWN[0], mock.origin, tmp_path) as port:
        asked(port, "GET", "/v1/pets/a%2Fb")
        assert mock.requests[-1].path == "/v1/pets/a%2Fb"


def test_a_unix_socket_behind_it(tmp_path: Path) -> None:
    """The URL of a Unix socket is what nginx takes."""
    with MockServer(PETSTORE, uds=str(tmp_path / "m.sock")) as mock:
        upstream = mock.origin.removesuffix(":")
        with proxied(SHOWN[0], upstream, tmp_path) as port:
            assert asked(port, "GET", "/v1/pets").status == 200


def settings_of_the_page(option: str) -> Settings:
    """The setting that the page gives to the mock behind a location."""
    found = re.search(rf"`mockserver serve openapi.yaml --({option}) (\S+)`", PAGE)
    assert found
    return settings_with({found[1].replace("-", "_"): found[2]})


@pytest.mark.parametrize("location", SHOWN[1:3], ids=["taken off", "left"])
def test_what_is_written_is_true_for_the_client(location: str, tmp_path: Path) -> None:
    """Under a prefix the type of a problem leads to its page, and a suggestion to a resource, both asked by the proxy."""
    with (
        MockServer(PETSTORE, settings_of_the_page("root-path")) as mock,
        proxied(location, mock.origin, tmp_path) as port,
    ):
        problem = json.loads(asked(port, "GET", "/mock/v1/pet").content)
        assert problem["suggestions"][0] == "/mock/v1/pets"
        assert [asked(port, "GET", each).status for each in (problem["type"], problem["suggestions"][0])] == [200, 200]


def test_what_the_proxy_says_is_believed(tmp_path: Path) -> None:
    """A proxy that is trusted names the prefix."""
    with (
        MockServer(PETSTORE, settings_of_the_page("forwarded-allow-ips")) as mock,
        proxied(SHOWN[3], mock.origin, tmp_path) as port,
    ):
        assert json.loads(asked(port, "GET", "/shop/v1/pet").content)["suggestions"][0] == "/shop/v1/pets"


def test_nobody_is_believed_unless_told(tmp_path: Path) -> None:
    """Without the option what the proxy says changes nothing."""
    with MockServer(PETSTORE) as mock, proxied(SHOWN[3], mock.origin, tmp_path) as port:
        assert json.loads(asked(port, "GET", "/shop/v1/pet").content)["suggestions"][0] == "/v1/pets"
