"""Where the nodes of a text stand: line and column of a node or of its key, by the keys that lead to it.

Built when the first place is asked for, since a document without faults needs none; what is found is kept, since a
document with one fault has often many. Knows texts that were read without error, and no JSON Pointer: see `pointers`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from json import JSONDecoder
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Protocol

from yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, ScalarEvent, SequenceStartEvent

from mockserver.document.pointers import pointer_of
from mockserver.document.text import Lines
from mockserver.document.yaml_events import events

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MOST_TWINS: Final = 20

Position = tuple[int, int]
"""Line and column, counted from 1."""


@dataclass(frozen=True, slots=True)
class Twins:
    """A key that stands twice in one mapping, and where."""

    key: str
    pointer: str
    first: Position
    second: Position


class Places(Protocol):
    """Where the nodes of one text stand."""

    def find(self, keys: Iterable[str], *, key: bool) -> Position:
        """The position of the node that these keys lead to, or with `key` of its key.

        Where they lead astray: of the key of the last node on their way.
        """

    def twins(self) -> Iterator[Twins]:
        """The first keys that stand twice in their mapping, in the order of the text but for what lies within them."""


# --- JSON


_SPACE: Final = re.compile(r"[ \t\n\r]*+")
_SCALAR: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"|[^\s,\]}]++', re.DOTALL)
_TO_BRACKET: Final = re.compile(r'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")*+([\[\]{}]|\Z)', re.DOTALL)
_DECODER: Final = JSONDecoder()


@dataclass(slots=True)
class _Members:
    """The members of one object or array: key or index -> offsets of key and value; and the keys that stand again."""

    offsets: dict[str, tuple[int, int]] = field(default_factory=dict)
    again: list[tuple[str, int, int]] = field(default_factory=list)

    def add(self, key: str, key_offset: int, offset: int) -> None:
        if key in self.offsets:
            self.again.append((key, key_offset, offset))
        self.offsets.setdefault(key, (key_offset, offset))


class JsonPlaces:
    """Positions in a JSON text: where each bracket is closed is found once; only collections on the way are read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = Lines(text)
        self._ends = _ends(text)
        self._kept: dict[int, _Members] = {}

    def find(self, keys: Iterable[str], *, key: bool) -> Position:
        """See Places."""
        places = self._beyond(0), self._beyond(0)
        for each in keys:
            found = self._members(places[1]).offsets.get(each)
            if found is None:
                return self._lines.position(places[0])
            places = found
        return self._lines.position(places[0] if key else places[1])

    def twins(self) -> Iterator[Twins]:
        """See Places."""
        steps: dict[int, tuple[int, str]] = {}
        for offset in sorted(self._ends):
            members = self._members(offset)
            steps.update((below, (offset, key)) for key, (_, below) in members.offsets.items() if below in self._ends)
            steps.update((below, (offset, key)) for key, _, below in members.again)
            for key, second, _ in members.again:
                first = self._lines.position(members.offsets[key][0])
                pointer = _way(steps, offset) + pointer_of([key])
                yield Twins(key, pointer, first, self._lines.position(second))

    def _beyond(self, offset: int) -> int:
        """The offset of the first character at or behind this one that is no space."""
        found = _SPACE.match(self._text, offset)
        return found.end() if found else offset

    def _members(self, offset: int) -> _Members:
        if offset not in self._kept:
            read = {"{": self._entries, "[": self._items}.get(self._text[offset])
            self._kept[offset] = read(offset) if read else _Members()
        return self._kept[offset]

    def _entries(self, offset: int) -> _Members:
        members, at = _Members(), self._beyond(offset + 1)
        while self._text[at] == '"':
            key, end = _DECODER.raw_decode(self._text, at)
            value = self._beyond(self._beyond(end) + 1)  # behind the colon
            members.add(key, at, value)
            at = self._behind(value)
        return members

    def _items(self, offset: int) -> _Members:
        members, at = _Members(), self._beyond(offset + 1)
        while self._text[at] != "]":
            members.add(str(len(members.offsets)), at, at)
            at = self._behind(at)
        return members

    def _behind(self, offset: int) -> int:
        """The offset of what follows a value and its comma."""
        scalar = _SCALAR.match(self._text, offset)
        end = self._ends[offset] + 1 if offset in self._ends else scalar.end() if scalar else offset + 1
        end = self._beyond(end)
        return self._beyond(end + 1) if self._text[end] == "," else end


