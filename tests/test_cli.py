"""The command line as a user meets it: help, options, messages, exit codes, and a server that is started and ended."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import closing, contextmanager
from dataclasses import fields
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click
import pytest
from click.testing import CliRunner

from mockserver import __version__
from mockserver.arguments import BasePath, Size
from mockserver.cli import main
from mockserver.http.messages import NO_FIELDS, Fields, Request, Response
from mockserver.mock.answer import Mock, respond
from mockserver.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click.testing import Result

    from mockserver.server.answering import Answering

ROOT = Path(__file__).parent.parent
PETSTORE = str(ROOT / "specs" / "petstore.yaml")
COMMANDS = sorted(main.commands)
READING = {"serve": (), "validate": (), "routes": (), "get": ("/",)}
"""The commands that read a document, and what they need behind it."""
SCREEN = 49
WITHOUT_VARIABLES = {name: "" for name in os.environ if name.startswith("MOCKSERVER_") or name in {"HOST", "PORT"}}


def ran(*arguments: str, **variables: str) -> Result:
    """What a command says and how it ends, in this process."""
    return CliRunner().invoke(main, arguments, env={**WITHOUT_VARIABLES, **variables}, prog_name="mockserver")


# Help.


@pytest.mark.parametrize("arguments", [[], *([name] for name in COMMANDS)], ids=str)
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_fits_a_screen(arguments: list[str], flag: str) -> None:
    """Each command explains itself in 49 lines of 80 columns."""
    result = ran(*arguments, flag)
    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert len(lines) <= SCREEN
    assert [line for line in lines if len(line) > 82] == []


def test_help_does_not_load_what_it_does_not_need() -> None:
    """Nobody waits for FastAPI or a validator to read the help."""
    heavy = {
        "asyncio",
        "faker",
        "fastapi",
        "jsonschema_rs",
        "lxml",
        "openapi_spec_validator",
        "pydantic",
        "uvicorn",
        "yaml",
    }
    code = (
        "import sys; from mockserver.cli import main; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert heavy & set(loaded) == set()


def test_serving_does_not_wait_for_fastapi() -> None:
    """What `serve` imports is without FastAPI, whose import would double its start: it is there for programs."""
    code = "import sys, mockserver.server.serving; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"fastapi", "starlette", "pydantic", "jinja2"} & set(loaded) == set()
    assert "uvicorn" in loaded


def test_every_command_is_in_the_help() -> None:
    """The first page names all commands, with examples."""
    text = ran("--help").stdout
    assert [name for name in COMMANDS if f"mockserver {name} " not in text] == []


def test_version() -> None:
    """One line with the version."""
    assert ran("--version").stdout == f"mockserver {__version__}\n"


def test_every_option_of_serve_is_a_setting() -> None:
    """What serve takes is a field of Settings under the same name, so no option is read and forgotten."""
    names = {parameter.name for parameter in main.commands["serve"].params}
    assert names - {"documents", "config", "debug"} <= {field.name for field in fields(Settings)}


# Values.


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("0", 0),
        ("500", 500),
        ("500b", 500),
        ("4mb", 4_000_000),
        ("4MB", 4_000_000),
        ("4m", 4_000_000),
        ("10MiB", 10 * 1024 * 1024),
        ("1.5kib", 1536),
        ("1 GB", 1_000_000_000),
    ],
)
def test_sizes(text: str, octets: int) -> None:
    """SI prefixes step by 1000, IEC prefixes by 1024; case does not count."""
    assert Size().convert(text, None, None) == octets


@pytest.mark.parametrize("text", ["", "many", "-1", "4 apples", "1e3", "10ib", "4mbb", "9" * 20])
def test_what_is_no_size(text: str) -> None:
    """Anything else is refused, with an example of what to write."""
    with pytest.raises(click.BadParameter, match="write 500, 4mb or 10MiB"):
        Size().convert(text, None, None)


@pytest.mark.parametrize(("text", "path"), [("/v1", "/v1"), ("/v1/", "/v1"), ("/", ""), ("/a/b", "/a/b")])
def test_base_paths(text: str, path: str) -> None:
    """The last slash is cut, and the root is nothing."""
    assert BasePath().convert(text, None, None) == path


@pytest.mark.parametrize("text", ["v1", "", "http://localhost/v1", "/v1?x", "/v1#x", "/a//b", "/a b"])
def test_what_is_no_base_path(text: str) -> None:
    """What is no path is refused."""
    with pytest.raises(click.BadParameter):
        BasePath().convert(text, None, None)


# Mistakes.


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["serv", PETSTORE], "serve"),
        (["serve", PETSTORE, "--prot", "1"], "--port"),
        (["serve", PETSTORE, "--strict-querry"], "--strict-query"),
        (["serve", PETSTORE, "--port", "99999"], "write 0 to 65535"),
        (["serve", PETSTORE, "--port", "tcp://10.0.0.1:4010"], "Kubernetes sets it"),
        (["serve", PETSTORE, "--max-body", "lots"], "write 500, 4mb or 10MiB"),
        (["serve", PETSTORE, "--base-path", "v1"], "write /v1"),
        (["serve", PETSTORE, "--allow-root", "/no/such/folder"], "does not exist"),
        (["completion", "bash", "zsh"], "unexpected extra argument"),
        (["completion", "tcsh"], "'bash', 'zsh', 'fish'"),
        (["serve", f"/a b={PETSTORE}"], "is more than a path"),
        (["routes", PETSTORE, "--format", "yaml"], "'text', 'json', 'markdown'"),
        (["validate", PETSTORE, "--format", "yaml"], "'text', 'json', 'github'"),
    ],
)
def test_a_mistake_is_told_with_its_cure(arguments: list[str], said: str) -> None:
    """Bad usage ends with 2; the message on the standard error says what would have been right."""
    result = ran(*arguments)
    assert (result.exit_code, said in result.stderr, result.stdout) == (2, True, "")


@pytest.mark.parametrize("value", ["perhaps", "of"])
def test_a_variable_that_says_nothing(value: str) -> None:
    """A variable that is none of the choices is refused, not passed over."""
    result = ran("serve", PETSTORE, MOCKSERVER_CORS=value)
    assert (result.exit_code, "is none of on, off, strict" in result.stderr) == (2, True)


@pytest.mark.parametrize("command", ["serve", "routes"])
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ""),
        ("openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {pets: {}}\n", ":3:"),
        ("openapi: 3.1.0\npaths: [\n", ":2:"),
        ("<html></html>", ""),
    ],
)
def test_a_document_that_cannot_be_served(tmp_path: Path, command: str, text: str, line: str) -> None:
    """It ends with 2, and says where and why, without a traceback."""
    (tmp_path / "openapi.yaml").write_text(text, encoding="utf-8")
    result = ran(command, str(tmp_path / "openapi.yaml"))
    said = result.stderr
    assert (result.exit_code, f"openapi.yaml{line}" in said, "Nothing is served" in said, "Traceback" in said) == (
        2,
        True,
        True,
        False,
    )


def test_many_faults_are_one_screen(tmp_path: Path) -> None:
    """Five are shown with their lines, the others counted, with the command that tells all of them."""
    path = tmp_path / "openapi.yaml"
    paths = "".join(f"  p{number}: {{}}\n" for number in range(8))
    path.write_text(f"openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths:\n{paths}", encoding="utf-8")
    said = ran("serve", str(path)).stderr.splitlines()
    assert len([line for line in said if line.startswith("error[")]) == 5
    assert said[-2:] == [f"... and 3 more: mockserver validate {path}", "8 problems. Nothing is served."]


def test_many_findings_are_one_screen(tmp_path: Path) -> None:
    """Thirty are told, the errors before the warnings; who wants all of them learns how."""
    path = tmp_path / "openapi.yaml"
    item = "{get: {responses: {'99': {description: d}, '200': {description: d}}}}"
    paths = "".join(f"  /p{number}/: {item}\n" for number in range(200))
    path.write_text(f"openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths:\n{paths}", encoding="utf-8")
    said = ran("validate", "--no-cache", str(path)).stdout.splitlines()
    assert len(said) == 32
    assert said[-2].endswith("more, which --format json tells")


@pytest.mark.parametrize("command", READING)
def test_no_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    """Without a document here, the message says which names are looked for."""
    monkeypatch.chdir(tmp_path)
    result = ran(command, *READING[command])
    assert (result.exit_code, "openapi.yaml" in result.stderr + result.stdout) == (2, True)


@pytest.mark.parametrize("command", READING)
def test_a_document_that_is_not_there(command: str) -> None:
    """A name that leads nowhere is told."""
    result = ran(command, "nowhere.yaml", *READING[command])
    assert (result.exit_code, "nowhere.yaml" in result.stderr + result.stdout) == (2, True)


def test_a_failure_of_ours_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """What should not happen is one line, which says how to see more."""
    monkeypatch.setattr("mockserver.server.opening.load", lambda *_, **__: 1 / 0)
    result = ran("routes", PETSTORE)
    assert (result.exit_code, "--debug" in result.stderr, "Traceback" in result.stderr) == (2, True, False)


def test_debug_shows_where(monkeypatch: pytest.MonkeyPatch) -> None:
    """With --debug it is raised."""
    monkeypatch.setattr("mockserver.server.opening.load", lambda *_, **__: 1 / 0)
    assert isinstance(ran("routes", PETSTORE, "--debug").exception, ZeroDivisionError)


# routes and validate.


def test_routes() -> None:
    """The operations go to the standard output."""
    result = ran("routes", PETSTORE)
    assert (result.exit_code, result.stderr) == (0, "")
    assert re.search(r"^GET +/v1/pets +200 422 +listPets +GET, HEAD, POST, OPTIONS$", result.stdout, re.MULTILINE)


def test_routes_for_programs() -> None:
    """As JSON there is an object for each operation."""
    listed = json.loads(ran("routes", PETSTORE, "--format", "json").stdout)
    assert (listed[5]["method"], listed[5]["path"]) == ("DELETE", "/v1/pets/{petId}")


def test_routes_under_a_base_path() -> None:
    """--base-path takes the place of the document's servers."""
    listed = json.loads(ran("routes", PETSTORE, "--format", "json", "--base-path", "/api").stdout)
    assert {each["path"].split("/")[1] for each in listed} == {"api"}


