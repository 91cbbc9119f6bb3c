"""The JSON Schema of a version, told for people."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest

from mockserver.document.parse import parse
from mockserver.document.report import Spot, diagnostics_of
from mockserver.document.shape import DEEPEST, MOST, definition_of, faults_within
from mockserver.document.validation import shape
from mockserver.document.versions import V2, V30, V31, V32, Version
from mockserver.document.wording import faults_of

THREE = ("3.0.4", "3.1.1", "3.2.0")


def told(document: Any) -> list[tuple[str, str, str, str]]:
    """Code, pointer, message and hint of each diagnostic."""
    diagnostics = shape(parse(json.dumps(document), name="d.json"))
    return [(each.code, each.pointer, each.message, each.hint) for each in diagnostics]


def whole(version: str, **more: Any) -> dict[str, Any]:
    """A valid document of a version of 3, with more."""
    return {"openapi": version, "info": {"title": "t", "version": "1"}, "paths": {}, **more}


def with_operation(version: str, operation: dict[str, Any]) -> dict[str, Any]:
    """A document with one operation, which has a response."""
    responses = {"200": {"description": ""}}
    return whole(version, paths={"/a": {"get": {"responses": responses, **operation}}})


def with_schema(version: str, schema: Any) -> dict[str, Any]:
    """A document with one schema, deep inside."""
    content = {"application/json": {"schema": {"type": "object", "properties": {"a": schema}}}}
    return with_operation(version, {"responses": {"200": {"description": "", "content": content}}})


AT_SCHEMA = "/paths/~1a/get/responses/200/content/application~1json/schema/properties/a"


@pytest.mark.parametrize("version", THREE)
def test_a_valid_document_has_no_findings(version: str) -> None:
    """Nothing is told of a document that keeps its schema."""
    assert told(with_schema(version, {"type": "string", "x-any": 1})) == []


def test_an_unknown_version_is_not_compared() -> None:
    """What `fatal` refuses has no shape to keep."""
    assert told({"openapi": "9.9.9"}) == []
    assert told([1]) == []


@pytest.mark.parametrize("version", THREE)
@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ({"sumary": ""}, ("unknown-field", "/sumary", "'sumary' is not a known field of Operation", "did you mean 'summary'?")),
        ({"foo": 1}, ("unknown-field", "/foo", "'foo' is not a known field of Operation",
                      "take it away, or call it 'x-foo' if it is an extension")),
        ({"X-Foo": 1}, ("unknown-field", "/X-Foo", "'X-Foo' is not a known field of Operation",
                        "an extension begins with 'x-': 'x-Foo'")),
        ({"consumes": []}, ("unknown-field", "/consumes", "'consumes' is not a known field of Operation",
                            "'consumes' is Swagger 2.0's here; since 3.0 it is the content of each requestBody")),
        ({"operationId": 5}, ("wrong-type", "/operationId", "'operationId' must be text, and is 5", "put it in quotes: '5'")),
        ({"deprecated": "true"}, ("wrong-type", "/deprecated", "'deprecated' must be true or false, and is 'true'",
                                  "take away the quotes")),
        ({"tags": None}, ("wrong-type", "/tags", "'tags' must be a list, and is empty (null)", "")),
        ({"parameters": [{"name": "n", "in": "query"}]},
         ("missing-field", "/parameters/0", "Parameter 'n' needs one of 'schema' and 'content'", "")),
        ({"parameters": [{"name": "n", "in": "quer", "schema": {}}]},
         ("wrong-value", "/parameters/0/in", None, "did you mean 'query'?")),
        ({"parameters": [{"name": "n", "in": "path", "schema": {}}]},
         ("missing-field", "/parameters/0", "the required field 'required' of Parameter is missing",
          "a path parameter is always required: add 'required: true'")),
        ({"parameters": [{"name": "n", "in": "query", "schema": {}, "content": {"a/b": {}}}]},
         ("ambiguous", "/parameters/0", "only one of 'schema' and 'content' may be given", "")),
        ({"requestBody": {}}, ("missing-field", "/requestBody", "the required field 'content' of Request Body is missing", "")),
        ({"responses": {"200": None}},
         ("wrong-type", "/responses/200", "'200' must be a mapping, and is empty (null)", "")),
    ],
)  # fmt: skip
def test_a_fault_of_an_operation_is_told_once_and_in_words(
    version: str, operation: dict[str, Any], expected: tuple[str, str, str | None, str]
) -> None:
    """One finding for one fault: what, where and the cure, the same in 3.0, 3.1 and 3.2."""
    (found,) = told(with_operation(version, operation))
    code, pointer, message, hint = expected
    assert found == (code, f"/paths/~1a/get{pointer}", message if message is not None else found[2], hint)


@pytest.mark.parametrize(
    ("version", "schema", "expected"),
    [
        ("3.0.4", {"prise": 1}, ("unknown-field", "/prise", "take it away, or call it 'x-prise' if it is an extension")),
        ("3.0.4", {"requird": []}, ("unknown-field", "/requird", "did you mean 'required'?")),
        ("3.0.4", {"const": 1}, ("unknown-field", "/const", "'const' came with OpenAPI 3.1, and this document says 3.0")),
        ("3.0.4", {"type": "strng"}, ("wrong-value", "/type", "did you mean 'string'?")),
        ("3.1.1", {"type": "strng"}, ("wrong-value", "/type", "did you mean 'string'?")),
        ("3.2.0", {"type": "int"}, ("wrong-value", "/type", "write 'integer'")),
        ("3.0.4", {"type": "file"}, ("wrong-value", "/type", "write 'string' with 'format: binary'")),
        ("3.0.4", {"type": "null"}, ("wrong-value", "/type", "write the type without null, and 'nullable: true'")),
        ("3.1.1", {"type": "any"}, ("wrong-value", "/type", "leave 'type' away: then any type is allowed")),
        ("3.0.4", {"type": ["string", "null"]}, ("wrong-type", "/type",
         "a list of types came with OpenAPI 3.1: write one type, and 'nullable: true' for null")),
        ("3.0.4", {"type": ["string", "integer"]}, ("wrong-type", "/type",
         "a list of types came with OpenAPI 3.1: write one type, or 'anyOf' with one for each")),
        ("3.0.4", {"required": True}, ("wrong-type", "/required",
         "'required' lists the names of required properties: name this one in the schema around it")),
        ("3.1.1", {"required": True}, ("wrong-type", "/required",
         "'required' lists the names of required properties: name this one in the schema around it")),
        ("3.0.4", {"exclusiveMinimum": 5}, ("wrong-type", "/exclusiveMinimum",
         "before 3.1 it is true or false, beside 'minimum' or 'maximum'")),
        ("3.1.1", {"exclusiveMinimum": True}, ("wrong-type", "/exclusiveMinimum",
         "since 3.1 it is the number itself, in place of 'minimum' or 'maximum'")),
        ("3.1.1", {"examples": {"a": 1}}, ("wrong-type", "/examples", "")),
        ("3.0.4", {"$ref": 5}, ("wrong-type", "/$ref", "put it in quotes: '5'")),
        ("3.1.1", {"discriminator": {}}, ("missing-field", "/discriminator", "")),
    ],
)  # fmt: skip
def test_a_fault_of_a_schema_is_found_in_each_dialect(
    version: str, schema: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    """Schemas are judged by the version's dialect, also in 3.1 and 3.2, whose own schema leaves them out."""
    (found,) = told(with_schema(version, schema))
    assert (found[0], found[1], found[3]) == (expected[0], AT_SCHEMA + expected[1], expected[2])


