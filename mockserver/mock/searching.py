"""Finding the faults of a large value, part by part, so that the work and the memory are bounded.

The engine says quickly whether a value is right, and stops at the first fault; asked for the faults, it collects them
all, each with a copy of what it is about. A content of ten megabytes may have millions. So a large value is taken
apart: what is right is passed over, what is wrong is gone into, and only small parts are asked for their faults.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from mockserver.mock.checking import MOST_FAULTS, Checker, Fault, Path, part
from mockserver.mock.shapes import resolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mockserver.mock.shapes import Shape

HEAVIEST: Final = 5_000
"""Values, and scores of characters, of what is asked for its faults at once."""
DEEPEST: Final = 8
LARGE: Final = "large"
"""The keyword of a fault that could not be traced to one."""

MOST_CONJUNCTS: Final = 100

# What is said of an array or an object itself, and not of what it holds; and of a text.
_OF_WHOLE: Final = (
    "type", "minItems", "maxItems", "uniqueItems", "required", "minProperties", "maxProperties", "propertyNames",
    "dependentRequired",
)  # fmt: skip
_OF_TEXT: Final = ("minLength", "maxLength", "pattern", "format")
_COUNTED: Final = frozenset({"minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"})


def faults(check: Checker, value: Any) -> list[Fault]:
    """What breaks the schema in a value, at most `MOST_FAULTS`, whatever its size."""
    if not _is_heavy(value):
        return check.faults(value)
    return _within(check.shape, value, ()) or [Fault((), LARGE, {}, value)]


def _within(shape: Shape, value: Any, path: Path) -> list[Fault]:
    found = _surface(shape, value, path)
    for step, child in _children(value):
        if len(found) >= MOST_FAULTS:
            break
        inner = shape.item(step) if isinstance(step, int) else shape.property(step)
        check = part(inner)
        if not check.accepts(child):
            found += _of_part(check, child, (*path, step))
    return found[:MOST_FAULTS]


def _of_part(check: Checker, value: Any, path: Path) -> list[Fault]:
    if not _is_heavy(value):
        return check.faults(value, path)
    found = _within(check.shape, value, path) if len(path) < DEEPEST else []
    return found or [Fault(path, LARGE, {}, value)]


def _children(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, list):
        yield from enumerate(value)
    elif isinstance(value, dict):
        yield from value.items()


def _surface(shape: Shape, value: Any, path: Path) -> list[Fault]:
    """The faults of the whole, by schemas that say nothing of its parts: keyword by keyword."""
    found: list[Fault] = []
    for keyword, said, check in _rules(shape):
        if len(found) >= MOST_FAULTS:
            break
        seen = _seen(keyword, value)
        if not check.accepts(seen):
            of_rule = _of_rule(keyword, said, check, seen=seen, path=path)
            found += (replace(fault, value=value) for fault in islice(of_rule, MOST_FAULTS))
    return found


def _seen(keyword: str, value: Any) -> Any:
    """As much of a value as a keyword looks at. Of what it does not look at, it says nothing wrong."""
    if keyword == "type":
        return type(value)()
    if keyword in _OF_TEXT:
        return value if isinstance(value, str) else None
    return dict.fromkeys(value) if isinstance(value, dict) else value


def _of_rule(keyword: str, said: Any, check: Checker, *, seen: Any, path: Path) -> Iterator[Fault]:
    """The faults by one keyword. The engine would copy the value for each of them, and tell every name there is."""
    if keyword in _COUNTED:
        yield Fault(path, keyword, {"limit": said}, seen)
    elif keyword == "additionalProperties":
        unexpected = (name for name in seen if not check.accepts({name: None}))
        yield from check.faults(dict.fromkeys(islice(unexpected, MOST_FAULTS)), path)
    elif keyword == "propertyNames":
        alone = ({name: None} for name in seen)
        yield from (fault for each in alone if not check.accepts(each) for fault in check.faults(each, path))
    elif keyword == "required":
        yield from (Fault(path, "required", {"property": name}, seen) for name in said if name not in seen)
    elif keyword == "dependentRequired":
        needed = (name for given, names in said.items() if given in seen for name in names if name not in seen)
        yield from (Fault(path, "required", {"property": name}, seen) for name in needed)
    else:
        yield from check.faults(seen, path)


def _rules(shape: Shape) -> list[tuple[str, Any, Checker]]:
    """What is said of a whole at this place: the keyword, what it says, and what checks it alone."""
    known: list[tuple[str, Any, Checker]] | None = shape.kept.get("surface")
    if known is None:
        schemas = islice(_conjuncts(shape.schema, shape.definitions), MOST_CONJUNCTS)
        known = shape.kept["surface"] = [rule for schema in schemas for rule in _surface_rules(schema)]
    return known


def _surface_rules(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any, Checker]]:
    for keyword in filter(schema.__contains__, (*_OF_WHOLE, *_OF_TEXT)):
        yield keyword, schema[keyword], Checker({keyword: schema[keyword]})
    names = {keyword: dict.fromkeys(schema.get(keyword) or (), True) for keyword in ("properties", "patternProperties")}
    if schema.get("additionalProperties") is False:
        yield "additionalProperties", False, Checker({**names, "additionalProperties": False})


def _conjuncts(schema: Any, definitions: Mapping[str, Any], depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """The schema objects all of which a value must obey: itself, its reference, its `allOf`."""
    if not isinstance(schema, dict) or depth > DEEPEST:
        return
    yield schema
    if "$ref" in schema:
        yield from _conjuncts(resolved(schema["$ref"], definitions), definitions, depth + 1)
    for each in schema.get("allOf", ()):
        yield from _conjuncts(each, definitions, depth + 1)


def _is_heavy(value: Any) -> bool:
    """Whether a value has more parts, or longer texts in them, than are asked for their faults at once.

    Names weigh more: the engine copies an object for each name that is wrong.
    """
    weight, waiting = 0, [value]
    while waiting and weight <= HEAVIEST:
        each = waiting.pop()
        weight += 1
        if isinstance(each, str | bytes):
            weight += len(each) // 20
        elif isinstance(each, dict | list):
            weight += len(each) + (len(each) ** 2 // 10 if isinstance(each, dict) else 0)
            waiting.extend((each.values() if isinstance(each, dict) else each) if weight <= HEAVIEST else ())
    return weight > HEAVIEST
