# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""gs_validate: all problems of all hosts in one run that asks no phone for anything, and just those that gs_config finds."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from integration.conftest import Fleet
from integration.helpers.configs import CONFIG, VALIDATE, Case, account, asked, each, run_all, take
from integration.helpers.playbooks import Ansible, Data

#: In turn, with how many accounts.
_MODELS = {"gxv3350": 16, "wp820": 2, "gxv3370": 16, "gxv3380": 16}
_FLEET = 50
SECRET = "secret-of-a-misspelled-name"


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Where all phones of a fleet seem to be: it hears who tries to connect."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
        server.setblocking(False)
        yield server


def _mistakes(number: int, model: str) -> dict[str, str]:
    """How the problems of a host begin, by mistake."""
    found = {}
    if number % 2:
        found["port"] = f"accounts.1.local_sip_port: {70000 + number} is not a port (0 to 65535)"
    if number % 3 == 0:
        found["name"] = "settings.ntp_serber: unknown setting. Did you mean ntp_server?"
    if number % 5 == 0:
        found["secret"] = "accounts.2.sip_auth_pasword: unknown setting. Did you mean sip_auth_password?"
    if model == "wp820":
        found["account"] = "accounts.3: a wp820 has 2 accounts"
    if number % 7 == 0:
        found["group"] = "groups[1].name: a group's name cannot be blank"
    return found


def _host(number: int, model: str, port: int) -> Data:
    """A host that says nothing of passwords; what it wants is made of variables, as in an inventory."""
    mistakes = _mistakes(number, model)
    return {
        "ansible_connection": "voip.grandstream.webapi",
        "ansible_host": "127.0.0.1",
        "ansible_port": port,
        "gs_model": model,
        "user": 1000 + number,
        "site_port": 70000 + number if "port" in mistakes else 5060,
        "wanted": {
            "settings": {
                "ntp_serber" if "name" in mistakes else "ntp_server": "{{ 'ntp.' ~ site }}",
                "time_format": "{{ '12_hour' if user % 2 else '24_hour' }}",
                "lldp_enable" if model != "wp820" else "ptt_enable": "{{ user % 2 == 0 }}",
                "P1684" if model == "wp820" else "vlan_id": "{{ user }}",
            },
            "accounts": {
                1: account(1000, sip_user_id="{{ user }}", local_sip_port="{{ site_port }}"),
                "2": {"sip_auth_pasword" if "secret" in mistakes else "sip_auth_password": SECRET},
                3: {"sip_server": "{{ 'pbx.' ~ site }}"},
            },
            "groups": [{"name": "Sales"}, {"name": " " if "group" in mistakes else "Support"}],
            "contacts": [{"first_name": "Host", "last_name": "{{ inventory_hostname }}", "work": "{{ user }}"}],
        },
    }


def test_problems_of_a_whole_fleet(ansible: Ansible, listener: socket.socket, subtests: pytest.Subtests) -> None:
    """In one run, for a merge request: no phone, no password, models of the inventory, templates."""
    models = {f"phone{number}": list(_MODELS)[number % 4] for number in range(_FLEET)}
    port = listener.getsockname()[1]
    hosts = {name: _host(number, model, port) for number, (name, model) in enumerate(models.items())}

    run = ansible.run(
        hosts,
        [each(VALIDATE)],
        "-vvv",
        group={"site": "example.net"},
        env={"ANSIBLE_FORKS": "25"},
        secrets=[SECRET],
        warnings=["These texts are written as numbers: contacts[0].work, accounts.1.sip_user_id"],
    )

    assert run.rc != 0
    for number, (name, model) in enumerate(models.items()):
        with subtests.test(name):
            begins = list(_mistakes(number, model).values())
            if not begins:
                assert run.data(name)["changed"] is False
                continue
            failure = run.failure(name)
            assert failure["error"]["kind"] == "input"
            problems = failure["error"]["problems"]
            assert sorted(_start(problem, begins) for problem in problems) == sorted(begins)
            assert all(problem in failure["msg"] for problem in problems)
    assert 0 < sum(result.status == "ok" for result in run.results) < _FLEET
    with pytest.raises(BlockingIOError):
        listener.accept()


def _start(problem: str, begins: list[str]) -> str:
    """With which of them a problem begins, or the problem."""
    return next((begin for begin in begins if problem.startswith(begin)), problem)


