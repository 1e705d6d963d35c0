# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks of gs_config and gs_validate on many phones at once, and what the phones tell about them afterwards."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from integration.conftest import Fleet
from integration.helpers.books import ADD_GROUP, SAVE
from integration.helpers.playbooks import Ansible, Data, Run, Started
from simulator.client import SimulatedPhone

CONFIG = "voip.grandstream.gs_config"
VALIDATE = "voip.grandstream.gs_validate"
INFO = "voip.grandstream.gs_info"

LOGIN = ["loginrealm", "login"]
GET, POST, ACCOUNTS = "api-values.get", "api-values.post", "api-get_accounts"
#: Whether accounts are registered: their list, and the phone's status as a second witness.
LOOK = [ACCOUNTS, "api-get_phone_status"]
BOOK = ["api-get_groups", "api-get_contacts"]
READ = [*LOGIN, GET]
#: The writes that gs_config can send.
WRITES = (POST, SAVE, ADD_GROUP)

OPTIONS = (
    "settings",
    "accounts",
    "keys",
    "model",
    "write_secrets",
    "confirm_registration",
    "when_busy",
    "busy_timeout",
    "allow_reach",
    "reach_timeout",
    "groups",
    "contacts",
    "purge",
    "purge_groups",
    "allow_empty",
    "match_by",
)
_GXV = ("gxv3370", "gxv3350", "gxv3380")
_ENOUGH_FORKS = "50"


@dataclass(frozen=True, kw_only=True)
class Case:
    """A phone's task: `start` is what is set on the phone before, `variables` are those of its host. `model`: empty for any with
    16 accounts."""

    wanted: Data
    model: str = ""
    start: Data = field(default_factory=dict)
    variables: Data = field(default_factory=dict)


def each(module: str = CONFIG, **keywords: Any) -> Data:
    """A task whose options are those of each host's variable `wanted`; `keywords` are the task's."""
    return {module: {option: f"{{{{ wanted.get('{option}', omit) }}}}" for option in OPTIONS}, **keywords}


def account(user: int, **more: Any) -> Data:
    """An account as the simulated PBX knows it."""
    return {
        "account_active": True,
        "sip_server": "pbx.example.net",
        "sip_user_id": str(user),
        "sip_auth_password": f"secret-{user}",
        **more,
    }


def registered(**more: str) -> dict[str, str]:
    """The values of a phone on which accounts 1 (user 1001) and 2 (user 1002) are registered."""
    first = {"271": "1", "47": "pbx.example.net", "35": "1001", "34": "secret-1001"}
    second = {"401": "1", "402": "pbx.example.net", "404": "1002", "406": "secret-1002"}
    return {**first, **second, **{name.removeprefix("p"): text for name, text in more.items()}}


def take(fleet: Fleet, cases: Mapping[str, Case]) -> dict[str, SimulatedPhone]:
    """A phone for each case, as it must be before the task."""
    models = itertools.cycle(_GXV)
    ours = {name: fleet.phone(case.model or next(models)) for name, case in cases.items()}
    for name, phone in ours.items():
        phone.set(**cases[name].start)
    return ours


def start_all(
    ansible: Ansible,
    fleet: Fleet,
    cases: Mapping[str, Case],
    ours: Mapping[str, SimulatedPhone],
    *arguments: str,
    tasks: list[Data] | None = None,
    env: Mapping[str, str] | None = None,
    **options: Any,
) -> Started:
    """Start one task (or `tasks`) on many phones, each with its own options. What the phones saw before is forgotten."""
    fleet.simulator.all_phones().clear_requests()
    hosts = {name: fleet.host(ours[name], wanted=case.wanted, **case.variables) for name, case in cases.items()}
    env = {"ANSIBLE_FORKS": _ENOUGH_FORKS, **(env or {})}
    return ansible.start(hosts, tasks or [each()], *arguments, env=env, **options)


def run_all(
    ansible: Ansible,
    fleet: Fleet,
    cases: Mapping[str, Case],
    ours: Mapping[str, SimulatedPhone],
    *arguments: str,
    **options: Any,
) -> Run:
    """As :func:`start_all`, and wait for its end."""
    return start_all(ansible, fleet, cases, ours, *arguments, **options).finish()


def posted(phone: SimulatedPhone) -> list[list[list[str]]]:
    """The parameters of each write of values, in order."""
    return [request["parameters"] for request in phone.requests(POST)]


def asked(phone: SimulatedPhone) -> list[str]:
    """The endpoints that the phone was asked for, in order."""
    return [request["endpoint"] for request in phone.requests()]


def names(result: Mapping[str, Any]) -> list[str]:
    """The names in a result's `changes`."""
    return [change["name"] for change in result["changes"]]
