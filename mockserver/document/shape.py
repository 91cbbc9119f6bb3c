"""The JSON Schema of a document's version, object by object.

The schemas are the OpenAPI Initiative's, as openapi-spec-validator ships them, and the dialects of 3.1 and 3.2 as
openapi-schema-validator ships them, so that schemas inside of a document are judged too. jsonschema-rs compares; it is
kept from fetching anything. Sees one file and follows no `$ref`.

A sound document is compared once, as a whole, which takes milliseconds. In an unsound one the way is narrowed: of an
object that is not valid, its parts are asked whether they are, and it is itself compared with stand-ins in place of its
parts. So an error never holds another one, nor a copy of what lies below it: asked for all errors of a whole document,
the library needs minutes and gigabytes where faults are nested. `wording` and `shape_words` say what is told.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import jsonschema_rs

from mockserver.document.anatomy import REFERABLE, contents_of, parts_of
from mockserver.document.report import Finding, Spot, error, warning
from mockserver.document.versions import Version, version_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mockserver.document.parse import Source

MOST: Final = 3_000
"""So many objects that are not valid are looked into; nobody mends more between two runs."""

MOST_ERRORS: Final = 200
"""So many errors of one object are looked at."""

DEEPEST: Final = 60
"""So deep is looked into objects within objects."""

_DIALECTS: Final = {
    "3.1": ("https://spec.openapis.org/oas/3.1/dialect/base", ("oas3.1/metaschema.json", "oas3.1/vocabularies/base")),
    "3.2": (
        "https://spec.openapis.org/oas/3.2/dialect/2025-09-17",
        ("oas3.2/dialect/2025-09-17.json", "oas3.2/meta/2025-09-17.json"),
    ),
}
# "a superset of the JSON Schema Specification Draft 2020-12" -- OAS 3.1.1, section 4.8.24
_JSON_SCHEMA: Final = "https://json-schema.org/draft/2020-12/schema"


def faults(source: Source) -> Iterator[Finding]:
    """What the whole document does not keep of its version's schema; nothing for an unknown version."""
    version = version_of(source.tree)
    if version is not None:
        named = str(source.tree.get("jsonSchemaDialect", _JSON_SCHEMA)).removesuffix("#")
        comparison = _Comparison(version, own_dialect=named in (_JSON_SCHEMA, _dialect(version)))
        yield from comparison.faults(source.tree, Spot(source), "document")


def faults_within(value: Mapping[str, Any], spot: Spot, *, kind: str, version: Version) -> Iterator[Finding]:
    """The same for one object, such as an "operation" or a "schema" in a file of its own."""
    yield from _Comparison(version).faults(value, spot, kind)


def definition_of(kind: str, version: Version) -> str | None:
    """The name that the version's schema gives to a kind of object, which we name as 3.1 does: None if it has none, and
    nothing for the document itself.
    """
    if kind == "document":
        return ""
    if (kind, version.name) == ("reference", "2.0"):
        return "jsonReference"
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


# A valid object of each kind, to stand in for one that is judged on its own.
_STAND_INS: Final[Mapping[str, Mapping[str, Any]]] = {
    "operation": {"responses": {"default": {"description": ""}}},
    "response": {"description": ""},
    "request-body": {"content": {}},
    "header": {"schema": {}},
    "link": {"operationId": "x"},
    "security-scheme": {"type": "http", "scheme": "basic"},
    "server": {"url": "/"},
}
_STAND_INS_2: Final[Mapping[str, Mapping[str, Any]]] = {
    **_STAND_INS,
    "header": {"type": "string"},
    "security-scheme": {"type": "basic"},
}


def _stand_in(kind: str, version: Version, at: object) -> dict[str, Any]:
    """A valid object of a kind; parameters differ by name, since a list of them holds none twice."""
    is_2 = version.name == "2.0"
    if kind == "parameter":
        return {"name": str(at), "in": "query", **({"type": "string"} if is_2 else {"schema": {}})}
    return dict((_STAND_INS_2 if is_2 else _STAND_INS).get(kind, {}))


@lru_cache
def _compiled(version: str, definition: str, *, own_dialect: bool) -> jsonschema_rs.Validator:
    """The validator of a definition of a version's schema, "" being the whole."""
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


