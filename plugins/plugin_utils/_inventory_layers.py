# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables of a host, source by source, before Ansible lets the strongest replace the others, and the layers in them.

ansible-core has no interface for the inventory behind ``hostvars``, so this uses private names. The lookup plugin outcome is the
only other place that does so, and works without them, too. The order of the sources is that of ``VariableManager.get_vars``, and
the functions that it calls read them.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import difflib
import functools
import os
import re
import typing as t
from pathlib import Path

from ansible import constants
from ansible.errors import AnsibleError, AnsibleLookupError
from ansible.inventory.helpers import sort_groups
from ansible.vars.plugins import get_vars_from_inventory_sources, get_vars_from_path

from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import group_rows
from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue import model_of
from ansible_collections.voip.grandstream.plugins.module_utils._shapes import no_dictionary, no_list, part_problem, row_problems
from ansible_collections.voip.grandstream.plugins.module_utils._text import kind_of, shown, visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._one_door import through_one_door

if t.TYPE_CHECKING:
    from ansible.inventory.group import Group
    from ansible.inventory.host import Host
    from ansible.parsing.dataloader import DataLoader

KINDS: dict[str, type] = {"settings": dict, "accounts": dict, "keys": dict, "groups": list, "contacts": list}
"""The parts of a desired state, and the type of each. The variables are ``gs_settings`` and so on."""

BUNDLES = "gs_bundles"
"""The variable that names bundles."""

ROLE_LAYERS = "gs_baseline_layers"
"""The role baseline's variable with the layers of a phone."""

ROLE_LAYERS_DEFAULT = "{{ query('voip.grandstream.layers', gs_phonebook_layer | default({}), problems='layer') }}"
"""Its default, which the tasks that look at all hosts at once do without a template."""

OF_THE_PLAY = ("ansible_play_hosts_all", "ansible_play_hosts", "ansible_play_batch", "play_hosts")
"""Variables that are the same for all hosts of a play, and long."""

_BUNDLE = "gs_bundle_"

Template = t.Callable[[t.Any], t.Any]
"""Returns a value with its templates rendered. Raises :class:`AnsibleError`."""

Said = tuple[str, t.Mapping[str, t.Any]]
"""The name of a source, and all of its variables."""

_NAMES = (BUNDLES, *(f"gs_{kind}" for kind in KINDS))


class VariableSource(t.NamedTuple):
    """A place that variables come from. ``variables``: those of :data:`KINDS` and :data:`BUNDLES`, not templated. ``layer``: the
    first of them under the names of :data:`KINDS`."""

    name: str
    variables: dict[str, t.Any]
    layer: dict[str, t.Any]


def sources(variables: t.Mapping[str, t.Any], loader: DataLoader, with_host: bool) -> list[VariableSource]:
    """Return the sources of one host that say anything, the weakest first (see :meth:`SourceReader.sources`).

    Raise :class:`AnsibleLookupError` where this ansible-core does not show its inventory.
    """
    return SourceReader(variables, loader).sources(variables, with_host)


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


def _no_inventory(error: Exception) -> AnsibleLookupError:
    return AnsibleLookupError(
        f"This version of ansible-core does not show the variables of groups to lookup plugins ({error}). Use a version "
        "that the collection is tested with."
    )


