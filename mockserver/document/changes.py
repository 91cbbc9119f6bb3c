"""What differs between two readings of a document, operation by operation, and what of it breaks its callers.

`surfaces` takes down what an operation is made of while it can be read; `compare` tells two such records apart. Nothing
of a document is kept, so that the files of the earlier reading may have changed. What breaks is told from outside:
operations, statuses, media types, parameters, credentials. Schemas are compared as a whole: that they changed is told,
what that means to a caller is not judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, cast

from mockserver.errors import Unbuildable

if TYPE_CHECKING:
    from mockserver.document.build import OperationParts
    from mockserver.document.model import Document, Operation
    from mockserver.document.references import Node


@dataclass(frozen=True, slots=True)
class Surface:
    """An operation from outside. `print` differs where anything that the operation is made of does.

    `responses` are the media types by status, `accepts` those of the request, `requires` what a request must hold, in
    words; `is_whole` is false for an operation that cannot be built, of which only the print is known.
    """

    print: bytes
    responses: Mapping[str, frozenset[str]] = field(default_factory=dict)
    accepts: frozenset[str] = frozenset()
    requires: tuple[str, ...] = ()
    is_whole: bool = True


Surfaces = Mapping[tuple[str, str], Surface]
"""The surface of each operation, by method and template."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The operations that were added, removed and changed, as `GET /pets`; and what breaks callers, in words."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    breaking: tuple[str, ...] = ()

    def __str__(self) -> str:
        """`+2 operations, -1, 3 changed; breaking: GET /pets lost response 200 (and 1 more)`."""
        counts = [("+{}", self.added), ("-{}", self.removed), ("{} changed", self.changed)]
        told = [form.format(len(each)) for form, each in counts if each]
        if not told:
            return "no operation changed"
        number, *rest = told[0].split(" ")
        noun = "operation" if number.strip("+-") == "1" else "operations"
        told[0] = " ".join([number, noun, *rest])
        more = f" (and {len(self.breaking) - 1} more)" if len(self.breaking) > 1 else ""
        return ", ".join(told) + (f"; breaking: {self.breaking[0]}{more}" if self.breaking else "")


def surfaces(document: Document) -> Surfaces:
    """The surfaces of all operations. Reads every file that they refer to."""
    prints = _Prints()
    operations = (each for item in document.path_items for each in item.operations.values())
    return {(each.method, each.template): _surface(each, prints) for each in operations}


def compare(before: Surfaces, after: Surfaces) -> Changes:
    """What has become of the operations."""
    changed = [key for key in after if key in before and before[key].print != after[key].print]
    removed = [key for key in before if key not in after]
    return Changes(
        added=tuple(" ".join(key) for key in after if key not in before),
        removed=tuple(" ".join(key) for key in removed),
        changed=tuple(" ".join(key) for key in changed),
        breaking=(
            *(f"{' '.join(key)} is gone" for key in removed),
            *(f"{' '.join(key)} {what}" for key in changed for what in _breaking(before[key], after[key])),
        ),
    )


def _breaking(before: Surface, after: Surface) -> Iterator[str]:
    """What a caller of the earlier operation cannot rely on any more, as `lost response 200`."""
    if not (before.is_whole and after.is_whole):
        return
    yield from (f"lost response {status}" for status in before.responses if status not in after.responses)
    for status, types in before.responses.items():
        lost = types - after.responses.get(status, types)
        yield from (f"answers {status} without {name}" for name in sorted(lost))
    yield from (f"accepts {name} no more" for name in sorted(before.accepts - after.accepts))
    yield from (f"requires {what}" for what in after.requires if what not in before.requires)


def _surface(operation: Operation, prints: _Prints) -> Surface:
    mark = prints.of(operation)
    try:
        body = operation.request_body
        return Surface(
            mark,
            {status: frozenset(each.content) for status, each in operation.responses.items()},
            frozenset(body.content if body else ()),
            tuple(_requires(operation)),
        )
    except Unbuildable:
        return Surface(mark, is_whole=False)


def _requires(operation: Operation) -> Iterator[str]:
    for each in operation.parameters:
        if each.required and each.location != "path":
            yield f"the {each.location} parameter {each.name}"
    if operation.request_body is not None and operation.request_body.required:
        yield "content"
    if operation.security and all(operation.security):
        yield "credentials"


class _Prints:
    """Digests of operations, over all that their references reach; what is shared is digested once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[bytes, tuple[Node, ...]]] = {}

    def of(self, operation: Operation) -> bytes:
        """The digest of an operation and all that it refers to."""
        parts = cast("OperationParts", operation.parts)  # a document that was read has no others
        waiting, seen = [parts.node, *parts.item.listed("parameters")], set()
        digest = blake2b(digest_size=16)
        while waiting:
            node = waiting.pop()
            if id(node.value) not in seen:
                seen.add(id(node.value))
                mark, targets = self._of_node(node)
                digest.update(mark)
                waiting.extend(targets)
        return digest.digest()

    def _of_node(self, node: Node) -> tuple[bytes, tuple[Node, ...]]:
        """The digest of a node as it is written, and what its references lead to."""
        known = self._known.get(id(node.value))
        if known is None:
            text = repr(node.value).encode("utf-8", "surrogatepass")
            known = blake2b(text, digest_size=16).digest(), tuple(_targets(node))
            self._known[id(node.value)] = known
        return known


def _targets(node: Node) -> Iterator[Node]:
    """What the references below a node lead to; one that leads nowhere changes nothing."""
    for reference in _references(node.value):
        try:
            yield node.lookup(reference)
        except Unbuildable:
            continue


def _references(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Mapping):
            reference = each.get("$ref")
            if isinstance(reference, str):
                yield reference
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
