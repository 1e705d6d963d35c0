# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes that are lost in harder ways: in the middle of several, with the phone gone afterwards, with nothing to read back.

Each test is one playbook, a phone for each fault, run three times: with the fault, without, and once more for `changed=0`.
"""

from __future__ import annotations

from typing import Any

from integration.conftest import Fleet
from integration.helpers.faults_fleet import Target, Writes, prepare, run_on, writes
from integration.helpers.faults_matrix import LONG_VALUES, SIP_PASSWORD, USUAL
from integration.helpers.playbooks import Ansible, Run


def _target(fleet: Fleet, values: dict[str, str], *faults: dict[str, Any], **variables: object) -> Target:
    """A phone of its own with some faults armed."""
    target = Target(fleet.phone(), values, variables)
    for fault in faults:
        target.phone.fault(**fault)
    return target


def _changed(run: Run, *names: str) -> dict[str, bool]:
    """Whether the task, which went well, changed each phone."""
    return dict(zip(names, run.changed(*names), strict=True))


def _held(target: Target) -> list[str]:
    """Which of the values the phone holds."""
    values = target.phone.values()
    return [name for name, value in target.values.items() if values[name[1:]] == value]


def test_second_of_several_writes_is_lost(ansible: Ansible, fleet: Fleet) -> None:
    """What was written stays; the rest is written when the task is run again."""
    prepare(fleet)
    second = {"endpoint": "api-values.post", "skip": 1}
    small = {"gs_max_url_length": 256}
    targets = {
        "lost_for_good": _target(fleet, LONG_VALUES, {"kind": "reset", "times": None, **second}, **small),
        "lost_once": _target(fleet, LONG_VALUES, {"kind": "reset", **second}, **small),
        "answer_lost": _target(fleet, LONG_VALUES, {"kind": "reset_after", **second}, **small),
    }
    first = run_on(ansible, fleet, targets)
    failure = first.failure("lost_for_good")
    assert failure["error"]["kind"] == "ambiguous_write"
    assert failure["changed"]
    assert [change["pvalue"] for change in failure["changes"]] == list(LONG_VALUES)
    assert _held(targets["lost_for_good"]) == ["P30", "P47"]
    assert _changed(first, "lost_once", "answer_lost") == {"lost_once": True, "answer_lost": True}
    assert {name: writes(target.phone) for name, target in targets.items()} == {
        "lost_for_good": Writes(sent=3, done=1),
        "lost_once": Writes(sent=4, done=3),
        "answer_lost": Writes(sent=3, done=3),
    }

    fleet.simulator.all_phones().clear_faults()
    second_run = run_on(ansible, fleet, targets)
    assert _changed(second_run, *targets) == {"lost_for_good": True, "lost_once": False, "answer_lost": False}
    assert [change["pvalue"] for change in second_run.data("lost_for_good")["changes"]] == ["P212", "P237", "P270", "P403"]
    assert writes(targets["lost_for_good"].phone) == Writes(sent=2, done=2)
    assert all(target.holds() for target in targets.values())

    third = run_on(ansible, fleet, targets)
    assert not any(_changed(third, *targets).values())
    assert not any(writes(target.phone).sent for target in targets.values())


def test_phone_is_gone_after_a_lost_write(ansible: Ansible, fleet: Fleet) -> None:
    """It is not known what became of the write: the task says so, and running it again settles it."""
    prepare(fleet)
    long_boot = {"endpoint": "api-values.post", "seconds": 600}
    unread = {"kind": "hang", "endpoint": "api-values.get", "skip": 1, "times": None}
    targets = {
        "reboots_before": _target(fleet, USUAL, {"kind": "reboot", **long_boot}),
        "reboots_after": _target(fleet, USUAL, {"kind": "reboot_after", **long_boot}),
        "silent_before": _target(fleet, USUAL, {"kind": "hang", "endpoint": "api-values.post"}, unread, gs_timeout=1),
        "silent_after": _target(fleet, USUAL, {"kind": "hang_after", "endpoint": "api-values.post"}, unread, gs_timeout=1),
    }
    carried_out = {"reboots_before": False, "reboots_after": True, "silent_before": False, "silent_after": True}

    first = run_on(ansible, fleet, targets)
    for name, target in targets.items():
        failure = first.failure(name)
        assert (failure["error"]["kind"], failure["error"]["endpoint"]) == ("ambiguous_write", "api-values.post")
        assert failure["error"]["host"] == target.phone.address
        assert "not known" in failure["msg"]
        assert "Run the task again" in failure["msg"]
        assert [change["pvalue"] for change in failure["changes"]] == ["P30", "P34"]
        assert writes(target.phone) == Writes(sent=1, done=carried_out[name])
        assert target.holds() == carried_out[name]

    fleet.simulator.all_phones().clear_faults()
    for power in (True, False):
        fleet.simulator.all_phones().set(off=power)  # ends the long boot
    second = run_on(ansible, fleet, targets)
    assert _changed(second, *targets) == {name: not done for name, done in carried_out.items()}
    for name, target in targets.items():
        assert writes(target.phone) == Writes(sent=not carried_out[name], done=not carried_out[name])
        assert target.holds()

    third = run_on(ansible, fleet, targets)
    assert not any(_changed(third, *targets).values())


def test_lost_write_of_nothing_but_a_secret(ansible: Ansible, fleet: Fleet) -> None:
    """Nothing of it can be read back. The same password twice does no harm, three times would be a guess."""
    prepare(fleet)
    secret = {"P34": SIP_PASSWORD}
    targets = {
        "lost": _target(fleet, secret, {"kind": "reset", "endpoint": "api-values.post"}),
        "answer_lost": _target(fleet, secret, {"kind": "reset_after", "endpoint": "api-values.post"}),
        "lost_for_good": _target(fleet, secret, {"kind": "reset", "endpoint": "api-values.post", "times": None}),
        "answers_lost": _target(fleet, secret, {"kind": "reset_after", "endpoint": "api-values.post", "times": None}),
    }
    first = run_on(ansible, fleet, targets)
    assert _changed(first, "lost", "answer_lost") == {"lost": True, "answer_lost": True}
    assert writes(targets["lost"].phone) == Writes(sent=2, done=1)
    assert all(writes(target.phone).sent <= 2 for target in targets.values())
    failure = first.failure("lost_for_good")
    assert failure["error"]["kind"] == "ambiguous_write"
    assert "cannot be read" in failure["msg"]
    assert "Run the task again" in failure["msg"]

    fleet.simulator.all_phones().clear_faults()
    second = run_on(ansible, fleet, targets)
    assert _changed(second, *targets) == {"lost": False, "answer_lost": False, "lost_for_good": True, "answers_lost": False}
    assert all(target.holds() for target in targets.values())
