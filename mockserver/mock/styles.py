"""A value as the text of a parameter or of a response field: OAS `style` and `explode`.

Knows the table of OAS 3.2, Parameter Object, "Style Examples", with the percent-encoding of RFC 6570. Does not know
where the text goes: `styled` gives what stands in the path, query or Cookie field for one parameter, without `?` or `&`
before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from mockserver.http.fields import clean_value
from mockserver.mock.json_writing import compact

LARGEST_EXACT_INTEGER = 2**53

PATH_RESERVED: Final = ":@!$&'()*+,;="
"""RFC 3986 `reserved` less "/", "?" and "#", which OAS forbids in a path parameter, and the brackets, which no path may
hold.
"""

QUERY_RESERVED: Final = ":/?@!$'()*,;="
"""RFC 3986 `reserved` less what a query cannot hold (`#`, `[`, `]`) or would be read otherwise (`&`, `+`).

"Applications are still responsible for percent-encoding reserved characters that are not allowed in the target media
type" -- OAS 3.2, Encoding Object, allowReserved.
"""

_TRIPLE = re.compile(r"%[0-9A-Fa-f]{2}")

Encode = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Form:
    """How one style writes: what begins the whole, what separates values, what separates exploded ones."""

    begin: str
    comma: str
    separator: str
    named: bool
    """Whether the parameter's name stands before a value that is not exploded."""
    equals_when_empty: bool = True
    """RFC 6570: `;color` of an empty value, but `?color=`."""
    reserved: str = QUERY_RESERVED
    undefined: bool = False
    """Whether the name is written, with nothing behind it, for a value that is null or empty."""


# OAS 3.2, Parameter Object, "Style Values". A cell that OAS leaves undefined is written as the nearest defined one:
# an exploded delimited array as `form` would, a primitive as name=value.
_FORMS: Final[Mapping[str, _Form]] = {
    "simple": _Form("", ",", ",", named=False, reserved=PATH_RESERVED),
    "label": _Form(".", ",", ".", named=False, reserved=PATH_RESERVED),
    "matrix": _Form(";", ",", ";", named=True, equals_when_empty=False, reserved=PATH_RESERVED),
    "form": _Form("", ",", "&", named=True, undefined=True),
    "spaceDelimited": _Form("", "%20", "&", named=True, undefined=True),
    "pipeDelimited": _Form("", "%7C", "&", named=True, undefined=True),
    "tabDelimited": _Form("", "%09", "&", named=True, undefined=True),
    "deepObject": _Form("", ",", "&", named=True, undefined=True),
    "cookie": _Form("", ",", "; ", named=True, undefined=True),
}
STYLES: Final = tuple(_FORMS)


def primitive(value: Any) -> str:
    """The text of a value inside a style: a string as it is, JSON's words for the rest, JSON itself for what is nested.

    >>> primitive(True), primitive(1.0), primitive(None), primitive([1, "a"])
    ('true', '1', '', '[1,"a"]')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value == value // 1 and abs(value) < LARGEST_EXACT_INTEGER:
        # 1.0 is an integer to JSON Schema, but "1.0" is none to those who read it from text.
        return str(int(value))
    return compact(value)


def serialize_simple(value: Any, explode: bool = False) -> str:  # noqa: FBT001, FBT002 -- the name of OAS
    """The value of a response field in the style `simple`, not percent-encoded but where a field could not hold it.

    >>> serialize_simple({"R": 100, "G": 200}, explode=True)
    'R=100,G=200'
    """
    return clean_value(_written("", value, _FORMS["simple"], explode=explode, encode=str))


def styled(
    name: str, value: Any, *, style: str = "form", explode: bool | None = None, allow_reserved: bool = False
) -> str:
    """The text of one parameter. An unknown style is taken for `form`; `explode` defaults as OAS says.

    >>> styled("color", ["blue", "black"])
    'color=blue&color=black'
    """
    form = _FORMS.get(style, _FORMS["form"])
    encode = str if style == "cookie" else _encoder(form.reserved if allow_reserved else "")
    if style == "deepObject" and isinstance(value, Mapping):
        return "&".join(_deep(encode(name), value, encode))
    # "When style is form or cookie, the default value is true. For all other styles, the default value is false."
    # -- OAS 3.2, Parameter Object
    exploded = form.undefined and style in {"form", "cookie"} if explode is None else explode
    return _written(encode(name), value, form, explode=exploded, encode=encode)


def _written(name: str, value: Any, form: _Form, *, explode: bool, encode: Encode) -> str:
    if _is_undefined(value):
        return f"{name}=" if form.undefined else ""
    if isinstance(value, Mapping):
        return _object(name, value, form, explode=explode, encode=encode)
    if isinstance(value, (list, tuple)):
        return _array(name, value, form, explode=explode, encode=encode)
    return form.begin + _named(name, encode(primitive(value)), form)


def _is_undefined(value: Any) -> bool:
    """RFC 6570, section 2.3: null, an empty list, and an object without defined members have no value."""
    if isinstance(value, Mapping):
        return all(member is None for member in value.values())
    return all(item is None for item in value) if isinstance(value, (list, tuple)) else value is None


def _array(name: str, value: Any, form: _Form, *, explode: bool, encode: Encode) -> str:
    # A member that is null is undefined, and what is undefined is left out (RFC 6570, sections 2.3 and 3.2.1).
    texts = [encode(primitive(item)) for item in value if item is not None]
    if not explode:
        return form.begin + _named(name, form.comma.join(texts), form)
    return form.begin + form.separator.join(_named(name, text, form) for text in texts)


def _object(name: str, value: Mapping[str, Any], form: _Form, *, explode: bool, encode: Encode) -> str:
    pairs = [(encode(key), encode(primitive(member))) for key, member in value.items() if member is not None]
    if explode:
        return form.begin + form.separator.join(f"{key}={text}" for key, text in pairs)
    return form.begin + _named(name, form.comma.join(part for pair in pairs for part in pair), form)


def _named(name: str, text: str, form: _Form) -> str:
    if not form.named:
        return text
    return f"{name}={text}" if text or form.equals_when_empty else name


def _deep(path: str, value: Any, encode: Encode) -> list[str]:
    """`color[R]=100`; what is nested, which OAS leaves open, as most servers read it: `a[b][c]=1`, `a[b]=1&a[b]=2`."""
    if isinstance(value, Mapping):
        return [pair for key, member in value.items() for pair in _deep(f"{path}%5B{encode(key)}%5D", member, encode)]
    if isinstance(value, (list, tuple)):
        return [f"{path}={encode(primitive(item))}" for item in value]
    return [f"{path}={encode(primitive(value))}"]


def _encoder(reserved: str) -> Encode:
    def encode(text: str) -> str:
        if not reserved:
            return quote(text, safe="", errors="replace")
        # Reserved expansion lets percent-encoded triples pass (RFC 6570, section 3.2.3).
        triples = _TRIPLE.findall(text)
        pieces = [quote(piece, safe=reserved, errors="replace") for piece in _TRIPLE.split(text)]
        return "".join(piece + triple for piece, triple in zip(pieces, [*triples, ""], strict=True))

    return encode
