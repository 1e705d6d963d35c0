# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: hosts
short_description: The hosts of a play, and a failure where there are none
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - For the keyword C(hosts) of a play. It gives the pattern back as it is, and Ansible chooses the hosts by it. All playbooks of
    this collection use it.
  - Ansible skips a play without hosts, and the run ends well. So a wrong name in a pipeline would not be seen. This lookup fails
    where no host of the inventory matches, also because of C(--limit).
  - A group that is there and has no hosts is told in a warning, and is no failure.
  - It also fails where the name of an extra variable (C(-e)) is nearly that of a variable of the collection, such as C(gs_host),
    because the hosts would be others than are meant. Name variables of your own in C(gs_own_variables) with C(-e), too.
  - Nothing is checked with C(--syntax-check), C(--list-hosts), C(--list-tasks) and C(--list-tags).
options:
  _terms:
    description:
      - The pattern, such as V(phones:!berlin), or a list of patterns.
    type: list
    elements: str
    required: true
  play:
    description:
      - The pattern of the play, where the play itself runs on other hosts than those that must be there. C(--limit) counts for
        the play.
    type: str
"""

EXAMPLES = r"""
- name: A play of your own that fails where there are no phones
  hosts: "{{ query('voip.grandstream.hosts', gs_hosts | default('phones')) }}"
  gather_facts: false
  tasks:
    - name: Read the phone
      voip.grandstream.gs_info:

- name: A play on the controller about phones that must be in the inventory
  hosts: "{{ query('voip.grandstream.hosts', 'phones', play='localhost') }}"
  gather_facts: false
  tasks:
    - name: Count them
      ansible.builtin.debug:
        msg: "{{ groups.phones | length }}"
"""

RETURN = r"""
_raw:
  description: The pattern for the keyword C(hosts).
  type: list
  elements: str
"""

import difflib
import re
import typing as t

from ansible import constants, context
from ansible.errors import AnsibleError, AnsibleLookupError
from ansible.inventory.manager import InventoryManager, split_host_pattern
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display

from ansible_collections.voip.grandstream.plugins.plugin_utils._variables import REMEDY, unknown_of_command_line

Groups = t.Mapping[str, t.Sequence[str]]

_LISTINGS = ("syntax", "listhosts", "listtasks", "listtags")

_ALWAYS_THERE = ("all", "ungrouped")
"""Groups that ansible-core makes also where there is no inventory."""

_PLAIN = re.compile(r"[\w-][\w.-]*$")
"""A name. All else may be a wildcard, a regular expression or a range."""


class LookupModule(LookupBase):
    """See DOCUMENTATION."""

    def run(self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[str]:
        """Return the pattern. Raise :class:`AnsibleLookupError` where it matches no host."""
        self.set_options(var_options=variables, direct=kwargs)
        variables = variables or {}
        chosen = [str(term) for term in self._flatten(terms)]
        play = self.get_option("play")
        if not any(context.CLIARGS.get(listing) for listing in _LISTINGS):
            self._check_names()
            groups, limit = variables["groups"], variables.get("ansible_limit")
            self._check(chosen, groups, None if play else limit)
            if play:
                self._check([play], groups, limit)
        return [play] if play else chosen

    def _check_names(self) -> None:
        """Raise :class:`AnsibleLookupError` for an extra variable with a slip in its name: the hosts may be others than meant."""
        slips = [variable.problem for variable in unknown_of_command_line(self._loader) if variable.near is not None]
        if slips:
            raise AnsibleLookupError(" ".join([*slips, REMEDY]))

    def _check(self, chosen: list[str], groups: Groups, limit: str | None) -> None:
        """Warn where the pattern names only groups without hosts. Raise :class:`AnsibleLookupError` where it matches no host."""
        parts = [part for part in split_host_pattern(chosen) if part]
        if limit is None and len(parts) == 1 and groups.get(parts[0]):
            # The usual case, in which nothing has to be resolved.
            return
        wanted = [part for part in parts if part[0] not in "!&"]
        if wanted and all(part in groups and part not in _ALWAYS_THERE and not groups[part] for part in wanted):
            Display().warning(f"{_quoted(chosen)}: this group of the inventory has no hosts. There is nothing to do.")
            return
        unknown = [part for part in wanted if _PLAIN.match(part) and not _is_there(part, groups)]
        # Where no part of the pattern can match, there is nothing to resolve, and no warning of ansible-core for each part. It
        # takes no part at all for all hosts: a variable of a pipeline that is empty must not mean that.
        manager = self._manager(groups) if parts and not (wanted and unknown == wanted) else None
        if manager is None or not _matches(manager, chosen):
            raise AnsibleLookupError(_nothing(chosen, unknown, groups))
        if limit is not None:
            manager.subset(limit)
            if not _matches(manager, chosen):
                raise AnsibleLookupError(
                    f'No host matches both {_quoted(chosen)} and --limit "{limit}". Name hosts of {_quoted(chosen)} with '
                    "--limit, or say -e gs_hosts=…"
                )

    def _manager(self, groups: Groups) -> InventoryManager:
        """Return an inventory with the same groups and hosts: that of the run is not shown to lookups."""
        manager = InventoryManager(self._loader, parse=False)
        for group, hosts in groups.items():
            manager.add_group(group)
            for host in hosts:
                manager.add_host(host, group=group)
        return manager


def _matches(manager: InventoryManager, chosen: list[str]) -> bool:
    try:
        return bool(manager.get_hosts(pattern=chosen))
    except AnsibleError:
        # A user may have made a pattern that matches nothing an error: HOST_PATTERN_MISMATCH.
        return False


def _is_there(name: str, groups: Groups) -> bool:
    return name in groups or name in groups.get("all", ()) or name in constants.LOCALHOST


def _nothing(chosen: list[str], unknown: list[str], groups: Groups) -> str:
    """Return the sentence. ``unknown``: the names in the pattern that the inventory does not have."""
    hosts = groups.get("all", ())
    near = [name for part in unknown for name in difflib.get_close_matches(part, [*groups, *hosts], n=1)]
    hint = f" Did you mean {_quoted(near)}?" if near else ""
    empty = "" if hosts else " The inventory has no hosts at all: name it with -i."
    return f"No host matches {_quoted(chosen)}.{hint} Put your phones into a group phones, or say -e gs_hosts=…{empty}"


def _quoted(names: list[str]) -> str:
    return f'"{",".join(names)}"'
