"""What several schemas ask of a number, a text, an array or an object together: bounds that only ever get narrower.

Knows how two demands of one kind make one (the JSON Schema validation vocabulary, sections 6.2 to 6.5). Does not know
where the demands stand: see `conjunction`, which gathers them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation.tidying import UNLIKE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mockserver.mock.generation.schemas import Subschema

_FINEST_BITS: Final = 4096

INTEGER_FORMATS: Final = {
    "int8": (-(2**7), 2**7 - 1),
    "int16": (-(2**15), 2**15 - 1),
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint8": (0, 2**8 - 1),
    "uint16": (0, 2**16 - 1),
    "uint32": (0, 2**32 - 1),
    "uint64": (0, 2**64 - 1),
}


def exact(value: float) -> Fraction:
    """A JSON number as it is written: 0.1 is one tenth, not the double next to it."""
    return Fraction(value) if isinstance(value, int) else Fraction(repr(value))


@dataclass(frozen=True, slots=True)
class Numbers:
    """Bounds and steps of a number; None is without."""

    low: Fraction | None = None
    high: Fraction | None = None
    is_low_open: bool = False
    is_high_open: bool = False
    step: Fraction | None = None
    steps: tuple[Fraction, ...] = ()  # of which `step` is the least common multiple

    def above(self, bound: Fraction, *, is_open: bool) -> Numbers:
        """At least `bound`, or more than it."""
        if self.low is None or bound > self.low:
            return replace(self, low=bound, is_low_open=is_open)
        return replace(self, is_low_open=True) if is_open and bound == self.low else self

    def below(self, bound: Fraction, *, is_open: bool) -> Numbers:
        """At most `bound`, or less than it."""
        if self.high is None or bound < self.high:
            return replace(self, high=bound, is_high_open=is_open)
        return replace(self, is_high_open=True) if is_open and bound == self.high else self

    def multiple_of(self, step: Fraction) -> Numbers:
        """A multiple of this too: of the least common multiple."""
        if self.step is None:
            return replace(self, step=step, steps=(step,))
        whole = math.lcm(self.step.numerator * step.denominator, step.numerator * self.step.denominator)
        common = Fraction(whole, self.step.denominator * step.denominator)
        if common.numerator.bit_length() + common.denominator.bit_length() > _FINEST_BITS:
            raise Unsatisfiable("the multiples are too large to generate")
        return replace(self, step=common, steps=(*self.steps, step))

    def holds(self, value: Fraction) -> bool:
        """Whether a number is within."""
        is_above = self.low is None or value > self.low or (value == self.low and not self.is_low_open)
        is_below = self.high is None or value < self.high or (value == self.high and not self.is_high_open)
        return is_above and is_below and (self.step is None or (value / self.step).denominator == 1)


@dataclass(frozen=True, slots=True)
class Range:
    """A least and a greatest count; `high` None is without end."""

    low: int = 0
    high: int | None = None

    def at_least(self, count: int) -> Range:
        """Not fewer."""
        return replace(self, low=max(self.low, count))

    def at_most(self, count: int) -> Range:
        """Not more."""
        return replace(self, high=count if self.high is None else min(self.high, count))

    def is_empty(self) -> bool:
        """Whether nothing is between the two."""
        return self.high is not None and self.high < self.low


@dataclass(slots=True)
class Rules:
    """All that the simple keywords of several schemas ask for. Filled by `conjunction`, read by the makers."""

    numbers: Numbers = field(default_factory=Numbers)
    length: Range = field(default_factory=Range)
    items: Range = field(default_factory=Range)
    properties: Range = field(default_factory=Range)
    patterns: list[str] = field(default_factory=list)
    unlike: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    excluded: list[Any] = field(default_factory=list)
    is_unique: bool = False
    required: dict[str, None] = field(default_factory=dict)
    dependents: dict[str, list[str]] = field(default_factory=dict)
    encoding: str = ""
    media_type: str = ""

    def take(self, keywords: Mapping[str, Any]) -> None:
        """Ask for what one schema asks for, too."""
        for key, value in keywords.items():
            if key in _TAKEN:
                _TAKEN[key](self, value)

    @property
    def format(self) -> str:
        """The format, the first where there are several."""
        return self.formats[0] if self.formats else ""

    def first_fault(self, kind: str) -> str:
        """Why no value of a kind can be, in words; empty where nothing is in the way so far."""
        for name, bounds in _COUNTED.get(kind, {}).items():
            counted: Range = getattr(self, bounds)
            if counted.is_empty():
                return f"at least {counted.low} {name} are asked for, and at most {counted.high}"
        low, high = self.numbers.low, self.numbers.high
        if kind not in {"integer", "fraction"} or low is None or high is None:
            return ""
        is_open = self.numbers.is_low_open or self.numbers.is_high_open
        if low > high or (low == high and is_open):
            return f"the least number, {_shown(low)}, is above the greatest, {_shown(high)}"
        return ""


_COUNTED: Final = {
    "string": {"characters": "length"},
    "array": {"items": "items"},
    "object": {"properties": "properties"},
}


def _shown(number: Fraction) -> str:
    return str(number) if number.denominator == 1 else str(float(number))


# --- one function a keyword -------------------------------------------------------------------------------------------


def _minimum(rules: Rules, value: float) -> None:
    rules.numbers = rules.numbers.above(exact(value), is_open=False)


def _maximum(rules: Rules, value: float) -> None:
    rules.numbers = rules.numbers.below(exact(value), is_open=False)


def _above(rules: Rules, value: float) -> None:
    rules.numbers = rules.numbers.above(exact(value), is_open=True)


def _below(rules: Rules, value: float) -> None:
    rules.numbers = rules.numbers.below(exact(value), is_open=True)


def _multiple(rules: Rules, value: float) -> None:
    rules.numbers = rules.numbers.multiple_of(exact(value))


def _count(name: str, limit: str) -> Callable[[Rules, int], None]:
    def take(rules: Rules, value: int) -> None:
        setattr(rules, name, getattr(getattr(rules, name), limit)(value))

    return take


def _pattern(rules: Rules, value: str) -> None:
    if value not in rules.patterns:
        rules.patterns.append(value)


def _unlike(rules: Rules, value: str) -> None:
    rules.unlike.append(value)


def _format(rules: Rules, value: str) -> None:
    name = value.strip().lower()
    if name and name not in rules.formats:
        rules.formats.append(name)


def _unique(rules: Rules, value: bool) -> None:  # noqa: FBT001 -- the value of a keyword
    rules.is_unique = rules.is_unique or value


def _required(rules: Rules, value: list[str]) -> None:
    rules.required.update(dict.fromkeys(value))


def _dependents(rules: Rules, value: Mapping[str, list[str]]) -> None:
    for name, others in value.items():
        known = rules.dependents.setdefault(name, [])
        known.extend(other for other in others if other not in known)


def _encoding(rules: Rules, value: str) -> None:
    rules.encoding = rules.encoding or value.lower()


def _media_type(rules: Rules, value: str) -> None:
    rules.media_type = rules.media_type or value.lower()


_TAKEN: Final[Mapping[str, Callable[[Rules, Any], None]]] = {
    "minimum": _minimum,
    "maximum": _maximum,
    "exclusiveMinimum": _above,
    "exclusiveMaximum": _below,
    "multipleOf": _multiple,
    "minLength": _count("length", "at_least"),
    "maxLength": _count("length", "at_most"),
    "minItems": _count("items", "at_least"),
    "maxItems": _count("items", "at_most"),
    "minProperties": _count("properties", "at_least"),
    "maxProperties": _count("properties", "at_most"),
    "pattern": _pattern,
    UNLIKE: _unlike,
    "format": _format,
    "uniqueItems": _unique,
    "required": _required,
    "dependentRequired": _dependents,
    "contentEncoding": _encoding,
    "contentMediaType": _media_type,
}


@dataclass(frozen=True, slots=True)
class Contains:
    """`contains` with its counts: how many items of an array obey a schema."""

    place: Subschema
    count: Range
