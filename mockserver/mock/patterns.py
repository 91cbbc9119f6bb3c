r"""Patterns: ECMA-262 regular expressions, as JSON Schema means them, written so that a linear engine takes them.

jsonschema-rs reads nearly all of ECMA-262, quickly and without catastrophic backtracking. What it refuses or misreads
is the lenient grammar that browsers keep for old pages (ECMA-262, annex B.1), which documents are full of: `[\w-.]`,
a lone `{`, `\<`. The same pattern is written here in the strict grammar.

Knows the syntax of patterns alone; whether the engine takes the result is asked in `checking`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from mockserver.mock.generation import ecma

_GROUP = re.compile(r"\((?!\?)|\(\?<(?![=!])([^>]*)>")
_QUANTIFIER = re.compile(r"\{\d+(?:,\d*)?\}")
_GREAT = re.compile(r"\{(?:\d*,)?\d{2}")
_PROPERTY = re.compile(r"[pP]\{[^}]*\}")
_SURROGATES = re.compile(r"u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_CODE = re.compile(r"u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]")
_REFERENCE = re.compile(r"k<([^>]*)>")

_LOOKS = re.compile(r"\(\?[=!<]|\\[1-9k]")

_CLASSES = "dDsSwW"
_ASCII = {r"\d": "0-9", r"\w": "A-Za-z0-9_"}
_KEPT = _CLASSES + "bBfnrtv123456789^$\\.*+?()[]{}|/-"
LONGEST = 5_000


@lru_cache(maxsize=1024)
def strict(pattern: str) -> str:
    r"""The pattern in the strict grammar, matching the same texts; one that is longer than anybody reads stays as it
    is.

    >>> print(strict(r"[\w-.]+\<"))
    [\w\-.]+<
    """
    return _Writer(pattern).written() if len(pattern) <= LONGEST else pattern


def loosened(pattern: str) -> str:
    r"""A pattern that matches all that this one matches, without the great counts that make an engine refuse it.

    Where it looks ahead or back it stays as it is: matching more there may be matching less.

    >>> print(loosened(r"^\p{L}{1,65535}$"))
    ^\p{L}+$
    """
    is_kept = len(pattern) > LONGEST or _LOOKS.search(pattern) or not _GREAT.search(pattern)
    return pattern if is_kept else _Writer(pattern, is_loose=True).written()


def size(pattern: str) -> int:
    """How many states an engine needs for a pattern, about: each of its atoms as often as it is counted.

    >>> size("^(?:ab{100}|c){10}$")
    1020
    """
    try:
        return _size(ecma.parse(pattern))
    except ecma.NotAPattern:
        return 1


def _size(part: ecma.Pattern) -> int:
    match part:
        case ecma.Seq(parts) | ecma.Either(parts):
            return sum(map(_size, parts))
        case ecma.Repeat():
            return _size(part.part) * max(part.low, part.high or 1, 1)
        case ecma.Group() | ecma.Look():
            return _size(part.part)
        case ecma.Edge():
            return 0
    return 1


def implied(pattern: str) -> dict[str, Any]:
    r"""The keywords that a text obeys if it matches a pattern: the loosened one, and the lengths that this one means.

    >>> implied(r"^\p{L}{1,65535}$")
    {'pattern': '^\\p{L}+$', 'minLength': 1, 'maxLength': 65535}
    """
    try:
        tree = ecma.parse(pattern)
    except ecma.NotAPattern:
        return {"pattern": loosened(pattern)}
    low, high = _lengths(tree)
    match tree:
        case ecma.Seq((ecma.Edge("^"), *_, ecma.Edge("$"))) if high is not None:
            return {"pattern": loosened(pattern), "minLength": low, "maxLength": high}
    return {"pattern": loosened(pattern), "minLength": low}


def _lengths(part: ecma.Pattern) -> tuple[int, int | None]:
    """How many characters a part takes at least and at most; None where there is no end."""
    match part:
        case ecma.Chars():
            return 1, 1
        case ecma.Seq(parts):
            lows, highs = zip((0, 0), *map(_lengths, parts), strict=True)
            return sum(lows), None if None in highs else sum(highs)
        case ecma.Either(options):
            lows, highs = zip(*map(_lengths, options), strict=True)
            return min(lows), None if None in highs else max(highs)
        case ecma.Repeat():
            low, high = _lengths(part.part)
            return low * part.low, None if high is None or part.high is None else high * part.high
        case ecma.Group():
            return _lengths(part.part)
    return 0, None if isinstance(part, ecma.Back) else 0


class _Writer:
    """One walk over a pattern, atom by atom."""

    def __init__(self, pattern: str, *, is_loose: bool = False) -> None:
        self.pattern, self.is_loose = pattern, is_loose
        self.position = 0
        # A pattern that looks around or back goes to another engine, which takes `\w` and `\d` for Unicode's.
        self.ascii = _ASCII if _LOOKS.search(pattern) else {}
        self.groups = [match[1] for match in _GROUP.finditer(re.sub(r"\\.", "__", pattern, flags=re.DOTALL))]

    def written(self) -> str:
        pieces = []
        while self.position < len(self.pattern):
            pieces.append(self._atom())
        return "".join(pieces)

    def _atom(self) -> str:
        character = self.pattern[self.position]
        if character == "\\":
            return self._outside(self._escape(in_class=False))
        if character == "[":
            return self._class()
        if character == "{":
            return self._brace()
        self.position += 1
        return character

    def _outside(self, escape: str) -> str:
        members = self.ascii.get(escape.lower())
        if members is None:
            return escape
        return f"[{members}]" if escape.islower() else f"[^{members}]"

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.pattern, self.position)
        self.position = match.end() if match else self.position
        return match

    def _brace(self) -> str:
        quantifier = self._take(_QUANTIFIER)
        if quantifier:
            is_kept = not (self.is_loose and _GREAT.match(quantifier[0]))
            return quantifier[0] if is_kept else "*" if quantifier[0].startswith(("{0,", "{0}")) else "+"
        self.position += 1
        # Annex B's ExtendedPatternCharacter: a brace that counts nothing is itself.
        return r"\{"

    def _escape(self, *, in_class: bool) -> str:
        self.position += 1
        pair = self._take(_SURROGATES)
        if pair:
            return _character(pair)
        code = self._take(_CODE) or self._take(_PROPERTY)
        if code:
            return "\\" + code[0]
        reference = None if in_class else self._take(_REFERENCE)
        if reference:
            return self._named(reference)
        return self._single(in_class=in_class)

    def _named(self, reference: re.Match[str]) -> str:
        if reference[1] in self.groups:
            return f"(?:\\{self.groups.index(reference[1]) + 1})"
        return reference[0]

    def _single(self, *, in_class: bool) -> str:
        character = self.pattern[self.position : self.position + 1]
        self.position += 1
        if in_class and character == "b":
            return r"\x08"
        if character == "0":
            return r"\x00"
        # Annex B's IdentityEscape: any other escaped character is itself.
        return "\\" + character if character in _KEPT else _literal(character)

    def _class(self) -> str:
        """A character class: from its bracket to the one that closes it."""
        start = self.position
        negated = self.pattern.startswith("[^", start)
        self.position += 2 if negated else 1
        members = []
        while self.position < len(self.pattern) and self.pattern[self.position] != "]":
            members.append(self._member())
        self.position += 1
        if not members:
            return r"[\s\S]" if negated else r"[^\s\S]"
        written = [self.ascii.get(member, member) for member in _ranges(members)]
        return ("[^" if negated else "[") + "".join(written) + "]"

    def _member(self) -> str:
        character = self.pattern[self.position]
        if character == "\\":
            return self._escape(in_class=True)
        self.position += 1
        return rf"\{character}" if character in "[&~" else character


def _character(pair: re.Match[str]) -> str:
    high, low = int(pair[1], 16), int(pair[2], 16)
    return f"\\u{{{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):X}}}"


def _literal(character: str) -> str:
    return rf"\{character}" if character and character in "^$\\.*+?()[]{}|" else character


def _ranges(members: list[str]) -> list[str]:
    r"""Annex B's ClassAtom: a hyphen beside a class such as `\w` is itself."""
    written = []
    for index, member in enumerate(members):
        beside = members[max(index - 1, 0) : index + 2]
        hyphen = member == "-" and any(each[:1] == "\\" and each[1:2] in _CLASSES + "pP" for each in beside)
        written.append(r"\-" if hyphen else member)
    return written