class SourceReader:
    """Reads single sources as ansible-core does, and those of groups once.

    ``variables``: all that a task of any host of the play has. Raise :class:`AnsibleLookupError` where this ansible-core does not
    show its inventory. ``hosts``: the hosts of the inventory by name.
    """

    def __init__(self, variables: t.Mapping[str, t.Any], loader: DataLoader) -> None:
        try:
            self._inventory = variables["hostvars"]._inventory  # noqa: SLF001 - see the module's docstring
            self.hosts: dict[str, Host] = self._inventory.hosts
            self._everything: Group = self._inventory.groups["all"]
            self._paths = [path for path in self._inventory._sources if path is not None]  # noqa: SLF001
        except (AttributeError, KeyError) as error:
            raise _no_inventory(error) from error
        self._loader = loader
        inventories = {(Path(path) if Path(path).is_dir() else Path(path).parent).resolve() for path in self._paths}
        self._beside_playbook = [path for path in _folders(loader, variables) if Path(path).resolve() not in inventories]
        self._of_groups: dict[tuple[str, str], list[VariableSource]] = {}

    def sources(self, variables: t.Mapping[str, t.Any], with_host: bool = True) -> list[VariableSource]:
        """Return the sources of a host that say anything, the weakest first.

        ``variables``: all that a task of the host has. ``with_host``: whether those of the host itself, and those that are not
        the inventory's, are wanted. Raise :class:`AnsibleLookupError` where this ansible-core does not show its inventory.
        """
        try:
            host = self._inventory.get_host(variables["inventory_hostname"])
            groups = groups_of(host)
        except (AttributeError, KeyError) as error:
            raise _no_inventory(error) from error
        found = [source for entry in constants.VARIABLE_PRECEDENCE for source in self._of_entry(entry, groups)]
        if with_host:
            found += _saying(self.of_host(host))
            found += _saying([("the play", _not_of(found, variables))])
        return [source for source in found if source.variables]

    def of_groups(self, groups: list[Group]) -> list[Said]:
        """Return all that is said of groups (see :func:`groups_of`), the weakest first."""
        precedence = constants.VARIABLE_PRECEDENCE
        return [said for entry in precedence for group in self._groups(entry, groups) for said in self._reading(entry)([group])]

    def of_host(self, host: Host) -> list[Said]:
        """Return all that is said of a host without its groups, the weakest first."""
        return [*self.inventory([host]), *self.beside_inventory([host]), *self.beside_playbook([host])]

    def files_of_host(self, host: Host) -> t.Iterator[Path]:
        """Yield the files of ``host_vars`` that ansible-core takes for a host, without reading them."""
        for folder in self._folders_with_host_vars:
            for file in self._loader.find_vars_files(folder, host.name):
                yield Path(os.fsdecode(file))

    @functools.cached_property
    def _folders_with_host_vars(self) -> list[str]:
        # A list of hosts in place of an inventory has no folder.
        inventories = [Path(path) for path in self._paths if "," not in path or Path(path).exists()]
        folders = [path if path.is_dir() else path.parent for path in inventories] + [
            Path(path) for path in self._beside_playbook
        ]
        return [str(folder / "host_vars") for folder in dict.fromkeys(folders) if (folder / "host_vars").is_dir()]

    def _of_entry(self, entry: str, groups: list[Group]) -> t.Iterator[VariableSource]:
        """Yield the sources of one entry of ansible-core's setting VARIABLE_PRECEDENCE, one for each group."""
        for group in self._groups(entry, groups):
            key = entry, group.name
            if key not in self._of_groups:
                self._of_groups[key] = _saying(self._reading(entry)([group]))
            yield from self._of_groups[key]

    def _groups(self, entry: str, groups: list[Group]) -> list[Group]:
        return [self._everything] if entry.startswith("all_") else groups

    def _reading(self, entry: str) -> t.Callable[[t.Sequence[Group | Host]], list[Said]]:
        if entry.endswith("_plugins_inventory"):
            return self.beside_inventory
        return self.beside_playbook if entry.endswith("_plugins_play") else self.inventory

    def inventory(self, entities: t.Sequence[Group | Host]) -> list[Said]:
        """Return the variables of the inventory's own files and plugins."""
        return [(f"inventory, {_kind(entity)} {entity.name}", entity.vars) for entity in entities]

    def beside_inventory(self, entities: t.Sequence[Group | Host]) -> list[Said]:
        """Return the variables of ``group_vars`` and ``host_vars`` beside the inventory."""
        return [
            (
                f"{_kind(entity)}_vars/{entity.name}",
                get_vars_from_inventory_sources(self._loader, self._paths, [entity], "task"),
            )
            for entity in entities
        ]

    def beside_playbook(self, entities: t.Sequence[Group | Host]) -> list[Said]:
        """Return the variables of ``group_vars`` and ``host_vars`` beside the playbook."""
        return [
            (f"playbook's {_kind(entity)}_vars/{entity.name}", get_vars_from_path(self._loader, path, [entity], "task"))
            for entity in entities
            for path in self._beside_playbook
        ]


