"""A schema of the document as one standalone JSON Schema 2020-12, whatever dialect and file it was written in.

`Schema.whole` is a plain mapping in which each `$ref` is `#/$defs/NAME`; NAME is the component's name where it has one.
The OAS keywords stay: `discriminator` (whose `mapping` is complete and points into `$defs`), `xml`, `example`, `readOnly`,
`writeOnly`. So generators and validators know one dialect and no file.

What the dialects write differently is brought to 2020-12 on the way (`nullable`, a boolean `exclusiveMinimum`, `items` as
a list, `definitions`, `dependencies`), and what is no JSON Schema at all is left out (`required: true` in a property, a
type that does not exist): documents are full of it, and a tool that meets it has nothing better to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final

import regress

from mockserver.errors import Unbuildable

if TYPE_CHECKING:
    from mockserver.document.references import Node
    from mockserver.document.versions import Version

TYPES: Final = frozenset({"null", "boolean", "object", "array", "number", "string", "integer"})
_ONE: Final = frozenset(
    {
        "items", "additionalProperties", "contains", "propertyNames", "not", "if", "then", "else",
        "unevaluatedItems", "unevaluatedProperties", "contentSchema",
    }
)  # fmt: skip
_MANY: Final = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_NAMED: Final = frozenset({"properties", "patternProperties", "dependentSchemas"})
_COUNTS: Final = frozenset(
    {"minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains"}
)
_NUMBERS: Final = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})
_DROPPED: Final = frozenset(
    {
        "$ref", "$dynamicRef", "$recursiveRef", "$schema", "$id", "id", "$anchor", "$dynamicAnchor", "$recursiveAnchor",
        "$vocabulary", "$comment", "$defs", "definitions", "nullable", "x-nullable", "discriminator", "dependencies",
        "additionalItems",
    }
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Schema:
    """A schema, bundled when it is first needed. Compared by identity; not `slots`, since it keeps its bundle.

    `name` is the component's, where it is one, else empty.
    """

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

    @cached_property
    def request(self) -> Mapping[str, Any]:
        """As a request sees it: what is `readOnly` is not required (OAS 3.0 Schema Object; 3.1, section 4.8.24.2)."""
        return one_way(self.whole, "readOnly")

    @cached_property
    def response(self) -> Mapping[str, Any]:
        """As a response sees it: what is `writeOnly` is not required."""
        return one_way(self.whole, "writeOnly")


def schema_of(node: Node, version: Version) -> Schema:
    """The Schema of a node, to be bundled later."""
    reference = node.reference
    return Schema(lambda: _Bundle(version).whole(node), _name_of(reference) if reference else node.text("title"))


def _name_of(reference: str) -> str:
    """What a reference calls its target: the last part of its pointer, else the file's name."""
    path, _, fragment = reference.partition("#")
    last = (fragment or path.rsplit("/", 1)[-1].rsplit(".", 1)[0]).rsplit("/", 1)[-1]
    return last.replace("~1", "/").replace("~0", "~")


