"""What was made of a key and is kept as long as there is room: what was not asked for longest is given up for another.

Knows what a schema takes by its number of definitions, and nothing of what is made of it.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_DEFINITIONS: Final = 5_000
"""How many definitions the schemas of one kind that are kept compiled have together."""

K = TypeVar("K")
T = TypeVar("T")


class Recent(Generic[K, T]):
    """At most `most` things, whose keys have `MOST_DEFINITIONS` together, by `size`; a larger one is kept by itself.

    A key is held weakly: what was made of it ends with it, so it must not refer to its key. Any thread may ask.
    """

    def __init__(self, size: Callable[[K], int], *, most: int) -> None:
        self._size, self._most = size, most
        self._kept: WeakKeyDictionary[K, T] = WeakKeyDictionary()
        self._lock = Lock()

    def __iter__(self) -> Iterator[K]:
        """The keys, the one first that was not asked for longest."""
        return iter(list(self._kept))

    def of(self, key: K, make: Callable[[], T]) -> T:
        """What is kept of a key, made if it is not there."""
        with self._lock:
            found = self._kept.pop(key, None)
            if found is not None:
                self._kept[key] = found
                return found
        made = make()
        with self._lock:
            self._make_room(MOST_DEFINITIONS - self._size(key))
            self._kept[key] = made
        return made

    def _make_room(self, room: int) -> None:
        keys = list(self._kept)
        taken, left = sum(map(self._size, keys)), len(keys)
        for key in keys:
            if left < self._most and taken <= room:
                return
            del self._kept[key]
            taken, left = taken - self._size(key), left - 1


def definitions(schema: Any) -> int:
    """How many definitions a standalone schema has."""
    return len(schema.get("$defs", ())) if isinstance(schema, dict) else 0
