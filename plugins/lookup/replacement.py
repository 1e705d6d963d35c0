# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: replacement
short_description: Say what changes in the variables of a host whose phone is replaced
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Finds the lines in C(host_vars) that hold C(gs_mac) and C(gs_tls_fingerprint) of the host, and says what they must be for the
    new phone. All other lines and comments of the files stay. The playbook C(voip.grandstream.replace) uses it.
  - A variable that the host does not have yet gets a new line.
  - Where a line cannot be changed safely, a sentence says what a person has to change. That is a variable that comes from the
    inventory itself or from a group, a template, an encrypted file, a link, and a value of more than one line.
  - Nothing is written.
options:
  mac:
    description:
      - The MAC address of the new phone, in any usual spelling.
    type: str
    default: ""
  fingerprint:
    description:
      - The SHA-256 fingerprint of its certificate. Required where the host has C(gs_tls_fingerprint).
    type: str
    default: ""
  former_mac:
    description:
      - The MAC address of the former phone, where C(gs_mac) is not its any more. No other host of the inventory may have it.
    type: str
    default: ""
  current:
    description:
      - The values of C(gs_mac) and C(gs_tls_fingerprint) that Ansible takes for the host now, where it has them.
    type: dict
    default: {}
  folder:
    description:
      - The folder that has C(host_vars), mostly that of the inventory.
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: Show what would be changed
  ansible.builtin.debug:
    msg: >-
      {{ lookup('voip.grandstream.replacement', mac='00:0b:82:12:34:56', current={'gs_mac': gs_mac}, folder=inventory_dir) }}
"""

RETURN = r"""
_value:
  description: One dictionary.
  type: list
  elements: dict
  contains:
    problem:
      description: Why the phone cannot be replaced so, as a sentence without its full stop. Mostly empty.
      type: str
    by_hand:
      description: A sentence for each variable that a person must change.
      type: list
      elements: str
    edits:
      description: One dictionary for each line that must be another.
      type: list
      elements: dict
      contains:
        name:
          description: The variable.
          type: str
          sample: gs_mac
        path:
          description: The file.
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
import typing as t
from pathlib import Path

from ansible import constants
from ansible.plugins.lookup import LookupBase

from ansible_collections.voip.grandstream.plugins.lookup.host_vars_file import place_of
from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import checked_fingerprint
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._mac import mac_digits, required_mac_digits
from ansible_collections.voip.grandstream.plugins.module_utils._text import shown, visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._host_vars_edit import VAULTED, added, replaced, variables_in

MAC = "gs_mac"
FINGERPRINT = "gs_tls_fingerprint"
_MOST_BYTES = 1024 * 1024
_READ_IT = "openssl s_client -connect ADDRESS:443 </dev/null | openssl x509 -noout -fingerprint -sha256"

Edit = dict[str, t.Any]


class LookupModule(LookupBase):
    """The lookup plugin: what changes where a phone is replaced."""

    def run(
        self,
        terms: list[t.Any],  # noqa: ARG002 - there are none
        variables: dict[str, t.Any] | None = None,
        **kwargs: t.Any,
    ) -> list[dict[str, t.Any]]:
        """Return the lines that must be others, and what must be changed by hand."""
        self.set_options(var_options=variables, direct=kwargs)
        variables = variables or {}
        host, folder = str(variables["inventory_hostname"]), str(self.get_option("folder") or "")
        wanted = {MAC: str(self.get_option("mac") or ""), FINGERPRINT: str(self.get_option("fingerprint") or "")}
        current = self.get_option("current")
        problem = _problem(wanted, current, host, variables)
        problem = problem or _former_problem(str(self.get_option("former_mac") or ""), current.get(MAC), host, variables)
        found: dict[str, t.Any] = {"problem": problem, "by_hand": [], "edits": []}
        for name, value in wanted.items() if not found["problem"] else ():
            if not value or _bare(name, value) == _bare(name, current.get(name)):
                continue
            try:
                found["edits"].append({"name": name, **_edit(host, folder, name, value, current.get(name))})
            except ValueError as error:
                now = f"is {shown(current[name])}" if name in current else "is not set"
                found["by_hand"].append(f'{name} of {visible(host)} {now}: {error}. Write {name}: "{value}" there')
        return [found]


