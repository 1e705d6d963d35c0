# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`gs_config` as a shipped module: a whole phone in one task and one session."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils import _task
from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Group
from ansible_collections.voip.grandstream.plugins.module_utils._api.session import Session
from ansible_collections.voip.grandstream.plugins.module_utils._masking import MASK
from unit.dialogue import HOST, FakeClock, accounts, dialogue, login, look, read, reply, write
from unit.phonebook import add_group, contact, delete, get_contacts, get_groups, save
from unit.programmable_keys import facts_of

Run = Callable[..., dict[str, Any]]
CARE = Group(1, "Care")
HELD = {"30": "old", "144": "1", "47": "pbx", "34": "", "271": "1", "31": "1"}
STATE: dict[str, Any] = {
    "settings": {"ntp_server": "ntp", "dhcp_option_42_override_ntp": False},
    "accounts": {"1": {"sip_server": "pbx2", "sip_auth_password": "s3cret!"}},
    "groups": [{"name": "Care"}],
    "contacts": [{"first_name": "Ann", "work": 6, "group": "Care"}],
    "purge": True,
}
READING = [read("30:144:47:34:271:31:2", HELD), get_groups(), get_contacts(contact(3, "Jack"))]


@pytest.fixture
def run(run_shipped: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the module on a clock that only moves for those who sleep."""
    clock = FakeClock()
    monkeypatch.setattr(_task, "Session", lambda settings, logins: Session(settings, logins, clock.sleep, clock))
    return lambda **options: run_shipped("gs_config", **options)


def test_whole_phone_in_one_session(run: Run) -> None:
    new = {"P30": "ntp", "P144": "0", "P47": "pbx2", "P34": "s3cret!"}
    kept = {"30": "ntp", "144": "0", "47": "pbx2"}
    writing = [write(new), read("30:144:47", kept)]
    book = [delete(3), add_group("Care"), get_groups(CARE), save(None, "Ann", group=1, work="6")]
    after = [get_groups(CARE), get_contacts(contact(0, "Ann", 1, work="6"))]
    with dialogue(login(), READING, writing, book, after):
        result = run(**STATE)
    assert (result["rc"], result["changed"], result["reboot_required"]) == (0, True, True)
    assert result["reboot_settings"] == ["settings.dhcp_option_42_override_ntp"]
    assert sorted((change["kind"], change["action"], change["name"]) for change in result["changes"]) == [
        ("contact", "add", "Ann"),
        ("contact", "delete", "Jack"),
        ("group", "add", "Care"),
        ("setting", "edit", "accounts.1.sip_auth_password"),
        ("setting", "edit", "accounts.1.sip_server"),
        ("setting", "edit", "settings.dhcp_option_42_override_ntp"),
        ("setting", "edit", "settings.ntp_server"),
    ]
    again = read("30:144:47:34:271:31:2", HELD | kept)
    with dialogue(login(), again, look(1), after):
        result = run(**STATE)
    assert (result["changed"], result["changes"], result["reboot_required"]) == (False, [], False)


def test_check_mode_and_diff_without_a_secret(run: Run) -> None:
    with dialogue(login(), READING):
        result = run(**STATE, _ansible_check_mode=True, _ansible_diff=True)
    assert (result["rc"], result["changed"]) == (0, True)
    assert result["diff"]["after"].startswith('ntp_server (P30): "ntp"\ndhcp_option_42_override_ntp (P144): false\n')
    assert "accounts.1.sip_auth_password (P34): (new secret)\n" in result["diff"]["after"]
    assert "s3cret!" not in json.dumps(result)
    shown = result["invocation"]["module_args"]
    assert shown["accounts"] == {"1": {"sip_server": "pbx2", "sip_auth_password": MASK}}
    assert shown["settings"] == STATE["settings"]


@pytest.mark.parametrize("secret", ["1", "2", "pbx2"])
def test_short_secret_eats_nothing_else(run: Run, secret: str) -> None:
    given = {1: {"sip_server": "pbx2", "sip_auth_password": secret}}
    with dialogue(login(), read("47:34:271:31:2", HELD)):
        result = run(accounts=given, _ansible_check_mode=True)
    assert result["changes"][0]["after"] == "pbx2"
    assert result["invocation"]["module_args"]["accounts"]["1"]["sip_auth_password"] == MASK


def test_all_problems_before_any_request(run: Run) -> None:
    with dialogue():
        result = run(
            settings={"ntp_serber": "n0t-shown", "P30": None},
            accounts={"1": {"local_sip_port": 70000, "sip_auth_pasword": "s3cret!"}, "3": {}},
            purge_groups=["Sales"],
        )
    assert (result["rc"], result["failed"], result["changed"], result["error"]["kind"]) == (1, True, False, "input")
    problems = result["error"]["problems"]
    assert "accounts.1.local_sip_port: 70000 is not a port (0 to 65535)" in problems
    assert "Did you mean sip_auth_password?" in "".join(problems)
    assert [problem.partition(":")[0] for problem in problems] == [
        *("settings.ntp_serber", "settings.P30", "accounts.1.local_sip_port", "accounts.1.sip_auth_pasword", "accounts.3"),
        "purge_groups",
    ]
    assert all(problem in result["msg"] for problem in problems)
    assert "s3cret!" not in json.dumps(result)
    assert "n0t-shown" not in json.dumps(result)


def test_accounts_that_do_not_register_again(run: Run) -> None:
    steps = [read("47", {"47": "pbx"}), *look(1, 2), write({"P47": "new"}), read("47", {"47": "new"})]
    back = [write({"P47": "pbx"}), read("47", {"47": "pbx"})]
    with dialogue(login(), steps, [accounts(2), accounts(2)], back):
        result = run(accounts={1: {"sip_server": "new"}}, confirm_registration=1)
    assert (result["rc"], result["changed"], result["error"]["kind"]) == (1, False, "not_registered")
    assert (result["error"]["accounts"], result["error"]["restored"]) == ([1], True)
    assert result["error"]["host"] == HOST
    assert result["msg"].startswith(f"{HOST} port 443: ")
    assert "changes" not in result


def test_model_from_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"accounts": {"3": {"sip_server": "pbx"}}}
    with dialogue():
        assert "gs_model" in run(**given)["msg"]
    monkeypatch.setenv("GS_MODEL", "gxv3370")
    with dialogue(login(), read("502", {"502": "pbx"})):
        assert run(**given)["changed"] is False
    with dialogue():
        assert run(**given, model="wp820")["error"]["problems"] == ["accounts.3: a wp820 has 2 accounts"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"model": "gxp2170"}, "model"),
        ({"write_secrets": "sometimes"}, "write_secrets"),
        ({"confirm_registration": "soon"}, "confirm_registration"),
        ({"confirm_registration": 601}, "confirm_registration"),
        ({"setings": {}}, "setings"),
        ({"state": "absent"}, "state"),
        ({"match_by": ["shoe size"]}, "match_by"),
    ],
)
def test_bad_option_fails_before_any_request(run: Run, options: dict[str, Any], said: str) -> None:
    with dialogue():
        result = run(settings={"P30": "ntp"}, **options)
    assert (result["rc"], result["failed"]) == (1, True)
    assert said in result["msg"]


def test_secrets_in_a_body(run: Run) -> None:
    given = {1: {"sip_auth_password": "s3cret!"}}
    steps = [read("34:271:31:2", HELD), write({"P34": "s3cret!"}, method="POST")]
    with dialogue(login(), steps) as seen:
        run(accounts=given, write_secrets="always", request_method="post")
    assert not any("s3cret" in request.url for request in seen)


def test_phone_that_quotes_a_secret(run: Run) -> None:
    given = {1: {"sip_auth_password": "s3cret!"}}
    steps = [read("34:271:31:2", HELD), write({"P34": "s3cret!"}, reply("bad P34=s3cret!", "error"))]
    with dialogue(login(), steps):
        result = run(accounts=given, write_secrets="always")
    assert f"={MASK}" in result["msg"]
    assert "s3cret!" not in json.dumps(result)


LAYERS: list[dict[str, Any]] = [
    {
        "name": "all",
        "settings": {"ntp_server": "weak", "syslog_server": "s"},
        "accounts": {"1": {"sip_auth_password": "s3cret!"}},
    },
    {"name": "lobby", "settings": {"P30": "new", "syslog_server": None}, "contacts": [{"first_name": "Ann", "work": 6}]},
]


def test_layers_are_merged_and_what_the_task_says_is_strongest(run: Run) -> None:
    book = [get_groups(), get_contacts(contact(3, "Ann", 0, work="6"))]
    with dialogue(login(), read("30:144:34:271:31:2", HELD | {"144": "0"}), look(1), book):
        result = run(layers=LAYERS, settings={"P30": "old", "dhcp_option_42_override_ntp": False}, _ansible_check_mode=True)
    assert (result["rc"], result["changed"]) == (0, False)
    assert result["origins"] == {
        "accounts.1.sip_auth_password": "all",
        "settings.P30": "the task, over lobby, all",
        "settings.dhcp_option_42_override_ntp": "the task",
        "settings.syslog_server": "taken out by lobby, over all",
    }
    shown = result["invocation"]["module_args"]["layers"]
    assert shown[0]["accounts"] == {"1": {"sip_auth_password": MASK}}
    assert "s3cret!" not in json.dumps(result)


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        ({"settings": {"ntp_serber": "x"}}, "settings.ntp_serber (berlin): unknown setting. Did you mean ntp_server?"),
        ({"accounts": {1: {"local_sip_port": 70000}}}, "accounts.1.local_sip_port (berlin): 70000 is not a port (0 to 65535)"),
        ({"contacts": [{"first_name": "A"}, {"first_name": "A"}]}, "contacts: 'A' is listed twice"),
        ({"purge": True}, "purge: groups or contacts must be given too"),
    ],
)
def test_problem_of_a_layer_names_the_layer(run: Run, layer: dict[str, Any], said: str) -> None:
    with dialogue():
        result = run(layers=[{"name": "berlin", **layer}])
    assert (result["rc"], result["error"]["kind"]) == (1, "input")
    assert said in result["msg"]


def test_purge_of_a_layer_counts_and_so_does_that_of_the_task(run: Run) -> None:
    book = {"name": "directory", "contacts": [{"first_name": "Ann"}], "purge": True}
    for options in ({"layers": [book]}, {"layers": [{**book, "purge": False}], "purge": True}):
        with dialogue(login(), get_groups(), get_contacts(contact(3, "Jack"), contact(4, "Ann"))):
            result = run(**options, _ansible_check_mode=True)
        assert [(change["action"], change["name"]) for change in result["changes"]] == [("delete", "Jack")]


def test_all_keys_in_line_cost_what_the_limit_of_names_asks_and_no_write(run: Run) -> None:
    facts = facts_of("gxv3380")
    held: dict[str, str] = {}
    for key in facts.all:
        held |= dict(zip(facts.numbers_of(key).values(), ["1", "0", f"Desk {key}", str(key)], strict=True))
    desired = {key: {"mode": facts.modes["1"], "account": 1, "label": f"Desk {key}", "value": str(key)} for key in facts.all}
    assert (len(facts.all), len(held)) == (160, 640)
    active = {"271": "1"}  # Whether account 1 is active rides along: the lamp of a key on another one would stay dark.
    numbers = [*held, *active]
    reads = [read(":".join(numbers[start : start + 90]), held | active) for start in range(0, 641, 90)]
    assert len(reads) == 8
    with dialogue(login(), reads):
        result = run(keys=desired, model="gxv3380")
    assert (result["rc"], result["changed"], result["changes"]) == (0, False, []), result
