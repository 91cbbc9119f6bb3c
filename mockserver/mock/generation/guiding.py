"""Conditions, many at once: a value is made as if they were not there, and then tells which of them matter.

Forty `if`s on one property are forty choices, and 2^40 ways to make them. But a value made without them meets one or
two: so it is asked, and the next value is made with what holds for it, and with its properties that the conditions look
at. The same goes for a row of `not`s, of which most are obeyed by chance.

Knows `if` and `not`, where several stand together. A single one is a choice like others: see `choices`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation.hints import Context, Exhausted, Hint, Unlucky

if TYPE_CHECKING:
    from mockserver.mock.generation.choices import Group
    from mockserver.mock.generation.making import Workshop
    from mockserver.mock.generation.nodes import Node, Places

Make = Callable[[Context], Any]

_ROUNDS: Final = 16
_GUIDED: Final = ("if", "not")


@dataclass(frozen=True, slots=True)
class _State:
    """What is known of the next value: which `if`s it meets (None: not asked yet), in which way each `not` is obeyed
    (None: by chance), and the values of some of its properties.
    """

    met: tuple[bool, ...] | None
    ways: tuple[int | None, ...]
    pinned: tuple[tuple[str, Any], ...] = ()


def is_needed(node: Node) -> bool:
    """Whether several conditions are open at a node."""
    return sum(group.key in _GUIDED for group in node.groups) > 1


def maker(workshop: Workshop, node: Node, hint: Hint) -> Make:
    """What makes values of a node with several conditions."""
    return _Guided(workshop, node, hint).make


class _Guided:
    """The conditions of one node."""

    def __init__(self, workshop: Workshop, node: Node, hint: Hint) -> None:
        self.workshop, self.node, self.hint = workshop, node, hint
        self.schemas = workshop.graph.schemas
        self.conditions = [group for group in node.groups if group.key == "if"]
        self.refusals = [group for group in node.groups if group.key == "not"]
        self.looked_at = self._looked_at()
        self.known: dict[int, list[Places]] = {}

    def _looked_at(self) -> list[str]:
        """The properties that conditions look at and that have few values, such as a kind or a country."""
        places = [self.schemas.child(group.place, "if") for group in self.conditions]
        names = dict.fromkeys(name for place in places for name in place.keywords.get("properties", ()))
        members = {name: self.node.property(name) for name in names}
        return [name for name, member in members.items() if member and member.whole.values is not None]

    def make(self, context: Context) -> Any:
        state = _State(None, (None,) * len(self.refusals))
        fault: Unsatisfiable | None = None
        for _ in range(_ROUNDS):
            context.spend(5)
            try:
                value = self.workshop.maker(self._target(state), self.hint)(context)
            except Exhausted:
                raise
            except Unsatisfiable as error:
                fault = fault or error
                state = self._elsewhere(state, context)
                continue
            following = self._judged(value, state)
            if following.met == state.met and following.ways == state.ways and not self._is_hit(value):
                return value
            state = following
        raise fault or Unlucky("no value was found that the conditions leave alone", pointer=self.node.pointer)

    def _is_hit(self, value: Any) -> bool:
        return any(self._holds(group, "not", value) for group in self.refusals)

    def _elsewhere(self, state: _State, context: Context) -> _State:
        """Another state, by chance: what was settled contradicts itself, or what a value tells of cannot be."""
        ways = tuple(self._another(at, way, context) for at, way in enumerate(state.ways))
        return _State(tuple(context.roll() < 0.5 for _ in self.conditions), ways)

    def _judged(self, value: Any, state: _State) -> _State:
        """The state that this value tells of: the same, if all is as it should be."""
        met = tuple(self._holds(group, "if", value) for group in self.conditions)
        hits = [self._holds(group, "not", value) for group in self.refusals]
        ways = tuple(
            (0 if way is None else (way + 1) % len(self._ways(at))) if is_hit else way
            for at, (is_hit, way) in enumerate(zip(hits, state.ways, strict=True))
        )
        found = value if isinstance(value, dict) else {}
        return _State(
            met, ways, tuple((name, found[name]) for name in self.looked_at if _is_plain(found.get(name, found)))
        )

    def _another(self, at: int, way: int | None, context: Context) -> int | None:
        """Some way for a refusal that needs care: those that were tried together contradict each other."""
        count = len(self._ways(at))
        return way if way is None or count < 2 else context.between(0, count - 1)

    def _holds(self, group: Group, key: str, value: Any) -> bool:
        return self.schemas.is_valid(self.schemas.child(group.place, key), value)

    def _target(self, state: _State) -> Node:
        """The node in which the conditions are settled as the state says."""
        choices: list[tuple[Group, Places]] = []
        for at, (group, way) in enumerate(zip(self.refusals, state.ways, strict=True)):
            choices.append((group, () if way is None else self._ways(at)[way]))
        for at, group in enumerate(self.conditions):
            choices.append((group, () if state.met is None else self._consequence(group, is_met=state.met[at])))
        if state.pinned:
            pins = {name: {"const": value} for name, value in state.pinned}
            choices[0] = (choices[0][0], (*choices[0][1], self.schemas.derived({"properties": pins})))
        return self.node.deciding(choices)

    def _ways(self, at: int) -> list[Places]:
        """The ways in which a refusal is sure to be obeyed, as far as they do not contradict the rest; at least one."""
        if at not in self.known:
            group = self.refusals[at]
            branches = [branch for tier in group.tiers for branch in tier if branch.places]
            possible = [branch.places for branch in branches if not self.node.taking(group, branch).fault]
            self.known[at] = possible or [branch.places for branch in branches[:1]] or [()]
        return self.known[at]

    def _consequence(self, group: Group, *, is_met: bool) -> Places:
        keys = ("if", "then") if is_met else ("else",)
        return tuple(self.schemas.child(group.place, key) for key in keys if key in group.place.keywords)


def _is_plain(value: Any) -> bool:
    return isinstance(value, (str, int, float, bool)) or value is None
