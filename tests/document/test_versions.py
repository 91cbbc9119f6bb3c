"""2.0 to 3.2 in one shape: what each version writes, the model says alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mockserver.document.versions import version_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.document.model import Document, Operation

    MakeDocument = Callable[..., Document]

HEAD_2 = "swagger: '2.0'\ninfo: {title: t, version: '1'}\n"


@pytest.mark.parametrize(
    ("tree", "name"),
    [
        ({"swagger": "2.0"}, "2.0"),
        ({"swagger": 2.0}, "2.0"),
        ({"openapi": "3.0.4"}, "3.0"),
        ({"openapi": "3.1.2"}, "3.1"),
        ({"openapi": "3.2.0"}, "3.2"),
        ({"openapi": 3.1}, "3.1"),
        ({"openapi": "3.0-rc1"}, "3.0"),
        ({"openapi": "3.1.0-rc.1+x"}, "3.1"),
        ({"openapi": " 3.2.0 "}, "3.2"),
        ({"swagger": 2}, "2.0"),
        ({"swagger": "2"}, "2.0"),
        ({"openapi": "3.1.0", "swagger": "2.0"}, "3.1"),
        ({"openapi": "4.0.0"}, None),
        ({"openapi": "3"}, None),
        ({"openapi": "3.10.0"}, None),
        ({"openapi": "2.0"}, None),
        ({"swagger": "3.0.0"}, None),
        ({"openapi": True}, None),
        ({"openapi": {}}, None),
        ({}, None),
        ([], None),
    ],
)
def test_a_document_says_its_version(tree: Any, name: str | None) -> None:
    """By `openapi` or `swagger`, as text or as the number that YAML makes of it."""
    version = version_of(tree)
    assert (version and version.name) == name


def _operation(make_document: MakeDocument, body: str, head: str = "") -> Operation:
    document = make_document(f"{HEAD_2}{head}\npaths: {{/x: {{post: {body}}}}}")
    return document.path_items[0].operations["POST"]


@pytest.mark.parametrize(
    ("head", "urls"),
    [
        ("basePath: /v1", ["/v1"]),
        (
            "host: api.example.test\nbasePath: /v1\nschemes: [https, http]",
            ["https://api.example.test/v1", "http://api.example.test/v1"],
        ),
        ("", ["/"]),
    ],
)
def test_host_base_path_and_schemes_are_servers(make_document: MakeDocument, head: str, urls: list[str]) -> None:
    """2.0's three fields make 3.x's one."""
    document = make_document(f"{HEAD_2}{head}\npaths: {{}}")
    assert [server.url for server in document.servers] == urls


def test_a_body_parameter_is_a_request_body(make_document: MakeDocument) -> None:
    """With the media types that the operation, else the document, consumes."""
    body = "{parameters: [{in: body, name: b, required: true, schema: {type: object}}], responses: {}}"
    operation = _operation(make_document, body, "consumes: [application/xml, application/json]")
    assert operation.request_body is not None
    assert operation.request_body.required
    assert list(operation.request_body.content) == ["application/xml", "application/json"]
    assert operation.parameters == ()


@pytest.mark.parametrize(
    ("kind", "media_type"), [("string", "application/x-www-form-urlencoded"), ("file", "multipart/form-data")]
)
def test_form_parameters_are_one_object(make_document: MakeDocument, kind: str, media_type: str) -> None:
    """A file asks for multipart; `multi` repeats the field."""
    fields = f"[{{in: formData, name: f, type: {kind}, required: true}}, {{in: formData, name: l, type: array, items: {{type: string}}, collectionFormat: multi}}]"
    operation = _operation(make_document, f"{{parameters: {fields}, responses: {{}}}}")
    assert operation.request_body is not None
    ((name, media),) = operation.request_body.content.items()
    assert name == media_type
    assert media.schema is not None
    assert media.schema.whole["required"] == ["f"]
    assert media.schema.whole["properties"]["l"] == {"type": "array", "items": {"type": "string"}}
    assert (media.encoding["l"].style, media.encoding["l"].explode) == ("form", True)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{type: string, allowEmptyValue: false}", {"type": "string", "minLength": 1}),
        ("{type: string, allowEmptyValue: false, minLength: 3}", {"type": "string", "minLength": 3}),
        ("{type: string, allowEmptyValue: true}", {"type": "string"}),
        ("{type: string}", {"type": "string"}),
        ("{type: integer, allowEmptyValue: false}", {"type": "integer"}),
    ],
)
def test_no_empty_value_where_that_is_written_down(make_document: MakeDocument, written: str, expected: object) -> None:
    """OAS 2.0, Parameter Object: an empty value needs `allowEmptyValue`; only who writes `false` is taken at the word."""
    operation = _operation(make_document, f"{{parameters: [{{in: query, name: q, {written[1:]}], responses: {{}}}}")
    schema = operation.parameters[0].schema
    assert schema is not None
    assert schema.whole == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{type: integer, allowEmptyValue: true}", {"anyOf": [{"type": "integer"}, {"const": ""}]}),
        ("{type: integer}", {"type": "integer"}),
        ("{type: string, allowEmptyValue: true}", {"type": "string"}),
    ],
)
def test_a_field_of_a_form_may_be_empty(make_document: MakeDocument, written: str, expected: object) -> None:
    """`allowEmptyValue` of a form's field is said by its schema: since 3.0 no other place is left for it."""
    operation = _operation(make_document, f"{{parameters: [{{in: formData, name: q, {written[1:]}], responses: {{}}}}")
    assert operation.request_body is not None
    schema = operation.request_body.content["application/x-www-form-urlencoded"].schema
    assert schema is not None
    assert schema.whole["properties"]["q"] == expected


