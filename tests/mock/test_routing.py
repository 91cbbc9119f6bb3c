"""Which resource a target is: one, chosen by the path alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mockserver.http.messages import Fields, Request
from mockserver.mock.routing import Routes

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.document.model import Document

    MakeDocument = Callable[..., Document]

GET = "{get: {responses: {'200': {description: ok}}}}"


def _document(make_document: MakeDocument, paths: dict[str, str], head: str = "") -> Document:
    lines = [f"  {key!r}: {item}" for key, item in paths.items()]
    return make_document("\n".join(["openapi: 3.2.0", "info: {title: t, version: '1'}", head, "paths:", *lines]))


def _found(routes: Routes, target: str, **fields: str) -> str | None:
    path, _, query = target.partition("?")
    match = routes.find(Request("GET", path, query, Fields.of(**fields)))
    return match.resource.template if match else None


@pytest.mark.parametrize(
    ("target", "template"),
    [
        ("/pets/mine", "/pets/mine"),
        ("/pets/7", "/pets/{petId}"),
        ("/pets/a%2Fb", "/pets/{petId}"),
        ("/p%65ts/mine", "/pets/mine"),
        ("/books/me", "/books/{id}"),
        ("/shops/me", "/{entity}/me"),
        ("/reports/5.json", "/reports/{id}.json"),
        ("/reports/5", "/reports/{id}"),
        ("/pets/", None),
        ("/pets/7/", None),
        ("//pets/7", None),
        ("/Pets/7", None),
        ("/pets/..", None),
        ("/pets/%2E%2e", None),
        ("/slash/", "/slash/"),
        ("/slash", None),
        ("/a/b/c", "/{x}/b/c"),
        ("/a/b/d", "/a/{y}/d"),
    ],
)
def test_a_concrete_path_comes_before_a_templated_one(
    make_document: MakeDocument, target: str, template: str | None
) -> None:
    """Segment by segment from the left, whatever the document's order; a branch that ends goes back."""
    keys = [
        "/{entity}/me", "/books/{id}", "/pets/{petId}", "/pets/mine", "/reports/{id}", "/reports/{id}.json", "/slash/",
        "/{x}/b/c", "/a/{y}/d",
    ]  # fmt: skip
    assert _found(Routes.of(_document(make_document, dict.fromkeys(keys, GET))), target) == template


def test_templates_that_differ_in_names_alone_are_one_resource(make_document: MakeDocument) -> None:
    """Their methods are united, the first declaration of each wins, and each has the values under its own names."""
    post = "{post: {operationId: second, responses: {}}, get: {operationId: no, responses: {}}}"
    routes = Routes.of(_document(make_document, {"/pets/{petId}": GET, "/pets/{name}": post}))
    (resource,) = routes.resources
    match = routes.find(Request("GET", "/pets/a%20b"))
    assert resource.allowed == ("GET", "HEAD", "POST", "OPTIONS")
    assert resource.operations["GET"].id == ""
    assert match is not None
    assert dict(match.values_of(resource.operations["GET"])) == {"petId": "a b"}
    assert dict(match.values_of(resource.operations["POST"])) == {"name": "a b"}


@pytest.mark.parametrize(
    ("servers", "bases"),
    [
        ("", ("",)),
        ("servers: []", ("",)),
        ("servers: [{url: 'https://api.example.test/v1/'}]", ("/v1",)),
        ("servers: [{url: /v1}, {url: 'http://x/v2'}, {url: 'http://y/v1'}]", ("/v1", "/v2")),
        ("servers: [{url: '{scheme}://{host}/{base}', variables: {base: {default: v3}}}]", ("/v3",)),
        ("servers: [{url: v1}]", ("/v1",)),
        ("servers: [{url: './'}]", ("",)),
        ("servers: [{url: //api.example.test/v1}]", ("/v1",)),
        ("servers: [{url: 'https://api.example.test'}]", ("",)),
        ("servers: [{url: 'https://api.example.test?a=/b#/c'}]", ("",)),
        ("servers: [{url: 'http://[no address/v1'}, {url: '//[none/v2'}]", ("/v1", "/v2")),
        ("servers: [{url: '/{nobody}/v1'}]", ("/{nobody}/v1",)),
        ("servers: [{url: '/../up/./here/'}, {url: ../v2}]", ("/up/here", "/v2")),
    ],
)
def test_servers_give_the_base_paths(make_document: MakeDocument, servers: str, bases: tuple[str, ...]) -> None:
    """Scheme and host are ignored, variables stand at their defaults, a slash at the end does not count."""
    routes = Routes.of(_document(make_document, {"/pets": GET}, servers))
    assert routes.bases == bases
    assert [_found(routes, base + "/pets") for base in bases] == ["/pets"] * len(bases)
    assert _found(routes, "/elsewhere/pets") is None


def test_a_base_path_may_be_overridden(make_document: MakeDocument) -> None:
    """`--base-path` stands for all servers."""
    routes = Routes.of(_document(make_document, {"/pets": GET}, "servers: [{url: /v1}, {url: /v2}]"), "mock/")
    assert routes.bases == ("/mock",)
    assert Routes.of(_document(make_document, {"/pets": GET}, "servers: [{url: /v1}]"), "/").bases == ("",)


