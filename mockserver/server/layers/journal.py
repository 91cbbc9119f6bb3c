"""Tells of each exchange: what was asked, what was answered, how long it took.

Knows neither log lines nor files: it calls whoever wants to be told. What the listener does wrong is not the client's
loss: it is logged once, and the answer goes out.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.http.messages import Request
    from mockserver.mock.answer import Answer
    from mockserver.server.asgi import Sender
    from mockserver.server.layers import Handler, Layer

logger: Final = logging.getLogger("mockserver")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer; `seconds` until the answer was made, without the time to send it.

    A message that was no HTTP has a request without a method. Content that the answer did not depend on was not read.
    `is_repeated`: the answer was kept, and this very object is told each time that it is sent.
    """

    request: Request
    answer: Answer
    seconds: float
    is_repeated: bool = False

    @property
    def method(self) -> str:
        """The request's method."""
        return self.request.method

    @property
    def path(self) -> str:
        """The request's path, percent-encoded as it came."""
        return self.request.path

    @property
    def content(self) -> bytes:
        """The request's content, as far as it was read."""
        return self.request.content or b""

    def json(self) -> Any:
        """The request's content, read as JSON. Raises ValueError if it is none."""
        return json.loads(self.content)

    @property
    def status(self) -> int:
        """The status of the response."""
        return self.answer.response.status

    @property
    def operation_id(self) -> str | None:
        """The operationId of the operation that answered; None without such an operation or name."""
        return (self.answer.operation.id or None) if self.answer.operation else None

    @property
    def is_known(self) -> bool:
        """Whether the document has an operation for the request; OPTIONS and preflights are known everywhere."""
        return self.answer.operation is not None or self.answer.refusal is None


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
        async def told(request: Request, sender: Sender) -> Answer:
            began = perf_counter()
            answer = await handler(request, sender)
            asked = request if sender.content is None else replace(request, content=sender.content)
            kept.tell(Exchange(asked, answer, perf_counter() - began))
            return answer

        return told

    return layer
