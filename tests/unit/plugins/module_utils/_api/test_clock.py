# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Dates, times and durations: the guide's texts, what it leaves open, and what people write."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._api import clock
from unit.operations import uptime_text

MINUTE, HOUR, DAY = 60, 3600, 86400

#: As much text as may come from a phone, and text that is nearly right.
TEXTS = st.text() | st.text("0123456789 :,./-dhmsapAPM\t\n") | st.from_regex(r"[0-9]{1,5}[-/.][0-9]{1,5}[-/.][0-9]{1,5}")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        # The guide's.
        (" 21 days, 1 hour, 50 minutes, 23seconds", 21 * DAY + HOUR + 50 * MINUTE + 23),
        # Singular and plural, and parts that are left out or zero.
        (" 1 day, 1 hour, 1 minute, 1second", DAY + HOUR + MINUTE + 1),
        (" 1 day, 0 hours, 0 minutes, 0seconds", DAY),
        ("1 day, 5seconds", DAY + 5),
        ("50 minutes", 50 * MINUTE),
        ("0seconds", 0),
        ("0 minutes, 9 seconds", 9),
        ("100 days", 100 * DAY),
        ("1 week, 2 days", 9 * DAY),
        ("1 HOUR,50 MINUTES,23SECONDS", HOUR + 50 * MINUTE + 23),
        ("1hour50minutes23seconds", HOUR + 50 * MINUTE + 23),
        # Other forms that devices print.
        ("1 day, 02:30:05", DAY + 2 * HOUR + 30 * MINUTE + 5),
        ("02:30", 2 * HOUR + 30 * MINUTE),
        ("12 hrs 5 mins 1 sec", 12 * HOUR + 5 * MINUTE + 1),
        # People's.
        ("7d", 7 * DAY),
        ("12h", 12 * HOUR),
        ("90m", 90 * MINUTE),
        ("1d 12h", DAY + 12 * HOUR),
        ("1d12h", DAY + 12 * HOUR),
        ("2w", 14 * DAY),
        ("3600", 3600),
        ("0", 0),
        (" 3600 ", 3600),
    ],
)
def test_durations(text: str, seconds: int) -> None:
    assert clock.seconds(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ",",
        "soon",
        "days",
        "-1",
        "-1d",
        "1.5h",
        "7 days ago",
        "1 month",
        "1 y",
        "7x",
        "d7",
        "1:2:3:4",
        "٣d",
        "1e3",
        "7d!",
    ],
)
def test_no_duration(text: str) -> None:
    assert clock.seconds(text) is None


@given(st.integers(0, 400 * DAY))
def test_uptime_of_the_guides_form_is_its_seconds(seconds: int) -> None:
    assert clock.seconds(uptime_text(seconds)) == seconds


@given(st.integers(0, 10**9 - 1), st.sampled_from(["{0}", "{0}s", "{0} seconds", " {0}seconds "]))
def test_seconds_in_every_spelling(seconds: int, form: str) -> None:
    assert clock.seconds(form.format(seconds)) == seconds


@given(st.dictionaries(st.sampled_from("dhms"), st.integers(0, 999), min_size=1))
def test_order_of_the_parts_does_not_matter(parts: dict[str, int]) -> None:
    factor = {"d": DAY, "h": HOUR, "m": MINUTE, "s": 1}
    text = " ".join(f"{count}{unit}" for unit, count in parts.items())
    assert clock.seconds(text) == sum(count * factor[unit] for unit, count in parts.items())


@given(TEXTS)
def test_any_text_is_taken(text: str) -> None:
    assert (clock.seconds(text) or 0) >= 0
    found = clock.iso_date(text)
    assert found is None or dt.date.fromisoformat(found)
    time = clock.iso_time(text)
    assert time is None or dt.time.fromisoformat(time)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        # The guide's.
        ("Tue 08/30/2016", "2016-08-30"),
        ("08/30/2016", "2016-08-30"),
        (" Tue  08/30/2016 ", "2016-08-30"),
        # The weekday decides: 2016-09-08 was a Thursday, 2016-08-09 a Tuesday.
        ("Thu 08/09/2016", "2016-09-08"),
        ("Tue 08/09/2016", "2016-08-09"),
        ("Thursday 08/09/2016", "2016-09-08"),
        ("TUE 08/09/2016", "2016-08-09"),
        ("08/09/2016 Thu", "2016-09-08"),
        # Other orders.
        ("Tue 2016/08/30", "2016-08-30"),
        ("2016-08-30", "2016-08-30"),
        ("30.08.2016", "2016-08-30"),
        ("Tue 30-08-2016", "2016-08-30"),
        ("Tue 8/30/2016", "2016-08-30"),
        ("Tue 08/30/16", "2016-08-30"),
        ("Mon 02/29/2016", "2016-02-29"),
    ],
)
def test_dates(text: str, date: str) -> None:
    assert clock.iso_date(text) == date


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Tue",
        "30 August 2016",
        "08/30",
        "13/13/2016",
        "00/00/2016",
        "Mon 08/30/2016",
        "Tue 02/29/2015",
        "08/09/2016",
        "16/08/30",
        "2016-13-01",
        "20160830",
        "?",
    ],
)
def test_no_certain_date(text: str) -> None:
    assert clock.iso_date(text) is None


