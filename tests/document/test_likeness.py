"""The word that was meant, among those that are known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document.likeness import closest, did_you_mean


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("prise", ["name", "price"], "price"),
        ("Pets", ["pets", "Petz"], "pets"),
        ("kye", ["kex", "key"], "key"),
        ("quer", ["path", "query", "querystring"], "query"),
        ("requird", ["required", "requestBody"], "required"),
        ("price", ["price"], None),
        ("colour", ["name", "id"], None),
        ("", ["a", "b"], None),
        ("x" * 101, ["x" * 100], None),
    ],
)
def test_the_nearest_word_is_found(word: str, known: list[str], expected: str | None) -> None:
    """A misspelt word has its correction; a word that is like none, is known or is too long has none."""
    assert closest(word, known) == expected


def test_the_question_is_asked_only_where_there_is_an_answer() -> None:
    """`did_you_mean` is a question, or nothing."""
    assert did_you_mean("prise", ["price"]) == "did you mean 'price'?"
    assert did_you_mean("colour", ["price"]) == ""


@given(st.text(), st.lists(st.text()))
def test_what_is_found_is_known_and_another_word(word: str, known: list[str]) -> None:
    """Whatever is asked, the answer is one of the known words and not the word itself."""
    found = closest(word, known)
    assert found is None or (found in known and found != word)
