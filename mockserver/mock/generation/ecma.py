r"""Regular expressions of ECMA-262, read into a tree, and written again so that another engine reads them the same way.

Knows the grammar of patterns (ECMA-262, section 22.2.1, with `\p{...}` and `\u{...}` of the `u` flag), read leniently
as Annex B does, since the patterns of real documents are: `[\w-.]`, `\-`, a `{` that counts nothing. Beyond the
standard it reads what people bring along from Python, Ruby and PCRE, where ECMA-262 would give an error: `\A`, `\z`,
`\Z`, `(?i)`, `(?P<name>...)`, `a++`.

Does not know strings: see `patterns` for those that match. The tree is why this is not `re._parser` (as rstr, exrex and
sre_yield use): Python's dialect has no `\p{...}`, `\cX`, `[^]` or `(?<name>...)`, and takes `\d` for all of Unicode.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mockserver.mock.generation import characters

if TYPE_CHECKING:
    from mockserver.mock.generation.characters import Ranges

LONGEST: Final = 10_000
DEEPEST: Final = 60


class NotAPattern(ValueError):  # noqa: N818 -- named for what it says of the text
    """A text that is no regular expression; the message says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Chars:
    r"""One character out of `ranges`. `source` is the set in portable form; `ranges` are part of it, if it has `\p`."""

    ranges: Ranges
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Seq:
    """One after the other; empty matches the empty string."""

    parts: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Either:
    """One of several."""

    options: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Repeat:
    """From `low` to `high` times; None is without end."""

    part: Pattern
    low: int
    high: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """A capturing group, by its number."""

    part: Pattern
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Back:
    """What a group matched, again."""

    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """`^`, `$`, `b` or `B`: a place without a character."""

    kind: str


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A look-ahead or look-behind, positive or negative: `sign` is `=`, `!`, `<=` or `<!`."""

    part: Pattern
    sign: str


Pattern = Chars | Seq | Either | Repeat | Group | Back | Edge | Look


def parse(text: str) -> Pattern:
    """The tree of a pattern. Raises NotAPattern, also for one that is too long or nested too deep to handle."""
    if len(text) > LONGEST:
        raise NotAPattern(f"a pattern of {len(text)} characters; {LONGEST} are read")
    reader = _Reader(_without_delimiters(text))
    tree = reader.either(0)
    if reader.at < len(reader.text):
        raise NotAPattern(f"a `)` too many at {reader.at}")
    return tree


def _without_delimiters(text: str) -> str:
    """`/^abc$/`, as JavaScript and PHP write it, matches nothing as it stands: the slashes are no part of a pattern."""
    return text[1:-1] if text.startswith("/^") and text.endswith("$/") else text


# --- reading ----------------------------------------------------------------------------------------------------------

_ANY: Final = "[^\\u{a}\\u{d}\\u{2028}\\u{2029}]"
_SETS: Final = {"d": characters.DIGITS, "w": characters.WORD, "s": characters.SPACE}
_CONTROLS: Final = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "0": 0}
_EDGES: Final = {"b": "b", "B": "B", "A": "^", "z": "$", "Z": "$"}


class _Reader:
    """A recursive descent over the text; `at` is the next character."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.groups = 0
        self.names: dict[str, int] = {}

    def peek(self, count: int = 1) -> str:
        return self.text[self.at : self.at + count]

    def take(self, count: int = 1) -> str:
        taken = self.peek(count)
        if len(taken) < count:
            raise NotAPattern("it ends too early")
        self.at += count
        return taken

    def skip(self, wanted: str) -> bool:
        if not self.text.startswith(wanted, self.at):
            return False
        self.at += len(wanted)
        return True

    # Disjunction, Alternative, Term

    def either(self, depth: int) -> Pattern:
        if depth > DEEPEST:
            raise NotAPattern(f"nested more than {DEEPEST} deep")
        options = [self.sequence(depth)]
        while self.skip("|"):
            options.append(self.sequence(depth))
        return options[0] if len(options) == 1 else Either(tuple(options))

    def sequence(self, depth: int) -> Pattern:
        parts: list[Pattern] = []
        while self.at < len(self.text) and self.peek() not in "|)":
            parts.append(self.quantified(self.atom(depth)))
        return parts[0] if len(parts) == 1 else Seq(tuple(parts))

    def quantified(self, part: Pattern) -> Pattern:
        counts = self.counts()
        if counts is None:
            return part
        if isinstance(part, Edge):
            raise NotAPattern("nothing to repeat")
        low, high = counts
        if high is not None and high < low:
            raise NotAPattern(f"{{{low},{high}}} is out of order")
        if self.peek() in {"?", "+"}:
            self.at += 1  # lazy or, beyond the standard, possessive: the strings that match stay the same
        return Repeat(part, low, high)

    def counts(self) -> tuple[int, int | None] | None:
        simple = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(self.peek())
        if simple is not None:
            self.at += 1
            return simple
        return self.braces() if self.peek() == "{" else None

    def braces(self) -> tuple[int, int | None] | None:
        """`{2}`, `{2,}` or `{2,5}`; anything else in braces is text (ECMA-262, Annex B.1.2)."""
        end = self.text.find("}", self.at)
        low, comma, high = self.text[self.at + 1 : max(end, self.at)].partition(",")
        if end < 0 or not _is_count(low) or not (high == "" or _is_count(high)):
            return None
        self.at = end + 1
        return int(low), int(high) if high else None if comma else int(low)

    # Atom

    def atom(self, depth: int) -> Pattern:
        char = self.take()
        if char == "(":
            return self.group(depth)
        if char == "[":
            return self.char_class()
        if char == "\\":
            return self.escape()
        if char in "^$":
            return Edge(char)
        if char == ".":
            return Chars(characters.complement(characters.LINE_ENDS), _ANY)
        if char in "*+?":
            raise NotAPattern(f"nothing to repeat at {self.at - 1}")
        return _char(ord(char))

    def group(self, depth: int) -> Pattern:
        for opening, sign in (("?=", "="), ("?!", "!"), ("?<=", "<="), ("?<!", "<!")):
            if self.skip(opening):
                return Look(self.closed(depth), sign)
        if self.skip("?:") or self.skip("?>"):
            return self.closed(depth)
        if self.skip("?<") or self.skip("?P<"):
            self.names[self.until(">")] = self.groups + 1
        elif self.skip("?P="):
            return Back(self.number_of(self.until(")")))
        elif self.peek() == "?":
            return self.modified(depth)
        self.groups += 1
        number = self.groups
        return Group(self.closed(depth), number)

    def modified(self, depth: int) -> Pattern:
        """`(?i)` and `(?i:...)`: what is written matches in its own case, so the flags may be let go."""
        self.at += 1
        while self.peek() and self.peek() in "imsux-":
            self.at += 1
        if self.skip(")"):
            return Seq(())
        if self.skip(":"):
            return self.closed(depth)
        raise NotAPattern(f"a group of an unknown kind at {self.at}")

    def closed(self, depth: int) -> Pattern:
        part = self.either(depth + 1)
        if not self.skip(")"):
            raise NotAPattern("a `(` is not closed")
        return part

    def until(self, end: str) -> str:
        start = self.at
        self.at = self.text.find(end, start) + 1
        if self.at <= start:
            raise NotAPattern(f"no `{end}` behind {start}")
        return self.text[start : self.at - 1]

    def number_of(self, name: str) -> int:
        if name not in self.names:
            raise NotAPattern(f"no group is named {name!r}")
        return self.names[name]

    # AtomEscape and CharacterClassEscape

    def escape(self) -> Pattern:
        char = self.peek()
        if char in _EDGES and char:
            self.at += 1
            return Edge(_EDGES[char])
        if char == "k" and self.peek(2) == "k<":
            self.at += 2
            return Back(self.number_of(self.until(">")))
        if char and char in "123456789":
            return self.back()
        ranges, source = self.set_or_point()
        return Chars(ranges, f"[{source}]" if source else "[^\\u{0}-\\u{10ffff}]")

    def back(self) -> Pattern:
        end = self.at
        while end < len(self.text) and self.text[end].isdigit() and end - self.at < 3:
            end += 1
        number = int(self.text[self.at : end])
        self.at = end
        return Back(number)

    def set_or_point(self) -> tuple[Ranges, str]:
        """Behind a backslash: a set of characters, or one, with how it is written between brackets."""
        char = self.take()
        if char.lower() in _SETS and char.isascii():
            ranges = _SETS[char.lower()] if char.islower() else characters.complement(_SETS[char.lower()])
            return ranges, written(ranges)
        if char in "pP" and self.peek() == "{":
            return self.unicode_property(negated=char == "P")
        point = self.point(char)
        return ((point, point),), written(((point, point),))

    def unicode_property(self, *, negated: bool) -> tuple[Ranges, str]:
        self.at += 1
        name = self.until("}")
        if name in characters.POSIX:
            posix = characters.POSIX[name]
            ranges = characters.complement(posix) if negated else posix
            return ranges, written(ranges)
        try:
            ranges = characters.property_ranges(name)
        except ValueError as error:
            raise NotAPattern(str(error)) from None
        return characters.complement(ranges) if negated else ranges, f"\\{'P' if negated else 'p'}{{{name}}}"

    def point(self, char: str) -> int:
        if char in _CONTROLS:
            return _CONTROLS[char]
        if char == "c" and self.peek().isalpha() and self.peek().isascii():
            return ord(self.take()) % 32
        if char == "x" and _is_hex(self.peek(2), 2):
            return int(self.take(2), 16)
        if char == "u":
            return self.unicode_point()
        return ord(char)  # an identity escape (Annex B.1.2)

    def unicode_point(self) -> int:
        if self.skip("{"):
            digits = self.until("}")
            if not _is_hex(digits, len(digits)) or int(digits, 16) > characters.LAST:
                raise NotAPattern(f"\\u{{{digits}}} is no code point")
            return int(digits, 16)
        if not _is_hex(self.peek(4), 4):
            return ord("u")
        point = int(self.take(4), 16)
        following = self.text[self.at + 2 : self.at + 6]
        if 0xD800 <= point < 0xDC00 and self.peek(2) == "\\u" and _is_hex(following, 4):
            self.at += 6
            return 0x10000 + ((point - 0xD800) << 10) + (int(following, 16) - 0xDC00)
        return point

    # CharacterClass

    def char_class(self) -> Chars:
        negated = self.skip("^")
        ranges: list[Ranges] = []
        sources: list[str] = []
        while not self.skip("]"):
            members, source = self.class_member()
            ranges.append(members)
            sources.append(source)
        found, source = characters.union(*ranges), "".join(sources)
        if negated:
            return Chars(characters.complement(found), f"[^{source}]" if source else "[\\u{0}-\\u{10ffff}]")
        return Chars(found, f"[{source}]" if source else "[^\\u{0}-\\u{10ffff}]")

    def class_member(self) -> tuple[Ranges, str]:
        """One character, set, or range. A set at either end of a `-` makes the `-` a character (Annex B.1.2)."""
        first, source = self.class_atom()
        if self.peek() != "-" or self.peek(2) in {"-", "-]"} or characters.size(first) != 1:
            return first, source
        self.at += 1
        last, last_source = self.class_atom()
        if characters.size(last) != 1:
            dash = ((0x2D, 0x2D),)
            return characters.union(first, last, dash), source + last_source + written(dash)
        if first[0][0] > last[0][0]:
            raise NotAPattern(f"a range of characters is out of order at {self.at}")
        between = ((first[0][0], last[0][0]),)
        return between, written(between)

    def class_atom(self) -> tuple[Ranges, str]:
        posix = self.posix()
        if posix:
            return posix, written(posix)
        char = self.take()
        if char == "\\":
            if self.skip("b"):
                return ((8, 8),), written(((8, 8),))
            return self.set_or_point()
        point = ord(char)
        return ((point, point),), written(((point, point),))

    def posix(self) -> Ranges:
        """`[:alpha:]` and its kin, of POSIX and PCRE: by the letter a set of `:`, `a`, `l` ..., which nobody means."""
        for name, ranges in _POSIX.items():
            if self.skip(f"[:{name}:]"):
                return ranges
        return ()


