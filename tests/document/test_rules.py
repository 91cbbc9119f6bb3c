"""Rules of paths, operations, parameters, responses, security and servers."""

from __future__ import annotations

from typing import NoReturn

import pytest

from mockserver.document.parse import parse
from mockserver.document.validation import deep
from mockserver.errors import NotRetrieved

INFO = "info: {title: t, version: '1'}"
BODY = "{description: '', content: {application/json: {}}}"


def refuse(uri: str) -> NoReturn:
    """A retriever that reads nothing."""
    raise NotRetrieved(f"{uri} is not read")


def told(document: str) -> list[tuple[int, str, str]]:
    """Line, code and hint of each deep diagnostic."""
    diagnostics = deep(parse(document, name="d.yaml"), refuse, uri="file:///d.yaml")
    return [(each.location.line, each.code, each.hint) for each in diagnostics]


def messages(document: str) -> list[str]:
    """The message of each deep diagnostic."""
    return [each.message for each in deep(parse(document, name="d.yaml"), refuse)]


def codes(lines: str, version: str = "openapi: 3.2.0") -> list[tuple[int, str]]:
    """Line and code of each deep diagnostic of a document whose third line is the first of these."""
    return [(line, code) for line, code, _ in told(f"{version}\n{INFO}\n{lines}")]


OPERATION = "{responses: {'200': {description: ''}}}"
REFERRING = "paths:\n  /a/{id}:\n    get:\n      parameters: [{$ref: '#/components/parameters/id'}]"
ELSEWHERE = "paths:\n  /a/{id}:\n    $ref: '#/components/pathItems/a'"
GIVEN_ID = "parameters: [{name: id, in: path, required: true, schema: {}}]"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("paths:\n  /a/{id}: {}\n  /a/b: {}\n  /b/{id}: {}", []),
        ("paths:\n  /a/{id}: {}\n  /a/{name}: {}", [(5, "equal-templates")]),
        ("paths:\n  /a/{id}: {}\n  /a/{name}: {}\n  /a/{x}: {}", [(5, "equal-templates"), (6, "equal-templates")]),
        ("paths:\n  /a/{id: {}", [(4, "bad-template")]),
        ("paths:\n  /a/id}: {}", [(4, "bad-template")]),
        ("paths:\n  /a/{}: {}", [(4, "bad-template")]),
        ("paths:\n  /a/{b}/{b}: {}", [(4, "repeated-parameter")]),
        ("paths:\n  '/a?b=c': {}", [(4, "query-in-path")]),
        ("paths:\n  '/a#b': {}", [(4, "query-in-path")]),
        ("paths:\n  '/a/{b?}': {}", []),
    ],
)
def test_templates(lines: str, expected: list[tuple[int, str]]) -> None:
    """Templates that are the same path, that are written wrong, or that hold what is no path."""
    assert codes(lines) == expected


