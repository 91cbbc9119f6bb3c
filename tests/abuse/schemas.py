"""Schemas that ask for too much, for nothing, or for what cannot be: each is served, and asked for.

What is asserted of all of them: the answer comes soon, is small, and is valid or a refusal.
"""

from __future__ import annotations

from typing import Any, Final

Json = Any


def nested(depth: int, schema: Json) -> Json:
    """Arrays of arrays, each of which has to have items."""
    for _ in range(depth):
        schema = {"type": "array", "minItems": 4, "items": schema}
    return schema


def nested_lists(depth: int) -> Json:
    """A list in a list in a list."""
    value: Json = []
    for _ in range(depth):
        value = [value]
    return value


def halls(depth: int) -> Json:
    """Objects whose every property is an object of the same kind: 6 to the power of the depth values."""
    schema: Json = {"type": "string"}
    for _ in range(depth):
        names = [f"p{number}" for number in range(6)]
        schema = {"type": "object", "required": names, "properties": dict.fromkeys(names, schema)}
    return schema


def ring(*names: str) -> dict[str, Json]:
    """Schemas that are each other's `$ref`, in a ring."""
    return {
        name: {"$ref": f"#/components/schemas/{after}"}
        for name, after in zip(names, (*names[1:], names[0]), strict=True)
    }


COMPONENTS: Final[dict[str, Json]] = {
    **ring("RingA", "RingB", "RingC"),
    "Self": {"$ref": "#/components/schemas/Self"},
    "AllOfRing": {"allOf": [{"$ref": "#/components/schemas/AllOfRing"}]},
    "OneOfRing": {"oneOf": [{"$ref": "#/components/schemas/OneOfRing"}, {"$ref": "#/components/schemas/OneOfRing"}]},
    "NotRing": {"not": {"$ref": "#/components/schemas/NotRing"}},
    "Needs": {"type": "object", "required": ["me"], "properties": {"me": {"$ref": "#/components/schemas/Needs"}}},
    "NeedsMany": {
        "type": "object",
        "required": [f"p{number}" for number in range(20)],
        "properties": {f"p{number}": {"$ref": "#/components/schemas/NeedsMany"} for number in range(20)},
    },
    "Tree": {"type": "array", "minItems": 3, "items": {"$ref": "#/components/schemas/Tree"}},
    "Bush": {
        "type": "object",
        "properties": {f"p{number}": {"$ref": "#/components/schemas/Bush"} for number in range(50)},
    },
    "Maze": {
        "anyOf": [
            {"type": "array", "items": {"$ref": "#/components/schemas/Maze"}},
            {"$ref": "#/components/schemas/Needs"},
        ]
    },
    "Anchor": {"$id": "https://a.test/a", "$ref": "#there", "$defs": {"x": {"$anchor": "there", "$ref": "#there"}}},
    "Dynamic": {
        "$dynamicAnchor": "node",
        "type": "object",
        "required": ["next"],
        "properties": {"next": {"$dynamicRef": "#node"}},
    },
    "Mapping": {
        "oneOf": [{"$ref": "#/components/schemas/Mapping"}],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"a": "#/components/schemas/Mapping", "b": "http://127.0.0.1:9/x"},
        },
    },
}

_TEXT: Final = {"type": "string"}

