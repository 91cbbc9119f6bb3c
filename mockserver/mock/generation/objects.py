"""Objects: which properties they have, which names the rest may get, and what one property tells another.

Knows the object keywords (JSON Schema 2020-12 core, section 10.3.2; validation, section 6.5). All declared properties
are there, unless they are not allowed, lead back to the object itself, or `fill` asks for the required ones alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation import patterns, words
from mockserver.mock.generation.counting import Count, counts, put_counts
from mockserver.mock.generation.hints import Context, Exhausted, Hint, Unlucky
from mockserver.mock.generation.nodes import LARGEST, Node
from mockserver.mock.generation.ordering import Pair, pairs, put_in_order
from mockserver.mock.generation.realistic import role_of
from mockserver.mock.generation.showing import is_hidden, parts_shown, shown

if TYPE_CHECKING:
    from mockserver.mock.generation.making import Workshop

Make = Callable[[Context], Any]

_USUAL_EXTRAS: Final = 3
_TRIES: Final = 40
_NAMING: Final = frozenset(
    {"first_name", "last_name", "full_name", "title", "company", "product", "pet", "dish", "book", "event"}
)
_NAMES: Final = frozenset({"first_name", "last_name"})
_PERSONAL: Final = frozenset({"first_name", "last_name", "email", "username", "birthday", "avatar"})


@dataclass(slots=True, eq=False)
class Member:
    """A property that is made: whether it may be left out, and whether it is still made where nesting has to end."""

    name: str
    node: Node
    hint: Hint
    is_required: bool
    is_shallow: bool
    role: str = ""
    shown: tuple[Any, ...] = ()
    is_told: bool = False
    make: Make | None = field(default=None)


def maker(workshop: Workshop, node: Node, hint: Hint) -> Make:
    """What makes objects of a leaf. Raises Unsatisfiable where a required property is not allowed, or too few are."""
    return _Objects(workshop, node, hint).make


class _Objects:
    """The objects of one node."""

    def __init__(self, workshop: Workshop, node: Node, hint: Hint) -> None:
        self.workshop, self.node = workshop, node
        self.owner = node.whole.label or hint.name or hint.owner
        self.rules = node.whole.rules
        self.key = next(iter(node.whole.names), "")
        chosen = _chosen(workshop, node)
        self.members = self._members(chosen)
        self.names = [member.name for member in self.members]
        self.order = sorted(self.members, key=_rank)
        self.pairs: list[Pair] = pairs(node, self.names)
        self.counts: list[Count] = counts(node, self.names, examples=workshop.options.prefer_examples)
        self.extras = _Extras(workshop, node, self.owner) if self._takes_extras(chosen) else None

    def _takes_extras(self, chosen: list[str]) -> bool:
        if self.rules.properties.low > len(chosen):
            return True
        return not self.node.whole.declared() and self.rules.properties.high != 0

    def _members(self, chosen: list[str]) -> list[Member]:
        parts = parts_shown(self.node) if self.workshop.options.prefer_examples else {}
        hints = self._hints(chosen)
        return [self._member(name, hints[name], tuple(parts.get(name, ()))) for name in chosen]

    def _member(self, name: str, hint: Hint, shown_here: tuple[Any, ...]) -> Member:
        node = self.node.property(name)
        if node is None:
            raise Unsatisfiable(
                f"the property {name!r} is required, and nothing is allowed in it", pointer=self.node.pointer
            )
        told = bool(shown(node, shown_here)) if self.workshop.options.prefer_examples else False
        return Member(
            name,
            node,
            hint,
            name in self.rules.required,
            is_shallow(node),
            role_of(hint),
            shown_here if told else (),
            told,
        )

    def _hints(self, names: list[str]) -> dict[str, Hint]:
        """A hint for each property. Who has an e-mail address is a person, and so `name` is the name of one."""
        hints = {name: Hint(name, self.owner) for name in names}
        roles = {role_of(hint) for hint in hints.values()}
        named = role_of(hints["name"]) if "name" in hints else ""
        if named and (roles >= _NAMES or (roles & _PERSONAL and named == "title")):
            hints["name"] = Hint("name", "person")
        return hints

    # --- making

    def make(self, context: Context) -> dict[str, Any]:
        context.spend()
        active, key = context.active, self.key
        before = context.room, context.scene
        context.room = 0 if key and active.get(key) else context.room - 1
        context.scene = self.workshop.scene(context)
        if key:
            active[key] = active.get(key, 0) + 1
        try:
            return self._filled(context)
        finally:
            context.room, context.scene = before
            if key:
                active[key] -= 1

    def _filled(self, context: Context) -> dict[str, Any]:
        found: dict[str, Any] = {}
        is_ending = context.room <= 0
        for member in self.order:
            if member.is_required or (member.is_shallow or not is_ending):
                self._fill(context, member, found)
        value = {name: found[name] for name in self.names if name in found}
        if self.extras is not None:
            self.extras.add(value, context)
        if self.pairs:
            put_in_order(value, self.pairs)
        if self.counts:
            put_counts(value, self.counts)
        if len(value) < len(self.names):
            self._undo(value)
        return value

    def _fill(self, context: Context, member: Member, found: dict[str, Any]) -> None:
        if member.make is None:
            member.make = self.workshop.maker(member.node, member.hint, member.shown)
        try:
            value = found[member.name] = member.make(context)
        except Unsatisfiable as error:
            if member.is_required or isinstance(error, Exhausted):
                raise
            return
        if member.is_told and member.role:
            context.scene.learn(member.role, value)

    def _undo(self, value: dict[str, Any]) -> None:
        """Leave out what depends on a property that is not there; where too much is gone, this try came to nothing."""
        dependents = self.rules.dependents
        lacking = [name for name in value if any(other not in value for other in dependents.get(name, ()))]
        while lacking:
            if any(name in self.rules.required for name in lacking):
                raise Unlucky(f"{lacking[0]!r} needs a property that cannot be made", pointer=self.node.pointer)
            for name in lacking:
                del value[name]
            lacking = [name for name in value if any(other not in value for other in dependents.get(name, ()))]
        if len(value) < self.rules.properties.low:
            raise Unlucky("too few properties can be made", pointer=self.node.pointer)


def _rank(member: Member) -> int:
    """What is settled comes first, then what other properties are made from."""
    return 0 if member.is_told else 1 if member.role in _NAMING else 2


def is_shallow(node: Node) -> bool:
    """Whether a value of a node need not be nested: a scalar, or an array that may be empty."""
    if node.group is not None:
        ways = (each for tier in node.tiers for _, each in tier if not each.fault)
        sized = sorted((each for each in ways if not _is_doubtful(each)), key=node.graph.size)
        return bool(sized) and is_shallow(sized[0])
    if node.whole.values is not None:
        return True
    kind = node.kinds[0] if node.kinds else ""
    if kind == "array":
        return node.whole.rules.items.low == 0 and not any(contains.count.low for contains in node.whole.contains)
    return kind != "object"


def _is_doubtful(node: Node) -> bool:
    """Whether this is the null of a `nullable` without a type (`document.schema`), which many validators refuse."""
    return node.whole.values is not None and list(node.whole.values) == [None]


# --- which properties -------------------------------------------------------------------------------------------------


def _chosen(workshop: Workshop, node: Node) -> list[str]:
    """The names to make, in the order of the document. Raises Unsatisfiable if the required ones are too many."""
    rules, declared = node.whole.rules, node.whole.declared()
    wanted = dict.fromkeys(_with_dependents(rules.required, rules.dependents))
    high = rules.properties.high
    if high is not None and len(wanted) > high:
        raise Unsatisfiable(f"{len(wanted)} properties are required, and {high} allowed", pointer=node.pointer)
    for name in wanted:
        if not _may_be_called(node, name):
            raise Unsatisfiable(
                f"the property {name!r} is required, and no property may be called so", pointer=node.pointer
            )
    names = dict.fromkeys([*declared, *wanted])
    for name in _optional(workshop, node, declared):
        together = [each for each in _with_dependents([name], rules.dependents) if each not in wanted]
        fits = high is None or len(wanted) + len(together) <= high
        if fits and all(each in rules.required or _is_possible(workshop, node, each) for each in together):
            wanted.update(dict.fromkeys(together))
            names.update(dict.fromkeys(together))
    return [name for name in names if name in wanted]


def _with_dependents(names: Iterable[str], dependents: dict[str, list[str]]) -> list[str]:
    """The names and all that they ask for: "if the object has this, it MUST have those" (validation, section 6.5.4)."""
    found = dict.fromkeys(names)
    waiting = list(names)
    while waiting:
        for other in dependents.get(waiting.pop(), ()):
            if other not in found:
                found[other] = None
                waiting.append(other)
    return list(found)


def _optional(workshop: Workshop, node: Node, declared: list[str]) -> Iterator[str]:
    rules = node.whole.rules
    wanted = len(declared) if workshop.options.fill == "all" else max(0, rules.properties.low - len(rules.required))
    names = [name for name in declared if name not in rules.required and _is_possible(workshop, node, name)]
    yield from (name for name in names[:wanted] if not is_hidden(node.graph.node(node.whole.property_places(name))))


def _is_possible(workshop: Workshop, node: Node, name: str) -> bool:
    member = node.property(name)
    if member is None or workshop.graph.size(member) > LARGEST:
        return False
    return _may_be_called(node, name)


def _may_be_called(node: Node, name: str) -> bool:
    return all(node.graph.schemas.is_valid(place, name) for place in node.whole.name_places())


def _named_by(pattern: str) -> Iterator[Make]:
    """Names that match a pattern; then longer ones, as `^x-` alone gives one name only."""
    for shortest in (0, 6, 12):
        try:
            drawn = patterns.strings([pattern], shortest=shortest)
        except Unsatisfiable:
            continue
        yield partial(_drawn_name, drawn)


def _drawn_name(drawn: patterns.Strings, context: Context) -> str:
    return drawn(context.random)


# --- names that are not declared --------------------------------------------------------------------------------------


class _Extras:
    """Further properties: those that make a map of an object, or that `minProperties` asks for."""

    def __init__(self, workshop: Workshop, node: Node, owner: str) -> None:
        self.workshop, self.node, self.owner = workshop, node, owner
        self.bounds = node.whole.rules.properties
        self.sources = list(self._sources())

    def _sources(self) -> Iterator[Make]:
        """What makes names, the most fitting first."""
        places = self.node.whole.name_places()
        if places:
            text = self.workshop.graph.schemas.derived({"type": "string"})
            node = self.workshop.graph.node((*places, text))
            yield self.workshop.maker(node, Hint("key", self.owner))
        for pattern in self.node.whole.name_patterns():
            yield from _named_by(pattern)
        yield lambda context: context.pick(words.KEYS)
        yield lambda context: f"{context.pick(words.WORDS)}_{context.pick(words.WORDS)}"

    def add(self, value: dict[str, Any], context: Context) -> None:
        """Add as many as there should be. Raises Unlucky where there must be more than can be made."""
        wanted = self._wanted(context, value)
        for source in self.sources:
            tries = 0
            while len(value) < wanted and tries < _TRIES + wanted:
                tries += 1
                context.spend()
                self._add_one(value, source, context, is_scattered=tries > _TRIES // 2)
        if len(value) < self.bounds.low:
            raise Unlucky(
                f"{self.bounds.low} properties are asked for, and only {len(value)} were found",
                pointer=self.node.pointer,
            )

    def _wanted(self, context: Context, value: dict[str, Any]) -> int:
        if context.is_scattered and not value and self.bounds.high != 0:
            return max(self.bounds.low, 1)
        if value or not self._is_map() or context.room <= 0:
            return self.bounds.low
        usual = 1 + int(context.roll() * _USUAL_EXTRAS)
        wanted = max(self.bounds.low, usual)
        return wanted if self.bounds.high is None else min(wanted, self.bounds.high)

    def _is_map(self) -> bool:
        """Whether the schema says something of properties that it does not name."""
        keywords = [place.keywords for place in self.node.whole.places]
        return any(
            each.get(key) for each in keywords for key in ("additionalProperties", "patternProperties", "propertyNames")
        )

    def _add_one(self, value: dict[str, Any], source: Make, context: Context, *, is_scattered: bool) -> None:
        """Add one if it can be; by any name, where `is_scattered` says that the usual ones are used up."""
        before = context.is_scattered
        context.is_scattered = before or is_scattered
        try:
            name = source(context)
            context.is_scattered = before
            if name in value or not isinstance(name, str) or not _is_possible(self.workshop, self.node, name):
                return
            member = self.node.property(name)
            if member is not None and not self.node.whole.rules.dependents.get(name):
                value[name] = self.workshop.maker(member, Hint(self.owner if not value else "", self.owner))(context)
        except Exhausted:
            raise
        except Unsatisfiable:
            return
        finally:
            context.is_scattered = before
