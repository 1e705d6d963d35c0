# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection plugin: whose options they are, and that a phone runs no commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import Mock, call

import pytest
from ansible.errors import AnsibleError

from ansible_collections.voip.grandstream.plugins.connection import webapi
from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import ARGUMENT_SPEC, VARIABLES
from unit import documented

Connect = Callable[..., Any]


def test_variables(phone_connection: Connect) -> None:
    phone = phone_connection(inventory_hostname="lobby", ansible_host="192.0.2.10", ansible_user="admin", ansible_port=8443)
    assert [phone.get_option(name) for name in ("host", "username", "port")] == ["192.0.2.10", "admin", 8443]


def test_defaults(phone_connection: Connect) -> None:
    phone = phone_connection(inventory_hostname="lobby")
    expected = {"host": "lobby", "username": "gmiadmin", "password": None, "port": None, "use_ssl": True, "validate_certs": True}
    assert {name: phone.get_option(name) for name in expected} == expected


def test_environment_is_weaker_than_variables(phone_connection: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GS_USERNAME", "from-environment")
    monkeypatch.setenv("GS_PORT", "1")
    phone = phone_connection(ansible_port=2)
    assert (phone.get_option("username"), phone.get_option("port")) == ("from-environment", 2)


def test_keywords_for_shells_do_not_count(phone_connection: Connect) -> None:
    """`remote_user` and `--user` name people on hosts; a login with such a name brings a phone closer to its lockout."""
    phone = phone_connection(ansible_host="192.0.2.10")
    phone._play_context.remote_user = "root"
    assert phone.get_option("username") == "gmiadmin"


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"gs_timeout": "abc"}, "gs_timeout: 'abc' is not a number. Write it in digits"),
        (
            {"gs_retries": "two", "gs_timeout": ""},
            "gs_timeout: '' is not a number. Write it in digits; gs_retries: 'two' is not a",
        ),
        ({"ansible_port": "http"}, "ansible_port: 'http' is not a whole number. Write it in digits"),
        ({"ansible_host": ["192.0.2.10"]}, "ansible_host: it is a list here, and not a text. Write it in quotes"),
        ({"gs_model": ["gxv3370"]}, "gs_model: it is a list here, and not a text"),
        ({"gs_request_method": "put"}, "gs_request_method: 'put' is not one of get, post"),
    ],
)
def test_a_variable_of_the_wrong_type_gets_a_sentence(phone_connection: Connect, variables: dict[str, Any], told: str) -> None:
    """ansible-core speaks of the configuration of a connection plugin, and of the type that a program gave it."""
    with pytest.raises(AnsibleError) as caught:
        phone_connection(inventory_hostname="lobby", **variables)
    assert str(caught.value).startswith(told)


def test_a_variable_of_the_environment_that_has_the_wrong_type(
    phone_connection: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GS_TIMEOUT", "soon")
    with pytest.raises(AnsibleError, match=r"^GS_TIMEOUT: 'soon' is not a number"):
        phone_connection()
    assert phone_connection(gs_timeout=4).get_option("request_timeout") == 4


@pytest.mark.parametrize(
    ("method", "arguments"), [("exec_command", ("true",)), ("put_file", ("a", "b")), ("fetch_file", ("a", "b"))]
)
def test_phone_runs_no_commands_and_says_what_does(phone_connection: Connect, method: str, arguments: tuple[str, ...]) -> None:
    with pytest.raises(AnsibleError, match=r"gather_facts: false.*delegate_to: localhost"):
        getattr(phone_connection(), method)(*arguments)


def test_background_task_runs_on_the_controller(phone_connection: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    local = Mock()

    def get(name: str, play_context: object) -> Mock:
        asked.append(name)
        return local

    monkeypatch.setattr(webapi, "connection_loader", Mock(get=get))
    phone = phone_connection()
    phone.run_on_controller()
    assert phone.exec_command("true", in_data=b"in", sudoable=False) is local.exec_command.return_value
    phone.put_file("a", "b")
    phone.fetch_file("c", "d")
    assert asked == ["ansible.builtin.local"]
    assert local.mock_calls == [
        call.exec_command("true", in_data=b"in", sudoable=False),
        call.put_file("a", "b"),
        call.fetch_file("c", "d"),
    ]


def test_connecting_talks_to_nobody(phone_connection: Connect) -> None:
    phone = phone_connection(ansible_host="192.0.2.10")
    assert phone._connect() is phone
    phone.reset()
    phone.close()
    assert phone.transport == "voip.grandstream.webapi"


def test_messages_name_the_variables_that_the_connection_reads() -> None:
    renamed = {"request_timeout": "timeout", "request_retries": "retries"}
    read = {
        renamed.get(option, option): said["vars"][-1]["name"] for option, said in documented.options(webapi.DOCUMENTATION).items()
    }
    assert {option: read[option] for option in ARGUMENT_SPEC} == VARIABLES
