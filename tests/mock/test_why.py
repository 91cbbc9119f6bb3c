"""The trail of an answer in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mockserver.http.messages import Fields, Request
from mockserver.mock.answer import respond
from mockserver.mock.why import why

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.mock.answer import Mock

    MakeMock = Callable[..., Mock]

DOCUMENT = """
openapi: 3.1.0
info: {title: t, version: '1'}
servers: [{url: /v1}]
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
paths:
  /pets/{id}:
    get:
      operationId: readPet
      security: [{key: []}]
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200': {description: one pet, content: {application/json: {example: 1}}}
        '404': {description: none}
    put:
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'204': {}}
    post: {responses: {}}
"""
KEY = {"x_key": "k"}
JSON = {"content_type": "application/json"}
PATH = [("path", "/pets/{id}, under the base path /v1, id = '7'"), ("allowed", "GET, HEAD, POST, PUT, OPTIONS")]
READ = ("operation", "GET /pets/{id} (readPet)")
ONE = ("response", "200, 'one pet' (also declared: 404)")


@pytest.mark.parametrize(
    ("method", "fields", "content", "expected"),
    [
        ("GET", KEY, b"", [*PATH, READ, ("credentials", "asked for, and accepted"),
         ("request", "parameters and content are right: id = 7"), ONE, ("content", "example, as application/json")]),
        ("HEAD", KEY, b"", [*PATH, ("operation", "GET /pets/{id} (readPet), which answers HEAD"),
         ("credentials", "asked for, and accepted"), ("request", "parameters and content are right: id = 7"), ONE,
         ("content", "example, as application/json")]),
        ("GET", {"prefer": "code=404"}, b"", [*PATH, READ, ("preferences", "code=404"),
         ("checks", "none, since a status is preferred"), ("response", "404, 'none' (also declared: 200)")]),
        ("PUT", JSON, b"{}", [*PATH, ("operation", "PUT /pets/{id}"),
         ("request", "parameters and content are right; content as application/json"), ("response", "204")]),
        ("POST", {}, b"", [*PATH, ("operation", "POST /pets/{id}"), ("request", "parameters and content are right"),
         ("response", "none is declared")]),
    ],
)  # fmt: skip
def test_each_step_is_told(
    make_mock: MakeMock, method: str, fields: dict[str, str], content: bytes, expected: list[tuple[str, str]]
) -> None:
    """In the order in which it was decided."""
    mock, request = make_mock(DOCUMENT), Request(method, "/v1/pets/7", "", Fields.of(**fields), content)
    assert [step for step in why(mock, request, respond(mock, request)) if step[0] != "note"] == expected


@pytest.mark.parametrize(
    ("method", "target", "last"),
    [
        ("GET", "/none", ("refused", "404 Not Found: no path of the document matches /none")),
        ("PUT", "/v1/pets/7", ("fault", "body: the content must be an object, got an empty array")),
    ],
)
def test_a_refusal_stands_where_it_ended(make_mock: MakeMock, method: str, target: str, last: tuple[str, str]) -> None:
    """With each of its faults."""
    mock, request = make_mock(DOCUMENT), Request(method, target, "", Fields.of(**JSON), b"[]")
    assert list(why(mock, request, respond(mock, request)))[-1] == last


def test_a_declared_refusal_has_its_response(make_mock: MakeMock) -> None:
    """What was refused stands before the response that says it, and no check counts as passed."""
    mock, request = make_mock(DOCUMENT.replace("'404'", "'401'")), Request("GET", "/v1/pets/7")
    assert list(why(mock, request, respond(mock, request)))[3:] == [
        ("refused", "401 Unauthorized: needed is an API key in the header `X-Key`"),
        ("response", "401, 'none' (also declared: 200)"),
    ]
