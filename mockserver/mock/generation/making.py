"""From nodes to functions: each node becomes, when it is first needed, a function that makes a value of it.

Knows which kind of value a leaf is, how to try the branches of a choice, and how to keep a value from obeying a branch
that it must not obey. What goes into objects, arrays, strings and numbers, their own modules know.

A function draws from nothing but its context, and what is learned from trying is learned in a trial with a seed of its
own: so a value depends on the random state alone, not on what was made before it.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Any, Final

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation import arrays, guiding, objects, quantities, showing, texts
from mockserver.mock.generation.conjunction import key_of
from mockserver.mock.generation.domains import domain
from mockserver.mock.generation.faults import fault_of
from mockserver.mock.generation.hints import Context, Exhausted, Hint, Options, Unlucky
from mockserver.mock.generation.negation import denials
from mockserver.mock.generation.nodes import ENDLESS, LARGEST, SHALLOWEST, Node
from mockserver.mock.generation.realistic import likelihood, role_of
from mockserver.mock.generation.roles import MEASURES, Measure
from mockserver.mock.generation.scene import Scene
from mockserver.mock.generation.x_faker import faked

if TYPE_CHECKING:
    from mockserver.mock.generation.choices import Branch
    from mockserver.mock.generation.locales import Vocabulary
    from mockserver.mock.generation.nodes import Graph
    from mockserver.mock.generation.schemas import Subschema

Make = Callable[[Context], Any]

_TRIES: Final = 20
_TRIALS: Final = 8
_REFUSALS: Final = 10
_NEW: Final = 25
_FREE: Final = 2
_LEFT_TO_CHANCE: Final = frozenset({"oneOf", "anyOf", "discriminator"})
_FEW_WAYS: Final = 3
# Keywords whose denials leave nothing out.
_FULLY_DENIED: Final = frozenset({"type", "required", "properties", "title", "description", "example"})


class Workshop:
    """All functions of one schema, made when they are first needed."""

    def __init__(self, graph: Graph, options: Options, vocabulary: Vocabulary) -> None:
        self.graph, self.options, self.vocabulary = graph, options, vocabulary
        self.known: dict[tuple[Node, Hint], Make] = {}

    def maker(self, node: Node, hint: Hint, shown: tuple[Any, ...] = ()) -> Make:
        """What makes values of a node for a property; `shown` are values that an example around it gives for it."""
        if shown:
            return self._showing(node, hint, shown)
        key = (node, hint)
        if key not in self.known:
            is_shared = hint != _NAMELESS and self._speaks_for_itself(node)
            self.known[key] = self.maker(node, _NAMELESS) if is_shared else self._made(node, hint)
        return self.known[key]

    @staticmethod
    def _speaks_for_itself(node: Node) -> bool:
        """Whether it is the same by any property: an object that the document gives a name."""
        return not node.fault and not node.groups and node.kinds[:1] == ("object",) and bool(node.whole.label)

    def context(self, random: Random, *, room: int) -> Context:
        """A new context, with a scene to begin in."""
        context = Context(random, self.options, room=room)
        context.scene = self.scene(context)
        return context

    def scene(self, context: Context) -> Scene:
        """A new scene."""
        return Scene(context, self.vocabulary)

    def _made(self, node: Node, hint: Hint) -> Make:
        size = self.graph.size(node)
        if node.fault:
            return _failing(node.fault)
        if size == ENDLESS:
            return _failing(fault_of(node))
        if size > LARGEST:
            reason = f"the smallest value has about {int(size)} parts, which is too large to generate"
            return _failing(Unsatisfiable(reason, pointer=node.pointer))
        return self._showing(node, hint, ())

    def _base(self, node: Node, hint: Hint) -> Make:
        """What makes values as if nothing were shown; it fails when it is asked, as something may be shown."""
        try:
            return self._faked(node, hint)
        except Exhausted:
            raise
        except Unsatisfiable as error:
            return _failing(error)

    # --- examples

    def _showing(self, node: Node, hint: Hint, extra: tuple[Any, ...]) -> Make:
        base = self.maker(node, hint) if extra else self._base(node, hint)
        values = showing.shown(node, extra) if self.options.prefer_examples else []
        if not values:
            return base
        vary = self._varying(node, hint, values=values, base=base)

        def make(context: Context) -> Any:
            if not context.shows:
                return base(context)
            if context.is_varied:
                return vary(context)
            return showing.copied(context.pick(values))

        return make

    def _varying(self, node: Node, hint: Hint, *, values: list[Any], base: Make) -> Make:
        """For the second item of a list: what may differ does, what nobody would know how to make up stays."""
        if node.whole.values is not None or any(isinstance(value, (dict, list)) for value in values):
            return base
        role = self._role(node, hint)
        if role and not showing.is_identifying(role):
            return base

        def make(context: Context) -> Any:
            value = context.pick(values)
            other = showing.like(value, context) if role or isinstance(value, int) else value
            return other if other is value or showing.obeys(node, other) else value

        return make

    def _role(self, node: Node, hint: Hint) -> str:
        description = next(node.whole.annotations("description"), "")
        return role_of(hint, description if isinstance(description, str) else "") if self.options.realistic else ""

    # --- choices and leaves

    def _faked(self, node: Node, hint: Hint) -> Make:
        """What `x-faker` asks for, as far as it obeys the schema."""
        base = self._choice(node, hint) if node.group is not None else self._leaf(node, hint)
        said = next((said for key in ("x-faker", "faker") for said in node.whole.annotations(key)), None)
        fake = faked(said) if said is not None and self.options.realistic else None
        if fake is None:
            return base

        def make(context: Context) -> Any:
            value = fake(context)
            return value if showing.obeys(node, value) else base(context)

        return make

    def _choice(self, node: Node, hint: Hint) -> Make:
        if guiding.is_needed(node):
            return guiding.maker(self, node, hint)
        key = node.group.key if node.group else ""
        options = [
            [
                _Option(self, branch, each, hint=hint, key=key)
                for branch, each in tier
                if self.graph.size(each) < ENDLESS
            ]
            for tier in node.tiers
        ]
        if not any(options):
            raise fault_of(node)
        smallest = sorted(
            (option for tier in options for option in tier), key=lambda option: self.graph.size(option.node)
        )
        return lambda context: _taken(_order(options, smallest, context), context)

    def _leaf(self, node: Node, hint: Hint) -> Make:
        if node.whole.values is not None:
            return self._enumerated(node)
        fault: Unsatisfiable | None = None
        for kind in node.kinds:
            try:
                make = self._of_kind(kind, node, hint)
            except Unsatisfiable as error:
                fault = fault or error
                continue
            return _avoiding(make, node) if node.whole.rules.excluded else make
        raise fault or fault_of(node)

    def _of_kind(self, kind: str, node: Node, hint: Hint) -> Make:
        match kind:
            case "object":
                return objects.maker(self, node, hint)
            case "array":
                return arrays.maker(self, node, hint)
            case "string":
                carried = self._carried(node)
                return texts.texts(node.whole, hint, options=self.options, vocabulary=self.vocabulary, carried=carried)
            case "integer" | "fraction":
                is_whole = kind == "integer"
                return quantities.numbers(node.whole, self._measure(node, hint, is_whole=is_whole), is_whole=is_whole)
            case "boolean":
                chance = likelihood(hint) if self.options.realistic else 0.5
                return lambda context: context.roll() < chance
            case _:
                return lambda _: None

    def _carried(self, node: Node) -> Make | None:
        """What makes the values that a string of JSON holds, as `contentSchema` says."""
        place = next((place for place in node.whole.places if "contentSchema" in place.keywords), None)
        if place is None:
            return None
        inner = self.graph.node((self.graph.schemas.child(place, "contentSchema"),))
        return self.maker(inner, Hint("", node.whole.label))

    def _measure(self, node: Node, hint: Hint, *, is_whole: bool) -> Measure | None:
        role = self._role(node, hint)
        if role in {"price", "amount"} and is_whole:
            role = "cents"
        if node.whole.rules.format in {"unixtime", "unix-time", "timestamp", "date-time", "epoch"}:
            role = role if role in {"created", "updated", "started", "ended", "due"} else "created"
        return MEASURES.get(role)

    def _enumerated(self, node: Node) -> Make:
        listed = node.whole.values or []
        values = [value for value in listed if self._is_valid(node, value)]
        values = [value for value in values if value is not None] or values
        if not values:
            return _failing_unless_lenient(listed, node.pointer)
        if any(isinstance(value, (dict, list)) for value in values):
            return lambda context: showing.copied(context.pick(values))
        return lambda context: context.pick(values)

    def _is_valid(self, node: Node, value: Any) -> bool:
        return all(
            self.graph.schemas.is_valid(place, value) for place in node.whole.places if place.pointer is None
        ) and all(self.graph.schemas.is_valid(place, value) for place in node.places)


def _failing(error: Unsatisfiable) -> Make:
    def make(_: Context) -> Any:
        raise Unsatisfiable(error.reason, pointer=error.pointer)

    return make


def _avoiding(make: Make, node: Node) -> Make:
    """What is made, but for the values that `not` lists."""
    excluded = {key_of(value) for value in node.whole.rules.excluded}

    def other(context: Context) -> Any:
        for attempt in range(_TRIES):
            context.spend()
            context.is_scattered = context.is_scattered or attempt > _TRIES // 2
            value = make(context)
            if key_of(value) not in excluded:
                return value
        left = [value for value in domain(node) if key_of(value) not in excluded]
        if left:
            return showing.copied(context.pick(left))
        raise Unlucky("every value found is one that `not` rules out", pointer=node.pointer)

    return other


def _failing_unless_lenient(listed: list[Any], pointer: str) -> Make:
    def make(context: Context) -> Any:
        if context.is_lenient:
            return showing.copied(context.pick(listed))
        raise Unsatisfiable("no value of `enum` or `const` obeys the rest of the schema", pointer=pointer)

    return make


# --- choices ----------------------------------------------------------------------------------------------------------


class _Option:
    """One branch of a choice. When it is first taken, trials find out whether its values keep clear of the others.

    `outcomes` are what they found: the node to make, with what it has to refuse, or None where no value keeps clear.
    There is one for whether formats may tell branches apart or not.
    """

    def __init__(self, workshop: Workshop, branch: Branch, node: Node, *, hint: Hint, key: str) -> None:
        self.workshop, self.branch, self.node, self.hint, self.key = workshop, branch, node, hint, key
        self.outcomes: dict[bool, Node | None] = {}
        if not branch.rejects:
            self.outcomes = {False: node, True: node}
        elif any(place.is_anything for place in branch.rejects):
            self.outcomes = {False: None, True: None}

    def make(self, context: Context) -> Any:
        """A value that obeys the branch and none of those that it must not. Raises Unsatisfiable if none is found."""
        if context.is_lenient:
            return self._maker(self.node, context)(context)
        if context.trusts_formats not in self.outcomes:
            self.outcomes[context.trusts_formats] = self.node  # also while it is tried: a branch may contain itself
            self.outcomes[context.trusts_formats] = self._tried(context)
        node = self.outcomes[context.trusts_formats]
        if node is None:
            raise self._fault()
        make = self._maker(node, context)
        if not self.branch.rejects:
            return make(context)
        for _ in range(_TRIES):
            context.spend()
            value = make(context)
            if self._hit(value, formats=context.trusts_formats) is None:
                return value
        raise self._fault()

    def _fault(self) -> Unlucky:
        reasons = {"oneOf": "every value found for one branch of `oneOf` obeys another branch too"}
        reason = reasons.get(self.key, f"every value found obeys what `{self.key}` rules out")
        return Unlucky(reason, pointer=self.node.pointer)

    def _maker(self, node: Node, context: Context) -> Make:
        """What makes the branch. Branches of branches are many: each costs as much as many values."""
        if (node, self.hint) not in self.workshop.known:
            context.spend(_NEW)
        return self.workshop.maker(node, self.hint)

    def _hit(self, value: Any, *, formats: bool) -> Any:
        """The first place that the value obeys and must not; None if there is none."""
        schemas = self.workshop.graph.schemas
        return next((place for place in self.branch.rejects if schemas.is_valid(place, value, formats=formats)), None)

    def _tried(self, context: Context) -> Node | None:
        """Refuse, one after the other, the places that values turn out to obey; give up where that does not help."""
        if any(self._is_hopeless(place) for place in self.branch.rejects):
            return None
        node, refused = self.node, set[Any]()
        for _ in range(_REFUSALS):
            hits = self._hits(node, context)
            if hits.count(None) * 4 >= _TRIALS:
                return node
            hit = next(hit for hit in hits if hit is not None)
            if hit in refused or hit is _NOTHING:
                break
            refused.add(hit)
            node = node.refusing(hit)
        return node if None in self._hits(node, context) else None

    def _is_hopeless(self, place: Subschema) -> bool:
        """Whether every way to disobey a place contradicts the branch at first sight, as with `{type: object}`."""
        ways = denials(self.workshop.graph.schemas, place)
        if not ways or len(ways) > _FEW_WAYS or not place.keywords.keys() <= _FULLY_DENIED:
            return False
        return all(self.workshop.graph.node((*self.node.places, way), self.node.decided).fault for way in ways)

    def _hits(self, node: Node, context: Context) -> list[Any]:
        """What each of some values hits: a place, None, or _NOTHING where there was no value."""
        trial = self.workshop.context(Random(7), room=SHALLOWEST)
        trial.trusts_formats, trial.is_trial = context.trusts_formats, True
        make = self.workshop.maker(node, self.hint)
        hits: list[Any] = []
        for _ in range(_TRIALS):
            context.spend(5)
            try:
                hits.append(self._hit(make(trial), formats=trial.trusts_formats))
            except Exhausted:
                raise
            except Unsatisfiable:
                hits.append(_NOTHING)
        return hits


_NOTHING: Final = object()
_NAMELESS: Final = Hint()


def _order(options: list[list[_Option]], smallest: list[_Option], context: Context) -> list[_Option]:
    """The branches in the order in which to try them: any of a tier first; the smallest, where the value shall end."""
    if context.room <= 0:
        return smallest
    if context.is_scattered:
        return context.random.sample(smallest, len(smallest))
    # Where choice follows choice, only the first two are left to chance: there would be too many combinations to keep.
    taken = sum(key in _LEFT_TO_CHANCE for _, key, _ in smallest[0].node.decided)
    is_free = not context.is_trial and taken <= _FREE
    ordered: list[_Option] = []
    for tier in options:
        start = int(context.roll() * len(tier)) if len(tier) > 1 and is_free else 0
        ordered.extend(tier[start:])
        ordered.extend(tier[:start])
    return ordered


def _taken(options: list[_Option], context: Context) -> Any:
    fault: Unsatisfiable | None = None
    for option in options:
        context.spend()
        try:
            return option.make(context)
        except Exhausted:
            raise
        except Unsatisfiable as error:
            fault = fault or error
    raise fault or Unlucky("no branch of the choice can be taken")