@pytest.mark.parametrize("version", ["3.1.1", "3.2.0"])
@pytest.mark.parametrize("end", ["", "#"])
def test_schemas_of_json_schema_itself_are_judged(version: str, end: str) -> None:
    """Who names as `jsonSchemaDialect` what the version's own extends is not spared its rules."""
    named = {"jsonSchemaDialect": f"https://json-schema.org/draft/2020-12/schema{end}"}
    (found,) = told({**with_schema(version, {"type": "decimal"}), **named})
    assert found[1] == AT_SCHEMA + "/type"


@pytest.mark.parametrize("version", ["3.1.1", "3.2.0"])
def test_schemas_of_another_dialect_are_left_alone(version: str) -> None:
    """A document that names its own `jsonSchemaDialect` may have other keywords and types."""
    document = {**with_schema(version, {"type": "decimal"}), "jsonSchemaDialect": "https://example.com/dialect"}
    assert told(document) == []


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"openapi": "3.0.0"}, [("missing-field", ""), ("missing-field", "")]),
        (whole("3.0.0", webhooks={}), [("unknown-field", "/webhooks")]),
        (whole("3.1.0", webhooks={}), []),
        (whole("3.0.0", definitions={}), [("unknown-field", "/definitions")]),
        (whole("3.1.0", paths={"/a": {"query": {}}}), [("unknown-field", "/paths/~1a/query")]),
        (whole("3.2.0", paths={"/a": {"query": {}}}), []),
        (whole("3.1.0", components={"schemas": {"a b": {}}}), [("wrong-name", "/components/schemas/a b")]),
        (whole("3.1.0", tags=[{}]), [("missing-field", "/tags/0")]),
        (whole("3.0.0", servers=[]), []),
    ],
)
def test_faults_of_the_document_itself(document: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    """Unknown, misplaced and missing fields at the top, by version."""
    assert [(code, pointer) for code, pointer, _, _ in told(document)] == expected


def two(operation: dict[str, Any]) -> dict[str, Any]:
    """A document of 2.0 with one operation."""
    paths = {"/a": {"get": {"responses": {"200": {"description": ""}}, **operation}}}
    return {"swagger": "2.0", "info": {"title": "t", "version": "1"}, "paths": paths}


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ({}, []),
        ({"parameters": [{"name": "n", "in": "query"}]}, [("missing-field", "the required field 'type' of Parameter is missing")]),
        ({"parameters": [{"name": "n", "in": "body"}]}, [("missing-field", "the required field 'schema' of Parameter is missing")]),
        ({"parameters": [{"name": "n", "in": "query", "type": "strng"}]},
         [("wrong-value", "'type' must be one of 'string', 'number', 'boolean', 'integer' or 'array', and is 'strng'")]),
        ({"parameters": [{"name": "n", "in": "body", "schema": {"type": "file"}}]},
         [("wrong-value", "'type' must be one of 'array', 'boolean', 'integer', 'null', 'number', 'object' or 'string', and is 'file'")]),
        ({"requestBody": {}}, [("unknown-field", "'requestBody' is not a known field of Operation")]),
        ({"parameters": [{"$ref": "#/parameters/x"}]}, []),
    ],
)  # fmt: skip
def test_faults_of_swagger(operation: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    """Of the many forms of a 2.0 parameter, the one that was meant is chosen by its `in`."""
    assert [(code, message) for code, _, message, _ in told(two(operation))] == expected


def test_a_status_is_left_to_the_rules() -> None:
    """An impossible status is told by `rules`, in all versions alike, and not here."""
    assert told(with_operation("3.0.4", {"responses": {"20O": {"description": ""}}})) == []


def test_a_pattern_is_left_to_the_rules() -> None:
    """ECMA-262 decides about patterns, and not the reader of the comparing library."""
    assert told(with_schema("3.0.4", {"pattern": "[\\w-.]"})) == []


def test_a_key_like_a_number_is_found_again() -> None:
    """A key such as '007' is located, although the comparing library calls it 7."""
    (found,) = told(with_operation("3.0.4", {"callbacks": {"007": {"/x": []}}}))
    assert found[1].startswith("/paths/~1a/get/callbacks/007")


def test_many_faults_are_counted() -> None:
    """Of thousands of faults, a bounded number is told."""
    document = whole("3.0.0", paths={f"/{at}": {"foo": 1} for at in range(MOST + 10)})
    found = told(document)
    assert len(found) == 101
    assert found[-1][2] == f"and {MOST - 101} more of the kind 'unknown-field'"


def test_a_very_deep_document_is_not_an_error_of_ours() -> None:
    """What the comparing library gives up on, since it cannot quote it, is told as such."""
    deep: Any = 1
    for _ in range(400):
        deep = {"a": deep}
    assert told(whole("3.1.0", **{"x-deep": deep})) == []
    (found,) = told({"openapi": "3.1.0", "x-deep": deep})
    assert found[0] == "not-judged"


def nested(depth: int, schema: dict[str, Any]) -> dict[str, Any]:
    """A schema within as many others, each of which has an unknown field."""
    for _ in range(depth):
        schema = {"foo": 1, "properties": {"a": schema}}
    return schema


def test_faults_within_faults_are_each_told() -> None:
    """Each of twenty schemas within another is told, and what is below a fault is looked into."""
    found = told(with_schema("3.0.4", nested(20, {"type": "strng"})))
    assert [code for code, _, _, _ in found] == ["unknown-field"] * 20 + ["wrong-value"]


def test_nested_faults_do_not_multiply(monkeypatch: pytest.MonkeyPatch) -> None:
    """No error that is looked at holds errors of what lies deeper: nested faults are compared one by one."""
    depths: list[int] = []

    def measured(error: Any, value: Any) -> Any:
        depths.append(max((len(each.instance_path) for each in leaves(error)), default=0))
        return faults_of(error, value)

    monkeypatch.setattr("mockserver.document.wording.faults_of", measured)
    told(with_schema("3.0.4", nested(100, {"enum": list(range(1000)), "foo": 1})))
    assert max(depths) <= 3


def leaves(error: Any) -> list[Any]:
    """An error and all within it."""
    branches = getattr(error.kind, "context", None) or []
    return [error, *(leaf for branch in branches for each in branch for leaf in leaves(each))]


@pytest.mark.parametrize("version", THREE)
def test_what_is_too_deep_to_tell_is_told_above(version: str) -> None:
    """A fault that is nested very deeply is told as one of what holds it, once."""
    deep: dict[str, Any] = {"type": "strng"}
    for _ in range(DEEPEST + 20):
        deep = {"properties": {"a": deep}}
    found = told(with_schema(version, deep))
    assert [(code, message) for code, _, message, _ in found] == [
        ("invalid", "something that is nested very deeply in this is not valid")
    ]


@pytest.mark.parametrize(
    ("kind", "version", "expected"),
    [
        ("schema", V2, "schema"),
        ("path-item", V2, "pathItem"),
        ("media-type", V2, None),
        ("media-type", V30, "MediaType"),
        ("request-body", V30, "RequestBody"),
        ("request-body", V31, "request-body"),
        ("callback", V32, "callbacks"),
        ("security-scheme", V30, "SecurityScheme"),
        ("reference", V2, "jsonReference"),
    ],
)
def test_each_kind_of_object_has_its_definition(kind: str, version: Version, expected: str | None) -> None:
    """The version's schema is asked for an object by the name that it has there."""
    assert definition_of(kind, version) == expected


@pytest.mark.parametrize(("version", "value"), [(V30, {"prise": 1}), (V31, {"type": "strng"}), (V2, {"prise": 1})])
def test_an_object_in_a_file_of_its_own_is_judged(version: Version, value: dict[str, Any]) -> None:
    """One definition of the version's schema judges what stands alone in a file."""
    source = parse(json.dumps(value), name="s.json")
    (found,) = diagnostics_of(faults_within(source.tree, Spot(source), kind="schema", version=version))
    assert found.location.file == "s.json"
    assert "/" + next(iter(value)) == found.pointer


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """The validator is told to stay offline: it would fetch the dialect that a schema names."""
    made: list[dict[str, Any]] = []
    real = jsonschema_rs.validator_for

    def spy(schema: Any, **options: Any) -> Any:
        made.append(options)
        return real(schema, **options)

    monkeypatch.setattr(jsonschema_rs, "validator_for", spy)
    source = parse(json.dumps({"$schema": "http://127.0.0.1:9/x"}), name="s.json")
    list(faults_within(source.tree, Spot(source), kind="encoding", version=V31))
    assert [options["offline"] for options in made] == [True]
