"""How a message quotes a text of the document: what is printed does not steer the terminal, and is not long."""

from __future__ import annotations

from typing import Final

MOST_SHOWN: Final = 60
"""Characters of a document that a message quotes at once."""


def visible(text: str) -> str:
    r"""The text with each character that does not print itself (controls, turns of direction, halves) as an escape.

    >>> print(visible("red: \x1b[31m"))
    red: \x1b[31m
    """
    return text if text.isprintable() else "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)


def shown(text: str) -> str:
    """The text as a message quotes it: visible, and cut if it is long."""
    return visible(text[:MOST_SHOWN]) + ("..." if len(text) > MOST_SHOWN else "")
