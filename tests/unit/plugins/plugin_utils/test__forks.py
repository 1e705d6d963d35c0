# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the processes of the tasks have from before: it is done once in a run, and their garbage collection leaves it alone."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Mapping
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
