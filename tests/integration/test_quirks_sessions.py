# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A session that dies in the middle of a task, on every firmware: however the phone shows it, or does not, the task must log
in again. It must never call values unsupported, not kept or in sync because a stranger is not told them."""

from __future__ import annotations

import itertools

import pytest

from integration.helpers import quirks
from integration.helpers.faults_fleet import Target, logins, prepared_fleet, run_on, writes
from integration.helpers.faults_matrix import SIP_PASSWORD, START_VALUES, USUAL, Stage
from integration.helpers.playbooks import Ansible, Result
from simulator.firmware import Firmware

#: Emptying a value is the hard case: a stranger reads the value as empty, too, and nothing seems to be left to do.
_EMPTIED = {"P30": "", "P34": SIP_PASSWORD}
_STAGES = (
    Stage("first read", "api-values.get", _EMPTIED),
    Stage("write", "api-values.post", _EMPTIED),
    Stage("read back", "api-values.get", _EMPTIED, skip=1),
    Stage("read back of text", "api-values.get", USUAL, skip=1),
    Stage("accounts", "api-get_accounts", {"P30": START_VALUES["30"], "P34": SIP_PASSWORD}),
)
_QUIRKS = ("unauthorized", "dead_session_values", "unauthenticated_values")
_CHOICES = {name: Firmware.__dataclass_fields__[name].metadata["choices"] for name in _QUIRKS}


@pytest.mark.long
def test_dead_session_on_every_firmware(ansible: Ansible, subtests: pytest.Subtests) -> None:
    everything = [dict(zip(_CHOICES, choices, strict=True)) for choices in itertools.product(*_CHOICES.values())]
    # What a stranger reads matters only where a dead session is answered like one.
    firmwares = [each for each in everything if "limited" in each.values() or "omit" in each.values()]
    cases = {f"phone{number}": case for number, case in enumerate(itertools.product(_STAGES, firmwares))}
    with prepared_fleet({name: (stage.values, {}) for name, (stage, _firmware) in cases.items()}) as (fleet, targets):
        for name, (stage, firmware) in cases.items():
            targets[name].phone.set(quirks=firmware)
            targets[name].phone.fault("dead_session", stage.endpoint, skip=stage.skip)
        quirks.run_twice(
            subtests,
            {name: f"{stage.name}: {', '.join(firmware.values())}" for name, (stage, firmware) in cases.items()},
            lambda: run_on(ansible, fleet, targets).results,
            lambda name, result, first: _problems(targets[name], result, first),
        )


def _problems(target: Target, result: Result, first: bool) -> list[str]:
    """What is wrong with a run: the first loses its session and has a write to do, the second has nothing of that."""
    if result.status != "ok":
        return [f"{result.status}: {result.data.get('msg')}"]
    seen, phone = writes(target.phone), target.phone
    # An empty value goes out alone, because some firmware stores something else for it.
    needed = 1 + ("" in target.values.values())
    facts = {
        "changed": result.data["changed"] == first,
        "the phone holds the values": target.holds(),
        "each write was carried out once, or not at all": seen.done == needed * int(first),
        "no more than one write was in vain": seen.sent - seen.done <= int(first),
        "the session died, and one more login was enough": logins(phone) == (2 if first else 1),
        "no strikes": phone.state()["strikes"] == 0,
        "the fault happened": phone.state()["faults"] == [],
    }
    return [f"not true: {fact} ({result.data['changed']=}, {seen})" for fact, is_true in facts.items() if not is_true]
