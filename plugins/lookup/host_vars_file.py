# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: host_vars_file
short_description: Say where a variables file of a host goes, and which file is in its way
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Gives the path of a file in the folder C(host_vars/HOST/). The playbooks C(voip.grandstream.snapshot) and
    C(voip.grandstream.import) use it.
  - Ansible reads either the folder C(host_vars/HOST/) or one file beside it, such as C(host_vars/HOST.yml). When the folder
    exists, it ignores the file silently. So the lookup also looks for such a file, and gives the command that moves it into the
    folder.
  - Nothing is written.
options:
  _terms:
    description:
      - Names of hosts.
    type: list
    elements: str
    required: true
  folder:
    description:
      - The folder that has C(host_vars), mostly that of the inventory. Where it is empty, RV(_value[].problem) says so.
    type: str
    required: true
  name:
    description:
      - The name of the file.
    type: str
    required: true
notes:
  - The endings that Ansible takes for variables files are those of its own setting C(YAML_FILENAME_EXTENSIONS).
"""

EXAMPLES = r"""
- name: Refuse to switch off the variables of hosts
  ansible.builtin.fail:
    msg: "{{ ['Move these files first:'] + places | map(attribute='move') | select | list }}"
  vars:
    places: "{{ query('voip.grandstream.host_vars_file', ansible_play_hosts_all, folder=inventory_dir, name='phone.yml') }}"
  when: places | selectattr('move') | length > 0
  run_once: true
"""

RETURN = r"""
_value:
  description: One dictionary for each host, in the order of the terms.
  type: list
  elements: dict
  contains:
    path:
      description: The absolute path of the file. Empty where there is a problem.
      type: str
      sample: /srv/phones/host_vars/lobby/gs_snapshot.yml
    problem:
      description: Why this host cannot have such a file, as a sentence without a full stop. Mostly empty.
      type: str
    in_the_way:
      description: The variables file of the host that Ansible ignores as soon as the folder exists. Empty where there is none.
      type: str
      sample: /srv/phones/host_vars/lobby.yml
    move:
      description: The shell command that moves that file into the folder. Empty where there is none.
      type: str
      sample: mkdir -p /srv/phones/host_vars/lobby && mv -n /srv/phones/host_vars/lobby.yml /srv/phones/host_vars/lobby/main.yml
"""

import itertools
import shlex
import typing as t
from pathlib import Path

from ansible import constants
from ansible.plugins.lookup import LookupBase

from ansible_collections.voip.grandstream.plugins.plugin_utils._paths import names_in


class LookupModule(LookupBase):
    """The lookup plugin."""

    def run(self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[dict[str, str]]:
        """Return one dictionary for each host of ``terms``."""
        self.set_options(var_options=variables, direct=kwargs)
        folder, name = str(self.get_option("folder") or ""), str(self.get_option("name"))
        return [place_of(host, folder, name) for host in names_in(terms)]


def place_of(host: str, folder: str, name: str) -> dict[str, str]:
    """Return where the file ``name`` of a host goes, why it cannot go there, and which file is in the way."""
    nowhere = {"path": "", "problem": "", "in_the_way": "", "move": ""}
    if not folder:
        return {
            **nowhere,
            "problem": "the inventory is not a file. Say in gs_snapshot_dir or gs_import_dir which folder has host_vars",
        }
    # A name that is a path would lead elsewhere. No other name that can be printed does harm.
    if host in {"", ".", ".."} or "/" in host or not host.isprintable():
        return {**nowhere, "problem": "the name of the host cannot be the name of a folder. Rename the host"}
    of_host = Path(folder).expanduser().absolute() / "host_vars" / host
    blocking = _variables_file(of_host)
    found = {"in_the_way": str(blocking), "move": _move(blocking, of_host)} if blocking else {}
    return {**nowhere, "path": str(of_host / name), **found}


def _variables_file(of_host: Path) -> Path | None:
    """Return the file that Ansible reads, or would read, where the host has no folder."""
    for ending in ("", *constants.YAML_FILENAME_EXTENSIONS):
        file = of_host.with_name(
            f"{of_host.name}{ending}" if not ending or ending.startswith(".") else f"{of_host.name}.{ending}"
        )
        if file.is_file():
            return file
    return None


def _move(file: Path, of_host: Path) -> str:
    """Return the shell command that moves ``file`` into the folder, under a name that is free there."""
    ending = file.name[len(of_host.name) :] or ".yml"
    names = itertools.chain(["main"], (f"main_{number}" for number in itertools.count(2)))
    free = next(target for target in (of_host / f"{name}{ending}" for name in names) if file == of_host or not target.exists())
    folder, target = shlex.quote(str(of_host)), shlex.quote(str(free))
    if file != of_host:
        return f"mkdir -p {folder} && mv -n {shlex.quote(str(file))} {target}"
    # The file has the very name that the folder needs.
    aside = shlex.quote(f"{of_host}.moving")
    return f"mv -n {folder} {aside} && mkdir {folder} && mv -n {aside} {target}"
