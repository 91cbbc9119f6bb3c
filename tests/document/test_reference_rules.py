"""References that lead nowhere, back to themselves, or to nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mockserver.document.parse import parse
from mockserver.document.validation import deep
from mockserver.errors import NotRetrieved

if TYPE_CHECKING:
    from mockserver.document.parse import Source

INFO = "info: {title: t, version: '1'}"
FILES = {
    "file:///api/pet.yaml": "Pet: {type: object}\nBroken: {type: strng}\n",
    "file:///api/whole.yaml": "type: object\nrequired: true\n",
    "file:///api/broken.yaml": "a: [1\n",
    "file:///api/list.yaml": "- {$id: 'https://example.com/first', type: strng}\n- 5\n- {$anchor: third}\n",
}


def read(uri: str) -> Source:
    """A retriever for the files above."""
    if uri not in FILES:
        raise NotRetrieved(f"{uri} is not read", "allow it", code="file-refused")
    return parse(FILES[uri], name=uri.rpartition("/")[2])


def told(lines: str, version: str = "openapi: 3.1.0") -> list[tuple[str, int, str, str]]:
    """File, line, code and hint of each deep diagnostic; the third line of the document is the first of these."""
    diagnostics = deep(parse(f"{version}\n{INFO}\n{lines}", name="d.yaml"), read, uri="file:///api/d.yaml")
    return [(each.location.file, each.location.line, each.code, each.hint) for each in diagnostics]


def referring(reference: str) -> str:
    """A document whose fourth line refers, as a schema, to something; the components have a Pet."""
    schema = f"{{schema: {{$ref: {reference}}}}}"
    response = f"{{description: '', content: {{application/json: {schema}}}}}"
    components = "components:\n  schemas:\n    Pet: {type: object}\n    Alias: {$ref: '#/components/schemas/Pet'}"
    return f"paths:\n  /a: {{get: {{responses: {{'200': {response}}}}}}}\n{components}"


@pytest.mark.parametrize(
    ("reference", "code", "hint"),
    [
        ("'#/components/schemas/Pte'", "ref-not-found", "did you mean '#/components/schemas/Pet'?"),
        ("'#/component/schemas/Pet'", "ref-not-found", "did you mean '#/components/schemas/Pet'?"),
        ("'#/definitions/Pet'", "ref-not-found", "did you mean '#/components/schemas/Pet'?"),
        ("'#/components/responses/Pet'", "ref-not-found", "did you mean '#/components/schemas/Pet'?"),
        ("'#/nothing/like/it'", "ref-not-found", ""),
        ("'#components/schemas/Pet'", "ref-not-found",
         "a pointer begins with '#/': did you mean '#/components/schemas/Pet'?"),
        ("Pet", "ref-not-found", "did you mean '#/components/schemas/Pet'?"),
        ("Pte", "ref-not-found", "did you mean '#/components/schemas/Pet'?"),
        ("'#/components/schemas/Alias/type'", "ref-not-found",
         "a reference cannot go by way of another one: refer to what '#/components/schemas/Pet' refers to"),
        ("'#/info/title'", "ref-to-other-kind", ""),
        ("nowhere.yaml", "file-refused", "allow it"),
        ("'http://127.0.0.1:9/a.yaml#/x'", "file-refused", "allow it"),
        ("'file:///etc/passwd'", "file-refused", "allow it"),
        ("'pet.yaml#/Pte'", "ref-not-found", "did you mean 'pet.yaml#/Pet'?"),
    ],
)  # fmt: skip
def test_a_reference_that_leads_nowhere_has_its_cure(reference: str, code: str, hint: str) -> None:
    """A dangling or refused reference is an error at its own place, with what was probably meant."""
    found = [each for each in told(referring(reference)) if each[2] != "unused-component"]
    assert found == [("d.yaml", 4, code, hint)]


@pytest.mark.parametrize("reference", ["'#/components/schemas/Pet'", "'#/components/schemas/Alias'", "pet.yaml#/Pet"])
def test_a_sound_reference_is_not_told(reference: str) -> None:
    """References within the document, to references and to other files are sound."""
    assert [each for each in told(referring(reference)) if each[2] != "unused-component"] == []


def test_what_is_wrong_in_another_file_is_told_there() -> None:
    """A schema of another file is judged by the version's dialect, at its place in that file."""
    found = told(referring("pet.yaml#/Broken"))
    assert ("pet.yaml", 2, "wrong-value", "did you mean 'string'?") in found
    assert ("whole.yaml", 2, "wrong-type") in [each[:3] for each in told(referring("whole.yaml"))]


def test_a_file_may_be_a_list() -> None:
    """Each of its schemas is judged where it stands; what is none is told where it is referred to, and only there."""
    assert [each for each in told(referring("'list.yaml#third'")) if each[2] == "ref-not-found"] == []
    assert ("list.yaml", 1, "wrong-value", "did you mean 'string'?") in told(referring("list.yaml#/0"))
    found = [each for each in told(referring("list.yaml#/1")) if each[2] != "unused-component"]
    assert found == [("d.yaml", 4, "ref-to-other-kind", "")]


