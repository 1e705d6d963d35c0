# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which host has which SIP user ID, from a real inventory, without a template."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from ansible import constants
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.vars.hostvars import HostVars
from ansible.vars.manager import VariableManager

from ansible_collections.voip.grandstream.plugins.plugin_utils import _owners
from ansible_collections.voip.grandstream.plugins.plugin_utils._inventory_layers import SourceReader

GROUP_VARS = """\
gs_accounts:
  1: {account_active: true, sip_user_id: "{{ extension }}"}
site: berlin
doubled: "{{ extension }}"
"""


def variables_of(folder: Path, files: dict[str, str]) -> tuple[dict[str, Any], DataLoader]:
    """The variables of any task in an inventory of these files."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    loader = DataLoader()
    loader.set_basedir(str(folder))
    inventory = InventoryManager(loader, sources=[str(folder / "hosts.yml")])
    manager = VariableManager(loader, inventory)
    return {"hostvars": HostVars(inventory, manager, loader), "inventory_hostname": "lobby"}, loader


def owners(folder: Path, hosts: dict[str, Any], more: dict[str, str] | None = None) -> dict[str, list[str]]:
    files = {"hosts.yml": json.dumps({"phones": {"hosts": hosts}}), "group_vars/phones.yml": GROUP_VARS, **(more or {})}
    variables, loader = variables_of(folder, files)
    return _owners.owners(SourceReader(variables, loader))


def test_ids_of_groups_and_hosts(tmp_path: Path) -> None:
    hosts = {
        "lobby": {"extension": "1001"},
        "kitchen": {"extension": 1002},
        "attic": {"extension": "1003", "gs_accounts": {"2": {"sip_user_id": "2003"}}},
        "cellar": {"gs_accounts": {1: {"sip_user_id": "1004"}}},
        "barn": {"gs_settings": {"P35": "1005", "404": "2005"}},
        "shed": {"extension": "1006", "gs_accounts": {1: {"P35": None}}},
        "shared": {"extension": "1001"},
        "named": {"extension": "{{ inventory_hostname }}"},
        "by_file": None,
        "nobody": None,
    }
    more = {"host_vars/by_file.yml": 'extension: "{{ own }}"\nown: "1007"\n'}
    assert owners(tmp_path, hosts, more) == {
        "1001": ["lobby", "shared"],
        "1002": ["kitchen"],
        "1003": ["attic"],
        "2003": ["attic"],
        "1004": ["cellar"],
        "1005": ["barn"],
        "2005": ["barn"],
        "named": ["named"],
        "1007": ["by_file"],
    }


@pytest.mark.parametrize(
    "extension",
    [
        *(
            "{{ site }}{{ number }}",
            "{{ number | int + 1 }}",
            "{% if true %}1{% endif %}",
            "{{ lookup('env', 'X') }}",
            "{{ extension }}",
        ),
        *(True, 1.5, None, ["1001"], {"a": 1}, "", "  "),
    ],
)
def test_what_is_no_plain_text_is_not_known(tmp_path: Path, extension: Any) -> None:
    assert owners(tmp_path, {"lobby": {"extension": extension, "number": "1001"}}) == {}


def test_what_is_no_dictionary_is_left_to_those_who_check_it(tmp_path: Path) -> None:
    hosts = {"a": {"gs_accounts": ["x"]}, "b": {"gs_accounts": {"one": {"sip_user_id": "1"}, 0: {"sip_user_id": "1"}, 1: "x"}}}
    files = {"hosts.yml": json.dumps({"phones": {"hosts": hosts}})}
    variables, loader = variables_of(tmp_path, files)
    assert _owners.owners(SourceReader(variables, loader)) == {}


def test_a_run_reads_the_inventory_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = tmp_path / "run"
    run.mkdir()
    monkeypatch.setattr(constants, "DEFAULT_LOCAL_TMP", str(run))
    hosts = {"lobby": {"extension": "1001"}, "kitchen": {"extension": "1002"}}
    files = {"hosts.yml": json.dumps({"phones": {"hosts": hosts}}), "group_vars/phones.yml": GROUP_VARS}
    variables, loader = variables_of(tmp_path, files)
    found = _owners.neighbours(variables, loader)
    assert found is not None
    assert found.another(["1002"]) == ("1002", "kitchen")
    assert found.another(["1002", "1001"]) is None
    # Another process of the run has no inventory to read any more.
    monkeypatch.setattr(_owners, "_made", {})
    monkeypatch.setattr(_owners, "owners", None)
    assert _owners.owners_of_run(variables, loader) == {"1001": ["lobby"], "1002": ["kitchen"]}


def test_one_host_alone_has_no_neighbours(tmp_path: Path) -> None:
    variables, loader = variables_of(tmp_path, {"hosts.yml": json.dumps({"phones": {"hosts": {"lobby": {}}}})})
    assert _owners.neighbours(variables, loader) is None
    assert _owners.neighbours({"inventory_hostname": "lobby"}, loader) is None


def test_inventory_that_is_not_shown_proves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "DEFAULT_LOCAL_TMP", str(tmp_path))
    assert _owners.owners_of_run({"hostvars": {"a": {}, "b": {}}}, DataLoader()) == {}


def test_thousands_of_hosts_take_seconds_and_not_minutes(tmp_path: Path) -> None:
    """Once in a run. The bound is wide, because the machine may be busy."""
    hosts = {f"p{number}": {"extension": str(number)} for number in range(2000)}
    variables, loader = variables_of(
        tmp_path, {"hosts.json": json.dumps({"phones": {"hosts": hosts}}), "hosts.yml": "{}", "group_vars/phones.yml": GROUP_VARS}
    )
    inventory = InventoryManager(loader, sources=[str(tmp_path / "hosts.json")])
    variables["hostvars"] = HostVars(inventory, VariableManager(loader, inventory), loader)
    began = time.process_time()
    found = _owners.owners(SourceReader(variables, loader))
    assert time.process_time() - began < 5
    assert len(found) == 2000
