"""Dates as HTTP writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.http.dates import format_date, parse_date

MOMENT = datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"],
)
def test_all_three_formats_are_read(text: str) -> None:
    """The formats of RFC 9110, section 5.6.7, its own examples, are one point in time."""
    assert parse_date(text) == MOMENT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sat, 31 Dec 2016 23:59:60 GMT", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("Monday, 01-Jan-68 00:00:00 GMT", datetime(2068, 1, 1, tzinfo=UTC)),
        ("Monday, 01-Jan-69 00:00:00 GMT", datetime(1969, 1, 1, tzinfo=UTC)),
    ],
)
def test_odd_dates(text: str, expected: datetime) -> None:
    """A leap second is the second before, and two digits of a year are read as POSIX does."""
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "tomorrow",
        "1994-11-06T08:49:37Z",
        "Sun, 06 Nov 1994 08:49:37 +0100",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Xyz 1994 08:49:37 GMT",
        "Sun, 06 Nov 0000 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov \u0661\u0669\u0669\u0664 08:49:37 GMT",
    ],
)
def test_no_dates(text: str) -> None:
    """What is no HTTP-date, or no day of the calendar, is None."""
    assert parse_date(text) is None


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    """Any text is a date or None."""
    moment = parse_date(text)
    assert moment is None or moment.tzinfo == UTC


@given(st.datetimes(timezones=st.just(UTC)))
def test_round_trip(moment: datetime) -> None:
    """What is written is read again, to the second."""
    assert parse_date(format_date(moment)) == moment.replace(microsecond=0)


def test_time_zones() -> None:
    """A date is written in GMT; one without a time zone is taken to be in it."""
    east = MOMENT.astimezone(timezone(timedelta(hours=9)))
    assert format_date(east) == format_date(MOMENT) == "Sun, 06 Nov 1994 08:49:37 GMT"
    assert format_date(MOMENT.replace(tzinfo=None)) == format_date(MOMENT)
