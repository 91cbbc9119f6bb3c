"""All values of a schema that has few: those of a list, of a flag, of a short range of integers.

Knows which nodes those are. Used where drawing alone might miss the last one that is left.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from mockserver.mock.generation.nodes import LARGEST, Node


def domain(node: Node) -> list[Any]:
    """All values of a node that has few, as far as its own keywords go; nothing where it has many."""
    if node.fault:
        return []
    if node.groups:
        return [value for tier in node.tiers for _, each in tier for value in domain(each)]
    if node.whole.values is not None:
        return node.whole.values
    found: list[Any] = []
    for kind in node.kinds:
        if kind == "boolean":
            found += [True, False]
        elif kind == "null":
            found.append(None)
        elif kind in {"integer", "fraction"}:
            found += _integers(node)
    return found


def _integers(node: Node) -> list[int]:
    bounds = node.whole.rules.numbers
    if bounds.low is None or bounds.high is None or bounds.high - bounds.low > LARGEST:
        return []
    return [number for number in range(int(bounds.low), int(bounds.high) + 1) if bounds.holds(Fraction(number))]
