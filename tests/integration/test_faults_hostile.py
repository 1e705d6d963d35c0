# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What no phone should answer, and what the vendor's own web server answers, at each step of a task that sets values.

Phones of both profiles, one for each fault and step, meet them in one play: each ends with a sentence and its kind, in time, with
no more attempts to log in than the phone bears, and with no secret told, though some of them repeat it in every spelling.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from integration.helpers.faults_fleet import logins, prepared_fleet, problems_with_end, run_on, writes
from integration.helpers.faults_matrix import BROKEN, FINE, STAGES, WRITE, End, Stage, nonsense, not_written
from integration.helpers.journeys import KEPT, PROFILES
from integration.helpers.playbooks import Ansible

RANDOM, LOGIN, READ = STAGES[:3]
#: A login that is not told as refused may count on the phone; three of them leave it one.
MOST_LOGINS = 3

_TOO_MUCH = nonsense("more than 4 MiB")
_PACKED = nonsense("not JSON")
_REDIRECT = End("failed", "api", "HTTP 302.*another address")
_WRONG_SCHEME = End("failed", "api", "HTTP 302.*http://")
_SLOW = End("unreachable", "transport", "no whole answer within")
_REFUSED = End("failed", "api", "refused the request")
#: Names that were not asked for are no values: what was written cannot be read back.
_NOT_READ = End("failed", "not_kept", "cannot be read")
#: Where there is an end to wait for; a busy machine needs the time.
_PATIENT = {"gs_timeout": 20}
_IMPATIENT = {"gs_timeout": 4, "gs_retries": 0}


class Hostile(NamedTuple):
    """How a task ends that meets a fault each time: at a random, at a login, at a read, and at the write."""

    random: End
    login: End
    read: End
    write: End
    #: Of the host.
    variables: dict[str, Any] = {}  # noqa: RUF012 - nobody changes it

    def end(self, stage: Stage) -> End:
        """How it ends at a step."""
        return {"random": self.random, "login": self.login, "first read": self.read, "write": self.write}[stage.name]


def _told(status: int) -> Hostile:
    end = End("failed", "api", f"HTTP {status}")
    return Hostile(end, end, end, FINE)


def _everywhere(end: End, says: str, **variables: Any) -> Hostile:
    return Hostile(end, end, end, not_written(says), variables)


HOSTILE = {
    "as_201": _told(201),
    "as_302": _told(302),
    "as_400": _told(400),
    "as_404": _told(404),
    "crash": _everywhere(End("unreachable", "transport", "connection (broke|was refused)"), "broke|refused"),
    "crash_after": Hostile(BROKEN, BROKEN, BROKEN, FINE),
    "echo": Hostile(_REFUSED, End("unreachable", "auth", "refused the credentials"), _REFUSED, _REFUSED),
    "long_digits": Hostile(_PACKED, FINE, _NOT_READ, FINE),
    "odd_digits": Hostile(_PACKED, FINE, _NOT_READ, FINE),
    "bad_location": Hostile(_WRONG_SCHEME, _WRONG_SCHEME, _WRONG_SCHEME, _WRONG_SCHEME),
    "redirect_huge": _everywhere(_TOO_MUCH, "more than"),
    "redirect_bomb": Hostile(_REDIRECT, _REDIRECT, _REDIRECT, _REDIRECT),
    "bomb": _everywhere(_PACKED, "not JSON"),
    "endless_continue": _everywhere(_SLOW, "within", **_IMPATIENT),
    "drip_head": _everywhere(_SLOW, "within", **_IMPATIENT),
    "drip_chunk": _everywhere(_SLOW, "within", **_IMPATIENT),
    "many_contacts": _everywhere(_TOO_MUCH, "more than"),
    "many_values": _everywhere(_TOO_MUCH, "more than"),
}
#: Its login answers in lines, of which two are long numbers.
_VENDOR_ENDS = {("long_digits", "login"): _PACKED}


class _Case(NamedTuple):
    profile: str
    kind: str
    stage: Stage

    def __str__(self) -> str:
        return f"{self.kind} at {self.stage.name}, {self.profile}"

    @property
    def end(self) -> End:
        """How the task must end."""
        other = _VENDOR_ENDS.get((self.kind, self.stage.name)) if self.profile == "vendor" else None
        return other or HOSTILE[self.kind].end(self.stage)

    def endpoint(self, named: str) -> str:
        """Where it must fail, of which the message `named` one; empty where no single request fails."""
        if self.end.kind == "not_kept":
            # The answer was no trouble but what it said.
            return ""
        # A phone that crashed at its login may still be away when it is asked for the next random.
        is_away = self.kind.startswith("crash") and self.stage is LOGIN and named == RANDOM.endpoint
        return named if is_away else self.stage.endpoint


@pytest.mark.long
def test_every_answer_ends_in_a_sentence(ansible: Ansible, subtests: pytest.Subtests) -> None:
    steps = (RANDOM, LOGIN, READ, WRITE)
    cases = [_Case(profile, kind, stage) for profile in PROFILES for kind in HOSTILE for stage in steps]
    named = {f"phone{number}": case for number, case in enumerate(cases)}
    tasks = {name: (case.stage.values, {**_PATIENT, **HOSTILE[case.kind].variables}) for name, case in named.items()}
    with prepared_fleet(tasks) as (fleet, targets):
        for name, case in named.items():
            targets[name].phone.set(profile=case.profile)
            targets[name].phone.fault(case.kind, case.stage.endpoint, times=None)
        run = run_on(ansible, fleet, targets, tolerated=[KEPT])
        for name, case in named.items():
            phone = targets[name].phone
            with subtests.test(str(case)):
                result = run.one(name)
                endpoint = case.endpoint(result.data.get("error", {}).get("endpoint", ""))
                problems = problems_with_end(result, case.end, phone, endpoint)
                assert not problems, "\n".join(problems)
                assert logins(phone) <= MOST_LOGINS
                assert not phone.state()["locked_for"]
                assert writes(phone).done <= 1
                assert not targets[name].holds() or run.one(name).data["changed"]
