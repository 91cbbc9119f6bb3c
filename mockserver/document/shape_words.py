"""What the faults of a document against its version's schema mean to people who write OpenAPI.

In goes a `wording.Fault` with the schema that it breaks, out comes a finding that calls OpenAPI's objects by their
names and has the likely cure: the field that was meant, the version that has it, what 2.0's is called now.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from mockserver.document.likeness import did_you_mean
from mockserver.document.pointers import below
from mockserver.document.report import Finding, Spot, error, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mockserver.document.wording import Fault


def said(fault: Fault, place: Spot, *, schema: Mapping[str, Any], version: str) -> Iterator[Finding]:
    """The finding that a fault is, at its place; none where another rule tells it better."""
    object_name, field = object_of(fault, version), place.key
    # A pattern is ECMA-262's, which `schema_rules` asks a reader of that dialect about; this reader knows less. And
    # what is no status is told by `rules`.
    is_told = (fault.code == "wrong-format" and "no valid regex" in fault.message) or object_name == "Responses"
    if is_told and fault.code in {"wrong-format", "unknown-field"}:
        return
    message, hint = fault.message, fault.hint
    if message.startswith("the value "):
        message = message.replace("the value", _subject(object_name, fault.instance), 1)
    if fault.code == "unknown-field" and "not a known field" in message:
        message += f" of {object_name}"
        hint = _unknown_hint(field, object_name, fault, schema=schema, version=version)
    elif fault.code == "missing-field" and fault.known:
        message = message.replace(" is missing", f" of {object_name} is missing")
        hint = hint or _MISSING.get((object_name, str(fault.known[0])), "")
    elif fault.code == "ambiguous":
        message = _exclusive(fault, schema) or message
    special = _HINTS.get((fault.code, field), _no_hint)(fault, version)
    yield error(fault.code, message, place, key=fault.key, hint=special or hint)


def _subject(object_name: str, instance: Any) -> str:
    """The object that a sentence is about, by its name if it has one."""
    name = instance.get("name") if isinstance(instance, dict) else None
    return f"{object_name} {shown(name)}" if isinstance(name, str) else f"this {object_name}"


_TITLES: Final = {
    "XML": "XML",
    "xml": "XML",
    "ExampleXORExamples": "Parameter",
    "SchemaXORContent": "Parameter",
    "ParameterLocation": "Parameter",
    "parameter": "Parameter",
    "callbacks": "Callback",
    "parameterDefinitions": "Parameters",
    "responseDefinitions": "Responses Definitions",
    "responseValue": "Response",
    "fileSchema": "Schema",
    "primitivesItems": "Items",
    "jsonReference": "Reference",
    "simpleTypes": "Schema",
    "stringArray": "Schema",
    "schemaArray": "Schema",
    "discriminator": "Discriminator",
    "external-docs": "External Documentation",
    "examples": "Media Type",
}


def object_of(fault: Fault, version: str) -> str:
    """The OpenAPI object that a keyword of the version's schema speaks of, as the standard spells it."""
    keys = [str(key) for key in fault.schema_keys]
    name = next((after for key, after in pairwise(keys) if key in {"$defs", "definitions"}), None)
    if name is None:
        is_document = isinstance(fault.instance, dict) and bool({"openapi", "swagger"} & fault.instance.keys())
        return "the document" if is_document else "Schema"
    if name in _TITLES:
        return _TITLES[name]
    if version == "2.0" and re.search(r"Parameter(SubSchema)?\Z", name):
        return "Parameter"
    if name.endswith(("Security", "SecurityScheme")):
        return "Security Scheme"
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|-", " ", name.removesuffix("-or-reference"))
    return " ".join(word[:1].upper() + word[1:] for word in words.split())


# --- hints

