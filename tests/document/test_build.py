"""The model out of a tree: eager where a table needs it, lazy in all else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mockserver.document.build import build
from mockserver.document.diagnostics import Diagnostic, Location, Severity
from mockserver.document.model import ABSENT
from mockserver.document.parse import parse
from mockserver.document.references import References
from mockserver.document.versions import version_of
from mockserver.errors import DocumentError, Unbuildable

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.document.model import Document, Operation
    from mockserver.document.parse import Source

    MakeDocument = Callable[..., Document]

HEAD = "openapi: 3.2.0\ninfo: {title: Pets, version: 1.5}\n"


def _operation(make_document: MakeDocument, operation: str, *, item: str = "", components: str = "{}") -> Operation:
    document = make_document(f"{HEAD}components: {components}\npaths: {{'/x/{{id}}': {{{item} get: {operation}}}}}")
    return document.path_items[0].operations["GET"]


def test_a_document_has_a_title_and_a_version_as_text(make_document: MakeDocument) -> None:
    """Even if YAML made a number of the version."""
    document = make_document(HEAD + "paths: {}")
    assert (document.title, document.version, document.openapi) == ("Pets", "1.5", "3.2.0")


@pytest.mark.parametrize("item", ["", "{$ref: '#/x-none'}", "{$ref: '#/x-text'}"])
def test_a_path_item_that_is_none_has_no_operations(make_document: MakeDocument, item: str) -> None:
    """As one looks while it is being written, or whose reference leads to no path item."""
    document = make_document(f"{HEAD}x-text: text\npaths:\n  /a: {item}\n")
    assert [(each.template, dict(each.operations)) for each in document.path_items] == [("/a", {})]


@pytest.mark.parametrize(
    "part",
    [
        "info: {$ref: '#/x-none'}",
        "servers: {$ref: '#/x-none'}",
        "servers: [{url: '/{v}', variables: {$ref: '#/x-none'}}]",
        "components: {$ref: '#/x-none'}",
        "components: {$ref: Pet}",
        "components: {securitySchemes: {$ref: '#/x-none'}}",
        "components: {securitySchemes: {a: {type: oauth2, flows: {$ref: '#/x-none'}}}}",
    ],
)
def test_a_part_that_few_operations_need_may_lead_nowhere(make_document: MakeDocument, part: str) -> None:
    """A reference that may not stand there is the judgement's to tell; the operations are served."""
    text = f"openapi: 3.1.0\n{part}\npaths: {{/a: {{get: {{servers: {{$ref: '#/x-none'}}}}}}}}"
    (item,) = make_document(text).path_items
    assert (item.template, list(item.operations)) == ("/a", ["GET"])


@pytest.mark.parametrize("pointer", ["#/paths/~1a/get/parameters", "#/paths/~1b/get", "#/components/schemas/A/items"])
def test_a_pointer_that_passes_through_itself_leads_nowhere(make_document: MakeDocument, pointer: str) -> None:
    """A `$ref` into what it replaces, itself or by way of another one, is told and not followed for ever."""
    other = "'/b': {$ref: '#/paths/~1a/get/responses'}"
    text = (
        f"{HEAD}paths: {{'/a': {{$ref: '{pointer}'}}, {other}}}\ncomponents: {{schemas: {{A: {{$ref: '{pointer}'}}}}}}"
    )
    assert [dict(each.operations) for each in make_document(text).path_items] == [{}, {}]


@pytest.mark.parametrize("key", ["$anchor", "$dynamicAnchor", "$id"])
def test_an_identifier_that_is_no_text_names_nothing(make_document: MakeDocument, key: str) -> None:
    """It may also be the name of a property, which is a mapping."""
    text = f"{HEAD}paths: {{/a: {{get: {{}}}}}}\ncomponents: {{schemas: {{A: {{{key}: {{type: string}}}}}}}}"
    assert list(make_document(text).path_items[0].operations) == ["GET"]


def test_scopes_are_texts(make_document: MakeDocument) -> None:
    """What else is listed as a scope is none, and no challenge says it."""
    operation = _operation(make_document, "{security: [{a: [{b: c}, read, 5], b: 5}]}")
    assert [dict(each) for each in operation.security] == [{"a": ("read",), "b": ()}]


def test_a_part_is_built_when_it_is_asked_for(make_document: MakeDocument) -> None:
    """A reference to nowhere breaks its own part, when that is asked for, and says where."""
    operation = _operation(
        make_document, "{parameters: [{name: q, in: query}], responses: {'200': {$ref: '#/nowhere'}}}"
    )
    assert [each.name for each in operation.parameters] == ["q"]
    with pytest.raises(Unbuildable, match=r"openapi.yaml:4:\d+: error: \$ref '#/nowhere' leads nowhere"):
        _ = operation.responses