def _saying(found: list[Said]) -> list[VariableSource]:
    """Return the sources with only those of their variables that are layers or name them."""
    return [
        VariableSource(
            name,
            {key: data[key] for key in _NAMES if key in data},
            {kind: data["gs_" + kind] for kind in KINDS if "gs_" + kind in data},
        )
        for name, data in found
    ]


def _kind(entity: Group | Host) -> str:
    return "group" if hasattr(entity, "child_groups") else "host"


def _folders(loader: DataLoader, variables: t.Mapping[str, t.Any]) -> list[str]:
    """Return where ansible-core looks for ``group_vars`` besides the inventory, by its setting PLAYBOOK_VARS_ROOT."""
    if constants.PLAYBOOK_VARS_ROOT == "top":
        return [loader.get_basedir()]
    searched = list(variables.get("ansible_search_path") or [loader.get_basedir()])
    return searched if constants.PLAYBOOK_VARS_ROOT == "all" else searched[:1]


def layers(
    weaker: t.Iterable[t.Any], found: t.Sequence[VariableSource], variables: t.Mapping[str, t.Any], template: Template
) -> list[dict[str, t.Any]]:
    """Return the layers of a host, the weakest first: bundles, and what the sources say.

    ``weaker``: layers that are weaker than all others; empty ones are left out. ``found``: the host's sources. ``variables``: all
    that a task of the host has. Raise :class:`AnsibleLookupError` with the name of the source that is wrong.
    """
    said = [(_Source(f"bundle {name}"), variables[_BUNDLE + name]) for name in _bundle_names(found, variables, template)]
    said += [(_Source(source.name, "gs_"), source.layer) for source in found if source.layer]
    read = [_layer(source, layer, template) for source, layer in said]
    problems = [problem for found_problems, dummy in read for problem in found_problems]
    if problems:
        raise AnsibleLookupError("; ".join(dict.fromkeys(problems)))
    told = [layer for dummy, layer in read]
    return through_one_door([layer for layer in weaker if layer], told, variables, template)


class _Source(t.NamedTuple):
    """A source of a layer. ``prefix``: what its variables have before the name of a part."""

    name: str
    prefix: str = ""

    def told(self, place: str, sentence: str) -> str:
        """Return a sentence with the place that it is about."""
        return f"{self.prefix}{place} ({self.name}): {sentence}"


def _bundle_names(found: t.Sequence[VariableSource], variables: t.Mapping[str, t.Any], template: Template) -> list[str]:
    """Return the names of the bundles that apply, each once, in the order in which they are named first."""
    names: list[str] = []
    model = model_of(_model(variables, template))
    for source in found:
        try:
            named = template(source.variables.get(BUNDLES) or [])
        except AnsibleError as error:
            raise AnsibleLookupError(f"{BUNDLES} ({source.name}): {innermost(error)}") from error
        if not isinstance(named, list):
            raise AnsibleLookupError(f"{BUNDLES} ({source.name}): {no_list(named, '[security, time]')}")
        for name in named:
            if not isinstance(name, str):
                raise AnsibleLookupError(
                    f"{BUNDLES} ({source.name}): {kind_of(name)} is not the name of a bundle. Write it as [security, time]"
                )
            if _BUNDLE + name not in variables:
                raise AnsibleLookupError(f"{BUNDLES} ({source.name}): {_why_unknown(name, variables)}")
            names += [one for one in (name, f"{name}_{model}") if _BUNDLE + one in variables]
    return list(dict.fromkeys(names))


