"""Files that a process may have open at once, of which each connection is one: how many connections go with that.

A server that has none left cannot accept, and asyncio then says so thousands of times; so it never comes to that.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

OWN: Final = 64
"""Files that the server needs for itself: documents, sockets, a child that judges."""

AT_ONCE: Final = 100
"""Connections that are accepted before anything else is done."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many connections are held, and how many are accepted at once."""

    connections: int
    at_once: int = AT_ONCE

    @property
    def descriptors(self) -> int:
        """What that takes. Twice as many may be open for a moment; asyncio tells of them two rounds after accepting."""
        return OWN + 2 * self.connections + 3 * self.at_once


def take(connections: int) -> None:
    """Have the system allow this process as many files as so many connections take, as far as the user may.

    As Go does it: the low limit of old is there for select(), by which no connection here is waited for.
    """
    with suppress(ImportError, OSError, ValueError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = Room(connections).descriptors
        if soft != resource.RLIM_INFINITY and soft < wanted:
            within = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            resource.setrlimit(resource.RLIMIT_NOFILE, (within, hard))


def room_for(connections: int) -> Room:
    """So many connections, or as many as this process may have files for."""
    try:
        import resource
    except ImportError:  # pragma: no cover -- Windows has no such limit
        return Room(connections)
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most == resource.RLIM_INFINITY or Room(connections).descriptors <= most:
        return Room(connections)
    at_once = max(1, min(AT_ONCE, (most - OWN) // 8))
    return Room(min(connections, max(1, (most - OWN - 3 * at_once) // 2)), at_once)