def test_equal_templates_name_both_places() -> None:
    """The second of two equal templates says where the first one stands."""
    (message,) = messages(f"openapi: 3.1.0\n{INFO}\npaths:\n  /a/{{id}}: {{}}\n  /a/{{name}}: {{}}")
    assert message == "'/a/{name}' and '/a/{id}' are the same path (the other is at d.yaml:4:3)"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (f"paths:\n  /a/{{id}}:\n    {GIVEN_ID}\n    get: {OPERATION}", []),
        (f"paths:\n  /a/{{id}}:\n    get:\n      {GIVEN_ID}", []),
        (f"paths:\n  /a/{{id}}:\n    get: {OPERATION}", [(5, "path-parameter-undeclared")]),
        (f"paths:\n  /a/{{id}}:\n    get: {OPERATION}\n    post:\n      {GIVEN_ID}", [(5, "path-parameter-undeclared")]),
        (f"paths:\n  /a:\n    {GIVEN_ID}", [(5, "path-parameter-unused")]),
        (f"paths:\n  /a:\n    get:\n      {GIVEN_ID}", [(6, "path-parameter-unused")]),
        (f"paths:\n  /a/{{ID}}:\n    get:\n      {GIVEN_ID}",
         [(5, "path-parameter-undeclared"), (6, "path-parameter-unused")]),
        (f"{REFERRING}\ncomponents:\n  parameters:\n    id: {{name: id, in: path, required: true, schema: {{}}}}", []),
        ("paths:\n  /a/{id}:\n    get:\n      parameters: [{$ref: '#/nowhere'}]", [(6, "ref-not-found")]),
        (f"{ELSEWHERE}\ncomponents:\n  pathItems:\n    a:\n      {GIVEN_ID}\n      get: {OPERATION}", []),
        (f"paths:\n  /a/{{id}}:\n    additionalOperations:\n      COPY: {OPERATION}", [(6, "path-parameter-undeclared")]),
        (f"webhooks:\n  w:\n    {GIVEN_ID}\n    post: {OPERATION}", []),
    ],
)  # fmt: skip
def test_path_parameters(lines: str, expected: list[tuple[int, str]]) -> None:
    """What a template names is declared by the operation or its path item, and the other way round."""
    assert codes(lines) == expected


def test_a_misspelt_path_parameter_has_its_cure() -> None:
    """Both sides of a misspelt parameter ask whether the other was meant."""
    parameter = "parameters: [{name: petld, in: path, required: true, schema: {}}]"
    found = told(f"openapi: 3.1.0\n{INFO}\npaths:\n  /a/{{petId}}:\n    get:\n      {parameter}")
    assert [hint for _, _, hint in found] == ["did you mean 'petld'?", "did you mean 'petId'?"]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ("[{name: a, in: query}, {name: a, in: header}]", []),
        ("[{name: a, in: query}, {name: A, in: query}]", []),
        ("[{name: a, in: query}, {name: a, in: query}]", ["duplicate-parameter"]),
        ("[{name: a, in: header}, {name: A, in: header}]", ["duplicate-parameter"]),
        ("[{name: 'a b', in: header}]", ["unsendable-name"]),
        ("[{name: 'a=b', in: cookie}]", ["unsendable-name"]),
        ("[{name: 'a b', in: query}]", []),
        ("[{name: Accept, in: header}]", ["ignored-header"]),
        ("[{name: authorization, in: header}]", ["ignored-header"]),
        ("[{name: Host, in: header, required: true}]", ["forbidden-header"]),
        ("[{name: Sec-Fetch-Mode, in: header, required: true}]", ["forbidden-header"]),
        ("[{name: Host, in: header}]", []),
        ("[{name: 5, in: [a]}, {in: query}, 7]", []),
    ],
)
def test_parameters(parameters: str, expected: list[str]) -> None:
    """Names that stand twice, that no message can carry, or that nobody can set."""
    assert [code for _, code in codes(f"paths:\n  /a:\n    get:\n      parameters: {parameters}")] == expected


@pytest.mark.parametrize(
    ("shared", "own", "expected"),
    [
        ("[]", "[{name: q, in: querystring}]", []),
        ("[]", "[{name: q, in: query}, {name: r, in: query}]", []),
        ("[]", "[{name: q, in: querystring}, {name: r, in: query}]", ["querystring-not-alone"]),
        ("[{name: q, in: querystring}]", "[{name: r, in: query}]", ["querystring-not-alone"]),
        ("[{name: q, in: querystring}]", "[{name: r, in: querystring}]", ["querystring-not-alone"]),
    ],
)
def test_a_query_string_stands_alone(shared: str, own: str, expected: list[str]) -> None:
    """What is the whole query is the only parameter of the query, over path item and operation."""
    lines = f"paths:\n  /a:\n    parameters: {shared}\n    get: {{parameters: {own}}}"
    assert [code for _, code in codes(lines)] == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("X-Rate", []),
        ("'X Rate'", ["unsendable-name"]),
        ("Content-Type", ["ignored-header"]),
        ("''", ["unsendable-name"]),
    ],
)
def test_response_headers(header: str, expected: list[str]) -> None:
    """The name of a response's header is a token, and not Content-Type."""
    response = f"{{description: '', headers: {{{header}: {{schema: {{}}}}}}}}"
    assert [code for _, code in codes(f"paths:\n  /a:\n    get:\n      responses: {{'200': {response}}}")] == expected


