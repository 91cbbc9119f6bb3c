"""Places of nodes, against an oracle: PyYAML's own node graph, and a writer of JSON that notes where it writes."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document.locate import MOST_TWINS, JsonPlaces, Places, Twins, YamlPlaces
from mockserver.document.text import Lines

if TYPE_CHECKING:
    from collections.abc import Iterator

Position = tuple[int, int]
KEYS = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff"), max_size=5)
LEAVES = st.none() | st.booleans() | st.integers() | KEYS | st.sampled_from(['a "b" \\', "[{", "}]", "a: b", "\n"])
VALUES = st.recursive(
    LEAVES,
    lambda children: st.lists(children, max_size=4) | st.dictionaries(KEYS, children, max_size=4),
    max_leaves=15,
)


# --- the oracles: (keys, position of the key, position of the node) of each node


def _yaml_nodes(text: str) -> Iterator[tuple[tuple[str, ...], Position, Position]]:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    waiting: list[tuple[tuple[str, ...], Any, Any]] = [((), root, root)]
    while waiting:
        way, key, node = waiting.pop()
        yield way, _mark(key), _mark(node)
        if isinstance(node, yaml.MappingNode):
            waiting += [((*way, each.value), each, value) for each, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            waiting += [((*way, str(index)), each, each) for index, each in enumerate(node.value)]


def _mark(node: Any) -> Position:
    return node.start_mark.line + 1, node.start_mark.column + 1


class _Writer:
    """Writes JSON with spaces at random, and notes where each node and its key begin."""

    def __init__(self, seed: int) -> None:
        self.text = ""
        self.nodes: list[tuple[tuple[str, ...], int, int]] = []
        self._random = random.Random(seed)

    def space(self) -> None:
        self.text += self._random.choice(["", " ", "\n", "\r\n", "\t", "  \n "])

    def write(self, value: Any, way: tuple[str, ...] = (), key: int | None = None) -> None:
        at = len(self.text)
        self.nodes.append((way, at if key is None else key, at))
        if isinstance(value, dict):
            self._members("{}", [(name, each, True) for name, each in value.items()], way)
        elif isinstance(value, list):
            self._members("[]", [(str(index), each, False) for index, each in enumerate(value)], way)
        else:
            self.text += json.dumps(value, ensure_ascii=self._random.random() < 0.5)

    def _members(self, brackets: str, members: list[tuple[str, Any, bool]], way: tuple[str, ...]) -> None:
        self.text += brackets[0]
        self.space()
        for index, (name, value, named) in enumerate(members):
            self.text += "," * (index > 0)
            self.space()
            at = len(self.text)
            if named:
                self.text += json.dumps(name)
                self.space()
                self.text += ":"
                self.space()
            self.write(value, (*way, name), at if named else None)
            self.space()
        self.text += brackets[1]


@given(VALUES, st.integers(0, 99))
def test_every_node_of_json(value: Any, seed: int) -> None:
    """Each node and each key is found where it was written."""
    writer = _Writer(seed)
    writer.space()
    writer.write(value)
    writer.space()
    places, lines = JsonPlaces(writer.text), Lines(writer.text)
    for way, key, node in writer.nodes:
        assert places.find(way, key=False) == lines.position(node)
        assert places.find(way, key=True) == lines.position(key)


@given(VALUES, st.booleans())
def test_every_node_of_yaml(value: Any, flow: bool) -> None:
    """Each node and each key is found where PyYAML's composer finds it."""
    text = yaml.safe_dump(value, default_flow_style=flow, sort_keys=False)
    places = YamlPlaces(text)
    for way, key, node in _yaml_nodes(text):
        assert places.find(way, key=False) == node
        assert places.find(way, key=True) == key


YAML = """\
base: &base
  type: object
  nested: {deep: 1}
list: &list
  - {one: 1}
  - {two: 2, type: two}
alias: *base
merged:
  own: 1
  <<: *base
  type: own
many:
  <<: *list
inline:
  <<: {brought: [x]}
&name key: value
*name : 1
"""


@pytest.mark.parametrize(
    ("keys", "node", "key"),
    [
        ("", (1, 1), (1, 1)),
        ("base/type", (2, 9), (2, 3)),
        ("base/nested/deep", (3, 18), (3, 12)),
        ("list/1/two", (6, 11), (6, 6)),
        # the alias stands in its own place, what lies below it in the anchor's
        ("alias", (7, 8), (7, 1)),
        ("alias/type", (2, 9), (2, 3)),
        ("alias/nested/deep", (3, 18), (3, 12)),
        # merged entries stand where they were written
        ("merged/own", (9, 8), (9, 3)),
        ("merged/nested/deep", (3, 18), (3, 12)),
        ("merged/type", (11, 9), (11, 3)),
        ("many/one", (5, 11), (5, 6)),
        ("many/type", (6, 20), (6, 14)),
        ("inline/brought/0", (15, 18), (15, 18)),
        # what is not there: the key of the nearest one above
        ("merged/nested/absent/more", (3, 3), (3, 3)),
        ("base/type/absent", (2, 3), (2, 3)),
        ("list/7", (4, 1), (4, 1)),
        ("absent", (1, 1), (1, 1)),
    ],
)
def test_aliases_merges_and_absent_nodes(keys: str, node: Position, key: Position) -> None:
    """A node is found through aliases and merges; in place of one that is not there, the nearest one above it."""
    places = YamlPlaces(YAML)
    way = keys.split("/") if keys else []
    assert places.find(way, key=False) == node
    assert places.find(way, key=True) == key


def test_absent_nodes_of_json() -> None:
    """In place of a node that is not there: the key of the nearest one above it."""
    places = JsonPlaces('{\n "a": {\n  "b": [1]}}')
    assert [places.find(way, key=False) for way in (["a", "x"], ["a", "b", "1"], ["a", "b", "0", "x"], ["x"])] == [
        (2, 2),
        (3, 3),
        (3, 9),
        (1, 1),
    ]


def _twins(places: Places) -> list[Twins]:
    return sorted(places.twins(), key=lambda each: each.second)


def test_twins_of_json() -> None:
    """Each key that stands twice is found with both places, also within another that does."""
    text = '{"a": 1,\n "b": [{"c": 1, "c": 2}],\n "a": {"d": 1,\n "d": 2}}'
    assert _twins(JsonPlaces(text)) == [
        Twins("c", "/b/0/c", (2, 9), (2, 17)),
        Twins("a", "/a", (1, 2), (3, 2)),
        Twins("d", "/a/d", (3, 8), (4, 2)),
    ]


def test_twins_of_yaml() -> None:
    """Each key that stands twice is found with both places, but not a merged one that is overridden."""
    text = "a: &x {k: 1}\nb:\n- <<: *x\n  k: 2\n- c: 1\n  'c': 2\na: 3\n200: x\n'200': y\n"
    assert _twins(YamlPlaces(text)) == [
        Twins("c", "/b/1/c", (5, 3), (6, 3)),
        Twins("a", "/a", (1, 1), (7, 1)),
        Twins("200", "/200", (8, 1), (9, 1)),
    ]


def test_twins_of_yaml_are_bounded() -> None:
    """Of very many keys that stand twice, the first are told."""
    twins = _twins(YamlPlaces("".join(f"a{number}: 1\n" for number in range(30)) * 2))
    assert [each.key for each in twins] == [f"a{number}" for number in range(MOST_TWINS)]
