# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: drift_history
short_description: Tell since when settings have differed, on which phones, and how often they came back
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Reads the history that the callback plugin P(voip.grandstream.report#callback) keeps, with its option
    O(voip.grandstream.report#callback:history). No phone is contacted.
  - An episode begins when a run finds that a setting differs from what git says. It ends when a run corrects it, or finds it in
    line again. A setting that begins another episode on the same phone came back.
  - A phone counts only in runs that looked at it. A phone that was unreachable, failed or was busy is not taken for one in line.
    A setting that was not found is taken for one in line only where the same role, or the same task of the same playbook, had
    found it on this phone before.
  - A change in git begins an episode, too, on all phones at the same time. What somebody changes by hand comes back on the same
    few phones.
  - All contacts of the phonebook count as one setting, C(contacts of the phonebook), and all groups as C(groups of the
    phonebook).
positional: _input
options:
  _input:
    description:
      - Path of the folder of the history. A relative path is looked for beside the inventory, then beside the playbook, then in
        the current folder.
    type: path
    required: true
  setting:
    description:
      - Only this setting, with the name that the report shows.
    type: str
  phones:
    description:
      - Only these phones, such as those that are still in the inventory.
    type: list
    elements: str
  most:
    description:
      - How many phones of each setting are named at most. All are counted.
    type: int
    default: 100
seealso:
  - plugin: voip.grandstream.report
    plugin_type: callback
  - ref: ansible_collections.voip.grandstream.docsite.guide_monitoring
    description: Numbers for the monitoring, and who keeps changing a setting.
"""

EXAMPLES = r"""
- name: Who keeps changing the time server
  ansible.builtin.debug:
    msg: "{{ ('reports' | voip.grandstream.drift_history(setting='settings.ntp_server', phones=groups.phones)).settings }}"
  run_once: true

- name: Settings that came back most often, the worst first
  ansible.builtin.debug:
    msg: "{{ ('reports' | voip.grandstream.drift_history).settings | map(attribute='name') | list }}"
  run_once: true
"""

RETURN = r"""
_value:
  description: What the runs say together.
  type: dict
  contains:
    runs:
      description: How many runs are in the history.
      type: int
    first:
      description: When the first of them began, in ISO 8601. Null where there is none.
      type: str
    last:
      description: When the last of them began.
      type: str
    problems:
      description: Sentences on lines of the history that are no runs, and were left out.
      type: list
      elements: str
    settings:
      description: The settings that differed in at least one run, first what came back the most often on one phone.
      type: list
      elements: dict
      contains:
        name:
          description: The setting.
          type: str
        differs:
          description: On how many phones it differs, as far as the last look at each phone tells.
          type: int
        since:
          description: Since when it differs on the first of these phones. Null where it differs on none.
          type: str
        came_back:
          description: How often it came back, on all phones together.
          type: int
        more_phones:
          description: How many phones are not named.
          type: int
        phones:
          description: The phones on which it ever differed, first those on which it came back the most often.
          type: list
          elements: dict
          contains:
            name:
              description: The phone.
              type: str
            differs:
              description: Whether it differs there.
              type: bool
            since:
              description: Since when, null where it does not.
              type: str
            came_back:
              description: How often it came back there.
              type: int
            episodes:
              description: When it differed, the oldest first. They never overlap.
              type: list
              elements: dict
              contains:
                before:
                  description: >-
                    The last look before that did not find it, or the run that corrected it. It was changed between then and
                    C(first). Null where nobody looked before.
                  type: str
                first:
                  description: The first run that found it.
                  type: str
                last:
                  description: The last run that found it.
                  type: str
                runs:
                  description: How many runs found it.
                  type: int
                ended:
                  description: The run that corrected it, or did not find it any more. Null where it still differs.
                  type: str
                corrected:
                  description: Whether a run corrected it. If not, somebody else did, or git says something else now.
                  type: bool
"""

import typing as t

from ansible.errors import AnsibleFilterError
from jinja2 import pass_context

from ansible_collections.voip.grandstream.plugins.plugin_utils._paths import existing_path
from ansible_collections.voip.grandstream.plugins.plugin_utils._plain import plain


@pass_context
def drift_history(context: t.Any, folder: t.Any, setting: t.Any = None, phones: t.Any = None, most: t.Any = 100) -> t.Any:
    """Return what RETURN says. Raise AnsibleFilterError for wrong options, and where there is no history."""
    from ansible_collections.voip.grandstream.plugins.plugin_utils._report.files import read_drift  # noqa: PLC0415 - see _filter.py
    from ansible_collections.voip.grandstream.plugins.plugin_utils._report.history import pasts  # noqa: PLC0415 - see _filter.py
    from ansible_collections.voip.grandstream.plugins.plugin_utils._report.since import result  # noqa: PLC0415 - see _filter.py

    if not isinstance(folder, str) or not (setting is None or isinstance(setting, str)):
        raise AnsibleFilterError("drift_history takes the path of the history's folder, and the name of one setting")
    if phones is not None and not isinstance(phones, (list, tuple)):
        raise AnsibleFilterError("drift_history: phones is a list of names, such as groups.phones")
    if isinstance(most, bool) or not isinstance(most, int) or most < 0:
        raise AnsibleFilterError("drift_history: most is a number of phones")
    variables = {name: context.get(name) for name in ("inventory_dir", "playbook_dir")}
    only = None if phones is None else {str(plain(phone)) for phone in phones}
    try:
        drift, problems = read_drift(existing_path(str(plain(folder)), variables, "folder"))
    except FileNotFoundError as error:
        hint = "Set the option history of the callback plugin voip.grandstream.report, and run a playbook"
        raise AnsibleFilterError(f"drift_history: {_told(error)}. {hint}") from None
    except OSError as error:
        raise AnsibleFilterError(f"drift_history: {_told(error, folder)}") from None
    found = pasts(drift, None if setting is None else str(plain(setting)), only)
    if hasattr(context, "unsafe"):
        # ansible-core 2.18 does not know that this comes from a file, and would take a fact that is made of it for a template.
        context.unsafe = True
    return {"problems": problems, **result(drift, found, most)}


def _told(error: OSError, folder: t.Any = "") -> str:
    """Return what happened, and what to do where the error itself does not say it."""
    if not error.strerror:
        return str(error)
    place = f"{error.filename or plain(folder)}: {error.strerror}"
    return f"{place}. Name another folder" if folder else place


class FilterModule:
    """The filter plugin."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"drift_history": drift_history}
