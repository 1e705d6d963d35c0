# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory plugin `voip.grandstream.scan` on loopback networks: who is found, and what everybody was asked."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from integration.conftest import PASSWORD, Fleet
from integration.helpers.playbooks import Ansible, Data, Run
from simulator.client import SimulatedPhone
from unit.plugins.inventory.neighbours import PHONE, Habit, Street, drips, http, silence, stays, values

PLUGIN = "voip.grandstream.scan"
IDENTITY = {
    "vendor_name": "Grandstream",
    "vendor_fullname": "Grandstream Networks, Inc.",
    "hardware_revision": "V2.2A",
    "boot_version": None,
    "kernel_version": None,
    "recovery_version": "1.0.1.7",
    "touch_panel_version": "22",
}


def scan_file(ansible: Ansible, networks: Sequence[str], name: str = "office.gs_scan.yml", **options: Any) -> Path:
    """A file of the plugin."""
    file = ansible.folder / name
    file.write_text(yaml.safe_dump({"plugin": PLUGIN, "networks": list(networks), **options}), encoding="utf-8")
    return file


def of_fleet(ansible: Ansible, fleet: Fleet, networks: Sequence[str], **options: Any) -> Path:
    """A file of the plugin for simulated phones."""
    return scan_file(ansible, networks, port=fleet.simulator.port, use_ssl=fleet.simulator.ca is not None, **options)


def inventory_of(ansible: Ansible, *sources: Path, more: Sequence[str] = (), **options: Any) -> tuple[Data, Run]:
    """What `ansible-inventory --list` tells of some sources, and its run."""
    arguments = [part for source in sources for part in ("-i", str(source))]
    run = ansible.command("ansible-inventory", *arguments, "--list", *more, **options).finish()
    assert run.rc == 0, run.output
    # With -v, other lines come before it.
    return json.loads(run.stdout[run.stdout.index("\n{") + 1 if not run.stdout.startswith("{") else 0 :]), run


def hosts_of(inventory: Data) -> dict[str, Data]:
    hosts: dict[str, Data] = inventory["_meta"]["hostvars"]
    return hosts


def asked(fleet: Fleet) -> dict[str, dict[str, int]]:
    """How often each phone that was asked at all was asked for what."""
    return {address: dict(counts) for address, counts in fleet.simulator.requests_summary()["phones"].items() if counts}


def once(*addresses: str) -> dict[str, dict[str, int]]:
    return {address: {"api-values.get": 1} for address in addresses}


def test_phones_of_a_network(released_ansible: Ansible, fleet: Fleet) -> None:
    """Phones with their identity, nothing that a login would tell, nobody asked twice, and the excluded not at all."""
    found = [f"127.0.10.{number}" for number in (41, 42, 43, 48)]
    fleet.simulator.phone("127.0.10.41").set(quirks={"unauthenticated_values": "empty", "content_type": "text/html"})
    fleet.simulator.phone("127.0.10.42").set(quirks={"response_case": "title", "keep_alive": False})
    file = of_fleet(
        released_ansible,
        fleet,
        ["127.0.10.40/29", "127.0.10.48-55", "127.0.10.41"],
        exclude=["127.0.10.44-46"],
        hostnames=["gs_identity.boot_version", "gs_identity.vendor_name", "'phone-' ~ ansible_host.split('.') | last"],
        compose={"outdated": "gs_identity.firmware_version is version('2', '<')"},
        groups={"phones": True, "to_be_updated": "outdated", "nobody": "no_such_variable"},
        keyed_groups=[{"key": "gs_identity.hardware_revision", "prefix": "hardware"}],
    )

    inventory, run = inventory_of(released_ansible, file, more=["-v"])

    assert "scan: 11 addresses, 4 answered, 4 phones" in run.stdout
    names = [f"phone-{address.rpartition('.')[2]}" for address in found]
    assert list(hosts_of(inventory)) == names
    for name, address in zip(names, found, strict=True):
        variables = hosts_of(inventory)[name]
        version = variables["gs_identity"].pop("firmware_version")
        assert variables == {
            "ansible_host": address,
            "ansible_port": fleet.simulator.port,
            "ansible_connection": "voip.grandstream.webapi",
            "gs_use_ssl": False,
            "gs_identity": IDENTITY,
            "outdated": version.startswith("1."),
        }
    assert [inventory[group]["hosts"] for group in ("phones", "to_be_updated", "hardware_V2_2A")] == [names] * 3
    assert "nobody" not in inventory
    assert asked(fleet) == once(*found)
    assert [fleet.simulator.phone(address).state()["strikes"] for address in found] == [0] * 4


