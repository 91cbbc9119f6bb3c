"""Answers that take long are made in a thread of their own, one after the other, while the others are answered.

A hundred clients that ask for what takes a third of a second each would else keep everybody waiting for half a minute.
Knows which resources took long when they were last asked for, and whose turn it is; what a single answer may take is
`patience`'s to bound.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final, TypeVar

from mockserver.errors import Overloaded, Refusal
from mockserver.server.cycle import ClientGone

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from mockserver.http.messages import Request
    from mockserver.mock.mounts import Mounts
    from mockserver.mock.routing import Resource

T = TypeVar("T")

LONG: Final = 0.02
"""Seconds of the processor: a hundred times what most answers take."""
MOST_WAITING: Final = 200
"""Who comes when so many wait for their turn is told to come again."""


class Turns:
    """One thread, begun when it is first needed; who wants something done in it waits for his turn."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[_Turn] = SimpleQueue()
        self._thread: threading.Thread | None = None

    async def take(self, work: Callable[[], T], left: Callable[[], Awaitable[None]] | None = None) -> T:
        """What `work` gives or raises, when its turn has come.

        It is not done if `left` ends before, while others wait, too: a client that only has nothing more to say is told
        from one that has left by nothing else. Raises Overloaded if too many wait, and ClientGone.
        """
        if self._waiting.qsize() >= MOST_WAITING:
            raise Overloaded("too many answers that take long are waited for", fields=[("retry-after", "1")])
        turn = _Turn(work)
        self._waiting.put(turn)
        if self._thread is None or not self._thread.is_alive():  # a process that was forked has no threads yet
            self._thread = threading.Thread(target=self._go_round, name="turns", daemon=True)
            self._thread.start()
        try:
            waiting: asyncio.Future[T] = asyncio.wrap_future(turn)
            if left is not None and await _ends_first(left, waiting) and self._waiting.qsize() > 1 and turn.cancel():
                raise ClientGone("the client has left before its turn came")
            return await waiting
        finally:
            turn.give_up()
            # What is raised holds this frame, and must not be held by it: nobody should have to look for such rings.
            del turn, waiting

    def _go_round(self) -> None:
        while True:
            self._waiting.get().do()


class _Turn(Future[Any]):
    """What is to be done, and becomes of it."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__()
        self._work: Callable[[], Any] | None = work

    def do(self) -> None:
        """Do it, unless nobody waits for it any more."""
        work = self._work
        if work is None or not self.set_running_or_notify_cancel():
            return
        try:
            self.set_result(work())
        except BaseException as fault:  # noqa: BLE001 -- it is raised to whoever waits
            self.set_exception(fault)
        finally:
            del self, work  # as in `take`

    def give_up(self) -> None:
        """It need not be done, if it has not begun; it holds a request, whose content does not count any more."""
        self.cancel()
        self._work = None


async def _ends_first(left: Callable[[], Awaitable[None]], waiting: asyncio.Future[Any]) -> bool:
    """Whether the client leaves before it has what is waited for."""
    leaving = asyncio.ensure_future(left())
    try:
        await asyncio.wait((leaving, waiting), return_when=asyncio.FIRST_COMPLETED)
        return not waiting.done()
    finally:
        leaving.cancel()


class LongOnes:
    """The resources whose last answer took long."""

    def __init__(self) -> None:
        self._known: set[Resource] = set()
        self._mounts: Mounts | None = None

    def note(self, mounts: Mounts, resource: Resource, seconds: float) -> None:
        """How much of the processor's time an answer took: with others at work, the clock says more."""
        if mounts is not self._mounts:
            self._mounts, self._known = mounts, set()
        if seconds > LONG:
            self._known.add(resource)
        else:
            self._known.discard(resource)

    def has(self, mounts: Mounts, request: Request) -> bool:
        """Whether the last answer of the resource that is asked for took long."""
        if not self._known or mounts is not self._mounts:
            return False
        return _resource(mounts, request) in self._known

    def note_given_up(self, mounts: Mounts, request: Request) -> None:
        """An answer has not been made, as it took too long."""
        resource = _resource(mounts, request)
        if resource is not None:
            self.note(mounts, resource, 2 * LONG)


def _resource(mounts: Mounts, request: Request) -> Resource | None:
    try:
        match = mounts.whole.routes.find(request)
    except Refusal:
        return None
    return match.resource if match is not None else None
