"""A declared response becomes a response."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mockserver.http.messages import Fields, Request
from mockserver.mock.answer import respond

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.mock.answer import Mock

    MakeMock = Callable[..., Mock]

DOCUMENT = """
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /none: {get: {responses: {}}}
  /x:
    options: {responses: {'200': {description: d, headers: {Allow: {example: NO}}}}}
    get:
      responses:
        '200':
          description: d
          content: {application/json: {example: {id: 7}}}
          links: {self: {operationId: readOne, parameters: {id: $response.body#/id}}}
  /x/{id}: {get: {operationId: readOne, responses: {'204': {description: d}}}}
"""


@pytest.mark.parametrize(
    ("method", "path", "status", "field", "value"),
    [
        ("GET", "/none", 200, "link", None),
        ("OPTIONS", "/x", 200, "allow", "GET, HEAD, OPTIONS"),
        ("GET", "/x", 200, "link", '</x/7>; rel="self"'),
    ],
)
def test_what_an_answer_says_of_itself(
    make_mock: MakeMock, method: str, path: str, status: int, field: str, value: str | None
) -> None:
    """Nothing where nothing is declared; a true Allow; links that can be followed."""
    response = respond(make_mock(DOCUMENT), Request(method, path)).response
    assert (response.status, response.fields.first(field)) == (status, value)


def test_what_was_preferred_is_said(make_mock: MakeMock) -> None:
    """RFC 7240, section 3."""
    fields = Fields.of(prefer="dynamic, seed=5")
    response = respond(make_mock(DOCUMENT), Request("GET", "/x", "", fields)).response
    assert response.fields.first("preference-applied") == "seed=5, dynamic=true"
