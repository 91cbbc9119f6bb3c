"""The story of `mockserver serve`: load, listen, tell, judge the documents in the meantime, follow their changes.

Brings together what others do; decides only what is told when. Gives the exit code.
"""

from __future__ import annotations

import gc
import sys
from contextlib import ExitStack
from time import perf_counter
from typing import TYPE_CHECKING

from mockserver.server.app import Served, create_app
from mockserver.server.opening import mounts_of, open_documents
from mockserver.server.overview import Started
from mockserver.server.run import run
from mockserver.server.telling import Teller
from mockserver.server.terminal import Lines, Terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mockserver.document.diagnostics import Diagnostic
    from mockserver.server.fence import Judging
    from mockserver.server.listening import Address
    from mockserver.server.opening import Named, Opened
    from mockserver.server.reload import Reloaded
    from mockserver.settings import Settings


def serve(names: Sequence[Named], settings: Settings, *, began: float) -> int:
    """Serve the documents that were named until a signal comes, and give the exit code.

    Raises DocumentError when one cannot be served, and Clash when two declare the same path. `began` is what
    perf_counter said when the command began.
    """
    opened = open_documents(names, settings, stdin=sys.stdin.buffer if sys.stdin else None)
    served = Served(mounts_of(opened))
    terminal = Terminal.of(sys.stdout)
    with Lines(terminal.stream) as lines, ExitStack() as ends:
        teller = Teller(terminal, lines, settings, served=served)
        judgements = Judgements(settings, teller)
        ends.callback(judgements.stop)

        def reloaded(told: Reloaded) -> None:
            teller.reloaded(told)
            if told.opened is not None:
                judgements.begin(told.opened)

        def ready(address: Address) -> None:
            # What a start makes stays as long as the server: the collector need never look through it.
            gc.freeze()
            gc.enable()
            seconds = perf_counter() - began
            teller.started(*(started(each, address, seconds, is_alone=len(opened) == 1) for each in opened))
            for each in opened:
                judgements.begin(each)
            if settings.watch:
                from mockserver.server.reload import Reloader

                ends.callback(Reloader(opened, settings, served, listener=reloaded).start().stop)

        on_exchange = None if settings.quiet else teller.exchanged
        app = create_app(served, on_exchange=on_exchange, hosts=(settings.host,))
        return run(app, settings, on_ready=ready)


def started(opened: Opened, address: Address, seconds: float, *, is_alone: bool) -> Started:
    """What is told of a document at the start."""
    loaded, resources = opened.loaded, opened.mock.routes.resources
    return Started(loaded.document, resources, opened.name, address, seconds, loaded.diagnostics, is_alone)


class Judgements:
    """The deep judgements under way, one for each document: they take seconds where a document is large."""

    def __init__(self, settings: Settings, teller: Teller) -> None:
        self._settings, self._teller = settings, teller
        self._under_way: dict[str, Judging] = {}
        self._told: dict[str, frozenset[Diagnostic]] = {}

    def begin(self, opened: Opened) -> None:
        """Judge a document, and no longer an earlier reading of it; what is found and was not is told when it comes."""
        from mockserver.server.fence import deep_meanwhile

        loaded, name = opened.loaded, opened.name
        if name in self._under_way:
            self._under_way[name].stop()

        def tell(deep: tuple[Diagnostic, ...]) -> None:
            found = frozenset((*loaded.diagnostics, *deep))
            if found != self._told.get(name, frozenset(loaded.diagnostics)):
                self._teller.judged((*loaded.diagnostics, *deep), name)
            self._told[name] = found

        uri = loaded.retriever.root_uri
        self._under_way[name] = deep_meanwhile(loaded.source, tell, uri=uri, settings=self._settings)

    def stop(self) -> None:
        """End them all."""
        for each in self._under_way.values():
            each.stop()
