"""YAML events -> a tree of plain values: dict, list, str, int, float, bool and None.

Knows anchors, aliases, merge keys and what bounds them; what a scalar means is `yaml_scalars`', and where a node stands
is found by `locate` when it is asked for. It keeps its own stack, so that no depth of a document is one of Python's,
and counts an alias as all that it stands for, so that a small text cannot become a large tree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from yaml.error import YAMLError
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from mockserver.document.bounds import DEEPEST, MOST_NODES, ScalarError
from mockserver.document.diagnostics import Location
from mockserver.document.quoting import shown
from mockserver.document.text import unreadable
from mockserver.document.yaml_events import events
from mockserver.document.yaml_scalars import BEGINNINGS, CORE, foreign, plain, tagged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from mockserver.errors import DocumentError

_ITEM: Final = ""  # the key of a sequence's items: any that is neither awaited nor a merge
_AWAITED: Final = None
_MERGE: Final = object()

_HANDLE: Final = re.compile("^%TAG", re.MULTILINE)
_MOST_HANDLES: Final = 100

_COLLECTIONS: Final = frozenset({None, "!", CORE + "map", CORE + "seq"})


@dataclass(slots=True)
class _Anchor:
    """What an anchor names: complete, or still open, in which case an alias to it would be a cycle."""

    line: int
    start: int
    value: Any = None
    size: int = 0
    text: str | None = None
    is_open: bool = True


def compose(
    text: str, *, name: str, parser: Callable[[str], Any] | None = None, most: int = MOST_NODES
) -> tuple[Any, bool]:
    """The tree of a YAML text, and whether a key stands twice in one of its mappings (the later one has won).

    It may hold `most` values, with each alias as all that it stands for.

    A merge key `<<` brings in the entries of one mapping or of a list of them (YAML 1.1's type repository; real
    documents use it): own keys win over merged ones, and earlier mappings over later. Raises DocumentError.
    """
    _check_handles(text, name)
    composer = _Composer(name, most)
    try:
        composer.take(events(text, parser))
    except (YAMLError, UnicodeEncodeError) as error:
        from mockserver.document.yaml_complaints import complaint

        raise complaint(error, text, name=name) from None
    return composer.root, composer.repeats


def _check_handles(text: str, name: str) -> None:
    # The parsers compare each handle with all before it, before the first event.
    if "%TAG" in text and len(_HANDLE.findall(text)) > _MOST_HANDLES:
        message = f"more than {_MOST_HANDLES} %TAG directives"
        raise unreadable(Location(name), message, code="yaml-tag", hint="remove them: OpenAPI has no use for tags")


class _Composer:
    """The state between two events: the open collections, the key whose value comes next, the anchors."""

    def __init__(self, name: str, most: int) -> None:
        self.name, self.most = name, most
        self.root: Any = None
        self.repeats = False
        self.container: Any = None
        self.key: Any = _ITEM
        self.opened: list[tuple[Any, Any, _Anchor | None]] = []
        self.anchors: dict[str, _Anchor] = {}
        self.inherited: dict[int, set[str]] = {}
        self.keys: dict[str, str] = {}
        self.nodes = 0
        self.documents = 0
        self.handlers: Mapping[type, Callable[[Any], None]] = {
            ScalarEvent: self.on_scalar,
            MappingStartEvent: self.on_mapping,
            SequenceStartEvent: self.on_sequence,
            MappingEndEvent: self.on_end,
            SequenceEndEvent: self.on_end,
            AliasEvent: self.on_alias,
            DocumentStartEvent: self.on_document,
            DocumentEndEvent: lambda _: None,
            StreamStartEvent: lambda _: None,
            StreamEndEvent: lambda _: None,
        }

    def take(self, stream: Iterable[Any]) -> None:
        handlers = self.handlers
        for event in stream:
            handlers[type(event)](event)

    # --- scalars

    def on_scalar(self, event: Any) -> None:
        self.count(1, event)
        if self.key is _AWAITED:
            self.on_key(event)
            return
        text = event.value
        if event.tag is not None:
            value = self.read(event, tagged, event.tag, text)
        elif event.implicit[0] and (not text or text[0] in BEGINNINGS):
            value = self.read(event, plain, text)
        else:
            value = text
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchor(event.start_mark.line, 0, value, 1, text, is_open=False)
        self.put(value, event)

    def read(self, event: Any, reader: Callable[..., Any], *texts: str) -> Any:
        try:
            return reader(*texts)
        except ScalarError as error:
            raise self.bad(event, error.reason, code=error.code, hint=error.hint) from None

    def on_key(self, event: Any) -> None:
        text = event.value
        if event.tag is not None:
            self.read(event, tagged, event.tag, text)
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchor(event.start_mark.line, 0, text, 1, text, is_open=False)
        if text == "<<" and event.implicit[0]:
            self.key = _MERGE
        else:
            self.take_key(text)

    def take_key(self, text: str) -> None:
        # One object for each word: documents repeat their keys, and comparing the same object is quick.
        self.key = text = self.keys.setdefault(text, text)
        if text in self.container:
            inherited = self.inherited.get(id(self.container), set())
            self.repeats = self.repeats or text not in inherited
            inherited.discard(text)

    # --- collections

    def on_mapping(self, event: Any) -> None:
        self.open(event, {}, _AWAITED)

    def on_sequence(self, event: Any) -> None:
        self.open(event, [], _ITEM)

    def open(self, event: Any, collection: Any, key: str | None) -> None:
        self.count(1, event)
        if self.key is _AWAITED:
            raise self.complex_key(event)
        if len(self.opened) >= DEEPEST:
            message = f"the document is nested deeper than {DEEPEST} levels"
            raise self.bad(event, message, code="too-deep", hint="no API needs that: give the levels names with $ref")
        if event.tag not in _COLLECTIONS:
            error = foreign(event.tag)
            raise self.bad(event, error.reason, code=error.code, hint=error.hint)
        anchor = None
        if event.anchor is not None:
            anchor = self.anchors[event.anchor] = _Anchor(event.start_mark.line, self.nodes - 1, collection)
        self.opened.append((self.container, self.key, anchor))
        self.container, self.key = collection, key

    def on_end(self, event: Any) -> None:
        value = self.container
        self.inherited.pop(id(value), None)
        self.container, self.key, anchor = self.opened.pop()
        if anchor is not None:
            anchor.size, anchor.is_open = self.nodes - anchor.start, False
        self.put(value, event)

    def put(self, value: Any, event: Any) -> None:
        """Put a complete value where it belongs."""
        container, key = self.container, self.key
        if key is _MERGE:
            self.merge(value, event)
        elif container.__class__ is dict:
            container[key] = value
            self.key = _AWAITED
        elif container is None:
            self.root = value
        else:
            container.append(value)

    def merge(self, value: Any, event: Any) -> None:
        sources = value if isinstance(value, list) else [value]
        if not all(isinstance(source, dict) for source in sources):
            hint = "write an alias such as '<<: *name'; if a key of that name is meant, write \"<<\""
            raise self.bad(event, "the merge key << takes a mapping or a list of them", code="yaml-merge", hint=hint)
        inherited = self.inherited.setdefault(id(self.container), set())
        for source in sources:
            new = source.keys() - self.container.keys()
            self.container.update((key, source[key]) for key in source if key in new)
            inherited |= new
        self.key = _AWAITED

    # --- aliases and documents

    def on_alias(self, event: Any) -> None:
        anchor = self.anchors.get(event.anchor)
        if anchor is None:
            message = f"the alias *{shown(event.anchor)} names no anchor above it"
            hint = (
                "write the anchor, with & for *, before the value that is meant; if the * belongs to a text, quote it"
            )
            raise self.bad(event, message, code="yaml-alias", hint=hint)
        if anchor.is_open:
            message = f"the alias *{shown(event.anchor)} stands within what it names (line {anchor.line + 1})"
            raise self.bad(event, message, code="yaml-cycle", hint="use $ref for a schema that refers to itself")
        self.count(anchor.size, event)
        if self.key is not _AWAITED:
            self.put(anchor.value, event)
        elif anchor.text is None:
            raise self.complex_key(event)
        else:
            self.take_key(anchor.text)

    def on_document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            message, hint = "a second document begins here", "keep one document in a file, without a line '---' between"
            raise self.bad(event, message, code="several-documents", hint=hint)

    # --- refusals

    def count(self, nodes: int, event: Any) -> None:
        self.nodes += nodes
        if self.nodes > self.most:
            message = f"the document holds more than {self.most:,} values, with each alias as all that it stands for"
            raise self.bad(event, message, code="too-many-values", hint="use $ref for what repeats")

    def complex_key(self, event: Any) -> DocumentError:
        message = "a list or mapping cannot be a key"
        hint = "keys are text: put it in quotes, as in '\"{name}\": value'"
        return self.bad(event, message, code="yaml-key", hint=hint)

    def bad(self, event: Any, message: str, *, code: str, hint: str) -> DocumentError:
        place = Location(self.name, event.start_mark.line + 1, event.start_mark.column + 1)
        return unreadable(place, message, code=code, hint=hint)
