"""A schema of any dialect and any file, as one standalone JSON Schema 2020-12."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from mockserver.document.references import References
from mockserver.document.schema import one_way
from mockserver.errors import Unbuildable

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.document.model import Document
    from mockserver.document.schema import Schema

    MakeDocument = Callable[..., Document]


def _schema(
    make_document: MakeDocument, schema: str, *, version: str = "3.1.0", components: str = "{}", **more: Any
) -> Schema:
    document = make_document(
        f"""
        openapi: {version}
        info: {{title: t, version: '1'}}
        paths:
          /x: {{get: {{responses: {{'200': {{description: ok, content: {{application/json: {{schema: {schema}}}}}}}}}}}}}
        components: {{schemas: {components}}}
        """,
        **more,
    )
    found = document.path_items[0].operations["GET"].responses["200"].content["application/json"].schema
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("version", "written", "expected"),
    [
        ("3.0.3", "{type: string, nullable: true}", {"type": ["string", "null"]}),
        ("3.0.3", "{type: string, nullable: true, enum: [a]}", {"type": ["string", "null"], "enum": ["a", None]}),
        ("3.0.3", "{anyOf: [{type: string}], nullable: true}", {"anyOf": [{"anyOf": [{"type": "string"}]}, {"enum": [None]}]}),
        ("3.0.3", "{type: integer, minimum: 1, exclusiveMinimum: true}", {"type": "integer", "exclusiveMinimum": 1}),
        ("3.0.3", "{type: integer, maximum: 9, exclusiveMaximum: false}", {"type": "integer", "maximum": 9}),
        ("3.1.0", "{type: integer, exclusiveMinimum: 1}", {"type": "integer", "exclusiveMinimum": 1}),
        ("3.1.0", "{type: [string, 'null']}", {"type": ["string", "null"]}),
        ("3.1.0", "{type: string, nullable: true}", {"type": ["string", "null"]}),
        ("3.1.0", "{items: [{type: string}], additionalItems: false}", {"prefixItems": [{"type": "string"}], "items": False}),
        ("3.1.0", "{dependencies: {a: [b], c: {minProperties: 2}}}",
         {"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"c": {"minProperties": 2}}}),
        ("3.1.0", "{type: any}", {}),
        ("3.1.0", "{type: [string, text]}", {"type": "string"}),
        ("3.1.0", "{type: string, required: true}", {"type": "string"}),
        ("3.1.0", "{type: string, minLength: '3', pattern: '['}", {"type": "string"}),
        ("3.1.0", f"{{type: string, pattern: '{'a|' * 100_000}'}}", {"type": "string"}),
        ("3.1.0", "{enum: []}", {}),
        ("3.1.0", "{allOf: []}", {}),
        ("3.1.0", "{required: [a, a, b]}", {"required": ["a", "b"]}),
        ("3.1.0", "true", {}),
        ("3.1.0", "false", {"not": {}}),
        ("3.1.0", "{type: string, $comment: c, $id: 'http://x/y'}", {"type": "string"}),
        ("3.1.0", "{properties: {const: {type: string}, $ref: {type: string}}}",
         {"properties": {"const": {"type": "string"}, "$ref": {"type": "string"}}}),
    ],
)  # fmt: skip
def test_each_dialect_is_brought_to_one(make_document: MakeDocument, version: str, written: str, expected: Any) -> None:
    """What the versions write differently is 2020-12 here; what is no JSON Schema is left out."""
    whole = _schema(make_document, written, version=version).whole
    assert whole == expected
    jsonschema_rs.Draft202012Validator(dict(whole))


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_nullable_beside_a_reference_is_meant(make_document: MakeDocument, version: str) -> None:
    """3.0 ignores what stands beside a `$ref`, 3.1 has no `nullable`; null is what the author expects all the same."""
    written = "{$ref: '#/components/schemas/A', nullable: true}"
    whole = _schema(make_document, written, version=version, components="{A: {type: string}}").whole
    assert whole["anyOf"] == [{"$ref": "#/$defs/A"}, {"enum": [None]}]


def test_references_are_bundled_by_name(make_document: MakeDocument) -> None:
    """Each component that is reached is under `$defs`, once, under its name as far as a key can hold it; a ring ends there."""
    components = "{Pet: {properties: {friend: {$ref: '#/components/schemas/Pet'}, tag: {$ref: '#/components/schemas/a~1b'}}}, a/b: {}}"
    schema = _schema(make_document, "{$ref: '#/components/schemas/Pet'}", components=components)
    assert schema.name == "Pet"
    assert schema.whole == {
        "$ref": "#/$defs/Pet",
        "$defs": {
            "Pet": {"properties": {"friend": {"$ref": "#/$defs/Pet"}, "tag": {"$ref": "#/$defs/a_b"}}},
            "a_b": {},
        },
    }


@pytest.mark.parametrize(("version", "kept"), [("3.0.3", {}), ("3.1.0", {"maxLength": 3})])
def test_siblings_of_a_reference_count_as_the_version_says(
    make_document: MakeDocument, version: str, kept: Any
) -> None:
    """OAS 3.0: what stands beside `$ref` is ignored; 3.1: it holds as well."""
    schema = _schema(
        make_document,
        "{$ref: '#/components/schemas/A', maxLength: 3}",
        version=version,
        components="{A: {type: string}}",
    )
    assert schema.whole == {"$ref": "#/$defs/A", **kept, "$defs": {"A": {"type": "string"}}}


def test_a_reference_to_a_reference_is_the_one_that_it_leads_to(make_document: MakeDocument) -> None:
    """A component that says nothing but a `$ref` has no definition of its own."""
    components = "{A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/C'}, C: {type: string}}"
    whole = _schema(make_document, "{$ref: '#/components/schemas/A'}", components=components).whole
    assert whole == {"$ref": "#/$defs/C", "$defs": {"C": {"type": "string"}}}


def test_a_reference_to_nowhere_is_unbuildable(make_document: MakeDocument) -> None:
    """The fault is told when the schema is asked for, with the place of the reference."""
    with pytest.raises(Unbuildable, match=r"openapi.yaml:5.*'#/components/schemas/Nope' leads nowhere"):
        _ = _schema(make_document, "{items: {$ref: '#/components/schemas/Nope'}}").whole


def test_a_reference_to_a_broken_file_is_unbuildable(make_document: MakeDocument) -> None:
    """What is wrong with that file is told."""
    files = {"file:///api/broken.yaml": "a: [1"}
    with pytest.raises(Unbuildable, match=r"leads to a file that cannot be read: file:///api/broken.yaml:1:\d+: fatal"):
        _ = _schema(make_document, "{items: {$ref: broken.yaml}}", files=files).whole


def test_a_reference_that_may_not_be_followed_is_unbuildable(make_document: MakeDocument) -> None:
    """Why not is told."""
    with pytest.raises(Unbuildable, match=r"openapi.yaml:5.*'x.yaml': it is not there"):
        _ = _schema(make_document, "{items: {$ref: x.yaml}}").whole


def test_the_place_of_a_fault_is_looked_for_when_it_is_told(
    make_document: MakeDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To find it, all of the text is read again; a mapping that leads nowhere is passed by, and told by nobody."""
    located: list[object] = []
    monkeypatch.setattr(References, "locate", lambda _, value, __=None: located.append(value))
    written = "{oneOf: [{type: string}], discriminator: {propertyName: k, mapping: {a: '#/nowhere'}}}"
    assert "discriminator" in _schema(make_document, written).whole
    assert located == []


