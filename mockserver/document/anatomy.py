"""What an OpenAPI document is made of: which objects stand where in which version, and a walk that finds them all.

The tables say it; `survey` walks by them, from the root and through every `$ref` into other files, each object once. It
gives a `Survey`: the objects by kind, each with its place, and the references, each with what it led to or why it did
not. Judges nothing (that is `rules`), reads no file itself. Data (examples, defaults, enums) is not walked.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urldefrag

from referencing.exceptions import Unresolvable

from mockserver.document.pointers import keys_of
from mockserver.document.references import Node, References
from mockserver.document.report import Spot
from mockserver.errors import DocumentError, NotRetrieved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mockserver.document.parse import Source
    from mockserver.document.versions import Version

Parts = tuple[tuple[str, str, str], ...]
"""Of a kind of object: (field, "one" | "list" | "map", kind of what stands there)."""

_IN_PLACE: Final = ("allOf", "anyOf", "oneOf")
"""The lists of schemas that judge the same value as the schema around them."""

_SCHEMA_30: Final[Parts] = (
    ("properties", "map", "schema"),
    ("items", "one", "schema"),
    *((key, "list", "schema") for key in _IN_PLACE),
    ("not", "one", "schema"),
    ("additionalProperties", "one", "schema"),
)
_SCHEMA_31: Final[Parts] = (
    *_SCHEMA_30,
    *((key, "map", "schema") for key in ("patternProperties", "$defs", "definitions", "dependentSchemas")),
    ("prefixItems", "list", "schema"),
    *(
        (key, "one", "schema")
        for key in (
            "contains",
            "if",
            "then",
            "else",
            "propertyNames",
            "unevaluatedItems",
            "unevaluatedProperties",
            "contentSchema",
        )
    ),
)

_OPERATION_3: Final[Parts] = (
    ("parameters", "list", "parameter"),
    ("requestBody", "one", "request-body"),
    ("responses", "map", "response"),
    ("callbacks", "map", "callback"),
    ("servers", "list", "server"),
)
_MEDIA_TYPE_30: Final[Parts] = (
    ("schema", "one", "schema"),
    ("examples", "map", "example"),
    ("encoding", "map", "encoding"),
)
_PARAMETER_3: Final[Parts] = (
    ("schema", "one", "schema"),
    ("content", "map", "media-type"),
    ("examples", "map", "example"),
)

_THREE: Final[Mapping[str, Parts]] = {
    "document": (
        ("paths", "map", "path-item"),
        ("webhooks", "map", "path-item"),
        ("components", "one", "components"),
        ("servers", "list", "server"),
    ),
    "components": (
        ("schemas", "map", "schema"),
        ("responses", "map", "response"),
        ("parameters", "map", "parameter"),
        ("examples", "map", "example"),
        ("requestBodies", "map", "request-body"),
        ("headers", "map", "header"),
        ("securitySchemes", "map", "security-scheme"),
        ("links", "map", "link"),
        ("callbacks", "map", "callback"),
        ("pathItems", "map", "path-item"),
        ("mediaTypes", "map", "media-type"),
    ),
    "operation": _OPERATION_3,
    "parameter": _PARAMETER_3,
    "header": _PARAMETER_3,
    "request-body": (("content", "map", "media-type"),),
    "response": (("headers", "map", "header"), ("content", "map", "media-type"), ("links", "map", "link")),
    "media-type": _MEDIA_TYPE_30,
    "encoding": (("headers", "map", "header"),),
    "link": (("server", "one", "server"),),
    "schema": _SCHEMA_30,
}

_CONTENTS: Final[Mapping[str, Mapping[str, Parts]]] = {
    "2.0": {
        "document": (
            ("paths", "map", "path-item"),
            ("definitions", "map", "schema"),
            ("parameters", "map", "parameter"),
            ("responses", "map", "response"),
            ("securityDefinitions", "map", "security-scheme"),
        ),
        "operation": (("parameters", "list", "parameter"), ("responses", "map", "response")),
        "parameter": (("schema", "one", "schema"), ("items", "one", "schema")),
        "response": (("schema", "one", "schema"), ("headers", "map", "header")),
        "header": (("items", "one", "schema"),),
        "schema": _SCHEMA_30,
    },
    "3.0": _THREE,
    "3.1": {**_THREE, "schema": _SCHEMA_31},
    "3.2": {
        **_THREE,
        "schema": _SCHEMA_31,
        "media-type": (
            *_MEDIA_TYPE_30,
            ("itemSchema", "one", "schema"),
            ("prefixEncoding", "list", "encoding"),
            ("itemEncoding", "one", "encoding"),
        ),
        "encoding": (
            ("headers", "map", "header"),
            ("encoding", "map", "encoding"),
            ("prefixEncoding", "list", "encoding"),
            ("itemEncoding", "one", "encoding"),
        ),
    },
}

# The kinds in whose place a Reference Object, or a `$ref` of their own, may stand.
REFERABLE: Final = frozenset(
    {"schema", "response", "parameter", "example", "request-body", "header", "security-scheme", "link", "callback"}
    | {"path-item", "media-type"}
)

# "This object can be extended with Specification Extensions": maps whose keys `x-...` are no members.
# (A component called so, which may be a response of that name, is left out as well.)
_EXTENSIBLE_MAPS: Final = frozenset({"paths", "responses"})


def contents_of(version: Version) -> Mapping[str, Parts]:
    """Kind -> its parts, in a version."""
    methods: Parts = tuple((method, "one", "operation") for method in version.methods)
    if version.additional_methods:
        methods += (("additionalOperations", "map", "operation"),)
    item: Parts = (*methods, ("parameters", "list", "parameter"), ("servers", "list", "server"))
    return {**_CONTENTS[version.name], "path-item": item}


def parts_of(
    kind: str, value: Mapping[str, Any], contents: Mapping[str, Parts]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The objects that stand directly in an object of a kind: the keys that lead to each mapping, and its kind."""
    if kind == "callback":
        yield from (((name,), "path-item") for name in _members(value, extensible=True))
        return
    for key, how, part in contents.get(kind, ()):
        if key not in value:  # most are not
            continue
        below = value[key]
        if how == "one" and isinstance(below, dict):
            yield (key,), part
        elif how == "map" and isinstance(below, dict):
            yield from (((key, name), part) for name in _members(below, extensible=key in _EXTENSIBLE_MAPS))
        elif isinstance(below, list) and (how == "list" or key == "items"):
            yield from (((key, at), part) for at, each in enumerate(below) if isinstance(each, dict))