def test_the_document_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without DOCUMENT the one that lies here is taken."""
    (tmp_path / "openapi.yaml").write_bytes(Path(PETSTORE).read_bytes())
    monkeypatch.chdir(tmp_path)
    assert ran("routes").stdout == ran("routes", PETSTORE).stdout


def test_the_document_from_the_standard_input() -> None:
    """- stands for the standard input."""
    text = Path(PETSTORE).read_text(encoding="utf-8")
    result = CliRunner().invoke(main, ["routes", "-"], input=text)
    assert result.stdout == ran("routes", PETSTORE).stdout


@pytest.mark.parametrize("name", ["petstore.yaml", "library-2.0.yaml", "search-3.2.yaml"])
def test_our_own_documents_are_faultless(name: str) -> None:
    """What we ship passes its own judge."""
    path = str(ROOT / "specs" / name)
    result = ran("validate", path, "--no-cache")
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"no findings in {path}.\n", "")


def test_the_rulebook_is_odd_on_purpose() -> None:
    """The document of the acceptance cases has warnings, and no errors."""
    line = ["validate", str(ROOT / "specs" / "rulebook.yaml"), "--no-cache", "--format", "json"]
    result = ran(*line)
    assert (result.exit_code, {each["severity"] for each in json.loads(result.stdout)}) == (0, {"warning"})
    assert ran(*line, "--fail-on", "warning").exit_code == 1


def test_validate_finds(tmp_path: Path) -> None:
    """A document with an error that can be served ends with 1, and the place stands on the standard output."""
    path = tmp_path / "openapi.yaml"
    path.write_text("openapi: 3.1.0\ninfo: {title: t}\npaths: {}\n", encoding="utf-8")
    result = ran("validate", str(path), "--no-cache")
    assert (result.exit_code, "openapi.yaml:2:" in result.stdout) == (1, True)


def test_validate_several(tmp_path: Path) -> None:
    """The exit code is that of the worst document."""
    path = tmp_path / "openapi.yaml"
    path.write_text("<html>", encoding="utf-8")
    assert ran("validate", PETSTORE, str(path), "--no-cache").exit_code == 2


def test_validate_for_programs(tmp_path: Path) -> None:
    """As JSON all findings of all documents are one array."""
    path = tmp_path / "openapi.yaml"
    path.write_text("openapi: 3.1.0\ninfo: {title: t}\npaths: {}\n", encoding="utf-8")
    found = json.loads(ran("validate", PETSTORE, str(path), "--no-cache", "--format", "json").stdout)
    assert [(each["severity"], each["line"]) for each in found] == [("error", 2)]


def test_validate_for_github(tmp_path: Path) -> None:
    """For GitHub each finding is a workflow command."""
    path = tmp_path / "openapi.yaml"
    path.write_text("openapi: 3.1.0\ninfo: {title: t}\npaths: {}\n", encoding="utf-8")
    assert ran("validate", str(path), "--no-cache", "--format", "github").stdout.startswith("::error file=")


# The options of serve, in this process: what would be served is asked for its answers.

JSON = Fields.of(content_type="application/json")
TOKEN = Fields.of(authorization="Bearer x")
PREFLIGHT = Fields.of(origin="http://app.test", access_control_request_method="DELETE")
MakeMock = Callable[..., Mock]


@pytest.fixture
def would_serve(monkeypatch: pytest.MonkeyPatch) -> MakeMock:
    """A function: arguments and variables of `serve` -> the mock of the petstore that it would serve with them."""
    served: list[Mock] = []

    def run(app: Answering, _: Settings, **__: Any) -> int:
        served.append(app.served.mock)
        return 0

    def mock_of(*arguments: str, **variables: str) -> Mock:
        result = ran("serve", PETSTORE, *arguments, **variables)
        assert result.exit_code == 0, result.stderr
        return served[-1]

    monkeypatch.setattr("mockserver.server.serving.run", run)
    return mock_of


def answered_in_process(mock: Mock, request_line: str, sent: Fields, content: bytes = b"{}") -> Response:
    """What the mock answers."""
    method, _, target = request_line.partition(" ")
    path, _, query = target.partition("?")
    return respond(mock, Request(method, path, query, sent, content if "content-type" in sent else b"")).response


EFFECTS = [
    ("--no-security", {"MOCKSERVER_SECURITY": "no"}, "GET /v1/pets/mine", NO_FIELDS, 401, 200),
    ("--no-validate-requests", {"MOCKSERVER_VALIDATE_REQUESTS": "0"}, "GET /v1/pets?limit=0", NO_FIELDS, 422, 200),
    ("--strict-query", {"MOCKSERVER_STRICT_QUERY": "true"}, "GET /v1/pets?nonsense=1", NO_FIELDS, 200, 422),
    ("--base-path=/api", {"MOCKSERVER_BASE_PATH": "/api"}, "GET /v1/pets", NO_FIELDS, 200, 404),
    ("--base-path=/", {"MOCKSERVER_BASE_PATH": "/"}, "GET /pets", NO_FIELDS, 404, 200),
    ("--max-body=1b", {"MOCKSERVER_MAX_BODY": "1b"}, "POST /v1/pets", JSON, 422, 413),
    ("--no-cors", {"MOCKSERVER_CORS": "off"}, "OPTIONS /v1/pets", PREFLIGHT, 204, 200),
    ("--no-cors", {"MOCKSERVER_CORS": "no"}, "OPTIONS /v1/pets", PREFLIGHT, 204, 200),
]


@pytest.mark.parametrize(("option", "variables", "request_line", "sent", "before", "after"), EFFECTS)
def test_an_option_changes_an_answer(
    would_serve: MakeMock,
    option: str,
    variables: dict[str, str],
    request_line: str,
    sent: Fields,
    before: int,
    after: int,
) -> None:
    """Each option does what it says, as a flag and as a variable; what it changes is otherwise without it."""
    mocks = [would_serve(), would_serve(option), would_serve(**variables)]
    statuses = [answered_in_process(mock, request_line, sent).status for mock in mocks]
    assert statuses == [before, after, after]


def test_a_flag_comes_before_its_variable(would_serve: MakeMock) -> None:
    """What is typed wins over what is set."""
    mock = would_serve("--security", "--cors", "--base-path=/v1", MOCKSERVER_SECURITY="no", MOCKSERVER_CORS="off")
    assert (mock.settings.security, mock.settings.cors, mock.settings.base_path) == (True, "on", "/v1")


@pytest.mark.parametrize(("arguments", "variables"), [(["--cors-strict"], {}), ([], {"MOCKSERVER_CORS": "strict"})])
def test_cors_strict(would_serve: MakeMock, arguments: list[str], variables: dict[str, str]) -> None:
    """With --cors-strict a preflight does not offer a method that the path does not declare."""
    mocks = [would_serve(), would_serve(*arguments, **variables)]
    answers = [answered_in_process(mock, "OPTIONS /v1/pets", PREFLIGHT) for mock in mocks]
    assert ["DELETE" in (each.fields.first("access-control-allow-methods") or "") for each in answers] == [True, False]


def test_dynamic_and_seed(would_serve: MakeMock) -> None:
    """With --dynamic answers differ; with another --seed the answer is another one, and the same each time."""
    mocks = [would_serve(), would_serve("--dynamic"), would_serve("--seed=7")]
    contents = [[answered_in_process(mock, "GET /v1/pets/mine", TOKEN).content for _ in range(5)] for mock in mocks]
    assert [len(set(each)) > 1 for each in contents] == [False, True, False]
    assert contents[0] != contents[2]


@pytest.mark.parametrize(
    ("option", "variables"),
    [("--locale=de_DE", {"MOCKSERVER_LOCALE": "de_DE"}), ("--no-realistic", {"MOCKSERVER_REALISTIC": "no"})],
)
def test_how_values_are_made(would_serve: MakeMock, option: str, variables: dict[str, str]) -> None:
    """Words of another locale, or none that are inferred from names: other content, the same for flag and variable."""
    mocks = [would_serve(), would_serve(option), would_serve(**variables)]
    plain, flag, variable = (answered_in_process(mock, "GET /v1/pets/mine", TOKEN).content for mock in mocks)
    assert flag == variable
    assert plain != flag


def test_an_unknown_locale() -> None:
    """It is told which there are, before the document is read."""
    result = ran("serve", PETSTORE, "--locale=xx_YY")
    assert result.exit_code == 2
    assert "the locale 'xx_YY' is not known; try one of" in result.stderr


def test_credentials(would_serve: MakeMock, tmp_path: Path) -> None:
    """With --credentials only those of the file are accepted; a file that is none of that kind is told."""
    path = tmp_path / "credentials.yaml"
    scheme = next(iter(would_serve().schemes))
    path.write_text(f"{scheme}: [known]\n", encoding="utf-8")
    mocks = [would_serve(), would_serve(f"--credentials={path}"), would_serve(MOCKSERVER_CREDENTIALS=str(path))]
    assert [answered_in_process(mock, "GET /v1/pets/mine", TOKEN).status for mock in mocks] == [200, 401, 401]
    path.write_text("[no mapping]\n", encoding="utf-8")
    assert ran("serve", PETSTORE, f"--credentials={path}").exit_code == 2


def test_where_it_would_listen(would_serve: MakeMock) -> None:
    """The address of flags, of MOCKSERVER_ variables, of HOST and PORT; in this order."""
    both = {"HOST": "a", "PORT": "1", "MOCKSERVER_HOST": "b", "MOCKSERVER_PORT": "2"}
    mocks = [
        would_serve(),
        would_serve(HOST="a", PORT="1"),
        would_serve(**both),
        would_serve("--host=c", "-p3", **both),
    ]
    assert [(mock.settings.host, mock.settings.port) for mock in mocks] == [
        ("127.0.0.1", 4010),
        ("a", 1),
        ("b", 2),
        ("c", 3),
    ]


# serve, for real.


class Serving:
    """A server that runs as a process of its own."""

    def __init__(self, process: subprocess.Popen[str], output: IO[str]) -> None:
        self.process, self._output = process, output
        self.ready = self.event()
        self.port = urlsplit(self.ready["urls"][0]).port or 0

    def event(self) -> dict[str, Any]:
        """The next line of its output."""
        line = self._output.readline()
        assert line, f"the server ended: {self.errors()}"
        event: dict[str, Any] = json.loads(line)
        return event

    def rest(self) -> str:
        """All that it says until it ends."""
        return self._output.read()

    def errors(self) -> str:
        """What it says on the standard error until it ends."""
        return self.process.stderr.read() if self.process.stderr else ""

    def stop_reading(self) -> None:
        """Leave it without a reader."""
        self._output.close()

    def status(self, request_line: str) -> int:
        """The status of its answer."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            method, target = request_line.split(" ")
            connection.request(method, target)
            with connection.getresponse() as response:
                return response.status


