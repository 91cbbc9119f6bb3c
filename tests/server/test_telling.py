"""What `mockserver serve` says while it runs."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from mockserver.document.diagnostics import Diagnostic, Location, Severity
from mockserver.errors import MethodNotAllowed, NotFound, UnprocessableContent
from mockserver.http.messages import Request
from mockserver.mock.answer import Mock, respond
from mockserver.mock.mounts import Mounts
from mockserver.server.answering import Served
from mockserver.server.layers.journal import Exchange
from mockserver.server.listening import Address
from mockserver.server.overview import Started
from mockserver.server.telling import Teller, reason_of_refusal, secret_names, told_of
from mockserver.server.terminal import Lines, Terminal
from mockserver.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

PETS = """
    openapi: 3.1.0
    info: {title: Pets, version: "1"}
    paths:
      /pets:
        get: {operationId: listPets, responses: {"200": {description: d}}}
    components:
      securitySchemes:
        key: {type: apiKey, in: query, name: Ticket}
        field: {type: apiKey, in: header, name: X-Key}
        token: {type: http, scheme: bearer}
"""


def said(mock: Mock, act: Callable[[Teller], Any], **settings: Any) -> list[str]:
    """The lines that a teller says, without their times."""
    stream = io.StringIO()
    with Lines(stream) as lines:
        act(Teller(Terminal(stream), lines, Settings(**settings), served=Served(mock)))
    return stream.getvalue().splitlines()


def exchange(mock: Mock, method: str, path: str, query: str = "") -> Exchange:
    """An exchange with the mock."""
    request = Request(method, path, query)
    return Exchange(request, respond(mock, request), 0.0004)


def test_an_exchange_is_told(make_mock: Callable[..., Mock]) -> None:
    """Method, target, status, operation and time of an answer; the reason of a refusal."""
    mock = make_mock(PETS)
    (got,) = said(mock, lambda teller: teller.exchanged(exchange(mock, "GET", "/pets")))
    (put,) = said(mock, lambda teller: teller.exchanged(exchange(mock, "PUT", "/pets")))
    assert [line[10:] for line in (got, put)] == [
        "GET     /pets                200  listPets  0.4 ms",
        "PUT     /pets                405  allowed: GET, HEAD, OPTIONS",
    ]


def test_a_key_of_the_document_is_masked(make_mock: Callable[..., Mock]) -> None:
    """What the document calls an api key is not written down."""
    mock = make_mock(PETS)
    (line,) = said(mock, lambda teller: teller.exchanged(exchange(mock, "GET", "/pets", "ticket=hunter2")))
    assert ("ticket=***" in line, "hunter2" in line) == (True, False)


def test_keys_are_found(make_mock: Callable[..., Mock]) -> None:
    """An apiKey is a secret by its own name, wherever it stands."""
    assert secret_names(make_mock(PETS).document) == {"ticket", "x-key"}


def test_an_exchange_as_json(make_mock: Callable[..., Mock]) -> None:
    """For programs each exchange is an object."""
    mock = make_mock(PETS)
    (line,) = said(mock, lambda teller: teller.exchanged(exchange(mock, "PUT", "/pets")), log_format="json")
    told = json.loads(line)
    assert (told["event"], told["method"], told["target"], told["status"], told["reason"]) == (
        "request",
        "PUT",
        "/pets",
        405,
        "allowed: GET, HEAD, OPTIONS",
    )


def test_what_is_no_request_is_told(make_mock: Callable[..., Mock]) -> None:
    """A message without a method is told with a dash."""
    mock = make_mock(PETS)
    assert (
        told_of(Exchange(Request("", ""), respond(mock, Request("GET", "/nope")), 0.0), Mounts.single(mock)).method
        == "-"
    )


@pytest.mark.parametrize(
    ("refusal", "reason"),
    [
        (MethodNotAllowed("long words", allow=["GET", "HEAD"]), "allowed: GET, HEAD"),
        (NotFound("long words", suggestions=["/pets", "/petty"]), "did you mean /pets?"),
        (NotFound("long words", suggestions=[]), "no such path"),
        (NotFound("code 418 is not declared"), "code 418 is not declared"),
        (
            UnprocessableContent("long", errors=[{"in": "body", "message": "`/name` is required"}]),
            "body: `/name` is required",
        ),
        (
            UnprocessableContent(
                "long", errors=[{"in": "query", "message": "`n` is odd"}, {"in": "body", "message": "x"}]
            ),
            "query: `n` is odd (and 1 more)",
        ),
    ],
)
def test_a_reason_is_short(refusal: Any, reason: str) -> None:
    """405 says what is allowed, 404 what is near, a fault its place; anything else its own words."""
    assert reason_of_refusal(refusal) == reason


@pytest.mark.parametrize(("form", "begin"), [("text", "mockserver "), ("json", '{"event":"ready"')])
def test_the_start_is_told(make_mock: Callable[..., Mock], form: str, begin: str) -> None:
    """The start is told in the form that was asked for."""
    mock = make_mock(PETS)
    started = Started(mock.document, mock.routes.resources, "openapi.yaml", Address("127.0.0.1", 1), 0.1)
    assert said(mock, lambda teller: teller.started(started), log_format=form)[0].startswith(begin)


def test_the_judgement_is_told(make_mock: Callable[..., Mock]) -> None:
    """What the judgement of the whole document finds later is one line."""
    found = [Diagnostic(Severity.ERROR, Location("openapi.yaml"), "wrong")]
    assert said(make_mock(PETS), lambda teller: teller.judged(found, "openapi.yaml")) == [
        "1 problem in the document: mockserver validate openapi.yaml"
    ]


def test_the_judgement_as_json(make_mock: Callable[..., Mock]) -> None:
    """For programs it is an object."""
    found = [Diagnostic(Severity.WARNING, Location("openapi.yaml"), "odd")]
    (line,) = said(make_mock(PETS), lambda teller: teller.judged(found, "openapi.yaml"), log_format="json")
    assert json.loads(line) == {"event": "judged", "document": "openapi.yaml", "problems": 0, "warnings": 1}
