# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The door of shipped modules: a resource as an ordinary Ansible module, on a jump host or in the background."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource, Task


def run_module(resource: Resource) -> None:
    """Run the resource with the options that Ansible sent, and exit with its result."""
    module = AnsibleModule(argument_spec=resource.full_argument_spec(), supports_check_mode=True)
    task = Task(resource, module.params, check_mode=module.check_mode, diff=module._diff)  # noqa: SLF001 - AnsibleModule has no other name for it
    result = task.prepare() or task.run()
    # Task has masked by value and by place. AnsibleModule would mask again, and let a password "12" eat every 12 in sight.
    module.no_log_values = set()
    for warning in result.pop("warnings", []):
        module.warn(warning)
    if result.pop("failed", False):
        module.fail_json(**result)
    module.exit_json(**result)
