"""The declared response headers: each is sent, with its example or a made value, in the style `simple`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mockserver.document.model import ABSENT, DeclaredResponse, Header
from mockserver.http.fields import clean_value, is_field_name
from mockserver.mock.json_writing import json_bytes
from mockserver.mock.styles import serialize_simple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from mockserver.mock.content import Maker

_OURS: Final = frozenset({"content-type", "allow"})
"""Fields that are told from what is sent, not from what is declared.

OAS Response Object: "If a response header is defined with the name "Content-Type", it SHALL be ignored." And Allow must
be true (RFC 9110, section 10.2.1). What else must not be sent as declared, `http.known_fields` knows.
"""


def declared_fields(declared: DeclaredResponse, maker: Maker, random: Random) -> Iterator[tuple[str, str]]:
    """A field for each declared header that can be sent: pairs of lower-case name and value."""
    sent: set[str] = set()
    for header in declared.headers.values():
        name = header.name.lower()
        # Two that differ in case alone are one field, which is not sent twice (RFC 9110, section 5.3).
        if name not in _OURS and name not in sent and is_field_name(name):
            sent.add(name)
            yield name, clean_value(_text(header, _value(header, maker, random)))


def _value(header: Header, maker: Maker, random: Random) -> Any:
    example = next((each for each in header.examples.values() if each.value is not ABSENT), None)
    if example is not None:
        return example.value
    schema = header.schema or (header.content.schema if header.content else None)
    if header.content and header.content.examples:
        return next(iter(header.content.examples.values())).value
    return maker.value(schema, random).value if schema else ""


def _text(header: Header, value: Any) -> str:
    if header.content is not None and not isinstance(value, str):
        return json_bytes(value).decode()
    return serialize_simple(value, header.explode)
