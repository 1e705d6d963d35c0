# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`gs_pvalue` as a shipped module: AnsibleModule in front, JSON on standard output behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from ansible.module_utils import basic

from ansible_collections.voip.grandstream.plugins.module_utils._masking import MASK
from unit.dialogue import AVAILABLE, HOST, UNAUTHORIZED, dialogue, login, read, reply, status, write

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(run_shipped: Run) -> Run:
    """Run the module with values and other options."""
    return lambda values, **options: run_shipped("gs_pvalue", values=values, **options)


def test_change(run: Run) -> None:
    with dialogue(login(), read("30", {"30": "old"}), write({"P30": "ntp"}), read("30", {"30": "ntp"})):
        result = run({"P30": "ntp"})
    assert (result["rc"], result["changed"]) == (0, True)
    assert result["changes"] == [{"pvalue": "P30", "setting": "ntp_server", "before": "old", "after": "ntp"}]
    assert "diff" not in result


def test_nothing_to_change(run: Run) -> None:
    with dialogue(login(), read("30", {"30": "ntp"})):
        result = run({"P30": "ntp"})
    assert (result["rc"], result["changed"], result["changes"]) == (0, False, [])


def test_check_mode_and_diff(run: Run) -> None:
    with dialogue(login(), read("30", {"30": "old"})):
        result = run({30: "ntp"}, _ansible_check_mode=True, _ansible_diff=True)
    assert (result["rc"], result["changed"]) == (0, True)
    assert (result["diff"]["before"], result["diff"]["after"]) == ('ntp_server (P30): "old"\n', 'ntp_server (P30): "ntp"\n')


def test_values_keep_their_types_until_the_module(run: Run) -> None:
    held = {"1": "1", "2000": "0", "3": "007", "4": "7"}
    with dialogue(login(), read("1:2000:3:4", held)):
        assert run({"P1": True, "P2000": False, "P3": "007", "P4": 7})["changed"] is False


def test_warning_reaches_ansible(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    warned: list[str] = []
    monkeypatch.setattr(basic.AnsibleModule, "warn", lambda module, warning: warned.append(warning))
    with dialogue(login(), read("196:2", {"196": ""}), status(AVAILABLE), write({"P196": "s3cret!"})):
        run({"P196": "s3cret!"}, write_secrets="always")
    (warning,) = warned
    assert "gs_password" in warning


def test_bad_values_fail_before_any_request(run: Run) -> None:
    with dialogue():
        result = run({"P30": None, "p30": [1]})
    assert (result["rc"], result["failed"], result["error"]["kind"]) == (1, True, "input")
    assert "P30" in result["msg"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"port": "eighty"}, "port"),
        ({"timeout": "soon"}, "timeout"),
        ({"request_method": "put"}, "request_method"),
        ({"write_secrets": "sometimes"}, "write_secrets"),
        ({"valuess": {}}, "valuess"),
        ({"password": None}, "password"),
        ({"port": 65536}, "port"),
    ],
)
def test_bad_option_fails_before_any_request(run: Run, options: dict[str, Any], said: str) -> None:
    with dialogue():
        result = run({"P30": "ntp"}, **options)
    assert (result["rc"], result["failed"]) == (1, True)
    assert said in result["msg"]


def test_refused_credentials_make_the_host_unreachable(run: Run) -> None:
    with dialogue(login(":", reply("wrong4", "error")), login(".", reply("wrong3", "error"))):
        result = run({"P30": "ntp"})
    assert result["unreachable"]
    assert "failed" not in result
    assert result["error"]["attempts_left"] == 3


def test_environment_is_the_last_resort(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GS_HOST", "192.0.2.99")
    monkeypatch.setenv("GS_PORT", "8443")
    monkeypatch.setenv("GS_DIGEST_SEPARATOR", "dot")
    with dialogue(login("."), read("30", {"30": "ntp"}), base_url=f"https://{HOST}:8443"):
        run({"P30": "ntp"})


@pytest.mark.parametrize("password", ["1", "s3cret!"])
def test_no_secret_in_the_result_and_nothing_else_masked(run: Run, password: str) -> None:
    with dialogue(login(password=password), read("30:1359", {"30": "11", "1359": "0ld-s3cret"})):
        result = run({"P30": "12", "P1359": "1"}, password=password, _ansible_check_mode=True, _ansible_diff=True)
    arguments = result["invocation"]["module_args"]
    assert (arguments["password"], arguments["values"]) == (MASK, {"P30": "12", "P1359": MASK})
    assert arguments["host"] == HOST
    assert result["diff"]["after"] == 'ntp_server (P30): "12"\nxml_config_password (P1359): (new secret)\n'
    assert "s3cret" not in json.dumps(result).replace("write_secrets", "")


def test_dead_session_is_nothing_to_talk_about(run: Run) -> None:
    with dialogue(login(), read("30", UNAUTHORIZED), login(), read("30", {"30": "ntp"})):
        assert run({"P30": "ntp"})["changed"] is False
