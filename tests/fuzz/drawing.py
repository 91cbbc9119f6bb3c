"""Octets into schemas: each octet is a choice, so that a fuzzer that changes octets changes schemas.

Where the octets end, the first choice is taken, which always leads to an end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NAMES: Final = ("a", "b", "id", "name", "x-1", "")
TYPES: Final = ("string", "object", "array", "integer", "number", "boolean", "null")
PATTERNS: Final = (
    "^a", "^[a-z]{2,4}$", "x$", r"^\d+$", "", "^(?=.*b)[ab]{3}$", r"\p{Lu}", "(a|b)*c", r"^(?!a)", r"\bword\b", "^$",
    "[^\\w]", "(a+)+$",
)  # fmt: skip
FORMATS: Final = ("date", "date-time", "email", "uuid", "uri", "ipv4", "ipv6", "hostname", "regex", "duration", "byte")
NUMBERS: Final = (0, 1, 2, 3, 10, -1, -5, 0.5, 1.5, 0.1, 100, 1e9, 2**63, 1e-9, -1e300, 10**30)
COUNTS: Final = (0, 1, 2, 3, 5, 20, 300)
VALUES: Final[tuple[Any, ...]] = (
    None,
    True,
    False,
    0,
    1,
    1.0,
    -3,
    0.5,
    "",
    "a",
    "ab",
    "é☃",
    [],
    [1],
    {},
    {"a": 1},
    {"a": {"b": [None]}},
)
DEEPEST: Final = 5


class Drawing:
    """Choices out of octets."""

    def __init__(self, octets: bytes) -> None:
        self._octets = iter(octets)

    def one_of(self, choices: Sequence[Any]) -> Any:
        """One of the choices."""
        return choices[next(self._octets, 0) % len(choices)]

    def some_of(self, draw: Callable[[], Any]) -> list[Any]:
        """One to four of what is drawn."""
        return [draw() for _ in range(self.one_of((1, 2, 3, 4)))]

    def schema(self, depth: int = 0) -> Any:
        """A schema of up to four keywords."""
        if depth > DEEPEST:
            return {}
        kind = self.one_of(("keywords", "keywords", "reference", "true", "false"))
        if kind == "reference":
            return {"$ref": self.one_of(("#/components/schemas/A", "#/components/schemas/B"))}
        if kind in ("true", "false"):
            return kind == "true"
        return self.keywords(depth)

    def keywords(self, depth: int = 0) -> dict[str, Any]:
        """Some keywords with their values."""
        names = [self.one_of(KEYWORDS) for _ in range(self.one_of((0, 1, 2, 3, 4)))]
        return {name: self._value(name, depth) for name in names}

    def _value(self, name: str, depth: int) -> Any:
        draws: dict[str, Callable[[], Any]] = {
            **dict.fromkeys(_OF_NUMBERS, lambda: self.one_of(NUMBERS)),
            **dict.fromkeys(_OF_COUNTS, lambda: self.one_of(COUNTS)),
            **dict.fromkeys(_OF_SCHEMA, lambda: self.schema(depth + 1)),
            **dict.fromkeys(_OF_SCHEMAS, lambda: self.some_of(lambda: self.schema(depth + 1))),
            **dict.fromkeys(_OF_NAMED, lambda: self._named(NAMES, lambda: self.schema(depth + 1))),
            "type": lambda: self.one_of((*TYPES, ["string", "null"], ["integer", "object"])),
            "multipleOf": lambda: abs(self.one_of(NUMBERS)) or 1,
            "pattern": lambda: self.one_of(PATTERNS),
            "format": lambda: self.one_of(FORMATS),
            "enum": lambda: self.some_of(lambda: self.one_of(VALUES)),
            "const": lambda: self.one_of(VALUES),
            "default": lambda: self.one_of(VALUES),
            "required": lambda: sorted(set(self.some_of(lambda: self.one_of(NAMES)))),
            "uniqueItems": lambda: True,
            "patternProperties": lambda: self._named(PATTERNS, lambda: self.schema(depth + 1)),
            "dependentRequired": lambda: self._named(NAMES, lambda: [self.one_of(NAMES)]),
        }
        return draws[name]()

    def _named(self, names: Sequence[str], draw: Callable[[], Any]) -> dict[str, Any]:
        return {self.one_of(names): draw() for _ in range(self.one_of((1, 2, 3)))}


_OF_NUMBERS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_OF_COUNTS: Final = (
    "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains",
)  # fmt: skip
_OF_SCHEMA: Final = (
    "items", "contains", "not", "if", "then", "else", "additionalProperties", "propertyNames", "unevaluatedItems",
    "unevaluatedProperties",
)  # fmt: skip
_OF_SCHEMAS: Final = ("allOf", "anyOf", "oneOf", "prefixItems")
_OF_NAMED: Final = ("properties", "dependentSchemas")
KEYWORDS: Final = (
    "type", "properties", "items", *_OF_NUMBERS, *_OF_COUNTS, *_OF_SCHEMA[1:], *_OF_SCHEMAS, "dependentSchemas",
    "multipleOf", "pattern", "format", "enum", "const", "default", "required", "uniqueItems", "patternProperties",
    "dependentRequired",
)  # fmt: skip
