"""A document that changes while it is served: its files are watched, it is read again aside, and swapped in at once.

Events of the file system make it quick; what makes it sure is that the files are looked at every second too (their
time, size and identity), since there are file systems without events. So it does not matter how an editor saves: in
place, or by a new file that takes the old one's name. What cannot be served changes nothing but what is told: the last
good reading stays. Works in a thread, so that requests are answered meanwhile; tells a listener, writes nothing.
"""

from __future__ import annotations

import gc
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from time import monotonic, time
from typing import TYPE_CHECKING, Final, Self

from mockserver.document.changes import Changes, Surfaces, compare, surfaces
from mockserver.document.diagnostics import Diagnostic, Location, Severity
from mockserver.errors import DocumentError, MockserverError, NotRetrieved
from mockserver.server.files import shown_path
from mockserver.server.opening import Opened, mounts_of, open_document
from mockserver.server.trees import Kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mockserver.server.answering import Served
    from mockserver.settings import Settings

LOOK: Final = 1000
"""Milliseconds after which the files are looked at without an event."""

SETTLING: Final = 50
"""Milliseconds without an event after which a save is taken to be over: several saves at once are one."""

QUIET: Final = 100
"""Milliseconds for which nobody has written to a file before it is read."""

MOST_WAITS: Final = 20
"""How often a save in progress is waited for: a file that is written to without end is read all the same."""

Stamp = tuple[int, int, int] | None
"""What tells a file from what it was: time of change, size, identity. None for one that is not there."""


@dataclass(frozen=True, slots=True)
class Reloaded:
    """A document was read again: its changes, if it is served as it is now; else why not."""

    name: str
    opened: Opened | None = None
    changes: Changes | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    reason: str = ""


