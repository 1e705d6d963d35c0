# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables of each phone of a play, and what its provisioning file has to say.

ansible-core has no interface for the variables of another host within a play, so this uses a private name, as `_inventory_layers`
does.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleError
from ansible.playbook.role import Role
from ansible.playbook.role.include import RoleInclude
from ansible.template import Templar

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._layers import Merged, merged
from ansible_collections.voip.grandstream.plugins.module_utils._mac import mac_digits
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.encrypt import DIGESTS
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.write import (
    desired_values,
    named_provisioning_xml,
    provisioning_xml,
)
from ansible_collections.voip.grandstream.plugins.module_utils._publish.plan import DesiredFile
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue
from ansible_collections.voip.grandstream.plugins.module_utils._settings.to_pvalues import Values
from ansible_collections.voip.grandstream.plugins.module_utils._text import secret_text_problem, shown, yes_or_no
from ansible_collections.voip.grandstream.plugins.plugin_utils._inventory_layers import (
    OF_THE_PLAY,
    ROLE_LAYERS,
    ROLE_LAYERS_DEFAULT,
    SourceReader,
    innermost,
    layers,
)
from ansible_collections.voip.grandstream.plugins.plugin_utils._one_door import downloads
from ansible_collections.voip.grandstream.plugins.plugin_utils._plain_values import PlainValues
from ansible_collections.voip.grandstream.plugins.plugin_utils._publish.templates import SharedTemplates

if t.TYPE_CHECKING:
    from ansible.parsing.dataloader import DataLoader
    from ansible.playbook.task import Task

_PASSWORD = "ansible_password"
_USER_ROLE = "user"
_ENCRYPTION = "xml_config_password"


