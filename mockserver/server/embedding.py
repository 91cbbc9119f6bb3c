"""A mock within a program: `load` a document, `create_app` of it, or run it as a `MockServer`.

What `mockserver` exports. Knows how the parts are put together for a program, as `serving` does for a terminal: it
prints nothing, touches no signal, and any number may live in one process.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import ExitStack
from dataclasses import replace
from inspect import formatannotation
from itertools import count
from os import PathLike, fspath
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, Literal, Self, get_args, get_origin, get_type_hints

from mockserver.document.likeness import did_you_mean
from mockserver.errors import MockserverError
from mockserver.mock.mounts import Mounts
from mockserver.server import loading
from mockserver.server.answering import Served
from mockserver.server.app import create_app as create_application
from mockserver.server.loading import Loaded
from mockserver.server.run import serve_in_thread
from mockserver.settings import DEFAULTS, Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from mockserver.server.app import Application
    from mockserver.server.layers.journal import Exchange

    Reference = str | PathLike[str]

REMEMBERED: Final = 10_000
"""Exchanges that a MockServer keeps; the oldest is forgotten first."""


def load(reference: Reference, settings: Settings = DEFAULTS, **options: Any) -> Loaded:
    """The document that a file, a folder or a URL holds; `options` are fields of Settings by name.

    Raises DocumentError when it cannot be served. What is wrong with it and not fatal is in its `diagnostics`.

    >>> loaded = load("specs/petstore.yaml")
    >>> loaded.document.title, len(loaded.document.path_items), loaded.diagnostics
    ('Petstore', 6, ())
    """
    return loading.load(str(reference), settings_with(options, settings))


def create_app(
    document: Reference | Loaded,
    settings: Settings = DEFAULTS,
    *,
    on_exchange: Callable[[Exchange], None] | None = None,
    **options: Any,
) -> Application:
    """An ASGI application (a FastAPI) that answers as the document says, for any ASGI server or client in process.

    `document` is what `load` takes or gives; `options` are fields of Settings by name; `on_exchange` is told of each
    exchange. Routes and middleware may be added to it. Raises DocumentError when the document cannot be served.

    >>> app = create_app("specs/petstore.yaml", seed=7)
    >>> [route.path for route in app.routes][:2]
    ['/v1/pets', '/v1/pets/mine']
    """
    settings = settings_with(options, settings)
    loaded = document if isinstance(document, Loaded) else load(document, settings)
    return create_application(Served(loaded.mock(settings)), on_exchange=on_exchange, hosts=(settings.host,))


class MockServer:
    """A document served at a real address as long as a `with` block lasts, in a thread of this process.

    Takes what `create_app` takes; the port is a free one unless `port` is given. Raises DocumentError when it is made
    of a document that cannot be served, CannotListen when it is entered and its port is taken. May be entered again
    when it has ended. `async with` does the same without blocking the event loop.

    >>> from urllib.request import urlopen
    >>> with MockServer("specs/petstore.yaml") as mock:
    ...     status = urlopen(f"{mock.url}/pets").status
    >>> status, [exchange.operation_id for exchange in mock.requests]
    (200, ['listPets'])
    """

    app: Application
    """The application, for clients in process: `httpx.ASGITransport(app=mock.app)`. It needs no `with`."""

    def __init__(
        self, document: Reference | Loaded, settings: Settings = DEFAULTS, *, port: int = 0, **options: Any
    ) -> None:
        self.settings = settings_with(options, replace(settings, port=port))
        self._told: deque[Exchange] = deque(maxlen=REMEMBERED)
        self._running = ExitStack()
        self._origin = ""
        self.app = create_app(document, self.settings, on_exchange=self._told.append)

    def __repr__(self) -> str:
        return (
            f"<MockServer of {self.app.served.mock.document.title} {f'at {self._origin}' if self._origin else 'idle'}>"
        )

    @property
    def origin(self) -> str:
        """Scheme, host and port, such as `http://127.0.0.1:49152`. Raises MockserverError outside of `with`."""
        if not self._origin:
            raise MockserverError("this MockServer is not running: use it as `with MockServer(...) as mock:`")
        return self._origin

    @property
    def url(self) -> str:
        """Where the document's paths begin: the origin and the base path of the first of `servers`.

        The base URL to give to a client. Raises MockserverError outside of `with`.
        """
        bases = self.app.served.mock.routes.bases
        return self.origin + (bases[0] if bases else "")

    @property
    def requests(self) -> tuple[Exchange, ...]:
        """The requests so far with their answers, oldest first; the last 10,000 of them."""
        return tuple(self._told.copy())

    def clear(self) -> None:
        """Forget the requests so far; values of `dynamic` begin anew, so that what follows can be repeated."""
        self._told.clear()
        served = self.app.served
        served.mounts = Mounts.single(replace(served.mock, draws=count().__next__))

    def __enter__(self) -> Self:
        if self._origin:
            raise MockserverError(f"this MockServer is running already, at {self._origin}")
        address = serve_in_thread(self.app, settings=self.settings)
        self._origin = self._running.enter_context(address).url
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._origin = ""
        self._running.close()

    async def __aenter__(self) -> Self:
        return await asyncio.to_thread(self.__enter__)

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.__exit__, kind, fault, trace)


def settings_with(options: dict[str, Any], settings: Settings = DEFAULTS) -> Settings:
    """The settings with these options in place of their own. Raises TypeError for what is none, or no value of one.

    >>> settings_with({"sed": 7})
    Traceback (most recent call last):
        ...
    TypeError: 'sed' is not a setting: did you mean 'seed'?
    >>> settings_with({"security": "no"})
    Traceback (most recent call last):
        ...
    TypeError: security is bool, and 'no' is not
    """
    kinds = get_type_hints(Settings)
    given: dict[str, Any] = {}
    for name, value in options.items():
        if name not in kinds:
            raise TypeError(f"{name!r} is not a setting: {did_you_mean(name, kinds) or ', '.join(kinds)}")
        given[name] = tuple(value) if isinstance(value, list) else value
        if isinstance(value, PathLike):
            given[name] = fspath(value)
        if not _suits(given[name], kinds[name]):
            kind = formatannotation(kinds[name])
            raise TypeError(f"{name} is {kind}, and {value!r} is not")
    return replace(settings, **given)


def _suits(value: Any, kind: Any) -> bool:
    """Whether a value is of the kind that a setting is declared as."""
    if get_origin(kind) is Literal:
        return value in get_args(kind)
    if get_origin(kind) is UnionType:
        return any(_suits(value, each) for each in get_args(kind))
    return isinstance(value, (int, float) if kind is float else get_origin(kind) or kind)
