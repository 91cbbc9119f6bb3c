"""Tree -> model: the nouns of `model` out of the Nodes of a document.

At once are built only the path items, their methods and what a table of operations shows; an operation's parts are
built when they are asked for. Knows 3.2's shape alone (`versions` brings the others to it). A part that cannot be built
raises `Unbuildable` with a located diagnostic; what is merely odd is read as what it most likely means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial, wraps
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from mockserver.document.model import (
    ABSENT,
    NOTHING,
    DeclaredResponse,
    Document,
    Encoding,
    Example,
    Header,
    Link,
    MediaType,
    Operation,
    Parameter,
    PathItem,
    RequestBody,
    SecurityRequirement,
    SecurityScheme,
    Server,
)
from mockserver.document.references import Node, joined
from mockserver.document.schema import Bundler, Schema
from mockserver.errors import Unbuildable

if TYPE_CHECKING:
    from mockserver.document.references import Node, References
    from mockserver.document.versions import Version

Built = TypeVar("Built")


def build(references: References, version: Version) -> Document:
    """The Document of a tree that has no fatal fault (see `validation`)."""
    builder = Builder(version.document(references.root), version, Bundler(version))
    root = builder.root
    info = root.readable("info")
    return Document(
        uri=references.uri,
        openapi=root.text("openapi") or root.text("swagger") or version.name,
        title=info.text("title"),
        version=str(info.raw("version", "")),
        servers=builder.servers(root) or (Server(builder.absolute("/")),),
        path_items=tuple(builder.path_items()),
        security_schemes=_mapped(root.readable("components", "securitySchemes").members(), builder.security_scheme),
    )


def _mapped(named: Iterator[tuple[str, Node]], make: Callable[[str, Node], Built | None]) -> Mapping[str, Built]:
    made = ((name, make(name, node)) for name, node in named)
    return MappingProxyType({name: each for name, each in made if each is not None})


@dataclass(frozen=True, slots=True)
class Builder:
    """Builds the parts of one document."""

    root: Node
    version: Version
    bundler: Bundler

    # --- path items and operations

    def path_items(self) -> Iterator[PathItem]:
        """Each path item, its `$ref` followed; one whose `$ref` leads nowhere has no operations."""
        for template, node in self.root.named("paths"):
            try:
                yield self.path_item(template, _with_siblings(node))
            except Unbuildable:
                yield PathItem(template, NOTHING)

    def path_item(self, template: str, node: Node) -> PathItem:
        """A path item and its operations, their parts not built yet."""
        operations = {method: self.operation(method, template, (each, node)) for method, each in self._methods(node)}
        return PathItem(template, MappingProxyType(operations), self.servers(node))

    def _methods(self, node: Node) -> Iterator[tuple[str, Node]]:
        fixed = set(self.version.methods)
        for key in node.value if isinstance(node.value, Mapping) else ():
            if key in fixed and isinstance(node.raw(key), Mapping):
                yield key.upper(), node.child(key)
        if self.version.additional_methods:
            for method, each in node.named("additionalOperations"):
                if isinstance(each.value, Mapping):
                    yield method, each

    def operation(self, method: str, template: str, nodes: tuple[Node, Node]) -> Operation:
        """An operation as a table shows it, of its node and its path item's; its `parts` build the rest."""
        node, item = nodes
        return Operation(
            method=method,
            template=template,
            parts=OperationParts(self, node, item),
            id=node.text("operationId"),
            summary=node.text("summary"),
            tags=_texts(node.raw("tags")),
            deprecated=node.flag("deprecated"),
            servers=self.servers(node),
        )

    # --- servers

    def servers(self, node: Node) -> tuple[Server, ...]:
        """The `servers` of a document, path item or operation: absolute, their variables at their defaults."""
        listed = node.readable("servers")
        each = map(listed.child, range(len(listed.value) if isinstance(listed.value, list) else 0))
        named = (server for server in each if isinstance(server.value, Mapping))
        return tuple(Server(self.absolute(_expanded(server)), server.text("description")) for server in named)

    def absolute(self, url: str) -> str:
        """OAS Server Object: a relative URL is relative to where the document is served; a file's, to the root."""
        document = self.root.files.uri
        if "://" in url:  # absolute already, perhaps with a variable that has no default where urljoin wants a scheme
            return url
        return joined(document if urlsplit(document).scheme in {"http", "https"} else "/", url)

    # --- parts

    def parameter(self, node: Node) -> Parameter | None:
        """A parameter; None for one without a name or place, which no request can carry."""
        node = node.follow()
        name, location = node.text("name"), node.text("in")
        if not location or (not name and location != "querystring"):
            return None
        style = node.text("style") or ("form" if location in {"query", "cookie"} else "simple")
        content = next(node.named("content"), None)
        return Parameter(
            name=name,
            location=location,
            required=node.flag("required") or location == "path",
            deprecated=node.flag("deprecated"),
            style=style,
            explode=node.flag("explode", default=style in {"form", "deepObject"}),
            allow_reserved=node.flag("allowReserved"),
            allow_empty_value=node.flag("allowEmptyValue"),
            schema=self.schema(node, "schema") if content is None else None,
            content=self.media_type(*content) if content else None,
            examples=self.examples(node),
        )

    def schema(self, holder: Node, key: str) -> Schema | None:
        """The schema under a key, to be bundled when needed; None where there is none."""
        return self.bundler.schema(holder.child(key)) if key in holder else None

    def media_type(self, name: str, node: Node) -> MediaType:
        """A media type object; in 3.2 it may be a reference."""
        node = node.follow()
        return MediaType(
            name=name,
            schema=self.schema(node, "schema"),
            item_schema=self.schema(node, "itemSchema"),
            examples=self.examples(node),
            encoding=_mapped(node.named("encoding"), self.encoding),
            prefix_encoding=self.prefix_encoding(node),
            item_encoding=self.item_encoding(node),
        )

    def prefix_encoding(self, node: Node) -> tuple[Encoding, ...]:
        """The encodings of a multipart's first parts (3.2)."""
        return tuple(self.encoding("", each) for each in node.listed("prefixEncoding"))

    def item_encoding(self, node: Node) -> Encoding | None:
        """The encoding of a multipart's other parts (3.2)."""
        return self.encoding("", node.child("itemEncoding")) if "itemEncoding" in node else None

    def encoding(self, _name: str, node: Node) -> Encoding:
        """An encoding object; in 3.2 it may hold those of a nested multipart."""
        node = node.follow()
        return Encoding(
            content_type=node.text("contentType") or None,
            headers=_mapped(node.named("headers"), self.header),
            style=node.text("style") or None,
            explode=node.flag("explode") if "explode" in node else None,
            allow_reserved=node.flag("allowReserved"),
            encoding=_mapped(node.named("encoding"), self.encoding),
            prefix_encoding=self.prefix_encoding(node),
            item_encoding=self.item_encoding(node),
        )

    def examples(self, holder: Node) -> Mapping[str, Example]:
        """`example` under the name "", then `examples` by name; one that cannot be resolved is left out."""
        found = {"": Example("", value=_data(holder, "example"))} if "example" in holder else {}
        if isinstance(holder.raw("examples"), list):  # 3.1's schema keyword, put one level too high: seen in the wild
            return MappingProxyType(found | _listed_examples(holder))
        for name, node in holder.named("examples"):
            example = self._example(name, node)
            if example is not None:
                found[name] = example
        return MappingProxyType(found)

    @staticmethod
    def _example(name: str, node: Node) -> Example | None:
        try:
            node = node.follow()
        except Unbuildable:
            return None
        if not isinstance(node.value, Mapping):
            return Example(name, value=node.value)
        key = "dataValue" if "dataValue" in node else "value"
        serialized, external = node.raw("serializedValue"), node.raw("externalValue")
        if key not in node and serialized is None and external is None:
            return None
        return Example(
            name,
            value=node.raw(key) if key in node else ABSENT,
            serialized=serialized if isinstance(serialized, str) else None,
            external=node.resolved_uri(external) if isinstance(external, str) else None,
            summary=node.text("summary"),
        )

    def header(self, name: str, node: Node) -> Header:
        """A header object, under its name as written."""
        node = node.follow()
        content = next(node.named("content"), None)
        return Header(
            name=name,
            required=node.flag("required"),
            explode=node.flag("explode"),
            schema=self.schema(node, "schema") if content is None else None,
            content=self.media_type(*content) if content else None,
            examples=self.examples(node),
        )

    def response(self, status: str, node: Node, operation: Node) -> DeclaredResponse:
        """A response object, with the status that it is declared for."""
        node = self.version.response(node.follow(), operation)
        return DeclaredResponse(
            status=status.upper() if status.lower() != "default" else "default",
            description=node.text("description"),
            headers=_mapped(node.named("headers"), self.header),
            content=_mapped(node.named("content"), self.media_type),
            links=_mapped(node.named("links"), self.link),
        )

    @staticmethod
    def link(name: str, node: Node) -> Link:
        """A link object."""
        node = node.follow()
        parameters = node.raw("parameters")
        return Link(
            name=name,
            operation_id=node.text("operationId") or None,
            operation_ref=node.text("operationRef") or None,
            parameters=parameters if isinstance(parameters, Mapping) else NOTHING,
        )

    @staticmethod
    def security_scheme(name: str, node: Node) -> SecurityScheme | None:
        """A security scheme; None for one that leads nowhere."""
        try:
            node = node.follow()
        except Unbuildable:
            return None
        flows = (flow.raw("scopes") for _, flow in node.readable("flows").members())
        return SecurityScheme(
            name=name,
            type=node.text("type"),
            scheme=node.text("scheme").lower(),
            location=node.text("in"),
            parameter=node.text("name"),
            bearer_format=node.text("bearerFormat"),
            scopes=tuple(dict.fromkeys(scope for scopes in flows if isinstance(scopes, Mapping) for scope in scopes)),
        )