def test_texts_of_hostile_phones_stay_texts(released_ansible: Ansible, fleet: Fleet) -> None:
    """Wherever a text is used, and also when it comes out of the cache."""
    owned = released_ansible.folder / "owned"
    text = f"{{{{ lookup('pipe', 'touch {owned}') }}}}"
    phone = fleet.simulator.phone("127.0.10.1")
    phone.set(
        values={"vendor_fullname": f"Grandstream\x1b[2J\n {text}", "vendor_name": text, "hw_rev": "all", "7033": "x" * 10_000}
    )
    file = of_fleet(
        released_ansible,
        fleet,
        ["127.0.10.1"],
        hostnames=["gs_identity.hardware_revision", "gs_identity.vendor_name"],
        compose={"composed": "gs_identity.vendor_name", "ansible_connection": "'local'"},
        keyed_groups=[
            {"key": "gs_identity.vendor_name", "prefix": "by"},
            {"key": "gs_identity.hardware_revision", "separator": ""},
        ],
        groups={"phones": "'Grandstream' in gs_identity.vendor_fullname"},
        cache=True,
        cache_plugin="jsonfile",
        cache_connection=str(released_ansible.folder / "cache"),
    )
    shown = "{{ gs_identity.vendor_name }} {{ composed }}"
    full_name = f"Grandstream\\x1b[2J\\n {text}"
    tasks = [{"ansible.builtin.debug": {"msg": shown}}, {"ansible.builtin.set_fact": {"kept": "{{ gs_identity }}"}}]
    playbook = released_ansible.folder / "playbook.yml"
    playbook.write_text(yaml.safe_dump([{"hosts": "phones", "gather_facts": False, "tasks": tasks}]), encoding="utf-8")

    for dummy in range(2):
        run = released_ansible.command("ansible-playbook", "-i", str(file), str(playbook)).finish()
        (host,) = run.recap
        debugged, kept = run.of(host)
        assert debugged.data["msg"] == f"{text} {text}"
        identity = kept.data["ansible_facts"]["kept"]
        assert identity["vendor_fullname"] == (full_name if len(full_name) <= 128 else f"{full_name[:127]}…")
        assert identity["recovery_version"] == "x" * 127 + "…"
        assert host.startswith("lookup__pipe____touch_")
    assert not owned.exists()
    assert asked(fleet) == once("127.0.10.1")


