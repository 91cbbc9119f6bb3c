"""A schema as it was meant: keywords whose value has no meaning are repaired where the meaning is plain, else left out.

Knows the shape of JSON Schema 2020-12 and the ways in which real documents miss it: `required: true`, `type: any`,
`minLength: "5"`, a pattern that is no pattern, `enum: []`, an example `"10"` of an integer. What comes out is always
accepted by a JSON Schema validator. Does not know what a schema says: see `conjunction`.

Mapping in, mapping out; the input is not changed. A boolean schema comes out as `{}` or `{"not": {}}`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Literal

from mockserver.mock.generation.matching import portable

Json = dict[str, Any]
Direction = Literal["response", "request"]

TYPES: Final = ("null", "boolean", "integer", "number", "string", "array", "object")
NEVER: Final[Mapping[str, Any]] = {"not": {}}
UNLIKE: Final = "x-mockserver-unlike"  # a pattern that a string must not match: `not: {pattern}` as a keyword
HIDDEN: Final = "x-mockserver-hidden"  # marks a property that is not sent in the direction that was asked for

# What other languages and drafts call the types.
_TYPES_MEANT: Final = {
    **{name: name for name in TYPES},
    **dict.fromkeys(("int", "int32", "int64", "long", "short", "bigint"), "integer"),
    **dict.fromkeys(("float", "double", "decimal", "numeric", "real"), "number"),
    **dict.fromkeys(("str", "text", "file", "date", "datetime", "date-time", "uuid", "char", "binary"), "string"),
    **dict.fromkeys(("list", "tuple", "set"), "array"),
    **dict.fromkeys(("dict", "map", "hash", "hashmap", "json", "struct"), "object"),
    **dict.fromkeys(("bool",), "boolean"),
    **dict.fromkeys(("none", "nil"), "null"),
}
_ONE: Final = frozenset(
    {
        "additionalProperties", "contains", "propertyNames", "not", "if", "then", "else",
        "unevaluatedItems", "unevaluatedProperties", "contentSchema", "items",
    }
)  # fmt: skip
_MANY: Final = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_COUNTS: Final = frozenset(
    {"minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains"}
)
_NUMBERS: Final = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})
_TEXTS: Final = frozenset({"format", "contentEncoding", "contentMediaType", "title", "description"})
_AS_IS: Final = frozenset(
    {
        "const",
        "default",
        "example",
        "examples",
        "discriminator",
        "readOnly",
        "writeOnly",
        "x-faker",
        "faker",
        "deprecated",
    }
)


def tidied(schema: object, direction: Direction | None = None) -> Json:
    """The tidy form of a schema and all in it, without the properties that this direction never carries.

    "Properties marked as readOnly being true [...] SHOULD NOT be sent as part of the request", and `writeOnly` the
    other way round (OAS 3.0.4, section 4.7.24.1).
    """
    return _Tidying(schema, direction).tidied(schema)


class _Tidying:
    """One run over a standalone schema; `hidden` is the keyword that takes a property out."""

    def __init__(self, whole: object, direction: Direction | None) -> None:
        defs = whole.get("$defs") if isinstance(whole, Mapping) else None
        self.defs: Mapping[str, Any] = defs if isinstance(defs, Mapping) else {}
        self.hidden = {"response": "writeOnly", "request": "readOnly", None: ""}[direction]

    def tidied(self, schema: object) -> Json:
        if schema is False:
            return dict(NEVER)
        if not isinstance(schema, Mapping):
            return {}
        out: Json = {}
        for key, value in schema.items():
            out.update(self._keyword(str(key), value))
        self._older(schema, out)
        self._repair(schema, out)
        if self.hidden:
            self._hide(schema, out)
        return out

    # --- keywords

    def _keyword(self, key: str, value: Any) -> Iterator[tuple[str, Any]]:
        """The keyword in its tidy form; nothing where it has no meaning."""
        if key in _ONE and isinstance(value, (Mapping, bool)):
            yield key, self.tidied(value)
        elif key in _MANY:
            yield from self._many(key, value)
        elif key in {"properties", "dependentSchemas", "$defs"} and isinstance(value, Mapping):
            yield key, {str(name): self.tidied(each) for name, each in value.items()}
        elif key == "patternProperties" and isinstance(value, Mapping):
            yield key, self._by_pattern(value)
        elif key in _AS_IS:
            yield key, value
        elif key in _SOUND:
            yield from ((key, sound) for sound in _SOUND[key](value))

    def _many(self, key: str, value: Any) -> Iterator[tuple[str, Any]]:
        members = value if isinstance(value, list) else [value]
        tidy = [self.tidied(each) for each in members if isinstance(each, (Mapping, bool))]
        if tidy:
            yield key, tidy

    def _by_pattern(self, value: Mapping[str, Any]) -> Json:
        """Patterns that differ only in how they are written become one, of all that is said for them."""
        found: dict[str, list[Json]] = {}
        for pattern, each in value.items():
            source = portable(str(pattern))
            if source is not None:
                found.setdefault(source, []).append(self.tidied(each))
        return {source: each[0] if len(each) == 1 else {"allOf": each} for source, each in found.items()}

    def _older(self, schema: Mapping[str, Any], out: Json) -> None:
        """What earlier drafts and OAS 3.0 write in another way, where nobody has rewritten it yet."""
        if isinstance(schema.get("items"), list):
            out.update(self._many("prefixItems", schema["items"]))
            if isinstance(schema.get("additionalItems"), (Mapping, bool)):
                out["items"] = self.tidied(schema["additionalItems"])
        dependencies = schema.get("dependencies")
        for name, each in dependencies.items() if isinstance(dependencies, Mapping) else ():
            kind, value = (
                ("dependentRequired", each) if isinstance(each, list) else ("dependentSchemas", self.tidied(each))
            )
            out.setdefault(kind, {})[name] = value
        for key in ("$ref", "$dynamicRef", "$recursiveRef"):
            if isinstance(schema.get(key), str) and schema[key].startswith("#"):
                out.setdefault("$ref", schema[key])

    # --- repairs across keywords

    def _repair(self, schema: Mapping[str, Any], out: Json) -> None:
        for exclusive, plain in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
            if schema.get(exclusive) is True and plain in out:
                out[exclusive] = out.pop(plain)
        if "enum" in out and isinstance(out.get("type"), str):
            out["enum"] = _of_type(out["enum"], out["type"])
        if schema.get("nullable") is True or schema.get("x-nullable") is True:
            self._make_nullable(out)

    @staticmethod
    def _make_nullable(out: Json) -> None:
        if "type" in out:
            types = [out["type"]] if isinstance(out["type"], str) else out["type"]
            out["type"] = [*types, "null"] if "null" not in types else types
        if "enum" in out and None not in out["enum"]:
            out["enum"] = [*out["enum"], None]

    def _hide(self, schema: Mapping[str, Any], out: Json) -> None:
        """Take out the properties that are not sent this way, with the demand for them."""
        properties = schema.get("properties")
        hidden = (
            [str(name) for name, each in properties.items() if self._is_hidden(each)]
            if isinstance(properties, Mapping)
            else []
        )
        for name in hidden:
            out["properties"][name] = {HIDDEN: True, **out["properties"][name]}
        if hidden and "required" in out:
            out["required"] = [name for name in out["required"] if name not in hidden]

    def _is_hidden(self, schema: Any) -> bool:
        for _ in range(20):
            if not isinstance(schema, Mapping):
                return False
            if schema.get(self.hidden) is True:
                return True
            schema = self.defs.get(str(schema.get("$ref", "")).removeprefix("#/$defs/"))
        return False


# --- what is sound ----------------------------------------------------------------------------------------------------


def number(value: Any) -> int | float | None:
    """A finite number, also out of a text; None of anything else."""
    if isinstance(value, str) and len(value) < 40:
        try:
            value = float(value) if not value.strip().lstrip("-").isdigit() else int(value)
        except ValueError:
            return None
    if isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value if isinstance(value, (int, float)) else None


def _numbers(value: Any) -> Iterator[int | float]:
    found = number(value)
    if found is not None:
        yield found


def _factors(value: Any) -> Iterator[int | float]:
    yield from (found for found in _numbers(value) if found > 0)


def _counts(value: Any) -> Iterator[int]:
    yield from (int(found) for found in _numbers(value) if found >= 0 and found == int(found))


def _types(value: Any) -> Iterator[str | list[str]]:
    named = value if isinstance(value, list) else [value]
    known = list(dict.fromkeys(_TYPES_MEANT[each.lower()] for each in named if _is_type(each)))
    if known and all(_is_type(each) for each in named):
        yield known[0] if len(known) == 1 else known


def _is_type(value: Any) -> bool:
    return isinstance(value, str) and value.lower() in _TYPES_MEANT


def _enums(value: Any) -> Iterator[list[Any]]:
    if isinstance(value, list) and value:
        yield value


def _names(value: Any) -> Iterator[list[str]]:
    if isinstance(value, list):
        yield list(dict.fromkeys(each for each in value if isinstance(each, str)))


def _dependents(value: Any) -> Iterator[Json]:
    if isinstance(value, Mapping):
        yield {str(name): names for name, each in value.items() for names in _names(each)}


def _patterns(value: Any) -> Iterator[str]:
    source = portable(value) if isinstance(value, str) else None
    if source is not None:
        yield source


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value


def _flags(value: Any) -> Iterator[bool]:
    if isinstance(value, bool):
        yield value


_SOUND: Final[dict[str, Callable[[Any], Iterator[Any]]]] = {
    **dict.fromkeys(_NUMBERS, _numbers),
    **dict.fromkeys(_COUNTS, _counts),
    **dict.fromkeys(_TEXTS, _texts),
    "multipleOf": _factors,
    "type": _types,
    "enum": _enums,
    "required": _names,
    "dependentRequired": _dependents,
    "pattern": _patterns,
    "uniqueItems": _flags,
}


def _of_type(values: list[Any], type_: str) -> list[Any]:
    """The values of an enum; where none is of the schema's type, each as that type: `type: string, enum: [1, 2]`."""
    if any(is_of_type(value, type_) for value in values):
        return values
    return [coerced(value, type_) for value in values]


def is_of_type(value: Any, type_: str) -> bool:
    """Whether a JSON value is of a JSON Schema type; 1.0 is an integer (2020-12 core, section 4.2.3)."""
    match value:
        case None:
            return type_ == "null"
        case bool():
            return type_ == "boolean"
        case int() | float():
            return type_ == "number" or (type_ == "integer" and value == int(value))
        case str():
            return type_ == "string"
        case list() | tuple():
            return type_ == "array"
        case _:
            return type_ == "object"


def coerced(value: Any, type_: str) -> Any:
    """The value as a type, where it says the same in another form: "10" as 10, 7 as "7"; else as it is."""
    if is_of_type(value, type_) or isinstance(value, (list, tuple, Mapping)) or value is None:
        return value
    if type_ == "string":
        return str(value).lower() if isinstance(value, bool) else str(value)
    if type_ == "boolean":
        return {"true": True, "false": False}.get(str(value).lower(), value)
    found = None if isinstance(value, bool) else number(value)
    if found is None or type_ not in {"integer", "number"}:
        return value
    return int(found) if type_ == "integer" and found == int(found) else found
