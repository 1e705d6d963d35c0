# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""MAC addresses in every usual spelling."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._mac import mac_digits, required_mac_digits


@pytest.mark.parametrize(
    "mac",
    [
        "000b82aabb02",
        "000B82AABB02",
        "00:0b:82:aa:bb:02",
        "00-0B-82-AA-BB-02",
        "00.0b.82.aa.bb.02",
        "00 0B 82 AA BB 02",
        "000b.82aa.bb02",
        "000b-82aa-bb02",
        "000B:82AA:BB02",
        "000b82-aabb02",
        "000B82:AABB02",
        "0:b:82:aa:bb:2",
        " 000b82aabb02\n",
    ],
)
def test_spellings(mac: str) -> None:
    assert mac_digits(mac) == "000b82aabb02"


@pytest.mark.parametrize(
    "mac",
    [
        *("", " ", "000b82aabb0", "000b82aabb022", "00:0b:82:aa:bb:0g", "00:0b-82:aa:bb:02", "000b.82aa-bb02", "0b:82:aa:bb:02"),
        *("0-b-82-aa-bb-2", "00::0b:82:aa:bb:02", "{{ mac }}", "0x00b82aabb02", "\u0660\u0660:0b:82:aa:bb:02"),
        *(None, True, 123456789012, b"000b82aabb02", ["000b82aabb02"]),
    ],
)
def test_what_is_none(mac: Any) -> None:
    assert mac_digits(mac) is None
    with pytest.raises(
        InputError, match=r"^mac: this is not a MAC address such as 00:0b:82:12:34:56\. Write all 12 digits, in quotes"
    ):
        required_mac_digits(mac)


@given(st.binary(min_size=6, max_size=6), st.sampled_from([(1, ":"), (1, "-"), (2, "."), (3, "-")]), st.booleans())
def test_every_address_is_found_again(address: bytes, spelling: tuple[int, str], upper: bool) -> None:
    size, sign = spelling
    text = sign.join(address[start : start + size].hex() for start in range(0, 6, size))
    assert mac_digits(text.upper() if upper else text) == required_mac_digits(text) == address.hex()
