"""The objects of a document, found by walking it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mockserver.document.anatomy import contents_of, refused, survey, unreadable
from mockserver.document.parse import parse
from mockserver.document.references import References
from mockserver.document.versions import V2, V30, V31, V32, Version, version_of
from mockserver.errors import NotRetrieved

if TYPE_CHECKING:
    from mockserver.document.anatomy import Survey
    from mockserver.document.parse import Source

FILES = {
    "file:///a/parts.yaml": "Pet: {type: object, properties: {owner: {$ref: '#/Owner'}}}\nOwner: {type: string}\n",
    "file:///a/broken.yaml": "a: [",
}


def read(uri: str) -> Source:
    """A retriever for the files above."""
    if uri not in FILES:
        raise NotRetrieved("no such file")
    return parse(FILES[uri], name=uri.rpartition("/")[2])


def surveyed(document: str) -> Survey:
    """The survey of a document in the same folder."""
    source = parse(document, name="d.yaml")
    version = version_of(source.tree)
    assert version is not None
    return survey(References(source, "file:///a/d.yaml", read), version)


def places(document: str, kind: str) -> list[str]:
    """File and pointer of each object of a kind."""
    return [f"{each.spot.source.name}#{each.spot.pointer}" for each in surveyed(document).objects[kind]]


DOCUMENT = """
openapi: 3.2.0
paths:
  /a:
    parameters: [{name: p, in: query, schema: {type: string}}]
    query: {}
    additionalOperations: {COPY: {}}
    post:
      requestBody: {content: {a/b: {schema: {items: {}}, encoding: {x: {headers: {H: {schema: {}}}}}}}}
      responses: {x-note: {}, '200': {links: {l: {server: {url: /}}}, headers: {G: {}}}}
      callbacks: {c: {x-note: {}, '{$url}': {put: {}}}}
  x-note: {get: {}}
webhooks: {w: {delete: {}}}
components:
  schemas: {x-S: {prefixItems: [{}, {if: {}}], default: {properties: {no: {}}}}}
  mediaTypes: {m: {itemSchema: {}}}
"""


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("path-item", ["/paths/~1a", "/webhooks/w", "/paths/~1a/post/callbacks/c/{$url}"]),
        ("operation", ["/paths/~1a/post", "/paths/~1a/query", "/paths/~1a/additionalOperations/COPY",
                       "/webhooks/w/delete", "/paths/~1a/post/callbacks/c/{$url}/put"]),
        ("parameter", ["/paths/~1a/parameters/0"]),
        ("request-body", ["/paths/~1a/post/requestBody"]),
        ("response", ["/paths/~1a/post/responses/200"]),
        ("server", ["/paths/~1a/post/responses/200/links/l/server"]),
        ("header", ["/paths/~1a/post/responses/200/headers/G",
                    "/paths/~1a/post/requestBody/content/a~1b/encoding/x/headers/H"]),
        ("media-type", ["/components/mediaTypes/m", "/paths/~1a/post/requestBody/content/a~1b"]),
    ],
)  # fmt: skip
def test_each_object_is_found_where_it_stands(kind: str, expected: list[str]) -> None:
    """Operations, responses and all others are found by the table of their version; extensions are left out."""
    assert sorted(places(DOCUMENT, kind)) == sorted(f"d.yaml#{pointer}" for pointer in expected)


def test_schemas_are_found_and_data_is_not() -> None:
    """Schemas within schemas are found; what looks like one in a default is data."""
    found = {place.partition("#")[2] for place in places(DOCUMENT, "schema")}
    assert "/components/schemas/x-S/prefixItems/1/if" in found
    assert "/paths/~1a/post/requestBody/content/a~1b/schema/items" in found
    assert not any("default" in pointer for pointer in found)


REFERRING = """
openapi: 3.1.0
paths:
  /a: {$ref: '#/components/pathItems/one'}
  /b: {$ref: '#/components/pathItems/one'}
components:
  pathItems: {one: {get: {}}}
  schemas:
    A: {$ref: 'parts.yaml#/Pet'}
    B: {$ref: 'parts.yaml#/Pet', title: b}
    C: {$ref: 'broken.yaml'}
    D: {$ref: 'nowhere.yaml'}
    E: {$ref: '#here'}
    F: {$anchor: here}
    G: {$ref: 5}
"""


def test_references_lead_into_other_files() -> None:
    """What a reference leads to is walked once, and has its place in the file where it stands."""
    found = places(REFERRING, "schema")
    assert found.count("parts.yaml#/Pet") == 1
    assert "parts.yaml#/Owner" in found
    assert "d.yaml#/components/schemas/B" in found


def test_each_path_has_its_path_item() -> None:
    """Two templates may lead to one path item, which is met once."""
    found = surveyed(REFERRING)
    assert [(template, item.spot.pointer) for template, _, item in found.path_items] == [
        ("/a", "/components/pathItems/one"),
        ("/b", "/components/pathItems/one"),
    ]
    assert [each.spot.pointer for each in found.objects["operation"]] == ["/components/pathItems/one/get"]


def test_a_reference_says_why_it_leads_nowhere() -> None:
    """A refusal and a broken file are told apart; an anchor is found."""
    links = {link.spot.key: link for link in surveyed(REFERRING).links}
    refusal, broken = refused(links["D"].problem), unreadable(links["C"].problem)
    assert refusal is not None
    assert refusal.reason == "no such file"
    assert broken is not None
    assert broken.diagnostics[0].location.file == "broken.yaml"
    assert links["E"].target is not None
    assert links["E"].target.spot.pointer == "/components/schemas/F"
    assert "G" not in links


def test_a_reference_is_followed_to_its_end() -> None:
    """`end` follows references through references, and gives up on a ring."""
    found = surveyed(
        "openapi: 3.0.0\ncomponents: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}"
    )
    assert {found.end(link.target) for link in found.links if link.target is not None} == {None}


@pytest.mark.parametrize(
    ("version", "has", "lacks"),
    [(V2, "get", "trace"), (V30, "trace", "query"), (V31, "trace", "query"), (V32, "query", "link")],
)
def test_the_methods_of_a_path_item_are_the_versions(version: Version, has: str, lacks: str) -> None:
    """Which operations a path item may hold depends on the version."""
    fields: list[Any] = [field for field, _, _ in contents_of(version)["path-item"]]
    assert has in fields
    assert lacks not in fields


def test_an_item_of_a_list_is_referred_to() -> None:
    """A pointer may lead into a list, or beside it."""
    text = "openapi: 3.1.0\ncomponents: {schemas: {A: {$ref: '#/components/schemas/B/allOf/0'}, B: {allOf: [{}]}, C: {$ref: '#/components/schemas/B/allOf/1/x'}}}"
    links = {link.spot.key: link for link in surveyed(text).links}
    assert links["A"].target is not None
    assert links["A"].target.spot.pointer == "/components/schemas/B/allOf/0"
    assert links["C"].target is None


@pytest.mark.parametrize(("held", "pointer"), [("{type: object}", "/components/schemas/A/$defs/Z"), ("true", "")])
def test_a_schema_with_an_address_of_its_own(held: str, pointer: str) -> None:
    """Its `$id` is what a reference within it begins from: the place is found by search, where it can be."""
    text = f"openapi: 3.1.0\ncomponents: {{schemas: {{A: {{$id: d.yaml, $ref: '#/$defs/Z', $defs: {{Z: {held}}}}}}}}}"
    links = {link.text: link for link in surveyed(text).links}
    target = links["#/$defs/Z"].target
    assert target is not None
    assert target.spot.pointer == pointer
