r"""Strings that match patterns, and are as long as they should be.

Knows how to draw from a pattern's tree (`ecma`) a string of a length that is decided beforehand: the lengths that each
part can have are the bits of an integer, so what a part leaves for the rest is known before a character is drawn.
Look-arounds, references back and word boundaries are drawn as if they were not there, tried against the whole pattern
(`matching`), and drawn again.

rstr, exrex and sre_yield were weighed: all three read Python's dialect (`\p{L}`, `[^]`, `\cA`, `(?<name>...)` are
errors or something else), none knows lengths, rstr leaves look-arounds unchecked and draws from all printable
characters, exrex and sre_yield count all strings, which a pattern can make as many as it likes. What remained was the
drawing, which is short.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Final

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation import characters, ecma
from mockserver.mock.generation.characters import Alphabet
from mockserver.mock.generation.ecma import Back, Chars, Edge, Either, Group, Look, Pattern, Repeat, Seq
from mockserver.mock.generation.matching import matcher

LONGEST: Final = 4096
_TRIES: Final = 300
_NATURAL: Final = 12  # how far above the shortest a length is drawn, as long as that is enough
_WANTED: Final = 12
_STEPS: Final = 400_000
_EMPTY: Final = Seq(())
_PADDING: Final = Repeat(Chars(characters.LOWER, "[a-z]"), 0, None)

Strings = Callable[[Random], str]


def strings(patterns: Sequence[str], *, shortest: int = 0, longest: int | None = None) -> Strings:
    """What draws strings that match all the patterns and have at least `shortest`, at most `longest` code points.

    Raises Unsatisfiable here, or when drawing, where no such string is found in bounded work.
    """
    ceiling = LONGEST if longest is None else min(longest, LONGEST)
    if shortest > ceiling:
        raise Unsatisfiable(f"a string of {shortest} characters that matches a pattern is too large to generate")
    trees = [ecma.parse(pattern) for pattern in patterns]
    others = (
        [Alphabet.of(chars.ranges).odd for tree in trees for chars in _narrow(tree)][:_WANTED] if len(trees) > 1 else []
    )
    bases = [base for tree in trees for base in _bases(tree, (shortest, ceiling), others)]
    if len(trees) > 1:
        bases.append(_Base(_joined(trees), low=shortest, high=ceiling, wanted=others))
    is_tried = len(patterns) > 1 or any(_is_tricky(base.tree) for base in bases)
    fits = [matcher(pattern) for pattern in patterns] if is_tried else []
    usable = [base for base in bases if base.is_possible]
    if not usable and max(map(_least, trees)) > LONGEST:
        raise Unsatisfiable(f"a string that matches {patterns[0]!r} is too large to generate")
    if not usable:
        length = f"{shortest} or more" if longest is None else f"{shortest} to {longest}"
        raise Unsatisfiable(f"no string of {length} characters matches {patterns[0]!r}")
    if fits:
        _draw(usable, Random(0), fits=fits)  # what cannot be drawn now never can, and is found out once
    return lambda random: _draw(usable, random, fits=fits)


def _draw(bases: Sequence[_Base], random: Random, *, fits: Sequence[Callable[[str], bool]]) -> str:
    for attempt in range(_TRIES):
        base = bases[0] if attempt < 20 else bases[attempt % len(bases)]
        text = base.text(random, attempt)
        if text is not None and all(fit(text) for fit in fits):
            return text
    raise Unsatisfiable(f"no string was found that matches the pattern, in {_TRIES} tries")


def _bases(tree: Pattern, bounds: tuple[int, int], others: list[str]) -> Iterator[_Base]:
    """What to draw from: the tree with nothing around it, then with text where it is not anchored, then its
    look-aheads.
    """
    looks = list(_leading_looks(tree))
    floor, high = max([bounds[0], *(_least(look) for look in looks)]), bounds[1]
    wanted = others + [Alphabet.of(chars.ranges).odd for look in looks for chars in _narrow(look)]
    for padding in (_EMPTY, _PADDING):
        yield _Base(_anchored(tree, padding, padding), low=floor, high=high, wanted=wanted)
    for look in looks:
        yield _Base(_anchored(look, _EMPTY, _PADDING), low=floor, high=high, wanted=wanted)


def _joined(trees: Sequence[Pattern]) -> Pattern:
    """All of them, one behind the other: first what is anchored in front, last what is anchored behind."""
    ordered = sorted(trees, key=lambda tree: _stands(tree, -1, "$") - _stands(tree, 0, "^"))
    return Seq(tuple(_anchored(tree, _EMPTY, _PADDING) for tree in ordered))


def _stands(tree: Pattern, at: int, kind: str) -> bool:
    edge = tree.parts[at] if isinstance(tree, Seq) and tree.parts else None
    return isinstance(edge, Edge) and edge.kind == kind


def _leading_looks(tree: Pattern) -> Iterator[Pattern]:
    """The positive look-aheads of a sequence: what they ask for, the string has to have."""
    for part in tree.parts if isinstance(tree, Seq) else ():
        if isinstance(part, Look) and part.sign == "=":
            yield part.part


def _narrow(tree: Pattern) -> Iterator[Chars]:
    r"""The sets that a part asks for by name, such as the digit of `(?=.*\\d)`, but not the `.`."""
    if isinstance(tree, Chars):
        yield from [tree] if characters.size(tree.ranges) < 100 else []
    elif not (isinstance(tree, Look) and "!" in tree.sign):
        for part in ecma.parts_of(tree):
            yield from _narrow(part)


def _is_tricky(tree: Pattern) -> bool:
    """Whether what is drawn has to be tried: there is more to match than characters, one after the other."""
    return isinstance(tree, (Look, Back, Edge)) or any(map(_is_tricky, ecma.parts_of(tree)))


def _anchored(tree: Pattern, left: Pattern | None, right: Pattern | None) -> Pattern:
    """The tree with `left` and `right` around it, except where `^` and `$` stand: what it searches, as a full match.

    None says that something else of the pattern is on that side, where `^` or `$` is a condition like any other.
    """
    match tree:
        case Edge(kind="^") if left is not None:
            return right or _EMPTY
        case Edge(kind="$") if right is not None:
            return left or _EMPTY
        case Either():
            return Either(tuple(_anchored(option, left, right) for option in tree.options))
        case Group():
            return Group(_anchored(tree.part, left, right), tree.number)
        case Seq() if tree.parts:
            return _anchored_sequence(list(tree.parts), left, right)
        case _:
            return Seq((left or _EMPTY, tree, right or _EMPTY))


def _anchored_sequence(parts: list[Pattern], left: Pattern | None, right: Pattern | None) -> Pattern:
    # What a look-behind asks for may stand in the text in front of the match, and what a look-ahead asks for behind it.
    if left is not None and isinstance(parts[0], Look) and parts[0].sign == "<=":
        parts[0] = parts[0].part
    if right is not None and isinstance(parts[-1], Look) and parts[-1].sign == "=" and len(parts) > 1:
        parts[-1] = parts[-1].part
    solid = [at for at, part in enumerate(parts) if not isinstance(part, Look)]
    if not solid:
        return Seq((left or _EMPTY, *parts, right or _EMPTY))
    first, last = solid[0], solid[-1]
    if first == last:
        parts[first] = _anchored(parts[first], left, right)
        return Seq(tuple(parts))
    parts[first] = _anchored(parts[first], left, None)
    parts[last] = _anchored(parts[last], None, right)
    return Seq(tuple(parts))


# --- lengths ----------------------------------------------------------------------------------------------------------


def _least(tree: Pattern) -> int:
    """The length of the shortest string."""
    match tree:
        case Chars():
            return 1
        case Seq():
            return sum(map(_least, tree.parts))
        case Either():
            return min(map(_least, tree.options))
        case Repeat():
            return tree.low * _least(tree.part) if tree.low else 0
        case Group():
            return _least(tree.part)
        case _:
            return 0


class _Lengths:
    """The lengths, up to a cap, that each part of a tree can have: bit n is set where n characters are possible."""

    def __init__(self, cap: int) -> None:
        self.cap, self.full = cap, (1 << (cap + 1)) - 1
        self.known: dict[Pattern, int] = {}
        self.rests: dict[Seq, list[int]] = {}
        self.times: dict[Repeat, list[int]] = {}
        self.groups: dict[int, int] = {}
        self.steps = 0

    def of(self, tree: Pattern) -> int:
        if tree not in self.known:
            self.known[tree] = self._computed(tree) & self.full
        return self.known[tree]

    def _computed(self, tree: Pattern) -> int:  # noqa: PLR0911 -- one for each kind of node
        match tree:
            case Chars():
                return 2 if tree.ranges else 0
            case Seq():
                return self.rest(tree)[0]
            case Either():
                found = 0
                for option in tree.options:
                    found |= self.of(option)
                return found
            case Repeat():
                return self._repeated(tree)
            case Group():
                self.groups[tree.number] = self.of(tree.part)
                return self.groups[tree.number]
            case Back():
                return self.groups.get(tree.number, 1)
            case _:
                return 1

    def rest(self, tree: Seq) -> list[int]:
        """The lengths of each tail of a sequence."""
        if tree not in self.rests:
            parts = [self.of(part) for part in tree.parts]
            tails = [1]
            for part in reversed(parts):
                tails.append(self.sum(part, tails[-1]))
            self.rests[tree] = tails[::-1]
        return self.rests[tree]

    def sum(self, one: int, other: int) -> int:
        """The lengths of one part behind another."""
        few, many = sorted((one, other), key=int.bit_count)
        self.steps += few.bit_count() * (1 + self.cap // 1000)
        if self.steps > _STEPS:
            raise Unsatisfiable("the pattern is too large to generate from")
        found, shift = 0, 0
        while few:
            step = (few & -few).bit_length() - 1
            few >>= step
            shift += step
            found |= many << shift
            few &= ~1
        return found & self.full

    def _repeated(self, tree: Repeat) -> int:
        once = self.of(tree.part)
        low = self._power(once, tree.low)
        if tree.high is None:
            return self.sum(low, self._closure(once))
        return self.sum(low, self._power(once | 1, min(tree.high - tree.low, self.cap)))

    def _power(self, once: int, count: int) -> int:
        result, square = 1, once
        while count:
            result = self.sum(result, square) if count & 1 else result
            count >>= 1
            square = self.sum(square, square) if count else square
        return result

    def _closure(self, once: int) -> int:
        found, before = once | 1, 0
        while found != before:
            found, before = self.sum(found, found), found
        return found

    def counted(self, tree: Repeat, upto: int) -> list[int]:
        """The lengths of 0, 1, 2 ... times the part."""
        powers = self.times.setdefault(tree, [1])
        once = self.of(tree.part)
        while len(powers) <= upto:
            powers.append(self.sum(powers[-1], once))
        return powers


# --- drawing ----------------------------------------------------------------------------------------------------------


class _Base:
    """A tree to draw full matches from, and the lengths to draw."""

    def __init__(self, tree: Pattern, *, low: int, high: int, wanted: Sequence[str]) -> None:
        self.tree, self.wanted = tree, wanted
        self.alphabets: dict[Pattern, Alphabet] = {}
        self.lengths, self.allowed = self._measured(low, high)
        least = self.allowed[0] if self.allowed else 0
        near = [length for length in self.allowed if length <= least + _NATURAL]
        self.natural = [length for length in near if length >= 3] or [length for length in near if length] or near
        self.is_possible = bool(self.allowed)

    def _measured(self, low: int, high: int) -> tuple[_Lengths, list[int]]:
        """The possible lengths between two bounds, from a cap that grows until there is one."""
        cap = max(low, _least(self.tree)) + 2 * _NATURAL
        while True:
            lengths = _Lengths(min(cap, high))
            mask = lengths.of(self.tree) >> low << low
            if mask or cap >= high:
                return lengths, [at for at in range(low, mask.bit_length()) if mask >> at & 1]
            cap *= 2

    def text(self, random: Random, attempt: int) -> str | None:
        """A string; the higher the attempt, the odder it may be. None where a reference back did not work out."""
        length = random.choice(self.natural if attempt < 30 else self.allowed)
        drawing = _Drawing(self, random, is_odd=attempt > 10)
        text = drawing.text(self.tree, length)
        return text if len(text) == length or attempt > 50 else None

    def alphabet(self, node: Chars) -> Alphabet:
        if node not in self.alphabets:
            self.alphabets[node] = Alphabet.of(node.ranges)
        return self.alphabets[node]


class _Drawing:
    """One string in the making: the groups that were drawn, by number."""

    def __init__(self, base: _Base, random: Random, *, is_odd: bool) -> None:
        self.base, self.random, self.is_odd = base, random, is_odd
        self.groups: dict[int, str] = {}

    def text(self, node: Pattern, length: int) -> str:  # noqa: PLR0911 -- one for each kind of node
        match node:
            case Chars():
                return self.char(node)
            case Seq():
                return self.sequence(node, length)
            case Either():
                options = [each for each in node.options if self.base.lengths.of(each) >> length & 1]
                return self.text(self.random.choice(options), length) if options else ""
            case Repeat():
                return self.repeated(node, length)
            case Group():
                self.groups[node.number] = self.text(node.part, length)
                return self.groups[node.number]
            case Back():
                return self.groups.get(node.number, "")
            case _:
                return ""

    def char(self, node: Chars) -> str:
        alphabet = self.base.alphabet(node)
        if self.base.wanted and self.random.random() < 0.4:
            wanted = self.random.choice(self.base.wanted)
            odd = set(alphabet.odd)
            return self.random.choice([char for char in wanted if char in odd] or alphabet.usual)
        if self.is_odd and self.random.random() < 0.3:
            return self.random.choice(alphabet.odd)
        return alphabet.usual[int(self.random.random() * len(alphabet.usual))]

    def sequence(self, node: Seq, length: int) -> str:
        tails = self.base.lengths.rest(node)
        drawn = []
        for at, part in enumerate(node.parts):
            here = self.split(self.base.lengths.of(part), tails[at + 1], length)
            drawn.append(self.text(part, here))
            length -= here
        return "".join(drawn)

    def split(self, part: int, rest: int, length: int) -> int:
        """How much of a length one part takes, such that the rest can take what is left."""
        if part & (part - 1) == 0:
            return part.bit_length() - 1
        return self.random.choice([n for n in range(length + 1) if part >> n & 1 and rest >> (length - n) & 1] or [0])

    def repeated(self, node: Repeat, length: int) -> str:
        once = self.base.lengths.of(node.part)
        if once == 2:
            return "".join([self.text(node.part, 1) for _ in range(length)])
        count = self.count(node, length)
        powers, drawn = self.base.lengths.counted(node, count), []
        for left in range(count - 1, -1, -1):
            here = self.split(once, powers[left], length)
            drawn.append(self.text(node.part, here))
            length -= here
        return "".join(drawn)

    def count(self, node: Repeat, length: int) -> int:
        """How many times, so that the length comes out."""
        high = max(node.low, length) if node.high is None else min(node.high, max(node.low, length))
        powers = self.base.lengths.counted(node, high)
        counts = [n for n in range(node.low, high + 1) if powers[n] >> length & 1]
        return self.random.choice(counts) if counts else node.low
