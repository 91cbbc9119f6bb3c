"""Examples and defaults against their schemas."""

from __future__ import annotations

import re
from typing import NoReturn

import pytest

from mockserver.document.parse import parse
from mockserver.document.validation import deep
from mockserver.errors import NotRetrieved

INFO = "info: {title: t, version: '1'}"


def refuse(uri: str) -> NoReturn:
    """A retriever that reads nothing."""
    raise NotRetrieved(f"{uri} is not read")


def told(document: str) -> list[tuple[str, str, str, str]]:
    """Severity, code, pointer and message of each finding about a value."""
    found = deep(parse(document, name="d.yaml"), refuse, uri="file:///d.yaml")
    kinds = {"default-invalid", "example-invalid"}
    return [(each.severity.name, each.code, each.pointer, each.message) for each in found if each.code in kinds]


def schema(text: str, version: str = "openapi: 3.1.0") -> str:
    """A document with this schema among its components, and a Pet."""
    pet = "Pet: {type: object, required: [name], properties: {name: {type: string}}}"
    return f"{version}\n{INFO}\ncomponents:\n  schemas:\n    {pet}\n    A: {text}"


EXAMPLE = "the example does not fit its schema: "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{type: string, example: a, default: b}", []),
        ("{type: string, example: 5}", [("WARNING", "example-invalid", "/example", EXAMPLE + "it must be text, and is 5")]),
        ("{type: string, examples: [a, 5]}",
         [("WARNING", "example-invalid", "/examples/1", EXAMPLE + "it must be text, and is 5")]),
        ("{type: integer, default: '5'}", [("ERROR", "default-invalid", "/default",
         "the default '5' does not fit its schema: it must be a whole number, and is '5'")]),
        ("{type: array, items: {type: string}, example: [a, 1]}",
         [("WARNING", "example-invalid", "/example/1", EXAMPLE + "item 2 must be text, and is 1")]),
        ("{$ref: '#/components/schemas/Pet', example: {name: 5}}",
         [("WARNING", "example-invalid", "/example/name", EXAMPLE + "'name' must be text, and is 5")]),
        ("{allOf: [{$ref: '#/components/schemas/Pet'}], example: {}}",
         [("WARNING", "example-invalid", "/example", EXAMPLE + "the required field 'name' is missing")]),
        ("{required: [a, b], example: {}}",
         [("WARNING", "example-invalid", "/example", EXAMPLE + "the required fields 'a', 'b' are missing")]),
        ("{additionalProperties: {type: string}, example: {'007': 5}}",
         [("WARNING", "example-invalid", "/example/007", EXAMPLE + "'007' must be text, and is 5")]),
        ("{type: string, format: date, example: today}", []),
        ("{pattern: '(', type: string, example: x}", []),
        ("{pattern: '[\\w-.]', type: integer, example: x}",
         [("WARNING", "example-invalid", "/example", EXAMPLE + "it must be a whole number, and is 'x'")]),
        ("{$ref: '#/nowhere', example: 1}", []),
        ("{required: [a], properties: {a: {readOnly: true}}, example: {}}", []),
        ("{required: [a], properties: {a: {writeOnly: true}}, example: {}}", []),
    ],
)  # fmt: skip
def test_values_of_schemas(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    """A default that does not fit is an error and an example a warning, at the place inside the value."""
    found = told(schema(text))
    assert [
        (severity, code, pointer.partition("/A")[2], message) for severity, code, pointer, message in found
    ] == expected


@pytest.mark.parametrize(("depth", "expected"), [(120, 1), (130, 0)])
def test_a_schema_nested_deeper_than_the_engine_reads_tells_nothing(depth: int, expected: int) -> None:
    """No value can be compared with it, so none is blamed."""
    text = "{properties: {a: " * depth + "{}" + "}}" * (depth - 1) + "}, type: object, example: 5}"
    assert len(told(schema(text))) == expected


def test_a_value_that_catastrophic_patterns_would_hang_on_is_judged() -> None:
    """A pattern that backtracks without end elsewhere is answered at once."""
    (found,) = told(schema(f"{{type: string, pattern: '^(a+)+$', default: {'a' * 60}!}}"))
    assert found[1] == "default-invalid"


@pytest.mark.parametrize(
    ("version", "text", "expected"),
    [
        ("openapi: 3.0.4", "{type: string, nullable: true, default: null}", []),
        ("openapi: 3.0.4", "{type: string, default: null}", ["default-invalid"]),
        ("swagger: '2.0'", "{type: string, x-nullable: true, default: null}", ["default-invalid"]),
        ("swagger: '2.0'", "{type: string, x-nullable: true, example: null}", []),
        ("openapi: 3.1.0", "{type: [string, 'null'], default: null}", []),
        ("openapi: 3.0.4", "{type: integer, minimum: 1, exclusiveMinimum: true, example: 1}", ["example-invalid"]),
    ],
)
def test_each_dialect_is_compared_as_it_is_meant(version: str, text: str, expected: list[str]) -> None:
    """`nullable` admits null, an extension of 2.0 makes no default valid, a boolean `exclusiveMinimum` counts."""
    document = schema(text, version)
    if version.startswith("swagger"):
        document = document.replace("components:\n  schemas:", "definitions:").replace("\n    ", "\n  ")
    assert [code for _, code, _, _ in told(document)] == expected


def operation(text: str, version: str = "openapi: 3.1.0") -> str:
    """A document with one operation, and the components that it may refer to."""
    examples = "examples: {good: {value: {name: x}}, bad: {value: {name: 1}}}"
    once = "{required: [id, secret], properties: {id: {readOnly: true}, secret: {writeOnly: true}}}"
    return f"{version}\n{INFO}\npaths:\n  /a:\n    post: {text}\ncomponents:\n  {examples}\n  schemas: {{Once: {once}}}"


PET = "schema: {type: object, properties: {name: {type: string}}}"


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        (f"application/json: {{{PET}, example: {{name: 1}}}}", ["/example/name"]),
        (f"application/json: {{{PET}, examples: {{a: {{value: {{name: 1}}}}}}}}", ["/examples/a/value/name"]),
        (f"application/json: {{{PET}, examples: {{a: {{dataValue: {{name: 1}}}}}}}}", ["/examples/a/dataValue/name"]),
        (f"application/json: {{{PET}, examples: {{a: {{$ref: '#/components/examples/bad'}}}}}}",
         ["/components/examples/bad/value/name"]),
        (f"application/json: {{{PET}, examples: {{a: {{$ref: '#/components/examples/good'}}}}}}", []),
        (f"application/json: {{{PET}, examples: {{a: 5, b: {{externalValue: x}}}}}}", []),
        (f"application/json: {{{PET}, example: '{{\"name\": \"x\"}}'}}", ["/example"]),
        (f"application/problem+json: {{{PET}, example: 5}}", ["/example"]),
        (f"application/xml: {{{PET}, example: '<a/>'}}", []),
        (f"multipart/form-data: {{{PET}, example: a=b}}", []),
        ("application/json: {schema: {$ref: '#/components/schemas/Once'}, example: {id: 1}}", []),
        ("application/json: {schema: {$ref: '#/components/schemas/Once'}, example: {secret: 1}}", ["/example"]),
        ("application/json: {example: 5}", []),
    ],
)  # fmt: skip
def test_examples_of_responses(media_type: str, expected: list[str]) -> None:
    """Examples are compared in the direction in which they go; text of another syntax is left alone."""
    found = told(operation(f"{{responses: {{'200': {{description: '', content: {{{media_type}}}}}}}}}"))
    assert [re.sub(r"/paths/.*json", "", pointer) for _, _, pointer, _ in found] == expected


