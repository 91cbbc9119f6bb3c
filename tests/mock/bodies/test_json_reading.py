"""JSON that is read, JSON that is refused, and the words for it.

The categories are those of JSONTestSuite (Nicolas Seriot, "Parsing JSON is a Minefield"): what every parser must accept,
what every parser must refuse, and what is left open, where only the decision is recorded here.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.mock.bodies.json_reading import DEEPEST, MOST_VALUES, read
from mockserver.mock.bodies.malformed import Malformed

ACCEPTED = [
    (b"[]", []),
    (b"{}", {}),
    (b" \t\r\n[ 1 , 2 ]\n", [1, 2]),
    (b"null", None),
    (b"true", True),
    (b'"a"', "a"),
    (b'""', ""),
    (b"42", 42),
    (b"-0", 0),
    (b"[-0.0]", [-0.0]),
    (b"[1e2, 1E+2, 1e-2, 1.5]", [100.0, 100.0, 0.01, 1.5]),
    (b"[1e-400]", [0.0]),
    (b"[123456789012345678901234567890]", [123456789012345678901234567890]),
    (b"[-9223372036854775809]", [-9223372036854775809]),
    (b"18446744073709551616", 18446744073709551616),
    (b"9" * 308, int("9" * 308)),
    (b"[1e308]", [1e308]),
    (b'{"a":1,"a":2}', {"a": 2}),
    (b'{"a":1,"a":1}', {"a": 1}),
    (b'{"":0}', {"": 0}),
    (b'{"a\\u0000b":1}', {"a\0b": 1}),
    (b'["\\u0012\\b\\f\\n\\r\\t\\"\\\\\\/"]', ['\x12\b\f\n\r\t"\\/']),
    (b'["\\ud83d\\ude00"]', ["😀"]),
    ('["é☃😀"]'.encode(), ["é☃😀"]),
    (b'["\x7f"]', ["\x7f"]),
    ('["\u2028\u2029"]'.encode(), ["\u2028\u2029"]),
    (b'["a/*b*/c/*d//e"]', ["a/*b*/c/*d//e"]),
    (b"\xef\xbb\xbf[1]", [1]),  # left open by RFC 8259, section 8.1
]

REFUSED = [
    # structure
    b"", b" ", b"[", b"]", b"{", b"[1", b"[1,", b"[1,]", b"[,1]", b"[1,,2]", b"[1 2]", b"[1]]", b"[1]x", b"[]]", b"[][]",
    b"{]", b"[}", b"{,}", b'{"a"}', b'{"a":}', b'{"a" 1}', b'{"a":1,}', b'{"a":1,,"b":2}', b'{"a":1 "b":2}', b"{1:1}",
    b"{a:1}", b"{'a':1}", b'{"a":1', b'{"a":1}#', b'{"a":1}//', b'{"a":1}/**/', b"[1] true", b"*", b"<null>", b"\xe2\x80\x8b",
    b"[1\x0c]", b"[1\x00]", b"[\x0b]", b"[\xc2\xa0]", b'{"a":"b"}}', b'[""', b'{"a":"b', b"abc", b"[" * 100_000,
    b'[{"":' * 50_000, b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1),
    # numbers
    b"[+1]", b"[01]", b"[-01]", b"[.5]", b"[5.]", b"[1.e1]", b"[-]", b"[1e]", b"[1e+]", b"[0x1]", b"[1_000]", b"[NaN]",
    b"[-NaN]", b"NaN", b"Infinity", b"[-Infinity]", b"[Inf]", b"[1+2]", b"[1-]", b"[--1]", b"[1e999]", b"[-1e999]",
    b"[\xef\xbc\x91]", b"1" * 5_000, b"[0e]", b"[2.e3]", b"[9.e+]",
    # words and texts
    b"[tru]", b"[nul]", b"[True]", b"[None]", b"[undefined]", b"['a']", b'["a]', b'["\\"]', b'["\\x41"]', b'["\\u12"]',
    b'["\\u{41}"]', b'["\\U0041"]', b'["\\', b'["\n"]', b'["\t"]', b'["\x00"]', b'["\x1f"]', b'["\\ud800"]', b'["\\udc00"]',
    b'["\\ud800\\ud800"]', b'["\\ud800a"]', b'["\\ud800\\n"]',
    # encodings
    b'["\xff"]', b'["\xc0\xaf"]', b'["\xed\xa0\x80"]', b'["\xf4\x90\x80\x80"]', b'["\xe9"]', b'["\xe2\x98"]', b"\xff[1]",
    b"\xef\xbb", b"\xef\xbb\xbf", b"\xff\xfe[\x001\x00]\x00", b"\xfe\xff\x00[\x001\x00]", b"\x00[\x001\x00]",
]  # fmt: skip


@pytest.mark.parametrize(("content", "value"), ACCEPTED)
def test_accepted(content: bytes, value: Any) -> None:
    """What RFC 8259 calls JSON is read, to the last digit."""
    found = read(content)
    assert found == value
    assert json.dumps(found) == json.dumps(value)


@pytest.mark.parametrize("content", REFUSED, ids=lambda content: repr(content[:24]))
def test_refused(content: bytes) -> None:
    """What is no JSON is refused, however deep or long."""
    with pytest.raises(Malformed):
        read(content)


@pytest.mark.parametrize(
    ("content", "rule", "position"),
    [
        (b"", "is no JSON: it is empty", (1, 1)),
        (b'{"a":1,}', "is no JSON: there is a comma after the last element, at line 1, column 8", (1, 8)),
        (b"[1,\n2,\n]", "is no JSON: there is a comma after the last element, at line 3, column 1", (3, 1)),
        (b"{'a':1}", "is no JSON: strings stand in double quotes, not single ones, at line 1, column 2", (1, 2)),
        (b'{\n  "a": NaN\n}', "is no JSON: NaN is no JSON number, at line 2, column 8", (2, 8)),
        (b'{"a":1', "is no JSON: it ends too early, at line 1, column 7", (1, 7)),
        (b'{"a', "is no JSON: a string is not closed, at line 1, column 2", (1, 2)),
        (b'{"a" 1}', 'is no JSON: a colon is expected, not "1", at line 1, column 6', (1, 6)),
        (b'{"a":1 "b":2}', 'is no JSON: a comma or the end is expected, not "\\"", at line 1, column 8', (1, 8)),
        (b"[1] x", 'is no JSON: nothing more is expected, not "x", at line 1, column 5', (1, 5)),
        (b"// a\n1", "is no JSON: there are no comments in JSON, at line 1, column 1", (1, 1)),
        (b"[True]", "is no JSON: it is true, in lower case, at line 1, column 2", (1, 2)),
        (b"[1e999]", "is no JSON: a number is larger than any double, at line 1, column 2", (1, 2)),
        (b'["\\ud800"]', "is no JSON: a string has half a surrogate pair, at line 1, column 3", (1, 3)),
        (b'["\xc3\xa9\n\xff"]', "is no JSON: it must be UTF-8, and the octet 0xff at line 2, column 1 is none", (2, 1)),
        (b"\xff\xfe1\x00", "is no JSON: it must be UTF-8, and this looks like UTF-16 or UTF-32", (1, 1)),
    ],
)
def test_words(content: bytes, rule: str, position: tuple[int, int]) -> None:
    """The fault is named and found."""
    with pytest.raises(Malformed) as caught:
        read(content)
    assert (caught.value.rule, caught.value.position) == (rule, position)


def test_as_deep_as_allowed() -> None:
    """The deepest content that is read is exactly as deep as said."""
    assert read(b"[" * DEEPEST + b"]" * DEEPEST)


@pytest.mark.parametrize("many", [b"1,", b"[],", b'{"a":[1]},', b'"\\",[",'])
def test_a_crowd_of_values_is_refused(many: bytes) -> None:
    """Millions of values are not read; what stands in a text is none."""
    with pytest.raises(Malformed, match="has more than 2000000 values"):
        read(b"[" + many * MOST_VALUES + b"0]")
    assert len(read(b'["' + b'1,[{\\"' * MOST_VALUES + b'",2]')) == 2


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**80), 2**80)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
    ),
    max_leaves=12,
)


@given(JSON, st.sampled_from([None, 1]), st.booleans())
def test_round_trip(value: Any, indent: int | None, ensure_ascii: bool) -> None:
    """Any value that is written as JSON is read again."""
    assert read(json.dumps(value, indent=indent, ensure_ascii=ensure_ascii).encode()) == value


@given(st.binary() | st.text('[]{},:"\\0123456789.eE+-truefalsn \n', max_size=30).map(str.encode))
def test_agrees_with_the_standard_library(content: bytes) -> None:
    """What is read is what the standard library reads; what it refuses is refused."""
    try:
        expected = json.loads(content.decode("utf-8"), parse_constant=float.fromhex)
        is_json = "NaN" not in content.decode() and "Infinity" not in content.decode()
    except ValueError:
        is_json = False
    try:
        found = read(content)
    except Malformed:
        assert not is_json or b"\\u" in content or b"e" in content.lower()
    else:
        assert is_json or content.startswith(b"\xef\xbb\xbf")
        assert not is_json or found == expected
