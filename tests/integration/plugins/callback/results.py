# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: results
type: notification
short_description: Results as lines of JSON
description:
  - For the tests. Writes what every callback gets to see, one JSON document a result, to a file.
author:
  - The voip.grandstream authors (@voip-grandstream)
options:
  file:
    description: Where to.
    type: path
    required: true
    env:
      - name: RESULTS_FILE
"""

import json
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    """Writes `{"host", "task", "status", "result"}` for each result, and at the end `{"recap"}`."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "results"

    def v2_runner_on_ok(self, result: Any) -> None:
        self._write_result("ok", result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self._write_result("ignored" if ignore_errors else "failed", result)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        self._write_result("unreachable", result)

    def v2_runner_on_skipped(self, result: Any) -> None:
        self._write_result("skipped", result)

    def v2_runner_retry(self, result: Any) -> None:
        self._write_result("retry", result)

    def v2_playbook_on_stats(self, stats: Any) -> None:
        self._write({"recap": {host: stats.summarize(host) for host in stats.processed}})

    def _write_result(self, status: str, result: Any) -> None:
        # The names with an underscore are those that every supported ansible-core has.
        host, task = result._host.get_name(), result.task_name
        self._write({"host": host, "task": task, "status": status, "result": result._result})

    def _write(self, document: dict[str, Any]) -> None:
        with Path(self.get_option("file")).open("a", encoding="utf-8") as file:
            file.write(json.dumps(document, default=str) + "\n")
