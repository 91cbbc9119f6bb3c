"""Several documents behind one address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mockserver.errors import Clash
from mockserver.http.messages import NO_FIELDS, Request
from mockserver.mock.mounts import Mount, Mounts

if TYPE_CHECKING:
    from mockserver.mock.answer import Answer, Mock
    from tests.conftest import MakeMock

HEAD = "openapi: 3.2.0\ninfo: {title: T, version: '1'}\n"


def document(*paths: str, server: str = "/", method: str = "get") -> str:
    """A document whose operations answer with their own path."""
    listed = "".join(
        f"  {path}:\n    {method}:\n      operationId: {path}\n      responses: {{'200': {{description: d}}}}\n"
        for path in paths
    )
    return f"{HEAD}servers: [{{url: {server}}}]\npaths:\n{listed}"


def asked(mounts: Mounts, path: str, method: str = "GET") -> Answer:
    """The answer to a request without content."""
    return mounts.respond(Request(method, path, "", NO_FIELDS, b""))


def owner_of(mounts: Mounts, path: str) -> str:
    """The name of the document that answers."""
    match = asked(mounts, path).trail.match
    owner = mounts.owner(match.resource if match else None)
    return owner.name if owner else "none"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/pets", "a"),
        ("/shop/orders", "b"),
        ("/pets/mine", "d"),
        ("/pets/7", "c"),
        ("/shop/pets", "none"),
        ("/nowhere", "none"),
        ("/v1/%zz", "none"),
    ],
)
def test_each_target_has_its_document(make_mock: MakeMock, path: str, name: str) -> None:
    """A request goes to the document that has its path; a concrete path goes before a template of another document."""
    texts = {
        "a": document("/pets", server="/v1"),
        "b": document("/orders", server="https://api.example.com/shop"),
        "c": document("/pets/{id}"),
        "d": document("/pets/mine"),
    }
    mounts = Mounts.of([Mount(each, make_mock(text)) for each, text in texts.items()])
    assert owner_of(mounts, path) == name


def test_what_no_document_has_is_near_to_all(make_mock: MakeMock) -> None:
    """A 404 suggests the nearest path of any document."""
    mounts = Mounts.of([Mount("a", make_mock(document("/pets"))), Mount("b", make_mock(document("/orders")))])
    assert asked(mounts, "/orderz").response.status == 404
    assert "did you mean /orders?" in asked(mounts, "/orderz").reason


def test_methods_are_recognised_by_the_server(make_mock: MakeMock) -> None:
    """A method that one document declares is 405 and not 501 in the others, since the server implements it."""
    searching = (
        f"{HEAD}paths:\n  /b: {{additionalOperations: {{LINK: {{responses: {{'200': {{description: d}}}}}}}}}}\n"
    )
    mounts = Mounts.of([Mount("a", make_mock(document("/a"))), Mount("b", make_mock(searching))])
    statuses = [asked(mounts, path, "LINK").response.status for path in ("/a", "/b", "/c")]
    assert statuses == [405, 200, 404]
    assert asked(mounts, "/a", "NOSUCH").response.status == 501


@pytest.mark.parametrize("other", ["/pets/{id}", "/pets/{name}"])
def test_the_same_path_twice_is_refused(make_mock: MakeMock, other: str) -> None:
    """Two documents cannot both answer for one path, whatever they call its parameters."""
    with pytest.raises(Clash) as refused:
        Mounts.of([Mount("a.yaml", make_mock(document("/pets/{id}"))), Mount("b.yaml", make_mock(document(other)))])
    assert str(refused.value) == (
        f"{other} is declared both by a.yaml and by b.yaml -- "
        "serve one of them under a prefix of its own, /other=b.yaml for example"
    )


def test_one_mock_alone_is_asked_at_once(make_mock: MakeMock) -> None:
    """One document is not looked up twice."""
    mock: Mock = make_mock(document("/pets"))
    for mounts in (Mounts.of([Mount("a", mock)]), Mounts.single(mock)):
        assert (mounts.whole, mounts.owner(mock.routes.resources[0])) == (mock, None)
        assert asked(mounts, "/pets").response.status == 200
