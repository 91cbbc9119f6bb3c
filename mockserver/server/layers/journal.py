"""Tells of each exchange: what was asked, what was answered, how long it took.

Knows neither log lines nor files: it calls whoever wants to be told. What the listener does wrong is not the client's
loss: it is logged once, and the answer goes out.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.http.messages import Request
    from mockserver.mock.answer import Answer
    from mockserver.server.layers import Handler, Layer, ReadContent

logger: Final = logging.getLogger("mockserver")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer; `seconds` until the answer was made, without the time to send it.

    A message that was no HTTP has a request without a method.
    """

    request: Request
    answer: Answer
    seconds: float


class Journal:
    """Passes exchanges on to a listener, and survives what it does."""

    __slots__ = ("_has_failed", "_listener")

    def __init__(self, listener: Callable[[Exchange], None]) -> None:
        self._listener, self._has_failed = listener, False

    def tell(self, exchange: Exchange) -> None:
        """Tell the listener of an exchange."""
        try:
            self._listener(exchange)
        except Exception as fault:  # noqa: BLE001 -- a full disk or a closed terminal does not stop the service
            if not self._has_failed:
                self._has_failed = True
                logger.warning("an exchange could not be told: %s: %s", type(fault).__name__, fault)


def journal(kept: Journal) -> Layer:
    """The layer that tells the journal of each answer that goes through it."""

    def layer(handler: Handler) -> Handler:
        async def told(request: Request, read: ReadContent) -> Answer:
            began = perf_counter()
            answer = await handler(request, read)
            kept.tell(Exchange(request, answer, perf_counter() - began))
            return answer

        return told

    return layer
