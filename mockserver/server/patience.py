"""An answer that takes too much work is given up, so that one request cannot keep all others waiting.

The bounds on documents, schemas and contents keep work small one by one; what slips through them meets this one. The
processor's time counts, not the clock's, so that a busy machine gives nothing up. A thread looks at what is under way a
few times a second, and raises an exception within it (CPython's PyThreadState_SetAsyncExc). It cannot end what a
library in C or Rust does; those have bounds of their own. Does not know what the work is.
"""

from __future__ import annotations

import ctypes
import sys
import threading
import time
from functools import cache, partial
from math import inf
from typing import TYPE_CHECKING, Final, TypeVar

from mockserver.errors import Overloaded

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

LONGEST: Final = 2.0
"""Seconds of the processor. Of real documents, the slowest first answer takes 0.7 on a machine of 2026."""
BRIEF: Final = 0.3
"""Seconds of it while everybody waits, as in an event loop."""

FOR_AN_OCTET: Final = 0.2 / 1_000_000
"""Seconds more for each octet of content: to read and check JSON takes a quarter of that."""

INTERVAL: Final = 0.2


class _GivenUp(BaseException):
    """Raised by the watching thread within the one at work; a BaseException, so that no handler on the way takes it."""


class Patience:
    """Lets work go on for so many seconds of the processor, and looks so often."""

    def __init__(self, longest: float = LONGEST, interval: float = INTERVAL) -> None:
        self._longest, self._interval = longest, interval
        self._at_work: dict[int, _Work] = {}
        self._lock = threading.Lock()
        self._watching: threading.Thread | None = None

    def bounded(self, work: Callable[[], T], *, octets: int = 0, most: float = inf) -> T:
        """What `work` gives or raises; it reads so many octets of content, and may take `most` seconds in any case.

        Raises Overloaded if it takes too long.
        """
        longest = min(self._longest + octets * FOR_AN_OCTET, most)
        me = threading.get_ident()
        if self._watching is None or not self._watching.is_alive():  # a process that was forked has no threads yet
            self._watch()
        try:
            try:
                self._at_work[me] = _Work(clock_of(me), longest)
                return work()
            finally:
                with self._lock:
                    del self._at_work[me]
                _let_come()
        except _GivenUp:
            self._at_work.pop(me, None)
            message = f"the answer takes over {longest:.2g} s of work, and others wait: it was given up"
            raise Overloaded(message, fields=[("retry-after", "1")]) from None

    def _watch(self) -> None:
        _tell_no_more()
        self._lock = threading.Lock()
        self._watching = threading.Thread(target=self._look, name="patience", daemon=True)
        self._watching.start()

    def _look(self) -> None:
        while True:
            time.sleep(self._interval)
            for thread, work in list(self._at_work.items()):
                if work.spent() > work.longest:
                    self._give_up(thread, work)

    def _give_up(self, thread: int, work: _Work) -> None:
        with self._lock:
            if self._at_work.get(thread) is work:
                work.began = None  # once is enough, but where it is lost, as in a `__del__`
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(_GivenUp))


class _Work:
    """Work of so many seconds in a thread whose clock is given; `began` is what it said when it was first looked at."""

    __slots__ = ("_clock", "began", "longest")

    def __init__(self, clock: Callable[[], float], longest: float) -> None:
        self._clock, self.longest = clock, longest
        self.began: float | None = None

    def spent(self) -> float:
        """Seconds since it was first looked at."""
        try:
            now = self._clock()
        except OSError:  # the thread has ended
            return 0.0
        if self.began is None:
            self.began = now
        return now - self.began


def clock_of(thread: int) -> Callable[[], float]:
    """The clock of the processor's time that a thread has had; the clock of all, where the system has none for each."""
    if hasattr(time, "pthread_getcpuclockid"):
        return partial(time.clock_gettime, time.pthread_getcpuclockid(thread))
    return time.monotonic


@cache
def _tell_no_more() -> None:
    """Have Python not print it as a fault when the exception is raised where it cannot be passed on: in a `__del__`."""
    tell = sys.unraisablehook

    def hook(unraisable: sys.UnraisableHookArgs) -> None:
        if unraisable.exc_type is not _GivenUp:
            tell(unraisable)

    sys.unraisablehook = hook


def _let_come() -> None:
    """A call, at which an exception that was raised in this thread meanwhile comes."""


PATIENCE: Final = Patience()
"""That of the whole process."""
