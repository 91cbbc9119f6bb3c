"""What keeps a document from being served, and only that."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver.document.diagnostics import Severity
from mockserver.document.parse import parse
from mockserver.document.validation import fatal

OK = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}}


def told(document: str) -> list[tuple[str, str, int]]:
    """Severity, code and line of each diagnostic."""
    return [(each.severity.name, each.code, each.location.line) for each in fatal(parse(document, name="d.yaml"))]


def said(document: str) -> str:
    """The only diagnostic as a text."""
    (diagnostic,) = fatal(parse(document, name="d.yaml"))
    return str(diagnostic)


@pytest.mark.parametrize("version", ["3.0.0", "3.0.4", "3.0", "3.1.0", "3.1.2", "3.2.0", "3.1.0-rc1"])
def test_each_supported_version_is_served(version: str) -> None:
    """OpenAPI 3.0, 3.1 and 3.2 of any patch are known."""
    assert told(f"openapi: '{version}'\npaths: {{}}") == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("swagger: '2.0'", []),
        ("swagger: 2.0", []),
        ("swagger: 2", []),
        ("openapi: 3.0", []),
        ("openapi: 3.1", []),
        ("openapi: 4.0.0", [("FATAL", "unknown-version", 1)]),
        ("openapi: '3'", [("FATAL", "unknown-version", 1)]),
        ("openapi: 3.3.0", [("FATAL", "unknown-version", 1)]),
        ("openapi: '2.0'", [("FATAL", "unknown-version", 1)]),
        ("swagger: '3.0.0'", [("FATAL", "unknown-version", 1)]),
        ("swagger: '1.2'", [("FATAL", "unknown-version", 1)]),
        ("openapi: null", [("FATAL", "unknown-version", 1)]),
        ("openapi: true", [("FATAL", "unknown-version", 1)]),
        ("openapi: [3]", [("FATAL", "unknown-version", 1)]),
        ("openapi: 3.1.0\nswagger: '2.0'", [("WARNING", "two-versions", 2)]),
    ],
)
def test_the_version_is_judged(line: str, expected: list[tuple[str, str, int]]) -> None:
    """A version without quotes is read, and found by `shape`; an unknown one is fatal."""
    assert told(f"{line}\npaths: {{}}") == expected


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("asyncapi: 2.6.0\ninfo: {}", "this is an AsyncAPI document"),
        ("swaggerVersion: '1.2'\nbasePath: /", "this is a Swagger 1.x document"),
        ("arazzo: 1.0.0\ninfo: {}", "this is an Arazzo document"),
        ('{"info": {"_postman_id": "x"}, "item": []}', "this is a Postman collection"),
        (
            '{"info": {"schema": "https://schema.getpostman.com/json/collection/v2.1.0/"}}',
            "this is a Postman collection",
        ),
        ('{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}', "this is a JSON Schema"),
        ("apiVersion: v1\nkind: Service", "this is a Kubernetes resource"),
        ("#%RAML 1.0\n- a", "this is a RAML document"),
        ("[1, 2]", "the file holds a list"),
        ("just text", "the file holds only the value 'just text'"),
        ("opneapi: 3.1.0", "did you mean 'openapi'?"),
        ("OpenAPI: 3.1.0", "did you mean 'openapi'?"),
        ("info: {title: x}\npaths: {}", "the field 'openapi', which says the version, is missing"),
        ("a: 1", "it has no field 'openapi'"),
        ("swagger: '3.0.0'\npaths: {}", "write 'openapi: 3.0.0'"),
        ("openapi: '2.0'\npaths: {}", "version 2.0 is written \"swagger: '2.0'\""),
        ("openapi: '3'\npaths: {}", "write it in full, such as 'openapi: 3.1.0'"),
    ],
)
def test_what_is_something_else_is_called_by_its_name(document: str, words: str) -> None:
    """A file that is no OpenAPI document is refused in words that say what it is, or what is missing."""
    assert words in said(document)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", [("FATAL", "missing-paths", 1)]),
        ("components: {}", []),
        ("webhooks: {}", []),
        ("paths: []", [("FATAL", "paths-not-mapping", 2)]),
        ("paths:", [("FATAL", "paths-not-mapping", 2)]),
        ("paths:\n  $ref: paths.yaml", [("ERROR", "ref-not-allowed", 3)]),
        ("paths:\n  x-a: 1", []),
        ("paths:\n  pets: {}", [("FATAL", "path-without-slash", 3)]),
        ("paths:\n  /a: {}\n  '': {}", [("FATAL", "path-without-slash", 4)]),
        ("paths:\n  /a: []", [("FATAL", "path-item-not-mapping", 3)]),
        ("paths:\n  /a: text", [("FATAL", "path-item-not-mapping", 3)]),
        ("paths:\n  /a:", [("ERROR", "empty-path-item", 3)]),
        ("paths:\n  /a: {$ref: '#/nowhere'}", []),
        ("paths:\n  /a:\n    get: []", [("FATAL", "operation-not-mapping", 4)]),
        ("paths:\n  /a:\n    get:", [("ERROR", "empty-operation", 4)]),
        ("paths:\n  /a:\n    gte: []", []),
        ("paths:\n  /a:\n    get:\n      responses: []", [("FATAL", "responses-not-mapping", 5)]),
        ("paths:\n  /a:\n    get:\n      responses:", []),
        ("paths:\n  /a:\n    get:\n      responses: {x: 5}\n      parameters: 3", []),
    ],
)
def test_paths_are_judged(lines: str, expected: list[tuple[str, str, int]]) -> None:
    """What cannot be built is fatal, at its line; what is merely empty is an error; what is deeper is not looked at."""
    assert told(f"openapi: 3.1.0\n{lines}") == expected


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("POST", [("FATAL", "fixed-additional-method", 5)]),
        ("QUERY", [("FATAL", "fixed-additional-method", 5)]),
        ("COPY", []),
        ("post", []),
        ("x-note", []),
        ("x-note: text\n      PUT", [("FATAL", "fixed-additional-method", 6)]),
    ],
)
def test_a_fixed_method_is_no_additional_operation(method: str, expected: list[tuple[str, str, int]]) -> None:
    """POST and QUERY are fields of the path item, and so no additional operations (OAS 3.2, Path Item Object)."""
    document = f"paths:\n  /a:\n    additionalOperations:\n      {method}: {{}}"
    assert told(f"openapi: 3.2.0\n{document}") == expected
    assert told(f"openapi: 3.1.0\n{document}") == []


@pytest.mark.parametrize("value", ["[]", "text", "5"])
def test_additional_operations_are_a_mapping(value: str) -> None:
    """`additionalOperations` that is no mapping is fatal in 3.2, and an unknown field before."""
    lines = f"paths:\n  /a:\n    additionalOperations: {value}"
    assert told(f"openapi: 3.2.0\n{lines}") == [("FATAL", "operations-not-mapping", 4)]
    assert told(f"openapi: 3.1.0\n{lines}") == []


@pytest.mark.parametrize("field", ["openapi: 3.0.0", "swagger: '2.0'"])
def test_paths_are_required_before_31(field: str) -> None:
    """A document of 2.0 or 3.0 without paths is fatal, also if it has components."""
    assert told(f"{field}\ncomponents: {{}}") == [("FATAL", "missing-paths", 1)]


@pytest.mark.parametrize(
    ("key", "cure"),
    [
        ("pets", "did you mean '/pets'?"),
        ("{id}/x", "did you mean '/{id}/x'?"),
        ("https://api.example/v1/pets", "write '/v1/pets' and put the host 'api.example' under 'servers'"),
    ],
)
def test_a_path_without_a_slash_has_its_cure(key: str, cure: str) -> None:
    """The hint of a path without its slash is the path as it should be."""
    (diagnostic,) = fatal(parse(json.dumps({**OK, "paths": {key: {}}}), name="d.json"))
    assert diagnostic.hint == cure


def test_many_paths_are_judged_once_each() -> None:
    """20,000 faulty paths give a bounded number of diagnostics, the last of which counts the rest."""
    paths: dict[str, Any] = {f"p{number}": {"get": {"responses": {}}} for number in range(20_000)}
    diagnostics = fatal(parse(json.dumps({**OK, "paths": paths}), name="d.json"))
    assert len(diagnostics) == 101
    assert diagnostics[-1].message == "and 19900 more of the kind 'path-without-slash'"
    assert {each.severity for each in diagnostics} == {Severity.FATAL}
