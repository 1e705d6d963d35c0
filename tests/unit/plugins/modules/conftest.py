# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A module as Ansible ships it: options in front, JSON on standard output behind."""

from __future__ import annotations

import importlib
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from ansible.module_utils import basic

from ansible_collections.voip.grandstream.plugins.module_utils._api.session import Session
from unit.dialogue import HOST, PASSWORD

ShippedRun = Callable[..., dict[str, Any]]


@pytest.fixture
def run_shipped(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> ShippedRun:
    """Run a module by name with options and give back its result and its exit code (as `rc`). Its pauses take no time."""
    init = vars(Session)["__init__"]
    usual = tuple((lambda seconds: None) if default is time.sleep else default for default in init.__defaults__)
    monkeypatch.setattr(init, "__defaults__", usual)

    def run_module(name: str, /, **options: Any) -> dict[str, Any]:
        arguments = {"host": HOST, "password": PASSWORD, **options}
        # What ansible.module_utils.testing.patch_module_args does; ansible-core has it since 2.19.
        monkeypatch.setattr(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": arguments}).encode())
        monkeypatch.setattr(basic, "_ANSIBLE_PROFILE", "legacy", raising=False)
        with pytest.raises(SystemExit) as exit_info:
            importlib.import_module(f"ansible_collections.voip.grandstream.plugins.modules.{name}").main()
        result: dict[str, Any] = json.loads(capsys.readouterr().out)
        return {**result, "rc": exit_info.value.code}

    return run_module
