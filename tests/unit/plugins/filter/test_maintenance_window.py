# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter: windows within a day and past midnight, on some days, and those that cannot be right."""

from __future__ import annotations

import time
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleFilterError

from ansible_collections.voip.grandstream.plugins.filter.maintenance_window import EXAMPLES, FilterModule, maintenance_window

NIGHT = {"start": "22:00", "end": "05:00"}
DAY = {"start": "9:00", "end": "17:30"}
# 2026-03-06 is a Friday.
WEEKEND = {**NIGHT, "days": ["fri", "Sat"]}


def test_example() -> None:
    (task,) = yaml.safe_load(EXAMPLES)
    assert maintenance_window(task["vars"]["window"], "2026-03-07T04:00:00")["open"]


def test_name() -> None:
    assert FilterModule().filters() == {"maintenance_window": maintenance_window}


@pytest.mark.parametrize(
    ("window", "at", "left"),
    [
        (NIGHT, "2026-03-06T21:59:59", 0),
        (NIGHT, "2026-03-06T22:00:00", 7 * 3600),
        (NIGHT, "2026-03-07T00:00:00", 5 * 3600),
        (NIGHT, "2026-03-07T04:59:30", 30),
        (NIGHT, "2026-03-07T05:00:00", 0),
        (DAY, "2026-03-06T08:59:00", 0),
        (DAY, "2026-03-06T09:00:00", 8.5 * 3600),
        (DAY, "2026-03-06T17:30:00", 0),
        (WEEKEND, "2026-03-06T04:00:00", 0),
        (WEEKEND, "2026-03-06T23:00:00", 6 * 3600),
        (WEEKEND, "2026-03-08T04:00:00", 3600),
        (WEEKEND, "2026-03-08T23:00:00", 0),
        ({"start": "10:00:10", "end": "10:00:40"}, "2026-03-06T10:00:15", 25),
    ],
)
def test_windows(window: dict[str, Any], at: str, left: float) -> None:
    found = maintenance_window(window, at)
    assert (found["valid"], found["open"], found["seconds_left"]) == (True, left > 0, left)
    assert bool(found["message"]) == (left == 0)


def test_what_a_closed_one_says() -> None:
    says = "the window 22:00 to 05:00 on fri, sat is closed: it is 13:05 on Tuesday on the controller"
    assert maintenance_window(WEEKEND, "2026-03-03T13:05:00")["message"] == says


@pytest.mark.parametrize("window", [None, {}, {"start": None, "end": None, "days": None}])
def test_no_window_is_open(window: Any) -> None:
    assert maintenance_window(window) == {"open": True, "valid": True, "seconds_left": None, "message": ""}


def test_now() -> None:
    """Without a time it is the controller's: a window that closed a second ago, or opens in an hour, is not open."""
    hour = time.localtime().tm_hour
    around = {"start": f"{hour}:00", "end": f"{(hour + 2) % 24}:00"}
    assert maintenance_window(around)["open"]
    assert not maintenance_window({"start": f"{(hour + 3) % 24}:00", "end": f"{(hour + 4) % 24}:00"})["open"]


def test_change_of_the_clocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the night in which the clocks go forward, an hour less is left."""
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    try:
        assert maintenance_window(NIGHT, "2026-03-28T23:00:00")["seconds_left"] == 5 * 3600
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("window", "says"),
    [
        ({"start": 1320, "end": "05:00"}, 'start: 1320 is not a time of day. Write it in quotes, such as "22:00"'),
        ({"start": "25:00", "end": "05:00"}, "start: '25:00' is not a time of day"),
        ({"start": "22.00", "end": "05:00"}, "start: '22.00' is not a time of day"),
        ({"start": "22:00"}, "end: it is missing"),
        ({"start": "22:00", "end": "22:00"}, "end: 22:00 is the start, too"),
        ({**NIGHT, "days": ["friday"]}, "days: 'friday' is not one of mon, tue"),
        ({**NIGHT, "days": "fri"}, "days: 'fri' is not a list"),
        ({**NIGHT, "days": []}, "days: [] is not a list"),
        ({**NIGHT, "until": "06:00"}, "until: unknown"),
        ("22:00-05:00", "the window is '22:00-05:00', not a dictionary"),
    ],
    ids=range(10),
)
def test_wrong_windows(window: Any, says: str) -> None:
    found = maintenance_window(window)
    assert (found["valid"], found["open"], found["seconds_left"]) == (False, False, 0)
    assert says in found["message"]


def test_all_problems_at_once() -> None:
    message = maintenance_window({"start": "x", "days": ["y"]})["message"]
    assert [part.split(":")[0] for part in message.split("; ")] == ["start", "end", "days"]


@pytest.mark.parametrize("at", ["noon", "2026-03-01T12:00:00+00:00"])
def test_wrong_time(at: str) -> None:
    with pytest.raises(AnsibleFilterError, match="at: "):
        maintenance_window(NIGHT, at)
