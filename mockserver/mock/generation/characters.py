r"""Sets of characters: what `[a-z\d]`, `.` and `\p{Lu}` stand for, and which of them read well in made-up text.

Knows code points and the Unicode properties that patterns name. Does not know patterns: see `ecma` for how they are
written, `patterns` for strings that match them.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

Ranges = tuple[tuple[int, int], ...]
LAST: Final = 0x10FFFF

# Properties are sampled from where their characters are dense; all 1.1 million code points would take 0.3 s to look at.
_SAMPLED: Final = (range(0x20, 0x600), range(0x900, 0x980), range(0x2000, 0x2200), range(0x3041, 0x30FF))
_SCRIPTS: Final = {
    "latin": ((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x17F)),
    "greek": ((0x391, 0x3A1), (0x3A3, 0x3A9), (0x3B1, 0x3C9)),
    "cyrillic": ((0x410, 0x44F),),
    "han": ((0x4E00, 0x9FA5),),
    "hiragana": ((0x3041, 0x3096),),
    "katakana": ((0x30A1, 0x30FA),),
    "hangul": ((0xAC00, 0xD7A3),),
    "arabic": ((0x620, 0x64A),),
    "hebrew": ((0x5D0, 0x5EA),),
    "thai": ((0xE01, 0xE30),),
    "devanagari": ((0x904, 0x939),),
}
_BINARY: Final = {
    "any": ((0, LAST),),
    "ascii": ((0, 0x7F),),
    "alphabetic": ((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0xD6)),
    "alpha": ((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0xD6)),
    "lowercase": ((0x61, 0x7A), (0xDF, 0xF6)),
    "uppercase": ((0x41, 0x5A), (0xC0, 0xD6)),
    "white_space": ((0x20, 0x20), (0x9, 0xD), (0xA0, 0xA0)),
    "emoji": ((0x1F600, 0x1F64F),),
    "emoji_presentation": ((0x1F600, 0x1F64F),),
    "extended_pictographic": ((0x1F600, 0x1F64F),),
    "id_start": ((0x41, 0x5A), (0x61, 0x7A)),
    "id_continue": ((0x41, 0x5A), (0x61, 0x7A), (0x30, 0x39), (0x5F, 0x5F)),
    "ascii_hex_digit": ((0x30, 0x39), (0x41, 0x46), (0x61, 0x66)),
    "hex_digit": ((0x30, 0x39), (0x41, 0x46), (0x61, 0x66)),
}
# Java's and PCRE's names for sets of ASCII, which ECMA-262 does not know: documents of Java services are full of them.
POSIX: Final = {
    "XDigit": ((0x30, 0x39), (0x41, 0x46), (0x61, 0x66)),
    "Alnum": ((0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A)),
    "Digit": ((0x30, 0x39),),
    "Punct": ((0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)),
    "Graph": ((0x21, 0x7E),),
    "Print": ((0x20, 0x7E),),
    "Blank": ((0x9, 0x9), (0x20, 0x20)),
    "Cntrl": ((0x0, 0x1F), (0x7F, 0x7F)),
}
# General categories by their long names, as `\p{Letter}` writes them (UAX #44, table 12).
_CATEGORIES: Final = {
    "letter": "L",
    "uppercase_letter": "Lu",
    "lowercase_letter": "Ll",
    "titlecase_letter": "Lt",
    "modifier_letter": "Lm",
    "other_letter": "Lo",
    "mark": "M",
    "nonspacing_mark": "Mn",
    "number": "N",
    "decimal_number": "Nd",
    "letter_number": "Nl",
    "other_number": "No",
    "punctuation": "P",
    "dash_punctuation": "Pd",
    "open_punctuation": "Ps",
    "close_punctuation": "Pe",
    "connector_punctuation": "Pc",
    "other_punctuation": "Po",
    "symbol": "S",
    "math_symbol": "Sm",
    "currency_symbol": "Sc",
    "other_symbol": "So",
    "separator": "Z",
    "space_separator": "Zs",
    "control": "Cc",
}
_SHORT: Final = ("L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "N", "Nd", "Nl", "No", "P", "Pd", "Ps", "Pe", "Pc")
_SHORT_TOO: Final = ("Po", "Pi", "Pf", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "C", "Cc")

DIGITS: Final[Ranges] = ((0x30, 0x39),)
LOWER: Final[Ranges] = ((0x61, 0x7A),)
UPPER: Final[Ranges] = ((0x41, 0x5A),)
WORD: Final[Ranges] = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
# "\s" is WhiteSpace and LineTerminator -- ECMA-262, section 22.2.2.9
SPACE: Final[Ranges] = (
    (0x9, 0xD), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A),
    (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF),
)  # fmt: skip
LINE_ENDS: Final[Ranges] = ((0xA, 0xA), (0xD, 0xD), (0x2028, 0x2029))
_PRINTABLE: Final[Ranges] = ((0x20, 0x7E),)
_SURROGATES: Final[Ranges] = ((0xD800, 0xDFFF),)


def union(*parts: Ranges) -> Ranges:
    """The ranges that cover all of the parts: sorted, apart from each other."""
    joined: list[tuple[int, int]] = []
    for low, high in sorted(pair for part in parts for pair in part):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return tuple(joined)


def complement(ranges: Ranges) -> Ranges:
    """All other code points."""
    gaps, start = [], 0
    for low, high in union(ranges):
        if low > start:
            gaps.append((start, low - 1))
        start = high + 1
    return (*gaps, (start, LAST)) if start <= LAST else tuple(gaps)


def intersection(one: Ranges, other: Ranges) -> Ranges:
    """The code points that are in both."""
    return tuple(
        (max(low, floor), min(high, ceiling))
        for low, high in union(one)
        for floor, ceiling in union(other)
        if max(low, floor) <= min(high, ceiling)
    )


def size(ranges: Ranges) -> int:
    """How many code points there are."""
    return sum(high - low + 1 for low, high in ranges)


@lru_cache(maxsize=256)
def property_ranges(name: str) -> Ranges:
    r"""Characters that have a Unicode property, as `\p{name}` says it: not all of them, but enough to draw from.

    Raises ValueError for a property that is not known here.
    """
    kind, _, value = name.rpartition("=")
    wanted = value.strip().lower().replace(" ", "_").replace("-", "_")
    if kind.lower() in {"script", "sc", "script_extensions", "scx"} or (not kind and wanted in _SCRIPTS):
        return _known(_SCRIPTS, wanted)
    if not kind and wanted in _BINARY:
        return _BINARY[wanted]
    category = _CATEGORIES.get(wanted, value)
    if category not in _SHORT + _SHORT_TOO:
        raise ValueError(f"the Unicode property {name!r} is not known here")
    return _of_category(category)


def _known(table: dict[str, Ranges], name: str) -> Ranges:
    if name not in table:
        raise ValueError(f"the Unicode script {name!r} is not known here")
    return table[name]


def _of_category(category: str) -> Ranges:
    points = (point for part in _SAMPLED for point in part)
    found = tuple((point, point) for point in points if unicodedata.category(chr(point)).startswith(category))
    return union(found) if found else ((0x1C5, 0x1C5),) if category == "Lt" else ((0x9, 0x9),)


@dataclass(frozen=True, slots=True)
class Alphabet:
    """What to draw one character from: `usual` reads well, `odd` is all that is printable, else whatever there is."""

    usual: str
    odd: str

    @classmethod
    def of(cls, ranges: Ranges) -> Alphabet:
        """The alphabet of a set of characters; both parts are empty only where the set is."""
        printable = _text(intersection(ranges, _PRINTABLE))
        other = "" if printable else _text(_first(intersection(ranges, complement(_SURROGATES)), 400))
        odd = printable or other
        return cls(_usual(ranges) or odd, odd)


def _usual(ranges: Ranges) -> str:
    """Letters and digits; of a set so wide that both cases and more are in it, lower-case letters alone."""
    lower, upper, digits = (_text(intersection(ranges, part)) for part in (LOWER, UPPER, DIGITS))
    if len(lower) == 26 and size(ranges) > 60:
        return lower
    return lower + upper + digits


def _first(ranges: Ranges, count: int) -> Ranges:
    kept: list[tuple[int, int]] = []
    for low, high in ranges:
        if count > 0:
            kept.append((low, min(high, low + count - 1)))
            count -= high - low + 1
    return tuple(kept)


def _text(ranges: Ranges) -> str:
    return "".join(chr(point) for low, high in ranges for point in range(low, high + 1))
