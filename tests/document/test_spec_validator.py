"""openapi-spec-validator within its fence: it judges, fetches nothing, and survives."""

from __future__ import annotations

from typing import NoReturn
from urllib import request

import pytest

from mockserver.document.anatomy import survey
from mockserver.document.parse import parse
from mockserver.document.references import References
from mockserver.document.report import Spot, diagnostics_of, error
from mockserver.document.spec_validator import faults
from mockserver.document.versions import V30, version_of
from mockserver.errors import NotRetrieved

INFO = "info: {title: t, version: '1'}"


def refuse(uri: str) -> NoReturn:
    """A retriever that reads nothing."""
    raise NotRetrieved(f"{uri} is not read")


def told(document: str, *, known: tuple[str, ...] = ()) -> list[tuple[int, str, str]]:
    """Line, code and message of each finding of the package alone; `known` are fields at the root with errors."""
    source = parse(document, name="d.yaml")
    version = version_of(source.tree)
    assert version is not None
    found = survey(References(source, "file:///d.yaml", refuse), version)
    others = [error("known", "known", Spot(source).at(field)) for field in known]
    return [(each.location.line, each.code, each.message) for each in diagnostics_of(faults(found, known=others))]


@pytest.mark.parametrize("version", ["swagger: '2.0'", "openapi: 3.0.4", "openapi: 3.1.0", "openapi: 3.2.0"])
def test_tags_are_judged_in_each_version(version: str) -> None:
    """A finding that is the package's own is told, in all versions."""
    assert told(f"{version}\n{INFO}\ntags: [{{name: a}}, {{name: a}}]\npaths: {{}}") == [
        (3, "duplicate-tag", "duplicate tag name 'a'")
    ]


def test_a_ring_of_tags_is_told() -> None:
    """What is new in 3.2 is judged, too."""
    tags = "tags: [{name: a, parent: b}, {name: b, parent: a}]"
    assert [message for _, _, message in told(f"openapi: 3.2.0\n{INFO}\n{tags}")] == [
        "circular tag hierarchy detected: a -> b -> a",
        "circular tag hierarchy detected: b -> a -> b",
    ]


def test_a_finding_has_the_place_of_what_was_judged() -> None:
    """A schema that inherits and requires what nobody defines is told where it stands, though the package does not say."""
    text = "components:\n  schemas:\n    B: {properties: {b: {}}}\n    A: {allOf: [{$ref: '#/components/schemas/B'}], required: [x]}"
    assert told(f"openapi: 3.0.4\n{INFO}\npaths: {{}}\n{text}") == [
        (7, "required-not-defined", "required, and none of the properties: 'x'")
    ]


def test_a_fault_does_not_keep_others_from_being_judged() -> None:
    """A part on which the package raises is told, and what follows is judged nevertheless."""
    schemas = "{A: {allOf: [{}], required: 5}, B: {allOf: [{}], required: [x, a]}}"
    found = told(f"openapi: 3.0.4\n{INFO}\ntags: [{{}}]\ncomponents: {{schemas: {schemas}}}")
    assert [(line, code) for line, code, _ in found] == [
        (3, "not-judged"),
        (4, "not-judged"),
        (4, "required-not-defined"),
    ]
    assert found[-1][2] == "required, and none of the properties: 'a', 'x'"


def test_a_schema_within_another_may_require_what_that_one_defines() -> None:
    """Only what stands by itself is judged by the names that it requires."""
    inner = "{allOf: [{}], required: [x]}"
    assert told(f"openapi: 3.0.4\n{INFO}\ncomponents: {{schemas: {{A: {{allOf: [{inner}], required: []}}}}}}") == []


