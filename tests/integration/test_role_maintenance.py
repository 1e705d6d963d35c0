# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role maintenance: idle phones only, inside the window, as often as one likes, and no further than the failure budget."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from integration.conftest import Fleet
from integration.helpers.lifecycle import DAY, IDLE, IN_CALL, LINES, LOGIN, OPERATION, TIME, asked, sent
from integration.helpers.maintained import WRONG, Phones, begin, ends, messages, results, run, take, wait_until
from integration.helpers.playbooks import Ansible, Data, Run

GET, POST = "api-values.get", "api-values.post"
QUICK: Data = {"shutdown_seconds": 0.1, "boot_seconds": 0.3}
LIVED: Data = {"quirks": QUICK, "uptime": 8 * DAY}
BUSY: Data = {"lines": {"1": {"state": IN_CALL, "number": "4711", "account": "1"}}}
#: What the provisioning server gives, and how that is written.
GIVEN, GIVES = {"30": "proof.example.net"}, {"ntp_server": "proof.example.net"}
PROOF: Data = {
    "gs_maintenance_operation": "provision",
    "gs_maintenance_provision_proof": GIVES,
}
#: What a phone that is not too slow for the tests has time for.
PATIENCE: Data = {"gs_maintenance_wait_timeout": 20, "gs_maintenance_poll": 1}


def hours(first: int, last: int) -> dict[str, str]:
    """A window from so many hours from now to so many."""
    now = datetime.now()
    return {"start": f"{now + timedelta(hours=first):%H:%M}", "end": f"{now + timedelta(hours=last):%H:%M}"}


def told(result: Run) -> list[str]:
    """The last report."""
    lines: list[str] = results(result, "Report")[-1].data["msg"]
    return lines


def orders(phones: Phones) -> dict[str, Any]:
    """What each phone was told to do."""
    return {
        name: "+".join(dict(parameters)["request"] for parameters in sent(phone, OPERATION)) for name, phone in phones.items()
    }


def test_rolling_reboot(released_ansible: Ansible, fleet: Fleet) -> None:
    """All that can be wrong with phones in the middle of it: the others have their turn."""
    phones = take(fleet, "a", "busy", "dead", "d", "locked", "wrong", "g", "young", **LIVED)
    phones["busy"].set(**BUSY)
    phones["dead"].set(off=True)
    phones["locked"].set(locked_for=300)
    phones["young"].set(uptime=3600)
    for name in ("d", "busy", "wrong"):
        phones[name].set(profile="vendor", quirks=QUICK)
    hosts = {"wrong": {"ansible_password": WRONG}}

    first = run(released_ansible, fleet, phones, "reboot", hosts=hosts, gs_serial=4)

    assert first.rc == 4
    assert ends(first) == {name: "unreachable" if name in ("dead", "locked", "wrong") else "ok" for name in phones}
    assert orders(phones) == {name: "REBOOT" if name in ("a", "d", "g") else "" for name in phones}
    assert told(first)[:4] == [
        "8 phones: 3 rebooted, 1 left alone (up for less than 12h), 1 busy (left for a later run), 3 unreachable",
        "rebooted: a, d, g",
        "left alone (up for less than 12h): young",
        "busy (left for a later run): busy",
    ]
    assert [line.split(":")[1] for line in told(first)[4:]] == [" dead", " locked", " wrong"]
    assert all(phones[name].uptime() < 60 for name in ("a", "d", "g"))
    # Who is not touched is asked one or two questions after its login.
    assert asked(phones["young"]) == [*LOGIN, TIME]
    assert asked(phones["busy"]) == [*LOGIN, TIME, LINES]
    assert asked(phones["a"])[:6] == [*LOGIN, TIME, LINES, TIME, OPERATION]
    assert phones["wrong"].state()["strikes"] <= 2


def test_check_mode(ansible: Ansible, fleet: Fleet) -> None:
    """It says what would happen, whatever the window, and sends nothing that changes anything."""
    kinds: Data = {"reboot": {"gs_maintenance_operation": "reboot"}, "provision": PROOF}
    hosts = {f"{kind}{state}": options for state in ("", " busy") for kind, options in kinds.items()}
    phones = take(fleet, *hosts, **LIVED)
    for kind in kinds:
        phones[f"{kind} busy"].set(**BUSY)

    result = run(ansible, fleet, phones, "role:maintenance", "--check", hosts=hosts, gs_maintenance_window=hours(-2, -1))

    assert result.rc == 0, result.output
    assert told(result)[:3] == [
        "4 phones: 2 would be rebooted, 2 busy (left for a later run)",
        "would be rebooted: reboot, provision",
        "busy (left for a later run): reboot busy, provision busy",
    ]
    assert told(result)[3].startswith("In check mode the window does not matter. Now the window ")
    for phone in phones.values():
        assert not {OPERATION, POST} & set(asked(phone)), asked(phone)
        assert LINES in asked(phone)


