"""Dates as HTTP writes them (RFC 9110, section 5.6.7). Knows no clock: what time it is, is passed in."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Final

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CLOCK: Final = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"

# "A recipient that parses a timestamp value in an HTTP field MUST accept all three HTTP-date formats." email.utils
# would read them, and much else: other zones, years of two digits anywhere.
_FORMATS: Final = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?P<day>\d\d) (?P<month>\w{{3}}) (?P<year>\d{{4}}) {_CLOCK} GMT",
        rf"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?P<day>\d\d)-(?P<month>\w{{3}})-(?P<year>\d\d) {_CLOCK} GMT",
        rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?P<month>\w{{3}}) (?P<day>[ \d]\d) {_CLOCK} (?P<year>\d{{4}})",
    )
)


def parse_date(text: str) -> datetime | None:
    """The point in time that an HTTP-date names, in UTC; None if the text is none.

    The obsolete form with two digits of the year is read as POSIX does: 69 to 99 are the last century's.
    """
    found = next(filter(None, (pattern.fullmatch(text) for pattern in _FORMATS)), None)
    try:
        return _moment(**found.groupdict()) if found else None
    except ValueError:
        return None


def _moment(*, year: str, month: str, day: str, hour: str, minute: str, second: str) -> datetime:
    # A leap second is legal here and unknown to Python: take the second before.
    clock = (int(hour), int(minute), 59 if second == "60" else int(second))
    return datetime(_full_year(year), _MONTHS.index(month) + 1, int(day), *clock, tzinfo=UTC)


def _full_year(year: str) -> int:
    if len(year) == 4:
        return int(year)
    return int(year) + (1900 if int(year) >= 69 else 2000)


def format_date(moment: datetime) -> str:
    """The point in time as an IMF-fixdate; one without a time zone is taken to be in UTC.

    >>> format_date(datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC))
    'Sun, 06 Nov 1994 08:49:37 GMT'
    """
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return format_datetime(aware, usegmt=True)
