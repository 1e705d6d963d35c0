# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the processes of one run tell each other."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from pathlib import Path

from ansible import constants
from ansible.errors import AnsibleError


def run_folder() -> Path:
    """The folder that all processes of a run share and ansible-core removes at its end. Raises :class:`AnsibleError`."""
    if not constants.DEFAULT_LOCAL_TMP:
        raise AnsibleError("ansible-core has no temporary folder")
    return Path(constants.DEFAULT_LOCAL_TMP)


def run_file(name: str) -> Path:
    """The collection's file of that name in that folder."""
    return run_folder() / f"voip.grandstream.{name}"
