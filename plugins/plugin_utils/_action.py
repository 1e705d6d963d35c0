# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The base of the action plugins: it runs a resource in the controller's own process."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import os
import re
import typing as t
from contextlib import suppress
from pathlib import Path

from ansible import constants
from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.plugins.connection import ConnectionBase
from ansible.plugins.loader import connection_loader
from ansible.utils.display import Display

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import (
    ARGUMENT_SPEC,
    VARIABLES,
    ConnectionSettings,
)
from ansible_collections.voip.grandstream.plugins.module_utils._api.lasting_ledger import LastingLedger
from ansible_collections.voip.grandstream.plugins.module_utils._api.login_files import RunLogins
from ansible_collections.voip.grandstream.plugins.module_utils._api.neighbours import Neighbours
from ansible_collections.voip.grandstream.plugins.module_utils._option_types import (
    accepted,
    type_problems,
    unquoted_numbers,
    unquoted_warning,
)
from ansible_collections.voip.grandstream.plugins.module_utils._secrets_input import HOST_LINE, secret_problem, secret_problems
from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource, Task, noted_secrets
from ansible_collections.voip.grandstream.plugins.plugin_utils._forks import leave_what_was_there, load_before_the_forks
from ansible_collections.voip.grandstream.plugins.plugin_utils._inventory_layers import SourceReader
from ansible_collections.voip.grandstream.plugins.plugin_utils._owners import neighbours
from ansible_collections.voip.grandstream.plugins.plugin_utils._plain import plain
from ansible_collections.voip.grandstream.plugins.plugin_utils._plain_values import PlainValues, with_variables
from ansible_collections.voip.grandstream.plugins.plugin_utils._role_variables import OF_ROLE, ROLE_VARIABLES, role_options
from ansible_collections.voip.grandstream.plugins.plugin_utils._run_folder import FolderMemory, run_folder

WEBAPI = "voip.grandstream.webapi"

PASSWORD_VARIABLE = "ansible_password"

REHEARSALS = 10
"""Rounds of a rehearsal, a millisecond and a half each. Python adapts a function from its eighth call on."""

OFF = ("", "off", "no", "false", "none")
"""What switches the option C(ledger) off."""

CONNECTION_OPTIONS = {
    name: {"timeout": "request_timeout", "retries": "request_retries"}.get(name, name)
    for name in (*ARGUMENT_SPEC, "model", "firmware")
}
"""Options of the modules, and their names in the connection plugin: ansible-core fills a connection's C(timeout) from C(-T)."""


