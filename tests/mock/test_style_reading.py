"""The OAS styles read back: every cell of OAS 3.2's "Style Examples", both ways, and what clients make of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mockserver.document.model import ABSENT, Parameter
from mockserver.document.schema import Schema
from mockserver.http.messages import Fields, Request
from mockserver.mock.parameters import Wire, readers
from mockserver.mock.styles import styled

if TYPE_CHECKING:
    from mockserver.mock.findings import Finding

STRING = {"type": "string"}
STRINGS = {"type": "array", "items": STRING}
INTEGER = {"type": "integer"}
ARRAY = {"type": "array", "items": {"type": "string"}}
INTEGERS = {"type": "array", "items": {"type": "integer"}}
OBJECT = {
    "type": "object",
    "properties": {"R": {"type": "integer"}, "G": {"type": "integer"}, "B": {"type": "integer"}},
}
COLOURS = ["blue", "black", "brown"]
RGB = {"R": 100, "G": 200, "B": 150}

# OAS 3.2, Parameter Object, "Style Examples": location, style, explode, then what stands on the wire for string, array and
# object. None where the table says n/a.
CELLS: list[tuple[str, str, bool, str | None, str | None, str | None]] = [
    ("path", "matrix", False, ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"),
    ("path", "matrix", True, ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"),
    ("path", "label", False, ".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
    ("path", "label", True, ".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
    ("path", "simple", False, "blue", "blue,black,brown", "R,100,G,200,B,150"),
    ("path", "simple", True, "blue", "blue,black,brown", "R=100,G=200,B=150"),
    ("header", "simple", False, "blue", "blue,black,brown", "R,100,G,200,B,150"),
    ("header", "simple", True, "blue", "blue,black,brown", "R=100,G=200,B=150"),
    ("query", "form", False, "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
    ("query", "form", True, "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"),
    ("cookie", "form", False, "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
    ("cookie", "form", True, "color=blue", "color=blue&color=black&color=brown", None),
    ("query", "spaceDelimited", False, None, "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"),
    ("query", "pipeDelimited", False, None, "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"),
    ("query", "tabDelimited", False, None, "color=blue%09black%09brown", "color=R%09100%09G%09200%09B%09150"),
    ("query", "deepObject", True, None, None, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
    ("query", "deepObject", False, None, None, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
    ("cookie", "cookie", False, "color=blue", None, None),
    ("cookie", "cookie", True, "color=blue", "color=blue; color=black; color=brown", "R=100; G=200; B=150"),
]
READ = [
    (location, style, explode, text, schema, value)
    for location, style, explode, *texts in CELLS
    for text, schema, value in zip(texts, (STRING, ARRAY, OBJECT), ("blue", COLOURS, RGB), strict=True)
    if text is not None
]


def sent(location: str, name: str, text: str) -> Wire:
    """A request that carries that text in that place."""
    if location == "path":
        return Wire(Request("GET", "/"), {name: text}, {name: text})
    if location == "query":
        return Wire(Request("GET", "/", text), {})
    field = "cookie" if location == "cookie" else name.lower()
    return Wire(Request("GET", "/", "", Fields(((field, text),))), {})


def value_of(text: str, schema: Any, *, location: str = "query", name: str = "color", **how: Any) -> Any:
    """The value that a parameter has in a request; what is wrong with it instead, if anything is."""
    found: list[Finding] = []
    parameter = Parameter(name, location, schema=Schema.of(schema), **how)
    (reader,) = readers([parameter])
    value = reader.read(sent(location, name, text), found)
    return [finding.message for finding in found] or value


@pytest.mark.parametrize("text", ["color=a&color=5", "color[]=a&color[]=5", "color[0]=a&color[1]=5"])
def test_an_array_in_deep_object(text: str) -> None:
    """OAS has no cell for it; it is read as clients write it."""
    assert value_of(text, {"type": "array", "items": {"type": "string"}}, style="deepObject") == ["a", "5"]
    assert value_of("color=a", {"type": "array"}, style="deepObject") == ["a"]
    assert value_of("color=a", {"type": ["array", "string"]}, style="deepObject") == "a"


@pytest.mark.parametrize(("location", "style", "explode", "text", "schema", "value"), READ)
def test_cell_is_read(location: str, style: str, explode: bool, text: str, schema: Any, value: Any) -> None:
    """Each cell of the table is read as the value above its column."""
    assert value_of(text, schema, location=location, style=style, explode=explode) == value


@pytest.mark.parametrize(("location", "style", "explode", "text", "schema", "value"), READ)
def test_cell_is_written_and_read(
    location: str,
    style: str,
    explode: bool,
    text: str,
    schema: Any,
    value: Any,
) -> None:
    """Each cell of the table is also what is written for the value, and is read again."""
    written = styled("color", value, style=style, explode=explode)
    assert written == text
    assert value_of(written, schema, location=location, style=style, explode=explode) == value


@pytest.mark.parametrize("location", ["path", "header"])
@pytest.mark.parametrize(
    ("style", "text"), [("spaceDelimited", "1 2"), ("tabDelimited", "1\t2"), ("pipeDelimited", "1|2")]
)
def test_delimiter_of_2_0_is_read_anywhere(location: str, style: str, text: str) -> None:
    """OAS 2.0 allows `ssv`, `tsv` and `pipes` in a path and a header, too; there the comma delimits nothing."""
    assert value_of(text, INTEGERS, location=location, style=style) == [1, 2]
    assert value_of(text.replace("2", "b"), INTEGERS, location=location, style=style) != [1, 2]
    assert value_of("1,2", INTEGERS, location=location, style=style) == ['`color[0]` must be an integer, got "1,2"']


def test_null_is_read_from_the_undefined_column() -> None:
    """`color=`, the table's column "undefined", is null where the schema allows null and no string."""
    assert value_of("color=", {"type": ["integer", "null"]}) is None


