"""Checking a value against a schema: compiled at first use, and kept as long as there is room.

The engine is jsonschema-rs: it fetches nothing (`offline`), matches patterns within a bounded number of steps, and
takes microseconds. Formats are asserted, since a backend that declares `format: date` means it.

Knows schemas and values; does not know where the value came from, nor how to tell people (`wording`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary, ref

import jsonschema_rs

from mockserver.document.pointers import keys_in
from mockserver.mock.dialect import prepared
from mockserver.mock.patterns import implied
from mockserver.mock.recent import Recent, definitions
from mockserver.mock.shapes import ANYTHING, Shape
from mockserver.once import cached_property

if TYPE_CHECKING:
    from mockserver.document.schema import Schema

MOST_FAULTS: Final = 50
"""How many faults of one value are told."""
MOST_STEPS: Final = 200_000
"""How far a pattern may backtrack before the value counts as not matching."""
MOST_COMPILED: Final = 2_000
"""How many schemas stay compiled for checking: a usual one takes ten kilobytes, one of 300 definitions two thousand."""
_MOST_REPAIRS: Final = 100

_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_BASE64URL = re.compile(r"[A-Za-z0-9_\-]*+={0,2}")
_LOCAL_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?")
_LOCAL_DATE_TIME = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt]" + _LOCAL_TIME.pattern)

FORMATS: Final[dict[str, Callable[..., bool]]] = {
    "byte": lambda text: _BASE64.fullmatch("".join(text.split())) is not None,
    "base64url": lambda text: _BASE64URL.fullmatch(text) is not None,
    "char": lambda text: len(text) == 1,
    "time-local": lambda text: _LOCAL_TIME.fullmatch(text) is not None,
    "date-time-local": lambda text: _LOCAL_DATE_TIME.fullmatch(text) is not None,
}
"""Formats of the OAS Format Registry that the engine does not know; it asks for strings alone."""


Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault as the engine tells it: where in the value, which keyword, its details, and what stands there.

    `depth` keys of the path lead through what the engine was given, which may be a part of the whole value.
    """

    path: Path
    keyword: str
    details: Mapping[str, Any]
    value: Any
    depth: int = 0

    @classmethod
    def of(cls, error: Any, value: Any, path: Path = (), *, depth: int = 0) -> Fault:
        """The fault of an engine's error, at or below a value to which the path leads."""
        below = keys_in(value, error.instance_path[depth:])
        return cls((*path, *below), error.kind.name, error.kind.as_dict(), error.instance, depth + len(below))

    @property
    def is_of_choice(self) -> bool:
        """Whether it is of `oneOf` or `anyOf`."""
        return "context" in self.details

    @property
    def branches(self) -> list[list[Fault]]:
        """The faults of each branch of a choice; none where more than one branch fits."""
        branches = filter(None, self.details["context"])
        return [[Fault.of(error, self.value, self.path, depth=self.depth) for error in branch] for branch in branches]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class _Compiled:
    """A compiled schema, in an object that can be referred to weakly."""

    is_valid: Callable[[Any], bool]
    errors: Callable[[Any], Iterator[Any]]

    @classmethod
    def of(cls, schema: Any) -> _Compiled:
        validator = _compiled(schema)
        return cls(validator.is_valid, validator.iter_errors)


class Checker:
    """Checks values by a prepared, standalone schema. What the engine cannot read of it is not checked.

    Compiled at first use, and again if it was given up since then.
    """

    def __init__(self, schema: Any) -> None:
        self.schema = schema
        self._last: Callable[[], _Compiled | None] = lambda: None

    def accepts(self, value: Any) -> bool:
        """Whether a value obeys the schema."""
        return self._engine().is_valid(value)

    def _engine(self) -> _Compiled:
        # To tell `_COMPILED` of each use would cost more than most checks: what was compiled first is given up first.
        engine = self._last()
        if engine is None:
            engine = _COMPILED.of(self, lambda: _Compiled.of(self.schema))
            self._last = ref(engine)
        return engine

    @cached_property
    def shape(self) -> Shape:
        """What the schema says of kinds and parts."""
        definitions = self.schema.get("$defs", {}) if isinstance(self.schema, Mapping) else {}
        shape = Shape(self.schema, definitions)
        shape.kept["checker"] = self
        return shape

    def faults(self, value: Any, start: Path = ()) -> list[Fault]:
        """What breaks the schema, at most `MOST_FAULTS`; `start` leads to the value, if it is a part of another.

        The engine collects every fault there is before it tells the first: a large value is for `searching.faults`.
        """
        return [Fault.of(error, value, start) for error in islice(self._engine().errors(value), MOST_FAULTS)]


