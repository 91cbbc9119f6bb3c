"""The JSON Schema of a document's version, as findings for people.

The schemas are the OpenAPI Initiative's, as openapi-spec-validator ships them, and the dialects of 3.1 and 3.2 as
openapi-schema-validator ships them, so that schemas inside of a document are judged too. jsonschema-rs compares;
it is kept from fetching anything. `wording` chooses what to tell; here it is said of OpenAPI's objects. Sees one file
and follows no `$ref`.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib.util import find_spec
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any, Final

import jsonschema_rs

from mockserver.document.likeness import did_you_mean
from mockserver.document.report import Finding, Spot, error, shown, warning
from mockserver.document.versions import Version, version_of
from mockserver.document.wording import Fault, faults_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mockserver.document.parse import Source

MOST: Final = 3_000
"""So many errors of the validator are looked at; nobody mends more between two runs."""

_DIALECTS: Final = {
    "3.1": ("https://spec.openapis.org/oas/3.1/dialect/base", ("oas3.1/metaschema.json", "oas3.1/vocabularies/base")),
    "3.2": (
        "https://spec.openapis.org/oas/3.2/dialect/2025-09-17",
        ("oas3.2/dialect/2025-09-17.json", "oas3.2/meta/2025-09-17.json"),
    ),
}


def faults(source: Source) -> Iterator[Finding]:
    """What the whole document does not keep of its version's schema; nothing for an unknown version."""
    version = version_of(source.tree)
    if version is not None:
        own = source.tree.get("jsonSchemaDialect", _dialect(version))
        yield from _compared(source.tree, Spot(source), _Shape(version.name, "", own_dialect=own == _dialect(version)))


def faults_within(value: Any, spot: Spot, *, kind: str, version: Version) -> Iterator[Finding]:
    """The same for one object, such as an "operation" or a "schema" in a file of its own."""
    name = definition_of(kind, version)
    if name is not None:
        yield from _compared(value, spot, _Shape(version.name, name))


def definition_of(kind: str, version: Version) -> str | None:
    """The name that the version's schema gives to a kind of object, which we name as 3.1 does; None if it has none."""
    words = kind.split("-")
    camel = words[0] + "".join(word.title() for word in words[1:])
    since_31 = "callbacks" if kind == "callback" else kind
    name = {"2.0": camel, "3.0": camel[:1].upper() + camel[1:]}.get(version.name, since_31)
    return name if name in _definitions(version_schema(version.name)) else None


# --- schemas


@lru_cache
def version_schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a version, `2.0` to `3.2`."""
    schema: dict[str, Any] = _shipped("openapi_spec_validator", f"resources/schemas/v{name}/schema.json")
    return schema


def _shipped(package: str, path: str) -> Any:
    """A JSON file of an installed package, read without importing the package, which would take a second."""
    spec = find_spec(package)
    loader: Any = spec.loader if spec else None
    folder = (spec.submodule_search_locations or [""])[0] if spec else ""
    return json.loads(loader.get_data(f"{folder}/{path}"))


def _definitions(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = schema.get("$defs") or schema["definitions"]
    return found


def _dialect(version: Version) -> str | None:
    return _DIALECTS[version.name][0] if version.name in _DIALECTS else None


class _Shape:
    """A version's schema, or one definition of it, compiled."""

    def __init__(self, version: str, definition: str, *, own_dialect: bool = True) -> None:
        self.version, self.definition, self.own_dialect = version, definition, own_dialect
        self.schema = version_schema(version)

    def errors(self, value: Any) -> Iterator[jsonschema_rs.ValidationError]:
        return _compiled(self.version, self.definition, own_dialect=self.own_dialect).iter_errors(value)


@lru_cache
def _compiled(version: str, definition: str, *, own_dialect: bool) -> jsonschema_rs.Validator:
    schema = dict(version_schema(version))
    if definition:
        holder = "$defs" if "$defs" in schema else "definitions"
        kept = {key: schema[key] for key in ("$id", "id", "$schema", holder) if key in schema}
        schema = {**kept, "$ref": f"#/{holder}/{definition}"}
    resources = []
    if version in _DIALECTS and own_dialect:
        dialect, files = _DIALECTS[version]
        resources = [_shipped("openapi_schema_validator", f"schemas/{path}") for path in files]
        schema["$defs"] = {**schema["$defs"], "schema": {"$dynamicAnchor": "meta", "$ref": dialect}}
    registry = jsonschema_rs.Registry([(each["$id"], each) for each in resources])
    return jsonschema_rs.validator_for(schema, registry=registry, offline=True)


