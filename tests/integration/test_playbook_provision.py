# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook provision: from a box of phones to accepted ones."""

from __future__ import annotations

import pytest

from integration.conftest import PASSWORD, Fleet
from integration.helpers.books import named
from integration.helpers.journeys import Repository, declared
from integration.helpers.playbooks import Ansible, forget_refusals

OWN = "Own-Passw0rd of the fleet"
DIRECTORY = "First name,Last name,Work,Department\nJack,Brown,8819,Sales\nÜmit,O'Neil,8820,Sales\n"


def fresh(ansible: Ansible, fleet: Fleet, phones: int) -> Repository:
    """Phones with the factory's password, and a repository that wants another one, a directory and a setting to reboot for."""
    repository = Repository(ansible, fleet, phones)
    group = declared()["group_vars/phones.yml"]
    more = {
        "ansible_password": OWN,
        "gs_factory_password": PASSWORD,
        "gs_phonebook_source": "directory.csv",
        "gs_acceptance_clock_tolerance": 90,
    }
    repository.write({**declared(), "group_vars/phones.yml": {**group, **more}, "directory.csv": DIRECTORY})
    repository.write({"host_vars/phone01.yml": {"gs_settings": {"dhcp_option_42_override_ntp": False}}})
    repository.write({"host_vars/phone02.yml": {"gs_provision_wait": 1}})
    return repository


@pytest.mark.long
def test_fleet_from_the_factory_to_accepted(ansible: Ansible, fleet: Fleet) -> None:
    repository = fresh(ansible, fleet, 16)
    repository.phones["phone05"].set(off=True)
    repository.phones["phone06"].set(values={"2": "what somebody typed"})
    repository.phones["phone07"].set(locked_for=300)
    # Its settings are kept and not in force when its task fails, and no reboot follows.
    repository.phones["phone02"].set(pbx={"1": "secret-1001"})
    repository.phones["phone02"].fault("status_500", "api-save_edit_contact", times=None)
    bad = ["phone02", "phone05", "phone06", "phone07"]
    first = repository.run("provision", secrets=(OWN, "secret-1001"))
    assert first.rc == 4
    lost = [host for host, counts in first.recap.items() if counts["unreachable"] or counts["failures"]]
    assert sorted(lost) == bad, first.stdout
    # Lost with their password, and so not in line with what git says.
    counts = [result.data["msg"][0] for result in first.results if result.task.endswith("Report what was done so far")]
    assert counts == ["16 phones: 12 changed, 4 failed"]
    # No task is announced once for each phone, as ansible-core does with a task that flushes handlers.
    headers = [line for line in first.stdout.splitlines() if line.startswith("TASK [")]
    assert max(map(headers.count, headers)) <= 2
    for name, phone in repository.phones.items():
        if name not in bad:
            held = phone.values()
            assert (held["2"], held["1362"], held["207"]) == (OWN, "de", "log.example.net"), name
            assert named(phone).keys() == {"Jack Brown", "Ümit O'Neil"}
    # The vendor's own server only keeps what it is sent until the phone starts again.
    rebooted = {name for name in repository.phones if "api-sys_operation" in repository.requests(name)}
    assert rebooted == {"phone01", *repository.of_profile("vendor")} - set(bad)

    repository.phones["phone02"].clear_faults()
    repository.phones["phone05"].set(off=False)
    repository.phones["phone06"].set(values={"2": PASSWORD}, strikes=0)
    repository.phones["phone07"].set(locked_for=0)
    forget_refusals(ansible)
    second = repository.run("provision", secrets=(OWN, "secret-1001"))
    assert second.rc == 0, second.output
    assert "api-sys_operation" in repository.requests("phone02"), "it registers only after a reboot"
    assert sorted(host for host, counts in second.recap.items() if counts["changed"]) == bad, first.stdout
    # A phone that is in line: password, settings and directory, acceptance; nothing is written.
    assert not {"api-values.post", "api-change_password", "api-sys_operation"} & set(repository.requests("phone01"))


def test_slip_is_found_before_any_phone_is_contacted(ansible: Ansible, fleet: Fleet) -> None:
    repository = fresh(ansible, fleet, 2)
    repository.write({"host_vars/phone01.yml": {"gs_settings": {"ntp_serber": "x"}}})
    # With all that there is to see, and no secret among it.
    run = repository.run("provision", "-vvv", "--diff", secrets=(OWN, "secret-1001", "secret-1002"))
    assert run.rc == 2
    assert repository.requests("phone01") == []
    assert repository.phones["phone01"].values()["2"] == PASSWORD
    assert repository.phones["phone00"].values()["2"] == OWN
