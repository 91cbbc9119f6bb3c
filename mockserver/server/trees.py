"""Large documents kept as they were read, from one start to the next: their trees in parts, and what was found wrong.

A document seldom changes between two starts, and to read a large one takes seconds (YAML) and a hundred megabytes. A
file holds its tree in parts (document/parts), its text compressed, and its diagnostics. It is kept under a digest of
the text, its name and the versions of those who read and judge; it begins with a digest of the rest, so that what is
broken or not ours is not taken. It is JSON, which can be read without trust. A text that cannot be read is read anew
each time.
"""

from __future__ import annotations

import zlib
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import orjson

from mockserver.document.parse import Source
from mockserver.document.parts import Packed, pack, unpack
from mockserver.document.references import WORDS
from mockserver.server.findings import as_json, of_json
from mockserver.server.shelf import Shelf, folder_of_user
from mockserver.server.verdicts import judges

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mockserver.document.diagnostics import Diagnostic
    from mockserver.server.files import Octets

SMALLEST: Final = 200_000
"""A text of fewer octets is read in no time."""

MOST_FILES: Final = 20
MOST_OCTETS: Final = 100 * 1024 * 1024
LARGEST: Final = 40 * 1024 * 1024

_FORMAT: Final = 3
_DIGEST: Final = 64
_LENGTH: Final = 8
_MOST_SWELLING: Final = 2
"""What has aliases may be much larger when each is written out."""


class Kept(Source):
    """A source that was kept: its tree is in parts, and its text is made anew when somebody asks for it."""

    found: tuple[Diagnostic, ...]
    """What `validation.fatal` and `shape` find."""
    is_alone: bool
    """Whether it refers to no other file."""

    def __init__(self, name: str, digest: str, octets: memoryview) -> None:
        """From what `keep` wrote."""
        end = _LENGTH + int.from_bytes(octets[:_LENGTH])
        head = orjson.loads(octets[_LENGTH:end])
        # A copy, so that the outline goes.
        rest = memoryview(bytes(octets[end:]))
        text, tree = rest[: head["text"]], unpack(head["outline"], rest[head["text"] :])
        self.__dict__.update(name=name, tree=tree, digest=digest, is_json=head["is_json"], is_alone=head["is_alone"])
        self.__dict__.update(found=tuple(map(of_json, head["found"])), _text=text, _words=frozenset(head["words"]))

    @property
    def octets(self) -> bytes:
        """The text in UTF-8, made anew each time."""
        return zlib.decompress(self.__dict__["_text"])

    def packed(self) -> bytes:
        """The text in UTF-8, compressed, as it was kept."""
        return bytes(self.__dict__["_text"])

    def mentions(self, word: str) -> bool:
        """Whether this stands anywhere in the text."""
        return word in self.__dict__["_words"] if word in WORDS else super().mentions(word)


def recall(octets: Octets, name: str, *, folder: Path | None = None) -> Kept | None:
    """What is kept of a document; None if nothing is. `folder` stands for the user's. Raises NotRetrieved."""
    digest = octets.digest(least=SMALLEST)
    kept = None if digest is None else _shelf(folder).recall(_name(digest, name))
    if digest is None or kept is None:
        return None
    rest = memoryview(kept)[_DIGEST:]
    return Kept(name, digest, rest) if sha256(rest).hexdigest().encode() == kept[:_DIGEST] else None


def keep(source: Source, found: tuple[Diagnostic, ...], *, folder: Path | None = None) -> None:
    """Keep a document that was read, and what was found wrong with it, if it is large and was not kept."""
    if isinstance(source, Kept) or len(source.octets) < SMALLEST or not isinstance(source.tree, dict):
        return
    try:
        packed = pack(source.tree)
    except TypeError:
        # Nested very deeply, an integer of more than 64 bits, half a character: JSON could hold it, orjson does not.
        return
    if packed.octets <= _MOST_SWELLING * len(source.octets):
        pieces = tuple(_pieces(source, packed, found))
        digest = sha256()
        for each in pieces:
            digest.update(each)
        _shelf(folder).keep(_name(source.digest, source.name), digest.hexdigest().encode(), *pieces)


def _pieces(source: Source, packed: Packed, found: tuple[Diagnostic, ...]) -> Iterator[bytes]:
    """What `Kept` reads."""
    text = source.packed()
    head = orjson.dumps(
        {
            "is_json": source.is_json,
            "is_alone": packed.is_alone,
            "words": [word for word in WORDS if source.mentions(word)],
            "found": [as_json(each) for each in found],
            "text": len(text),
            "outline": packed.outline,
        }
    )
    yield len(head).to_bytes(_LENGTH)
    yield from (head, text, *packed.parts)


def _name(digest: str, name: str) -> str:
    known: list[Any] = [_FORMAT, name, digest, *judges()]
    return sha256(orjson.dumps(known)).hexdigest() + ".tree"


def _shelf(folder: Path | None) -> Shelf:
    return Shelf(folder or folder_of_user("trees"), MOST_FILES, MOST_OCTETS, LARGEST)