TEXT = st.text(max_size=8)
SAFE = st.text("abcdefghijklmnopqrstuvwxyzABC0123456789-_~ é☃%+&=/?", min_size=1, max_size=8)
WORD = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_", min_size=1, max_size=8)


@pytest.mark.parametrize("style", ["matrix", "label", "simple"])
@pytest.mark.parametrize("explode", [False, True])
@given(value=st.lists(SAFE, min_size=1, max_size=4))
def test_arrays_come_back_from_the_path(style: str, explode: bool, value: list[str]) -> None:
    """Any array of texts that is written into a path comes back from it."""
    written = styled("color", value, style=style, explode=explode)
    assert value_of(written, ARRAY, location="path", style=style, explode=explode) == value


@pytest.mark.parametrize("explode", [False, True])
@given(value=st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=4))
def test_arrays_come_back_from_the_query(explode: bool, value: list[str]) -> None:
    """Any array of texts that is written into a query comes back from it."""
    assume(all(text.encode("utf-8", "ignore").decode() == text for text in value))
    written = styled("color", value, style="form", explode=explode)
    assert value_of(written, ARRAY, style="form", explode=explode) == value


@pytest.mark.parametrize("style", ["spaceDelimited", "pipeDelimited", "tabDelimited"])
@given(value=st.lists(WORD, min_size=1, max_size=4))
def test_arrays_come_back_from_delimiters(style: str, value: list[str]) -> None:
    """An array whose items hold no delimiter comes back from a delimited query."""
    written = styled("color", value, style=style, explode=False)
    assert value_of(written, ARRAY, style=style, explode=False) == value


NESTED = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "age": {"type": "integer"},
        "owner": {"type": "object", "properties": {"name": {"type": "string"}, "is_here": {"type": "boolean"}}},
        "ids": {"type": "array", "items": {"type": "integer"}},
    },
}


@given(
    value=st.fixed_dictionaries(
        {"name": SAFE},
        optional={
            "age": st.integers(),
            "owner": st.fixed_dictionaries({"name": SAFE, "is_here": st.booleans()}),
            "ids": st.lists(st.integers(), min_size=1, max_size=4),
        },
    )
)
def test_nested_objects_come_back_from_deep_object(value: dict[str, Any]) -> None:
    """Objects, objects in them and arrays in them come back from deepObject."""
    written = styled("color", value, style="deepObject", explode=True)
    assert value_of(written, NESTED, style="deepObject") == value


DEEP = [
    ("f[a][b]=1", {"a": {"b": "1"}}),
    ("f[a][]=1&f[a][]=2", {"a": ["1", "2"]}),
    ("f[a][1]=y&f[a][0]=x", {"a": ["x", "y"]}),
    ("f[a]=1&f[a]=2", {"a": ["1", "2"]}),
    ("f[a][][n]=1&f[a][][m]=2", {"a": [{"n": "1", "m": "2"}]}),
    ("f[a][0][n]=1&f[a][1][n]=2", {"a": [{"n": "1"}, {"n": "2"}]}),
    ("f%5Ba%5D=%C3%A9+%2B", {"a": "é +"}),
    ("f[a]=1&g[a]=2&f=3", {"a": "1"}),
    ("f[a]=1&f[a][b]=2", {"a": {"b": "2", "": "1"}}),
    ("f[a=1", ABSENT),
    ("f[a]x=1", ABSENT),
    ("f[" + "][".join("a" * 30) + "]=1", ABSENT),
]


@pytest.mark.parametrize(("query", "value"), DEEP)
def test_deep_object(query: str, value: Any) -> None:
    """Brackets are read as most servers read them; what is no bracketed name is not the parameter."""
    assert value_of(query, {"type": "object"}, name="f", style="deepObject") == value


