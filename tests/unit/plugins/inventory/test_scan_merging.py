# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory plugin beside other sources and other runs: static inventories, incomplete scans, the cache."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from ansible.inventory.data import InventoryData

from ansible_collections.voip.grandstream.plugins.plugin_utils._scan.scanner import FoundPhone
from unit.plugins.inventory.parsing import (
    NETWORKS,
    Parse,
    Scans,
    Told,
    Variables,
    identity,
    members,
    trusted,
    variables_of,
    with_hosts,
)

# --- merging


@pytest.mark.parametrize(
    "host",
    [
        {"ansible_host": "192.0.2.10"},
        {"ansible_host": "192.0.2.{{ number }}", "number": 10},
        {"ansible_host": "192.0.2.10", "ansible_port": 8443, "gs_use_ssl": False, "ansible_connection": "local"},
    ],
)
def test_merges_with_a_static_inventory_by_address(parse: Parse, scans: Scans, host: Variables) -> None:
    host = {name: trusted(value) for name, value in host.items()}
    scans.phones = [FoundPhone("192.0.2.10", identity())]
    config = {
        **NETWORKS,
        "hostnames": ["'other'"],
        "compose": {"version": "gs_identity.firmware_version"},
        "groups": {"phones": True},
    }
    inventory = parse(config, with_hosts(lobby=host))
    assert variables_of(inventory, "lobby") == {**host, "gs_identity": identity(), "version": "1.0.3.49"}
    assert list(inventory.hosts) == ["lobby"]
    assert members(inventory, "phones") == ["lobby"]


@pytest.mark.parametrize(
    ("name", "variables", "merged"),
    [
        ("192.0.2.10", {}, True),
        ("2001:DB8::A", {}, True),
        ("lobby", {"ansible_host": "2001:db8:0:0::a"}, True),
        ("lobby", {}, False),
        ("lobby", {"ansible_host": "lobby.example.net"}, False),
        ("lobby", {"ansible_host": "{{ not_known_yet }}"}, False),
        ("lobby", {"ansible_host": "192.0.2.11"}, False),
    ],
)
def test_who_has_the_address(parse: Parse, scans: Scans, name: str, variables: Variables, merged: bool) -> None:
    variables = {variable: trusted(value) for variable, value in variables.items()}
    scans.phones = [FoundPhone("192.0.2.10", identity()), FoundPhone("2001:db8::a", identity())]
    inventory = parse(NETWORKS, with_hosts(**{name: variables}))
    assert len(inventory.hosts) == (2 if merged else 3)
    assert ("gs_identity" in variables_of(inventory, name)) is merged


def test_variables_of_groups_tell_addresses_too(parse: Parse, scans: Scans) -> None:
    inventory = with_hosts(lobby={"number": 10}, kitchen={"number": 11})
    inventory.add_group("phones")
    inventory.set_variable("phones", "ansible_host", trusted("192.0.2.{{ number }}"))
    for name in ("lobby", "kitchen"):
        inventory.add_child("phones", name)
    scans.phones = [FoundPhone("192.0.2.10", identity()), FoundPhone("192.0.2.12", identity())]
    parse(NETWORKS, inventory)
    assert set(inventory.hosts) == {"lobby", "kitchen", "192.0.2.12"}
    assert "gs_identity" in variables_of(inventory, "lobby")


def test_variables_in_files_tell_addresses_too(parse: Parse, scans: Scans, tmp_path: Path) -> None:
    """Beside the earlier source."""
    (tmp_path / "host_vars").mkdir()
    (tmp_path / "host_vars" / "lobby.yml").write_text("ansible_host: 192.0.2.10\n", encoding="utf-8")
    inventory = with_hosts(lobby={})
    inventory.processed_sources.append(str(tmp_path / "hosts.yml"))
    scans.phones = [FoundPhone("192.0.2.10", identity())]
    parse(NETWORKS, inventory)
    assert list(inventory.hosts) == ["lobby"]


