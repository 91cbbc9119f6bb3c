"""Does a string match a pattern? Answered in bounded time, however hostile the pattern.

Knows the engine. `regress` reads ECMA-262 best, but it backtracks without a bound: `^(a|a)*$` takes it 0.2 s for 22
characters and twice that for each one more. jsonschema-rs has a linear engine, and for look-arounds and references back
one that gives up after a number of steps; both read Rust's dialect. So `ecma` reads the pattern, writes it in words
that the two dialects share, and jsonschema-rs matches.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import jsonschema_rs

from mockserver.mock.generation import ecma

if TYPE_CHECKING:
    from collections.abc import Callable

# Enough for every honest pattern; a hostile one is given up in about a millisecond, and counts as no match.
BACKTRACKING: Final = jsonschema_rs.FancyRegexOptions(backtrack_limit=50_000)


@lru_cache(maxsize=2048)
def portable(pattern: str) -> str | None:
    """The pattern as jsonschema-rs reads it; None where it is no regular expression, or one too large to run."""
    try:
        source = ecma.portable(ecma.parse(pattern))
    except ecma.NotAPattern:
        return None
    return source if len(source) <= ecma.LONGEST and _validator(source) else None


@lru_cache(maxsize=2048)
def matcher(pattern: str) -> Callable[[str], bool]:
    """Whether a string matches (searched, not anchored). A pattern that cannot be run matches everything."""
    source = portable(pattern)
    validator = _validator(source) if source is not None else None
    return validator.is_valid if validator else _anything


def _validator(source: str) -> jsonschema_rs.Draft202012Validator | None:
    try:
        return jsonschema_rs.Draft202012Validator({"pattern": source}, pattern_options=BACKTRACKING, offline=True)
    except ValueError:
        return None


def _anything(_: str) -> bool:
    return True