@pytest.mark.parametrize(("depth", "expected"), [(200, 1), (300, 0)])
def test_a_value_nested_deeper_than_the_engine_reads_is_not_compared(depth: int, expected: int) -> None:
    """Nothing is said of it."""
    content = f"{{application/json: {{schema: {{type: object}}, example: {'[' * depth}{']' * depth}}}}}"
    assert len(told(operation(f"{{responses: {{'200': {{description: '', content: {content}}}}}}}"))) == expected


def test_examples_of_requests() -> None:
    """What is `readOnly` need not be in a request's example, and what is `writeOnly` must."""
    once = "schema: {$ref: '#/components/schemas/Once'}"
    content = f"{{application/json: {{{once}, examples: {{a: {{value: {{secret: 1}}}}, b: {{value: {{id: 1}}}}}}}}}}"
    found = told(operation(f"{{requestBody: {{content: {content}}}}}"))
    assert [each[2].rpartition("/examples/")[2] for each in found] == ["b/value"]


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [
        ("{name: n, in: query, schema: {type: integer}, example: 1}", []),
        ("{name: n, in: query, schema: {type: integer}, example: x}", ["example-invalid"]),
        ("{name: n, in: query, schema: {type: integer}, examples: {a: {value: x}}}", ["example-invalid"]),
    ],
)
def test_examples_of_parameters(parameter: str, expected: list[str]) -> None:
    """The examples beside a parameter's schema are compared with it."""
    assert [code for _, code, _, _ in told(operation(f"{{parameters: [{parameter}]}}"))] == expected


def test_values_of_swagger() -> None:
    """2.0 has defaults in parameters, and examples by media type in responses."""
    responses = "{'200': {description: '', schema: {type: object}, examples: {application/json: 5, text/plain: 5}}}"
    parameters = "[{name: n, in: query, type: integer, default: x}, {name: m, in: query, type: string, default: x}]"
    text = f"swagger: '2.0'\n{INFO}\npaths:\n  /a:\n    get: {{parameters: {parameters}, responses: {responses}}}"
    assert [(code, pointer.rpartition("/get/")[2]) for _, code, pointer, _ in told(text)] == [
        ("default-invalid", "parameters/0/default"),
        ("example-invalid", "responses/200/examples/application~1json"),
    ]
