"""Makes an answer of our own faults: a 500 that a page can read, one line in the log, and no traceback to anybody.

Knows nothing of what failed. The traceback goes to the log's debug level.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockserver.errors import Refusal
from mockserver.mock.answer import Answer, Trail
from mockserver.server.cycle import ClientGone, log_fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockserver.http.messages import Request, Response
    from mockserver.server.asgi import Sender
    from mockserver.server.layers import Handler, Layer


def failures(refused: Callable[[Request, Refusal], Response]) -> Layer:
    """The layer that answers 500 where the handler inside of it fails; `refused` makes a refusal's response."""

    def layer(handler: Handler) -> Handler:
        async def guarded(request: Request, sender: Sender) -> Answer:
            try:
                return await handler(request, sender)
            except ClientGone:
                raise
            except Exception as fault:  # noqa: BLE001 -- the border: whatever it is, the client gets an answer
                log_fault(request, fault)
                refusal = Refusal(f"{type(fault).__name__} inside the mock server, whose log says more")
                return Answer(refused(request, refusal), Trail(refusal=refusal))

        return guarded

    return layer
