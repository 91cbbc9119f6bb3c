"""Declared response headers as fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mockserver.http.messages import Request
from mockserver.mock.answer import respond

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.mock.answer import Mock

    MakeMock = Callable[..., Mock]

DOCUMENT = """
openapi: 3.1.0
info: {{title: t, version: '1'}}
paths: {{/x: {{get: {{responses: {{'204': {{description: d, headers: {headers}}}}}}}}}}}
"""


@pytest.mark.parametrize(
    ("headers", "name", "expected"),
    [
        ("{X-A: {schema: {const: 3}}}", "x-a", ("3",)),
        ("{X-A: {example: a}}", "x-a", ("a",)),
        ("{X-A: {content: {application/json: {example: {a: 1}}}}}", "x-a", ('{"a":1}',)),
        ("{X-A: {content: {application/json: {schema: {const: [1]}}}}}", "x-a", ("[1]",)),
        ("{X-A: {content: {text/plain: {example: t}}}}", "x-a", ("t",)),
        ("{X-A: {description: nothing}}", "x-a", ("",)),
        ("{X-A: {example: a}, x-a: {example: b}}", "x-a", ("a",)),
        ("{'x y': {example: a}}", "x y", ()),
        ("{Content-Type: {example: a/b}}", "content-type", ()),
    ],
)
def test_a_declared_header_is_a_field(make_mock: MakeMock, headers: str, name: str, expected: tuple[str, ...]) -> None:
    """By example, by content, by schema; once, and only where it is a field that the response may have."""
    answer = respond(make_mock(DOCUMENT.format(headers=headers)), Request("GET", "/x"))
    assert answer.response.fields.all(name) == expected
