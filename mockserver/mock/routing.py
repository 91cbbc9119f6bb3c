"""Which resource a target is: base path, then a trie of segments, then what a path key says of the query.

**Path first, then method.** One resource is chosen by the path alone, a concrete one before a templated one, compared
segment by segment from the left (OAS: "concrete (non-templated) paths would be matched before their templated
counterparts"). Only then is it asked for the method, so its `Allow` is that of "the target resource" (RFC 9110,
10.2.1).

Templates that differ only in the names of their expressions are one resource: their methods are united.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from mockserver.http import methods
from mockserver.mock.templates import Condition, Segment, decoded, template

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mockserver.document.model import Document, Operation, PathItem, Server
    from mockserver.http.messages import Request


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """A path item as HTTP sees it, under one base path ("" or "/v1"), with its allowed methods in their fixed order."""

    base: str
    template: str
    operations: Mapping[str, Operation]
    allowed: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()
    labelled: Mapping[str, tuple[Operation, ...]] = field(default_factory=dict)
    """Further operations of a method, whose path keys differ by a mere label (`/schema#add`, `/schema#update`): which
    one is meant, only the content of a request can tell.
    """

    @property
    def allow(self) -> str:
        """The value of the field `Allow`."""
        return ", ".join(self.allowed)

    @property
    def methods(self) -> tuple[str, ...]:
        """The declared methods, in the fixed order."""
        return tuple(method for method in self.allowed if method in self.operations)


@dataclass(frozen=True, slots=True)
class Match:
    """A resource that was found, and the values of its template's expressions: still encoded, in order."""

    resource: Resource
    raw_values: tuple[str, ...]
    query: str

    def raw_values_of(self, operation: Operation) -> Mapping[str, str]:
        """The values under the names of the operation's own template, still percent-encoded."""
        parsed = template(operation.template)
        values = dict(zip(parsed.names, self.raw_values, strict=False))
        for condition in parsed.conditions:
            if condition.variable:
                values[condition.variable] = dict(parse_qsl(self.query)).get(condition.name, "")
        return values

    def values_of(self, operation: Operation) -> Mapping[str, str]:
        """The values under the names of the operation's own template, percent-decoded once."""
        return {name: decoded(raw) for name, raw in self.raw_values_of(operation).items()}


@dataclass(slots=True)
class _Node:
    """A place in the trie: what may follow, by rank, and the resources that end here."""

    literals: dict[str, _Node] = field(default_factory=dict)
    others: dict[Segment, _Node] = field(default_factory=dict)
    resources: list[Resource] = field(default_factory=list)

    def grown(self, segment: Segment) -> _Node:
        """The node behind a segment, made if it is not there; `others` stay ordered by rank, then by the document."""
        if segment.rank == 0:
            return self.literals.setdefault(segment.literals[0], _Node())
        if segment not in self.others:
            self.others[segment] = _Node()
            self.others = dict(sorted(self.others.items(), key=lambda item: item[0].rank))
        return self.others[segment]

    def steps(self, text: str, raw: str) -> Iterator[tuple[_Node, tuple[str, ...]]]:
        """The nodes that a segment leads to, the best one first, with the values that it gives (still encoded)."""
        if text in self.literals:
            yield self.literals[text], ()
        for segment, node in self.others.items():
            values = segment.match(text)
            if values is not None:
                yield node, (raw,) if len(segment.literals) == 2 and not any(segment.literals) else _encoded(values)


def _encoded(values: tuple[str, ...]) -> tuple[str, ...]:
    """Values that were cut out of decoded text, so written that decoding gives them back."""
    return tuple(value.encode().decode("latin-1").replace("%", "%25") for value in values)


@dataclass(frozen=True, slots=True)
class Routes:
    """The table of a document: its resources, found by target."""

    resources: tuple[Resource, ...]
    tries: tuple[tuple[tuple[str, ...], _Node], ...]
    recognised: frozenset[str]

    @classmethod
    def of(cls, document: Document, base_path: str | None = None) -> Routes:
        """The routes of a document, under the base paths of its servers or under the one that is given."""
        return cls.over(_resources(document, base_path))

    @classmethod
    def over(cls, listed: Iterable[Resource]) -> Routes:
        """The routes of these resources, whatever documents they are of; no two share a base, shape and conditions."""
        resources = tuple(listed)
        roots: dict[str, _Node] = {}
        for resource in resources:
            node = roots.setdefault(resource.base, _Node())
            for segment in template(resource.template).segments:
                node = node.grown(segment)
            node.resources.append(resource)
            node.resources.sort(key=lambda each: -len(each.conditions))
        tries = sorted(((_split(base), node) for base, node in roots.items()), key=lambda trie: -len(trie[0]))
        declared = {method for resource in resources for method in resource.operations}
        return cls(resources, tuple(tries), methods.recognised(declared))

    @property
    def bases(self) -> tuple[str, ...]:
        """The base paths, in the document's order."""
        return tuple(dict.fromkeys(resource.base for resource in self.resources))

    def find(self, request: Request) -> Match | None:
        """The resource that a request's target is, or None. Raises MalformedRequest for a broken percent-encoding."""
        raw = request.path.split("/")[1:]
        texts = [decoded(segment) for segment in raw]
        for base, root in self.tries:
            if tuple(texts[: len(base)]) == base:
                match = _walk(root, texts[len(base) :], raw[len(base) :], request=request)
                if match is not None:
                    return match
        return None