def test_servers_of_a_path_item_and_of_an_operation_are_further_ones(make_document: MakeDocument) -> None:
    """An operation is found under its own base path, its path item's and the document's; each resource has its own Allow."""
    item = "{servers: [{url: /b}], get: {responses: {}}, put: {servers: [{url: /c}], responses: {}}}"
    routes = Routes.of(_document(make_document, {"/pets": item, "/plain": GET}, "servers: [{url: /a}]"))
    allowed = {resource.base + resource.template: resource.allow for resource in routes.resources}
    assert allowed == {
        "/a/pets": "GET, HEAD, PUT, OPTIONS",
        "/b/pets": "GET, HEAD, PUT, OPTIONS",
        "/c/pets": "PUT, OPTIONS",
        "/a/plain": "GET, HEAD, OPTIONS",
    }


@pytest.mark.parametrize(
    ("target", "fields", "template"),
    [
        ("/?Action=Copy", {}, "/#Action=Copy"),
        ("/?Action=Move&x=1", {}, "/#Action=Move"),
        ("/", {"x_amz_target": "Db.Get"}, "/#X-Amz-Target=Db.Get"),
        ("/", {}, None),
        ("/m?beta=true", {}, "/m?beta=true"),
        ("/m?beta=false", {}, "/m"),
        ("/m", {}, "/m"),
        ("/?Other=Copy", {}, None),
        ("/f?flag=", {}, "/f?flag"),
        ("/f", {}, None),
    ],
)
def test_a_query_in_a_path_key_is_matched(
    make_document: MakeDocument, target: str, fields: dict[str, str], template: str | None
) -> None:
    """As AWS and others write it: the path, and what the key names of the query or of the fields."""
    keys = ["/#Action=Copy", "/#Action=Move", "/#X-Amz-Target=Db.Get", "/m", "/m?beta=true", "/f?flag"]
    assert _found(Routes.of(_document(make_document, dict.fromkeys(keys, GET))), target, **fields) == template


def test_every_additional_method_of_the_document_is_recognised(make_document: MakeDocument) -> None:
    """A method that one path declares is implemented, so that elsewhere it is 405 and not 501; CONNECT never."""
    item = "{additionalOperations: {COPY: {responses: {}}, x-lower: {responses: {}}, CONNECT: {responses: {}}}}"
    routes = Routes.of(_document(make_document, {"/files": item}))
    assert {"COPY", "x-lower", "QUERY", "TRACE"} <= routes.recognised
    assert not {"CONNECT", "X-LOWER", "copy"} & routes.recognised
    assert routes.resources[0].allow == "OPTIONS, COPY, x-lower"


def test_a_path_item_without_operations_is_there(make_document: MakeDocument) -> None:
    """OAS Path Item Object: it may be empty, and the path is still exposed."""
    routes = Routes.of(_document(make_document, {"/nothing": "{}"}))
    assert routes.resources[0].allow == "OPTIONS"
    assert _found(routes, "/nothing") == "/nothing"


@pytest.mark.parametrize(
    ("key", "target", "raw", "values"),
    [
        ("/pets/{id}", "/pets/a%2Fb", {"id": "a%2Fb"}, {"id": "a/b"}),
        ("/pets/{id}", "/pets/50%25", {"id": "50%25"}, {"id": "50%"}),
        ("/files/{id}.json", "/files/50%25%C3%A9.json", {"id": "50%25\u00c3\u00a9"}, {"id": "50%é"}),
        ("/files/{name}.{kind}", "/files/a%2Eb.c", {"name": "a.b", "kind": "c"}, {"name": "a.b", "kind": "c"}),
        ("/m?beta={b}", "/m?beta=a%20b", {"b": "a b"}, {"b": "a b"}),
        ("/m?beta", "/m?beta=1", {}, {}),
    ],
)
def test_values(
    make_document: MakeDocument, key: str, target: str, raw: dict[str, str], values: dict[str, str]
) -> None:
    """A value is decoded once, whether it is a whole segment, a part of one or named by the query."""
    path, _, query = target.partition("?")
    match = Routes.of(_document(make_document, {key: GET})).find(Request("GET", path, query))
    assert match is not None
    operation = match.resource.operations["GET"]
    assert (dict(match.raw_values_of(operation)), dict(match.values_of(operation))) == (raw, values)


POST = "{post: {operationId: %s, responses: {}}}"


@pytest.mark.parametrize(
    ("keys", "first", "labelled"),
    [
        (("/s",), "/s", ()),
        (("/s#add",), "/s#add", ()),
        (("/s#add", "/s#update"), "/s#add", ("/s#add", "/s#update")),
        (("/s#add", "/s"), "/s", ("/s#add",)),
    ],
)
def test_path_keys_that_differ_by_a_label(
    make_document: MakeDocument, keys: tuple[str, ...], first: str, labelled: tuple[str, ...]
) -> None:
    """They are one resource, which answers by the one without a label and knows the others."""
    (resource,) = Routes.of(_document(make_document, {key: POST % f"o{at}" for at, key in enumerate(keys)})).resources
    assert resource.operations["POST"].template == first
    assert tuple(each.template for each in resource.labelled["POST"]) == labelled


def test_a_resource_tells_its_declared_methods(make_document: MakeDocument) -> None:
    """In the fixed order, without HEAD and OPTIONS that nobody has declared."""
    item = "{put: {responses: {}}, get: {responses: {}}}"
    (resource,) = Routes.of(_document(make_document, {"/a": item})).resources
    assert resource.methods == ("GET", "PUT")


def test_a_value_that_a_field_brings_is_not_in_the_path(make_document: MakeDocument) -> None:
    """A path key may be met by a field; the query has no value for it then."""
    routes = Routes.of(_document(make_document, {"/h#X-Mode={mode}": GET}))
    match = routes.find(Request("GET", "/h", "", Fields.of(x_mode="a")))
    assert match is not None
    assert dict(match.values_of(match.resource.operations["GET"])) == {"mode": ""}
