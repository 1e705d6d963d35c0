# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A run that did nothing, or not what was meant, never ends well: no host matches, or a variable has a slip in its name."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from integration.conftest import Fleet
from integration.helpers.command_lines import said_by
from integration.helpers.journeys import Repository, declared
from integration.helpers.playbooks import Ansible, Data, dump
from support.venvs import ROOT

PLAYBOOKS = sorted(path.stem for path in (ROOT / "playbooks").glob("*.yml"))
GENERAL = "Put your phones into a group phones, or say -e gs_hosts=…"
#: ansible-core's own, where there is no inventory.
NO_INVENTORY = ("No inventory was parsed", "provided hosts list is empty")


class Case(NamedTuple):
    """Arguments after which no host matches, and the sentence about it."""

    arguments: tuple[str, ...]
    sentence: str


CASES = (
    Case((), f'No host matches "phones". {GENERAL} The inventory has no hosts at all: name it with -i.'),
    Case(("-i", "servers.yml"), f'No host matches "phones". {GENERAL}'),
    Case(("-i", "fleet.yml", "-e", "gs_hosts=berln"), f'No host matches "berln". Did you mean "berlin"? {GENERAL}'),
    Case(("-i", "fleet.yml", "--limit", "pbx"), '--limit "pbx". Name hosts of "'),
    Case(("-i", "fleet.yml", "-e", "gs_hosts="), "gs_hosts is empty, so it names no host."),
    Case(
        ("-i", "fleet.yml", "-e", "gs_host=lobby"),
        "gs_host, in the extra variables (-e): there is no such variable. Did you mean",
    ),
)
SLIP = "group_vars/berlin: there is no such variable. Did you mean gs_settings? "


def with_inventories(ansible: Ansible) -> Ansible:
    """A fleet with a slip in its variables, and an inventory that has no phones."""
    folder = ansible.folder
    servers: Data = {"hosts": {"pbx": {}}}
    phones: Data = {"children": {"berlin": {"hosts": {"lobby": {}, "desk": {}}}, "rome": {"hosts": {"roof": {}}}}}
    dump(folder / "fleet.yml", {"phones": phones, "attic": {"hosts": {}}, "servers": servers})
    dump(folder / "servers.yml", {"servers": servers})
    (folder / "group_vars").mkdir()
    dump(folder / "group_vars" / "berlin.yml", {"gs_setings": {}})
    return ansible


@pytest.mark.long
def test_no_playbook_ends_well_without_doing_what_was_meant(released_ansible: Ansible) -> None:
    """Each playbook in one of the cases on the newest ansible-core. The oldest has each case."""
    inventories = with_inventories(released_ansible)
    is_newest = inventories.controller.name == "newest"
    tried = [(name, CASES[number % len(CASES)]) for number, name in enumerate(PLAYBOOKS)][: None if is_newest else len(CASES)]
    slips: tuple[str, ...] = (
        "validate",
        "plan",
        "enforce",
        "survey",
        "audit",
        "publish",
        "reboot",
        "upgrade_firmware",
        "rotate_passwords",
        "phonebook",
    )
    slips = slips if is_newest else ("enforce",)
    tried += [(name, Case(("-i", "fleet.yml"), SLIP)) for name in slips]
    lines = [[f"voip.grandstream.{name}", *case.arguments] for name, case in tried]
    for line, (dummy, case), said in zip(lines, tried, said_by(inventories, lines, tolerated=NO_INVENTORY), strict=True):
        # ansible-core before 2.19 breaks lines, and the newer one tells an error of a task twice.
        output = " ".join(said.output.split("fatal: ")[0].split()) if is_newest else " ".join(said.output.split())
        assert said.status not in (0, 99), (line, said)
        if "gs_hosts" in case.sentence or "--limit" in case.sentence:
            # As the guide of questions says: ansible-core decides it.
            assert said.status == (4 if is_newest else 1), (line, said)
        assert output.count(case.sentence) == 1, (line, said)
        assert "no hosts matched" not in said.output, (line, said)
        assert "UNREACHABLE" not in said.output, (line, said)


