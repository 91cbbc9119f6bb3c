"""Room for connections: a server holds so many at once, and those that keep it waiting give way to a new one.

Knows a connection by what it says of itself; does not know what is spoken on it. How many are held, and how long, is
left to the server (RFC 9112, section 9.5).
"""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection

logger: Final = logging.getLogger("mockserver")


class Guest(Protocol):
    """A connection that is held."""

    silent_since: float
    """Since when it is the client's turn; said by the clock of `time.monotonic`."""

    @property
    def is_open(self) -> bool:
        """Whether it serves its client, or will."""

    @property
    def is_awaiting(self) -> bool:
        """Whether it is the client's turn."""

    def give_way(self) -> None:
        """End, since another client needs the place."""

    def abort(self) -> None:
        """End at once, without a word."""


def make_room(newcomer: Guest, connections: Collection[Guest], *, most: int) -> bool:
    """Have those give way that are silent longest, where more than `most` are served; whether the newcomer has room.

    One that has none is to be refused; above twice as many connections it is cut off here, and where it has room, some
    of those that are only being closed.
    """
    if len(connections) <= most:
        return True
    # Several at a time: where a crowd comes, not all are looked through for each of it.
    some = max(1, most // 20)
    others = [each for each in connections if each is not newcomer]
    served = [each for each in others if each.is_open]
    leaving: list[Guest] = []
    if len(served) >= most:
        leaving = sorted((each for each in served if each.is_awaiting), key=lambda each: each.silent_since)[:some]
        tell_crowd(most)
    for each in leaving:
        each.give_way()
    has_room = len(served) - len(leaving) < most
    if len(connections) > 2 * most:
        closing = [each for each in others if not each.is_open]
        for each in closing[:some] if has_room else [newcomer]:
            each.abort()
    return has_room


@cache
def tell_crowd(most: int) -> None:
    """Say it once: a crowd that comes again and again says nothing new."""
    logger.warning(
        "warning: more than %s connections are open; those whose clients are silent are closed, and where there are "
        "none, 503 is answered; --limit-concurrency allows more",
        most,
    )
