"""Documents that are broken, absurd or hostile, from octets that are no text to texts that aim at a terminal.

What is asserted of all of them: one is refused by the rule that stands beside it, in few words that name the file; or
it is served, and everything in it that can be asked for is answered.
"""

from __future__ import annotations

import json
import os
import random
import zlib
from base64 import b64encode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

Json = Any
Octets = Callable[[], bytes]

SERVED: Final = ""
"""In place of the rule's name where a document is served, whatever is wrong with it."""

MILLION: Final = 1_000_000


def text(words: str, encoding: str = "utf-8") -> Octets:
    """The octets of a text."""
    return lambda: words.encode(encoding)


def api(paths: Json = None, **parts: Json) -> Octets:
    """A JSON document with one operation that is well, and these parts."""
    well = {"/ok": {"get": {"responses": {"200": {"description": "well"}}}}}
    whole = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {**well, **(paths or {})}, **parts}
    return lambda: json.dumps(whole).encode()


def schema(value: Json, **parts: Json) -> Octets:
    """A document whose answers and contents are of this schema."""
    content = {"application/json": {"schema": value}}
    responses = {"200": {"description": "d", "content": content}}
    item = {"get": {"responses": responses}, "post": {"requestBody": {"content": content}, "responses": responses}}
    return api({"/made": item}, **parts)


def response(value: Json, status: str = "200") -> Octets:
    """A document with this response."""
    return api({"/made": {"get": {"responses": {status: value}}}})


def parameters(*values: Json) -> Octets:
    """A document with these parameters."""
    return api({"/made/{id}": {"get": {"parameters": list(values), "responses": {"200": {"description": "d"}}}}})


def path(template: str) -> Octets:
    """A document with this path."""
    return api({template: {"get": {"responses": {"200": {"description": "d"}}}}})


def reference(to: str) -> Octets:
    """A document of which everything that can be is a reference to the same place."""
    ref = {"$ref": to}
    content = {"application/json": {"schema": ref, "examples": {"e": ref}}}
    operation = {
        "parameters": [ref],
        "requestBody": ref,
        "responses": {"200": {"description": "d", "content": content, "headers": {"X": ref}}, "default": ref},
    }
    return api({"/made": {"get": operation, "post": operation}, "/item": ref})


def ring(section: str, *, named: str = "A") -> dict[str, Json]:
    """Three components of a kind that are each other's reference."""
    return {one: {"$ref": f"#/components/{section}/{two}"} for one, two in zip(f"{named}BC", f"BC{named}", strict=True)}


def aliases(rule: str) -> str:
    """Thirty anchors, each made of nine aliases of the one before."""
    lines = (f"a{n}: &a{n} {rule.format(','.join([f'*a{n - 1}'] * 9))}\n" for n in range(1, 30))
    return "a0: &a0 {x: 1}\n" + "".join(lines)


HEAD: Final = 'openapi: 3.0.3\ninfo: {title: T, version: "1"}\n'
WELL: Final = HEAD + "paths:\n  /ok: {get: {responses: {'200': {description: well}}}}\n"
ESCAPES: Final = "\x1b[2J\x1b]0;owned\x07\x1b[31m\x9b31m\u202ereversed\u2066\u200b\x00\x08\x7f\r\nGET /faked 200"


def noise(size: int) -> Octets:
    """Octets without a meaning, the same each time."""
    return lambda: random.Random(6).randbytes(size)


def nested(depth: int, key: str, end: Json) -> Json:
    """A schema in a schema in a schema."""
    for _ in range(depth):
        end = {key: [end]} if key.endswith("Of") else {key: end}
    return end


# --- octets and texts that are no document --------------------------------------------------------------------------

