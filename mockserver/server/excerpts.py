"""Diagnostics with the lines that they are about: the text of each file is read again, once.

Knows files; how an excerpt looks stands in `document.excerpt`. A diagnostic of what is no file (the standard input, a
URL), or of a file that cannot be read again, is shown without its line.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from mockserver.document.excerpt import excerpt
from mockserver.document.text import Lines, decode
from mockserver.errors import MockserverError
from mockserver.server.files import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mockserver.document.diagnostics import Diagnostic


def excerpts(diagnostics: Iterable[Diagnostic], *, width: int) -> Iterator[str]:
    """Each diagnostic as several lines of at most `width` columns, the line of the document among them."""
    lines_of = cache(lines_in)
    for diagnostic in diagnostics:
        yield excerpt(diagnostic, lines_of(diagnostic.location.file), width=width)


def lines_in(name: str) -> Lines:
    """The lines of a file as a diagnostic names it; none if it cannot be read."""
    try:
        return Lines(decode(read(name)))
    except MockserverError:
        return Lines("")
