"""Documents made to be measured: one with an operation for each figure, and ones of any number of path items."""

from __future__ import annotations

from typing import Any

CANNED = {"id": 1, "name": "Rex", "tag": "dog", "status": "available"}

PERSON = {
    "type": "object",
    "required": ["login", "id", "url", "site_admin"],
    "properties": {
        "login": {"type": "string"},
        "id": {"type": "integer", "format": "int64"},
        "email": {"type": "string", "format": "email"},
        "url": {"type": "string", "format": "uri"},
        "avatar_url": {"type": "string", "format": "uri"},
        "site_admin": {"type": "boolean"},
        "created_at": {"type": "string", "format": "date-time"},
    },
}
LABEL = {
    "type": "object",
    "required": ["id", "name", "color"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string", "minLength": 1, "maxLength": 50},
        "color": {"type": "string", "pattern": "^[0-9a-f]{6}$"},
        "default": {"type": "boolean"},
    },
}
ORDER_LINE = {
    "type": "object",
    "required": ["sku", "quantity", "price"],
    "properties": {
        "sku": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$"},
        "quantity": {"type": "integer", "minimum": 1, "maximum": 1000},
        "price": {"type": "number", "minimum": 0},
        "note": {"type": "string", "maxLength": 200},
    },
}
ORDER = {
    "type": "object",
    "required": ["customer", "currency", "lines", "address"],
    "properties": {
        "customer": {"type": "string", "format": "uuid"},
        "currency": {"type": "string", "enum": ["EUR", "USD", "GBP"]},
        "express": {"type": "boolean"},
        "lines": {"type": "array", "minItems": 1, "maxItems": 50, "items": {"$ref": "#/components/schemas/OrderLine"}},
        "address": {
            "type": "object",
            "required": ["street", "city", "country"],
            "properties": {name: {"type": "string", "maxLength": 100} for name in ("street", "city", "zip", "country")},
        },
        "email": {"type": "string", "format": "email"},
        "comment": {"type": "string"},
    },
}

LINE = {"sku": "ABC-1234", "quantity": 3, "price": 9.5, "note": "a note of a few words"}
ORDER_CONTENT = {
    "customer": "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    "currency": "EUR",
    "express": True,
    "lines": [LINE] * 9,
    "address": {"street": "1 Main Street", "city": "Springfield", "zip": "12345", "country": "US"},
    "email": "jane.doe@example.com",
    "comment": "Ring twice.",
}
"""About 1 KB of JSON."""


def pull_request() -> dict[str, Any]:
    """A schema of about eighty values, as an API's larger objects have them."""
    texts = {name: {"type": "string", "maxLength": 80} for name in ("title", "body", "state", "ref", "sha", "node_id")}
    links = {
        f"{name}_url": {"type": "string", "format": "uri"} for name in ("html", "diff", "patch", "issue", "commits")
    }
    counts = {name: {"type": "integer", "minimum": 0, "maximum": 500} for name in ("number", "comments", "additions")}
    times = {f"{name}_at": {"type": "string", "format": "date-time"} for name in ("created", "updated", "merged")}
    person = {"$ref": "#/components/schemas/Person"}
    people = {"user": person, "assignee": person, "merged_by": person}
    lists = {
        "labels": {"type": "array", "minItems": 3, "maxItems": 3, "items": {"$ref": "#/components/schemas/Label"}},
        "reviewers": {"type": "array", "minItems": 2, "maxItems": 2, "items": person},
    }
    properties = {**texts, **links, **counts, **times, **people, **lists, "draft": {"type": "boolean"}}
    return {"type": "object", "required": list(properties), "properties": properties}


def figures() -> dict[str, Any]:
    """The document of the requests that are measured."""
    return _document(
        {
            "/canned": {"get": _operation(_json({"type": "object"}, example=CANNED))},
            "/generated": {"get": _operation(_json({"$ref": "#/components/schemas/Pet"}))},
            "/pulls/{number}": {
                "parameters": [{"name": "number", "in": "path", "required": True, "schema": {"type": "integer"}}],
                "get": _operation(_json({"$ref": "#/components/schemas/PullRequest"})),
            },
            "/orders": {
                "post": {
                    **_operation(_json({"type": "object"}, example=CANNED)),
                    "requestBody": {"required": True, "content": _json({"$ref": "#/components/schemas/Order"})},
                }
            },
        }
    )


def paths(count: int) -> dict[str, Any]:
    """A document of so many path items, in branches of ten; each answers GET with an example."""
    operation = _operation(_json({"type": "object"}, example=CANNED))
    parameter = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    return _document(
        {f"/group{n // 10}/item{n % 10}/{{id}}": {"parameters": [parameter], "get": operation} for n in range(count)}
    )


def last_of(count: int) -> str:
    """A target of the last path item of such a document."""
    return f"/group{(count - 1) // 10}/item{(count - 1) % 10}/7"


def _document(path_items: dict[str, Any]) -> dict[str, Any]:
    texts = {name: {"type": "string"} for name in ("name", "tag")}
    members = {"id": {"type": "integer"}, **texts, "born": {"type": "string", "format": "date"}}
    pet = {"type": "object", "required": ["id", "name"], "properties": members}
    schemas = {
        "Pet": pet,
        "Person": PERSON,
        "Label": LABEL,
        "PullRequest": pull_request(),
        "Order": ORDER,
        "OrderLine": ORDER_LINE,
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Measured", "version": "1"},
        "paths": path_items,
        "components": {"schemas": schemas},
    }


def _operation(content: dict[str, Any]) -> dict[str, Any]:
    return {"responses": {"200": {"description": "As asked.", "content": content}}}


def _json(schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema, **more}}
