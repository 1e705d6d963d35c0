# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Slips in the names of variables: on inventories as people have them, read by ansible-core itself."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.vars.hostvars import HostVars
from ansible.vars.manager import VariableManager

from ansible_collections.voip.grandstream.plugins.lookup import variable_problems
from ansible_collections.voip.grandstream.plugins.plugin_utils import _variables
from ansible_collections.voip.grandstream.plugins.plugin_utils._variable_names import known
from ansible_collections.voip.grandstream.plugins.plugin_utils._variables import Unknown, unknown_of_hosts
from support.venvs import ROOT
from unit.lookups import plugin_with

HOSTS = {
    "all": {
        "children": {
            "phones": {"children": {"berlin": {"hosts": {"lobby": {}, "desk": {}}}, "rome": {"hosts": {"roof": {}}}}},
            "servers": {"hosts": {"pbx": {"gs_setings": {}}}, "vars": {"gs_acounts": {}}},
        }
    }
}
NAMES = ["lobby", "desk", "roof"]

Made = tuple[dict[str, Any], DataLoader]


def inventory(folder: Path, files: dict[str, Any], hosts: Any = None, first: str = "lobby") -> Made:
    """The variables of a task of the host `first`, and the loader. `files`: what there is besides the inventory, by path."""
    for name, content in {"inventory/hosts.yml": hosts or HOSTS, "playbook/run.yml": "", **files}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content if isinstance(content, str) else yaml.safe_dump(content), encoding="utf-8")
    loader = DataLoader()
    loader.set_basedir(str(folder / "playbook"))
    found = InventoryManager(loader, sources=[str(folder / "inventory" / "hosts.yml")])
    manager = VariableManager(loader, found)
    manager.safe_basedir = True
    variables = manager.get_vars(host=found.get_host(first), include_hostvars=False)
    shared = {"hostvars": HostVars(found, manager, loader), "inventory_hostname": first, "ansible_play_hosts_all": NAMES}
    return {**variables, **shared}, loader


@pytest.fixture
def extra(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, Any]], None]:
    """Sets the extra variables."""
    return lambda said: monkeypatch.setattr(_variables, "load_extra_vars", lambda _loader: said)


def places(found: list[Unknown]) -> dict[str, tuple[str, str | None]]:
    return {variable.name: (variable.where, variable.near) for variable in found}


def test_slips_are_found_wherever_they_are(tmp_path: Path, extra: Callable[[dict[str, Any]], None]) -> None:
    """And only those of the play's hosts: the variables of servers are nobody's business."""
    hosts: Any = copy.deepcopy(HOSTS)
    hosts["all"]["vars"] = {"gs_use_sl": False}
    hosts["all"]["children"]["phones"]["children"]["rome"]["hosts"]["roof"] = {"gs_bundle": ["time"]}
    extra({"gs_setial": 5, "anything": 1})
    files = {
        "inventory/group_vars/all.yml": {"gs_setings": {}, "gs_settings": {}, "site_setings": {}},
        "inventory/group_vars/berlin/phones.yml": {"gs_acounts": {}, "gs_floor": 3},
        "inventory/group_vars/servers.yml": {"gs_modell": "x"},
        "inventory/host_vars/desk.yml": {"gs_acounts": {}, "gs_settings": {"gs_keyz": 1}},
        "inventory/host_vars/lobby/more/deep.json": '{"gs_room":  "12"}',
        "playbook/group_vars/phones.yml": {"gs_phonebook_sorce": "book.yml"},
        "playbook/host_vars/roof.yaml": '"gs_macc": "000b82000001"\n# gs_comment: 1\n',
    }
    variables, loader = inventory(tmp_path, files, hosts)
    assert places(unknown_of_hosts(NAMES, {**variables, "gs_hots": "x", "gs_fact": 1}, loader)) == {
        "gs_setial": ("the extra variables (-e)", "gs_serial"),
        "gs_use_sl": ("inventory, group all", "gs_use_ssl"),
        "gs_setings": ("group_vars/all", "gs_settings"),
        "gs_acounts": ("group_vars/berlin; host_vars/desk", "gs_accounts"),
        "gs_floor": ("group_vars/berlin", None),
        "gs_phonebook_sorce": ("playbook's group_vars/phones", "gs_phonebook_source"),
        "gs_bundle": ("inventory, host roof", "gs_bundles"),
        "gs_room": ("host_vars/lobby", None),
        "gs_macc": ("playbook's host_vars/roof", "gs_mac"),
        "gs_hots": ("the play, a role or a fact", "gs_hosts"),
        "gs_fact": ("the play, a role or a fact", None),
    }