FIRMWARE: Data = {"gs_maintenance_operation": "firmware", "gs_maintenance_firmware_version": "1.0.3.60"}
WRONG_VALUES: dict[str, tuple[Data, str]] = {
    "closed": ({"gs_maintenance_window": hours(-2, -1)}, "Nothing was sent to this phone. Run it again when the window is open"),
    "number": ({"gs_maintenance_window": {"start": 1320, "end": "05:00"}}, 'Write it in quotes, such as "22:00"'),
    "days": ({"gs_maintenance_window": {**hours(-1, 1), "days": ["someday"]}}, "days: 'someday' is not one of mon"),
    "version": ({"gs_maintenance_operation": "firmware"}, "gs_maintenance_firmware_version: it is empty"),
    "server": ({**FIRMWARE, "gs_maintenance_firmware_server": "http://x"}, "firmware_server: write host and path only"),
    "steps": ({**FIRMWARE, "gs_maintenance_firmware_steps": ["1.0.4.1", "1.0.3.60"]}, "1.0.3.60 is not newer than 1.0.4.1"),
    "duration": ({"gs_maintenance_min_uptime": "soon"}, "min_uptime: 'soon' is not a duration"),
    "budget": ({"gs_maintenance_max_failures": -1}, "gs_maintenance_max_failures: -1 is out of range"),
    "pause": ({"gs_maintenance_poll": 0}, "gs_maintenance_poll: 0 is out of range"),
    "operation": ({"gs_maintenance_operation": "repair"}, "value of gs_maintenance_operation must be one of"),
}


def test_nothing_is_sent(ansible: Ansible, fleet: Fleet) -> None:
    """Outside of the window, and where a value cannot be right. Where a whole batch is refused, the run ends."""
    phones = take(fleet, *WRONG_VALUES, "fine", **LIVED)
    hosts = {name: options for name, (options, _says) in WRONG_VALUES.items()}
    kind: Data = {"gs_maintenance_operation": "reboot"}

    result = run(ansible, fleet, phones, "role:maintenance", hosts=hosts, **kind, gs_serial=len(WRONG_VALUES))

    assert (result.rc, sorted(result.recap)) == (2, sorted(WRONG_VALUES))
    for name, (_options, says) in WRONG_VALUES.items():
        assert says in messages(result)[name], name
    assert not any(asked(phone) for phone in phones.values())


def test_window_closes_meanwhile(ansible: Ansible, fleet: Fleet) -> None:
    """Behind the phone on which the run spends the rest of the window: nobody of its batch, and nobody of the next."""
    phones = take(fleet, "patient", "slow", "late", "next", **LIVED)
    phones["patient"].set(**BUSY)
    phones["slow"].set(quirks={**QUICK, "boot_seconds": 2})
    window = ansible.folder / "window.json"
    window.write_text(json.dumps(hours(-1, 1)), encoding="utf-8")
    # A window that always closes in two seconds: nobody waits for the end of a call for longer.
    closing = "{{ {'start': '%H:%M' | strftime(now().timestamp() - 3600), 'end': '%H:%M:%S' | strftime(now().timestamp() + 2)} }}"
    hosts = {"patient": {"gs_maintenance_when_busy": "wait", "gs_maintenance_window": closing}}

    started = begin(
        ansible,
        fleet,
        phones,
        "reboot",
        hosts=hosts,
        env={"ANSIBLE_FORKS": "1"},
        gs_maintenance_window=f"{{{{ lookup('ansible.builtin.file', '{window}') | from_json }}}}",
        gs_serial=3,
    )
    wait_until(lambda: phones["slow"].requests(OPERATION))
    window.write_text(json.dumps(hours(-2, -1)), encoding="utf-8")
    result = started.finish()

    assert (result.rc, ends(result)) == (2, {"patient": "failures", "slow": "ok", "late": "failures", "next": "failures"})
    assert orders(phones) == {"patient": "", "slow": "REBOOT", "late": "", "next": ""}
    assert asked(phones["late"]) == asked(phones["next"]) == []
    assert " is closed: it is " in messages(result)["late"]
    assert " is closed: it is " in messages(result)["next"]
    patient = messages(result)["patient"]
    assert "line 1 is in_call. It stayed so for " in patient
    assert float(patient.split("It stayed so for ")[1].split(" s ")[0]) <= 2


