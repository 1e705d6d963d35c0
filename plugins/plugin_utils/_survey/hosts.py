# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The hosts of a play as the role baseline's task has them: the connection's variables, and the layers of the desired state.

ansible-core has no interface for the variables of a host within a play, so this uses a private name, as `_inventory_layers` does.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleError
from ansible.playbook.play_context import PlayContext
from ansible.plugins.loader import connection_loader
from ansible.template import Templar

from ansible_collections.voip.grandstream.plugins.module_utils._api.neighbours import Neighbours
from ansible_collections.voip.grandstream.plugins.plugin_utils._action import (
    CONNECTION_OPTIONS,
    WEBAPI,
    switch_problems,
    variable_of,
)
from ansible_collections.voip.grandstream.plugins.plugin_utils._inventory_layers import OF_THE_PLAY, SourceReader
from ansible_collections.voip.grandstream.plugins.plugin_utils._owners import owners_of_run
from ansible_collections.voip.grandstream.plugins.plugin_utils._plain import plain
from ansible_collections.voip.grandstream.plugins.plugin_utils._plain_values import PlainValues, with_variables
from ansible_collections.voip.grandstream.plugins.plugin_utils._role_variables import OF_ROLE, role_options

if t.TYPE_CHECKING:
    from ansible.parsing.dataloader import DataLoader
    from ansible.playbook.task import Task

MODULE = "voip.grandstream.gs_config"
"""The module whose options are wanted."""

_DEFAULTS = ("group/voip.grandstream.phone", MODULE)
"""The keys of C(module_defaults) that reach it, the weakest first."""


NAMES = {**{name: variable_of(name) for name in CONNECTION_OPTIONS}, **OF_ROLE}
"""What the user calls the options."""


class HostError(Exception):
    """The variables of a host do not say what to do. Its text is for the user; ``kind`` is that of the result's C(error)."""

    def __init__(self, text: str, kind: str = "template") -> None:
        super().__init__(text)
        self.kind = kind


class HostOptions(t.NamedTuple):
    """The options of a host's task: ``given`` by the task itself, and ``inherited`` from the connection's variables."""

    given: dict[str, t.Any]
    inherited: dict[str, t.Any]


class Hosts:
    """The hosts of the play that a task is in.

    ``task``: the survey's own. ``variables``: all that the task has on its first host.
    """

    def __init__(self, task: Task, variables: t.Mapping[str, t.Any], loader: DataLoader) -> None:
        self._play = task.get_play()
        self._manager = self._play.get_variable_manager()
        self._inventory = variables["hostvars"]._inventory  # noqa: SLF001 - see the module's docstring
        self._loader = loader
        self._shared = {name: variables[name] for name in OF_THE_PLAY if name in variables}
        # A variable that the task sets for itself says how itself runs, and not how phones are reached.
        self._said = {name: value for name, value in task.get_vars().items() if not name.startswith("ansible_")}
        self._extra = self._manager.extra_vars
        self._connection = task.connection
        self._defaults = [entry[key] for entry in task.module_defaults or () for key in _DEFAULTS if key in entry]
        self._sources = SourceReader(variables, loader)
        # Here and not in the threads, because the inventory is read for it.
        self._owners = owners_of_run(variables, loader)
        self._values = PlainValues()
        self._plugin = connection_loader.get(WEBAPI, PlayContext())
        entries = [entry["name"] for option in self._plugin.option_definitions.values() for entry in option.get("vars", ())]
        self._names = tuple(dict.fromkeys(entries))
        self._known: dict[tuple[t.Any, ...], dict[str, t.Any]] = {}

    def options(self, name: str) -> HostOptions:
        """Return the options of the host's task. Raise :class:`HostError`."""
        try:
            variables = self._variables(name)
            templar: list[Templar] = []

            def template(value: t.Any) -> t.Any:
                if not templar:
                    templar.append(Templar(loader=self._loader, variables=variables))
                return templar[0].template(value)

            render = with_variables(variables, template)
            return HostOptions(self._given(variables, render), self._inherited(name, variables, render))
        except AnsibleError as error:
            raise HostError(str(error)) from error

    def neighbours(self, name: str) -> Neighbours:
        """Return the other phones, for the task of a host."""
        return Neighbours(name, lambda: self._owners)

    def _variables(self, name: str) -> dict[str, t.Any]:
        """Return all variables of a host in the play, as a task without any of its own has them."""
        # The names stand for the lists of the play's hosts, which would be copied for each host.
        found: dict[str, t.Any] = self._manager.get_vars(
            play=self._play, host=self._inventory.get_host(name), _hosts=[name], _hosts_all=[name]
        )
        found.update(self._shared)
        found.update({key: value for key, value in self._said.items() if key not in self._extra})
        return found

    def _given(self, variables: dict[str, t.Any], render: t.Callable[[t.Any], t.Any]) -> dict[str, t.Any]:
        given: dict[str, t.Any] = {}
        for defaults in self._defaults:
            given.update(self._values.of(defaults, render))
        given.update(role_options(variables, self._sources, self._values, render))
        return given

    def _inherited(self, name: str, variables: dict[str, t.Any], render: t.Callable[[t.Any], t.Any]) -> dict[str, t.Any]:
        """Return the options that come from the host's connection variables, the environment and the defaults."""
        connection = self._values.of(variables.get("ansible_connection") or self._connection, render)
        if connection not in (WEBAPI, "local"):
            raise HostError(
                f"{name}: its tasks run elsewhere ({_CONNECTION}={connection}), and a survey looks at phones from the controller "
                f"only. Set {_CONNECTION}: {WEBAPI}, or leave the host out of the survey",
                kind="input",
            )
        said = {
            key: self._values.of(variables[key], render)
            for key in self._names
            # As in a task that runs on the controller: what is not about phones says how the controller is reached.
            if variables.get(key) is not None and (connection == WEBAPI or key.startswith("gs_"))
        }
        problems = switch_problems(said)
        if problems:
            raise HostError("; ".join(problems), kind="input")
        return self._resolved(said)

    def _resolved(self, said: dict[str, t.Any]) -> dict[str, t.Any]:
        """Return the options of a connection with these variables. What is no phone's own is resolved once for all of them."""
        own = {key: said[key] for key in _OWN if isinstance(said.get(key), str)}
        alike = {**said, **dict.fromkeys(own, "x")}
        key = tuple(alike.items())
        try:
            found = self._known.get(key)
        except TypeError:
            return self._option_values(said)
        if found is None:
            found = self._known[key] = self._option_values(alike)
        host = own.get("ansible_host", own.get("inventory_hostname"))
        exact = {"host": host, "password": own.get("ansible_password")}
        return {**found, **{option: value for option, value in exact.items() if value is not None}}

    def _option_values(self, variables: dict[str, t.Any]) -> dict[str, t.Any]:
        self._plugin.set_options(var_options=variables)
        values = {name: self._plugin.get_option(option) for name, option in CONNECTION_OPTIONS.items()}
        return {name: plain(value) for name, value in values.items() if value is not None}


_CONNECTION = "ansible_connection"

_OWN = ("inventory_hostname", "ansible_host", "ansible_password")
"""Variables that differ from phone to phone, and that the connection plugin takes as they are."""
