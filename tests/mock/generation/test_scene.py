"""The facts of one object."""

from __future__ import annotations

from random import Random

import pytest

from mockserver.mock.generation.hints import Context, Options
from mockserver.mock.generation.locales import English
from mockserver.mock.generation.scene import Scene


@pytest.fixture
def scene() -> Scene:
    """A scene of which nothing is known yet."""
    return Scene(Context(Random(1), Options(), room=1), English())


def test_facts_stay(scene: Scene) -> None:
    """What was drawn once is the same when it is asked for again."""
    facts = ("person", "place", "title", "created", "updated", "started")
    assert [getattr(scene, fact) for fact in facts] == [getattr(scene, fact) for fact in facts]


def test_times_follow_each_other(scene: Scene) -> None:
    """Created, updated, now, started: in this order."""
    assert scene.created < scene.updated < scene.context.epoch < scene.started


@pytest.mark.parametrize(
    ("role", "value", "fact", "expected"),
    [
        ("full_name", "Grace Brewster Hopper", "person", ("Grace", "Brewster Hopper")),
        ("title", "A Tale", "title", "A Tale"),
        ("created", "2020-01-02T03:04:05Z", "slug", None),
    ],
)
def test_facts_are_learned(scene: Scene, role: str, value: str, fact: str, expected: object) -> None:
    """What is settled is taken for the fact, and what is told from it follows."""
    scene.learn(role, value)
    assert scene.created.year == 2020 if expected is None else getattr(scene, fact) == expected


@pytest.mark.parametrize(
    ("role", "value"), [("created", "yesterday"), ("created", "2020-01-02"), ("title", ""), ("title", 7), ("x", "y")]
)
def test_what_says_nothing_is_not_learned(scene: Scene, role: str, value: object) -> None:
    """A date without a time zone, or no text at all, settles nothing."""
    before = (scene.title, scene.created)
    scene.learn(role, value)
    assert (scene.title, scene.created) == before


def test_a_name_without_latin_letters_has_an_address(scene: Scene) -> None:
    """Addresses are ASCII, whatever the name is written in."""
    scene.learn("full_name", "陽子 田中")
    assert (scene.handle.isascii(), bool(scene.handle)) == (True, True)


def test_a_title_without_latin_letters_has_a_slug(scene: Scene) -> None:
    """There is always something to put into a path."""
    scene.learn("title", "東京")
    assert scene.slug == "item"