@pytest.mark.parametrize("own", [["gs_room", "gs_setings", "gs_my_*"], "gs_room, gs_setings gs_my_*"])
@pytest.mark.parametrize("place", ["inventory/group_vars/all.yml", "inventory/host_vars/roof.yml", "extra"])
def test_own_variables_are_silenced(tmp_path: Path, extra: Callable[[dict[str, Any]], None], place: str, own: Any) -> None:
    files = {"inventory/host_vars/desk.yml": {"gs_room": 1, "gs_setings": {}, "gs_my_phone": 1, "gs_bundle_mine": {}}}
    extra({"gs_own_variables": own} if place == "extra" else {})
    said = files if place == "extra" else {**files, place: {"gs_own_variables": own}}
    assert unknown_of_hosts(NAMES, *inventory(tmp_path, said)) == []


def test_an_encrypted_file_of_the_tasks_own_host_is_no_fact(tmp_path: Path, extra: Callable[[dict[str, Any]], None]) -> None:
    """What stands in a file that is not looked into is in the variables of the task all the same."""
    extra({})
    variables, loader = inventory(tmp_path, {"inventory/host_vars/lobby.yml": '? "gs_\\x66loor"\n: 1\n'})
    assert variables["gs_floor"] == 1
    assert places(unknown_of_hosts(NAMES, variables, loader)) == {"gs_floor": ("host_vars/lobby", None)}


def test_the_lookup_tells_slips_and_warns_of_the_rest(
    tmp_path: Path, extra: Callable[[dict[str, Any]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    extra({})
    told: list[str] = []
    monkeypatch.setattr("ansible.utils.display.Display.warning", lambda _display, text, **_rest: told.append(text))
    hosts = {"all": {"hosts": {name: {"gs_floor": 1, "gs_seting": 1} for name in [*NAMES, "four", "five"]}}}
    variables, loader = inventory(tmp_path, {}, hosts)
    variables["ansible_play_hosts_all"] = [*NAMES, "four", "five"]
    plugin = plugin_with(variable_problems, {})
    plugin._loader = loader
    where = "inventory, host lobby; inventory, host desk; inventory, host roof and more"
    assert plugin.run([], variables=variables) == [
        f"gs_seting, in {where}: there is no such variable. Did you mean gs_settings?",
        "Correct the name. If the variable is your own, name it in gs_own_variables.",
    ]
    (warning,) = told
    assert warning == (
        f"The collection voip.grandstream has no variable gs_floor ({where}). Correct what is a slip. Name your own variables in "
        "gs_own_variables: [gs_floor]."
    )

    quiet, loader = inventory(tmp_path / "quiet", {})
    plugin._loader = loader
    assert plugin.run([], variables=quiet) == []


def test_files_of_hosts_without_a_slip_are_not_parsed(
    tmp_path: Path, extra: Callable[[dict[str, Any]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands of files, which Ansible takes seconds to read."""
    extra({"gs_own_variables": ["gs_room"]})
    files = {f"inventory/host_vars/{name}.yml": "gs_mac: 000b82000001\ngs_room: 3\n" for name in NAMES}
    variables, loader = inventory(tmp_path, files, first="roof")
    read: list[str] = []
    original = DataLoader.load_from_file

    def noted(self: DataLoader, name: str, *rest: Any, **more: Any) -> Any:
        read.append(name)
        return original(self, name, *rest, **more)

    monkeypatch.setattr(DataLoader, "load_from_file", noted)
    assert unknown_of_hosts(NAMES, variables, loader) == []
    assert {Path(name).stem for name in read} <= {"roof"}


def test_names_that_the_collection_uses_are_known() -> None:
    """Of playbooks and roles. Names of modules have the same beginning, and so have two prefixes of variables."""
    files = [*ROOT.glob("playbooks/**/*.yml"), *ROOT.glob("roles/*/tasks/*.yml"), *ROOT.glob("roles/*/vars/*.yml")]
    modules = {path.stem for path in (ROOT / "plugins" / "modules").glob("*.py")}
    used = {name for file in files for name in re.findall(r"(?<![\w.'/])gs_\w+", file.read_text(encoding="utf-8"))}
    assert used - modules - {"gs_import", "gs_snapshot"} - known() == set()