@pytest.mark.parametrize(
    "media_type",
    [
        "{encoding: {$ref: '#/components/x-media'}}",
        "{encoding: {a: {headers: {X-A: {$ref: '#/components/x-header'}}}}}",
    ],
)
def test_a_part_that_holds_itself_is_unbuildable(make_document: MakeDocument, media_type: str) -> None:
    """Each reference leads somewhere, and there is no end."""
    content = "{multipart/form-data: {$ref: '#/components/x-media'}}"
    components = f"{{x-media: {media_type}, x-header: {{content: {content}}}}}"
    text = f"{{requestBody: {{content: {content}}}, responses: {{'200': {{content: {content}}}}}}}"
    operation = _operation(make_document, text, components=components)
    for part in ("request_body", "responses"):
        with pytest.raises(
            Unbuildable, match=r"openapi.yaml:4:\d+: error: the operation is nested too deep, or a part"
        ):
            getattr(operation, part)
    assert operation.parameters == ()


def test_a_ring_of_references_is_unbuildable(make_document: MakeDocument) -> None:
    """It is told, not followed for ever."""
    components = "{responses: {A: {$ref: '#/components/responses/B'}, B: {$ref: '#/components/responses/A'}}}"
    operation = _operation(
        make_document, "{responses: {'200': {$ref: '#/components/responses/A'}}}", components=components
    )
    with pytest.raises(Unbuildable, match="back to itself"):
        _ = operation.responses


def test_a_reference_into_a_file_that_cannot_be_read_is_told_with_its_fault() -> None:
    """Also where the fault is raised again while it is handled, so that it seems to come of itself."""
    broken = DocumentError([Diagnostic(Severity.FATAL, Location("pets.yaml", 3, 1), "a bracket is not closed")])

    def retrieve(uri: str) -> Source:
        assert uri == "file:///api/pets.yaml"
        raise broken

    source = parse(HEAD + "paths: {/x: {get: {responses: {'200': {$ref: 'pets.yaml#/Pets'}}}}}", name="openapi.yaml")
    version = version_of(source.tree)
    assert version is not None
    operation = build(References(source, "file:///api/openapi.yaml", retrieve), version).path_items[0].operations["GET"]
    for _ in range(2):
        with pytest.raises(Unbuildable, match=r"pets\.yaml:3:1: fatal: a bracket is not closed"):
            _ = operation.responses


def test_the_names_of_scopes_are_no_references(make_document: MakeDocument) -> None:
    """OAS OAuth Flow Object: `scopes` is a map from a name to its description, whatever the name is."""
    flows = "{implicit: {scopes: {$ref: read, 'x-ray': see}}, password: {scopes: {write: write}}}"
    document = make_document(
        f"{HEAD}paths: {{}}\ncomponents: {{securitySchemes: {{login: {{type: oauth2, flows: {flows}}}}}}}"
    )
    assert document.security_schemes["login"].scopes == ("$ref", "x-ray", "write")


def test_properties_may_be_called_as_keywords_are(make_document: MakeDocument) -> None:
    """A schema that describes a schema has properties `$schema` and `$id`; what stands below them is found too."""
    properties = "{$schema: {type: string}, $id: {type: string}, a: {$id: 'urn:a', type: integer}}"
    schemas = f"{{schemas: {{Meta: {{properties: {properties}}}}}}}"
    response = "{'200': {description: ok, content: {application/json: {schema: {$ref: 'urn:a'}}}}}"
    operation = _operation(make_document, f"{{responses: {response}}}", components=schemas)
    schema = operation.responses["200"].content["application/json"].schema
    assert schema is not None
    assert "integer" in str(schema.whole)


def test_parameters_of_the_operation_override_those_of_its_path_item(make_document: MakeDocument) -> None:
    """OAS Path Item Object: by name and location."""
    item = "parameters: [{name: id, in: path, schema: {type: string}}, {name: a, in: query}],"
    operation = _operation(make_document, "{parameters: [{name: id, in: path, schema: {type: integer}}]}", item=item)
    assert [(each.name, each.location, each.required) for each in operation.parameters] == [
        ("id", "path", True),
        ("a", "query", False),
    ]
    schema = operation.parameters[0].schema
    assert schema is not None
    assert schema.whole == {"type": "integer"}