def _compared(value: Any, spot: Spot, shape: _Shape) -> Iterator[Finding]:
    seen: set[tuple[Any, ...]] = set()
    try:
        for each in islice(shape.errors(value), MOST):
            for fault in faults_of(each):
                # One finding a place: two keywords that stumble over the same value say nothing more together.
                place = (fault.keys, fault.key, fault.known if fault.code == "missing-field" else ())
                if place not in seen:
                    seen.add(place)
                    yield from _said(fault, spot.at(*_true_keys(value, fault.keys)), shape)
    except (ValueError, RecursionError) as problem:
        # jsonschema-rs gives up on values nested deeper than 255 and on text that is no Unicode.
        message = f"the schema of OpenAPI {shape.version} could not be compared: {str(problem)[:100]}"
        yield warning("not-judged", message, spot, hint="is it nested very deeply?")


# --- what is said


def _said(fault: Fault, place: Spot, shape: _Shape) -> Iterator[Finding]:
    object_name, field = object_of(fault, shape.version), place.key
    # A pattern is ECMA-262's, which `schema_rules` asks a reader of that dialect about; this reader knows less. And
    # what is no status is told by `rules`.
    is_told = (fault.code == "wrong-format" and "no valid regex" in fault.message) or object_name == "Responses"
    if is_told and fault.code in {"wrong-format", "unknown-field"}:
        return
    message, hint = fault.message, fault.hint
    if fault.code == "unknown-field" and "not a known field" in message:
        message += f" of {object_name}"
        hint = _unknown_hint(field, object_name, fault, shape=shape)
    elif fault.code == "missing-field" and fault.known:
        message = message.replace(" is missing", f" of {object_name} is missing")
        hint = hint or _MISSING.get((object_name, str(fault.known[0])), "")
    elif fault.code == "ambiguous":
        message = _exclusive(fault, shape) or message
    special = _HINTS.get((fault.code, field), _no_hint)(fault, shape.version)
    yield error(fault.code, message, place, key=fault.key, hint=special or hint)


def _true_keys(value: Any, keys: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The keys as they stand in the value: jsonschema-rs gives a key such as '007' as the number 7."""
    true: list[str | int] = []
    for key in keys:
        found = key
        if isinstance(value, dict):
            found = str(key)
            if found not in value and isinstance(key, int):
                found = next((each for each in value if each.lstrip("+0") == str(key)), found)
        true.append(found)
        value = _below(value, found)
    return tuple(true)


def _below(value: Any, key: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(str(key))
    return value[key] if isinstance(value, list) and isinstance(key, int) and key < len(value) else None


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


def _unknown_hint(field: str, object_name: str, fault: Fault, *, shape: _Shape) -> str:
    version = shape.version
    if _LATER.get(field, "") > version:
        return f"'{field}' came with OpenAPI {_LATER[field]}, and this document says {version}"
    if version == "2.0" and field in _NOT_IN_2:
        return f"'{field}' came with OpenAPI 3.0; 2.0 has {_NOT_IN_2[field]}"
    if version != "2.0" and field in _EARLIER and object_name in _EARLIER_IN:
        return f"'{field}' is Swagger 2.0's here; since 3.0 it is {_EARLIER[field]}"
    known = _known_fields(shape.schema, fault.schema_keys[:-1])
    if field[:2] in {"x_", "X-", "X_"}:
        return f"an extension begins with 'x-': {shown('x-' + field[2:])}"
    return did_you_mean(field, known) or f"take it away, or call it 'x-{field}' if it is an extension"


def _known_fields(schema: Mapping[str, Any], keys: tuple[str | int, ...]) -> list[str]:
    """The fields that an object of the version's schema may have."""
    found: Any = schema
    for key in keys:
        found = found.get(str(key), {}) if isinstance(found, dict) else _below(found, key)
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


def _exclusive(fault: Fault, shape: _Shape) -> str | None:
    """`oneOf` with `required` in each branch: fields of which only one may be there."""
    found: Any = shape.schema
    for key in fault.schema_keys:
        found = _below(found, key)
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
