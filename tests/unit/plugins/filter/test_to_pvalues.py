# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter: what its documentation shows, its option, and its failures as Ansible's errors."""

from __future__ import annotations

import pytest
import yaml
from ansible.errors import AnsibleFilterError
from hypothesis import assume, given

from ansible_collections.voip.grandstream.plugins.filter.to_pvalues import DOCUMENTATION, EXAMPLES, FilterModule, to_pvalues
from ansible_collections.voip.grandstream.plugins.module_utils import _libraries
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue
from ansible_collections.voip.grandstream.plugins.module_utils._settings.to_pvalues import to_values
from unit.desired_states import State, states


def test_example() -> None:
    state = yaml.safe_load(EXAMPLES)[0]["vars"]["state"]
    shown = yaml.safe_load("\n".join(line[2:] for line in EXAMPLES.splitlines() if line.startswith("#")))
    assert to_pvalues(state, model="gxv3380") == shown
    assert list(to_pvalues(state, model="gxv3380")) == list(shown), "in the order of the state"


def test_name() -> None:
    assert FilterModule().filters() == {"to_pvalues": to_pvalues}


def test_models_are_documented() -> None:
    assert yaml.safe_load(DOCUMENTATION)["options"]["model"]["choices"] == list(catalogue.MODELS)


def test_all_that_is_wrong() -> None:
    with pytest.raises(AnsibleFilterError, match=r"settings.web_port: 0 is not a port .*; accounts.3: a wp820 has 2 accounts"):
        to_pvalues({"settings": {"web_port": 0}, "accounts": {3: {}}}, "wp820")
    with pytest.raises(AnsibleFilterError, match="model: x is not one of"):
        to_pvalues({}, "x")


def test_no_secret_in_an_error() -> None:
    with pytest.raises(AnsibleFilterError) as caught:
        to_pvalues(
            {"settings": {"admin_password": ["s3cret"]}, "accounts": {1: {"sip_auth_password": 1.5, "sip_pasword": "s3cret"}}}
        )
    assert "s3cret" not in str(caught.value)
    assert "settings.admin_password: it is a list, and not a text" in str(caught.value)


def test_needs_no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_libraries._import_tracebacks, "defusedxml", "the traceback")
    assert to_pvalues({"settings": {"ntp_server": "ntp"}}) == {"P30": "ntp"}


@given(states())
def test_p_values_are_a_desired_state_of_the_same_values(state: State) -> None:
    """As gs_pvalue takes them, by number, all of them as they are."""
    values = to_values(*state)
    assume(not values.problems)
    by_number = to_pvalues({"settings": state.settings, "accounts": state.accounts}, state.model)
    assert by_number == {f"P{number}": text for number, text in values.texts.items()}
    assert to_pvalues({"settings": by_number}, state.model) == by_number