@pytest.mark.parametrize(
    ("written", "style", "explode"),
    [
        ("{name: p, in: query}", "form", True),
        ("{name: p, in: cookie}", "form", True),
        ("{name: p, in: header}", "simple", False),
        ("{name: p, in: query, style: deepObject}", "deepObject", True),
        ("{name: p, in: query, style: pipeDelimited}", "pipeDelimited", False),
        ("{name: p, in: query, explode: false}", "form", False),
    ],
)
def test_style_and_explode_have_their_defaults(
    make_document: MakeDocument, written: str, style: str, explode: bool
) -> None:
    """OAS Parameter Object: by location and by style."""
    (parameter,) = _operation(make_document, f"{{parameters: [{written}]}}").parameters
    assert (parameter.style, parameter.explode) == (style, explode)


def test_examples_of_all_forms(make_document: MakeDocument) -> None:
    """`example` has no name; 3.2's `dataValue` and `serializedValue`; `externalValue` relative to its file."""
    media = "{example: 1, examples: {a: {value: null}, b: {dataValue: 2, serializedValue: '2.0'}, c: {externalValue: c.json}, d: {$ref: '#/no'}}}"
    operation = _operation(
        make_document, f"{{responses: {{'200': {{description: d, content: {{application/json: {media}}}}}}}}}"
    )
    examples = operation.responses["200"].content["application/json"].examples
    assert {name: each.value for name, each in examples.items()} == {"": 1, "a": None, "b": 2, "c": ABSENT}
    assert (examples["b"].serialized, examples["c"].external) == ("2.0", "file:///api/c.json")


def test_security_of_the_operation_stands_before_the_documents(make_document: MakeDocument) -> None:
    """An empty list takes it away (OAS Operation Object)."""
    document = make_document(
        HEAD + "security: [{k: []}]\npaths: {/a: {get: {}, put: {security: []}, post: {security: [{}, {o: [r]}]}}}"
    )
    operations = document.path_items[0].operations
    assert [[dict(each) for each in operations[method].security] for method in ("GET", "PUT", "POST")] == [
        [{"k": ()}], [], [{}, {"o": ("r",)}],
    ]  # fmt: skip


def test_a_path_item_may_be_elsewhere(make_document: MakeDocument) -> None:
    """Its `$ref` is followed and fields beside it stay; one that leads nowhere has no operations."""
    files = {
        "file:///api/paths/x.yaml": "get: {operationId: far, parameters: [{$ref: '../p.yaml#/q'}]}",
        "file:///api/p.yaml": "q: {name: q, in: query}",
    }
    document = make_document(HEAD + "paths: {/x: {$ref: paths/x.yaml, put: {}}, /y: {$ref: '#/no'}}", files=files)
    x, y = document.path_items
    assert (list(x.operations), x.operations["GET"].id, list(y.operations)) == (["GET", "PUT"], "far", [])
    assert [each.name for each in x.operations["GET"].parameters] == ["q"]


def test_self_names_the_document(make_document: MakeDocument) -> None:
    """OAS 3.2: references may use `$self`'s URI, and files beside it are found beside the document."""
    text = (
        HEAD
        + "$self: https://example.test/apis/openapi.yaml\npaths: {/x: {get: {parameters: [{$ref: 'https://example.test/apis/openapi.yaml#/components/parameters/P'}, {$ref: 'https://example.test/apis/more.yaml#/Q'}]}}}\ncomponents: {parameters: {P: {name: p, in: query}}}"
    )
    document = make_document(text, files={"file:///api/more.yaml": "Q: {name: q, in: query}"})
    assert [each.name for each in document.path_items[0].operations["GET"].parameters] == ["p", "q"]


def test_a_pointer_may_pass_through_a_reference(make_document: MakeDocument) -> None:
    """Not by the letter of RFC 6901, but written often enough, and there is only one thing that it can mean."""
    components = "{parameters: {A: {$ref: '#/components/x-holder/B'}}, x-holder: {B: {name: q, in: query, schema: {type: string}}}, schemas: {S: {type: integer}}}"
    operation = _operation(
        make_document,
        "{parameters: [{name: w, in: query, schema: {$ref: '#/components/parameters/A/schema'}}, {name: b, in: query, schema: {$ref: S}}]}",
        components=components,
    )
    wholes = [each.schema.whole["$defs"] for each in operation.parameters if each.schema]
    assert wholes == [{"schema": {"type": "string"}}, {"S": {"type": "integer"}}]


def test_encodings_by_position_and_nested(make_document: MakeDocument) -> None:
    """OAS 3.2 Media Type and Encoding Object: `prefixEncoding`, `itemEncoding`, `encoding` in an encoding."""
    media = "{prefixEncoding: [{contentType: text/plain}], itemEncoding: {contentType: multipart/mixed, encoding: {a: {contentType: image/png}}}}"
    operation = _operation(make_document, f"{{requestBody: {{content: {{multipart/mixed: {media}}}}}}}")
    assert operation.request_body is not None
    built = operation.request_body.content["multipart/mixed"]
    assert [each.content_type for each in built.prefix_encoding] == ["text/plain"]
    assert built.item_encoding is not None
    assert built.item_encoding.encoding["a"].content_type == "image/png"


