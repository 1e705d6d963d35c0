# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: provisioning_file
short_description: Find and read the provisioning file of a phone
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Finds the file of a host among those of a provisioning server, and reads it as P(voip.grandstream.from_provisioning#filter)
    does. The playbook C(voip.grandstream.import) uses it.
  - A file is the host's when it is called by the phone's MAC address, as phones ask for it, or by the host's name, such as
    C(cfg000b82123456.xml), C(000B82123456.txt) or C(lobby.xml). Its name ends in C(.xml), C(.txt), C(.cfg) or nothing.
  - A file that is empty, damaged, encrypted or no provisioning file is a problem of that host only.
  - Passwords in the file are in the result. See P(voip.grandstream.without_secrets#filter).
options:
  _terms:
    description:
      - Folders with such files, or files.
      - A relative name is looked for beside the inventory, then beside the playbook, then in the current folder.
    type: list
    elements: str
    required: true
  file:
    description:
      - The host's file, where its name tells nothing. It is looked for in the folders first.
    type: str
  mac:
    description:
      - The phone's MAC address, in any usual spelling, such as V(00:0b:82:aa:bb:02) or V(000b.82aa.bb02).
      - A file that says that it is for another phone is read, and RV(_value[].not_understood) tells it. The address in the name
        of the file goes before this one.
    type: str
  model:
    description: The phone's model, as P(voip.grandstream.from_provisioning#filter) takes it.
    type: str
seealso:
  - plugin: voip.grandstream.from_provisioning
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Is there a file for each phone?
  ansible.builtin.assert:
    that: found.problem == ''
    fail_msg: "{{ found.problem }}"
  vars:
    found: "{{ lookup('voip.grandstream.provisioning_file', '/srv/provisioning', mac=gs_mac) }}"
"""

RETURN = r"""
_value:
  description: One file.
  type: list
  elements: dict
  contains:
    problem:
      description: Why there is nothing else in here, as a sentence. Empty where the file was read.
      type: str
    path:
      description: The file.
      type: str
      sample: /srv/provisioning/cfg000b82123456.xml
    settings:
      description: As of P(voip.grandstream.from_provisioning#filter), and so are the following.
      type: dict
    accounts:
      description: By account number.
      type: dict
    not_understood:
      description: What was not taken.
      type: list
      elements: dict
"""

import typing as t
from pathlib import Path

from ansible.plugins.lookup import LookupBase

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError, PhoneError
from ansible_collections.voip.grandstream.plugins.module_utils._mac import mac_digits, required_mac_digits
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.content import MAX_SIZE
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.read import parse_provisioning
from ansible_collections.voip.grandstream.plugins.plugin_utils._paths import existing_path, names_in

_ENDINGS = (".xml", ".txt", ".cfg", "")


class LookupModule(LookupBase):
    """The lookup plugin: a host's provisioning file."""

    def run(self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[dict[str, t.Any]]:
        """Return what the host's file says, or why there is none."""
        self.set_options(var_options=variables, direct=kwargs)
        try:
            mac = required_mac_digits(str(self.get_option("mac"))) if self.get_option("mac") else None
            path = self._path(names_in(terms), variables or {}, mac)
            state = _state(path, self.get_option("model") or None, mac)
        except PhoneError as error:
            return [{"problem": error.text}]
        except OSError as error:
            return [{"problem": f"{error.filename}: {error.strerror}" if error.strerror else str(error)}]
        return [{"problem": "", "path": str(path), **state}]

    def _path(self, places: list[str], variables: dict[str, t.Any], mac: str | None) -> Path:
        """Return the path of the host's file. Raise :class:`InputError` or :class:`OSError` with a sentence.

        ``mac``: the 12 digits of the phone's address, if known.
        """
        found = [existing_path(place, variables, "folder or file") for place in places]
        host = str(variables.get("inventory_hostname", ""))
        named = self.get_option("file")
        if named:
            inside = [place if place.name == str(named) else place / str(named) for place in found]
            return next((path for path in inside if path.is_file()), None) or existing_path(
                str(named), variables, "provisioning file"
            )
        stems = [f"cfg{mac}", f"cfg{mac.upper()}", mac, mac.upper(), host] if mac else [host]
        names = [stem + ending for stem in stems for ending in _ENDINGS if stem == Path(stem).name]
        for place in found:
            for name in [place.name] if place.is_file() else names:
                path = place if place.is_file() else place / name
                if name in names and path.is_file():
                    return path
        wanted = f"cfg{mac}.xml and the like, {host}.xml" if mac else f"{host}.xml and the like. The host has no gs_mac"
        raise InputError(
            f"there is no provisioning file for {host}. Looked in {', '.join(map(str, found))} for {wanted}. "
            "Say in gs_mac which MAC address the phone has, or in gs_import_file which file is its"
        )


def _mac_of_name(path: Path) -> str | None:
    """Return the 12 digits of the MAC address that a file is called by; None if it is called by something else."""
    return mac_digits(path.stem[3:] if path.stem.lower().startswith("cfg") else path.stem)


def _state(path: Path, model: str | None, mac: str | None) -> dict[str, t.Any]:
    """Return what a file says. Raise :class:`InputError` or :class:`OSError` with a sentence that names the file.

    ``mac``: the 12 digits of the phone's address, if known. Those of the file's name go before it.
    """
    if not path.is_file():
        raise InputError(f"{path}: this is not a file")
    with path.open("rb") as file:
        # No more of a long file than shows that it is too long.
        content = file.read(MAX_SIZE + 1)
    try:
        return parse_provisioning(content, model, _mac_of_name(path) or mac)
    except InputError as error:
        raise InputError(f"{path}: {error.text}") from None