class _Bundle:
    """One bundle in the making: the schemas that were met, by place, and their names in `$defs`."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self.names: dict[tuple[int, tuple[str, ...]], str] = {}
        self.defs: dict[str, Any] = {}
        self.waiting: list[tuple[str, Node]] = []

    def whole(self, node: Node) -> Mapping[str, Any]:
        try:
            schema = self._converted(node)
            while self.waiting:
                name, target = self.waiting.pop()
                self.defs[name] = self._converted(target)
        except RecursionError:
            raise Unbuildable(node.diagnostic("the schema is nested too deep", code="schema-too-deep")) from None
        if not isinstance(schema, dict):
            return {} if schema else {"not": {}}
        return {**schema, "$defs": self.defs} if self.defs else schema

    # --- references

    def _point(self, node: Node, reference: str) -> str:
        """The `$ref` into this bundle for what a reference at a node leads to."""
        target = node.lookup(reference)
        steps = 0
        while target.reference is not None and len(target.value) == 1 and steps < 50:  # noqa: PLR2004 -- a bound on rings
            reference, target, steps = target.reference, target.lookup(target.reference), steps + 1
        scope = tuple(dict.fromkeys(uri for uri, _ in target.resolver.dynamic_scope())) if node.files.is_dynamic else ()
        key = (id(target.value), scope)
        if key not in self.names:
            self.names[key] = name = self._unused(_name_of(reference))
            self.waiting.append((name, target))
        return "#/$defs/" + self.names[key]

    def _unused(self, wanted: str) -> str:
        stem = re.sub(r"[^\w.-]", "_", wanted, flags=re.ASCII) or "schema"
        name, number, taken = stem, 2, set(self.names.values())
        while name in taken:
            name, number = f"{stem}_{number}", number + 1
        return name

    # --- conversion

    def _converted(self, node: Node) -> Any:
        """A schema in 2020-12, its references into this bundle."""
        value = node.value
        if not isinstance(value, Mapping):
            return value if isinstance(value, bool) else {}
        reference = value.get("$ref", value.get("$dynamicRef", "#" if "$recursiveRef" in value else None))
        if isinstance(reference, str) and not self.version.ref_siblings:
            # "This object cannot be extended with additional properties" -- OAS 3.0.4, section 4.7.23
            return {"$ref": self._point(node, reference)}
        schema = dict(self._keywords(node))
        if isinstance(reference, str):
            schema = {"$ref": self._point(node, reference), **schema}
        self._discriminate(node, schema)
        return self._nullable(value, _bounds_as_numbers(schema))

    def _keywords(self, node: Node) -> Iterator[tuple[str, Any]]:
        for key, value in node.value.items():
            if key in _DROPPED:
                continue
            if key == "items" and isinstance(value, list):
                yield "prefixItems", [self._converted(node.child(key).child(at)) for at in range(len(value))]
            elif key in _ONE:
                yield key, self._converted(node.child(key))
            elif key in _MANY:
                if isinstance(value, list) and value:
                    yield key, [self._converted(node.child(key).child(at)) for at in range(len(value))]
            elif key in _NAMED:
                if isinstance(value, Mapping):
                    below = node.child(key)
                    yield key, {name: self._converted(below.child(name)) for name in value if _is_usable(key, name)}
            elif is_sound(key, value):
                yield _tidied(key, value)
        yield from self._older(node)

    def _older(self, node: Node) -> Iterator[tuple[str, Any]]:
        """Keywords of earlier drafts: `additionalItems` behind a list of items, `dependencies`."""
        value = node.value
        if isinstance(value.get("items"), list) and "additionalItems" in value:
            yield "items", self._converted(node.child("additionalItems"))
        dependencies = value.get("dependencies")
        if isinstance(dependencies, Mapping):
            below = node.child("dependencies")
            yield "dependentRequired", {name: each for name, each in dependencies.items() if isinstance(each, list)}
            yield "dependentSchemas", {
                name: self._converted(below.child(name)) for name, each in dependencies.items() if not isinstance(each, list)
            }

    def _nullable(self, value: Mapping[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
        """3.0's `nullable` (and 2.0's `x-nullable`) as a type, which is what it means (OAS 3.0.4, section 4.7.24.1).

        Without a `type` it has no effect by the letter, but it is what the author meant.
        """
        if self.version.nullable is None or value.get(self.version.nullable, value.get("nullable")) is not True:
            return schema
        if "enum" in schema and None not in schema["enum"]:
            schema["enum"] = [*schema["enum"], None]
        if "type" in schema:
            types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
            schema["type"] = list(dict.fromkeys([*types, "null"]))
        elif {"allOf", "anyOf", "oneOf"} & schema.keys():
            return {"anyOf": [schema, {"type": "null"}]}
        return schema

    # --- discriminators

    def _discriminate(self, node: Node, schema: dict[str, Any]) -> None:
        """`discriminator` with its whole mapping: the explicit names, and the implicit ones of the branches."""
        said = node.raw("discriminator")
        said = {"propertyName": said} if isinstance(said, str) else said
        if not isinstance(said, Mapping) or not isinstance(said.get("propertyName"), str):
            return
        mapping = dict(self._explicit(node, said.get("mapping")))
        named = set(mapping.values())
        for name, branch in self._implicit(node):
            if branch not in named:
                mapping.setdefault(name, branch)
        schema["discriminator"] = {"propertyName": said["propertyName"], "mapping": mapping}
        if isinstance(said.get("defaultMapping"), str):
            schema["discriminator"]["defaultMapping"] = self._branch(node, said["defaultMapping"])

    def _explicit(self, node: Node, mapping: Any) -> Iterator[tuple[str, str]]:
        for value, target in mapping.items() if isinstance(mapping, Mapping) else ():
            branch = self._branch(node, target) if isinstance(target, str) else None
            if branch:
                yield value, branch

    def _branch(self, node: Node, target: str) -> str | None:
        """A mapping's value is a component's name or a URI reference (OAS 3.2, section 4.25.3): the name is tried first."""
        for reference in (f"#/{'/'.join(self.version.schemas)}/{target}", target):
            try:
                return self._point(node, reference)
            except Unbuildable:
                continue
        return None

    def _implicit(self, node: Node) -> Iterator[tuple[str, str]]:
        """The branches that `oneOf` or `anyOf` refer to; without any, the components that inherit by `allOf`."""
        branches = [each for key in ("oneOf", "anyOf") for each in node.listed(key) if key in node.value]
        if branches:
            for each in branches:
                if each.reference:
                    yield _name_of(each.reference), self._point(each, each.reference)
            return
        yield from self._heirs(node)

    def _heirs(self, parent: Node) -> Iterator[tuple[str, str]]:
        components = parent.files.root
        for key in self.version.schemas:
            components = components.of(key)
        for name in components.value if isinstance(components.value, Mapping) else ():
            child = components.child(name)
            if any(_refers(each, parent) for each in child.listed("allOf")):
                yield name, self._point(components, f"#/{'/'.join(self.version.schemas)}/{_escaped(name)}")


def _refers(node: Node, parent: Node) -> bool:
    try:
        return bool(node.reference) and node.lookup(node.reference or "").value is parent.value
    except Unbuildable:
        return False


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1").replace("%", "%25")


def _bounds_as_numbers(schema: dict[str, Any]) -> dict[str, Any]:
    """`exclusiveMinimum: true` beside `minimum` is draft 4's way of saying `exclusiveMinimum: <the minimum>`."""
    for exclusive, plain in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(schema.get(exclusive), bool):
            if schema.pop(exclusive) and plain in schema:
                schema[exclusive] = schema.pop(plain)
    return schema