def test_a_file_that_cannot_be_read_is_told_at_both_ends() -> None:
    """Each reference says that its file is broken, and the file where, once; none keeps the document from being served."""
    lines = referring("broken.yaml") + "\n    Other: {$ref: broken.yaml}"
    diagnostics = deep(parse(f"openapi: 3.0.0\n{INFO}\n{lines}", name="d.yaml"), read, uri="file:///api/d.yaml")
    errors = [(each.location.file, each.severity.name) for each in diagnostics if each.severity.name != "WARNING"]
    assert errors == [("d.yaml", "ERROR"), ("d.yaml", "ERROR"), ("broken.yaml", "ERROR")]


PET = "    Pet: {type: object}\n"
OF_ID = "'#' means the schema around it that has an '$id', not the document: take that '$id' away"
WHERE = "components:\n  schemas:\n"


@pytest.mark.parametrize(
    ("lines", "message", "hint"),
    [
        ("components: {schemas: null}\nx-a: {}\nx-b: {}\npaths: {/a: {$ref: '#/components/schemas/A'}}",
         ": '#/components/schemas' is empty (null)", ""),
        (f"{WHERE}    Pet: null\n    A: {{$ref: '#/components/schemas/Pet/properties/a'}}",
         ": '#/components/schemas/Pet' is empty (null)", ""),
        (f"{WHERE}{PET}    A: {{$id: 'https://example.com/a', not: {{$ref: '#/components/schemas/Pet'}}}}", "", OF_ID),
        (f"{WHERE}{PET}    A: {{$id: d.yaml, not: {{$ref: '#/components/schemas/Pet'}}}}", "", OF_ID),
        (f"{WHERE}    B: {{$id: 'https://example.com/b'}}\n    A: {{$ref: 'https://example.com/b#/nowhere'}}",
         "", "it names no file: is it right?"),
        (f"{WHERE}{PET}    A: {{$ref: 'http://[no URI#/components/schemas/Pet'}}", "", "it names no file: is it right?"),
        (f"{WHERE}{PET}    A: {{$ref: 'http://[no URI'}}", "", "it names no file: is it right?"),
    ],
)  # fmt: skip
def test_how_far_a_reference_leads(lines: str, message: str, hint: str) -> None:
    """What is empty on the way is told, and which other thing an `$id` makes of a reference."""
    diagnostics = deep(parse(f"openapi: 3.1.0\n{INFO}\n{lines}", name="d.yaml"), read, uri="file:///api/d.yaml")
    (found,) = (each for each in diagnostics if each.code == "ref-not-found")
    assert (found.location.line, found.message.partition(" leads nowhere")[2], found.hint) == (6, message, hint)


def test_an_identifier_that_is_no_uri_names_nothing() -> None:
    """The schema that has it is read as if it had none."""
    assert told(
        "components:\n  schemas:\n    A: {$id: 'http://[no URI', not: {$ref: '#/components/schemas/A/title'}}"
    ) == [("d.yaml", 5, "ref-not-found", "")]


def test_a_bare_name_is_meant_of_a_definition_in_swagger() -> None:
    """Where 2.0 has its schemas, the cure leads there."""
    lines = "paths: {}\ndefinitions:\n  Pet: {type: object}\n  A: {items: {$ref: Pte}}\n  B: {items: {$ref: Pet}}"
    hints = [hint for *_, code, hint in told(lines, "swagger: '2.0'") if code == "ref-not-found"]
    assert hints == ["did you mean '#/definitions/Pet'?"] * 2


def schemas(text: str) -> str:
    """A document that uses the schema A of these."""
    return referring("'#/components/schemas/A'").partition("components:\n")[0] + f"components:\n  schemas: {text}"


@pytest.mark.parametrize("version", ["openapi: 3.0.4", "openapi: 3.1.0", "openapi: 3.2.0"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{A: {$ref: '#/components/schemas/A'}}", ["ref-ring"]),
        ("{A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}", ["ref-ring"]),
        ("{A: {oneOf: [{$ref: '#/components/schemas/A'}]}}", ["schema-ring"]),
        ("{A: {anyOf: [{$ref: '#/components/schemas/B'}]}, B: {allOf: [{$ref: '#/components/schemas/A'}]}}", ["schema-ring"]),
        ("{A: {allOf: [{oneOf: [{$ref: '#/components/schemas/A'}, {type: string}]}]}}", ["schema-ring"]),
        ("{A: {properties: {a: {$ref: '#/components/schemas/A'}}}}", []),
        ("{A: {required: [a], properties: {a: {$ref: '#/components/schemas/A'}}}}", []),
        ("{A: {allOf: [{items: {$ref: '#/components/schemas/A'}}]}}", []),
        ("{A: {oneOf: [{type: string}, {items: {$ref: '#/components/schemas/A'}}]}}", []),
    ],
)  # fmt: skip
def test_rings(version: str, text: str, expected: list[str]) -> None:
    """References that lead back to themselves, and schemas that hold themselves for the same value, are told once."""
    assert [code for _, _, code, _ in told(schemas(text), version)] == expected


