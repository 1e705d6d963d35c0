# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Playbooks of the tests start warm, and nobody can tell by what they do."""

from __future__ import annotations

import subprocess

import pytest

from integration.helpers.playbooks import Ansible, Data
from support import warm

LOOK: list[Data] = [
    {"ansible.builtin.debug": {"msg": "{{ ansible_playbook_python }} {{ lookup('pipe', 'env | sort; pwd; tty || true') }}"}},
    {"ansible.builtin.debug": {"msg": "{{ lookup('env', 'TZ') }} {{ '%H' | strftime(86400) }} é"}},
    {"ansible.builtin.fail": {"msg": "as meant"}},
]


def test_cold_and_warm_are_the_same(released_ansible: Ansible) -> None:
    host: dict[str, Data] = {"here": {"ansible_connection": "local"}}
    runs = {}
    for way, env in {"warm": {"TZ": "Asia/Tokyo"}, "cold": {"TZ": "Asia/Tokyo", **warm.COLD}}.items():
        started = released_ansible.start(host, LOOK, env=env)
        assert isinstance(started.process, warm.Program) == (way == "warm")
        run = started.finish()
        told = [(result.task, result.status, result.data.get("msg")) for result in run.results]
        runs[way] = run.rc, [(task, status, str(text).replace("PYTHONNOUSERSITE=1\n", "")) for task, status, text in told]
    assert runs["warm"] == runs["cold"]
    assert runs["warm"][0] == 2
    assert "Tokyo 09 é" in runs["warm"][1][1][2]


def test_runs_at_the_same_time_are_told_apart(ansible: Ansible) -> None:
    """And one that was killed says so."""
    slow = ansible.start({"here": {"ansible_connection": "local"}}, [{"ansible.builtin.pause": {"seconds": 60}}])
    with pytest.raises(subprocess.TimeoutExpired):
        slow.process.wait(0.1)
    assert slow.process.poll() is None

    other = ansible.command("ansible-playbook", "--version").process
    output, errors = other.communicate(timeout=30)
    assert (output.partition(" ")[0], errors, other.returncode) == ("ansible-playbook", "", 0)

    assert slow.process.poll() is None
    slow.stop()
    assert slow.process.returncode == -9
