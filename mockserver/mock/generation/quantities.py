"""Numbers within bounds, and multiples of steps: exact, where floating point would be off by the last digit.

Knows `Numbers` (bounds and step as fractions) and `Measure` (where such numbers usually are). Bounds always win.

What is made passes the two ways in which validators divide: by decimal fractions, and by doubles. In the second, 19.99
is no multiple of 0.01, since 19.99 / 0.01 is 1998.9999999999998; Python's jsonschema and JavaScript's Ajv count so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation.hints import Context, Unlucky
from mockserver.mock.generation.roles import Measure
from mockserver.mock.generation.rules import INTEGER_FORMATS, Numbers, exact

if TYPE_CHECKING:
    from mockserver.mock.generation.conjunction import Conjunction

Make = Callable[[Context], float]

USUAL: Final = Measure(1, 100)
USUAL_FRACTION: Final = Measure(1, 100, 2)
_SAFE: Final = 2**53  # beyond it, JavaScript does not tell neighbours apart
_WIDEST: Final = 2**63
_TRIES: Final = 64


def numbers(whole: Conjunction, measure: Measure | None, *, is_whole: bool) -> Make:
    """What makes numbers for a conjunction, integers alone if `is_whole`. Raises Unsatisfiable if there are none."""
    bounds = _with_format(whole.rules.numbers, whole.rules.format, is_whole=is_whole)
    if is_whole:
        bounds = bounds.multiple_of(Fraction(1))
    if is_whole and all(step.denominator == 1 for step in bounds.steps):
        return _integers(bounds, measure or USUAL)
    if bounds.step is not None:
        return _multiples(bounds, bounds.step, measure or USUAL, is_broken="integer" not in whole.kinds)
    return _fractions(bounds, measure or USUAL_FRACTION, is_broken="integer" not in whole.kinds)


def _with_format(bounds: Numbers, name: str, *, is_whole: bool) -> Numbers:
    """The bounds of `int32` and its kin, as far as the schema's own leave room for them."""
    if name not in INTEGER_FORMATS or not is_whole:
        return bounds
    low, high = INTEGER_FORMATS[name]
    narrowed = bounds.above(Fraction(low), is_open=False).below(Fraction(high), is_open=False)
    return (
        narrowed if narrowed.low is not None and narrowed.high is not None and narrowed.low <= narrowed.high else bounds
    )


# --- integers ---------------------------------------------------------------------------------------------------------


def _integers(bounds: Numbers, measure: Measure) -> Make:
    """Multiples of the step, which is an integer itself: as many steps as a drawn number says."""
    step = bounds.step.numerator if bounds.step else 1
    first, last = _steps(bounds, Fraction(step))
    low, high = _window(first, last, (math.ceil(measure.low / step), math.floor(measure.high / step)))
    exactly = measure.exact

    def make(context: Context) -> float:
        if exactly is not None:
            value = int(exactly(context))
            if bounds.holds(Fraction(value)):
                return value
        return _presentable(context.random.randint(low, high) * step, bounds)

    return make


def _presentable(value: int, bounds: Numbers) -> float:
    """An integer beyond 64 bits as the number that JSON libraries can write: 1e30 is an integer too."""
    if -_WIDEST <= value < _WIDEST:
        return value
    near = float(value) if abs(value) < 10**308 else math.inf
    return near if math.isfinite(near) and bounds.holds(Fraction(near)) else value


def _steps(bounds: Numbers, step: Fraction) -> tuple[int | None, int | None]:
    """The first and the last multiple of a step within bounds, in steps. Raises Unsatisfiable if there is none."""
    first = last = None
    if bounds.low is not None:
        first = math.ceil(bounds.low / step)
        first += bounds.is_low_open and first * step == bounds.low
    if bounds.high is not None:
        last = math.floor(bounds.high / step)
        last -= bounds.is_high_open and last * step == bounds.high
    if first is not None and last is not None and first > last:
        kind = "integer" if step == 1 else f"multiple of {_shown(step)}"
        raise Unsatisfiable(f"no {kind} is within the bounds")
    return first, last


def _shown(step: Fraction) -> str:
    return str(step) if step.denominator == 1 else str(float(step))


