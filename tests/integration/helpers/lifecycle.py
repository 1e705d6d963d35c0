# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks of gs_password, gs_sysop and gs_call, and what the phones tell about them afterwards."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from integration.conftest import Fleet
from integration.helpers.books import phones
from integration.helpers.faults_fleet import problems_with_end
from integration.helpers.faults_matrix import FINE, End
from integration.helpers.playbooks import Ansible, Data, Result, Run, Started
from simulator.client import SimulatedPhone

CHANGE_PASSWORD = "voip.grandstream.gs_password"
SYSOP = "voip.grandstream.gs_sysop"
CALL = "voip.grandstream.gs_call"
INFO = "voip.grandstream.gs_info"

LOGIN = ["loginrealm", "login"]
CHANGE, OPERATION, TIME = "api-change_password", "api-sys_operation", "api-get_time"
LINES, DIAL, OPERATE, STATUS = "api-get_line_status", "api-make_call", "api-phone_operation", "api-get_phone_status"
WRITES = (CHANGE, OPERATION, DIAL, OPERATE)

#: The states of a line in the guide's numbers.
IDLE, RINGING, CALLING, IN_CALL, HELD, FAILED = 0, 2, 3, 4, 5, 8
DAY = 86400
#: Down in a moment, and up again before the second look.
QUICK: Data = {"shutdown_seconds": 0.2, "boot_seconds": 0.5}

_OPTIONS = {
    CHANGE_PASSWORD: ("role", "new_password", "old_passwords", "request_method"),
    SYSOP: (
        "operation",
        "when_busy",
        "busy_timeout",
        "wait",
        "wait_timeout",
        "min_uptime",
        "force",
        "after_reset",
        "after_reboot",
    ),
    CALL: ("operation", "number", "account", "line", "wait_for", "wait_timeout", "force"),
}
_ENOUGH_FORKS = "60"
#: What else than `faults_fleet` knows can be done.
_MORE_ADVICE = re.compile(r"\. (?:choose|look|name)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A phone's task, and how it must end: `start` is what is set on the phone before, `variables` are those of its host."""

    options: Data
    start: Data = field(default_factory=dict)
    variables: Data = field(default_factory=dict)
    end: End = FINE
    changed: bool = True

    @property
    def is_refused_at_once(self) -> bool:
        """Whether no phone is asked anything."""
        return self.end.kind == "input"


def wrong_input(says: str) -> End:
    """The task's options cannot be right."""
    return End("failed", "input", says)


def each(module: str) -> Data:
    """A task whose options are those of each host's variable `wanted`."""
    return {module: {option: f"{{{{ wanted.{option} | default(omit) }}}}" for option in _OPTIONS[module]}}


def take(fleet: Fleet, cases: Mapping[str, Case]) -> dict[str, SimulatedPhone]:
    """A phone for each case, as it must be before the task; what it saw before is forgotten."""
    ours = phones(fleet, list(cases))
    begin(ours, cases)
    return ours


def begin(ours: Mapping[str, SimulatedPhone], cases: Mapping[str, Case]) -> None:
    """Make the phones again what they must be before the task."""
    for name, phone in ours.items():
        phone.set(**cases[name].start)
        phone.clear_requests()


def start_each(
    ansible: Ansible,
    fleet: Fleet,
    module: str,
    targets: Mapping[str, tuple[SimulatedPhone, Case]],
    *arguments: str,
    **options: Any,
) -> Started:
    """Start one task on many phones, each with its own options."""
    hosts = {name: fleet.host(phone, wanted=case.options, **case.variables) for name, (phone, case) in targets.items()}
    env = {"ANSIBLE_FORKS": _ENOUGH_FORKS}
    return ansible.start(hosts, [each(module)], *arguments, "-vvv", "--diff", env=env, **options)


def run_each(
    ansible: Ansible,
    fleet: Fleet,
    module: str,
    targets: Mapping[str, tuple[SimulatedPhone, Case]],
    *arguments: str,
    **options: Any,
) -> Run:
    """As :func:`start_each`, and wait for its end."""
    return start_each(ansible, fleet, module, targets, *arguments, **options).finish()


def problems_with(case: Case, result: Result, phone: SimulatedPhone) -> list[str]:
    """What is wrong with the way in which a task ended."""
    changed = result.data.get("changed", False)
    if case.is_refused_at_once:
        message, kind = result.data.get("msg", ""), result.data.get("error", {}).get("kind")
        found = [] if (result.status, kind) == ("failed", "input") else [f"ended {result.status} {kind}: {message}"]
        found += [] if case.end.says in message else [f"the message does not say {case.end.says!r}: {message}"]
        return found + ([f"it was asked {asked(phone)}"] if phone.requests() else [])
    if result.status == case.end.status and result.status in ("ok", "skipped"):
        return [] if changed == case.changed else [f"changed={changed}"]
    problems = problems_with_end(result, case.end, phone, case.end.endpoint)
    advised = _MORE_ADVICE.search(result.data.get("msg", ""))
    return [problem for problem in problems if not (advised and "what to do" in problem)]


def asked(phone: SimulatedPhone) -> list[str]:
    """The endpoints that the phone was asked for, in order."""
    return [request["endpoint"] for request in phone.requests()]


def sent(phone: SimulatedPhone, *endpoints: str) -> list[list[list[str]]]:
    """The parameters of each request to these endpoints (of all that write), in order."""
    wanted: Sequence[str] = endpoints or WRITES
    return [request["parameters"] for request in phone.requests() if request["endpoint"] in wanted]
