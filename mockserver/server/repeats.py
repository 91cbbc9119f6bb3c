"""A line that comes again is counted, `(x48)`, and not written again: for terminals, whose cursor can go up a line.

Lines are the same if they differ only in their time and their duration. Knows how `request_lines` begins and ends them.
"""

from __future__ import annotations

import re
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# Select Graphic Rendition, Cursor Up and Erase in Line -- ECMA-48, sections 8.3.117, 8.3.22 and 8.3.41.
_STYLE: Final = r"(?:\x1b\[[\d;]*m)*"
_AGAIN: Final = "\x1b[1A\x1b[2K"
_TOLD: Final = re.compile(
    rf"{_STYLE}\d\d:\d\d:\d\d{_STYLE}  (?P<what>.*?)(?:  {_STYLE}[\d.,]+ (?:ms|s){_STYLE})?",
)
_STYLES: Final = re.compile(_STYLE)


class Repeats:
    """Counts lines that repeat the one before; `columns` is how wide the terminal is."""

    def __init__(self, columns: Callable[[], int] = lambda: get_terminal_size().columns) -> None:
        self._columns, self._last, self._count = columns, "", 1

    def counted(self, lines: Iterable[str]) -> list[str]:
        """What to write for these lines: a repetition takes the place of what was written last."""
        written: list[str] = []
        for line in lines:
            found = _TOLD.fullmatch(line)
            what = found["what"] if found else ""
            if what and what == self._last:
                self._again(line, written)
            else:
                self._last, self._count = what, 1
                written.append(line)
        return written

    def _again(self, line: str, written: list[str]) -> None:
        text = f"{line}  (x{self._count + 1})"
        # The cursor goes up one row, and a line that is broken takes two.
        if len(_STYLES.sub("", text)) >= self._columns():
            written.append(line)
            return
        self._count += 1
        above = written.pop() if written else None
        is_new = above is not None and not above.startswith(_AGAIN)
        written.append(text if is_new else f"{_AGAIN}{text}")
