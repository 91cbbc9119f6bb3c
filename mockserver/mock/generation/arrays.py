"""Arrays: how many items, which are alike, which `contains` asks for, and no two the same where they must differ.

Knows the array keywords (JSON Schema 2020-12 core, section 10.3.1; validation, section 6.4).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation.conjunction import key_of
from mockserver.mock.generation.domains import domain
from mockserver.mock.generation.hints import Context, Hint, Unlucky
from mockserver.mock.generation.nodes import LARGEST, Node, Places
from mockserver.mock.generation.realistic import singular
from mockserver.mock.generation.showing import copied

if TYPE_CHECKING:
    from mockserver.mock.generation.making import Workshop
    from mockserver.mock.generation.rules import Contains, Range

Make = Callable[[Context], Any]

_USUAL: Final = 3
_TRIES: Final = 60


def maker(workshop: Workshop, node: Node, hint: Hint) -> Make:
    """What makes arrays of a leaf. Raises Unsatisfiable where the bounds leave none."""
    return _Arrays(workshop, node, replace(hint, name=singular(hint.name))).make


class _Arrays:
    """The arrays of one node."""

    def __init__(self, workshop: Workshop, node: Node, hint: Hint) -> None:
        self.workshop, self.node, self.hint = workshop, node, hint
        self.rules = node.whole.rules
        self.front = node.whole.prefix_length()
        self.fixed: dict[int, Node] = {}
        self.items = self._possible()
        self.demands = self._demanded()
        self.bounds = self._bounded()
        self.makers: dict[Node, Make] = {}
        self.few = self._few() if self.rules.is_unique and not (self.front or self.demands) else []
        self.is_flat = all(map(_is_scalar, self.items))

    def _demanded(self) -> list[Node]:
        """A node for each item behind the front that a `contains` asks for; `fixed` gets those of the front."""
        high = self.rules.items.high
        counts = [
            count - self._settled(contains, count)
            for contains in self.node.whole.contains
            for count in [min(contains.count.low, LARGEST)]
        ]
        demands: list[Places] = [
            (contains.place,)
            for contains, count in zip(self.node.whole.contains, counts, strict=True)
            for _ in range(count)
        ]
        if high is not None and sum(counts) > high - self.front and len(counts) > 1:
            demands = self._shared(counts)
        return [node for places in demands if (node := self._demand(places))]

    def _settled(self, contains: Contains, count: int) -> int:
        """How many items of the front obey a `contains` in any case, of as many as are asked for."""
        front = self.items[: self.front][: self.rules.items.high]
        sure = [at for at, node in enumerate(front) if self._is_sure(node, contains)][:count]
        self.fixed.update({at: self.items[at] for at in sure})
        return len(sure)

    def _is_sure(self, node: Node, contains: Contains) -> bool:
        values = node.whole.values or []
        return bool(values) and len(self._hits(contains, values)) == len(values)

    def _shared(self, counts: list[int]) -> list[Places]:
        """As few demands as satisfy all: each `contains` joins those before it, where they do not contradict."""
        graph, slots = self.workshop.graph, list[Places]()
        base = self.node.whole.item_places(self.front)
        for contains, count in zip(self.node.whole.contains, counts, strict=True):
            joined = 0
            for at, slot in enumerate(slots):
                together = tuple(dict.fromkeys((*slot, contains.place)))
                if joined < count and graph.size(graph.node((*base, *together))) <= LARGEST:
                    slots[at], joined = together, joined + 1
            slots += [(contains.place,)] * (count - joined)
        return slots

    def _demand(self, places: Places) -> Node | None:
        """What satisfies a demand behind the front; None where it is an item of the front that does."""
        high = self.rules.items.high
        behind = self._with(self.front, places)
        if behind is not None and (high is None or high > self.front):
            return behind
        for at in range(min(self.front, LARGEST if high is None else high)):
            node = self._with(at, places)
            if node is not None and at not in self.fixed:
                self.fixed[at] = node
                return None
        raise Unsatisfiable("what the array must contain is no item that it may have", pointer=self.node.pointer)

    def _with(self, at: int, places: Places) -> Node | None:
        node = self.workshop.graph.node(tuple(dict.fromkeys((*self.node.whole.item_places(at), *places))))
        if self.workshop.graph.size(node) > LARGEST:
            return None
        values = node.whole.values
        return node if values is None or any(_obeys(node, value) for value in values) else None

    def _possible(self) -> list[Node]:
        """The nodes of the items in front and of one behind them, as far as there may be such items."""
        found: list[Node] = []
        for at in range(self.front + 1):
            item = self.node.item(at)
            if item is None or self.workshop.graph.size(item) > LARGEST:
                break
            found.append(item)
        return found

    def _bounded(self) -> Range:
        bounds = self.rules.items.at_least(
            len(self.demands) + (self.front if self.demands else max(self.fixed, default=-1) + 1)
        )
        if len(self.items) <= self.front:
            bounds = bounds.at_most(len(self.items))
        if bounds.is_empty():
            raise Unsatisfiable(
                f"{bounds.low} items are asked for, and {bounds.high} can be", pointer=self.node.pointer
            )
        if bounds.low > LARGEST:
            raise Unsatisfiable(f"an array of {bounds.low} items is too large to generate", pointer=self.node.pointer)
        return bounds

    def _few(self) -> list[Any]:
        """All items that there may be, where they are few: to draw the last of them by chance would take for ever."""
        values = {key_of(value): value for node in self.items for value in domain(node)}
        return [value for value in values.values() if _obeys(self.items[0], value)]

    def _some_of_few(self, context: Context, count: int) -> list[Any]:
        few = self._fewer(context)
        if len(few) < self.bounds.low:
            reason = f"{self.bounds.low} items that differ are asked for, and there are {len(few)} values"
            raise Unlucky(reason, pointer=self.node.pointer)
        return [copied(value) for value in context.random.sample(few, min(count, len(few)))]

    def _fewer(self, context: Context) -> list[Any]:
        """The few without those that are more than `maxContains` allows; chance says which."""
        few = self.few
        for contains in self.node.whole.contains:
            hits = self._hits(contains, few)
            surplus = context.random.sample(hits, _surplus(contains, hits))
            few = [value for at, value in enumerate(few) if at not in surplus]
        return few

    def _hits(self, contains: Contains, items: list[Any]) -> list[int]:
        schemas = self.workshop.graph.schemas
        return [at for at, item in enumerate(items) if schemas.is_valid(contains.place, item)]

    def make(self, context: Context) -> list[Any]:
        context.spend()
        before = context.room, context.is_varied, context.is_scattered, context.scene
        context.room -= 1
        try:
            return self._filled(context, self._count(context))
        finally:
            context.room, context.is_varied, context.is_scattered, context.scene = before

    def _count(self, context: Context) -> int:
        """One to three, of those in front all, none where nesting has to end; within the bounds."""
        is_ending = context.room <= 0 and not self.is_flat
        wanted = 0 if is_ending else max(self.front, 1 + int(context.roll() * _USUAL))
        if self.front and not self.node.whole.has_items():
            wanted = min(wanted, self.front)
        high = self.bounds.high
        return max(self.bounds.low, wanted if high is None else min(wanted, high))

    def _filled(self, context: Context, count: int) -> list[Any]:
        if self.few and count * 2 > len(self.few):
            return self._some_of_few(context, count)
        items: list[Any] = []
        keys: set[Any] = set()
        was_varied = context.is_varied
        nodes = [self._node(at, count) for at in range(count)]
        for at, node in enumerate(nodes):
            context.is_varied = was_varied or at > 0
            if at > 0 and self.is_flat:
                context.scene = self.workshop.scene(context)  # the second e-mail address is of somebody else
            item = self._item(context, node, keys)
            if item is _NONE:
                if at >= self.bounds.low:
                    break
                raise Unlucky(f"no {at + 1} items were found that differ from each other", pointer=self.node.pointer)
            items.append(item)
        items = self._told_once(items)
        return self._kept_down(context, items, nodes=nodes, keys=keys)

    def _node(self, at: int, count: int) -> Node:
        """The node of an item: what is demanded comes last."""
        demand = at - (count - len(self.demands))
        return self.demands[demand] if demand >= 0 else self.fixed.get(at) or self.items[min(at, self.front)]

    def _item(self, context: Context, node: Node, keys: set[Any]) -> Any:
        """An item; where items must differ, one that is not there yet, or _NONE where none is found."""
        if node not in self.makers:
            self.makers[node] = self.workshop.maker(node, self.hint)
        if not self.rules.is_unique:
            return self.makers[node](context)
        for attempt in range(_TRIES):
            context.spend()
            context.is_scattered = attempt > 4
            item = self.makers[node](context)
            key = key_of(item)
            if key not in keys:
                keys.add(key)
                return item
            context.is_varied = True
        return _listed(node, keys)

    def _told_once(self, items: list[Any]) -> list[Any]:
        """The items; of texts each once, as in most real lists, where nothing asks for more."""
        once = list(dict.fromkeys(items)) if all(isinstance(item, str) for item in items) else items
        return items if self.node.whole.contains or self.front or len(once) < self.bounds.low else once

    def _kept_down(self, context: Context, items: list[Any], *, nodes: list[Node], keys: set[Any]) -> list[Any]:
        """No more items that satisfy a `contains` than `maxContains` allows: the others are made again."""
        limited = [contains for contains in self.node.whole.contains if contains.count.high is not None]
        for contains in limited:
            needed = {node for node in set(nodes) if contains.place in node.places or self._is_sure(node, contains)}
            hits = sorted(self._hits(contains, items), key=lambda at: nodes[at] in needed)
            full = [each.place for each in limited if len(self._hits(each, items)) >= (each.count.high or 0)]
            for at in hits[: _surplus(contains, hits)]:
                items[at] = self._item(context, reduce(Node.refusing, full, nodes[at]), keys)
                if items[at] is _NONE:
                    reason = "no further items were found that differ and that `maxContains` leaves room for"
                    raise Unlucky(reason, pointer=self.node.pointer)
        return items


_NONE: Final = object()


def _surplus(contains: Contains, hits: list[int]) -> int:
    """How many are too many."""
    return 0 if contains.count.high is None else max(0, len(hits) - contains.count.high)


def _listed(node: Node, keys: set[Any]) -> Any:
    """One that was not drawn so far out of few possible values."""
    for item in domain(node):
        key = key_of(item)
        if key not in keys and _obeys(node, item):
            keys.add(key)
            return item
    return _NONE


def _obeys(node: Node, value: Any) -> bool:
    return all(node.graph.schemas.is_valid(place, value) for place in node.places)


def _is_scalar(node: Node) -> bool:
    return not node.groups and node.kinds[:1] not in (("object",), ("array",))
