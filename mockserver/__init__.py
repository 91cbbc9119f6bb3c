"""mockserver: an OpenAPI document becomes a backend that a frontend cannot tell from the real one.

    with MockServer("openapi.yaml") as mock:
        ...                                   # a client of yours, told to use mock.url

What a program needs is here, and is imported when it is first named: `import mockserver` itself takes no time.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockserver.errors import CannotListen, DocumentError, MockserverError
    from mockserver.server.embedding import MockServer, create_app, load
    from mockserver.server.layers.journal import Exchange
    from mockserver.settings import Settings

__version__ = "0.1.0"

__all__ = [
    "CannotListen",
    "DocumentError",
    "Exchange",
    "MockServer",
    "MockserverError",
    "Settings",
    "create_app",
    "load",
]

_MODULES = {
    "Exchange": "mockserver.server.layers.journal",
    "MockServer": "mockserver.server.embedding",
    "Settings": "mockserver.settings",
    "create_app": "mockserver.server.embedding",
    "load": "mockserver.server.embedding",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'mockserver' has no attribute {name!r}; it has {', '.join(__all__)}")
    value = getattr(import_module(_MODULES.get(name, "mockserver.errors")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