def _ends(text: str) -> dict[int, int]:
    """For the offset of each opening bracket: that of its closing one."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for found in _TO_BRACKET.finditer(text):
        offset = found.end() - 1
        if found[1] in {"[", "{"}:
            opened.append(offset)
        elif opened:
            ends[opened.pop()] = offset
    return ends


def _way(steps: Mapping[int, tuple[int, str]], offset: int) -> str:
    """The pointer to the collection at an offset, by steps from each to the one above it."""
    way: list[str] = []
    while offset in steps:
        offset, key = steps[offset]
        way.append(key)
    return pointer_of(reversed(way))


# --- YAML


_NOTHING: Final[Mapping[str, _Place]] = MappingProxyType({})


@dataclass(slots=True)
class _Place:
    """A node's position, its key's, and the nodes below it by key or index: none below a scalar."""

    position: Position
    key: Position
    is_sequence: bool = False
    below: Mapping[str, _Place] = field(default_factory=lambda: _NOTHING)


class YamlPlaces:
    """Positions in a YAML text: a tree of all of them, built from the events. Those below an alias are its anchor's."""

    def __init__(self, text: str) -> None:
        surveyor = _Surveyor()
        for event in events(text):
            surveyor.take(event)
        self._root, self._twins = surveyor.root, surveyor.twins

    def find(self, keys: Iterable[str], *, key: bool) -> Position:
        """See Places."""
        place = self._root
        for each in keys:
            found = place.below.get(each)
            if found is None:
                return place.key
            place = found
        return place.key if key else place.position

    def twins(self) -> Iterator[Twins]:
        """See Places."""
        yield from self._twins


@dataclass(slots=True)
class _Opened:
    """A collection that is being surveyed: in a mapping, the key whose value comes next, with its position.

    `inherited` are the keys that a merge has brought in.
    """

    place: _Place
    below: dict[str, _Place]
    inherited: set[str] = field(default_factory=set)
    key: str | None = None
    at: Position = (1, 1)
    merges: bool = False

    @property
    def awaits_key(self) -> bool:
        return self.key is None and not self.place.is_sequence

    @property
    def step(self) -> str | int:
        """What a pointer calls the value that comes next."""
        return len(self.below) if self.key is None else self.key

    def merge(self, other: _Place) -> None:
        """Take over the entries of a mapping, or of a sequence of mappings, except where there is one already."""
        for source in other.below.values() if other.is_sequence else [other]:
            new = source.below.keys() - self.below.keys()
            self.below.update((key, source.below[key]) for key in new)
            self.inherited |= new


class _Surveyor:
    """Takes the steps that the composer took, with positions for values. The text has no fault but twins."""

    def __init__(self) -> None:
        self.root = _Place((1, 1), (1, 1))
        self.twins: list[Twins] = []
        self._opened: list[_Opened] = []
        self._anchors: dict[str, tuple[_Place, str]] = {}

    def take(self, event: Any) -> None:
        if isinstance(event, ScalarEvent):
            self._leaf(event, _Place(*self._positions(event)), event.value)
        elif isinstance(event, AliasEvent):
            anchored, text = self._anchors[str(event.anchor)]
            self._leaf(event, _Place(*self._positions(event), anchored.is_sequence, anchored.below), text)
        elif isinstance(event, CollectionStartEvent):
            below: dict[str, _Place] = {}
            place = _Place(*self._positions(event), isinstance(event, SequenceStartEvent), below)
            self._name(event, place, "")
            self._opened.append(_Opened(place, below))
        elif isinstance(event, CollectionEndEvent):
            self._put(self._opened.pop().place)

    def _positions(self, event: Any) -> tuple[Position, Position]:
        """Of the node that begins with this event, and of its key."""
        position = event.start_mark.line + 1, event.start_mark.column + 1
        top = self._opened[-1] if self._opened else None
        return position, position if top is None or top.key is None else top.at

    def _name(self, event: Any, place: _Place, text: str) -> None:
        if event.anchor is not None:
            self._anchors[event.anchor] = place, text

    def _leaf(self, event: Any, place: _Place, text: str) -> None:
        if isinstance(event, ScalarEvent):
            self._name(event, place, text)
        if self._opened and self._opened[-1].awaits_key:
            merges = text == "<<" and isinstance(event, ScalarEvent) and event.implicit[0]
            self._take_key(self._opened[-1], text, place.position, merges=merges)
        else:
            self._put(place)

    def _take_key(self, top: _Opened, text: str, at: Position, *, merges: bool) -> None:
        top.key, top.at, top.merges = text, at, merges
        if merges or text not in top.below:
            return
        if text in top.inherited:
            top.inherited.discard(text)
            del top.below[text]
        elif len(self.twins) < MOST_TWINS:
            pointer = pointer_of(opened.step for opened in self._opened)
            self.twins.append(Twins(text, pointer, top.below[text].key, at))

    def _put(self, place: _Place) -> None:
        if not self._opened:
            self.root = place
            return
        top = self._opened[-1]
        if top.merges:
            top.merge(place)
        else:
            # setdefault: of twins, the first is kept.
            top.below.setdefault(str(top.step), place)
        top.key, top.merges = None, False
