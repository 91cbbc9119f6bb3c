"""A schema of the document as one standalone JSON Schema 2020-12, whatever dialect and file it was written in.

`Schema.whole` is a plain mapping in which each `$ref` is `#/$defs/NAME`; NAME is the component's name where it has
one. The OAS keywords stay: `discriminator` (whose `mapping` is complete and points into `$defs`), `xml`, `example`,
`readOnly`, `writeOnly`. So generators and validators know one dialect and no file.

What the dialects write differently is brought to 2020-12 on the way (`nullable`, a boolean `exclusiveMinimum`, `items`
as a list, `definitions`, `dependencies`), and what is no JSON Schema at all is left out (`required: true` in a
property, a type that does not exist): documents are full of it, and a tool that meets it has nothing better to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from operator import is_
from typing import TYPE_CHECKING, Any, Final

import regress

from mockserver.errors import Unbuildable
from mockserver.once import cached_property

if TYPE_CHECKING:
    from mockserver.document.references import Node
    from mockserver.document.versions import Version

TYPES: Final = frozenset({"null", "boolean", "object", "array", "number", "string", "integer"})
LONGEST_PATTERN: Final = 10_000
"""Characters. regress needs stack for each `|`: with a hundred thousand of them it ends the process."""
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
    kept: dict[tuple[int, str], Any] = field(default_factory=dict, repr=False)
    """Where the definitions that it shares with others are kept, as a request and as a response see them."""

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
        return one_way(self.whole, "readOnly", self.kept)

    @cached_property
    def response(self) -> Mapping[str, Any]:
        """As a response sees it: what is `writeOnly` is not required."""
        return one_way(self.whole, "writeOnly", self.kept)


def _fixed(branch: Node, tag: str) -> str | None:
    """The one text that a branch allows for a property, by itself or by what it is composed of.

    OAS calls a branch by the name of its schema; but one whose property must be `cat` could never be called `Cat`.
    """
    for part in (branch, *(each.follow() for each in branch.listed("allOf"))):
        said = part.of("properties").of(tag)
        values = said.raw("enum") if "enum" in said else [said.raw("const")]
        if isinstance(values, list) and len(values) == 1 and isinstance(values[0], str):
            return values[0]
    return None


def _name_of(reference: str) -> str:
    """What a reference calls its target: the last part of its pointer, else the file's name."""
    path, _, fragment = reference.partition("#")
    last = (fragment or path.rsplit("/", 1)[-1].rsplit(".", 1)[0]).rsplit("/", 1)[-1]
    return last.replace("~1", "/").replace("~0", "~")


@dataclass(frozen=True, slots=True)
class Definition:
    """A schema that others refer to, converted, and the names of those that it refers to itself."""

    schema: Any
    met: tuple[str, ...]


