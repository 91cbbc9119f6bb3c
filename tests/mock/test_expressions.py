"""Runtime expressions of OpenAPI, evaluated in an exchange."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.document.model import ABSENT
from mockserver.http.messages import Fields, Request
from mockserver.mock.expressions import Scope, evaluate, pointed

SCOPE = Scope(
    Request("GET", "/pets/7", "a=1&b=", Fields.of(x_id="9")),
    201,
    Fields.of(location="/pets/8"),
    {"petId": "7"},
    request_body={"name": "Rex"},
    body={"id": 8, "tags": ["x", "y"], "a/b": True},
)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("$url", "/pets/7"),
        ("$method", "GET"),
        ("$statusCode", 201),
        ("$request.path.petId", "7"),
        ("$request.path.nope", ABSENT),
        ("$request.query.a", "1"),
        ("$request.query.b", ""),
        ("$request.header.X-Id", "9"),
        ("$request.body#/name", "Rex"),
        ("$response.body", SCOPE.body),
        ("$response.body#/tags/1", "y"),
        ("$response.body#/tags/7", ABSENT),
        ("$response.body#/a~1b", True),
        ("$response.header.Location", "/pets/8"),
        ("$nonsense", ABSENT),
        ("no expression", "no expression"),
        ("/pets/{$response.body#/id}/x/{$request.path.petId}", "/pets/8/x/7"),
        ("{$response.body#/nope}", ABSENT),
        (12, 12),
        (None, None),
    ],
)
def test_an_expression_has_a_value(expression: Any, value: Any) -> None:
    """OAS 3.2, section 4.20.4; what leads to nothing is ABSENT, what is no expression is itself."""
    assert evaluate(expression, SCOPE) == value


def test_an_absent_body_holds_nothing() -> None:
    """A pointer into what is not there leads to nothing."""
    assert pointed(ABSENT, "/a") is ABSENT
    assert pointed({"a": 1}, "/a/b") is ABSENT
