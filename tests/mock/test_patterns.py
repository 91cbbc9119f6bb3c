"""Patterns in the strict grammar."""

from __future__ import annotations

import jsonschema_rs
import pytest
import regress
from hypothesis import given
from hypothesis import strategies as st

from mockserver.mock.patterns import LONGEST, lengths, loosened, strict

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
    ("pattern", "loose", "bounds"),
    [
        (r"^\p{L}{1,500}$", r"^\p{L}{1,}$", (1, 500)),
        (r"^[\]a{1,9}]{300}$", r"^[\]a{1,9}]{10,}$", (300, 300)),
        (r"^.{500,}$", r"^.{10,}$", (500, None)),
        (r"^[a-z]{2,99}$", r"^[a-z]{2,99}$", (2, 99)),
        (r".{1,65535}", r".{1,}", None),
        (r"^(a{1000}){1000}$", r"^(a{10,}){10,}$", None),
        (r"^(?!a{9999}).{1,9999}$", r"^(?!a{9999}).{1,9999}$", None),
        (r"^\{1,2}$", r"^\{1,2}$", None),
    ],
)
def test_loosened(pattern: str, loose: str, bounds: tuple[int, int | None] | None) -> None:
    """Great counts go, and the length of what is nothing but counted characters is known."""
    assert (loosened(pattern), lengths(pattern)) == (loose, bounds)


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
