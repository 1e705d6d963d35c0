# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection options in their three places: the connection plugin, the argument spec and the documentation fragment."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from ansible_collections.voip.grandstream.plugins.connection import webapi
from ansible_collections.voip.grandstream.plugins.doc_fragments._connection import ModuleDocFragment
from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import ARGUMENT_SPEC, INTERNAL_SPEC
from ansible_collections.voip.grandstream.plugins.plugin_utils._action import CONNECTION_OPTIONS

FRAGMENT: dict[str, dict[str, Any]] = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]
PLUGIN: dict[str, dict[str, Any]] = yaml.safe_load(webapi.DOCUMENTATION)["options"]

#: ansible-core fills these options of a connection from keywords and the command line, so ours are called otherwise.
RENAMED = {"timeout": "request_timeout", "retries": "request_retries"}
#: Ansible's own variables; every other option's is its name after `gs_`.
VARIABLES = {"host": "ansible_host", "port": "ansible_port", "username": "ansible_user", "password": "ansible_password"}


def described(option: dict[str, Any]) -> str:
    return " ".join(option["description"])


def test_same_options_in_the_same_order() -> None:
    assert list(FRAGMENT) == [*ARGUMENT_SPEC, *INTERNAL_SPEC]
    assert FRAGMENT["login_memory"]["type"] == INTERNAL_SPEC["login_memory"]["type"]
    # `model` and `firmware` are for the modules that know settings by name; they have nothing to do with how a phone is reached.
    connection = [name for name in PLUGIN if name not in ("model", "firmware")]
    assert connection == [RENAMED.get(name, name) for name in ARGUMENT_SPEC]
    assert connection == [CONNECTION_OPTIONS[name] for name in ARGUMENT_SPEC]


@pytest.mark.parametrize("name", ARGUMENT_SPEC)
class TestOption:
    def test_type(self, name: str) -> None:
        assert FRAGMENT[name]["type"] == ARGUMENT_SPEC[name]["type"]
        # A path is made absolute where the task runs, which is not always where the variable is read.
        # And a password that is no text must be refused, not converted.
        expected = {"ca_path": "str", "password": "raw"}.get(name, ARGUMENT_SPEC[name]["type"])
        assert PLUGIN[RENAMED.get(name, name)]["type"] == expected

    @pytest.mark.parametrize("field", ["default", "choices"])
    def test_default_and_choices(self, name: str, field: str) -> None:
        expected = ARGUMENT_SPEC[name].get(field)
        assert FRAGMENT[name].get(field) == expected
        assert PLUGIN[RENAMED.get(name, name)].get(field) == expected

    def test_environment_variable(self, name: str) -> None:
        variable = f"GS_{name.upper()}"
        assert ARGUMENT_SPEC[name]["fallback"][1] == [variable]
        assert PLUGIN[RENAMED.get(name, name)]["env"] == [{"name": variable}]
        assert f"E({variable})" in described(FRAGMENT[name])

    def test_inventory_variable(self, name: str) -> None:
        variable = VARIABLES.get(name, f"gs_{name}")
        # The last one outweighs the others.
        assert PLUGIN[RENAMED.get(name, name)]["vars"][-1] == {"name": variable}
        assert f"C({variable})" in described(FRAGMENT[name])


def test_only_the_password_is_secret() -> None:
    assert [name for name, spec in ARGUMENT_SPEC.items() if spec.get("no_log")] == ["password"]


def test_name_in_the_inventory_is_an_address_too() -> None:
    assert PLUGIN["host"]["vars"][0] == {"name": "inventory_hostname"}
