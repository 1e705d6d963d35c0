# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role failure_budget in the playbooks enforce and provision: lost phones end the run after their batch.

What it does in password_rotation and maintenance, the tests of those roles say.
"""

from __future__ import annotations

import json

import pytest

from integration.conftest import PASSWORD, Fleet
from integration.helpers.journeys import Repository, declared
from integration.helpers.playbooks import Ansible, Run

#: Two batches of four, site by site: the even phones, then the odd ones. More than a quarter of a batch is too much.
BATCHES = ("--extra-vars", json.dumps({"gs_serial": 4, "gs_max_fail_percentage": 25, "gs_baseline_reboot": True}))


def stops(run: Run) -> list[str]:
    """The sentences with which the role ended the run."""
    return [result.data["msg"] for result in run.results if "lost" in result.task and result.status == "failed"]


def asked(repository: Repository) -> list[str]:
    """The phones that saw any request."""
    return [name for name in repository.phones if repository.requests(name)]


def test_lost_phones_end_a_roll_out(released_ansible: Ansible, fleet: Fleet) -> None:
    repository = Repository(released_ansible, fleet, 8)
    reboots = {"gs_settings": {"dhcp_option_42_override_ntp": False}}
    repository.write({**declared(), "host_vars/phone04.yml": reboots})
    for name in ("phone00", "phone02"):
        repository.phones[name].set(off=True)

    for mode in (["--check"], []):
        stopped = repository.run("enforce", *BATCHES, *mode)
        assert stopped.rc == 4, stopped.output
        assert asked(repository) == ["phone04", "phone06"]
        (sentence,) = stops(stopped)
        assert sentence.startswith("2 of the 4 phones of this batch failed or were unreachable, and gs_max_fail_percentage")
        assert "allows 25%. The run ends here. 4 phones of later batches were not contacted." in sentence
    # What was begun is finished. One phone has a setting that needs a reboot; the firmware of the other applies all only then.
    assert [repository.phones[name].values()["1362"] for name in ("phone04", "phone06")] == ["de", "de"]
    assert [name for name in asked(repository) if "api-sys_operation" in repository.requests(name)] == ["phone04", "phone06"]

    # A quarter is not more than a quarter; phones that failed count too; and after the last batch there is nothing to stop.
    repository.phones["phone02"].set(off=False)
    for name in ("phone01", "phone05", "phone07"):
        repository.write({f"host_vars/{name}.yml": {"gs_settings": {"ntp_serber": "x"}}})
    ended = repository.run("enforce", *BATCHES)
    assert (ended.rc, stops(ended)) == (4, []), ended.output
    assert asked(repository) == ["phone02", "phone03", "phone04", "phone06"]


def test_lost_phones_end_a_provisioning(ansible: Ansible, fleet: Fleet) -> None:
    repository = Repository(ansible, fleet, 8)
    group = declared()["group_vars/phones.yml"]
    own = "Own-Passw0rd of the fleet"
    repository.write({**declared(), "group_vars/phones.yml": {**group, "ansible_password": own, "gs_factory_password": PASSWORD}})
    repository.phones["phone00"].set(off=True)
    repository.write({"host_vars/phone02.yml": {"gs_settings": {"ntp_serber": "x"}}})

    stopped = repository.run("provision", *BATCHES, secrets=(own,))

    assert len(stops(stopped)) == 1, stopped.output
    assert asked(repository) == ["phone04", "phone06"]
    assert [phone.values()["2"] for phone in repository.phones.values()] == [own if n in (4, 6) else PASSWORD for n in range(8)]


@pytest.mark.parametrize("given", ["many", "-1"])
def test_budget_that_is_no_number_fails_before_any_request(ansible: Ansible, fleet: Fleet, given: str) -> None:
    repository = Repository(ansible, fleet, 1)
    repository.write(declared())
    refused = repository.run("enforce", "--extra-vars", json.dumps({"gs_max_fail_percentage": given}))
    assert (refused.rc, asked(repository)) == (2, [])
    assert f'gs_max_fail_percentage: \\"{given}%\\" is not a number. No phone was contacted.' in refused.output
