"""Patterns in the strict grammar."""

from __future__ import annotations

import jsonschema_rs
import pytest
import regress
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document.schema import Schema
from mockserver.mock.checking import checker
from mockserver.mock.patterns import LONGEST, implied, loosened, strict

SUBJECTS = [
    "", "a", "aa", "A", "Z", "0", "9", "_", "-", ".", "/", "{", "}", "a{", "a{,3}", "[", "]", "<a>", "e", "'", "&", "é",
    "\0", "\b", "\n", "\x01", "😀", "foo", "a-b", "2020-2020", "w.x-y@z", "${abc}", "a:]", "p{L}", " ", "\\", "k<n>",
]  # fmt: skip

PATTERNS = [
    r"[\w-.]+", r"[a-\d]", r"[\d-z]", r"(a)\1", r"(?<n>a)\k<n>", r"(?<year>\d{4})-\k<year>", r"\k<n>", r"[^]", r"[]", "{", "a{",
    r"a{,3}", r"a{2}", r"a{1,}", r"\e", r"\'", r"\Z", r"\h", r"[&&]", r"[a&&b]", r"[[:alpha:]]", r"\0", r"[\b]", r"\bfoo\b",
    "\\ud83d\\ude00", r"\<a\>", r"\@|\-|\_", r"^[a-z0-9_-]+$", r"[\s\S]*", r"\cA", r"[\w.%+-]+@\w", r"[\-a]", r"[a\-z]",
    r"^\$\{[a-z]+\}$", r"[^\]]", r"(?:a|b)+", r"(?=a)a", r"(?!a)\w", r"\/", r"[~~]", r"x*?", r"^.$", r"\u0041", r"\x41",
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_means_the_same(pattern: str) -> None:
    """The engine takes the strict form, and matches what ECMA-262 matches."""
    ecma = regress.Regex(pattern)
    engine = jsonschema_rs.Draft202012Validator({"pattern": strict(pattern)})
    expected = [ecma.find(subject) is not None for subject in SUBJECTS]
    assert [engine.is_valid(subject) for subject in SUBJECTS] == expected


@pytest.mark.parametrize(
    "pattern",
    [
        *PATTERNS,
        r"^a{3,4}$",
        r"[a{1,9}]",
        r"a{0}b",
        r"^(?:a{2}){12}b{0,100}$",
        r"(?!a{2,300})",
        r"[a{1,100}]",
        r"a{12345678901}",
    ],
)
def test_loosened_refuses_nothing_more(pattern: str) -> None:
    """What matches a pattern matches the loosened one."""
    loose = regress.Regex(loosened(strict(pattern)))
    ecma = regress.Regex(pattern)
    assert [subject for subject in [*SUBJECTS, "aaa", "a" * 24] if ecma.find(subject) and not loose.find(subject)] == []


@pytest.mark.parametrize(
    ("pattern", "loose", "low", "high"),
    [
        (r"^\p{L}{1,500}$", r"^\p{L}+$", 1, 500),
        (r"^[\]a{1,9}]{300}$", r"^[\]a{1,9}]+$", 300, 300),
        (r"^.{500,}$", r"^.+$", 500, None),
        (r"^[a-z]{2,9}$", r"^[a-z]{2,9}$", 2, 9),
        (r".{1,65535}", r".+", 1, None),
        (r"^(a{1000}){1000}$", r"^(a+)+$", 1_000_000, 1_000_000),
        (r"^arn:(?:aws|\w{0,20}):.{1,1000}$", r"^arn:(?:aws|\w*):.+$", 6, 1025),
        (r"^a|b{20}$", r"^a|b+$", 1, None),
        (r"^(a)\1{20}$", r"^(a)\1{20}$", 1, None),
        (r"^(?!a{9999}).{1,9999}$", r"^(?!a{9999}).{1,9999}$", 1, 9999),
        (r"^\{1,2}$", r"^\{1,2}$", 5, 5),
        (r"^$", r"^$", 0, 0),
    ],
)
def test_what_a_pattern_implies(pattern: str, loose: str, low: int, high: int | None) -> None:
    """Great counts go, and the lengths that they mean are known, where both ends are."""
    bounds = {"minLength": low} if high is None else {"minLength": low, "maxLength": high}
    assert implied(pattern) == {"pattern": loose, **bounds}


@pytest.mark.parametrize("pattern", [r"^(((a{1000}){1000}){1000}){1000}$", r"^[ab]*a[ab]{5000}c$", r"^(a{100}){100}$"])
def test_a_long_text_is_judged_at_once(pattern: str) -> None:
    """Where a great pattern would take an engine minutes to match a long text, the looser one decides."""
    check = checker(Schema.of({"pattern": pattern}))
    assert not check.accepts("a" * 9_000_000 + "!")
    assert not check.accepts("a" * 20)


@pytest.mark.parametrize(
    ("text", "is_accepted"), [("", False), ("a" * 5000, True), ("a" * 5001, False), ("a" * 4999 + "!", False)]
)
def test_a_great_count_holds(text: str, is_accepted: bool) -> None:
    """A count that is too great to be matched is exact all the same where nothing else is asked."""
    assert checker(Schema.of({"pattern": "^[a-z]{1,5000}$"})).accepts(text) is is_accepted


@pytest.mark.parametrize("pattern", [r"^\p{Lu}\p{L}+$", r"^[\p{L}-]+$"])
def test_unicode_properties(pattern: str) -> None:
    """Unicode properties are the engine's own, and stay."""
    engine = jsonschema_rs.Draft202012Validator({"pattern": strict(pattern)})
    assert [engine.is_valid(subject) for subject in ("Éa", "3")] == [True, False]


def test_long_patterns_stay() -> None:
    """A pattern that is longer than anybody reads is not rewritten."""
    pattern = "{" * (LONGEST + 1)
    assert strict(pattern) == pattern


@given(st.text("ab\\[](){}|^$.*+?-&~<>:=!kwdsDbB0123456789u", max_size=20))
def test_any_pattern_is_written(pattern: str) -> None:
    """Nothing that looks like a pattern stops the writer, and a strict pattern is strict already."""
    assert isinstance(strict(strict(pattern)), str)
