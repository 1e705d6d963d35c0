# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One phone's clock, and how firmware writes date, time and uptime (guide, "Get System Time")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from .firmware import Firmware

_DATES = {"us": "%a %m/%d/%Y", "iso": "%Y-%m-%d", "european": "%a %d/%m/%Y", "european_bare": "%d/%m/%Y"}
# The leading space is the guide's.
_TIMES = {"12h": " %I:%M%p", "24h": " %H:%M"}


@dataclass(slots=True)
class Clock:
    """The date and time that a phone shows: this machine's, or what the operator set, going on from there."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        """Return the phone's local time."""
        return datetime.now() + self.ahead

    def set(self, moment: datetime | None) -> None:
        """Put the clock to a local time, or right again."""
        self.ahead = moment - datetime.now() if moment else timedelta()


def date_text(moment: datetime, firmware: Firmware) -> str:
    """Return a date as this firmware writes it, such as `Tue 08/30/2016`."""
    return moment.strftime(_DATES[firmware.date_format])


def time_text(moment: datetime, firmware: Firmware) -> str:
    """Return a time as this firmware writes it, such as ` 11:30AM`."""
    if firmware.time_format == "12h_from_0":
        hour = moment.hour % 12 if moment.hour != 12 else 12
        return f" {hour}:{moment.minute:02}{moment.strftime('%p')}"
    return moment.strftime(_TIMES[firmware.time_format])


def uptime_text(seconds: float, firmware: Firmware) -> str | int:
    """Return an uptime as this firmware writes it, such as ` 21 days, 1 hour, 50 minutes, 23seconds`."""
    whole = int(seconds)
    if firmware.uptime_form == "seconds":
        return whole
    minutes, seconds_left = divmod(whole, 60)
    hours, minutes_left = divmod(minutes, 60)
    days, hours_left = divmod(hours, 24)
    parts = [(days, "day"), (hours_left, "hour"), (minutes_left, "minute")]
    if firmware.uptime_form == "guide":
        while parts and parts[0][0] == 0:
            del parts[0]
    # In the guide only the seconds have no space in front of their unit (FIELD-NOTES, "Status, calls, operations").
    space = " " if firmware.uptime_form == "full_spaced" else ""
    words = [f"{count} {unit}{_plural(count)}" for count, unit in parts]
    return " " + ", ".join([*words, f"{seconds_left}{space}second{_plural(seconds_left)}"])


def _plural(count: int) -> str:
    """Return the ending of a unit."""
    return "" if count == 1 else "s"
