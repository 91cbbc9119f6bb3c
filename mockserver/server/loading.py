"""A reference -> a document that can be served: read, parse, judge, build.

Fatal faults and those against the version's schema are told at once (milliseconds, whatever the size); the deep
judgement takes its time elsewhere (`fence`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mockserver.document import validation
from mockserver.document.build import build
from mockserver.document.diagnostics import Diagnostic, Severity
from mockserver.document.references import References
from mockserver.document.versions import version_of
from mockserver.errors import DocumentError
from mockserver.mock.answer import Mock
from mockserver.mock.content import Maker
from mockserver.server import retrieval
from mockserver.server.trees import Kept, keep, recall

if TYPE_CHECKING:
    from mockserver.document.model import Document
    from mockserver.document.parse import Source
    from mockserver.mock.credentials import Accepted
    from mockserver.server.retrieval import Retriever
    from mockserver.settings import Settings


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document, where it came from, and what is wrong with it (never fatal)."""

    document: Document
    source: Source
    diagnostics: tuple[Diagnostic, ...]
    retriever: Retriever

    @property
    def files(self) -> tuple[str, ...]:
        """The files that were read so far: the document's own, and those that its references led to."""
        return tuple(self.retriever.files)

    def mock(self, settings: Settings, **more: Any) -> Mock:
        """The mock of this document."""
        maker = Maker(settings.locale, realistic=settings.realistic, external=self.retriever.octets)
        accepted = accepted_of(settings.credentials, self.document) if settings.credentials else None
        return Mock.of(self.document, settings, maker=maker, accepted=accepted, **more)


def accepted_of(path: str, document: Document) -> Accepted:
    """The credentials that a file lists as accepted. Raises DocumentError for a file that cannot be read as such."""
    from mockserver.mock import credentials

    source = retrieval.load(path).source
    return credentials.parse(source.tree, name=source.name, schemes=tuple(document.security_schemes))


def load(reference: str, settings: Settings, *, stdin: Any = None) -> Loaded:
    """Load what a user named: a file, a folder, `-` for the standard input, or a URL.

    Raises DocumentError when it cannot be served, or has errors and `settings.strict` is on.
    """
    entry = retrieval.load(reference, stdin=stdin, recall=recall if settings.cache else None)
    retriever = retrieval.Retriever(
        entry.uri,
        allow_root=settings.allow_root,
        allow_remote_refs=settings.allow_remote_refs,
        source=entry.source,
    )
    diagnostics = _found(entry.source)
    worst = max((each.severity for each in diagnostics), default=Severity.WARNING)
    version = version_of(entry.source.tree)
    if version is None or worst == Severity.FATAL or (settings.strict and worst == Severity.ERROR):
        raise DocumentError(diagnostics)
    if settings.cache:
        keep(entry.source, diagnostics)
    references = References(entry.source, entry.uri, retriever)
    return Loaded(build(references, version), entry.source, diagnostics, retriever)


def _found(source: Source) -> tuple[Diagnostic, ...]:
    """What is wrong with a document at first sight."""
    return source.found if isinstance(source, Kept) else (*validation.fatal(source), *validation.shape(source))