def _ending(make: Callable[[OperationParts], Built]) -> Callable[[OperationParts], Built]:
    """A part of an operation; Unbuildable where it holds itself, as a header may that is encoded with itself."""

    def made(parts: OperationParts) -> Built:
        try:
            return make(parts)
        except RecursionError:
            message = "the operation is nested too deep, or a part of it holds itself"
            raise Unbuildable(partial(parts.node.diagnostic, message, code="too-deep")) from None

    return wraps(make)(made)


@dataclass(frozen=True, slots=True)
class OperationParts:
    """`model.Parts` of one operation, out of its node and its path item's."""

    builder: Builder
    node: Node
    item: Node

    def _lifted(self) -> Node:
        """The operation in 3.2's shape; `parameters` are its own and its path item's (OAS Path Item Object)."""
        merged = {**self.node.value, "parameters": list(self._merged_parameters())}
        return self.builder.version.operation(self.node.with_value(merged), self.builder.root)

    def _merged_parameters(self) -> Iterator[Node]:
        # "These parameters can be overridden at the operation level, but cannot be removed there." -- OAS, Path Item
        found: dict[tuple[str, str], Node] = {}
        for holder in (self.item, self.node):
            for each in holder.listed("parameters"):
                parameter = each.follow()
                if isinstance(parameter.value, Mapping):
                    found[parameter.text("name"), parameter.text("in")] = parameter
        yield from found.values()

    @_ending
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters that a request can carry."""
        built = (self.builder.parameter(each) for each in self._lifted().listed("parameters"))
        return tuple(each for each in built if each is not None)

    @_ending
    def request_body(self) -> RequestBody | None:
        """The declared content, if any."""
        operation = self._lifted()
        if operation.raw("requestBody") is None:
            return None
        node = operation.of("requestBody")
        return RequestBody(node.flag("required"), _mapped(node.named("content"), self.builder.media_type))

    @_ending
    def responses(self) -> Mapping[str, DeclaredResponse]:
        """The declared responses by status."""
        operation = self._lifted()
        declared = [
            self.builder.response(status, node, operation)
            for status, node in operation.named("responses")
            if isinstance(node.value, Mapping)
        ]
        return MappingProxyType({each.status: each for each in declared})

    def security(self) -> tuple[SecurityRequirement, ...]:
        """The operation's own alternatives, else the document's."""
        holder = self.node if isinstance(self.node.raw("security"), list) else self.builder.root
        listed = [each.value for each in holder.listed("security") if isinstance(each.value, Mapping)]
        return tuple(MappingProxyType({name: _texts(scopes) for name, scopes in each.items()}) for each in listed)


def _texts(listed: Any) -> tuple[str, ...]:
    return tuple(each for each in listed if isinstance(each, str)) if isinstance(listed, list) else ()


def _with_siblings(node: Node) -> Node:
    """A path item's `$ref` followed; fields beside it stay and win (OAS leaves it undefined; this loses nothing)."""
    if node.reference is None:
        return node
    target = node.follow()
    own = {key: node.child(key) for key in node.value if key != "$ref"}
    return target.with_value({**target.value, **own}) if own and isinstance(target.value, Mapping) else target


def _expanded(server: Node) -> str:
    """A server's URL with its variables at their defaults (OAS Server Variable Object)."""
    url = server.text("url", "/")
    for name, variable in server.readable("variables").members():
        choices = variable.raw("enum")
        first = choices[0] if isinstance(choices, list) and choices else ""
        url = url.replace(f"{{{name}}}", str(variable.raw("default", first)))
    return url


def _listed_examples(holder: Node) -> dict[str, Example]:
    return {str(at): Example(str(at), value=value) for at, value in enumerate(holder.raw("examples"), start=1)}


def _data(holder: Node, key: str) -> Any:
    """A value that may be a reference by mistake: `example: {$ref: ...}` is not OpenAPI, and often written."""
    node = holder.child(key)
    if node.reference is None or len(node.value) != 1:
        return node.value
    try:
        return node.follow().value
    except Unbuildable:
        return node.value
