"""How much of anything a document may hold, and the numbers that can be served: what all readers of a text agree on.

The bounds are far above any document that is known, and low enough that a hostile one costs seconds, not the machine.
"""

from __future__ import annotations

from math import isinf
from typing import Final

from mockserver.document.quoting import shown

MEBIBYTE: Final = 1024 * 1024

MOST_OCTETS: Final = 64 * MEBIBYTE
"""GitHub's document, the largest that is known, is 13 MB."""

MOST_NODES: Final = 2_000_000
"""Values, each alias counted as all that it stands for. GitHub's document has 330,000."""

DEEPEST: Final = 500
"""Levels of nesting. libyaml takes time that grows with the square of them; other libraries here recurse."""

MOST_DIGITS: Final = 1000
"""Of a number. Python refuses to write down a whole number of over 4,300, so such a one could never be served."""


class ScalarError(ValueError):
    """A scalar that has no value in JSON; `hint` is the cure and `code` the rule's name."""

    def __init__(self, reason: str, *, hint: str, code: str) -> None:
        self.reason, self.hint, self.code = reason, hint, code
        super().__init__(reason)


def integer(digits: str, base: int = 10) -> int:
    """A whole number of bounded length. Raises ScalarError."""
    _check_length(digits)
    return int(digits, base)


def finite(text: str) -> float:
    """A number with a fraction or an exponent, of bounded length and size. Raises ScalarError."""
    _check_length(text)
    value = float(text)
    if isinf(value):
        hint = "write a smaller number, or put it in quotes if it is text"
        raise ScalarError(f"{shown(text)} is larger than any number here", hint=hint, code="number-out-of-range")
    return value


def _check_length(digits: str) -> None:
    if len(digits) > MOST_DIGITS:
        hint = "put it in quotes if it is text"
        raise ScalarError(f"a number of {len(digits):,} characters is too long", hint=hint, code="number-out-of-range")
