# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every firmware that concerns the phonebook: the first run brings the book in line, the second one changes nothing.

Where a firmware cannot be given what the task asks for, both runs say so.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from integration.conftest import PASSWORD, Fleet
from integration.helpers import quirks
from integration.helpers.books import ADD_GROUP, CONTACT, DOWNLOAD, PHONEBOOK, SAVE
from integration.helpers.faults_matrix import FINE, End
from integration.helpers.faults_phonebook import DIRECTORY, Target, prepared_fleet, run_on
from integration.helpers.playbooks import Ansible, Data, Result
from simulator.client import Simulator

#: Read, the five writes with a look at the new group's id, and read again; and with nothing to do.
_FIRST, _SECOND = 12, 4
_POST = {"gs_request_method": "post"}


@dataclass(frozen=True)
class Row(quirks.Row):
    """A firmware whose phone is given the directory."""

    first: int = _FIRST
    second: int = _SECOND


ROWS = (
    Row({}),
    Row({}, variables=_POST),
    # The phonebook's own.
    Row({"contact_ids": "integer"}),
    Row({"contact_order": "name"}),
    Row({"contact_order": "name", "contact_ids": "integer"}),
    Row({"name_joint": "as_sent"}),
    Row({"name_length": 3}),
    # Removals make room: a phone that is full can be brought in line.
    Row({"phonebook_limit": 3}),
    # The edit is done, the new contact is refused, and the phone is asked whether it did it all the same.
    Row({"phonebook_limit": 2}, 11, 7, End("failed", "api", "Zoë", SAVE)),
    Row({"partial_edit": "keep"}),
    Row({"unknown_group": "default"}),
    Row({"duplicate_groups": "refuse"}),
    Row({"deleted_group_members": "default"}),
    Row({"deleted_group_members": "delete"}),
    Row({"name_shown": "capitals"}),
    # The vendor's own web server.
    Row({"contact_decodings": 2, "both_names": "required", "phonebook_errors": "res_msg"}),
    Row({"groups_reply": "data", "group_rows": "group"}),
    Row({"groups_reply": "data", "group_rows": "member", "blank_group_name": "junk"}),
    Row({"crash_long_contact_id": True, "download_reply": "json"}),
    # Of all.
    Row({"unauthorized": "success_body"}),
    Row({"unauthorized": "http_401"}),
    Row({"unauthorized": "http_403"}),
    Row({"unauthorized": "html_login"}),
    Row({"session_seconds": 0}, 6, 6, End("failed", "api", "no session", "api-get_groups")),
    Row({"content_type": "text/html"}),
    Row({"content_type": "text/plain"}),
    Row({"response_case": "title"}),
    Row({"origin": "required"}, variables=_POST),
    Row({"keep_alive": False}),
    Row({"methods": "get_only"}),
    # Nothing is written: the first write, a removal, is refused.
    Row({"methods": "get_only"}, 7, 7, End("failed", "api", "request_method: get", "api-delete_contact"), _POST),
    Row({"max_url_length": 0}),
    # Sent twice, and read twice after each: a late removal could hit what is added after it.
    Row(
        {"refuse_writes": True},
        *(14, 14),
        End("failed", "ambiguous_write", "HTTP 500", "api-delete_contact"),
        {"gs_timeout": 1},
    ),
)


def test_every_firmware(ansible: Ansible, subtests: pytest.Subtests) -> None:
    rows = {f"phone{number}": row for number, row in enumerate(ROWS)}
    with prepared_fleet(ansible.folder, {name: (DIRECTORY, row.variables) for name, row in rows.items()}) as (fleet, targets):
        for name, row in rows.items():
            targets[name].phone.set(quirks=row.quirks)
        quirks.run_twice(
            subtests,
            rows,
            # In capitals.
            lambda: run_on(ansible, fleet, targets, warnings=["is shown as"]),
            lambda name, result, first: _problems(rows[name], targets[name], result, first),
        )


def _problems(row: Row, target: Target, result: Result, first: bool) -> list[str]:
    """What is wrong with a run; a group is added once, whatever is asked about it afterwards."""
    problems = quirks.problems_with_run(row, target, result, first)
    added = len(target.phone.requests(ADD_GROUP))
    if first and row.end == FINE and added != 1:
        problems.append(f"the group was added {added} times")
    return problems


def test_an_edit_of_which_a_parameter_is_lost_adds_nobody(ansible: Ansible, fleet: Fleet) -> None:
    """There is firmware that loses the first parameter of a POST: without its id, an edit would add a contact."""
    wanted = {"first_name": "Jack", "last_name": "Brown", "work": "2"}
    phones = {name: fleet.phone() for name in ("required", "optional")}
    for name, phone in phones.items():
        phone.set(quirks={"post_body": "loses_first", "both_names": name}, contacts=[{**wanted, "work": "1"}])
    hosts = {name: fleet.host(phone, gs_request_method="post") for name, phone in phones.items()}
    failed = ansible.run(hosts, [{CONTACT: wanted}])
    for name, phone in phones.items():
        assert "request_method: get" in failed.failure(name)["msg"]
        assert len(phone.contacts()) == 1
    assert phones["required"].contacts()[0]["work"] == "1"
    again = ansible.run({name: fleet.host(phone) for name, phone in phones.items()}, [{CONTACT: {**wanted, "id": 0}}])
    assert again.changed(*phones) == [True, True]
    assert [[contact["first_name"], contact["work"]] for phone in phones.values() for contact in phone.contacts()] == [
        ["Jack", "2"],
        ["Jack", "2"],
    ]


PROMO = {"first_name": "5%20off", "last_name": "Hotline", "work": "500", "group": "Customer care"}
LONG: Data = {
    "groups": [{"name": "Customer care"}],
    "contacts": [PROMO, {"first_name": "Annabel", "last_name": "Lee", "work": "1"}],
}


def test_names_shown_otherwise_and_the_vendors_firmware(ansible: Ansible) -> None:
    """What the phone makes of a name is told, and a second run neither writes nor adds it again. The file is the phone's."""
    firmware: dict[str, Data] = {
        "vendor": {"profile": "vendor"},
        "short": {"quirks": {"name_length": 4}},
        "capitals": {"quirks": {"name_shown": "capitals"}},
        "everything": {"profile": "vendor", "quirks": {"name_length": 4, "name_shown": "capitals"}},
    }
    with Simulator(len(firmware), password=PASSWORD) as simulator:
        fleet = Fleet(simulator)
        phones = dict(zip(firmware, map(simulator.phone, simulator.addresses), strict=True))
        for name, fields in firmware.items():
            phones[name].set(**fields)
        hosts = {name: fleet.host(phone) for name, phone in phones.items()}
        tasks = [{PHONEBOOK: LONG}, {DOWNLOAD: {"dest": f"{ansible.folder}/{{{{ inventory_hostname }}}}.xml"}}]
        for changed in (True, False):
            for phone in phones.values():
                phone.clear_requests()
            run = ansible.run(hosts, tasks, warnings=["is shown as"])
            for name, phone in phones.items():
                book, file = run.of(name)
                assert (book.status, book.data["changed"], file.data["changed"]) == ("ok", changed, changed), run.output
                assert [contact["work"] for contact in phone.contacts()] == ["500", "1"]
                assert len(phone.groups()) == 3
                assert (file.data["contact_count"], file.data["group_count"]) == (2, 1)
                told = " ".join(book.data.get("warnings", []))
                assert "'5%20off Hotline' is shown as '5" in " ".join(told.split()), told
                assert len([one for one in phone.requests() if one["endpoint"] in (ADD_GROUP, SAVE)]) == (3 if changed else 0)