# field -> the version that it came with
_LATER: Final = {
    "webhooks": "3.1",
    "jsonSchemaDialect": "3.1",
    "pathItems": "3.1",
    "identifier": "3.1",
    "const": "3.1",
    "examples": "3.1",
    "patternProperties": "3.1",
    "prefixItems": "3.1",
    "contains": "3.1",
    "propertyNames": "3.1",
    "if": "3.1",
    "then": "3.1",
    "else": "3.1",
    "$defs": "3.1",
    "$id": "3.1",
    "$schema": "3.1",
    "$anchor": "3.1",
    "$comment": "3.1",
    "dependentRequired": "3.1",
    "dependentSchemas": "3.1",
    "unevaluatedProperties": "3.1",
    "unevaluatedItems": "3.1",
    "contentEncoding": "3.1",
    "contentMediaType": "3.1",
    "contentSchema": "3.1",
    "query": "3.2",
    "additionalOperations": "3.2",
    "$self": "3.2",
    "itemSchema": "3.2",
    "itemEncoding": "3.2",
    "prefixEncoding": "3.2",
    "mediaTypes": "3.2",
    "dataValue": "3.2",
    "serializedValue": "3.2",
    "defaultMapping": "3.2",
    "nodeType": "3.2",
    "deviceAuthorization": "3.2",
    "oauth2MetadataUrl": "3.2",
}

# field of 2.0 -> what it is called since 3.0
_EARLIER: Final = {
    "host": "servers",
    "basePath": "servers",
    "schemes": "servers",
    "definitions": "components.schemas",
    "securityDefinitions": "components.securitySchemes",
    "responses": "components.responses",
    "parameters": "components.parameters",
    "produces": "the content of each response",
    "consumes": "the content of each requestBody",
    "collectionFormat": "style and explode",
    "type": "schema: {type: ...}",
    "format": "schema: {format: ...}",
    "items": "schema: {items: ...}",
    "enum": "schema: {enum: ...}",
    "default": "schema: {default: ...}",
    "minimum": "schema: {minimum: ...}",
    "maximum": "schema: {maximum: ...}",
    "pattern": "schema: {pattern: ...}",
    "schema": "content, by media type: content: {application/json: {schema: ...}}",
}
_EARLIER_IN: Final = {"the document", "Operation", "Parameter", "Header", "Response", "Components"}

# field of 3.x -> what 2.0 has instead
_NOT_IN_2: Final = {
    "servers": "host, basePath and schemes",
    "components": "definitions, parameters, responses and securityDefinitions",
    "requestBody": "a parameter with 'in: body'",
    "content": "'schema', and 'produces' or 'consumes' for the media type",
    "oneOf": "nothing like it; 'allOf' is there",
    "anyOf": "nothing like it; 'allOf' is there",
    "nullable": "x-nullable, as an extension",
    "callbacks": "nothing like it",
    "links": "nothing like it",
}

_MISSING: Final = {
    ("Response", "description"): "add a description, even an empty one",
    ("Operation", "responses"): "add 'responses' with at least one status",
    ("Parameter", "required"): "a path parameter is always required: add 'required: true'",
    ("Parameter", "in"): "add 'in: query', 'in: path', 'in: header' or 'in: cookie'",
    ("the document", "info"): "add 'info' with a 'title' and a 'version'",
    ("Info", "version"): "this is the version of your API, such as '1.0.0'",
    ("the document", "paths"): "add 'paths', even if it is empty: 'paths: {}'",
}


def _unknown_hint(field: str, object_name: str, fault: Fault, *, schema: Mapping[str, Any], version: str) -> str:
    if _LATER.get(field, "") > version:
        return f"'{field}' came with OpenAPI {_LATER[field]}, and this document says {version}"
    if version == "2.0" and field in _NOT_IN_2:
        return f"'{field}' came with OpenAPI 3.0; 2.0 has {_NOT_IN_2[field]}"
    if version != "2.0" and field in _EARLIER and object_name in _EARLIER_IN:
        return f"'{field}' is Swagger 2.0's here; since 3.0 it is {_EARLIER[field]}"
    known = _known_fields(schema, fault.schema_keys[:-1])
    if field[:2] in {"x_", "X-", "X_"}:
        return f"an extension begins with 'x-': {shown('x-' + field[2:])}"
    return did_you_mean(field, known) or f"take it away, or call it 'x-{field}' if it is an extension"


