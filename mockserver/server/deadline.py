"""A time by which something has to have happened.

Knows an event loop's clock and nothing of what is waited for. Moving a deadline later costs nothing, so that each
request may move it: the timer that runs is the one that was set first, and sets itself anew when it comes too early.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable


class Deadline:
    """Calls `missed` once the time that was last set has come."""

    __slots__ = ("_at", "_loop", "_missed", "_rings_at", "_timer")

    def __init__(self, loop: asyncio.AbstractEventLoop, missed: Callable[[], None]) -> None:
        self._loop, self._missed = loop, missed
        self._at: float | None = None
        self._timer: asyncio.Handle | None = None
        self._rings_at = 0.0

    def set(self, seconds: float) -> None:
        """It is due in so many seconds from now."""
        self._at = self._loop.time() + seconds
        if self._timer is None or self._rings_at > self._at:
            self._start(self._at)

    def clear(self) -> None:
        """Nothing is due any more."""
        self._at = None

    def cancel(self) -> None:
        """Nothing is due, and nothing will be."""
        self._at = None
        # Who is called holds this, as a rule: a ring, which only the collector would find.
        self._missed = _nothing
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _start(self, at: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        # uvloop's handle for a time that has come does not tell it, so it is kept here.
        self._rings_at = at
        self._timer = self._loop.call_at(at, self._ring)

    def _ring(self) -> None:
        self._timer = None
        if self._at is None:
            return
        if self._at > self._loop.time():
            self._start(self._at)
            return
        self._at = None
        self._missed()


def _nothing() -> None:
    """What is called when nothing is due."""
