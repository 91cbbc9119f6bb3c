"""What the YAML parsers complain of -> what is wrong, where, and the likely cure, in plain words.

Knows the words of libyaml and of PyYAML's own parser (both in PyYAML 6), and the slips behind them that occur in
OpenAPI documents. An unknown complaint is passed on in the parser's words, so nothing here can lose one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from yaml.error import MarkedYAMLError, YAMLError
from yaml.reader import ReaderError

from mockserver.document.diagnostics import Location
from mockserver.document.text import Lines, unreadable

if TYPE_CHECKING:
    from mockserver.errors import DocumentError


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """If the parser's words hold `says`, and what is left of the line where it stumbled begins with `at`: these words.

    They are told of that place, or with `begun` of the place where the thing begins that the parser was reading.
    """

    says: str
    message: str
    hint: str
    at: str = ""
    begun: bool = False


_COLON: Final = "could not find expected ':'"
_TOKEN: Final = "cannot start any token"  # noqa: S105 -- a YAML token
_VALUE: Final = "mapping values are not allowed"
_KEY: Final = "while parsing a block mapping"
_ALIAS: Final = "alphabetic or numeric character"
_QUOTED: Final = "quoted scalar"
_FLOW_NODE: Final = "while parsing a flow node"
_NODE: Final = "the node content|expected node content"

# The first row that fits decides, so a row with `at` stands before the one without.
_RULES: Final = (
    # characters
    _Rule(says="tab character", message="a tab stands where indentation is needed", hint="indent with spaces"),
    _Rule(says=_TOKEN, at=r"\t", message="a tab stands where indentation is needed", hint="indent with spaces"),
    _Rule(
        says=_TOKEN,
        at=r"[@`%]",
        message="a value cannot begin with {char} unless it is in quotes",
        hint="put the whole value in quotes",
    ),
    _Rule(says=_TOKEN, message="a value cannot begin with {char}", hint="put the whole value in quotes"),
    # anchors and aliases
    _Rule(
        says=_ALIAS,
        at=r"/\*",
        begun=True,
        message="*/* must stand in quotes, since a * begins an alias",
        hint="write '*/*'",
    ),
    _Rule(
        says=_ALIAS,
        begun=True,
        message="{char} begins an anchor or alias, and no name follows",
        hint="if the {char} belongs to the text, put the text in quotes",
    ),
    # quotes
    _Rule(
        says="unexpected end of stream",
        begun=True,
        message="this quote is never closed",
        hint="close it; a quote within single quotes is written '' and within double quotes \\\"",
    ),
    _Rule(
        says="unexpected document",
        begun=True,
        message="this quote is not closed before the next line '---' or '...'",
        hint="close it",
    ),
    _Rule(
        says="unknown escape character",
        message="a backslash within double quotes begins an escape, and this is none of YAML's",
        hint="write \\\\ for a backslash, or use single quotes, in which it is an ordinary character",
    ),
    _Rule(
        says="invalid Unicode character escape",
        message="this escape is half of a character (a surrogate), which YAML does not join with the other half",
        hint="write the character itself, or \\U and its eight hexadecimal digits",
    ),
    _Rule(
        says="hexdecimal number|hexadecimal n",
        message="this escape needs hexadecimal digits",
        hint="write \\\\ for a backslash, or use single quotes, in which it is an ordinary character",
    ),
    # block scalars and tags
    _Rule(
        says="expected comment or line break|chomping or indentation|indentation indicator",
        begun=True,
        message="the text of a | or > block begins on the next line",
        hint="move it down, or put the value in quotes if the {char} belongs to it",
    ),
    _Rule(
        says="undefined tag handle|parsing a tag|scanning a tag",
        begun=True,
        message="{char} begins a tag, and this is none",
        hint="if the {char} belongs to the text, put the text in quotes",
    ),
    # directives and documents
    _Rule(
        says="incompatible YAML",
        message="this version of YAML is not known",
        hint="remove the line: YAML 1.2 is understood without it",
    ),
    _Rule(
        says="directive|'.' character|%YAML",
        message="a line that begins with % is a directive, and YAML does not know this one",
        hint="remove the line, or put the text in quotes",
    ),
    _Rule(
        says="found unexpected ':'",
        message="a colon ends a value that is not in quotes, within brackets",
        hint="put the value in quotes, or a space behind the colon",
    ),
    _Rule(says="document start", at=r"[}\]]", message="this {char} closes nothing", hint="remove it"),
    _Rule(
        says="document start",
        message="the document has ended before this line",
        hint="check the indentation: the lines of one level begin in one column",
    ),
    # flow collections
    _Rule(
        says="',' or '}'|',' or ']'",
        at=r"\Z",
        begun=True,
        message="this {char} is never closed",
        hint="close it; if the {char} belongs to the text, put the text in quotes",
    ),
    _Rule(
        says="',' or '}'|',' or ']'",
        message="a comma or the bracket that closes the one of line {begun} is missing before this",
        hint="if a {{ or [ belongs to the text, put the text in quotes",
    ),
    _Rule(
        says=_FLOW_NODE,
        at=r"\Z",
        message="the text ends here, and a bracket is not closed yet",
        hint="close it; if a {{ or [ belongs to the text, put the text in quotes",
    ),
    _Rule(says=_FLOW_NODE, at=",", message="a value is missing before this comma", hint="remove one of the commas"),
    _Rule(
        says=_NODE,
        message="a value cannot begin with {char}",
        hint="put the whole value in quotes, or check that each bracket is closed by its like",
    ),
    # mappings and sequences
    _Rule(
        says=_VALUE,
        message="a colon and a space stand within a value that is not in quotes, or the line is indented too far",
        hint="put the value in quotes, or check the indentation; each key needs a space behind its colon",
    ),
    _Rule(
        says="sequence entries are not allowed",
        message="a list cannot begin on the line of its key",
        hint="begin it on the next line; if the - belongs to the text, put the text in quotes",
    ),
    _Rule(says="mapping keys are not allowed", message="'? ' cannot stand here", hint="put the text in quotes"),
    _Rule(
        says=_COLON,
        begun=True,
        message="this line is neither a key with a colon nor part of the value above it",
        hint="add ': ' behind the key; in a text of several lines, indent each (behind 'key: |')",
    ),
    _Rule(
        says="expected '-'|block collection",
        message="this line stands in the column of a list, and does not begin with '- '",
        hint="begin it with '- ', or check its indentation",
    ),
    _Rule(
        says=_KEY,
        at=r"- ",
        message="a list item stands where a key is expected",
        hint="a list belongs below a key: check the indentation",
    ),
    _Rule(
        says=_KEY,
        at=r"[^\s:]+:(\s|\Z)",
        message="this key stands in a column of its own",
        hint="move it to the column of the keys that it belongs to",
    ),
    _Rule(
        says=_KEY,
        message="this follows a complete value, or stands in a column of its own",
        hint="put the whole value in one pair of quotes, or check the indentation",
    ),
)

_UNKNOWN: Final = _Rule(says="", message="this is not YAML: {words}", hint="")


def complaint(error: YAMLError | UnicodeEncodeError, text: str, *, name: str) -> DocumentError:
    """The DocumentError of a parser's complaint about a text."""
    if isinstance(error, UnicodeEncodeError):
        return _character(text, error.start, name=name)
    if isinstance(error, ReaderError):
        return _character(text, _unprintable(text), name=name)
    if isinstance(error, MarkedYAMLError):
        return _marked(error, text, name=name)
    return unreadable(Location(name), f"this is not YAML: {error}", code="yaml-syntax")


