"""Lines on the standard error from a process that serves, which must not wait for whoever reads them.

A pipe that nobody reads, or a terminal that was stopped (Ctrl-S), is full one day: what does not fit then is lost. No
thread writes here, as for the lines of requests (`terminal.Lines`): the first of several processes may have none.
"""

from __future__ import annotations

import logging
import select
import sys
from contextlib import suppress
from functools import lru_cache
from typing import Final, TextIO

LONGEST: Final = 1000
"""Characters of a line, which is taken whole then."""


def tell(line: str) -> None:
    """A line on the standard error, if it takes one now."""
    # A terminal that has gone, or was never there, does not keep a server from serving.
    with suppress(OSError, ValueError, AttributeError):
        if takes_now(sys.stderr):
            sys.stderr.write(f"{line[:LONGEST]}\n")


@lru_cache(100)
def tell_once(line: str) -> None:
    """The same, but a line that was told lately is not told again."""
    tell(line)


def takes_now(stream: TextIO) -> bool:
    """Whether a short text is taken without waiting: a pipe says so where 4096 octets are free."""
    try:
        return bool(select.select([], [stream], [], 0)[1])
    except (OSError, ValueError, TypeError):  # nothing that the system knows; Windows asks only sockets
        return True


class Told(logging.Handler):
    """What is logged, in its first line: a traceback is for debugging."""

    def emit(self, record: logging.LogRecord) -> None:
        """Tell it."""
        tell(record.getMessage().partition("\n")[0])


def tell_logs() -> None:
    """Have what Python and the libraries log as a warning told in this way, where nobody else takes it."""
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(Told())
