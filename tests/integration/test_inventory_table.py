# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory plugin `voip.grandstream.table` in real runs: cells stay texts, and a table with problems ends a run."""

from __future__ import annotations

import json

import yaml

from integration.helpers.playbooks import Ansible


def test_cells_of_unknown_origin_stay_texts(released_ansible: Ansible) -> None:
    """Wherever a cell is used. With problems in the table there is no run at all."""
    ansible = released_ansible
    owned = ansible.folder / "owned"
    text = f"{{{{ lookup('pipe', 'touch {owned}') }}}}"
    (ansible.folder / "phones.csv").write_text(f'Name,Ext,Note\nlobby,0170,"{text}"\n', encoding="utf-8")
    file = ansible.folder / "phones.gs_table.yml"
    options = {
        "compose": {"copied": "note", "more": "note ~ extension"},
        "groups": {"noted": "note"},
        "keyed_groups": [{"key": "note"}],
    }
    file.write_text(yaml.safe_dump({"plugin": "voip.grandstream.table", "path": "phones.csv", **options}), encoding="utf-8")
    tasks = [{"ansible.builtin.debug": {"msg": ["{{ note }}", "{{ copied }}", "{{ more }}", "{{ extension }}"]}}]
    playbook = ansible.folder / "playbook.yml"
    playbook.write_text(yaml.safe_dump([{"hosts": "phones", "gather_facts": False, "tasks": tasks}]), encoding="utf-8")

    run = ansible.command("ansible-playbook", "-i", str(file), str(playbook)).finish()
    assert run.data("lobby")["msg"] == [text, text, f"{text}0170", "0170"]
    assert not owned.exists()

    (ansible.folder / "phones.csv").write_text("Name,MAC\nlobby,1.57E+11\nlobby,\n", encoding="utf-8")
    strict = {"ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true"}
    refused = ansible.command(
        "ansible-playbook",
        "-i",
        str(file),
        str(playbook),
        env=strict,
        warnings=["line 2: mac '1.57E+11': a spreadsheet has changed this cell"],
        tolerated=["Failed to parse"],
    ).finish()
    assert refused.rc != 0
    assert refused.recap == {}
    listed = ansible.command(
        "ansible-inventory", "-i", str(file), "--list", warnings=["Correct the table"], tolerated=["parse", "inventory"]
    ).finish()
    assert "lobby" not in json.dumps(json.loads(listed.stdout))
