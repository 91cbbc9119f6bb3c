"""Queries, forms and cookies as pairs of name and value, in order (WHATWG URL, section 5; RFC 6265, section 4.2).

Names are decoded, values are kept as they came, since a delimiter means something else when it is percent-encoded.
Lenient as those standards are: a percent sign that encodes nothing is itself, octets that are no UTF-8 become U+FFFD.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from mockserver.once import cached_property

Decode = Callable[[str], str]

MOST_PAIRS = 10_000
"""What lies behind is not read, so that the work is bounded."""
PIECE = 65_536
"""Octets that are decoded at once, for the sake of memory."""


def percent_decoded(text: str) -> str:
    """The text with its percent-encoding undone, once."""
    if "%" not in text and text.isascii():
        return text
    # A raw octet beyond ASCII came as one latin-1 character.
    octets = text.encode("latin-1", errors="replace")
    return b"".join(map(unquote_to_bytes, _pieces(octets))).decode("utf-8", errors="replace")


def _pieces(octets: bytes) -> Iterator[bytes]:
    """The octets in pieces none of which ends within a triple: `unquote_to_bytes` takes a hundred octets for each."""
    start = 0
    while start < len(octets):
        end = start + PIECE
        cut = octets.rfind(b"%", end - 2, end)
        end = cut if cut > start else end
        yield octets[start:end]
        start = end


def form_decoded(text: str) -> str:
    """The same, where a plus sign stands for a space."""
    return percent_decoded(text.replace("+", " ") if "+" in text else text)


def as_is(text: str) -> str:
    """No decoding at all."""
    return text


@dataclass(frozen=True)
class Pairs:
    """Pairs of decoded name and raw value; `decode` is what the values still need. Not `slots`: it keeps an index."""

    items: tuple[tuple[str, str], ...]
    decode: Decode = form_decoded

    @classmethod
    def of_query(cls, query: str) -> Pairs:
        """The pairs of a query or of a urlencoded form."""
        if not query:
            return NO_PAIRS
        parts = [each.partition("=") for each in query.split("&", MOST_PAIRS)[:MOST_PAIRS] if each]
        return cls(tuple((form_decoded(name), value) for name, _, value in parts))

    @classmethod
    def of_cookies(cls, lines: Iterable[str], decode: Decode = percent_decoded) -> Pairs:
        """The pairs of Cookie fields; quotation marks around a value are no part of it."""
        crumbs = [crumb.strip() for line in lines for crumb in line.split(";", MOST_PAIRS)[:MOST_PAIRS]]
        parts = [crumb.partition("=") for crumb in crumbs if crumb]
        return cls(tuple((name.strip(), _bare(value.strip())) for name, _, value in parts), decode)

    def with_one_of(self, names: Collection[str]) -> Pairs:
        """These pairs, but of each of the names only the first."""
        first = {name: self.items.index((name, self.index[name][0])) for name in names}
        kept = (pair for at, pair in enumerate(self.items) if first.get(pair[0], at) == at)
        return Pairs(tuple(kept), self.decode)

    @cached_property
    def index(self) -> dict[str, list[str]]:
        """The raw values by name."""
        found: dict[str, list[str]] = {}
        for name, value in self.items:
            found.setdefault(name, []).append(value)
        return found

    @cached_property
    def bracketed(self) -> dict[str, list[tuple[str, str]]]:
        """The pairs whose names have brackets, by what stands before the first: rest of the name, raw value."""
        found: dict[str, list[tuple[str, str]]] = {}
        for name, value in self.items:
            stem, bracket, rest = name.partition("[")
            if bracket:
                found.setdefault(stem, []).append((bracket + rest, value))
        return found


NO_PAIRS = Pairs(())


def _bare(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value
