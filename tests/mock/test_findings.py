"""Findings, and the refusal that they make."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver.document.model import ABSENT
from mockserver.mock.findings import LONGEST_VALUE, MOST_FINDINGS, Finding, pointer, quoted, refusal, shortened


def test_message_of_a_parameter() -> None:
    """A parameter's sentence names it, the rule and the value."""
    finding = Finding(where="query", name="limit", rule="must be at most 100", value=500)
    assert finding.message == "`limit` must be at most 100, got 500"
    assert finding.member() == {
        "in": "query",
        "name": "limit",
        "message": "`limit` must be at most 100, got 500",
        "value": 500,
    }


def test_message_of_content() -> None:
    """The place in the content is a JSON Pointer; the whole is called the content."""
    finding = Finding(where="body", path=("a/b", 0), rule="is required")
    assert finding.member() == {"in": "body", "pointer": "/a~1b/0", "message": "`/a~1b/0` is required"}
    assert Finding(where="body", rule="is required").message == "the content is required"


def test_place_within_a_parameter() -> None:
    """A place within a parameter is written as people write it."""
    assert Finding(where="query", name="filter", path=("ids", 0), rule="x").subject == "`filter.ids[0]`"
    assert Finding(where="querystring", rule="x").subject == "the query string"


def test_refusal_is_400_if_anything_is_malformed() -> None:
    """What could not be read comes first, and makes it 400."""
    wrong = Finding(where="query", name="a", rule="must be an integer", value="x")
    broken = Finding(where="body", rule="is no JSON", malformed=True)
    assert refusal([wrong]).status == 422
    assert refusal([wrong]).detail == 'query parameter `a` must be an integer, got "x"'
    mixed = refusal([wrong, broken])
    assert (mixed.status, mixed.detail) == (400, "the content is no JSON (and 1 more)")
    assert [error["in"] for error in mixed.members["errors"]] == ["body", "query"]


def test_detail_says_where() -> None:
    """The detail names the place that the first fault is in."""
    assert refusal([Finding(where="body", path=("name",), rule="is required")]).detail == "body `/name` is required"
    assert refusal([Finding(where="body", rule="is required")]).detail == "the content is required"
    assert (
        refusal([Finding(where="header", name="X-A", rule="is required")]).detail
        == "header parameter `X-A` is required"
    )
    assert refusal([Finding(where="querystring", name="q", rule="is required")]).detail == "`q` is required"


def test_refusal_is_bounded() -> None:
    """Only so many faults are listed, and the rest is counted."""
    many = refusal([Finding(where="query", name=f"p{number}", rule="is required") for number in range(200)])
    assert len(many.members["errors"]) == MOST_FINDINGS
    assert many.detail.endswith("(and 199 more)")


@pytest.mark.parametrize(
    "name",
    ["password", "userPassword", "api_key", "X-Api-Key", "apiKey", "secret", "accessToken", "Authorization", "pin"],
)
def test_secrets_are_not_quoted(name: str) -> None:
    """What sounds like a secret is told without its value, in a parameter and in content."""
    for place in ({"where": "header", "name": name}, {"where": "body", "path": ("user", name)}):
        refused = refusal([Finding(rule="must be longer", value="hunter2", **place)])
        assert "hunter2" not in json.dumps(refused.problem())


@pytest.mark.parametrize("name", ["pineapple", "spinner", "name"])
def test_other_names_are_quoted(name: str) -> None:
    """A name that only holds the letters of a secret is no secret."""
    assert refusal([Finding(where="query", name=name, rule="is wrong", value="v")]).members["errors"][0]["value"] == "v"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("a", '"a"'),
        ("é\n", '"é\\n"'),
        (None, "null"),
        (True, "true"),
        (1.5, "1.5"),
        ({"a": 1}, "an object"),
        ([1, 2], "an array of 2"),
        ([], "an empty array"),
        (b"abc", "3 octets"),
        (10**500, "a number of many digits"),
    ],
)
def test_quoted(value: Any, words: str) -> None:
    """A value in a sentence is JSON, or a word for what holds others."""
    assert quoted(value) == words


def test_long_values_are_cut() -> None:
    """Neither the sentence nor the data grows with what was sent."""
    assert len(quoted("x" * 10_000)) < 100
    assert len(shortened("x" * 10_000)) == LONGEST_VALUE
    assert shortened(10**5000) == "a number of many digits"
    assert shortened({"a": 1}) == "an object"


@pytest.mark.parametrize(("path", "text"), [((), ""), (("a", 0), "/a/0"), (("~", "/"), "/~0/~1"), (("",), "/")])
def test_pointer(path: tuple[str | int, ...], text: str) -> None:
    """A path is written as RFC 6901 says."""
    assert pointer(path) == text


def test_absent_value_is_not_told() -> None:
    """A finding without a value has none in its data."""
    assert "value" not in Finding(where="query", name="a", rule="is required", value=ABSENT).member()