def _known_fields(schema: Mapping[str, Any], keys: tuple[str | int, ...]) -> list[str]:
    """The fields that an object of the version's schema may have."""
    found: Any = schema
    for key in keys:
        found = found.get(str(key), {}) if isinstance(found, dict) else below(found, key)
    return list(dict.fromkeys(_properties(found, schema, 6)))


def _properties(found: Any, schema: Mapping[str, Any], depth: int) -> Iterator[str]:
    if not isinstance(found, dict) or depth == 0:
        return
    yield from found.get("properties", ())
    reference = found.get("$ref", "")
    if reference.startswith("#/"):
        target: Any = schema
        for key in reference[2:].split("/"):
            target = target[key]
        yield from _properties(target, schema, depth - 1)
    below = [*found.get("allOf", ()), *found.get("oneOf", ()), *found.get("dependentSchemas", {}).values()]
    for each in (*below, found.get("then"), found.get("else")):
        yield from _properties(each, schema, depth - 1)


def _exclusive(fault: Fault, schema: Mapping[str, Any]) -> str | None:
    """`oneOf` with `required` in each branch: fields of which only one may be there."""
    found: Any = schema
    for key in fault.schema_keys:
        found = below(found, key)
    names = [name for each in found or () if isinstance(each, dict) for name in each.get("required", ())]
    there = [name for name in dict.fromkeys(names) if isinstance(fault.instance, dict) and name in fault.instance]
    return f"only one of {' and '.join(shown(name) for name in there)} may be given" if len(there) > 1 else None


def _no_hint(_fault: Fault, _version: str) -> str:
    return ""


SINCE_LISTS: Final = "3.1"
"""The version whose schemas are JSON Schema 2020-12."""

_TYPE_WORDS: Final = {
    "int": "integer",
    "long": "integer' with 'format: int64",
    "int32": "integer' with 'format: int32",
    "int64": "integer' with 'format: int64",
    "float": "number' with 'format: float",
    "double": "number' with 'format: double",
    "decimal": "number",
    "str": "string",
    "text": "string",
    "char": "string",
    "bool": "boolean",
    "list": "array",
    "dict": "object",
    "map": "object",
    "json": "object",
    "enum": "string' with 'enum",
    "uuid": "string' with 'format: uuid",
    "date": "string' with 'format: date",
    "datetime": "string' with 'format: date-time",
    "date-time": "string' with 'format: date-time",
    "timestamp": "string' with 'format: date-time",
    "email": "string' with 'format: email",
    "uri": "string' with 'format: uri",
    "url": "string' with 'format: uri",
    "binary": "string' with 'format: binary",
}


def _type_hint(fault: Fault, version: str) -> str:
    said = fault.instance
    if isinstance(said, list):
        null = "null" in said
        cure = (
            "write one type, and 'nullable: true' for null" if null else "write one type, or 'anyOf' with one for each"
        )
        return f"a list of types came with OpenAPI 3.1: {cure}" if version < SINCE_LISTS else ""
    if said in ("null", None) and version < SINCE_LISTS:
        return "write the type without null, and 'nullable: true'"
    if said == "file" and version == "2.0":
        return "'file' is for formData and responses alone"
    if said == "file":
        return "write 'string' with 'format: binary'"
    if said == "any":
        return "leave 'type' away: then any type is allowed"
    word = _TYPE_WORDS.get(said.lower()) if isinstance(said, str) else None
    return f"write '{word}'" if word else ""


def _required_hint(fault: Fault, _version: str) -> str:
    if isinstance(fault.instance, bool):
        return "'required' lists the names of required properties: name this one in the schema around it"
    return ""


def _bound_hint(_fault: Fault, version: str) -> str:
    if version >= SINCE_LISTS:
        return "since 3.1 it is the number itself, in place of 'minimum' or 'maximum'"
    return "before 3.1 it is true or false, beside 'minimum' or 'maximum'"


# (code, field) -> what helps there
_HINTS: Final = {
    ("wrong-value", "type"): _type_hint,
    ("wrong-type", "type"): _type_hint,
    ("invalid", "type"): _type_hint,
    ("wrong-type", "required"): _required_hint,
    ("wrong-type", "exclusiveMinimum"): _bound_hint,
    ("wrong-type", "exclusiveMaximum"): _bound_hint,
}
