"""Strings that match patterns: checked by two engines, neither of which drew them."""

from __future__ import annotations

from random import Random

import jsonschema_rs
import pytest
import regress
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mockserver.document.schema import is_pattern
from mockserver.errors import Unsatisfiable
from mockserver.mock.generation.matching import matcher, portable
from mockserver.mock.generation.patterns import strings

PATTERNS = [
    r"^[a-z]+$",
    r"^\d{3}-\d{4}$",
    r"^[A-Z]{2}$",
    r"",
    r"^$",
    r"foo",
    r"^x-",
    r"\.png$",
    r"^(foo|bar)?$|^baz$",
    r"(^a$)|(^b$)",
    r"^(a|b)\1$",
    r"^(?<year>\d{4})-\k<year>$",
    r"^(['\"])\w{3}\1$",
    r"^(?=.*[A-Z])(?=.*\d)(?=.*[^\w\s]).{8,}$",
    r"^(?=.{64}$)[a-f0-9]+$",
    r"^(?!.*--)[a-z0-9-]+$",
    r"^(?!0+$)\d{1,5}$",
    r"(?<=@)example\.com$",
    r"(?<!un)happy$",
    r"\bword\b",
    r"^\S(.*\S)?$",
    r"^[\w-.]+@[\w.]+$",
    r"^\-\_\#$",
    r"^a{,3}$",
    r"^[^]$",
    r"^[\s\S]*$",
    r"^\cA\t\x41\u0042\0$",
    r"^\p{Lu}\p{L}*$",
    r"^\P{L}+$",
    r"^\p{Script=Greek}{3}$",
    r"^[\p{Nd}_]{4}$",
    r"^\u{1F600}$",
    r"^\ud83d\ude00$",
    r"^[\u4e00-\u9fa5]+$",
    r"^[^a-z]$",
    r"^\D\W\S$",
    r"^((25[0-5]|2[0-4]\d|1?\d?\d)(\.(?!$)|$)){4}$",
    r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
    r"^-?(?:0|[1-9]\d*)(?:\.\d+)?$",
    r"^P(?!$)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$",
    r'^(([^<>()[\]\\.,;:\s@"]+(\.[^<>()[\]\\.,;:\s@"]+)*)|(".+"))@(([^<>()[\]\\.,;:\s@"]+\.)+[^<>()[\]\\.,;:\s@"]{2,})$',
    r"^(a+)+$",
    r"^x*?y+?z??$",
    r"x(?=yz)",
    r"(?!a)(?!b)",
    r"^[.-\d]{6}$",
    r"^[\u4e00-\u9fa5\uac00-\ud7a3]{5}$",
]


def _regress_finds(pattern: str, text: str) -> bool:
    try:
        return regress.Regex(pattern, "u").find(text) is not None
    except regress.RegressError:
        return regress.Regex(pattern).find(text) is not None


@pytest.mark.parametrize("pattern", PATTERNS)
def test_each_string_matches(pattern: str) -> None:
    """What is drawn matches, by an engine for ECMA-262 that had no part in drawing it."""
    draw = strings([pattern])
    drawn = [draw(Random(seed)) for seed in range(30)]
    assert [text for text in drawn if not _regress_finds(pattern, text)] == []


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_portable_form_matches_the_same(pattern: str) -> None:
    """The form for other engines accepts what is drawn, and refuses what the original refuses."""
    source = portable(pattern)
    assert source is not None
    validator = jsonschema_rs.Draft202012Validator({"pattern": source})
    samples = [strings([pattern])(Random(seed)) for seed in range(5)] + [
        "",
        "a",
        "zz9",
        "é",
        "a b",
        "A1!",
        "foo.png",
        "\n",
    ]
    assert [validator.is_valid(text) for text in samples] == [_regress_finds(pattern, text) for text in samples]


@pytest.mark.parametrize(
    ("pattern", "low", "high"),
    [
        (r"^[a-z]+$", 500, 500),
        (r"^[a-z]*$", 0, 0),
        (r"^([a-z]{1,2}-)+$", 100, 110),
        (r"foo", 10, 12),
        (r"^\d+$", 2, 3),
        (r"^(.{50})+$", 51, None),
        (r"^(a|aa)+$", 900, 900),
        (r"^(([a-z]{1,50}){1,50}){1,50}$", 300, 4000),
        (r"^[A-Z]{2,50}$", 0, 3),
        (r"\d", 6, None),
    ],
)
def test_lengths_are_kept(pattern: str, low: int, high: int | None) -> None:
    """A string is as long as it should be, in code points, and still matches."""
    text = strings([pattern], shortest=low, longest=high)(Random(1))
    assert (low <= len(text) <= (high or 10_000), _regress_finds(pattern, text)) == (True, True)


