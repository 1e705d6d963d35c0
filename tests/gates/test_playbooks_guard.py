# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No playbook ends well because it found no hosts: Ansible skips a play without hosts, and a pipeline stays green for ever."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from support.venvs import ROOT

PLAYBOOKS = sorted((ROOT / "playbooks").glob("*.yml"))
GUARD = "query('voip.grandstream.hosts', gs_hosts | default('phones')"
#: Plays that come later may run on hosts that the playbook itself has found.
OWN_GROUPS = "__gs_"


@pytest.mark.parametrize("playbook", PLAYBOOKS, ids=lambda playbook: playbook.stem)
def test_the_first_play_fails_without_hosts(playbook: Path) -> None:
    first, *later = yaml.safe_load(playbook.read_text(encoding="utf-8"))
    assert GUARD in first["hosts"]
    assert all(OWN_GROUPS in play["hosts"] or GUARD in play["hosts"] for play in later if "hosts" in play)


def test_there_are_playbooks() -> None:
    assert len(PLAYBOOKS) > 15