HABITS = [
    ("ids[]=1&ids[]=2", INTEGERS, True, [1, 2]),
    ("ids[0]=1&ids[1]=2", INTEGERS, True, [1, 2]),
    ("ids%5B%5D=1", INTEGERS, True, [1]),
    ("ids=1%2C2", INTEGERS, False, [1, 2]),
    ("ids=1,2&ids=3", INTEGERS, False, ['`ids[0]` must be an integer, got "1,2"']),
    ("ids=", INTEGERS, True, []),
    ("ids=", INTEGERS, False, []),
    ("ids=", ARRAY, True, [""]),
    ("ids=5", {"type": ["integer", "array"], "items": {"type": "integer"}}, True, 5),
    ("ids=5&ids=6", {"type": ["integer", "array"], "items": {"type": "integer"}}, True, [5, 6]),
    ("ids=5,6", {"oneOf": [INTEGER, INTEGERS]}, False, [5, 6]),
    ("ids=5", {"oneOf": [INTEGER, {**INTEGERS, "minItems": 2}]}, False, 5),
    ("ids=a%2Cb", ARRAY, False, ["a,b"]),
    ("ids=R,1,G,2", {"type": "object"}, False, {"R": "1", "G": "2"}),
    ("ids=R,1,G", {"type": "object"}, False, ['`ids` must be an object, got "R,1,G"']),
]


@pytest.mark.parametrize(("query", "schema", "explode", "value"), HABITS)
def test_habits_of_clients(query: str, schema: Any, explode: bool, value: Any) -> None:
    """What clients make of form style: brackets, encoded delimiters, one item, none."""
    assert value_of(query, schema, name="ids", style="form", explode=explode) == value


def test_exploded_object_takes_its_own_names_alone() -> None:
    """The pairs of other parameters are no properties of an exploded object, unless it asks for any name."""
    closed = {"type": "object", "properties": {"a": INTEGER}}
    assert value_of("a=1&b=2", closed, style="form") == {"a": 1}
    assert value_of("b=2", closed, style="form") is ABSENT
    assert value_of("a=1&b=2", {**closed, "additionalProperties": INTEGER}, style="form") == {"a": 1, "b": 2}
    assert value_of("page=4&size=50", {"type": "object", "additionalProperties": INTEGER}, style="form") == {
        "page": 4,
        "size": 50,
    }


SEGMENTS = [
    ("label", False, ".blue.black", ARRAY, ["blue.black"]),
    ("label", False, ".1.2", INTEGERS, [1, 2]),
    ("label", False, ".1.5", {"type": "number"}, 1.5),
    ("label", True, ".", ARRAY, []),
    ("label", True, "%2E5", INTEGER, 5),
    ("label", False, "5", INTEGER, ["`color` must begin with a full stop (label style)"]),
    ("label", False, "x", INTEGERS, ["`color` must begin with a full stop (label style)"]),
    ("matrix", False, "%3Bcolor%3D5", INTEGER, 5),
    ("matrix", False, ";color", STRING, ""),
    ("matrix", False, ";colour=5", INTEGER, ["`color` must be written as ;name=value (matrix style)"]),
    ("matrix", True, ";color=5", INTEGER, 5),
    ("matrix", True, ";color=a%3Bb;color=c", ARRAY, ["a;b", "c"]),
    ("simple", False, "a%2Cb,c", ARRAY, ["a,b", "c"]),
    ("simple", False, "1%2C2", INTEGERS, [1, 2]),
    ("simple", True, "R=1,G", OBJECT, ['`color` must be an object, got "R=1,G"']),
]


@pytest.mark.parametrize(("style", "explode", "raw", "schema", "value"), SEGMENTS)
def test_segments(style: str, explode: bool, raw: str, schema: Any, value: Any) -> None:
    """Path segments: a delimiter that is encoded is data, and what only the encoded prefix explains is read, too."""
    assert value_of(raw, schema, location="path", style=style, explode=explode) == value


FIELDS = [
    ("1, 2 ,3", INTEGERS, [1, 2, 3]),
    ("1", INTEGERS, [1]),
    ("blue , black", STRING, "blue , black"),
    ('"quoted, text"', STRING, '"quoted, text"'),
    ("a%20b", STRING, "a%20b"),
    ("2026-01-01T00%3A00%3A00Z", {"type": "string", "format": "date-time"}, "2026-01-01T00:00:00Z"),
    ("true", {"type": "boolean"}, True),
    # All of these end at once; that the white space is gone through again from each of its characters took hours.
    ("1" + " " * 1_000_000 + "x", STRINGS, ["1" + " " * 1_000_000 + "x"]),
    ("1" + " \t" * 500_000 + "x , ,\t,2", STRINGS, ["1" + " \t" * 500_000 + "x", "", "", "2"]),
]


@pytest.mark.parametrize(("text", "schema", "value"), FIELDS)
def test_fields(text: str, schema: Any, value: Any) -> None:
    """Field values: white space around commas is ignored, escapes stay what they are unless only they explain it."""
    assert value_of(text, schema, location="header", style="simple", explode=False) == value