@pytest.mark.parametrize(
    ("place", "collection", "style", "explode"),
    [
        ("query", "csv", "form", False),
        ("query", "multi", "form", True),
        ("query", "ssv", "spaceDelimited", False),
        ("query", "tsv", "tabDelimited", False),
        ("query", "pipes", "pipeDelimited", False),
        ("header", "csv", "simple", False),
    ],
)
def test_collection_formats_are_styles(
    make_document: MakeDocument, place: str, collection: str, style: str, explode: bool
) -> None:
    """2.0's collectionFormat says what style and explode say."""
    parameter = f"{{in: {place}, name: p, type: array, items: {{type: integer}}, collectionFormat: {collection}}}"
    (built,) = _operation(make_document, f"{{parameters: [{parameter}], responses: {{}}}}").parameters
    assert (built.style, built.explode) == (style, explode)
    assert built.schema is not None
    assert built.schema.whole == {"type": "array", "items": {"type": "integer"}}


def test_a_response_has_content_by_what_is_produced(make_document: MakeDocument) -> None:
    """`schema` for each media type that is produced, `examples` by media type, headers with a schema."""
    response = (
        "{description: ok, schema: {type: string}, examples: {text/plain: hello}, headers: {X-N: {type: integer}}}"
    )
    operation = _operation(make_document, f"{{produces: [application/json], responses: {{'200': {response}}}}}")
    declared = operation.responses["200"]
    assert list(declared.content) == ["application/json", "text/plain"]
    assert declared.content["text/plain"].examples[""].value == "hello"
    assert declared.headers["X-N"].schema is not None
    assert declared.headers["X-N"].schema.whole == {"type": "integer"}


@pytest.mark.parametrize(
    ("response", "content"),
    [
        ("{description: ok}", []),
        ("{description: ok, schema: {type: string}}", ["application/json"]),
        ("{description: ok, schema: {type: file}}", ["application/octet-stream"]),
        ("{description: ok, examples: {application/json: 1}}", ["application/json"]),
    ],
)
def test_a_response_without_produces(make_document: MakeDocument, response: str, content: list[str]) -> None:
    """JSON is meant where nothing is said, octets for a file, nothing without a schema."""
    assert list(_operation(make_document, f"{{responses: {{'200': {response}}}}}").responses["200"].content) == content


def test_security_definitions_are_schemes(make_document: MakeDocument) -> None:
    """`basic` is http, an oauth2 flow's scopes are the scheme's."""
    definitions = "securityDefinitions: {b: {type: basic}, k: {type: apiKey, in: header, name: X-Key}, o: {type: oauth2, flow: implicit, scopes: {read: r}}}"
    document = make_document(
        f"{HEAD_2}{definitions}\nsecurity: [{{o: [read]}}]\npaths: {{/x: {{get: {{responses: {{}}}}}}}}"
    )
    schemes = document.security_schemes
    assert (schemes["b"].type, schemes["b"].scheme) == ("http", "basic")
    assert (schemes["k"].location, schemes["k"].parameter) == ("header", "X-Key")
    assert schemes["o"].scopes == ("read",)
    assert [dict(each) for each in document.path_items[0].operations["GET"].security] == [{"o": ("read",)}]


