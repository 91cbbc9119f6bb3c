"""If-Match and its kin against the declared validators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mockserver.http.messages import Fields, Request
from mockserver.mock.answer import respond

if TYPE_CHECKING:
    from tests.conftest import MakeMock

DOCUMENT = """
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /tagged:
    get: &tagged
      responses:
        '200':
          description: with a validator
          headers:
            ETag: {schema: {type: string}, example: v1}
            Last-Modified: {schema: {type: string}, example: "Wed, 21 Oct 2015 07:28:00 GMT"}
            Cache-Control: {schema: {type: string}, example: max-age=60}
          content: {text/plain: {example: one}, text/html: {example: two}}
    put: *tagged
    post:
      responses: {'201': {description: new, headers: {ETag: {schema: {type: string}, example: '"v1"'}}}}
    patch:
      responses:
        '200': {description: with a validator, headers: {ETag: {schema: {type: string}, example: '"v1"'}}}
        '412': {description: declared, content: {text/plain: {example: too late}}}
  /dated:
    get:
      responses:
        '200':
          description: by date
          headers: {Last-Modified: {schema: {type: string}, example: "Wed, 21 Oct 2015 07:28:00 GMT"}}
  /plain:
    get: {responses: {'200': {description: without a validator}}}
  /failing:
    get: {responses: {'404': {description: x, headers: {ETag: {schema: {type: string}, example: '"v1"'}}}}}
"""
BEFORE, AFTER = "Mon, 21 Oct 2013 07:28:00 GMT", "Sat, 21 Oct 2017 07:28:00 GMT"


@pytest.mark.parametrize(
    ("line", "field", "value", "status"),
    [
        ("GET /tagged", "if-none-match", '"v1"', 304),
        ("GET /tagged", "if-none-match", 'W/"v1"', 304),
        ("GET /tagged", "if-none-match", '"v0", "v1"', 304),
        ("GET /tagged", "if-none-match", "*", 304),
        ("HEAD /tagged", "if-none-match", '"v1"', 304),
        ("GET /tagged", "if-none-match", '"v2"', 200),
        ("GET /tagged", "if-match", '"v1"', 200),
        ("GET /tagged", "if-match", 'W/"v1"', 412),
        ("GET /tagged", "if-match", '"v2"', 412),
        ("GET /tagged", "if-modified-since", AFTER, 304),
        ("GET /tagged", "if-modified-since", BEFORE, 200),
        ("GET /tagged", "if-modified-since", "junk", 200),
        ("GET /dated", "if-unmodified-since", BEFORE, 412),
        ("GET /dated", "if-unmodified-since", AFTER, 200),
        ("PUT /tagged", "if-match", '"v1"', 200),
        ("PUT /tagged", "if-match", '"v2"', 412),
        ("PUT /tagged", "if-none-match", "*", 412),
        ("POST /tagged", "if-none-match", "*", 201),
        ("POST /tagged", "if-match", "*", 412),
        ("PATCH /tagged", "if-match", '"v2"', 412),
        ("OPTIONS /tagged", "if-match", '"v2"', 200),
        ("GET /plain", "if-none-match", "*", 200),
        ("GET /plain", "if-match", '"v1"', 200),
        ("GET /failing", "if-none-match", '"v1"', 404),
        ("GET /tagged", "if-range", '"v1"', 200),
    ],
)
def test_status(make_mock: MakeMock, line: str, field: str, value: str, status: int) -> None:
    """A precondition is evaluated where the answer would be a 2xx with a validator, and nowhere else."""
    method, _, path = line.partition(" ")
    answer = respond(make_mock(DOCUMENT), Request(method, path, fields=Fields(((field, value),))))
    assert status == answer.response.status


def test_what_304_keeps(make_mock: MakeMock) -> None:
    """A 304 has no content and tells what a cache updates: ETag, Cache-Control, Vary (RFC 9110, section 15.4.5)."""
    request = Request("GET", "/tagged", fields=Fields.of(if_none_match='"v1"'))
    response = respond(make_mock(DOCUMENT), request).response
    names = {name for name, _ in response.fields}
    assert (response.content, response.fields.first("etag")) == (b"", '"v1"')
    assert {"etag", "cache-control", "vary"} <= names
    assert set() == names & {"content-type", "content-length", "last-modified"}


def test_what_412_says(make_mock: MakeMock) -> None:
    """A refusal names the validator that it was compared with; a declared 412 is sent as declared."""
    answer = respond(make_mock(DOCUMENT), Request("PUT", "/tagged", fields=Fields.of(if_match='"v2"')))
    assert '"v1"' in answer.reason
    assert answer.response.fields.first("etag") == '"v1"'
    declared = respond(make_mock(DOCUMENT), Request("PATCH", "/tagged", fields=Fields.of(if_match='"v2"'))).response
    assert (declared.status, declared.content) == (412, b"too late")


@pytest.mark.parametrize(("preference", "settings"), [("code=200", {}), ("seed=4", {}), ("", {"dynamic": True})])
def test_other_content_is_not_known_by_its_etag(
    make_mock: MakeMock, preference: str, settings: dict[str, bool]
) -> None:
    """What was asked of the mock, or is new each time, is sent though the ETag is the same."""
    fields = Fields.of(if_none_match='"v1"', prefer=preference)
    answer = respond(make_mock(DOCUMENT, **settings), Request("GET", "/tagged", fields=fields))
    assert answer.response.status == 200
