# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`gs_publish` as a task: the folder on another machine, with another Python, and what a task of its own needs."""

from __future__ import annotations

from typing import Any

import pytest

from integration.helpers.playbooks import JUMP_HOST, Ansible
from integration.helpers.published import GROUP

LAYERS = {"gs_bundles": [], "gs_accounts": {1: {"sip_server": "pbx"}}}


@pytest.mark.long
def test_the_folder_is_on_another_machine(ansible: Ansible) -> None:
    """One transfer of what differs, and the whole of it once, however many hosts the play has."""
    www = ansible.folder / "www"
    www.mkdir()
    hosts: dict[str, dict[str, Any]] = {f"p{number}": {"gs_mac": f"000b82aabb{number:02}"} for number in range(3)}
    task = {"voip.grandstream.gs_publish": {"dest": str(www), "mode": "0600"}, "delegate_to": JUMP_HOST}
    group = {**GROUP, **LAYERS}
    first = ansible.run(hosts, [task], group=group)
    assert (first.rc, len([result for result in first.results if result.status == "ok"])) == (0, 1), first.output
    assert {path.name for path in www.glob("cfg*")} == {f"cfg000b82aabb{number:02}.xml" for number in range(3)}
    assert ansible.run(hosts, [task], group=group).data("p0")["changed"] is False

    withdraw = {**task, "voip.grandstream.gs_publish": {"dest": str(www), "withdraw": ["00-0B-82-AA-BB-00"]}}
    looked = ansible.run(hosts, [{**withdraw, "check_mode": True, "diff": True}], group=group).data("p0")
    assert (looked["msg"], looked["diff"]) == ("1 file would be withdrawn", {"prepared": "cfg000b82aabb00.xml: removed\n"})
    assert ansible.run(hosts, [withdraw], group=group).data("p0")["msg"] == "1 file withdrawn"
    assert ansible.run(hosts, [task], group=group).data("p0")["written"] == ["cfg000b82aabb00.xml"]

    # Only some hosts; a host that is none; a task that would write to a phone; and a folder that is not there.
    some = {**task, "voip.grandstream.gs_publish": {"dest": str(www), "mode": "0600", "hosts": ["p1"]}}
    hosts["p1"]["gs_accounts"] = {1: {"sip_server": "other"}}
    hosts["p2"]["gs_accounts"] = {1: {"sip_server": "other"}}
    assert ansible.run(hosts, [some], group=group).data("p0")["written"] == ["cfg000b82aabb01.xml"]
    unknown = {**task, "voip.grandstream.gs_publish": {"dest": str(www), "hosts": ["nobody"]}}
    assert "nobody: hosts: the inventory has no such host" in ansible.run(hosts, [unknown], group=group).failure("p0")["msg"]
    on_a_phone = {name: value for name, value in task.items() if name != "delegate_to"}
    assert "Delegate the task to the machine" in ansible.run(hosts, [on_a_phone], group=group).failure("p0")["msg"]
    missing = {**task, "voip.grandstream.gs_publish": {"dest": str(www / "none")}}
    assert "there is no folder" in ansible.run(hosts, [missing], group=group).failure("p0")["msg"]
    wrong = {**task, "voip.grandstream.gs_publish": {"dest": str(www), "withdraw": ["x"]}}
    assert "withdraw: 'x' is not a MAC address" in ansible.run(hosts, [wrong], group=group).failure("p0")["msg"]
