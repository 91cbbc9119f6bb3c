"""Wording: the faults that the engine finds as rules that people read, the one that matters out of a choice of schemas.

"must be at most 100", "is required", "is not a declared property; did you mean `price`?". Each rule follows its subject
(`findings`). Knows the kinds of jsonschema-rs, and the shape of the schema for suggestions; decides nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from mockserver.document.model import ABSENT
from mockserver.mock.checking import MOST_FAULTS, Fault, Path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from mockserver.mock.shapes import Shape

MOST_OPTIONS: Final = 10
MOST_COMPARED: Final = 300
MOST_SUGGESTIONS: Final = 10
DEEPEST: Final = 30


@dataclass(frozen=True, slots=True)
class Rule:
    """What a value breaks: where in the value, in words, and the value (ABSENT where it says nothing).

    `echo` marks what may only follow from another fault at or below the same place.
    """

    path: Path
    text: str
    value: Any = ABSENT
    echo: bool = False


def rules(faults: Iterable[Fault], shape: Shape) -> list[Rule]:
    """The rules that are broken by a value of that shape, each once, in the engine's order.

    A value whose schema has the format `password` is not among them.
    """
    told = [rule for fault in faults for rule in _rules(fault, shape, 0)]
    found = list({(rule.path, rule.text): rule for rule in told}.values())[:MOST_FAULTS]
    kept = _without_echoes(found) or found[:1] or [Rule((), "does not match the schema")]
    return [replace(rule, value=ABSENT) if _is_secret(shape, rule.path) else rule for rule in kept]


def _without_echoes(found: list[Rule]) -> list[Rule]:
    """A choice of schemas fails with its branches, and a property is unevaluated when the schema declaring it
    failed.
    """
    told = [rule.path for rule in found if not rule.echo]
    return [rule for rule in found if not rule.echo or not any(path[: len(rule.path)] == rule.path for path in told)]


def _is_secret(shape: Shape, path: Path) -> bool:
    return any(_at(shape, path[:end]).keyword("format") == "password" for end in range(len(path) + 1))


def _rules(fault: Fault, shape: Shape, depth: int) -> Iterator[Rule]:
    if fault.is_of_choice and depth < DEEPEST:
        yield from _of_choice(fault, shape, depth)
    elif fault.keyword == "required":
        yield Rule((*fault.path, fault.details["property"]), "is required")
    elif fault.keyword in {"additionalProperties", "unevaluatedProperties"}:
        yield from _unexpected(fault, shape)
    elif fault.keyword == "propertyNames":
        yield _property_name(fault)
    else:
        yield _plain(fault)


def _plain(fault: Fault) -> Rule:
    word = _WORDS.get(fault.keyword)
    text = word(fault.details, fault.value) if word else f"breaks the rule `{fault.keyword}` of its schema"
    return Rule(fault.path, text, ABSENT if fault.keyword in _SILENT else fault.value)


# --- a choice of schemas


def _of_choice(fault: Fault, shape: Shape, depth: int) -> Iterator[Rule]:
    """What is wrong by the branch that was most likely meant; all branches' first words if none stands out."""
    branches = fault.branches
    if not branches:
        yield Rule(fault.path, "fits more than one of the schemas of which exactly one must fit")
        return
    likely = _likely(branches, fault.path)
    if len(likely) == 1:
        for each in likely[0]:
            yield from (replace(rule, echo=True) for rule in _rules(each, shape, depth + 1))
    else:
        yield _summary(likely or branches, fault)


def _likely(branches: Sequence[Sequence[Fault]], path: Path) -> list[Sequence[Fault]]:
    """The branches whose type fits, and of these the ones whose tag fits, and of these the ones with fewest faults."""
    kept = [branch for branch in branches if not any(_is_of_type(each, path) for each in branch)]
    tagged = [branch for branch in kept if not any(_is_tag(each, path) for each in branch)] or kept
    fewest = min((len(branch) for branch in tagged), default=0)
    return [branch for branch in tagged if len(branch) == fewest]


def _is_of_type(fault: Fault, path: Path) -> bool:
    return fault.keyword == "type" and fault.path == path


def _is_tag(fault: Fault, path: Path) -> bool:
    """Whether a property of fixed value differs, as a discriminator does."""
    return fault.keyword in {"const", "enum"} and len(fault.path) == len(path) + 1


def _summary(branches: Sequence[Sequence[Fault]], fault: Fault) -> Rule:
    by_type = [each for branch in branches for each in branch if _is_of_type(each, fault.path)]
    types = [name for each in by_type for name in each.details["types"]]
    if types and len(branches) <= len(types):
        return Rule(fault.path, f"must be {_either(types)}", fault.value)
    return Rule(fault.path, "fits none of the schemas that are allowed here", fault.value, echo=True)


# --- properties


def _unexpected(fault: Fault, shape: Shape) -> Iterator[Rule]:
    known = _at(shape, fault.path).names
    for index, name in enumerate(fault.details["unexpected"][:MOST_FAULTS]):
        is_echo = fault.keyword == "unevaluatedProperties" and name in known
        suggestion = meant(name, known) if index < MOST_SUGGESTIONS else ""
        yield Rule((*fault.path, name), "is not a declared property" + suggestion, echo=is_echo)