def test_all_patterns_are_matched_at_once() -> None:
    """Several patterns hold together, whichever of them is drawn from."""
    wanted = [r"[A-Z]", r"[0-9]", r"^.{4,6}$", r"x"]
    text = strings(wanted)(Random(2))
    assert all(_regress_finds(pattern, text) for pattern in wanted)


@pytest.mark.parametrize(
    ("patterns", "low", "high", "reason"),
    [
        ([r"^[a-z]+$"], 0, 0, "no string of 0 to 0 characters"),
        ([r"^a{1000000}$"], 0, None, "too large"),
        ([r"^a+$"], 10**9, None, "too large"),
        ([r"^a$", r"^b$"], 0, None, "no string was found"),
        ([r"^[]$"], 0, None, "no string of 0 or more characters"),
        ([r"a(?=b)c"], 0, None, "no string was found"),
        (["^" + "a*b*" * 20 + "$"], 4000, None, "the pattern is too large to generate from"),
    ],
)
def test_what_cannot_be_is_said(patterns: list[str], low: int, high: int | None, reason: str) -> None:
    """Where no string can match, or only one that is too long, the reason is given."""
    with pytest.raises(Unsatisfiable) as raised:
        strings(patterns, shortest=low, longest=high)
    assert reason in raised.value.reason


@pytest.mark.parametrize(
    "pattern", ["[a-z", "(", "a)", "a{2,1}", "*", "(?=a", "[b-a]", r"\p{Nonsense}", "(" * 100 + ")" * 100]
)
def test_what_is_no_pattern_is_found_out(pattern: str) -> None:
    """A text that is no regular expression, or is nested too deep for one, has no portable form."""
    assert portable(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "meant"),
    [
        ("/^abc$/", "abc"),
        (r"\Aabc\z", "abc"),
        (r"\Aabc\Z", "abc"),
        ("(?i)^abc$", "abc"),
        (r"^\p{XDigit}{4}[\p{Alnum}-]\P{Print}$", "beef-\n"),
        ("^(?P<x>a)(?P=x)$", "aa"),
        ("^a++$", "a"),
    ],
)
def test_patterns_of_other_languages_are_read_as_meant(pattern: str, meant: str) -> None:
    """Delimiters, anchors and groups of PHP, Ruby, Python and PCRE do what their authors expect."""
    assert (matcher(pattern)(meant), matcher(pattern)(f"-{meant}-")) == (True, False)


@pytest.mark.parametrize("text", ["a" * 5_000 + "!", "a" * 60 + "b"])
@pytest.mark.parametrize(
    "pattern",
    [r"^(a+)+$", r"^(a|a)*$", r"^(?=a)(a+)+$", r"^((?:a|aa)+)\1!?$", r"^(a*)*\1\1b?$", r"^(((((a*)*)*)*)*)*$"],
)
def test_a_hostile_pattern_is_answered(pattern: str, text: str) -> None:
    """Patterns that make engines backtrack without end get an answer all the same."""
    assert matcher(pattern)(text) in (True, False)


@settings(max_examples=60)
@given(st.from_regex(r"\A[a-c][a-c*+?|()0-9{},.\[\]^$-]{0,14}\Z"), st.integers(0, 1000))
@example("a++", 0)
def test_any_text_is_a_pattern_that_is_matched_or_refused(pattern: str, seed: int) -> None:
    """Whatever stands in a document, it is drawn from, found to be no pattern, or found to match nothing."""
    source = portable(pattern)
    if source is None:
        return
    try:
        text = strings([pattern])(Random(seed))
    except Unsatisfiable:
        return
    # What is beyond the standard (`a++`) is found in its portable form alone.
    assert _regress_finds(pattern if is_pattern(pattern) else source, text)


def test_a_pattern_that_grows_is_none() -> None:
    """One that is short, and too long once it is written for the engine, is passed over."""
    assert portable("(" + "|".join(f"a{number}b?" for number in range(800)) + ")*") is None


def test_a_pattern_too_large_to_run_is_not_run() -> None:
    """It has no portable form, and matches everything, as nobody can tell."""
    assert (portable("^(a{1,1000}){1,1000}$"), matcher("^(a{1,1000}){1,1000}$")("b")) == (None, True)
