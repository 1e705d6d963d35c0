# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The main journey on each ansible-core between the oldest and the newest, which have all the other tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from integration.conftest import PASSWORD, Fleet
from integration.helpers.journeys import Repository, declared
from integration.helpers.playbooks import Ansible
from support.environments import Environment

#: Each phone has its own, made from its name.
NEW = "{{ 'Neu-1-' ~ inventory_hostname }}"


@pytest.mark.long
def test_a_fleet_is_enforced_watched_and_given_new_passwords(
    make_ansible: Callable[[Environment], Ansible], controller_between: Environment, fleet: Fleet
) -> None:
    assert controller_between.core.startswith(f"{controller_between.name}.")
    repository = Repository(make_ansible(controller_between), fleet, 4)
    repository.write(declared())
    phones = repository.phones

    enforced = repository.run("enforce", secrets=("secret-1001", "secret-1002"))
    assert (enforced.rc, {host for host, counts in enforced.recap.items() if counts["changed"]}) == (0, set(phones))
    assert (repository.values("207"), repository.values("35")) == ({"log.example.net"}, {"1001", "1002"})

    phones["phone03"].set(values={"30": "time.rogue.example"})
    found = repository.run("plan", "--extra-vars", "gs_plan_fail_on_changes=true")
    assert (found.rc, "Not as git says: phone03." in found.stdout) == (2, True)
    assert phones["phone03"].values()["30"] == "time.rogue.example"
    assert repository.run("reconcile").rc == 0
    assert repository.values("30") == {"ntp.example.net", "ntp.rome.example.net"}

    group = declared()["group_vars/phones.yml"]
    passwords = {"ansible_password": NEW, "gs_new_password": NEW, "gs_old_passwords": [PASSWORD]}
    repository.write({"group_vars/phones.yml": {**group, **passwords}})
    rotated = repository.run("rotate_passwords", secrets=tuple(f"Neu-1-{name}" for name in phones))
    assert (rotated.rc, {name: phone.values()["2"] for name, phone in phones.items()}) == (
        0,
        {name: f"Neu-1-{name}" for name in phones},
    )
    assert repository.run("survey", "--extra-vars", "gs_survey_fail_on_drift=true").rc == 0
