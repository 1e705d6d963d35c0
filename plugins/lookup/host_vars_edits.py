# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: host_vars_edits
short_description: Say which line of which variables file of a host is to be changed
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Finds the lines in C(host_vars) that give variables of the host their value, and says what they must be for other values. All
    other lines and comments of the files stay. The playbook C(voip.grandstream.replace) uses it.
  - A variable that the host does not have yet gets a new line.
  - Where a line cannot be changed safely, a sentence says what a person has to change. That is a variable that comes from the
    inventory itself or from a group, a template, an encrypted file, a link, and a value of more than one line.
  - Nothing is written.
options:
  _terms:
    description:
      - Names of variables.
    type: list
    elements: str
    required: true
  values:
    description:
      - By name of a variable, the value that it should have. It is text of letters, digits and colons.
    type: dict
    required: true
  current:
    description:
      - By name of a variable, the value that Ansible takes for it now. Without a name, the host does not have it.
    type: dict
    required: true
  folder:
    description:
      - The folder that has C(host_vars), mostly that of the inventory.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Show what would be changed
  ansible.builtin.debug:
    msg: >-
      {{ query('voip.grandstream.host_vars_edits', 'gs_mac', values={'gs_mac': '00:0b:82:12:34:56'}, current={'gs_mac': gs_mac},
               folder=inventory_dir) }}
"""

RETURN = r"""
_value:
  description: One dictionary for each variable that has not its value yet.
  type: list
  elements: dict
  contains:
    name:
      description: The variable.
      type: str
      sample: gs_mac
    problem:
      description: Why no file can be changed, and what to change by hand, without the last full stop. Mostly empty.
      type: str
    path:
      description: The file. Empty where there is a problem.
      type: str
      sample: /srv/phones/host_vars/lobby.yml
    exists:
      description: Whether there is that file.
      type: bool
    former:
      description: The line that stands there. Empty where there is none yet.
      type: str
      sample: "gs_mac: 00:0b:82:aa:bb:01"
    line:
      description: The line that must stand there.
      type: str
      sample: 'gs_mac: "00:0b:82:12:34:56"'
"""

import os
import re
import typing as t
from pathlib import Path

from ansible import constants
from ansible.plugins.lookup import LookupBase

from ansible_collections.voip.grandstream.plugins.lookup.host_vars_file import place_of
from ansible_collections.voip.grandstream.plugins.module_utils._text import shown, visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._host_vars_edit import VAULTED, added, replaced, variables_in
from ansible_collections.voip.grandstream.plugins.plugin_utils._paths import names_in

_MOST_BYTES = 1024 * 1024
_HARMLESS = re.compile(r"[0-9A-Za-z:]{1,200}")


class LookupModule(LookupBase):
    """The lookup plugin: lines of variables files that must be others."""

    def run(self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[dict[str, t.Any]]:
        """Return one dictionary for each variable that must be changed."""
        self.set_options(var_options=variables, direct=kwargs)
        host, folder = str((variables or {})["inventory_hostname"]), str(self.get_option("folder") or "")
        values, current = self.get_option("values"), self.get_option("current")
        wanted = {name: str(values[name]) for name in names_in(terms)}
        return [
            _edit(host, folder, name, value, current.get(name))
            for name, value in wanted.items()
            if _digits(value) != _digits(current.get(name))
        ]


def _digits(value: t.Any) -> str:
    """Return an address or a fingerprint without its spelling."""
    return re.sub("[^0-9a-z]", "", str(value).lower())


def _edit(host: str, folder: str, name: str, value: str, former: t.Any) -> dict[str, t.Any]:
    """Return what must be changed for one variable."""
    found = {"name": name, "problem": "", "path": "", "exists": False, "former": "", "line": f'{name}: "{value}"'}
    try:
        return {**found, **_found(host, folder, name, value, former)}
    except ValueError as error:
        what = f"{name} of {visible(host)}" + (f" is {shown(former)}" if former is not None else " is not set")
        return {**found, "problem": f'{what}: {error}. Write {name}: "{value}" there by hand'}


def _found(host: str, folder: str, name: str, value: str, former: t.Any) -> dict[str, t.Any]:
    """Return the file and its line. Raise :class:`ValueError` with a sentence."""
    if not _HARMLESS.fullmatch(value):
        raise ValueError("its new value is not made of letters, digits and colons")
    place = place_of(host, folder, "main.yml")
    if place["problem"]:
        raise ValueError(place["problem"] if folder else "the inventory is not a file")
    of_host = Path(place["path"]).parent
    files = [Path(place["in_the_way"])] if place["in_the_way"] else _files_in(of_host)
    texts = {file: _text(file) for file in files}
    having = [file for file, text in texts.items() if text is not None and name in variables_in(text)]
    if former is None and not having:
        # Beside the others, or as the host's only file.
        target = next(iter([*files, of_host.with_name(f"{host}.yml")])) if not of_host.is_dir() else of_host / "main.yml"
        text = _writable(target) if target.exists() else "---\n"
        return {"path": str(target), "exists": target.exists(), "line": added(text, name, value).line}
    if len(having) != 1:
        elsewhere = "it comes from the inventory itself, from a group, from an encrypted file or from the command line"
        raise ValueError("it stands in more than one of the host's files" if having else elsewhere)
    text = _writable(having[0])
    edited = replaced(text, name, former, value)
    line = next(line for line in text.split("\n") if line.startswith(f"{name}:"))
    return {"path": str(having[0]), "exists": True, "former": line, "line": edited.line}


def _files_in(folder: Path) -> list[Path]:
    """Return the files of a host's folder that Ansible reads as variables."""
    if not folder.is_dir():
        return []
    endings = {"", *constants.YAML_FILENAME_EXTENSIONS}
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))
    return [path for path in found if path.suffix in endings and not path.name.endswith("~")]


def _text(file: Path) -> str | None:
    """Return the text of a variables file; None for one that is encrypted. Raise :class:`ValueError` with a sentence."""
    try:
        with file.open("rb") as stream:
            text = stream.read(_MOST_BYTES + 1).decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"{file} cannot be read") from None
    if len(text) > _MOST_BYTES:
        raise ValueError(f"{file} is too long")
    return None if text.startswith(VAULTED) else text


def _writable(file: Path) -> str:
    """Return the text of a file that can be changed where it is. Raise :class:`ValueError` with a sentence."""
    if file.is_symlink() or not os.access(file, os.W_OK):
        raise ValueError(f"{file} is a link, or may not be written")
    text = _text(file)
    if text is None:
        raise ValueError(f"{file} is encrypted")
    return text
