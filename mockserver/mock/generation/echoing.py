"""The path's parameters come back: `GET /pets/7` answers with the pet whose id is 7.

Knows which property a parameter means, by name: `petId` is `petId`, `pet_id` and, where the object is the thing that
the path leads to, `id`. Does not know requests; it gets names and values, the path's last parameter last.

In an object, the last parameter is its `id`; the others come back where a property has their name (`userId` in a pet of
`/users/{userId}/pets/{petId}`). In an array, each item has what the path says by name, but no item gets the `id`: a
list below `/users/7` is not a list of users. An envelope, such as `{"data": {...}}`, is looked into where it has
nothing of the name itself. Of `oneOf` and its kin, the branch counts that the value obeys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mockserver.mock.generation.realistic import words_of
from mockserver.mock.generation.showing import obeys
from mockserver.mock.generation.tidying import coerced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mockserver.mock.generation.choices import Branch
    from mockserver.mock.generation.nodes import Node

_ENVELOPES: Final = frozenset({"data", "result", "item", "items", "results", "response", "payload", "entry", "value"})
_MOST: Final = 8  # choices that are followed
_IDS: Final = frozenset({"id", "uuid", "guid", "key", "slug", "code", "name", "number"})


def echoed(value: Any, node: Node, given: Mapping[str, Any]) -> Any:
    """The value with what was given in it, wherever type and constraints of a property allow. The value is changed."""
    node = _taken(node, value)
    if isinstance(value, list):
        for at, each in enumerate(value):
            item = node.item(at) if "array" in node.whole.kinds else None
            if isinstance(each, dict) and item is not None:
                item = _taken(item, each)
                _set(each, item, dict(_by_name(each, item, given)))
        return value
    settings = {**dict(_of_its_own(value, node, given)), **dict(_by_name(value, node, given))}
    if not _set(value, node, settings):
        _in_envelope(value, node, given)
    return value


def _in_envelope(value: dict[str, Any], node: Node, given: Mapping[str, Any]) -> None:
    for name, each in value.items():
        is_inner = isinstance(each, (dict, list)) and name.lower() in _ENVELOPES
        if is_inner and (member := node.property(name)):
            echoed(each, member, given)


def _taken(node: Node, value: Any) -> Node:
    """The node with its choices made as the value obeys them; as far as that can be told."""
    for _ in range(_MOST):
        ways = (each for tier in node.tiers for branch, each in tier if _is_obeyed(branch, each, value))
        node = next(ways, node)
    return node


def _is_obeyed(branch: Branch, node: Node, value: Any) -> bool:
    is_valid = node.graph.schemas.is_valid
    is_refused = node.fault or any(is_valid(place, value) for place in branch.rejects)
    return not is_refused and all(is_valid(place, value) for place in branch.places)


def _set(value: dict[str, Any], node: Node, settings: Mapping[str, Any]) -> bool:
    """Whether anything was set."""
    fitting = {name: each for name, wish in settings.items() for each in _fitting(node.property(name), wish)}
    value.update(fitting)
    return bool(fitting)


def _fitting(node: Node | None, wish: Any) -> Iterator[Any]:
    """The given value, in the type that the property asks for; nothing where it does not obey the property."""
    if node is None:
        return
    for kind in node.whole.kinds:
        candidate = coerced(wish, "number" if kind == "fraction" else kind)
        if obeys(node, candidate):
            yield candidate
            return


def _by_name(value: Mapping[str, Any], node: Node, given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Properties that are called like a parameter, whichever way their words are joined."""
    names = {words_of(name): name for name in dict.fromkeys([*node.whole.declared(), *value])}
    for parameter, wish in given.items():
        words = words_of(parameter)
        if words in names and words != ("id",):
            yield names[words], wish


def _of_its_own(value: Mapping[str, Any], node: Node, given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """`id` (or `uuid`, `key` ...) of the object, from the last parameter: `petId`, `pet_id`, `id`."""
    parameter, wish = list(given.items())[-1]
    words = words_of(parameter)
    names = {words_of(name): name for name in dict.fromkeys([*node.whole.declared(), *value])}
    last = words[-1:]
    if last and last[0] in _IDS and last in names and not _is_of_another(words, names, node):
        yield names[last], wish
    elif len(words) == 1 and words not in names and ("id",) in names and words[0] in words_of(node.whole.label):
        yield names["id",], wish


def _is_of_another(words: tuple[str, ...], names: Mapping[tuple[str, ...], str], node: Node) -> bool:
    """`/pets/{petId}/order` gives an order that has a `petId` beside its own `id`: then the parameter is not the
    order's.
    """
    return len(words) > 1 and words in names and not set(words[:-1]) & set(words_of(node.whole.label))
