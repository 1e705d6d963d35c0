# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ansible-lint's strictest profile, over everything that it takes for Ansible content."""

from __future__ import annotations

from pathlib import Path

from support.tools import BIN, check, environment


def test_production_profile(checkout: Path) -> None:
    # ansible-lint finds the collection's own modules by the collections path.
    env = environment(ANSIBLE_COLLECTIONS_PATH=str(checkout.parents[2]))
    check([BIN / "ansible-lint", "--offline", "--profile", "production", "--strict"], cwd=checkout, env=env)