def test_the_name_of_a_header_component_is_no_field_name() -> None:
    """Only where a header is used does its key become a field's name."""
    lines = "paths:\n  /a:\n    get:\n      responses: {'200': {description: '', headers: {A: {$ref: '#/components/headers/a'}}}}"
    assert codes(f"{lines}\ncomponents:\n  headers:\n    a: {{schema: {{}}}}") == []


def test_an_operation_id_is_taken_once() -> None:
    """The second operation of an id says where the first one is, also across paths and webhooks."""
    lines = "paths:\n  /a:\n    get: {operationId: x}\n    put: {operationId: y}\nwebhooks:\n  w:\n    post: {operationId: x}"
    assert codes(lines) == [(9, "duplicate-operation-id")]
    (message,) = messages(f"openapi: 3.1.0\n{INFO}\n{lines}")
    assert message == "the operationId 'x' is taken (the other is at d.yaml:5:11)"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("trace: {}", [(5, "forbidden-method")]),
        ("additionalOperations: {TRACK: {}}", [(5, "forbidden-method")]),
        ("additionalOperations: {CONNECT: {}}", [(5, "forbidden-method")]),
        ("additionalOperations: {connect: {}}", [(5, "forbidden-method")]),
        ("additionalOperations: {COPY: {}}", []),
        ("additionalOperations: {post: {}}", [(5, "method-case")]),
        ("additionalOperations: {'A B': {}}", [(5, "unsendable-name")]),
        ("get: {requestBody: {content: {}}}", [(5, "content-with-get")]),
        ("head: {requestBody: {content: {}}}", [(5, "content-with-get")]),
        ("delete: {requestBody: {content: {}}}", []),
        ("query: {requestBody: {content: {}}}", []),
    ],
)
def test_methods(lines: str, expected: list[tuple[int, str]]) -> None:
    """Methods that browsers do not send, that look like others, and content where there is none."""
    assert codes(f"paths:\n  /a:\n    {lines}") == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("'200'", []),
        ("200", []),
        ("2XX", []),
        ("default", []),
        ("x-note", []),
        ("20O", ["impossible-status"]),
        ("2xx", ["impossible-status"]),
        ("600", ["impossible-status"]),
        ("099", ["impossible-status"]),
        ("defalt", ["impossible-status"]),
        ("100", ["interim-status"]),
        ("1XX", ["interim-status"]),
    ],
)
def test_statuses(status: str, expected: list[str]) -> None:
    """A response stands under a status, a range or `default`, and under a final one."""
    assert [
        code for _, code in codes(f"paths:\n  /a:\n    get:\n      responses: {{{status}: {{description: ''}}}}")
    ] == expected


@pytest.mark.parametrize(
    ("version", "response", "expected"),
    [
        ("openapi: 3.1.0", "'204': {description: '', content: {text/plain: {}}}", ["content-without-meaning"]),
        ("openapi: 3.1.0", "'304': {description: '', content: {text/plain: {}}}", ["content-without-meaning"]),
        ("openapi: 3.1.0", "'204': {description: '', content: {}}", []),
        ("openapi: 3.1.0", "'200': {description: '', content: {text/plain: {}}}", []),
        ("swagger: '2.0'", "'204': {description: '', schema: {type: string}}", ["content-without-meaning"]),
        ("openapi: 3.1.0", "'200': {description: '', content: {json: {}}}", ["bad-media-type"]),
        ("openapi: 3.1.0", "'200': {description: '', content: {'application/json; charset=utf-8': {}}}", []),
        ("openapi: 3.1.0", "'200': {description: '', content: {'*/*': {}, image/*: {}}}", []),
    ],
)
def test_content_of_responses(version: str, response: str, expected: list[str]) -> None:
    """Content stands under a media type, and not where a status has none."""
    lines = f"paths:\n  /a:\n    get:\n      responses: {{{response}}}"
    assert [code for _, code in codes(lines, version)] == expected