# YAML 1.2.2, section 5.1: c-printable, as far as both parsers follow it.
_UNPRINTABLE: Final = re.compile(r"[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _unprintable(text: str) -> int:
    found = _UNPRINTABLE.search(text)
    return found.start() if found else 0


def _character(text: str, offset: int, *, name: str) -> DocumentError:
    place = Location(name, *Lines(text).position(offset))
    message = f"the character U+{ord(text[offset : offset + 1] or ' '):04X} is not allowed in YAML"
    hint = 'remove it; where it is meant, write it as an escape within double quotes, such as "\\u0007"'
    return unreadable(place, message, code="yaml-character", hint=hint)


def _marked(error: MarkedYAMLError, text: str, *, name: str) -> DocumentError:
    lines = Lines(text)
    stumbled = _position(error.problem_mark or error.context_mark)
    begun = _position(error.context_mark or error.problem_mark)
    rule = _fitting(f"{error.context or ''}; {error.problem or ''}", lines.line(stumbled[0])[stumbled[1] - 1 :])
    line, column = begun if rule.begun else stumbled
    if line >= len(lines) and line > 1 and not lines.line(line):
        line, column = line - 1, len(lines.line(line - 1)) + 1  # behind the last line: at the end of it
    rest = lines.line(line)[column - 1 :]
    shown = {"char": rest[:1] or "the end", "begun": begun[0], "words": error.problem}
    message, hint = rule.message.format(**shown), rule.hint.format(**shown)
    return unreadable(Location(name, line, column), message, code="yaml-syntax", hint=hint)


def _position(mark: Any) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _fitting(words: str, rest: str) -> _Rule:
    fitting = (rule for rule in _RULES if re.search(rule.says, words) and re.match(rule.at, rest))
    return next(fitting, _UNKNOWN)