# --- comparing


class _Comparison:
    """Compares objects with their definitions in a version's schema."""

    def __init__(self, version: Version, *, own_dialect: bool = True) -> None:
        self.version = version
        self.own_dialect = own_dialect
        contents = dict(contents_of(version))
        if version.name == "2.0":
            # Below a parameter or header, 2.0 has no schemas but "a limited subset": they are compared with these.
            contents["parameter"] = (("schema", "one", "schema"),)
            contents["header"] = ()
        self.contents = contents

    def faults(self, value: Mapping[str, Any], spot: Spot, kind: str) -> Iterator[Finding]:
        """What an object and its parts do not keep, from the outside to the inside."""
        waiting = [(value, spot, kind, 0)]
        looked_into = 0
        while waiting and looked_into < MOST:
            value, spot, kind, depth = waiting.pop()
            validator = self._validator(value, kind)
            if validator is None or validator.is_valid(value):
                continue
            looked_into += 1
            own = list(self._own(value, spot, kind, validator=validator))
            yield from (each for each in own if each is not None)
            broken = [(*each, depth + 1) for each in self._broken_parts(value, spot, kind)]
            if depth < DEEPEST:
                waiting.extend(reversed(broken))
            if broken and depth >= DEEPEST:
                yield error("invalid", "something that is nested very deeply in this is not valid", spot, key=True)
            elif not own and not broken:
                message = f"this is not valid OpenAPI {self.version.name}, in a way that cannot be told more closely"
                yield error("invalid", message, spot, key=True)

    def _validator(self, value: Mapping[str, Any], kind: str) -> jsonschema_rs.Validator | None:
        stays = kind == "path-item" or (kind == "schema" and (self.version.ref_siblings or self.version.name == "2.0"))
        if "$ref" in value and kind in REFERABLE and not stays:
            kind = "reference"
        name = definition_of(kind, self.version)
        return None if name is None else _compiled(self.version.name, name, own_dialect=self.own_dialect)

    def _own(
        self, value: Mapping[str, Any], spot: Spot, kind: str, *, validator: jsonschema_rs.Validator
    ) -> Iterator[Finding | None]:
        """What is wrong with an object apart from its parts; None for what is told elsewhere."""
        from mockserver.document.shape_words import said
        from mockserver.document.wording import faults_of

        seen: set[tuple[Any, ...]] = set()
        schema = version_schema(self.version.name)
        try:
            for each in islice(validator.iter_errors(self._without_parts(value, kind)), MOST_ERRORS):
                for fault in faults_of(each, value):
                    # One finding a place: two keywords that stumble over one value say nothing more together.
                    place = (fault.keys, fault.key, fault.known if fault.code == "missing-field" else ())
                    if place not in seen:
                        seen.add(place)
                        at = spot.at(*fault.keys)
                        told = list(said(fault, at, schema=schema, version=self.version.name))
                        yield told[0] if told else None
        except (ValueError, RecursionError) as problem:
            # jsonschema-rs gives up on values nested deeper than 255, and on text that is no Unicode.
            message = f"the schema of OpenAPI {self.version.name} could not be compared: {str(problem)[:100]}"
            yield warning("not-judged", message, spot, hint="is something in it nested very deeply?")

    def _without_parts(self, value: Mapping[str, Any], kind: str) -> dict[str, Any]:
        """A copy of an object in which a stand-in is in the place of each of its parts."""
        copy = dict(value)
        for keys, part in parts_of(kind, value, self.contents):
            holder: Any = copy
            if len(keys) > 1:
                if copy[str(keys[0])] is value[str(keys[0])]:
                    copy[str(keys[0])] = value[str(keys[0])].copy()
                holder = copy[str(keys[0])]
            holder[keys[-1]] = _stand_in(part, self.version, keys[-1])
        return copy

    def _broken_parts(self, value: Mapping[str, Any], spot: Spot, kind: str) -> Iterator[tuple[Any, Spot, str]]:
        for keys, part in parts_of(kind, value, self.contents):
            each: Any = value
            for key in keys:
                each = each[key]
            validator = self._validator(each, part)
            if validator is not None and not validator.is_valid(each):
                yield each, spot.at(*keys), part
