"""Finished answers, kept by what asked for them, within bounds.

Knows neither octets nor ASGI, only their sizes: each way of answering keeps its own form of an answer. What may be kept
is the answer's to say (`Trail.is_repeatable`). A reload serves other mounts, and all that was kept is forgotten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable

    from mockserver.mock.mounts import Mounts

MOST: Final = 1024
MOST_OCTETS: Final = 8 * 1024 * 1024
LARGEST: Final = 1024 * 1024
"""Octets of the largest answer that is kept, with what asked for it."""

T = TypeVar("T")


class Keeping(Generic[T]):
    """What is kept; when it is full, all is forgotten."""

    __slots__ = ("_known", "_mounts", "_octets")

    def __init__(self) -> None:
        self._known: dict[Hashable, T] = {}
        self._mounts: Mounts | None = None
        self._octets = 0

    def __len__(self) -> int:
        return len(self._known)

    def recall(self, asked: Hashable, mounts: Mounts) -> T | None:
        """What was kept for this very request, as these mounts answered it."""
        return self._known.get(asked) if mounts is self._mounts else None

    def keep(self, asked: Hashable, mounts: Mounts, answer: T, *, octets: int) -> None:
        """Keep an answer of these mounts, which takes so many octets, if it is not too large."""
        if octets > LARGEST:
            return
        if mounts is not self._mounts or len(self._known) >= MOST or self._octets + octets > MOST_OCTETS:
            self._known.clear()
            self._mounts, self._octets = mounts, 0
        self._octets += octets
        self._known[asked] = answer
