"""What OPTIONS says of a resource and of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockserver.http.messages import Request
from mockserver.mock.answer import respond

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.mock.answer import Mock

    MakeMock = Callable[..., Mock]

DOCUMENT = """
openapi: 3.2.0
info: {title: t, version: '1'}
paths:
  /x:
    post: {requestBody: {content: {application/json: {}}}, responses: {}}
    patch: {requestBody: {$ref: '#/nowhere'}, responses: {}}
    query: {requestBody: {content: {nonsense: {}}}, responses: {}}
"""


def test_what_a_resource_takes(make_mock: MakeMock) -> None:
    """A field for each method that takes content; nothing of a body that leads nowhere or has no media type."""
    fields = respond(make_mock(DOCUMENT), Request("OPTIONS", "/x")).response.fields
    assert fields.first("accept-post") == "application/json"
    assert "accept-patch" not in fields
    assert "accept-query" not in fields
