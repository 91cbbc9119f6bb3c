"""The events of both parsers: the same, and line breaks as YAML 1.2 has them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from yaml.error import YAMLError
from yaml.events import ScalarEvent, StreamEndEvent, StreamStartEvent

from mockserver.document.yaml_events import PurePython, events, fastest

if TYPE_CHECKING:
    from collections.abc import Callable

PARSERS = [pytest.param(fastest(), id="libyaml"), pytest.param(PurePython, id="python")]


def _scalars(text: str, parser: Callable[[str], Any]) -> list[str]:
    return [event.value for event in events(text, parser) if isinstance(event, ScalarEvent)]


@pytest.mark.parametrize("parser", PARSERS)
def test_a_stream_from_start_to_end(parser: Callable[[str], Any]) -> None:
    """The events are those of the whole stream, and no more."""
    found = list(events("a: 1", parser))
    assert (type(found[0]), type(found[-1])) == (StreamStartEvent, StreamEndEvent)


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("mark", ["\x85", "\u2028", "\u2029"])
def test_characters_that_are_no_breaks(mark: str, parser: Callable[[str], Any]) -> None:
    """What YAML 1.1 took for a line break is a character like any other, in each style; lines count as in JSON."""
    text = f"a: x{mark}y\nb: 'x{mark}y'\nc: \"x{mark}y\"\nd: |\n  x{mark}y\n{mark}e: z\n"
    expected = ["a", f"x{mark}y", "b", f"x{mark}y", "c", f"x{mark}y", "d", f"x{mark}y\n", f"{mark}e", "z"]
    assert _scalars(text, parser) == expected
    marks: list[Any] = [event.start_mark for event in events(text, parser) if isinstance(event, ScalarEvent)]
    assert [mark.line for mark in marks] == [0, 0, 1, 1, 2, 2, 3, 3, 5, 5]


@pytest.mark.parametrize("parser", PARSERS)
def test_private_characters_stay(parser: Callable[[str], Any]) -> None:
    """A private character of the text is not mistaken for one that stands for a break."""
    text = "a: \ue000\ue001\u2028\ue002"
    assert _scalars(text, parser) == ["a", "\ue000\ue001\u2028\ue002"]


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("text", [r'"\ud83d\ude00"', r'"\ud83d"', r'"\udc00"'])
def test_halves_of_characters(text: str, parser: Callable[[str], Any]) -> None:
    """An escape of half a character is refused by both parsers, so no text holds one."""
    with pytest.raises(YAMLError, match="invalid Unicode character escape"):
        list(events(text, parser))


def test_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML was built without libyaml, its own parser is taken."""
    monkeypatch.setitem(sys.modules, "yaml.cyaml", None)
    assert fastest() is PurePython
    assert _scalars("a: [b]", fastest()) == ["a", "b"]


def test_the_reading_stops_with_the_asking() -> None:
    """Events are read one by one, so what follows a refused place costs nothing."""
    stream = events("[" * 1_000_000)
    assert [type(next(stream)).__name__ for _ in range(4)][-1] == "SequenceStartEvent"