def command(*arguments: str) -> list[str]:
    """The command line that serves."""
    return [sys.executable, "-m", "mockserver", "serve", *arguments]


def environment(**variables: str) -> dict[str, str]:
    """The environment, without what others may have set for mockserver."""
    return {name: value for name, value in os.environ.items() if name not in WITHOUT_VARIABLES} | variables


@contextmanager
def serving(*arguments: str) -> Iterator[Serving]:
    """A server of the petstore at a free port, as long as the context lasts."""
    line = command(PETSTORE, "--port", "0", "--log-format", "json", "--no-cache", *arguments)
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    ) as process:
        try:
            assert process.stdout
            yield Serving(process, process.stdout)
        finally:
            process.kill()


def test_serve_tells_its_address_and_its_requests() -> None:
    """The start and each request are a line of output. It listens on this machine only."""
    with serving() as server:
        assert server.ready["urls"] == [f"http://127.0.0.1:{server.port}/v1"]
        assert [server.status(f"{method} /v1/pets") for method in ("GET", "DELETE")] == [200, 405]
        assert [(event["status"], event["reason"]) for event in (server.event(), server.event())] == [
            (200, None),
            (405, "allowed: GET, HEAD, POST, OPTIONS"),
        ]


def test_serve_as_text() -> None:
    """For people, the first two lines say what is served and where."""
    line = command(PETSTORE, "--port", "0", "--quiet", "--no-cache")
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    ) as process:
        assert process.stdout
        first, second = process.stdout.readline(), process.stdout.readline()
        process.kill()
    assert first == f"mockserver {__version__}   Petstore 1.2.0   {PETSTORE} (OpenAPI 3.1)\n"
    assert re.match(r"  http://127\.0\.0\.1:\d+/v1      6 paths, 9 operations, ready in \d+\.\d\d s$", second)


