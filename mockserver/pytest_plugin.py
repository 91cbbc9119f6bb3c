"""The pytest plugin: a fixture `mockserver`, and a marker that names its document.

    @pytest.mark.mockserver("openapi.yaml")
    def test_my_client(mockserver):
        assert Client(mockserver.url).pets() == [...]
        assert mockserver.requests[-1].operation_id == "listPets"

One server for each document and settings serves all tests of a session (of a worker, under pytest-xdist), at a free
port; what it remembers is cleared for each test. Imports nothing heavy: a run without the fixture does not wait for it.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mockserver.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mockserver import MockServer, Settings

MARKER = (
    "mockserver(document, *, strict=False, **settings): the OpenAPI document that the fixture `mockserver` serves: a "
    "path from the rootdir, or a URL. strict: the test fails if it asks for what the document does not have. "
    "settings: as for mockserver.MockServer."
)


@dataclass(frozen=True, slots=True)
class Marked:
    """What a marker says."""

    document: str
    strict: bool
    settings: dict[str, Any]


class Servers:
    """The servers of a session, one for each document and settings, started when first asked for."""

    def __init__(self, ends: ExitStack) -> None:
        self._ends = ends
        self._running: dict[tuple[str, Settings], MockServer] = {}

    def serving(self, document: str, options: dict[str, Any]) -> MockServer:
        """The server of a document, with nothing remembered. Raises DocumentError, TypeError, CannotListen."""
        from mockserver.server.embedding import MockServer, settings_with

        key = document, settings_with(options)
        if key not in self._running:
            self._running[key] = self._ends.enter_context(MockServer(document, **options))
        server = self._running[key]
        server.clear()
        return server


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the configuration name the document of tests that have no marker."""
    parser.addini("mockserver_document", "the OpenAPI document of the fixture `mockserver` where no marker names one")


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", MARKER)


@pytest.fixture(scope="session")
def mockserver_session() -> Iterator[Servers]:
    """The servers of this session."""
    with ExitStack() as ends:
        yield Servers(ends)


@pytest.fixture
def mockserver(request: pytest.FixtureRequest, mockserver_session: Servers) -> Iterator[MockServer]:
    """A running MockServer of the document that `@pytest.mark.mockserver` names, with nothing remembered."""
    marked = _marked(request)
    try:
        server = mockserver_session.serving(marked.document, marked.settings)
    except (DocumentError, TypeError) as fault:
        pytest.fail(f"the fixture mockserver cannot serve {marked.document}:\n{fault}", pytrace=False)
    yield server
    unknown = [each for each in server.requests if not each.is_known] if marked.strict else []
    if unknown:
        told = "\n".join(f"  {each.method} {each.path}  {each.status}  {each.answer.reason}" for each in unknown)
        pytest.fail(f"requests that {marked.document} does not have (strict=True):\n{told}", pytrace=False)


def _marked(request: pytest.FixtureRequest) -> Marked:
    marker = request.node.get_closest_marker("mockserver")
    options = dict(marker.kwargs) if marker else {}
    named = [*(marker.args if marker else ()), request.config.getini("mockserver_document")][0]
    document = str(options.pop("document", named))
    if not document:
        cure = '@pytest.mark.mockserver("openapi.yaml"), or mockserver_document in the configuration of pytest'
        pytest.fail(f"the fixture mockserver does not know which document to serve: name it with {cure}", pytrace=False)
    if "://" not in document:
        document = str(Path(request.config.rootpath, document))
    return Marked(document, bool(options.pop("strict", False)), options)
