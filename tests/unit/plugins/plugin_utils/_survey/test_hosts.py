# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A host's options, as the role baseline's task has them: held against ansible-core and the connection plugin themselves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play import Play
from ansible.playbook.task import Task
from ansible.vars.hostvars import HostVars
from ansible.vars.manager import VariableManager

from ansible_collections.voip.grandstream.plugins.plugin_utils._inventory_layers import ROLE_LAYERS_DEFAULT
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey import hosts
from ansible_collections.voip.grandstream.plugins.plugin_utils._survey.hosts import HostError, Hosts

WEBAPI = "voip.grandstream.webapi"
PHONE = {"ansible_connection": WEBAPI, "ansible_password": "correct horse"}
CONNECTION_OPTIONS = {"host": "host", "port": "port", "password": "password", "timeout": "request_timeout", "model": "model"}


class Plugin:
    """The connection plugin's options, of those that are looked at here. Without ansible-core's plugin loader."""

    option_definitions: ClassVar = {
        "host": {"vars": [{"name": "inventory_hostname"}, {"name": "ansible_host"}]},
        "port": {"vars": [{"name": "ansible_port"}]},
        "password": {"vars": [{"name": "ansible_password"}]},
        "request_timeout": {"vars": [{"name": "gs_timeout"}]},
        "model": {"vars": [{"name": "gs_model"}]},
        "use_ssl": {"vars": [{"name": "gs_use_ssl"}]},
    }

    def __init__(self) -> None:
        self.resolved = 0
        self._variables: dict[str, Any] = {}

    def set_options(self, var_options: dict[str, Any]) -> None:
        """As ansible-core: the last variable counts."""
        self.resolved += 1
        self._variables = var_options

    def get_option(self, name: str) -> Any:
        """Return the value, or None."""
        found = [
            self._variables[entry["name"]] for entry in self.option_definitions[name]["vars"] if entry["name"] in self._variables
        ]
        return found[-1] if found else None


@pytest.fixture
def survey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Hosts, Plugin]]:
    """The hosts of a play. `members`: variables by host, `group`: those of all of them, `play`, `task`: keywords."""

    def made(
        members: dict[str, Any], group: dict[str, Any], defaults: Any = None, **keywords: dict[str, Any]
    ) -> tuple[Hosts, Plugin]:
        plugin = Plugin()
        monkeypatch.setattr(hosts, "connection_loader", type("Loader", (), {"get": staticmethod(lambda *dummy: plugin)}))
        monkeypatch.setattr(hosts, "CONNECTION_OPTIONS", CONNECTION_OPTIONS)
        file = tmp_path / "hosts.yml"
        file.write_text(json.dumps({"phones": {"hosts": members, "vars": group}}), encoding="utf-8")
        loader = DataLoader()
        loader.set_basedir(str(tmp_path))
        inventory = InventoryManager(loader, sources=[str(file)])
        manager = VariableManager(loader, inventory)
        hostvars = HostVars(inventory, manager, loader)
        survey_task = {"debug": {}, **keywords.get("task", {})}
        loaded = Play.load(
            {"hosts": "phones", "gather_facts": False, "tasks": [survey_task], **keywords.get("play", {})},
            variable_manager=manager,
            loader=loader,
        )
        (found,) = [item for item in loaded.get_tasks()[0] if isinstance(item, Task) and item.action.endswith("debug")]
        found.module_defaults = [defaults or {}]
        return Hosts(found, {"hostvars": hostvars}, loader), plugin

    return made


def test_options_and_layers_of_each_host(survey: Any) -> None:
    members = {
        "lobby": {"ansible_host": "192.0.2.1", "gs_settings": {"P30": "{{ ntp }}"}, "ntp": "of {{ inventory_hostname }}"},
        "desk": {"gs_model": "wp820", "ansible_port": "{{ 80 + 1 }}", "gs_bundles": ["mine"]},
    }
    group = {**PHONE, "gs_settings": {"P30": "group", "P31": "group"}, "gs_bundle_mine": {"settings": {"P32": "mine"}}}
    found, dummy = survey(members, group)
    lobby, desk = found.options("lobby"), found.options("desk")
    assert lobby.inherited == {"host": "192.0.2.1", "password": "correct horse"}
    assert lobby.given["layers"] == [
        {"name": "inventory, group phones", "settings": {"P30": "group", "P31": "group"}},
        {"name": "inventory, host lobby", "settings": {"P30": "of lobby"}},
    ]
    # A template is a text for ansible-core 2.18; the option's type makes a number of it.
    assert {**desk.inherited, "port": int(desk.inherited["port"])} == {
        "host": "desk",
        "password": "correct horse",
        "port": 81,
        "model": "wp820",
    }
    assert [layer["name"] for layer in desk.given["layers"]] == ["bundle mine", "inventory, group phones"]
    assert lobby.given["layers"][0]["settings"] is desk.given["layers"][1]["settings"], "one object for all hosts of a group"


