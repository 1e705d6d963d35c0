# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The door in the controller's own process: where options come from, which tasks are shipped, and what is remembered."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ansible.template
import pytest
from ansible import constants
from ansible.errors import AnsibleError
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task
from ansible.template import Templar
from ansible.utils.display import Display
from ansible.vars.hostvars import HostVars
from ansible.vars.manager import VariableManager

from ansible_collections.voip.grandstream.plugins.action import gs_config, gs_password, gs_pvalue, gs_sysop, gs_validate
from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import connection_settings, worded
from ansible_collections.voip.grandstream.plugins.module_utils._api.ledger import after_refusal
from ansible_collections.voip.grandstream.plugins.module_utils._api.login_files import run_logins_of
from ansible_collections.voip.grandstream.plugins.module_utils._api.logins import from_taken_along
from ansible_collections.voip.grandstream.plugins.module_utils._masking import MASK
from ansible_collections.voip.grandstream.plugins.module_utils._resources.config import RESOURCE
from ansible_collections.voip.grandstream.plugins.module_utils._task import noted_secrets
from ansible_collections.voip.grandstream.plugins.plugin_utils import _action
from ansible_collections.voip.grandstream.plugins.plugin_utils._action import WEBAPI, WrittenOptions, checked_options
from ansible_collections.voip.grandstream.plugins.plugin_utils._plain import plain
from unit.dialogue import HOST, PASSWORD, dialogue, login, options, read, reply

VALUES = {"values": {"P30": "ntp"}}
PHONE = {"ansible_connection": WEBAPI, "inventory_hostname": "lobby", "ansible_host": HOST, "ansible_password": PASSWORD}
READ = read("30", {"30": "ntp"})

Connect = Callable[..., Any]