def test_quiet() -> None:
    """With --quiet no request is told."""
    with serving("--quiet") as server:
        server.status("GET /v1/pets")
        server.process.send_signal(signal.SIGTERM)
        assert server.rest() == ""


def test_strict(tmp_path: Path) -> None:
    """With --strict a document with errors is not served."""
    path = tmp_path / "openapi.yaml"
    path.write_text("openapi: 3.1.0\ninfo: {title: t}\npaths: {}\n", encoding="utf-8")
    assert [ran("routes", str(path)).exit_code, ran("routes", str(path), "--strict").exit_code] == [0, 2]


def test_allow_root(tmp_path: Path) -> None:
    """A $ref out of the folder is read with --allow-root only."""
    (tmp_path / "api").mkdir()
    (tmp_path / "common").mkdir()
    path = tmp_path / "api" / "openapi.yaml"
    path.write_text(
        "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n"
        "paths: {/pets: {get: {responses: {'200': {$ref: '../common/said.yaml'}}}}}\n",
        encoding="utf-8",
    )
    (tmp_path / "common" / "said.yaml").write_text("description: d\n", encoding="utf-8")
    options = [[], ["--allow-root", str(tmp_path / "common")]]
    told = [json.loads(ran("routes", str(path), "--format", "json", *each).stdout)[0] for each in options]
    assert [each["statuses"] for each in told] == [[], ["200"]]