class PhoneActionBase(ActionBase):
    """Base of the action plugins. A plugin only names its resource; everything else is the same for all.

    A task runs here when its effective connection is the phone's or local and it is not asynchronous. Otherwise it is
    checked here, and shipped as a module.
    """

    resource: t.ClassVar[Resource]
    rehearsal: t.ClassVar[t.Mapping[str, t.Any]] = {}
    """Options of such a task, without any secret: what Python and the collection learn from them is known to all processes."""

    _supports_async = True
    _supports_check_mode = True

    def __init_subclass__(cls) -> None:
        """Prepare what the processes of all tasks need: ansible-core imports an action plugin before it forks them."""
        super().__init_subclass__()
        _validator(cls.resource, cls.resource.full_argument_spec())
        if cls.rehearsal:
            _rehearse(cls.resource, cls.rehearsal)

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """See :meth:`ActionBase.run`. Return a result without secrets, also where it failed."""
        super().run(tmp, task_vars)
        leave_what_was_there()
        task_vars = task_vars or {}
        spec = self.resource.full_argument_spec()
        given, inherited = self._given(spec, task_vars), self._connection_options(spec, task_vars)
        module = str(self._task.resolved_action or self._task.action)
        problems = self._switch_problems(given, task_vars) if self.resource.plan else []
        words = words_of(given, task_vars)
        written = WrittenOptions(given, inherited, self._names_of(given, inherited, words), problems)
        checked = checked_options(self.resource, written, module)
        if checked.failure is not None:
            return checked.failure
        task = Task(self.resource, checked.parameters, check_mode=self._task.check_mode, diff=self._task.diff)
        task.open_logins = open_logins
        task.memory = FolderMemory()
        task.words = words
        if "host" not in given:
            # Who names the address in the task knows better which phone it is.
            task.neighbours = neighbours(task_vars, self._loader)
            task.inventory_name = plain(task_vars.get("inventory_hostname"))
        task.shows_invocation = _invocation_is_wanted(task_vars)
        result = task.prepare()
        if result is None and self._must_be_shipped():
            result = task.run_elsewhere(
                lambda known: self._ship({**checked.options, "words": words}, known, task_vars, task.known_neighbours)
            )
        elif result is None:
            result = task.run()
        if self.resource.plan is None:
            noticed = _unquoted_warnings(checked.options, spec)
            result.update({"warnings": [*result.get("warnings", ()), *noticed]} if noticed else {})
        return result

    def _given(self, spec: t.Mapping[str, t.Any], task_vars: dict[str, t.Any]) -> dict[str, t.Any]:
        """Return the task's own options, and those that it takes from the variables of the role baseline."""
        given: dict[str, t.Any] = plain(self._task.args)
        if ROLE_VARIABLES not in spec or not boolean(given.get(ROLE_VARIABLES, False), strict=False):
            return given
        del given[ROLE_VARIABLES]
        sources = SourceReader(task_vars, self._loader)
        render = with_variables(task_vars, self._templar.template)
        return {**role_options(task_vars, sources, PlainValues(), render), **given}

    def _names_of(
        self, given: t.Mapping[str, t.Any], inherited: t.Mapping[str, t.Any], words: t.Mapping[str, str]
    ) -> dict[str, str]:
        """Return what the user calls the options of the task: a variable, where the option comes from one and nothing else.

        ``words``: see :func:`words_of`.
        """
        names = {name: words.get(variable_of(name), variable_of(name)) for name in inherited}
        said = (self._task.get_ds() or {}).get(self._task.action)
        for name in given:
            if name in OF_ROLE and name not in self._task.args:
                names[name] = OF_ROLE[name]
                continue
            only = _ONLY_A_VARIABLE.fullmatch(str(said.get(name, ""))) if isinstance(said, t.Mapping) else None
            names[name] = only.group(1) if only else name
        return names

    def _switch_problems(self, given: t.Collection[str], task_vars: t.Mapping[str, t.Any]) -> list[str]:
        """Return a sentence for each variable that should be true or false and is neither."""
        wanted = [name for option, name in SWITCHES.items() if option not in given and isinstance(task_vars.get(name), str)]
        return switch_problems({name: self._templar.template(task_vars[name]) for name in wanted})

    def _must_be_shipped(self) -> bool:
        """Return whether the task runs elsewhere than in this process. One that contacts no phone always runs here."""
        if self.resource.plan is None:
            return False
        return bool(self._task.async_val) or self._connection.transport not in (WEBAPI, "local")

    def _ship(
        self, options: dict[str, t.Any], known: dict[str, t.Any], task_vars: dict[str, t.Any], neighbours: Neighbours | None
    ) -> dict[str, t.Any]:
        """Run the module of the same name where the task's connection leads; on the controller for a phone's own host.

        It takes along what the run knows of the phone, and of the other phones. Unless it stays in the background, it brings back
        what it learned of the phone.
        """
        if isinstance(self._connection, ConnectionBase) and self._connection.transport == WEBAPI:
            self._connection.run_on_controller()
            # Change the dictionary itself: ansible-core polls the background task with the same variables.
            task_vars["ansible_python_interpreter"] = task_vars["ansible_playbook_python"]
        result: dict[str, t.Any] = self._execute_module(
            module_name=self._task.resolved_action or self._task.action,
            module_args={
                **options,
                "login_memory": {**known, "wanted_back": not self._task.async_val},
                **({"neighbours": neighbours.taken_along()} if neighbours else {}),
            },
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


def variable_of(option: str) -> str:
    """Return the variable that a connection option comes from."""
    return VARIABLES.get(option, f"gs_{option}")


def words_of(given: t.Mapping[str, t.Any], variables: t.Mapping[str, t.Any]) -> dict[str, str]:
    """Return what the user wrote, or would write, in the place of the connection's variables: options of the task, or the
    environment. ``given``: the task's options."""
    words: dict[str, str] = {}
    for option, variable in VARIABLES.items():
        environment = f"GS_{option.upper()}"
        if option in given:
            words[variable] = option
        elif variable not in variables and environment in os.environ:
            words[variable] = environment
        elif variable not in variables and "host" in given and option != "password":
            # Who names the phone in the task names the rest there, too.
            words[variable] = option
    return words


_ONLY_A_VARIABLE = re.compile(r"\s*\{\{\s*(gs_\w+)\s*(?:\|\s*default\(omit(?:, *true)?\)\s*)?\}\}\s*")
"""A template that gives one of our variables as it is."""


def switch_problems(variables: t.Mapping[str, t.Any]) -> list[str]:
    """Return a sentence for each of :data:`SWITCHES` that is neither yes nor no. ansible-core would take it for a no.

    ``variables``: of a host, templated.
    """
    spec = {name: {"type": "bool"} for name in SWITCHES.values()}
    return type_problems({name: value for name, value in variables.items() if name in spec}, spec)


SWITCHES = {name: f"gs_{name}" for name, spec in ARGUMENT_SPEC.items() if spec["type"] == "bool"}
"""The connection options that are true or false, and their variables."""


class WrittenOptions(t.NamedTuple):
    """The options of a task as they are written.

    ``given``: the task's own. ``inherited``: those that come from the host's connection variables, the environment and the
    defaults. ``names``: what the user calls them, where that is not their name. ``problems``: what was found wrong before.
    """

    given: t.Mapping[str, t.Any]
    inherited: t.Mapping[str, t.Any]
    names: t.Mapping[str, str]
    problems: t.Sequence[str] = ()


class CheckedOptions(t.NamedTuple):
    """The options of a task: as the user means them, and as ansible-core has validated them. ``failure``: the result where they
    are wrong."""

    options: dict[str, t.Any]
    parameters: dict[str, t.Any]
    failure: dict[str, t.Any] | None


def checked_options(resource: Resource, written: WrittenOptions, module: str) -> CheckedOptions:
    """Check the options of a task of ``module`` as ansible-core does, and what YAML has made of them."""
    spec = resource.full_argument_spec()
    options = accepted({**written.inherited, **written.given}, spec)
    problems = [*written.problems, *secret_problems(spec, written.given), *type_problems(options, spec, written.names)]
    problems += password_problems(None if "password" in written.given else written.inherited.get("password"))
    validation = _validator(resource, spec).validate(_uncopied(options, spec))
    failure = None
    if problems or validation.errors.errors:
        message = "; ".join(problems) or validation_message(validation, module)
        kind = {"error": {"kind": "input", "problems": problems}} if problems else {}
        failure = noted_secrets(resource, options).result({"failed": True, "msg": message, **kind})
    return CheckedOptions(options, validation.validated_parameters, failure)


def password_problems(password: t.Any) -> list[str]:
    """Return what is wrong with the password of the host's variables; nothing where there is none."""
    problem = secret_problem(PASSWORD_VARIABLE, password)
    return [f"{problem}. {HOST_LINE}"] if problem else []


def _rehearse(resource: Resource, options: t.Mapping[str, t.Any]) -> None:
    """Do what a task does without its phone, so often that Python has adapted its code to it (PEP 659).

    Each task has a process of its own, which would be at its end by then. What fails here fails there with a sentence of its own.
    """
    with suppress(Exception):
        for dummy in range(REHEARSALS):
            parameters = checked_options(resource, WrittenOptions(options, {}, {}), "").parameters
            secrets = noted_secrets(resource, parameters)
            resource.prepare(parameters, secrets)
            secrets.result({"changed": False, "changes": [], "invocation": {"module_args": dict(parameters)}})


class _Uncopied(dict):  # type: ignore[type-arg]
    """A dictionary that ansible-core takes as it is: its argument spec says nothing of the entries."""

    def __deepcopy__(self, dummy: t.Any) -> _Uncopied:
        return self


def _uncopied(options: t.Mapping[str, t.Any], spec: t.Mapping[str, t.Mapping[str, t.Any]]) -> dict[str, t.Any]:
    """Return options of which ansible-core's validator copies only what it may change.

    It makes a deep copy of them all, which on a phone with many settings takes longer than to check them.
    """
    return {name: _uncopied_option(value, spec.get(name, {})) for name, value in options.items()}


def _uncopied_option(value: t.Any, option: t.Mapping[str, t.Any]) -> t.Any:
    if isinstance(value, dict):
        return _uncopied(value, option["options"]) if "options" in option else _Uncopied(value)
    if isinstance(value, list) and "options" in option:
        return [_uncopied_option(item, option) for item in value]
    return value


_validators: dict[int, tuple[Resource, ArgumentSpecValidator]] = {}


def _validator(resource: Resource, spec: t.Mapping[str, t.Mapping[str, t.Any]]) -> ArgumentSpecValidator:
    """Return ansible-core's validator of a resource's options. It is made once, because one process may look at many phones."""
    # The resource is kept as well: while it lives, no other one has its id.
    if id(resource) not in _validators:
        # Without no_log: ansible-core 2.22 would mask even a password of one letter wherever it stands in any output.
        _validators[id(resource)] = resource, ArgumentSpecValidator(_without_no_log(spec))
    return _validators[id(resource)][1]


def validation_message(validation: t.Any, module: str) -> str:
    """Return the sentence about wrong options that a module writes."""
    message = str(validation.errors.msg)
    if isinstance(validation.errors[0], UnsupportedError):
        return f"Unsupported parameters for ({module}) module: {message}"
    return message


def open_logins(settings: ConnectionSettings) -> RunLogins:
    """Return what the run knows of the logins to a task's phone."""
    return RunLogins(settings, run_folder(), _lasting_ledger(settings.ledger), settings.refusal_limit, _tell)


def _without_no_log(spec: t.Mapping[str, t.Mapping[str, t.Any]]) -> dict[str, dict[str, t.Any]]:
    return {
        name: {key: _without_no_log(value) if key == "options" else value for key, value in option.items() if key != "no_log"}
        for name, option in spec.items()
    }


def _unquoted_warnings(options: t.Mapping[str, t.Any], spec: t.Mapping[str, t.Mapping[str, t.Any]]) -> list[str]:
    """Return the warning about texts that are written as numbers: of the modules that only check, so that it is told once."""
    places = unquoted_numbers(options, spec)
    return [unquoted_warning(places)] if places else []


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
    """Return whether results hold the options of their task: a setting of ansible-core since 2.21, which is off by default.

    Before, they do where they are shown: with C(-vvv).
    """
    try:
        return bool(constants.config.get_config_value("INJECT_INVOCATION", variables=task_vars))
    except AnsibleError:
        return int(Display().verbosity) >= SHOWN_FROM


SHOWN_FROM = 3
"""The verbosity from which on ansible-core's callbacks show the options of a task."""


load_before_the_forks(WEBAPI)