class Door:
    """The action plugin of one task. `run` gives its result; what it shipped is in `shipped`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, connect: Connect) -> None:
        self.shipped: list[dict[str, Any]] = []
        self.answer: dict[str, Any] = {"changed": False}
        self._connect = connect
        monkeypatch.setattr(_action, "connection_loader", SimpleNamespace(get=lambda name, play_context: connect()))

    def run(self, args: dict[str, Any], variables: dict[str, Any] | None = None, **keywords: Any) -> dict[str, Any]:
        """`keywords`: `plugin`, `transport` of the effective connection, `async_val`, `check_mode`, `diff`, `delegate_to`."""
        given = PHONE if variables is None else variables
        variables = {"ansible_playbook_python": "/controllers/python", "ansible_inject_invocation": True, **given}
        transport = keywords.pop("transport", WEBAPI)
        connection = self._connect(**variables) if transport == WEBAPI else _Elsewhere(transport)
        plugin = keywords.pop("plugin", gs_pvalue)
        task = Task()
        task.action = f"voip.grandstream.{plugin.__name__.rpartition('.')[2]}"
        task._resolved_action = task.action
        task.args = args
        for name, value in keywords.items():
            setattr(task, name, value)
        loader = DataLoader()
        templar = Templar(loader=loader, variables=variables)
        action = plugin.ActionModule(task, connection, PlayContext(), loader, templar, None)
        action._execute_module = self._execute_module
        result: dict[str, Any] = action.run(task_vars=variables)
        return result

    def _execute_module(self, **call: Any) -> dict[str, Any]:
        self.shipped.append(call)
        return dict(self.answer)


class _Elsewhere:
    """The effective connection of a task that leads elsewhere, and what ansible-core adds to the variables for it."""

    def __init__(self, transport: str) -> None:
        self.transport = transport
        self._shell = SimpleNamespace(tmpdir=None)

    def update_vars(self, variables: dict[str, Any]) -> None:
        variables["ansible_host"] = "192.0.2.254"
        variables["ansible_user"] = "jumper"


def next_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """From now on it is another run."""
    (tmp_path / name).mkdir()
    monkeypatch.setattr(constants, "DEFAULT_LOCAL_TMP", str(tmp_path / name))


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch, phone_connection: Connect, tmp_path: Path) -> Door:
    next_run(tmp_path, monkeypatch, "first")
    monkeypatch.setattr(constants, "ANSIBLE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(Display(), "verbosity", 3)
    return Door(monkeypatch, phone_connection)


def test_phone_of_the_inventory(door: Door) -> None:
    with dialogue(login(), READ):
        result = door.run(dict(VALUES))
    assert (result["changed"], door.shipped) == (False, [])


def test_check_mode_is_the_tasks(door: Door) -> None:
    with dialogue(login(), read("30", {"30": "old"})):
        assert door.run(dict(VALUES), check_mode=True)["changed"]


@pytest.mark.parametrize("diff", [True, False])
def test_diff_is_the_tasks(door: Door, diff: bool) -> None:
    with dialogue(login(), READ):
        assert ("diff" in door.run(dict(VALUES), diff=diff)) == diff


def test_task_option_outweighs_variable_outweighs_environment(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"GS_HOST": "192.0.2.1", "GS_PORT": "1", "GS_RETRIES": "7", "GS_TIMEOUT": "3"}.items():
        monkeypatch.setenv(name, value)
    variables = {**PHONE, "ansible_port": 2, "gs_timeout": 4}
    with dialogue(login(), READ, base_url=f"https://{HOST}:3") as seen:
        result = door.run({**VALUES, "port": 3}, variables)
    arguments = result["invocation"]["module_args"]
    assert [arguments[name] for name in ("host", "port", "timeout", "retries")] == [HOST, 3, 4.0, 7]
    assert seen[0].req_kwargs["timeout"] == 4.0


@pytest.fixture
def said_by(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """The variables of the host lobby, as a task of the role baseline has them: what its inventory says."""

    def made(**more: Any) -> dict[str, Any]:
        settings = {"P30": "{{ ntp }}", "P31": "plain"}
        role = {"gs_baseline_when_busy": "wait", "gs_baseline_confirm_registration": "{{ 3 * 4 }}"}
        said = {**PHONE, "gs_settings": settings, "ntp": "of {{ inventory_hostname }}", **role, **more}
        file = tmp_path / "hosts.yml"
        file.write_text(json.dumps({"phones": {"hosts": {"lobby": said}}}), encoding="utf-8")
        loader = DataLoader()
        inventory = InventoryManager(loader, sources=[str(file)])
        manager = VariableManager(loader, inventory)
        return {**manager.get_vars(host=inventory.get_host("lobby")), "hostvars": HostVars(inventory, manager, loader)}

    return made


@pytest.mark.parametrize(
    ("setting", "verbosity", "is_there"), [(True, 0, True), (False, 4, False), (None, 2, False), (None, 3, True)]
)
def test_a_result_holds_the_options_where_they_are_wanted(
    door: Door, monkeypatch: pytest.MonkeyPatch, setting: bool | None, verbosity: int, is_there: bool
) -> None:
    known = constants.config.get_config_value

    def get_config_value(name: str, **keywords: Any) -> Any:
        if name != "INJECT_INVOCATION":
            return known(name, **keywords)
        if setting is None:
            raise AnsibleError("ansible-core before 2.21 does not know it")
        return setting

    monkeypatch.setattr(constants.config, "get_config_value", get_config_value)
    monkeypatch.setattr(Display(), "verbosity", verbosity)
    with dialogue(login(), READ):
        assert ("invocation" in door.run(dict(VALUES))) is is_there


def test_which_layer_a_setting_comes_from_is_told_where_it_is_wanted(door: Door, said_by: Any) -> None:
    for wanted in (True, False):
        with dialogue(login(), read("30:31", {"30": "of lobby", "31": "plain"})):
            result = door.run({"role_variables": True}, said_by(gs_baseline_explain=wanted), plugin=gs_config)
        assert ("origins" in result) is wanted
    wrong = said_by(gs_baseline_explain=False, gs_settings={"ntp_sever": "x"})
    assert "(inventory, host lobby)" in door.run({"role_variables": True}, wrong, plugin=gs_config)["msg"]


LAYER = {"name": "inventory, host lobby", "settings": {"P30": "of lobby", "P31": "plain"}}


def test_options_from_the_variables_of_the_role(door: Door, said_by: Any) -> None:
    with dialogue(login(), read("30:31", {"30": "of lobby", "31": "plain"})):
        result = door.run({"role_variables": True, "when_busy": "skip"}, said_by(), plugin=gs_config)
    arguments = result["invocation"]["module_args"]
    assert result["changed"] is False
    assert {name: value for name, value in arguments["layers"][0].items() if value is not None} == LAYER
    named = ("confirm_registration", "when_busy", "role_variables")
    assert [arguments[name] for name in named] == [12.0, "skip", False]


def test_a_shipped_task_takes_along_what_the_role_says(door: Door, said_by: Any) -> None:
    own = {"gs_host": HOST, "gs_password": PASSWORD}
    door.run({"role_variables": "yes"}, said_by(**own), plugin=gs_config, transport="ssh")
    (shipped,) = door.shipped
    assert (shipped["module_args"]["layers"], shipped["module_args"]["when_busy"]) == ([LAYER], "wait")
    assert "role_variables" not in shipped["module_args"]


def test_layers_of_ones_own_and_what_is_wrong_in_them(door: Door, said_by: Any) -> None:
    mine = said_by(gs_baseline_layers="{{ [{'name': 'mine', 'settings': {'P30': ntp}}] }}")
    with dialogue(login(), read("30", {"30": "of lobby"})):
        result = door.run({"role_variables": True}, mine, plugin=gs_config)
    assert result["origins"] == {"settings.P30": "mine"}
    told = door.run({"role_variables": True}, said_by(gs_bundles="desk"), plugin=gs_config)["msg"]
    assert "it is a text here, and not a list. Write it as [security, time]" in told
    wrong = door.run({"role_variables": True}, said_by(gs_baseline_when_busy="never"), plugin=gs_config)["msg"]
    assert wrong == "gs_baseline_when_busy: 'never' is not one of fail, skip, wait, force"
    assert "role_variables" in door.run({"role_variables": "perhaps"}, said_by(), plugin=gs_config)["msg"]


def test_options_are_checked_without_a_copy_of_them_and_stay_as_they_are() -> None:
    contact = {"first_name": "Ann", "work": "1"}
    given = {"layers": [{"name": "a", "settings": {"P30": "x"}, "accounts": {1: {"sip_server": "y"}}, "contacts": [contact]}]}
    before = copy.deepcopy(given)
    checked = checked_options(RESOURCE, WrittenOptions(given, {"host": HOST, "password": PASSWORD}, {}), "gs_config")
    layer = checked.parameters["layers"][0]
    assert (checked.failure, layer["purge"], layer["contacts"][0]["id"]) == (None, None, None)
    noted = noted_secrets(RESOURCE, checked.parameters)
    RESOURCE.prepare(checked.parameters, noted)
    assert given == before
    wrong = checked_options(RESOURCE, WrittenOptions({"layers": [{"name": "a", "settings": 1}]}, {}, {}), "gs_config")
    assert wrong.failure is not None
    assert "settings" in wrong.failure["msg"]


def test_name_in_the_inventory_is_the_address_of_last_resort(door: Door) -> None:
    variables = {name: value for name, value in PHONE.items() if name != "ansible_host"}
    with dialogue(login(), READ, base_url="https://lobby"):
        door.run(dict(VALUES), variables)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({}, "values"),
        ({"values": {"P30": "x"}, "valuess": 1}, "valuess"),
        ({"values": ["P30"]}, "values"),
        ({"values": {"P30": "x"}, "port": "eighty"}, "port"),
        ({"values": {"P30": "x"}, "request_method": "put"}, "request_method"),
        ({"values": {"P30": None}}, "P30"),
    ],
)
@pytest.mark.parametrize("keywords", [{}, {"transport": "local"}, {"transport": "ssh"}, {"async_val": 10}])
def test_bad_input_fails_before_anything_is_sent(door: Door, args: dict[str, Any], said: str, keywords: dict[str, Any]) -> None:
    with dialogue():
        result = door.run({"host": HOST, "password": PASSWORD, **args}, **keywords)
    assert result["failed"]
    assert said in result["msg"]
    assert PASSWORD not in result["msg"]
    assert door.shipped == []


def test_ca_file_is_looked_for_where_the_task_runs(door: Door) -> None:
    with dialogue():
        assert "/nonexistent" in door.run({**VALUES, "ca_path": "/nonexistent"})["msg"]
    door.run({**VALUES, "host": HOST, "password": PASSWORD, "ca_path": "/on/the/jumphost"}, transport="ssh")
    assert door.shipped[0]["module_args"]["ca_path"] == "/on/the/jumphost"


@pytest.mark.parametrize(
    ("option", "variable", "value", "words"),
    [
        ("timeout", "gs_timeout", 99999, "{}: 99999.0 is out of range"),
        ("ca_path", "gs_ca_path", "/nowhere.pem", "{}: there is no file or folder /nowhere.pem"),
        ("host", "ansible_host", "a b", "{}: 'a b' is neither a host name"),
        ("port", "ansible_port", 0, "{}: 0 is out of range"),
    ],
)
def test_messages_name_what_the_user_wrote(
    door: Door, monkeypatch: pytest.MonkeyPatch, option: str, variable: str, value: Any, words: str
) -> None:
    without = {name: said for name, said in PHONE.items() if name != variable}
    with dialogue():
        assert words.format(variable) in door.run(dict(VALUES), {**PHONE, variable: value})["msg"]
        assert words.format(option) in door.run({**VALUES, option: value}, without)["msg"]
        assert words.format(option) in door.run({**VALUES, option: value}, {**PHONE, variable: 1})["msg"]
        monkeypatch.setenv(f"GS_{option.upper()}", str(value))
        if option != "host":  # the inventory's name is the address where nothing else is said
            assert words.format(f"GS_{option.upper()}") in door.run(dict(VALUES), without)["msg"]


@pytest.mark.parametrize(
    ("args", "advice"),
    [
        ({}, "Check ansible_user and ansible_password"),
        ({"username": "admin"}, "Check username and ansible_password"),
        ({"host": HOST, "password": PASSWORD}, "Check username and password"),
    ],
)
@pytest.mark.parametrize("is_shipped", [False, True])
def test_advice_names_what_the_user_wrote(door: Door, args: dict[str, Any], advice: str, is_shipped: bool) -> None:
    """A module that runs elsewhere is told, because it gets everything as options."""
    variables = {name: said for name, said in PHONE.items() if name not in {f"ansible_{option}" for option in args}}
    if is_shipped:
        door.run({**VALUES, **args}, variables, async_val=30)
        assert worded("Check ansible_user and ansible_password", door.shipped[0]["module_args"]["words"]) == advice
        return
    refused = login(answer=reply("wrong", "error"), username=args.get("username", "gmiadmin"))
    with dialogue(refused):
        result = door.run({**VALUES, **args, "digest_separator": "colon"}, variables)
    assert advice in result["msg"]


def test_unknown_option_gets_ansibles_own_words(door: Door) -> None:
    message = door.run({**VALUES, "valuess": 1})["msg"]
    assert message.startswith("Unsupported parameters for (voip.grandstream.gs_pvalue) module: valuess. Supported parameters")


@pytest.mark.parametrize(
    ("keywords", "shipped"),
    [
        ({}, False),
        ({"transport": "local"}, False),
        ({"transport": "ssh"}, True),
        ({"transport": "ansible.netcommon.httpapi"}, True),
        ({"async_val": 30}, True),
        ({"transport": "local", "async_val": 30}, True),
    ],
)
def test_which_tasks_are_shipped(door: Door, keywords: dict[str, Any], shipped: bool) -> None:
    with dialogue([] if shipped else [*login(), READ]):
        door.run({**VALUES, "host": HOST, "password": PASSWORD}, **keywords)
    assert bool(door.shipped) == shipped


def test_shipped_module_gets_the_phones_options(door: Door) -> None:
    door.run(dict(VALUES), async_val=30)
    (call,) = door.shipped
    assert call["module_name"] == "voip.grandstream.gs_pvalue"
    assert call["wrap_async"] is True
    assert call["task_vars"]["ansible_no_target_syslog"] is True
    given = call["module_args"]
    assert (given["host"], given["password"], given["values"], given["timeout"]) == (HOST, PASSWORD, {"P30": "ntp"}, 10.0)


def test_shipped_result_is_masked_and_unreachable_is_not_failed(door: Door) -> None:
    door.answer = {"unreachable": True, "failed": True, "msg": f"no {PASSWORD}"}
    result = door.run(dict(VALUES), async_val=30)
    del result["invocation"]
    assert result == {"unreachable": True, "msg": f"no {MASK}"}


def test_connection_variables_of_a_host_that_is_no_phone_are_not_used(door: Door) -> None:
    server = {
        "inventory_hostname": "server",
        "ansible_host": "192.0.2.200",
        "ansible_user": "root",
        "ansible_password": "s3rver!",
    }
    with dialogue():
        result = door.run(dict(VALUES), {**server, "ansible_connection": "ssh"}, transport="ssh")
    assert "missing required arguments: host, password" in result["msg"]
    assert result["invocation"]["module_args"]["username"] == "gmiadmin"


def test_gs_variables_count_on_every_host(door: Door) -> None:
    server = {"inventory_hostname": "server", "ansible_host": "192.0.2.200", "gs_use_ssl": False, "gs_retries": 5}
    door.run({**VALUES, "host": HOST, "password": PASSWORD}, server, transport="ssh")
    given = door.shipped[0]["module_args"]
    assert (given["host"], given["use_ssl"], given["retries"], given["username"]) == (HOST, False, 5, "gmiadmin")


def test_delegated_task_goes_to_its_own_hosts_phone(door: Door) -> None:
    own = {**PHONE, "ansible_user": "jumper"}
    hostvars = {"lobby": {name: value for name, value in own.items() if name != "ansible_user"}}
    door.run(dict(VALUES), {**own, "hostvars": hostvars}, transport="ssh", delegate_to="jumphost")
    given = door.shipped[0]["module_args"]
    assert (given["host"], given["password"]) == (HOST, PASSWORD)
    assert given["username"] == "gmiadmin", "ansible_user came from the delegate's connection"


def test_variables_are_templated(door: Door) -> None:
    # ansible-core 2.18 trusts every string.
    trusted = getattr(ansible.template, "trust_as_template", str)("{{ some_number }}")
    variables = {**PHONE, "gs_retries": trusted, "some_number": 4, "hostvars": {"lobby": PHONE}}
    door.run(dict(VALUES), variables, transport="ssh", delegate_to="jumphost")
    assert door.shipped[0]["module_args"]["retries"] == 4


def test_separator_is_remembered_for_the_phone_only(door: Door) -> None:
    with dialogue(login(":", reply("wrong4", "error")), login("."), READ):
        door.run(dict(VALUES))
    with dialogue(login("."), READ):
        door.run(dict(VALUES))
    with dialogue(login(":"), READ, base_url=f"https://{HOST}:8443"):
        door.run({**VALUES, "port": 8443})


WRONG = [*login(":", ""), *login(".", "")]


def test_refused_words_are_not_tried_again_in_the_run(door: Door) -> None:
    with dialogue(WRONG):
        first = door.run(dict(VALUES))
    with dialogue():
        again = door.run(dict(VALUES))
        other_host = door.run(dict(VALUES), {**PHONE, "inventory_hostname": "other"})
        elsewhere = door.run({**VALUES, "host": HOST, "password": PASSWORD}, transport="local")
    for result in (first, again, other_host, elsewhere):
        assert (result["unreachable"], result["error"]["kind"]) == (True, "auth")
        assert "refused the credentials" in result["msg"]


def test_refused_words_are_not_tried_again_in_the_next_run(door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with dialogue(WRONG):
        door.run(dict(VALUES))
    ledger = tmp_path / "home" / "voip.grandstream" / "refused-logins"
    assert PASSWORD not in ledger.read_text()
    assert HOST not in ledger.read_text()
    assert ledger.stat().st_mode & 0o777 == 0o600
    next_run(tmp_path, monkeypatch, "second")
    with dialogue():
        result = door.run(dict(VALUES))
    assert "in an earlier run" in result["msg"]
    assert str(ledger) in result["msg"]
    line = ledger.read_text().splitlines()[1]
    assert line.split(" ")[0] in result["msg"]
    # The words change, and nothing is kept after a login.
    next_run(tmp_path, monkeypatch, "third")
    with dialogue(login(password="other"), READ):
        door.run({**VALUES, "password": "other"})
    assert len(ledger.read_text().splitlines()) == 1


@pytest.mark.parametrize("off", ["off", False, ""])
def test_ledger_across_runs_can_be_switched_off(door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, off: object) -> None:
    for name in ("second", "third"):
        with dialogue(WRONG):
            door.run(dict(VALUES), {**PHONE, "gs_ledger": off})
        next_run(tmp_path, monkeypatch, name)
    assert not (tmp_path / "home").exists()


def test_ledger_that_cannot_be_used_is_a_warning(door: Door, tmp_path: Path) -> None:
    (tmp_path / "vault.yml").write_text("secret: 1\n")
    with dialogue(WRONG):
        result = door.run(dict(VALUES), {**PHONE, "gs_ledger": str(tmp_path / "vault.yml")})
    assert (result["unreachable"], len(result["warnings"])) == (True, 1)
    assert "is not a file of this collection" in result["warnings"][0]
    assert (tmp_path / "vault.yml").read_text() == "secret: 1\n"


def test_nobody_is_asked_when_the_first_phones_refuse(door: Door) -> None:
    def variables(number: int) -> dict[str, Any]:
        return {**PHONE, "ansible_host": f"192.0.2.{number}", "gs_refusal_limit": 2}

    for number in (1, 2):
        with dialogue(WRONG, base_url=f"https://192.0.2.{number}"):
            door.run(dict(VALUES), variables(number))
    with dialogue():
        result = door.run(dict(VALUES), variables(3))
    assert (result["unreachable"], result["error"]["kind"]) == (True, "auth")
    assert "2 phones of this run refused the credentials of 'gmiadmin', and none took them" in result["msg"]
    with dialogue(login(password="other"), READ, base_url="https://192.0.2.3"):
        door.run({**VALUES, "password": "other"}, variables(3))


def test_phones_that_refuse_are_not_counted_where_one_takes_the_words(door: Door) -> None:
    for number, steps in enumerate(([*login(), READ], WRONG, WRONG, [*login(), READ])):
        with dialogue(steps, base_url=f"https://192.0.2.{number}"):
            door.run(dict(VALUES), {**PHONE, "ansible_host": f"192.0.2.{number}", "gs_refusal_limit": 1})


def test_words_that_were_refused_are_not_tried_again_and_that_is_told(door: Door) -> None:
    with dialogue(WRONG):
        assert "not asked again" not in door.run(dict(VALUES))["msg"]
    with dialogue():
        again = door.run(dict(VALUES))
    assert "It refused them earlier in this run and was not asked again, because wrong logins lock the account" in again["msg"]


def test_shipped_module_takes_the_refusals_along_and_brings_its_own_back(door: Door) -> None:
    with dialogue(WRONG):
        door.run(dict(VALUES))
    door.run({**VALUES, "host": HOST, "password": PASSWORD}, transport="ssh")
    memory = door.shipped[-1]["module_args"]["login_memory"]
    assert (memory["wanted_back"], len(memory["records"]["gmiadmin"]["refused"])) == (True, 2)
    assert PASSWORD not in str(memory)
    learned = from_taken_along(memory)
    learned.change("gmiadmin", after_refusal, learned.mark("gmiadmin", "colon", "third"))
    door.answer = {"changed": False, "login_memory": learned.brought_back()}
    result = door.run({**VALUES, "host": HOST, "password": "third"}, transport="ssh")
    assert "login_memory" not in str(result)
    with dialogue():
        assert door.run({**VALUES, "password": "third"})["unreachable"]


def test_shipped_module_takes_along_what_phones_have_shown_and_brings_more_back(door: Door) -> None:
    """Otherwise each task on a jump host would find out anew, some of it by a crash of the phone."""
    with dialogue(*login(), READ):
        door.run(dict(VALUES))
    traits, fact = '{"decodes": false}', "four kind"
    there = from_taken_along({})
    there.learn(fact)
    door.answer = {"changed": False, "login_memory": {**there.brought_back(), "traits": traits}}
    for dummy in range(2):
        door.run({**VALUES, "host": HOST, "password": PASSWORD}, transport="ssh")
    memory = door.shipped[-1]["module_args"]["login_memory"]
    assert (memory["traits"], from_taken_along(memory).has_fact(fact)) == (traits, True)
    door.answer = {"changed": False, "login_memory": {"traits": ["no text"], "facts": ["no\nhash", 1]}}
    door.run({**VALUES, "host": HOST, "password": PASSWORD}, transport="ssh")
    door.run({**VALUES, "host": HOST, "password": PASSWORD}, transport="ssh")
    again = door.shipped[-1]["module_args"]["login_memory"]
    assert (again["traits"], again["facts"]) == (traits, memory["facts"])


def test_background_task_on_the_controller_uses_the_runs_own_ledger(door: Door) -> None:
    door.run(dict(VALUES), async_val=30)
    memory = door.shipped[-1]["module_args"]["login_memory"]
    assert memory["wanted_back"] is False
    there = run_logins_of(memory, connection_settings(options()))
    assert there is not None
    with there:
        there.change("gmiadmin", after_refusal, there.mark("gmiadmin", "colon", PASSWORD))
    with dialogue(login(".", "")):
        assert door.run(dict(VALUES))["unreachable"]
    assert run_logins_of({**memory, "run_key": "00"}, connection_settings(options())) is None
    assert run_logins_of({**memory, "wanted_back": True}, connection_settings(options())) is None, "the controller has the lock"


@pytest.mark.parametrize("value", [83, 8.3, True, ["s3cret!"], {"s3cret!": 1}])
def test_password_must_be_a_text(door: Door, value: Any) -> None:
    given = {"new_password": "n", "old_passwords": ["o"]}
    with dialogue():
        as_variable = door.run(dict(VALUES), {**PHONE, "ansible_password": value})
        as_option = door.run({**VALUES, "password": value})
        new = door.run({**given, "new_password": value}, plugin=gs_password)
        old = door.run({**given, "old_passwords": ["o", value]}, plugin=gs_password)
        nested = {"operation": "factory_reset", "force": True, "after_reset": {"password": value}}
        after = door.run(nested, plugin=gs_sysop, transport="ssh")
    for result, name in (
        (as_variable, "ansible_password: it is "),
        (as_option, "password: it is "),
        (new, "new_password: it is "),
        (old, "old_passwords: number 2: it is "),
        (after, "after_reset.password: it is "),
    ):
        assert (result["failed"], result["msg"].startswith(name)) == (True, True), result["msg"]
        assert str(value) not in result["msg"].replace("0123 as 83", "")
    assert "ansible_password='\"1234\"'" in as_variable["msg"]
    assert door.shipped == []


@pytest.mark.parametrize(
    ("given", "others", "taken"),
    [
        ({}, True, True),
        ({"check_identity": False}, True, False),
        ({"host": HOST, "password": PASSWORD}, True, False),
        ({}, False, False),
    ],
    ids=["usual", "switched off", "own address", "alone"],
)
def test_shipped_task_knows_the_other_phones(door: Door, given: dict[str, Any], others: bool, taken: bool) -> None:
    hostvars = {"lobby": PHONE, **({"kitchen": PHONE} if others else {})}
    door.run({**VALUES, **given}, {**PHONE, "hostvars": hostvars}, transport="ssh", async_val=30)
    sent = door.shipped[-1]["module_args"].get("neighbours")
    assert sent == ({"host": "lobby", "owners": {}} if taken else None)


def test_login_memory_is_not_the_users(door: Door) -> None:
    assert "Unsupported parameters" in door.run({**VALUES, "login_memory": {}})["msg"]
    assert "Unsupported parameters" in door.run({**VALUES, "neighbours": {}})["msg"]


def test_no_secret_in_a_result(door: Door) -> None:
    with dialogue():
        result = door.run({"values": {"P34": "s3cret!", "P30": 1.5}})
    assert "s3cret!" not in str(result)
    assert PASSWORD not in str(result)
    assert result["invocation"]["module_args"]["values"]["P34"] == MASK


ACCOUNT_3 = {"accounts": {3: {"sip_server": "pbx"}}}


def test_model_is_the_hosts(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GS_MODEL", "wp820")
    variables = {**PHONE, "gs_model": "gxv3370"}
    with dialogue(login(), read("502", {"502": "pbx"})):
        result = door.run(dict(ACCOUNT_3), variables, plugin=gs_config)
    assert (result["changed"], result["invocation"]["module_args"]["model"]) == (False, "gxv3370")


@pytest.mark.parametrize("plugin", [gs_config, gs_validate])
@pytest.mark.parametrize(
    ("args", "said"),
    [({}, "a wp820 has 2 accounts"), ({"model": "gxp2170"}, "model: 'gxp2170' is not one of gxv3350, gxv3370, gxv3380, wp820")],
)
def test_model_is_checked(door: Door, monkeypatch: pytest.MonkeyPatch, plugin: Any, args: dict[str, Any], said: str) -> None:
    monkeypatch.setenv("GS_MODEL", "wp820")
    with dialogue():
        assert said in door.run({**ACCOUNT_3, **args}, plugin=plugin)["msg"]


@pytest.mark.parametrize("transport", [WEBAPI, "local", "ssh"])
def test_switch_that_is_neither_yes_nor_no_is_no_no(door: Door, transport: str) -> None:
    """ansible-core would take it for a no: a phone whose certificate nobody looks at, over HTTP."""
    wrong = {"gs_use_ssl": "ja", "gs_validate_certs": "yess", "gs_check_identity": "oui", "gs_tls_old_ciphers": "no"}
    with dialogue():
        result = door.run({**VALUES, "check_identity": True}, {**PHONE, **wrong}, transport=transport)
    assert result["error"]["problems"] == [
        "gs_use_ssl: 'ja' is not yes or no. Write true or false",
        "gs_validate_certs: 'yess' is not yes or no. Write true or false",
    ]
    assert (result["failed"], door.shipped) == (True, [])


def test_option_is_called_by_the_variable_that_it_comes_from(door: Door) -> None:
    """Whoever writes -e gs_baseline_write_secrets=allways has not written the option write_secrets."""
    written = {"write_secrets": "{{ gs_baseline_write_secrets }}", "when_busy": "{{ gs_busy | default(omit) }}", "settings": {}}
    task = {"name": "x", "voip.grandstream.gs_config": written}
    args = {"write_secrets": "allways", "when_busy": "never", "settings": {}}
    result = door.run(args, {**PHONE, "gs_model": "gxp2170"}, plugin=gs_config, _ds=task)
    assert result["msg"] == (
        "gs_model: 'gxp2170' is not one of gxv3350, gxv3370, gxv3380, wp820; "
        "gs_baseline_write_secrets: 'allways' is not one of when_needed, always, never; "
        "gs_busy: 'never' is not one of fail, skip, wait, force"
    )


def test_model_in_capitals_and_groups_by_name_are_taken_at_both_doors(door: Door) -> None:
    with dialogue(login(), read("502", {"502": "pbx"})):
        assert not door.run(dict(ACCOUNT_3), {**PHONE, "gs_model": "GXV3370"}, plugin=gs_config)["changed"]
    door.run({"groups": ["Staff"]}, {**PHONE, "gs_model": "GXV3370"}, plugin=gs_config, transport="ssh")
    shipped = door.shipped[0]["module_args"]
    assert (shipped["groups"], shipped["model"]) == ([{"name": "Staff"}], "gxv3370")


def test_shipped_module_gets_the_model(door: Door) -> None:
    variables = {**PHONE, "gs_model": "gxv3370"}
    door.run(dict(ACCOUNT_3), variables, plugin=gs_config, async_val=30)
    door.run(dict(VALUES), variables, async_val=30)
    assert [call["module_args"].get("model") for call in door.shipped] == ["gxv3370", None], "gs_pvalue has no such option"


def test_gs_config_takes_vaulted_and_tagged_values(door: Door) -> None:
    with dialogue(login(), read("30:502", {"30": "plain text", "502": "pbx"})):
        given = {"settings": {"P30": _Vaulted()}, **ACCOUNT_3}
        assert not door.run(given, {**PHONE, "gs_model": "gxv3370"}, plugin=gs_config)["changed"]


@pytest.mark.parametrize("transport", [WEBAPI, "local", "ssh"])
@pytest.mark.parametrize("check_mode", [True, False])
def test_validate_is_never_shipped(door: Door, transport: str, check_mode: bool) -> None:
    nobody = {"inventory_hostname": "lobby", "gs_model": "gxv3350"}
    with dialogue():
        result = door.run(dict(ACCOUNT_3), nobody, plugin=gs_validate, transport=transport, check_mode=check_mode)
        wrong = door.run({"settings": {"x": 1}}, nobody, plugin=gs_validate, transport=transport, check_mode=check_mode)
    assert result["changed"] is False
    assert result["invocation"]["module_args"]["model"] == "gxv3350"
    assert "password" not in result["invocation"]["module_args"]
    assert (wrong["failed"], len(wrong["error"]["problems"])) == (True, 1)
    assert door.shipped == []


def test_validate_of_a_delegated_task_knows_its_own_hosts_model(door: Door) -> None:
    variables = {**PHONE, "gs_model": "gxv3350", "hostvars": {"lobby": PHONE}}
    with dialogue():
        result = door.run(dict(ACCOUNT_3), variables, plugin=gs_validate, transport="ssh", delegate_to="jumphost")
    assert result["changed"] is False


def test_validate_refuses_async(door: Door) -> None:
    with dialogue(), pytest.raises(AnsibleError, match="async"):
        door.run(dict(ACCOUNT_3), plugin=gs_validate, async_val=30)
    assert door.shipped == []


def test_validate_refuses_connection_options(door: Door) -> None:
    message = door.run({"settings": {}, "host": HOST}, plugin=gs_validate)["msg"]
    assert message.startswith("Unsupported parameters for (voip.grandstream.gs_validate) module: host")


@pytest.mark.parametrize("plugin", [gs_config, gs_validate])
def test_no_secret_of_a_state_in_a_result(door: Door, plugin: Any) -> None:
    given = {"settings": {"ldap_pasword": "s3cret!"}, "accounts": {1: {"sip_auth_password": ["s3cret!"]}, 2: ["s3cret!"]}}
    with dialogue():
        result = door.run(given, plugin=plugin)
    assert "s3cret!" not in str(result)
    assert len(result["error"]["problems"]) == 3


class _Vaulted:
    """What ansible-core 2.18 gives for `!vault`."""

    __ENCRYPTED__ = True

    def __str__(self) -> str:
        return "plain text"


def test_plain_decrypts() -> None:
    assert plain({"a": [_Vaulted()]}) == {"a": ["plain text"]}


def test_plain_takes_tags_off() -> None:
    tags = pytest.importorskip("ansible._internal._datatag._tags", reason="ansible-core 2.18 has no tags")
    tagged = tags.Origin(description="here").tag
    bare = plain({tagged("key"): tagged([tagged("text"), tagged(("inner",))])})
    assert bare == {"key": ["text", ["inner"]]}
    assert [type(key) for key in bare] == [str]
    assert [type(item) for item in bare["key"]] == [str, list]
    assert [type(item) for item in bare["key"][1]] == [str]


@pytest.mark.parametrize(
    ("value", "named"),
    [(1.5, "a number with a fraction"), ([1], "a list"), ({1: 2}, "a dictionary"), (dt.date(2026, 1, 1), "a date")],
)
def test_refused_types_have_their_usual_names_when_tagged(door: Door, value: object, named: str) -> None:
    tags = pytest.importorskip("ansible._internal._datatag._tags", reason="ansible-core 2.18 has no tags")
    with dialogue():
        message = door.run({"values": {"P30": tags.Origin(description="here").tag(value)}})["msg"]
    assert f"P30: {named} is not a value" in message