def test_references_reach_other_files(make_document: MakeDocument) -> None:
    """A relative reference starts from the file that holds it."""
    files = {
        "file:///api/schemas/pet.yaml": "properties: {owner: {$ref: 'people.yaml#/Owner'}}",
        "file:///api/schemas/people.yaml": "Owner: {type: object, properties: {pet: {$ref: pet.yaml}}}",
    }
    whole = _schema(make_document, "{$ref: schemas/pet.yaml}", files=files).whole
    assert whole["$ref"] == "#/$defs/pet"
    assert whole["$defs"]["Owner"]["properties"] == {"pet": {"$ref": "#/$defs/pet"}}


def test_identifiers_and_anchors_are_found(make_document: MakeDocument) -> None:
    """`$id` starts a new base, `$anchor` names a place in it."""
    components = "{A: {$id: 'https://example.test/a', $defs: {n: {$anchor: here, type: integer}}}}"
    whole = _schema(make_document, "{$ref: 'https://example.test/a#here'}", components=components).whole
    assert list(whole["$defs"].values()) == [{"type": "integer"}]


def test_a_dynamic_reference_means_the_outermost_anchor(make_document: MakeDocument) -> None:
    """JSON Schema 2020-12, section 8.2.3.2: a tree made strict is strict in its children, too."""
    components = """{
      Tree: {$id: 'https://x.test/tree', $dynamicAnchor: node, type: object, properties: {children: {type: array, items: {$dynamicRef: '#node'}}}},
      Strict: {$id: 'https://x.test/strict', $dynamicAnchor: node, $ref: tree, unevaluatedProperties: false}}"""
    strict = _schema(make_document, "{$ref: '#/components/schemas/Strict'}", components=components).whole
    loose = _schema(make_document, "{$ref: '#/components/schemas/Tree'}", components=components).whole
    odd = {"children": [{"daat": 1}]}
    assert not jsonschema_rs.Draft202012Validator(dict(strict)).is_valid(odd)
    assert jsonschema_rs.Draft202012Validator(dict(loose)).is_valid(odd)


