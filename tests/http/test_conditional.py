"""Whether the preconditions of a request hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.http.conditional import EntityTag, evaluate, parse_entity_tag, parse_entity_tags
from mockserver.http.messages import NO_FIELDS, Fields

BEFORE = "Sat, 05 Nov 1994 08:49:37 GMT"
MODIFIED = "Sun, 06 Nov 1994 08:49:37 GMT"
AFTER = "Mon, 07 Nov 1994 08:49:37 GMT"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"xyzzy"', EntityTag('"xyzzy"')),
        ('W/"xyzzy"', EntityTag('"xyzzy"', weak=True)),
        ('""', EntityTag('""')),
        (' "a,b" ', EntityTag('"a,b"')),
        ("abc", EntityTag("abc")),
        ("W/abc", EntityTag("abc", weak=True)),
        ('w/"a"', None),
        ('"a b"', None),
        ('"a', None),
        ("", None),
        ('"a", "b"', None),
    ],
)
def test_parse_entity_tag(text: str, expected: EntityTag | None) -> None:
    """An ETag is strong or weak; one without quotes is taken as it is; anything else is none."""
    tag = parse_entity_tag(text)
    assert tag == expected
    assert tag is None or str(tag) == text.strip()


def test_parse_entity_tags() -> None:
    """A list holds ETags between commas, and commas inside of quotes are theirs."""
    assert list(map(str, parse_entity_tags('"a,b", W/"c",, d , "e f"'))) == ['"a,b"', 'W/"c"', "d", "e", "f"]
    assert parse_entity_tags('"' * 100_001) == (EntityTag('""'),) * 50_000


# RFC 9110, section 8.8.3.2: the table of comparisons.
@pytest.mark.parametrize(
    ("first", "second", "strong", "weak"),
    [
        ('W/"1"', 'W/"1"', False, True),
        ('W/"1"', 'W/"2"', False, False),
        ('W/"1"', '"1"', False, True),
        ('"1"', '"1"', True, True),
    ],
)
def test_comparison(first: str, second: str, strong: bool, weak: bool) -> None:
    """Strong comparison needs both to be strong; weak comparison looks at the opaque part alone."""
    (one, other) = parse_entity_tags(f"{first}, {second}")
    assert (one.is_strongly(other), one.is_weakly(other)) == (strong, weak)


@pytest.mark.parametrize(
    ("method", "fields", "expected"),
    [
        ("GET", {}, None),
        # If-Match: strong comparison, 412
        ("PUT", {"if_match": '"1"'}, None),
        ("PUT", {"if_match": '"0", "1"'}, None),
        ("PUT", {"if_match": '"0"'}, 412),
        ("PUT", {"if_match": 'W/"1"'}, 412),
        ("PUT", {"if_match": "*"}, None),
        ("PUT", {"if_match": ""}, 412),
        ("GET", {"if_match": '"0"'}, 412),
        # If-Unmodified-Since: only without If-Match, only if a date
        ("PUT", {"if_unmodified_since": BEFORE}, 412),
        ("PUT", {"if_unmodified_since": MODIFIED}, None),
        ("PUT", {"if_unmodified_since": "yesterday"}, None),
        ("PUT", {"if_match": '"1"', "if_unmodified_since": BEFORE}, None),
        # If-None-Match: weak comparison, 304 for those that read
        ("GET", {"if_none_match": '"1"'}, 304),
        ("HEAD", {"if_none_match": 'W/"1"'}, 304),
        ("QUERY", {"if_none_match": '"1"'}, 304),
        ("PUT", {"if_none_match": '"1"'}, 412),
        ("GET", {"if_none_match": '"0"'}, None),
        ("GET", {"if_none_match": "*"}, 304),
        ("PUT", {"if_none_match": "*"}, 412),
        # If-Modified-Since: only without If-None-Match, only for those that read
        ("GET", {"if_modified_since": MODIFIED}, 304),
        ("GET", {"if_modified_since": AFTER}, 304),
        ("GET", {"if_modified_since": BEFORE}, None),
        ("PUT", {"if_modified_since": AFTER}, None),
        ("GET", {"if_modified_since": "yesterday"}, None),
        ("GET", {"if_none_match": '"0"', "if_modified_since": AFTER}, None),
        # both groups
        ("GET", {"if_match": '"1"', "if_none_match": '"1"'}, 304),
        ("GET", {"if_match": '"0"', "if_none_match": '"1"'}, 412),
        ("GET", {"if_unmodified_since": MODIFIED, "if_modified_since": MODIFIED}, 304),
        # methods that select nothing
        ("OPTIONS", {"if_match": '"0"'}, None),
        ("TRACE", {"if_none_match": "*"}, None),
        ("CONNECT", {"if_match": '"0"'}, None),
    ],
)
def test_precedence(method: str, fields: dict[str, str], expected: int | None) -> None:
    """The preconditions are evaluated in the order of RFC 9110, section 13.2.2."""
    assert evaluate(method, Fields.of(**fields), etag='"1"', last_modified=MODIFIED) == expected


@pytest.mark.parametrize(
    ("method", "fields", "expected"),
    [
        ("PUT", {"if_match": "*"}, 412),
        ("PUT", {"if_match": '"1"'}, 412),
        ("PUT", {"if_none_match": "*"}, None),
        ("GET", {"if_none_match": '"1"'}, None),
        ("PUT", {"if_unmodified_since": BEFORE}, None),
        ("GET", {"if_modified_since": AFTER}, None),
    ],
)
def test_nothing_exists(method: str, fields: dict[str, str], expected: int | None) -> None:
    """Where there is no representation yet, `If-Match` fails and `If-None-Match: *` holds, so a PUT can create."""
    assert evaluate(method, Fields.of(**fields), etag='"1"', last_modified=MODIFIED, exists=False) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"if_match": '"1"'}, 412),
        ({"if_match": "*"}, None),
        ({"if_match": " *\t"}, None),
        ({"if_none_match": '"1"'}, None),
        ({"if_none_match": "x"}, None),
        ({"if_modified_since": AFTER}, None),
        ({"if_unmodified_since": BEFORE}, None),
    ],
)
def test_without_validators(fields: dict[str, str], expected: int | None) -> None:
    """A representation without ETag matches none, and one without a date ignores dates."""
    assert evaluate("GET", Fields.of(**fields), etag=None, last_modified=None) == expected


def test_several_lines_are_one_list() -> None:
    """Two If-None-Match lines are one list."""
    fields = Fields((("if-none-match", '"0"'), ("if-none-match", '"1"')))
    assert evaluate("GET", fields, etag='"1"', last_modified=None) == 304


def test_an_etag_without_quotes_comes_back() -> None:
    """What a document sends without quotes, and a client sends back so, is still the same."""
    assert evaluate("GET", Fields.of(if_none_match="abc"), etag="abc", last_modified=None) == 304


@given(st.text(), st.text(), st.text(), st.text(), st.sampled_from(["GET", "PUT"]))
def test_any_fields_are_evaluated(match: str, none_match: str, since: str, etag: str, method: str) -> None:
    """Whatever the fields hold, the answer is one of three."""
    fields = Fields.of(if_match=match, if_none_match=none_match, if_modified_since=since, if_unmodified_since=since)
    assert evaluate(method, fields, etag=etag, last_modified=since) in {None, 304, 412}
    assert evaluate(method, NO_FIELDS, etag=etag, last_modified=since) is None
