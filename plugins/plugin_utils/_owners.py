# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which host of the inventory has which SIP user ID: made once in a run, from variables as they are written.

Nothing is templated: on thousands of hosts that would take minutes. What is understood is a text, and the template of a single
variable that is one, such as ``{{ extension }}``. Who writes more than that is not known here, so that nothing is refused for it.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import json
import re
import typing as t
from collections import ChainMap
from functools import partial

from ansible.errors import AnsibleLookupError

from ansible_collections.voip.grandstream.plugins.module_utils._api.login_files import own_turn
from ansible_collections.voip.grandstream.plugins.module_utils._api.neighbours import Neighbours, Owners
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue
from ansible_collections.voip.grandstream.plugins.plugin_utils._inventory_layers import Said, SourceReader, groups_of
from ansible_collections.voip.grandstream.plugins.plugin_utils._plain import plain
from ansible_collections.voip.grandstream.plugins.plugin_utils._run_folder import run_file
from ansible_collections.voip.grandstream.plugins.plugin_utils._whole_file import write_whole

if t.TYPE_CHECKING:
    from ansible.parsing.dataloader import DataLoader

LONGEST_WAIT = 120.0
"""Seconds to wait for another process of the run that reads the inventory. Who waits longer reads it, too."""

_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*(?:\|\s*string\s*)?\}\}")
_DEEPEST = 5
"""Variables in a row that only name another one."""

_SETTING = t.cast("catalogue.Setting", catalogue.by_name("sip_user_id"))

_made: dict[str, Owners] = {}
"""By the path of the run's file: what this process knows already."""


def neighbours(variables: t.Mapping[str, t.Any], loader: DataLoader) -> Neighbours | None:
    """Return the other phones, for a task of the host whose ``variables`` these are; None where there is no other host.

    Nothing is read before it is asked for.
    """
    if len(variables.get("hostvars", ())) < 2:
        return None
    return Neighbours(str(variables["inventory_hostname"]), partial(owners_of_run, variables, loader))


def owners_of_run(variables: t.Mapping[str, t.Any], loader: DataLoader) -> Owners:
    """Return the hosts of the inventory by SIP user ID, as the first process of the run has found them.

    ``variables``: of a task of any host. Empty where ansible-core does not show its inventory.
    """
    file = run_file("owners")
    key = str(file)
    if key not in _made:
        with own_turn(file.with_name(f"{file.name}.lock"), "", LONGEST_WAIT):
            try:
                _made[key] = json.loads(file.read_text(encoding="utf-8"))
            except FileNotFoundError:
                try:
                    _made[key] = owners(SourceReader(variables, loader))
                except AnsibleLookupError:
                    _made[key] = {}
                write_whole(file, json.dumps(_made[key]))
    return _made[key]


def owners(reader: SourceReader) -> dict[str, list[str]]:
    """Return the hosts of an inventory by the SIP user IDs of their accounts."""
    found: dict[str, list[str]] = {}
    of_groups: dict[tuple[str, ...], list[t.Mapping[str, t.Any]]] = {}
    for name, host in reader.hosts.items():
        groups = groups_of(host)
        key = tuple(group.name for group in groups)
        if key not in of_groups:
            of_groups[key] = _variables(reader.of_groups(groups))
        layers = [*of_groups[key], *_variables(reader.of_host(host))]
        for user_id in _user_ids(name, layers):
            found.setdefault(user_id, []).append(str(name))
    return found


def _variables(said: t.Iterable[Said]) -> list[t.Mapping[str, t.Any]]:
    return [variables for dummy, variables in said if variables]


def _user_ids(host: str, layers: list[t.Mapping[str, t.Any]]) -> set[str]:
    """Return the SIP user IDs that layers of variables, the weakest first, give to the accounts of a host."""
    said = {number: value for layer in layers for number, value in _said(layer)}
    everything = ChainMap({"inventory_hostname": host}, *reversed(layers))
    return {text for value in said.values() for text in [_text(value, everything)] if text}


def _said(layer: t.Mapping[str, t.Any]) -> t.Iterator[tuple[str, t.Any]]:
    """Yield the bare numbers of SIP user IDs that one layer says, and what it says of them."""
    accounts = layer.get("gs_accounts")
    for account, entries in accounts.items() if isinstance(accounts, t.Mapping) else ():
        yield from _of_entries(entries, account)
    yield from _of_entries(layer.get("gs_settings"), None)


def _of_entries(entries: t.Any, account: t.Any) -> t.Iterator[tuple[str, t.Any]]:
    for key, value in entries.items() if isinstance(entries, t.Mapping) else ():
        number = catalogue.bare_number(key)
        if number in _SETTING.numbers:
            yield t.cast("str", number), value
        elif key == _SETTING.name and str(account).isdecimal():
            for own in _SETTING.numbers_of(int(account)) if int(account) else ():
                yield own, value


def _text(value: t.Any, variables: t.Mapping[str, t.Any]) -> str | None:
    """Return the text that a value stands for. None where that takes more than a look at a variable."""
    for dummy in range(_DEEPEST):
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str):
            return None
        template = _VARIABLE.fullmatch(value.strip())
        if template is None:
            return None if "{{" in value or "{%" in value else str(plain(value)).strip()
        value = variables.get(template.group(1))
    return None
