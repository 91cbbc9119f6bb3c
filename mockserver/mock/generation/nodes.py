"""The schema as a graph of nodes: each is a conjunction of places, and either a choice between nodes or a leaf.

Knows which nodes there are, how large the smallest value of each is, and how large the usual one would be. With that,
recursion is cut where it stays valid, and a schema that requires itself without end is found out. Does not make values:
see `making`.

Nodes are made when they are first met, and one conjunction is one node, however often it is met.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation.choices import Branch, Group, open_groups
from mockserver.mock.generation.conjunction import Conjunction, Decided, gather
from mockserver.mock.generation.hints import Exhausted
from mockserver.mock.generation.negation import denied
from mockserver.once import cached_property

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mockserver.mock.generation.schemas import Schemas, Subschema

ENDLESS: Final = math.inf
LARGEST: Final = 20_000  # values in one answer, also of absurd bounds
USUAL: Final = 1_200  # values in one answer, where the schema leaves it to us
DEEPEST: Final = 8
SHALLOWEST: Final = 3  # a list in an envelope has items, whatever they cost
_MOST_COMBINED: Final = 5_000
_MOST_MEETINGS: Final = 50_000  # of nodes with places: twenty times what the largest honest documents need
_FEW: Final = 30
_CHEAPER: Final = 10  # to ask a place for a property, than to gather it
_TOO_MANY: Final = "the schema has too many combinations to try them"

Places = tuple["Subschema", ...]


class Overgrown(Exhausted):
    """The graph has as many nodes as may be kept."""


class Node:
    """A conjunction of places, with the choices that are decided. `fault` says why it has no value, if so."""

    def __init__(self, graph: Graph, places: Places, decided: Decided) -> None:
        self.graph, self.places, self.decided = graph, places, decided

    @cached_property
    def _gathered(self) -> Conjunction | Unsatisfiable:
        try:
            gathered = gather(self.graph.schemas, self.places, self.decided)
        except Unsatisfiable as error:
            self.graph.spend(len(self.places) + len(self.decided))
            return error
        self.graph.spend(len(gathered.places) - 1)
        return gathered

    @property
    def fault(self) -> Unsatisfiable | None:
        """The contradiction among the places, if there is one."""
        return self._gathered if isinstance(self._gathered, Unsatisfiable) else None

    @property
    def whole(self) -> Conjunction:
        """All that the places ask for. Raises Unsatisfiable where they contradict each other."""
        if isinstance(self._gathered, Unsatisfiable):
            raise Unsatisfiable(self._gathered.reason, pointer=self._gathered.pointer)
        return self._gathered

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The choices that are open here; none at a leaf."""
        if self.fault or self.whole.values is not None:
            return ()
        decided = {(place, key) for place, key, _ in self.decided}
        return tuple(
            each for each in open_groups(self.whole, self.graph.groups) if (each.place, each.key) not in decided
        )

    @property
    def group(self) -> Group | None:
        """The choice to make first; None at a leaf."""
        return self.groups[0] if self.groups else None

    @cached_property
    def tiers(self) -> tuple[tuple[tuple[Branch, Node], ...], ...]:
        """The nodes of each branch of the choice, by tier."""
        if self.group is None:
            return ()
        group = self.group
        return tuple(tuple((branch, self.taking(group, branch)) for branch in tier) for tier in group.tiers)

    def taking(self, group: Group, branch: Branch) -> Node:
        """The node in which a choice is made for a branch."""
        return self.deciding([(group, branch.places)])

    def deciding(self, choices: Sequence[tuple[Group, Places]]) -> Node:
        """The node in which several choices are made, each for some places."""
        made = ((group.place, group.key, places) for group, places in choices)
        return self.graph.node(self.places, (*self.decided, *made))

    def refusing(self, place: Subschema) -> Node:
        """This node with one thing more: that a place is not obeyed."""
        return self.graph.node((*self.places, denied(self.graph.schemas, place)), self.decided)

    @property
    def pointer(self) -> str:
        """Where in the schema this is."""
        return next((place.pointer for place in self.places if place.pointer is not None), "")

    # --- structure of a leaf

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of value that may be made, the one to prefer first: without those whose bounds contradict."""
        return tuple(kind for kind in self.whole.kinds if not self.whole.rules.first_fault(kind))

    def property(self, name: str) -> Node | None:
        """The node of a property; None where the property is not allowed."""
        return self._members(("property", name), lambda: self._property_places(name))

    def _property_places(self, name: str) -> Places:
        self.graph.spend(self.whole.breadth // _CHEAPER)
        return self.whole.property_places(name)

    def item(self, at: int) -> Node | None:
        """The node of the item at an index; None where there may be none."""
        at = min(at, self.whole.prefix_length())
        return self._members(("item", at), lambda: self.whole.item_places(at))

    @cached_property
    def _known(self) -> dict[tuple[Any, ...], Node | None]:
        return {}

    def _members(self, key: tuple[Any, ...], places: Callable[[], Places]) -> Node | None:
        if key not in self._known:
            node = self.graph.node(places())
            self._known[key] = None if node.fault else node
        return self._known[key]


@dataclass(eq=False)
class Graph:
    """All nodes that were met, and the sizes of their values."""

    schemas: Schemas
    groups: dict[tuple[Subschema, str], Group] = field(default_factory=dict)
    nodes: dict[tuple[Places, Decided], Node] = field(default_factory=dict)
    least: dict[Node, float] = field(default_factory=dict)
    usual: dict[tuple[Node, int], float] = field(default_factory=dict)
    combined: int = 0
    meetings: int = 0

    @property
    def root(self) -> Node:
        """The node of the whole schema."""
        return self.node((self.schemas.root,))

    def node(self, places: Places, decided: Decided = ()) -> Node:
        """The node of some places. Raises Overgrown if there are more nodes than can be handled."""
        key = (places, decided)
        if key not in self.nodes:
            # Of single places there are as many as the document has; it is what is combined that has no end.
            self.combined += bool(decided) or len(places) > 1
            if self.combined > _MOST_COMBINED:
                raise Overgrown(_TOO_MANY)
            self.nodes[key] = Node(self, places, decided)
        return self.nodes[key]

    def spend(self, meetings: int) -> None:
        """Count the places that were gathered. Raises Overgrown where they are more than can be handled."""
        self.meetings += meetings
        if self.meetings > _MOST_MEETINGS:
            raise Overgrown(_TOO_MANY)

    # --- the smallest value

    def size(self, node: Node) -> float:
        """How many values the smallest value of a node is made of; ENDLESS where it would never be done."""
        if node not in self.least:
            self._settle(node)
        return self.least[node]

    def _settle(self, start: Node) -> None:
        """The least solution for all nodes that this one needs: begin with ENDLESS and shrink until nothing changes."""
        ways: dict[Node, list[_Way]] = {}
        users: dict[Node, list[Node]] = {}
        waiting = [start]
        while waiting:
            node = waiting.pop()
            if node in self.least or node in ways:
                continue
            ways[node] = list(_ways(node))
            for part in (part for way in ways[node] for part in way.needed):
                users.setdefault(part, []).append(node)
                waiting.append(part)
        self.least.update(self._shrunk(ways, users))

    def _shrunk(self, ways: dict[Node, list[_Way]], users: dict[Node, list[Node]]) -> dict[Node, float]:
        found: dict[Node, float] = dict.fromkeys(ways, ENDLESS)
        known = self.least

        def of(part: Node) -> float:
            return known[part] if part in known else found[part]

        # Those that were met last first: parts come before what is made of them, and each waits once at a time.
        changed = deque(reversed(ways))
        waiting = set(changed)
        while changed:
            node = changed.popleft()
            waiting.discard(node)
            size = min((way.size(of) for way in ways[node]), default=ENDLESS)
            if size < found[node]:
                found[node] = size
                again = [user for user in users.get(node, ()) if user not in waiting]
                changed.extend(again)
                waiting.update(again)
        return found

    # --- the usual value

    def room(self, node: Node) -> int:
        """How deep the usual value of a node may be nested, so that it stays readable and quick to make."""
        room = SHALLOWEST
        while room < DEEPEST and self.usual_size(node, room + 1) <= USUAL:
            room += 1
        return room

    def usual_size(self, node: Node, room: int) -> float:
        """About how many values the usual value of a node has, with all optional properties, nested so deep."""
        if node.fault:
            return 0
        if room <= 0:
            return min(self.size(node), LARGEST)
        key = (node, room)
        if key not in self.usual:
            self.usual[key] = 1  # where a choice leads back to itself
            self.usual[key] = self._usual(node, room)
        return self.usual[key]

    def _usual(self, node: Node, room: int) -> float:
        if node.tiers:
            first = next((each for tier in node.tiers for _, each in tier if self.size(each) < ENDLESS), None)
            return self.usual_size(first, room) if first else 1
        if node.whole.values is not None or not node.kinds:
            return 1
        if node.kinds[0] == "object":
            members = (node.property(name) for name in node.whole.declared())
            return 1 + sum(self.usual_size(each, room - 1) for each in members if each and self.size(each) < ENDLESS)
        if node.kinds[0] == "array":
            item = node.item(0)
            return 1 + (max(2, node.whole.rules.items.low) * self.usual_size(item, room - 1) if item else 0)
        return 1


# --- what the smallest value is made of -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to make a value: so many values by itself, parts, each so many times, and one of each of `choices`."""

    own: float
    parts: tuple[tuple[Node, int], ...] = ()
    choices: tuple[tuple[Node, ...], ...] = ()

    @property
    def needed(self) -> list[Node]:
        """All nodes whose sizes matter."""
        return [*(part for part, _ in self.parts), *(node for choice in self.choices for node in choice)]

    def size(self, of: Callable[[Node], float]) -> float:
        chosen = sum(min((of(node) for node in choice), default=ENDLESS) for choice in self.choices)
        return self.own + chosen + sum(of(part) * times for part, times in self.parts)