def test_options_and_keywords(released_ansible: Ansible, listener: socket.socket) -> None:
    """It needs neither a host nor a password, in check mode either, and is checked here wherever it is delegated to."""
    right: Data = {"settings": {"ntp_server": "ntp.example.net"}, "model": "wp820"}
    wrong: Data = {"accounts": {"3": {}}}
    tasks: list[Data] = [
        {"name": "option", VALIDATE: right},
        {"name": "over the variable", VALIDATE: {**wrong, "model": "gxv3350"}},
        {"name": "variable", VALIDATE: wrong, "ignore_errors": True},
        {"name": "check mode", VALIDATE: wrong, "check_mode": True, "ignore_errors": True},
        {"name": "delegated", VALIDATE: wrong, "delegate_to": "jumphost", "ignore_errors": True},
        {"name": "on the controller", VALIDATE: {**wrong, "model": "wp820"}, "delegate_to": "localhost", "ignore_errors": True},
        {"name": "unknown model", VALIDATE: {"model": "gxv3275"}, "ignore_errors": True},
        {"name": "no such option", VALIDATE: {"host": "192.0.2.1"}, "ignore_errors": True},
        {"name": "secrets", VALIDATE: {"settings": {"admin_password": SECRET}}, "ignore_errors": True},
        {"name": "nothing", VALIDATE: {}},
    ]
    address, port = listener.getsockname()
    host = {"ansible_connection": "voip.grandstream.webapi", "ansible_host": address, "ansible_port": port, "gs_model": "wp820"}
    tasks = [{**task, "when": "gs_model is defined"} for task in tasks]
    tasks += [{"name": "no model", VALIDATE: wrong, "when": "gs_model is not defined", "ignore_errors": True}]
    stranger = {name: value for name, value in host.items() if name != "gs_model"}

    run = released_ansible.run({"lobby": host, "stranger": stranger}, tasks, "-vvv", "--diff", secrets=[SECRET])

    assert [run.data("lobby", name)["changed"] for name in ("option", "over the variable", "nothing")] == [False] * 3
    for name in ("variable", "check mode", "delegated", "on the controller"):
        failure = run.failure("lobby", name, status="ignored")
        assert failure["error"]["problems"] == ["accounts.3: a wp820 has 2 accounts"], name
    assert "gs_model" in run.failure("stranger", "no model", status="ignored")["error"]["problems"][0]
    assert "gxv3380" in run.failure("lobby", "unknown model", status="ignored")["msg"]
    assert "Unsupported parameters" in run.failure("lobby", "no such option", status="ignored")["msg"]
    assert "write_secrets: always" in run.failure("lobby", "secrets", status="ignored")["msg"]
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_variables_of_the_connection(every_ansible: Ansible, listener: socket.socket) -> None:
    """Wrong ones are told with the other problems of the host, and not when the first phone is asked."""
    wrong: dict[str, tuple[Data, list[str]]] = {
        "port": ({"ansible_port": 99999}, ["ansible_port: 99999 is out of range (1 to 65535)"]),
        "timeout": ({"gs_timeout": -3, "gs_retries": 99}, ["gs_timeout: -3.0 is out of range", "gs_retries: 99 is out of range"]),
        "address": (
            {"ansible_host": "https://192.0.2.1"},
            ["ansible_host: 'https://192.0.2.1' is neither a host name nor an addr"],
        ),
        "fingerprint": ({"gs_tls_fingerprint": "12:34"}, ["gs_tls_fingerprint: a SHA-256 fingerprint has 64"]),
        "scheme": ({"gs_use_ssl": "{{ 'htt' ~ 'ps' }}"}, ["gs_use_ssl: 'https' is not yes or no. Write true or false"]),
        "password": ({"ansible_password": 9182736}, ["ansible_password: it is a number here"]),
        "both": (
            {"ansible_port": 0, "wanted": {"settings": {"ntp_serber": "a"}}},
            ["settings.ntp_serber: unknown setting", "ansible_port: 0 is out of range"],
        ),
    }
    address, port = listener.getsockname()
    usual: Data = {"ansible_connection": "voip.grandstream.webapi", "ansible_host": address, "ansible_port": port}
    usual["wanted"] = {"settings": {"ntp_server": "ntp.example.net"}}
    hosts = {name: {**usual, **variables} for name, (variables, _told) in wrong.items()}
    hosts["right"] = usual
    hosts["authority"] = {**usual, "gs_ca_path": "/nowhere/ca.pem", "wanted": {"contacts": [{"first_name": "A", "work": 12345}]}}
    # Of another machine, its port is its own.
    hosts["another"] = {**usual, "ansible_connection": "local", "ansible_port": 99999, "gs_ca_path": "/nowhere/else.pem"}

    run = every_ansible.run(
        hosts,
        [each(VALIDATE)],
        secrets=["9182736"],
        hide_passwords=False,  # It is a number, and no text to look for.
        warnings=["gs_ca_path: there is no file or folder /nowhere/ca.pem on this machine", "These texts are written as numbers"],
    )

    for name, (_variables, told) in wrong.items():
        error = run.failure(name)["error"]
        assert error["kind"] == "input"
        assert [_start(problem, told) for problem in error["problems"]] == told, name
    assert [run.data(name)["changed"] for name in ("right", "authority", "another")] == [False] * 3
    assert [text[:10] for text in run.data("authority")["warnings"]] == ["These text", "gs_ca_path"]
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_the_environment_is_told_by_its_name(ansible: Ansible) -> None:
    host = {"ansible_connection": "voip.grandstream.webapi", "ansible_host": "127.0.0.1"}
    run = ansible.run({"lobby": host}, [{VALIDATE: {}}], env={"GS_TIMEOUT": "70000"})
    assert run.failure("lobby")["msg"] == "GS_TIMEOUT: 70000.0 is out of range (0.05 to 3600)"


