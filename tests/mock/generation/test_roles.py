"""A value for each role."""

from __future__ import annotations

from random import Random

import pytest

from mockserver.mock.generation.hints import Context, Hint, Options
from mockserver.mock.generation.locales import English
from mockserver.mock.generation.roles import MEASURES, TEXTS
from mockserver.mock.generation.scene import Scene


@pytest.fixture
def context() -> Context:
    """A context in which nothing is known yet."""
    context = Context(Random(3), Options(), room=1)
    context.scene = Scene(context, English())
    return context


@pytest.mark.parametrize("role", TEXTS)
@pytest.mark.parametrize("hint", [Hint(), Hint("orderNumber", "Order")], ids=["nameless", "named"])
def test_each_role_has_a_text(role: str, hint: Hint, context: Context) -> None:
    """Of one line, neither empty nor long, whether or not a name is known."""
    text = TEXTS[role](context, hint)
    assert (0 < len(text) < 400, text == text.strip(), "\n" in text) == (True, True, False)


@pytest.mark.parametrize("role", MEASURES)
def test_each_measure_has_a_range(role: str, context: Context) -> None:
    """The least is not above the greatest, and an exact number is between the two."""
    measure = MEASURES[role]
    exact = measure.exact(context) if measure.exact and role != "birthday" else measure.low
    assert measure.low <= exact <= measure.high


@pytest.mark.parametrize(("role", "digits"), [("ean", 13), ("isbn", 13)])
def test_check_digits_are_right(role: str, digits: int, context: Context) -> None:
    """The digits, weighted one and three by turns, add up to a multiple of ten."""
    text = TEXTS[role](context, Hint())
    assert (len(text), sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(text)) % 10) == (digits, 0)


def test_account_numbers_are_right(context: Context) -> None:
    """Moved behind the account, country and check digits leave 1 when they are divided by 97."""
    text = TEXTS["iban"](context, Hint())
    assert int(text[4:] + "1314" + text[2:4]) % 97 == 1
