"""The terminal: whether it takes colour, which text may go to it, and how to write without waiting.

Decides once, for all commands, what NO_COLOR, FORCE_COLOR, TERM and isatty mean. Knows nothing of what is written.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Final, Literal, Self, TextIO

from mockserver.document.quoting import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mockserver.server.repeats import Repeats

Style = Literal["bold", "dim", "red", "green", "yellow", "cyan"]

CODES: Final[dict[Style, str]] = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


def printable(text: str, *, limit: int | None = None) -> str:
    r"""The text with its control characters written out (`\x1b`), cut to `limit` characters with three dots.

    >>> printable("a\x1b[2Jb"), printable("abcdefgh", limit=6)
    ('a\\x1b[2Jb', 'abc...')
    """
    if limit is not None and len(text) > limit:
        text = text[: limit - 3] + "..."
    return visible(text)


def takes_colour(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether to colour what goes to this stream.

    The order is that of CPython 3.13's own tracebacks: NO_COLOR (no-color.org: "when present and not an empty
    string"), FORCE_COLOR, TERM=dumb, and then whether somebody is looking.
    """
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return environ["FORCE_COLOR"] != "0"
    if environ.get("TERM") == "dumb":
        return False
    return is_looked_at(stream) and understands_codes(environ)


def understands_codes(environ: Mapping[str, str]) -> bool:
    """Every terminal but the console of old Windows does, which says nothing of itself."""
    return sys.platform != "win32" or bool({"WT_SESSION", "TERM", "ANSICON"} & environ.keys())


def is_looked_at(stream: TextIO) -> bool:
    """Whether the stream is a terminal; a closed one is not."""
    try:
        return stream.isatty()
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Terminal:
    """A stream to write to, with all that was decided about it."""

    stream: TextIO
    colour: bool = False

    @classmethod
    def of(cls, stream: TextIO | None, environ: Mapping[str, str] | None = None) -> Self:
        """The terminal behind a stream; None, which Python has for one that is closed, takes all and keeps nothing."""
        known = os.environ if environ is None else environ
        open_stream = stream or StringIO()
        return cls(open_stream, takes_colour(open_stream, known))

    def paint(self, text: str, *styles: Style) -> str:
        """The text in these styles, or as it is where colour is not taken."""
        if not self.colour or not text:
            return text
        codes = CODES[styles[0]] if len(styles) == 1 else ";".join(CODES[style] for style in styles)
        return f"\x1b[{codes}m{text}\x1b[0m"

    def write(self, text: str) -> None:
        """Write the text and a line feed now. A stream that is gone or full is passed over in silence."""
        try:
            write_out(self.stream, f"{text}\n")
        except (OSError, ValueError):
            return


def write_out(stream: TextIO, text: str) -> None:
    r"""Write past the stream's buffers: they take a lock, and what they keep after a failure is tried again at exit.

    A character that the stream's encoding does not have is written out (`\u2026`): UTF-8 is not taken for granted.
    """
    raw = getattr(getattr(stream, "buffer", None), "raw", None)
    if raw is None:
        stream.write(text)
        stream.flush()
        return
    stream.flush()
    octets = memoryview(text.encode(stream.encoding or "utf-8", "backslashreplace"))
    while octets:
        written = raw.write(octets)
        if written is None:  # a stream that does not block, and is full
            time.sleep(0.02)
        octets = octets[written or 0 :]


GATHERED: Final = 0.02
"""Seconds for which lines are gathered before they are written together."""


def portions(lines: Iterable[str], most: int = 4096) -> Iterator[str]:
    """The lines with their line feeds, in texts that a pipe takes as a whole: other processes write into it, too.

    "Write requests of {PIPE_BUF} bytes or less shall not be interleaved with data from other processes doing writes on
    the same pipe" -- POSIX, write(). A single line may be longer.
    """
    portion: list[str] = []
    octets = 0
    for line in lines:
        size = len(line.encode("utf-8", "backslashreplace")) + 1
        if octets + size > most and portion:
            yield "".join(portion)
            portion, octets = [], 0
        portion.append(f"{line}\n")
        octets += size
    if portion:
        yield "".join(portion)


class Lines:
    """Lines on their way to a stream, written by a thread of their own, many at a time.

    The first one after a silence is written at once, those that follow it a moment later and together: to wake a thread
    for each costs more than the line.

    `put` never waits and never fails: a reader who has stopped reading, a full disk or a closed pipe must not stop the
    server. Above `limit` lines in wait the next are counted instead, and the number is told when the stream moves on.
    `repeats` counts the lines that come again.
    """

    def __init__(self, stream: TextIO, *, limit: int = 10_000, repeats: Repeats | None = None) -> None:
        self._stream, self._limit, self._lost = stream, limit, 0
        self._repeats = repeats
        self._waiting: deque[str] = deque()
        self._wake = threading.Event()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mockserver-lines", daemon=True)
        self._thread.start()

    def put(self, line: str) -> None:
        """Take a line, without its line feed."""
        if len(self._waiting) >= self._limit or self._end.is_set():
            self._lost += 1
            return
        self._waiting.append(line)
        if not self._wake.is_set():
            self._wake.set()

    def close(self, timeout: float = 0.5) -> None:
        """Write what is in wait, for at most `timeout` seconds; a stuck stream is left to the end of the process."""
        self._end.set()
        self._wake.set()
        self._thread.join(timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self) -> None:
        while not self._end.is_set():
            self._wake.wait()
            self._wake.clear()
            self._flush()
            self._end.wait(GATHERED)
        self._flush()

    def _flush(self) -> None:
        lost, self._lost = self._lost, 0
        lines = [self._waiting.popleft() for _ in range(len(self._waiting))]
        if lost:
            lines.append(f"({lost} more lines could not be written in time)")
        try:
            for text in portions(self._repeats.counted(lines) if self._repeats else lines):
                write_out(self._stream, text)
        except (OSError, ValueError):
            return  # gone, closed or full: the next lines may fare better, and serving goes on
