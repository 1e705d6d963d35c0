# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The door of shipped modules: a resource as an ordinary Ansible module, on a jump host or in the background."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any

from ansible.module_utils import basic
from ansible.module_utils.basic import AnsibleModule

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import INTERNAL_SPEC, ConnectionSettings
from ansible_collections.voip.grandstream.plugins.module_utils._api.login_files import run_logins_of
from ansible_collections.voip.grandstream.plugins.module_utils._api.logins import Logins, from_taken_along
from ansible_collections.voip.grandstream.plugins.module_utils._api.neighbours import (
    from_taken_along as from_taken_along_neighbours,
)
from ansible_collections.voip.grandstream.plugins.module_utils._secrets_input import secret_problems
from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource, Task


def run_module(resource: Resource) -> None:
    """Run the resource with the options that Ansible sent, and exit with its result."""
    problems = secret_problems(resource.full_argument_spec(), raw_options())
    internal = INTERNAL_SPEC if resource.plan else {}
    module = AnsibleModule(argument_spec={**resource.full_argument_spec(), **internal}, supports_check_mode=True)
    if problems:
        # The message names no value, and the options are not shown: they are what must not be shown.
        module.no_log_values = set()
        module.fail_json(msg="; ".join(problems), error={"kind": "input"}, invocation={"module_args": {}})
    memory = module.params.pop("login_memory", None)
    neighbours = module.params.pop("neighbours", None)
    words = module.params.pop("words", None)
    task = Task(resource, module.params, check_mode=module.check_mode, diff=module._diff)  # noqa: SLF001 - AnsibleModule has no other name for it
    logins: list[Logins] = []

    def open_logins(settings: ConnectionSettings) -> Logins:
        logins.append(run_logins_of(memory, settings) or from_taken_along(memory))
        return logins[-1]

    task.open_logins = open_logins
    task.words = words or {}
    task.neighbours = from_taken_along_neighbours(neighbours)
    result = task.prepare()
    if result is None:
        task.take_along(memory)
        result = task.run()
    if logins and memory and memory.get("wanted_back"):
        result["login_memory"] = task.brought_back(logins[-1])
    # Task has masked by value and by place. AnsibleModule would mask again, and let a password "12" eat every 12 in sight.
    module.no_log_values = set()
    for warning in result.pop("warnings", []):
        module.warn(warning)
    if result.pop("failed", False):
        module.fail_json(**result)
    module.exit_json(**result)


def raw_options() -> dict[str, Any]:
    """Return the module's options as they came, before AnsibleModule makes texts of numbers."""
    loaded = basic._load_params()  # noqa: SLF001 - ansible-core offers it "for certain very dynamic custom modules"
    return loaded if isinstance(loaded, dict) else {}
