"""How a refusal is said: in the words of the document, where it has any."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from mockserver.errors import MalformedRequest, Refusal, Unauthorized, UnprocessableContent
from mockserver.http.messages import Fields, Request
from mockserver.mock.answer import respond
from mockserver.mock.refusals import declared_refusal, reasoned

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.mock.answer import Mock

    MakeMock = Callable[..., Mock]

REFUSAL = UnprocessableContent("`limit` must be at most 100, got 500")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"message": "x", "code": 1}, {"message": REFUSAL.detail, "code": 422}),
        ({"code": "x", "error": "y"}, {"code": "x", "error": REFUSAL.detail}),
        ({"error": {"message": "x"}}, {"error": {"message": REFUSAL.detail}}),
        ({"errors": [{"msg": "x"}, {"msg": "y"}]}, {"errors": [{"msg": REFUSAL.detail}, {"msg": "y"}]}),
        ([{"detail": "x"}], [{"detail": REFUSAL.detail}]),
        (
            {"type": "t", "title": "t", "status": 1, "detail": "d"},
            {
                "type": "/_mockserver/problems/unprocessable-content",
                "title": "Unprocessable Content",
                "status": 422,
                "detail": REFUSAL.detail,
            },
        ),
        ({"title": "x", "type": "y"}, {"title": REFUSAL.detail, "type": "y"}),
        ({"name": "Rex"}, {"name": "Rex"}),
        (
            {"error": {"name": "Rex"}, "fault": {"message": "x"}},
            {"error": {"name": "Rex"}, "fault": {"message": REFUSAL.detail}},
        ),
        ("text", "text"),
        ([], []),
    ],
)
def test_the_reason_is_put_where_people_look_for_it(value: Any, expected: Any) -> None:
    """And the numbers beside it are made true."""
    assert reasoned(value, REFUSAL, lambda _: True) == expected


def test_the_reason_is_left_out_where_the_schema_has_no_room() -> None:
    """Content that obeys its schema is worth more than a reason."""
    assert reasoned({"message": "x", "error": "y"}, REFUSAL, lambda value: value["message"] == "x") == {
        "message": "x",
        "error": REFUSAL.detail,
    }


DOCUMENT = """
openapi: 3.1.0
info: {{title: t, version: '1'}}
paths:
  /x:
    get:
      parameters: [{{name: limit, in: query, schema: {{type: integer, maximum: 100}}}}]
      responses: {{{responses}}}
"""
ERROR = (
    "content: {application/json: {schema: {type: object, required: [message], properties: {message: {type: string}}}}}"
)


@pytest.mark.parametrize(
    ("declared", "refusal", "status"),
    [
        (["200", "422"], UnprocessableContent("r"), 422),
        (["200", "400"], UnprocessableContent("r"), 400),
        (["200", "400", "422"], UnprocessableContent("r"), 422),
        (["200", "400", "422"], MalformedRequest("r"), 400),
        (["200", "422"], MalformedRequest("r"), 422),
        (["200", "4XX"], UnprocessableContent("r"), 422),
        (["200", "default"], Unauthorized("r"), 401),
        (["200"], UnprocessableContent("r"), None),
    ],
)
def test_the_declared_response_for_a_refusal(
    make_mock: MakeMock, declared: list[str], refusal: Refusal, status: int | None
) -> None:
    """400 or 422, whichever is declared; a range; `default`; None where a problem has to say it."""
    responses = ", ".join(f"'{each}': {{description: d}}" for each in declared)
    mock = make_mock(DOCUMENT.format(responses=responses))
    selected = declared_refusal(refusal, mock.document.path_items[0].operations["GET"])
    assert (selected and selected.status) == status


@pytest.mark.parametrize(
    ("responses", "media_type", "name"),
    [
        (f"'400': {{description: d, {ERROR}}}", "application/json", "message"),
        ("'400': {description: d}", "application/problem+json", "detail"),
        ("'400': {description: d, content: {application/problem+json: {}}}", "application/problem+json", "detail"),
        ("'200': {description: d}", "application/problem+json", "detail"),
        ("'400': {$ref: '#/nowhere'}", "application/problem+json", "detail"),
    ],
)
def test_a_client_reads_the_reason(make_mock: MakeMock, responses: str, media_type: str, name: str) -> None:
    """In the declared content, else in a problem; whatever Accept says (RFC 9110, section 12.4.1)."""
    answer = respond(
        make_mock(DOCUMENT.format(responses=responses)),
        Request("GET", "/x", "limit=500", Fields.of(accept="image/png")),
    )
    assert isinstance(answer.response.content, bytes)
    assert answer.response.fields.first("content-type") == media_type
    value = json.loads(answer.response.content)
    assert "at most 100" in value[name]
    assert value.get("status", answer.response.status) == answer.response.status


ASKED = "properties: {type: {type: string}, title: {type: string}, status: {type: integer}, detail: {type: string}}"


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (
            f"type: object, required: [type, title, status, detail], {ASKED}",
            {"type": "about:blank", "title": "Not Found", "status": 404, "detail": "No such pet."},
        ),
        (
            "type: object, required: [code, message], properties: {code: {type: integer}, message: {type: string}}",
            {"code": 404, "message": "No such pet."},
        ),
        (
            "required: [error], properties: {error: {required: [message], properties: {message: {type: string}}}}",
            {"error": {"message": "No such pet."}},
        ),
        (
            "type: object, required: [code], properties: {code: {type: integer, examples: [1001]}}",
            {"code": 1001},
        ),
        ("type: array, items: {type: string, const: gone}, minItems: 1, maxItems: 1", ["gone"]),
    ],
)
def test_an_error_that_is_asked_for_tells_the_truth(make_mock: MakeMock, schema: str, expected: object) -> None:
    """Made content has the status that is sent and says what the response is; what the author says, stands."""
    responses = f"'404': {{description: No such pet., content: {{application/json: {{schema: {{{schema}}}}}}}}}"
    mock = make_mock(DOCUMENT.format(responses=responses))
    answer = respond(mock, Request("GET", "/x", "", Fields.of(prefer="code=404")))
    assert isinstance(answer.response.content, bytes)
    assert json.loads(answer.response.content) == expected
