# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory plugin without a network: its options, and what it makes of phones."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from ansible.errors import AnsibleError, AnsibleParserError

from ansible_collections.voip.grandstream.plugins.inventory import scan
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.plugin_utils._scan.scanner import FoundPhone
from unit.plugins.inventory.parsing import NETWORKS, Parse, Scans, Told, Variables, identity, members, variables_of, with_hosts

# --- the file and its options


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("gs_scan.yml", True),
        ("gs_scan.yaml", True),
        ("office.gs_scan.yml", True),
        ("10-office.gs_scan.yaml", True),
        ("scan.yml", False),
        ("office_gs_scan.yml", False),
        ("office.gs_scan.json", False),
        ("office.gs_scan.yml.bak", False),
    ],
)
def test_names_of_files(tmp_path: Path, name: str, wanted: bool) -> None:
    file = tmp_path / name
    assert scan.InventoryModule().verify_file(str(file)) is False, "there is no such file"
    file.touch()
    assert scan.InventoryModule().verify_file(str(file)) is wanted


def test_defaults(parse: Parse, scans: Scans) -> None:
    parse(NETWORKS)
    (plan,) = scans.plans
    assert (plan.addresses.count(), plan.total_timeout, plan.concurrency) == (254, 1800, 256)
    settings = plan.settings
    assert (settings.port, settings.use_ssl, settings.validate_certs, settings.timeout) == (443, True, False, 5)
    assert settings.password == ""


def test_environment_says_how_phones_are_reached(parse: Parse, scans: Scans, monkeypatch: pytest.MonkeyPatch) -> None:
    """As for the modules. What is about trust is not taken from there."""
    for name, value in {"GS_PORT": "8080", "GS_USE_SSL": "no", "GS_VALIDATE_CERTS": "yes", "GS_PASSWORD": "secret"}.items():
        monkeypatch.setenv(name, value)
    parse(NETWORKS)
    parse({**NETWORKS, "use_ssl": True, "port": 443})
    settings = [plan.settings for plan in scans.plans]
    assert [(one.port, one.use_ssl, one.validate_certs, one.password) for one in settings] == [
        (8080, False, False, ""),
        (443, True, False, ""),
    ]


def test_everything_that_is_wrong_is_told_at_once(parse: Parse, scans: Scans) -> None:
    config = {
        "networks": ["lobby", "192.0.2.7/24"],
        "exclude": ["kitchen"],
        "exlude": ["192.0.2.1"],
        "nonsense": 1,
        "port": 70000,
        "timeout": 0,
        "total_timeout": -1,
        "concurrency": 2001,
    }
    with pytest.raises(AnsibleParserError) as refusal:
        parse(config)
    said = str(refusal.value)
    for part in (
        "exlude: the plugin has no such option. Did you mean exclude?",
        "nonsense: the plugin has no such option;",
        "port: 70000 is out of range",
        "timeout: 0.0 is out of range",
        "total_timeout: -1.0 is out of range",
        "concurrency: 2001 is out of range (1 to 2000)",
        "networks: 'lobby' is not an address",
        "networks: '192.0.2.7/24' names one address and a whole network",
        "exclude: 'kitchen' is not an address",
    ):
        assert part in said
    assert scans.plans == []


@pytest.mark.parametrize("config", [{}, {**NETWORKS, "timeout": "long"}, {**NETWORKS, "concurrency": []}])
def test_what_ansible_core_refuses(parse: Parse, scans: Scans, config: Variables) -> None:
    with pytest.raises(AnsibleError):
        parse(config)
    assert scans.plans == []


def test_failure_of_the_engine_is_its_sentence(parse: Parse, scans: Scans) -> None:
    scans.error = InputError("ca_path: there is no file or folder /none")
    with pytest.raises(AnsibleParserError, match="there is no file or folder /none"):
        parse(NETWORKS)


def test_examples(parse: Parse, scans: Scans) -> None:
    scans.phones = [FoundPhone("192.0.2.17", identity())]
    found = []
    for example in yaml.safe_load_all(scan.EXAMPLES):
        inventory = parse({**example, "cache": False})
        found.append({name: sorted(group.name for group in host.get_groups()) for name, host in inventory.hosts.items()})
    groups = ["firmware_1_0_3_49", "phones"]
    assert found == [{"192.0.2.17": []}, {"192.0.2.17": ["phones"]}, {"phone-17": groups}, {"192.0.2.17": []}]
    assert [plan.addresses.count() for plan in scans.plans] == [254, 254 + 90 - 9, 254, 254]


# --- hosts


def test_variables_of_a_phone(parse: Parse, scans: Scans) -> None:
    scans.phones = [FoundPhone("192.0.2.10", identity())]
    assert variables_of(parse(NETWORKS), "192.0.2.10") == {
        "ansible_host": "192.0.2.10",
        "ansible_connection": "voip.grandstream.webapi",
        "gs_use_ssl": True,
        "gs_identity": identity(),
    }


