"""OpenAPI 2.0, 3.0, 3.1 and 3.2, brought to one shape: that of 3.2. Nobody after this asks for the version.

3.0 to 3.2 differ in what a path item and a schema may hold, so a table says it. 2.0 is built otherwise (`host`,
`basePath`, `consumes`, `body` and `formData` parameters ...): the functions below lift its parts, one by one and only
when asked. They give Nodes whose values are plain mappings in 3.2's shape, in which parts of the document are Nodes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from mockserver.document.references import Node
from mockserver.errors import Unbuildable

Lift = Callable[[Node, Node], Node]
"""(part, what holds it) -> the part in 3.2's shape. An operation is held by the root, a response by its operation."""

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


def _as_it_is(part: Node, _holder: Node) -> Node:
    return part


@dataclass(frozen=True, slots=True)
class Version:
    """What differs between versions, as data and functions.

    `methods` are the fixed fields of a path item, `nullable` is the keyword that admits null, `ref_siblings` says
    whether keywords beside a schema's `$ref` count.
    """

    name: str
    methods: tuple[str, ...]
    additional_methods: bool = False
    nullable: str | None = None
    ref_siblings: bool = False
    schemas: tuple[str, ...] = ("components", "schemas")
    operation: Lift = _as_it_is
    response: Lift = _as_it_is
    document: Callable[[Node], Node] = lambda root: root


_EIGHT = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


# --- 2.0 -----------------------------------------------------------------------------------------------------------


def _document_2(root: Node) -> Node:
    """The document's `servers` and security schemes out of `host`, `basePath`, `schemes` and `securityDefinitions`."""
    listed = root.raw("schemes")
    schemes = [each for each in listed if isinstance(each, str)] if isinstance(listed, list) and listed else ["http"]
    host, base = root.text("host"), root.text("basePath", "/")
    urls = [f"{scheme}://{host}{base}" for scheme in schemes] if host else [base]
    definitions = root.readable("securityDefinitions")
    return root.with_value(
        {
            **root.value,
            "servers": [{"url": url} for url in urls],
            "components": {
                "securitySchemes": {name: _security_scheme_2(node) for name, node in definitions.members()},
                "schemas": root.raw("definitions") or {},
            },
        }
    )


def _security_scheme_2(scheme: Node) -> Node:
    try:
        scheme = scheme.follow()
    except Unbuildable:
        return scheme  # `build` says of it what it says of one of 3.x
    kind = scheme.text("type")
    if kind == "basic":
        return scheme.with_value({"type": "http", "scheme": "basic"})
    if kind == "oauth2":
        return scheme.with_value({"type": "oauth2", "flows": {"any": {"scopes": scheme.raw("scopes") or {}}}})
    return scheme


def _operation_2(operation: Node, root: Node) -> Node:
    """An operation whose `parameters` hold all that apply to it: body and form become `requestBody`."""
    parameters = [each.follow() for each in operation.listed("parameters")]
    bodies = [each for each in parameters if each.text("in") == "body"]
    forms = [each for each in parameters if each.text("in") == "formData"]
    others = [each for each in parameters if each.text("in") not in {"body", "formData"}]
    value = {key: value for key, value in operation.value.items() if key not in {"parameters", "schemes"}}
    value["parameters"] = [_parameter_2(each) for each in others]
    value["produces"] = _media_types(operation, root, "produces")
    consumes = _media_types(operation, root, "consumes")
    if bodies:
        value["requestBody"] = _body_2(bodies[0], consumes)
    elif forms:
        value["requestBody"] = _form_2(forms, consumes)
    return operation.with_value(value)