_COMPILED: Recent[Checker, _Compiled] = Recent(lambda checker: definitions(checker.schema), most=MOST_COMPILED)
_CHECKERS: WeakKeyDictionary[Schema, dict[str, Checker]] = WeakKeyDictionary()


def checker(schema: Schema, *, nulls: bool = False) -> Checker:
    """The checker of a schema as a request sees it; with `nulls`, as a merge patch does (`dialect`).

    Raises `Unbuildable` where the schema cannot be bundled.
    """
    known = _CHECKERS.setdefault(schema, {})
    way = "patch" if nulls else "request"
    if way not in known:
        known[way] = Checker(_prepared(schema, nulls=nulls))
    return known[way]


def judge(schema: Schema) -> Checker:
    """The checker of a schema as a response sees it, taken at its word. Raises `Unbuildable`."""
    known = _CHECKERS.setdefault(schema, {})
    if "response" not in known:
        known["response"] = Checker(schema.response)
    return known["response"]


def _prepared(schema: Schema, *, nulls: bool) -> Any:
    try:
        return prepared(schema.request, nulls=nulls, kept=schema.kept)
    except RecursionError:
        return ANYTHING


def part(shape: Shape) -> Checker:
    """The checker of one place of a schema, for a reader who has to choose between two readings of a text."""
    kept: Checker | None = shape.kept.get("checker")
    if kept is None:
        schema = shape.schema
        whole = {**schema, "$defs": dict(shape.definitions)} if isinstance(schema, Mapping) else schema
        kept = shape.kept["checker"] = Checker(whole)
    return kept


def _compiled(schema: Any) -> Any:
    """The validator; what the engine refuses of the schema is put differently or taken out, so that the rest holds."""
    for _ in range(_MOST_REPAIRS):
        try:
            return _validator(schema)
        except jsonschema_rs.ValidationError as error:
            schema = _repaired(schema, error.instance_path)
        except ValueError:
            # It is nested deeper than the engine reads.
            break
    return _validator(ANYTHING)


def _validator(schema: Any) -> Any:
    options = jsonschema_rs.FancyRegexOptions(backtrack_limit=MOST_STEPS)
    return jsonschema_rs.Draft202012Validator(
        schema, validate_formats=True, formats=FORMATS, pattern_options=options, offline=True
    )


def _repaired(schema: Any, path: list[str | int]) -> Any:
    """Without what stands at that path; but where it is a pattern, first with all the great counts of patterns gone,
    since it takes the engine a third of a second to find one too large.
    """
    looser = _looser(schema) if path[-1:] == ["pattern"] else schema
    return looser if looser != schema else _without(schema, path)


def _looser(schema: Any) -> Any:
    """A copy whose patterns have no great counts, with the lengths that they mean apart."""
    if isinstance(schema, list):
        return [_looser(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {key: value if key in {"const", "enum"} else _looser(value) for key, value in schema.items()}
    pattern = schema.get("pattern")
    if not isinstance(pattern, str) or (told := implied(pattern))["pattern"] == pattern:
        return changed
    loose = {"pattern": told.pop("pattern")}
    return changed | loose | {"allOf": [*changed.get("allOf", ()), told]}


def _without(schema: Any, path: list[str | int]) -> Any:
    """A copy without what stands at that path; nothing is left of a schema that is wrong as a whole."""
    if not path:
        return True
    head, *rest = path
    if isinstance(schema, list) and isinstance(head, int):
        return [_without(each, rest) if index == head else each for index, each in enumerate(schema)]
    if not rest:
        return {key: value for key, value in schema.items() if key != head}
    return {key: _without(value, rest) if key == head else value for key, value in schema.items()}