def _members(holder: Mapping[str, Any], *, extensible: bool) -> Iterator[str]:
    for name, each in holder.items():
        if isinstance(each, dict) and not (extensible and name.startswith("x-")):
            yield name


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """An object of a document: what kind, its value, where it stands, and what it stands in (None: the root).

    `owner` is what held it when it was first met; an object that several references lead to is met once.
    """

    kind: str
    node: Node = field(repr=False)
    spot: Spot = field(repr=False)
    owner: Found | None = field(default=None, repr=False)

    @property
    def value(self) -> Mapping[str, Any]:
        """The mapping itself, its `$ref` not followed."""
        found: Mapping[str, Any] = self.node.value
        return found

    def within(self, kind: str) -> Found | None:
        """The nearest object of a kind around this one."""
        around = self.owner
        while around is not None and around.kind != kind:
            around = around.owner
        return around


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A `$ref` that stands at a spot, and what it led to: `target`, or None and the reason as `problem`."""

    text: str
    kind: str
    spot: Spot = field(repr=False)
    source: Node = field(repr=False)
    target: Found | None = field(default=None, repr=False)
    problem: BaseException | None = field(default=None, repr=False)

    @property
    def node_id(self) -> int:
        """The identity of the object that holds the `$ref`."""
        return id(self.source.value)


@dataclass(slots=True)
class Survey:
    """All objects and references of a document, across its files."""

    references: References
    version: Version
    objects: dict[str, list[Found]] = field(default_factory=lambda: defaultdict(list))
    links: list[Reference] = field(default_factory=list)
    path_items: list[tuple[str, Spot, Found]] = field(default_factory=list)
    """Of each key of `paths`: the template, its place, and the path item that it leads to."""
    _looked_up: dict[tuple[str, str, str], tuple[Found | None, BaseException | None]] = field(default_factory=dict)
    _within: dict[tuple[int, str], list[Found]] = field(default_factory=lambda: defaultdict(list))

    @property
    def source(self) -> Source:
        """The entry document."""
        return self.references.source

    @property
    def root(self) -> Found:
        """The document itself."""
        return self.objects["document"][0]

    def objects_within(self, holder: Found, kind: str) -> tuple[Found, ...]:
        """The objects of a kind that stand directly in a holder, in the document's order."""
        if not self._within:
            found = (each for name in ("operation", "parameter") for each in self.objects[name])
            for owner, each in ((each.owner, each) for each in found if each.owner is not None):
                self._within[id(owner.value), each.kind].append(each)
        return tuple(self._within[id(holder.value), kind])

    def parameters(self, holder: Found) -> Iterator[Found | None]:
        """The parameters of a path item or operation, references followed; None for one that leads nowhere."""
        listed = holder.value.get("parameters")
        if not isinstance(listed, list):
            return
        node = Node(listed, holder.node.resolver, holder.node.files)
        for at, value in enumerate(listed):
            if isinstance(value, dict):
                yield self.end(Found("parameter", node.child(at), holder.spot.at("parameters", at), holder))

    def end(self, each: Found) -> Found | None:
        """What an object's `$ref` leads to in the end, through any number of references; None if nowhere."""
        seen: set[int] = set()
        found: Found | None = each
        while found is not None and isinstance(found.node.value, dict) and isinstance(found.value.get("$ref"), str):
            if id(found.value) in seen:
                return None
            seen.add(id(found.value))
            found, _ = self.lookup(found, found.value["$ref"])
        return found if found is not None and isinstance(found.node.value, dict) else None

    def lookup(self, each: Found, reference: str) -> tuple[Found | None, BaseException | None]:
        """What a reference that an object holds leads to, or None and why; looked up once."""
        key = (each.node.resolved_uri(""), reference, each.kind)
        if key not in self._looked_up:
            self._looked_up[key] = self.find(each.node, reference, each.kind)
        return self._looked_up[key]

    def find(self, node: Node, reference: str, kind: str) -> tuple[Found | None, BaseException | None]:
        """What a reference at a node leads to; or None, and why."""
        try:
            found = node.resolver.lookup(reference)
        except (Unresolvable, LookupError, ValueError, TypeError, RecursionError, DocumentError) as problem:
            return None, problem
        target = Node(found.contents, found.resolver, self.references)
        return Found(kind, target, self._spot(node, reference, target)), None

    def _spot(self, node: Node, reference: str, target: Node) -> Spot:
        """Where the target of a reference stands: what its pointer says, if that is true, else by search."""
        uri, fragment = urldefrag(node.resolved_uri(reference))
        source = self.references.sources.get(uri)
        if source is not None and (not fragment or fragment.startswith("/")):
            spot = Spot(source).at(*keys_of(unquote(fragment)))
            if value_at(source.tree, spot.keys) is target.value:
                return spot
        for each in self.references.sources.values():
            pointer = each.pointer_of(target.value)
            if pointer is not None:
                return Spot(each).at(*keys_of(pointer))
        return Spot(self.source)


