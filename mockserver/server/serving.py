"""The story of `mockserver serve`: load, listen, tell, judge the documents in the meantime, follow their changes.

Brings together what others do; decides only what is told when. Gives the exit code.
"""

from __future__ import annotations

import gc
import sys
from contextlib import ExitStack, contextmanager
from threading import Thread, Timer
from time import perf_counter
from typing import TYPE_CHECKING, Final

from mockserver.server.answering import Answering, Served
from mockserver.server.opening import mounts_of, open_documents
from mockserver.server.overview import Started
from mockserver.server.repeats import Repeats
from mockserver.server.retrieval import without_password
from mockserver.server.run import run, run_worker
from mockserver.server.telling import Teller
from mockserver.server.terminal import Lines, Terminal, is_looked_at, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mockserver.document.diagnostics import Diagnostic
    from mockserver.server.fence import Judging
    from mockserver.server.listening import Address
    from mockserver.server.naming import Named
    from mockserver.server.opening import Opened
    from mockserver.server.reload import Reloaded
    from mockserver.server.workers import Worker
    from mockserver.settings import Settings

PATIENCE: Final = 1.0
"""Seconds of reading after which who waits is told."""


def serve(names: Sequence[Named], settings: Settings, *, began: float) -> int:
    """Serve the documents that were named until a signal comes, and give the exit code.

    Raises DocumentError when one cannot be served, and Clash when two declare the same path. `began` is what
    perf_counter said when the command began.
    """
    with reading_told(names):
        opened = open_documents(names, settings, stdin=sys.stdin.buffer if sys.stdin else None)
    served = Served(mounts_of(opened))

    serving = Serving(opened, served, settings, began=began)
    return serving.alone() if settings.workers == 1 else serving.by_workers()


@contextmanager
def reading_told(names: Sequence[Named]) -> Iterator[None]:
    """Tell who waits at a terminal what for: a large document, or a server that does not answer."""
    terminal = Terminal.of(sys.stderr)
    words = f"reading {', '.join(printable(without_password(each.reference)) for each in names)} ..."
    timer = Timer(PATIENCE, terminal.write, args=(words,))
    timer.daemon = True
    if is_looked_at(terminal.stream):
        timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _collect_rarely() -> None:
    """Collect garbage, not at every 700 objects: a content of a million values would be looked through again and again,
    while nobody else is answered. What an answer takes is in no cycle, and is freed without the collector.
    """
    gc.set_threshold(20_000)
    gc.enable()


class Serving:
    """One process that serves: alone, or as one of several workers, of which one tells what concerns all."""

    def __init__(self, opened: Sequence[Opened], served: Served, settings: Settings, *, began: float) -> None:
        self._opened, self._served, self._settings, self._began = opened, served, settings, began

    def alone(self) -> int:
        """Serve in this process."""
        with self._telling() as (teller, ends):

            def ready(address: Address) -> None:
                # What a start makes stays as long as the server: the collector need never look through it.
                gc.freeze()
                _collect_rarely()
                self._tell_start(teller, address)
                self._follow(teller, ends, judges=True)

            return run(self._app(teller), self._settings, on_ready=ready)

    def by_workers(self) -> int:
        """Serve in several processes, copies of this one."""
        from mockserver.server.workers import run_workers

        def ready(address: Address) -> None:
            # The thread that writes ends with this: a process to be copied has none.
            with self._telling() as (teller, _):
                self._tell_start(teller, address)

        gc.freeze()
        return run_workers(self._settings, self._work, on_ready=ready)

    def _work(self, worker: Worker) -> int:
        """Serve as one of several. The first tells what concerns all, and judges unless it stands in for another."""
        with self._telling() as (teller, ends):

            def ready(_: Address) -> None:
                _collect_rarely()
                worker.ready()
                self._follow(teller if worker.number == 0 else None, ends, judges=worker.is_first)

            return run_worker(self._app(teller), self._settings, worker, on_ready=ready)

    @contextmanager
    def _telling(self) -> Iterator[tuple[Teller, ExitStack]]:
        terminal = Terminal.of(sys.stdout)
        with Lines(terminal.stream, repeats=self._repeats(terminal)) as lines, ExitStack() as ends:
            yield Teller(terminal, lines, self._settings, served=self._served), ends

    def _repeats(self, terminal: Terminal) -> Repeats | None:
        """On a terminal that is ours alone, lines that come again are counted."""
        return Repeats() if terminal.colour and is_looked_at(terminal.stream) and self._settings.workers == 1 else None

    def _tell_start(self, teller: Teller, address: Address) -> None:
        seconds, is_alone = perf_counter() - self._began, len(self._opened) == 1
        told = [started(each, address, seconds, is_alone=is_alone) for each in self._opened]
        teller.started(*told)
        if self._settings.open:
            Thread(target=open_in_browser, args=(told[0],), daemon=True).start()

    def _app(self, teller: Teller) -> Answering:
        on_exchange = None if self._settings.quiet else teller.exchanged
        return Answering(self._served, on_exchange=on_exchange, hosts=(self._settings.host,))

    def _follow(self, teller: Teller | None, ends: ExitStack, *, judges: bool) -> None:
        """Judge the documents and follow their changes; without a teller, only follow, and in silence."""
        judgements = Judgements(self._settings, teller) if teller else None
        if judgements is not None:
            ends.callback(judgements.stop)
            for each in self._opened if judges else ():
                judgements.begin(each)

        def reloaded(told: Reloaded) -> None:
            if teller is not None and judgements is not None:
                teller.reloaded(told)
                if told.opened is not None:
                    judgements.begin(told.opened)

        if self._settings.watch:
            from mockserver.server.reload import Reloader

            ends.callback(Reloader(self._opened, self._settings, self._served, listener=reloaded).start().stop)


def started(opened: Opened, address: Address, seconds: float, *, is_alone: bool) -> Started:
    """What is told of a document at the start."""
    loaded, resources = opened.loaded, opened.mock.routes.resources
    return Started(loaded.document, resources, opened.name, address, seconds, loaded.diagnostics, is_alone)


def open_in_browser(told: Started) -> None:
    """Show the first page that a browser can ask for: a path without parameters that answers GET."""
    import webbrowser

    pages = (each.base + each.template for each in told.resources if "GET" in each.operations)
    first = next((page for page in pages if "{" not in page), told.bases[0] + "/")
    webbrowser.open(told.address.url + first)


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
