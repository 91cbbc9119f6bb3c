"""Media types and ranges: parse, compare, classify (RFC 9110, sections 8.3.1 and 12.5.1; RFC 6838, RFC 6839).

Knows names and not contents. A name with a wildcard (`image/*`, `*/*`, `application/*+json`) is a range, and ranges
are legal wherever names are: OpenAPI documents declare them. Text that is no media type is None or False, never an
exception, in time linear in its length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from mockserver.http.fields import QUOTED_STRING, TOKEN, UNQUOTED, unquoted, word

if TYPE_CHECKING:
    from mockserver.http.messages import Pair

_NAME: Final = re.compile(rf"[ \t]*+({TOKEN})/({TOKEN})[ \t]*+")
# "parameters = *( OWS ";" OWS [ parameter ] )" -- RFC 9110, section 5.6.6: a semicolon may stand alone.
_PARAMETER: Final = re.compile(rf";[ \t]*+(?:({TOKEN})=({QUOTED_STRING}|{UNQUOTED}))?+[ \t]*+")

LONGEST_KEPT: Final = 256
"""Longer texts are parsed anew each time, so that hostile ones do not fill the memory."""

WITHOUT_CHARSET: Final = frozenset({"text/event-stream", "text/json"})
"""Text whose charset is settled: an event stream is always UTF-8 (HTML, section 9.2), JSON too (RFC 8259, 8.1)."""

TEXTUAL: Final = frozenset({
    "application/ecmascript", "application/graphql", "application/javascript", "application/json-seq",
    "application/jsonl", "application/jsonlines", "application/ndjson", "application/sql", "application/toml",
    "application/x-javascript", "application/x-jsonlines", "application/x-ndjson", "application/x-sh",
    "application/x-www-form-urlencoded",
})  # fmt: skip
"""Text that is registered, or sent, under `application/`."""

YAML: Final = frozenset({"application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"})


@dataclass(frozen=True, slots=True)
class MediaRange:
    """A media type or range: lower-case type, subtype and parameter names; a charset's value is lower case, too.

    >>> str(MediaRange("text", "html", (("charset", "utf-8"),)))
    'text/html;charset=utf-8'
    """

    type: str
    subtype: str
    parameters: tuple[Pair, ...] = ()

    def __str__(self) -> str:
        return self.essence + "".join(f";{name}={word(value)}" for name, value in self.parameters)

    @property
    def essence(self) -> str:
        """Type and subtype, without parameters."""
        return f"{self.type}/{self.subtype}"

    @property
    def suffix(self) -> str:
        """The structured syntax suffix without its plus sign, such as `json` (RFC 6839); empty without one."""
        return self.subtype.rpartition("+")[2] if "+" in self.subtype else ""

    @property
    def is_wildcard(self) -> bool:
        """Whether it stands for more than one media type."""
        return self.subtype == "*" or self.subtype.startswith("*+")

    def parameter(self, name: str) -> str | None:
        """The value of the first parameter of that (lower-case) name."""
        return next((value for known, value in self.parameters if known == name), None)


def parse(text: str) -> MediaRange | None:
    """The media type or range that the text names, or None if it names none (RFC 9110, section 8.3.1)."""
    return _parse_kept(text) if len(text) <= LONGEST_KEPT else _parse(text)


def _parse(text: str) -> MediaRange | None:
    name = _NAME.match(text)
    parameters = _parameters(text, name.end()) if name else None
    if name is None or parameters is None:
        return None
    # "The type and subtype tokens are case-insensitive." -- RFC 9110, section 8.3.1
    kind, subtype = name[1].lower(), name[2].lower()
    return MediaRange(kind, subtype, parameters) if kind != "*" or subtype == "*" else None


def _parameters(text: str, position: int) -> tuple[Pair, ...] | None:
    """The parameters from that position to the end of the text; None if something else stands there."""
    found = []
    while position < len(text):
        parameter = _PARAMETER.match(text, position)
        if parameter is None:
            return None
        position = parameter.end()
        if parameter[1]:
            found.append(_parameter(parameter[1].lower(), unquoted(parameter[2])))
    return tuple(found)


def _parameter(name: str, value: str) -> Pair:
    # `text/html;charset=utf-8` and `Text/HTML;Charset="utf-8"` "are all equivalent" -- RFC 9110, section 8.3.1;
    # "charset names ... are matched case-insensitively" -- section 8.3.2
    return (name, value.lower() if name == "charset" else value)


_parse_kept = lru_cache(maxsize=4096)(_parse)


def covers(media_range: MediaRange, other: MediaRange) -> bool:
    """Whether all that `other` stands for is in the range: wildcards, then each parameter of the range must be there.

    `*/*` covers all, `image/*` covers `image/png` and `image/*`, `application/*+json` covers `application/hal+json`.
    """
    return _covers_name(media_range, other) and set(media_range.parameters) <= set(other.parameters)


def _covers_name(media_range: MediaRange, other: MediaRange) -> bool:
    if media_range.type not in {"*", other.type}:
        return False
    if media_range.subtype in {"*", other.subtype}:
        return True
    return media_range.subtype.startswith("*+") and other.suffix == media_range.suffix


def suffix(text: str) -> str:
    """The structured syntax suffix of the media type that the text names: `json`, `xml` ...; empty without one."""
    parsed = parse(text)
    return parsed.suffix if parsed else ""


def charset(text: str) -> str | None:
    """The charset that the text names, in lower case, or None."""
    parsed = parse(text)
    return parsed.parameter("charset") if parsed else None


def is_json(text: str) -> bool:
    """Whether the content is JSON: a "JSON MIME type" of the WHATWG's MIME Sniffing standard, section 4.6."""
    return suffix(text) == "json" or _essence(text) in {"application/json", "text/json"}


def is_xml(text: str) -> bool:
    """Whether the content is XML: an "XML MIME type" of the same section; SVG is one."""
    return suffix(text) == "xml" or _essence(text) in {"application/xml", "text/xml"}


def is_text(text: str) -> bool:
    """Whether the content is text, so that a `str` can be written in some charset."""
    essence = _essence(text)
    return essence.startswith("text/") or essence in TEXTUAL or is_yaml(text) or is_json(text) or is_xml(text)


def is_yaml(text: str) -> bool:
    """Whether the content is YAML (RFC 9512), by one of the names of before its registration, too."""
    return suffix(text) == "yaml" or _essence(text) in YAML


def is_form(text: str) -> bool:
    """Whether the content is `application/x-www-form-urlencoded`."""
    return _essence(text) == "application/x-www-form-urlencoded"


def is_multipart(text: str) -> bool:
    """Whether the content has parts (RFC 2046, section 5.1)."""
    return _essence(text).startswith("multipart/")


def with_charset(text: str, name: str = "utf-8") -> str:
    """The media type with a charset where one means something and none is there: `text/...` but those settled."""
    parsed = parse(text)
    if parsed is None or parsed.type != "text" or parsed.is_wildcard or parsed.essence in WITHOUT_CHARSET:
        return text
    return text if parsed.parameter("charset") else f"{text}; charset={name}"


def _essence(text: str) -> str:
    parsed = parse(text)
    return parsed.essence if parsed else ""
