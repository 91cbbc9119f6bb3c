"""Values as text, CSV, tab-separated values, HTML and YAML."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mockserver.mock.text_writing import csv_text, html_text, plain_text, tsv_text, yaml_text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("as it is\r\n", "as it is\r\n"),
        (None, ""),
        (True, "true"),
        (1.50, "1.5"),
        (3.0, "3"),
        ([1, "two", None], "1\ntwo\n\n"),
        ([], ""),
        ({"a": 1}, '{\n  "a": 1\n}'),
        ([{"a": 1}], '[\n  {\n    "a": 1\n  }\n]'),
    ],
)
def test_plain_text(value: Any, expected: str) -> None:
    """A string stays, primitives are their words, a list of them is lines, and structure is JSON."""
    assert plain_text(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a,b\n", "a,b\n"),
        (None, ""),
        ([], ""),
        ([{"id": 1, "name": "Ann"}, {"id": 2, "name": None}], "id,name\r\n1,Ann\r\n2,\r\n"),
        ([{"a": 1}, {"b": 2, "a": 3}], "a,b\r\n1,\r\n3,2\r\n"),
        ({"a": 1, "b": True}, "a,b\r\n1,true\r\n"),
        ([[1, 2], [3, "x"]], "1,2\r\n3,x\r\n"),
        ([1, "a,b"], '1\r\n"a,b"\r\n'),
        ([{"a": 'say "hi"', "b": "two\nlines"}], 'a,b\r\n"say ""hi""","two\nlines"\r\n'),
        ([{"a": {"k": [1]}}], 'a\r\n"{""k"":[1]}"\r\n'),
        ([{"a": " padded "}], 'a\r\n" padded "\r\n'),
        (7, "7\r\n"),
    ],
)
def test_csv(value: Any, expected: str) -> None:
    """Objects are lines under a header that has each of their names once; what needs quotes has them."""
    assert csv_text(value) == expected


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(cells, min_size=1, unique=True), st.data())
def test_csv_is_read_back(names: list[str], data: st.DataObject) -> None:
    """What is written as CSV, the standard library reads back as the same records."""
    row = st.fixed_dictionaries(dict.fromkeys(names, cells))
    records = data.draw(st.lists(row, min_size=1))
    read = list(csv.reader(io.StringIO(csv_text(records), newline="")))
    # A line of one empty cell is an empty line, which that reader takes for no record at all.
    columns = list(records[0])
    expected = [columns, *([record[name] for name in columns] for record in records)]
    assert [line or [""] for line in read] == expected


def test_tab_separated_values() -> None:
    """Cells are set apart by tabs, and a tab or line break inside one is a space."""
    assert tsv_text([{"a": "x\ty\r\nz", "b": '"'}]) == 'a\tb\r\nx y z\t"\r\n'


@pytest.mark.parametrize("write", [tsv_text, html_text, yaml_text])
def test_a_string_is_the_text(write: Any) -> None:
    """An example that is text already is not written again."""
    assert write("<b>k: v\tw</b>") == "<b>k: v\tw</b>"


def test_html_of_a_value() -> None:
    """A value that is no HTML is shown on a page, escaped."""
    page = html_text({"a": "<script>"})
    assert ("&lt;script&gt;" in page, "<script>" in page, page.startswith("<!DOCTYPE html>")) == (True, False, True)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(json_values.filter(lambda value: not isinstance(value, str)))
def test_yaml_is_read_back(value: Any) -> None:
    """What is written as YAML, PyYAML reads back, although its rules are those of YAML 1.1."""
    assert yaml.safe_load(yaml_text(value)) == value


@pytest.mark.parametrize(
    "word", ["no", "on", "null", "~", "1e3", ".5e-2", "0o17", "0x1f", "12:30:45", "2030-01-02", "010", "1_000", ""]
)
def test_yaml_quotes_what_would_be_read_otherwise(word: str) -> None:
    """A string that YAML 1.1 or 1.2 would take for another type is in quotes."""
    assert yaml_text({"a": word}).strip() == f"a: '{word}'"
