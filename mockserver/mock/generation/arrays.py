"""Arrays: how many items, which are alike, which `contains` asks for, and no two the same where they must differ.

Knows the array keywords (JSON Schema 2020-12 core, section 10.3.1; validation, section 6.4).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
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
    from mockserver.mock.generation.rules import Range

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
        self.demands = self._demanded()
        self.bounds = self._bounded()
        self.makers: dict[int, Make] = {}
        self.few = self._few() if self.rules.is_unique and not (self.front or self.demands) else []
        self.is_flat = all(_is_scalar(node.item(at)) for at in range(self.front + 1))

    def _demanded(self) -> list[Node]:
        """A node for each item behind the front that a `contains` asks for; `fixed` gets those of the front."""
        high = self.rules.items.high
        counts = [min(contains.count.low, LARGEST) for contains in self.node.whole.contains]
        demands: list[Places] = [
            (contains.place,)
            for contains, count in zip(self.node.whole.contains, counts, strict=True)
            for _ in range(count)
        ]
        if high is not None and sum(counts) > high - self.front and len(counts) > 1:
            demands = self._shared(counts)
        return [node for places in demands if (node := self._demand(places))]

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
        return node if self.workshop.graph.size(node) <= LARGEST else None

    def _bounded(self) -> Range:
        bounds = self.rules.items.at_least(
            len(self.demands) + (self.front if self.demands else max(self.fixed, default=-1) + 1)
        )
        for at in range(self.front + 1):
            item = self.node.item(at)
            if item is None or self.workshop.graph.size(item) > LARGEST:
                bounds = bounds.at_most(at)
                break
        if bounds.is_empty():
            raise Unsatisfiable(
                f"{bounds.low} items are asked for, and {bounds.high} can be", pointer=self.node.pointer
            )
        if bounds.low > LARGEST:
            raise Unsatisfiable(f"an array of {bounds.low} items is too large to generate", pointer=self.node.pointer)
        return bounds

    def _few(self) -> list[Any]:
        """All items that there may be, where they are few: to draw the last of them by chance would take for ever."""
        node = self.node.item(0)
        values = {key_of(value): value for value in domain(node)} if node else {}
        return [value for value in values.values() if node and _obeys(node, value)]

    def _some_of_few(self, context: Context, count: int) -> list[Any]:
        if len(self.few) < self.bounds.low:
            reason = f"{self.bounds.low} items that differ are asked for, and there are {len(self.few)} values"
            raise Unlucky(reason, pointer=self.node.pointer)
        return [copied(value) for value in context.random.sample(self.few, min(count, len(self.few)))]

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
        for at in range(count):
            context.is_varied = was_varied or at > 0
            if at > 0 and self.is_flat:
                context.scene = self.workshop.scene(context)  # the second e-mail address is of somebody else
            item = (
                self._different(context, at=at, count=count, keys=keys)
                if self.rules.is_unique
                else self._item(context, at, count)
            )
            if item is _NONE:
                break
            items.append(item)
        return self._kept_down(context, items)

    def _item(self, context: Context, at: int, count: int) -> Any:
        demand = at - (count - len(self.demands))
        key = self.front + 1 + demand if demand >= 0 else min(at, self.front)
        if key not in self.makers:
            node = self.demands[demand] if demand >= 0 else self.fixed.get(at) or self.node.item(at)
            if node is None:
                raise Unlucky("no item may stand here", pointer=self.node.pointer)
            self.makers[key] = self.workshop.maker(node, self.hint)
        return self.makers[key](context)

    def _different(self, context: Context, *, at: int, count: int, keys: set[Any]) -> Any:
        """An item that is not there yet; _NONE where there is none and the array is long enough without it."""
        for attempt in range(_TRIES):
            context.spend()
            context.is_scattered = attempt > 4
            item = self._item(context, at, count)
            key = key_of(item)
            if key not in keys:
                keys.add(key)
                return item
            context.is_varied = True
        return self._listed(at, keys)

    def _listed(self, at: int, keys: set[Any]) -> Any:
        """One that was not drawn so far out of few possible values."""
        node = self.node.item(at)
        for item in domain(node) if node else ():
            key = key_of(item)
            if key not in keys and node and _obeys(node, item):
                keys.add(key)
                return item
        if at >= self.bounds.low:
            return _NONE
        raise Unlucky(f"no {at + 1} items were found that differ from each other", pointer=self.node.pointer)

    def _kept_down(self, context: Context, items: list[Any]) -> list[Any]:
        """No more items that satisfy a `contains` than `maxContains` allows: the others are made again."""
        schemas = self.workshop.graph.schemas
        for contains in self.node.whole.contains:
            high = contains.count.high
            if high is None:
                continue
            hits = [at for at, item in enumerate(items) if schemas.is_valid(contains.place, item)]
            for at in hits[: max(0, len(hits) - high)]:
                node = self.node.item(at)
                if node is not None:
                    items[at] = self.workshop.maker(node.refusing(contains.place), self.hint)(context)
        return items


_NONE: Final = object()


def _obeys(node: Node, value: Any) -> bool:
    return all(node.graph.schemas.is_valid(place, value) for place in node.places)


def _is_scalar(node: Node | None) -> bool:
    return node is None or (not node.groups and node.kinds[:1] not in (("object",), ("array",)))
