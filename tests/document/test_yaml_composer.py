"""YAML events to a tree: YAML 1.2.2 as documents use it, with both of PyYAML's parsers."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document.bounds import DEEPEST
from mockserver.document.diagnostics import Location
from mockserver.document.yaml_composer import compose
from mockserver.document.yaml_events import PurePython
from mockserver.errors import DocumentError

PARSERS = [pytest.param(None, id="libyaml"), pytest.param(PurePython, id="python")]

# What YAML 1.2.2 says of each construct that a document can hold.
TREES = [
    # scalars in flow style: section 7.3
    ("plain: a b", {"plain": "a b"}),
    ("plain: a\n  b\n\n  c", {"plain": "a b\nc"}),
    ("single: 'it''s \\n'", {"single": "it's \\n"}),
    ("single: 'a\n  b\n\n  c '", {"single": "a b\nc "}),
    (r'double: "\t\"\/\\ \x41\u263a\U0001F600\_"', {"double": '\t"/\\ A☺😀\xa0'}),
    ('double: "a\n  b \\\n  c"', {"double": "a b c"}),
    (r'breaks: "\N\L\P"', {"breaks": "\x85\u2028\u2029"}),
    ("url: http://example.com:80/a#b", {"url": "http://example.com:80/a#b"}),
    ("colon: a:b", {"colon": "a:b"}),
    ("time: 12:30:45", {"time": "12:30:45"}),
    ("comment: a # b", {"comment": "a"}),
    ("hash: a#b", {"hash": "a#b"}),
    ("dash: -a", {"dash": "-a"}),
    ("question: ?a", {"question": "?a"}),
    ("'quoted': \"200\"", {"quoted": "200"}),
    # block scalars: section 8.1
    ("text: |\n  a\n   b\n\n  c\n", {"text": "a\n b\n\nc\n"}),
    ("text: |-\n  a\n  b\n", {"text": "a\nb"}),
    ("text: |+\n  a\n\n", {"text": "a\n\n"}),
    ("text: |2\n    a\n", {"text": "  a\n"}),
    ("text: >\n  a\n  b\n\n  c\n   d\n", {"text": "a b\nc\n d\n"}),
    ("text: >-\n  a\n  b\n", {"text": "a b"}),
    ("text: | # comment\n  # no comment\n", {"text": "# no comment\n"}),
    ("text: |\n  200\n", {"text": "200\n"}),
    ("text: |\n\nnext: 1", {"text": "", "next": 1}),
    # collections: sections 7.4, 8.2
    ("- a\n- b: 1\n  c: 2\n- - d\n  - e\n-\n  f: 3", ["a", {"b": 1, "c": 2}, ["d", "e"], {"f": 3}]),
    ("list:\n- a\n- b", {"list": ["a", "b"]}),
    ("list:\n  - a\n  -\n  - ", {"list": ["a", None, None]}),
    ("{a: 1, b: [x, y], c, 'd': , \"e\":5}", {"a": 1, "b": ["x", "y"], "c": None, "d": None, "e": 5}),
    ("[a: 1, {b: 2},]", [{"a": 1}, {"b": 2}]),
    ("{}", {}),
    ("[]", []),
    ("a: {\n  b: [\n    1,\n  ],\n}\n", {"a": {"b": [1]}}),
    ("a:\nb: ~\nc: null\nd: ''", {"a": None, "b": None, "c": None, "d": ""}),
    ("? a\n: b\n? c", {"a": "b", "c": None}),
    # keys are text, as they are written
    ("200: a\n2XX: b\ndefault: c", {"200": "a", "2XX": "b", "default": "c"}),
    ("0x1F: a\n010: b\n1.10: c\n1e3: d", {"0x1F": "a", "010": "b", "1.10": "c", "1e3": "d"}),
    ("true: a\nno: b\non: c\ny: d", {"true": "a", "no": "b", "on": "c", "y": "d"}),
    ("null: a\n~: b\n2001-12-14: c", {"null": "a", "~": "b", "2001-12-14": "c"}),
    ("? \n: a", {"": "a"}),
    ("'*/*': a\n\"application/json\": b\ntext/*: c", {"*/*": "a", "application/json": "b", "text/*": "c"}),
    ("/pets/{petId}: a\n'/a:b': c\n/x?y=1#z: d", {"/pets/{petId}": "a", "/a:b": "c", "/x?y=1#z": "d"}),
    # values of YAML 1.1 that are text
    (
        "[yes, No, ON, off, y, 2001-12-14, 1_000, 0b1, =]",
        ["yes", "No", "ON", "off", "y", "2001-12-14", "1_000", "0b1", "="],
    ),
    ("[3.1.0, 3.0, 010, 0o10, 0x10, 1e3, .5]", ["3.1.0", 3.0, 10, 8, 16, 1000.0, 0.5]),
    # tags: section 6.9
    ("[!!str 1, !!int '2', !!float 3, !!bool 'true', !!null '', ! 4, !!str ]", ["1", 2, 3.0, True, None, "4", ""]),
    ("!!map {a: !!seq [1]}", {"a": [1]}),
    ("!!str 200: a", {"200": "a"}),
    ("%TAG !e! tag:yaml.org,2002:\n---\na: !e!str 1", {"a": "1"}),
    # anchors and aliases: sections 6.9.2, 7.1
    ("a: &x {b: 1}\nc: *x", {"a": {"b": 1}, "c": {"b": 1}}),
    ("a: &x 1\nb: &x 2\nc: *x", {"a": 1, "b": 2, "c": 2}),
    ("&k key: &v value\nb: *v\nc: *k", {"key": "value", "b": "value", "c": "key"}),
    ("a: &x 200\nb: {*x : ok}", {"a": 200, "b": {"200": "ok"}}),
    ("a: &x\nb: *x", {"a": None, "b": None}),
    ("- &x [1]\n- [*x, *x]", [[1], [[1], [1]]]),
    # merge keys (the type repository of YAML 1.1)
    ("a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3", {"a": {"b": 1, "c": 2}, "d": {"b": 1, "c": 3}}),
    ("a: &x {b: 1, c: 2}\nd:\n  c: 3\n  <<: *x", {"a": {"b": 1, "c": 2}, "d": {"c": 3, "b": 1}}),
    ("- &x {a: 1}\n- &y {a: 2, b: 3}\n- {<<: [*x, *y], c: 4}", [{"a": 1}, {"a": 2, "b": 3}, {"a": 1, "b": 3, "c": 4}]),
    ("- &x [{a: 1}, {b: 2}]\n- <<: *x", [[{"a": 1}, {"b": 2}], {"a": 1, "b": 2}]),
    ("{<<: {a: 1}, b: 2}", {"a": 1, "b": 2}),
    ("- &x {a: 1}\n- &y {<<: *x, b: 2}\n- {<<: *y}", [{"a": 1}, {"a": 1, "b": 2}, {"a": 1, "b": 2}]),
    ("- &x {a: 1}\n- &y {b: 2}\n- <<: *x\n  <<: *y", [{"a": 1}, {"b": 2}, {"a": 1, "b": 2}]),
    ("{<<: [], a: 1}", {"a": 1}),
    ('{"<<": a}', {"<<": "a"}),
    ("a: <<", {"a": "<<"}),
    # streams, directives and comments: sections 6.6, 6.8, 9
    ("---\na: 1\n...\n", {"a": 1}),
    ("%YAML 1.2\n---\na: 1", {"a": 1}),
    ("# a\n\na: 1 # b\n# c\n", {"a": 1}),
    ("--- # comment\na: 1", {"a": 1}),
    ("--- |\n text", "text"),
    ("a: 1\r\nb:\r\n- 2\r\n", {"a": 1, "b": [2]}),
    ("a: 1\rb: 2", {"a": 1, "b": 2}),
    ("scalar", "scalar"),
    # characters: section 5: what YAML 1.1 took for line breaks
    ("a: x\u2028y\nb: 'x\u2029y'\nc: |\n  x\x85y\n", {"a": "x\u2028y", "b": "x\u2029y", "c": "x\x85y\n"}),
    ("a: \ue000\u2028", {"a": "\ue000\u2028"}),
    ("日本: 語 😀\nzoë: é", {"日本": "語 😀", "zoë": "é"}),
    ("a: x\ufeffy", {"a": "x\ufeffy"}),
]


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(("text", "tree"), TREES)
def test_trees(text: str, tree: Any, parser: Any) -> None:
    """A text has the tree that YAML 1.2.2 gives it, down to the types and the order of the keys."""
    composed, repeats = compose(text, name="x", parser=parser)
    assert repr(composed) == repr(tree)
    assert repeats is False


@pytest.mark.parametrize("text", ["a: 1\tb", "a:\t1", "a: 1\t# b", "- a\t", "{\ta: 1\t}"])
def test_tabs_between_tokens(text: str) -> None:
    """Tabs may separate tokens (section 6.2): only indentation may not hold any."""
    composed, _ = compose(text, name="x")
    assert composed in ({"a": "1\tb"}, {"a": 1}, ["a"])


def test_an_alias_is_the_same_object() -> None:
    """What an alias names is not copied."""
    tree, _ = compose("a: &x {b: 1}\nc: *x", name="x")
    assert tree["a"] is tree["c"]


def _generations(count: int) -> str:
    """Lists, each of which holds the one before twice; the first holds `a`."""
    lines = ["b0: &b0 [*a, *a]\n", *(f"b{n}: &b{n} [*b{n - 1}, *b{n - 1}]\n" for n in range(1, count))]
    return "".join(lines)


# text, line, column, code, part of the message
REFUSED = [
    ("a: .nan", 1, 4, "number-out-of-range", ".nan is not a number in JSON"),
    ("a: [1, -.Inf]", 1, 8, "number-out-of-range", "-.Inf is not a number in JSON"),
    ("a: 1e999", 1, 4, "number-out-of-range", "1e999 is larger than any number here"),
    ("a:\n  b: !!binary aGk=", 2, 6, "yaml-tag", "the tag !!binary has no meaning"),
    ("a: !include b.yaml", 1, 4, "yaml-tag", "the tag !include has no meaning"),
    ("a: !Ref [b]", 1, 4, "yaml-tag", "the tag !Ref has no meaning"),
    ("a: !!set {b}", 1, 4, "yaml-tag", "the tag !!set has no meaning"),
    ("a: !!python/object:os.system {}", 1, 4, "yaml-tag", "the tag !!python/object:os.system has no meaning"),
    ("!x a: 1", 1, 1, "yaml-tag", "the tag !x has no meaning"),
    ("a: !!int b", 1, 4, "yaml-tag", "'b' is not what its tag !!int says"),
    ("a: *b", 1, 4, "yaml-alias", "the alias *b names no anchor above it"),
    ("a: *b\nb: &b 1", 1, 4, "yaml-alias", "the alias *b names no anchor above it"),
    ("a: &x\n  b: *x", 2, 6, "yaml-cycle", "the alias *x stands within what it names (line 1)"),
    ("a: &x\n- b\n- - *x", 3, 5, "yaml-cycle", "the alias *x stands within what it names"),
    ("&x a: {<<: *y}", 1, 12, "yaml-alias", "the alias *y names no anchor"),
    ("? [a]\n: 1", 1, 3, "yaml-key", "a list or mapping cannot be a key"),
    ("{petId}: 1", 1, 1, "yaml-key", "a list or mapping cannot be a key"),
    ("a: &x [1]\n*x : 1", 2, 1, "yaml-key", "a list or mapping cannot be a key"),
    ("a: 1\nb:\n  <<: 1", 3, 7, "yaml-merge", "<< takes a mapping or a list of them"),
    ("- &x 1\n- {<<: *x}", 2, 8, "yaml-merge", "<< takes a mapping or a list of them"),
    ("{<<: [1]}", 1, 8, "yaml-merge", "<< takes a mapping or a list of them"),
    ("a: 1\n---\nb: 2", 2, 1, "several-documents", "a second document begins here"),
    ("a: 1\n...\n---\n", 3, 1, "several-documents", "a second document begins here"),
    ("a: &a [x, x]\n" + _generations(25), 19, 18, "too-many-values", "more than 2,000,000 values"),
    ("%TAG !a! x\n" * 101 + "---\na: 1", 0, 0, "yaml-tag", "more than 100 %TAG directives"),
    ("a: " + "[" * DEEPEST, 1, DEEPEST + 3, "too-deep", "deeper than 500 levels"),
]


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(("text", "line", "column", "code", "message"), REFUSED)
def test_refusals(text: str, line: int, column: int, code: str, message: str, parser: Any) -> None:
    """What JSON cannot hold, or nobody can follow, is refused at its place and with a cure."""
    with pytest.raises(DocumentError) as caught:
        compose(text, name="api.yaml", parser=parser)
    (diagnostic,) = caught.value.diagnostics
    assert message in diagnostic.message
    assert (diagnostic.location, diagnostic.code) == (Location("api.yaml", line, column), code)
    assert diagnostic.hint


@pytest.mark.parametrize(
    ("text", "repeats"),
    [
        ("{a: 1, a: 2}", True),
        ("{200: 1, '200': 2}", True),
        ("- &x b\n- {*x : 1, b: 2}", True),
        ("- &x {a: 1}\n- {<<: *x, a: 2, a: 3}", True),
        ("- &x {a: 1}\n- {a: 2, <<: *x}", False),
        ("- &x {a: 1}\n- {<<: *x, a: 2}\n- {a: 3}", False),
        ("a: {a: {a: 1}}", False),
    ],
)
def test_keys_that_stand_twice(text: str, *, repeats: bool) -> None:
    """A key that stands twice in a mapping is noticed; a key that overrides a merged one is not one of those."""
    assert compose(text, name="x")[1] is repeats


def test_depth_at_the_bound() -> None:
    """500 levels are read."""
    tree, _ = compose("[" * DEEPEST + "]" * DEEPEST, name="x")
    depth = 0
    while tree:
        tree, depth = tree[0], depth + 1
    assert depth == DEEPEST - 1


SAFE = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x7f\ufffe\uffff"))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | SAFE,
    lambda children: st.lists(children, max_size=4) | st.dictionaries(SAFE, children, max_size=4),
    max_leaves=12,
)


class Quoting(yaml.SafeDumper):
    """Writes text in double quotes, since PyYAML leaves plain what is text in YAML 1.1 only; and no aliases."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        """Never write one."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')


def _float(dumper: yaml.SafeDumper, value: float) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:float", repr(value))


Quoting.add_representer(str, _text)
Quoting.add_representer(float, _float)


@given(VALUES, st.booleans(), st.booleans())
def test_any_value_comes_back(value: Any, flow: bool, unicode: bool) -> None:
    """A value written as YAML, in block or flow style, escaped or not, is read as the same value."""
    text = yaml.dump(value, Dumper=Quoting, default_flow_style=flow, allow_unicode=unicode, sort_keys=False)
    composed, _ = compose(text, name="x")
    assert repr(composed) == repr(value)


@pytest.mark.parametrize("parser", PARSERS)
@given(text=st.text(st.sampled_from("ab01:-?,[]{}#&*!|>'\"%@`~ \n\t<.=\\u")))
def test_any_text(parser: Any, text: str) -> None:
    """A text has a tree, or is refused with a DocumentError that says why: nothing else is raised."""
    try:
        tree, _ = compose(text, name="x", parser=parser)
    except DocumentError:
        return
    assert tree is None or isinstance(tree, (dict, list, str, int, float))
