"""The story of a request: which step answers, and that every answer can say why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.errors import ContentNeeded
from mockserver.http.messages import Fields, Request
from mockserver.mock.answer import respond

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.mock.answer import Mock

    MakeMock = Callable[..., Mock]

DOCUMENT = """
openapi: 3.2.0
info: {title: t, version: '1'}
servers: [{url: /v1}]
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
paths:
  /open:
    get: {operationId: readOpen, deprecated: true, responses: {'200': {description: ok, content: {application/json: {example: 1}, text/plain: {example: one}}}}}
    post:
      operationId: send
      requestBody: {required: true, content: {application/json: {schema: {type: object}}}}
      responses: {'201': {description: made}}
  /safe:
    get: {security: [{key: []}], responses: {'200': {description: ok}}}
  /broken:
    get: {responses: {'200': {$ref: '#/nowhere'}}}
    put: {responses: {'204': {description: fine}}}
"""


@pytest.mark.parametrize(
    ("method", "target", "fields", "status", "reason"),
    [
        ("BREW", "/v1/nowhere", {}, 501, "BREW is not a method that this server implements"),
        ("get", "/v1/open", {}, 501, "get is not a method that this server implements; did you mean GET?"),
        ("GET", "/v1/opne", {}, 404, "no path of the document matches /v1/opne; did you mean /v1/open?"),
        ("GET", "/v1/%zz", {}, 400, "is no percent-encoding"),
        ("GET", "nonsense", {}, 400, "neither a path nor an absolute URI"),
        ("DELETE", "/v1/open", {}, 405, "DELETE is not declared for /open; it allows GET, HEAD, POST, OPTIONS"),
        ("GET", "/v1/safe", {}, 401, "key"),
        ("GET", "/v1/safe", {"x_key": "k"}, 200, ""),
        ("POST", "/v1/open", {"content_type": "text/csv"}, 415, "text/csv"),
        ("POST", "/v1/open", {"content_type": "application/json"}, 422, "content"),
        ("GET", "/v1/open", {"accept": "image/png"}, 406, "can be had as application/json, text/plain"),
        ("GET", "/v1/broken", {}, 500, "'#/nowhere' leads nowhere"),
        ("PUT", "/v1/broken", {}, 204, ""),
        ("GET", "/v1/open", {}, 200, "example"),
        ("GET", "/v1/open", {"prefer": "code=500"}, 404, "readOpen declares no response 500; it declares 200"),
        ("GET", "/v1/safe", {"prefer": "code=200"}, 200, ""),
        ("GET", "*", {}, 400, "for OPTIONS alone"),
        ("OPTIONS", "*", {}, 200, ""),
        ("OPTIONS", "/v1/open", {}, 200, ""),
    ],
)
def test_each_step_has_its_answer(
    make_mock: MakeMock, method: str, target: str, fields: dict[str, str], status: int, reason: str
) -> None:
    """In the order of the decision graph, and with its reason in words."""
    answer = respond(make_mock(DOCUMENT), Request(method, target, fields=Fields.of(**fields)))
    assert (answer.response.status, reason in answer.reason) == (status, True), answer.reason


def test_content_is_asked_for_when_it_decides(make_mock: MakeMock) -> None:
    """And not for a request that is refused without it."""
    mock = make_mock(DOCUMENT, max_body=99)
    fields = Fields.of(content_type="application/json")
    with pytest.raises(ContentNeeded) as needed:
        respond(mock, Request("POST", "/v1/open", fields=fields, content=None))
    assert needed.value.limit == 99
    assert respond(mock, Request("DELETE", "/v1/open", fields=fields, content=None)).response.status == 405


def test_head_is_get_without_content(make_mock: MakeMock) -> None:
    """RFC 9110, section 9.3.2: the same fields, Content-Length among them."""
    mock = make_mock(DOCUMENT)
    head, get = (respond(mock, Request(method, "/v1/open")).response for method in ("HEAD", "GET"))
    assert (head.status, head.fields, head.content) == (get.status, get.fields, b"")
    assert get.fields.first("content-length") == "1"


def test_an_answer_says_what_it_knows_of_itself(make_mock: MakeMock) -> None:
    """Deprecation (RFC 9745), Vary where Accept mattered."""
    fields = respond(
        make_mock(DOCUMENT), Request("GET", "/v1/open", fields=Fields.of(accept="text/plain"))
    ).response.fields
    assert fields.first("deprecation") == "@0"
    assert "Accept" in (fields.combined("vary") or "")


@pytest.mark.parametrize(("cors", "has_fields"), [("on", True), ("strict", True), ("off", False)])
def test_cors_may_be_off(make_mock: MakeMock, cors: str, has_fields: bool) -> None:
    """Then a preflight is a plain OPTIONS."""
    preflight = Fields.of(origin="http://a.test", access_control_request_method="PUT")
    response = respond(make_mock(DOCUMENT, cors=cors), Request("OPTIONS", "/v1/open", fields=preflight)).response
    assert ("access-control-allow-origin" in response.fields, response.status) == (
        has_fields,
        204 if has_fields else 200,
    )


LABELLED = """
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /schema:
    put: {requestBody: {content: {application/json: {schema: {type: object}}}}, responses: {'200': {description: plain}}}
  /schema#add:
    put:
      requestBody: {content: {application/json: {schema: {type: object, required: [op], properties: {op: {enum: [add]}}}}}}
      responses: {'201': {description: added}}
  /schema#drop:
    put:
      requestBody: {content: {application/json: {schema: {type: object, required: [op], properties: {op: {enum: [drop]}}}}}}
      responses: {'202': {description: dropped}}
