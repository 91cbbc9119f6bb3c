"""A schema in, a generator out: the story of a generated value.

    tidied      what is sloppy is repaired or left out             tidying
    gathered    `$ref`, `allOf` and siblings become one            conjunction, rules
    a graph     with the choices left open, and sizes              choices, negation, nodes
    made        functions, each when it is first needed            making -> objects, arrays, texts, quantities
    checked     by a validator; another try where it is refused    here

Knows when a value is good enough. Does not know documents, requests or media types.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation.echoing import echoed
from mockserver.mock.generation.hints import EPOCH, Exhausted, Hint, Options
from mockserver.mock.generation.locales import Vocabulary, vocabulary
from mockserver.mock.generation.making import Workshop
from mockserver.mock.generation.nodes import Graph, Node, Overgrown
from mockserver.mock.generation.schemas import Schemas
from mockserver.mock.generation.showing import copied

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from mockserver.mock.generation.tidying import Direction

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_TOO_DEEP: Final = "the schema is nested too deep to generate from"


def compile_schema(
    schema: Mapping[str, Any] | bool,  # noqa: FBT001 -- true and false are schemas
    *,
    name: str = "",
    locale: str = "en_US",
    realistic: bool = True,
    fill: Literal["all", "required"] = "all",
    direction: Direction | None = "response",
    prefer_examples: bool = True,
    epoch: datetime = EPOCH,
) -> Generator:
    """A generator of values that obey a standalone JSON Schema 2020-12, each `$ref` of which is `#/$defs/NAME`.

    - `name`: what the schema is called, if it has a name: what `name` and `id` are depends on it.
    - `locale`: of names, places and words; any that Faker knows. Raises ValueError for another.
    - `realistic`: infer values from names, formats and descriptions; without, only what the schema asks for.
    - `fill`: make all properties, or only those that are required.
    - `direction`: leave out properties that are `writeOnly` ("response"), `readOnly` ("request") or none (None).
    - `prefer_examples`: use the schema's own `example`, `examples` and `default` where they are valid.
    - `epoch`: the time to tell dates from.

    Nothing is compiled yet: that happens when the first value is asked for. Raises Unsatisfiable only for a schema that
    is nested too deep.
    """
    options = Options(locale=locale, realistic=realistic, fill=fill, prefer_examples=prefer_examples, epoch=epoch)
    words = vocabulary(locale)
    try:
        return Generator(Schemas.of(schema, name=name, direction=direction), options, words)
    except RecursionError:
        raise Unsatisfiable(_TOO_DEEP) from None


class _Works:
    """All that was compiled of one schema: the graph, and the workshops from the best looking to the plainest."""

    def __init__(self, schemas: Schemas, options: Options, words: Vocabulary) -> None:
        plainer = replace(options, prefer_examples=False)
        self.graph = Graph(schemas)
        self.shops = tuple(
            Workshop(self.graph, each, words)
            for each in (options, plainer, replace(plainer, realistic=False, fill="required"))
        )
        self.room = self.graph.room(self.graph.root)

    def attempts(self) -> Iterator[tuple[Workshop, int, bool]]:
        """How to try: as wanted, then without examples, then the least that is required; formats may tell branches
        apart.
        """
        for trusts_formats in (False, True):
            for shop, times in zip(self.shops, (3, 4, 4), strict=True):
                yield from ((shop, self.room, trusts_formats) for _ in range(times))
            yield self.shops[-1], 0, trusts_formats


class Generator:
    """Values of one schema. The same state of a `random.Random` gives the same value, in every process."""

    def __init__(self, schemas: Schemas, options: Options, words: Vocabulary) -> None:
        self._schemas, self._options, self._words = schemas, options, words
        self._kept: _Works | None = None
        self._is_used = False
        self._fault: tuple[str, str] | None = None  # why there is no value, which takes long to find out

    def value(self, random: Random, given: Mapping[str, Any] = NOTHING, *, examples: bool = True) -> Any:
        """A JSON value that obeys the schema: dict, list, str, int, float, bool or None, made anew for each call.

        `given` are values to find again in it by name, such as the path's parameters, the last of which is the thing's
        own (`echoing` says where they go). Without `examples`, those of the schema are passed over, for a value that
        differs from one random state to the next. Raises Unsatisfiable where no value obeys the schema, or none is
        found in bounded work; the reason says why.
        """
        return self._from(random.getrandbits(64), given, examples=examples)

    def _from(self, start: int, given: Mapping[str, Any], *, examples: bool) -> Any:
        if self._fault is not None:
            raise Unsatisfiable(self._fault[0], pointer=self._fault[1])
        try:
            return self._value(start, given, examples=examples)
        except Overgrown as error:
            return self._afresh(error, start, given, examples=examples)
        except Exhausted:
            raise
        except Unsatisfiable as error:
            if examples and not self._is_used:
                self._fault = (error.reason, error.pointer)
            raise
        except RecursionError:
            raise Unsatisfiable(_TOO_DEEP) from None

    def nearest(self, random: Random) -> Any:
        """A value that obeys as much of the schema as can be, for one of which `value` finds none that obeys it all.

        Branches of `oneOf` are not told apart, and `not` is not looked at: many documents have branches that no value
        can tell apart. Raises Unsatisfiable where the schema contradicts itself in other ways.
        """
        try:
            works = self._kept or _Works(self._schemas, self._options, self._words)
            context = works.shops[0].context(Random(random.getrandbits(64)), room=works.room)
            context.is_lenient = True
            return works.shops[0].maker(works.graph.root, Hint("", self._schemas.name))(context)
        except RecursionError:
            raise Unsatisfiable(_TOO_DEEP) from None

    def _afresh(self, error: Overgrown, start: int, given: Mapping[str, Any], *, examples: bool) -> Any:
        """Try again with nothing kept of other values, if they have filled the graph; else never again."""
        if self._is_used:
            self._kept, self._is_used = None, False
            return self._from(start, given, examples=examples)
        self._fault = (error.reason, error.pointer)
        raise error

    def _value(self, start: int, given: Mapping[str, Any], *, examples: bool) -> Any:
        works = self._kept = self._kept or _Works(self._schemas, self._options, self._words)
        fault: Unsatisfiable | None = None
        for attempt, (shop, room, trusts_formats) in enumerate(works.attempts()):
            context = shop.context(Random(start + attempt), room=room)
            context.trusts_formats, context.shows = trusts_formats, examples
            try:
                value = shop.maker(works.graph.root, Hint("", self._schemas.name))(context)
            except Exhausted:
                raise
            except Unsatisfiable as error:
                fault = fault or error
                continue
            if self._is_good(value, trusts_formats=trusts_formats):
                self._is_used = True
                return self._with(value, works.graph.root, given)
            fault = fault or Unsatisfiable(f"no valid value was found: {self._schemas.first_error(value)}")
        raise fault or Unsatisfiable("no valid value was found")

    def _is_good(self, value: Any, *, trusts_formats: bool) -> bool:
        schemas = self._schemas
        if schemas.is_valid(schemas.root, value):
            return True
        return trusts_formats and schemas.is_valid(schemas.root, value, formats=True)

    def _with(self, value: Any, root: Node, given: Mapping[str, Any]) -> Any:
        if not given or not isinstance(value, (dict, list)):
            return value
        changed = echoed(copied(value), root, given)
        return changed if self._is_good(changed, trusts_formats=True) else value
