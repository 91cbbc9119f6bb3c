"""What is said of a text that is no YAML: the place of the mistake, what is wrong and the likely cure."""

from __future__ import annotations

from typing import Any

import pytest
from yaml.error import YAMLError

from mockserver.document.diagnostics import Location
from mockserver.document.yaml_complaints import complaint
from mockserver.document.yaml_composer import compose
from mockserver.document.yaml_events import PurePython
from mockserver.errors import DocumentError

PARSERS = [pytest.param(None, id="libyaml"), pytest.param(PurePython, id="python")]

# text, line, column, part of the message, part of the hint
SLIPS = [
    # characters that cannot begin a value
    ("a: @b", 1, 4, "a value cannot begin with @ unless it is in quotes", "put the whole value in quotes"),
    ("a:\n  - `b`", 2, 5, "a value cannot begin with ` unless it is in quotes", "put the whole value in quotes"),
    ("a: %b", 1, 4, "a value cannot begin with % unless it is in quotes", "put the whole value in quotes"),
    ("a: ,b", 1, 4, "a value cannot begin with ,", "put the whole value in quotes"),
    ("a: ]", 1, 4, "a value cannot begin with ]", "each bracket is closed by its like"),
    ("a: [}", 1, 5, "a value cannot begin with }", "each bracket is closed by its like"),
    # tabs
    ("a:\n\tb: 1", 2, 1, "a tab stands where indentation is needed", "indent with spaces"),
    ("\ta: 1", 1, 1, "a tab stands where indentation is needed", "indent with spaces"),
    ("a:\n  b: 1\n\tc: 2", 3, 1, "a tab stands where indentation is needed", "indent with spaces"),
    # a * or & that is meant as such
    ("content:\n  */*: 1", 2, 3, "*/* must stand in quotes", "write '*/*'"),
    ("a: *", 1, 4, "* begins an anchor or alias, and no name follows", "put the text in quotes"),
    ("a: & b", 1, 4, "& begins an anchor or alias, and no name follows", "put the text in quotes"),
    # quotes
    ("a: 'it's'", 1, 8, "this follows a complete value", "one pair of quotes"),
    ("a: 'b\nc: 1", 1, 4, "this quote is never closed", "written ''"),
    ('a: "b\nc: 1', 1, 4, "this quote is never closed", "close it"),
    ('a: "b\n---\n"', 1, 4, "not closed before the next line '---'", "close it"),
    ('a: "b" c', 1, 8, "this follows a complete value", "one pair of quotes"),
    (r'a: "\ud83d"', 1, None, "half of a character", "write the character itself"),
    (r'pattern: "^\d+$"', 1, None, "a backslash within double quotes begins an escape", "use single quotes"),
    (r'a: "\xZZ"', 1, None, "this escape needs hexadecimal digits", "write \\\\ for a backslash"),
    # block scalars and tags
    ("a: |text\n  b", 1, 4, "the text of a | or > block begins on the next line", "move it down"),
    ("a: >1x\n  b", 1, 4, "the text of a | or > block begins on the next line", "in quotes if the > belongs"),
    ("a: !x!y z", 1, 4, "! begins a tag, and this is none", "put the text in quotes"),
    ("a: !<>", 1, 4, "! begins a tag, and this is none", "put the text in quotes"),
    # colons
    ("description: Note: this", 1, 18, "a colon and a space stand within a value", "put the value in quotes"),
    ("a: 1\n b: 2", 2, 3, "the line is indented too far", "check the indentation"),
    ("a:1\nb: 2", 2, 2, "a colon and a space stand within a value", "a space behind its colon"),
    ("a:\n  b: 1\nc\n", 3, 1, "neither a key with a colon", "add ': '"),
    ("a: >\n  b\nc d e\nf: 1", 3, 1, "neither a key with a colon", "indent each"),
    # indentation and lists
    ("a:\n    b: 1\n  c: 2", 3, 3, "this key stands in a column of its own", "move it to the column"),
    ("a: 1\n- b", 2, 1, "a list item stands where a key is expected", "below a key"),
    ("- a\nb: 1", 2, 1, "this line stands in the column of a list", "begin it with '- '"),
    ("a: - b", 1, 4, "a list cannot begin on the line of its key", "on the next line"),
    ("a: ? b", 1, 4, "'? ' cannot stand here", "in quotes"),
    ("a: 1 # b\n  c", 2, 3, "this follows a complete value, or stands in a column of its own", "the indentation"),
    # brackets
    ("a: {b: 1", 1, 4, "this { is never closed", "put the text in quotes"),
    ("a: [1,\n  2\n", 1, 4, "this [ is never closed", "close it"),
    ("a: [1\nb: 2\nc: 3]", 2, 2, "the bracket that closes the one of line 1 is missing", "put the text in quotes"),
    ("a: [", 1, 5, "the text ends here, and a bracket is not closed yet", "close it"),
    ("a: [1,\n  2,\n", 2, 5, "the text ends here, and a bracket is not closed yet", "close it"),
    ("a: {b: 1 c: 2}", 1, 11, "a comma or the bracket", "put the text in quotes"),
    ("path: {petId}/x", 1, 14, "this follows a complete value", "one pair of quotes"),
    ("a: [1,,2]", 1, 7, "a value is missing before this comma", "remove one of the commas"),
    ("{a: 1}}", 1, 7, "this } closes nothing", "remove it"),
    ("[1]\na: 2", 2, 1, "the document has ended before this line", "indentation"),
]


