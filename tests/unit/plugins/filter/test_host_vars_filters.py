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

from ansible_collections.voip.grandstream.plugins.filter import to_host_vars, without_layers, without_secrets


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


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: without_layers.without_layers([], []), "this takes a dictionary with settings and accounts, and a list"),
        (lambda: without_layers.without_layers({}, {}), "and a list of layers"),
        (lambda: without_layers.without_layers({}, [], "gxv9"), "'?gxv9'? is not one of"),
        (lambda: without_secrets.without_secrets("x"), "this takes a dictionary"),
        (lambda: to_host_vars.to_host_vars({}, "x"), "a list of lines for the comment"),
        (
            lambda: to_host_vars.to_host_vars({"settings": {"P2": "hunter2"}}),
            r"^a variables file must not hold secrets: settings.P2. The filter without_secrets",
        ),
    ],
    ids=["state", "layers", "model", "secrets", "comment", "a secret"],
)
def test_mistakes(call: Callable[[], Any], said: str) -> None:
    with pytest.raises(AnsibleFilterError, match=said):
        call()


def test_names() -> None:
    for module in (to_host_vars, without_layers, without_secrets):
        (name,) = module.FilterModule().filters()
        assert module.__name__.endswith(f".{name}")
