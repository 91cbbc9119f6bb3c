"""Forms: an object as `application/x-www-form-urlencoded`, property by property.

Knows OAS's Encoding Object (`contentType`, or `style`, `explode`, `allowReserved`) and the WHATWG URL standard's
percent-encoding of forms. `pairs` serves multipart/form-data, too, which encodes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote_plus

from mockserver.mock.json_writing import compact
from mockserver.mock.styles import QUERY_RESERVED, primitive

if TYPE_CHECKING:
    from mockserver.document.model import Encoding

Pair = tuple[str, str]
Encode = Callable[[str], str]

_DELIMITERS: Final = {"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}
_TRIPLE: Final = re.compile(r"(%[0-9A-Fa-f]{2})")


def form_text(value: Any, encodings: Mapping[str, Encoding]) -> str:
    """The value as a form's content: an object by its properties; a string is the text itself.

    >>> form_text({"name": "a + b", "tags": [1, 2]}, {})
    'name=a+%2B+b&tags=1&tags=2'
    """
    if isinstance(value, str):
        return value
    if not isinstance(value, Mapping):
        return "" if value is None else form_encoded(compact(value))
    found = [pair for name, member in value.items() for pair in _encoded_pairs(str(name), member, encodings.get(name))]
    return "&".join(f"{name}={text}" for name, text in found)


def form_encoded(text: str) -> str:
    """The text in the percent-encoding of forms: a space is `+`, and only letters, digits and `*-._` stay.

    "The application/x-www-form-urlencoded percent-encode set contains all code points, except the ASCII alphanumeric,
    U+002A (*), U+002D (-), U+002E (.), and U+005F (_)." -- URL standard, section 1.3
    """
    return quote_plus(text, safe="*", errors="replace").replace("~", "%7E")


def is_styled(encoding: Encoding | None) -> bool:
    """Whether an Encoding Object asks for a style, by which its `contentType` is ignored."""
    if encoding is None:
        return False
    # OAS 3.2, Encoding Object, of all three: "If a value is explicitly defined, then the value of contentType (implicit
    # or explicit) SHALL be ignored."
    return encoding.style is not None or encoding.explode is not None or encoding.allow_reserved


def pairs(name: str, value: Any, encoding: Encoding | None, *, encode: Encode) -> list[Pair]:
    """Names and texts of one property, each passed through `encode`, before delimiters are set between them."""
    style = (encoding.style if encoding else None) or "form"
    explode = encoding.explode if encoding and encoding.explode is not None else style == "form"
    if isinstance(value, Mapping) and style == "deepObject":
        return _deep(name, value, encode)
    if isinstance(value, Mapping) and explode:
        return [(encode(str(key)), encode(primitive(member))) for key, member in value.items()]
    if isinstance(value, (list, tuple)) and explode:
        return [(encode(name), encode(primitive(item))) for item in value]
    return [(encode(name), _joined(value, encode(_DELIMITERS[style]) if style in _DELIMITERS else ",", encode))]


def _encoded_pairs(name: str, value: Any, encoding: Encoding | None) -> list[Pair]:
    if is_styled(encoding):
        reserved = encoding is not None and encoding.allow_reserved
        return pairs(name, value, encoding, encode=_reserved_encoded if reserved else form_encoded)
    # "property values of the array type MUST be handled by applying the given Encoding Object to produce one encoded
    # value per array item, each with the same name" -- OAS 3.2, Encoding By Name
    values = value if isinstance(value, (list, tuple)) else [value]
    as_json = encoding is not None and encoding.content_type is not None and "json" in encoding.content_type
    return [(form_encoded(name), form_encoded(compact(each) if as_json else primitive(each))) for each in values]


def _reserved_encoded(text: str) -> str:
    """Reserved expansion (RFC 6570, section 3.2.3) as far as a form can hold it; triples pass through."""
    pieces = _TRIPLE.split(text)
    return "".join(
        piece if at % 2 else quote_plus(piece, safe=QUERY_RESERVED + "*", errors="replace")
        for at, piece in enumerate(pieces)
    )


def _joined(value: Any, delimiter: str, encode: Encode) -> str:
    if isinstance(value, Mapping):
        return delimiter.join(encode(primitive(part)) for pair in value.items() for part in pair)
    if isinstance(value, (list, tuple)):
        return delimiter.join(encode(primitive(item)) for item in value)
    return encode(primitive(value))


def _deep(path: str, value: Any, encode: Encode) -> list[Pair]:
    if isinstance(value, Mapping):
        return [pair for key, member in value.items() for pair in _deep(f"{path}[{key}]", member, encode)]
    if isinstance(value, (list, tuple)):
        return [(encode(path), encode(primitive(item))) for item in value]
    return [(encode(path), encode(primitive(value)))]
