"""How many octets of contents are held by all requests together, so that they stay within bounds.

A client may send ten megabytes but for the last octet, and a hundred clients do: one by one they break no rule. Knows
octets, and not whose they are. Small contents are never refused: those of most requests, whatever others hold.
"""

from __future__ import annotations

from typing import Final, Self

from mockserver.errors import Overloaded

SMALL: Final = 65536
MOST: Final = 128 * 1024 * 1024
"""Or four contents of the largest size that is read."""


class Held:
    """The octets of all contents that are being read, or judged."""

    __slots__ = ("octets",)

    def __init__(self) -> None:
        self.octets = 0


class Holding:
    """What one request holds of them, as long as a `with` block lasts."""

    __slots__ = ("_held", "_octets")

    def __init__(self, held: Held) -> None:
        self._held, self._octets = held, 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._held.octets -= self._octets

    def take(self, octets: int, *, limit: int) -> None:
        """Hold so many more, of a content of at most `limit`. Raises Overloaded if all hold too many."""
        self._octets += octets
        self._held.octets += octets
        if self._octets > SMALL and self._held.octets > max(MOST, 4 * limit):
            # It is not read on, so the connection ends here (RFC 9112, section 9.3).
            fields = [("retry-after", "1"), ("connection", "close")]
            raise Overloaded("too much content of other requests is held to read this one's", fields=fields)