class Bundler:
    """The schemas of one document: each is converted once, and shared by all the bundles that it is in."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self.names: dict[tuple[int, tuple[str, ...]], str] = {}
        self.targets: dict[str, Node] = {}
        self.definitions: dict[str, Definition] = {}
        self.one_way: dict[tuple[int, str], Any] = {}
        self.referred: dict[str, Schema] = {}

    def schema(self, node: Node) -> Schema:
        """The Schema of a node, to be bundled later: one and the same for all that say nothing but the same `$ref`."""
        reference = node.reference
        made = Schema(lambda: self.whole(node), _name_of(reference) if reference else node.text("title"), self.one_way)
        if reference is None or len(node.value) > 1 or node.files.is_dynamic:
            return made
        return self.referred.setdefault(node.resolved_uri(reference), made)

    def whole(self, node: Node) -> Mapping[str, Any]:
        """The standalone schema of a node. Raises `Unbuildable`."""
        try:
            root = self._convert(node)
            defs = self._reached(root.met)
        except RecursionError:
            message = "the schema is nested too deep"
            raise Unbuildable(partial(node.diagnostic, message, code="schema-too-deep")) from None
        if not isinstance(root.schema, dict):
            return {} if root.schema else {"not": {}}
        return {**root.schema, "$defs": defs} if defs else root.schema

    def _convert(self, node: Node) -> Definition:
        conversion = _Conversion(self)
        schema = conversion.converted(node)
        return Definition(schema, tuple(conversion.met))

    def _reached(self, names: tuple[str, ...]) -> dict[str, Any]:
        reached: dict[str, Any] = {}
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in reached:
                if name not in self.definitions:
                    self.definitions[name] = self._convert(self.targets[name])
                reached[name] = self.definitions[name].schema
                waiting.extend(self.definitions[name].met)
        return reached

    def name(self, reference: str, target: Node, scope: tuple[str, ...]) -> str:
        """The name of a target in `$defs`; `scope` are the URIs that a `$dynamicRef` in it depends on."""
        key = (id(target.value), scope)
        if key not in self.names:
            self.names[key] = name = self._unused(_name_of(reference))
            self.targets[name] = target
        return self.names[key]

    def _unused(self, wanted: str) -> str:
        stem = re.sub(r"[^\w.-]", "_", wanted, flags=re.ASCII) or "schema"
        name, number = stem, 2
        while name in self.targets:
            name, number = f"{stem}_{number}", number + 1
        return name


class _Conversion:
    """The conversion of one schema, up to its references; `met` are the names that these have in `$defs`."""

    def __init__(self, bundler: Bundler) -> None:
        self.bundler, self.version = bundler, bundler.version
        self.met: dict[str, None] = {}

    # --- references

    def _point(self, node: Node, reference: str) -> str:
        """The `$ref` into `$defs` for what a reference at a node leads to."""
        target = node.lookup(reference)
        steps = 0
        while target.reference is not None and len(target.value) == 1 and steps < 50:
            reference, target, steps = target.reference, target.lookup(target.reference), steps + 1
        scope = tuple(dict.fromkeys(uri for uri, _ in target.resolver.dynamic_scope())) if node.files.is_dynamic else ()
        name = self.bundler.name(reference, target, scope)
        self.met[name] = None
        return f"#/$defs/{name}"

    # --- conversion

    def converted(self, node: Node) -> Any:
        """A schema in 2020-12, its references into this bundle."""
        value = node.value
        if not isinstance(value, Mapping):
            return value if isinstance(value, bool) else {}
        reference = value.get("$ref", value.get("$dynamicRef", "#" if "$recursiveRef" in value else None))
        if isinstance(reference, str) and not self.version.ref_siblings:
            # "This object cannot be extended with additional properties" -- OAS 3.0.4, section 4.7.23. But who writes
            # `nullable` beside a reference, as a thousand places of known documents do, means it.
            return self._nullable(value, {"$ref": self._point(node, reference)})
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
                yield "prefixItems", [self.converted(node.child(key).child(at)) for at in range(len(value))]
            elif key in _ONE:
                yield key, self.converted(node.child(key))
            elif key in _MANY:
                if isinstance(value, list) and value:
                    yield key, [self.converted(node.child(key).child(at)) for at in range(len(value))]
            elif key in _NAMED:
                if isinstance(value, Mapping):
                    below = node.child(key)
                    yield key, {name: self.converted(below.child(name)) for name in value if _is_usable(key, name)}
            elif is_sound(key, value):
                yield _tidied(key, value)
        yield from self._older(node)

    def _older(self, node: Node) -> Iterator[tuple[str, Any]]:
        """Keywords of earlier drafts: `additionalItems` behind a list of items, `dependencies`."""
        value = node.value
        if isinstance(value.get("items"), list) and "additionalItems" in value:
            yield "items", self.converted(node.child("additionalItems"))
        dependencies = value.get("dependencies")
        if isinstance(dependencies, Mapping):
            below = node.child("dependencies")
            yield "dependentRequired", {name: each for name, each in dependencies.items() if isinstance(each, list)}
            yield (
                "dependentSchemas",
                {
                    name: self.converted(below.child(name))
                    for name, each in dependencies.items()
                    if not isinstance(each, list)
                },
            )

    def _nullable(self, value: Mapping[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
        """3.0's `nullable` (and 2.0's `x-nullable`) as a type, which is what it means (OAS 3.0.4, section 4.7.24.1).

        Without a `type` it has no effect by the letter, but it is what the author meant: null is then written as an
        `enum`, by which generation knows that it is better not sent.
        """
        if self.version.nullable is None or value.get(self.version.nullable, value.get("nullable")) is not True:
            return schema
        if "$ref" in schema or ("type" not in schema and {"allOf", "anyOf", "oneOf"} & schema.keys()):
            return {"anyOf": [schema, {"enum": [None]}]}
        if "enum" in schema and None not in schema["enum"]:
            schema["enum"] = [*schema["enum"], None]
        if "type" in schema:
            types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
            schema["type"] = list(dict.fromkeys([*types, "null"]))
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
        for name, branch in self._implicit(node, said["propertyName"]):
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
        """A mapping's value is a component's name or a URI reference (OAS 3.2, 4.25.3): the name is tried first."""
        for reference in (f"#/{'/'.join(self.version.schemas)}/{target}", target):
            try:
                return self._point(node, reference)
            except Unbuildable:
                continue
        return None

    def _implicit(self, node: Node, tag: str) -> Iterator[tuple[str, str]]:
        """The branches that `oneOf` or `anyOf` refer to; without any, the components that inherit by `allOf`."""
        branches = [each for key in ("oneOf", "anyOf") for each in node.listed(key) if key in node.value]
        if branches:
            for each in branches:
                if each.reference:
                    yield _fixed(each.follow(), tag) or _name_of(each.reference), self._point(each, each.reference)
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
        if isinstance(schema.get(exclusive), bool) and schema.pop(exclusive) and plain in schema:
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
    return key not in {"format", "title", "description", "contentEncoding", "contentMediaType"} or isinstance(
        value, str
    )


def _is_number(key: str, value: Any) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and (key != "multipleOf" or value > 0)


def _tidied(key: str, value: Any) -> tuple[str, Any]:
    """Lists without doubles; a list of types without unknown ones; counts as integers."""
    if key == "type":
        known = [
            each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str) and each in TYPES
        ]
        return key, known[0] if len(known) == 1 else list(dict.fromkeys(known))
    if key == "required":
        return key, list(dict.fromkeys(value))
    return key, int(value) if key in _COUNTS else value


def _is_usable(key: str, name: str) -> bool:
    return key != "patternProperties" or is_pattern(name)


@lru_cache(maxsize=4096)
def is_pattern(text: str) -> bool:
    """Whether a text is a regular expression of ECMA-262, which JSON Schema means, and not too long to be used."""
    if len(text) > LONGEST_PATTERN:
        return False
    try:
        regress.Regex(text, "u")
    except regress.RegressError:
        try:
            regress.Regex(text)
        except regress.RegressError:
            return False
    return True


# --- one way ----------------------------------------------------------------------------------------------------------


def one_way(
    whole: Mapping[str, Any], keyword: str, kept: dict[tuple[int, str], Any] | None = None
) -> Mapping[str, Any]:
    """A standalone schema in which properties marked by a keyword (`readOnly`, `writeOnly`) are not required.

    What nothing changes in stays the same object. `kept` holds what other schemas with the same definitions made.
    """
    marked = _Marked(whole, keyword)
    kept = {} if kept is None else kept
    defs = {}
    for name, schema in marked.defs.items():
        key = (id(schema), keyword)
        if key not in kept:
            kept[key] = marked.without(schema)
        defs[name] = kept[key]
    root = {key: value for key, value in whole.items() if key != "$defs"}
    changed = marked.without(root)
    if changed is root and all(defs[name] is schema for name, schema in marked.defs.items()):
        return whole
    return {**changed, "$defs": defs} if defs else changed


class _Marked:
    """Which properties a keyword marks, themselves or through their `$ref` and `allOf`."""

    def __init__(self, whole: Mapping[str, Any], keyword: str) -> None:
        self.defs: Mapping[str, Any] = whole.get("$defs", {})
        self.keyword = keyword

    def marks(self, schema: Any, seen: tuple[str, ...] = ()) -> bool:
        if not isinstance(schema, Mapping):
            return False
        if schema.get(self.keyword) is True:
            return True
        reference = schema.get("$ref")
        if (
            isinstance(reference, str)
            and reference not in seen
            and self.marks(self._target(reference), (*seen, reference))
        ):
            return True
        return any(self.marks(each, seen) for each in _all_of(schema))

    def _target(self, reference: str) -> Any:
        return self.defs.get(reference.removeprefix("#/$defs/"))

    def without(self, schema: Any) -> Any:
        """The schema in which no `required` names a marked property, in whichever part of an `allOf` it stands."""
        if isinstance(schema, list):
            items = [self.without(each) for each in schema]
            return schema if all(map(is_, items, schema)) else items
        if not isinstance(schema, Mapping):
            return schema
        changed = {key: value if key in _DATA else self.without(value) for key, value in schema.items()}
        marked = self._marked_names(schema)
        if marked:
            changed = _without_required(changed, marked)
            if isinstance(changed.get("allOf"), list):
                changed["allOf"] = [_without_required(each, marked) for each in changed["allOf"]]
        return schema if all(changed[key] is value for key, value in schema.items()) else changed

    def _marked_names(self, schema: Mapping[str, Any], seen: tuple[str, ...] = ()) -> set[str]:
        properties = schema.get("properties")
        named = (
            {name for name, each in properties.items() if self.marks(each)}
            if isinstance(properties, Mapping)
            else set()
        )
        reference = schema.get("$ref")
        parts = [each for each in _all_of(schema) if isinstance(each, Mapping)]
        if isinstance(reference, str) and reference not in seen and isinstance(self._target(reference), Mapping):
            parts.append(self._target(reference))
            seen = (*seen, reference)
        for each in parts:
            named |= self._marked_names(each, seen)
        return named


def _all_of(schema: Mapping[str, Any]) -> list[Any]:
    """The parts of an `allOf`; none where the word is the name of a property."""
    parts = schema.get("allOf")
    return parts if isinstance(parts, list) else []


def _without_required(schema: Any, marked: set[str]) -> Any:
    required = schema.get("required") if isinstance(schema, Mapping) else None
    if not isinstance(required, list) or marked.isdisjoint(required):
        return schema
    return {**schema, "required": [name for name in required if name not in marked]}


_DATA: Final = frozenset({"example", "examples", "default", "enum", "const", "required"})
