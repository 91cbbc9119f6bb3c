"""Path templates: `/pets/{petId}`, `/reports/{id}.json`, `/@{lat},{lon}`, `/v1/messages?beta=true`, `/#Action=Copy`.

A template is parsed once, at load, into segments that match decoded text without regular expressions, in linear time.
OAS 3.2, section 4.8.2 (path templating): a template expression's name is any character but braces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import unquote, unquote_to_bytes

from mockserver.errors import MalformedRequest

_TOKEN: Final = re.compile(r"\{([^{}]*)\}|[^{}]+|[{}]")
_BROKEN: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Segment:
    """What stands between two slashes: `literals` around as many template expressions as there are gaps between them.

    `("pets",)` is a literal, `("", "")` is `{petId}`, `("", ".json")` is `{id}.json`. Names are kept elsewhere, so that
    segments that match alike are equal.
    """

    literals: tuple[str, ...]

    @property
    def rank(self) -> int:
        """Which of two segments that both match is taken: a literal, then one with a literal part, then any."""
        return 0 if len(self.literals) == 1 else 1 if any(self.literals) else 2

    def match(self, text: str) -> tuple[str, ...] | None:
        """The values of the expressions, none of them empty; None if the decoded text does not match.

        Where it can be cut in several ways, the first value is the longest: `71.4.png` is `{degrees}.{format}`.
        """
        first, last = self.literals[0], self.literals[-1]
        if len(self.literals) == 1:
            return () if text == first else None
        start, end = len(first), len(text) - len(last)
        if start >= end or not text.startswith(first) or not text.endswith(last) or text in {".", ".."}:
            return None
        values: list[str] = []
        for literal in reversed(self.literals[1:-1]):
            at = text.rfind(literal, start + 1, end - 1)
            if at < 0:
                return None
            values.insert(0, text[at + len(literal) : end])
            end = at
        return text[start:end], *values


@dataclass(frozen=True, slots=True)
class Condition:
    """A query parameter (or, as some write it, a header field) that a path key names: `?beta=true`, `#Action=Copy`.

    `value` is None where only the name has to be there; `variable` is the name of the expression that it gives a value.
    """

    name: str
    value: str | None = None
    variable: str | None = None

    def __str__(self) -> str:
        return self.name if self.value is None else f"{self.name}={self.value}"


@dataclass(frozen=True, slots=True)
class Template:
    """A path key, parsed: its segments, the names of their expressions in order, and the conditions it names."""

    text: str
    segments: tuple[Segment, ...]
    names: tuple[str, ...]
    conditions: tuple[Condition, ...]


@lru_cache(maxsize=65536)
def template(text: str) -> Template:
    """Parse a path key."""
    path, extra = _split(text)
    names: list[str] = []
    segments = [_segment(tokens, names) for tokens in _segments(path)]
    return Template(text, tuple(segments[1:]), tuple(names), tuple(_conditions(extra)))


Token = tuple[str, str | None]
"""A literal text and None, or a text in braces and the name in it."""


def _split(text: str) -> tuple[list[Token], str]:
    """The tokens of the path, and the text from the first `?` or `#` on that stands outside of braces."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        name, whole = match[1], match[0]
        mark = re.search(r"[?#]", whole) if name is None else None
        if mark:
            tokens.append((whole[: mark.start()], None))
            return tokens, text[match.start() + mark.start() :]
        tokens.append((whole, name or None))
    return tokens, ""


def _segments(tokens: list[Token]) -> list[list[Token]]:
    segments: list[list[Token]] = [[]]
    for text, name in tokens:
        if name is not None:
            segments[-1].append((text, name))
            continue
        first, *others = text.split("/")
        segments[-1].append((first, None))
        segments.extend([(other, None)] for other in others)
    return segments


def _segment(tokens: list[Token], names: list[str]) -> Segment:
    literals = [""]
    for text, name in tokens:
        if name is None:
            literals[-1] += unquote(text, errors="replace")
        else:
            names.append(name)
            literals.append("")
    return Segment(tuple(literals))


def _conditions(extra: str) -> list[Condition]:
    """`?a=b&c`, and `#a=b`; a fragment without a `=` is a mere label, which no request carries. So is `#overload=b`, by
    which Microsoft's documents tell operations apart that differ in their content alone.
    """
    query, _, fragment = extra.partition("#")
    parts = [part for part in query.removeprefix("?").split("&") if part]
    parts += [part for part in fragment.split("&") if "=" in part and not part.startswith("overload=")]
    return [_condition(*part.partition("=")) for part in parts]


def _condition(name: str, has_value: str, value: str) -> Condition:
    variable = re.fullmatch(r"\{([^{}]*)\}", value)
    if variable:
        return Condition(unquote(name), None, variable[1])
    return Condition(unquote(name), unquote(value) if has_value else None)


def decoded(segment: str) -> str:
    """A segment of a target, percent-decoded once, as UTF-8. Raises MalformedRequest for a broken encoding.

    RFC 3986, section 2.4: "Implementations must not percent-encode or decode the same string more than once".
    """
    if "%" not in segment and segment.isascii():
        return segment
    broken = _BROKEN.search(segment)
    if broken:
        found = segment[broken.start() : broken.start() + 3]
        message = f"{found!r} in the path is no percent-encoding; a '%' itself is '%25'"
        raise MalformedRequest(message)
    return unquote_to_bytes(segment.encode("latin-1", "replace")).decode("utf-8", "replace")