class Reloader:
    """Keeps what is served true to its files, from `start` to `stop`. `listener` is called in the thread."""

    def __init__(
        self, opened: Sequence[Opened], settings: Settings, served: Served, *, listener: Callable[[Reloaded], None]
    ) -> None:
        self._opened, self._settings, self._served = list(opened), settings, served
        self._listener = listener
        self._ended = Event()
        self._surfaces: list[Surfaces | None] = []
        stamps = {path: _stamp(path) for each in opened for path in self._paths(each)}
        # A file that was saved since it was read gets none, and is read again at the first look.
        self._stamps = {path: stamp for path, stamp in stamps.items() if not self._is_stale(path)}
        self._fetched = monotonic()
        self._told: dict[str, Reloaded] = {}
        self._thread = Thread(target=self._run, name="mockserver-reload", daemon=True)

    def start(self) -> Self:
        """Begin to watch."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """End it, and wait for that, but not for a reading in progress."""
        self._ended.set()
        self._thread.join(0.5)

    def _run(self) -> None:
        # The files of this reading may change any moment: what it says is taken down now. This reads them all, too.
        self._surfaces = [_taken_down(each) for each in self._opened]
        self._refresh()
        while not self._ended.is_set():
            folders = self._folders()
            for _ in self._looks(folders):
                self._refresh()
                if self._folders() != folders:
                    break

    def _looks(self, folders: tuple[str, ...]) -> Iterator[None]:
        """Yields when it is time to look: soon after something has happened in one of the folders, and every second."""
        from watchfiles import watch

        # A folder that has just gone, or a system that watches no more of them: then every second must do.
        with suppress(OSError, RuntimeError):
            if folders:
                for _ in watch(
                    *folders,
                    watch_filter=None,
                    recursive=False,
                    step=SETTLING,
                    rust_timeout=LOOK,
                    yield_on_timeout=True,
                    stop_event=self._ended,
                    raise_interrupt=False,
                ):
                    yield
        if not self._ended.wait(min(LOOK / 1000, self._settings.watch_interval or LOOK)):
            yield

    # which files

    def _paths(self, opened: Opened) -> tuple[str, ...]:
        """The files that a document is made of, and the one that its user named, which may be a link to the first."""
        files = list(opened.loaded.files)
        if files:
            files.append(str(Path(opened.name).absolute()))
        if self._settings.credentials:
            files.append(str(Path(self._settings.credentials).absolute()))
        return tuple(dict.fromkeys(files))

    def _folders(self) -> tuple[str, ...]:
        """Where something may happen to these files; of a folder that is not there, the nearest above it that is."""
        paths = (Path(path) for each in self._opened for path in self._paths(each))
        return tuple(sorted({str(next(above for above in path.parents if above.is_dir())) for path in paths}))

    # reading again

    def _refresh(self) -> None:
        """Read what has changed since the last look, and serve it."""
        stamps = {path: _stamp(path) for each in self._opened for path in self._paths(each)}
        dirty = {path for path, stamp in stamps.items() if self._is_changed(path, stamp)}
        self._stamps = stamps
        is_due = self._is_due()
        due = [
            index
            for index, each in enumerate(self._opened)
            if dirty.intersection(self._paths(each)) or (is_due and not each.loaded.files)
        ]
        for index in due:
            self._reread(index)
        if due:
            # A reading that nobody uses any more is a ring of a few objects with megabytes of text. Python counts the
            # objects, and would leave dozens of readings lying about before it looks.
            gc.collect()

    def _is_changed(self, path: str, stamp: Stamp) -> bool:
        """Whether a file is not as it was at the last look; one that is looked at first, not as it was read."""
        if path in self._stamps:
            return self._stamps[path] != stamp
        return self._is_stale(path)

    def _is_stale(self, path: str) -> bool:
        return any(each.loaded.retriever.is_stale(path) for each in self._opened)

    def _is_due(self) -> bool:
        """Whether it is time to fetch what comes from an address."""
        interval = self._settings.watch_interval
        if not interval or monotonic() - self._fetched < interval:
            return False
        self._fetched = monotonic()
        return True

    def _reread(self, index: int) -> None:
        before = self._opened[index]
        if before.named.reference == "-":
            return
        self._await_end_of_save(before)
        try:
            told = self._taken(index, open_document(before.named, self._settings))
        except DocumentError as unservable:
            told = Reloaded(before.name, diagnostics=unservable.diagnostics)
        except MockserverError as refused:
            told = Reloaded(before.name, reason=str(refused))
        except Exception as fault:  # noqa: BLE001 -- whatever a document does to us, the last good one is served on
            told = Reloaded(before.name, reason=f"mockserver itself failed: {type(fault).__name__}: {fault}")
        if told is None or (told.changes is None and self._is_being_saved(before)):
            return
        # The same trouble is told once: a server that is away, say, and not at each interval.
        if self._told.get(before.name) != told:
            self._told[before.name] = told
            self._listener(told)

    def _await_end_of_save(self, opened: Opened) -> None:
        """Wait until its files have not been written to for a moment: the first half of a document may be one, too.

        That nothing happened since an event does not say so: another file may have been what was waited for.
        """
        for _ in range(MOST_WAITS):
            self._stamps |= {path: _stamp(path) for path in self._paths(opened)}
            latest = max((stamp[0] for path in self._paths(opened) if (stamp := self._stamps[path])), default=0)
            left = QUIET / 1000 - (time() - latest / 1e9)
            if not 0 < left <= QUIET / 1000 or self._ended.wait(left):
                return

    def _is_being_saved(self, opened: Opened) -> bool:
        """Whether a file goes on changing, so that what is wrong may be half of a save; the next look will tell."""
        self._ended.wait(SETTLING / 1000)
        return any(self._stamps.get(path) != _stamp(path) for path in self._paths(opened))

    def _taken(self, index: int, opened: Opened) -> Reloaded | None:
        """Serve a new reading. None where it is the old one. Raises MockserverError where it cannot be served."""
        before = self._opened[index]
        if not opened.loaded.files and opened.loaded.source.octets == before.loaded.source.octets:
            return None
        now = surfaces(opened.loaded.document)
        _require_readable(before, opened)
        all_opened = [*self._opened[:index], opened, *self._opened[index + 1 :]]
        mounts = mounts_of(all_opened)
        changes = compare(self._surfaces[index] or surfaces(before.loaded.document), now)
        self._served.mounts = mounts
        self._opened, self._surfaces[index] = all_opened, now
        return Reloaded(opened.name, opened, changes)


def _taken_down(opened: Opened) -> Surfaces | None:
    """What a reading says; None of one in parts that reads no other file: it can be asked when it is needed."""
    source = opened.loaded.source
    return None if isinstance(source, Kept) and source.is_alone else surfaces(opened.loaded.document)


def _require_readable(before: Opened, after: Opened) -> None:
    """Raises DocumentError for a file that was good before and is broken now: half of a save, or a mistake in it."""
    known = before.loaded.retriever.failures
    failures = after.loaded.retriever.failures
    broken = [path for path in failures if path in before.loaded.files and path not in known]
    if broken:
        raise DocumentError([each for path in broken for each in _diagnostics(path, failures[path])])


def _diagnostics(path: str, error: DocumentError | NotRetrieved) -> tuple[Diagnostic, ...]:
    if isinstance(error, DocumentError):
        return error.diagnostics
    return (Diagnostic(Severity.FATAL, Location(shown_path(path)), error.reason, "", error.hint, error.code),)


def _stamp(path: str) -> Stamp:
    try:
        status = os.stat(path)  # noqa: PTH116 -- thousands of files each second
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