def test_static_inventory_and_scan_make_one(released_ansible: Ansible, fleet: Fleet) -> None:
    """A play on both: a phone by its name with what the inventory says of it, another one as it was found."""
    lobby, kitchen, strange = fleet.phone(), fleet.phone("gxv3350"), fleet.phone("gxv3380")
    static = {
        "phones": {
            "hosts": {"lobby": {"ansible_port": fleet.simulator.port}, "office": fleet.host(strange, ansible_connection="local")},
            "vars": {"ansible_password": PASSWORD, "ansible_connection": "voip.grandstream.webapi", "gs_use_ssl": False},
        }
    }
    hosts = released_ansible.folder / "hosts.yml"
    hosts.write_text(yaml.safe_dump(static), encoding="utf-8")
    (released_ansible.folder / "host_vars").mkdir()
    (released_ansible.folder / "host_vars" / "lobby.yml").write_text(f"ansible_host: {lobby.address}\n", encoding="utf-8")
    addresses = [phone.address for phone in (lobby, kitchen, strange)]
    file = of_fleet(released_ansible, fleet, addresses, groups={"phones": True})
    tasks = [{"name": "read", "voip.grandstream.gs_info": {"gather_subset": ["identity", "status"]}}]
    asserted = {"name": "same", "ansible.builtin.assert": {"that": "read.identity == gs_identity"}}
    playbook = released_ansible.folder / "playbook.yml"
    play = {"hosts": "phones:!office", "gather_facts": False, "tasks": [{**tasks[0], "register": "read"}, asserted]}
    playbook.write_text(yaml.safe_dump([play]), encoding="utf-8")

    inventory = inventory_of(released_ansible, hosts, file)[0]
    run = released_ansible.command(
        "ansible-playbook", "-i", str(hosts), "-i", str(file), str(playbook), secrets=[PASSWORD]
    ).finish()

    assert set(hosts_of(inventory)) == {"lobby", "office", kitchen.address}
    assert hosts_of(inventory)["office"]["ansible_connection"] == "local", "how it is reached stays as the inventory says"
    assert set(run.recap) == {"lobby", kitchen.address}
    assert {result.status for result in run.results} == {"ok"}, run.output
    assert [phone.state()["strikes"] for phone in (lobby, kitchen, strange)] == [0, 0, 0]
    assert len(strange.requests()) == 2, "of the two scans"


def test_order_of_sources_in_a_folder(ansible: Ansible, fleet: Fleet) -> None:
    folder = ansible.folder / "inventory"
    folder.mkdir()
    (folder / "10-hosts.yml").write_text(yaml.safe_dump({"all": {"hosts": {"lobby": {"ansible_host": "127.0.10.1"}}}}), "utf-8")
    of_fleet(ansible, fleet, ["127.0.10.1"], name="inventory/20-office.gs_scan.yaml")

    inventory = inventory_of(ansible, folder)[0]

    assert list(hosts_of(inventory)) == ["lobby"]


def test_cache(ansible: Ansible, fleet: Fleet) -> None:
    """The second run sends nothing, until it is told to look again."""
    cache = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(ansible.folder / "cache")}
    file = of_fleet(ansible, fleet, ["127.0.10.1-3"], **cache)

    first, second = inventory_of(ansible, file)[0], inventory_of(ansible, file)[0]
    counts = [sum(counts["api-values.get"] for counts in asked(fleet).values())]
    fleet.simulator.phone("127.0.10.2").set(off=True)
    third = inventory_of(ansible, file, more=["--flush-cache"])[0]
    counts.append(sum(counts["api-values.get"] for counts in asked(fleet).values()))

    assert first == second
    assert list(hosts_of(third)) == ["127.0.10.1", "127.0.10.3"]
    assert counts == [3, 5]


def test_tls(ansible: Ansible, tls_fleet: Fleet) -> None:
    """Any certificate will do, unless it must be valid: for the address, and of a CA that is known."""
    addresses = tls_fleet.simulator.addresses[:3]
    file = of_fleet(ansible, tls_fleet, addresses)
    assert list(hosts_of(inventory_of(ansible, file)[0])) == addresses
    assert asked(tls_fleet) == once(*addresses)

    file = of_fleet(ansible, tls_fleet, addresses, validate_certs=True)
    inventory, run = inventory_of(ansible, file, more=["-vvv"])
    assert hosts_of(inventory) == {}
    assert f"scan: {addresses[0]} is not a phone: TLS failed (" in run.stdout

    file = of_fleet(ansible, tls_fleet, addresses, validate_certs=True, ca_path=str(tls_fleet.simulator.ca))
    assert list(hosts_of(inventory_of(ansible, file)[0])) == addresses
    assert asked(tls_fleet) == {address: {"api-values.get": 2} for address in addresses}


#: By what is wrong with the phone's answer: what is said of it with -vvv.
FAULTS: Mapping[str, str] = {
    "reset": "the connection was lost",
    "hang": "its answer was not complete within 1 s",
    "slow": "its answer was not complete within 1 s",
    "status_500": "it answered HTTP 500",
    "html": "it answered with a web page",
    "truncated": "its answer is not JSON",
    "short": "its answer is not HTTP, or not complete",
    "wrong_shape": "its answer is JSON, but not that of a phone",
    "empty": "its answer is empty",
}


