"""Examples paired by name: a request that carries the values of an example called `cats` gets the response's `cats`.

OpenAPI gives examples names and says no more; tools and people have long read equal names as one exchange.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mockserver.document.model import Example, Operation
    from mockserver.mock.validation import Checked


def paired_names(operation: Operation, checked: Checked | None) -> tuple[str, ...]:
    """The names of the examples that a request carries: those of its content first, then those of its parameters."""
    if checked is None:
        return ()
    return tuple(dict.fromkeys(_names(operation, checked)))


def _names(operation: Operation, checked: Checked) -> Iterator[str]:
    if checked.media_type is not None:
        yield from _equal(checked.media_type.examples, checked.body)
    for parameter in operation.parameters:
        values = checked.parameters.get(parameter.location, {})
        if parameter.examples and parameter.name in values:
            yield from _equal(parameter.examples, values[parameter.name])


def _equal(examples: Mapping[str, Example], value: Any) -> Iterator[str]:
    return (name for name, example in examples.items() if name and example.value == value)