def _window(first: int | None, last: int | None, usual: tuple[int, int]) -> tuple[int, int]:
    """Where to draw from: the usual range as far as the bounds have it, else as much of the bounds next to it."""
    low, high = usual if usual[0] <= usual[1] else (usual[1], usual[1])
    span = max(high - low, 10)
    if last is not None and last < low:
        low, high = (last - span if first is None else max(first, last - span)), last
    elif first is not None and first > high:
        low, high = first, (first + span if last is None else min(last, first + span))
    low = low if first is None else max(low, first)
    return low, high if last is None else min(high, last)


# --- fractions --------------------------------------------------------------------------------------------------------


def _fractions(bounds: Numbers, measure: Measure, *, is_broken: bool) -> Make:
    """Decimal fractions, of as few places as leave some to choose from."""
    exactly = measure.exact
    places = next((each for each in range(measure.places, 18) if _has_room(bounds, each, is_broken=is_broken)), None)
    drawn = _grid(bounds, measure, places) if places is not None else None

    def make(context: Context) -> float:
        if exactly is not None and bounds.holds(exact(exactly(context))):
            return exactly(context)
        for _ in range(_TRIES if drawn else 0):
            value = drawn(context) if drawn else 0.0
            if _is_fine(value, bounds) and not (is_broken and value == int(value)):
                return value
        return _between(bounds)

    return make


def _has_room(bounds: Numbers, places: int, *, is_broken: bool) -> bool:
    if is_broken and places == 0:
        return False
    if bounds.low is None or bounds.high is None:
        return True
    return bool((bounds.high - bounds.low) * 10**places > 2)


def _grid(bounds: Numbers, measure: Measure, places: int) -> Make:
    scale = 10**places
    first, last = _steps(bounds, Fraction(1, scale))
    low, high = _window(first, last, (math.ceil(measure.low * scale), math.floor(measure.high * scale)))
    if places == 0:
        return lambda context: context.random.randint(low, high)
    return lambda context: _quotient(context.random.randint(low, high), scale)


def _quotient(value: int, scale: int) -> float:
    try:
        return value / scale
    except OverflowError:
        return math.inf


def _is_fine(value: float, bounds: Numbers) -> bool:
    return math.isfinite(value) and bounds.holds(exact(value))


def _between(bounds: Numbers) -> float:
    """A number between bounds that are so close, or so far out, that no grid fits."""
    low = bounds.low if bounds.low is not None else bounds.high
    high = bounds.high if bounds.high is not None else bounds.low
    for candidate in ((low or 0) + ((high or 0) - (low or 0)) / 2, low, high):
        try:
            value = float(candidate or 0)
        except OverflowError:
            continue
        if _is_fine(value, bounds):
            return value
    raise Unsatisfiable("no number that JSON can carry is within the bounds")


# --- multiples of fractions -------------------------------------------------------------------------------------------


def _multiples(bounds: Numbers, step: Fraction, measure: Measure, *, is_broken: bool) -> Make:
    """Multiples of a step such as 0.01: drawn until one is a multiple for every validator."""
    first, last = _steps(bounds, step)
    low, high = _window(first, last, (math.ceil(exact(measure.low) / step), math.floor(exact(measure.high) / step)))

    def candidates(context: Context) -> Iterator[Fraction]:
        for _ in range(_TRIES):
            yield context.random.randint(low, high) * step
        for near in range(8):
            yield from (max(first or 0, 0) * step + near * step, low * step + near * step, high * step - near * step)
        yield from (Fraction(0), step)

    def make(context: Context) -> float:
        for candidate in candidates(context):
            value = _as_json(candidate)
            if value is not None and not (is_broken and value == int(value)) and _divides(value, bounds):
                return value
        raise Unlucky(f"no multiple of {_shown(step)} that JSON can carry is within the bounds")

    return make


def _as_json(value: Fraction) -> float | None:
    if value.denominator == 1 and abs(value) < _SAFE:
        return int(value)
    try:
        near = float(value)
    except OverflowError:
        return None
    return near if math.isfinite(near) and (near or not value) else None


def _divides(value: float, bounds: Numbers) -> bool:
    """Whether it is within bounds and a multiple of each step, both as a decimal and as a double."""
    return bounds.holds(exact(value)) and all(_quotient_of(value, step).is_integer() for step in bounds.steps)


def _quotient_of(value: float, step: Fraction) -> float:
    divisor = _as_json(step)
    return float(value / divisor) if divisor else 0.0 if value == 0 else math.inf