# --- what is sound --------------------------------------------------------------------------------------------------


def is_sound(key: str, value: Any) -> bool:
    """Whether a keyword's value is one that JSON Schema 2020-12 gives a meaning."""
    if key == "type":
        return bool(_tidied(key, value)[1])
    if key in _COUNTS:
        return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0 and value == int(value)
    if key in _NUMBERS:
        return (isinstance(value, bool) and key.startswith("exclusive")) or _is_number(key, value)
    if key == "pattern":
        return isinstance(value, str) and is_pattern(value)
    if key == "required":
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return _is_sound_collection(key, value)


def _is_sound_collection(key: str, value: Any) -> bool:
    if key == "enum":
        return isinstance(value, list) and bool(value)
    if key == "examples":
        return isinstance(value, list)
    if key == "dependentRequired":
        return isinstance(value, Mapping) and all(isinstance(each, list) for each in value.values())
    if key == "uniqueItems":
        return isinstance(value, bool)
    return key not in {"format", "title", "description", "contentEncoding", "contentMediaType"} or isinstance(value, str)


def _is_number(key: str, value: Any) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and (key != "multipleOf" or value > 0)


def _tidied(key: str, value: Any) -> tuple[str, Any]:
    """Lists without doubles; a list of types without unknown ones; counts as integers."""
    if key == "type":
        known = [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str) and each in TYPES]
        return key, known[0] if len(known) == 1 else list(dict.fromkeys(known))
    if key == "required":
        return key, list(dict.fromkeys(value))
    return key, int(value) if key in _COUNTS else value


