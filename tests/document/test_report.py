"""Findings become diagnostics: located, in order, each once and bounded in number."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document.diagnostics import Diagnostic, Location, Severity
from mockserver.document.parse import parse
from mockserver.document.report import LIMIT, Spot, diagnostics_of, error, fatal, shown, warning

SOURCE = parse("a:\n  b/c: 1\n  d: [2, 3]\n", name="x.yaml")


def test_a_finding_is_located() -> None:
    """A finding at a value has the value's place and pointer."""
    told = diagnostics_of([error("odd", "this is odd", Spot(SOURCE).at("a", "b/c"), hint="mend it")])
    assert told == (Diagnostic(Severity.ERROR, Location("x.yaml", 2, 8), "this is odd", "/a/b~1c", "mend it", "odd"),)


def test_a_finding_of_a_key_is_located_at_the_key() -> None:
    """With `key`, the place is that of the key."""
    (told,) = diagnostics_of([fatal("odd", "this is odd", Spot(SOURCE).at("a", "d"), key=True)])
    assert (told.severity, told.location) == (Severity.FATAL, Location("x.yaml", 3, 3))


def test_the_second_place_is_named_in_the_message() -> None:
    """A finding of two places says where the other one is."""
    (told,) = diagnostics_of([error("twice", "twice", Spot(SOURCE).at("a", "d"), other=Spot(SOURCE).at("a", "b/c"))])
    assert told.message == "twice (the other is at x.yaml:2:3)"


def test_findings_come_in_the_order_of_their_places() -> None:
    """Whatever rule found it first, what stands first is told first."""
    spots = [Spot(SOURCE).at("a", "d", 1), Spot(SOURCE).at("a"), Spot(SOURCE).at("a", "b/c")]
    told = diagnostics_of(warning("odd", f"number {at}", spot) for at, spot in enumerate(spots))
    assert [(each.location.line, each.message) for each in told] == [(2, "number 1"), (2, "number 2"), (3, "number 0")]


def test_the_same_finding_is_told_once() -> None:
    """Two rules, or two ways to the same object, do not tell the same fault twice."""
    told = diagnostics_of([error("odd", "odd", Spot(SOURCE).at("a"))] * 3)
    assert len(told) == 1


def test_of_many_findings_of_a_code_the_number_is_told() -> None:
    """Beyond the limit, one diagnostic counts the rest; other codes are not affected."""
    many = [error("odd", f"number {at}", Spot(SOURCE).at("a")) for at in range(LIMIT + 14)]
    told = diagnostics_of([*many, error("other", "other", Spot(SOURCE))])
    assert len(told) == LIMIT + 2
    assert told[-1] == Diagnostic(Severity.ERROR, Location("x.yaml"), "and 14 more of the kind 'odd'", code="odd")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "null"),
        (True, "true"),
        (1, "1"),
        (1.5, "1.5"),
        ("it's", '"it\'s"'),
        ("a\nb\x1b", "'a\\nb\\x1b'"),
        ({"a": 1}, "a mapping"),
        ([1], "a list"),
    ],
)
def test_a_value_is_shown_on_one_line(value: Any, expected: str) -> None:
    """A value in a message is short, quoted if it is text, and never breaks the line."""
    assert shown(value) == expected


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none()))
def test_a_shown_value_is_bounded(value: Any) -> None:
    """Whatever the value, what is shown of it is at most 61 characters on one line."""
    text = shown(value)
    assert len(text) <= 61
    assert "\n" not in text
