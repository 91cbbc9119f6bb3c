"""A schema of the document as one standalone JSON Schema 2020-12, whatever dialect and file it was written in.

`Schema.whole` is a plain mapping in which each `$ref` is `#/$defs/NAME`; NAME is the component's name where it has one.
The OAS keywords stay: `discriminator` (whose `mapping` is complete and points into `$defs`), `xml`, `example`, `readOnly`,
`writeOnly`. So generators and validators know one dialect and no file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any


@dataclass(frozen=True, eq=False)
class Schema:
    """A schema, bundled when it is first needed. Compared by identity; not `slots`, since it keeps its bundle."""

    bundle: Callable[[], Mapping[str, Any]] = field(repr=False)
    name: str = ""

    @classmethod
    def of(cls, schema: Mapping[str, Any], name: str = "") -> Schema:
        """A Schema of a mapping that is standalone already."""
        return cls(lambda: schema, name)

    @cached_property
    def whole(self) -> Mapping[str, Any]:
        """The standalone schema. Raises `Unbuildable` where a `$ref` leads nowhere."""
        return self.bundle()
