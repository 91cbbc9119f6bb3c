"""Did you mean: the paths that are nearest to one that is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.errors import MalformedRequest
from mockserver.mock.routing import Routes
from mockserver.mock.suggestions import nearest

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.document.model import Document

HEAD = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\nservers: [{url: /v1}]\n"
PATHS = HEAD + "paths: {/pets: {}, '/pets/{id}': {}, /pets/mine: {}, '/owners/{id}/cats': {}, /slash/: {}}"


@pytest.mark.parametrize(
    ("path", "best"),
    [
        ("/v1/pet", "/v1/pets"),
        ("/pets", "/v1/pets"),
        ("/pets/7", "/v1/pets/{id}"),
        ("/v1/pets/", "/v1/pets"),
        ("/v1/slash", "/v1/slash/"),
        ("/v1/PETS", "/v1/pets"),
        ("/v1/owner/7/cat", "/v1/owners/{id}/cats"),
        ("/v1/nothing/like/it", None),
        ("/", None),
    ],
)
def test_the_nearest_path_is_named(make_document: Callable[..., Document], path: str, best: str | None) -> None:
    """A missing base path, a slash too many, a slip of the finger in one segment or two."""
    near = nearest(Routes.of(make_document(PATHS)), path)
    assert (near[0] if near else None) == best
    assert len(near) <= 3


@given(path=st.text("/ab%2Fpets1", max_size=40).map("/".__add__))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_path_is_compared(make_document: Callable[..., Document], path: str) -> None:
    """Whatever the path is, the answer is a few paths of the document, or that its encoding is broken."""
    routes = Routes.of(make_document(PATHS))
    try:
        found = nearest(routes, path)
    except MalformedRequest:
        assert "%" in path
        return
    assert all(each.startswith("/v1/") for each in found)
