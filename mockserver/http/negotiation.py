"""Proactive negotiation: which of the available media types a request prefers (RFC 9110, sections 12.4 and 12.5.1).

Knows Accept and what is available; whether 406 follows is for the caller to say. Nothing a client writes makes this
fail, and the work is bounded: only the first members of a field count.

How a choice is made, in this order:

1. the quality that Accept gives: that of the most specific range which covers the media type; 0 excludes it;
2. among equals, how exactly Accept asked: `application/json, */*` says what it wants, although both have quality 1
   (as Express and its kin do);
3. a media type before a range that holds it: it can be sent as it is;
4. the order of the document.

If nothing was acceptable, then what Accept did not speak of gets a second look: `application/json` is content with
`application/hal+json`, whose suffix says that it can be read as JSON (RFC 6839), and a parameter that the document
does not mention, as in `application/json; charset=utf-8`, forbids nothing. Last, who asks for a kind of JSON is sent
plain JSON: a server may "disregard the Accept header field by treating the resource as if it is not subject to content
negotiation" (RFC 9110, section 12.4.1), and those that are asked for a version by its media type, as GitHub is by
`application/vnd.github+json`, mostly do and document `application/json`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from mockserver.http.fields import members, structured_list
from mockserver.http.media_types import MediaRange, covers, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mockserver.http.messages import Pair

MOST_MEMBERS: Final = 128
"""Members of an Accept field that count; browsers send about eight."""

LONGEST_KEPT: Final = 1024
"""Choices for longer fields are made anew each time, so that hostile ones do not fill the memory."""

# "weight = OWS ";" OWS "q=" qvalue" -- RFC 9110, section 12.4.2; Java's own client has long sent `q=.2`.
_QUALITY: Final = re.compile(r"\d{1,9}+(?:\.\d{0,9}+)?+|\.\d{1,9}+")

Rank = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """A member of Accept: a media range and its quality, from 0.0 (not acceptable) to 1.0."""

    media_range: MediaRange
    quality: float = 1.0

    @property
    def specificity(self) -> tuple[int, int]:
        """How exact the range is: its name first, then the number of its parameters (section 12.5.1)."""
        return (_exactness(self.media_range), len(self.media_range.parameters))


def parse_accept(text: str) -> tuple[Accepted, ...]:
    """The members of an Accept field in their order; those that are broken are left out."""
    found = (_accepted(member) for member in members(text)[:MOST_MEMBERS])
    return tuple(member for member in found if member)


def _accepted(member: str) -> Accepted | None:
    parsed = parse(_with_both_stars(member))
    if parsed is None:
        return None
    # What follows the weight is no parameter of the media type: RFC 7231 called it accept-ext, RFC 9110 dropped it.
    names = [name for name, _ in parsed.parameters]
    end = names.index("q") if "q" in names else len(names)
    quality = _quality(parsed.parameters[end][1]) if "q" in names else 1.0
    return None if quality is None else Accepted(replace(parsed, parameters=parsed.parameters[:end]), quality)


def _with_both_stars(member: str) -> str:
    # Java's own client sends `*; q=.2` where it means `*/*`.
    return f"*/{member}" if re.match(r"\*[ \t]*+(?:;|\Z)", member) else member


def _quality(text: str) -> float | None:
    return min(float(text), 1.0) if _QUALITY.fullmatch(text) else None


def best(accept: str | None, available: Sequence[str]) -> str | None:
    """The one of the available media types and ranges that Accept prefers; None if it accepts none of them.

    `accept` is the combined field, None without one. A field that says nothing usable accepts all, so the first of
    the available is chosen.
    """
    choices = tuple(available)
    return _best(accept, choices) if len(accept or "") > LONGEST_KEPT else _best_kept(accept, choices)


def _best(accept: str | None, available: tuple[str, ...]) -> str | None:
    # "A request without any Accept header field implies that the user agent will accept any media type in response."
    # -- RFC 9110, section 12.5.1
    accepted = parse_accept(accept or "")
    if not accepted or not available:
        return next(iter(available), None)
    ranks = {name: _rank(_declared(name), accepted) for name in available}
    # max takes the first of equals, and a dict keeps the document's order.
    chosen = max(available, key=lambda name: ranks[name])
    return chosen if ranks[chosen] > NOT_ACCEPTABLE else None


_best_kept = lru_cache(maxsize=1024)(_best)

NOT_ACCEPTABLE: Final[Rank] = (0.0,)
_ASKED, _TOLERATED, _DISREGARDED = 3.0, 2.0, 1.0


def _rank(declared: MediaRange, accepted: Sequence[Accepted]) -> Rank:
    """How much the declared media type is preferred; more is better, NOT_ACCEPTABLE is out."""
    spoken_of = [*_covering(declared, accepted)[:1], *_within(declared, accepted)]
    if not spoken_of:
        return _tolerance(declared, accepted)
    quality, specificity = max((member.quality, member.specificity) for member in spoken_of)
    near = _tolerance(declared, accepted) > NOT_ACCEPTABLE
    return (_ASKED, quality, *specificity, near, _exactness(declared)) if quality else NOT_ACCEPTABLE


def _covering(declared: MediaRange, accepted: Iterable[Accepted]) -> list[Accepted]:
    # "Media ranges can be overridden by more specific media ranges or specific media types. If more than one media
    # range applies to a given type, the most specific reference has precedence." -- RFC 9110, section 12.5.1
    covering = (member for member in accepted if covers(member.media_range, declared))
    return sorted(covering, key=lambda member: (member.specificity, member.quality), reverse=True)


def _within(declared: MediaRange, accepted: Iterable[Accepted]) -> list[Accepted]:
    if not declared.is_wildcard:
        return []
    return [member for member in accepted if covers(declared, member.media_range)]


def _tolerance(declared: MediaRange, accepted: Iterable[Accepted]) -> Rank:
    near = [(_nearness(member.media_range, declared), member.quality) for member in accepted if member.quality]
    return max((rank for rank in near if rank[0]), default=NOT_ACCEPTABLE)


def _nearness(wanted: MediaRange, declared: MediaRange) -> float:
    if wanted.is_wildcard:
        return 0.0
    if wanted.essence in {declared.essence, f"application/{declared.suffix}"}:
        agrees = all(declared.parameter(name) in {None, value} for name, value in wanted.parameters)
        return _TOLERATED if agrees else 0.0
    return _DISREGARDED if wanted.suffix and declared.essence == f"{wanted.type}/{wanted.suffix}" else 0.0


def _declared(name: str) -> MediaRange:
    # A declared name that is no media type, such as `json`, is reached by `*/*` alone.
    return parse(name) or MediaRange("", name)


def _exactness(media_range: MediaRange) -> int:
    if media_range.subtype == "*":
        return 0 if media_range.type == "*" else 1
    return 2 if media_range.is_wildcard else 3


def concrete(accept: str | None, declared: str) -> str | None:
    """The media type to send for a declared range: the best that Accept names inside of it, without a wildcard.

    A declared media type comes back as it is. None if Accept names no one type inside the range.

    >>> concrete("image/webp;q=0.5, image/png, */*", "image/*")
    'image/png'
    """
    media_range = _declared(declared)
    if not media_range.is_wildcard:
        return declared
    named = [member for member in _within(media_range, parse_accept(accept or "")) if _is_wanted(member)]
    return str(max(named, key=lambda member: member.quality).media_range) if named else None


def _is_wanted(member: Accepted) -> bool:
    return member.quality > 0 and not member.media_range.is_wildcard


_FIELDS: Final = {"PATCH": "accept-patch", "POST": "accept-post", "QUERY": "accept-query"}


def accepts(method: str, media_types: Iterable[str]) -> Pair:
    """The field that tells which content a method takes: on OPTIONS, and on 415 (RFC 9110, section 15.5.16).

    Accept-Patch is RFC 5789's (3.1), Accept-Post that of Linked Data Platform 1.0 (7.1), Accept-Query RFC 10008's (3);
    any other method is answered by Accept, which RFC 9110 allows in responses.

    >>> accepts("QUERY", ["application/sql;charset=UTF-8"])
    ('accept-query', '"application/sql";charset="utf-8"')
    """
    parsed = [media_range for media_range in map(parse, media_types) if media_range]
    name = _FIELDS.get(method, "accept")
    if name == "accept-query":
        return name, structured_list((known.essence, known.parameters) for known in parsed)
    return name, ", ".join(map(str, parsed))