_CAT_AND_DOG = """{
  Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind, mapping: {puss: Cat}}},
  Cat: {allOf: [{$ref: '#/components/schemas/Pet'}]},
  Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {bark: {type: boolean}}}]}}"""


@pytest.mark.parametrize(
    ("written", "mapping"),
    [
        ("{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind}}",
         {"Cat": "#/$defs/Cat", "Dog": "#/$defs/Dog"}),
        ("{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind, mapping: {c: Cat, d: '#/components/schemas/Dog'}}}",
         {"c": "#/$defs/Cat", "d": "#/$defs/Dog"}),
    ],
)  # fmt: skip
def test_a_discriminator_has_its_whole_mapping(make_document: MakeDocument, written: str, mapping: Any) -> None:
    """OAS Discriminator Object: explicit names or URIs, and the names of the branches that none of them names."""
    assert _schema(make_document, written, components=_CAT_AND_DOG).whole["discriminator"]["mapping"] == mapping


@pytest.mark.parametrize(
    ("cat", "name"),
    [
        ("{properties: {kind: {const: cat}}}", "cat"),
        ("{properties: {kind: {type: string, enum: [cat]}}}", "cat"),
        ("{allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {kind: {const: cat}}}]}", "cat"),
        ("{properties: {kind: {enum: [cat, lion]}}}", "Cat"),
        ("{properties: {kind: {const: 5}}}", "Cat"),
        ("{properties: {kind: true}}", "Cat"),
    ],
)
def test_a_branch_is_called_what_it_must_be(make_document: MakeDocument, cat: str, name: str) -> None:
    """A branch that allows one text for the property has that name: the schema's could never be valid."""
    written = "{oneOf: [{$ref: '#/components/schemas/Cat'}], discriminator: {propertyName: kind}}"
    whole = _schema(make_document, written, components=f"{{Pet: {{type: object}}, Cat: {cat}}}").whole
    assert whole["discriminator"]["mapping"] == {name: "#/$defs/Cat"}


def test_a_parents_discriminator_names_its_heirs(make_document: MakeDocument) -> None:
    """A schema that others inherit from by `allOf` can be any of them."""
    whole = _schema(make_document, "{$ref: '#/components/schemas/Pet'}", components=_CAT_AND_DOG).whole
    assert whole["$defs"]["Pet"]["discriminator"]["mapping"] == {"puss": "#/$defs/Cat", "Dog": "#/$defs/Dog"}


@pytest.mark.parametrize(
    ("whole", "required"),
    [
        ({"required": ["a", "b"], "properties": {"a": {"readOnly": True}, "b": {}}}, ["b"]),
        ({"required": ["a"], "properties": {"a": {"$ref": "#/$defs/A"}}, "$defs": {"A": {"readOnly": True}}}, []),
        ({"required": ["a"], "properties": {"a": {"allOf": [{"readOnly": True}]}}}, []),
        ({"required": ["a"], "allOf": [{"properties": {"a": {"readOnly": True}}}]}, []),
        ({"required": ["a"], "properties": {"a": {"writeOnly": True}}}, ["a"]),
    ],
)
def test_what_goes_the_other_way_is_not_required(whole: dict[str, Any], required: list[str]) -> None:
    """OAS: a `readOnly` property "MUST NOT be sent as part of the request", whoever requires it."""
    assert one_way(whole, "readOnly")["required"] == required


