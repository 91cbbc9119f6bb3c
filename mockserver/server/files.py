"""Files on disk, read with care: regular ones, of bounded size, and what lies below a folder.

Knows paths, symbolic links and file URIs (RFC 8089). Does not know what the octets mean.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from codecs import BOM_UTF8
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

from mockserver.document.bounds import MEBIBYTE, MOST_OCTETS
from mockserver.document.likeness import did_you_mean
from mockserver.errors import NotRetrieved

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from io import BufferedReader

# Without waiting (for the writer of a FIFO, say), and without following a link that was put there since the check.
_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_BINARY", 0)
)
_MOST_NEIGHBOURS: Final = 1000
_ADDRESS: Final = re.compile(r"/([\w.-]+:\d+/.*)")

_KINDS: Final = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def path_of(uri: str) -> str:
    """The path that a file URI names. Raises NotRetrieved for one of another machine, or of no file."""
    parts = urlsplit(uri)
    if parts.netloc not in {"", "localhost"}:
        raise NotRetrieved(f"{uri} names a file of another machine", "copy it beside the document", code="file-refused")
    path = url2pathname(parts.path)
    if "\0" in path or not path:
        raise NotRetrieved(f"{uri!r} names no file", code="file-not-found")
    return path


def shown_path(path: str) -> str:
    """A path as a message names it: relative to the current folder if it is below, else whole."""
    try:
        return str(Path(path).relative_to(Path.cwd()))
    except (ValueError, OSError):
        return path


def is_below(path: str, folders: Iterable[str]) -> bool:
    """Whether a real path lies in one of these real folders, or in a folder below."""
    return any(Path(path).is_relative_to(folder) for folder in folders)


@dataclass(frozen=True, slots=True)
class Octets:
    """What a document is made of: a regular file, read each time anew so that nobody need hold it, or what is held."""

    path: str = ""
    held: bytes = b""

    def read(self) -> bytes:
        """All of them. Raises NotRetrieved, as `read` does."""
        return read(self.path) if self.path else self.held

    def digest(self, *, least: int = 0) -> str | None:
        """Their SHA-256 in hexadecimal digits, None for fewer than `least` and for more than is read. Of a file only a
        piece is in memory.

        A byte order mark is no part of a text, and not of this. Raises NotRetrieved, as `read` does.
        """
        with opened(self.path) if self.path else BytesIO(self.held.removeprefix(BOM_UTF8)) as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            if file.read(len(BOM_UTF8)) != BOM_UTF8:
                file.seek(0)
            return None if size < least or size > MOST_OCTETS else hashlib.file_digest(file, "sha256").hexdigest()


def read(path: str) -> bytes:
    """The octets of a regular file, whose path has no symbolic links left.

    Raises NotRetrieved: it does not exist, is no regular file, is too large, may not be read.
    """
    with opened(path) as file:
        return read_bounded(file, shown_path(path))


@contextmanager
def opened(path: str) -> Iterator[BufferedReader]:
    """A regular file, open as long as the context lasts. Raises NotRetrieved."""
    try:
        # Looked at before it is opened, since opening a device may do something; and after, since it may have changed.
        _check_kind(path, os.stat(path))  # noqa: PTH116 -- the same call as below, with a path
        with os.fdopen(os.open(path, _FLAGS), "rb") as file:
            _check_kind(path, os.fstat(file.fileno()))
            yield file
    except FileNotFoundError:
        raise NotRetrieved(f"{shown_path(path)} does not exist", _meant(path), code="file-not-found") from None
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or str(error)
        raise NotRetrieved(f"{shown_path(path)} cannot be read: {words}", code="file-not-read") from None


def _check_kind(path: str, status: os.stat_result) -> None:
    if stat.S_ISREG(status.st_mode):
        return
    kind = next((words for is_kind, words in _KINDS if is_kind(status.st_mode)), "no regular file")
    raise NotRetrieved(f"{shown_path(path)} is {kind}, not a file", code="file-refused")


def read_bounded(file: BinaryIO, name: str) -> bytes:
    """All that a file holds. Raises NotRetrieved if that is more than is read."""
    data = file.read(MOST_OCTETS + 1)
    if len(data) > MOST_OCTETS:
        message = f"{name} is larger than {MOST_OCTETS // MEBIBYTE} MiB, the most that is read"
        raise NotRetrieved(message, code="too-large")
    return data


def _meant(path: str) -> str:
    if address := _ADDRESS.search(path):
        return f"an address begins with http://: http://{address[1]}"
    folder, name = os.path.split(path)
    try:
        with os.scandir(folder) as entries:
            neighbours = [each.name for each, _ in zip(entries, range(_MOST_NEIGHBOURS), strict=False)]
    except OSError:
        return f"the folder {shown_path(folder)} does not exist either" if not Path(folder).exists() else ""
    return did_you_mean(name, neighbours) or f"the folder that was looked into is {folder}"
