# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Steps of a dialogue for lines, calls, the clock, the passwords and the system, after the vendor's guide."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
import responses

from ansible_collections.voip.grandstream.plugins.module_utils import _task
from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import connection_settings
from ansible_collections.voip.grandstream.plugins.module_utils._api.logins import Logins
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.session import Session
from unit.dialogue import (
    ACCEPTED,
    AVAILABLE,
    REFUSED,
    UNAUTHORIZED,
    Answer,
    FakeClock,
    Memory,
    Step,
    _decoded,
    knowing,
    options,
    reply,
    status,
)

IDLE, RINGING, CALLING, IN_CALL, HOLD, FAILED = 0, 2, 3, 4, 5, 8
STATES = {IDLE: "idle", RINGING: "ringing", CALLING: "calling", IN_CALL: "in_call", HOLD: "hold", FAILED: "failed"}

#: Identity values as the guide names them, and what a phone may tell.
IDENTITY = {"vendor_name": "Grandstream", "vendor_fullname": "Grandstream Networks, Inc.", "hw_rev": "V2.2A", "68": "11.16.8.20"}

WRONG = reply("wrong", "error")
LOCKED = reply("locked", "error")


def wrong(left: int) -> str:
    """The refusal of a login after which so many attempts are left."""
    return reply(f"wrong{left}", "error")


def row(line: int, state: int, **more: Any) -> dict[str, Any]:
    """A line as the guide's example prints one."""
    return {"line": line, "state": str(state), "acct": "", "name": "", "number": "", "active": 0, **more}


def get_lines(*lines: int | Mapping[str, Any], answer: Answer | None = None) -> Step:
    """Lines from 1; a number is a line's state."""
    rows = [row(at, item) if isinstance(item, int) else dict(item) for at, item in enumerate(lines, 1)]
    return Step("GET", "api-get_line_status", (), reply(rows) if answer is None else answer)


def uptime_text(seconds: int) -> str:
    """As the guide prints it: with a space in front and none before `seconds`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [f"{days} day{'s' * (days != 1)}"] * bool(days) + [f"{hours} hour{'s' * (hours != 1)}"] * bool(days or hours)
    return " " + ", ".join([*parts, f"{minutes} minute{'s' * (minutes != 1)}", f"{rest}second{'s' * (rest != 1)}"])


def clock_of(uptime: int) -> dict[str, str]:
    return {"date": "Tue 08/30/2016", "time": " 11:30AM", "uptime": uptime_text(uptime)}


def get_time(uptime: int | None = None, answer: Answer = "", took: float = 0.0) -> Step:
    """The guide's reply, which has no `response` and no `body`."""
    return Step("GET", "api-get_time", (), answer if uptime is None else json.dumps(clock_of(uptime)), took=took)


def change_password(old: str, new: str, answer: Answer | None = None, role: str = "admin", method: str = "GET") -> Step:
    names = {"admin": ("oldadmin", "P2"), "user": ("olduser", "P196")}[role]
    pairs = tuple(zip(names, (old, new), strict=True))
    return Step(method, "api-change_password", pairs, {"status": "right"} if answer is None else answer)


def make_call(number: str, account: int = 0, answer: Answer | None = None) -> Step:
    pairs = (("phonenumber", number), ("account", str(account)))
    return Step("GET", "api-make_call", pairs, reply("") if answer is None else answer)


def operate(command: str, line: int, answer: Answer | None = None) -> Step:
    return Step(
        "GET", "api-phone_operation", (("cmd", command), ("line", str(line))), reply("true") if answer is None else answer
    )


def sysop(request: str, answer: Answer | None = None) -> Step:
    return Step("GET", "api-sys_operation", (("request", request),), reply("reset") if answer is None else answer)


def get_identity(answer: Answer | None = None) -> Step:
    """Asked without a login, all that a phone may tell to anyone."""
    names = "1561:68:69:70:7033:hw_rev:tp_fw_version:vendor_fullname:vendor_name"
    return Step("GET", "api-values.get", (("request", names),), IDENTITY if answer is None else answer)


def anyone(answer: Answer = AVAILABLE, base_url: str = "") -> Step:
    """The phone's status, asked for without a session: is anyone there?"""
    return status(answer)._replace(fresh=True, base_url=base_url)


@pytest.fixture
def fake_clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """The clock of every session that a task opens."""
    clock = FakeClock()

    def session(settings: Any, logins: Logins) -> Session:
        return Session(settings, logins, clock.sleep, clock)

    monkeypatch.setattr(_task, "Session", session)
    return clock


class Power(Memory):
    """A phone that reboots, for laws. `uptime`: before, in seconds with their fraction.

    `goes_down`: seconds from the request until it is down, None for never; `starts`: seconds from there until it counts
    its uptime anew; `boots`: seconds from there until it answers. `latency`: gives the seconds until each answer.
    """

    def __init__(self, uptime: float, goes_down: float | None, starts: float, boots: float, latency: Callable[[], float]) -> None:
        super().__init__({})
        self.clock = FakeClock()
        self.requests: list[str] = []
        self._zero = self.clock.now - uptime
        self._goes_down, self._starts, self._boots, self._latency = goes_down, starts, boots, latency
        self._down, self._up = float("inf"), float("inf")

    @contextmanager
    def on(self) -> Iterator[Phone]:
        settings = connection_settings(options(retries=0))
        with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
            mock.add_callback("GET", re.compile(".*"), callback=self._answer)
            with Session(settings, knowing("colon"), self.clock.sleep, self.clock) as session:
                yield Phone(session)

    def _answer(self, request: Any) -> Any:
        self.clock.now += self._latency()
        now = self.clock.now
        if self._down <= now < self._up:
            return REFUSED
        endpoint = _decoded(request)[1].rpartition("/")[2]
        self.requests.append(endpoint)
        session = f"session={int(now >= self._up)}"
        known = session in request.headers.get("Cookie", "")
        open_to_all = {"loginrealm": "r4nd0m", "login": ACCEPTED, "api-get_phone_status": AVAILABLE}
        body = open_to_all.get(endpoint) or (self._at_work(endpoint, now) if known else UNAUTHORIZED)
        return 200, {"Set-Cookie": session} if endpoint == "login" else {}, body

    def _at_work(self, endpoint: str, now: float) -> Answer:
        if endpoint == "api-get_line_status":
            return get_lines(IDLE).answer
        if endpoint == "api-get_time":
            return json.dumps(clock_of(int(now - (self._zero if now < self._up else self._down + self._starts))))
        assert endpoint == "api-sys_operation"
        if self._goes_down is not None:
            self._down = now + self._goes_down
            self._up = self._down + self._starts + self._boots
        return reply("reset")