def test_several_hosts_of_one_address(parse: Parse, scans: Scans) -> None:
    """Behind a forwarding router: the one that names the port; if none does, none is to be left without."""
    one, other = ({"ansible_host": "192.0.2.10", "ansible_port": port} for port in (8001, "8002"))
    scans.phones = [FoundPhone("192.0.2.10", identity())]
    for port, expected in ((8002, [False, True]), (443, [True, True])):
        inventory = parse({**NETWORKS, "port": port}, with_hosts(north=one, south=other))
        assert ["gs_identity" in variables_of(inventory, name) for name in ("north", "south")] == expected


# --- what is told, and kept


def test_incomplete_scans_are_told(parse: Parse, scans: Scans, told: Told) -> None:
    scans.phones, scans.finished, scans.trouble = [FoundPhone("192.0.2.10", identity())], False, {"Network is unreachable": 7}
    assert list(parse(NETWORKS).hosts) == ["192.0.2.10"]
    unreachable, stopped = told.warnings
    assert unreachable == "scan: 7 of 254 addresses could not be asked from this machine (Network is unreachable)"
    assert stopped.startswith("scan: stopped after 1800 s (option total_timeout) at 254 of 254 addresses;")


def test_hosts_that_keep_their_identity_to_themselves_count_only_where_that_is_said(
    parse: Parse, scans: Scans, told: Told
) -> None:
    scans.phones = [FoundPhone("192.0.2.10", identity())]
    scans.reserved = [f"192.0.2.{number}" for number in (29, 7, 30, 8, 31, 9)]
    assert list(parse(NETWORKS).hosts) == ["192.0.2.10"]
    (warning,) = told.warnings
    assert "6 hosts answer as phones that keep their identity to themselves, and are left out: " in warning
    assert "192.0.2.7, 192.0.2.8, 192.0.2.9, 192.0.2.29, 192.0.2.30 and 1 more. " in warning
    told.warnings.clear()
    inventory = parse({**NETWORKS, "include_reserved": True})
    assert len(inventory.hosts) == 7
    assert set(variables_of(inventory, "192.0.2.7")["gs_identity"].values()) == {None}
    assert told.warnings == []


@pytest.fixture
def cached(parse: Parse, tmp_path: Path) -> Parse:
    """`parse`, with a cache in files."""
    cache = {"cache": True, "cache_plugin": "jsonfile", "cache_connection": str(tmp_path / "cache")}
    return lambda config, **options: parse({**cache, **config}, **options)


def names(inventories: Iterable[InventoryData]) -> list[list[str]]:
    return [list(inventory.hosts) for inventory in inventories]


def test_cache(cached: Parse, scans: Scans) -> None:
    text = "{{ lookup('pipe', 'id') }}"
    scans.phones = [FoundPhone("192.0.2.10", identity()), FoundPhone("192.0.2.9", identity(vendor_name=text))]
    first = cached(NETWORKS)
    scans.phones = []
    again = cached({**NETWORKS, "groups": {"phones": True}})
    assert names([first, again]) == [["192.0.2.9", "192.0.2.10"]] * 2
    assert variables_of(first, "192.0.2.9") == variables_of(again, "192.0.2.9")
    assert members(again, "phones") == ["192.0.2.10", "192.0.2.9"]
    assert len(scans.plans) == 1
    assert names([cached(NETWORKS, refresh=True), cached(NETWORKS)]) == [[], []]
    assert len(scans.plans) == 2


@pytest.mark.parametrize(
    "change", [{"networks": ["192.0.2.0/25"]}, {"exclude": ["192.0.2.1"]}, {"port": 8443}, {"use_ssl": False}]
)
def test_cache_of_another_question_is_not_used(cached: Parse, scans: Scans, change: Variables) -> None:
    for config in (NETWORKS, {**NETWORKS, **change}):
        cached(config)
    assert len(scans.plans) == 2


@pytest.mark.parametrize(("finished", "trouble"), [(False, {}), (True, {"Network is unreachable": 1})])
def test_incomplete_scans_are_not_kept(cached: Parse, scans: Scans, finished: bool, trouble: dict[str, int]) -> None:
    scans.finished, scans.trouble = finished, trouble
    cached(NETWORKS)
    cached(NETWORKS)
    assert len(scans.plans) == 2
