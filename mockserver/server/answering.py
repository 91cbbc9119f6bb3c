"""A mock as a plain ASGI application: what is served, the layers around it, and what is kept of its answers.

Knows in which order the layers stand; what is answered is decided in `mock.answer`. `mockserver serve` serves this: the
import of FastAPI would double its start. `server/app` makes a FastAPI of it, for programs that add to it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from time import thread_time
from typing import TYPE_CHECKING, Any

from mockserver.errors import ContentNeeded, ContentTooLarge, Overloaded, Refusal
from mockserver.http.messages import Stream
from mockserver.mock.answer import Answer, Mock, Trail
from mockserver.mock.mounts import Mounts
from mockserver.server.asgi import Sender, asked_of, headers_of, octets_of, request_of, send_response
from mockserver.server.control import CONTROL, control
from mockserver.server.cycle import ClientGone
from mockserver.server.held import SMALL, Held, Holding
from mockserver.server.keeping import Keeping
from mockserver.server.layers.failures import failures
from mockserver.server.layers.journal import Exchange, Journal, journal
from mockserver.server.patience import BRIEF, PATIENCE
from mockserver.server.refusals import refused
from mockserver.server.turns import LongOnes, Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from mockserver.http.messages import Request, Response
    from mockserver.server.asgi import Asked, Header, Message, Receive, Send
    from mockserver.server.layers import Handler, Layer

    KeptMessages = tuple[Exchange, tuple[Header, ...]]


class Served:
    """What is served at the moment. To reload is to assign `mounts`: a request that began keeps the old ones."""

    __slots__ = ("mounts",)

    def __init__(self, mounts: Mock | Mounts) -> None:
        self.mounts = mounts if isinstance(mounts, Mounts) else Mounts.single(mounts)

    @property
    def mock(self) -> Mock:
        """All that is served, as one mock."""
        return self.mounts.whole


class Answering:
    """Answers by what is served at the time of each request.

    `on_exchange` is told of each exchange; `hosts` are names beside localhost and addresses under which the pages below
    `/_mockserver/` may be asked for.
    """

    def __init__(
        self, served: Served, *, on_exchange: Callable[[Exchange], None] | None = None, hosts: Collection[str] = ()
    ) -> None:
        self.served, self.hosts = served, frozenset(hosts)
        self.journal = Journal(on_exchange) if on_exchange else None
        self.handler = self._layered()
        self.long_ones = LongOnes()
        # Apart, so that a queue of large contents does not keep those waiting who ask for a large answer.
        self.turns, self.turns_of_contents = Turns(), Turns()
        self.held = Held()
        self.kept: Keeping[Any] = Keeping()
        self.kept_messages: Keeping[KeptMessages] = Keeping()

    @property
    def is_alone(self) -> bool:
        """Whether nobody stands before the mock, who would be asked first."""
        return True

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """An ASGI application for HTTP alone. Raises ValueError for anything else, which tells a server so."""
        if scope["type"] != "http":
            raise ValueError(f"nobody answers {scope['type']} here")
        await self.answer(scope, receive, send)

    def layers(self) -> list[Layer]:
        """What stands between a request and the mock, outermost first."""
        return [
            *([journal(self.journal)] if self.journal else []),
            failures(self.refused),
        ]

    async def answer(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request by the mock, or with a page of our own."""
        asked, mounts = asked_of(scope), self.served.mounts
        kept = self.kept_messages.recall(asked, mounts)
        try:
            if kept is not None:
                await self._repeat(kept, send)
            else:
                await self._answer(scope, receive, send, asked=asked, mounts=mounts)
        except ClientGone:
            return

    async def _answer(self, scope: Message, receive: Receive, send: Send, *, asked: Asked, mounts: Mounts) -> None:
        request = request_of(scope)
        if request.path.startswith(CONTROL):
            await send_response(control(request, self.hosts), receive, send)
            return
        with Holding(self.held) as holding:
            answer = await self.handler(request, Sender(receive, holding))
        if request.content == b"" and answer.trail.is_repeatable and isinstance(answer.response.content, bytes):
            kept = Exchange(request, answer, 0.0, is_repeated=True), headers_of(answer.response)
            octets = octets_of(asked, kept[1]) + len(answer.response.content)
            self.kept_messages.keep(asked, mounts, kept, octets=octets)
        await send_response(answer.response, receive, send)

    async def _repeat(self, kept: KeptMessages, send: Send) -> None:
        exchange, headers = kept
        response = exchange.answer.response
        if self.journal:
            self.journal.tell(exchange)
        # New objects each time: middleware may change them.
        await send({"type": "http.response.start", "status": response.status, "headers": [*headers]})
        await send({"type": "http.response.body", "body": response.content, "more_body": False})

    def at_once(self, request: Request) -> Answer | None:
        """The answer to a request without waiting; None where only `answer` can give it, or tell what failed."""
        if not self.is_alone or request.path.startswith(CONTROL):
            return None
        if self.long_ones.has(self.served.mounts, request):
            return None
        try:
            answer = self._brief_answer(self.served.mounts, request)
        except Exception:  # noqa: BLE001 -- what fails here fails there, too, and is told there
            return None
        return None if isinstance(answer.response.content, Stream) else answer

    def refused(self, request: Request, refusal: Refusal) -> Response:
        """The response for a refusal that is made outside of the mock."""
        return refused(request, refusal, cors=self.served.mock.settings.cors != "off")

    def refused_message(self, request: Request, refusal: Refusal) -> Response:
        """The response to what is no request at all; the journal is told of it."""
        response = self.refused(request, refusal)
        if self.journal:
            self.journal.tell(Exchange(request, Answer(response, Trail(refusal=refusal.alone())), 0.0))
        return response

    def _layered(self) -> Handler:
        handler: Handler = self._respond
        for layer in reversed(self.layers()):
            handler = layer(handler)
        return handler

    async def _respond(self, request: Request, sender: Sender) -> Answer:
        mounts = self.served.mounts
        try:
            return await self._answer_in_time(mounts, request, sender)
        except ContentNeeded as needed:
            limit = needed.limit
        except Overloaded as refusal:
            return self._refusal(request, refusal)
        try:
            request = replace(request, content=await sender.read(limit))
            return await self._answer_in_time(mounts, request, sender)
        except (ContentTooLarge, Overloaded) as refusal:
            return self._refusal(request, refusal)

    async def _answer_in_time(self, mounts: Mounts, request: Request, sender: Sender) -> Answer:
        """The mock's answer: now, or from a thread where it may take longer.

        Raises ContentNeeded, Overloaded, and ClientGone if nobody waits for it any more.
        """
        long = partial(self._long_answer, mounts, request)
        left = None if request.content is None else sender.left
        if len(request.content or b"") > SMALL:
            return await self.turns_of_contents.take(long, left)
        if not self.long_ones.has(mounts, request):
            with suppress(Overloaded):
                return self._brief_answer(mounts, request)
        return await self.turns.take(long, left)

    def _brief_answer(self, mounts: Mounts, request: Request) -> Answer:
        """The mock's answer. Raises ContentNeeded; Overloaded where it takes so long that nobody should wait for it."""
        began = thread_time()
        try:
            answer = PATIENCE.bounded(partial(mounts.respond, request), most=BRIEF)
        except Overloaded:
            self.long_ones.note_given_up(mounts, request)
            raise
        self._note(mounts, answer, thread_time() - began)
        return answer

    def _long_answer(self, mounts: Mounts, request: Request) -> Answer:
        """The same with all the time that an answer may take."""
        octets, began = len(request.content or b""), thread_time()
        answer = PATIENCE.bounded(partial(mounts.respond, request), octets=octets)
        if octets <= SMALL:
            self._note(mounts, answer, thread_time() - began)
        return answer

    def _note(self, mounts: Mounts, answer: Answer, seconds: float) -> None:
        if answer.trail.match is not None:
            self.long_ones.note(mounts, answer.trail.match.resource, seconds)

    def _refusal(self, request: Request, refusal: Refusal) -> Answer:
        return Answer(self.refused(request, refusal), Trail(refusal=refusal.alone(), is_repeatable=False))