SYNTAX: Final[Mapping[str, tuple[str, Octets]]] = {
    "nothing": ("empty", text("")),
    "white space": ("empty", text(" \n\n  \n")),
    "comments": ("empty", text("# an API\n# some day\n")),
    "null": ("empty", text("null")),
    "a number": ("not-openapi", text("42")),
    "a word": ("not-openapi", text("hello")),
    "a list": ("not-openapi", text("- a\n- b\n")),
    "a JSON list": ("not-openapi", text("[1, 2]")),
    "a tab": ("yaml-syntax", text("openapi: 3.0.3\ninfo:\n\ttitle: T\n")),
    "an open quote": ("yaml-syntax", text('openapi: "3.0.3\ninfo: {}\n')),
    "an open bracket": ("yaml-syntax", text("openapi: 3.0.3\npaths: {/a: {get: [\n")),
    "an open brace in JSON": ("json-syntax", text('{"openapi": "3.1.0", "paths": {')),
    "a comma at the end": ("json-syntax", text('{"openapi": "3.1.0",}')),
    "a comment in JSON": ("json-syntax", text('{"openapi": "3.1.0" // yes\n}')),
    "two JSON values": ("json-syntax", text('{"openapi": "3.1.0"}\n{"openapi": "3.1.0"}')),
    "an indent too few": ("yaml-syntax", text("openapi: 3.0.3\ninfo:\n  title: T\n version: 1\n")),
    "a colon too many": ("yaml-syntax", text("openapi: 3.0.3\ninfo: a: b: c\n")),
    "marks of a merge": ("merge-conflict", text("<<<<<<< HEAD\n" + WELL + "=======\nopenapi: 3.1.0\n>>>>>>> theirs\n")),
    "marks of a merge within": (
        "merge-conflict",
        text(HEAD + "paths:\n<<<<<<< HEAD\n  /a: {}\n=======\n  /b: {}\n>>>>>>> x\n"),
    ),
    "a web page": ("not-openapi", text("<!DOCTYPE html>\n<html><body>Sign in</body></html>")),
    "XML": ("not-openapi", text("<?xml version='1.0'?><api/>")),
    "several documents": ("several-documents", text(WELL + "---\n" + WELL)),
    "a ZIP archive": ("not-text", lambda: b"PK\x03\x04" + noise(1000)()),
    "gzip": ("not-text", lambda: zlib.compress(WELL.encode(), wbits=31)),
    "an image": ("not-text", lambda: b"\x89PNG\r\n\x1a\n" + noise(1000)()),
    "noise": ("encoding", noise(5000)),
    "much noise": ("encoding", noise(5 * MILLION)),
    "NUL": ("encoding", lambda: b"\0" * 1000),
    "NUL within": ("yaml-character", text(WELL + "x-a: a\0b\n")),
    "NUL within JSON": ("json-syntax", text('{"openapi": "3.1.0", "info": {"title": "a\0b"}}')),
    "Latin-1": ("encoding", text(WELL + "x-a: Straße\n", "latin-1")),
    "UTF-16 with a mark": (SERVED, text(WELL, "utf-16")),
    "UTF-16 without a mark": ("encoding", text(WELL, "utf-16-le")),
    "UTF-16 cut off": ("encoding", lambda: WELL.encode("utf-16")[:-1]),
    "UTF-32 with a mark": ("encoding", text(WELL, "utf-32")),
    "UTF-32 without a mark": ("encoding", text(WELL, "utf-32-le")),
    "UTF-8 with a mark": (SERVED, text(WELL, "utf-8-sig")),
    "overlong UTF-8": ("encoding", lambda: WELL.encode() + b"x-a: \xc0\xaf\n"),
    "half of an emoji": ("encoding", lambda: WELL.encode() + b"x-a: \xed\xa0\x80\n"),
    "lines of old Macs": (SERVED, text(WELL.replace("\n", "\r"))),
    "lines of Windows": (SERVED, text(WELL.replace("\n", "\r\n"))),
    "a key twice": ("duplicate-key", text(WELL + "paths: {}\n")),
    "a key twice in JSON": ("duplicate-key", text('{"openapi": "3.1.0", "openapi": "3.0.0"}')),
    "a key that is a list": ("yaml-key", text(WELL + "? [a, b]\n: c\n")),
    "a key that is a mapping": ("yaml-key", text(WELL + "? {a: b}\n: c\n")),
    "a key that is null": (SERVED, text(WELL + "~: c\n")),
    "a key that is a date": (SERVED, text(WELL + "x-a: {2020-01-02: a, 12:30:45: b, 1.50: c, yes: d}\n")),
    "a tag of Python": ("yaml-tag", text(WELL + "x-a: !!python/object/apply:os.system ['touch /tmp/owned']\n")),
    "a tag of Python's names": ("yaml-tag", text(WELL + "x-a: !!python/name:os.system\n")),
    "a tag of one's own": ("yaml-tag", text(WELL + "x-a: !include /etc/passwd\n")),
    "a binary value": ("yaml-tag", text(WELL + "x-a: !!binary aGVsbG8=\n")),
    "a set": ("yaml-tag", text(WELL + "x-a: !!set {a, b}\n")),
    "a number that is none": ("number-out-of-range", text(WELL + "x-a: .nan\n")),
    "a number without end": ("number-out-of-range", text(WELL + "x-a: -.inf\n")),
    "a number too large": ("number-out-of-range", text(WELL + "x-a: 1e999\n")),
    "NaN in JSON": ("number-out-of-range", text('{"openapi": "3.1.0", "x-a": NaN}')),
    "a number too large in JSON": ("number-out-of-range", text('{"openapi": "3.1.0", "x-a": 1e999}')),
    "a number of 5,000 digits": ("number-out-of-range", text(WELL + "x-a: 1" + "0" * 5000 + "\n")),
    "a number of 5,000 digits in JSON": ("number-out-of-range", text('{"x-a": 1' + "0" * 5000 + "}")),
    "a number of 5,000 hexadecimal digits": ("number-out-of-range", text(WELL + "x-a: 0x" + "f" * 5000 + "\n")),
    "an alias of nothing": ("yaml-alias", text(WELL + "x-a: *nowhere\n")),
}

