# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the network into the inventory: values that are never templates, and names that can do no harm."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.plugin_utils._scan.hosts import (
    KnownHost,
    choose_names,
    meant_by,
    order,
)


def test_name_that_only_one_phone_has() -> None:
    candidates = {
        "192.0.2.1": ["V2.2A", "lobby"],
        "192.0.2.2": ["V2.2A", "taken", "kitchen"],
        "192.0.2.3": ["V2.2A"],
        "192.0.2.4": [],
        "192.0.2.5": ["same", "same"],
        "192.0.2.6": ["V2.2A"],
    }
    names = choose_names(candidates, {"taken", "192.0.2.6"}.__contains__)
    assert names == {
        "192.0.2.1": "lobby",
        "192.0.2.2": "kitchen",
        "192.0.2.3": "192.0.2.3",
        "192.0.2.4": "192.0.2.4",
        "192.0.2.5": "same",
        "192.0.2.6": None,
    }


_NAMES = st.sampled_from([*"abcdef"])


@given(st.dictionaries(st.integers(1, 20).map("192.0.2.{}".format), st.lists(_NAMES, max_size=4), max_size=8), st.sets(_NAMES))
def test_no_two_phones_get_one_name(candidates: dict[str, list[str]], taken: set[str]) -> None:
    names = choose_names(candidates, taken.__contains__)
    assert names.keys() == candidates.keys()
    assert len(set(names.values())) == len(names)
    assert not set(names.values()) & taken


def test_host_that_names_the_port_is_meant() -> None:
    both = [KnownHost("north", 8001), KnownHost("south", 8002), KnownHost("somewhere", None)]
    assert meant_by(8002, both) == ["south"]
    assert meant_by(443, both) == ["north", "south", "somewhere"]


def test_order() -> None:
    addresses = ["192.0.2.10", "192.0.2.9", "2001:db8::1", "10.0.0.1"]
    assert sorted(addresses, key=order) == ["10.0.0.1", "192.0.2.9", "192.0.2.10", "2001:db8::1"]