@pytest.mark.parametrize(
    ("options", "port"),
    [({"use_ssl": False}, None), ({"port": 443}, None), ({"port": 80}, 80), ({"use_ssl": False, "port": 81}, 81)],
)
def test_port_is_told_where_it_is_not_the_usual_one(parse: Parse, scans: Scans, options: Variables, port: int | None) -> None:
    scans.phones = [FoundPhone("192.0.2.10", identity())]
    assert variables_of(parse({**NETWORKS, **options}), "192.0.2.10").get("ansible_port") == port


def test_names(parse: Parse, scans: Scans, told: Told) -> None:
    scans.phones = [FoundPhone(f"192.0.2.{number}", identity(hw_rev=None)) for number in (10, 9)]
    config = {**NETWORKS, "hostnames": ["gs_identity.nothing", "gs_identity.boot_version", "'phone ' ~ ansible_host[-1:]"]}
    inventory = parse(config)
    assert list(inventory.hosts) == ["phone_9", "phone_0"], "in the order of their addresses"
    assert told.warnings == []


def test_names_that_are_not_one_phones_own(parse: Parse, scans: Scans, told: Told) -> None:
    """A group's name too: what is set for such a host would be set for the group."""
    names = {"192.0.2.1": "same", "192.0.2.2": "same", "192.0.2.3": "all", "192.0.2.4": "static", "192.0.2.5": "localhost"}
    scans.phones = [FoundPhone(address, identity(vendor_name=name)) for address, name in names.items()]
    inventory = parse({**NETWORKS, "hostnames": ["gs_identity.vendor_name"]}, with_hosts(static={"ansible_host": "198.51.100.1"}))
    assert set(inventory.hosts) == {"static", *names}
    assert inventory.groups["all"].vars == {}
    assert variables_of(inventory, "static") == {"ansible_host": "198.51.100.1"}
    (warning,) = told.warnings
    assert "4 phones are named by their address" in warning


def test_phone_whose_address_is_another_hosts_name_is_left_out(parse: Parse, scans: Scans, told: Told) -> None:
    scans.phones = [FoundPhone("192.0.2.10", identity())]
    inventory = parse(NETWORKS, with_hosts(**{"192.0.2.10": {"ansible_host": "198.51.100.1"}}))
    assert variables_of(inventory, "192.0.2.10") == {"ansible_host": "198.51.100.1"}
    assert told.warnings == ["scan: the phone at 192.0.2.10 is left out, because another host or group has that name"]


@pytest.mark.parametrize("option", ["hostnames", "compose", "groups", "keyed_groups"])
def test_strict(parse: Parse, scans: Scans, option: str) -> None:
    scans.phones = [FoundPhone("192.0.2.10", identity())]
    value = {"hostnames": ["nothing"], "keyed_groups": [{"key": "nothing"}]}.get(option, {"what": "nothing"})
    assert list(parse({**NETWORKS, option: value}).hosts) == ["192.0.2.10"]
    with pytest.raises(AnsibleError, match="nothing"):
        parse({**NETWORKS, option: value, "strict": True})


def test_composed_variables_serve_for_groups(parse: Parse, scans: Scans) -> None:
    scans.phones = [FoundPhone("192.0.2.10", identity()), FoundPhone("192.0.2.11", identity(firmware_version="1.0.1.1"))]
    inventory = parse(
        {
            **NETWORKS,
            "compose": {"old": "gs_identity.firmware_version is version('1.0.2', '<')"},
            "groups": {"phones": True, "outdated": "old"},
            "keyed_groups": [
                {"key": "gs_identity.firmware_version", "prefix": "firmware"},
                {"key": "gs_identity.boot_version", "prefix": "boot", "default_value": "unknown"},
            ],
        }
    )
    assert members(inventory, "phones") == ["192.0.2.10", "192.0.2.11"]
    assert members(inventory, "outdated") == ["192.0.2.11"]
    assert members(inventory, "firmware_1_0_3_49") == ["192.0.2.10"]


def test_group_that_gets_a_hosts_name_gets_none_of_its_variables(parse: Parse, scans: Scans) -> None:
    """A hostile phone can bring such a group about, where the user's groups have no prefix."""
    scans.phones = [FoundPhone("192.0.2.1", identity(vendor_name="lobby")), FoundPhone("192.0.2.2", identity())]
    keyed_groups = [{"key": "gs_identity.vendor_name", "separator": ""}]
    config = {**NETWORKS, "keyed_groups": keyed_groups, "compose": {"composed": "'here'"}}
    inventory = parse(config, with_hosts(lobby={"ansible_host": "192.0.2.2"}))
    assert inventory.groups["lobby"].vars == {}
    assert variables_of(inventory, "lobby") == {"ansible_host": "192.0.2.2", "gs_identity": identity(), "composed": "here"}
