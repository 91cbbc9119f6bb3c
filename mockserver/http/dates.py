"""Dates as HTTP writes them (RFC 9110, section 5.6.7). Knows no clock: what time it is, is passed in."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate
from typing import Final

_CLOCK: Final = r"\d\d:\d\d:\d\d"
# "A recipient that parses a timestamp value in an HTTP field MUST accept all three HTTP-date formats."
_FORMATS: Final = re.compile(
    rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{{2}} \d{{4}} {_CLOCK} GMT"
    rf"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d\d-[A-Z][a-z]{{2}}-\d\d {_CLOCK} GMT"
    rf"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{{2}} [ \d]\d {_CLOCK} \d{{4}}",
)


def parse_date(text: str) -> datetime | None:
    """The point in time that an HTTP-date names, in UTC; None if the text is none.

    The obsolete form with two digits of the year is read as POSIX does: 69 to 99 are the last century's.
    """
    parts = parsedate(text) if _FORMATS.fullmatch(text) else None
    if parts is None:
        return None
    year, month, day, hour, minute, second = parts[:6]
    try:
        # A leap second is legal here and unknown to Python: take the second before.
        return datetime(year, month, day, hour, minute, second - (second == 60), tzinfo=UTC)
    except ValueError:
        return None


def format_date(moment: datetime) -> str:
    """The point in time as an IMF-fixdate; one without a time zone is taken to be in UTC.

    >>> format_date(datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC))
    'Sun, 06 Nov 1994 08:49:37 GMT'
    """
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return format_datetime(aware, usegmt=True)
