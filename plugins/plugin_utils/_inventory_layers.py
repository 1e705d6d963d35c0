# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables of a host, source by source, before Ansible lets the strongest replace the others.

ansible-core has no interface for the inventory behind ``hostvars``, so this uses private names. The lookup plugin outcome is the
only other place that does so, and works without them, too. The order of the sources is that of ``VariableManager.get_vars``, and
the functions that it calls read them.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t
from pathlib import Path

from ansible import constants
from ansible.errors import AnsibleLookupError
from ansible.inventory.helpers import sort_groups
from ansible.vars.plugins import get_vars_from_inventory_sources, get_vars_from_path

if t.TYPE_CHECKING:
    from ansible.inventory.group import Group
    from ansible.inventory.host import Host
    from ansible.parsing.dataloader import DataLoader

KINDS: dict[str, type] = {"settings": dict, "accounts": dict, "keys": dict, "groups": list, "contacts": list}
"""The parts of a desired state, and the type of each. The variables are ``gs_settings`` and so on."""

BUNDLES = "gs_bundles"
"""The variable that names bundles."""

_NAMES = (BUNDLES, *(f"gs_{kind}" for kind in KINDS))


class VariableSource(t.NamedTuple):
    """A place that variables come from. ``variables``: not templated; mostly those of :data:`KINDS` and :data:`BUNDLES` only."""

    name: str
    variables: dict[str, t.Any]


def sources(variables: t.Mapping[str, t.Any], loader: DataLoader, with_host: bool) -> list[VariableSource]:
    """Return the sources of a host that say anything, the weakest first.

    ``variables``: all that a task of the host has. ``with_host``: whether those of the host itself, and those that are not the
    inventory's, are wanted. Raise :class:`AnsibleLookupError` where this ansible-core does not show its inventory.
    """
    reader = Reader(loader, variables)
    try:
        host = reader.hosts[variables["inventory_hostname"]]
    except KeyError as error:
        raise _unseen(error) from error
    found = reader.of_groups(groups_of(host))
    if with_host:
        found += reader.of_host(host)
    said = [VariableSource(name, {key: data[key] for key in _NAMES if key in data}) for name, data in found]
    if with_host:
        said.append(VariableSource("the play", _not_of(said, variables)))
    return [source for source in said if source.variables]


def _not_of(found: list[VariableSource], variables: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the variables that differ from the strongest source: they come from the play, the command line or a fact."""
    strongest: dict[str, t.Any] = {}
    for source in found:
        strongest.update(source.variables)
    return {key: variables[key] for key in _NAMES if key in variables and variables[key] != strongest.get(key)}


def groups_of(host: Host) -> list[Group]:
    """Return the groups of a host, the weakest first, without ``all``."""
    groups: list[Group] = sort_groups([group for group in host.get_groups() if group.name != "all"])
    return groups


def _unseen(error: Exception) -> AnsibleLookupError:
    return AnsibleLookupError(
        f"This version of ansible-core does not show the variables of groups to lookup plugins ({error}). Use a version "
        "that the collection is tested with."
    )


class Reader:
    """Reads single sources as ansible-core does. Raise :class:`AnsibleLookupError` where it does not show its inventory.

    ``variables``: all that a task of any host has. ``hosts``: the hosts of the inventory by name.
    """

    def __init__(self, loader: DataLoader, variables: t.Mapping[str, t.Any]) -> None:
        self._loader = loader
        try:
            inventory = variables["hostvars"]._inventory  # noqa: SLF001 - see the module's docstring
            self.hosts: dict[str, Host] = inventory.hosts
            self._everything: Group = inventory.groups["all"]
            self._paths: list[str] = [path for path in inventory._sources if path is not None]  # noqa: SLF001
        except (AttributeError, KeyError) as error:
            raise _unseen(error) from error
        inventories = {(Path(path) if Path(path).is_dir() else Path(path).parent).resolve() for path in self._paths}
        self._beside_playbook = [path for path in _folders(loader, variables) if Path(path).resolve() not in inventories]

    def of_groups(self, groups: list[Group]) -> list[VariableSource]:
        """Return the sources of groups (see :func:`groups_of`), the weakest first, as they are: not only the layers in them."""
        return [source for entry in constants.VARIABLE_PRECEDENCE for source in self._of_entry(entry, self._everything, groups)]

    def of_host(self, host: Host) -> list[VariableSource]:
        """Return the sources of a host without its groups, the weakest first, as they are."""
        return [*self.inventory([host]), *self.beside_inventory([host]), *self.beside_playbook([host])]

    def _of_entry(self, entry: str, everything: Group, groups: list[Group]) -> list[VariableSource]:
        """Return the sources of one entry of ansible-core's setting VARIABLE_PRECEDENCE, one for each group."""
        entities = [everything] if entry.startswith("all_") else groups
        if entry.endswith("_plugins_inventory"):
            return self.beside_inventory(entities)
        return self.beside_playbook(entities) if entry.endswith("_plugins_play") else self.inventory(entities)

    @staticmethod
    def inventory(entities: t.Sequence[Group | Host]) -> list[VariableSource]:
        """Return the variables of the inventory's own files and plugins."""
        return [VariableSource(f"inventory, {_kind(entity)} {entity.name}", entity.vars) for entity in entities]

    def beside_inventory(self, entities: t.Sequence[Group | Host]) -> list[VariableSource]:
        """Return the variables of ``group_vars`` and ``host_vars`` beside the inventory."""
        return [
            VariableSource(
                f"{_kind(entity)}_vars/{entity.name}",
                get_vars_from_inventory_sources(self._loader, self._paths, [entity], "task"),
            )
            for entity in entities
        ]

    def beside_playbook(self, entities: t.Sequence[Group | Host]) -> list[VariableSource]:
        """Return the variables of ``group_vars`` and ``host_vars`` beside the playbook."""
        return [
            VariableSource(
                f"playbook's {_kind(entity)}_vars/{entity.name}", get_vars_from_path(self._loader, path, [entity], "task")
            )
            for entity in entities
            for path in self._beside_playbook
        ]


def _kind(entity: Group | Host) -> str:
    return "group" if hasattr(entity, "child_groups") else "host"


def _folders(loader: DataLoader, variables: t.Mapping[str, t.Any]) -> list[str]:
    """Return where ansible-core looks for ``group_vars`` besides the inventory, by its setting PLAYBOOK_VARS_ROOT."""
    if constants.PLAYBOOK_VARS_ROOT == "top":
        return [loader.get_basedir()]
    searched = list(variables.get("ansible_search_path") or [loader.get_basedir()])
    return searched if constants.PLAYBOOK_VARS_ROOT == "all" else searched[:1]
