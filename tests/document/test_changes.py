"""What differs between two readings of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mockserver.document.changes import Changes, compare, surfaces

if TYPE_CHECKING:
    from tests.conftest import MakeDocument

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
SCHEMES = "components: {securitySchemes: {k: {type: apiKey, in: header, name: k}}}\n"
OK = "responses: {'200': {description: d, content: {application/json: {}}}}"


def paths(*operations: str) -> str:
    """A document of one path, `/pets`, with these operations."""
    return f"{HEAD}{SCHEMES}paths:\n  /pets:\n" + "".join(f"    {each}\n" for each in operations)


def get(*members: str) -> str:
    """The operation GET with these members."""
    return f"get: {{{', '.join(members)}}}"


def changed(make_document: MakeDocument, before: str, after: str) -> Changes:
    """What is told between two texts."""
    return compare(surfaces(make_document(before)), surfaces(make_document(after)))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ([get(OK)], [get(OK)], "no operation changed"),
        ([get(OK)], [get(OK), f"post: {{{OK}}}"], "+1 operation"),
        ([get(OK)], [get(OK), f"post: {{{OK}}}", f"put: {{{OK}}}"], "+2 operations"),
        ([get(OK)], [f"post: {{{OK}}}"], "+1 operation, -1; breaking: GET /pets is gone"),
        ([get(OK), f"post: {{{OK}}}"], [get(OK)], "-1 operation; breaking: POST /pets is gone"),
        ([get(OK)], [get("summary: s", OK)], "1 operation changed"),
        (
            [get(OK)],
            [get("responses: {'201': {description: d}}")],
            "1 operation changed; breaking: GET /pets lost response 200",
        ),
        (
            [get(OK)],
            [get("responses: {'200': {description: d, content: {text/plain: {}}}}")],
            "1 operation changed; breaking: GET /pets answers 200 without application/json",
        ),
        (
            [get(OK)],
            [get("parameters: [{name: q, in: query, required: true, schema: {}}]", OK)],
            "1 operation changed; breaking: GET /pets requires the query parameter q",
        ),
        (
            [get(OK)],
            [get("parameters: [{name: q, in: query, schema: {}}]", OK)],
            "1 operation changed",
        ),
        (
            [get("requestBody: {content: {text/plain: {}, text/html: {}}}", OK)],
            [get("requestBody: {required: true, content: {text/plain: {}}}", OK)],
            "1 operation changed; breaking: GET /pets accepts text/html no more (and 1 more)",
        ),
        ([get(OK)], [get("security: [{k: []}]", OK)], "1 operation changed; breaking: GET /pets requires credentials"),
        ([get(OK)], [get("security: [{}, {k: []}]", OK)], "1 operation changed"),
        ([get(OK)], [get("responses: {'200': {$ref: '#/components/responses/No'}}")], "1 operation changed"),
    ],
)
def test_a_change_is_one_line(make_document: MakeDocument, before: list[str], after: list[str], told: str) -> None:
    """How many operations came, went and changed, and the first of what breaks those who call them."""
    assert str(changed(make_document, paths(*before), paths(*after))) == told


def test_a_change_behind_references_is_a_change(make_document: MakeDocument) -> None:
    """An operation changes with a schema that it reaches in another file, by way of a ring too; others do not."""
    text = f"""{HEAD}paths:
  /pets: {{get: {{responses: {{'200': {{description: d, content: {{a/b: {{schema: {{$ref: 's.yaml#/Pet'}}}}}}}}}}}}}}
  /toys: {{get: {{responses: {{'200': {{description: d}}}}}}}}
"""
    ring = "Pet: {properties: {friend: {$ref: '#/Pet'}, owner: {$ref: '#/Owner'}}}\nOwner: {type: TYPE}\n"
    readings = [
        surfaces(make_document(text, {"file:///api/s.yaml": ring.replace("TYPE", each)})) for each in ("string", "null")
    ]
    assert compare(*readings) == Changes(changed=("GET /pets",))


def test_a_parameter_of_the_path_item_is_one_of_its_operations(make_document: MakeDocument) -> None:
    """What a path item declares for all of its operations changes each of them."""
    after = paths("parameters: [{name: q, in: header, required: true, schema: {}}]", get(OK))
    told = "1 operation changed; breaking: GET /pets requires the header parameter q"
    assert str(changed(make_document, paths(get(OK)), after)) == told


def test_a_document_of_2_0_is_compared_in_its_new_shape(make_document: MakeDocument) -> None:
    """The body of 2.0 is content as in 3.x."""
    head = "swagger: '2.0'\ninfo: {title: T, version: '1'}\nconsumes: [application/json]\npaths:\n  /pets:\n    post:\n"
    ok = "      responses: {'200': {description: d}}\n"
    body = "      parameters: [{in: body, name: b, required: true, schema: {}}]\n"
    told = "1 operation changed; breaking: POST /pets requires content"
    assert str(changed(make_document, head + ok, head + body + ok)) == told


def test_what_several_operations_share_is_told_of_each(make_document: MakeDocument) -> None:
    """A schema that two operations refer to, once by way of itself, changes both."""
    shared = "components: {schemas: {A: {type: %s, properties: {a: {$ref: '#/components/schemas/A'}}}}}\n"
    response = "{responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}"
    text = f"{HEAD}{shared}paths: {{/a: {{get: {response}, put: {response}}}}}"
    changes = changed(make_document, text % "object", text % "array")
    assert changes.changed == ("GET /a", "PUT /a")
