# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values on firmware as the guide has it, and on firmware that treats them as the vendor's own web server does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from integration.conftest import Fleet
from integration.helpers.playbooks import Ansible, values_task
from simulator.client import SimulatedPhone
from simulator.factory import Model
from simulator.quirks.values import ReadingQuirks, WritingQuirks

#: What the profile vendor says of values.
VENDOR = {quirk.name: quirk.metadata["vendor"] for kind in (ReadingQuirks, WritingQuirks) for quirk in fields(kind)}
PERHAPS = "kept; in force perhaps only after a reboot"
SECRET = "s3cr%t+pass"
HELD = {"30": "ntp", "64": "UTC", "48": "1", "34": "0ld-secret"}

#: What each phone is asked for, and what the vendor's server cannot take of it.
CASES: dict[str, tuple[dict[str, str], set[str]]] = {
    "plain": ({"P30": "new/a:b@c!d", "P64": "CET-1CEST,M3.5.0,M10.5.0/3", "P34": "n3w-secret"}, set()),
    "raw": ({"P30": '50%+"x"', "P64": "Größe\\n", "P34": SECRET}, set()),
    "unsendable": ({"P30": "a b#c", "P64": "x&y=z", "P48": "0", "P34": SECRET}, {"P30", "P64"}),
    "empty": ({"P30": "", "P64": "", "P48": "0"}, {"P30", "P64"}),
    "empty too": ({"P30": "", "P48": "0"}, {"P30"}),
    "long": ({"P30": "x" * 120, "P64": "ü" * 16, "P48": "0"}, {"P30"}),
}


def _phone(fleet: Fleet, vendor: bool, **values: str) -> SimulatedPhone:
    phone = fleet.phone("gxv3370")
    # Firmware of one name does one thing.
    phone.set(values={**HELD, "68": "1.0.7.35" if vendor else "1.0.3.19", **values}, quirks=VENDOR if vendor else {})
    return phone


def _emptied(phones: Iterable[SimulatedPhone]) -> list[str]:
    """The values that somebody tried to empty on these phones."""
    return [key for phone in phones for row in phone.requests("api-values.post") for key, text in row["sent"] if not text]


def test_values_as_the_firmware_takes_them(ansible: Ansible, door: str, fleet: Fleet) -> None:
    phones = {
        f"{firmware} {case}".replace(" ", "_"): (
            _phone(fleet, firmware == "vendor"),
            wanted,
            refused if firmware == "vendor" else set(),
        )
        for case, (wanted, refused) in CASES.items()
        # A shipped task costs a second.
        if door == "in_process" or case in ("raw", "empty")
        for firmware in ("guide", "vendor")
    }
    hosts = {name: fleet.host(phone, wanted=wanted) for name, (phone, wanted, _refused) in phones.items()}
    task = {"voip.grandstream.gs_pvalue": {"values": "{{ wanted }}"}}
    # One after the other: a phone then knows what the one before has shown of empty values.
    options: dict[str, Any] = {"door": door, "warnings": (PERHAPS,), "secrets": [SECRET, "n3w-secret", "0ld-secret"]}
    before = {name: phone.values() for name, (phone, *_rest) in phones.items()}

    first = ansible.run(hosts, [task], "--forks", "1", **options)

    for name, (phone, wanted, refused) in phones.items():
        kept = {key[1:]: text for key, text in wanted.items() if key not in refused}
        assert phone.values() == {**before[name], **kept}, name
        if refused:
            failure = first.failure(name)
            assert (failure["error"]["kind"], set(failure["error"]["pvalues"])) == ("file_only", refused)
            assert "provisioning file" in failure["msg"]
            assert failure.get("in_force") == (PERHAPS if failure["changed"] else None)
            assert {change["pvalue"] for change in failure["changes"]} == wanted.keys() - refused
        else:
            data = first.data(name)
            assert data["changed"]
            assert data.get("in_force") == (PERHAPS if name.startswith("vendor") else None)
            assert data.get("unproved", []) == ["P34"] * ("P34" in wanted and name.startswith("guide"))
        secrets = [text for row in phone.requests("api-values.post") for key, text in row["sent"] if key == "P34"]
        assert name.startswith("guide") or set(secrets) <= {SECRET, "n3w-secret"}, "no secret was ever garbled"
    emptied = _emptied(phone for name, (phone, *_rest) in phones.items() if name.startswith("vendor_empty"))
    assert emptied == ["P30"], "one value to one phone"

    writes = {name: len(phone.requests("api-values.post")) for name, (phone, *_rest) in phones.items()}
    # Where a secret is not told, only a registered account could prove it.
    complete = {
        name: hosts[name]
        for name, (_phone, wanted, refused) in phones.items()
        if not refused and (name.startswith("vendor") or "P34" not in wanted)
    }
    second = ansible.run(complete, [task], door=door, secrets=options["secrets"])
    assert second.changed(*complete) == [False] * len(complete)
    assert all(len(phones[name][0].requests("api-values.post")) == writes[name] for name in complete)


def test_many_values_and_broken_ones(ansible: Ansible, fleet: Fleet) -> None:
    """Hundreds of values on a server that dies of 140 names; one of them spoils the answer, and is named and overwritten."""
    phones = {"guide": _phone(fleet, False), "vendor": _phone(fleet, True, **{"64": 'broken "value"'})}
    written_only = Model.load("gxv3370", {}).write_only
    held = phones["guide"].values()
    wanted = {
        f"P{number}": text for number, text in held.items() if number.isdigit() and text and number not in {*written_only, "68"}
    }
    assert len(wanted) > 140
    tasks = [
        {"name": "read", "voip.grandstream.gs_info": {"gather_subset": ["config"]}},
        {"name": "write", **values_task({**wanted, "P64": "UTC"})},
    ]

    run = ansible.run(fleet.hosts(**phones), tasks, warnings=("left out", PERHAPS))

    assert [bool(run.data(name, "write")["changed"]) for name in phones] == [False, True]
    assert phones["vendor"].values()["64"] == "UTC"
    assert [run.data(name, "read").get("unreadable") for name in phones] == [None, ["P64"]]
    assert run.data("vendor", "read")["config"]["settings"]
    for phone in phones.values():
        asked = [len(dict(row["sent"])["request"].split(":")) for row in phone.requests("api-values.get")]
        assert max(asked) <= 90
        assert sum(asked) > 332
        assert not [row for row in phone.requests() if row["outcome"] == "crashed"]
