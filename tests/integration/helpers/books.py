# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks of the phonebook's modules, and what the phones tell about their books afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from integration.conftest import MODELS, Fleet
from integration.helpers.connections import check_one_connection
from integration.helpers.playbooks import Ansible, Data, Run
from simulator.client import SimulatedPhone

CONTACT = "voip.grandstream.gs_contact"
GROUP = "voip.grandstream.gs_group"
PHONEBOOK = "voip.grandstream.gs_phonebook"
INFO = "voip.grandstream.gs_info"
DOWNLOAD = "voip.grandstream.gs_phonebook_download"

#: What a task sends that finds nothing to do, and what it sends after its writes.
READ = ["loginrealm", "login", "api-get_groups", "api-get_contacts"]
VERIFY = ["api-get_groups", "api-get_contacts"]
SAVE, DELETE, DELETE_ALL = "api-save_edit_contact", "api-delete_contact", "api-delete_all_contact"
ADD_GROUP, EDIT_GROUP = "api-add_group", "api-edit_delete_group"
WRITES = (SAVE, DELETE, DELETE_ALL, ADD_GROUP, EDIT_GROUP)

_FIELDS = ("first_name", "last_name", "work", "home", "mobile", "fax", "email")
_OPTIONS = {
    CONTACT: (*_FIELDS, "group", "id", "state"),
    GROUP: ("name", "new_name", "state"),
    PHONEBOOK: ("groups", "contacts", "state", "purge", "purge_groups", "allow_empty", "match_by"),
}
#: Each of their characters is special to something on the way to a phone.
ODD_NAMES = {
    "Jörg Müßig-Größe": "umlauts",
    "山田 太郎": "CJK",
    "🦊 👩‍👩‍👧": "emoji, one of several characters",
    "Zoë ñandú": "composed",
    "Zoe\u0308 decomposed": "an accent that is a character of its own",
    'Dwayne "The Rock" O\'Neil': "quotes",
    "R&D A+B #7 50%": "special in URLs",
    "%41%zz %26 ;=?/\\": "what looks quoted",
    "<b> &amp; {x} $y": "special in HTML and templates",
    "עברית עִבְרִית": "right to left",
    "L" * 180 + " " + "ü" * 180: "very long",
}


def phones(fleet: Fleet, names: Sequence[str]) -> dict[str, SimulatedPhone]:
    """A phone for each name, of all models in turn; 48 at most."""
    return {name: fleet.phone(MODELS[number % len(MODELS)]) for number, name in enumerate(names)}


def each(module: str) -> Data:
    """A task whose options are those of each host's variable `wanted`."""
    return {module: {option: f"{{{{ wanted.{option} | default(omit) }}}}" for option in _OPTIONS[module]}}


def run_each(
    ansible: Ansible,
    fleet: Fleet,
    module: str,
    targets: Mapping[str, tuple[SimulatedPhone, Mapping[str, Any]]],
    *arguments: str,
    **options: Any,
) -> Run:
    """One task on many phones, each with its own options. What the phones saw before is forgotten."""
    hosts = {}
    for name, (phone, wanted) in targets.items():
        phone.clear_requests()
        hosts[name] = fleet.host(phone, wanted=dict(wanted))
    return ansible.run(hosts, [each(module)], *arguments, **options)


def contacts(phone: SimulatedPhone) -> list[Data]:
    """The contacts by their ids, without their blank fields."""
    return [{key: value for key, value in contact.items() if value != ""} for contact in phone.contacts()]


def named(phone: SimulatedPhone) -> dict[str, Data]:
    """The contacts by their whole names, with their groups' names and without ids and blank fields. No name is there twice."""
    found, groups = {}, phone.groups()
    for contact in phone.contacts():
        name = " ".join(f"{contact['first_name']} {contact['last_name']}".split())
        assert name not in found, f"{name!r} is there twice"
        found[name] = {key: contact[key] for key in _FIELDS[2:] if contact[key]}
        if contact["group_id"]:
            found[name]["group"] = groups[contact["group_id"]]
    return found


def own_groups(phone: SimulatedPhone) -> list[str]:
    """The names of the groups, without those that every phone has."""
    return [name for number, name in phone.groups().items() if number not in (0, 100)]


def sessions(phone: SimulatedPhone) -> list[list[str]]:
    """The endpoints that each task asked for, in order, since this was last looked at."""
    found: list[list[str]] = []
    tasks: list[list[Data]] = []
    for request in phone.requests():
        if request["endpoint"] == "loginrealm":
            found.append([])
            tasks.append([])
        found[-1].append(request["endpoint"])
        tasks[-1].append(request)
    for task in tasks:
        check_one_connection(task)
    phone.clear_requests()
    return found


def written(phone: SimulatedPhone, *endpoints: str) -> list[tuple[str, Data]]:
    """The writes in order (those to the endpoints named), each with its parameters."""
    wanted = endpoints or WRITES
    return [(record["endpoint"], dict(record["parameters"])) for record in phone.requests() if record["endpoint"] in wanted]


def record(first: str, last: str = "", group: int = 0, *, number: int | None = None, **fields: str) -> Data:
    """The parameters of `api-save_edit_contact` for a whole record; `number` is the id of the contact to edit."""
    numbers = {f"newphone{place}": fields.pop(field, "") for place, field in enumerate(("work", "home", "mobile", "fax"), 1)}
    sent = {"firstname": first, "lastname": last, "group": str(group), **numbers, "email": fields.pop("email", "")}
    assert not fields
    return sent if number is None else {"id": str(number), **sent}