SCHEMAS: Final[dict[str, Json]] = {
    **{f"component {name}": {"$ref": f"#/components/schemas/{name}"} for name in COMPONENTS},
    # too much
    "a long string": {**_TEXT, "minLength": 1_000_000_000},
    "a longer string": {**_TEXT, "minLength": 10**30},
    "a string of a float length": {**_TEXT, "minLength": 1e9},
    "many items": {"type": "array", "minItems": 1_000_000_000, "items": _TEXT},
    "more items": {"type": "array", "minItems": 10**30, "items": _TEXT},
    "many different items": {"type": "array", "minItems": 100_000, "uniqueItems": True, "items": {"type": "integer"}},
    "different items that cannot be": {
        "type": "array",
        "minItems": 3,
        "uniqueItems": True,
        "items": {"type": "boolean"},
    },
    "many items that contain": {"type": "array", "contains": {"const": 1}, "minContains": 1_000_000_000},
    "many properties": {"type": "object", "minProperties": 1_000_000_000},
    "many properties with names": {"type": "object", "minProperties": 100_000, "propertyNames": {"pattern": "^[a-z]$"}},
    "arrays in arrays": nested(12, _TEXT),
    "halls of halls": halls(5),
    "many prefix items": {"type": "array", "prefixItems": [_TEXT] * 5000, "minItems": 5000},
    "many required": {"type": "object", "required": [f"p{number}" for number in range(5000)]},
    "many branches": {"oneOf": [{"type": "integer", "multipleOf": number} for number in range(1, 500)]},
    "many all": {"allOf": [{"type": "object", "required": [f"p{number}"]} for number in range(1000)]},
    "very many all": {"allOf": [{"type": "object", "required": [f"p{number}"]} for number in range(10_000)]},
    "very many names": {
        "allOf": [
            {"propertyNames": {"maxLength": 9}, "additionalProperties": {}, "required": [f"p{n}"]} for n in range(3_000)
        ]
    },
    "very many properties": {
        "type": "object",
        "required": [f"p{number}" for number in range(10_000)],
        "properties": {f"p{number}": _TEXT for number in range(10_000)},
    },
    "branches of branches": {
        "allOf": [{"oneOf": [{"required": [f"a{n}"]}, {"required": [f"b{n}"]}]} for n in range(20)]
    },
    "any of any": {"allOf": [{"anyOf": [{"multipleOf": 2 + n}, {"minimum": n}]} for n in range(30)], "type": "integer"},
    "conditions": {"allOf": [{"if": {"required": [f"a{n}"]}, "then": {"required": [f"a{n + 1}"]}} for n in range(200)]},
    "dependents": {
        "type": "object",
        "required": ["a0"],
        "dependentRequired": {f"a{n}": [f"a{n + 1}"] for n in range(500)},
    },
    "a deep schema": {"$ref": "#/components/schemas/Deep"},
    "a large enum": {"enum": list(range(50_000))},
    "a large example": {"type": "array", "example": list(range(50_000))},
    # numbers
    "tiny steps": {"type": "number", "multipleOf": 1e-300},
    "tiny steps between": {"type": "number", "multipleOf": 1e-300, "minimum": 1, "maximum": 2},
    "large steps": {"type": "number", "multipleOf": 1e300, "minimum": 1, "maximum": 2},
    "steps of nothing": {"type": "number", "multipleOf": 0},
    "steps back": {"type": "number", "multipleOf": -3},
    "a large minimum": {"type": "number", "minimum": 1e308, "exclusiveMinimum": 1e308},
    "an integer of 300 digits": {"type": "integer", "minimum": 10**300},
    "integers between none": {"type": "integer", "minimum": 0.2, "maximum": 0.7},
    "a narrow number": {"type": "number", "exclusiveMinimum": 1, "exclusiveMaximum": 1.0000000000000002},
    "steps that do not meet": {"type": "integer", "multipleOf": 999_999_937, "minimum": 1, "maximum": 999_999_936},
    "steps of two primes": {
        "allOf": [{"multipleOf": 999_999_937}, {"multipleOf": 998_244_353}],
        "type": "integer",
        "minimum": 1,
    },
    "bounds that are text": {"type": "integer", "minimum": "1", "maximum": "a"},
    "bounds that are lists": {"type": "string", "minLength": [], "maxLength": {}},
    # patterns
    "a pattern that explodes": {**_TEXT, "pattern": "^(a+)+$"},
    "a pattern that explodes with an end": {**_TEXT, "pattern": "^(a|a)*b$", "maxLength": 40},
    "a pattern that looks": {**_TEXT, "pattern": "^(?=.*[A-Z])(?=.*[a-z])(?=.*\\d)(?=.*[^\\w]).{8,}$"},
    "a pattern that cannot be": {**_TEXT, "pattern": "^(?!.*).+$"},
    "a pattern that looks for nothing": {**_TEXT, "pattern": "^(?=a)b$"},
    "a pattern of references": {**_TEXT, "pattern": "^(.)(.)\\2\\1(?:\\1\\2){50}$"},
    "a pattern that repeats": {**_TEXT, "pattern": "^(((a{1000}){1000}){1000}){1000}$"},
    "a pattern that counts": {**_TEXT, "pattern": "^a{2147483647}$"},
    "a pattern that counts further": {**_TEXT, "pattern": "^a{99999999999999999999}$"},
    "a pattern of many ways": {**_TEXT, "pattern": "^(" + "|".join(f"a{n}b?" for n in range(800)) + ")*$"},
    "a pattern of depth": {**_TEXT, "pattern": "(" * 500 + "a" + ")" * 500},
    "a long pattern": {**_TEXT, "pattern": "a?" * 4000 + "a" * 4000},
    "a pattern that is none": {**_TEXT, "pattern": "([a-z"},
    "a pattern backwards": {**_TEXT, "pattern": "^[z-a]$"},
    "a pattern of all": {**_TEXT, "pattern": "^[\\s\\S]{0,}$", "minLength": 1_000_000},
    "a pattern and a length": {**_TEXT, "pattern": "^(ab|abc|abcd)+$", "minLength": 9_000, "maxLength": 9_001},
    "a pattern with NUL": {**_TEXT, "pattern": "^\\u0000+\\r\\n$"},
    "properties of patterns": {
        "type": "object",
        "patternProperties": {"^(a+)+$": _TEXT, "(": _TEXT},
        "minProperties": 3,
    },
    # what cannot be
    "false": False,
    "nothing": {"not": {}},
    "no type": {"type": []},
    "an unknown type": {"type": "strnig"},
    "types of types": {"type": [["string"]]},
    "a type that is a number": {"type": 5},
    "an empty enum": {"enum": []},
    "an enum that is an object": {"enum": {"a": 1}},
    "a const against its type": {"type": "string", "const": 5},
    "none of one": {"oneOf": []},
    "all alike": {"oneOf": [{}, {}]},
    "more than the most": {"type": "string", "minLength": 5, "maxLength": 2},
    "items that are a list": {"type": "array", "minItems": 2, "items": [{"type": "string"}]},
    "properties that are a list": {"type": "object", "properties": ["a"], "required": "a"},
    "a schema that is text": "string",
    "a schema that is a list": [{"type": "string"}],
    "a schema that is null": None,
    "a reference that is a number": {"$ref": 5},
    "a reference into text": {"$ref": "#/info/title/x"},
    "a reference to everything": {"$ref": "#"},
    "a reference with odd escapes": {"$ref": "#/components/schemas/~2~/%zz"},
    "a reference to the web": {"$ref": "http://127.0.0.1:9/secret.yaml"},
    "a reference to a file": {"$ref": "file:///etc/passwd"},
    "a reference to a share": {"$ref": "//127.0.0.1/etc/passwd"},
    "a reference above": {"$ref": "../../../../../../etc/passwd"},
    "a reference to a device": {"$ref": "/dev/zero"},
    "a reference to data": {"$ref": "data:application/json,{}"},
    "a reference of odd brackets": {"$ref": "http://[::1/x"},
    "a reference with NUL": {"$ref": "a\x00b.yaml"},
    # odd names
    "odd names": {
        "type": "object",
        "required": ["", "\x00", "a\r\nb", "__proto__", "\ud83d\ude00", "x" * 10_000],
        "minProperties": 6,
    },
    "names of objects": {
        "type": "object",
        "required": ["__class__", "constructor", "$ref", "toString"],
        "properties": {"$ref": _TEXT},
    },
    "odd formats": {**_TEXT, "format": "../../x"},
    "a format that is a list": {**_TEXT, "format": ["date"]},
    "faker asked for a secret": {**_TEXT, "x-faker": "__class__.__init__"},
    "faker asked for code": {**_TEXT, "x-faker": {"helpers.fake": ["{{__import__('os').system('id')}}"]}},
    "faker asked for a long word": {**_TEXT, "x-faker": {"string.alphanumeric": 10**9}},
    "faker asked for many": {"type": "array", "items": _TEXT, "x-faker": {"helpers.arrayElements": [["a"], 10**9]}},
    "faker asked for no number": {
        "type": "number",
        "x-faker": {"number.float": {"min": "x", "max": [], "fractionDigits": 1e300}},
    },
    "faker asked for numbers without end": {
        "type": "integer",
        "x-faker": {"number.int": {"min": -(10**400), "max": 1e308}},
    },
}

