# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The texts in which phones and people write dates, times and durations (guide, "Get System Time")."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import re
from datetime import date

_SECONDS = {"w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1}
_PART = re.compile(r"([0-9]{1,9})\s*(weeks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)(?![a-z])[\s,]*")
_CLOCK_PART = re.compile(r"([0-9]{1,6}):([0-5]?[0-9])(?::([0-5]?[0-9]))?$")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"([0-9]{1,2}):([0-5][0-9])(?::([0-5][0-9]))?\s*(?:([ap])\.?m\.?)?")


def seconds(text: str) -> int | None:
    """Return the seconds in a duration such as ``21 days, 1 hour, 50 minutes, 23seconds``, ``7d``, ``1d 02:30:05`` or ``3600``.

    None for what is no duration.
    """
    rest = text.strip().lower()
    if re.fullmatch(r"[0-9]{1,12}", rest):
        return int(rest)
    total, found = 0, False
    while rest:
        part, clock = _PART.match(rest), _CLOCK_PART.match(rest)
        if part:
            total += int(part.group(1)) * _SECONDS[part.group(2)[0]]
            rest = rest[part.end() :]
        elif clock:
            total += int(clock.group(1)) * 3600 + int(clock.group(2)) * 60 + int(clock.group(3) or 0)
            rest = ""
        else:
            return None
        found = True
    return total if found else None


def iso_date(text: str) -> str | None:
    """Return the date in ISO 8601, or None where it cannot be told for certain.

    The guide prints ``Tue 08/30/2016``: month first. Phones can be set to other orders; an English weekday decides between them.
    """
    digits = re.search(r"([0-9]{1,4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,4})", text)
    if not digits:
        return None
    texts = digits.groups()
    first, second, third = (int(text) for text in texts)
    named = next((index for index, name in enumerate(_WEEKDAYS) if name in text.lower()), None)
    if len(texts[0]) == 4:
        orders = [(first, second, third)]
    elif len(texts[2]) == 4 or named is not None:
        orders = [(third, first, second), (third, second, first)]
        orders += [] if len(texts[2]) == 4 else [(first, second, third)]
    else:
        return None
    possible = list(dict.fromkeys(found for found in (_date(*order) for order in orders) if found))
    if named is not None:
        # Where the weekday fits two orders, the guide's is the likelier one.
        possible = [found for found in possible if found.weekday() == named][:1]
    return possible[0].isoformat() if len(possible) == 1 else None


def iso_time(text: str) -> str | None:
    """Return the time of day in ISO 8601 (``HH:MM`` or ``HH:MM:SS``), or None. The guide prints `` 11:30AM``."""
    match = _TIME.fullmatch(text.strip().lower())
    if not match:
        return None
    hour, half = int(match.group(1)), match.group(4)
    # Some firmware writes midnight as 0:07AM.
    if half and hour > 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    rest = ":".join(group for group in match.group(2, 3) if group)
    return f"{hour:02}:{rest}" if hour <= 23 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None