def _media_types(operation: Node, root: Node, key: str) -> list[str]:
    """`consumes` or `produces`, the operation's own before the document's, even when it is empty."""
    listed = operation.raw(key, root.raw(key))
    return [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []


def _body_2(body: Node, consumes: Iterable[str]) -> Node:
    media = {"schema": body.child("schema")} if "schema" in body else {}
    if "x-example" in body:
        media["example"] = body.child("x-example")
    names = list(consumes) or ["application/json"]
    return body.with_value({"required": body.flag("required"), "content": dict.fromkeys(names, media)})


def _form_2(forms: list[Node], consumes: Iterable[str]) -> Node:
    """Form parameters as one object; a file asks for multipart (OAS 2.0, Parameter Object, `in` and `type`)."""
    has_file = any(each.text("type") == "file" for each in forms)
    names = [name for name in consumes if name in {FORM, MULTIPART}] or [MULTIPART if has_file else FORM]
    required = [each.text("name") for each in forms if each.flag("required")]
    schema: dict[str, Any] = {"type": "object", "properties": {each.text("name"): _schema_2(each) for each in forms}}
    if required:
        schema["required"] = required
    encoding = {each.text("name"): _style_2(each) for each in forms if each.text("type") == "array"}
    media = {"schema": forms[0].with_value(schema), "encoding": encoding}
    return forms[0].with_value({"required": bool(required), "content": dict.fromkeys(names, media)})


_NOT_OF_SCHEMA = frozenset({"name", "in", "required", "description", "collectionFormat", "allowEmptyValue", "$ref"})


def _schema_2(holder: Node) -> Node:
    """The schema that a 2.0 parameter, header or form field spells out in its own fields."""
    own = holder.value if isinstance(holder.value, Mapping) else {}
    schema = {key: value for key, value in own.items() if key not in _NOT_OF_SCHEMA}
    if holder.raw("allowEmptyValue") is False and holder.text("type") == "string":
        schema.setdefault("minLength", 1)  # false is the default: who writes it down means it
    if holder.text("in") == "formData" and holder.text("type") in {"integer", "number", "boolean"}:
        # "This is valid only for either `query` or `formData` parameters": in 3.x a form has no place to say so.
        schema = {"anyOf": [schema, {"const": ""}]} if holder.flag("allowEmptyValue") else schema
    return holder.with_value(schema)


_COLLECTION: Final = {
    "ssv": ("spaceDelimited", False),
    "tsv": ("tabDelimited", False),
    "pipes": ("pipeDelimited", False),
    "multi": ("form", True),
}


def _style_2(parameter: Node) -> dict[str, Any]:
    """`collectionFormat` in 3.x's words: OAS 2.0's default is `csv`."""
    plain = "form" if parameter.text("in") in {"query", "formData", "cookie"} else "simple"
    style, explode = _COLLECTION.get(parameter.text("collectionFormat", "csv"), (plain, False))
    return {"style": style, "explode": explode}


def _parameter_2(parameter: Node) -> Node:
    if "schema" in parameter:  # 3.x's way, as some 2.0 documents have it
        return parameter
    kept = {
        key: parameter.value[key]
        for key in ("name", "in", "required", "deprecated", "allowEmptyValue")
        if key in parameter
    }
    if "x-example" in parameter:
        kept["example"] = parameter.value["x-example"]
    return parameter.with_value({**kept, **_style_2(parameter), "schema": _schema_2(parameter)})


def _response_2(response: Node, operation: Node) -> Node:
    """A response whose content is spelled out by the media types that its (lifted) operation produces."""
    value: dict[str, Any] = {key: response.value[key] for key in ("description", "links") if key in response}
    examples = response.of("examples")
    own = list(examples.value) if isinstance(examples.value, Mapping) else []
    if "schema" in response:
        is_file = response.of("schema").text("type") == "file"
        names = operation.raw("produces") or ["application/octet-stream" if is_file else "application/json"]
        content = {name: {"schema": response.child("schema")} for name in dict.fromkeys([*names, *own])}
    else:
        content = {name: {} for name in own}
    for name in own:
        content[name] = {**content[name], "example": examples.child(name)}
    value["content"] = content
    value["headers"] = {
        name: {"schema": _schema_2(header.follow()), "explode": False} for name, header in response.named("headers")
    }
    return response.with_value(value)


V2: Final = Version(
    "2.0",
    methods=_EIGHT[:-1],
    nullable="x-nullable",
    schemas=("definitions",),
    operation=_operation_2,
    response=_response_2,
    document=_document_2,
)
V30: Final = Version("3.0", methods=_EIGHT, nullable="nullable")
# 3.1 has no `nullable`, but many a document that was brought to it from 3.0 still says it, and means it.
V31: Final = Version("3.1", methods=_EIGHT, nullable="nullable", ref_siblings=True)
V32: Final = Version("3.2", methods=(*_EIGHT, "query"), additional_methods=True, nullable="nullable", ref_siblings=True)


# "3.0", "3.1.2", "3.2.0-rc1": only the first two numbers decide what may be written (OAS 3.1, section 4.1).
_SAID: Final = {
    "swagger": re.compile(r"\s*(2\.0)(-[\w.+-]+)?\s*\Z", re.ASCII),
    "openapi": re.compile(r"\s*(3\.[012])(\.\d+)?(-[\w.+-]+)?\s*\Z", re.ASCII),
}
_BY_NAME: Final = {version.name: version for version in (V2, V30, V31, V32)}


def version_field(tree: Mapping[str, Any]) -> str | None:
    """The field by which a tree says its version: `openapi`, else `swagger`, else None."""
    return next((field for field in ("openapi", "swagger") if field in tree), None)


def version_of(tree: Any) -> Version | None:
    """The version that a tree says it is written in; None for what is no OpenAPI document or of an unknown version."""
    field = version_field(tree) if isinstance(tree, Mapping) else None
    if field is None:
        return None
    # `swagger: 2.0` without quotes is the number 2.0, which other writers shorten to 2.
    text = "2.0" if field == "swagger" and tree[field] in (2, "2") else str(tree[field])
    match = _SAID[field].match(text)
    return _BY_NAME[match[1]] if match else None
