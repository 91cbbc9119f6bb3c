"""Findings: what a rule says of a place in a file, before anybody has counted lines; and how they become diagnostics.

A rule yields a `Finding` for each fault, with the `Spot` that it stands at. `diagnostics_of` leaves out repetitions,
keeps at most `LIMIT` of each code, says how many more there are, and locates what is left. Knows no rule.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mockserver.document.diagnostics import Diagnostic, Location, Severity
from mockserver.document.pointers import pointer_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mockserver.document.parse import Source

LIMIT: Final = 100
"""So many findings of one code are told; who has more of them learns their number."""

LONGEST_VALUE: Final = 60


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """A place in a file: `path` holds the keys from the root, linked as (path of the parent, key); None is the root."""

    source: Source
    path: Any = None

    def at(self, *keys: str | int) -> Spot:
        """The place below, key by key."""
        path = self.path
        for key in keys:
            path = (path, key)
        return Spot(self.source, path)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys from the root, as text."""
        keys, path = [], self.path
        while path is not None:
            path, key = path
            keys.append(str(key))
        return tuple(reversed(keys))

    @property
    def key(self) -> str:
        """The last key, or nothing at the root."""
        return "" if self.path is None else str(self.path[1])

    @property
    def pointer(self) -> str:
        """The JSON Pointer (RFC 6901)."""
        return pointer_of(self.keys)


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """What is wrong at a spot. With `key`, the key itself is at fault and not its value; `other` is a second place
    that the message speaks of.
    """

    severity: Severity
    code: str
    message: str
    spot: Spot
    hint: str = ""
    key: bool = False
    other: Spot | None = None


def error(code: str, message: str, spot: Spot, **more: Any) -> Finding:
    """A finding of severity ERROR."""
    return Finding(Severity.ERROR, code, message, spot, **more)


def warning(code: str, message: str, spot: Spot, **more: Any) -> Finding:
    """A finding of severity WARNING."""
    return Finding(Severity.WARNING, code, message, spot, **more)


def fatal(code: str, message: str, spot: Spot, **more: Any) -> Finding:
    """A finding of severity FATAL."""
    return Finding(Severity.FATAL, code, message, spot, **more)


def shown(value: Any) -> str:
    """A value of the document in a message: short, on one line, quoted if it is text."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = repr(value[: LONGEST_VALUE + 1]) if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + ("…'" if isinstance(value, str) else "…")


def diagnostics_of(findings: Iterable[Finding]) -> tuple[Diagnostic, ...]:
    """The findings as diagnostics, by file in the order of their first mention and by place, bounded in number."""
    kept, beyond = _bounded(findings)
    places = _places(kept)
    told = [_diagnostic(each, places) for each in kept]
    files = {name: at for at, name in enumerate(dict.fromkeys(each.location.file for each in told))}
    told.sort(key=lambda each: (files[each.location.file], each.location.line, each.location.column))
    return (*told, *(_rest(each, count) for each, count in beyond))


def _bounded(findings: Iterable[Finding]) -> tuple[list[Finding], list[tuple[Finding, int]]]:
    """The first findings of each code, and the first one beyond with the number that it stands for."""
    kept: list[Finding] = []
    seen: set[tuple[str, str, str, str]] = set()
    counts: Counter[str] = Counter()
    beyond: dict[str, Finding] = {}
    for each in findings:
        same = (each.code, each.spot.source.name, each.spot.pointer, each.message)
        if same in seen:
            continue
        counts[each.code] += 1
        if counts[each.code] > LIMIT:
            beyond.setdefault(each.code, each)
            continue
        seen.add(same)
        kept.append(each)
    return kept, [(each, counts[code] - LIMIT) for code, each in beyond.items()]


def _places(findings: Iterable[Finding]) -> dict[tuple[int, str, bool], Location]:
    wanted = {(id(spot.source), spot.pointer, key): spot.source for spot, key in _spots(findings)}
    return {place: source.locate(place[1], key=place[2]) for place, source in wanted.items()}


def _spots(findings: Iterable[Finding]) -> Iterator[tuple[Spot, bool]]:
    for each in findings:
        yield each.spot, each.key
        if each.other is not None:
            yield each.other, True


def _diagnostic(finding: Finding, places: dict[tuple[int, str, bool], Location]) -> Diagnostic:
    spot, other = finding.spot, finding.other
    message = finding.message
    if other is not None:
        message += f" (the other is at {places[id(other.source), other.pointer, True]})"
    location = places[id(spot.source), spot.pointer, finding.key]
    return Diagnostic(finding.severity, location, message, spot.pointer, finding.hint, finding.code)


def _rest(finding: Finding, count: int) -> Diagnostic:
    location = Location(finding.spot.source.name)
    return Diagnostic(finding.severity, location, f"and {count} more of the kind '{finding.code}'", code=finding.code)