@given(st.dates(min_value=dt.date(1970, 1, 1)))
def test_iso_dates_are_dates(date: dt.date) -> None:
    assert clock.iso_date(date.isoformat()) == date.isoformat()


def _other_way_round(date: dt.date) -> dt.date | None:
    """The date that the same digits are with day and month exchanged."""
    return date.replace(month=date.day, day=date.month) if date.day <= 12 else None


@given(st.dates(min_value=dt.date(1970, 1, 1)), st.sampled_from(["%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%m-%d-%Y"]))
def test_order_is_told_by_the_weekday_and_is_the_guides_where_both_fit(date: dt.date, order: str) -> None:
    other = _other_way_round(date) or date
    both_fit = other.weekday() == date.weekday()
    told = other if both_fit and order.startswith("%d") else date
    assert clock.iso_date(date.strftime("%a " + order)) == told.isoformat()


@given(st.dates(min_value=dt.date(1970, 1, 1)), st.sampled_from(["%m/%d/%Y", "%d/%m/%Y"]))
def test_order_without_a_weekday_is_told_by_days_after_the_twelfth(date: dt.date, order: str) -> None:
    certain = date.day > 12 or date.day == date.month
    assert clock.iso_date(date.strftime(order)) == (date.isoformat() if certain else None)


@given(st.dates(min_value=dt.date(1970, 1, 1)), st.sampled_from(["%Y/%m/%d", "%a %Y-%m-%d"]))
def test_year_in_front_leaves_no_doubt(date: dt.date, order: str) -> None:
    assert clock.iso_date(date.strftime(order)) == date.isoformat()


@pytest.mark.parametrize(
    ("text", "time"),
    [
        # The guide's, and the ways in which hours before ten may be padded.
        (" 11:30AM", "11:30"),
        ("  9:05AM", "09:05"),
        (" 09:05AM", "09:05"),
        (" 9:05AM", "09:05"),
        ("12:00AM", "00:00"),
        ("12:00PM", "12:00"),
        ("12:59 am", "00:59"),
        ("1:00PM", "13:00"),
        ("11:59:58PM", "23:59:58"),
        ("11:30 p.m.", "23:30"),
        ("00:00", "00:00"),
        ("9:05", "09:05"),
        ("23:59:59", "23:59:59"),
    ],
)
def test_times(text: str, time: str) -> None:
    assert clock.iso_time(text) == time


@pytest.mark.parametrize(
    "text", ["", "noon", "24:00", "13:00PM", "11:60", "11", "11:3", "AM", "11:30AM EST", "-1:00", "111:30", "11:30:61"]
)
def test_no_certain_time(text: str) -> None:
    assert clock.iso_time(text) is None


@given(st.times())
def test_times_of_both_clocks(time: dt.time) -> None:
    iso = time.isoformat("minutes")
    assert clock.iso_time(iso) == iso
    assert clock.iso_time(f" {time.hour % 12 or 12}:{time:%M}{'AM' if time.hour < 12 else 'PM'}") == iso
    assert clock.iso_time(time.isoformat("seconds")) == time.isoformat("seconds")


def test_guides_order_counts_where_the_weekday_fits_two() -> None:
    assert clock.iso_date("Sun 01/07/2001") == "2001-01-07"


@pytest.mark.parametrize("text", ["9" * 5000, "9" * 5000 + " days", "²", "² days", "1 day, ²:30", "9" * 5000 + ":00"])
def test_digits_that_no_phone_has_are_no_duration(text: str) -> None:
    assert clock.seconds(text) is None
    assert clock.iso_date(text) is None
    assert clock.iso_time(text) is None