def _is_usable(key: str, name: str) -> bool:
    return key != "patternProperties" or is_pattern(name)


@lru_cache(maxsize=4096)
def is_pattern(text: str) -> bool:
    """Whether a text is a regular expression of ECMA-262, the dialect that JSON Schema means."""
    try:
        regress.Regex(text, "u")
    except regress.RegressError:
        try:
            regress.Regex(text)
        except regress.RegressError:
            return False
    return True


# --- one way ----------------------------------------------------------------------------------------------------------


def one_way(whole: Mapping[str, Any], keyword: str) -> Mapping[str, Any]:
    """A standalone schema in which properties marked by a keyword (`readOnly`, `writeOnly`) are not required.

    The same mapping where nothing is marked so.
    """
    marked = _Marked(whole, keyword)
    return marked.without(whole) if marked.occurs(whole) else whole


class _Marked:
    """Which properties a keyword marks, themselves or through their `$ref` and `allOf`."""

    def __init__(self, whole: Mapping[str, Any], keyword: str) -> None:
        self.defs: Mapping[str, Any] = whole.get("$defs", {})
        self.keyword = keyword

    def occurs(self, schema: Any) -> bool:
        waiting = [schema]
        while waiting:
            value = waiting.pop()
            if isinstance(value, Mapping):
                if value.get(self.keyword) is True:
                    return True
                waiting.extend(value.values())
            elif isinstance(value, list):
                waiting.extend(value)
        return False

    def marks(self, schema: Any, seen: tuple[str, ...] = ()) -> bool:
        if not isinstance(schema, Mapping):
            return False
        if schema.get(self.keyword) is True:
            return True
        reference = schema.get("$ref")
        if isinstance(reference, str) and reference not in seen and self.marks(self._target(reference), (*seen, reference)):
            return True
        return any(self.marks(each, seen) for each in schema.get("allOf", ()))

    def _target(self, reference: str) -> Any:
        return self.defs.get(reference.removeprefix("#/$defs/"))

    def without(self, schema: Any) -> Any:
        """A copy in which no `required` names a marked property, wherever among the parts of an `allOf` it stands."""
        if isinstance(schema, list):
            return [self.without(each) for each in schema]
        if not isinstance(schema, Mapping):
            return schema
        copy = {key: value if key in _DATA else self.without(value) for key, value in schema.items()}
        if isinstance(copy.get("required"), list):
            marked = self._marked_names(schema)
            copy["required"] = [name for name in copy["required"] if name not in marked]
        for each in copy.get("allOf", ()) if isinstance(copy.get("allOf"), list) else ():
            if isinstance(each, dict) and isinstance(each.get("required"), list):
                marked = self._marked_names(schema)
                each["required"] = [name for name in each["required"] if name not in marked]
        return copy

    def _marked_names(self, schema: Mapping[str, Any], seen: tuple[str, ...] = ()) -> set[str]:
        properties = schema.get("properties")
        named = {name for name, each in properties.items() if self.marks(each)} if isinstance(properties, Mapping) else set()
        reference = schema.get("$ref")
        parts = [each for each in schema.get("allOf", ()) if isinstance(each, Mapping)]
        if isinstance(reference, str) and reference not in seen and isinstance(self._target(reference), Mapping):
            parts.append(self._target(reference))
            seen = (*seen, reference)
        for each in parts:
            named |= self._marked_names(each, seen)
        return named


_DATA: Final = frozenset({"example", "examples", "default", "enum", "const", "required"})
