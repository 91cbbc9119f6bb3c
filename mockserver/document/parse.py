"""A document's text -> Source: a tree of plain values, of which each node's place can be found.

A text is JSON or YAML by what it holds, whatever its file is called. `json_reader` and `yaml_composer` read it, within
`bounds`; `locate` finds places when they are asked for. Knows nothing of OpenAPI, of files or of `$ref`.
"""

from __future__ import annotations

import gc
import re
import zlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from mockserver.document import json_reader
from mockserver.document.bounds import MOST_OCTETS
from mockserver.document.diagnostics import Diagnostic, Location, Severity
from mockserver.document.pointers import keys_of, pointer_of
from mockserver.document.quoting import shown
from mockserver.document.text import Lines, check_size, decode, narrowed, unreadable
from mockserver.errors import DocumentError
from mockserver.once import cached_property

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mockserver.document.locate import Places

__all__ = ["Source", "decode", "parse", "parse_octets"]

_LONGEST_POINTER: Final = 500

_JSON_OCTETS: Final = re.compile(rb"[ \t\r\n]*[\[{]")
_JSON_BEGINS: Final = re.compile(r"[ \t\r\n]*[\[{]")
_JSON_LIKE: Final = re.compile(r'[ \t\r\n]*(\{[ \t\r\n]*["}]|\[[ \t\r\n]*["{}\[\]\-0-9tfn])')
_MARKUP: Final = re.compile(r"\s*<(?!<)(?=[!?a-zA-Z])(\?xml|!doctype html|html|head|body)?", re.IGNORECASE)
# How texts of other languages begin, behind their comments -> what they are, and what to do about it.
_OTHERS: Final = (
    (
        r'(?:"""[^"]*+"""\s*+)?(?:extend\s+)?(?:(?:type|interface|input|enum)\s+\w++(?!\s*:)[^\n{]*\{|schema\s*+\{|directive\s+@)',
        "a GraphQL schema",
        "GraphQL is not described by OpenAPI: an OpenAPI document is needed",
    ),
    (
        r"syntax\s*=\s*[\"']proto[23]|edition\s*=\s*[\"']\d",
        "a Protocol Buffers file",
        "make an OpenAPI document of it first",
    ),
    (r'import "@typespec/', "a TypeSpec file", "compile it to OpenAPI, and give the result"),
)
_OTHER_LANGUAGE: Final = re.compile(rf"(?:\s++|#[^\n]*+|//[^\n]*+)*+(?:{'|'.join(f'({each[0]})' for each in _OTHERS)})")
# What git leaves of two versions of a text, until somebody has chosen.
_CONFLICT: Final = re.compile(r"^<{7}(?: .*)?$(?=[\s\S]*?^>{7}(?: |$))", re.MULTILINE)
_NAMED_YAML: Final = (".yaml", ".yml")


