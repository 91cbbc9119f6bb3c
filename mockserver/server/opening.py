"""What a user named -> what is served: each document read, its mock, all of them behind one address.

How one document is read stands in `loading`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mockserver.errors import DocumentError
from mockserver.mock.mounts import Mount, Mounts
from mockserver.server.loading import Loaded, load

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mockserver.document.diagnostics import Diagnostic
    from mockserver.mock.answer import Mock
    from mockserver.server.naming import Named
    from mockserver.settings import Settings


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A document that is served."""

    named: Named
    loaded: Loaded
    mock: Mock

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.loaded.source.name


def open_document(named: Named, settings: Settings, *, stdin: Any = None) -> Opened:
    """Read a document. Raises DocumentError when it cannot be served."""
    loaded = load(named.reference, settings, stdin=stdin)
    own = settings if named.prefix is None else replace(settings, base_path=named.prefix)
    return Opened(named, loaded, loaded.mock(own))


def open_documents(names: Iterable[Named], settings: Settings, *, stdin: Any = None) -> tuple[Opened, ...]:
    """Read several documents. Raises DocumentError with what is wrong in any of them."""
    opened: list[Opened] = []
    wrong: list[Diagnostic] = []
    for named in names:
        try:
            opened.append(open_document(named, settings, stdin=stdin))
        except DocumentError as unservable:
            wrong += unservable.diagnostics
    if wrong:
        raise DocumentError(wrong)
    return tuple(opened)


def mounts_of(opened: Sequence[Opened]) -> Mounts:
    """The documents behind one address. Raises Clash where two of them declare the same path."""
    return Mounts.of([Mount(each.name, each.mock) for each in opened])
