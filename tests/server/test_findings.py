"""Diagnostics as text, JSON and annotations, and their exit code."""

from __future__ import annotations

import json
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document.diagnostics import Diagnostic, Location, Severity
from mockserver.server.findings import as_json, exit_code, of_json, ordered, render, summary

ERROR = Diagnostic(
    Severity.ERROR, Location("a.yaml", 3, 5), "'prise' is unknown", "/a/prise", "did you mean 'price'?", "unknown"
)
WARNING = Diagnostic(Severity.WARNING, Location("a.yaml", 2, 1), "odd", code="odd")
FATAL = Diagnostic(Severity.FATAL, Location("b.yaml"), "not readable", code="unreadable")


def test_text_is_a_line_each_by_place() -> None:
    """The files come in the order in which they are first spoken of, and in each its lines."""
    assert render([ERROR, FATAL, WARNING]).splitlines() == [
        "a.yaml:2:1: warning: odd",
        "a.yaml:3:5: error: 'prise' is unknown (/a/prise) -- did you mean 'price'?",
        "b.yaml: fatal: not readable",
    ]


def test_the_same_is_told_once_and_what_is_of_a_whole_file_last() -> None:
    """A diagnostic that two judges found is one; one without a line stands behind those with one."""
    whole = Diagnostic(Severity.ERROR, Location("a.yaml"), "and 5 more")
    assert ordered([whole, ERROR, ERROR, WARNING]) == [WARNING, ERROR, whole]


def test_nothing_is_nothing() -> None:
    """Without diagnostics there is no text, and JSON is an empty list."""
    assert [render([]), render([], "github"), json.loads(render([], "json"))] == ["", "", []]


def test_json_is_a_list_of_objects() -> None:
    """A program gets each field under its name, and null where a line is not known."""
    assert json.loads(render([ERROR, FATAL], "json")) == [
        {
            "severity": "error",
            "code": "unknown",
            "file": "a.yaml",
            "line": 3,
            "column": 5,
            "pointer": "/a/prise",
            "message": "'prise' is unknown",
            "hint": "did you mean 'price'?",
        },
        {
            "severity": "fatal",
            "code": "unreadable",
            "file": "b.yaml",
            "line": None,
            "column": None,
            "pointer": "",
            "message": "not readable",
            "hint": "",
        },
    ]


def test_github_shows_each_as_an_annotation() -> None:
    """A workflow command names file, line, column and rule."""
    assert render([ERROR, FATAL, WARNING], "github").splitlines() == [
        "::warning file=a.yaml,line=2,col=1,title=odd::odd",
        "::error file=a.yaml,line=3,col=5,title=unknown::'prise' is unknown -- did you mean 'price'?",
        "::error file=b.yaml,title=unreadable::not readable",
    ]


@pytest.mark.parametrize(
    ("message", "name", "expected"),
    [
        ("100 %", "a.yaml", "::error file=a.yaml,line=1,col=1,title=c::100 %25"),
        ("a\nb\r\n::error::x", "a.yaml", "::error file=a.yaml,line=1,col=1,title=c::a%0Ab%0D%0A::error::x"),
        ("x", "a,b:c%.yaml", "::error file=a%2Cb%3Ac%25.yaml,line=1,col=1,title=c::x"),
        ("\x1b[31m", "a.yaml", "::error file=a.yaml,line=1,col=1,title=c::\\x1b[31m"),
    ],
)
def test_github_is_escaped(message: str, name: str, expected: str) -> None:
    """No text of a document begins a command of its own or ends a property."""
    assert render([Diagnostic(Severity.ERROR, Location(name, 1, 1), message, code="c")], "github") == expected


TEXT = st.text(st.characters())
DIAGNOSTICS = st.builds(
    Diagnostic,
    st.sampled_from(Severity),
    st.builds(Location, TEXT, st.integers(0, 9), st.integers(0, 9)),
    TEXT,
    TEXT,
    TEXT,
    TEXT,
)


@given(st.lists(DIAGNOSTICS))
def test_whatever_is_told_can_be_written(diagnostics: list[Diagnostic]) -> None:
    """Each format gives text that UTF-8 can hold, with a line for each diagnostic at most."""
    for form in ("text", "json", "github"):
        render(diagnostics, form).encode()
    assert len(render(diagnostics).split("\n")) <= max(1, len(diagnostics))
    assert isinstance(json.loads(render(diagnostics, "json")), list)


@given(DIAGNOSTICS)
def test_json_gives_the_diagnostic_back(diagnostic: Diagnostic) -> None:
    """What was written as JSON is the same when it is read."""
    assert of_json(json.loads(json.dumps(as_json(diagnostic)))) == diagnostic


@pytest.mark.parametrize(
    "change",
    [{"severity": "odd"}, {"severity": 5}, {"line": "x"}, {"message": 5}, {"file": None}, {"code": []}],
)
def test_what_is_no_diagnostic_is_refused(change: dict[str, object]) -> None:
    """A value of another shape is not taken for a diagnostic."""
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        of_json({**as_json(ERROR), **change})


@pytest.mark.parametrize(
    ("diagnostics", "expected"),
    [
        ([], "no findings"),
        ([WARNING], "1 warning"),
        ([ERROR, ERROR, WARNING], "1 error and 1 warning"),
        ([FATAL, ERROR, WARNING], "1 fatal error, 1 error and 1 warning"),
    ],
)
def test_the_summary_counts(diagnostics: list[Diagnostic], expected: str) -> None:
    """The line at the end says how many there are of each severity."""
    assert summary(diagnostics) == expected


@pytest.mark.parametrize(
    ("diagnostics", "strict", "fail_on", "expected"),
    [
        ([], False, "error", 0),
        ([], True, "warning", 0),
        ([WARNING], False, "error", 0),
        ([WARNING], True, "error", 0),
        ([WARNING], False, "warning", 1),
        ([ERROR, WARNING], False, "error", 1),
        ([ERROR, WARNING], True, "error", 2),
        ([WARNING, FATAL], False, "error", 2),
    ],
)
def test_the_exit_code_is_of_the_worst(
    diagnostics: list[Diagnostic], strict: bool, fail_on: Literal["error", "warning"], expected: int
) -> None:
    """0 without errors, 1 with some, 2 where the document is not served; a warning counts if that is asked for."""
    assert exit_code(diagnostics, strict=strict, fail_on=fail_on) == expected
