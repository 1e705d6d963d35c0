# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The folder in which the processes of one run share files."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from pathlib import Path

from ansible import constants
from ansible.errors import AnsibleError


def run_file(name: str) -> Path:
    """Return the path of that name in the folder that all processes of a run share and ansible-core removes at its end.

    Raise :class:`AnsibleError` where there is no such folder.
    """
    if not constants.DEFAULT_LOCAL_TMP:
        raise AnsibleError("ansible-core has no temporary folder. Set ANSIBLE_LOCAL_TEMP to a folder")
    return Path(constants.DEFAULT_LOCAL_TMP) / f"voip.grandstream.{name}"
