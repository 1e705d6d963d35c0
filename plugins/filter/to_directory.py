# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: to_directory
short_description: Write a phonebook as a directory file
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Turns groups and contacts into the text of a YAML file, which P(voip.grandstream.phonebook#role) takes as
    C(gs_phonebook_source).
  - Text such as V(0041), V(yes), V(1e3) and V(null) stays text.
  - No text is a template. All that is not made of letters, digits, spaces and a few harmless signs is marked C(!unsafe).
positional: _input
options:
  _input:
    description:
      - A dictionary of C(groups) and C(contacts), as M(voip.grandstream.gs_info),
        P(voip.grandstream.from_phonebook_xml#filter) and P(voip.grandstream.directory#lookup) give them.
      - Other keys are ignored.
    type: dict
    required: true
  comment:
    description:
      - Lines to put on top, as a comment.
    type: list
    elements: str
    default: []
seealso:
  - plugin: voip.grandstream.to_host_vars
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Write what one phone has as the directory of all
  ansible.builtin.copy:
    dest: directory.yml
    content: "{{ phone | voip.grandstream.to_directory(['What the phone in the lobby had.']) }}"
    mode: "0644"
  delegate_to: localhost

# ---
# # What the phone in the lobby had.
# groups:
#   - name: Sales
# contacts:
#   - first_name: Jack
#     last_name: !unsafe '{{ Brown }}'
#     work: "8819"
#     group: Sales
"""

RETURN = r"""
_value:
  description: The text of the file, with a line break at its end. Write it as UTF-8.
  type: str
"""

import typing as t

from ansible_collections.voip.grandstream.plugins.plugin_utils._filter import file_text


def to_directory(directory: t.Any, comment: t.Any = ()) -> str:
    """Return the text of a directory file. Raise AnsibleFilterError for what is no directory."""
    from ansible_collections.voip.grandstream.plugins.plugin_utils import _host_vars  # noqa: PLC0415 - see _filter.py

    def text_of(book: dict[str, t.Any], lines: list[str]) -> str:
        return _host_vars.yaml_text({kind: book.get(kind) or [] for kind in ("groups", "contacts")}, lines)

    return file_text(directory, comment, "groups and contacts", text_of)


class FilterModule:
    """The filter plugin."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"to_directory": to_directory}
