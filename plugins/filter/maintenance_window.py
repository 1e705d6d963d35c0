# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: maintenance_window
short_description: Say whether a maintenance window is open
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - >-
    Compares a window such as C({start: "22:00", end: "05:00"}) with the local time of the controller. The role
    P(voip.grandstream.maintenance#role) uses it right before it sends something to a phone.
  - It never fails because of a wrong window. Such a window is not open, and RV(_value.message) says what is wrong with it.
positional: _input
options:
  _input:
    description:
      - The window, a dictionary. An empty one, or none, is always open.
      - C(start) and C(end) are times of day such as V("22:00"), in quotes because YAML takes 22:00 for a number. If the end
        is not later than the start, it is on the next day.
      - C(days) is a list of V(mon), V(tue), V(wed), V(thu), V(fri), V(sat) and V(sun), the days on which the window opens. A
        window from Friday 22:00 to 05:00 is Friday's, also on Saturday morning. Without it, the window opens every day.
    type: dict
    required: true
  at:
    description: The local time to compare with, in ISO 8601, such as V(2026-03-01T23:15:00). The default is now.
    type: str
seealso:
  - module: voip.grandstream.gs_sysop
"""

EXAMPLES = r"""
- name: Reboot at night only
  voip.grandstream.gs_sysop:
    operation: reboot
    when_busy: skip
  when: (window | voip.grandstream.maintenance_window).open
  vars:
    window: {start: "22:00", end: "05:00", days: [fri, sat]}
"""

RETURN = r"""
_value:
  description: The state of the window.
  type: dict
  contains:
    open:
      description: Whether it is open.
      type: bool
      sample: false
    valid:
      description: Whether the window is valid.
      type: bool
      sample: true
    seconds_left:
      description: How many seconds it stays open. V(0) if it is not open, null if it never closes.
      type: float
      sample: 0.0
    message:
      description: Why it is not open. Empty if it is open.
      type: str
      sample: "the window 22:00 to 05:00 is closed: it is 13:05 on Tuesday on the controller"
"""

import re
import typing as t
from datetime import datetime, time, timedelta

from ansible.errors import AnsibleFilterError

_DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
"""What users write and what they read, in the order of :meth:`datetime.weekday`."""

_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?", re.ASCII)


def maintenance_window(window: t.Any, at: str | None = None) -> dict[str, t.Any]:
    """Return what is to be known of a window. Raise AnsibleFilterError if ``at`` is not a local time."""
    now = _moment(at)
    window = {key: value for key, value in window.items() if value is not None} if isinstance(window, t.Mapping) else window
    if not window:
        return {"open": True, "valid": True, "seconds_left": None, "message": ""}
    problems = _problems(window)
    if problems:
        return {"open": False, "valid": False, "seconds_left": 0.0, "message": "; ".join(problems)}
    left = _seconds_left(window, now)
    days = f" on {', '.join(day.lower() for day in window['days'])}" if window.get("days") else ""
    closed = (
        f"the window {window['start']} to {window['end']}{days} is closed: it is {now:%H:%M} on "
        f"{list(_DAYS.values())[now.weekday()]} on the controller"
    )
    return {"open": left > 0, "valid": True, "seconds_left": left, "message": "" if left > 0 else closed}


def _moment(at: str | None) -> datetime:
    try:
        moment = datetime.now() if at is None else datetime.fromisoformat(at)
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is not None:
        raise AnsibleFilterError(f"at: {at!r} is not a local time such as 2026-03-01T23:15:00")
    return moment


def _problems(window: t.Any) -> list[str]:
    """Return all that is wrong with a window, each with its place."""
    if not isinstance(window, t.Mapping):
        return [f'the window is {window!r}, not a dictionary such as {{start: "22:00", end: "05:00"}}']
    problems = [
        f"{key}: unknown. A window has start, end and perhaps days" for key in window if key not in ("start", "end", "days")
    ]
    for key in ("start", "end"):
        problems += _time_problems(key, window.get(key))
    if not problems and _time(window["start"]) == _time(window["end"]):
        problems.append(f"end: {window['end']} is the start, too. For a window that is always open, leave it out")
    days = window.get("days", list(_DAYS))
    if not isinstance(days, list) or not days:
        problems.append(f"days: {days!r} is not a list of days such as [sat, sun]")
    else:
        problems += [f"days: {day!r} is not one of {', '.join(_DAYS)}" for day in days if str(day).lower() not in _DAYS]
    return problems


def _time_problems(key: str, value: t.Any) -> list[str]:
    if value is None:
        return [f"{key}: it is missing"]
    if _TIME.fullmatch(str(value)):
        return []
    # YAML 1.1 reads 22:00 as a number in base 60.
    minutes = int(value) if str(value).isdecimal() and int(value) < 1440 else 1320
    return [f'{key}: {value!r} is not a time of day. Write it in quotes, such as "{minutes // 60:02}:{minutes % 60:02}"']


def _time(text: t.Any) -> time:
    match = t.cast("re.Match[str]", _TIME.fullmatch(str(text)))
    hour, minute, second = (int(part or 0) for part in match.groups())
    return time(hour, minute, second)


def _seconds_left(window: t.Mapping[str, t.Any], now: datetime) -> float:
    """Return the seconds until a window closes, 0 if it is closed. Hours that a change of the clocks adds or skips count."""
    start, end = _time(window["start"]), _time(window["end"])
    names = [str(day).lower() for day in window.get("days", _DAYS)]
    for opened in (now.date(), now.date() - timedelta(days=1)):
        closes = datetime.combine(opened if end > start else opened + timedelta(days=1), end)
        if list(_DAYS)[opened.weekday()] in names and datetime.combine(opened, start) <= now < closes:
            return closes.timestamp() - now.timestamp()
    return 0.0


class FilterModule:
    """The filter plugin."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"maintenance_window": maintenance_window}