def _refused(text: str, parser: Any = None) -> Any:
    with pytest.raises(DocumentError) as caught:
        compose(text, name="api.yaml", parser=parser)
    (diagnostic,) = caught.value.diagnostics
    return diagnostic


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(("text", "line", "column", "message", "hint"), SLIPS)
def test_slips(text: str, line: int, column: int | None, message: str, hint: str, parser: Any) -> None:
    """Each slip of the kind that documents have is told where it is, in plain words, with a cure."""
    diagnostic = _refused(text, parser)
    assert message in diagnostic.message
    assert hint in diagnostic.hint
    assert diagnostic.location.line == line
    # The parsers disagree where an escape begins.
    assert column is None or diagnostic.location.column == column
    assert diagnostic.code == "yaml-syntax"


@pytest.mark.parametrize("text", ["[a:{b}]", "{a: b:}", "{a: [x:,y]}"])
def test_colons_within_brackets(text: str) -> None:
    """A colon that libyaml can make nothing of, and PyYAML's own parser can, is told as such."""
    diagnostic = _refused(text)
    assert "a colon ends a value" in diagnostic.message
    assert text[diagnostic.location.column - 1] == ":"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("%YAML 1.3\n---\na: 1", "this version of YAML is not known"),
        ("%FOO\n---\na: 1", "a line that begins with % is a directive"),
        ("%YAML x\n---\na: 1", "a line that begins with % is a directive"),
    ],
)
def test_directives(text: str, message: str) -> None:
    """A directive that is not known is told as such."""
    assert message in _refused(text).message


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    ("text", "place", "character"),
    [
        ("a: 1\nb: x\x07", "2:5", "U+0007"),
        ("a: \x00", "1:4", "U+0000"),
        ("\x7f", "1:1", "U+007F"),
        ("a: \x9b31m", "1:4", "U+009B"),
        ("a: \ufffe", "1:4", "U+FFFE"),
        ("a:\n- \ud800", "2:3", "U+D800"),
    ],
)
def test_characters(text: str, place: str, character: str, parser: Any) -> None:
    """A character that YAML does not allow is told by its code point and place."""
    diagnostic = _refused(text, parser)
    assert diagnostic.message == f"the character {character} is not allowed in YAML"
    assert (str(diagnostic.location), diagnostic.code) == (f"api.yaml:{place}", "yaml-character")


def test_unknown_complaints_are_passed_on() -> None:
    """What the table does not know is told in the parser's words."""
    (diagnostic,) = complaint(YAMLError("something new"), "a", name="api.yaml").diagnostics
    assert diagnostic.message == "this is not YAML: something new"
    assert diagnostic.location == Location("api.yaml")
