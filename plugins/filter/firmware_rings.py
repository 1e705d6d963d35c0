# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: firmware_rings
short_description: Divide phones into rings, so that each ring has phones of each kind
version_added: 1.0.0
author:
  - The voip.grandstream authors (@voip-grandstream)
description:
  - Divides hosts into rings as Ansible's keyword C(serial) divides them into batches, but for each kind of hosts by itself. So
    the first ring has at least one phone of each model, if the kind is the model. The playbook C(upgrade_firmware) uses it.
positional: _input
options:
  _input:
    description: The hosts, each with its C(name) and its C(kind), a list of texts such as the model and the site.
    type: list
    elements: dict
    required: true
  sizes:
    description:
      - How large the rings are, as in C(serial). A percentage is a share of the phones of each kind, and at least one phone of
        it. A number is about so many phones in all, shared out among the kinds, and at least one of each kind. The last size is
        used again until all phones have a ring.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Show the rings of a few phones
  ansible.builtin.debug:
    msg: "{{ phones | voip.grandstream.firmware_rings(['1%', '100%']) }}"
  vars:
    phones:
      - {name: lobby, kind: [gxv3370]}
      - {name: kitchen, kind: [gxv3370]}
      - {name: cordless, kind: [wp820]}

# [{"name": "lobby", "ring": 1}, {"name": "cordless", "ring": 1}, {"name": "kitchen", "ring": 2}]
"""

RETURN = r"""
_value:
  description: The hosts in the order of their rings, each with its C(name) and the number of its C(ring), from 1.
  type: list
  elements: dict
  sample: [{"name": "lobby", "ring": 1}, {"name": "cordless", "ring": 1}, {"name": "kitchen", "ring": 2}]
"""

import re
import typing as t

from ansible.errors import AnsibleFilterError

_SIZE = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(%?)\s*", re.ASCII)


def firmware_rings(hosts: t.Iterable[t.Mapping[str, t.Any]], sizes: t.Any) -> list[dict[str, t.Any]]:
    """Return the hosts in the order of their rings. Raise AnsibleFilterError where a size is none."""
    kinds: dict[tuple[str, ...], list[str]] = {}
    for host in hosts:
        kinds.setdefault(tuple(map(str, host["kind"])), []).append(str(host["name"]))
    total = sum(map(len, kinds.values()))
    shares = [_share(size, total) for size in (sizes if isinstance(sizes, (list, tuple)) else [sizes])]
    if not shares:
        raise AnsibleFilterError("gs_serial: it is empty. Say how large the rings are, such as [1%, 5%, 10%, 100%]")
    placed: list[dict[str, t.Any]] = []
    begun = dict.fromkeys(kinds, 0)
    ring = 0
    while len(placed) < total:
        share = shares[min(ring, len(shares) - 1)]
        ring += 1
        for kind, names in kinds.items():
            # As Ansible divides, and not 0.29 * 100 = 28.999.
            end = begun[kind] + max(1, int(len(names) * share + 1e-9))
            placed += [{"name": name, "ring": ring} for name in names[begun[kind] : end]]
            begun[kind] = end
    return placed


def _share(size: t.Any, total: int) -> float:
    """Return which share of all phones a ring has, from 0 to 1. Raise AnsibleFilterError."""
    found = _SIZE.fullmatch(str(size))
    number = float(found.group(1)) if found else 0
    if found is None or number <= 0 or (not found.group(2) and number != int(number)):
        raise AnsibleFilterError(f"gs_serial: {size!r} is not a size of a ring such as 5 or 5%. No phone was changed")
    return min(1.0, number / (100 if found.group(2) else max(total, 1)))


class FilterModule:
    """The filter plugin."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"firmware_rings": firmware_rings}
