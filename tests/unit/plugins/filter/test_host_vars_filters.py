# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filters between phones and variables files: what their documentation shows, and their failures as Ansible's errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleFilterError

from ansible_collections.voip.grandstream.plugins.filter import to_directory, to_host_vars, without_layers, without_secrets
from ansible_collections.voip.grandstream.plugins.plugin_utils._directory.files import read_directory


def commented(examples: str) -> str:
    """The part of EXAMPLES that is a comment."""
    return "\n".join(line[2:] for line in examples.splitlines() if line.startswith("# "))


def test_example_of_without_layers() -> None:
    given, becomes = commented(without_layers.EXAMPLES).split("becomes\n")
    state = yaml.safe_load(given)
    assert without_layers.without_layers(state["config"], state["layers"], "wp820", hide_defaults=True) == yaml.safe_load(becomes)


def test_example_of_without_secrets() -> None:
    given, becomes = commented(without_secrets.EXAMPLES).split("becomes\n")
    assert without_secrets.without_secrets(yaml.safe_load(given)) == yaml.safe_load(becomes)


def test_example_of_to_host_vars() -> None:
    shown = commented(to_host_vars.EXAMPLES) + "\n"
    variables = yaml.safe_load(shown)
    state = {"settings": variables["gs_settings"], "accounts": variables["gs_accounts"]}
    assert to_host_vars.to_host_vars(state, ["What the phone holds."]) == shown


def test_what_repeats_a_secret_is_taken_out_and_named() -> None:
    state = {
        "settings": {"P2": "Correct-Horse-1", "P270": "Lobby (Correct-Horse-1)", "P30": "Correct-Horse"},
        "accounts": {1: {"sip_auth_password": "8800-8800", "sip_user_id": "8800-8800", "account_name": "x8800-8800x"}},
        "contacts": [{"first_name": "Ann", "work": "8800-8800-1"}],
    }
    assert without_secrets.without_secrets(state) == {
        "settings": {"P30": "Correct-Horse"},
        "accounts": {1: {"sip_user_id": "8800-8800"}},
        "contacts": [{"first_name": "Ann"}],
        "secrets": [
            "accounts.1.account_name",
            "accounts.1.sip_auth_password",
            "contacts[0].work",
            "settings.P2",
            "settings.P270",
        ],
    }


def test_example_of_to_directory() -> None:
    shown = commented(to_directory.EXAMPLES) + "\n"
    contact = {"first_name": "Jack", "last_name": "{{ Brown }}", "work": "8819", "group": "Sales"}
    book = {"groups": [{"name": "Sales"}], "contacts": [contact], "problems": []}
    assert to_directory.to_directory(book, ["What the phone in the lobby had."]) == shown


def test_directory_reads_back_as_it_was() -> None:
    texts = ["0049", "yes", "null", "#jinja2:x", "a\u202eb", "{% raw %}", "- x", "a: b", "'", '"', "!vault x"]
    book = {"groups": [{"name": text} for text in texts], "contacts": [{"first_name": text} for text in texts]}
    written = to_directory.to_directory(book)
    read = read_directory(".yml", written.encode(), {}, None)
    assert ([contact["first_name"] for contact in read.contacts], list(read.groups)) == (texts, texts)
    plain = [line for line in written.splitlines() if "!unsafe" not in line and ("{" in line or "#" in line)]
    assert plain == []


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: without_layers.without_layers([], []), "this takes a dictionary with settings and accounts, and a list"),
        (lambda: without_layers.without_layers({}, {}), "and a list of layers"),
        (lambda: without_layers.without_layers({}, [], "gxv9"), "'?gxv9'? is not one of"),
        (lambda: without_secrets.without_secrets("x"), "this takes a dictionary"),
        (lambda: to_directory.to_directory([]), "this takes a dictionary with groups and contacts"),
        (lambda: to_host_vars.to_host_vars({}, "x"), "a list of lines for the comment"),
        (
            lambda: to_host_vars.to_host_vars({"settings": {"P2": "hunter2"}}),
            r"^a variables file must not hold secrets: settings.P2. The filter without_secrets",
        ),
    ],
    ids=["state", "layers", "model", "secrets", "directory", "comment", "a secret"],
)
def test_mistakes(call: Callable[[], Any], said: str) -> None:
    with pytest.raises(AnsibleFilterError, match=said):
        call()


def test_names() -> None:
    for module in (to_directory, to_host_vars, without_layers, without_secrets):
        (name,) = module.FilterModule().filters()
        assert module.__name__.endswith(f".{name}")
