"""The three degrees of judgement together: bad documents, real documents, hazards."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.document.diagnostics import Severity
from mockserver.document.parse import parse
from mockserver.document.validation import deep, fatal, shape
from mockserver.errors import DocumentError, NotRetrieved
from mockserver.server.retrieval import Retriever, load

if TYPE_CHECKING:
    from mockserver.document.diagnostics import Diagnostic
    from mockserver.document.parse import Source

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "documents"


def refuse(uri: str) -> NoReturn:
    """A retriever that reads nothing."""
    raise NotRetrieved(f"{uri} is not read")


def judged(source: Source) -> list[Diagnostic]:
    """All that is told of a document without other files."""
    return [*fatal(source), *shape(source), *deep(source, refuse, uri="file:///d.yaml")]


BAD = """\
openapi: 3.0.4
info: {title: t, version: 1.0}
servers: [{url: 'https://{region}.example.com'}]
tags: [{name: a}, {name: a, description: x}]
security: [{kye: []}]
paths:
  /pets/{petId}:
    get:
      operationId: getPet
      parameters: [{name: petld, in: path, required: true, schema: {type: strng}}]
      responses:
        20O: {description: ''}
        '204': {description: '', content: {json: {schema: {$ref: '#/components/schemas/Pte'}}}}
  /pets/{id}:
    trace:
      operationId: getPet
      sumary: x
      responses: {'200': {description: ''}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: 'X Key'}}
  schemas:
    Pet:
      type: object
      properties: {name: {type: string, example: 5}, code: {pattern: '[a-'}}
    Ring: {$ref: '#/components/schemas/Ring'}
