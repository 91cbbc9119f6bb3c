"""The application for programs: a mock behind FastAPI, to which routes and middleware may be added.

Knows how `server/answering` meets FastAPI. FastAPI asks its routes one after the other, which costs time by their
number, so the document's are not among those it asks: what no route of a user's own takes falls through to the mock,
whose trie finds the resource in the number of segments. `app.routes` lists them all the same, one for each path item.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.routing import BaseRoute, Match, NoMatchFound

from mockserver.errors import MalformedRequest
from mockserver.server.answering import Answering, Served
from mockserver.server.asgi import request_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from starlette.datastructures import URLPath
    from starlette.types import Receive, Scope, Send

    from mockserver.mock.answer import Mock
    from mockserver.mock.routing import Resource
    from mockserver.server.layers.journal import Exchange


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


class Application(FastAPI, Answering):
    """A mock as a FastAPI application: middleware and routes may be added as to any, and stand before the mock.

    Takes what `Answering` takes.
    """

    def __init__(
        self, served: Served, *, on_exchange: Callable[[Exchange], None] | None = None, hosts: Collection[str] = ()
    ) -> None:
        # FastAPI's pages would shadow the document's paths, and a redirect for a slash would end a preflight.
        super().__init__(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
        Answering.__init__(self, served, on_exchange=on_exchange, hosts=hosts)
        self.router.default = self.answer
        self._listed: tuple[Mock | None, list[BaseRoute]] = (None, [])

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
            await Answering.answer(self, scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request by the mock, or with a page of our own; what is no HTTP is turned away."""
        if scope["type"] == "http":
            await super().answer(scope, receive, send)
        else:
            await self.router.not_found(scope, receive, send)

    def is_target(self, scope: Scope, resource: Resource) -> bool:
        """Whether this resource is what the request of a scope asks for."""
        try:
            found = self.served.mock.routes.find(request_of(scope))
        except MalformedRequest:
            return False
        return found is not None and found.resource is resource


def create_app(
    mock: Mock | Served, *, on_exchange: Callable[[Exchange], None] | None = None, hosts: Collection[str] = ()
) -> Application:
    """The application that serves a mock, or whatever mock a Served holds at the time of each request.

    `on_exchange` is told of each exchange; `hosts` are names beside localhost and addresses under which the pages below
    `/_mockserver/` may be asked for.
    """
    served = mock if isinstance(mock, Served) else Served(mock)
    return Application(served, on_exchange=on_exchange, hosts=hosts)