_POSIX: Final[dict[str, Ranges]] = {
    "alpha": characters.LOWER + characters.UPPER,
    "digit": characters.DIGITS,
    "alnum": characters.LOWER + characters.UPPER + characters.DIGITS,
    "upper": characters.UPPER,
    "lower": characters.LOWER,
    "space": characters.SPACE,
    "word": characters.WORD,
    "xdigit": ((0x30, 0x39), (0x41, 0x46), (0x61, 0x66)),
    "punct": ((0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)),
}


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _is_hex(text: str, length: int) -> bool:
    return len(text) == length > 0 and all(char in "0123456789abcdefABCDEF" for char in text)


def _char(point: int) -> Chars:
    return Chars(((point, point),), f"[{written(((point, point),))}]")


# --- writing ----------------------------------------------------------------------------------------------------------

_SURROGATES: Final = ((0xD800, 0xDFFF),)


def written(ranges: Ranges) -> str:
    """Ranges as they stand between brackets. Surrogates are left out: no JSON text that can be sent holds one."""
    kept = characters.intersection(ranges, characters.complement(_SURROGATES))
    return "".join(_point(low) if low == high else f"{_point(low)}-{_point(high)}" for low, high in kept)


def _point(point: int) -> str:
    char = chr(point)
    return char if (char.isascii() and char.isalnum()) or char in "_ ,;%'\"" else f"\\u{{{point:x}}}"


