# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The collection's playbooks for maintenance and acceptance, and a play with a role, on simulated phones."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from integration.conftest import MODELS, PASSWORD, Fleet
from integration.helpers.playbooks import Ansible, Data, Result, Run, Started
from simulator.client import SimulatedPhone

#: Of a phone that is somebody else's: nobody must try it twice.
WRONG = "wrong-1 +&%"

#: Variables of plays, and those that roles fix.
_EXTRA = ("gs_serial", "__gs_acceptance_pause")

Phones = dict[str, SimulatedPhone]


def take(fleet: Fleet, *names: str, **start: object) -> Phones:
    """A phone for each name, of all models in turn, begun with `start`."""
    phones = {name: fleet.phone(MODELS[index % len(MODELS)]) for index, name in enumerate(names)}
    for phone in phones.values():
        phone.set(**start)
        phone.clear_requests()
    return phones


def begin(
    ansible: Ansible,
    fleet: Fleet,
    phones: Phones,
    playbook: str,
    *arguments: str,
    hosts: Mapping[str, Data] | None = None,
    env: Mapping[str, str] | None = None,
    secrets: tuple[str, ...] = (),
    tolerated: tuple[str, ...] = (),
    **variables: object,
) -> Started:
    """Start one of the collection's playbooks, or `role:NAME` for a play with nothing but that role; and show all there is.

    `variables` are of all phones (some can only be extra variables), `hosts` has more of single ones, `tolerated` are parts of
    warnings that may come. What the phones saw before is forgotten.
    """
    for phone in phones.values():
        phone.clear_requests()
    told = {name: fleet.host(phone, **{"gs_retries": 0, **(hosts or {}).get(name, {})}) for name, phone in phones.items()}
    extra = {"gs_serial": "100%", **{name: variables.pop(name) for name in list(variables) if name in _EXTRA}}
    inventory, play = ansible.folder / "inventory.json", ansible.folder / "role.json"
    inventory.write_text(json.dumps({"phones": {"hosts": told, "vars": variables}}), encoding="utf-8")
    role = f"voip.grandstream.{playbook.removeprefix('role:')}"
    play.write_text(json.dumps([{"hosts": "phones", "gather_facts": False, "serial": "{{ gs_serial }}", "roles": [role]}]))
    name = str(play) if playbook.startswith("role:") else role
    command = ["ansible-playbook", "-i", str(inventory), name, "-e", json.dumps(extra), "-vvv", "--diff"]
    return ansible.command(*command, *arguments, env=env, secrets=[PASSWORD, WRONG, *secrets], tolerated=tolerated)


def run(ansible: Ansible, fleet: Fleet, phones: Phones, playbook: str, *arguments: str, **options: Any) -> Run:
    """As :func:`begin`, and wait for its end."""
    return begin(ansible, fleet, phones, playbook, *arguments, **options).finish()


def results(run: Run, task: str) -> list[Result]:
    """What came of the role's tasks whose name begins so."""
    # Before ansible-core 2.19 results have the task's name without the role's.
    return [result for result in run.results if result.task.rsplit(" : ", 1)[-1].startswith(task)]


def ends(run: Run) -> dict[str, str]:
    """For each host how it ended: ok, failed or unreachable."""
    return {
        host: next((kind for kind in ("unreachable", "failures") if counts[kind]), "ok") for host, counts in run.recap.items()
    }


def messages(run: Run, *statuses: str) -> dict[str, str]:
    """The messages of the hosts that failed or were unreachable."""
    wanted = statuses or ("failed", "unreachable")
    return {result.host: result.data["msg"] for result in run.results if result.status in wanted}


def wait_until(is_so: Callable[[], object]) -> None:
    """Look again and again, for a minute at most."""
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)
