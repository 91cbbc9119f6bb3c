"""A refusal that is made outside of the core."""

from __future__ import annotations

import json

import pytest

from mockserver.errors import RequestTimeout
from mockserver.http.messages import Fields, Request
from mockserver.server.refusals import refused

REQUEST = Request("GET", "/", fields=Fields.of(origin="http://app.test"))


@pytest.mark.parametrize(("cors", "origin"), [(True, "http://app.test"), (False, None)])
def test_a_refusal_is_a_problem_that_a_page_can_read(*, cors: bool, origin: str | None) -> None:
    """It is told as a problem, with the CORS fields unless they are turned off."""
    response = refused(REQUEST, RequestTimeout("too late"), cors=cors)
    assert isinstance(response.content, bytes)
    assert (response.status, response.fields.first("content-type")) == (408, "application/problem+json")
    assert json.loads(response.content)["detail"] == "too late"
    assert response.fields.first("access-control-allow-origin") == origin
