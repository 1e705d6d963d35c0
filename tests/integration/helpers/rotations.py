# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs of the playbook rotate_passwords, and what files and phones hold after them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from integration.conftest import MODELS, PASSWORD, Fleet
from integration.helpers.playbooks import Ansible, Data, Result, Run, Started
from simulator.client import SimulatedPhone

#: How the names of the role's tasks begin.
PHONE_TASK, REPORT, STOP, NEXT = "Give the phone", "Report", "Stop", "Name the phones"
REFUSED = "Refuse a password that is not stored"
ADMIN, USER = "2", "196"
CHANGE, LOGIN = "api-change_password", "login"
NASTY = "Neu!8 schöner&%+:'\"#{"
WRONG = "wrong-1 +&%"
#: A new password for each phone, which is stored when it is looked up for the first time.
FILES = (
    "{{ lookup('ansible.builtin.password', inventory_dir ~ '/passwords/' ~ inventory_hostname ~ "
    "' length=16 chars=ascii_letters,digits') }}"
)

Phones = dict[str, SimulatedPhone]


def take(fleet: Fleet, number: int = 12) -> Phones:
    """Phones of all models, p01 and on."""
    return {f"p{index + 1:02}": fleet.phone(MODELS[index % len(MODELS)]) for index in range(number)}


def start(
    ansible: Ansible,
    fleet: Fleet,
    phones: Phones,
    *arguments: str,
    serial: Sequence[object] = ("100%",),
    hosts: Mapping[str, Data] | None = None,
    secrets: Sequence[str] = (),
    tolerated: Sequence[str] = (),
    **variables: object,
) -> Started:
    """Start the playbook. `variables` are the group's, `hosts` has more variables of single phones.

    `tolerated` are parts of warnings that may show.
    """
    more = hosts or {}
    group = {"ansible_password": PASSWORD, "gs_new_password": FILES, "gs_timeout": 30, "gs_retries": 0, **variables}
    inventory_hosts = {n: {**fleet.host(p, ansible_password=None), **more.get(n, {})} for n, p in phones.items()}
    document = {"phones": {"hosts": inventory_hosts, "vars": group}}
    inventory = ansible.folder / "inventory.json"
    inventory.write_text(json.dumps(document), encoding="utf-8")
    return ansible.command(
        "ansible-playbook",
        "-i",
        str(inventory),
        "voip.grandstream.rotate_passwords",
        "-e",
        json.dumps({"gs_serial": list(serial)}),
        "-vvv",
        "--diff",
        *arguments,
        secrets=[PASSWORD, NASTY, WRONG, *secrets],
        tolerated=tolerated,
    )


def rotate(ansible: Ansible, fleet: Fleet, phones: Phones, *arguments: str, **options: object) -> Run:
    """Run the playbook. What the files hold in the end must not have been told."""
    run = start(ansible, fleet, phones, *arguments, **options).finish()  # type: ignore[arg-type]
    told = [password for password in stored(ansible).values() if password and password in run.output]
    assert not told, f"secrets were told: {told}\n{run.output}"
    return run


def stored(ansible: Ansible) -> dict[str, str]:
    """The passwords in files by phone."""
    files = (ansible.folder / "passwords").glob("p*")
    return {file.name: file.read_text(encoding="utf-8").strip() for file in files}


def held(phones: Phones, number: str = ADMIN) -> dict[str, str]:
    """The passwords in phones."""
    return {name: phone.values()[number] for name, phone in phones.items()}


def strikes(phones: Phones) -> set[tuple[int, bool]]:
    """Failed logins on the phones' counts, and whether any is locked."""
    states = [phone.state() for phone in phones.values()]
    return {(state["strikes"], bool(state["locked_for"])) for state in states}


def forget(phones: Phones) -> None:
    """No faults any more, and the log empty."""
    for phone in phones.values():
        phone.clear_faults()
        phone.clear_requests()


def count(phones: Phones, endpoint: str) -> list[int]:
    """Requests of each phone."""
    return [len(phone.requests(endpoint)) for phone in phones.values()]


def results(run: Run, task: str) -> list[Result]:
    """What came of one of the role's tasks where it was not skipped, batch by batch."""
    # Before ansible-core 2.19 results have the task's name without the role's.
    names = [(result.task.rsplit(" : ", 1)[-1], result) for result in run.results]
    return [result for name, result in names if name.startswith(task) and result.status != "skipped"]


def told(run: Run, task: str = REPORT) -> list[Any]:
    """The messages of a task, batch by batch."""
    return [result.data["msg"] for result in results(run, task)]


def statuses(run: Run) -> dict[str, tuple[str, bool]]:
    """Status and `changed` of the phones that were told."""
    return {result.host: (result.status, bool(result.data.get("changed"))) for result in results(run, PHONE_TASK)}


def refusals(run: Run) -> dict[str, str]:
    """The messages of phones whose new password was refused."""
    return {result.host: result.data["msg"] for result in results(run, REFUSED)}


def vaulted(ansible: Ansible, text: str) -> tuple[Data, list[str]]:
    """The text as an encrypted variable, and the arguments with which a run can read it."""
    key = ansible.folder / "vault-key"
    key.write_text("the key\n", encoding="utf-8")
    arguments = ["--vault-password-file", str(key)]
    said = ansible.command("ansible-vault", "encrypt_string", *arguments, text).finish().stdout
    return {"__ansible_vault": "\n".join(line.strip() for line in said.splitlines()[1:])}, arguments