def test_failure_budget(ansible: Ansible, fleet: Fleet) -> None:
    """It is looked at after each batch: one phone too many ends the run, as many as it allows do not."""
    phones = take(fleet, *"abcdef", **LIVED)
    for name in "ac":
        phones[name].set(off=True)

    result = run(ansible, fleet, phones, "reboot", gs_serial=2, gs_maintenance_max_failures=1)

    assert result.rc == 4
    assert orders(phones) == {"a": "", "b": "REBOOT", "c": "", "d": "REBOOT", "e": "", "f": ""}
    assert [line.split(":")[0] for line in told(result)] == ["6 phones", "rebooted", "unreachable", "unreachable"]
    (stop,) = messages(result, "failed").values()
    assert "2 of 6 phones failed or were unreachable, and gs_maintenance_max_failures allows 1." in stop
    assert "2 phones of later batches were not contacted" in stop


def test_later_run(ansible: Ansible, fleet: Fleet) -> None:
    """It does what is left, also after Ctrl-C while a phone is on its way: in the end every phone has rebooted once."""
    phones = take(fleet, "done", "dead", "midway", "busy", "locked", "wrong", **LIVED)
    phones["dead"].set(off=True)
    phones["midway"].set(quirks={**QUICK, "boot_seconds": 2})
    phones["busy"].set(**BUSY)
    started = begin(ansible, fleet, phones, "reboot", gs_serial=2)
    wait_until(lambda: phones["midway"].requests(OPERATION))
    started.interrupt()
    assert started.finish().rc != 0
    assert orders(phones) == {**dict.fromkeys(phones, ""), "done": "REBOOT", "midway": "REBOOT"}

    phones["dead"].set(off=False)
    phones["dead"].set(uptime=8 * DAY)
    phones["busy"].set(lines={"1": {"state": IDLE}})
    phones["locked"].set(strikes=4)
    phones["midway"].wait_until_up()
    second = run(ansible, fleet, phones, "reboot", gs_serial=4)

    assert second.rc == 0
    assert orders(phones) == {**dict.fromkeys(phones, "REBOOT"), "done": "", "midway": ""}
    assert asked(phones["done"]) == asked(phones["midway"]) == [*LOGIN, TIME]
    assert {name for name, counts in second.recap.items() if not counts["changed"]} == {"done", "midway"}


def test_fetching(released_ansible: Ansible, fleet: Fleet) -> None:
    """Only phones without it are touched, and nothing is believed that the phone does not say itself."""
    names = ("fetches", "has it", "no file", "other password", "restarts", "without proof")
    phones = take(fleet, *names, **LIVED)
    for name in ("fetches", "restarts"):
        phones[name].set(provisioning=GIVEN)
    phones["has it"].set(values=GIVEN)
    phones["other password"].set(provisioning={"2": "provisioned-2 +&"})
    phones["restarts"].set(quirks={"provision_reboots": True})
    hosts: dict[str, Data] = dict.fromkeys(names, PROOF)
    hosts["no file"] = {**PROOF, "gs_maintenance_wait_timeout": 1}
    hosts["without proof"] = {"gs_maintenance_operation": "provision"}

    result = run(released_ansible, fleet, phones, "role:maintenance", hosts=hosts, **PATIENCE)

    assert result.rc == 4
    assert told(result)[:3] == [
        "6 phones: 3 provisioned, 1 have their configuration already, 1 failed, 1 unreachable",
        "provisioned: fetches, restarts, without proof",
        "have their configuration already: has it",
    ]
    assert orders(phones) == {name: "" if name == "has it" else "PROV" for name in names}
    told_why = messages(result)
    assert "not have ntp_server as gs_maintenance_provision_proof says, 1 seconds after it accepted" in told_why["no file"]
    assert "refused the credentials" in told_why["other password"]
    # One login was refused, with both digests, and not repeated.
    assert phones["other password"].state()["strikes"] == 2
    assert asked(phones["has it"]) == [*LOGIN, GET]
