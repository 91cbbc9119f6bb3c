"""YAML into values, as the document's own reader takes it (YAML 1.2, what JSON can hold), with bounds for a content.

Knows nothing of schemas: who wants the text of a YAML file does not ask here.
"""

from __future__ import annotations

from typing import Any, Final

from mockserver.errors import DocumentError
from mockserver.mock.bodies import text_reading
from mockserver.mock.bodies.json_reading import DEEPEST
from mockserver.mock.bodies.malformed import Malformed

MOST_VALUES: Final = 100_000
"""Values, each alias counted as all that it stands for."""


def read(content: bytes, content_type: str = "") -> Any:
    """The value of a YAML document. Raises Malformed, with line and column."""
    # Imported here: most requests bring no YAML.
    from mockserver.document.yaml_composer import compose

    try:
        value, _ = compose(text_reading.read(content, content_type), name="content", most=MOST_VALUES)
    except DocumentError as error:
        raise _explained(error) from None
    if _is_deep(value):
        raise Malformed(f"is no YAML that is read here: it is nested deeper than {DEEPEST} levels")
    return value


def _explained(error: DocumentError) -> Malformed:
    fault = error.diagnostics[0]
    line, column = fault.location.line or 1, fault.location.column or 1
    words = f"is no YAML that is read here: {fault.message}, at line {line}, column {column}"
    return Malformed(words, position=(line, column))


def _is_deep(value: Any) -> bool:
    """Level by level, so that nothing overflows."""
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [child for each in level for child in _children(each)]
    return bool(level)


def _children(value: Any) -> Any:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
