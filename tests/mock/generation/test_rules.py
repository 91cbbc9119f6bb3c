"""Bounds that get narrower."""

from __future__ import annotations

from fractions import Fraction

import pytest

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation.rules import Numbers, Range, Rules, exact


def test_numbers_are_taken_as_they_are_written() -> None:
    """A tenth is a tenth, not the double next to it."""
    assert (exact(0.1), exact(1e-7), exact(5)) == (Fraction(1, 10), Fraction(1, 10**7), Fraction(5))


@pytest.mark.parametrize(("value", "is_within"), [(1, False), (2, True), (4, True), (5, False), (3, False)])
def test_all_bounds_hold(value: int, is_within: bool) -> None:
    """The narrowest bounds count, open ones before closed ones, and steps together."""
    one, five, two = Fraction(1), Fraction(5), Fraction(2)
    numbers = Numbers().above(one, is_open=False).above(one, is_open=True).below(five, is_open=True)
    assert numbers.below(five, is_open=False).multiple_of(two).multiple_of(one).holds(Fraction(value)) is is_within


def test_steps_have_a_common_multiple() -> None:
    """Of fractions too."""
    assert Numbers().multiple_of(Fraction(3, 10)).multiple_of(Fraction(1, 4)).step == Fraction(3, 2)


def test_absurd_steps_are_refused() -> None:
    """Two steps of four hundred digits have no common multiple that anybody wants."""
    with pytest.raises(Unsatisfiable, match="too large"):
        Numbers().multiple_of(Fraction(10**800 + 1)).multiple_of(Fraction(10**801 + 7))


def test_counts_are_narrowed() -> None:
    """The least is the greatest of the least."""
    narrowed = Range().at_least(2).at_least(1).at_most(9).at_most(12)
    assert (narrowed, narrowed.is_empty(), narrowed.at_least(10).is_empty()) == (Range(2, 9), False, True)


def test_rules_are_gathered_keyword_by_keyword() -> None:
    """What several schemas ask for adds up; what is no keyword asks for nothing."""
    rules = Rules()
    rules.take({"minLength": 2, "pattern": "a", "format": "Date ", "required": ["a"], "title": "x"})
    rules.take(
        {"minLength": 1, "pattern": "b", "format": "date", "required": ["b", "a"], "dependentRequired": {"a": ["c"]}}
    )
    assert (rules.length, rules.patterns, rules.formats) == (Range(2), ["a", "b"], ["date"])
    assert (list(rules.required), rules.dependents) == (["a", "b"], {"a": ["c"]})
