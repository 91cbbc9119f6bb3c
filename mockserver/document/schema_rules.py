"""Rules of Schema Objects beyond their JSON Schema: patterns, contradictions, keywords without effect.

Each rule takes a `Survey` and yields findings, for the schemas of all files. Compares no example (that is `instances`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mockserver.document.likeness import closest, did_you_mean
from mockserver.document.report import Finding, error, shown, warning
from mockserver.document.schema import LONGEST_PATTERN, TYPES, is_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mockserver.document.anatomy import Found, Survey

LONGEST_ENUM: Final = 1_000

# What other dialects of regular expressions write and ECMA-262 does not -> what to write instead.
_FOREIGN: Final = (
    ("(?i)", "ECMA-262 has no inline flags: write both cases, such as [Aa]"),
    ("(?P<", "ECMA-262 writes a named group (?<name>...)"),
    ("(?#", "ECMA-262 has no comments"),
    ("(?>", "ECMA-262 has no atomic groups"),
    ("*+", "ECMA-262 has no possessive quantifiers"),
    ("++", "ECMA-262 has no possessive quantifiers"),
    ("(?<", "is the group's name made of letters and digits?"),
)


def patterns(survey: Survey) -> Iterator[Finding]:
    """`pattern` and keys of `patternProperties` that are no regular expressions.

    "This string SHOULD be a valid regular expression, according to the ECMA-262 regular expression dialect"
    -- JSON Schema 2020-12 Validation, section 6.3.3
    """
    for holder in _holders(survey):
        pattern = holder.value.get("pattern")
        if isinstance(pattern, str) and not is_pattern(pattern):
            yield _bad_pattern(pattern, holder, "pattern")
        named = holder.value.get("patternProperties")
        for key in named if isinstance(named, dict) and holder.kind == "schema" else ():
            if not is_pattern(key):
                yield _bad_pattern(key, holder, "patternProperties", key)


def _holders(survey: Survey) -> Iterator[Found]:
    """The schemas, and in 2.0 the parameters and headers, which are schemas in part."""
    yield from survey.objects["schema"]
    if survey.version.name == "2.0":
        yield from survey.objects["parameter"]
        yield from survey.objects["header"]


def _bad_pattern(pattern: str, holder: Found, *keys: str) -> Finding:
    if len(pattern) > LONGEST_PATTERN:
        message = f"the pattern is longer than {LONGEST_PATTERN} characters, and is not used"
        return warning("bad-pattern", message, holder.spot.at(*keys))
    hint = next((cure for sign, cure in _FOREIGN if sign in pattern), "")
    message = f"the pattern {shown(pattern)} is no regular expression of ECMA-262, and is not used"
    return error("bad-pattern", message, holder.spot.at(*keys), hint=hint, key=len(keys) > 1)


# --- contradictions -------------------------------------------------------------------------------------------------

_BOUNDS: Final = (
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
)


def contradictions(survey: Survey) -> Iterator[Finding]:
    """Bounds that cross, and values of `enum` of none of the types: nothing, or not that value, can be generated."""
    for holder in _holders(survey):
        value = holder.value
        for least, most in _BOUNDS:
            low, high = value.get(least), value.get(most)
            if isinstance(low, _NUMBERS) and isinstance(high, _NUMBERS) and low > high:
                message = f"{least!r} is {low} and {most!r} is {high}, so that no value fits"
                yield warning("impossible-schema", message, holder.spot.at(least), hint="swap them?")
        yield from _odd_options(holder)


_NUMBERS: Final = (int, float)


def _is_number(value: Any) -> bool:
    return isinstance(value, _NUMBERS) and not isinstance(value, bool)


_PYTHON_TYPES: Final[Mapping[str, Callable[[Any], bool]]] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: _is_number(value) and value == int(value),
    "number": _is_number,
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "null": lambda value: value is None,
}


def _odd_options(holder: Found) -> Iterator[Finding]:
    options, types = holder.value.get("enum"), holder.value.get("type")
    said = types if isinstance(types, list) else [types]
    listed = [each for each in said if isinstance(each, str) and each in TYPES]
    if not isinstance(options, list) or not listed or len(options) > LONGEST_ENUM:
        return
    if holder.value.get("nullable") is True or holder.value.get("x-nullable") is True:
        listed.append("null")
    for at, option in enumerate(options):
        if not any(_PYTHON_TYPES[name](option) for name in listed):
            wanted = " or ".join(shown(name) for name in listed)
            message = f"the value {shown(option)} of 'enum' is not of the type {wanted}"
            yield warning("enum-of-other-type", message, holder.spot.at("enum", at), hint=_option_hint(option, listed))
            return


def _option_hint(option: Any, types: list[str]) -> str:
    if "string" in types and (option is None or isinstance(option, (bool, int, float))):
        return f"put it in quotes: '{shown(option)}'"
    return ""


# --- keywords that do nothing ---------------------------------------------------------------------------------------

_KEYWORDS: Final = frozenset(
    {
        "$schema", "$id", "$anchor", "$dynamicAnchor", "$ref", "$dynamicRef", "$vocabulary", "$comment", "$defs",
        "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "prefixItems", "items", "contains",
        "properties", "patternProperties", "additionalProperties", "propertyNames", "unevaluatedItems",
        "unevaluatedProperties", "type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum",
        "exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "maxContains",
        "minContains", "maxProperties", "minProperties", "required", "dependentRequired", "title", "description",
        "default", "deprecated", "readOnly", "writeOnly", "examples", "format", "contentMediaType", "contentEncoding",
        "contentSchema", "discriminator", "xml", "externalDocs", "example",
    }
)  # fmt: skip
_HARMLESS: Final = frozenset({"nullable", "definitions", "dependencies", "additionalItems", "id", "$recursiveRef"})


def without_effect(survey: Survey) -> Iterator[Finding]:
    """Keywords that this version does not have, or that something beside them takes the effect of."""
    judge = _idle_since_31 if survey.version.ref_siblings else _idle_before_31
    for schema in survey.objects["schema"]:
        yield from judge(schema)


def _idle_since_31(schema: Found) -> Iterator[Finding]:
    value = schema.value
    if "nullable" in value:
        kind = value.get("type")
        cure = f"write 'type: [{kind}, \"null\"]'" if isinstance(kind, str) else "add 'null', in quotes, to the types"
        message = "'nullable' has no effect since OpenAPI 3.1"
        yield warning("no-effect", message, schema.spot.at("nullable"), key=True, hint=cure)
    for key in value:
        if key not in _KEYWORDS and key not in _HARMLESS and not key.startswith("x-"):
            meant = closest(key, _KEYWORDS)
            if meant is not None:
                message = f"{shown(key)} is not a known field of Schema, and has no effect"
                yield warning(
                    "unknown-keyword", message, schema.spot.at(key), key=True, hint=f"did you mean {meant!r}?"
                )


# Keywords that change which values fit. Others beside a `$ref`, such as `description`, are lost without harm.
_WEIGHTY: Final = ("nullable", "type", "properties", "required", "allOf", "oneOf", "anyOf", "enum", "pattern", "items")


def _idle_before_31(schema: Found) -> Iterator[Finding]:
    value = schema.value
    if value.get("type") == "array" and "items" not in value:
        # "items - ... MUST be present if the type is 'array'" -- OAS 3.0.4, section 4.7.24.1
        message = "a schema of type 'array' must say what its 'items' are"
        yield warning("missing-items", message, schema.spot, key=True, hint="add 'items: {}' if they may be anything")


def siblings(survey: Survey) -> Iterator[Finding]:
    """Keywords beside a `$ref` that would change what fits, and are ignored before 3.1; all but `nullable` here, too.

    "This object cannot be extended with additional properties, and any properties added SHALL be ignored"
    -- OAS 3.0.4, section 4.7.23 Reference Object
    """
    if survey.version.ref_siblings:
        return
    for link in survey.links:
        idle = [key for key in _WEIGHTY if key in link.source.value] if link.kind == "schema" else []
        if idle:
            names = ", ".join(f"'{key}'" for key in idle)
            taken = ", but that null is admitted here" if link.source.value.get("nullable") is True else ""
            message, hint = f"{names} beside a $ref is ignored{taken}", "put the $ref into an 'allOf' beside it"
            yield warning("beside-ref", message, link.spot.at(idle[0]), key=True, hint=hint)


def required_names(survey: Survey) -> Iterator[Finding]:
    """Names in `required` that look like a property of that schema, misspelt."""
    for schema in survey.objects["schema"]:
        names, properties = schema.value.get("required"), schema.value.get("properties")
        inherits = "allOf" in schema.spot.keys or "allOf" in schema.value
        if not isinstance(names, list) or not isinstance(properties, dict) or inherits:
            continue
        for at, name in enumerate(names):
            if isinstance(name, str) and name not in properties:
                hint = did_you_mean(name, [each for each in properties if each not in names])
                if hint:
                    message = f"{shown(name)} is required, and is none of the properties"
                    yield warning("required-not-defined", message, schema.spot.at("required", at), hint=hint)
