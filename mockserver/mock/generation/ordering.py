"""Pairs that have an order: what starts comes before what ends, the least is not above the greatest.

Knows the names of such pairs, and puts two values that stand the wrong way round into order. Both obey the same schema,
or nothing is changed: constraints win.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from mockserver.mock.generation.realistic import words_of

if TYPE_CHECKING:
    from mockserver.mock.generation.nodes import Node

# The word that makes the lower of a pair, and the words that make its upper.
_UPPER: Final = {
    "min": ("max",), "minimum": ("maximum",), "low": ("high",), "lower": ("upper",), "from": ("to", "until", "through"),
    "start": ("end", "stop", "finish"), "starts": ("ends",), "started": ("ended", "finished", "completed", "stopped"),
    "begin": ("end",), "begins": ("ends",), "since": ("until",), "open": ("close",), "opens": ("closes",),
    "created": ("updated", "modified", "closed", "deleted", "completed", "finished", "published", "merged",
    "resolved", "paid"),
    "creation": ("modification", "expiration", "update"), "issued": ("expires", "expired", "due", "paid"),
    "issue": ("expiry", "expiration", "due"), "first": ("last",), "checkin": ("checkout",), "departure": ("arrival",),
    "ordered": ("shipped", "delivered"), "shipped": ("delivered",), "hired": ("fired", "terminated"),
    "birth": ("death",),
    "born": ("died",), "subtotal": ("total",), "net": ("gross",), "count": ("total",), "used": ("total", "limit"),
}  # fmt: skip
_NOT_ORDERED: Final = frozenset({"name", "id", "url", "uri"})
_DATED: Final = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?Z)?")

Pair = tuple[str, str, "Node", "Node"]


def pairs(node: Node, names: list[str]) -> list[Pair]:
    """The pairs among the properties of an object: the lower, the upper, and the nodes of both."""
    by_words = {words_of(name): name for name in names}
    found: list[Pair] = []
    for words, lower in by_words.items():
        for other in _partners(words):
            upper = by_words.get(other)
            one, two = node.property(lower), node.property(upper) if upper else None
            if upper and one and two:
                found.append((lower, upper, one, two))
    return found


def _partners(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    if not words or words[-1] in _NOT_ORDERED:
        return []
    return [(*words[:at], upper, *words[at + 1 :]) for at, word in enumerate(words) for upper in _UPPER.get(word, ())]


def put_in_order(value: dict[str, Any], found: list[Pair]) -> None:
    """Exchange what stands the wrong way round."""
    for lower, upper, one, two in found:
        low, high = value.get(lower), value.get(upper)
        if _is_reversed(low, high) and _obeys(one, high) and _obeys(two, low):
            value[lower], value[upper] = high, low


def _is_reversed(low: Any, high: Any) -> bool:
    if isinstance(low, str) and isinstance(high, str):
        return len(low) == len(high) and low > high and bool(_DATED.fullmatch(low) and _DATED.fullmatch(high))
    are_numbers = all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in (low, high))
    return are_numbers and low > high


def _obeys(node: Node, value: Any) -> bool:
    return all(node.graph.schemas.is_valid(place, value) for place in node.places)
