"""What all tests share: how hypothesis runs, and documents and mocks out of a few lines of YAML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from textwrap import dedent
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import HealthCheck, settings

from mockserver.document.build import build
from mockserver.document.model import Document
from mockserver.document.parse import Source, parse
from mockserver.document.references import References
from mockserver.document.versions import version_of
from mockserver.errors import NotRetrieved
from mockserver.settings import DEFAULTS

if TYPE_CHECKING:
    from mockserver.mock.answer import Mock

# No deadline: how long an example takes says more about the machine's other work than about ours.
COMMON: Final[dict[str, Any]] = {
    "deadline": None,
    "print_blob": True,
    "suppress_health_check": [HealthCheck.too_slow],
}
# The same examples every time: who changed nothing of it is not stopped by it. New ones are a person's to look for, with
# `pytest --hypothesis-profile=explore`.
settings.register_profile("steady", derandomize=True, **COMMON)
settings.register_profile("explore", derandomize=False, **COMMON)
settings.load_profile("steady")


MakeDocument = Callable[..., Document]
MakeMock = Callable[..., "Mock"]


@pytest.fixture
def make_document() -> MakeDocument:
    """A function: YAML text (and other files by URI) -> Document."""
    return _document


@pytest.fixture
def make_mock() -> MakeMock:
    """A function: YAML text and settings -> Mock."""

    def make(text: str, **settings: object) -> Mock:
        from mockserver.mock.answer import Mock

        return Mock.of(_document(text), replace(DEFAULTS, **settings))  # type: ignore[arg-type]

    return make


def _document(text: str, files: dict[str, str] | None = None) -> Document:
    source = parse(dedent(text), name="openapi.yaml")
    version = version_of(source.tree)
    assert version is not None, "the text of a test is an OpenAPI document"

    def retrieve(uri: str) -> Source:
        if uri not in (files or {}):
            raise NotRetrieved("it is not there")
        return parse(dedent((files or {})[uri]), name=uri)

    return build(References(source, "file:///api/openapi.yaml", retrieve), version)