class HostProblemError(Exception):
    """Something is wrong with the variables of a host. ``problems``: a sentence for each."""

    def __init__(self, problems: t.Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = list(problems)


class PhoneFile(t.NamedTuple):
    """What a host is to publish.

    ``model``: None where it is not known. ``has_password``: whether the file gives the phone its admin password. ``firmware``:
    where it looks for firmware. ``downloads``: whether the phone downloads its phonebook.
    """

    file: DesiredFile
    model: str | None
    has_password: bool
    firmware: str
    downloads: bool


class HostVariables:
    """The variables of one host, each templated when it is asked for, and only if it holds a template."""

    def __init__(self, raw: dict[str, t.Any], loader: DataLoader, values: PlainValues, shared: SharedTemplates) -> None:
        self.raw = raw
        self._loader = loader
        self._values = values
        self._shared = shared
        self._templar: Templar | None = None

    def render(self, value: t.Any) -> t.Any:
        """Return a raw value in plain types, with its templates rendered. Raise :class:`AnsibleError`."""
        return self._values.of(value, lambda one: self._shared.render(one, self.raw, self._template))

    def get(self, name: str, default: t.Any = None) -> t.Any:
        """Return a variable of the host; ``default`` where it is not defined, or null. Raise :class:`HostProblemError`."""
        value = self.raw.get(name)
        if value is None:
            return default
        try:
            found = self.render(value)
        except AnsibleError as error:
            raise HostProblemError([f"{name}: {innermost(error)}"]) from error
        return default if found is None else found

    def is_set(self, name: str, default: bool = False) -> bool:
        """Return a variable that is true or false. Raise :class:`HostProblemError` for anything else."""
        value = self.get(name, default)
        switch = yes_or_no(value)
        if switch is None:
            raise HostProblemError([f"{name}: {shown(value)} is not true or false"])
        return switch

    def _template(self, value: t.Any) -> t.Any:
        if self._templar is None:
            self._templar = Templar(loader=self._loader, variables=self.raw)
        try:
            return self._templar.template(value)
        except AnsibleError:
            raise
        except Exception as error:
            # ansible-core 2.18 lets everything through. The text is left out: it may have a secret in it that is no number.
            raise AnsibleError(f"its template ends with {type(error).__name__}. Correct it") from error


class Phones:
    """The hosts of a play, as a task of the play has them.

    ``task``: that of this action. ``variables``: all that it has.
    """

    def __init__(self, task: Task, variables: t.Mapping[str, t.Any], loader: DataLoader) -> None:
        self._play = task.get_play()
        self._manager = self._play.get_variable_manager()
        self._task = task
        self._inventory = variables["hostvars"]._inventory  # noqa: SLF001 - see the module's docstring
        self._loader = loader
        self._shared = {name: variables[name] for name in (*OF_THE_PLAY, "hostvars") if name in variables}
        self._sources = SourceReader(variables, loader)
        self._values = PlainValues()
        self._templates = SharedTemplates()
        self._of_roles = _variables_of_roles(self._play, loader)

    def all_names(self) -> list[str]:
        """Return the hosts of the whole inventory, whatever the run is limited to."""
        return [str(host) for host in self._inventory.groups["all"].get_hosts()]

    def variables(self, name: str) -> HostVariables:
        """Return the variables of a host."""
        # The names stand for the lists of the play's hosts, which would be copied for each host.
        found: dict[str, t.Any] = self._manager.get_vars(
            play=self._play,
            host=self._inventory.get_host(name),
            task=self._task,
            include_hostvars=False,
            _hosts=[name],
            _hosts_all=[name],
        )
        found = {**self._of_roles, **found, **self._shared}
        return HostVariables(found, self._loader, self._values, self._templates)

    def file(self, name: str, variables: HostVariables) -> PhoneFile:
        """Return what a host is to publish. Raise :class:`HostProblemError` with all that is wrong."""
        mac = mac_of(variables)
        model = variables.get("gs_model")
        model = catalogue.model_of(model) or model
        try:
            told = self._layers(variables)
            state = merged(told, model)
            values = desired_values(_state(state), model)
        except AnsibleError as error:
            raise HostProblemError([innermost(error)]) from error
        except InputError as error:
            raise HostProblemError(error.details.get("problems") or error.message.split("; ")) from error
        values, passwords = with_passwords(values, variables)
        file = DesiredFile(f"cfg{mac}.xml", _content(values, mac, variables), [name], mac, *_encryption(values, variables))
        return PhoneFile(file, values.model, _ADMIN in passwords, values.texts.get(_FIRMWARE, ""), downloads(told, model))

    def _layers(self, variables: HostVariables) -> list[t.Any]:
        """Return the layers that the role baseline gives the phone."""
        raw = variables.raw
        if raw.get(ROLE_LAYERS, ROLE_LAYERS_DEFAULT) != ROLE_LAYERS_DEFAULT:
            found: list[t.Any] = variables.render(raw[ROLE_LAYERS])
            return found
        # The directory has no settings.
        return layers([], self._sources.sources(raw), raw, variables.render)


def _variables_of_roles(play: t.Any, loader: DataLoader) -> dict[str, t.Any]:
    """Return the bundles and the directory's variables, as the roles say them that have them.

    In the play, each of these roles would cost ansible-core more for each host than all that is done here.
    """
    found: dict[str, t.Any] = {}
    for name in ("voip.grandstream.baseline", "voip.grandstream.phonebook"):
        included = RoleInclude.load(name, play=play, variable_manager=play.get_variable_manager(), loader=loader)
        role = Role.load(included, play)
        found.update({**role.get_default_vars(), **role.get_vars(include_params=False)})
    return found


def mac_of(variables: HostVariables) -> str:
    """Return the 12 digits of a phone's address. Raise :class:`HostProblemError`."""
    mac = variables.get("gs_mac")
    if mac is None or mac == "":
        raise HostProblemError([_NO_MAC])
    digits = mac_digits(mac)
    if digits is None:
        raise HostProblemError([f"gs_mac: {shown(mac)} {_WRONG_MAC}"])
    return digits


_NO_MAC = "gs_mac is not set. Write the phone's MAC address, or leave the phone out with gs_publish: false"
_WRONG_MAC = (
    "is not a MAC address such as 00:0b:82:12:34:56. Write all 12 digits, in quotes, because YAML reads some addresses as numbers"
)


def _number(name: str) -> str:
    setting = catalogue.by_name(name)
    return setting.numbers[0] if setting else ""


_ADMIN, _USER = _number("admin_password"), _number("user_password")
_FIRMWARE = _number("firmware_server_path")
_ENCRYPTION_NUMBER = _number(_ENCRYPTION)


def _state(state: Merged) -> dict[str, t.Any]:
    return {"settings": state.settings, "accounts": state.accounts, "keys": state.keys}


def with_passwords(values: Values, variables: HostVariables) -> tuple[Values, set[str]]:
    """Return the values with the phone's own passwords where they are to be in the file, else without, and which it has.

    They are those of the desired state, and else the one with which Ansible logs in. Raise :class:`HostProblemError`.
    """
    texts = {number: text for number, text in values.texts.items() if number not in (_ADMIN, _USER)}
    if not variables.is_set("gs_publish_passwords"):
        return values._replace(texts=texts), set()
    own = _USER if variables.get("ansible_user") == _USER_ROLE else _ADMIN
    found = {number: values.texts[number] for number in (_ADMIN, _USER) if values.texts.get(number)}
    if own not in found:
        password = variables.get(_PASSWORD, "")
        problem = secret_text_problem(password, variable=_PASSWORD)
        if problem:
            raise HostProblemError([f"{_PASSWORD}: {problem}"])
        if password:
            found[own] = password
    if not found:
        raise HostProblemError(
            [f"gs_publish_passwords is true, and there is no password: set {_PASSWORD} or the setting admin_password"]
        )
    return values._replace(texts={**texts, **found}), set(found)


def _content(values: Values, mac: str, variables: HostVariables) -> bytes:
    version = variables.get("gs_publish_version", 1)
    if str(version) not in ("1", "2"):
        raise HostProblemError([f"gs_publish_version: {shown(version)} is not 1 or 2"])
    try:
        text = provisioning_xml(values.texts, mac) if str(version) == "1" else named_provisioning_xml(values, mac)
    except InputError as error:
        raise HostProblemError([f"gs_publish_version 2: {problem}" for problem in error.details["problems"]]) from error
    return text.encode("utf-8")


def _encryption(values: Values, variables: HostVariables) -> tuple[str | None, str, bool]:
    """Return the password that encrypts the file (None for a plain one), the digest, and whether the user says what it is."""
    digest = variables.get("gs_publish_digest", DIGESTS[0])
    if digest not in DIGESTS:
        raise HostProblemError([f"gs_publish_digest: {shown(digest)} is not one of {', '.join(DIGESTS)}"])
    said = variables.get("gs_publish_password")
    problem = None if said is None else secret_text_problem(said, variable="gs_publish_password")
    if problem:
        raise HostProblemError([f"gs_publish_password: {problem}"])
    password = values.texts.get(_ENCRYPTION_NUMBER, "") if said is None else said
    if not password and variables.is_set("gs_publish_encrypted"):
        raise HostProblemError(
            [f"gs_publish_encrypted is true, and there is no password to encrypt with: set {_ENCRYPTION} or gs_publish_password"]
        )
    return password or None, digest, said is not None
