"""Large YAML documents kept as they were read: their trees, as JSON, from one start to the next.

YAML takes thirty times as long to read as JSON, and its text seldom changes between two starts. A tree is kept under
the digest of its text and of our version; its file begins with a digest of the rest, so that what is broken or not ours
is not taken. It is JSON, which can be read without trust. The text itself is read each time, since places are found in
it; a text with an error is read anew each time, too.
"""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import orjson

from mockserver import __version__
from mockserver.document.parse import Source, parse_octets
from mockserver.server.shelf import Shelf, folder_of_user

if TYPE_CHECKING:
    from pathlib import Path

SMALLEST: Final = 200_000
"""A text of fewer octets is read in no time."""

MOST_FILES: Final = 20
MOST_OCTETS: Final = 100 * 1024 * 1024
LARGEST: Final = 40 * 1024 * 1024

_FORMAT: Final = 2
_DIGEST: Final = 64
_OTHERS: Final = (BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE)
"""How a text begins whose octets are not those of `Source`."""
_MOST_SWELLING: Final = 2
"""What has aliases may be much larger when each is written out."""


def kept_parse(data: bytes, *, name: str, folder: Path | None = None) -> Source:
    """As `parse_octets`, from what is kept where that is quicker; `folder` stands for the user's. Raises as it does."""
    if len(data) < SMALLEST or data.startswith(_OTHERS) or data.lstrip(b" \t\r\n")[:1] in b"{[":
        return parse_octets(data, name=name)
    shelf = Shelf(folder or folder_of_user("trees"), MOST_FILES, MOST_OCTETS, LARGEST)
    digest = sha256(f"{_FORMAT} {__version__}\n".encode())
    digest.update(data)
    key = digest.hexdigest()
    tree = _tree(shelf.recall(f"{key}.json"))
    if tree is not None:
        return Source(name, data, tree)
    source = parse_octets(data, name=name)
    if not source.is_json:
        _keep(shelf, f"{key}.json", source)
    return source


def _tree(octets: bytes | None) -> Any:
    if octets is None or sha256(view := memoryview(octets)[_DIGEST:]).hexdigest().encode() != octets[:_DIGEST]:
        return None
    try:
        return orjson.loads(view)
    except ValueError:
        return None


def _keep(shelf: Shelf, name: str, source: Source) -> None:
    try:
        octets = orjson.dumps(source.tree)
    except TypeError:
        # Nested very deeply, an integer of more than 64 bits, half a character: JSON could hold it, orjson does not.
        return
    if len(octets) <= _MOST_SWELLING * len(source.octets):
        shelf.keep(name, sha256(octets).hexdigest().encode() + octets)