def test_nullable_is_told_by_an_extension(make_document: MakeDocument) -> None:
    """2.0 has no `nullable`; `x-nullable` is what people write."""
    operation = _operation(
        make_document, "{responses: {'200': {description: ok, schema: {type: string, x-nullable: true}}}}"
    )
    schema = operation.responses["200"].content["application/json"].schema
    assert schema is not None
    assert schema.whole["type"] == ["string", "null"]


@pytest.mark.parametrize(
    ("version", "methods"), [("3.0.3", ["GET"]), ("3.1.0", ["GET"]), ("3.2.0", ["GET", "QUERY", "COPY", "x-lower"])]
)
def test_query_and_additional_methods_are_of_3_2(make_document: MakeDocument, version: str, methods: list[str]) -> None:
    """OAS 3.2 Path Item Object; additional methods keep their spelling."""
    item = "{get: {}, query: {}, additionalOperations: {COPY: {}, x-lower: {}}}"
    document = make_document(f"openapi: {version}\ninfo: {{title: t, version: '1'}}\npaths: {{/x: {item}}}")
    assert list(document.path_items[0].operations) == methods


def test_examples_of_parameters_and_of_bodies(make_document: MakeDocument) -> None:
    """Swagger 2.0 has none; `x-example` is how they are written."""
    written = "[{in: query, name: q, type: string, x-example: a}, {in: body, name: b, schema: {}, x-example: {c: 1}}]"
    operation = _operation(make_document, f"{{parameters: {written}, responses: {{}}}}")
    assert [each.value for each in operation.parameters[0].examples.values()] == ["a"]
    assert operation.request_body is not None
    assert [each.value for each in operation.request_body.content["application/json"].examples.values()] == [{"c": 1}]


def test_a_parameter_as_later_versions_write_it(make_document: MakeDocument) -> None:
    """With a `schema`, as some documents of 2.0 have it."""
    written = "[{in: query, name: q, schema: {type: integer}}]"
    (parameter,) = _operation(make_document, f"{{parameters: {written}, responses: {{}}}}").parameters
    assert parameter.schema is not None
    assert parameter.schema.whole == {"type": "integer"}


def test_a_form_of_which_nothing_is_required(make_document: MakeDocument) -> None:
    """Its schema requires nothing, and the content may be left out."""
    written = "[{in: formData, name: f, type: string}]"
    body = _operation(make_document, f"{{parameters: {written}, responses: {{}}}}").request_body
    assert body is not None
    assert not body.required
    schema = body.content["application/x-www-form-urlencoded"].schema
    assert schema is not None
    assert "required" not in schema.whole


@pytest.mark.parametrize(
    "part",
    [
        "schemes: 1",
        "schemes: https",
        "securityDefinitions: []",
        "securityDefinitions: {$ref: '#/x-none'}",
        "securityDefinitions: {a: {$ref: '#/x-none'}}",
    ],
)
def test_a_2_0_document_with_a_part_of_another_kind_is_served(make_document: MakeDocument, part: str) -> None:
    """What is wrong with the part is told elsewhere; nothing else of the document is lost for it."""
    document = make_document(f"{HEAD_2}host: h\nbasePath: /v1\n{part}\npaths: {{/a: {{get: {{}}}}}}")
    assert [server.url for server in document.servers] == ["http://h/v1"]
    assert [*document.path_items[0].operations] == ["GET"]
    assert dict(document.security_schemes) == {}


def test_a_2_0_header_that_is_no_mapping_says_nothing(make_document: MakeDocument) -> None:
    """Neither does such a parameter; the operation answers all the same."""
    operation = "{parameters: [text, 5], responses: {200: {headers: {X-A: text, X-B: [1]}}}}"
    (item,) = make_document(f"{HEAD_2}paths: {{/a: {{get: {operation}}}}}").path_items
    assert list(item.operations["GET"].responses["200"].headers) == ["X-A", "X-B"]
    assert item.operations["GET"].parameters == ()
