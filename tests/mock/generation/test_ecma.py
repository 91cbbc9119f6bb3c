"""The grammar of patterns, and how they are written for other engines."""

from __future__ import annotations

import pytest

from mockserver.mock.generation.ecma import NotAPattern, parse, portable


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        ("abc", "[a][b][c]"),
        ("a|b", "[a]|[b]"),
        ("(a|b)c", "(?:[a]|[b])[c]"),
        (r"(a)\1", r"([a])(?:\1)"),
        (r"(?<x>a)\k<x>", r"([a])(?:\1)"),
        ("a*b+c?d{2}e{2,}f{2,3}", "(?:[a])*(?:[b])+(?:[c]){0,1}(?:[d]){2,2}(?:[e]){2,}(?:[f]){2,3}"),
        ("a*?", "(?:[a])*"),
        ("^a$", "^[a]$"),
        (r"\d\w", "[0-9][0-9A-Z_a-z]"),
        (r"[\d.-]", r"[0-9\u{2e}\u{2d}]"),
        (r"[\w-.]", r"[0-9A-Z_a-z\u{2d}\u{2e}]"),
        (r"[.-\d]", r"[\u{2e}0-9\u{2d}]"),
        ("[]", r"[^\u{0}-\u{10ffff}]"),
        ("[^]", r"[\u{0}-\u{10ffff}]"),
        ("[^a]", "[^a]"),
        (".", r"[^\u{a}\u{d}\u{2028}\u{2029}]"),
        (r"\p{Lu}\P{Lu}", r"[\p{Lu}][\P{Lu}]"),
        (r"\x41\u0042\u{43}\cJ\t\0", r"[A][B][C][\u{a}][\u{9}][\u{0}]"),
        (r"\ud83d\ude00", r"[\u{1f600}]"),
        (r"\u12", "[u][1][2]"),
        (r"[\b]", r"[\u{8}]"),
        ("[[:digit:]_]", "[0-9_]"),
        ("a{,3}", r"[a][\u{7b}][,][3][\u{7d}]"),
        ("(?=a)(?!b)(?<=c)(?<!d)", "(?=[a])(?![b])(?<=[c])(?<![d])"),
        ("(?:a)(?>b)", "[a][b]"),
        ("(?i:a)", "[a]"),
        ("/^a$/", "^[a]$"),
        (r"\-\/", r"[\u{2d}][\u{2f}]"),
        ("", ""),
    ],
)
def test_patterns_are_read_and_written(pattern: str, written: str) -> None:
    """What is read is written in words that every engine has."""
    assert portable(parse(pattern)) == written


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("a" * 10_001, "10001 characters"),
        ("(" * 70 + ")" * 70, "nested more than 60 deep"),
        ("(a", "not closed"),
        ("a)", "too many"),
        ("[a", "ends too early"),
        ("a\\", "ends too early"),
        ("*a", "nothing to repeat"),
        ("^*", "nothing to repeat"),
        ("a{3,2}", "out of order"),
        ("[z-a]", "out of order"),
        ("(?<x", "no `>`"),
        (r"\k<x>", "no group is named"),
        ("(?#a)", "unknown kind"),
        (r"\u{110000}", "no code point"),
        (r"\p{Zork}", "not known"),
        (r"\p{Script=Zork}", "not known"),
    ],
)
def test_what_is_wrong_is_said(pattern: str, reason: str) -> None:
    """A text that is no pattern is refused with the reason."""
    with pytest.raises(NotAPattern, match=reason):
        parse(pattern)
