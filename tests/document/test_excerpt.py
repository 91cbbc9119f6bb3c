"""Excerpts: the shape, the mark under the place, what fits into a terminal, and what may not reach one."""

from __future__ import annotations

from textwrap import dedent
from unicodedata import category, east_asian_width

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.document.diagnostics import Diagnostic, Location, Severity
from mockserver.document.excerpt import NARROWEST, excerpt
from mockserver.document.parse import parse
from mockserver.document.quoting import visible
from mockserver.document.text import Lines
from mockserver.errors import DocumentError


def _diagnostic(line: int, column: int, message: str = "it is wrong", hint: str = "") -> Diagnostic:
    return Diagnostic(Severity.ERROR, Location("api.yaml", line, column), message, hint=hint, code="a-rule")


def test_the_shape() -> None:
    """An excerpt tells rule, place, message, line, mark and cure."""
    text = "paths:\n" * 30 + "                $ref: '#/components/schemas/Pte'  # here\n"
    diagnostic = Diagnostic(
        Severity.ERROR,
        Location("openapi.yaml", 31, 23),
        "'#/components/schemas/Pte' leads nowhere",
        hint="did you mean '#/components/schemas/Pet'?",
        code="ref-not-found",
    )
    assert excerpt(diagnostic, text) == dedent("""\
        error[ref-not-found]: openapi.yaml:31:23
          '#/components/schemas/Pte' leads nowhere
           |
        31 |                 $ref: '#/components/schemas/Pte'  # here
           |                       ^^^^^^^^^^^^^^^^^^^^^^^^^^
           = help: did you mean '#/components/schemas/Pet'?""")
    assert excerpt(diagnostic, Lines(text)) == excerpt(diagnostic, text)


def test_a_refused_text() -> None:
    """What `parse` refuses is shown with the text that it refused."""
    text = "a: 1\nb: @c\n"
    with pytest.raises(DocumentError) as caught:
        parse(text, name="api.yaml")
    assert excerpt(caught.value.diagnostics[0], text) == dedent("""\
        error[yaml-syntax]: api.yaml:2:4
          a value cannot begin with @ unless it is in quotes
          |
        2 | b: @c
          |    ^^
          = help: put the whole value in quotes""")


@pytest.mark.parametrize(
    ("line", "column", "marked"),
    [
        ("key: value", 1, "key"),
        ("key: value", 6, "value"),
        ("key: two words", 6, "two"),
        ("url: http://a.test:80/x, b", 6, "http://a.test:80/x"),
        ("[abc, d]", 2, "abc"),
        ("[abc, d]", 1, "["),
        ("{a: b}", 2, "a"),
        ('{"a \\" b": 1}', 2, '"a \\" b"'),
        ("'it''s': 1", 1, "'it''s'"),
        ("a: 'open", 4, "'open"),
        ("/pets/{id}: x", 1, "/pets/"),
        ("a:  b", 3, " "),
        ("a", 2, " "),
        ("a", 9, " "),
        ("", 1, " "),
        ("a", 0, "a"),
    ],
)
def test_what_is_marked(line: str, column: int, marked: str) -> None:
    """The mark underlines the string or the word that begins at the place, and at least one column."""
    mark = excerpt(_diagnostic(1, column), f"{line}\n").splitlines()[4].partition("| ")[2]
    start = min(max(column, 1) - 1, len(line))
    assert mark == " " * start + "^" * len(marked)


@pytest.mark.parametrize(
    ("line", "column", "shown", "mark"),
    [
        ("\ta: b", 5, "    a: b", "       ^"),
        ("日本: 語x", 5, "日本: 語x", "      ^^^"),
        ("e\u0301: b", 5, "e\u0301: b", "   ^"),
        ("😀: b", 4, "😀: b", "    ^"),
        ("\x1b[2J: b", 1, "\\x1b[2J: b", "^^^^"),
        ("\u202ea: b", 2, "\\u202ea: b", "      ^"),
    ],
)
def test_columns_of_a_terminal(line: str, column: int, shown: str, mark: str) -> None:
    """Tabs, wide and combining characters and escapes take the columns that they take, so the mark stands below."""
    _, _, _, source, below = excerpt(_diagnostic(1, column), line).splitlines()
    assert (source, below) == (f"1 | {shown}", f"  | {mark}")


@pytest.mark.parametrize("column", [1, 20, 50, 1000, 4999, 5001])
def test_a_long_line(column: int) -> None:
    """Of a long line, what is around the place is shown, and it shows where it was cut."""
    line = "".join(chr(ord("a") + index % 26) for index in range(5000))
    *_, source, below = excerpt(_diagnostic(1, column), line, width=60).splitlines()
    at = below.index("^")
    assert len(source) <= 60
    assert source[at : at + 1] == line[column - 1 : column]
    assert source.startswith("1 | ...") is (column > 28)
    assert source.endswith("...") is (column < 4999)


def test_long_messages() -> None:
    """Messages and cures are broken into lines, indented below their beginning."""
    shown = excerpt(_diagnostic(1, 1, message="word " * 30, hint="cure " * 30), "a", width=50).splitlines()
    assert max(map(len, shown)) <= 50
    assert shown[1:4] == ["  " + " ".join(["word"] * 9)] * 3
    assert shown[-4:-2] == ["  = help: " + " ".join(["cure"] * 8), " " * 10 + " ".join(["cure"] * 8)]


def test_no_line() -> None:
    """Where only the file is known, the pointer tells the place."""
    diagnostic = Diagnostic(
        Severity.WARNING, Location("api.yaml"), "it is wrong", "/paths/~1pets", "change it", "a-rule"
    )
    assert excerpt(diagnostic, "a: 1").splitlines() == [
        "warning[a-rule]: api.yaml",
        "  it is wrong",
        "  = at: /paths/~1pets",
        "  = help: change it",
    ]


def test_a_line_that_is_not_there() -> None:
    """A place outside of the text, which has changed since, shows no line."""
    assert excerpt(_diagnostic(7, 1), "a: 1") == "error[a-rule]: api.yaml:7:1\n  it is wrong"


@pytest.mark.parametrize(
    ("severity", "word"), [(Severity.FATAL, "error"), (Severity.ERROR, "error"), (Severity.WARNING, "warning")]
)
def test_severities(severity: Severity, word: str) -> None:
    """What is not served and what is wrong are errors, the rest are warnings."""
    diagnostic = Diagnostic(severity, Location("x"), "m", code="c")
    assert excerpt(diagnostic, "").startswith(f"{word}[c]: x\n")


@example(text="0" * 18 + "\x1f" * 4 + "x", place=(1, 24), words=("", "", ""), width=0)
@given(
    text=st.text(st.characters()),
    place=st.tuples(st.integers(0, 3), st.integers(0, 200)),
    words=st.tuples(st.text(), st.text(), st.text()),
    width=st.integers(0, 200),
)
def test_any_text(text: str, place: tuple[int, int], words: tuple[str, str, str], width: int) -> None:
    """Nothing that steers a terminal comes through, and no line but the first is wider than asked for."""
    message, hint, name = words
    diagnostic = Diagnostic(Severity.ERROR, Location(name, *place), message, hint=hint, code="a-rule")
    first, *rest = excerpt(diagnostic, text, width=width).split("\n")
    assert all(visible(each) == each for each in (first, *rest))
    assert all(_columns(each) <= max(width, NARROWEST) for each in rest)


def _columns(text: str) -> int:
    return sum(0 if category(each) in {"Mn", "Me"} else 1 + (east_asian_width(each) in {"W", "F"}) for each in text)
