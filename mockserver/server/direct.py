"""Answers from the connection itself: what is decided at once is written at once, without a task, a scope or a send.

The core is pure and does not wait, so most requests can be answered while their octets are being read. `Answering`
says which: a stream, content that has not come yet, routes that a user added and what fails go the way of ASGI. What is
answered is the same on both ways, for both ask `Mounts.respond`.

Since an answer depends on nothing but the request (unless its trail says otherwise), its octets are kept by those that
asked for it, head and content, so that a client in a loop costs a look-up and a write. Date is renewed each second.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from mockserver.server.answering import Answering
from mockserver.server.front import elsewhere
from mockserver.server.layers.journal import Exchange
from mockserver.server.protocol import HttpProtocol, Phase, whole

if TYPE_CHECKING:
    from mockserver.mock.answer import Answer
    from mockserver.server.http1.head import Head

LARGEST_ASKED: Final = 4096
"""Octets of the largest request whose answer is kept."""
AT_HAND: Final = 65536
"""Octets of the largest content for which an answer at once is tried."""


@dataclass(slots=True)
class Kept:
    """A finished answer: to which head, and its octets with the common fields of a certain second."""

    head: Head
    exchange: Exchange
    common: Any
    octets: bytes


class DirectProtocol(HttpProtocol):
    """A connection that answers at once where it can."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        app: Any = self.app
        self._application = app if isinstance(app, Answering) else None
        self._asked = b""

    def data_received(self, data: bytes) -> None:
        """Octets have come: those of a request that was answered before are answered so again."""
        application = self._application
        # What a proxy passes on is not kept: the same octets mean another client's path when another client sends them.
        if application is None or len(data) > LARGEST_ASKED or self.is_proxied or not self.is_idle:
            super().data_received(data)
            return
        kept = application.kept.recall(data, application.served.mounts)
        if kept is not None and application.is_alone:
            self._repeat(application, kept)
            return
        self._asked = data
        super().data_received(data)
        self._asked = b""

    def dispatch(self, head: Head) -> None:
        """Answer now if it can be; else have it answered by the ASGI application."""
        application = self._application
        content = b"" if head.length == 0 else self._content_at_hand(head)
        if application is None or content is None:
            super().dispatch(head)
        elif not self._answer_at_once(application, head, content=content):
            super().dispatch(head)
            if content:
                self.content_came(content)

    def _repeat(self, application: Answering, kept: Kept) -> None:
        if kept.common is not self.common:
            kept.common, (kept.octets, _) = self.common, self._written(kept.head, kept.exchange.answer)
        self.write(kept.octets)
        if application.journal is not None:
            application.journal.tell(self._told(kept.exchange))
        self.repeated()

    def _told(self, exchange: Exchange) -> Exchange:
        """The exchange as this client had it: an answer is kept for all of them."""
        client = elsewhere(self.peer)
        if client == exchange.request.client:
            return exchange
        return replace(exchange, request=replace(exchange.request, client=client), is_repeated=False)

    def _content_at_hand(self, head: Head) -> bytes | None:
        """The content if all of it has come with the head."""
        if self._application is None or head.length is None or head.length > min(AT_HAND, len(self._reader)):
            return None
        content = self._reader.content()
        self._reader.content()
        self._phase = Phase.ANSWERING
        return content or b""

    def _answer_at_once(self, application: Answering, head: Head, *, content: bytes) -> bool:
        began = perf_counter()
        # Only what came alone is a request by itself: behind it in the same octets there may be another.
        asked = self._asked if not len(self._reader) else b""
        self._asked = b""
        request = replace(head.request, content=content) if content else head.request
        mounts = application.served.mounts
        answer = application.at_once(request)
        if answer is None:
            return False
        octets, keep_alive = self._written(head, answer)
        if application.journal is not None:
            application.journal.tell(Exchange(request, answer, perf_counter() - began))
        if asked and answer.trail.is_repeatable and keep_alive:
            kept = Kept(head, Exchange(request, answer, 0.0, is_repeated=True), self.common, octets)
            application.kept.keep(asked, mounts, kept, octets=len(asked) + len(octets))
        self.write(octets)
        self._settle(keep_alive=keep_alive)
        return True

    def _written(self, head: Head, answer: Answer) -> tuple[bytes, bool]:
        """The octets of an answer, and whether the connection persists after them."""
        writer = self.writer(head)
        return whole(writer, answer.response, self.common), writer.keep_alive
