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

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.http.messages import Request
    from mockserver.mock.mounts import Mounts
    from mockserver.mock.routing import Resource

T = TypeVar("T")

LONG: Final = 0.02
"""Seconds: a hundred times what most answers take."""
MOST_WAITING: Final = 200
"""Who comes when so many wait for their turn is told to come again."""


class Turns:
    """One thread, begun when it is first needed; who wants something done in it waits for his turn."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()
        self._thread: threading.Thread | None = None

    async def take(self, work: Callable[[], T]) -> T:
        """What `work` gives or raises, when its turn has come. Raises Overloaded if too many wait."""
        if self._waiting.qsize() >= MOST_WAITING:
            raise Overloaded("too many answers that take long are waited for", fields=[("retry-after", "1")])
        future: Future[T] = Future()
        self._waiting.put((future, work))
        if self._thread is None or not self._thread.is_alive():  # a process that was forked has no threads yet
            self._thread = threading.Thread(target=self._go_round, name="turns", daemon=True)
            self._thread.start()
        return await asyncio.wrap_future(future)

    def _go_round(self) -> None:
        while True:
            _do(*self._waiting.get())


def _do(future: Future[Any], work: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(work())
    except BaseException as fault:  # noqa: BLE001 -- it is raised to whoever waits
        future.set_exception(fault)


class LongOnes:
    """The resources whose last answer took long."""

    def __init__(self) -> None:
        self._known: set[Resource] = set()
        self._mounts: Mounts | None = None

    def note(self, mounts: Mounts, resource: Resource, seconds: float) -> None:
        """How long an answer took."""
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
