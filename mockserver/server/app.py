"""The application: a mock behind FastAPI.

Knows how a mock meets FastAPI and in which order the layers stand; what is answered is decided in `mock.answer`.
FastAPI asks its routes one after the other, which costs time by their number, so the document's are not among those it
asks: what no route of a user's own takes falls through to the mock, whose trie finds the resource in the number of
segments. `app.routes` lists them all the same, one for each path item.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.routing import BaseRoute, Match, NoMatchFound

from mockserver.errors import ContentNeeded, ContentTooLarge, MalformedRequest, Refusal
from mockserver.http.messages import Request, Stream
from mockserver.mock.answer import Answer, Mock, Trail
from mockserver.mock.mounts import Mounts
from mockserver.server.asgi import asked_of, content_reader, headers_of, octets_of, request_of, send_response
from mockserver.server.control import CONTROL, control
from mockserver.server.cycle import ClientGone
from mockserver.server.keeping import Keeping
from mockserver.server.layers.failures import failures
from mockserver.server.layers.journal import Exchange, Journal, journal
from mockserver.server.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from starlette.datastructures import URLPath
    from starlette.types import Receive, Scope, Send

    from mockserver.http.messages import Response
    from mockserver.mock.routing import Resource
    from mockserver.server.asgi import Asked, Header
    from mockserver.server.layers import Handler, Layer, ReadContent

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


class ResourceRoute(BaseRoute):
    """A path item in the list of routes: its path under its base, and the methods that it allows."""

    def __init__(self, resource: Resource, application: Application) -> None:
        self.resource = resource
        self.path = resource.base + resource.template
        self.methods = frozenset(resource.allowed)
        self.name = resource.template
        self._application = application

    def __repr__(self) -> str:
        return f"ResourceRoute({self.path!r}, allow={self.resource.allow!r})"

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """FULL for a request whose target is this path item, whatever its method."""
        if scope["type"] != "http" or not self._application.is_target(scope, self.resource):
            return Match.NONE, {}
        return Match.FULL, {"endpoint": self._application}

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        """Raises NoMatchFound: a path item has no name to build a URL from."""
        raise NoMatchFound(name, path_params)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does."""
        await self._application.answer(scope, receive, send)


class Application(FastAPI):
    """A mock as a FastAPI application: middleware and routes may be added as to any, and stand before the mock.

    `served` holds the mock, `on_exchange` is told of each exchange, `hosts` are further names under which our own
    pages may be asked for.
    """

    def __init__(
        self, served: Served, *, on_exchange: Callable[[Exchange], None] | None = None, hosts: Collection[str] = ()
    ) -> None:
        # FastAPI's pages would shadow the document's paths, and a redirect for a slash would end a preflight.
        super().__init__(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
        self.served, self.hosts = served, frozenset(hosts)
        self.journal = Journal(on_exchange) if on_exchange else None
        self.handler = self._layered()
        self.router.default = self.answer
        self._listed: tuple[Mock | None, list[BaseRoute]] = (None, [])
        self.kept: Keeping[Any] = Keeping()
        self.kept_messages: Keeping[KeptMessages] = Keeping()

    def layers(self) -> list[Layer]:
        """What stands between a request and the mock, outermost first."""
        return [
            *([journal(self.journal)] if self.journal else []),
            failures(self.refused),
        ]

    @property
    def routes(self) -> list[BaseRoute]:
        """The routes that were added, then one for each path item that is served now."""
        mock = self.served.mock
        if self._listed[0] is not mock:
            self._listed = (mock, [ResourceRoute(resource, self) for resource in mock.routes.resources])
        return [*self.router.routes, *self._listed[1]]

    @property
    def is_alone(self) -> bool:
        """Whether nobody has added routes or middleware, which are asked first."""
        return not self.router.routes and not self.user_middleware

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI application. What FastAPI wraps around its routes is passed by as long as nobody has added any."""
        if scope["type"] == "http" and self.is_alone:
            await self.answer(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request by the mock, or with a page of our own; what is no HTTP is turned away."""
        if scope["type"] != "http":
            await self.router.not_found(scope, receive, send)
            return
        asked, mounts = asked_of(scope), self.served.mounts
        kept = self.kept_messages.recall(asked, mounts)
        try:
            if kept is not None:
                await self._repeat(kept, send)
            else:
                await self._answer(scope, receive, send, asked=asked, mounts=mounts)
        except ClientGone:
            return

    async def _answer(self, scope: Scope, receive: Receive, send: Send, *, asked: Asked, mounts: Mounts) -> None:
        request = request_of(scope)
        if request.path.startswith(CONTROL):
            await send_response(control(request, self.hosts), receive, send)
            return
        answer = await self.handler(request, content_reader(receive))
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
        try:
            answer = self.served.mounts.respond(request)
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
            self.journal.tell(Exchange(request, Answer(response, Trail(refusal=refusal)), 0.0))
        return response

    def is_target(self, scope: Scope, resource: Resource) -> bool:
        """Whether this resource is what the request of a scope asks for."""
        try:
            found = self.served.mock.routes.find(request_of(scope))
        except MalformedRequest:
            return False
        return found is not None and found.resource is resource

    def _layered(self) -> Handler:
        handler: Handler = self._respond
        for layer in reversed(self.layers()):
            handler = layer(handler)
        return handler

    async def _respond(self, request: Request, read: ReadContent) -> Answer:
        mounts = self.served.mounts
        try:
            return mounts.respond(request)
        except ContentNeeded as needed:
            limit = needed.limit
        try:
            content = await read(limit)
        except ContentTooLarge as refusal:
            return Answer(self.refused(request, refusal), Trail(refusal=refusal))
        return mounts.respond(Request(request.method, request.path, request.query, request.fields, content))


def create_app(
    mock: Mock | Served, *, on_exchange: Callable[[Exchange], None] | None = None, hosts: Collection[str] = ()
) -> Application:
    """The application that serves a mock, or whatever mock a Served holds at the time of each request.

    `on_exchange` is told of each exchange; `hosts` are names beside localhost and addresses under which the pages below
    `/_mockserver/` may be asked for.
    """
    served = mock if isinstance(mock, Served) else Served(mock)
    return Application(served, on_exchange=on_exchange, hosts=hosts)
