# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: directory
short_description: Read a company directory for a phone
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Reads files with groups and contacts - YAML, CSV or the vendor's phonebook XML - and gives what one phone has of them, in the
    form in which M(voip.grandstream.gs_phonebook) takes it. The role P(voip.grandstream.phonebook#role) uses it.
  - A file is parsed once in a run, however many phones there are.
  - A contact may be marked with the sites that it is for, with C(site) or C(sites) in YAML, or a column of that name in CSV.
options:
  _terms:
    description:
      - The files. Their names end in C(.yml), C(.yaml), C(.csv) or C(.xml). They may be encrypted with Ansible Vault.
      - A relative name is looked for beside the inventory, then beside the playbook, then in the current folder.
      - A contact that two files list alike is there once.
    type: list
    elements: str
  inline:
    description:
      - More of the same, as a dictionary of C(groups) and C(contacts).
    type: dict
    default: {}
  site:
    description:
      - Where the phone is. It has the contacts without a mark and those of its site. Capitals make no difference.
      - Without it, the phone has only the contacts without a mark.
    type: str
  only_groups:
    description:
      - Gives only these groups and the contacts in them. V(default) is the group of contacts without one.
    type: list
    elements: str
    default: []
  columns:
    description:
      - For CSV, what columns hold, as P(voip.grandstream.from_phonebook_csv#filter) takes it. A column may also be V(site).
    type: dict
    default: {}
  delimiter:
    description:
      - For CSV, the character between fields, as P(voip.grandstream.from_phonebook_csv#filter) takes it.
    type: str
  allow_problems:
    description:
      - Whether to go on where a file holds what a phone's contact has no place for, such as a second work number. That is left
        out then, and RV(_value[].problems) has it. Else it is an error.
    type: bool
    default: false
  keep_empty:
    description:
      - Whether to give RV(_value[].groups) where there is none. Purging by an empty list removes all groups.
    type: bool
    default: false
  whole:
    description:
      - Whether to give the whole directory, as the files say it, with the marks of sites as C(sites). O(site) means nothing then.
      - What is wrong with it is in RV(_value[].error) then, for a playbook to tell it, and is no failure of the lookup.
    type: bool
    default: false
notes:
  - In YAML files every value is text, so that C(0041) and C(yes) need no quotes. A file may leave C(groups) out. They are those
    that the contacts name then.
seealso:
  - module: voip.grandstream.gs_phonebook
  - plugin: voip.grandstream.from_phonebook_csv
    plugin_type: filter
  - plugin: voip.grandstream.from_phonebook_xml
    plugin_type: filter
"""

EXAMPLES = r"""
# directory.csv beside the inventory:
#
#   First name,Last name,Work,Department,Site
#   Jack,Brown,8819,Sales,Berlin
#   Reception,,8800,,
- name: The phone has the contacts of all sites and those of Berlin
  voip.grandstream.gs_phonebook:
    groups: "{{ book.groups }}"
    contacts: "{{ book.contacts }}"
  vars:
    book: "{{ lookup('voip.grandstream.directory', 'directory.csv', site='Berlin') }}"
"""

RETURN = r"""
_value:
  description: One directory.
  type: list
  elements: dict
  contains:
    name:
      description: V(phonebook), which is what M(voip.grandstream.gs_config) calls this layer.
      type: str
    groups:
      description: The groups, without V(default) and V(blacklist), which every phone has. Left out where there is none.
      type: list
      elements: dict
      sample: [{"name": "Sales"}]
    contacts:
      description: The contacts, in the order of the files.
      type: list
      elements: dict
      sample: [{"first_name": "Jack", "last_name": "Brown", "work": "8819", "group": "Sales"}]
    error:
      description: What is wrong with the directory. Empty where it can be used.
      returned: with O(whole)
      type: str
    problems:
      description: A sentence for each thing that was not taken.
      returned: with O(whole)
      type: list
      elements: str
"""

import hashlib
import json
import re
import typing as t
from pathlib import Path

from ansible.errors import AnsibleError, AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.voip.grandstream.plugins.module_utils._errors import MissingLibraryError, PhoneError
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import Directory
from ansible_collections.voip.grandstream.plugins.plugin_utils._directory.directory import at_site, joined, only_groups
from ansible_collections.voip.grandstream.plugins.plugin_utils._paths import existing_path, names_in
from ansible_collections.voip.grandstream.plugins.plugin_utils._run_folder import run_file
from ansible_collections.voip.grandstream.plugins.plugin_utils._whole_file import write_whole

_KINDS = (".yml", ".yaml", ".csv", ".xml")


class LookupModule(LookupBase):
    """The lookup plugin: the directory of files, for one phone or whole."""

    def run(self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[dict[str, t.Any]]:
        """Return the directory. Raise :class:`AnsibleLookupError` with the file's name and what is wrong in it."""
        self.set_options(var_options=variables, direct=kwargs)
        names = names_in(terms)
        if not self.get_option("whole"):
            directory = at_site(self._directory(names, variables or {}), str(self.get_option("site") or ""))
            return [self._book(directory)]
        try:
            directory, wrong = self._directory(names, variables or {}), ""
        except AnsibleLookupError as error:
            directory, wrong = Directory([], [], []), str(error)
        return [{**self._book(directory), "problems": list(directory.problems), "error": wrong}]

    def _book(self, directory: Directory) -> dict[str, t.Any]:
        """Return the directory in the form that gs_phonebook takes."""
        groups = [{"name": name} for name in directory.groups]
        has_groups = groups or self.get_option("keep_empty")
        return {"name": "phonebook", **({"groups": groups} if has_groups else {}), "contacts": list(directory.contacts)}

    def _directory(self, names: list[str], variables: dict[str, t.Any]) -> Directory:
        """Return the directory of the files and of O(inline) together, for all sites."""
        directories = [self._file(name, variables) for name in names]
        if self.get_option("inline"):
            directories.append(_inline(self.get_option("inline")))
        directory = joined(directories) if len(directories) != 1 else directories[0]
        if directory.problems and not self.get_option("allow_problems"):
            raise AnsibleLookupError(
                "Not all of the directory can be taken. Correct it, or set gs_phonebook_allow_problems: true.\n"
                + "\n".join(directory.problems)
            )
        wanted = [str(name) for name in self.get_option("only_groups")]
        return _read("gs_phonebook_only_groups", lambda: only_groups(directory, wanted)) if wanted else directory

    def _file(self, name: str, variables: dict[str, t.Any]) -> Directory:
        """Return one file's directory: from the cache of this run if it is there, else from the file."""
        try:
            path = existing_path(name, variables, "directory file")
            about = path.stat()
        except OSError as error:
            raise AnsibleLookupError(str(error)) from None
        if path.suffix.lower() not in _KINDS or not path.is_file():
            raise AnsibleLookupError(f"{path}: it is not a directory file. The name of such a file ends in {', '.join(_KINDS)}")
        columns = {str(title): str(field) for title, field in self.get_option("columns").items()}
        delimiter = str(self.get_option("delimiter")) if self.get_option("delimiter") else None
        key = json.dumps([str(path.resolve()), about.st_mtime_ns, about.st_size, columns, delimiter])
        cached = run_file(f"directory.{hashlib.sha256(key.encode()).hexdigest()}")
        try:
            return Directory(*json.loads(cached.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            pass
        content, is_public = self._content(path)
        directory = _parsed(path, content, columns, delimiter)
        directory = directory._replace(problems=[f"{path.name}: {problem}" for problem in directory.problems])
        if is_public:
            write_whole(cached, json.dumps(directory))
        return directory

    def _content(self, path: Path) -> tuple[bytes, bool]:
        """Return the content of a file, decrypted, and whether the file itself is in plain text."""
        try:
            real = self._loader.get_real_file(str(path))
        except AnsibleError as error:
            raise AnsibleLookupError(f"{path}: {error}") from None
        try:
            return Path(real).read_bytes(), real == str(path)
        except OSError as error:
            raise AnsibleLookupError(f"{path}: it cannot be read: {error.strerror}") from None
        finally:
            self._loader.cleanup_tmp_file(real)


def _parsed(path: Path, content: bytes, columns: dict[str, str], delimiter: str | None) -> Directory:
    # Most workers find the file in the cache, and the import takes longer than all the rest.
    from ansible_collections.voip.grandstream.plugins.plugin_utils._directory import files  # noqa: PLC0415

    return _read(str(path), lambda: files.read_directory(path.suffix.lower(), content, columns, delimiter))


def _inline(value: dict[str, t.Any]) -> Directory:
    from ansible_collections.voip.grandstream.plugins.plugin_utils._directory import files  # noqa: PLC0415 - as above

    try:
        return files.from_structure(value)
    except PhoneError as error:
        # The problems begin with their places below `inline`, which the role makes of two variables.
        raise AnsibleLookupError(_PART.sub(r"\1gs_phonebook_\2", error.text)) from None


_PART = re.compile(r"(^|; )(groups|contacts)\b")


def _read(what: str, read: t.Callable[[], Directory]) -> Directory:
    """Return what ``read`` returns. Raise its failures as :class:`AnsibleLookupError`, with ``what`` in front."""
    try:
        return read()
    except MissingLibraryError as error:
        raise AnsibleLookupError(error.text) from None
    except PhoneError as error:
        raise AnsibleLookupError(f"{what}: {error.text}") from None