def test_what_is_no_mistake_ends_well(ansible: Ansible) -> None:
    """Patterns of all kinds, an empty group, and what only looks at a playbook."""
    inventories = with_inventories(ansible)
    (inventories.folder / "names").write_text("roof\nlobby\n", encoding="utf-8")
    chosen = {
        "gs_hosts=phones:!berlin": {"roof"},
        "gs_hosts=rome,berlin[1:5],nowhere": {"roof", "desk"},
        '{"gs_hosts": ["rome", "~l.*y"]}': {"roof", "lobby"},
    }
    listed = [["voip.grandstream.enforce", "-i", "fleet.yml", "--list-hosts", "-e", pattern] for pattern in chosen]
    listed.append(["voip.grandstream.plan", "-i", "fleet.yml", "--list-hosts", "--limit", "@names"])
    quiet = [
        ["voip.grandstream.reconcile", "--syntax-check"],
        ["voip.grandstream.reboot", "-i", "fleet.yml", "-e", "gs_hosts=attic"],
    ]
    empty = '"attic": this group of the inventory has no hosts. There is nothing to do.'
    found = said_by(inventories, [*listed, *quiet], tolerated=(*NO_INVENTORY, "ignoring: nowhere", empty))
    assert [said.status for said in found] == [0] * len(found), found
    for names, said in zip([*chosen.values(), {"roof", "lobby"}], found, strict=False):
        assert {line.strip() for line in said.output.splitlines()} & {"roof", "lobby", "desk"} == names, said
    assert " ".join(found[-1].output.split()).count(empty) == 1, found[-1]


@pytest.mark.long
def test_a_first_phone_without_its_password_is_alone(released_ansible: Ansible) -> None:
    """What is done once for all phones is done on the first one, whose variables of the connection it does not use."""
    phone = {"ansible_connection": "voip.grandstream.webapi", "ansible_host": "127.0.0.1", "ansible_port": 1, "gs_use_ssl": False}
    hosts: Data = {"first": {"ansible_password": "{{ nowhere }}"}, "second": {"ansible_password": "of the second"}}
    dump(released_ansible.folder / "fleet.yml", {"phones": {"vars": {**phone, "gs_settings": {"P30": "a"}}, "hosts": hosts}})
    # The other phone does not answer, or is right where no phone is asked.
    signs = {
        "validate": "ok: [second]",
        "plan": "fatal: [second]: UNREACHABLE!",
        "enforce": "fatal: [second]: UNREACHABLE!",
        "provision": "fatal: [second]: UNREACHABLE!",
        "survey": "2 phones: 1 unreachable, 1 failed",
        "audit": "phones that could not be looked at: second, first. The reasons are above. (first only",
        "reconcile": "fatal: [second]: FAILED!",
        "phonebook": "fatal: [second]: UNREACHABLE!",
    }
    said_for_all = ["-e", "gs_max_fail_percentage=90", "-e", '{"gs_phonebook_groups": ["Staff"]}']
    lines = [[f"voip.grandstream.{name}", "-i", "fleet.yml", *said_for_all] for name in signs]
    for (name, sign), said in zip(signs.items(), said_by(released_ansible, lines), strict=True):
        assert sign in said.output, (name, said.output)
        # An audit names the playbook that tells more.
        assert ("voip.grandstream.plan says why" if name == "audit" else "'nowhere' is undefined") in said.output, name
        assert (said.status != 0, "No phone could be looked at" in said.output) == (True, name in ("survey", "audit")), name


def test_an_unknown_name_is_told_once_in_a_run(ansible: Ansible, fleet: Fleet) -> None:
    """However many batches there are, with a survey before them, and where skipped tasks are not shown. Not users' own."""
    repository = Repository(ansible, fleet, 2)
    repository.write(declared())
    repository.write({"group_vars/all.yml": {"gs_own_variables": "gs_room_*"}})
    repository.write({"host_vars/phone01.yml": {"gs_floor": 3, "gs_room_number": 7}})
    (ansible.folder / "ansible.cfg").write_text("[defaults]\ndisplay_skipped_hosts = false\n", encoding="utf-8")
    told = "The collection voip.grandstream has no variable gs_floor (host_vars/phone01). Correct what is a slip."
    run = repository.run("reconcile", "--extra-vars", "gs_serial=1", warnings=(told,))
    assert (run.rc, run.output.count("gs_floor (")) == (0, 1), run.output
    assert all(counts["changed"] for counts in run.recap.values())