def test_connection_is_resolved_once_for_phones_that_are_alike(survey: Any) -> None:
    members = {
        f"phone{number}": {"ansible_host": f"192.0.2.{number}", "ansible_password": f"its own {number}"} for number in range(20)
    }
    found, plugin = survey(members, {**PHONE, "gs_timeout": 5})
    options = [found.options(name).inherited for name in members]
    assert options == [{"host": f"192.0.2.{number}", "password": f"its own {number}", "timeout": 5} for number in range(20)]
    assert plugin.resolved == 1


def test_variables_of_the_task_and_defaults_of_the_module_count(survey: Any) -> None:
    defaults = {"group/voip.grandstream.phone": {"timeout": 3, "retries": 1}, "voip.grandstream.gs_config": {"retries": 0}}
    play = {"vars": {"gs_baseline_write_secrets": "never"}}
    task = {"vars": {"gs_settings": {"P30": "task"}, "ansible_password": "of the task itself", "ansible_connection": "local"}}
    found, dummy = survey({"lobby": {"gs_settings": {"P30": "host"}}}, PHONE, defaults, play=play, task=task)
    options = found.options("lobby")
    assert options.inherited["password"] == "correct horse"
    assert {name: options.given[name] for name in ("timeout", "retries", "write_secrets")} == {
        "timeout": 3,
        "retries": 0,
        "write_secrets": "never",
    }
    assert options.given["layers"][-1] == {"name": "the play", "settings": {"P30": "task"}}


def test_layers_of_the_users_own(survey: Any) -> None:
    own = [{"name": "mine", "settings": {"P30": "{{ inventory_hostname }}"}}]
    found, dummy = survey(
        {"lobby": {}, "desk": {"gs_baseline_layers": ROLE_LAYERS_DEFAULT}}, {**PHONE, "gs_baseline_layers": own}
    )
    assert found.options("lobby").given["layers"] == [{"name": "mine", "settings": {"P30": "lobby"}}]
    assert found.options("desk").given["layers"] == []


@pytest.mark.parametrize(
    ("variables", "kind", "sentence"),
    [
        ({"ansible_password": "{{ nobody }}"}, "template", "'nobody' is undefined"),
        ({"gs_use_ssl": "ja"}, "input", "^gs_use_ssl: 'ja' is not yes or no. Write true or false$"),
        ({"ansible_connection": "ssh"}, "input", r"^lobby: its tasks run elsewhere \(ansible_connection=ssh\)"),
    ],
)
def test_trouble_is_of_that_host(survey: Any, variables: dict[str, Any], kind: str, sentence: str) -> None:
    found, dummy = survey({"lobby": variables, "desk": {}}, PHONE)
    with pytest.raises(HostError, match=sentence) as raised:
        found.options("lobby")
    assert raised.value.kind == kind
    assert found.options("desk").inherited["host"] == "desk"


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"gs_settings": {"P30": "{{ nobody }}"}}, "gs_settings.P30 (inventory, host lobby): 'nobody' is undefined. Set this"),
        ({"gs_bundles": ["mine"]}, "gs_bundles (inventory, host lobby): there is no bundle 'mine' (no variable gs_bundle_mine)."),
    ],
)
def test_what_is_wrong_in_the_inventory_is_a_layer_with_a_problem(survey: Any, variables: dict[str, Any], sentence: str) -> None:
    found, dummy = survey({"lobby": variables, "desk": {}}, PHONE)
    (layer,) = found.options("lobby").given["layers"]
    assert layer["problem"].startswith(sentence)
    assert found.options("desk").given["layers"] == []
