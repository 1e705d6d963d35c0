# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter: what its documentation shows, its option, and its failures as Ansible's errors."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleFilterError

from ansible_collections.voip.grandstream.plugins.filter.to_phonebook_xml import EXAMPLES, FilterModule, to_phonebook_xml
from ansible_collections.voip.grandstream.plugins.module_utils import _libraries


def test_example() -> None:
    shown = "".join(f"{line[2:]}\n" for line in EXAMPLES.splitlines() if line.startswith("#"))
    assert to_phonebook_xml(yaml.safe_load(EXAMPLES)[0]["vars"]["book"]) == shown


def test_name() -> None:
    assert FilterModule().filters() == {"to_phonebook_xml": to_phonebook_xml}


@pytest.mark.parametrize(("account", "index"), [(1, 0), ("2", 1), (16, 15)])
def test_account(account: Any, index: int) -> None:
    book = {"contacts": [{"last_name": "Brown", "work": "8819"}]}
    assert f"<accountindex>{index}</accountindex>" in to_phonebook_xml(book, account=account)


@pytest.mark.parametrize("account", [0, 17, -1, True, None, "", "02", "x", 1.0, [1]])
def test_wrong_account(account: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="account: this is a number from 1 to 16"):
        to_phonebook_xml({}, account)


def test_all_that_is_wrong_with_the_book() -> None:
    with pytest.raises(AnsibleFilterError, match=r"groups\[0\].name: .*; contacts\[0\].group: .*"):
        to_phonebook_xml({"groups": [{"name": ""}], "contacts": [{"last_name": "Brown", "group": "IT"}]})


def test_needs_no_defusedxml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_libraries._import_tracebacks, "defusedxml", "the traceback")
    assert "<AddressBook>" in to_phonebook_xml({})