EXAMPLES: Final[dict[str, Json]] = {
    "half a character": "\ud800",
    "half a character in a name": {"\udfff": 1},
    "a long number": 10**300,
    "a field in a text": "a\r\nSet-Cookie: b=1",
    "markup": "<script>alert(1)</script>]]>&\x00\x0b",
    "a deep example": nested_lists(200),
}


def document() -> dict[str, Json]:
    """All of them in one document, each at a path of its own; and /ok, which is what everybody else asks for."""
    schemas = {f"S{number}": schema for number, schema in enumerate(SCHEMAS.values())}
    paths = {f"/schemas/{number}": _path({"$ref": f"#/components/schemas/S{number}"}) for number in range(len(SCHEMAS))}
    examples = {f"/examples/{number}": _path({"example": example}) for number, example in enumerate(EXAMPLES.values())}
    return {
        "openapi": "3.1.0",
        "info": {"title": "too much, too little, and what cannot be", "version": "1"},
        "paths": {"/ok": {"get": {"responses": {"200": _response({"const": "ok"})}}}, **paths, **examples},
        "components": {"schemas": {**COMPONENTS, "Deep": _deep(220), **schemas}},
    }


def _path(schema: Json) -> Json:
    body = {"content": {name: {"schema": schema} for name in CONTENTS}}
    parameter = {"name": "q", "in": "query", "schema": schema}
    return {
        "get": {"responses": {"200": _response(schema)}},
        "post": {"parameters": [parameter], "requestBody": body, "responses": {"204": {"description": "taken"}}},
    }