# --- few octets that ask for much -----------------------------------------------------------------------------------

BOMBS: Final[Mapping[str, tuple[str, Octets]]] = {
    "aliases of aliases": ("too-many-values", text(WELL + aliases("[{}]"))),
    "aliases in mappings": ("too-many-values", text(WELL + aliases("{{b: [{}]}}"))),
    "merges of merges": ("too-many-values", text(WELL + aliases("{{<<: [{}]}}"))),
    "an alias of itself": ("yaml-cycle", text(WELL + "x-a: &a [*a]\n")),
    "a merge of itself": ("yaml-cycle", text(WELL + "x-a: &a {b: {<<: *a}}\n")),
    "lists in JSON": ("too-deep", lambda: b"[" * 100_000),
    "objects in JSON": ("too-deep", lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "lists in flow style": ("too-deep", text(WELL + "x-a: " + "[" * 100_000 + "]" * 100_000)),
    "lists in block style": ("too-deep", text(WELL + "x-a:\n" + "- " * 100_000)),
    "mappings in block style": ("too-deep", text(WELL + "".join(" " * n + "a:\n" for n in range(2000)))),
    "200 MiB": ("too-large", lambda: WELL.encode() + b"#" * (200 << 20)),
    "a schema in a schema": (SERVED, schema(nested(100, "items", {"type": "string"}))),
    "all of all of": (SERVED, schema(nested(100, "allOf", {"type": "string"}))),
    "one of one of": (SERVED, schema(nested(100, "oneOf", {"type": "string"}))),
    "all of 10,000": (SERVED, schema({"allOf": [{"type": "object", "required": [f"p{n}"]} for n in range(10_000)]})),
    "an object of 10,000": (
        SERVED,
        schema(
            {
                "type": "object",
                "required": [f"p{n}" for n in range(10_000)],
                "properties": {f"p{n}": {"type": "string"} for n in range(10_000)},
            }
        ),
    ),
    "a choice of very many": (SERVED, schema({"enum": list(range(MILLION // 4))})),
    "a pattern of 1 MB": (SERVED, schema({"type": "string", "pattern": "a?" * 500_000})),
    "a pattern that explodes": (
        SERVED,
        schema({"type": "string", "pattern": "^(a+)+$", "default": "a" * 50 + "!", "example": "a" * 50 + "!"}),
    ),
    "a pattern that looks": (SERVED, schema({"type": "string", "pattern": "^(?=(a+)+$)(a|aa)+$", "default": "a" * 60})),
    "a long string": (SERVED, schema({"type": "string", "minLength": 10**9})),
    "many items": (SERVED, schema({"type": "array", "minItems": 10**9, "items": {"type": "string"}})),
    "many properties": (SERVED, schema({"type": "object", "minProperties": 10**9})),
    "tiny steps": (SERVED, schema({"type": "number", "multipleOf": 1e-300, "minimum": 1, "maximum": 2})),
    "less than nothing": (SERVED, schema({"type": "integer", "minimum": 5, "maximum": 3})),
    "a long title": (SERVED, api(info={"title": "T" * MILLION, "version": "1" * MILLION})),
    "a long path": (SERVED, path("/" + "a" * 100_000)),
    "a path of many parameters": (SERVED, path("/" + "/".join(f"{{p{n}}}" for n in range(1000)))),
    "a path of many slashes": (SERVED, path("/" * 10_000)),
    "2,000 paths": (
        SERVED,
        api({f"/p{n}/{{id}}": {"get": {"responses": {"200": {"description": "d"}}}} for n in range(2000)}),
    ),
    "20,000 faults": (SERVED, api({f"/p{n}": {"get": {"responses": {"99": 5}}} for n in range(20_000)})),
    "20,000 parameters": (
        SERVED,
        parameters(*({"name": f"p{n}", "in": "query", "schema": {"type": "string"}} for n in range(20_000))),
    ),
}

# --- what is no OpenAPI ---------------------------------------------------------------------------------------------

STRUCTURE: Final[Mapping[str, tuple[str, Octets]]] = {
    "no version": ("not-openapi", text("info: {title: T}\npaths: {}\n")),
    "an empty object": ("not-openapi", text("{}")),
    "Swagger 1.2": ("not-openapi", text('{"swaggerVersion": "1.2", "apis": []}')),
    "swagger: 1.2": ("unknown-version", text('swagger: "1.2"\npaths: {}\n')),
    "OpenAPI 4": ("unknown-version", text("openapi: 4.0.0\npaths: {}\n")),
    "a version that is a number": ("unknown-version", text("openapi: 3\npaths: {}\n")),
    "a version with a fraction": (SERVED, text(WELL.replace("3.0.3", "3.0"))),
    "a version that is a list": ("unknown-version", text("openapi: [3, 0, 3]\npaths: {}\n")),
    "a version that is null": ("unknown-version", text("openapi:\npaths: {}\n")),
    "a version with an escape": ("unknown-version", api(openapi=ESCAPES)),
    "AsyncAPI": ("not-openapi", text("asyncapi: 2.6.0\ninfo: {title: T}\n")),
    "a JSON Schema": ("not-openapi", text('{"$schema": "https://json-schema.org/draft/2020-12/schema"}')),
    "no info": (SERVED, text("openapi: 3.0.3\npaths: {/ok: {get: {responses: {'200': {description: d}}}}}\n")),
    "no paths": ("missing-paths", text(HEAD)),
    "info that is a list": (SERVED, api(info=[1])),
    "paths that are a list": ("paths-not-mapping", text(HEAD + "paths: [/a, /b]\n")),
    "paths that are text": ("paths-not-mapping", text(HEAD + "paths: /a\n")),
    "paths that are null": ("paths-not-mapping", text(HEAD + "paths:\n")),
    "path items that are none": ("path-item-not-mapping", api({"/a": None, "/b": [], "/c": "x", "/d": 5, "/e": True})),
    "operations that are none": (
        "operation-not-mapping",
        api({"/a": {"get": None, "put": [], "post": "x", "delete": 5}}),
    ),
    "odd methods": (SERVED, api({"/a": {"GET": {}, "Get": {}, "copy": {}, "get ": {}, "": {}, "200": {}}})),
    "odd responses": (
        SERVED,
        api({"/a": {"get": {"responses": {"99": {}, "6XX": {}, "20X": {}, "": {}, "ok": {}, "1e2": {}, "999": {}}}}}),
    ),
    "responses that are a list": ("responses-not-mapping", api({"/a": {"get": {"responses": [{"description": "d"}]}}})),
    "responses that are null": (SERVED, api({"/a": {"get": {"responses": None}}, "/b": {"get": {"responses": {}}}})),
    "a response that is text": (SERVED, response("fine")),
    "content that is a list": (SERVED, response({"description": "d", "content": ["application/json"]})),
    "a media type that is null": (SERVED, response({"description": "d", "content": {"application/json": None}})),
    "no parameters": (SERVED, api({"/a": {"parameters": {"name": "a"}, "get": {"parameters": "x", "responses": {}}}})),
    "parameters that are none": (SERVED, parameters(None, 5, [], "x", {}, {"name": 5, "in": 5}, {"name": "a"})),
    "a parameter twice": (
        SERVED,
        parameters(*[{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}] * 3),
    ),
    "a parameter of an odd place": (SERVED, parameters({"name": "a", "in": "body", "schema": {}}, {"in": "moon"})),
    "a parameter of an odd style": (
        SERVED,
        parameters({"name": "id", "in": "path", "style": "origami", "explode": "x", "schema": {"type": "object"}}),
    ),
    "headers with odd names": (
        SERVED,
        parameters(*({"name": name, "in": "header", "required": True} for name in ("a b", "", "a\r\nb", "ä", ":"))),
    ),
    "an open brace": (SERVED, path("/a/{")),
    "braces around nothing": (SERVED, path("/a/{}")),
    "braces in braces": (SERVED, path("/a/{b{c}}")),
    "braces side by side": (SERVED, path("/a/{a}{b}")),
    "braces that close": (SERVED, path("/a/}")),
    "a name twice in a path": (SERVED, path("/a/{a}/{a}")),
    "paths that are equal": (
        SERVED,
        api({f"/a/{{{name}}}": {"get": {"responses": {"200": {"description": "d"}}}} for name in "abc"}),
    ),
    "a path without a slash": ("path-without-slash", path("a/b")),
    "a path that is empty": ("path-without-slash", path("")),
    "a path with a query": (SERVED, path("/a?b={c}#d")),
    "a path that is a URL": ("path-without-slash", path("http://a.test/b")),
    "a path upwards": (SERVED, path("/../../a/./b")),
    "a path of odd octets": (SERVED, path("/%zz/%00/%2f/\x00/\n/\u202e/ä/😀/ ")),
    "a path of patterns": (SERVED, path("/a/{id:[0-9]+}/{rest:path}/*/(a+)+$")),
    "keys that are numbers": ("path-without-slash", text(HEAD + "paths:\n  5: {}\n")),
    "statuses that are numbers": (SERVED, text(HEAD + "paths: {/a: {get: {responses: {200: {description: d}}}}}\n")),
    "keys that are true": (
        "path-without-slash",
        text(HEAD + "paths:\n  on: {get: {}}\n  /a: {yes: {}, no: {}, ~: {}}\n"),
    ),
    "types that are none": (
        SERVED,
        schema({"type": 5, "properties": [1], "items": "x", "required": {}, "enum": 5, "allOf": {}, "pattern": 5}),
    ),
    "everything is text": (
        SERVED,
        api(servers="x", components="x", security="x", tags="x", webhooks="x", externalDocs="x", info="x"),
    ),
    "everything is a list": (SERVED, api(servers=[1], components=[1], security=[1], tags=[1], webhooks=[1], info=[1])),
    "everything is null": (
        SERVED,
        api(servers=None, components=None, security=None, tags=None, webhooks=None, info=None),
    ),
    "components that are none": (
        SERVED,
        api(components={"schemas": [1], "responses": 5, "securitySchemes": "x", "": {}, "parameters": {"a": None}}),
    ),
    "servers that are no URLs": (
        SERVED,
        api(
            servers=[
                *({"url": url} for url in (":", "http://[", "", "//", "{", "{a}", "http://a:99999/", "\x00", 5, None)),
                {"url": "/{v}", "variables": {"v": {}}},
                {"url": "/{w}", "variables": {"w": {"default": {"a": 1}, "enum": 5}}},
                {"url": "/{x}", "variables": [1]},
                5,
            ]
        ),
    ),
    "a thousand servers": (SERVED, api(servers=[{"url": f"/v{n}"} for n in range(1000)])),
    "security that there is not": (SERVED, api(security=[{"nothing": []}, {"other": 5}, 5, None])),
    "security that is odd": (
        SERVED,
        api(
            {"/a": {"get": {"responses": {}, "security": [{"a": []}, {"b": []}, {"c": []}, {"d": []}]}}},
            components={
                "securitySchemes": {
                    "a": {"type": "apiKey", "in": "moon", "name": 5},
                    "b": {"type": "http", "scheme": "a\r\nb"},
                    "c": {"type": "apiKey", "in": "header", "name": "X-Key\r\nSet-Cookie: a"},
                    "d": 5,
                }
            },
        ),
    ),
    "Swagger 2.0 that is odd": (
        SERVED,
        text(
            '{"swagger": "2.0", "host": 5, "basePath": ["x"], "schemes": "http", "consumes": 5, "produces": [5, ""],'
            '"definitions": [], "paths": {"/a": {"get": {"parameters": [{"in": "body"}, {"in": "formData", "name": 5,'
            '"type": "file"}], "responses": {"200": {"schema": 5, "examples": [], "headers": {"X": {"type": 5}}}}}}}}'
        ),
    ),
    "additional operations that are odd": (
        SERVED,
        api({"/a": {"additionalOperations": {"A B": {}, "get": {}, "": {}, "X\r\n": {}}}}, openapi="3.2.0"),
    ),
}

# --- references -----------------------------------------------------------------------------------------------------

SCHEMA_RING: Final = {
    **ring("schemas"),
    "Self": {"$ref": "#/components/schemas/Self"},
    "All": {"allOf": [{"$ref": "#/components/schemas/All"}]},
    "One": {
        "oneOf": [
            {"$ref": "#/components/schemas/One"},
            {"type": "array", "items": {"$ref": "#/components/schemas/One"}},
        ]
    },
    "Needs": {"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#/components/schemas/Needs"}}},
    "Anchor": {"$anchor": "x", "$ref": "#x"},
}

REFERENCES: Final[Mapping[str, tuple[str, Octets]]] = {
    **{
        f"a ring of schemas, {name}": (
            SERVED,
            schema({"$ref": f"#/components/schemas/{name}"}, components={"schemas": SCHEMA_RING}),
        )
        for name in ("A", "Self", "All", "One", "Needs", "Anchor")
    },
    "a ring of parameters": (
        SERVED,
        api(
            {"/a": {"get": {"parameters": [{"$ref": "#/components/parameters/A"}], "responses": {}}}},
            components={"parameters": ring("parameters")},
        ),
    ),
    "a ring of responses": (
        SERVED,
        api(
            {"/a": {"get": {"responses": {"200": {"$ref": "#/components/responses/A"}}}}},
            components={"responses": ring("responses")},
        ),
    ),
    "a ring of path items": (SERVED, api({"/a": {"$ref": "#/paths/~1b"}, "/b": {"$ref": "#/paths/~1a"}})),
    "a ring of bodies": (
        SERVED,
        api(
            {"/a": {"post": {"requestBody": {"$ref": "#/components/requestBodies/A"}, "responses": {}}}},
            components={"requestBodies": ring("requestBodies")},
        ),
    ),
    "a ring of examples": (
        SERVED,
        api(
            {
                "/a": {
                    "get": {
                        "responses": {
                            "200": {
                                "description": "d",
                                "content": {
                                    "application/json": {"examples": {"a": {"$ref": "#/components/examples/A"}}}
                                },
                            }
                        }
                    }
                }
            },
            components={"examples": ring("examples")},
        ),
    ),
    **{
        f"a reference: {ascii(to)[1:40]}": (SERVED, reference(to))
        for to in (
            "http://127.0.0.1:9/secret.yaml",
            "https://127.0.0.1:9/secret.yaml",
            "ftp://127.0.0.1:9/secret.yaml",
            "gopher://127.0.0.1:9/x",
            "data:application/json,{}",
            "file:///etc/passwd",
            "file://127.0.0.1/etc/passwd",
            "//127.0.0.1:9/etc/passwd",
            "\\\\127.0.0.1\\share\\x.yaml",
            "/etc/passwd",
            "../../../../../../../../etc/passwd",
            "..%2f..%2f..%2f..%2fetc%2fpasswd",
            "%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
            "/dev/zero",
            "/dev/stdin",
            "/proc/self/environ",
            "outside.yaml",
            "pipe",
            "link.yaml#/x",
            "missing.yaml#/a/b",
            ".",
            "",
            "#",
            "#/",
            "#/paths/~1ok/get/responses/200/description",
            "#/components/schemas/~2~/%zz",
            "#a b\r\n",
            "http://[::1/x",
            "a\x00b.yaml",
            "?query",
            "x" * 100_000,
        )
    },
    "references that are none": (
        SERVED,
        api(
            {
                "/a": {"$ref": 5},
                "/b": {
                    "get": {"parameters": [{"$ref": None}], "responses": {"200": {"$ref": []}, "201": {"$ref": {}}}}
                },
            }
        ),
    ),
}

# --- texts that aim at who reads them -------------------------------------------------------------------------------

NAMES: Final[Mapping[str, tuple[str, Octets]]] = {
    "escapes in the title": (SERVED, api(info={"title": ESCAPES, "version": ESCAPES, "description": ESCAPES})),
    "escapes in a path": (SERVED, path(f"/a{ESCAPES}")),
    "escapes in a parameter": (SERVED, parameters({"name": ESCAPES, "in": ESCAPES, "style": ESCAPES})),
    "escapes in a summary": (
        SERVED,
        api(
            {
                "/a": {
                    "get": {
                        "summary": ESCAPES,
                        "operationId": ESCAPES,
                        "responses": {ESCAPES: {"description": ESCAPES}},
                    }
                }
            }
        ),
    ),
    "escapes in a key": (SERVED, api(**{ESCAPES: 1})),
    "escapes in a reference": (SERVED, reference(f"#/{ESCAPES}")),
    "escapes in a file's name": (SERVED, reference(f"{ESCAPES}.yaml")),
    "escapes in a server": (SERVED, api(servers=[{"url": f"/{ESCAPES}"}])),
    "escapes in a pattern": (
        SERVED,
        schema({"type": "string", "pattern": f"[{ESCAPES}", "format": ESCAPES, "type2": 1}),
    ),
    "markup in names": (
        SERVED,
        api(
            {"/<script>alert(1)</script>": {"get": {"summary": "<img src=x onerror=alert(1)>", "responses": {}}}},
            info={"title": "</title><script>alert(1)</script>", "version": "'\"><svg onload=alert(1)>"},
        ),
    ),
    "fields in fields": (
        SERVED,
        response(
            {
                "description": "d",
                "headers": {
                    "X-Split": {"schema": {"type": "string"}, "example": "a\r\nSet-Cookie: stolen=1\r\n\r\n<html>"},
                    "X-Text\r\nSet-Cookie: stolen=2": {"schema": {"type": "string"}, "example": "a"},
                    "X Space": {"example": "a"},
                    "": {"example": "a"},
                    "X-Umlaut": {"schema": {"type": "string"}, "example": "ä你😀\ud800\x00\x1b"},
                    "Content-Length": {"example": "5"},
                    "Transfer-Encoding": {"example": "chunked"},
                    "Connection": {"example": "upgrade"},
                    "Date": {"example": "never"},
                    "X-Null": None,
                    "X-Long": {"example": "x" * 1_000_000},
                },
            }
        ),
    ),
    "fields in media types": (
        SERVED,
        response(
            {
                "description": "d",
                "content": {
                    name: {"schema": {"type": "string"}}
                    for name in (
                        "a/b\r\nSet-Cookie: stolen=1",
                        "json",
                        "",
                        "/",
                        "a/",
                        "a/b;",
                        "a/b; c",
                        "ä/ö",
                        "*/*/*",
                        "a b/c",
                    )
                },
            }
        ),
    ),
    "statuses in words": (SERVED, response({"description": "d"}, "200 OK\r\nSet-Cookie: stolen=1")),
    "interim statuses": (
        SERVED,
        api(
            {
                f"/s{n}": {"get": {"responses": {str(n): {"description": "d"}}}}
                for n in (100, 101, 103, 204, 205, 304, 599)
            }
        ),
    ),
    "a link to elsewhere": (
        SERVED,
        response(
            {
                "description": "d",
                "links": {
                    "a": {"operationId": ESCAPES, "parameters": {"x": "$request.body#/\r\n"}, "server": 5},
                    "b": 5,
                },
            },
            "201",
        ),
    ),
    "data in an example": (
        SERVED,
        response(
            {
                "description": "d",
                "content": {
                    "application/json": {
                        "examples": {
                            ESCAPES: {"value": ESCAPES},
                            "far": {"externalValue": "http://127.0.0.1:9/secret"},
                            "file": {"externalValue": "file:///etc/passwd"},
                            "up": {"externalValue": "../../../../etc/passwd"},
                            "device": {"externalValue": "/dev/zero"},
                            "data": {"externalValue": "data:;base64," + b64encode(b"x").decode()},
                        }
                    }
                },
            }
        ),
    ),
}

DOCUMENTS: Final[Mapping[str, tuple[str, Octets]]] = {**SYNTAX, **BOMBS, **STRUCTURE, **REFERENCES, **NAMES}


# --- what only looks like a file ------------------------------------------------------------------------------------


def folder(where: Path) -> Path:
    """A folder without a document."""
    return where


def device(_: Path) -> Path:
    """A file without end."""
    return Path("/dev/zero")


def full(_: Path) -> Path:
    """A device that has nothing."""
    return Path("/dev/null")


def pipe(where: Path) -> Path:
    """A pipe that nobody writes to."""
    os.mkfifo(where / "pipe.yaml")
    return where / "pipe.yaml"


def loop(where: Path) -> Path:
    """A link to itself."""
    (where / "loop.yaml").symlink_to(where / "loop.yaml")
    return where / "loop.yaml"


def dangling(where: Path) -> Path:
    """A link to nothing."""
    (where / "dangling.yaml").symlink_to(where / "nothing.yaml")
    return where / "dangling.yaml"


def missing(where: Path) -> Path:
    """A name that nothing has."""
    return where / "missing.yaml"


def below_file(where: Path) -> Path:
    """A path through a file, as if it were a folder."""
    (where / "a.yaml").write_text(WELL)
    return where / "a.yaml" / "b.yaml"


def long_name(where: Path) -> Path:
    """A name that no file system takes."""
    return where / ("x" * 5000)


def process(_: Path) -> Path:
    """A file whose size is said to be nothing."""
    return Path("/proc/self/environ")


FILES: Final[Mapping[str, Callable[[Path], Path]]] = {
    (make.__doc__ or "").rstrip("."): make
    for make in (folder, device, full, pipe, loop, dangling, missing, below_file, long_name, process)
}
