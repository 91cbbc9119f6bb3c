"""JSON text -> a tree of plain values, as strictly as RFC 8259 asks: no trailing comma, no comment, no NaN.

The reading is Python's `json`, in C; what that lets pass is refused by its hooks, and what it refuses is told in plain
words. Knows nothing of YAML: that a text which begins like JSON may be YAML is `parse`'s to know.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

from mockserver.document.bounds import DEEPEST, MOST_NODES, ScalarError, finite, integer
from mockserver.document.diagnostics import Location
from mockserver.document.text import Lines, unreadable

if TYPE_CHECKING:
    from mockserver.errors import DocumentError

_TOKEN: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[{]|[\]}]|-?Infinity|NaN|-?[0-9][-+.0-9eE]*', re.DOTALL)
# A pair, or half of one: a first one that no second one follows, or a second one that no first one precedes.
_HALF: Final = re.compile(r"\\u[dD](?:[89abAB]H\\u[dD][c-fC-F]H|([89a-fA-F]H))".replace("H", "[0-9a-fA-F]{2}"))
_ESCAPE: Final = re.compile(
    r"\\(?:u[dD][89abAB]H\\u[dD][c-fC-F]H|(u[dD][89a-fA-F]H)|.)".replace("H", "[0-9a-fA-F]{2}"), re.DOTALL
)


def read(text: str, *, name: str) -> tuple[Any, bool]:
    r"""The tree of a JSON text, and whether a key stands twice in one of its objects (the later one has won).

    Half of a surrogate pair (`\ud800` alone), which no encoding can send, is read as U+FFFD, which is what a browser's
    or Node's encoder makes of it. Raises DocumentError.
    """
    _check_count(text, name)
    repeats: list[str] = []
    try:
        tree = _loaded(_whole_characters(text), repeats)
    except json.JSONDecodeError as error:
        raise _complaint(text, error, name=name) from None
    except ScalarError as error:
        place = _place(text, _bad_number(text), name=name)
        raise unreadable(place, error.reason, code=error.code, hint=error.hint) from None
    except RecursionError:
        raise _too_deep(text, name) from None
    if _is_deep(tree):
        raise _too_deep(text, name)
    return tree, bool(repeats)


def _loaded(text: str, repeats: list[str]) -> Any:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        # "The names within an object SHOULD be unique" -- RFC 8259, section 4
        entries = dict(pairs)
        if len(entries) != len(pairs):
            repeats.append("")
        return entries

    return json.loads(text, object_pairs_hook=unique, parse_float=finite, parse_int=integer, parse_constant=_no_number)


def _no_number(text: str) -> float:
    # "Numeric values that cannot be represented in the grammar below (such as Infinity and NaN)
    # are not permitted." -- RFC 8259, section 6
    raise ScalarError(f"{text} is not JSON", hint="leave the value out, or write null", code="number-out-of-range")


def _whole_characters(text: str) -> str:
    """The text with each escape of half a character replaced by that of U+FFFD; nothing else moves."""
    # Behind a backslash, only reading on from the left tells which of the two begins an escape.
    if not any(found[1] or text[found.start() - 1] == "\\" for found in _HALF.finditer(text)):
        return text
    return _ESCAPE.sub(lambda found: r"\ufffd" if found[1] else found[0], text)


# --- bounds


def _check_count(text: str, name: str) -> None:
    # Each value stands behind a bracket or a comma; counting those takes no time, building the values takes memory.
    if text.count(",") + text.count("[") + text.count("{") > MOST_NODES:
        message = f"the document holds more than {MOST_NODES:,} values"
        raise unreadable(Location(name), message, code="too-many-values", hint="use $ref for what repeats")


def _is_deep(tree: Any) -> bool:
    level = [tree] if isinstance(tree, (dict, list)) else []
    for _ in range(DEEPEST):
        values = (node.values() if type(node) is dict else node for node in level)
        level = [value for each in values for value in each if type(value) is dict or type(value) is list]
        if not level:
            return False
    return True


def _too_deep(text: str, name: str) -> DocumentError:
    steps = (({"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0), token.start()) for token in _TOKEN.finditer(text))
    depths = accumulate(steps, lambda above, step: (above[0] + step[0], step[1]))
    place = next((offset for depth, offset in depths if depth > DEEPEST), 0)
    message = f"the document is nested deeper than {DEEPEST} levels"
    hint = "no API needs that: give the levels names with $ref"
    return unreadable(_place(text, place, name=name), message, code="too-deep", hint=hint)


def _bad_number(text: str) -> int:
    """The offset of the first number that cannot be read, of which there is one."""
    numbers = (token for token in _TOKEN.finditer(text) if token[0][0] not in '"[]{}')
    return next(token.start() for token in numbers if not _is_good(token[0]))


def _is_good(number: str) -> bool:
    try:
        _loaded(number, [])
    except ScalarError:
        return False
    return True


def _place(text: str, offset: int, *, name: str) -> Location:
    return Location(name, *Lines(text).position(offset))


# --- complaints


@dataclass(frozen=True, slots=True)
class _Rule:
    """If Python's words begin with `says`, and the text at that place with `at`: this message and hint."""

    says: str
    at: str
    message: str
    hint: str