_IN: Final = f"[{written(characters.WORD)}]"
_BOUNDARY: Final = f"(?:(?<={_IN})(?!{_IN})|(?<!{_IN})(?={_IN}))"
_EDGE_SOURCES: Final = {"^": "^", "$": "$", "b": _BOUNDARY, "B": f"(?!{_BOUNDARY})"}


def portable(tree: Pattern) -> str:
    r"""The pattern in the words that all engines share: no shorthand sets, no names, no `\b`, nothing to be lenient
    about.
    """
    keeps = has_backs(tree)

    def source(node: Pattern) -> str:  # noqa: PLR0911 -- one for each kind of node
        match node:
            case Chars():
                return node.source
            case Seq():
                return "".join(_bracketed(part, source(part)) for part in node.parts)
            case Either():
                return "|".join(source(option) for option in node.options)
            case Repeat():
                return f"(?:{source(node.part)}){_counted(node)}"
            case Group():
                return f"({'' if keeps else '?:'}{source(node.part)})"
            case Back():
                return f"(?:\\{node.number})"
            case Edge():
                return _EDGE_SOURCES[node.kind]
            case _:
                return f"(?{node.sign}{source(node.part)})"

    return source(tree)


def _bracketed(node: Pattern, source: str) -> str:
    return f"(?:{source})" if isinstance(node, Either) else source


def _counted(node: Repeat) -> str:
    if node.high is None:
        return {0: "*", 1: "+"}.get(node.low, f"{{{node.low},}}")
    return f"{{{node.low},{node.high}}}"


def parts_of(node: Pattern) -> tuple[Pattern, ...]:
    """The patterns that one is made of."""
    match node:
        case Seq():
            return node.parts
        case Either():
            return node.options
        case Repeat() | Group() | Look():
            return (node.part,)
        case _:
            return ()


def has_backs(node: Pattern) -> bool:
    """Whether a group is referred to."""
    return isinstance(node, Back) or any(has_backs(part) for part in parts_of(node))
