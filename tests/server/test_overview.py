"""What is served, as text."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from mockserver import __version__
from mockserver.document.diagnostics import Diagnostic, Location, Severity
from mockserver.mock.routing import Routes
from mockserver.server.listening import Address
from mockserver.server.overview import (
    Route,
    Started,
    Wanted,
    routes,
    routes_json,
    routes_markdown,
    routes_text,
    start_json,
    start_text,
)
from mockserver.server.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.document.model import Document

PLAIN = Terminal(io.StringIO())
LISTED = [
    Route("GET", "/pets", (), "", ()),
    Route("POST", "/pets", (), "", ()),
    Route("GET", "/pets/{id}", (), "", (), tags=("one",)),
]
PETS = """
    openapi: 3.1.0
    info: {title: Petstore, version: 1.2.0}
    servers: [{url: https://example.org/v1}]
    paths:
      /pets:
        get: {operationId: listPets, summary: All, responses: {"200": {description: d}, default: {description: d}}}
        post: {responses: {"201": {description: d}}}
      /pets/{petId}:
        parameters: [{name: petId, in: path, required: true, schema: {type: string}}]
        delete: {operationId: "a|b", responses: {"204": {$ref: "#/components/responses/Nowhere"}}}
      /nothing: {}
"""


@pytest.fixture
def started(make_document: Callable[[str], Document]) -> Callable[..., Started]:
    """A function: YAML text and what else is known -> Started."""

    def make(text: str, **more: Any) -> Started:
        document = make_document(text)
        resources = Routes.of(document).resources
        known = {"name": "openapi.yaml", "address": Address("127.0.0.1", 4010), "seconds": 0.412, **more}
        return Started(document, resources, **known)

    return make


def of_severity(*severities: Severity) -> tuple[Diagnostic, ...]:
    """A diagnostic of each severity."""
    places = (Location("openapi.yaml", line) for line in range(1, 10))
    return tuple(Diagnostic(severity, place, "wrong") for severity, place in zip(severities, places, strict=False))


def test_the_start(started: Callable[..., Started]) -> None:
    """The start tells what is served, where, how large it is, and the methods by path."""
    assert start_text(PLAIN, started(PETS)).splitlines() == [
        f"mockserver {__version__}   Petstore 1.2.0   openapi.yaml (OpenAPI 3.1)",
        "  http://127.0.0.1:4010/v1      3 paths, 3 operations, ready in 0.41 s",
        "",
        "  /pets           GET  POST   HEAD OPTIONS",
        "  /pets/{petId}   DELETE      OPTIONS",
        "  /nothing                    OPTIONS",
    ]


def test_a_brief_start(started: Callable[..., Started]) -> None:
    """Quietly, it tells the address and no table."""
    assert start_text(PLAIN, started(PETS), brief=True).splitlines()[1:] == [
        "  http://127.0.0.1:4010/v1      3 paths, 3 operations, ready in 0.41 s"
    ]


@pytest.mark.parametrize(
    ("severities", "line"),
    [
        ([Severity.ERROR], "1 problem"),
        ([Severity.ERROR, Severity.WARNING, Severity.ERROR], "2 problems and 1 warning"),
        ([Severity.WARNING, Severity.WARNING], "2 warnings"),
    ],
)
def test_the_diagnostics_are_one_line(started: Callable[..., Started], severities: list[Severity], line: str) -> None:
    """What is wrong with the document is counted, with the command that tells all of it."""
    told = start_text(PLAIN, started(PETS, diagnostics=of_severity(*severities)), brief=True).splitlines()[-1]
    assert told == f"  {line} in the document: mockserver validate openapi.yaml"


def test_each_base_path_has_its_url(started: Callable[..., Started]) -> None:
    """With several base paths each has a URL to click, and the paths are told in full."""
    lines = start_text(PLAIN, started(PETS.replace("/v1}", "/v1}, {url: /v2}"))).splitlines()
    assert lines[2] == "  http://127.0.0.1:4010/v2"
    assert lines[4].split() == ["/v1/pets", "GET", "POST", "HEAD", "OPTIONS"]


def test_many_base_paths_are_cut(started: Callable[..., Started]) -> None:
    """Of hundreds of base paths the first are told, and how many more there are."""
    servers = ", ".join(f"{{url: /w{number}}}" for number in range(300))
    lines = start_text(PLAIN, started(PETS.replace("/v1}", f"/v1}}, {servers}")), brief=True).splitlines()
    assert len(lines) == 1 + 8 + 1
    assert lines[-1] == "  ... and 293 more base paths"


def test_an_address_that_others_reach(started: Callable[..., Started]) -> None:
    """An address that is not of this machine alone comes with a word of what that means, and a URL that works here."""
    lines = start_text(PLAIN, started(PETS, address=Address("0.0.0.0", 4010)), brief=True).splitlines()
    assert lines[1:] == [
        "  http://127.0.0.1:4010/v1      3 paths, 3 operations, ready in 0.41 s",
        "  listening on 0.0.0.0: other machines can reach this server",
    ]


def test_many_paths_are_cut(started: Callable[..., Started]) -> None:
    """Twenty paths are shown, the rest counted."""
    paths = "".join(f"      /p{number}: {{}}\n" for number in range(45))
    lines = start_text(PLAIN, started(PETS.replace("      /nothing: {}\n", paths))).splitlines()
    assert len(lines) == 3 + 20 + 1
    assert lines[-1] == "  ... and 27 more: mockserver routes openapi.yaml"


def test_a_document_without_paths(started: Callable[..., Started]) -> None:
    """A document without paths has an address all the same."""
    text = "openapi: 3.1.0\ninfo: {title: Hooks, version: '1'}\nwebhooks: {}\n"
    assert start_text(PLAIN, started(text)).splitlines()[1] == (
        "  http://127.0.0.1:4010      0 paths, 0 operations, ready in 0.41 s"
    )


def test_a_title_cannot_write_to_the_terminal(started: Callable[..., Started]) -> None:
    """Control characters of the document are written out."""
    text = PETS.replace("title: Petstore", 'title: "a\\e]0;gone\\a"')
    assert "\\x1b]0;gone\\x07" in start_text(PLAIN, started(text))


def test_the_start_as_json(started: Callable[..., Started]) -> None:
    """For programs, the start is one line of JSON with the URLs."""
    line = start_json(started(PETS, diagnostics=of_severity(Severity.ERROR, Severity.WARNING)))
    assert json.loads(line) == {
        "event": "ready",
        "urls": ["http://127.0.0.1:4010/v1"],
        "title": "Petstore",
        "version": "1.2.0",
        "document": "openapi.yaml",
        "openapi": "3.1.0",
        "paths": 3,
        "operations": 3,
        "seconds": 0.412,
        "problems": 1,
        "warnings": 1,
    }


def test_routes_as_text(started: Callable[..., Started]) -> None:
    """A line for each operation, and one for a path item without any; what cannot be built says so."""
    assert routes_text(routes(started(PETS).resources)).splitlines() == [
        "METHOD   PATH               STATUSES         OPERATION   ALLOW",
        "GET      /v1/pets           200 default      listPets    GET, HEAD, POST, OPTIONS",
        "POST     /v1/pets           201              -           GET, HEAD, POST, OPTIONS",
        "DELETE   /v1/pets/{petId}   cannot be read   a|b         DELETE, OPTIONS",
        "-        /v1/nothing                         -           OPTIONS",
    ]


def test_routes_as_json(started: Callable[..., Started]) -> None:
    """Each operation is an object; what is not there is null; a fault names its place."""
    listed = json.loads(routes_json(routes(started(PETS).resources)))
    assert listed[0] == {
        "method": "GET",
        "path": "/v1/pets",
        "statuses": ["200", "default"],
        "operation": "listPets",
        "summary": "All",
        "tags": [],
        "allow": ["GET", "HEAD", "POST", "OPTIONS"],
        "fault": None,
    }
    assert [(each["method"], each["operation"]) for each in listed[1:]] == [
        ("POST", None),
        ("DELETE", "a|b"),
        (None, None),
    ]
    assert "Nowhere" in listed[2]["fault"]


def test_routes_as_markdown(started: Callable[..., Started]) -> None:
    """A table that Markdown can draw: the path where it changes, and no bar of the document's own."""
    assert routes_markdown(routes(started(PETS).resources)).splitlines() == [
        "| Path | Method | Statuses | Operation | Allow |",
        "|---|---|---|---|---|",
        "| `/v1/pets` | GET | 200 default | listPets | GET, HEAD, POST, OPTIONS |",
        "|  | POST | 201 | - |  |",
        "| `/v1/pets/{petId}` | DELETE | cannot be read | a\\|b | DELETE, OPTIONS |",
        "| `/v1/nothing` | - |  | - | OPTIONS |",
    ]


@pytest.mark.parametrize(
    ("wanted", "paths"),
    [
        (Wanted(), ["GET /pets", "POST /pets", "GET /pets/{id}"]),
        (Wanted(tags=frozenset({"one"})), ["GET /pets/{id}"]),
        (Wanted(methods=frozenset({"POST"})), ["POST /pets"]),
        (Wanted(path="{id}"), ["GET /pets/{id}"]),
        (Wanted(path="/p?ts"), ["GET /pets", "POST /pets"]),
        (Wanted(methods=frozenset({"GET"}), path="*s"), ["GET /pets"]),
    ],
)
def test_routes_are_filtered(wanted: Wanted, paths: list[str]) -> None:
    """Operations are listed by tag, by method, by a part or a pattern of their path, and by all of these together."""
    assert [f"{each.method} {each.path}" for each in LISTED if wanted(each)] == paths


@pytest.mark.parametrize(("path", "is_wanted"), [("/p*", True), ("/v1/p*", True), ("p", True), ("/q*", False)])
def test_a_pattern_is_of_the_path_with_or_without_its_base(path: str, is_wanted: bool) -> None:
    """As the document and the start table write it, or as a client does."""
    assert Wanted(path=path)(Route("GET", "/v1/pets", (), "", (), base="/v1")) is is_wanted


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted(tags=frozenset({"ones"})), "no operation has the tag ones -- did you mean 'one'?"),
        (Wanted(methods=frozenset({"PUT"})), "no operation has the method PUT -- the methods are: GET, POST"),
        (Wanted(path="/pest"), "no operation is like that -- did you mean '/pets'?"),
        (Wanted(methods=frozenset({"POST"}), path="{id}"), "no operation is like that"),
    ],
)
def test_no_route_is_left(wanted: Wanted, said: str) -> None:
    """Where nothing is like what was asked for, what was meant is told."""
    assert wanted.nothing(LISTED) == said


def test_several_documents_at_the_start(started: Callable[..., Started]) -> None:
    """Each document has its own headline and table; the program tells how many there are."""
    one = started(PETS, is_alone=False)
    lines = start_text(PLAIN, one, started(PETS, name="other.yaml", is_alone=False), brief=True).splitlines()
    assert lines == [
        f"mockserver {__version__}   2 documents, ready in 0.41 s",
        "",
        "  Petstore 1.2.0   openapi.yaml (OpenAPI 3.1)",
        "  http://127.0.0.1:4010/v1      3 paths, 3 operations",
        "  Petstore 1.2.0   other.yaml (OpenAPI 3.1)",
        "  http://127.0.0.1:4010/v1      3 paths, 3 operations",
    ]
    told = json.loads(start_json(one, started(PETS, name="other.yaml")))
    assert (told["urls"], [each["document"] for each in told["documents"]]) == (
        ["http://127.0.0.1:4010/v1"],
        ["openapi.yaml", "other.yaml"],
    )
