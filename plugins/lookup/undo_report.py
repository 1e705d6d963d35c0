# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: undo_report
short_description: Read from the report of a run what it changed on a phone
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Reads the JSON document that P(voip.grandstream.report#callback) wrote, checks it, and gives the changes of settings that the
    run made on one phone. The playbook C(voip.grandstream.undo) uses it, with P(voip.grandstream.undo_plan#filter).
  - What tasks did in check mode is not among them.
  - The file is read once in a run, however many phones there are.
options:
  _terms:
    description:
      - The path of the report. A relative one is looked for beside the inventory, then beside the playbook, then in the current
        folder.
    type: list
    elements: str
    required: true
  settings:
    description:
      - Only the changes of these settings, as the report names them, such as V(settings.ntp_server) and V(keys.3), or by their
        name alone, or by P number. The name of a setting of accounts means those of all accounts.
      - A name that the report has for no phone is a problem.
    type: list
    elements: str
    default: []
  whole:
    description:
      - Whether to give what the report as a whole says to the play, instead of the changes of the host.
    type: bool
    default: false
seealso:
  - plugin: voip.grandstream.report
    plugin_type: callback
  - plugin: voip.grandstream.undo_plan
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Show what the run changed on the phone
  ansible.builtin.debug:
    msg: "{{ lookup('voip.grandstream.undo_report', 'reports/monday.json', settings=['ntp_server']).rows }}"
"""

RETURN = r"""
_value:
  description: One dictionary.
  type: list
  elements: dict
  contains:
    problem:
      description: Why the report cannot be used, as a sentence. Mostly empty.
      type: str
    told:
      description: With O(whole), lines on the report and on phones that only one of report and inventory has.
      type: list
      elements: str
    model:
      description: The phone's model in the report. Null if it has none.
      type: str
    rows:
      description: The changes of settings, in the order of the run. Empty for a phone that the report does not have.
      type: list
      elements: dict
    others:
      description: Sentences on what else the run changed on the phone.
      type: list
      elements: str
"""

import hashlib
import json
import typing as t
from pathlib import Path

from ansible.plugins.lookup import LookupBase

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError, MissingLibraryError
from ansible_collections.voip.grandstream.plugins.module_utils._text import shown, visible
from ansible_collections.voip.grandstream.plugins.plugin_utils._paths import existing_path, names_in
from ansible_collections.voip.grandstream.plugins.plugin_utils._run_folder import run_file
from ansible_collections.voip.grandstream.plugins.plugin_utils._whole_file import write_whole

_NAMED = 10
_NOTHING: dict[str, t.Any] = {"model": None, "rows": [], "others": []}

Content = dict[str, t.Any]


class LookupModule(LookupBase):
    """The lookup plugin: what a run has changed on the host."""

    def run(self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[Content]:
        """Return the changes of the host, or what the report as a whole says."""
        self.set_options(var_options=variables, direct=kwargs)
        variables = variables or {}
        names = [str(name) for name in self.get_option("settings")]
        try:
            (path,) = [existing_path(name, variables, "report") for name in names_in(terms)]
            cache = _Cache(path)
            if self.get_option("whole"):
                return [{"problem": "", "told": _told(path, cache.whole(), names, variables)}]
            return [{"problem": "", **_chosen(cache.phone(str(variables["inventory_hostname"])), names)}]
        except (InputError, MissingLibraryError) as error:
            problem = error.text
        except OSError as error:
            problem = f"{error.filename}: {error.strerror}" if error.strerror else str(error)
        return [{"problem": problem, "told": [], **_NOTHING}]


class _Cache:
    """The parts of one report, in files of the run's folder: to read a whole report for each phone takes too long."""

    def __init__(self, path: Path) -> None:
        about = path.stat()
        key = json.dumps([str(path.resolve()), about.st_mtime_ns, about.st_size])
        self._path = path
        self._name = f"undo.{hashlib.sha256(key.encode()).hexdigest()[:32]}"

    def whole(self) -> Content:
        """Return the names of the phones and of their settings, and what run it was. Raise InputError and OSError."""
        found = _read(run_file(self._name))
        return found if found is not None else self._fill()

    def phone(self, name: str) -> Content:
        """Return the changes of a phone; nothing for one that the report does not have. Raise InputError and OSError."""
        # Not by the list of all phones, which takes longer to read the more there are.
        if not run_file(self._name).exists():
            self._fill()
        return _read(self._file_of(name)) or _NOTHING

    def _file_of(self, name: str) -> Path:
        return run_file(f"{self._name}.{hashlib.sha256(name.encode()).hexdigest()[:32]}")

    def _fill(self) -> Content:
        # Most workers find the files, and the import takes longer than to read them.
        from ansible_collections.voip.grandstream.plugins.plugin_utils._undo import report  # noqa: PLC0415

        document = report.read_report(self._path)
        changes = report.changes_of(self._path, document)
        names: dict[str, None] = {}
        for name, found in changes.items():
            names.update(dict.fromkeys(name for row in found["rows"] for name in sorted(report.names_of(row))))
            write_whole(self._file_of(name), json.dumps(found))
        settings = dict.fromkeys(row["name"] for found in changes.values() for row in found["rows"])
        run = f"{document['playbook']}, {document['finished']}"
        whole = {"phones": list(changes), "settings": list(settings), "names": list(names), "run": run}
        # Last, because who finds it takes the others for granted.
        write_whole(run_file(self._name), json.dumps(whole))
        return whole


def _read(file: Path) -> Content | None:
    try:
        return dict(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


def _chosen(changes: Content, names: list[str]) -> Content:
    from ansible_collections.voip.grandstream.plugins.plugin_utils._undo import report  # noqa: PLC0415 - as above

    return report.chosen(changes, names) if names else changes


def _told(path: Path, whole: Content, names: list[str], variables: t.Mapping[str, t.Any]) -> list[str]:
    """Return lines on the report. Raise :class:`InputError` where it is not for this play at all."""
    if not whole["settings"]:
        raise InputError(f"{path} has no change of a setting, so there is nothing to bring back")
    unknown = [name for name in names if name not in whole["names"]]
    if unknown:
        raise InputError(
            f"gs_undo_settings: the report changed no {', '.join(map(shown, unknown))}. It changed {_listed(whole['settings'])}"
        )
    phones = whole["phones"]
    inventory, play = set(variables["groups"]["all"]), [str(name) for name in variables["ansible_play_hosts_all"]]
    if not set(phones) & set(play):
        raise InputError(f"{path} has none of the phones of this play. It has {_listed(phones)}")
    missing = [name for name in phones if name not in inventory]
    others = [name for name in play if name not in set(phones)]
    return [
        f"The report {path} is of {visible(whole['run'])}",
        *([f"Not in the inventory, and not brought back: {_listed(missing)}"] if missing else []),
        *([f"Not in the report, and left alone: {_listed(others)}"] if others else []),
    ]


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(visible(name) for name in names[:_NAMED]) + more
