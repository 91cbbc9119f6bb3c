"""What the author of the document shows: `example`, `examples` and `default`, where they are valid.

Knows which shown values may stand for a node, and how to make another of the same shape, for the second item of a list.
Nothing that can be made up looks more real than what an author wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from mockserver.mock.generation.conjunction import key_of
from mockserver.mock.generation.tidying import HIDDEN, coerced, is_of_type

if TYPE_CHECKING:
    from mockserver.mock.generation.hints import Context
    from mockserver.mock.generation.nodes import Node

_MOST: Final = 50
_TYPE_OF: Final = {"fraction": "number"}
_PARTS: Final = re.compile(r"[0-9]+|[A-Za-z]+|[^0-9A-Za-z]+")
_IDENTIFYING: Final = frozenset({"id", "uuid", "number", "token", "sha", "hash", "md5", "sku", "ean", "isbn"})


def shown(node: Node, extra: tuple[Any, ...] = ()) -> list[Any]:
    """The values that the nearest place shows for a node, as far as they obey it; `extra` are shown nearer still."""
    for values in (list(extra), *_written(node)):
        known: dict[Any, Any] = {}
        for value in (_repaired(node, value) for value in values[:_MOST]):
            if obeys(node, value):
                known.setdefault(key_of(value), value)
        if known:
            return list(known.values())
    return []


def obeys(node: Node, value: Any) -> bool:
    """Whether a value obeys all places of a node, formats included."""
    return all(node.graph.schemas.is_valid(place, value, formats=True) for place in node.places)


def parts_shown(node: Node) -> Mapping[str, list[Any]]:
    """What the examples of an object show for each of its properties, whether or not they are valid as a whole."""
    found: dict[str, list[Any]] = {}
    for value in _examples(node.whole.places):
        for name, each in value.items() if isinstance(value, Mapping) else ():
            found.setdefault(str(name), []).append(each)
    return found


def _written(node: Node) -> Iterator[list[Any]]:
    """What the schema itself and what it refers to show. What a part of `allOf` shows is a part, for an object."""
    base = node.graph.node(node.places)
    before = set(base.whole.places) if node.decided else set()
    places = [place for place in node.whole.places if place not in before]
    own = places if "object" not in node.whole.kinds else [place for place in _own(node) if place not in before]
    is_null = node.whole.kinds == ("null",)
    for shows in (_examples, _defaults):
        yield from ([value for value in shows([place]) if value is not None or is_null] for place in own)


def _own(node: Node) -> Iterator[Any]:
    for place in node.places:
        for _ in range(20):
            yield place
            if "$ref" not in place.keywords:
                break
            place = node.graph.schemas.resolved(place.keywords["$ref"])  # noqa: PLW2901 -- a walk from place to place


def _examples(places: Any) -> Iterator[Any]:
    for place in places:
        if "example" in place.keywords:
            yield place.keywords["example"]
        several = place.keywords.get("examples")
        if isinstance(several, list):
            yield from several
        elif isinstance(several, Mapping):  # named, as in a Media Type Object: no JSON Schema, but met
            yield from (each["value"] for each in several.values() if isinstance(each, Mapping) and "value" in each)


def _defaults(places: Any) -> Iterator[Any]:
    """An empty default says what is sent if there is nothing; an answer should have something."""
    for place in places:
        if place.keywords.get("default") not in (None, "", [], {}):
            yield place.keywords["default"]


def _repaired(node: Node, value: Any) -> Any:
    """The example as the type that the schema asks for, without what is not sent in this direction."""
    types = [_TYPE_OF.get(kind, kind) for kind in node.whole.kinds]
    if len(types) <= 3 and not any(is_of_type(value, type_) for type_ in types):
        value = next((each for each in (coerced(value, type_) for type_ in types) if each is not value), value)
    return _pruned(node, value, 0)


def _pruned(node: Node, value: Any, depth: int) -> Any:
    if not isinstance(value, Mapping) or depth > 3 or node.fault:
        return value
    kept: dict[str, Any] = {}
    for name, each in value.items():
        member = node.property(str(name)) if isinstance(each, (Mapping, str, int, float)) else None
        if member is None or not is_hidden(member):
            kept[str(name)] = _pruned(member, each, depth + 1) if member is not None else each
    return kept


def is_hidden(node: Node) -> bool:
    """Whether a property is not sent in this direction: tidying has marked it with the keyword in question."""
    return any(HIDDEN in place.keywords for place in node.places)


# --- others like it ---------------------------------------------------------------------------------------------------


def is_identifying(role: str) -> bool:
    """Whether two things of a kind never share such a value."""
    return role in _IDENTIFYING


def like(value: Any, context: Context) -> Any:
    """Another value of the same shape: `ch_1A2b` gives `ch_9K3x`, 4021 gives 7735. Others come back as they are."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return value
    if isinstance(value, int):
        digits = len(str(abs(value)))
        return context.between(10 ** (digits - 1) if digits > 1 else 1, 10**digits - 1)
    parts = _PARTS.findall(value)
    kept = _prefix(parts)
    return "".join(part if at < kept else _redrawn(part, context) for at, part in enumerate(parts))


def _prefix(parts: list[str]) -> int:
    """How many parts at the front name the kind of thing: letters, and what is between them, before the first digit."""
    mixed = next((at for at, part in enumerate(parts) if part.isdigit()), len(parts))
    separators = [at for at, part in enumerate(parts[:mixed]) if not part.isalnum()]
    return separators[-1] + 1 if separators else 0


def _redrawn(part: str, context: Context) -> str:
    if not part.isalnum():
        return part
    return "".join(_other(char, context) for char in part)


def _other(char: str, context: Context) -> str:
    if char.isdigit():
        return str(context.between(0, 9))
    alphabet = "abcdef" if char in "abcdef" else "abcdefghijklmnopqrstuvwxyz"
    drawn: str = context.pick(alphabet)
    return drawn.upper() if char.isupper() else drawn


def copied(value: Any) -> Any:
    """A copy that may be changed; most values are texts and numbers, which need none."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, Mapping):
        return {key: copied(each) for key, each in value.items()}
    return [copied(each) for each in value] if isinstance(value, (list, tuple)) else value
