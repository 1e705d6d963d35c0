# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Desired states for hypothesis: what users write, mostly right, in every spelling of values that there is."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue

MODELS = [*catalogue.MODELS, None]

#: Text that XML can hold, so that a file can.
TEXT = st.text(
    st.characters(min_codepoint=0x20, exclude_categories=["Cs"], exclude_characters="\ufffe\uffff") | st.sampled_from("\t\n\r")
)
HOSTS = [
    "pbx",
    "sip.example.net",
    "sip.example.net.",
    "sip.example.net:5060",
    "192.0.2.1",
    "192.0.2.1:65535",
    "[::1]:5061",
    "a_b-c",
]
ZONES = ["Europe/Berlin", "America/Argentina/Ushuaia", "Australia/Lord_Howe"]
URLS = ["https://u:p@host/path?x#y", "http://[2001:db8::1]:80", "tftp://10.0.0.1"]
NOT_SO_RIGHT: st.SearchStrategy[Any] = st.sampled_from(
    ["", "yes", "TLS", "0", "1", "-1", "70000", "007", "+5", "a b", "256.1.1.1", "1.2.3", "::1", "host:0", "host:65536", "://x"]
) | st.sampled_from([None, 0, 1, -1, 70000, 10**12, True, False, 1.5, [], {}])


class State(NamedTuple):
    """A desired state and the model that it is for."""

    settings: dict[Any, Any]
    accounts: dict[Any, Any]
    model: str | None


@functools.cache
def right_values(name: str, model: str | None) -> st.SearchStrategy[Any]:
    """Values that the setting of that name may have on a model, in all spellings."""
    found = catalogue.by_name(name)
    assert found is not None
    setting = found.on(model)
    empty = [""] if not setting.default else []
    if setting.type == "boolean":
        return st.sampled_from([True, False, "true", "No", "ON", "off", 0, 1, "0", *empty])
    if setting.type == "enum":
        words = list(setting.enum.values())
        # A setting of other models has no word here.
        return st.sampled_from([*words, *(word.upper() for word in words), *setting.enum, *empty] or ["no word"])
    if setting.type in ("integer", "port"):
        more = 0 if setting.counted_from is None else 1 - setting.counted_from
        ends = ((setting.minimum or 0) + more, (setting.maximum or 0) + more)
        numbers = st.integers(*ends)
        return numbers | numbers.map(str) | st.sampled_from([*empty, *ends, *map(int, setting.also)])
    if setting.type == "ip":
        return st.ip_addresses(v=4).map(str) | (st.nothing() if setting.is_address_in_octets else st.ip_addresses(v=6).map(str))
    if setting.type in ("host", "url"):
        return st.sampled_from([*(HOSTS if setting.type == "host" else URLS), ""])
    text = (TEXT if "timezone" not in setting.type else TEXT.filter(lambda text: "/" not in text)) | st.integers(0, 10**9)
    return text | st.sampled_from(ZONES) if setting.type == "posix_timezone" else text


@st.composite
def states(draw: st.DrawFn, *, slips: bool = False) -> State:
    """A state for one of the models or for an unknown one. ``slips``: a few values, names and numbers may be wrong."""
    model = draw(st.sampled_from(MODELS))
    most = catalogue.SAFE_ACCOUNTS if model is None else catalogue.accounts_of(model)
    here = list(catalogue.for_model(None if slips and draw(st.booleans()) else model))
    settings: dict[Any, Any] = {}
    accounts: dict[Any, Any] = {}
    for setting in draw(st.lists(st.sampled_from(here), max_size=8)):
        values = right_values(setting.name, model)
        value = draw(NOT_SO_RIGHT if slips and draw(st.integers(0, 5)) == 0 else values)
        if setting.scope == "account":
            accounts.setdefault(draw(st.integers(1, most + (slips and draw(st.booleans())))), {})[setting.name] = value
        else:
            settings[setting.name] = value
    numbers = st.sampled_from(sorted(catalogue.secret_numbers())) | st.integers(60000, 999999).map(str)
    for number in draw(st.lists(numbers, max_size=3)):
        settings[f"P{number}"] = draw(TEXT | st.booleans() | st.integers(0, 99))
    if slips and draw(st.integers(0, 5)) == 0:
        settings[draw(st.sampled_from(["ntp_serber", "sip_server", "P68", "030", "", "boot_version", "P1234567", "p30"]))] = "1"
    return State(settings, accounts, model)
