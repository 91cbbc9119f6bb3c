"""From text to Source: JSON or YAML by what the text holds, refusals, and the places and pointers of nodes."""

from __future__ import annotations

import gc
import json
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document.bounds import MOST_OCTETS
from mockserver.document.diagnostics import Location, Severity
from mockserver.document.parse import Source, decode, parse, parse_octets
from mockserver.errors import DocumentError

DOCUMENTS = Path(__file__).parents[3] / "shared" / "documents"


@pytest.mark.parametrize("name", ["openapi.yaml", "openapi.json", "-", "https://api.test/spec?x=1"])
@pytest.mark.parametrize(
    ("text", "is_json"),
    [
        ('{"openapi": "3.1.0", "paths": {}}', True),
        ('\n  \t{"openapi": "3.1.0", "paths": {}}\n', True),
        ("\ufeff" + '{"openapi": "3.1.0", "paths": {}}', True),
        ("{openapi: 3.1.0, paths: {}}", False),
        ("{'openapi': 3.1.0, 'paths': {},}", False),
        ("{ # comment\n  openapi: 3.1.0, paths: {}}", False),
        ("openapi: 3.1.0\npaths: {}", False),
        ("\ufeffopenapi: 3.1.0\npaths: {}", False),
        ('---\n{"openapi": "3.1.0", "paths": {}}', False),
        ('# comment\n{"openapi": "3.1.0", "paths": {}}', False),
    ],
)
def test_json_or_yaml_by_content(text: str, name: str, *, is_json: bool) -> None:
    """What a text holds decides how it is read, whatever its name."""
    source = parse(text, name=name)
    assert (source.tree, source.is_json) == ({"openapi": "3.1.0", "paths": {}}, is_json)
    assert (source.name, source.text) == (name, text.removeprefix("\ufeff"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1,}', "1:8: fatal: JSON does not allow a comma before the closing bracket"),
        ('{"a": 1 // b\n}', "1:9: fatal: JSON has no comments"),
        ('{"a": NaN}', "1:7: fatal: NaN is not JSON"),
        ('{"a": b}', "1:7: fatal: this is no value in JSON"),
        ('{"a": 1', "1:8: fatal: the text ends here"),
        ("[1, 2,]", "1:6: fatal: JSON does not allow a comma before the closing bracket"),
    ],
)
def test_mistakes_in_json_are_told_as_such(text: str, message: str) -> None:
    """A text that looks like JSON is judged as JSON."""
    for name in ("api.json", "-"):
        with pytest.raises(DocumentError, match=f"^{name}:{message}"):
            parse(text, name=name)


@pytest.mark.parametrize(
    ("text", "tree"),
    [('{"a": 1,}', {"a": 1}), ('{"a": b} # c', {"a": "b"}), ('{"a":\n  b c\n}', {"a": "b c"}), ("[1, 2,]", [1, 2])],
)
def test_flow_style_in_a_yaml_file(text: str, tree: Any) -> None:
    """What is a mistake in JSON and none in YAML is read in a file that calls itself YAML."""
    assert parse(text, name="api.yaml").tree == parse(text, name="API.YML").tree == tree


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": [1, 2}', "a ] is missing before this }"),
        ('{"a": 1\n "b": 2}', "a comma is missing before this"),
        ("{a: [1, 2}", "a comma or the bracket that closes the one of line 1 is missing"),
        ("{a: {b: 1}", "this { is never closed"),
    ],
)
def test_the_better_of_two_complaints(text: str, message: str) -> None:
    """A text that is neither is told JSON's complaint if it looks like JSON, else YAML's."""
    with pytest.raises(DocumentError) as caught:
        parse(text, name="api.yaml")
    assert message in caught.value.diagnostics[0].message


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\ufeff", "# comment\n", "---\n", "---\n...\n", "null", "~"])
def test_nothing(text: str) -> None:
    """A document that holds nothing is called empty."""
    with pytest.raises(DocumentError) as caught:
        parse(text, name="x")
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.code, diagnostic.message) == ("empty", "the document is empty")
    assert "openapi: 3.1.0" in diagnostic.hint


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<!DOCTYPE html>\n<html></html>", "a web page"),
        ("\n  <html lang='en'>", "a web page"),
        ("<HEAD>", "a web page"),
        ('<?xml version="1.0"?><wadl/>', "XML or other markup"),
        ("<definitions>", "XML or other markup"),
        ("<!-- comment -->", "XML or other markup"),
    ],
)
def test_markup(text: str, what: str) -> None:
    """A web page, the usual answer of a wrong address, is called one."""
    with pytest.raises(DocumentError, match=f"this is {what}, not an OpenAPI document -- give the"):
        parse(text, name="x")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> theirs\n", 1),
        ("a:\n<<<<<<< HEAD\n  b: 1\n=======\n  b: 2\n>>>>>>> 1d2c3f4\n", 2),
        ('{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> x\n}\n', 2),
    ],
)
def test_marks_of_a_merge(text: str, line: int) -> None:
    """A merge that nobody has ended is told as such, with the line of its first mark."""
    with pytest.raises(DocumentError, match="a merge conflict begins here") as caught:
        parse(text, name="api")
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.location == Location("api", line, 1)