def _model(variables: t.Mapping[str, t.Any], template: Template) -> t.Any:
    try:
        return template(variables.get("gs_model"))
    except AnsibleError as error:
        raise AnsibleLookupError(f"gs_model: {innermost(error)}") from error


def _layer(source: _Source, raw: t.Any, template: Template) -> tuple[list[str], dict[str, t.Any]]:
    """Return what is wrong with a layer, as sentences with their place, and the layer."""
    try:
        said = template(raw)
    except AnsibleError as error:
        reasons = _reasons("", raw, template) or {innermost(error): ""}
        return [source.told(place or "it", sentence) for sentence, place in reasons.items()], {}
    if not isinstance(said, dict):
        return [f"{source.name}: {no_dictionary(said, '{settings: {ntp_server: ntp.example.net}}')}"], {}
    problems = []
    for kind, value in said.items():
        if kind not in KINDS:
            problems.append(source.told(str(kind), f"it is an unknown key. A layer can have only {', '.join(KINDS)}"))
            continue
        sentence = part_problem(kind, value)
        problems += [source.told(kind, sentence)] if sentence else []
        if kind in ("groups", "contacts") and isinstance(value, list):
            said = {**said, kind: group_rows(value) if kind == "groups" else value}
            problems += [source.told(place, sentence) for place, sentence in row_problems(kind, said[kind])]
    return problems, {"name": source.name, **{kind: value for kind, value in said.items() if value is not None}}


def _reasons(place: str, raw: t.Any, template: Template) -> dict[str, str]:
    """Return why a value has no template that can be rendered: the place of the first of each sentence, such as
    ``accounts.1.sip_server``."""
    if isinstance(raw, (dict, list)):
        inner = raw.items() if isinstance(raw, dict) else enumerate(raw)
        found: dict[str, str] = {}
        for key, value in inner:
            path = f"{place}[{key}]" if isinstance(raw, list) else f"{place}.{key}".lstrip(".")
            found = {**_reasons(path, value, template), **found}
        return found
    try:
        template(raw)
    except AnsibleError as error:
        return {innermost(error): place}
    return {}


def innermost(error: Exception) -> str:
    """Return what an error of a template says, without the words that ansible-core puts around it, and without the template: it
    may be a password that has two braces in it."""
    told = _TEMPLATE.sub("", _AROUND.sub("", str(error)).partition(". String: ")[0]).strip().rstrip(".")
    return f"{told}. Set this variable, or correct its name" if told.endswith("is undefined") else told


_AROUND = re.compile(
    r"An unhandled exception occurred while (?:templating|running the (?:lookup|filter) plugin) '.*?'\. "
    r"Error was a <class '[^']*'>, original message: |The filter plugin 'ansible\.builtin\.mandatory' failed: ",
    re.DOTALL,
)


_TEMPLATE = re.compile(r" occurred on \(.*\)(?=: )|(?<=recursive loop detected in template) string: .*", re.DOTALL)
"""What ansible-core 2.18 says of the template itself; the same of one that it cannot read stands after ``. String: ``."""


_OF_THE_ROLE = f"{_BUNDLE}security"
"""A default of the role baseline."""


def _why_unknown(name: str, variables: t.Mapping[str, t.Any]) -> str:
    known = sorted(variable[len(_BUNDLE) :] for variable in variables if variable.startswith(_BUNDLE))
    near = difflib.get_close_matches(name, known, n=1)
    hint = f" Did you mean {near[0]}?" if near else f" There are: {', '.join(known) or 'none'}"
    if not near and _OF_THE_ROLE not in variables:
        hint += ". Those of the collection belong to the role voip.grandstream.baseline, which is not in this play"
    return f"there is no bundle {shown(name)} (no variable {_BUNDLE}{visible(name)}).{hint}"
