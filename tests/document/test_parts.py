"""A tree in parts: the same as the tree to whoever asks, and read only where somebody does."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.document import parts
from mockserver.document.parts import LEVELS, Parts, pack, unpack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONG = "x" * parts.SMALLEST
TREE: dict[str, Any] = {
    "openapi": "3.1.0",
    "paths": {
        "/a": {"parameters": [{"name": LONG}], "get": {"summary": "s", "responses": {"200": {"description": LONG}}}},
        "/b": {"get": None, "put": {}, "post": {"tags": [], "responses": LONG}},
        "/c": 3,
    },
    "components": {"schemas": {"A": {"title": LONG}, "B": True}, "responses": [LONG]},
    "x-more": {"deep": {"deep": LONG}},
    "definitions": {},
}
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from([*LEVELS, "info", "x-a"])


def again(tree: dict[str, Any]) -> Any:
    """The tree packed, its outline written as JSON and read, and unpacked."""
    packed = pack(tree)
    return unpack(orjson.loads(orjson.dumps(packed.outline)), memoryview(b"".join(packed.parts)))


def plain(value: Any) -> Any:
    """The same in mappings and lists of Python's own, read through what every reader uses."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value


def unread(value: Any) -> int:
    """How many parts of a tree nobody has asked for yet."""
    entries = dict.values(value) if isinstance(value, dict) else value if isinstance(value, list) else ()
    return sum(1 if isinstance(each, parts.Later) else unread(each) for each in entries)


@given(st.dictionaries(KEYS, JSON | st.dictionaries(st.text(max_size=3), st.dictionaries(st.text(max_size=3), JSON))))
def test_a_tree_comes_back_the_same(tree: dict[str, Any]) -> None:
    """Whatever the tree holds, keys in their order and numbers of their kind."""
    assert repr(plain(again(tree))) == repr(tree)


def test_nothing_is_read_before_it_is_asked_for() -> None:
    """Operations, names and small values are there at once; a part is read once, and is the same each time."""
    tree = again(TREE)
    assert unread(tree) == 6
    assert (list(tree["components"]["schemas"]), tree["paths"]["/a"]["get"]["summary"]) == (["A", "B"], "s")
    assert unread(tree) == 6
    assert tree["components"]["schemas"]["A"] is tree["components"]["schemas"].get("A")
    assert unread(tree) == 5


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(dict, id="dict"),
        pytest.param(lambda found: {**found}, id="in a display"),
        pytest.param(lambda found: found | {}, id="union"),
        pytest.param(lambda found: {} | found, id="union from the left"),
        pytest.param({}.__ior__, id="update"),
        pytest.param(lambda found: found.copy(), id="copy"),
        pytest.param(lambda found: json.loads(json.dumps(found)), id="JSON"),
        pytest.param(lambda found: dict(zip(found, found.values(), strict=True)), id="values"),
        pytest.param(lambda found: dict(found.items()), id="items"),
        pytest.param(lambda found: {key: found.get(key) for key in found}, id="get"),
    ],
)
def test_parts_are_as_a_dict(use: Callable[[Any], Any]) -> None:
    """Whichever way a mapping is read or copied, there is no part left in what comes of it that was not read."""
    found = again(TREE)["components"]["schemas"]
    assert isinstance(found, Parts)
    assert (type(use(found)), use(found), unread(use(found))) == (dict, TREE["components"]["schemas"], 0)


def test_parts_are_compared_and_shown_as_a_dict() -> None:
    """Equal to a dict with the same entries, from both sides, and written as one."""
    expected = TREE["components"]["schemas"]
    assert (again(TREE)["components"]["schemas"] == expected, expected == again(TREE)["components"]["schemas"]) == (
        True,
        True,
    )
    assert (again(TREE)["components"]["schemas"] != expected, again(TREE)["components"]["schemas"] != {}) == (
        False,
        True,
    )
    assert repr(again(TREE)["components"]["schemas"]) == repr(expected)
    assert (again(TREE)["components"]["schemas"].get("C", 7), "C" in again(TREE)["components"]["schemas"]) == (7, False)


def test_two_who_ask_at_once_get_the_same() -> None:
    """A node is told by its identity, so a part is never read twice."""
    names = [f"S{number}" for number in range(200)]
    found = again({"components": {"schemas": {name: {"title": LONG} for name in names}}})["components"]["schemas"]
    with ThreadPoolExecutor(8) as threads:
        read = list(threads.map(lambda _: [id(found[name]) for name in names], range(8)))
    assert len({tuple(each) for each in read}) == 1


def test_who_had_to_wait_gets_what_the_other_has_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look and the lock another may have been there."""
    found = again({"components": {"schemas": {"S": {"title": LONG}}}})["components"]["schemas"]
    read: list[Any] = []

    @contextmanager
    def overtaken() -> Iterator[None]:
        monkeypatch.undo()
        read.append(found["S"])
        yield

    monkeypatch.setattr(parts, "_READING", overtaken())
    assert found["S"] is read[0]
    assert read[0] == {"title": LONG}


@pytest.mark.parametrize(
    ("tree", "is_alone"),
    [
        ({"paths": {"/": {"$ref": "#/x"}}}, True),
        ({"paths": {"/": {"$ref": "other.yaml"}}}, False),
        ({"x": {"$ref": "https://example.com"}}, False),
        ({"components": {"schemas": {"A": {"description": LONG, "$ref": "b.json#/A"}}}}, False),
        ({"components": {"schemas": {"A": {"description": '"$ref":"b.json"'}}}}, True),
    ],
)
def test_who_is_alone(tree: dict[str, Any], is_alone: bool) -> None:
    """A tree is alone if no reference in it leads to another file; words that look like one do not count."""
    assert pack(tree).is_alone is is_alone


@pytest.mark.parametrize("value", [2**70, "\ud800", {1: 2}], ids=str)
def test_what_cannot_be_packed(value: Any) -> None:
    """It is refused, not changed."""
    with pytest.raises(TypeError):
        pack({"paths": {"/": {"get": {"x": value}}}})