def test_what_is_no_operation_is_none(make_document: MakeDocument) -> None:
    """An additional operation that says nothing is not there."""
    document = make_document(HEAD + "paths: {/a: {additionalOperations: {COPY: null, MOVE: {responses: {}}}}}")
    assert list(document.path_items[0].operations) == ["MOVE"]


def test_extensions_are_no_responses(make_document: MakeDocument) -> None:
    """What begins with `x-` is no status."""
    operation = _operation(make_document, "{responses: {x-note: {description: ''}, default: {description: ''}}}")
    assert list(operation.responses) == ["default"]


@pytest.mark.parametrize(
    "part",
    [
        "servers: [{url: 'http://[none'}, {url: '//[none'}]",
        "$self: 'http://[none'",
        "components: {schemas: {A: {$id: 'http://[none'}}}",
    ],
)
def test_what_is_no_uri_is_as_good_as_none(make_document: MakeDocument, part: str) -> None:
    """An address in brackets that is none keeps nothing from being served (RFC 3986, section 3.2.2)."""
    schema = "{$ref: 'http://[none#/a'}"
    content = f"{{application/json: {{schema: {schema}, examples: {{a: {{externalValue: 'http://[none'}}}}}}}}"
    get = f"{{responses: {{default: {{description: '', content: {content}}}}}}}"
    document = make_document(f"openapi: 3.2.0\ninfo: {{title: t, version: '1'}}\n{part}\npaths: {{/a: {{get: {get}}}}}")
    media_type = document.path_items[0].operations["GET"].responses["default"].content["application/json"]
    assert media_type.examples["a"].external == "http://[none"
    assert media_type.schema is not None
    with pytest.raises(Unbuildable, match="leads nowhere"):
        _ = media_type.schema.whole


def read_nothing(uri: str) -> Source:
    """A retriever for a document of one file."""
    raise LookupError(uri)


def test_a_value_of_no_file_has_the_place_of_the_document() -> None:
    """What was made of others stands nowhere; the file is known all the same."""
    source = parse("a: {}", name="openapi.yaml")
    references = References(source, "file:///openapi.yaml", read_nothing)
    assert references.root.child("a").diagnostic("m", code="c").pointer == "/a"
    found = references.root.with_value({}).diagnostic("m", code="c")
    assert (found.location, found.pointer) == (Location("openapi.yaml"), "")


def test_parameters_that_no_request_can_carry(make_document: MakeDocument) -> None:
    """One without a name or a place, and one whose reference leads to no parameter, are left out."""
    written = "{parameters: [{in: query}, {name: p}, {$ref: '#/x-text'}, {name: q, in: query}]}"
    document = make_document(f"{HEAD}x-text: text\npaths: {{/a: {{get: {written}}}}}")
    assert [each.name for each in document.path_items[0].operations["GET"].parameters] == ["q"]


@pytest.mark.parametrize(
    ("media", "expected"),
    [
        ("examples: [1, 2]", {"1": 1, "2": 2}),
        ("example: 0, examples: [1]", {"": 0, "1": 1}),
        ("examples: {a: text}", {"a": "text"}),
        ("examples: {a: {summary: s}, b: {$ref: '#/nowhere'}}", {}),
        ("example: {$ref: '#/x-text'}", {"": "text"}),
        ("example: {$ref: '#/nowhere'}", {"": {"$ref": "#/nowhere"}}),
        ("example: {$ref: '#/x-text', more: 1}", {"": {"$ref": "#/x-text", "more": 1}}),
    ],
)
def test_examples_as_people_write_them(make_document: MakeDocument, media: str, expected: dict[str, Any]) -> None:
    """A list as in a schema, a bare value, a reference where a value should be; those that say nothing are left out."""
    responses = f"{{'200': {{description: d, content: {{application/json: {{{media}}}}}}}}}"
    document = make_document(f"{HEAD}x-text: text\npaths: {{/a: {{get: {{responses: {responses}}}}}}}")
    examples = document.path_items[0].operations["GET"].responses["200"].content["application/json"].examples
    assert {name: each.value for name, each in examples.items()} == expected


def test_a_security_scheme_that_leads_nowhere_is_none(make_document: MakeDocument) -> None:
    """The others are there."""
    schemes = "{a: {$ref: '#/nowhere'}, b: {type: http, scheme: basic}}"
    document = make_document(f"{HEAD}components: {{securitySchemes: {schemes}}}\npaths: {{}}")
    assert list(document.security_schemes) == ["b"]