@dataclass(frozen=True, eq=False)
class Source:
    """A text that has been read. Compared by identity; not `slots`, since it keeps the places that were looked up.

    `name` is the file as the user wrote it, for messages; `octets` is the text in UTF-8, since one emoji would make
    Python keep four octets for each character; `tree` holds dict, list, str, int, float, bool and None,
    and what an alias names stands in it several times. Nobody changes it.
    """

    name: str
    octets: bytes = field(repr=False)
    tree: Any = field(repr=False)
    is_json: bool = False

    @property
    def text(self) -> str:
        """The text, made anew each time."""
        return self.octets.decode("utf-8", "surrogatepass")

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the text in UTF-8, in hexadecimal digits."""
        return sha256(self.octets).hexdigest()

    def packed(self) -> bytes:
        """The text in UTF-8, compressed as RFC 1950 says: a tenth of it, at a cost of 4 ms for each megabyte."""
        return zlib.compress(self.octets, 1)

    def mentions(self, word: str) -> bool:
        """Whether this stands anywhere in the text."""
        return word.encode() in self.octets

    @cached_property
    def _places(self) -> Places:
        with _without_collector():
            return _places(self.text, is_json=self.is_json)

    def locate(self, pointer: str, *, key: bool = False) -> Location:
        """The place of the node at a JSON Pointer (RFC 6901), or of its key.

        Of a node that does not exist: the key of the nearest one above it that does. Raises ValueError for a text that
        is no pointer.
        """
        return Location(self.name, *self._places.find(keys_of(pointer), key=key))

    @cached_property
    def _steps(self) -> dict[int, tuple[int, str | int]]:
        """For the id of each mapping and sequence below the root: the id of the one above it, and the key there."""
        with _without_collector():
            return _steps(self.tree)

    def pointer_of(self, node: Any) -> str | None:
        """The JSON Pointer of a mapping or sequence of the tree, found by identity; None if it is not in it.

        One of them, if an alias lets it stand in several places.
        """
        if node is self.tree:
            return ""
        if id(node) not in self._steps:
            return None
        way: list[str | int] = []
        above = id(node)
        while above in self._steps:
            above, key = self._steps[above]
            way.append(key)
        return pointer_of(reversed(way))


def parse(text: str, *, name: str) -> Source:
    """Read a text, JSON or YAML; `name` is what messages call it. The value at the top may be any.

    Raises DocumentError: empty, markup, neither JSON nor YAML, several documents, a key that stands twice, a number,
    tag or alias without a meaning in JSON, or more than `bounds` allow.
    """
    check_size(len(text), name)
    text = text.removeprefix("\ufeff")
    _refuse_markup(text, name)
    _refuse_other_language(text, name)
    with _without_collector():
        try:
            source = _read(text, name)
        except DocumentError:
            _refuse_conflict(text, name)
            raise
        _refuse_emptiness(source)
    return source


def parse_octets(data: bytes, *, name: str) -> Source:
    """Read octets, as `decode` and `parse` do, but JSON in a quarter of the memory. Raises as they do."""
    narrow = narrowed(data) if len(data) <= MOST_OCTETS and _JSON_OCTETS.match(data) else None
    if narrow is not None:
        # What is wrong is told of the whole text, whose places are true.
        with suppress(DocumentError), _without_collector():
            tree, repeats = json_reader.read(narrow, name=name)
            if not repeats:
                return Source(name, data, tree, is_json=True)
    return parse(decode(data, name=name), name=name)


def _read(text: str, name: str) -> Source:
    if not _JSON_BEGINS.match(text):
        return _yaml(text, name)
    try:
        return _json(text, name)
    except DocumentError as error:
        refused = error
    # A trailing comma or a comment is a mistake in JSON and none in YAML, so here the name says which one it is.
    is_like = _JSON_LIKE.match(text) is not None
    if is_like and not name.lower().endswith(_NAMED_YAML):
        raise refused
    try:
        return _yaml(text, name)
    except DocumentError as error:
        raise (refused if is_like else error) from None


def _json(text: str, name: str) -> Source:
    tree, repeats = json_reader.read(text, name=name)
    if repeats:
        raise _twins(_places(text, is_json=True), name)
    return Source(name, text.encode("utf-8", "surrogatepass"), tree, is_json=True)


def _yaml(text: str, name: str) -> Source:
    # Imported here: JSON is read without.
    from mockserver.document import yaml_composer

    tree, repeats = yaml_composer.compose(text, name=name)
    if repeats:
        raise _twins(_places(text, is_json=False), name)
    return Source(name, text.encode("utf-8", "surrogatepass"), tree)


def _places(text: str, *, is_json: bool) -> Places:
    from mockserver.document.locate import JsonPlaces, YamlPlaces

    return JsonPlaces(text) if is_json else YamlPlaces(text)


def _twins(places: Places, name: str) -> DocumentError:
    from mockserver.document.locate import MOST_TWINS

    # "The content of a mapping node is an unordered set of key/value node pairs, with the restriction that each of the
    # keys is unique" -- YAML 1.2.2, section 3.2.1.1
    twins = sorted(islice(places.twins(), MOST_TWINS), key=lambda each: each.second)
    return DocumentError(
        [
            Diagnostic(
                Severity.FATAL,
                Location(name, *each.second),
                f"the key '{shown(each.key)}' stands twice: here and in line {each.first[0]}",
                each.pointer if len(each.pointer) <= _LONGEST_POINTER else "",
                "remove one, or bring the two together",
                "duplicate-key",
            )
            for each in twins
        ]
    )


def _refuse_markup(text: str, name: str) -> None:
    found = _MARKUP.match(text)
    if found is None:
        return
    what, hint = "XML or other markup", "give the OpenAPI document itself, in YAML or JSON"
    if (found[1] or "?xml").lower() != "?xml":
        what = "a web page"
        hint = "give the address of the document itself, which is often a link on that page (on GitHub: 'Raw')"
    place = Location(name, *Lines(text).position(text.index("<")))
    raise unreadable(place, f"this is {what}, not an OpenAPI document", code="not-openapi", hint=hint)


def _refuse_other_language(text: str, name: str) -> None:
    found = _OTHER_LANGUAGE.match(text)
    if found is not None and found.lastindex is not None:
        _, what, hint = _OTHERS[found.lastindex - 1]
        place = Location(name, *Lines(text).position(found.start(found.lastindex)))
        raise unreadable(place, f"this is {what}, not an OpenAPI document", code="not-openapi", hint=hint)


def _refuse_conflict(text: str, name: str) -> None:
    found = _CONFLICT.search(text)
    if found is not None:
        place = Location(name, *Lines(text).position(found.start()))
        message = "a merge conflict begins here: the text holds two versions and the marks between them"
        raise unreadable(place, message, code="merge-conflict", hint="keep one version, and remove the marks") from None


def _refuse_emptiness(source: Source) -> None:
    if source.tree is None:
        hint = "an OpenAPI document begins like 'openapi: 3.1.0'; was the file saved?"
        raise unreadable(Location(source.name, 1, 1), "the document is empty", code="empty", hint=hint)


def _steps(tree: Any) -> dict[int, tuple[int, str | int]]:
    steps: dict[int, tuple[int, str | int]] = {}
    waiting = [tree] if isinstance(tree, (dict, list)) else []
    while waiting:
        node = waiting.pop()
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            if isinstance(value, (dict, list)) and id(value) not in steps:
                steps[id(value)] = id(node), key
                waiting.append(value)
    return steps


@contextmanager
def _without_collector() -> Iterator[None]:
    """Let the cycle collector rest: a tree has no cycles, and looking for them takes longer than building it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