def _response(schema: Json) -> Json:
    content = {name: {"schema": schema} for name in MEDIA_TYPES}
    return {"description": "as it is", "headers": {"X-Made": {"schema": schema}}, "content": content}


def _deep(depth: int) -> Json:
    schema: Json = {"type": "string"}
    for _ in range(depth):
        schema = {"type": "object", "required": ["a"], "properties": {"a": schema}}
    return schema


MEDIA_TYPES: Final = (
    "application/json", "application/xml", "text/plain", "text/csv", "application/x-www-form-urlencoded",
    "multipart/form-data", "image/png",
)  # fmt: skip

_NAMES: Final = b",".join(b'"k%d":1' % number for number in range(20_000))
_PART: Final = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
CONTENTS: Final[dict[str, tuple[bytes, ...]]] = {
    "application/json": (
        b'"' + b"a" * 100_000 + b'!"',
        b"[" * 100_000,
        b"[" * 900 + b"]" * 900,
        b'{"me":' * 400 + b"1" + b"}" * 400,
        b"[" + b"1.5," * 50_000 + b"1e-300]",
        b"{" + _NAMES + b"}",
        b"9" * 5000,
        b"1e400",
        b'"\\ud800"',
        b"\xff",
        b"",
    ),
    "application/x-www-form-urlencoded": (
        b"a=1&" * 20_000,
        b"a[b][c]=1&a[b]=2",
        b"a" + b"[b]" * 5000 + b"=1",
        b"%zz=%",
    ),
    "application/xml": (
        b"<a>" * 5000,
        b"<a>" * 200 + b"</a>" * 200,
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b"<a>" + b"<b/>" * 50_000 + b"</a>",
    ),
    "text/plain": (b"a" * 100_000 + b"!", b"\xff\xfe\x00"),
    "multipart/form-data; boundary=x": (_PART * 5000 + b"--x--", b"--x" * 10_000, b"--x\r\n" * 20_000 + b"--x--", b""),
}