def _problem(wanted: t.Mapping[str, str], current: t.Mapping[str, t.Any], host: str, variables: t.Mapping[str, t.Any]) -> str:
    """Return what is wrong with what the user said of the new phone; empty if nothing is."""
    if not wanted[MAC]:
        return "Say in gs_replace_mac which MAC address the new phone has. It is on its label"
    try:
        required_mac_digits(wanted[MAC])
    except InputError as error:
        return f"gs_replace_{error.text}"
    if current.get(FINGERPRINT) and not wanted[FINGERPRINT]:
        return (
            f"{visible(host)} has {FINGERPRINT}, which is the certificate of the former phone. Say in gs_replace_fingerprint "
            f"which one the new phone has. Read it on a network that you trust: {_READ_IT}"
        )
    try:
        checked_fingerprint(wanted[FINGERPRINT]) if wanted[FINGERPRINT] else None
    except InputError as error:
        return f"gs_replace_fingerprint: {error.text.partition(': ')[2]}"
    other = _other_host(mac_digits(wanted[MAC]), host, variables)
    return f"gs_replace_mac: {wanted[MAC]} is the gs_mac of {visible(other)}. Look at the label of the new phone" if other else ""


def _former_problem(said: str, held: t.Any, host: str, variables: t.Mapping[str, t.Any]) -> str:
    """Return why the provisioning file of this address must not be removed; empty if it may be.

    ``said``: what the user calls the former address. ``held``: ``gs_mac``, which it is where the user says nothing.
    """
    if said and mac_digits(said) is None:
        return f"gs_replace_former_mac: {shown(said)} is not a MAC address such as 00:0b:82:12:34:56"
    digits = mac_digits(said or held)
    other = _other_host(digits, host, variables) if digits else None
    name = "gs_replace_former_mac" if said else MAC
    return f"{name}: {said or held} is the gs_mac of {visible(other)}, too, whose file must stay" if other else ""


def _other_host(digits: str | None, host: str, variables: t.Mapping[str, t.Any]) -> str | None:
    """Return another host of the inventory that has this address."""
    hostvars = variables["hostvars"]
    others = (str(name) for name in variables["groups"]["all"] if str(name) != host)
    return next((name for name in others if mac_digits(hostvars.raw_get(name).get(MAC)) == digits), None)


def _bare(name: str, value: t.Any) -> t.Any:
    """Return an address or a fingerprint without its spelling; what is none of them as it is."""
    if name == MAC:
        return mac_digits(value) or value
    try:
        return checked_fingerprint(value) if isinstance(value, str) else value
    except InputError:
        return value


def _edit(host: str, folder: str, name: str, value: str, former: t.Any) -> Edit:
    """Return the file of a variable, and its line. Raise :class:`ValueError` with a sentence."""
    place = place_of(host, folder, "main.yml")
    if place["problem"]:
        raise ValueError(place["problem"] if folder else "the inventory is not a file")
    of_host = Path(place["path"]).parent
    files = [Path(place["in_the_way"])] if place["in_the_way"] else _files_in(of_host)
    texts = {file: _text(file) for file in files}
    having = [file for file, text in texts.items() if text is not None and name in variables_in(text)]
    if former is None and not having:
        # Beside the others, or as the host's only file.
        target = files[0] if files else of_host / "main.yml" if of_host.is_dir() else of_host.with_name(f"{host}.yml")
        text = _writable(target) if target.exists() else ""
        return {"path": str(target), "exists": target.exists(), "former": "", "line": added(text, name, value).line}
    if len(having) != 1:
        elsewhere = "it comes from the inventory itself, from a group, from an encrypted file or from the command line"
        raise ValueError("it stands in more than one of the host's files" if having else elsewhere)
    text = _writable(having[0])
    line = replaced(text, name, former, value).line
    stands = next(line for line in text.split("\n") if line.startswith(f"{name}:"))
    return {"path": str(having[0]), "exists": True, "former": stands, "line": line}


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