def meant(name: str, known: Iterable[str]) -> str:
    """The end of a sentence: "; did you mean `price`?", or nothing if no known name is near."""
    near = get_close_matches(name[:100], [each for each in known if each != name][:MOST_COMPARED], n=1)
    return f"; did you mean `{near[0]}`?" if near else ""


def _at(shape: Shape, path: Path) -> Shape:
    for step in path:
        shape = shape.item(step) if isinstance(step, int) else shape.property(step)
    return shape


def _property_name(fault: Fault) -> Rule:
    error = fault.details["error"]
    name = str(error.instance)
    return Rule((*fault.path, name), f"is no name for a property here: the name {_plain(Fault.of(error, name)).text}")


# --- words


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _counted(bound: str, noun: str) -> Callable[[Mapping[str, Any], Any], str]:
    plural = {"property": "properties"}.get(noun, noun + "s")

    def words(kind: Mapping[str, Any], value: Any) -> str:
        limit = kind["limit"]
        return f"must have {bound} {limit} {noun if limit == 1 else plural}, not {len(value)}"

    return words


_TYPES: Final = {
    "null": "null", "boolean": "true or false", "integer": "an integer", "number": "a number", "string": "a string",
    "array": "an array", "object": "an object",
}  # fmt: skip


def _either(types: Sequence[str]) -> str:
    words = [_TYPES.get(name, name) for name in sorted(dict.fromkeys(types), key="null".__eq__)]
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


FORMATS: Final = {
    "date-time": "a date and time such as 2026-05-31T10:00:00Z",
    "date": "a date such as 2026-05-31",
    "time": "a time such as 10:00:00Z",
    "duration": "a duration such as P3DT12H",
    "email": "an email address",
    "idn-email": "an email address",
    "hostname": "a host name",
    "ipv4": "an IPv4 address",
    "ipv6": "an IPv6 address",
    "uri": "an absolute URI such as https://example.com/a",
    "uri-reference": "a URI reference",
    "uuid": "a UUID",
    "regex": "a regular expression",
    "json-pointer": "a JSON Pointer",
    "byte": "base64",
    "base64url": "base64url",
    "char": "a single character",
}


def _format(kind: Mapping[str, Any], _value: Any) -> str:
    name = kind["format"]
    return f"must be {FORMATS[name]}" if name in FORMATS else f"must be of the format `{name}`"


def _enum(kind: Mapping[str, Any], value: Any) -> str:
    options = [option for option in kind["options"] if option is not None or len(kind["options"]) == 1]
    listed = ", ".join(_json(option) for option in options[:MOST_OPTIONS])
    rest = f" or one of {len(options) - MOST_OPTIONS} more" if len(options) > MOST_OPTIONS else ""
    return f"must be {'one of ' if len(options) > 1 else ''}{listed}{rest}{_perhaps(value, options)}"


def _perhaps(value: Any, options: Sequence[Any]) -> str:
    near = get_close_matches(str(value)[:100], [str(option) for option in options][:MOST_COMPARED], n=1)
    return f" (did you mean {_json(near[0])}?)" if near and len(options) > 1 and isinstance(value, str) else ""


_INTRICATE: Final = "is too intricate for its pattern"

_WORDS: Final[Mapping[str, Callable[[Mapping[str, Any], Any], str]]] = {
    "type": lambda kind, _: f"must be {_either(kind['types'])}",
    "maximum": lambda kind, _: f"must be at most {_json(kind['limit'])}",
    "minimum": lambda kind, _: f"must be at least {_json(kind['limit'])}",
    "exclusiveMaximum": lambda kind, _: f"must be less than {_json(kind['limit'])}",
    "exclusiveMinimum": lambda kind, _: f"must be greater than {_json(kind['limit'])}",
    "multipleOf": lambda kind, _: f"must be a multiple of {_json(kind['multiple_of'])}",
    "maxLength": _counted("at most", "character"),
    "minLength": _counted("at least", "character"),
    "maxItems": _counted("at most", "item"),
    "minItems": _counted("at least", "item"),
    "maxProperties": _counted("at most", "property"),
    "minProperties": _counted("at least", "property"),
    "uniqueItems": lambda *_: "must not hold the same item twice",
    "contains": lambda *_: "must hold an item that its schema asks for",
    # Without the pattern there is an error in its place: the engine has given up.
    "pattern": lambda kind, _: f"must match the pattern {kind['pattern']}" if "pattern" in kind else _INTRICATE,
    "backtrackLimitExceeded": lambda *_: _INTRICATE,
    "format": _format,
    "enum": _enum,
    "const": lambda kind, _: f"must be {_json(kind['expected_value'])}",
    "not": lambda kind, _: "is what its schema excludes" if kind.get("schema") else "is not allowed",
    "unevaluatedItems": lambda *_: "has items that its schema does not declare",
    "falseSchema": lambda *_: "is not allowed",
    "large": lambda *_: "does not match its schema, and is too large to say where",
}

_SILENT: Final = frozenset(
    {
        "maxItems",
        "minItems",
        "maxProperties",
        "minProperties",
        "uniqueItems",
        "contains",
        "falseSchema",
        "unevaluatedItems",
    }
)
