"""Runtime expressions: `$response.body#/id`, `$request.path.petId`, text with `{$url}` in it (OAS 3.2, 4.20.4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from mockserver.document.model import ABSENT

if TYPE_CHECKING:
    from mockserver.http.messages import Fields, Request

_EMBEDDED: Final = re.compile(r"\{(\$[^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression can speak of: an exchange. `request_body` and `body` are values, ABSENT if there is none."""

    request: Request
    status: int
    fields: Fields
    path_values: Mapping[str, str] = field(default_factory=dict)
    request_body: Any = ABSENT
    body: Any = ABSENT


def evaluate(expression: Any, scope: Scope) -> Any:
    """The value of an expression; ABSENT where it leads to nothing. A value that is no expression is itself."""
    if not isinstance(expression, str):
        return expression
    if expression.startswith("$"):
        return _value(expression, scope)
    parts = {match: _value(match, scope) for match in _EMBEDDED.findall(expression)}
    if any(value is ABSENT for value in parts.values()):
        return ABSENT
    return _EMBEDDED.sub(lambda match: str(parts[match[1]]), expression)


def _value(expression: str, scope: Scope) -> Any:
    whole = {"$url": scope.request.path, "$method": scope.request.method, "$statusCode": scope.status}
    if expression in whole:
        return whole[expression]
    source, _, rest = expression.partition(".")
    if rest.split("#")[0] == "body":
        body = scope.body if source == "$response" else scope.request_body
        return pointed(body, rest.partition("#")[2])
    fields = scope.fields if source == "$response" else scope.request.fields
    return _named(rest, fields, scope)


def _named(rest: str, fields: Fields, scope: Scope) -> Any:
    place, _, name = rest.partition(".")
    if place == "header":
        found = fields.first(name.lower())
        return ABSENT if found is None else found
    if place == "query":
        return dict(parse_qsl(scope.request.query, keep_blank_values=True)).get(name, ABSENT)
    return scope.path_values.get(name, ABSENT) if place == "path" else ABSENT


def pointed(value: Any, pointer: str) -> Any:
    """What a JSON Pointer (RFC 6901) points at in a value; ABSENT if nothing is there."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, Mapping) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isascii() and key.isdigit() and int(key[:9]) < len(value):
            value = value[int(key[:9])]
        else:
            return ABSENT
    return value
