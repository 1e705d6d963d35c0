# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`gs_validate` as a module: no phone, no password, all problems."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from ansible.module_utils import basic
from hypothesis import given

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import ARGUMENT_SPEC
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._masking import MASK, Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._resources.config import RESOURCE, VALIDATE
from ansible_collections.voip.grandstream.plugins.module_utils._task import Task
from ansible_collections.voip.grandstream.plugins.modules import gs_config, gs_validate
from unit.desired_states import State, states
from unit.dialogue import dialogue
from unit.whole_phone import config_options


def result_of(check_mode: bool = False, diff: bool = False, **given: Any) -> dict[str, Any]:
    """The result, for which no request was sent."""
    task = Task(VALIDATE, config_options(**given), check_mode, diff)
    with dialogue():
        return task.prepare() or task.run()


@pytest.fixture
def shipped(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run the module without any connection option."""

    def run(**options: Any) -> dict[str, Any]:
        monkeypatch.setattr(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": options}).encode())
        monkeypatch.setattr(basic, "_ANSIBLE_PROFILE", "legacy", raising=False)
        with dialogue(), pytest.raises(SystemExit):
            gs_validate.main()
        result: dict[str, Any] = json.loads(capsys.readouterr().out)
        return result

    return run


def test_no_connection_options() -> None:
    spec = VALIDATE.full_argument_spec()
    assert not spec.keys() & ARGUMENT_SPEC.keys()
    assert spec.keys() == RESOURCE.full_argument_spec().keys() - ARGUMENT_SPEC.keys()
    fragments = yaml.safe_load(gs_validate.DOCUMENTATION)["extends_documentation_fragment"]
    assert not [name for name in fragments if "_connection" in name]


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("diff", [True, False])
def test_state_that_makes_sense_changes_nothing(check_mode: bool, diff: bool) -> None:
    given = {
        "settings": {"ntp_server": "ntp", "P1684": "120"},
        "accounts": {1: {"sip_transport": "tls", "sip_auth_password": "s3cret!"}},
        "contacts": [{"first_name": "Ann"}],
        "model": "gxv3370",
    }
    result = result_of(check_mode, diff, **given)
    shown = result.pop("invocation")["module_args"]
    assert result == {"changed": False}
    assert shown["accounts"] == {1: {"sip_transport": "tls", "sip_auth_password": MASK}}


def test_all_problems_of_a_host() -> None:
    accounts = {1: {"local_sip_port": 70000}, 3: {"sip_server": "pbx"}}
    result = result_of(settings={"ntp_serber": "x"}, accounts=accounts, contacts=[{}], allow_empty=True, model="wp820")
    assert (result["failed"], result["changed"], result["error"]["kind"]) == (True, False, "input")
    assert [problem.partition(":")[0] for problem in result["error"]["problems"]] == [
        *("settings.ntp_serber", "accounts.1.local_sip_port", "accounts.3", "contacts[0]")
    ]
    assert "unreachable" not in result


@pytest.mark.parametrize("module", [gs_config, gs_validate])
def test_examples_make_sense(module: Any) -> None:
    for task in yaml.safe_load(module.EXAMPLES):
        state = task.get("voip.grandstream.gs_config") or task.get("voip.grandstream.gs_validate") or {}
        state = {name: value for name, value in state.items() if name not in ARGUMENT_SPEC}
        state["groups"] = [{"id": None, **group} for group in state.get("groups", [])] or None
        assert result_of(**state)["changed"] is False


@given(states(slips=True))
def test_it_finds_what_gs_config_finds_before_its_first_request(state: State) -> None:
    given_state = {"settings": state.settings, "accounts": state.accounts, "model": state.model}
    options = config_options(**given_state)
    try:
        RESOURCE.prepare(options, Secrets())
        found = []
    except InputError as error:
        found = error.details["problems"]
    result = Task(VALIDATE, options, False, False).prepare() or {}
    assert len(result.get("error", {}).get("problems", [])) == len(found)


def test_as_a_module(shipped: Any) -> None:
    assert shipped(settings={"ntp_server": "ntp"})["changed"] is False
    result = shipped(settings={"ntp_server": "a b", "ldap_pasword": "s3cret!"}, _ansible_check_mode=True)
    assert result["failed"]
    assert len(result["error"]["problems"]) == 2
    assert "s3cret!" not in json.dumps(result)


@pytest.mark.parametrize("option", ["host", "password", "request_method"])
def test_connection_option_is_none_of_its_options(shipped: Any, option: str) -> None:
    assert f"module: {option}. Supported parameters include: accounts, " in shipped(settings={}, **{option: "get"})["msg"]


NEW = {"accounts": {"1": {"register_before_dns_srv_failover": True}}}


def test_firmware_that_lacks_a_setting(shipped: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = "accounts.1.register_before_dns_srv_failover needs firmware 1.0.3.19 on gxv3370, and these phones have 1.0.1.41"
    result = shipped(**NEW, model="gxv3370", firmware="1.0.1.41", settings={"web_port": 70000})
    assert result["failed"]
    assert result["error"]["problems"] == ["settings.web_port: 70000 is not a port (1 to 65535)", sentence]
    monkeypatch.setenv("GS_FIRMWARE", "1.0.1.41")
    assert shipped(**NEW, model="gxv3370")["msg"] == sentence
    assert shipped(**NEW, model="gxv3370", firmware="1.0.3.19")["changed"] is False
    # Without the model it is not known whose firmware that is.
    assert shipped(**NEW)["changed"] is False
    assert "'new' is not a version such as 1.0.3.19" in shipped(**NEW, firmware="new")["msg"]


def checked(**given: Any) -> dict[str, Any]:
    task = Task(VALIDATE, config_options(**given), False, False)
    return task.prepare() or task.run()


def test_what_is_not_certain_is_a_warning() -> None:
    (warning,) = checked(**NEW, model="gxv3370", firmware="1.0.3.10", settings={"P22033": "1"})["warnings"]
    assert warning.startswith("accounts.1.register_before_dns_srv_failover came to the gxv3370 after firmware 1.0.3.9 and no ")
    result = checked(model="gxv3350", settings={"quick_ip_call_mode": False, "xsi_port": 80})
    assert [warning.partition(" ")[0] for warning in result["warnings"]] == ["settings.quick_ip_call_mode", "settings.xsi_port"]
    assert "warnings" not in checked(model="gxv3350", settings={"ntp_server": "ntp"})


def test_the_layer_with_a_setting_of_another_firmware_is_named(shipped: Any) -> None:
    layers = [{"name": "group_vars/all", **NEW}]
    result = shipped(layers=layers, model="gxv3370", firmware="1.0.1.41")
    assert result["msg"].startswith("accounts.1.register_before_dns_srv_failover (group_vars/all) needs firmware 1.0.3.19 on ")


def test_model_from_the_environment(shipped: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    state = {"accounts": {"3": {"sip_server": "pbx"}}}
    assert "gs_model" in shipped(**state)["msg"]
    monkeypatch.setenv("GS_MODEL", "gxv3350")
    assert shipped(**state)["changed"] is False
    assert "a wp820 has 2 accounts" in shipped(**state, model="wp820")["msg"]
