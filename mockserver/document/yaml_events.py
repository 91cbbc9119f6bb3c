"""YAML text -> PyYAML's events, from libyaml where PyYAML has it, else from its own slower parser.

Knows where both parsers still follow YAML 1.1 in what a line break is, and puts that right. Does not know what the
events mean: that is the composer's. Both parsers read event by event, so who stops asking stops the reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from yaml.events import ScalarEvent, StreamEndEvent
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# The next line, the line separator and the paragraph separator were breaks: "to ensure JSON compatibility, YAML treats
# them as non-break characters as of version 1.2" -- YAML 1.2.2, section 5.4
_NO_BREAKS: Final = "\x85\u2028\u2029"
_HALF: Final = "found invalid Unicode character escape code"


class PurePython(Reader, Scanner, Parser):
    """PyYAML's own parser, in Python: the same events, 20 times slower."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def get_event(self) -> Any:
        """The next event. Raises ScannerError for an escape that is half of a character, as libyaml does."""
        event: Any = super().get_event()  # type: ignore[no-untyped-call]
        value = event.value if type(event) is ScalarEvent else ""
        if any("\ud800" <= each <= "\udfff" for each in value):
            mark: Any = event.start_mark
            raise ScannerError(problem=_HALF, problem_mark=mark)
        return event


def fastest() -> Callable[[str], Any]:
    """The parser of libyaml, or the one in Python where PyYAML was built without libyaml."""
    try:
        from yaml.cyaml import CParser  # type: ignore[attr-defined]
    except ImportError:
        return PurePython
    return CParser


def events(text: str, parser: Callable[[str], Any] | None = None) -> Iterator[Any]:
    """The events of a YAML stream, up to its end. Raises yaml.YAMLError, or UnicodeEncodeError for half a character."""
    shields = _shields(text)
    read = (parser or fastest())(text.translate(shields) if shields else text).get_event
    unshield = {ord(shield): chr(shielded) for shielded, shield in shields.items()}
    event = None
    while type(event) is not StreamEndEvent:
        event = read()
        if unshield and isinstance(event, ScalarEvent):
            event.value = event.value.translate(unshield)
        yield event


def _shields(text: str) -> dict[int, str]:
    """For each character that the parsers would take for a line break: one for private use that is not in the text."""
    found = [each for each in _NO_BREAKS if each in text]
    if not found:
        return {}
    private = (chr(point) for point in range(0xE000, 0xF900) if chr(point) not in text)
    return {ord(each): shield for each, shield in zip(found, private, strict=False)}
