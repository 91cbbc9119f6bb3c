"""Examples and defaults against their schemas: values of the document that its own schemas refuse.

A default that does not fit is an error, an example a warning, each at the place inside the value. Schemas are brought
to JSON Schema 2020-12 by `schema`; jsonschema-rs compares, with no way to fetch anything and with patterns that cannot
run away. `format` is not asserted, as in OpenAPI. Knows nothing of what is served.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import jsonschema_rs

from mockserver.document.anatomy import Found
from mockserver.document.report import Finding, Spot, error, shown, warning
from mockserver.document.schema import Bundler, Schema
from mockserver.document.wording import Fault, faults_of
from mockserver.errors import Unbuildable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mockserver.document.anatomy import Survey
    from mockserver.document.references import Node

MOST: Final = 20_000
"""So many values are compared."""

MOST_FAULTS: Final = 3
"""So many faults of one value are told."""

MOST_ERRORS: Final = 50
LONGEST_LIST: Final = 6

# What a 2.0 parameter, header or form field has beside the keywords of its schema.
_NOT_OF_SCHEMA: Final = frozenset(
    {"name", "in", "required", "description", "collectionFormat", "allowEmptyValue", "$ref"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """A value of the document, where it stands, and the schema that it should fit. `ways` are the directions in which
    it may be sent: "request", "response", or both.
    """

    value: Any
    spot: Spot
    schema: Node = field(repr=False)
    ways: tuple[str, ...] = ("request", "response")
    is_default: bool = False


def faults(survey: Survey) -> Iterator[Finding]:
    """What each example and default breaks of its schema."""
    comparison = _Comparison(survey)
    for each in islice(_instances(survey), MOST):
        yield from comparison.faults(each)


# --- where the values are


def _instances(survey: Survey) -> Iterator[Instance]:
    for schema in survey.objects["schema"]:
        yield from _of_schema(schema)
    for holder in (*survey.objects["parameter"], *survey.objects["header"]):
        yield from _of_holder(survey, holder, ("request",) if holder.kind == "parameter" else ("request", "response"))
        yield from _of_plain(survey, holder)
    for media_type in survey.objects["media-type"]:
        if not _is_text_of_its_own(media_type):
            yield from _of_holder(survey, media_type, _ways(media_type))
    for response in survey.objects["response"] if survey.version.name == "2.0" else ():
        yield from _of_response_2(response)


def _ways(media_type: Found) -> tuple[str, ...]:
    if media_type.within("request-body") is not None:
        return ("request",)
    return ("response",) if media_type.within("response") is not None else ("request", "response")


def _is_text_of_its_own(media_type: Found) -> bool:
    """Whether examples of this media type are written in its own syntax (XML, a form, CSV), not as a value."""
    name = media_type.spot.key.partition(";")[0].strip().lower()
    return not name.endswith(("/json", "+json"))


def _of_schema(schema: Found) -> Iterator[Instance]:
    value = schema.value
    if "default" in value:
        yield Instance(value["default"], schema.spot.at("default"), _by_the_letter(schema.node), is_default=True)
    if "example" in value:
        yield Instance(value["example"], schema.spot.at("example"), schema.node)
    listed = value.get("examples")
    for at, each in enumerate(listed if isinstance(listed, list) else ()):
        yield Instance(each, schema.spot.at("examples", at), schema.node)


def _by_the_letter(node: Node) -> Node:
    """A schema without `x-nullable`, an extension of 2.0 that makes no default valid."""
    if "x-nullable" not in node:
        return node
    return node.with_value({key: each for key, each in node.value.items() if key != "x-nullable"})


def _of_holder(survey: Survey, holder: Found, ways: tuple[str, ...]) -> Iterator[Instance]:
    """The examples beside a `schema`."""
    if not isinstance(holder.value.get("schema"), dict):
        return
    schema = holder.node.child("schema")
    if "example" in holder.value:
        yield Instance(holder.value["example"], holder.spot.at("example"), schema, ways)
    named = holder.value.get("examples")
    for name, value in named.items() if isinstance(named, dict) else ():
        example = _example(survey, holder, name, value=value)
        for key in ("value", "dataValue") if example is not None else ():
            if example is not None and key in example.value:
                yield Instance(example.value[key], example.spot.at(key), schema, ways)


def _example(survey: Survey, holder: Found, name: str, *, value: Any) -> Found | None:
    if not isinstance(value, dict):
        return None
    node = holder.node.child("examples").child(name)
    return survey.end(Found("example", node, holder.spot.at("examples", name), holder))


def _of_plain(survey: Survey, holder: Found) -> Iterator[Instance]:
    """The default of a 2.0 parameter or header, which spells its schema out in its own fields."""
    if survey.version.name == "2.0" and "default" in holder.value and "schema" not in holder.value:
        keywords = {key: value for key, value in holder.value.items() if key not in _NOT_OF_SCHEMA}
        spot = holder.spot.at("default")
        yield Instance(holder.value["default"], spot, holder.node.with_value(keywords), ("request",), is_default=True)


def _of_response_2(response: Found) -> Iterator[Instance]:
    examples = response.value.get("examples")
    if not isinstance(examples, dict) or not isinstance(response.value.get("schema"), dict):
        return
    for name, value in examples.items():
        if name.partition(";")[0].strip().lower().endswith(("/json", "+json")):
            yield Instance(value, response.spot.at("examples", name), response.node.child("schema"), ("response",))


# --- comparing


class _Comparison:
    """Compares, and keeps the compiled schemas of one document."""

    def __init__(self, survey: Survey) -> None:
        self.bundler = Bundler(survey.version)
        self.compiled: dict[tuple[int, str], jsonschema_rs.Validator | None] = {}
        self.kept: list[Any] = []

    def faults(self, instance: Instance) -> Iterator[Finding]:
        """What the value breaks, unless it fits in one of the directions in which it may be sent."""
        first: list[Fault] = []
        for way in instance.ways:
            validator = self._validator(instance.schema, way)
            if validator is None:
                return
            found = _broken(validator, instance.value)
            if not found:
                return
            first = first or found
        yield from (_finding(instance, fault) for fault in first)

    def _validator(self, node: Node, way: str) -> jsonschema_rs.Validator | None:
        key = (id(node.value), way)
        if key not in self.compiled:
            self.kept.append(node.value)  # so that no other value gets its identity
            self.compiled[key] = _compiled(self.bundler.schema(node), way)
        return self.compiled[key]


def _compiled(schema: Schema, way: str) -> jsonschema_rs.Validator | None:
    """The validator of a schema; None for one that cannot be built, which others tell."""
    try:
        whole = dict(schema.request if way == "request" else schema.response)
    except (Unbuildable, RecursionError, TypeError, AttributeError):  # what is no schema at all is told by `shape`
        return None
    with suppress(ValueError):
        return jsonschema_rs.Draft202012Validator(whole, offline=True, validate_formats=False)
    with suppress(ValueError, RecursionError):
        return jsonschema_rs.Draft202012Validator(_without_patterns(whole), offline=True, validate_formats=False)
    return None


def _without_patterns(schema: Any) -> Any:
    """A copy without patterns, of which jsonschema-rs reads fewer than ECMA-262 has."""
    if isinstance(schema, dict):
        dropped = {"patternProperties", *(["pattern"] if isinstance(schema.get("pattern"), str) else [])}
        return {key: _without_patterns(value) for key, value in schema.items() if key not in dropped}
    return [_without_patterns(each) for each in schema] if isinstance(schema, list) else schema


def _broken(validator: jsonschema_rs.Validator, value: Any) -> list[Fault]:
    try:
        errors = islice(validator.iter_errors(value), MOST_ERRORS)
        return list(islice(_merged([fault for each in errors for fault in faults_of(each, value)]), MOST_FAULTS))
    except (ValueError, RecursionError):  # nested too deep, or no Unicode: nothing that its schema says
        return []


def _merged(faults: list[Fault]) -> Iterator[Fault]:
    """One fault a place, which names all fields that are missing there."""
    for keys in dict.fromkeys(fault.keys for fault in faults):
        here = [fault for fault in faults if fault.keys == keys]
        lacking = [fault for fault in here if fault.code == "missing-field"]
        missing = list(dict.fromkeys(shown(name) for fault in lacking for name in fault.known))
        if len(missing) > 1:
            names = f"{', '.join(missing[:LONGEST_LIST])}{' and others' if len(missing) > LONGEST_LIST else ''}"
            yield replace(here[0], message=f"the required fields {names} are missing", hint="")
        else:
            yield here[0]


def _finding(instance: Instance, fault: Fault) -> Finding:
    spot = instance.spot.at(*fault.keys)
    if instance.is_default:
        message = f"the default {shown(instance.value)} does not fit its schema: {_said(fault)}"
        return error("default-invalid", message, spot, hint=_default_hint(instance, fault))
    message = f"the example does not fit its schema: {_said(fault)}"
    return warning("example-invalid", message, spot, hint=fault.hint)


def _said(fault: Fault) -> str:
    if fault.keys or not fault.message.startswith("the value "):
        return fault.message
    return fault.message.replace("the value", "it", 1)


def _default_hint(instance: Instance, fault: Fault) -> str:
    if instance.value is None:
        return "take the default away: null is the same as none"
    return fault.hint