def test_a_schema_of_another_file_is_judged_there() -> None:
    """With its own references, and told at its own place."""
    text = "A: {allOf: [{$ref: '#/B'}], required: [b, c]}\nB: {properties: {b: {}}}"
    source = parse(
        f"openapi: 3.0.4\n{INFO}\npaths: {{/a: {{get: {{parameters: [{{schema: {{$ref: 'b.yaml#/A'}}}}]}}}}}}",
        name="d.yaml",
    )
    found = survey(References(source, "file:///d.yaml", lambda _: parse(text, name="b.yaml")), V30)
    (told_there,) = diagnostics_of(faults(found, known=()))
    assert (str(told_there.location), told_there.code) == ("b.yaml:1:4", "required-not-defined")
    assert "'c'" in told_there.message


def test_a_long_chain_of_references_takes_no_time() -> None:
    """The package follows a chain from its beginning for each of its links: it is not asked for them."""
    chain = ", ".join(f"A{at}: {{$ref: '#/components/schemas/A{at + 1}'}}" for at in range(3000))
    schemas = f"components: {{schemas: {{{chain}, A3000: {{type: string}}}}}}"
    assert told(f"openapi: 3.0.4\n{INFO}\npaths: {{}}\n{schemas}") == []


def test_references_are_not_opened_by_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the scheme, the package asks our retriever and opens nothing."""
    opened: list[str] = []
    monkeypatch.setattr(request, "urlopen", lambda url, *_args, **_named: opened.append(url))
    monkeypatch.setattr("jsonschema_path.retrievers.urlopen", opened.append)
    for uri in ("http://127.0.0.1:9/x", "https://127.0.0.1:9/x", "file:///etc/passwd", "ftp://127.0.0.1/x", "data:,{}"):
        schema = f"components: {{schemas: {{A: {{allOf: [{{$ref: '{uri}'}}], required: [x]}}}}}}"
        assert told(f"openapi: 3.0.4\n{INFO}\npaths: {{}}\n{schema}") == []
    assert opened == []


@pytest.mark.parametrize(
    "schema",
    [
        "{allOf: [{items: {$ref: '#/components/schemas/A'}, properties: {x: {}}}], required: [x]}",
        "{allOf: [{anyOf: [{properties: {x: {}}}, {not: {$ref: '#/components/schemas/A'}}]}], required: [x]}",
    ],
)
def test_schemas_that_hold_themselves_are_judged(schema: str) -> None:
    """A recursive schema is sound, although the package's own way of collecting properties never ends on it."""
    assert told(f"openapi: 3.0.4\n{INFO}\npaths: {{}}\ncomponents: {{schemas: {{A: {schema}}}}}") == []


def test_a_schema_of_an_unknown_dialect_is_told() -> None:
    """A `$schema` that nobody knows is the package's to tell."""
    schema = "components: {schemas: {A: {$schema: 'https://example.com/dialect'}}}"
    (found,) = told(f"openapi: 3.1.0\n{INFO}\n{schema}")
    assert found[:2] == (3, "unknown-dialect")


def test_a_document_that_refers_to_itself_is_told() -> None:
    """The package does not get past its root."""
    found = told(f"openapi: 3.1.0\n$ref: '#'\n{INFO}\ntags: [{{name: a}}]")
    assert [(line, code) for line, code, _ in found] == [(4, "not-judged")]


def test_what_the_package_fails_on_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it raises becomes a warning, unless it follows from a fault that is known: the rest stands."""

    def fail(*_: object) -> NoReturn:
        raise KeyError("x" * 300)

    def sink(*_: object) -> NoReturn:
        raise RecursionError

    for fault, words in ((fail, "openapi-spec-validator could not judge this: KeyError"), (sink, "nested")):
        monkeypatch.setattr("openapi_spec_validator.validation.keywords.TagsValidator.__call__", fault)
        document = f"openapi: 3.1.0\n{INFO}\ntags: [{{name: a}}]\npaths: {{}}"
        (found,) = told(document)
        assert found[1] == "not-judged"
        assert words in found[2]
        assert told(document, known=("tags",)) == []