"""


def test_each_fault_of_a_bad_document_is_told_at_its_line() -> None:
    """Of a document with a fault in most lines, each is told at its line, under a code, once."""
    found = sorted((each.location.line, each.severity.name, each.code) for each in judged(parse(BAD, name="d.yaml")))
    assert found == [
        (2, "ERROR", "wrong-type"),
        (3, "ERROR", "server-variable-not-defined"),
        (4, "ERROR", "duplicate-tag"),
        (5, "ERROR", "security-not-defined"),
        (8, "ERROR", "path-parameter-undeclared"),
        (10, "ERROR", "path-parameter-unused"),
        (10, "ERROR", "wrong-value"),
        (12, "ERROR", "impossible-status"),
        (13, "ERROR", "bad-media-type"),
        (13, "ERROR", "ref-not-found"),
        (13, "WARNING", "content-without-meaning"),
        (14, "ERROR", "equal-templates"),
        (15, "ERROR", "path-parameter-undeclared"),
        (15, "WARNING", "forbidden-method"),
        (16, "ERROR", "duplicate-operation-id"),
        (17, "ERROR", "unknown-field"),
        (22, "WARNING", "unused-component"),
        (24, "ERROR", "bad-pattern"),
        (24, "WARNING", "example-invalid"),
        (25, "ERROR", "ref-ring"),
    ]


def test_every_diagnostic_has_a_place_a_code_and_words() -> None:
    """No diagnostic of the bad document is without line, column, code and message."""
    for each in judged(parse(BAD, name="d.yaml")):
        assert each.location.line
        assert each.location.column
        assert each.code
        assert each.message


DOCUMENTS = [
    *sorted((ROOT / "specs").glob("*.yaml")),
    *sorted(each for each in SHARED.glob("v*/*") if each.suffix in {".yaml", ".json"}),
    SHARED / "multi-file" / "cafe-split" / "cafe.yaml",
]

# The errors of real documents, each of them looked at: 2.0 has no null, so that a null default fits no type; the
# parameters of a path that differ only in name; `examples` in a schema of 3.1 are a list.
ERRORS = {
    "moby-v1.54.yaml": {"default-invalid"},
    "xero-files.yaml": {"equal-templates"},
    "scalar-galaxy.yaml": {"wrong-type"},
}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_real_documents_are_served_and_hardly_blamed(path: Path) -> None:
    """No document of others is fatal; an error is told only where it is one."""
    if not path.exists():
        pytest.skip("the shared documents are not beside the repository")
    entry = load(str(path))
    found = (*fatal(entry.source), *shape(entry.source), *deep(entry.source, Retriever(entry.uri), uri=entry.uri))
    assert {each.code for each in found if each.severity >= Severity.ERROR} == ERRORS.get(path.name, set())
    assert not [each for each in found if each.severity == Severity.FATAL]
    assert not [each for each in found if each.code in {"invalid", "not-judged"}]


def test_the_references_of_a_split_document_are_followed() -> None:
    """A fault in a file that a reference leads to is told in that file."""
    files = {"file:///pet.yaml": "type: strng\n"}
    lines = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\ncomponents: {schemas: {Pet: {$ref: pet.yaml}}}"
    found = deep(parse(lines, name="d.yaml"), lambda uri: parse(files[uri], name="pet.yaml"), uri="file:///d.yaml")
    assert [str(each.location) for each in found] == ["pet.yaml:1:7"]


def test_many_aliases_cost_no_more_than_their_anchors() -> None:
    """A schema that aliases let stand in thousands of places is judged once."""
    uses = "\n".join(f"    A{number}: *pet" for number in range(2_000))
    text = f"openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\ncomponents:\n  schemas:\n    Pet: &pet {{type: strng}}\n{uses}"
    found = judged(parse(text, name="d.yaml"))
    assert {each.code for each in found} == {"wrong-value"}
    assert len(found) == 101


def test_twenty_thousand_paths_are_judged() -> None:
    """A document of 20,000 sound paths has no findings."""
    paths = {f"/p{number}/{{id}}": {"get": {"parameters": [{"$ref": "#/components/parameters/id"}],
             "responses": {"200": {"description": ""}}}} for number in range(20_000)}  # fmt: skip
    parameter = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    document = {"openapi": "3.0.4", "info": {"title": "t", "version": "1"}, "paths": paths,
                "components": {"parameters": {"id": parameter}}}  # fmt: skip
    source = parse(json.dumps(document), name="d.json")
    assert (*fatal(source), *shape(source)) == ()


@pytest.mark.parametrize("tree", ["5", "[]", "text", "openapi: 3.1.0", "swagger: '2.0'", "openapi: 4.0.0", "a: 1"])
def test_nothing_raises_for_what_is_no_document(tree: str) -> None:
    """All three degrees answer for any text, also when nobody asked `fatal` first."""
    source = parse(tree, name="d.yaml")
    assert isinstance((*shape(source), *deep(source, refuse)), tuple)


def test_the_content_of_a_refused_file_is_nowhere(tmp_path: Path) -> None:
    """A reference out of the folder is refused, and nothing of what it leads to is told."""
    secret = tmp_path / "secret.yaml"
    secret.write_text("password: hunter2\n")
    folder = tmp_path / "api"
    folder.mkdir()
    (folder / "d.yaml").write_text(
        f"openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\n"
        f"components: {{schemas: {{A: {{$ref: '../secret.yaml#/password'}}, B: {{$ref: '{secret.as_uri()}'}}}}}}"
    )
    entry = load(str(folder / "d.yaml"))
    found = deep(entry.source, Retriever(entry.uri), uri=entry.uri)
    assert [each.code for each in found] == ["file-refused", "file-refused"]
    assert "hunter2" not in "".join(str(each) for each in found)


VALUES: list[Any] = [
    None, True, 0, -1, 1.5, "", "x", "/a", "#/components/schemas/Pet", "#", [], {}, [None], [1, "a"], {"": None},
    {"$ref": "#"}, {"$ref": None}, {"$ref": "#/nope"}, {"a": {"$ref": "#/paths"}}, [{"$ref": "#/info"}], {"x-a": 1},
    {"type": 5}, {"allOf": [{"$ref": "#/components/schemas/Pet"}]}, 10**30, {"type": "array"}, "(", "{x}",
]  # fmt: skip
FIELDS = [
    "$ref", "type", "items", "parameters", "responses", "schema", "content", "examples", "properties", "allOf", "paths",
    "$id", "enum", "security", "discriminator", "headers", "required", "mapping", "tags", "servers", "in", "name",
]  # fmt: skip


def places_of(tree: Any) -> list[tuple[Any, Any]]:
    """Each mapping or sequence of a tree with each of its keys."""
    found, waiting = [], [tree]
    while waiting:
        node = waiting.pop()
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            found.append((node, key))
            if isinstance(value, (dict, list)):
                waiting.append(value)
    return found


def spoiled(tree: Any, choose: random.Random) -> Any:
    """A copy of a document in which some values are others, are gone or stand in another's place."""
    spoilt = copy.deepcopy(tree)
    for _ in range(choose.randint(1, 12)):
        places = places_of(spoilt)
        if not places:
            break
        holder, key = choose.choice(places)
        other, there = choose.choice(places)
        what = choose.random()
        if what < 0.6:
            holder[key] = copy.deepcopy(choose.choice(VALUES))
        elif what < 0.75:
            del holder[key]
        elif what < 0.9 and isinstance(holder, dict):
            holder[choose.choice(FIELDS)] = copy.deepcopy(choose.choice(VALUES))
        else:
            holder[key] = copy.deepcopy(other[there])
    return spoilt


SPECS = [
    parse(each.read_text(encoding="utf-8"), name=each.name).tree for each in sorted((ROOT / "specs").glob("*.yaml"))
]


@settings(max_examples=60)
@given(st.sampled_from(SPECS), st.integers(0, 2**32))
def test_no_document_makes_a_judge_raise(tree: Any, seed: int) -> None:
    """However a document is spoilt, all three degrees give diagnostics, each with words and at a place."""
    text = json.dumps(spoiled(tree, random.Random(seed)))
    try:
        source = parse(text, name="d.json")
    except DocumentError:
        return
    for each in judged(source):
        assert each.message
        assert each.location.file == "d.json"
