"""JSONTestSuite's texts as content of requests and as documents: accepted or refused as it says, and never more than that."""

from __future__ import annotations

import http.client
import json
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import pytest

from mockserver.errors import DocumentError
from mockserver.http.messages import Fields, Request
from mockserver.mock.answer import respond
from mockserver.server.app import create_app
from mockserver.server.loading import load
from mockserver.server.run import serve_in_thread
from mockserver.settings import Settings

if TYPE_CHECKING:
    from mockserver.mock.answer import Mock

SETTINGS: Final = Settings(cache=False)
DOCUMENT: Final = """\
    openapi: 3.1.0
    info: {title: Anything, version: "1"}
    paths:
      /things:
        post:
          requestBody: {required: true, content: {application/json: {schema: {}}}}
          responses: {"204": {description: Taken}, "400": {description: No JSON, content: {application/json: {}}}}
    """
ALLOWED: Final = {"y": {204}, "n": {400}, "i": {204, 400}}


def read(line: str) -> tuple[str, bytes]:
    """Name and octets of a text (json/README.md)."""
    name, text, times, end = [*line.split("\t"), "1", ""][:4]
    return name, octets(text) * int(times) + octets(end)


def octets(escaped: str) -> bytes:
    """What the escapes stand for."""
    return escaped.encode("ascii").decode("unicode_escape").encode("latin-1")


SUITE: Final = dict(map(read, (Path(__file__).parent / "json/parsing.txt").read_text("ascii").splitlines()))


@pytest.fixture(scope="module")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Mock:
    """An API that takes any JSON."""
    path = tmp_path_factory.mktemp("suite") / "openapi.yaml"
    path.write_text(dedent(DOCUMENT), encoding="utf-8")
    return load(str(path), SETTINGS).mock(SETTINGS)


def test_the_suite_is_whole() -> None:
    """There are 318 texts: 95 to accept, 188 to refuse, 35 left open."""
    assert [sum(name.startswith(kind) for name in SUITE) for kind in "yni"] == [95, 188, 35]


@pytest.mark.parametrize("name", SUITE)
def test_content(name: str, mock: Mock) -> None:
    """As content, it is accepted or refused as the suite says, and a refusal says what it is that cannot be read."""
    fields = Fields((("host", "localhost"), ("content-type", "application/json")))
    response = respond(mock, Request("POST", "/things", "", fields, SUITE[name])).response
    assert response.status in ALLOWED[name[0]]
    assert isinstance(response.content, bytes)
    if response.status == 400:
        said = "is no JSON" if SUITE[name] else "is required"
        assert said in json.loads(response.content)["detail"]


def test_content_over_a_connection(mock: Mock) -> None:
    """One client that sends them all, one after the other, gets an answer to each from the connection that it has."""
    with serve_in_thread(create_app(mock)) as serving:
        url = urlsplit(serving.url)
        connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=20)
        connection.connect()
        used = connection.sock
        answers = {name: status(connection, SUITE[name]) for name in SUITE}
        assert connection.sock is used
        connection.close()
    assert [name for name, got in answers.items() if got not in ALLOWED[name[0]]] == []


def status(connection: http.client.HTTPConnection, content: bytes) -> int:
    """The status of the answer to that content."""
    connection.request("POST", "/things", content, {"content-type": "application/json"})
    response = connection.getresponse()
    response.read()
    return response.status


@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_documents(suffix: str, tmp_path: Path) -> None:
    """As a document, each is refused in words: none describes an API."""
    for name, text in SUITE.items():
        path = tmp_path / f"{name}.{suffix}"
        path.write_bytes(text)
        with pytest.raises(DocumentError) as refused:
            load(str(path), SETTINGS)
        assert path.name in str(refused.value)
