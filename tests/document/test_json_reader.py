"""JSON as RFC 8259 has it, and what is said of a text that is not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document.bounds import DEEPEST, MOST_NODES
from mockserver.document.json_reader import read
from mockserver.errors import DocumentError

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=4),
    max_leaves=12,
)


@given(VALUES, st.booleans(), st.sampled_from([None, 0, 2]))
def test_any_value_comes_back(value: Any, escaped: bool, indent: int | None) -> None:
    """A value written as JSON, escaped or not, is read as the same value."""
    tree, repeats = read(json.dumps(value, ensure_ascii=escaped, indent=indent), name="x")
    assert repr(tree) == repr(value)
    assert repeats is False


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (r'"\ud83d\ude00"', "😀"),
        (r'"\ud800"', "\ufffd"),
        (r'"\udc00\ud800 \ud83d\ude00"', "\ufffd\ufffd 😀"),
        (r'"\\ud83d\ude00"', "\\ud83d\ufffd"),
        (r'"\\ud800"', r"\ud800"),
        (r'{"[\ud800-\udbff]": 1}', {"[\ufffd-\ufffd]": 1}),
        ('"\u2028\x7f"', "\u2028\x7f"),
        ("-0", 0),
        (' {"a" : [ ] } \r\n\t', {"a": []}),
    ],
)
def test_trees(text: str, tree: Any) -> None:
    """Escapes of two halves are one character, halves alone are U+FFFD, and space means nothing."""
    assert read(text, name="x") == (tree, False)


# text, column in line 1, part of the message, part of the hint
SLIPS = [
    ('{"a": 1,}', 8, "JSON does not allow a comma before the closing bracket", "remove the comma"),
    ('{"a": [1, 2, ]}', 12, "JSON does not allow a comma before the closing bracket", "remove the comma"),
    ('{"a": 1, // b', 10, "JSON has no comments", "in YAML"),
    ('{"a": /* b */ 1}', 7, "JSON has no comments", "in YAML"),
    ('{"a": 1 # b\n}', 9, "JSON has no comments", "in YAML"),
    ("{'a': 1}", 2, "text stands in double quotes", "change the quotes"),
    ('{"a": \u201cb\u201d}', 7, "text stands in double quotes", "change the quotes"),
    ('{"a": 1, b: 2}', 10, "keys stand in double quotes", "put the key in quotes"),
    ('{"a": 1,, "b": 2}', 9, "a key is missing here", "each entry reads"),
    ('{"a": 1, {}}', 10, "a key is missing here", "each entry reads"),
    ('{"a" 1}', 6, "a colon is missing between the key and this", "each entry reads"),
    ('{"a"="b"}', 5, "a colon is missing between the key and this", "each entry reads"),
    ('{"a": 1 "b": 2}', 9, "a comma is missing before this", "put a comma"),
    ("[1 2]", 4, "a comma is missing before this", "put a comma"),
    ('{"a": [1, 2}', 12, "a ] is missing before this }", "close the list"),
    ('[{"a": 1]', 9, "a } is missing before this ]", "close the object"),
    ('{"a": 01}', 8, "JSON does not write a number like this", "as 0.5"),
    ('{"a": 1.}', 8, "JSON does not write a number like this", "as 0.5"),
    ('{"a": 0x1}', 8, "JSON does not write a number like this", "as 0.5"),
    ('{"a": .5}', 7, "JSON does not write a number like this", "as 0.5"),
    ('{"a": +1}', 7, "JSON does not write a number like this", "as 0.5"),
    ('{"a": True}', 7, "JSON writes true, false and null", "None is null"),
    ('{"a": None}', 7, "JSON writes true, false and null", "None is null"),
    ('{"a": undefined}', 7, "this is no value in JSON", "double quotes"),
    ('{"a": , "b": 1}', 7, "a value is missing before this", "add the value"),
    ("[,1]", 2, "a value is missing before this", "add the value"),
    ('{"a":', 6, "the text ends here, and the JSON does not", "cut off"),
    ('{"a"', 5, "the text ends here, and the JSON does not", "cut off"),
    ("[", 2, "the text ends here, and the JSON does not", "cut off"),
    ('{"a": "b', 7, "this string is never closed", 'with "'),
    ('{"a": "b\nc"}', 9, "a string cannot go on over a line break", "\\n"),
    ('{"a": "b\tc"}', 9, "a tab cannot stand in a string", "\\t"),
    ('{"a": "b\x07c"}', 9, "a control character cannot stand in a string", "\\u00XX"),
    (r'{"a": "\d"}', 8, "a backslash begins an escape, and this is none", "\\\\"),
    (r'{"a": "\u12"}', 9, "\\u needs four hexadecimal digits", "\\\\"),
    (r'{"a": "\ud8"}', 9, "\\u needs four hexadecimal digits", "\\\\"),
    (r'{"a": "\ud8xy"}', 9, "\\u needs four hexadecimal digits", "\\\\"),
    (r'{"a": "\ud800\ud8"b"}', 15, "\\u needs four hexadecimal digits", "\\\\"),
    ('{"a": 1}}', 9, "this closes nothing", "remove it"),
    ('{"a": 1} {"b": 2}', 10, "the document has ended before this", "closed too early"),
    ("\xa0{}", 1, "this is no value in JSON", "double quotes"),
]


@pytest.mark.parametrize(("text", "column", "message", "hint"), SLIPS)
def test_slips(text: str, column: int, message: str, hint: str) -> None:
    """Each slip of the kind that JSON documents have is told where it is, in plain words, with a cure."""
    with pytest.raises(DocumentError) as caught:
        read(text, name="api.json")
    (diagnostic,) = caught.value.diagnostics
    assert message in diagnostic.message
    assert hint in diagnostic.hint
    assert (str(diagnostic.location), diagnostic.code) == (f"api.json:1:{column}", "json-syntax")


@pytest.mark.parametrize("text", ['{"a": 1\n,\n\n}', '{"a": 1\n,\r\n]'])
def test_a_trailing_comma_is_found_on_its_own_line(text: str) -> None:
    """The place is that of the comma, not that of the bracket below it."""
    with pytest.raises(DocumentError, match=r"^x:2:1: fatal: JSON does not allow a comma before"):
        read(text, name="x")


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("NaN", "NaN is not JSON"),
        ("Infinity", "Infinity is not JSON"),
        ("-Infinity", "-Infinity is not JSON"),
        ("1e999", "1e999 is larger than any number here"),
        ("-1E400", "-1E400 is larger than any number here"),
        ("9" * 1001, "a number of 1,001 characters is too long"),
        ("9" * 5000, "a number of 5,000 characters is too long"),
        ("0." + "9" * 1000, "a number of 1,002 characters is too long"),
    ],
)
def test_numbers(number: str, message: str) -> None:
    """What Python would take and JSON has not is refused, at its place, also behind a text that looks like it."""
    with pytest.raises(DocumentError) as caught:
        read(f'{{"a": "{number}", "b\\"": [\n  1, {number}]}}', name="x")
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.message == message
    assert (str(diagnostic.location), diagnostic.code) == ("x:2:6", "number-out-of-range")


@pytest.mark.parametrize(
    ("text", "repeats"),
    [
        ('{"a": 1, "a": 2}', True),
        (r'{"a": 1, "\u0061": 2}', True),
        ('[{"a": {"b": 1, "b": 1}}]', True),
        ('[{"a": 1}]', False),
    ],
)
def test_keys_that_stand_twice(text: str, *, repeats: bool) -> None:
    """A key that stands twice in one object is noticed."""
    assert read(text, name="x")[1] is repeats


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_depth(opening: str, closing: str) -> None:
    """500 levels are read, 501 and 100,000 are not."""
    tree, _ = read(opening * DEEPEST + "1" * (opening != "[") + closing * DEEPEST, name="x")
    assert tree
    for levels in (DEEPEST + 1, 100_000):
        with pytest.raises(DocumentError, match="deeper than 500 levels") as caught:
            read(opening * levels + "1" + closing * levels, name="x")
        assert caught.value.diagnostics[0].location.column == DEEPEST * len(opening) + 1


def test_the_bound_on_values() -> None:
    """Two million values are read, more are not."""
    assert len(read("[" + "0," * (MOST_NODES - 2) + "0]", name="x")[0]) == MOST_NODES - 1
    with pytest.raises(DocumentError, match="more than 2,000,000 values"):
        read("[" + "0," * MOST_NODES + "0]", name="x")


@given(st.text(st.sampled_from('{}[]:,"\\ \n01.e-+aNtrufals/*#')))
def test_any_text(text: str) -> None:
    """A text is read or refused with a DocumentError: nothing else is raised; Python reads the same."""
    try:
        tree, _ = read(text, name="x")
    except DocumentError:
        return
    assert tree == json.loads(text)
