# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The base of the action plugins: it runs a resource in the controller's own process."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t
from pathlib import Path

from ansible import constants
from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError
from ansible.plugins.action import ActionBase
from ansible.plugins.connection import ConnectionBase
from ansible.plugins.loader import connection_loader
from ansible.utils.display import Display

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import ARGUMENT_SPEC, ConnectionSettings
from ansible_collections.voip.grandstream.plugins.module_utils._api.lasting_ledger import LastingLedger
from ansible_collections.voip.grandstream.plugins.module_utils._api.login_files import RunLogins
from ansible_collections.voip.grandstream.plugins.module_utils._api.logins import Logins
from ansible_collections.voip.grandstream.plugins.module_utils._option_types import (
    type_problems,
    unquoted_numbers,
    unquoted_warning,
)
from ansible_collections.voip.grandstream.plugins.module_utils._secrets_input import HOST_LINE, secret_problem, secret_problems
from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource, Task, noted_secrets
from ansible_collections.voip.grandstream.plugins.plugin_utils._plain import plain
from ansible_collections.voip.grandstream.plugins.plugin_utils._run_folder import FolderMemory, run_folder

WEBAPI = "voip.grandstream.webapi"

PASSWORD_VARIABLE = "ansible_password"

OFF = ("", "off", "no", "false", "none")
"""What switches the option C(ledger) off."""

CONNECTION_OPTIONS = {
    name: {"timeout": "request_timeout", "retries": "request_retries"}.get(name, name)
    for name in (*ARGUMENT_SPEC, "model", "firmware")
}
"""Options of the modules, and their names in the connection plugin: ansible-core fills a connection's C(timeout) from C(-T)."""

# ansible-core imports an action before it forks, and a connection after. Asking for the class here has the plugin's documentation
# parsed once a run; it was a sixth of the CPU of every task on every phone.
connection_loader.get(WEBAPI, class_only=True)