def test_a_path_item_that_refers_to_itself_is_a_ring() -> None:
    """A path item is followed no further than back to itself."""
    assert [each[1:3] for each in told("paths:\n  /a: {$ref: '#/paths/~1a'}")] == [(4, "ref-ring")]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("Cat", []),
        ("'#/components/schemas/Cat'", []),
        ("5", []),
        ("Cta", [(6, "mapping-not-found", "did you mean 'Cat'?")]),
        ("'#/components/schemas/Cta'", [(6, "mapping-not-found", "did you mean 'Cat'?")]),
    ],
)
def test_mappings(target: str, expected: list[tuple[int, str, str]]) -> None:
    """A discriminator's mapping names a schema, or refers to one."""
    discriminator = f"{{propertyName: kind, mapping: {{cat: {target}}}}}"
    one = "[{$ref: '#/components/schemas/Cat'}]"
    lines = (
        f"components:\n  schemas:\n    Cat: {{type: object}}\n    A: {{discriminator: {discriminator}, oneOf: {one}}}"
    )
    assert [each[1:] for each in told(lines)] == expected


USING = "paths:\n  /a: {get: {parameters: [{$ref: '#/components/parameters/p'}]}}\ncomponents:\n  parameters: {p: {name: p, in: query, schema: {}}}\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", []),
        ("  schemas:\n    A: {}", [(8, "unused-component")]),
        ("  schemas:\n    A: {}\n    B: {$ref: '#/components/schemas/A'}", [(9, "unused-component")]),
        ("  schemas:\n    A: {$anchor: a}", []),
        (
            "  schemas:\n    A: {discriminator: {propertyName: k, mapping: {a: 5, b: B}}}\n    B: {}",
            [(8, "unused-component")],
        ),
        ("  headers:\n    A: {schema: {}}", [(8, "unused-component")]),
        ("  securitySchemes:\n    A: {type: http, scheme: basic}", []),
        ("  schemas:\n    A: {}\nx-webhooks: {w: {$ref: '#/components/schemas/A'}}", []),
        ("  schemas:\n    A: {}\nx-part: {$ref: '#/components/schemas/A/properties/b'}", []),
    ],
)
def test_unused_components(lines: str, expected: list[tuple[int, str]]) -> None:
    """What no reference names, wherever it stands, is told; what is found by an identifier is not."""
    assert [each[1:3] for each in told(USING + lines)] == expected


def test_heirs_of_a_discriminator_are_used() -> None:
    """A schema that inherits from one with a discriminator is chosen by its name."""
    base = "{discriminator: {propertyName: kind}, properties: {kind: {type: string}}}"
    text = f"{{A: {base}, Cat: {{allOf: [{{$ref: '#/components/schemas/A'}}]}}}}"
    assert told(schemas(text)) == []


def test_a_library_of_components_has_no_unused_ones() -> None:
    """A document without operations is there to be referred to."""
    assert told("components: {schemas: {A: {}}}") == []


def test_definitions_of_swagger_are_components() -> None:
    """2.0's definitions, parameters and responses are told in the same way."""
    lines = "paths: {/a: {get: {}}}\ndefinitions: {A: {}}\nresponses: {R: {description: ''}}"
    assert [each[1:3] for each in told(lines, "swagger: '2.0'")] == [(4, "unused-component"), (5, "unused-component")]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("{operationId: getA}", []),
        ("{operationId: getB}", [(4, "operation-not-found", "did you mean 'getA'?")]),
        ("{operationRef: '#/paths/~1a/get'}", []),
        ("{operationRef: '#/paths/~1b/get'}", [(4, "operation-not-found", "")]),
        ("{operationRef: '#/paths//a/get'}", [(4, "operation-not-found",
         "in a pointer, '/' within a path is written '~1': '#/paths/~1pets/get'")]),
        ("{operationRef: 'https://example.com/#/paths/~1a/get'}", []),
    ],
)  # fmt: skip
def test_links(link: str, expected: list[tuple[int, str, str]]) -> None:
    """A link leads to an operation that there is."""
    response = f"{{description: '', links: {{l: {link}}}}}"
    assert [
        each[1:] for each in told(f"paths:\n  /a: {{get: {{operationId: getA, responses: {{'200': {response}}}}}}}")
    ] == expected


def test_a_reference_to_what_is_empty() -> None:
    """A component that was begun and not written."""
    found = told(referring("'#/components/schemas/Later'") + "\n    Later:")
    assert ("d.yaml", 4, "ref-to-other-kind", "") in found


@pytest.mark.parametrize(
    "schema", ["true", "{allOf: [{$ref: pet.yaml#/Pet}]}", "{allOf: [{$ref: '#/components/schemas/Alone'}]}"]
)
def test_a_schema_that_nobody_means(schema: str) -> None:
    """Neither by reference nor by the name that a discriminator gives it."""
    pet = referring("'#/components/schemas/Pet'")
    text = f"{pet}\n    Alone: {schema}\n    x-own: {{$ref: '#/nowhere'}}"
    assert ("d.yaml", 8, "unused-component") in [each[:3] for each in told(text)]