def test_a_property_may_be_called_like_a_keyword() -> None:
    """`allOf`, `required` and `properties` are names as good as any."""
    properties = {"allOf": True, "required": {"readOnly": True}, "properties": {"type": "string"}}
    whole = {"required": ["allOf", "required"], "properties": properties}
    assert one_way(whole, "readOnly")["required"] == ["allOf"]


def test_a_schema_without_marks_is_the_same_both_ways(make_document: MakeDocument) -> None:
    """Nothing is copied where nothing differs."""
    schema = _schema(make_document, "{type: string}")
    assert schema.request is schema.whole is schema.response


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{additionalProperties: {$ref: '#/components/schemas/Text'}}", {"additionalProperties": {"$ref": "#/$defs/Text"}}),
        ("{items: [{type: string}]}", {"prefixItems": [{"type": "string"}]}),
        ("{allOf: []}", {}),
        ("{allOf: text}", {}),
        ("{properties: text}", {}),
        ("{examples: text}", {}),
        ("{dependentRequired: {a: b}}", {}),
        ("{dependentRequired: {a: [b]}}", {"dependentRequired": {"a": ["b"]}}),
        ("{oneOf: [{type: string}], discriminator: {propertyName: k}}",
         {"oneOf": [{"type": "string"}], "discriminator": {"propertyName": "k", "mapping": {}}}),
        ("{discriminator: {propertyName: k, mapping: {a: '#/nowhere', b: 5, c: Text}}}",
         {"discriminator": {"propertyName": "k", "mapping": {"c": "#/$defs/Text"}}}),
        ("{discriminator: {propertyName: k, defaultMapping: Text}}",
         {"discriminator": {"propertyName": "k", "mapping": {}, "defaultMapping": "#/$defs/Text"}}),
    ],
)  # fmt: skip
def test_keywords_that_say_nothing_are_left_out(make_document: MakeDocument, written: str, expected: Any) -> None:
    """And lists of schemas, discriminators without names and references keep what can be kept."""
    components = "{Text: {type: string}, Heir: {allOf: [{$ref: '#/nowhere'}]}}"
    whole = dict(_schema(make_document, written, version="3.2.0", components=components).whole)
    whole.pop("$defs", None)
    assert whole == expected


def test_names_that_are_taken_are_numbered(make_document: MakeDocument) -> None:
    """Two schemas of one name, from two files, are told apart."""
    written = "{allOf: [{$ref: 'a.yaml#/Pet'}, {$ref: 'b.yaml#/Pet'}]}"
    files = {"file:///api/a.yaml": "Pet: {type: object}", "file:///api/b.yaml": "Pet: {minProperties: 1}"}
    whole = _schema(make_document, written, files=files).whole
    assert sorted(whole["$defs"]) == ["Pet", "Pet_2"]


def test_a_schema_that_is_nested_too_deep_cannot_be_built(make_document: MakeDocument) -> None:
    """It says so, in place of an end of the process."""
    with pytest.raises(Unbuildable, match="nested too deep"):
        _ = _schema(make_document, "{items: " * 480 + "{}" + "}" * 480).whole


def test_what_is_referred_to_alike_is_one_schema(make_document: MakeDocument) -> None:
    """All places that refer to one component share its schema, and so what is made of it; another word makes another."""
    said = ["{$ref: '#/components/schemas/A'}"] * 2 + [
        "{$ref: '#/components/schemas/A', description: x}",
        "{type: string}",
    ]
    content = ", ".join(f"application/{at}: {{schema: {each}}}" for at, each in enumerate(said))
    document = make_document(
        f"""
        openapi: 3.1.0
        info: {{title: t, version: '1'}}
        paths: {{/x: {{get: {{responses: {{'200': {{description: ok, content: {{{content}}}}}}}}}}}}}
        components: {{schemas: {{A: {{type: integer}}}}}}
        """
    )
    first, second, *others = document.path_items[0].operations["GET"].responses["200"].content.values()
    assert first.schema is second.schema
    assert first.schema not in [each.schema for each in others]
