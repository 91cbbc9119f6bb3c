"""Answers that take long take turns: one in each round of the event loop, so that all others come in between.

A hundred clients that ask for what takes a third of a second each would else keep everybody waiting for half a minute.
Knows which resources took long when they were last asked for; a single answer is bounded by `patience`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from mockserver.errors import Refusal

if TYPE_CHECKING:
    from mockserver.http.messages import Request
    from mockserver.mock.mounts import Mounts
    from mockserver.mock.routing import Resource

LONG: Final = 0.02
"""Seconds: a hundred times what most answers take."""


class Turns:
    """Who has to wait for a turn, and whether one is taken in this round."""

    def __init__(self) -> None:
        self._long: set[Resource] = set()
        self._mounts: Mounts | None = None
        self._taken_in: asyncio.AbstractEventLoop | None = None

    def note(self, mounts: Mounts, resource: Resource, seconds: float) -> None:
        """How long an answer took."""
        if mounts is not self._mounts:
            self._mounts = mounts
            self._long.clear()
        if seconds > LONG:
            self._long.add(resource)
        else:
            self._long.discard(resource)

    def is_long(self, mounts: Mounts, request: Request) -> bool:
        """Whether the last answer of this resource took long."""
        if not self._long or mounts is not self._mounts:
            return False
        try:
            match = mounts.whole.routes.find(request)
        except Refusal:
            return False
        return match is not None and match.resource in self._long

    async def take(self) -> None:
        """Wait for a round in which nobody has had a turn."""
        loop = asyncio.get_running_loop()
        # Each round of the loop is waited for: there is nothing else that would tell of it.
        while self._taken_in is loop:  # noqa: ASYNC110
            await asyncio.sleep(0)
        self._taken_in = loop
        loop.call_soon(self._pass_on)

    def _pass_on(self) -> None:
        self._taken_in = None
