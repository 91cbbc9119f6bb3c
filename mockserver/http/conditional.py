"""Conditional requests: whether the preconditions hold (RFC 9110, section 13).

Knows validators and no representation: the current ETag and date are passed in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mockserver.http.dates import parse_date

if TYPE_CHECKING:
    from mockserver.http.messages import Fields

# QUERY is safe and its answers are kept like GET's (RFC 10008, section 2).
READING: Final = frozenset({"GET", "HEAD", "QUERY"})
"""Methods that a false precondition answers with 304."""

# "A server MUST ignore the conditional request header fields defined by this specification when received with a
# request method that does not involve the selection or modification of a selected representation" -- section 13.2.1
_UNCONDITIONAL: Final = frozenset({"CONNECT", "OPTIONS", "TRACE"})

# "entity-tag = [ weak ] opaque-tag", which may hold commas -- section 8.8.3. An unquoted one is no ETag, but if the
# document sends such, then clients send it back.
_ENTITY_TAG: Final = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\xff]*+"|[\x21\x23-\x2b\x2d-\x7e\x80-\xff]++)')


@dataclass(frozen=True, slots=True)
class EntityTag:
    """An ETag: its text with quotes, and whether it is weak (section 8.8.3)."""

    opaque: str
    weak: bool = False

    def __str__(self) -> str:
        return f"W/{self.opaque}" if self.weak else self.opaque

    def is_strongly(self, other: EntityTag) -> bool:
        """Strong comparison: the same octets, neither weak (section 8.8.3.2)."""
        return self.opaque == other.opaque and not self.weak and not other.weak

    def is_weakly(self, other: EntityTag) -> bool:
        """Weak comparison: the same, weak or not."""
        return self.opaque == other.opaque


def parse_entity_tag(text: str) -> EntityTag | None:
    """The ETag that the text is, or None."""
    found = _ENTITY_TAG.fullmatch(text.strip(" \t"))
    return EntityTag(found[2], weak=bool(found[1])) if found else None


def parse_entity_tags(text: str) -> tuple[EntityTag, ...]:
    """The ETags of a list, such as If-Match has; what is none is passed over."""
    return tuple(EntityTag(opaque, weak=bool(weak)) for weak, opaque in _ENTITY_TAG.findall(text))


@dataclass(frozen=True, slots=True)
class _Current:
    """The selected representation as far as a precondition asks for it."""

    exists: bool
    etag: EntityTag | None
    last_modified: str | None

    def is_matched(self, value: str, *, strongly: bool) -> bool:
        """Whether the value of If-Match or If-None-Match names this representation."""
        if value.strip(" \t") == "*":
            return self.exists
        if self.etag is None:
            return False
        compare = self.etag.is_strongly if strongly else self.etag.is_weakly
        return any(map(compare, parse_entity_tags(value)))

    def is_newer(self, value: str | None) -> bool | None:
        """Whether it was modified after that HTTP-date; None if one of the two is no date."""
        asked, modified = parse_date(value or ""), parse_date(self.last_modified or "")
        return None if asked is None or modified is None else modified > asked


def evaluate(
    method: str, fields: Fields, *, etag: str | None, last_modified: str | None, exists: bool = True
) -> int | None:
    """The status that the request's preconditions ask for: 304, 412, or None to go on as without them.

    `etag` and `last_modified` are the field values of the current representation, None where it has none; `exists`
    says whether there is one at all. To be asked only where the answer would else be a 2xx (section 13.2.1).
    """
    if method in _UNCONDITIONAL:
        return None
    current = _Current(exists, parse_entity_tag(etag or "") if exists else None, last_modified if exists else None)
    if _has_changed(fields, current):
        return 412
    return (304 if method in READING else 412) if _is_known(method, fields, current) else None


def _has_changed(fields: Fields, current: _Current) -> bool:
    """Steps 1 and 2 of section 13.2.2: If-Match, else If-Unmodified-Since."""
    expected = fields.combined("if-match")
    if expected is not None:
        # "An origin server MUST use the strong comparison function when comparing entity tags for If-Match" -- 13.1.1
        return not current.is_matched(expected, strongly=True)
    # "A recipient MUST ignore the If-Unmodified-Since header field if the received field value is not a valid
    # HTTP-date" or "if the resource does not have a modification date available" -- section 13.1.4
    return current.is_newer(fields.combined("if-unmodified-since")) is True


def _is_known(method: str, fields: Fields, current: _Current) -> bool:
    """Steps 3 and 4: If-None-Match, else If-Modified-Since."""
    known = fields.combined("if-none-match")
    if known is not None:
        # "A recipient MUST use the weak comparison function ... for If-None-Match" -- section 13.1.2
        return current.is_matched(known, strongly=False)
    # "A recipient MUST ignore the If-Modified-Since header field if ... the request method is neither GET nor HEAD."
    # -- section 13.1.3
    return method in READING and current.is_newer(fields.combined("if-modified-since")) is False