_ANY: Final = ""
_CLOSE: Final = r"[}\]]"

# The first row that fits decides.
_RULES: Final = (
    _Rule("Unterminated string", _ANY, "this string is never closed", 'close it with "'),
    _Rule("Invalid control", r"[\r\n]", "a string cannot go on over a line break", 'close it with ", or write \\n'),
    _Rule("Invalid control", r"\t", "a tab cannot stand in a string", "write \\t"),
    _Rule("Invalid control", _ANY, "a control character cannot stand in a string", "remove it, or write \\u00XX"),
    _Rule(r"Invalid \\u", _ANY, "\\u needs four hexadecimal digits", "write \\\\ for a backslash"),
    _Rule(r"Invalid \\", _ANY, "a backslash begins an escape, and this is none", "write \\\\ for a backslash"),
    _Rule("Expecting", r"\Z", "the text ends here, and the JSON does not", "is the file cut off?"),
    _Rule("Extra data", _CLOSE, "this closes nothing", "remove it"),
    _Rule("Extra data", _ANY, "the document has ended before this", "is a bracket closed too early?"),
    _Rule("Expecting", r"//|/\*|#", "JSON has no comments", "remove it, or write the document in YAML"),
    _Rule("Expecting", "['\u2018\u201c\u201d]", 'text stands in double quotes (") in JSON', "change the quotes"),
    _Rule("Expecting property", r"[,:\[{\d]", "a key is missing here", 'each entry reads "key": value'),
    _Rule("Expecting property", _ANY, "keys stand in double quotes in JSON", "put the key in quotes"),
    _Rule("Expecting ':'", _ANY, "a colon is missing between the key and this", 'each entry reads "key": value'),
    _Rule("Expecting ','", r"}", "a ] is missing before this }", "close the list"),
    _Rule("Expecting ','", r"\]", "a } is missing before this ]", "close the object"),
    _Rule(
        "Expecting ','", r"(?<=\d)[\d.x]", "JSON does not write a number like this", "as 0.5, 10 or 1e3; else quote it"
    ),
    _Rule("Expecting ','", _ANY, "a comma is missing before this", "put a comma behind the value above"),
    _Rule("Expecting value", r"[-+.\d]", "JSON does not write a number like this", "as 0.5, 10 or 1e3; else quote it"),
    _Rule("Expecting value", r"True|False|None", "JSON writes true, false and null", "change it (None is null)"),
    _Rule("Expecting value", r"[,:}\]]", "a value is missing before this", "add the value, or remove the comma or key"),
    _Rule("Expecting value", _ANY, "this is no value in JSON", "text stands in double quotes"),
    _Rule(_ANY, _ANY, "this is not JSON", "check it against json.org"),
)
_TRAILING: Final = _Rule(_ANY, _ANY, "JSON does not allow a comma before the closing bracket", "remove the comma")


def _complaint(text: str, error: json.JSONDecodeError, *, name: str) -> DocumentError:
    rule, offset = _fitting(text, error)
    return unreadable(_place(text, offset, name=name), rule.message, code="json-syntax", hint=rule.hint)


def _fitting(text: str, error: json.JSONDecodeError) -> tuple[_Rule, int]:
    comma = _trailing_comma(text, error.pos)
    if comma is not None and error.msg.startswith(("Expecting prop", "Expecting val", "Illegal")):
        return _TRAILING, comma
    fitting = (rule for rule in _RULES if re.match(rule.says, error.msg) and re.compile(rule.at).match(text, error.pos))
    return next(fitting), error.pos


def _trailing_comma(text: str, offset: int) -> int | None:
    """The offset of a comma with nothing but a closing bracket behind it, at or before this place."""
    at = max(text.rfind(",", 0, offset + 1), 0)
    found = re.compile(r",\s*[}\]]").match(text, at)
    return at if found and found.end() > offset else None