def test_faulty_phones_and_neighbours(ansible: Ansible, fleet: Fleet) -> None:
    """Each takes its second at most, none is asked again, and the others are found."""
    faulty: dict[str, SimulatedPhone] = {kind: fleet.phone() for kind in FAULTS}
    for kind, phone in faulty.items():
        phone.fault(kind, "api-values.get", times=None, **({"seconds": 30} if kind in ("hang", "slow") else {}))
    well = fleet.phone("wp820")
    addresses = [phone.address for phone in (*faulty.values(), well)]
    file = of_fleet(ansible, fleet, addresses, timeout=1)

    began = time.monotonic()
    inventory, run = inventory_of(ansible, file, more=["-vvv"])

    assert list(hosts_of(inventory)) == [well.address]
    for kind, why in FAULTS.items():
        assert f"scan: {faulty[kind].address} is not a phone: {why}" in run.stdout, kind
    assert asked(fleet) == once(*addresses)
    assert time.monotonic() - began < 10


def test_network_with_everything(ansible: Ansible) -> None:
    """Silence, other devices, an answer without an end, a phone; and the end of the time for all."""
    street: dict[str, Habit] = {
        "127.0.52.1": http("<html>printer"),
        "127.0.52.2": PHONE,
        "127.0.52.3": values(vendor_name="Acme", vendor_fullname=""),
        "127.0.52.4": drips(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536, pause=0),
        "127.0.52.7": stays(b""),
    }
    with Street(street) as there, silence(["127.0.52.5", "127.0.52.6"], there.port):
        file = scan_file(ansible, ["127.0.52.0/28"], port=there.port, use_ssl=False, total_timeout=1.0, groups={"phones": True})
        warning = "stopped after 1 s (option total_timeout) at 14 of 14 addresses"
        inventory, run = inventory_of(ansible, file, more=["-v"], warnings=[warning])
    assert inventory["phones"]["hosts"] == ["127.0.52.2"]
    assert "scan: 14 addresses, 5 answered, 1 phones" in run.stdout
    assert {len(requests) for requests in there.asked.values()} == {1}


def test_interrupted_scan_ends_at_once(ansible: Ansible) -> None:
    with Street({"127.0.53.1": stays(b"")}) as street, silence(["127.0.53.2"], street.port):
        file = scan_file(ansible, ["127.0.53.1-2"], port=street.port, use_ssl=False, timeout=60, concurrency=2)
        started = ansible.command("ansible-inventory", "-i", str(file), "--list")
        deadline = time.monotonic() + 20
        while not street.asked["127.0.53.1"] and time.monotonic() < deadline:
            time.sleep(0.02)
        began = time.monotonic()
        started.interrupt()
        run = started.finish()
    assert street.asked["127.0.53.1"]
    assert run.rc != 0
    assert "nterrupt" in run.stderr
    assert time.monotonic() - began < 5


def test_wrong_options_are_told_before_anything_is_sent(released_ansible: Ansible, fleet: Fleet) -> None:
    file = of_fleet(released_ansible, fleet, ["127.0.10.1", "lobby"], exlude=["127.0.10.1"], concurrency=0)

    run = released_ansible.command(
        "ansible-inventory",
        *("-i", str(file), "--list"),
        env={"ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true", "ANSIBLE_INVENTORY_ENABLED": PLUGIN},
        warnings=["Failed to parse"],
    ).finish()

    assert run.rc != 0
    said = " ".join(run.output.split())
    for part in ("Did you mean exclude?", "concurrency: 0 is out of range (1 to 2000)", "'lobby' is not an address"):
        assert part in said, run.output
    assert asked(fleet) == {}


def test_documentation(ansible: Ansible) -> None:
    run = ansible.command("ansible-doc", "--type", "inventory", PLUGIN).finish()

    assert (run.rc, run.stderr) == (0, "")
    words = set(run.stdout.split())
    assert {"networks", "exclude", "hostnames", "keyed_groups", "strict", "cache", "concurrency"} <= words
