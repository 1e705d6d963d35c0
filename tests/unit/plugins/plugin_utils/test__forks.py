# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the processes of the tasks have from before: it is done once in a run, and their garbage collection leaves it alone."""

from __future__ import annotations

import gc
import json
import multiprocessing
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible_collections.voip.grandstream.plugins.action import gs_config
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._resources.config import RESOURCE
from ansible_collections.voip.grandstream.plugins.module_utils._settings import to_pvalues
from ansible_collections.voip.grandstream.plugins.plugin_utils._action import PhoneActionBase, WrittenOptions, checked_options
from ansible_collections.voip.grandstream.plugins.plugin_utils._forks import leave_what_was_there


def _tell(pipe: Any) -> None:
    leave_what_was_there()
    mine: Any = {}
    mine["me"] = mine
    del mine
    pipe.send((gc.get_freeze_count(), gc.collect()))


def test_a_tasks_process_looks_only_at_its_own_garbage() -> None:
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_tell, args=(there,))
    process.start()
    frozen, collected = here.recv()
    process.join()
    assert frozen > 10_000
    assert collected >= 1


def test_the_process_of_the_run_collects_as_ever() -> None:
    before = gc.get_freeze_count()
    leave_what_was_there()
    assert gc.get_freeze_count() == before


def test_the_rehearsal_is_a_right_task_without_secrets() -> None:
    checked = checked_options(RESOURCE, WrittenOptions(gs_config.ActionModule.rehearsal, {}, {}), "")
    secrets = Secrets()
    assert checked.failure is None
    assert RESOURCE.prepare(checked.parameters, secrets).values.values["30"] == "192.0.2.1"
    assert secrets.mask("192.0.2.1 pbx.example.net 1001") == "192.0.2.1 pbx.example.net 1001"


def test_an_action_plugin_rehearses_before_its_first_task() -> None:
    to_pvalues.is_secret.cache_clear()

    class Again(PhoneActionBase):
        resource = RESOURCE
        rehearsal = gs_config.ActionModule.rehearsal

    assert to_pvalues.is_secret.cache_info().currsize > 0


def _failing(dummy: Mapping[str, Any], secrets: Secrets) -> Any:
    raise RuntimeError(secrets)


def test_a_rehearsal_that_fails_is_no_harm() -> None:
    class Wrong(PhoneActionBase):
        resource = RESOURCE._replace(prepare=_failing)
        rehearsal = gs_config.ActionModule.rehearsal

    assert Wrong.rehearsal


IMPORTED = """
import json, sys
from importlib import import_module
import ansible.plugins.loader
before = set(sys.modules)
for name in sys.argv[1:]:
    import_module("ansible_collections.voip.grandstream.plugins." + name)
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def _imported(*plugins: str) -> set[str]:
    path = str(Path(sys.modules["ansible_collections.voip.grandstream"].__path__[0]).parents[2])
    command = [sys.executable, "-c", IMPORTED, *plugins]
    output = subprocess.run(command, env={"PYTHONPATH": path}, capture_output=True, text=True, check=True).stdout
    return {name for name in json.loads(output) if name.startswith("ansible_collections.voip")}


def test_who_uses_a_filter_does_not_wait_for_what_only_the_others_need() -> None:
    folder = Path(sys.modules["ansible_collections.voip.grandstream"].__path__[0]) / "plugins/filter"
    filters = [f"filter.{file.stem}" for file in folder.glob("*.py")]
    assert len(filters) > 15
    left = {name for name in _imported(*filters) - _imported("action.gs_config") if ".plugins.filter" not in name}
    small = {"plugin_utils._filter", "plugin_utils._paths", "module_utils._mac"}
    assert {name.partition(".plugins.")[2] for name in left} == small


def test_tasks_of_others_on_phones_load_the_connection_alone() -> None:
    others = [name for name in _imported("connection.webapi") if "module_utils" in name or "plugin_utils" in name]
    assert others == []
