"""Declared `links` as the response field `Link` (RFC 8288): where a client may go from here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from mockserver.document.model import ABSENT, DeclaredResponse, Link, Operation
from mockserver.http.fields import quoted
from mockserver.mock.expressions import Scope, evaluate
from mockserver.mock.styles import primitive, styled
from mockserver.mock.templates import template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mockserver.mock.routing import Resource, Routes


def link_fields(declared: DeclaredResponse, routes: Routes, scope: Scope) -> Iterator[tuple[str, str]]:
    """A `Link` line for each declared link that can be followed: its operation is here, its parameters have values."""
    for link in declared.links.values():
        found = _target(link, routes)
        url = _url(found, link.parameters, scope) if found else None
        if url:
            yield "link", f"<{scope.request.root}{url}>; rel={quoted(link.name)}"


def _target(link: Link, routes: Routes) -> tuple[Resource, Operation] | None:
    for resource in routes.resources:
        for operation in resource.operations.values():
            if link.operation_id and operation.id == link.operation_id:
                return resource, operation
            if link.operation_ref and _refers(link.operation_ref, operation):
                return resource, operation
    return None


def _refers(reference: str, operation: Operation) -> bool:
    """`#/paths/~1users~1{id}/get`: an operation by JSON Pointer."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in unquote(reference.partition("#")[2]).split("/")]
    return parts[-2:] == [operation.template, operation.method.lower()]


def _url(target: tuple[Resource, Operation], parameters: Mapping[str, Any], scope: Scope) -> str | None:
    """The address that the link's parameters make; None where one that the path or the operation needs is missing."""
    resource, operation = target
    values = {name: evaluate(expression, scope) for name, expression in parameters.items()}
    path = resource.base + operation.template.partition("?")[0].partition("#")[0]
    for name in template(operation.template).names:
        value = values.get(name, values.get(f"path.{name}", ABSENT))
        if value is ABSENT or isinstance(value, (dict, list)) or value is None:
            return None
        path = path.replace(f"{{{name}}}", quote(primitive(value), safe=""))
    query = []
    for parameter in operation.parameters:
        value = values.get(parameter.name, values.get(f"query.{parameter.name}", ABSENT))
        if parameter.location != "query" or parameter.content:
            continue
        if value is not ABSENT:
            query.append(styled(parameter.name, value, style=parameter.style, explode=parameter.explode))
        elif parameter.required:
            return None
    return path + ("?" + "&".join(query) if query else "")