class PhoneActionBase(ActionBase):
    """Base of the action plugins. A plugin only names its resource; everything else is the same for all.

    A task runs here when its effective connection is the phone's or local and it is not asynchronous. Otherwise it is
    checked here, and shipped as a module.
    """

    resource: t.ClassVar[Resource]

    _supports_async = True
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """See :meth:`ActionBase.run`. Return a result without secrets, also where it failed."""
        super().run(tmp, task_vars)
        task_vars = task_vars or {}
        spec = self.resource.full_argument_spec()
        given, inherited = plain(self._task.args), self._connection_options(spec, task_vars)
        options = {**inherited, **given}
        problems = [*secret_problems(spec, given), *type_problems(options, spec)]
        password = secret_problem(PASSWORD_VARIABLE, None if "password" in given else inherited.get("password"))
        problems += [f"{password}. {HOST_LINE}"] if password else []
        # Without no_log: ansible-core 2.22 would mask even a password of one letter wherever it stands in any output.
        validation = ArgumentSpecValidator(_without_no_log(spec)).validate(options)
        if problems or validation.errors.errors:
            message = "; ".join(problems) or self._validation_message(validation)
            kind = {"error": {"kind": "input"}} if problems else {}
            return noted_secrets(self.resource, options).result({"failed": True, "msg": message, **kind})
        task = Task(
            self.resource,
            validation.validated_parameters,
            check_mode=self._task.check_mode,
            diff=self._task.diff,
        )
        task.open_logins = self._open_logins
        task.memory = FolderMemory()
        result = task.prepare()
        if result is None and self._must_be_shipped():
            result = task.run_elsewhere(lambda logins: self._ship(options, logins, task_vars))
        elif result is None:
            result = task.run()
        if self.resource.plan is None:
            result.update(_warned(options, spec))
        if not _invocation_is_wanted(task_vars):
            result.pop("invocation", None)
        return result

    def _open_logins(self, settings: ConnectionSettings) -> RunLogins:
        """Return what the run knows of the logins to the task's phone."""
        return RunLogins(settings, run_folder(), _lasting_ledger(settings.ledger), settings.refusal_limit, _tell)

    def _must_be_shipped(self) -> bool:
        """Return whether the task runs elsewhere than in this process. One that contacts no phone always runs here."""
        if self.resource.plan is None:
            return False
        return bool(self._task.async_val) or self._connection.transport not in (WEBAPI, "local")

    def _validation_message(self, validation: t.Any) -> str:
        """Return the sentence about wrong options that a module writes."""
        message = str(validation.errors.msg)
        if isinstance(validation.errors[0], UnsupportedError):
            return f"Unsupported parameters for ({self._task.resolved_action or self._task.action}) module: {message}"
        return message

    def _ship(self, options: dict[str, t.Any], logins: Logins, task_vars: dict[str, t.Any]) -> dict[str, t.Any]:
        """Run the module of the same name where the task's connection leads; on the controller for a phone's own host.

        It takes along what the run knows of the logins to the phone. Unless it stays in the background, it brings back what it
        learned.
        """
        if isinstance(self._connection, ConnectionBase) and self._connection.transport == WEBAPI:
            self._connection.run_on_controller()
            # Change the dictionary itself: ansible-core polls the background task with the same variables.
            task_vars["ansible_python_interpreter"] = task_vars["ansible_playbook_python"]
        result: dict[str, t.Any] = self._execute_module(
            module_name=self._task.resolved_action or self._task.action,
            module_args={**options, "login_memory": {**logins.taken_along(), "wanted_back": not self._task.async_val}},
            # A module logs its options to the syslog of its host, and the secrets among the P values with them.
            task_vars={**task_vars, "ansible_no_target_syslog": True},
            wrap_async=bool(self._task.async_val),
        )
        return result

    def _connection_options(self, spec: t.Mapping[str, t.Any], task_vars: dict[str, t.Any]) -> dict[str, t.Any]:
        """Return the module's options that come from the host's connection variables, the environment and the defaults."""
        if self._connection.transport == WEBAPI:
            plugin = self._connection
        else:
            plugin = connection_loader.get(WEBAPI, self._play_context)
            variables = [
                entry["name"] for definition in plugin.option_definitions.values() for entry in definition.get("vars", ())
            ]
            plugin.set_options(var_options=self._phone_variables(task_vars, variables))
        values = {name: plugin.get_option(option) for name, option in CONNECTION_OPTIONS.items() if name in spec}
        return {name: plain(value) for name, value in values.items() if value is not None}

    def _phone_variables(self, task_vars: dict[str, t.Any], names: list[str]) -> dict[str, t.Any]:
        """Return those of the variables ``names`` that say how the host's phone is reached, where the connection leads elsewhere.

        On a host that is no phone, ansible_host, ansible_user and the like describe that host, so only the gs_ variables count.
        """
        foreign: set[str] = set()
        if self._task.delegate_to:
            # ansible-core fills in what is missing of these from the delegate's connection, which says nothing about the phone.
            hostvars = task_vars["hostvars"][task_vars["inventory_hostname"]]
            own = self._task.get_vars()
            foreign = {name for name in constants.COMMON_CONNECTION_VARS if name not in hostvars and name not in own}
        variables = {
            name: self._templar.template(task_vars[name])
            for name in [*names, "ansible_connection"]
            if name in task_vars and name not in foreign
        }
        if variables.pop("ansible_connection", None) == WEBAPI:
            return variables
        return {name: value for name, value in variables.items() if name.startswith("gs_")}


def _without_no_log(spec: t.Mapping[str, t.Mapping[str, t.Any]]) -> dict[str, dict[str, t.Any]]:
    return {
        name: {key: _without_no_log(value) if key == "options" else value for key, value in option.items() if key != "no_log"}
        for name, option in spec.items()
    }


def _warned(options: t.Mapping[str, t.Any], spec: t.Mapping[str, t.Mapping[str, t.Any]]) -> dict[str, t.Any]:
    """Return the warning about texts that are written as numbers: of the modules that only check, so that it is told once."""
    places = unquoted_numbers(options, spec)
    return {"warnings": [unquoted_warning(places)]} if places else {}


def _lasting_ledger(option: str | None) -> LastingLedger | None:
    """Return where refused logins are kept across runs: by default in Ansible's home. None where that is switched off."""
    if option is not None and option.strip().lower() in OFF:
        return None
    path = Path(option).expanduser() if option else Path(constants.ANSIBLE_HOME) / "voip.grandstream" / "refused-logins"
    return LastingLedger(Path.cwd() / path)


def _tell(text: str) -> None:
    """Show a sentence to the user while the task runs."""
    Display().display(text)


def _invocation_is_wanted(task_vars: dict[str, t.Any]) -> bool:
    """Return whether results hold the options of their task: a setting of ansible-core since 2.21; before, they always do."""
    try:
        return bool(constants.config.get_config_value("INJECT_INVOCATION", variables=task_vars))
    except AnsibleError:
        return True