def test_media_types_of_swagger() -> None:
    """`consumes` and `produces` are lists of media types."""
    lines = "produces: [json]\npaths:\n  /a:\n    get: {consumes: [text/plain, form]}"
    assert codes(lines, "swagger: '2.0'") == [(3, "bad-media-type"), (6, "bad-media-type")]


def test_a_swagger_operation_has_one_body() -> None:
    """Two bodies, or a body and a form, exclude each other."""
    lines = "paths:\n  /a:\n    post:\n      parameters:\n"
    body = "      - {name: a, in: body, schema: {}}\n"
    form = "      - {name: f, in: formData, type: string}\n"
    assert codes(lines + body + body.replace("a,", "b,"), "swagger: '2.0'") == [(8, "two-bodies")]
    assert codes(lines + body + form, "swagger: '2.0'") == [(8, "two-bodies")]
    assert codes(lines + form + form.replace("f,", "g,"), "swagger: '2.0'") == []


SCHEMES = "components:\n  securitySchemes:\n    key: {type: apiKey, in: header, name: k}\n    oauth: "
FLOWS = "{type: oauth2, flows: {clientCredentials: {tokenUrl: /t, scopes: {read: ''}}}}"


@pytest.mark.parametrize(
    ("security", "expected"),
    [
        ("[{key: []}, {}]", []),
        ("[{kye: []}]", [(3, "security-not-defined", "did you mean 'key'?")]),
        ("[{basic: []}]", [(3, "security-not-defined", "add it to components.securitySchemes")]),
        ("[{oauth: [read]}]", []),
        ("[{oauth: [raed]}]", [(3, "scope-not-defined", "did you mean 'read'?")]),
        ("[{key: [any]}]", []),
        ("{key: []}", []),
    ],
)
def test_security(security: str, expected: list[tuple[int, str, str]]) -> None:
    """A requirement names schemes that are defined, and scopes that an oauth2 scheme has."""
    assert told(f"openapi: 3.1.0\n{INFO}\nsecurity: {security}\n{SCHEMES}{FLOWS}\npaths: {{}}") == expected


def test_security_of_swagger() -> None:
    """2.0 defines its schemes at the top, with the scopes beside them."""
    schemes = "securityDefinitions:\n  o: {type: oauth2, flow: implicit, authorizationUrl: /a, scopes: {read: ''}}"
    lines = f"{schemes}\npaths:\n  /a:\n    get: {{security: [{{o: [write]}}, {{p: []}}]}}"
    assert codes(lines, "swagger: '2.0'") == [(7, "scope-not-defined"), (7, "security-not-defined")]


def test_a_scheme_may_be_named_by_uri_since_32() -> None:
    """3.2 lets a requirement name a scheme by URI."""
    lines = f"security: [{{'#/components/securitySchemes/key': []}}]\n{SCHEMES}{FLOWS}"
    assert codes(lines) == []
    assert codes(lines, "openapi: 3.1.0") == [(3, "security-not-defined")]


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        ("{url: '/{v}', variables: {v: {default: a}}}", []),
        ("{url: '/{v}'}", ["server-variable-not-defined"]),
        ("{url: '/{v}', variables: {v: {enum: [a, b], default: c}}}", ["default-not-among"]),
        ("{url: '/{v}', variables: {v: {enum: [a, b], default: b}}}", []),
    ],
)
def test_servers(server: str, expected: list[str]) -> None:
    """The variables of a server's URL are defined, with a default that is one of their values."""
    assert [code for _, code in codes(f"servers: [{server}]\npaths: {{}}")] == expected