def test_a_merge_key_is_no_markup() -> None:
    """A text may begin with a merge key."""
    assert parse("<<: {a: 1}", name="x").tree == {"a": 1}


@pytest.mark.parametrize(
    ("text", "tree"), [("[1]", [1]), ("- 1", [1]), ('"a"', "a"), ("true", True), ("12", 12), ("a b", "a b")]
)
def test_any_value_may_stand_at_the_top(text: str, tree: Any) -> None:
    """A file that a `$ref` names may hold any value; whether it is an OpenAPI document is for others to say."""
    source = parse(text, name="x")
    assert source.tree == tree
    assert source.pointer_of(source.tree) == ""


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("a: 1\nb: 2\na: 3\n", 1, (3, 1)),
        ('{"a": 1,\n "b": 2,\n "a": 3}', 1, (3, 2)),
        ("200: 1\n'200': 3\n", 1, (2, 1)),
    ],
)
def test_a_key_that_stands_twice(text: str, first: int, second: tuple[int, int]) -> None:
    """A key that stands twice is refused, and both lines are told."""
    with pytest.raises(DocumentError) as caught:
        parse(text, name="x")
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.location == Location("x", *second)
    assert f"stands twice: here and in line {first}" in diagnostic.message
    assert (diagnostic.severity, diagnostic.code) == (Severity.FATAL, "duplicate-key")
    assert diagnostic.pointer in {"/a", "/200"}


@pytest.mark.parametrize(
    "text", ["".join(f"a{n}: 1\n" for n in range(50)) * 2, "{" + ",".join('"a": 1' for _ in range(99)) + "}"]
)
def test_very_many_keys_that_stand_twice(text: str) -> None:
    """Of very many keys that stand twice, twenty are told, in the order of the text."""
    with pytest.raises(DocumentError) as caught:
        parse(text, name="x")
    places = [(each.location.line, each.location.column) for each in caught.value.diagnostics]
    assert (len(places), places) == (20, sorted(places))


def test_long_keys_are_cut_in_messages() -> None:
    """A message holds no key of a thousand characters, nor a control character."""
    key = "a" * 2000
    with pytest.raises(DocumentError) as caught:
        parse(f'{{"{key}": 1, "{key}": 2, "\\u001b[31m": 1, "\\u001b[31m": 2}}', name="x")
    long, odd = caught.value.diagnostics
    assert (len(long.message) < 150, long.pointer) == (True, "")
    assert r"\x1b[31m" in odd.message


def test_the_bound_on_size() -> None:
    """A text of more than 64 MiB is refused before it is looked at."""
    with pytest.raises(DocumentError, match="larger than 64 MiB"):
        parse(" " * (MOST_OCTETS + 1), name="x")


