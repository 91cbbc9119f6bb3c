"""The standalone schema as places: each subschema with its JSON Pointer, found by child or by `$ref`; and what is
valid.

Knows pointers and identity: one place is one `Subschema`, however often it is met, so that places can be keys. Knows
the validator, which is asked about a place and a value. Does not know what keywords mean for a value: see
`conjunction`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote

import jsonschema_rs

from mockserver.errors import Unsatisfiable
from mockserver.mock.generation.matching import BACKTRACKING
from mockserver.mock.generation.tidying import NEVER, Direction, Json, tidied

if TYPE_CHECKING:
    from collections.abc import Mapping

WHOLE: Final = "urn:mockserver:whole"
_ANNOTATIONS: Final = frozenset(
    {"title", "description", "example", "examples", "default", "deprecated", "readOnly", "writeOnly"}
)
_KEPT: Final = frozenset({"const", "enum", "default", "example", "examples"})


@dataclass(frozen=True, slots=True, eq=False)
class Subschema:
    """One place of the schema. Compared by identity: `Schemas` gives the same object for the same place.

    `keywords` is the tidy JSON. `pointer` is None for a schema that is not in the document but was derived from it;
    its `$ref`s lead there. `name` is the entry of `$defs` that this is, or empty.
    """

    keywords: Mapping[str, Any]
    pointer: str | None = None
    name: str = ""

    @property
    def is_never(self) -> bool:
        """Whether this is the schema that nothing obeys."""
        return self.keywords == NEVER

    @property
    def is_anything(self) -> bool:
        """Whether every value obeys, since nothing is asked for."""
        return self.keywords.keys() <= _ANNOTATIONS

    @property
    def label(self) -> str:
        """What the document calls the things of this schema: by `$defs`, else by `title`, else by the property."""
        if self.name:
            return self.name
        title = self.keywords.get("title", "")
        return title if title and len(title) < 40 else _property_of(self.pointer or "")


def _property_of(pointer: str) -> str:
    parts = pointer.split("/")
    while len(parts) > 1 and (parts[-1] in {"items", "allOf", "anyOf", "oneOf"} or parts[-1].isdigit()):
        parts.pop()
    return parts[-1] if len(parts) > 1 and parts[-2] == "properties" else ""


@dataclass(eq=False)
class Schemas:
    """All places of one standalone schema. `name` is what the whole is called, if it has a name."""

    whole: Json
    name: str = ""
    places: dict[int, Subschema] = field(default_factory=dict)
    by_pointer: dict[str, Subschema] = field(default_factory=dict)
    derivations: dict[str, Subschema] = field(default_factory=dict)
    validators: dict[tuple[Subschema, bool], jsonschema_rs.Draft202012Validator | None] = field(default_factory=dict)
    _registry: jsonschema_rs.Registry | None = None

    @classmethod
    def of(cls, schema: object, *, name: str = "", direction: Direction | None = None) -> Schemas:
        """The places of a schema as it was written, tidied first."""
        return cls(tidied(schema, direction), name)

    @property
    def root(self) -> Subschema:
        """The schema itself."""
        return self._place(self.whole, "", self.name)

    def child(self, parent: Subschema, *path: str | int) -> Subschema:
        """The subschema under a path of keywords, names and indexes. The path exists."""
        value: Any = parent.keywords
        for step in path:
            value = value[step]
        if id(value) in self.places:
            return self.places[id(value)]
        if parent.pointer is None:
            return self.derived(value)
        return self._place(value, parent.pointer + "".join(f"/{_escaped(step)}" for step in path))

    def children(self, parent: Subschema, key: str) -> tuple[Subschema, ...]:
        """The members of `allOf`, `anyOf`, `oneOf` or `prefixItems`."""
        members = parent.keywords.get(key)
        return tuple(self.child(parent, key, at) for at in range(len(members))) if members else ()

    def derived(self, schema: Json) -> Subschema:
        """A schema that is not in the document; equal ones are one place. A bare `$ref` is the place it leads to."""
        if list(schema) == ["$ref"]:
            return self.resolved(schema["$ref"])
        key = json.dumps(schema)
        if key not in self.derivations:
            self.derivations[key] = Subschema(schema)
        return self.derivations[key]

    def pointing(self, place: Subschema) -> Json:
        """A schema that stands for the place in a derived one."""
        if place.pointer is None:
            return dict(place.keywords)
        return {"$ref": "#" + quote(place.pointer, safe="/~!$&'()*+,;=:@")}

    def resolved(self, reference: str) -> Subschema:
        """What a `$ref` within the whole leads to. Raises Unsatisfiable where it leads nowhere."""
        pointer = unquote(reference.partition("#")[2])
        if not pointer:
            return self.root
        if pointer not in self.by_pointer:
            self.by_pointer[pointer] = self._found(pointer)
        return self.by_pointer[pointer]

    def _found(self, pointer: str) -> Subschema:
        value: Any = self.whole
        for step in pointer.split("/")[1:]:
            key = step.replace("~1", "/").replace("~0", "~")
            try:
                value = value[int(key)] if isinstance(value, list) else value[key]
            except (KeyError, IndexError, ValueError, TypeError):
                value = None
        if not isinstance(value, dict) or not pointer.startswith("/"):
            raise Unsatisfiable(f"`$ref: #{pointer}` leads nowhere", pointer=pointer)
        return self._place(value, pointer)

    def _place(self, value: Json, pointer: str, name: str = "") -> Subschema:
        if id(value) not in self.places:
            parts = pointer.split("/")
            named = parts[2].replace("~1", "/").replace("~0", "~") if len(parts) == 3 and parts[1] == "$defs" else name
            place = self.places[id(value)] = Subschema(value, pointer, named)
            if list(value) == ["$ref"] and pointer:
                # A bare reference is the place that it leads to: what is known of the one is known of the other.
                self.places[id(value)] = place = self.resolved(value["$ref"])
            return place
        return self.places[id(value)]

    # --- validity

    def is_valid(self, place: Subschema, value: Any, *, formats: bool = False) -> bool:
        """Whether a value obeys a place; with `formats`, also as to `format`.

        A schema that is too deep for the validator (some hundred levels) accepts everything.
        """
        validator = self._validator(place, formats=formats)
        return validator is None or validator.is_valid(value)

    def first_error(self, value: Any) -> str:
        """Why a value does not obey the whole; empty where it does."""
        validator = self._validator(self.root, formats=False)
        error = next(validator.iter_errors(value), None) if validator else None
        if error is None:
            return ""
        where = "".join(f"/{step}" for step in error.instance_path) or "the value"
        return f"{where}: {error.message[:200]}"

    def _validator(self, place: Subschema, *, formats: bool) -> jsonschema_rs.Draft202012Validator | None:
        key = (place, formats)
        if key not in self.validators:
            self.validators[key] = self._made_validator(place, formats=formats)
        return self.validators[key]

    def _made_validator(self, place: Subschema, *, formats: bool) -> jsonschema_rs.Draft202012Validator | None:
        schema = _in_registry(self.pointing(place))
        try:
            if self._registry is None:
                self._registry = jsonschema_rs.Registry([(WHOLE, _bare(self.whole))])
            return jsonschema_rs.Draft202012Validator(
                schema, validate_formats=formats, registry=self._registry, pattern_options=BACKTRACKING, offline=True
            )
        except (ValueError, jsonschema_rs.ReferencingError):
            return None


def _escaped(step: str | int) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")


def _bare(whole: Json) -> Json:
    """The whole for the validator, which shall not see annotations: a data set in `example` costs it time."""
    return {key: value for key, value in whole.items() if key not in {"example", "examples"}}


def _in_registry(schema: Any) -> Any:
    """A derived schema with its references into the registered whole."""
    if isinstance(schema, list):
        return [_in_registry(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: value if key in _KEPT else WHOLE + value if key == "$ref" else _in_registry(value)
        for key, value in schema.items()
    }
