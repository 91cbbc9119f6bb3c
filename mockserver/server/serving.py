"""The story of `mockserver serve`: load, listen, tell, and judge the document in the meantime.

Brings together what others do; decides only what is told when. Gives the exit code.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from time import perf_counter
from typing import TYPE_CHECKING

from mockserver.server.app import Served, create_app
from mockserver.server.fence import deep_meanwhile
from mockserver.server.loading import load
from mockserver.server.overview import Started
from mockserver.server.run import run
from mockserver.server.telling import Mocked, Teller
from mockserver.server.terminal import Lines, Terminal

if TYPE_CHECKING:
    from mockserver.document.diagnostics import Diagnostic
    from mockserver.server.fence import Judging
    from mockserver.server.listening import Address
    from mockserver.server.loading import Loaded
    from mockserver.settings import Settings


def serve(reference: str, settings: Settings, *, began: float) -> int:
    """Serve what a reference names until a signal comes, and give the exit code.

    Raises DocumentError when the document cannot be served. `began` is what perf_counter said when the command began.
    """
    loaded = load(reference, settings, stdin=sys.stdin.buffer if sys.stdin else None)
    mock = loaded.mock(settings)
    terminal = Terminal.of(sys.stdout)
    mocked = Mocked(loaded.document, mock.routes.resources, settings)
    with Lines(terminal.stream) as lines, ExitStack() as ends:
        teller = Teller.of(terminal, lines, mocked=mocked)

        def ready(address: Address) -> None:
            seconds = perf_counter() - began
            name = loaded.source.name
            teller.started(Started(mocked.document, mocked.resources, name, address, seconds, loaded.diagnostics))
            ends.callback(judge_meanwhile(loaded, settings, teller).stop)

        on_exchange = None if settings.quiet else teller.exchanged
        app = create_app(Served(mock), on_exchange=on_exchange, hosts=(settings.host,))
        return run(app, settings, on_ready=ready)


def judge_meanwhile(loaded: Loaded, settings: Settings, teller: Teller) -> Judging:
    """Begin the deep judgement, which takes seconds where the document is large; what it adds is told when it comes."""

    def tell(deep: tuple[Diagnostic, ...]) -> None:
        if deep:
            teller.judged((*loaded.diagnostics, *deep), loaded.source.name)

    return deep_meanwhile(loaded.source, tell, uri=loaded.retriever.root_uri, settings=settings)
