"""From a standalone schema to what the engine checks: what OpenAPI adds to JSON Schema 2020-12, in its own keywords.

- `discriminator` beside `oneOf` or `anyOf`: the schema that is named is the one that counts, so each branch also asks
  for
  its names. Beside neither, it changes nothing: "validation with the parent schema with this form of `discriminator`
  does not perform a search for child schemas or use them in validation in any way" -- OAS 3.2, Discriminator Object.
- Formats that bound a number (`int32`), which JSON Schema takes for a note.
- Patterns in the strict grammar (`patterns`).
- With `nulls=True` the schema of a merge patch: "Null values in the merge patch are given special meaning to indicate
  the
  removal of existing values in the target" -- RFC 7396, section 1. So each member of each object may also be null; all
  else, `required` included, is asked for as it stands, since whoever wrote the schema wrote it of the patch.

What is made is a new tree of plain dicts and lists; the schema that comes in is not touched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from mockserver.mock.generation.rules import INTEGER_FORMATS
from mockserver.mock.patterns import implied, size, strict

_ONE: Final = frozenset(
    {"items", "additionalProperties", "contains", "propertyNames", "not", "if", "then", "else"}
    | {"unevaluatedItems", "unevaluatedProperties"}
)
_MANY: Final = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_NAMED: Final = frozenset({"properties", "patternProperties", "dependentSchemas", "$defs"})
_MEMBERS: Final = frozenset({"properties", "patternProperties", "additionalProperties"})

GREAT_PATTERN: Final = 100
"""States of a pattern, above which the length of a text counts."""
MOST_WORK: Final = 20_000_000
"""States times characters: about half a second."""

# OAS Format Registry: each bounds a number from both sides.
BOUNDS: Final = {**INTEGER_FORMATS, "double-int": (-(2**53) + 1, 2**53 - 1)}


def prepared(
    whole: Any, *, nulls: bool = False, kept: dict[tuple[int, str], Any] | None = None
) -> dict[str, Any] | bool:
    """The schema that the engine is given for a standalone schema.

    `kept` holds what was made of definitions that it shares with others, as long as these live.
    """
    if not isinstance(whole, Mapping):
        return bool(whole)
    member, kept = _nullable if nulls else _as_it_is, {} if kept is None else kept
    written = _schema({key: value for key, value in whole.items() if key != "$defs"}, member)
    for name, definition in whole.get("$defs", {}).items():
        key = (id(definition), "patch" if nulls else "request")
        if key not in kept:
            kept[key] = _walked(definition, member)
        written.setdefault("$defs", {})[name] = kept[key]
    return written


Member = Callable[[Any], Any]
"""What becomes of the schema of an object's member."""


def _as_it_is(schema: Any) -> Any:
    return schema


def _nullable(schema: Any) -> Any:
    return {"anyOf": [schema, {"type": "null"}]} if isinstance(schema, dict) else schema


def _walked(schema: Any, member: Member) -> Any:
    return _schema(schema, member) if isinstance(schema, Mapping) else schema


def _schema(schema: Mapping[str, Any], member: Member) -> dict[str, Any]:
    written = {key: _keyword(key, value, member) for key, value in schema.items()}
    if isinstance(schema.get("format"), str):
        _bound(written)
    if isinstance(schema.get("pattern"), str):
        _spare(written, size(schema["pattern"]))
    if "discriminator" in schema:
        _pin(written)
    return written


def _keyword(key: str, value: Any, member: Member) -> Any:
    if key == "pattern" and isinstance(value, str):
        return strict(value)
    if key in _MANY and isinstance(value, list | tuple):
        return [_walked(each, member) for each in value]
    of_member = member if key in _MEMBERS else _as_it_is
    if key in _ONE and isinstance(value, Mapping):
        return of_member(_schema(value, member))
    if key in _NAMED and isinstance(value, Mapping):
        name_of = strict if key == "patternProperties" else str
        return {name_of(name): of_member(_walked(each, member)) for name, each in value.items()}
    return value


def _spare(written: dict[str, Any], states: int) -> None:
    """Lets a text that is so long that its pattern would take seconds meet a looser one: an engine without backtracking
    takes time by the product of both.
    """
    if states > GREAT_PATTERN:
        pattern = written.pop("pattern")
        short = {"maxLength": MOST_WORK // states}
        _add(written, {"if": short, "then": {"pattern": pattern}, "else": implied(pattern)})


def _bound(written: dict[str, Any]) -> None:
    """Narrows a number to what its format holds."""
    bounds = BOUNDS.get(written["format"])
    if bounds and written.get("type") != "string":
        low, high = bounds
        written["minimum"] = max(low, _number(written.get("minimum"), low))
        written["maximum"] = min(high, _number(written.get("maximum"), high))


def _number(value: Any, default: int) -> Any:
    return value if isinstance(value, int | float) else default


# --- discriminators


@dataclass(frozen=True, slots=True)
class _Discriminator:
    """`names` are the values that mean each target: reference -> values. `default` is the reference for all others."""

    tag: str
    names: Mapping[str, list[Any]]
    default: str | None

    @classmethod
    def of(cls, said: Any) -> _Discriminator | None:
        if not isinstance(said, Mapping) or not isinstance(said.get("propertyName"), str):
            return None
        names: dict[str, list[Any]] = {}
        mapping = said.get("mapping")
        for value, target in mapping.items() if isinstance(mapping, Mapping) else ():
            names.setdefault(target, []).extend(_as_sent(value))
        return cls(said["propertyName"], names, said.get("defaultMapping")) if names else None

    @property
    def all_names(self) -> list[Any]:
        return [name for names in self.names.values() for name in names]

    def pin(self, names: list[Any]) -> dict[str, Any]:
        """Asks for one of these names; whether null is one is for the branch to judge."""
        return {"properties": {self.tag: {"enum": [*names, None]}}}


def _as_sent(value: str) -> list[Any]:
    # "tooling MAY convert response values to strings for comparison" -- OAS 3.2, Options for Mapping Values to Schemas
    if value in {"true", "false"}:
        return [value, value == "true"]
    return [value, int(value)] if value.isascii() and value.isdigit() and len(value) < 16 else [value]


def _pin(written: dict[str, Any]) -> None:
    """Lets each branch ask for its names; a value that names none is refused, unless there is a default."""
    said = _Discriminator.of(written["discriminator"])
    keywords = [keyword for keyword in ("oneOf", "anyOf") if written.get(keyword)]
    if said is None or not keywords:
        return
    for keyword in keywords:
        written[keyword] = [_branch(each, said) for each in written[keyword]]
    branches = [each for keyword in keywords for each in written[keyword]]
    if said.default is None and all(isinstance(each, Mapping) and "$ref" in each for each in branches):
        # "If the discriminating value does not match an implicit or explicit mapping, no schema can be determined and
        # validation SHOULD fail." -- OAS 3.2, Discriminator Object, Examples
        _add(written, said.pin(said.all_names))


def _branch(branch: Any, said: _Discriminator) -> Any:
    target = branch.get("$ref") if isinstance(branch, Mapping) else None
    names = said.names.get(target, []) if isinstance(target, str) else []
    if target is not None and target == said.default:
        others = [name for name in said.all_names if name not in names]
        _add(branch, {"properties": {said.tag: {"not": {"enum": others}}}})
    elif names:
        _add(branch, said.pin(names))
        _add(branch, {"required": [said.tag]} if said.default else None)
    return branch


def _add(schema: dict[str, Any], rule: dict[str, Any] | None) -> None:
    if rule:
        schema["allOf"] = [*schema.get("allOf", ()), rule]
