# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One door a phone for its contacts."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleLookupError

from ansible_collections.voip.grandstream.plugins.plugin_utils._one_door import downloads, through_one_door

BOOK = {"name": "phonebook", "contacts": [{"first_name": "A"}], "purge": True}
OWN = {"name": "host_vars/lobby", "contacts": [{"first_name": "B"}]}


def mode(value: Any, key: Any = "phonebook_download_mode", name: str = "group_vars/phones") -> dict[str, Any]:
    return {"name": name, "settings": {"ntp_server": "x", key: value}}


def names(*layers: dict[str, Any], weaker: Any = (BOOK,), **variables: Any) -> list[Any]:
    found = through_one_door(weaker, layers, {"gs_model": "gxv3370", **variables}, lambda value: value)
    return [layer["name"] for layer in found]


@pytest.mark.parametrize(
    ("layers", "model", "is_one"),
    [
        ([mode("https")], "gxv3370", True),
        ([mode("off")], "gxv3370", False),
        ([mode(False)], "gxv3370", False),
        ([mode("3", "P330")], None, True),
        ([mode("0", 330)], None, False),
        ([mode("https"), mode("off")], "wp820", False),
        ([mode("off"), mode("https")], "wp820", True),
        ([mode("https"), mode(None)], "wp820", False),
        ([mode("nonsense")], "wp820", False),
        ([mode("http")], "x", False),
        ([{"name": "x", "accounts": {1: {}}}], "wp820", False),
    ],
)
def test_who_downloads(layers: list[dict[str, Any]], model: str | None, is_one: bool) -> None:
    assert downloads(layers, model) is is_one


def test_the_directory_goes_through_one_door() -> None:
    assert names(mode("off")) == ["phonebook", "group_vars/phones"]
    assert names(mode("https")) == ["group_vars/phones"]
    assert names(mode("https"), gs_phonebook_both=True) == ["phonebook", "group_vars/phones"]
    # What a weaker layer says besides stays.
    assert names(mode("https"), weaker=[{**BOOK, "settings": {"P30": "x"}}]) == ["phonebook", "group_vars/phones"]
    assert names(weaker=[{**BOOK, **mode("https", name="phonebook")}]) == ["phonebook"]


def test_contacts_of_the_phone_are_refused() -> None:
    assert names(OWN, mode("off"), weaker=()) == ["host_vars/lobby", "group_vars/phones"]
    assert names(OWN, mode("https"), weaker=(), gs_phonebook_both="yes") == ["host_vars/lobby", "group_vars/phones"]
    with pytest.raises(AnsibleLookupError, match=r"^host_vars/lobby: gs_contacts: the phone downloads its phonebook"):
        names(OWN, mode("https"), weaker=())