@pytest.mark.parametrize("name", ["PORT", "MOCKSERVER_PORT"])
def test_the_port_of_a_variable(name: str) -> None:
    """PORT, which many platforms set, is obeyed, and the message tells where the port came from if it is taken."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = subprocess.run(
            command(PETSTORE), capture_output=True, text=True, check=False, env=environment(**{name: port}), timeout=60
        )
    assert ended.returncode == 3
    assert f"port {port} of 127.0.0.1 is taken" in ended.stderr
    assert "the port comes from the variable MOCKSERVER_PORT or PORT" in ended.stderr


def test_a_port_that_is_taken() -> None:
    """It ends with 3; the message names the port and a way out, and nothing of the start table is shown."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        line = command(PETSTORE, "--port", port)
        ended = subprocess.run(line, capture_output=True, text=True, check=False, env=environment(), timeout=60)
    assert (ended.returncode, ended.stdout) == (3, "")
    assert f"port {port} of 127.0.0.1 is taken" in ended.stderr
    assert "--port 0" in ended.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it(number: signal.Signals) -> None:
    """Ctrl-C and SIGTERM end it with 0, and without a word on the standard error."""
    with serving() as server:
        server.process.send_signal(number)
        assert (server.process.wait(20), server.errors()) == (0, "")


def test_a_reader_who_has_left_does_not_stop_it() -> None:
    """With nobody reading its output, it serves on."""
    with serving() as server:
        server.stop_reading()
        assert [server.status("GET /v1/pets") for _ in range(3)] == [200, 200, 200]
        server.process.send_signal(signal.SIGTERM)
        assert (server.process.wait(20), server.errors()) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell is needed")
@pytest.mark.parametrize("output", [">&-", ">/dev/full"])
def test_no_place_for_output(output: str) -> None:
    """With its output closed, or on a full disk, it serves all the same."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    line = f'exec "{sys.executable}" -m mockserver serve "{PETSTORE}" --port {port} {output}'
    with subprocess.Popen(["sh", "-c", line], stderr=subprocess.PIPE, text=True, env=environment()) as process:
        try:
            assert answered(f"http://127.0.0.1:{port}/v1/pets") == 200
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
        finally:
            process.kill()
        assert process.stderr
        assert process.stderr.read() == ""


def answered(url: str) -> int:
    """The status of the first answer; the server may be on its way."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=20) as response:  # noqa: S310 -- our own server
                return int(response.status)
        except urllib.error.URLError:
            time.sleep(0.05)
    return 0


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell is needed")
def test_a_broken_pipe_is_silent() -> None:
    """`mockserver routes ... | head -1` says nothing of the pipe that head has closed."""
    line = f'"{sys.executable}" -m mockserver routes "{PETSTORE}" | head -n 1'
    ended = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False, env=environment())
    assert (ended.stdout.split()[0], ended.stderr) == ("METHOD", "")
