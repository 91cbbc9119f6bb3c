"""A tree in parts: an outline, and what hangs below it, each part read when it is first asked for.

Of a large document most is never asked for. `pack` writes a tree so that `unpack` gives one that is equal and takes a
tenth of the memory: down to its operations and the names of its components it is there at once, and what stands below
those is compressed JSON until somebody looks. Knows which mappings of OpenAPI hold much; not where a tree is kept.
"""

from __future__ import annotations

import zlib
from collections.abc import ItemsView, ValuesView
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SMALLEST: Final = 100
"""A value of fewer octets stays in the outline."""

LEVELS: Final[Mapping[str, int]] = {
    "paths": 3,
    "webhooks": 3,
    "components": 2,
    "definitions": 1,
    "parameters": 1,
    "responses": 1,
}
"""How many mappings deep the parts are, by the root's key: 3 is down to the values of an operation. Others: 0."""

_QUICKLY: Final = 1
_READING: Final = Lock()
_REFERENCE: Final = b'"$ref":"'


@dataclass(slots=True, eq=False)
class Packed:
    """A tree in parts. `outline` is JSON, in which a part is its size and any other value is alone in a list."""

    outline: Any = None
    parts: list[bytes] = field(default_factory=list)
    octets: int = 0
    """How much it is as JSON, not compressed."""
    is_alone: bool = True
    """Whether no `$ref` leads out of the tree."""

    def _outlined(self, value: Any, levels: int) -> Any:
        if levels and isinstance(value, dict):
            self.is_alone = self.is_alone and str(value.get("$ref", "#")).startswith("#")
            return {key: self._outlined(each, levels - 1) for key, each in value.items()}
        octets = orjson.dumps(value)
        self.octets += len(octets)
        self.is_alone = self.is_alone and octets.count(_REFERENCE) == octets.count(_REFERENCE + b"#")
        if len(octets) < SMALLEST:
            return [value]
        self.parts.append(zlib.compress(octets, _QUICKLY))
        return len(self.parts[-1])


def pack(tree: Mapping[str, Any]) -> Packed:
    """A tree in parts. Raises TypeError for what `orjson` cannot write: too deep, over 64 bits, half a character."""
    packed = Packed()
    packed.outline = {key: packed._outlined(value, LEVELS.get(key, 0)) for key, value in tree.items()}  # noqa: SLF001
    return packed


def unpack(outline: Any, octets: memoryview) -> Any:
    """The tree of an outline, and of the parts one behind the other.

    >>> packed = pack({"paths": {"/": {"get": {"summary": "x", "responses": {"200": {"description": "y" * 100}}}}}})
    >>> tree = unpack(packed.outline, memoryview(b"".join(packed.parts)))
    >>> len(packed.parts), tree["paths"]["/"]["get"]["responses"]["200"]["description"][:3]
    (1, 'yyy')
    """
    return _Unpacking(octets).inlined(outline)


@dataclass(slots=True, eq=False)
class Later:
    """A part that nobody has asked for yet: compressed JSON."""

    octets: memoryview


@dataclass(slots=True, eq=False)
class _Unpacking:
    """The parts that were not met yet."""

    octets: memoryview

    def inlined(self, value: Any) -> Any:
        if isinstance(value, list):
            return value[0]
        if isinstance(value, int):
            later, self.octets = Later(self.octets[:value]), self.octets[value:]
            return later
        entries = {key: self.inlined(each) for key, each in value.items()}
        return Parts(entries) if any(type(each) is Later for each in entries.values()) else entries


class Parts(dict[str, Any]):
    """A mapping of which some values are read when they are first asked for; otherwise like any."""

    __slots__ = ()
    __hash__ = None

    def __getitem__(self, key: str) -> Any:
        """The value, read if it was not yet. Raises KeyError."""
        found = super().__getitem__(key)
        if type(found) is not Later:
            return found
        # Nodes are told apart by identity: two threads that ask at once get one and the same value.
        with _READING:
            found = super().__getitem__(key)
            if type(found) is Later:
                found = orjson.loads(zlib.decompress(found.octets))
                super().__setitem__(key, found)
        return found

    def get(self, key: str, default: Any = None) -> Any:
        """The value, read if it was not yet."""
        return self[key] if key in self else default  # noqa: SIM401 -- this is what it suggests

    def values(self) -> ValuesView[Any]:  # type: ignore[override]
        """The values, each read when it comes."""
        return ValuesView(self)

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]
        """The keys and values, each read when it comes."""
        return ItemsView(self)

    def __iter__(self) -> Iterator[str]:
        # Where this is not dict's own, whoever copies a dict in C asks for the values one by one.
        return super().__iter__()

    def copy(self) -> dict[str, Any]:
        """All of it as a plain dict."""
        return dict(self)

    def __or__(self, other: Any) -> Any:
        return dict(self) | other

    def __ror__(self, other: Any) -> Any:
        return other | dict(self)

    def __eq__(self, other: object) -> bool:
        return dict(self) == other

    def __ne__(self, other: object) -> bool:
        return dict(self) != other

    def __repr__(self) -> str:
        return repr(dict(self))