@pytest.mark.parametrize("text", ['{"a": {"b/c": [1, {"~": []}]}}', "a:\n  b/c:\n  - 1\n  - ~: []\n"])
def test_places_and_pointers(text: str) -> None:
    """A node's pointer leads to its place, and back to the node."""
    source = parse(text, name="api.yaml")
    inner = source.tree["a"]["b/c"][1]
    assert source.pointer_of(inner) == "/a/b~1c/1"
    key = text[: text.index("~")].count("\n") + 1
    assert source.locate("/a/b~1c/1", key=True).line == key
    assert source.locate("/a/b~1c/1/~0/0/1") == source.locate("/a/b~1c/1/~0", key=True)
    assert source.locate("").line == 1
    assert str(source.locate("")) == "api.yaml:1:1"


def test_nodes_are_found_by_identity() -> None:
    """An equal node that is not in the tree has no pointer; nor has a scalar."""
    source = parse("a: {b: 1}\nc: {b: 1}", name="x")
    assert source.pointer_of(source.tree["c"]) == "/c"
    assert source.pointer_of({"b": 1}) is None
    assert source.pointer_of("a") is None


def test_a_node_in_several_places() -> None:
    """A node that an alias repeats has the pointer of one of its places, and so have those in it."""
    source = parse("a: &x {b: [1]}\nc: *x\nd: [*x]", name="x")
    assert source.pointer_of(source.tree["d"][0]) in {"/a", "/c", "/d/0"}
    assert source.pointer_of(source.tree["a"]["b"]) in {"/a/b", "/c/b", "/d/0/b"}


def test_a_text_that_is_no_pointer() -> None:
    """Asking for the place of something that is no pointer is a mistake of the program."""
    with pytest.raises(ValueError, match="begins with a slash"):
        parse("a: 1", name="x").locate("a")


def test_the_collector_works_afterwards() -> None:
    """The cycle collector rests while a text is read, and only then, also if it is refused."""
    parse("a: 1", name="x").locate("/a")
    with pytest.raises(DocumentError):
        parse("a: [", name="x")
    assert gc.isenabled()
    gc.disable()
    try:
        parse("a: 1", name="x")
        assert not gc.isenabled()
    finally:
        gc.enable()


@given(st.binary() | st.text().map(str.encode))
def test_any_octets(data: bytes) -> None:
    """Octets are a Source that knows its places, or are refused with a DocumentError: nothing else is raised."""
    try:
        source = parse(decode(data), name="x")
    except DocumentError:
        return
    assert source.locate("").line >= 1


@given(st.text(st.sampled_from("{}[]:,\"' \n01ab-*&<!")))
def test_any_text(text: str) -> None:
    """A text is a Source whose nodes all have a place, or is refused with a DocumentError."""
    try:
        source = parse(text, name="x")
    except DocumentError:
        return
    if isinstance(source.tree, dict):
        for key, value in source.tree.items():
            pointer = "/" + key.replace("~", "~0").replace("/", "~1")
            assert source.locate(pointer).line >= 1
            assert not isinstance(value, dict) or source.pointer_of(value) is not None


# --- real documents


def _real_documents() -> list[Any]:
    found = sorted(
        each for each in DOCUMENTS.rglob("*") if each.suffix in {".json", ".yaml"} and each.name != "corpus.json"
    )
    skip = pytest.mark.skip(reason="the folder of real documents is not beside this project")
    return [pytest.param(each, id=each.name) for each in found] or [pytest.param(None, marks=skip)]


@pytest.mark.parametrize("path", _real_documents())
def test_real_documents(path: Path) -> None:
    """A real document has the tree that the standard readers give it, but for what YAML 1.1 calls a date."""
    source = parse(decode(path.read_bytes()), name=path.name)
    if path.suffix == ".json":
        assert source.tree == json.loads(path.read_text(encoding="utf-8"))
    else:
        assert _as_text(source.tree) == _as_text(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader))  # noqa: S506


def _as_text(tree: Any) -> Any:
    """The shape and keys of a tree, with its scalars left out: the loader that is compared with takes all for text."""
    if isinstance(tree, dict):
        return {key: _as_text(value) for key, value in tree.items()}
    return [_as_text(each) for each in tree] if isinstance(tree, list) else ""


