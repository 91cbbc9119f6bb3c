"""Diagnostics: what is wrong with a document, where, why it matters and what to do.

`Diagnostic` is a frozen value. It holds a JSON Pointer; the line and column are found when they are first needed
(document/parse `locate`), so that a document without faults pays nothing for them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

LONGEST_POINTER: Final = 200
LONGEST_MESSAGE: Final = 600
"""Characters of each that are shown to people: a document may have keys of any length."""


class Severity(IntEnum):
    """How bad: a fatal document is not served, an error is served unless `--strict`, a warning is only told."""

    WARNING = 1
    ERROR = 2
    FATAL = 3


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file: `line` and `column` count from 1; 0 means that only the file is known."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `code` is a stable, kebab-case name of the rule; `hint` is the cure, in words, or empty."""

    severity: Severity
    location: Location
    message: str
    pointer: str = ""
    hint: str = ""
    code: str = "invalid"

    def __str__(self) -> str:
        """`openapi.yaml:214:9: error: message (/paths/~1pets/get) -- hint`."""
        place = f" ({_cut(self.pointer, LONGEST_POINTER)})" if self.pointer else ""
        cure = f" -- {self.hint}" if self.hint else ""
        return f"{self.location}: {self.severity.name.lower()}: {_cut(self.message, LONGEST_MESSAGE)}{place}{cure}"

    @property
    def public(self) -> Diagnostic:
        """The same for clients, who need not know where the document lies: its file's name without the folder."""
        name = self.location.file.partition("?")[0].replace("\\", "/").rpartition("/")[2]
        return replace(self, location=replace(self.location, file=name))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