#: Desired states; True for those that both modules take.
STATES: dict[str, tuple[bool, str, Data]] = {
    "names": (True, "gxv3350", {"settings": {"ntp_server": "a.example", "web_port": "8080", "time_format": "12_HOUR"}}),
    "numbers": (True, "", {"settings": {"P30": "a", 64: "b", "p122": True}}),
    "address": (True, "gxv3380", {"settings": {"static_ip": "192.0.2.1", "default_gateway": "0.0.0.0"}, "accounts": {}}),
    "accounts": (True, "gxv3370", {"accounts": {"1": account(1), 16: account(2), "3": {"P506": "a", "sip_transport": 2}}}),
    "wp820": (True, "wp820", {"settings": {"ptt_enable": 1}, "accounts": {2: {"sip_transport": "TCP"}}}),
    "book": (True, "", {"groups": [{"name": "A"}], "contacts": [{"first_name": "B", "group": "A"}], "purge": True}),
    "always": (True, "", {"settings": {"sip_tls_private_key": "k"}, "write_secrets": "always"}),
    "never": (True, "", {"settings": {"sip_tls_private_key": "k"}, "write_secrets": "never"}),
    "net": (True, "", {"settings": {"P30": "a"}, "confirm_registration": 600}),
    "nothing": (True, "", {}),
    "empty dictionaries": (True, "", {"settings": {}, "accounts": {1: {}}, "contacts": []}),
    "no such name": (False, "", {"settings": {"": "a", "no such": "b", "ntp-server": "c"}}),
    "no such account": (False, "", {"accounts": {0: {}, "one": {}, 17: {}, -1: {}, "01": {}}}),
    "model unknown": (False, "", {"accounts": {3: {"sip_server": "a"}}}),
    "model without": (False, "wp820", {"settings": {"lldp_enable": True, "P502": "a"}, "accounts": {3: {}}}),
    "values": (
        False,
        "gxv3370",
        {
            "settings": {"ntp_server": "a b", "vlan_id": 4095, "static_ip": "192.0.2.256", "disable_ssh": "maybe", "P64": None},
            "accounts": {1: {"register_expiration": 0, "sip_server": [], "dial_plan": {"a": 1}, "account_name": 1.5}},
        },
    ),
    "not an account": (False, "", {"accounts": {1: "a", 2: None}}),
    "twice": (False, "", {"settings": {"P30": "a", "30": "b"}, "accounts": {1: {}, "1": {}}}),
    "read-only": (False, "", {"settings": {"P68": "1", "boot_version": "1"}}),
    "payload types": (False, "gxv3350", {"accounts": {1: {"dtmf_payload_type": 101, "opus_payload_type": 101}}}),
    "net too long": (False, "", {"confirm_registration": 601}),
    "net before": (False, "", {"confirm_registration": -1}),
    "purge": (False, "", {"purge": True}),
    "purge empty": (False, "", {"contacts": [], "groups": [], "purge": True}),
    "book of twins": (False, "", {"contacts": [{"first_name": "A"}, {"first_name": "A"}]}),
    "blank": (False, "", {"contacts": [{}], "groups": [{"name": ""}], "settings": {"P30": None}}),
    "own password": (False, "", {"settings": {"P2": "k", "P196": "k", "P279": "k"}}),
    "policy": (False, "", {"write_secrets": "sometimes"}),
    "types": (False, "", {"settings": [1]}),
    "no model of ours": (False, "", {"model": "gxp2170"}),
}


def test_it_takes_what_gs_config_takes(ansible: Ansible, fleet: Fleet, subtests: pytest.Subtests) -> None:
    """And refuses the rest in the same words. gs_config is in check mode, and of what is refused no phone hears."""
    cases = {
        name: Case(
            model=model,
            wanted=wanted,
            start={"values": {"502": "", "506": ""}} if model != "wp820" else {},
            variables={"gs_model": model} if model else {},
        )
        for name, (_right, model, wanted) in STATES.items()
    }
    ours = take(fleet, cases)
    tasks = [each(VALIDATE, name="validate", ignore_errors=True), each(CONFIG, name="config", ignore_errors=True)]

    run = run_all(ansible, fleet, cases, ours, "--check", tasks=tasks)

    for name, (right, _model, _wanted) in STATES.items():
        with subtests.test(name):
            checked, configured = run.one(name, "validate"), run.one(name, "config")
            status = "ok" if right else "ignored"
            assert (checked.status, configured.status) == (status, status), (checked.data.get("msg"), configured.data.get("msg"))
            if not right:
                assert checked.data["msg"].replace("gs_validate", "gs_config") == configured.data["msg"]
                assert checked.data.get("error") == configured.data.get("error")
                assert asked(ours[name]) == []