def _ways(node: Node) -> Iterator[_Way]:
    if node.fault:
        return
    if len(node.groups) == 1:
        yield from (_Way(0, ((each, 1),)) for tier in node.tiers for _, each in tier)
    elif node.groups:
        yield _Way(1, choices=tuple(tuple(_possible(node, group)) for group in node.groups))
    elif node.whole.values is not None:
        yield _Way(1)
    else:
        for kind in node.kinds:
            yield from _SHAPES.get(kind, _scalar)(node)


def _possible(node: Node, group: Group) -> Iterator[Node]:
    """The branches of one choice that do not contradict what is settled, each by itself.

    Where several choices are open, how they go together is left to trying: there are too many combinations to look at.
    """
    is_tried = sum(each.breadth for each in node.groups) <= _FEW
    for branch in (branch for tier in group.tiers for branch in tier):
        if not is_tried or not node.taking(group, branch).fault:
            yield node.graph.node(branch.places)


def _scalar(node: Node) -> Iterator[_Way]:
    # A long text counts for more than one value, so that bounds of a milliard are too large like any others.
    yield _Way(1 + node.whole.rules.length.low // 20 if node.kinds[0] == "string" else 1)


def _object(node: Node) -> Iterator[_Way]:
    rules = node.whole.rules
    members = [node.property(name) for name in rules.required]
    if all(member is not None for member in members):
        extra = max(0, rules.properties.low - len(members))
        yield _Way(1 + extra, tuple((member, 1) for member in members if member))


def _array(node: Node) -> Iterator[_Way]:
    whole, low = node.whole, node.whole.rules.items.low
    low = max([low, *(contains.count.low for contains in whole.contains)])
    front = min(low, whole.prefix_length())
    items = [(node.item(at), 1) for at in range(front)]
    if low > front:
        items.append((node.item(front), low - front))
    if all(item is not None for item, _ in items):
        yield _Way(1, tuple((item, times) for item, times in items if item))


_SHAPES: Final[dict[str, Callable[[Node], Iterator[_Way]]]] = {"object": _object, "array": _array}
