"""A diagnostic as people read it: what is wrong, the line of the document with a mark under the place, and the cure.

    error[ref-not-found]: openapi.yaml:31:23
      '#/components/schemas/Pte' leads nowhere
       |
    31 |                 $ref: '#/components/schemas/Pte'
       |                       ^^^^^^^^^^^^^^^^^^^^^^^^^^
       = help: did you mean '#/components/schemas/Pet'?

The shape is rustc's and ruff's. Knows the columns that characters take on a terminal; does not know colours, nor if
there is a terminal. The text is a document's, so nothing of it is printed that would steer one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from unicodedata import category, east_asian_width

from mockserver.document.diagnostics import Severity
from mockserver.document.quoting import visible
from mockserver.document.text import Lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mockserver.document.diagnostics import Diagnostic

NARROWEST: Final = 40
"""Columns that are taken for granted: a narrower terminal breaks the lines itself."""

_MOST_SAID: Final = 2000
_TAB: Final = "    "
_ELLIPSIS: Final = "..."

# What a mark underlines: a string in quotes, else a word, which a colon or comma does not belong to.
_TOKEN: Final = re.compile(
    r"""
    "(?:[^"\\]|\\.)*"
  | '(?:[^']|'')*'
  | (?:[^\s,:\[\]{}]|:(?=\S))+
    """,
    re.VERBOSE,
)


def excerpt(diagnostic: Diagnostic, text: str | Lines, *, width: int = 80) -> str:
    """The diagnostic and the line of its text that it is about, in lines of at most `width` columns, joined by breaks.

    Only the first line may be wider, since a place that is broken cannot be clicked at. Who shows several diagnostics
    of one large text makes its `Lines` once. Where no line is known, the JSON Pointer stands for it.
    """
    width = max(width, NARROWEST)
    place = diagnostic.location
    lines = text if isinstance(text, Lines) else Lines(text)
    word = "warning" if diagnostic.severity == Severity.WARNING else "error"
    gutter = " " * (len(str(place.line)) + 1)
    shown = [f"{word}[{diagnostic.code}]: {visible(str(place))}", *_wrapped(diagnostic.message, "  ", width)]
    is_empty = len(lines) == 1 and not lines.line(1)
    if 1 <= place.line <= len(lines) and not is_empty:
        line, mark = _marked(lines.line(place.line), max(place.column, 1), width - len(gutter) - 2)
        shown += [f"{gutter}|", f"{place.line} | {line}".rstrip(), f"{gutter}| {mark}"]
    elif diagnostic.pointer:
        shown += _wrapped(diagnostic.pointer, f"{gutter}= at: ", width)
    if diagnostic.hint:
        shown += _wrapped(diagnostic.hint, f"{gutter}= help: ", width)
    return "\n".join(shown)


def _wrapped(text: str, first: str, width: int) -> list[str]:
    """The text in lines, the first of which begins so and the others below it; a word that is too long is broken."""
    lines, empty = [first], " " * len(first)
    for word in visible(text[:_MOST_SAID]).split():
        rest = list(word)
        if lines[-1] not in {first, empty} and _columns(lines[-1]) + 1 + _columns(rest) > width:
            lines.append(empty)
        lines[-1] += " " * (lines[-1] not in {first, empty})
        while fitting := _head(rest, width - _columns(lines[-1])):
            lines[-1] += "".join(fitting)
            rest = rest[len(fitting) :]
            lines += [empty] * bool(rest)
    return lines


def _marked(line: str, column: int, room: int) -> tuple[str, str]:
    """The part of a line around a column that fits into the room, and the mark that stands below."""
    at = min(column - 1, len(line))
    # No more than this can be shown, however long the line is.
    reach = 2 * room
    window, cut = line[max(at - reach, 0) : at + reach], min(at, reach)
    found = _TOKEN.match(window, cut)
    end = found.end() if found else cut + 1
    return _fitted(_cells(window[:cut]), _cells(window[cut:]), marked=end - cut, room=room)


def _fitted(before: list[str], after: list[str], *, marked: int, room: int) -> tuple[str, str]:
    """What is shown of the cells before the place and of those from it on, and the mark under the latter."""
    # The mark takes a column of its own where nothing follows.
    wanted = min(max(_columns(after), 1), max(room // 2, room - _columns(before)))
    left = before if _columns(before) <= room - wanted else _tail(before, room - wanted - len(_ELLIPSIS))
    start = "" if len(left) == len(before) else _ELLIPSIS
    space = room - len(start) - _columns(left)
    right = after if _columns(after) <= space else _head(after, space - len(_ELLIPSIS))
    end = "" if len(right) == len(after) else _ELLIPSIS
    mark = "^" * max(_columns(right[:marked]), 1)
    return start + "".join(left + right) + end, " " * (len(start) + _columns(left)) + mark


def _cells(text: str) -> list[str]:
    """What is printed for each character."""
    return [_TAB if each == "\t" else visible(each) for each in text]


def _columns(cells: Iterable[str]) -> int:
    return sum(_width(each) for cell in cells for each in cell)


def _width(character: str) -> int:
    if character.isascii():
        return 1
    if category(character) in {"Mn", "Me"}:
        return 0
    return 2 if east_asian_width(character) in {"W", "F"} else 1


def _head(cells: list[str], room: int) -> list[str]:
    """The first cells that fit into the room."""
    for index, cell in enumerate(cells):
        room -= _columns([cell])
        if room < 0:
            return cells[:index]
    return cells


def _tail(cells: list[str], room: int) -> list[str]:
    return _head(cells[::-1], room)[::-1]