"""


@pytest.mark.parametrize(
    ("content", "status"), [(b'{"op": "add"}', 201), (b'{"op": "drop"}', 202), (b'{"op": "x"}', 200), (b"[]", 422)]
)
def test_a_label_in_a_path_key_is_told_apart_by_the_content(make_mock: MakeMock, content: bytes, status: int) -> None:
    """`/schema#add` and `/schema#drop` are one resource; the operation whose request this is answers."""
    fields = Fields.of(content_type="application/json")
    answer = respond(make_mock(LABELLED), Request("PUT", "/schema", fields=fields, content=content))
    assert answer.response.status == status


_TEXT = st.text(st.characters(max_codepoint=255), max_size=30)
_TARGETS = st.sampled_from(["/v1/open", "/v1/safe", "/v1/broken", "*", "/"]) | _TEXT
_FIELDS = st.lists(
    st.tuples(st.sampled_from(["accept", "prefer", "origin", "cookie", "content-type", "authorization", "x"]), _TEXT)
)


@given(
    method=st.sampled_from(["GET", "POST", "PUT", "OPTIONS", "HEAD", "TRACE"]) | _TEXT,
    target=_TARGETS,
    query=_TEXT,
    pairs=_FIELDS,
    content=st.binary(),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_request_has_an_answer(
    make_mock: MakeMock, method: str, target: str, query: str, pairs: list[tuple[str, str]], content: bytes
) -> None:
    """Whatever a client sends: a final status, fields that can be sent, a problem of the response's status."""
    answer = respond(_once(make_mock), Request(method, target, query, Fields(tuple(pairs)), content))
    response = answer.response
    assert 200 <= response.status <= 599
    assert all("\n" not in value and "\r" not in value and "\0" not in value for _, value in response.fields)
    assert all(name == name.lower() and value.encode("latin-1") is not None for name, value in response.fields)
    if response.fields.first("content-type") == "application/problem+json" and response.content:
        assert isinstance(response.content, bytes)
        assert json.loads(response.content)["status"] == response.status


_KEPT: list[Any] = []


def _once(make_mock: MakeMock) -> Mock:
    """One mock for all examples."""
    if not _KEPT:
        _KEPT.append(make_mock(DOCUMENT))
    mock: Mock = _KEPT[0]
    return mock


def test_a_document_that_is_too_deep_is_a_problem(make_mock: MakeMock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever part of ours it exhausts, the answer says so."""

    def exhausted(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr("mockserver.mock.answer.select", exhausted)
    answer = respond(make_mock(DOCUMENT), Request("GET", "/v1/open"))
    assert (answer.response.status, b"nested too deep" in answer.response.content) == (500, True)  # type: ignore[operator]


def test_a_preflight_for_what_is_no_path(make_mock: MakeMock) -> None:
    """The protocol is understood, whatever it asks for."""
    fields = Fields.of(origin="http://a.test", access_control_request_method="GET")
    response = respond(make_mock(DOCUMENT), Request("OPTIONS", "/v1/%zz", "", fields)).response
    assert (response.status, response.fields.first("access-control-allow-origin")) == (204, "http://a.test")


def test_checks_may_be_off(make_mock: MakeMock) -> None:
    """Neither credentials nor content are asked for, where the settings say so."""
    mock = make_mock(DOCUMENT, security=False, validate_requests=False)
    for request, status in ((Request("GET", "/v1/safe"), 200), (Request("POST", "/v1/open"), 201)):
        assert respond(mock, request).response.status == status


def test_a_declared_head_says_no_length(make_mock: MakeMock) -> None:
    """How long GET's content is, is not known of a HEAD that is declared itself (RFC 9110, section 8.6)."""
    head = "head: {responses: {'200': {description: ok, content: {text/plain: {example: one}}}}}"
    text = f"openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths: {{/a: {{{head}}}}}"
    response = respond(make_mock(text), Request("HEAD", "/a")).response
    assert (response.status, response.content, response.fields.first("content-length")) == (200, b"", None)


def test_an_answer_names_its_operation_and_its_refusal(make_mock: MakeMock) -> None:
    """For whoever tells of it."""
    mock = make_mock(DOCUMENT)
    good, bad = respond(mock, Request("GET", "/v1/open")), respond(mock, Request("GET", "/v1/safe"))
    assert good.operation is not None
    assert (good.operation.id, good.refusal) == ("readOpen", None)
    assert bad.refusal is not None
    assert bad.refusal.status == 401


def test_a_refusal_has_the_status_that_is_sent(make_mock: MakeMock) -> None:
    """Also where the document declares another one for it, and what it declares cannot be built."""
    get = """
    parameters: [{name: q, in: query, required: true, schema: {type: integer}}]
    responses: {'400': {description: d, content: {application/json: {schema: {$ref: '#/nowhere'}}}}}
    """
    document = f"openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths:\n  /a:\n   get:{get}"
    answer = respond(make_mock(document), Request("GET", "/a"))
    assert answer.refusal is not None
    assert answer.response.status == answer.refusal.status


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/nowhere"), ("GET", "/v1/safe"), ("GET", "/v1/%zz")])
def test_a_refusal_holds_no_frames(make_mock: MakeMock, method: str, path: str) -> None:
    """What is kept of an answer does not keep the request, its content and its connection."""
    refusal = respond(make_mock(DOCUMENT), Request(method, path, "", Fields(), b"")).trail.refusal
    assert refusal is not None
    assert (refusal.__traceback__, refusal.__cause__, refusal.__context__) == (None, None, None)
