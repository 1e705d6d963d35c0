# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where an option comes from: task, then `module_defaults`, then the host's variables, then the environment, then the default."""

from __future__ import annotations

from typing import Any

import pytest

from integration.conftest import PASSWORD, Fleet
from integration.helpers.playbooks import Ansible, Data, values_task

LEVELS = ("task", "module_defaults", "host", "environment")
#: The connection plugin's variables, where they are not called `gs_` and the option's name.
VARIABLES = {"host": "ansible_host", "port": "ansible_port", "username": "ansible_user", "password": "ansible_password"}
#: What nobody may use.
WRONG = {
    "host": "127.0.99.99",
    "port": 9,
    "username": "nobody",
    "password": "password-of-a-wrong-level",
    "use_ssl": True,
    "timeout": 0.05,
    "retries": 19,
    "max_url_length": 256,
    "request_method": "get",
    "digest_separator": "dot",
}


def right(fleet: Fleet, address: str) -> dict[str, Any]:
    """What must be used: everything differs from the defaults as well, where the phone allows it."""
    return {
        "host": address,
        "port": fleet.simulator.port,
        "username": "admin",
        "password": PASSWORD,
        "use_ssl": False,
        "timeout": 7.5,
        "retries": 1,
        "max_url_length": 1999,
        "request_method": "post",
        "digest_separator": "colon",
    }


def level(name: str, options: dict[str, Any]) -> dict[str, Data]:
    """The options as one level writes them: arguments of `Ansible.run`, and for a task and a host their parts."""
    match name:
        case "task":
            return {"task": options}
        case "module_defaults":
            return {"play": {"module_defaults": {"group/voip.grandstream.phone": options}}}
        case "host":
            return {"host": {VARIABLES.get(option, f"gs_{option}"): value for option, value in options.items()}}
        case _:
            return {"env": {f"GS_{option.upper()}": str(value) for option, value in options.items()}}


@pytest.mark.parametrize("highest", LEVELS)
def test_higher_level_wins(ansible: Ansible, door: str, fleet: Fleet, highest: str) -> None:
    """The level has everything right and all levels below it have everything wrong."""
    phone = fleet.phone()
    wanted = right(fleet, phone.address)
    given = level(highest, wanted)
    for lower in LEVELS[LEVELS.index(highest) + 1 :]:
        given |= level(lower, WRONG)
    host = {"ansible_connection": "voip.grandstream.webapi", **given.pop("host", {})}
    task = values_task({"P30": "new"}, **given.pop("task", {}))
    # Below the host's variables there is still its name: an address from the environment never takes another host's place.
    name = phone.address if highest == "environment" else "lobby"

    run = ansible.run({name: host}, [task], "-vvv", door=door, secrets=[PASSWORD, "password-of-a-wrong-level"], **given)

    used = run.data(name)["invocation"]["module_args"]
    del wanted["password"]
    assert {option: used[option] for option in wanted} == wanted
    assert len(phone.requests("login")) == 1
    assert dict(phone.requests("login")[0]["parameters"])["Username"] == "admin"
    assert [request["method"] for request in phone.requests("api-values.post")] == ["POST"]


def test_defaults(ansible: Ansible, door: str, fleet: Fleet) -> None:
    phone = fleet.phone()

    run = ansible.run(fleet.hosts(lobby=phone), [values_task({"P30": "new"})], "-vvv", door=door)

    used = run.data("lobby")["invocation"]["module_args"]
    assert (used["timeout"], used["retries"], used["max_url_length"], used["validate_certs"]) == (10.0, 2, 2000, True)
    assert dict(phone.requests("login")[0]["parameters"])["Username"] == "gmiadmin"
    assert [request["method"] for request in phone.requests("api-values.post")] == ["GET"]


def test_one_modules_defaults_and_a_tasks_own(ansible: Ansible, door: str, fleet: Fleet) -> None:
    """`module_defaults` by the module's own name, for its own options too."""
    phone = fleet.phone()
    play = {
        "module_defaults": {"voip.grandstream.gs_pvalue": {"verify": False, "request_method": "post", "values": {"P64": "CET"}}}
    }
    tasks = [{"name": "defaults", "voip.grandstream.gs_pvalue": {}}, {"name": "own", **values_task({"P30": "new"}, verify=True)}]

    run = ansible.run(fleet.hosts(lobby=phone), tasks, door=door, play=play)

    assert [change["pvalue"] for change in run.data("lobby", "defaults")["changes"]] == ["P64"]
    assert [change["pvalue"] for change in run.data("lobby", "own")["changes"]] == ["P30"]
    assert [request["method"] for request in phone.requests("api-values.post")] == ["POST", "POST"]
    assert len(phone.requests("api-values.get")) == 3, "one read each, and one read back"


def test_shell_settings_of_ansible_are_not_used(ansible: Ansible, door: str, fleet: Fleet) -> None:
    """`remote_user`, `--user` and `--timeout` are meant for shells: a wrong name would cost a strike."""
    phone = fleet.phone()

    run = ansible.run(
        fleet.hosts(lobby=phone),
        [{**values_task({"P30": "new"}), "remote_user": "root"}],
        "--user", "somebody", "--timeout", "3", "-vvv",
        door=door,
        env={"ANSIBLE_REMOTE_USER": "else"},
    )  # fmt: skip

    assert run.changed("lobby") == [True]
    assert run.data("lobby")["invocation"]["module_args"]["timeout"] == 10.0
    assert dict(phone.requests("login")[0]["parameters"])["Username"] == "gmiadmin"
