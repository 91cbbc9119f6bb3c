"""All values of a schema that has few: those of a list, of a flag, of a short range of integers.

Knows which nodes those are. Used where drawing alone might miss the last one that is left.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from mockserver.mock.generation.nodes import LARGEST, Node


def domain(node: Node) -> list[Any]:
    """All values of a node without fault that has few, and perhaps some that its own keywords refuse; else nothing."""
    if node.whole.values is not None:
        return list(node.whole.values)
    if node.groups:
        branches = [each for tier in node.tiers for _, each in tier if not each.fault]
        return _joined([domain(each) for each in branches])
    return _joined([_of_kind(kind, node) for kind in node.kinds])


def _joined(parts: list[list[Any]]) -> list[Any]:
    return [value for part in parts for value in part] if all(parts) else []


def _of_kind(kind: str, node: Node) -> list[Any]:
    match kind:
        case "boolean":
            return [True, False]
        case "null":
            return [None]
        case "integer":
            return list(_integers(node))
        case _:
            return []


def _integers(node: Node) -> list[int]:
    bounds = node.whole.rules.numbers
    if bounds.low is None or bounds.high is None or bounds.high - bounds.low > LARGEST:
        return []
    return [number for number in range(int(bounds.low), int(bounds.high) + 1) if bounds.holds(Fraction(number))]
