"""The acceptance cases of tests/cases, each in process and over a socket. cases/README.md explains their format."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field, fields, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from mockserver.errors import DocumentError
from mockserver.http.messages import Fields, Request
from mockserver.mock.answer import respond
from mockserver.server.app import create_app
from mockserver.server.direct import DirectProtocol
from mockserver.server.loading import load
from mockserver.server.protocol import HttpProtocol
from mockserver.server.run import serve_in_thread
from mockserver.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mockserver.mock.answer import Mock

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases"
WAYS = ("process", "socket")
PROTOCOLS: dict[str, type[HttpProtocol]] = {"at once": DirectProtocol, "through ASGI": HttpProtocol}


# What a case is.


@dataclass(frozen=True)
class Got:
    """A response, from either way."""

    status: int
    fields: Fields
    content: bytes


@dataclass
class Step:
    """A request, and what must come back."""

    method: str
    target: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    content: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    @property
    def octets(self) -> bytes:
        """The content."""
        return "\n".join(self.content).encode()

    @property
    def announces_only(self) -> bool:
        """Whether content is announced that is never sent."""
        return not self.content and any(name == "content-length" for name, _ in self.fields)

    @property
    def sent_fields(self) -> list[tuple[str, str]]:
        """The fields with those that a client adds."""
        length = [("content-length", str(len(self.octets)))] if self.content else []
        return [("host", "127.0.0.1"), *self.fields, *length]


@dataclass
class Case:
    """One case, as it stands in its file."""

    name: str
    ways: tuple[str, ...] = WAYS
    document: str = ""
    settings: str = ""
    steps: list[Step] = field(default_factory=list)
    refused: str = ""


# From text to cases.

HEADING = re.compile(r"=== (?P<rules>[^\[:]+?)(?: \[(?P<way>\w+)\])?: (?P<sentence>.+)")


def read(path: Path) -> list[Case]:
    """The cases of a file."""
    common, *others = [list(chunk) for chunk in chunks(path.read_text(encoding="utf-8").splitlines())]
    default = Case(path.stem)
    fill(default, iter(common))
    return [read_case(replace(default, name=path.stem, steps=[]), chunk) for chunk in others]


def chunks(lines: Iterable[str]) -> Iterator[list[str]]:
    """The lines before the first heading, then those of each case with its heading."""
    chunk: list[str] = []
    for line in lines:
        if line.startswith("=== "):
            yield chunk
            chunk = []
        chunk.append(line)
    yield chunk


def read_case(case: Case, lines: list[str]) -> Case:
    """The case that these lines tell."""
    heading = HEADING.fullmatch(lines[0])
    assert heading, f"{case.name}: not a heading: {lines[0]}"
    case.name = f"{case.name}/{heading['rules']}: {heading['sentence']}"
    case.ways = (heading["way"],) if heading["way"] else WAYS
    assert set(case.ways) <= set(WAYS), f"{case.name}: there is no way called {heading['way']}"
    fill(case, iter(lines[1:]))
    assert case.steps or case.refused, f"{case.name}: nothing is asked for"
    assert all(step.expected for step in case.steps), f"{case.name}: a request without an expectation"
    return case


def fill(case: Case, lines: Iterator[str]) -> None:
    """Put what the lines say into the case."""
    for line in lines:
        mark, _, rest = line.partition(" ")
        if not line.strip() or mark.startswith("#"):
            continue
        if mark not in MARKS:
            msg = f"{case.name}: what does this line mean? {line}"
            raise AssertionError(msg)
        MARKS[mark](case, rest, lines)


def take_document(case: Case, rest: str, lines: Iterator[str]) -> None:
    """`document: PATH`, or the document itself up to an empty line."""
    case.document = rest or "".join(f"{line.removeprefix('  ')}\n" for line in iter(partial(next, lines, ""), ""))


def take_settings(case: Case, rest: str, _: Iterator[str]) -> None:
    """`settings: name=value ...`."""
    case.settings = rest


def take_sent(case: Case, rest: str, _: Iterator[str]) -> None:
    """`> ...`: a line of a request."""
    name, colon, value = rest.partition(": ")
    if rest.startswith("|"):
        case.steps[-1].content.append(rest.removeprefix("|").removeprefix(" "))
    elif colon and " " not in name:
        case.steps[-1].fields.append((name, value))
    else:
        method, target = rest.split(" ")
        case.steps.append(Step(method, target))


def take_expected(case: Case, rest: str, _: Iterator[str]) -> None:
    """`< ...`: a line of what must come back."""
    if rest.startswith("refused at "):
        case.refused = rest.removeprefix("refused at ")
    else:
        case.steps[-1].expected.append(rest)


MARKS: dict[str, Callable[[Case, str, Iterator[str]], None]] = {
    "document:": take_document,
    "settings:": take_settings,
    ">": take_sent,
    "<": take_expected,
}


def settings_of(case: Case) -> Settings:
    """The settings that the case asks for."""
    words = {"true": True, "false": False}
    given = dict(pair.split("=", 1) for pair in case.settings.split())
    numbers = {known.name for known in fields(Settings) if type(getattr(Settings(), known.name)) is int}
    values: dict[str, Any] = {
        name: int(text) if name in numbers else words.get(text, text) for name, text in given.items()
    }
    return replace(Settings(), **values)


# From what came back to a verdict.


def complaints(step: Step, got: Got) -> list[str]:
    """What is not as expected, one sentence each."""
    content = "\n".join(line[2:] for line in step.expected if line.startswith("| ") or line == "|")
    exact = [] if not content or got.content == content.encode() else [f"content is {got.content!r}"]
    lines = [line for line in step.expected if not line.startswith("|")]
    return exact + [said for line in lines if (said := complaint(line, got))]


def complaint(line: str, got: Got) -> str:
    """What is not as this line says, or nothing."""
    for pattern, judge in JUDGES:
        if found := pattern.fullmatch(line):
            return judge(got, *found.groups())
    return f"what does this line mean? {line}"


def judge_status(got: Got, no: str | None, statuses: str) -> str:
    """`200`, `200 204`, `not 405 501`."""
    listed = str(got.status) in statuses.split()
    return f"status is {got.status}, not {statuses}" if listed == bool(no) else ""


def judge_field(got: Got, name: str, value: str) -> str:
    """`name: value`, `name: *`, `name: ~ text`, `name: !~ text`."""
    values = got.fields.all(name)
    found = ", ".join(values)
    good = {
        "*": bool(values),
        "~": bool(values) and value[2:] in found,
        "!~": value[3:] not in found,
    }.get(value.partition(" ")[0], values == (value,))
    return "" if good else f"{name} is {list(values)}, not {value}"


def judge_absence(got: Got, name: str) -> str:
    """`! name`."""
    return f"{name} is there: {got.fields.first(name)}" if name in got.fields else ""


def judge_nothing(got: Got) -> str:
    """`nothing`."""
    return f"content is {got.content!r}" if got.content else ""


def judge_text(got: Got, no: str, text: str) -> str:
    """`~ text`, `!~ text`."""
    return f"content is {got.content!r}" if (text.encode() in got.content) == bool(no) else ""


def judge_json(got: Got, text: str) -> str:
    """`{...}`, `[...]`."""
    expected, found = json.loads(text), json.loads(got.content or b"null")
    if isinstance(expected, dict) and isinstance(found, dict):
        wrong = [name for name, value in expected.items() if name not in found or found[name] != value]
        return "".join(f"{name} is {found.get(name)!r}; " for name in wrong)
    return "" if found == expected else f"content is {found!r}"


def judge_problem(got: Got, text: str) -> str:
    """`problem {...}`: RFC 9457, section 3.1."""
    if got.fields.all("content-type") != ("application/problem+json",):
        return f"content-type is {got.fields.all('content-type')}"
    found = json.loads(got.content)
    if found["status"] != got.status or not isinstance(found["title"], str) or not urlsplit(found["type"]).path:
        return f"status, title or type of the problem: {found}"
    return judge_json(got, text)


JUDGES: list[tuple[re.Pattern[str], Callable[..., str]]] = [
    (re.compile(r"(not )?([1-5]\d\d(?: [1-5]\d\d)*)"), judge_status),
    (re.compile(r"nothing"), judge_nothing),
    (re.compile(r"problem (\{.*\})"), judge_problem),
    (re.compile(r"([\[{].*)"), judge_json),
    (re.compile(r"(!?)~ (.*)"), judge_text),
    (re.compile(r"! (\S+)"), judge_absence),
    (re.compile(r"(\S+): (.*)"), judge_field),
]


# The two ways to get an answer.


@pytest.fixture(scope="session")
def mocks(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Case], Mock]:
    """Case -> its mock, loaded once for each document and settings."""
    known: dict[tuple[str, str], Mock] = {}

    def mock_of(case: Case) -> Mock:
        if (key := (case.document, case.settings)) not in known:
            path = document_path(case, tmp_path_factory.mktemp("case"))
            known[key] = load(str(path), settings_of(case)).mock(settings_of(case))
        return known[key]

    return mock_of


@pytest.fixture(scope="session")
def addresses(mocks: Callable[[Case], Mock]) -> Iterator[Callable[[Case, str], tuple[str, int]]]:
    """Case and protocol -> host and port of its server, started once for each document, settings and protocol."""
    known: dict[tuple[str, str, str], tuple[str, int]] = {}
    with ExitStack() as servers:

        def address_of(case: Case, protocol: str) -> tuple[str, int]:
            if (key := (case.document, case.settings, protocol)) not in known:
                serving = serve_in_thread(create_app(mocks(case)), protocol=PROTOCOLS[protocol])
                url = urlsplit(servers.enter_context(serving).url)
                known[key] = (url.hostname or "", url.port or 0)
            return known[key]

        yield address_of


def document_path(case: Case, folder: Path) -> Path:
    """Where the document of the case lies; one that stands in the case is written into the folder."""
    if "\n" not in case.document:
        return ROOT / case.document
    path = folder / "openapi.yaml"
    path.write_text(case.document, encoding="utf-8")
    return path


def in_process(mock: Mock, step: Step) -> Got:
    """The answer of the core alone."""
    path, _, query = step.target.partition("?")
    content = None if step.announces_only else step.octets
    request = Request(step.method, path, query, Fields(tuple(step.sent_fields)), content)
    response = respond(mock, request).response
    pieces: Any = response.content if isinstance(response.content, bytes) else b"".join(response.content.pieces())
    return Got(response.status, response.fields, pieces)


def over_a_socket(address: tuple[str, int], step: Step) -> Got:
    """The answer of a server."""
    connection = http.client.HTTPConnection(*address, timeout=20)
    connection.putrequest(step.method, step.target, skip_host=True, skip_accept_encoding=True)
    for name, value in step.sent_fields:
        connection.putheader(name, value)
    connection.endheaders(step.octets)
    response = connection.getresponse()
    got = Got(response.status, Fields(tuple((k.lower(), v) for k, v in response.getheaders())), response.read())
    connection.close()
    return got


# The tests.

ALL = [case for path in sorted(CASES.glob("*.txt")) for case in read(path)]


def of_way(way: str) -> list[Any]:
    """The cases that run this way, for parametrize."""
    return [pytest.param(case, id=case.name) for case in ALL if way in case.ways and case.steps]


@pytest.mark.parametrize("case", of_way("process"))
def test_in_process(case: Case, mocks: Callable[[Case], Mock]) -> None:
    """Each request of a case gets the expected answer from the core alone."""
    assert [complaints(step, in_process(mocks(case), step)) for step in case.steps] == [[] for _ in case.steps]


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("case", of_way("socket"))
def test_over_a_socket(case: Case, protocol: str, addresses: Callable[[Case, str], tuple[str, int]]) -> None:
    """The case holds on a connection, whether it answers at once or through ASGI."""
    address = addresses(case, protocol)
    assert [complaints(step, over_a_socket(address, step)) for step in case.steps] == [[] for _ in case.steps]


REFUSED = [pytest.param(case, id=case.name) for case in ALL if case.refused]


@pytest.mark.parametrize("case", REFUSED)
def test_a_document_is_refused(case: Case, tmp_path: Path) -> None:
    """A document that must not be served is not loaded, and the diagnostic says where and what."""
    line, _, text = case.refused.partition(": ")
    with pytest.raises(DocumentError) as caught:
        load(str(document_path(case, tmp_path)), settings_of(case))
    assert [said for said in caught.value.diagnostics if said.location.line == int(line) and text in str(said)]


@pytest.mark.parametrize("case", REFUSED)
def test_a_document_is_refused_at_the_door(case: Case, tmp_path: Path) -> None:
    """`mockserver serve` of a document that must not be served ends with 2 and says where."""
    command = [sys.executable, "-m", "mockserver", "serve", str(document_path(case, tmp_path)), "--port", "0"]
    run = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=60)
    line = case.refused.partition(":")[0]
    assert (run.returncode, f"openapi.yaml:{line}:" in run.stderr, "Traceback" in run.stderr) == (2, True, False)


@pytest.mark.parametrize(
    ("line", "good"),
    [
        ("200", True),
        ("200 204", True),
        ("not 200", False),
        ("allow: GET, HEAD", True),
        ("allow: GET", False),
        ("allow: ~ HEAD", True),
        ("allow: !~ HEAD", False),
        ("! allow", False),
        ("nothing", False),
        ('{"a": 1}', True),
        ('{"b": 1}', False),
        ("[1]", False),
        ("~ 1", True),
        ("!~ 1", False),
        ('problem {"a": 1}', False),
        ("gibberish", False),
    ],
)
def test_a_line_is_judged(line: str, good: bool) -> None:
    """A case can fail: each kind of line agrees with what it says and complains of what it does not."""
    got = Got(200, Fields.of(allow="GET, HEAD", content_type="application/json"), b'{"a": 1}')
    assert (not complaint(line, got)) == good
