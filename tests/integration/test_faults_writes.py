# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes that are lost in harder ways: in the middle of several, with the phone gone afterwards, with nothing to read back.

Each test is one playbook, a phone for each fault, run three times: with the fault, without, and once more for `changed=0`.
"""

from __future__ import annotations

from typing import Any

from integration.conftest import Fleet
from integration.helpers.faults_fleet import Patient, Writes, prepare, treat, writes
from integration.helpers.faults_matrix import LONG_VALUES, SIP_PASSWORD, USUAL
from integration.helpers.playbooks import Ansible, Run


def _patient(fleet: Fleet, values: dict[str, str], *faults: dict[str, Any], **variables: object) -> Patient:
    """A phone of its own with some faults armed."""
    patient = Patient(fleet.phone(), values, variables)
    for fault in faults:
        patient.phone.fault(**fault)
    return patient


def _changed(run: Run, *names: str) -> dict[str, bool]:
    """Whether the task, which went well, changed each phone."""
    return dict(zip(names, run.changed(*names), strict=True))


def _held(patient: Patient) -> list[str]:
    """Which of the values the phone holds."""
    values = patient.phone.values()
    return [name for name, value in patient.values.items() if values[name[1:]] == value]


def test_second_of_several_writes_is_lost(ansible: Ansible, fleet: Fleet) -> None:
    """What was written stays; the rest is written when the task is run again."""
    prepare(fleet)
    second = {"endpoint": "api-values.post", "skip": 1}
    small = {"gs_max_url_length": 256}
    patients = {
        "lost_for_good": _patient(fleet, LONG_VALUES, {"kind": "reset", "times": None, **second}, **small),
        "lost_once": _patient(fleet, LONG_VALUES, {"kind": "reset", **second}, **small),
        "answer_lost": _patient(fleet, LONG_VALUES, {"kind": "reset_after", **second}, **small),
    }
    first = treat(ansible, fleet, patients)
    failure = first.failure("lost_for_good")
    assert failure["error"]["kind"] == "ambiguous_write"
    assert failure["changed"]
    assert [change["pvalue"] for change in failure["changes"]] == list(LONG_VALUES)
    assert _held(patients["lost_for_good"]) == ["P30", "P47"]
    assert _changed(first, "lost_once", "answer_lost") == {"lost_once": True, "answer_lost": True}
    assert {name: writes(patient.phone) for name, patient in patients.items()} == {
        "lost_for_good": Writes(sent=3, done=1),
        "lost_once": Writes(sent=4, done=3),
        "answer_lost": Writes(sent=3, done=3),
    }

    fleet.simulator.all_phones().clear_faults()
    second_run = treat(ansible, fleet, patients)
    assert _changed(second_run, *patients) == {"lost_for_good": True, "lost_once": False, "answer_lost": False}
    assert [change["pvalue"] for change in second_run.data("lost_for_good")["changes"]] == ["P212", "P237", "P270", "P403"]
    assert writes(patients["lost_for_good"].phone) == Writes(sent=2, done=2)
    assert all(patient.holds() for patient in patients.values())

    third = treat(ansible, fleet, patients)
    assert not any(_changed(third, *patients).values())
    assert not any(writes(patient.phone).sent for patient in patients.values())


def test_phone_is_gone_after_a_lost_write(ansible: Ansible, fleet: Fleet) -> None:
    """It is not known what became of the write: the task says so, and running it again settles it."""
    prepare(fleet)
    long_boot = {"endpoint": "api-values.post", "seconds": 600}
    unread = {"kind": "hang", "endpoint": "api-values.get", "skip": 1, "times": None}
    patients = {
        "reboots_before": _patient(fleet, USUAL, {"kind": "reboot", **long_boot}),
        "reboots_after": _patient(fleet, USUAL, {"kind": "reboot_after", **long_boot}),
        "silent_before": _patient(fleet, USUAL, {"kind": "hang", "endpoint": "api-values.post"}, unread, gs_timeout=1),
        "silent_after": _patient(fleet, USUAL, {"kind": "hang_after", "endpoint": "api-values.post"}, unread, gs_timeout=1),
    }
    carried_out = {"reboots_before": False, "reboots_after": True, "silent_before": False, "silent_after": True}

    first = treat(ansible, fleet, patients)
    for name, patient in patients.items():
        failure = first.failure(name)
        assert (failure["error"]["kind"], failure["error"]["endpoint"]) == ("ambiguous_write", "api-values.post")
        assert failure["error"]["host"] == patient.phone.address
        assert "not known" in failure["msg"]
        assert "Run the task again" in failure["msg"]
        assert [change["pvalue"] for change in failure["changes"]] == ["P30", "P34"]
        assert writes(patient.phone) == Writes(sent=1, done=carried_out[name])
        assert patient.holds() == carried_out[name]

    fleet.simulator.all_phones().clear_faults()
    for power in (True, False):
        fleet.simulator.all_phones().set(off=power)  # ends the long boot
    second = treat(ansible, fleet, patients)
    assert _changed(second, *patients) == {name: not done for name, done in carried_out.items()}
    for name, patient in patients.items():
        assert writes(patient.phone) == Writes(sent=not carried_out[name], done=not carried_out[name])
        assert patient.holds()

    third = treat(ansible, fleet, patients)
    assert not any(_changed(third, *patients).values())


def test_lost_write_of_nothing_but_a_secret(ansible: Ansible, fleet: Fleet) -> None:
    """Nothing of it can be read back. The same password twice does no harm, three times would be a guess."""
    prepare(fleet)
    secret = {"P34": SIP_PASSWORD}
    patients = {
        "lost": _patient(fleet, secret, {"kind": "reset", "endpoint": "api-values.post"}),
        "answer_lost": _patient(fleet, secret, {"kind": "reset_after", "endpoint": "api-values.post"}),
        "lost_for_good": _patient(fleet, secret, {"kind": "reset", "endpoint": "api-values.post", "times": None}),
        "answers_lost": _patient(fleet, secret, {"kind": "reset_after", "endpoint": "api-values.post", "times": None}),
    }
    first = treat(ansible, fleet, patients)
    assert _changed(first, "lost", "answer_lost") == {"lost": True, "answer_lost": True}
    assert writes(patients["lost"].phone) == Writes(sent=2, done=1)
    assert all(writes(patient.phone).sent <= 2 for patient in patients.values())
    failure = first.failure("lost_for_good")
    assert failure["error"]["kind"] == "ambiguous_write"
    assert "cannot be read" in failure["msg"]
    assert "Run the task again" in failure["msg"]

    fleet.simulator.all_phones().clear_faults()
    second = treat(ansible, fleet, patients)
    assert _changed(second, *patients) == {"lost": False, "answer_lost": False, "lost_for_good": True, "answers_lost": False}
    assert all(patient.holds() for patient in patients.values())
