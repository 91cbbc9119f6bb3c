"""Preferences of a request: Prefer and Preference-Applied (RFC 7240, with erratum 4439).

Knows the grammar; which preferences mean something is for others to say. Broken members are passed over: "If a server
does not recognize or is unable to comply with particular preference tokens ..., then those tokens ... can be ignored."
(section 2)
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mockserver.http.fields import QUOTED_STRING, TOKEN, UNQUOTED, is_token, members, unquoted, word

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_PREFERENCES: Final = 64
"""Members of one field line that count."""

# "preference = preference-parameter *( OWS ";" [ OWS preference-parameter ] )" -- erratum 4439; white space around the
# equals sign is "bad" and yet legal. What follows a semicolon are the preference's own parameters, of which none of
# ours has any.
_PREFERENCE: Final = re.compile(
    rf"({TOKEN})[ \t]*+(?:=[ \t]*+({QUOTED_STRING}|{UNQUOTED})?+)?+[ \t]*+(?:;.*+)?+",
    re.DOTALL,
)


def parse(values: Iterable[str]) -> Mapping[str, str]:
    """The preferences of all Prefer lines: lower-case name and value, "" for one without a value.

    >>> dict(parse(['code=404, example="two cats"', "Dynamic"]))
    {'code': '404', 'example': 'two cats', 'dynamic': ''}
    """
    preferences: dict[str, str] = {}
    for member in (member for value in values for member in members(value)[:MOST_PREFERENCES]):
        found = _PREFERENCE.fullmatch(member)
        if found:
            # "If any preference is specified more than once, only the first instance is to be considered." -- section 2
            preferences.setdefault(found[1].lower(), unquoted(found[2] or ""))
    return MappingProxyType(preferences)


def applied(preferences: Mapping[str, str]) -> str:
    """The value of Preference-Applied for these (section 3); empty without any. A name that is no token is left out.

    >>> applied({"code": "404", "example": "two cats", "dynamic": ""})
    'code=404, example="two cats", dynamic'
    """
    pairs = ((name, value) for name, value in preferences.items() if is_token(name))
    return ", ".join(f"{name}={word(value)}" if value else name for name, value in pairs)
