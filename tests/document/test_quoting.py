"""What a message quotes: visible, and short."""

from __future__ import annotations

from unicodedata import bidirectional, category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document.quoting import MOST_SHOWN, shown, visible


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Zoë 日本 😀 '\"\\", "Zoë 日本 😀 '\"\\"),
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("a\r\n\tb\x00", r"a\r\n\tb\x00"),
        ("\u202eabc\u2066", r"\u202eabc\u2066"),
        ("\u2028\x85\ufeff", r"\u2028\x85\ufeff"),
        ("\ud800", r"\ud800"),
    ],
)
def test_visible(text: str, printed: str) -> None:
    """What does not print itself is written as an escape."""
    assert visible(text) == printed


@given(st.text())
def test_what_is_shown_is_harmless_and_short(text: str) -> None:
    """Whatever the text, what is shown steers no terminal, in a bounded number of characters."""
    assert {category(each) for each in shown(text)}.isdisjoint({"Cc", "Cs", "Zl", "Zp"})
    assert {bidirectional(each) for each in shown(text)}.isdisjoint(
        {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    )
    assert len(shown(text)) <= 10 * MOST_SHOWN + 3


def test_a_long_text() -> None:
    """A long text is cut, and it shows."""
    assert shown("x" * 60) == "x" * 60
    assert shown("x" * 61) == "x" * 60 + "..."
