"""Why a node has no value: the first contradiction that every value would run into, and where in the schema it is.

Knows how to look for it, once it is known that there is none. Does not find out whether there is one: see `nodes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation.nodes import ENDLESS, Node

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST: Final = 100
"""Nodes that are looked at, each once: schemas that require each other are many on few lines."""


def fault_of(node: Node) -> Unsatisfiable:
    """What stands in the way of every value of a node that has none."""
    found = _first(node, set())
    return found or Unsatisfiable(
        "every value would contain another one of its kind, without end", pointer=node.pointer
    )


def _first(node: Node, seen: set[Node]) -> Unsatisfiable | None:
    if node.fault or node in seen or len(seen) >= _MOST:
        return node.fault
    seen.add(node)
    if node.groups:
        return next(_among(iter([each for tier in node.tiers for _, each in tier]), seen), None)
    return next(_at_leaf(node, seen), None)


def _among(nodes: Iterator[Node], seen: set[Node]) -> Iterator[Unsatisfiable]:
    for node in nodes:
        found = _first(node, seen)
        if found is not None:
            yield found


def _at_leaf(node: Node, seen: set[Node]) -> Iterator[Unsatisfiable]:
    for kind in node.whole.kinds:
        reason = node.whole.rules.first_fault(kind)
        if reason:
            yield Unsatisfiable(reason, pointer=node.pointer)
    if "object" in node.kinds:
        yield from _in_properties(node, seen)
    if "array" in node.kinds:
        items = (node.item(at) for at in range(min(node.whole.rules.items.low, node.whole.prefix_length() + 1)))
        yield from _among((item for item in items if item and node.graph.size(item) == ENDLESS), seen)


def _in_properties(node: Node, seen: set[Node]) -> Iterator[Unsatisfiable]:
    for name in node.whole.rules.required:
        member = node.graph.node(node.whole.property_places(name))
        if any(place.is_never for place in member.places):
            reason = f"the property {name!r} is required, and nothing is allowed in it"
            yield Unsatisfiable(reason, pointer=node.pointer)
        elif member.fault or node.graph.size(member) == ENDLESS:
            yield from _among(iter([member]), seen)
