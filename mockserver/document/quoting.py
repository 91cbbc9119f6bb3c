"""How a message quotes a text of the document: what is printed does not steer the terminal, and is not long."""

from __future__ import annotations

import re
from typing import Final

# Control characters could move the cursor or retitle the window; what turns the direction could show one text for
# another; half a character cannot be written at all; a mark of octet order shows nothing.
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")

MOST_SHOWN: Final = 60
"""Characters of a document that a message quotes at once."""


def visible(text: str) -> str:
    r"""The text with each character that would steer what shows it (controls, turns of direction) as an escape.

    >>> print(visible("red: \x1b[31m"))
    red: \x1b[31m
    """
    return text if text.isprintable() else _UNPRINTABLE.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")


def shown(text: str) -> str:
    """The text as a message quotes it: visible, and cut if it is long."""
    return visible(text[:MOST_SHOWN]) + ("..." if len(text) > MOST_SHOWN else "")
