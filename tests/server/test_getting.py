"""One request answered without a server, as a user asks for it on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mockserver.cli import main
from mockserver.server.getting import Asked, request_of

PETSTORE = str(Path(__file__).parents[2] / "specs" / "petstore.yaml")
SHOP = """openapi: 3.2.0
info: {title: T, version: '1'}
security: [{key: []}]
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
paths:
  /numbers:
    get:
      security: []
      deprecated: true
      responses: {'200': {description: all, content: {application/jsonl: {itemSchema: {const: 7}}}}}
    post:
      requestBody: {content: {'*/*': {}}}
      responses: {'204': {description: taken}}
  /silent: {get: {security: [], responses: {}}}
"""


def got(*arguments: str, content: str | None = None) -> Result:
    """What `mockserver get` says."""
    return CliRunner().invoke(main, ["get", *arguments], input=content, prog_name="mockserver")


def steps(*arguments: str) -> dict[str, str]:
    """What `--why` tells."""
    lines = got(*arguments, "--why").stderr.splitlines()
    return {line[:12].strip(): line[13:] for line in lines if line}


@pytest.fixture
def shop(tmp_path: Path) -> str:
    """A document that asks for a key."""
    path = tmp_path / "shop.yaml"
    path.write_text(SHOP, encoding="utf-8")
    return str(path)


def test_the_content_is_the_result() -> None:
    """The content goes to the standard output as it is, for the next command in a pipe."""
    result = got(PETSTORE, "/v1/pets")
    assert (result.exit_code, result.stderr, result.stdout[:1]) == (0, "", "[")


def test_the_head_is_shown_when_asked() -> None:
    """With -i the status line and the fields come first, as curl has it."""
    lines = got(PETSTORE, "http://127.0.0.1:4010/v1/pets", "-i").stdout.splitlines()
    assert (lines[0], lines[1]) == ("HTTP/1.1 200 OK", "content-type: application/json")


def test_a_refusal_ends_with_1() -> None:
    """A script can tell a refused request by the exit code."""
    result = got(PETSTORE, "/v1/pets", "-X", "DELETE")
    assert (result.exit_code, '"status":405' in result.stdout) == (1, True)


def test_a_stream_is_whole(shop: str) -> None:
    """Of a stream all items come at once."""
    assert set(got(shop, "/numbers").stdout.split()) == {"7"}


def test_the_current_folder_is_asked(shop: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a document, the one in the folder is asked."""
    Path(shop).rename(Path(shop).with_name("openapi.yaml"))
    monkeypatch.chdir(Path(shop).parent)
    assert got("/numbers").exit_code == 0


def test_data_from_elsewhere(shop: str, tmp_path: Path) -> None:
    """Content may come from a file or from the standard input."""
    (tmp_path / "n.json").write_text("[1]", encoding="utf-8")
    key = ["-H", "X-Key: k"]
    assert got(shop, "/numbers", "-d", f"@{tmp_path / 'n.json'}", *key).exit_code == 0
    assert got(shop, "/numbers", "-d", "@-", *key, content="[1]").exit_code == 0
    missing = got(shop, "/numbers", "-d", "@nowhere.json")
    assert (missing.exit_code, missing.stderr) == (
        2,
        "error: -d @nowhere.json: No such file or directory -- name a file that can be read\n",
    )


@pytest.mark.parametrize(
    ("asked", "method", "path", "fields", "content"),
    [
        (Asked("/a?b=c d"), "GET", "/a?b=c%20d", {"host": "localhost", "accept": "*/*"}, b""),
        (Asked("http://h:1/ü"), "GET", "/%C3%BC?", {"host": "h:1", "accept": "*/*"}, b""),
        (
            Asked("/a", data="[1]", fields=("Accept: text/plain", "X")),
            "POST",
            "/a?",
            {"accept": "text/plain", "x": "", "host": "localhost", "content-type": "application/json"}
            | {"content-length": "3"},
            b"[1]",
        ),
        (
            Asked("/a", data=' {"a": ', fields=("Host: h",)),
            "POST",
            "/a?",
            {"host": "h", "accept": "*/*", "content-type": "application/json", "content-length": "7"},
            b' {"a": ',
        ),
        (
            Asked("/a", "PUT", data="a=b"),
            "PUT",
            "/a?",
            {"host": "localhost", "accept": "*/*", "content-type": "application/x-www-form-urlencoded"}
            | {"content-length": "3"},
            b"a=b",
        ),
    ],
)
def test_a_request(asked: Asked, method: str, path: str, fields: dict[str, str], content: bytes) -> None:
    """A request is written as for curl; what it does not say is what a client would send."""
    request = request_of(asked)
    assert (request.method, f"{request.path}?{request.query}", dict(request.fields), request.content) == (
        method,
        path,
        fields,
        content,
    )


def test_why_an_operation_answers() -> None:
    """Each decision is told in its order, on the standard error."""
    assert steps(PETSTORE, "/v1/pets?limit=2") == {
        "path": "/pets, under the base path /v1",
        "allowed": "GET, HEAD, POST, OPTIONS",
        "operation": "GET /pets (listPets)",
        "request": "parameters and content are right: limit = 2",
        "response": "200, 'The pets.' (also declared: 422)",
        "content": "example some, as application/json",
    }


@pytest.mark.parametrize(
    ("arguments", "step", "said"),
    [
        (["/nowhere"], "refused", "404 Not Found: no path of the document matches /nowhere"),
        (["/numbers", "-X", "HEAD"], "operation", "GET /numbers, which answers HEAD"),
        (["/numbers", "-X", "POST"], "refused", "401 Unauthorized"),
        (["/numbers", "-X", "POST", "-H", "x-key: k"], "credentials", "asked for, and accepted"),
        (["/numbers", "-H", "Prefer: code=200"], "checks", "none, since a status is preferred"),
        (["/numbers", "-H", "Prefer: code=200"], "preferences", "code=200"),
        (["/silent"], "response", "none is declared"),
        (["/numbers", "-X", "PUT"], "allowed", "GET, HEAD, POST, OPTIONS"),
    ],
)
def test_why(shop: str, arguments: list[str], step: str, said: str) -> None:
    """What decides is told: the path, the method, preferences, credentials, what is declared."""
    assert steps(shop, *arguments)[step].startswith(said)


def test_why_credentials_are_refused() -> None:
    """What was refused is not told to have been accepted."""
    told = steps(PETSTORE, "/v1/pets/mine")
    assert ("credentials" in told, told["refused"].split(":")[0]) == (False, "401 Unauthorized")


def test_why_a_request_is_wrong() -> None:
    """Each fault of a request is told."""
    told = got(PETSTORE, "/v1/pets", "-d", "{}", "--why").stderr
    assert [line[13:] for line in told.splitlines() if line.startswith("fault")][:1] == ["body: `/name` is required"]


@pytest.mark.parametrize("arguments", [["pets"], ["a.yaml", "pets"], ["a", "b", "/c"]])
def test_a_path_is_needed(arguments: list[str]) -> None:
    """What is no path is bad usage, and the message shows how to ask."""
    result = got(*arguments)
    assert (result.exit_code, "mockserver get openapi.yaml /pets" in result.stderr) == (2, True)