def _walk(root: _Node, texts: list[str], raw: list[str], *, request: Request) -> Match | None:
    """Depth first, the best step first, and back where a branch ends: the first end that is reached is the best."""
    waiting: list[tuple[_Node, int, tuple[str, ...]]] = [(root, 0, ())]
    while waiting:
        node, depth, values = waiting.pop()
        if depth == len(texts):
            resource = _fitting(node.resources, request)
            if resource is not None:
                return Match(resource, values, request.query)
            continue
        steps = [(below, depth + 1, values + more) for below, more in node.steps(texts[depth], raw[depth])]
        waiting.extend(reversed(steps))
    return None


def _fitting(resources: list[Resource], request: Request) -> Resource | None:
    """Of resources that share a path, the one whose conditions the request meets; most conditions first."""
    if not resources or not resources[0].conditions:
        return resources[0] if resources else None
    query = parse_qsl(request.query, keep_blank_values=True)
    return next(
        (each for each in resources if all(_met(condition, query, request) for condition in each.conditions)), None
    )


def _met(condition: Condition, query: list[tuple[str, str]], request: Request) -> bool:
    given = [value for name, value in query if name == condition.name]
    given += request.fields.all(condition.name.lower())
    return bool(given) if condition.value is None else condition.value in given


# --- building -------------------------------------------------------------------------------------------------------


# What stands before the path of a URL, its parts perhaps variables without a value (RFC 3986, appendix B).
_BEFORE_PATH: Final = re.compile(r"^(?:[^:/?#]*:)?(?://[^/?#]*)?")


def base_of(server: Server) -> str:
    """The base path of a server: its URL's path without a slash at the end ("" for the root)."""
    path = _BEFORE_PATH.sub("", server.url).partition("?")[0].partition("#")[0].rstrip("/")
    return path if not path or path.startswith("/") else f"/{path}"


def _split(base: str) -> tuple[str, ...]:
    return tuple(segment.literals[0] for segment in template(base.replace("{", "%7B").replace("}", "%7D")).segments)


def _resources(document: Document, base_path: str | None) -> Iterator[Resource]:
    """One resource for each base path and shape of template, in the document's order, methods united."""
    found: dict[tuple[str, tuple[Segment, ...], tuple[Condition, ...]], tuple[str, dict[str, list[Operation]]]] = {}
    for item in document.path_items:
        parsed = template(item.template)
        for base, operation in _placed(document, item, base_path):
            key = (base, parsed.segments, parsed.conditions)
            _, operations = found.setdefault(key, (item.template, {}))
            if operation is not None:
                operations.setdefault(operation.method, []).append(operation)
    for (base, _, conditions), (text, declared) in found.items():
        yield Resource(
            base=base,
            template=text,
            operations=MappingProxyType({method: _first(operations) for method, operations in declared.items()}),
            allowed=methods.allowed(declared),
            conditions=conditions,
            labelled=MappingProxyType({method: _labelled(operations) for method, operations in declared.items()}),
        )


def _first(operations: list[Operation]) -> Operation:
    """The first without a label, else the first."""
    return next((each for each in operations if "#" not in each.template), operations[0])


def _labelled(operations: list[Operation]) -> tuple[Operation, ...]:
    return tuple(each for each in operations if "#" in each.template and len(operations) > 1)


def _placed(document: Document, item: PathItem, base_path: str | None) -> Iterator[tuple[str, Operation | None]]:
    """Each operation under each of its base paths: its own servers', its path item's and the document's.

    OAS says that the nearer ones override. But the mock stands for all hosts, and an application that is pointed at it
    by one base address finds what its real servers share between them: so the nearer ones add to the others.
    """
    around = (*item.servers, *document.servers)
    for base in _bases(around, base_path) if not item.operations else ():
        yield base, None
    for operation in item.operations.values():
        for base in _bases((*operation.servers, *around), base_path):
            yield base, operation


def _bases(servers: Iterable[Server], base_path: str | None) -> Iterable[str]:
    if base_path is not None:
        return ["/" + base_path.strip("/") if base_path.strip("/") else ""]
    return dict.fromkeys(base_of(server) for server in servers)