def value_at(tree: Any, keys: tuple[str, ...]) -> Any:
    """The value that a list of keys leads to, None where there is none."""
    for key in keys:
        if isinstance(tree, dict):
            tree = tree.get(key)
        elif isinstance(tree, list) and key.isdecimal() and int(key) < len(tree):
            tree = tree[int(key)]
        else:
            return None
    return tree


def survey(references: References, version: Version) -> Survey:
    """Walk a document whose root is a mapping."""
    found = Survey(references, version)
    _Walk(found).walk(Found("document", references.root, Spot(references.source)))
    return found


class _Walk:
    """The walk: what waits, and what has been met. Each object of a kind is met once, so it ends."""

    def __init__(self, found: Survey) -> None:
        self.found = found
        self.contents = contents_of(found.version)
        self.met: set[tuple[int, str]] = set()
        self.waiting: deque[Found] = deque()
        self.noted: set[str] = set()

    def walk(self, start: Found) -> None:
        self.waiting.append(start)
        while self.waiting:
            each = self.waiting.popleft()
            if isinstance(each.node.value, dict):
                self._meet(each)

    def _meet(self, each: Found) -> None:
        self._note_path(each)
        is_reference = "$ref" in each.value and each.kind in REFERABLE
        if is_reference:
            self._follow(each)
            keeps_siblings = each.kind == "path-item" or (each.kind == "schema" and self.found.version.ref_siblings)
            if not keeps_siblings:
                return
        if (id(each.value), each.kind) not in self.met:
            self.met.add((id(each.value), each.kind))
            self.found.objects[each.kind].append(each)
            self.waiting.extend(self._below(each))

    def _note_path(self, each: Found) -> None:
        """Note a key of `paths` and where it leads. What a reference leads to has the same owner, and another place."""
        is_entry = each.kind == "path-item" and each.owner is not None and each.owner.kind == "document"
        keys = each.spot.keys if is_entry and each.spot.source is self.found.source else ()
        if len(keys) == len(("paths", "/...")) and keys[0] == "paths" and keys[1] not in self.noted:
            self.noted.add(keys[1])
            target = self.found.end(each) or each
            self.found.path_items.append((keys[1], each.spot, target))

    def _follow(self, each: Found) -> None:
        text, met = each.value["$ref"], (id(each.value), f"$ref to {each.kind}")
        if not isinstance(text, str) or met in self.met:
            return
        self.met.add(met)
        target, problem = self.found.lookup(each, text)
        self.found.links.append(Reference(text, each.kind, each.spot, each.node, target, problem))
        if target is not None:
            self.waiting.append(Found(each.kind, target.node, target.spot, each.owner))

    def _below(self, each: Found) -> Iterator[Found]:
        holders: dict[str | int, Node] = {}
        for keys, kind in parts_of(each.kind, each.value, self.contents):
            node = each.node
            if len(keys) > 1:
                node = holders.setdefault(keys[0], Node(each.value[str(keys[0])], node.resolver, node.files))
            yield Found(kind, node.child(keys[-1]), each.spot.at(*keys), each)


def refused(problem: BaseException | None) -> NotRetrieved | None:
    """The refusal or failure to read a file that lies behind a problem, if that is what it was."""
    found: NotRetrieved | None = _cause(problem, NotRetrieved)
    return found


def unreadable(problem: BaseException | None) -> DocumentError | None:
    """The error of the reader that lies behind a problem, if the file is broken."""
    found: DocumentError | None = _cause(problem, DocumentError)
    return found


def _cause(problem: BaseException | None, kind: type[Any]) -> Any:
    seen = 0
    while problem is not None and not isinstance(problem, kind) and seen < 20:  # a chain has few links
        problem, seen = problem.__cause__ or problem.__context__, seen + 1
    return problem if isinstance(problem, kind) else None
