"""From a reference to a Source: the entry document that the user names, and the files that its `$ref`s name.

The user may name anything; a document may not. `$ref` reads files below the document's own real folder and those that
were allowed, and nothing from the network unless that was allowed; then still nothing of this machine or of a private
network, but for the server that the document itself came from. Does not know what a `$ref` is, nor OpenAPI.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, TypeVar
from urllib.parse import urldefrag, urljoin, urlsplit

from mockserver.document.bounds import MEBIBYTE
from mockserver.document.diagnostics import Location
from mockserver.document.parse import Source, parse_octets
from mockserver.document.text import decode, unreadable
from mockserver.errors import DocumentError, MockserverError, NotRetrieved
from mockserver.server.addresses import is_public
from mockserver.server.fetching import fetch, target_of
from mockserver.server.files import Octets, is_below, path_of, read, read_bounded, shown_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mockserver.server.fetching import Target

T = TypeVar("T")

NAMES: Final = tuple(f"{stem}.{end}" for stem in ("openapi", "swagger") for end in ("yaml", "yml", "json"))
"""What a document is called in a folder, the first that exists being taken."""

MOST_FILES: Final = 5_000
MOST_FETCHES: Final = 100
MOST_OCTETS: Final = 256 * MEBIBYTE
"""How much the references of one document may read altogether."""

_SCHEME: Final = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]+)://")
_CREDENTIALS: Final = re.compile("//[^/@]*@")
# What the shell's <(command) and its like are called: open pipes, which somebody writes to.
_DESCRIPTORS: Final = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")
_SCHEME_CODE: Final = "scheme-refused"
_REMOTE: Final = ("http", "https")


@dataclass(frozen=True, slots=True)
class Entry:
    """The document that the user named: what it holds, and the absolute URI that its references are relative to."""

    source: Source
    uri: str

    @property
    def name(self) -> str:
        """What messages call it: the reference as the user wrote it, or the file found in the folder."""
        return self.source.name

    @property
    def text(self) -> str:
        """The text as it was read."""
        return self.source.text


def load(
    reference: str, *, stdin: BinaryIO | None = None, recall: Callable[[Octets, str], Source | None] | None = None
) -> Entry:
    """The document that a user names: a file, a folder that holds one of NAMES, `-` (standard input), or a URL.

    References of a document from standard input are relative to the current folder; those of one from a URL to the URL
    that answered in the end. What `recall` knows, by its octets and its name, is not read. Raises DocumentError, which
    says what is wrong and what to do.
    """
    try:
        name, uri, octets = _entry(reference, stdin)
        source = recall(octets, name) if recall else None
        return Entry(source or parse_octets(octets.read(), name=name), uri)
    except NotRetrieved as error:
        place = Location(without_password(reference))
        raise unreadable(place, error.reason, code=error.code, hint=error.hint) from error


def without_password(reference: str) -> str:
    """A reference as messages name it: an address without the user and the password that stand in it.

    >>> without_password("https://user:secret@example.org/openapi.yaml")
    'https://example.org/openapi.yaml'
    """
    return _CREDENTIALS.sub("//", reference, count=1)


def _entry(reference: str, stdin: BinaryIO | None) -> tuple[str, str, Octets]:
    """Display name, URI and octets."""
    if reference == "-":
        return "-", _stream_uri(), Octets(held=_standard_input(stdin))
    scheme = _SCHEME.match(reference)
    if scheme is None:
        return _file(reference)
    if scheme[1].lower() in _REMOTE:
        uri, data = fetch(reference.partition("#")[0])
        return reference, uri, Octets(held=data)
    if scheme[1].lower() == "file":
        return _file(path_of(reference.partition("#")[0]))
    hint = "give a file, or an address of http or https"
    raise NotRetrieved(f"documents are not read by {scheme[1].lower()}", hint, code=_SCHEME_CODE)


def _stream_uri() -> str:
    return (Path.cwd() / "-").as_uri()


def _standard_input(stdin: BinaryIO | None) -> bytes:
    stream = stdin if stdin is not None else getattr(sys.stdin, "buffer", None)
    if stream is None or stream.closed:
        raise NotRetrieved("there is no standard input", "name a file", code="file-not-read")
    if stream.isatty():
        hint = "send a document: cat openapi.yaml | mockserver serve -"
        raise NotRetrieved("the standard input is a terminal", hint, code="file-not-read")
    return _streamed(stream, "the standard input")


def _streamed(stream: BinaryIO, name: str) -> bytes:
    try:
        return read_bounded(stream, name)
    except OSError as error:
        raise NotRetrieved(f"{name} cannot be read: {error.strerror}", code="file-not-read") from error


def _file(path: str) -> tuple[str, str, Octets]:
    if not path:
        raise NotRetrieved("no document is named", "name a file, a folder, an address or -", code="file-not-found")
    if path.startswith(_DESCRIPTORS) and _is_pipe(path):
        with Path(path).open("rb") as stream:
            return path, _stream_uri(), Octets(held=_streamed(stream, path))
    if _is_folder(path):
        path = _document_in(path)
    real = _real(path)
    return path, Path(real).as_uri(), Octets(real)


def _is_pipe(path: str) -> bool:
    try:
        return stat.S_ISFIFO(os.stat(path).st_mode)  # noqa: PTH116 -- Path.is_fifo looks at no descriptor
    except OSError:
        return False


def _is_folder(path: str) -> bool:
    try:
        return Path(path).is_dir()
    except (OSError, ValueError):
        return False


def _real(path: str) -> str:
    """The path without symbolic links. Raises NotRetrieved for one that can be none."""
    try:
        return os.path.realpath(path)
    except (OSError, ValueError) as error:
        raise NotRetrieved(f"{path!r} is no path: {error}", code="file-not-found") from error


def _document_in(folder: str) -> str:
    for name in NAMES:
        if (Path(folder) / name).is_file():
            return str(Path(folder) / name)
    try:
        found = sorted(each.name for each in Path(folder).iterdir() if each.suffix in {".yaml", ".yml", ".json"})
    except OSError as error:
        raise NotRetrieved(f"the folder {folder} cannot be read: {error.strerror}", code="file-not-read") from error
    more = " ..." if len(found) > 5 else ""
    hint = f"name the document: {', '.join(found[:5])}{more}" if found else "name the document: a file, or its address"
    raise NotRetrieved(f"the folder {folder} holds none of {', '.join(NAMES)}", hint, code="file-not-found")


def _text(path: str, name: str) -> str:
    return decode(read(path), name=name).removeprefix("\ufeff")


@dataclass(slots=True, eq=False)
class Retriever:
    """Reads what the references of one document lead to, keeps it, and refuses what they may not reach.

    `root_uri` is the entry document's URI, `source` what it holds if it need not be read again; `allow_root` are
    further folders to read from. References are fetched without a proxy: behind one, no address can be judged.
    """

    root_uri: str
    allow_root: Iterable[str] = ()
    allow_remote_refs: bool = False
    source: Source | None = field(default=None, kw_only=True)
    _folders: tuple[str, ...] = field(init=False)
    _paths: dict[str, None] = field(init=False, default_factory=dict)
    _sources: dict[str, Source | MockserverError] = field(init=False, default_factory=dict)
    _contents: dict[str, bytes | MockserverError] = field(init=False, default_factory=dict)
    _files_read: int = field(init=False, default=0)
    _fetches: int = field(init=False, default=0)
    _octets_read: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        folders = [os.path.realpath(each) for each in self.allow_root]
        if urlsplit(self.root_uri).scheme == "file":
            path = path_of(self.root_uri)
            folders.insert(0, os.path.realpath(os.path.dirname(path)))  # noqa: PTH120 -- paths are text here
            if not self.root_uri.endswith("/-"):
                self._paths[path] = None
        self._folders = tuple(folders)
        if self.source is not None:
            self._sources[self.root_uri] = self.source

    def __call__(self, uri: str) -> Source:
        """What stands at a URI, its fragment left aside; a relative one is relative to the document.

        Raises NotRetrieved if it may not be read or is not there, DocumentError if it holds neither YAML nor JSON.
        """
        return self._once(self._sources, uri, self._parsed)

    def octets(self, uri: str) -> bytes:
        """The octets at a URI, as they are. Raises NotRetrieved."""
        return self._once(self._contents, uri, self._read)

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of the document and of the files that were looked for so far, also in vain: what to watch."""
        return tuple(self._paths)

    @property
    def failures(self) -> dict[str, DocumentError | NotRetrieved]:
        """The files that a reference led to and that could not be read or parsed, by path, and why."""
        found: dict[str, DocumentError | NotRetrieved] = {}
        for uri, error in list(self._sources.items()):  # a request may add to them meanwhile
            if isinstance(error, (DocumentError, NotRetrieved)) and uri.startswith("file:///"):
                found[_real(path_of(uri))] = error
        return found

    def is_stale(self, path: str) -> bool:
        """Whether a file, by its real path, is not any more as it was read, or can be read now and could not be."""
        uri = Path(path).as_uri()
        known = self._sources.get(uri)
        if known is None:
            return False
        try:
            if isinstance(known, Source):
                return Octets(path).digest() != known.digest and _text(path, known.name) != known.text
            parse_octets(read(path), name=path)
        except MockserverError:
            return isinstance(known, Source)
        return True

    def _once(self, kept: dict[str, T | MockserverError], uri: str, make: Callable[[str], T]) -> T:
        """What `make` gave or raised for this URI when it was first asked for."""
        uri = self._absolute(uri)
        if uri not in kept:
            try:
                kept[uri] = make(uri)
            except MockserverError as error:
                kept[uri] = error
        found = kept[uri]
        if isinstance(found, MockserverError):
            raise found.with_traceback(None)
        return found

    def _absolute(self, uri: str) -> str:
        try:
            return urldefrag(urljoin(self.root_uri, uri)).url
        except ValueError as error:
            raise NotRetrieved(f"{uri!r} is no URI: {error}", code="uri-broken") from error

    def _parsed(self, uri: str) -> Source:
        data = self._read(uri)
        name = shown_path(_real(path_of(uri))) if urlsplit(uri).scheme == "file" else uri
        return parse_octets(data, name=name)

    def _read(self, uri: str) -> bytes:
        scheme = urlsplit(uri).scheme
        read_as = {"file": self._read_file, "http": self._fetch, "https": self._fetch}.get(scheme)
        if read_as is None:
            hint = "write the value itself" if scheme == "data" else "refer to a file"
            raise NotRetrieved(
                f"references are not followed by {scheme or 'a URI without scheme'}", hint, code=_SCHEME_CODE
            )
        data = read_as(uri)
        self._octets_read += len(data)
        if self._octets_read > MOST_OCTETS:
            message = f"references lead to over {MOST_OCTETS // MEBIBYTE} MiB, the most that is read"
            raise NotRetrieved(message, "bundle the document into one file", code="too-large")
        return data

    def _read_file(self, uri: str) -> bytes:
        real = _real(path_of(uri))
        if not is_below(real, self._folders):
            message = f"{shown_path(real)} lies outside of the folders that references may read"
            hint = f"allow its folder: --allow-root {shown_path(os.path.dirname(real))}"  # noqa: PTH120
            raise NotRetrieved(message, hint, code="file-refused")
        self._files_read += 1
        if self._files_read > MOST_FILES:
            message = f"references lead to over {MOST_FILES:,} files, the most that are read"
            raise NotRetrieved(message, "bundle the document into one file", code="too-many-files")
        self._paths[real] = None
        return read(real)

    def _fetch(self, uri: str) -> bytes:
        if not self.allow_remote_refs:
            hint = "allow it with --allow-remote-refs, or save the file beside the document"
            raise NotRetrieved(f"{uri} lies on a server, and is not fetched", hint, code="remote-refused")
        self._fetches += 1
        if self._fetches > MOST_FETCHES:
            message = f"references lead to over {MOST_FETCHES} addresses, the most that are fetched"
            raise NotRetrieved(message, "save the files beside the document", code="too-many-files")
        return fetch(uri, allows=self._allows, proxies=False)[1]

    def _allows(self, target: Target, address: str) -> bool:
        """A reference reaches public addresses, and the server that the document itself came from."""
        is_remote = urlsplit(self.root_uri).scheme in _REMOTE
        return is_public(address) or (is_remote and target == target_of(self.root_uri))
