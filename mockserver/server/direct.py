"""Answers from the connection itself: what is decided at once is written at once, without a task, a scope or a send.

The core is pure and does not wait, so most requests can be answered while their octets are being read. `Application`
says which: a stream, content that has not come yet, routes that a user added and what fails go the way of ASGI. What is
answered is the same on both ways, for both ask `Mounts.respond`.

Since an answer depends on nothing but the request (unless its trail says otherwise), the octets of an answer are kept
by the head that asked for it, so that a client in a loop costs a look-up and a write. Date is renewed each second.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from mockserver.server.app import Application
from mockserver.server.layers.journal import Exchange
from mockserver.server.protocol import HttpProtocol, Phase, whole

if TYPE_CHECKING:
    from mockserver.mock.answer import Answer
    from mockserver.mock.mounts import Mounts
    from mockserver.server.http1.head import Head

MOST_KEPT: Final = 256
"""How many answers are kept, as many as heads are remembered; when it is full, all are forgotten."""
LARGEST_KEPT: Final = 32768
"""Octets of the largest answer that is kept."""
AT_HAND: Final = 65536
"""Octets of the largest content for which an answer at once is tried."""


@dataclass(slots=True)
class Kept:
    """A finished answer: to whom, out of what, and its octets with the common fields of a certain second."""

    head: Head
    mounts: Mounts
    common: Any
    octets: bytes
    exchange: Exchange


class DirectProtocol(HttpProtocol):
    """A connection that answers at once where it can."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        app: Any = self.app
        self._application = app if isinstance(app, Application) and not self.root_path else None

    def dispatch(self, head: Head) -> None:
        """Answer now, from what is kept or anew; else have it answered by the ASGI application."""
        application = self._application
        if application is None:
            super().dispatch(head)
            return
        if head.length != 0:
            self._dispatch_with_content(application, head)
            return
        kept = application.kept.get(id(head))
        if kept is not None and kept.mounts is application.served.mounts and not self._is_ending:
            self._repeat(application, kept)
        elif not self._answer_at_once(application, head, content=b""):
            super().dispatch(head)

    def _repeat(self, application: Application, kept: Kept) -> None:
        if kept.common is not self.common:
            kept.common, (kept.octets, _) = self.common, self._written(kept.head, kept.exchange.answer)
        self.write(kept.octets)
        if application.journal is not None:
            application.journal.tell(kept.exchange)
        self._settle(keep_alive=True)

    def _dispatch_with_content(self, application: Application, head: Head) -> None:
        """Answer now if all of the content has come with the head; what has been read is passed on if not."""
        content = self._content_at_hand(head)
        if content is None:
            super().dispatch(head)
        elif not self._answer_at_once(application, head, content=content):
            super().dispatch(head)
            self.content_came(content)

    def _content_at_hand(self, head: Head) -> bytes | None:
        if head.length is None or head.length > min(AT_HAND, len(self._reader)):
            return None
        content = self._reader.content()
        self._reader.content()
        self._phase = Phase.ANSWERING
        return content or b""

    def _answer_at_once(self, application: Application, head: Head, *, content: bytes) -> bool:
        began = perf_counter()
        request = replace(head.request, content=content) if content else head.request
        mounts = application.served.mounts
        answer = application.at_once(request)
        if answer is None:
            return False
        octets, keep_alive = self._written(head, answer)
        if application.journal is not None:
            application.journal.tell(Exchange(request, answer, perf_counter() - began))
        if answer.trail.is_repeatable and not content and len(octets) <= LARGEST_KEPT and keep_alive:
            self._keep(application, Kept(head, mounts, self.common, octets, Exchange(request, answer, 0.0)))
        self.write(octets)
        self._settle(keep_alive=keep_alive)
        return True

    def _keep(self, application: Application, kept: Kept) -> None:
        if len(application.kept) >= MOST_KEPT:
            application.kept.clear()
        application.kept[id(kept.head)] = kept

    def _written(self, head: Head, answer: Answer) -> tuple[bytes, bool]:
        """The octets of an answer, and whether the connection persists after them."""
        writer = self.writer(head)
        return whole(writer, answer.response, self.common), writer.keep_alive