@pytest.mark.parametrize("path", _real_documents())
def test_each_place_in_real_documents(path: Path) -> None:
    """Each mapping of a real document has the place at which its text stands."""
    source = parse(decode(path.read_bytes()), name=path.name)
    lines = source.text.splitlines()
    for pointer, key in _keys(source.tree):
        place = source.locate(pointer, key=True)
        assert lines[place.line - 1][place.column - 1 :].lstrip("\"'").startswith(key[:9])


def _keys(tree: Any, pointer: str = "") -> Any:
    if isinstance(tree, dict):
        for key, value in tree.items():
            below = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
            yield below, key
            yield from _keys(value, below)
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from _keys(value, f"{pointer}/{index}")


def test_a_source_by_hand() -> None:
    """A Source says no more of itself than its name."""
    assert repr(Source("api.yaml", b"a: 1", {"a": 1})) == "Source(name='api.yaml', is_json=False)"


_PIECES = [
    '"',
    "\\",
    "\\u00e9",
    "\\ud83d",
    "\\ude00",
    "\\n",
    "é",
    "😀",
    "x" * 40,
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    '"a": 1',
    " ",
]


@given(
    st.lists(st.sampled_from(_PIECES), max_size=30).map("".join),
    st.sampled_from(['{"k": "%s"}', '["%s"]', "[%s]", "%s"]),
)
def test_octets_read_as_their_text(inner: str, around: str) -> None:
    """Octets give the tree that their text gives, or the same refusal, however their characters are written."""
    text = around % inner
    assert _outcome(lambda: parse_octets(text.encode(), name="a")) == _outcome(lambda: parse(text, name="a"))


def _outcome(read: Any) -> Any:
    try:
        return repr(read().tree)
    except DocumentError as error:
        return str(error)


def test_characters_in_json_take_one_octet_each_where_few_are_wide() -> None:
    """A value of ASCII stays one of an octet a character, though an emoji stands elsewhere in the text."""
    tree = parse_octets(json.dumps({"a": "x" * 1000, "b": "😀"}, ensure_ascii=False).encode(), name="a").tree
    assert (tree["b"], sys.getsizeof(tree["a"]) < 1100) == ("😀", True)


def test_a_name_that_is_said_twice_is_told_of_octets_too() -> None:
    """The text is read again, which knows the places."""
    with pytest.raises(DocumentError, match=r"a:2:2: fatal: the key 'a' stands twice: here and in line 1"):
        parse_octets(b'{"a": 1,\n "a": 2}', name="a")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("type Query {\n  a: B\n}\n", "a GraphQL schema"),
        ('"""Pets"""\nextend type Query @key(fields: [a]) {\n', "a GraphQL schema"),
        ("# c\n\nschema { query: Q }\n", "a GraphQL schema"),
        ('// c\nsyntax = "proto3";\nmessage A {}\n', "a Protocol Buffers file"),
        ('import "@typespec/http";\n', "a TypeSpec file"),
    ],
)
def test_other_languages(text: str, what: str) -> None:
    """A text of another language is called by its name, rather than broken YAML."""
    with pytest.raises(DocumentError, match=f"this is {what}, not an OpenAPI document"):
        parse(text, name="a.yaml")


@pytest.mark.parametrize(
    "text", ["type: object\n", "schema: {a: 1}\n", "import: {}\n", "enum: [{a: 1}]\n", "type A: {b: 1}\n"]
)
def test_yaml_is_not_taken_for_another_language(text: str) -> None:
    """Keys that are words of other languages are keys."""
    assert isinstance(parse(text, name="a.yaml").tree, dict)


def test_a_source_is_packed() -> None:
    """Its text in fewer octets, which zlib unpacks."""
    source = parse(f"a: {'é' * 999}", name="a")
    assert zlib.decompress(source.packed()).decode() == source.text
    assert len(source.packed()) < 100


def test_a_source_has_a_digest_of_its_text() -> None:
    """The same for the same text, whatever it is called."""
    one, same, other = parse("a: 1", name="a"), parse("a: 1", name="b"), parse("a: 2", name="a")
    assert one.digest == same.digest != other.digest
