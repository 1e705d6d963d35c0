# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: batch_sizes
short_description: Check how many phones a play takes at a time
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Gives its input back for the keyword C(serial) of a play, and fails with one sentence where that is no number of phones. For
    C(serial=abc), ansible-core alone says "this is probably a bug". The playbooks of this collection use it for C(gs_serial).
positional: _input
options:
  _input:
    description: A number of phones, a share of them such as V(10%), or a list of both for one batch after the other.
    type: raw
    required: true
  variable:
    description: The name of the variable, for the message.
    type: str
    default: gs_serial
"""

EXAMPLES = r"""
- name: Work on ten phones at a time
  hosts: phones
  gather_facts: false
  serial: "{{ gs_serial | default(10) | voip.grandstream.batch_sizes }}"
"""

RETURN = r"""
_value:
  description: The input.
  type: raw
  sample: [1, 5, "10%"]
"""

import re
import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.voip.grandstream.plugins.module_utils._text import kind_of, shown

_SIZE = re.compile(r"\s*[0-9]{1,9}\s*%?\s*", re.ASCII)


def batch_sizes(value: t.Any, variable: t.Any = "gs_serial") -> t.Any:
    """Return the value. Raise AnsibleFilterError where it is not what C(serial) takes."""
    for size in value if isinstance(value, (list, tuple)) else [value]:
        if isinstance(size, bool) or not isinstance(size, (int, str)) or not _SIZE.fullmatch(str(size)):
            what = shown(size) if isinstance(size, (int, str)) else kind_of(size)
            raise AnsibleFilterError(
                f"{variable}: {what} is not a number of phones. Write a number such as 10, a share such as 10%, or a list of "
                "them such as [1, 5, '10%']"
            )
    return value


class FilterModule:
    """The filter plugin."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"batch_sizes": batch_sizes}
