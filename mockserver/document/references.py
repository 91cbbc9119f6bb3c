"""`$ref`, within a document and across documents: a `Node` is a value and the place that its references start from.

Resolution is `referencing`'s (JSON Pointer, `$id`, `$anchor`, `$dynamicAnchor`, relative URIs); which URIs may be read
is decided by the `retrieve` function that is passed in. Resolved is only what is asked for. Knows nothing of the
meaning of what it resolves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial, reduce
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

from referencing import Registry, Resource, Specification
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from mockserver.document.diagnostics import Diagnostic, Location, Severity
from mockserver.errors import DocumentError, NotRetrieved, Unbuildable
from mockserver.once import cached_property

if TYPE_CHECKING:
    from referencing._core import Resolver

    from mockserver.document.parse import Source

Retrieve = Callable[[str], "Source"]

_DATA = frozenset({"example", "examples", "value", "default", "enum", "const", "dataValue"})
_EXTENSIBLE = frozenset({"paths", "responses"})
"""Mappings that OpenAPI makes objects, so that `x-` in them is an extension and not a name."""
_NAMES = ('"$id"', "$id:", "$anchor", "$dynamicAnchor")
_DYNAMIC = "$dynamicRef"
WORDS = (*_NAMES, _DYNAMIC)
"""What a text is searched for before it is asked for identifiers."""


def _id_of(contents: Any) -> str | None:
    """The `$id` of a schema; an example that happens to hold a number there has none."""
    found = contents.get("$id") if isinstance(contents, Mapping) else None
    return found if isinstance(found, str) and not found.startswith("#") and _is_uri(found) else None


def _is_uri(text: str) -> bool:
    """Whether a text can be a URI reference; `http://[a` cannot, and urllib raises ValueError for it."""
    try:
        urlsplit(text)
    except ValueError:
        return False
    return True


def joined(base: str, reference: str) -> str:
    """A URI reference made absolute (RFC 3986, section 5); what cannot be one stays as it is."""
    return urljoin(base, reference) if _is_uri(reference) else reference


def _subresources_of(contents: Any) -> Iterator[Any]:
    """Every mapping below, except in data: where a schema may stand depends on OpenAPI and on its extensions."""
    if isinstance(contents, Mapping):
        below = [value for key, value in contents.items() if key not in _DATA]
    else:
        below = contents if isinstance(contents, list) else []
    for value in below:
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, Mapping) and not isinstance(each.get("$schema", ""), str):
                yield from _subresources_of(each)  # the properties of a schema, one of which is called `$schema`
            elif isinstance(each, Mapping):
                yield each


def _anchors_in(_specification: Specification[Any], contents: Any) -> Any:
    if not isinstance(contents, Mapping):
        return []
    names = [contents.get(key, "") for key in ("$anchor", "$dynamicAnchor")]
    return DRAFT202012.anchors_in(contents) if all(isinstance(name, str) for name in names) else []


OPENAPI: Specification[Any] = Specification(  # type: ignore[call-arg]  # the fields of an attrs class
    name="openapi",
    id_of=_id_of,
    subresources_of=_subresources_of,
    anchors_in=_anchors_in,
    maybe_in_subresource=lambda segments, resolver, subresource: resolver.in_subresource(subresource),  # noqa: ARG005
)


@dataclass(eq=False)
class References:
    """The files of one document: its own, and those that its references have led to so far."""

    source: Source
    uri: str
    retrieve: Retrieve
    sources: dict[str, Source] = field(default_factory=dict)
    is_dynamic: bool = False
    """Whether a file that was read holds a `$dynamicRef`, so that what a name means depends on the way to it."""

    @cached_property
    def root(self) -> Node:
        """The document as a Node."""
        resource = self._known(self.uri, self.source)
        registry: Registry[Any] = Registry(retrieve=self._read).with_resource(self.uri, resource)  # type: ignore[call-arg]
        alias = self._self()
        if alias and alias != self.uri:
            registry = registry.with_resource(alias, resource)
        return Node(self.source.tree, registry.crawl().resolver(self.uri), self)

    def _self(self) -> str | None:
        """OAS 3.2, section 4.1.2.2.1: `$self` is the document's own URI, which references may use."""
        tree = self.source.tree
        named = tree.get("$self") if isinstance(tree, Mapping) else None
        return joined(self.uri, named).partition("#")[0] if isinstance(named, str) and named else None

    def _read(self, uri: str) -> Resource[Any]:
        return self._known(uri, self.sources.get(uri) or self.retrieve(self._beside(uri)))

    def _known(self, uri: str, source: Source) -> Resource[Any]:
        """A file as a resource; it is searched for identifiers only if its text holds one."""
        if self.sources.get(uri) is not source:
            self.sources[uri] = source
            self.is_dynamic = self.is_dynamic or source.mentions(_DYNAMIC)
        named = any(source.mentions(name) for name in _NAMES)
        return (OPENAPI if named else Specification.OPAQUE).create_resource(source.tree)

    def _beside(self, uri: str) -> str:
        """A URI below `$self`'s folder is looked for below the document's: the same files, as they were published."""
        alias = self._self()
        folder = urljoin(alias, ".") if alias else None
        if folder and folder != urljoin(self.uri, ".") and uri.startswith(folder):
            return urljoin(self.uri, uri[len(folder) :])
        return uri

    def locate(self, value: Any, key: str | None = None) -> tuple[Location, str]:
        """Where a value of any of the files stands, by identity: its location and JSON Pointer."""
        for source in self.sources.values():
            pointer = source.pointer_of(value)
            if pointer is not None:
                pointer += "" if key is None else "/" + key.replace("~", "~0").replace("/", "~1")
                return source.locate(pointer), pointer
        return Location(self.source.name), ""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A value of a document, with what its references are relative to.

    A child may itself be a Node: `versions` puts one where it brings together parts of several files.
    """

    value: Any
    resolver: Resolver[Any] = field(repr=False)
    files: References = field(repr=False)

    def with_value(self, value: Any) -> Node:
        """Another value at the same place."""
        return Node(value, self.resolver, self.files)

    def raw(self, key: str, default: Any = None) -> Any:
        """The child's plain value, its references not followed."""
        value = self.value.get(key, default) if isinstance(self.value, Mapping) else default
        return value.value if isinstance(value, Node) else value

    def text(self, key: str, default: str = "") -> str:
        """The child's value if it is a string, else the default."""
        value = self.raw(key)
        return value if isinstance(value, str) else default

    def flag(self, key: str, *, default: bool = False) -> bool:
        """The child's value if it is a boolean, else the default."""
        value = self.raw(key)
        return value if isinstance(value, bool) else default

    def __contains__(self, key: object) -> bool:
        return isinstance(self.value, Mapping) and key in self.value

    def child(self, key: str | int) -> Node:
        """The child under a key or index, its references not followed. Raises KeyError or IndexError."""
        value = self.value[key]
        if isinstance(value, Node):
            return value
        inner = _id_of(value)
        resolver = self.resolver.in_subresource(OPENAPI.create_resource(value)) if inner else self.resolver
        return Node(value, resolver, self.files)

    def of(self, key: str) -> Node:
        """The child under a key with its references followed; an empty mapping where there is none."""
        return self.child(key).follow() if key in self and self.raw(key) is not None else self.with_value({})

    def readable(self, *keys: str) -> Node:
        """What stands below and can be done without; an empty mapping where a reference on the way leads nowhere."""
        try:
            return reduce(Node.of, keys, self)
        except Unbuildable:
            return self.with_value({})

    def named(self, key: str) -> Iterator[tuple[str, Node]]:
        """The children of the mapping under a key, by name, references not followed; without an object's extensions."""
        for name, node in self.of(key).members():
            if not (key in _EXTENSIBLE and name.startswith("x-")):
                yield name, node

    def members(self) -> Iterator[tuple[str, Node]]:
        """The children of this mapping by name, references not followed; none of what is no mapping."""
        for name in self.value if isinstance(self.value, Mapping) else ():
            yield name, self.child(name)

    def listed(self, key: str) -> Iterator[Node]:
        """The children of the sequence under a key, references not followed."""
        sequence = self.of(key)
        for index in range(len(sequence.value) if isinstance(sequence.value, list) else 0):
            yield sequence.child(index)

    @property
    def reference(self) -> str | None:
        """The `$ref`, if this is one."""
        found = self.raw("$ref")
        return found if isinstance(found, str) else None

    def follow(self, passing: frozenset[str] = frozenset()) -> Node:
        """What this refers to, through any number of references. Raises Unbuildable where that leads nowhere.

        `passing` are the URIs of the pointers that are being followed through a `$ref`, one of which may be this one.
        """
        node, seen = self, set()
        while (reference := node.reference) is not None:
            if id(node.value) in seen:
                message = f"$ref {reference!r} leads back to itself"
                raise Unbuildable(partial(self.diagnostic, message, code="ref-ring"))
            seen.add(id(node.value))
            node = node.lookup(reference, passing)
        return node

    def lookup(self, reference: str, passing: frozenset[str] = frozenset()) -> Node:
        """What a reference that stands here points at. Raises Unbuildable."""
        try:
            found = self.resolver.lookup(reference)
        except (Unresolvable, LookupError, ValueError, TypeError) as error:
            lenient = self._through(reference, passing)
            if lenient is not None:
                return lenient
            raise Unbuildable(partial(self._dangling, reference, error)) from error
        return Node(found.contents, found.resolver, self.files)

    def resolved_uri(self, reference: str) -> str:
        """A URI reference that stands here, made absolute."""
        return joined(self.resolver._base_uri, reference)  # noqa: SLF001 -- referencing has no public name for it

    def _through(self, reference: str, passing: frozenset[str]) -> Node | None:
        """What a pointer means that passes through a `$ref`, or a bare component name: not valid, but often meant."""
        uri, _, fragment = reference.partition("#")
        if not fragment.startswith("/"):
            return self._component(reference) if not set("#/.") & set(reference) else None
        try:
            whole = self.resolved_uri(reference)
            if whole in passing:  # it passes through itself
                return None
            node = self.lookup(uri + "#") if uri else Node(self._file(), self.resolver, self.files)
            for part in unquote(fragment[1:]).split("/"):
                node = node.follow(passing | {whole})
                key = part.replace("~1", "/").replace("~0", "~")
                node = node.child(int(key) if isinstance(node.value, list) else key)
        except (Unbuildable, Unresolvable, LookupError, ValueError, TypeError):
            return None
        return node

    def _file(self) -> Any:
        return self.resolver.lookup("#").contents

    def _component(self, name: str) -> Node | None:
        for way in (("components", "schemas", name), ("definitions", name)):
            with suppress(LookupError, TypeError):
                return reduce(Node.child, way, self.files.root)
        return None

    def _dangling(self, reference: str, error: BaseException) -> Diagnostic:
        for cause in _causes(error):
            if isinstance(cause, NotRetrieved):
                message, hint = f"$ref {reference!r}: {cause.reason}", cause.hint
                return self.diagnostic(message, code="ref-refused", hint=hint, key="$ref")
            if isinstance(cause, DocumentError):
                message = f"$ref {reference!r} leads to a file that cannot be read: {cause.diagnostics[0]}"
                return self.diagnostic(message, code="ref-refused", key="$ref")
        return self.diagnostic(f"$ref {reference!r} leads nowhere", code="ref-not-found", key="$ref")

    def diagnostic(self, message: str, *, code: str, hint: str = "", key: str | None = None) -> Diagnostic:
        """An error at this node, or at one of its keys."""
        location, pointer = self.files.locate(self.value, key if key is not None and key in self else None)
        return Diagnostic(Severity.ERROR, location, message, pointer, hint, code)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and what it came of, each once: one that is raised again while it is handled comes of itself."""
    seen: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in seen:
        seen.append(cause)
        yield cause
        cause = cause.__cause__ or cause.__context__
