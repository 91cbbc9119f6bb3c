"""Verdicts kept from one start to the next: the deep diagnostics of a document whose files are still the same.

A verdict is a JSON file in the user's cache folder. Its name is a digest of the entry document's text, its name and
address, the settings that decide what is read, and the versions of those who judge; in it stand the digests of the
other files that were read, and which could not be read. Whatever is wrong with the folder or a file in it means: not
known.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Final

from mockserver.errors import MockserverError
from mockserver.server.findings import as_json, of_json
from mockserver.server.shelf import Shelf, folder_of_user

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from mockserver.document.diagnostics import Diagnostic
    from mockserver.document.parse import Source
    from mockserver.server.retrieval import Retriever
    from mockserver.settings import Settings

MOST_FILES: Final = 200
MOST_OCTETS: Final = 20 * 1024 * 1024
LARGEST: Final = 4 * 1024 * 1024
"""A verdict of more octets is not kept."""

_JUDGES: Final = ("mockserver", "openapi-spec-validator", "openapi-schema-validator", "jsonschema-rs", "regress")
_FORMAT: Final = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """What a verdict is of: a document, its URI, and the settings that decide which files it may read."""

    source: Source
    uri: str
    settings: Settings

    @property
    def digest(self) -> str:
        """The name of the verdict."""
        settings = self.settings
        known = [_FORMAT, self.source.name, self.uri, list(settings.allow_root), settings.allow_remote_refs, *judges()]
        return sha256(json.dumps([*known, self.source.digest]).encode()).hexdigest()


@cache
def judges() -> tuple[str, ...]:
    """The versions of all that a verdict depends on."""
    return tuple(f"{name} {_version(name)}" for name in _JUDGES)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


@dataclass(slots=True)
class Remembering:
    """A retriever that notes what was asked of it: what a verdict depends on beside the document itself."""

    retrieve: Retriever
    _asked: dict[str, bool] = field(default_factory=dict)

    def __call__(self, uri: str) -> Source:
        """As `retrieve`. Raises what it raises."""
        self._asked[uri] = False
        source = self.retrieve(uri)
        self._asked[uri] = True
        return source

    @property
    def digests(self) -> dict[str, str | None]:
        """By URI: the digest of a file, `fetched` for what is no file, None for what could not be read."""
        remote = {uri: "fetched" if was_read else None for uri, was_read in self._asked.items() if not _is_file(uri)}
        return remote | {uri: _digest_of(uri, self.retrieve) for uri in self._asked if _is_file(uri)}


def _is_file(uri: str) -> bool:
    return uri.startswith("file:")


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The verdicts in one folder, of which no more is kept than is useful: the oldest go first."""

    folder: Path

    @classmethod
    def of_user(cls) -> Verdicts:
        """Those in the folder that the platform has for such things."""
        return cls(folder_of_user("verdicts"))

    @property
    def _shelf(self) -> Shelf:
        return Shelf(self.folder, MOST_FILES, MOST_OCTETS, LARGEST)

    def recall(self, asked: Asked) -> tuple[Diagnostic, ...] | None:
        """What was found before, if all files are the same as then; None if that is not known."""
        octets = self._shelf.recall(f"{asked.digest}.json")
        try:
            kept: Any = json.loads(octets or b"")
            files, found = kept["files"], tuple(of_json(each) for each in kept["found"])
            same = _are_same(files, asked)
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return None
        return found if same else None

    def keep(self, asked: Asked, found: Iterable[Diagnostic], *, files: Mapping[str, str | None]) -> None:
        """Keep what was found; not if something was fetched from elsewhere, which may change without notice."""
        remote = [known for uri, known in files.items() if not _is_file(uri)]
        if any(known is not None for known in remote) or (remote and asked.settings.allow_remote_refs):
            return
        octets = json.dumps({"files": dict(files), "found": [as_json(each) for each in found]}).encode()
        self._shelf.keep(f"{asked.digest}.json", octets)


def _are_same(files: Mapping[str, str | None], asked: Asked) -> bool:
    """Whether the files that a verdict depends on are what they were, those that could not be read included."""
    from mockserver.server.retrieval import Retriever

    retrieve = Retriever(asked.uri, allow_root=asked.settings.allow_root)
    return all(_digest_of(uri, retrieve) == known for uri, known in files.items())


def _digest_of(uri: str, retrieve: Retriever) -> str | None:
    """The digest of what stands at a URI, None where nothing can be read."""
    try:
        return sha256(retrieve.octets(uri)).hexdigest()
    except MockserverError:
        return None
