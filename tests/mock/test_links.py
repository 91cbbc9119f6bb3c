"""Declared links, as `Link` fields that a client can follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mockserver.http.messages import Fields, Request
from mockserver.mock.expressions import Scope
from mockserver.mock.links import link_fields
from mockserver.mock.routing import Routes

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.document.model import Document

DOCUMENT = """
openapi: 3.1.0
info: {{title: t, version: '1'}}
servers: [{{url: /v1}}]
paths:
  /users:
    post: {{responses: {{'201': {{description: made, links: {{TheLink: {link}}}}}}}}}
  /users/{{userId}}:
    get:
      operationId: readUser
      parameters:
        - {{name: fields, in: query, explode: false, schema: {{type: array}}}}
        - {{name: X-Trace, in: header, required: true, schema: {{type: string}}}}
        - {{name: filter, in: query, required: true, content: {{application/json: {{}}}}}}
  /needy:
    get: {{operationId: needy, parameters: [{{name: q, in: query, required: true}}]}}
"""


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("{operationId: readUser, parameters: {userId: $response.body#/id}}", '</v1/users/a%20b>; rel="TheLink"'),
        (
            "{operationRef: '#/paths/~1users~1{userId}/get', parameters: {path.userId: 7}}",
            '</v1/users/7>; rel="TheLink"',
        ),
        ("{operationId: readUser, parameters: {userId: 7, fields: [a, b]}}", '</v1/users/7?fields=a,b>; rel="TheLink"'),
        ("{operationId: readUser, parameters: {userId: $response.body#/nope}}", None),
        ("{operationId: nobody, parameters: {userId: 7}}", None),
        ("{operationId: needy}", None),
        ("{operationId: needy, parameters: {q: 'x&y'}}", '</v1/needy?q=x%26y>; rel="TheLink"'),
    ],
)
def test_a_link_that_can_be_followed_is_sent(
    make_document: Callable[..., Document], link: str, expected: str | None
) -> None:
    """Its operation is here and its parameters have values; else nothing is said (RFC 8288)."""
    document = make_document(DOCUMENT.format(link=link))
    declared = document.path_items[0].operations["POST"].responses["201"]
    scope = Scope(Request("POST", "/v1/users"), 201, Fields(), body={"id": "a b"})
    assert [value for _, value in link_fields(declared, Routes.of(document), scope)] == ([expected] if expected else [])


def test_a_link_leads_below_the_root(make_document: Callable[..., Document]) -> None:
    """Where a proxy shows the server under a prefix, the client has to follow the link below it."""
    document = make_document(DOCUMENT.format(link="{operationId: readUser, parameters: {userId: 7}}"))
    declared = document.path_items[0].operations["POST"].responses["201"]
    scope = Scope(Request("POST", "/v1/users", root="/api"), 201, Fields())
    assert dict(link_fields(declared, Routes.of(document), scope)) == {"link": '</api/v1/users/7>; rel="TheLink"'}
