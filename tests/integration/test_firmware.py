# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Firmware in rings: no phone gets it before those of the ring before have shown that they live with it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from integration.conftest import PASSWORD, Fleet
from integration.helpers.configs import registered
from integration.helpers.lifecycle import DAY, IN_CALL, LINES, LOGIN, OPERATION, TIME, asked, sent
from integration.helpers.maintained import Phones, begin, ends, messages, results, run, wait_until
from integration.helpers.playbooks import Ansible, Data, Run
from simulator.client import SimulatedPhone

GET, POST = "api-values.get", "api-values.post"
QUICK: Data = {"shutdown_seconds": 0.1, "boot_seconds": 0.3}
SERVER = "fw.example.net/phones"
OLD, STEP, NEW, NEWER = "1.0.1.20", "1.0.1.43", "1.0.3.60", "1.0.4.1"
#: A folder for each version, and what an admin must not do: all phones look for firmware where the newest one lies.
OFFERED = {f"http://{SERVER}/{version}": version for version in (STEP, NEW)}
#: What each phone has before, and again afterwards: path, protocol, check rule, prompt. It looks for firmware at each boot.
FORMER = {"192": "fw.example.net/old", "6767": "1", "238": "0", "1549": "1"}
VALUES = {**registered(p64="UTC0"), **FORMER, "30": "ntp.example.net", "68": OLD}
START: Data = {"quirks": QUICK, "uptime": 8 * DAY, "upgrades": OFFERED, "values": VALUES}
#: All that a phone in order is asked before its turn.
LOOK = [GET, *LOGIN, "api-get_phone_status", TIME, "api-get_accounts", GET]
#: What new firmware must not do. The text must not be taken for a template.
BREAKS: Data = {"values": {"30": "{{ 6 * 7 }}.example.net"}, "registered": {"1": False}, "clock": "2016-08-30T11:30:00"}
BUSY: Data = {"lines": {"1": {"state": IN_CALL, "number": "4711", "account": "1"}}}
CAMPAIGN: Data = {
    # A bundle of the collection, which is a default of another role.
    "gs_bundles": ["security"],
    "gs_maintenance_firmware_version": NEW,
    "gs_maintenance_firmware_server": SERVER,
    "gs_maintenance_firmware_protocol": "http",
    "gs_maintenance_firmware_timeout": 8,
    "gs_maintenance_wait_timeout": 2,
    "gs_maintenance_poll": 1,
}
FORKS = {"ANSIBLE_FORKS": "10"}
#: Seconds for a campaign of several rings.
PATIENCE = 200.0
#: Firmware that applies values when it starts says so.
APPLIES = ("in force perhaps only after a reboot",)


def take(fleet: Fleet, models: dict[str, str]) -> Phones:
    """A phone for each name, of that model, with the old firmware, and in order."""
    phones = {name: fleet.phone(model) for name, model in models.items()}
    for phone in phones.values():
        phone.set(**START)
    return phones


def variables(ansible: Ansible, **more: object) -> Data:
    """Of all phones."""
    return {**CAMPAIGN, "gs_maintenance_firmware_notes": str(ansible.folder / "notes"), **more}


def notes(ansible: Ansible) -> list[Path]:
    """The notes on upgrades that are not finished."""
    return sorted((ansible.folder / "notes").glob("*"))


def versions(phones: Phones) -> dict[str, str]:
    """What each phone runs."""
    return {name: phone.values()["68"] for name, phone in phones.items()}


def settings(phone: SimulatedPhone) -> dict[str, str]:
    """What the phone holds of the settings that an upgrade changes."""
    return {number: phone.values()[number] for number in FORMER}


def paths(phone: SimulatedPhone) -> list[str]:
    """The firmware paths that the phone was given, in order."""
    return [dict(parameters)["P192"] for parameters in sent(phone, POST) if "P192" in dict(parameters)]


def told(result: Run) -> list[str]:
    """The last report."""
    reports = results(result, "Report which phones")
    assert reports, result.output
    lines: list[str] = reports[-1].data["msg"]
    return lines


def tells_why(result: Run) -> None:
    """Check the reasons in the report of the ring that stopped the run, and that of the phone that the firmware broke."""
    lines, why = told(result), messages(result)["second"]
    (line,) = [line for line in lines if line.startswith("not upgraded: not in order: Not in order before the upgrade: ")]
    assert "account 1 (1001) is not registered" in line
    assert why.startswith("Not in order after the upgrade, and in order before: account 1 (1001) is not registered")
    assert "its clock is 3" in why
    assert 'settings.ntp_server was "ntp.example.net" and is "{{ 6 * 7 }}.example.net"' in why
    assert lines[-1].startswith(
        "1 phone failed, and gs_maintenance_max_failures allows 0. The run ends here. Not begun: 2 phones."
    )


#: Most are of the model with the fewest settings, which takes the least time.
MODELS = {
    **dict.fromkeys(("canary", "vendor", "second", "third", "last", "done", "newer", "not in order", "off"), "wp820"),
    "stepwise": "gxv3370",
}


def campaign(ansible: Ansible, fleet: Fleet, phones: dict[str, SimulatedPhone], hosts: dict[str, Data]) -> Run:
    """Run the rings to their end, with a power cut at one of the last phones while the first is upgraded."""
    started = begin(
        ansible,
        fleet,
        phones,
        "upgrade_firmware",
        hosts=hosts,
        env=FORKS,
        tolerated=APPLIES,
        **variables(ansible),
        gs_serial=["40%", "20%", "100%"],
    )
    # In a thread, because all settings of phones are more than the pipe holds.
    with ThreadPoolExecutor() as pool:
        finishing = pool.submit(started.finish, PATIENCE)
        wait_until(lambda: phones["canary"].requests(OPERATION))
        for power_cut in (True, False):
            phones["last"].set(off=power_cut)
        return finishing.result()


def tells_who_has_what(result: Run) -> None:
    """Check the summary of the campaign."""
    assert told(result)[:8] == [
        (
            "10 phones: 3 upgraded, 1 run it already, 1 run a newer version, left alone, 1 not upgraded, 1 unreachable, "
            "1 failed, 2 not begun"
        ),
        f"have {NEWER}: 1 (newer)",
        f"have {NEW}: 5 (canary, vendor, second, done, stepwise)",
        f"have {OLD}: 3 (third, last, not in order)",
        "have a version that is not known: 1 (off)",
        "upgraded: 3 (canary, vendor, stepwise)",
        "run a newer version, left alone: 1 (newer)",
        "not begun: 2 (third, last)",
    ]


@pytest.mark.long
def test_rings(ansible: Ansible, fleet: Fleet) -> None:
    """A power cut leaves the later rings as they are, and so does a phone that comes back broken, until it is mended."""
    phones = take(fleet, MODELS)
    phones["vendor"].set(profile="vendor", quirks=QUICK)
    phones["second"].set(upgrade_breaks=BREAKS)
    for name, version in (("done", NEW), ("newer", NEWER)):
        phones[name].set(values={"68": version})
    phones["not in order"].set(registered={"1": False})
    phones["off"].set(off=True)
    hosts: dict[str, Data] = {name: {"gs_model": model} for name, model in MODELS.items()}
    hosts["stepwise"]["gs_maintenance_firmware_steps"] = [STEP, NEW]
    hosts["done"]["ansible_password"] = "no login is needed"
    everyone = variables(ansible)

    result = campaign(ansible, fleet, phones, hosts)
    left_out = ("second", "not in order", "off")
    assert (result.rc, ends(result)) == (2, {name: "failures" if name in left_out else "ok" for name in phones})
    upgraded = ("canary", "second", "stepwise", "vendor", "done")
    assert versions(phones) == {**{name: NEW if name in upgraded else OLD for name in phones}, "newer": NEWER}
    assert all(settings(phone) == FORMER for phone in phones.values())
    assert paths(phones["stepwise"]) == [f"{SERVER}/{STEP}", f"{SERVER}/{NEW}", FORMER["192"]]
    assert paths(phones["canary"]) == [f"{SERVER}/{NEW}", FORMER["192"]]
    tells_who_has_what(result)
    tells_why(result)
    # Phones that are done cost one request, and those that wait are looked at.
    assert asked(phones["done"]) == asked(phones["newer"]) == [GET]
    assert asked(phones["third"]) == asked(phones["last"]) == asked(phones["not in order"]) == LOOK
    (note,) = notes(ansible)
    assert (note.stat().st_mode & 0o777, note.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert not [secret for secret in (PASSWORD, "secret-1001") if json.dumps(secret)[1:-1] in note.read_text(encoding="utf-8")]

    # A later run looks at the broken phone first, and begins with nobody.
    result = run(ansible, fleet, phones, "upgrade_firmware", hosts=hosts, env=FORKS, **everyone)
    assert (result.rc, ends(result)) == (2, {name: "failures" if name in left_out else "ok" for name in phones})
    assert "1 failed, 2 not begun" in told(result)[0]
    assert all(asked(phones[name]) == LOOK for name in ("third", "last"))
    assert not any(phone.requests(POST) for phone in phones.values())

    phones["second"].set(values={"30": VALUES["30"]}, registered={"1": True}, clock=None)
    mended = ("--limit", "second,third,done")
    result = run(ansible, fleet, phones, "upgrade_firmware", *mended, hosts=hosts, env=FORKS, **everyone)
    assert result.rc == 0, result.output
    assert told(result)[0] == "3 phones: 2 upgraded, 1 run it already"
    assert not phones["second"].requests(OPERATION)
    assert phones["third"].values()["68"] == NEW
    assert settings(phones["third"]) == settings(phones["second"]) == FORMER
    assert notes(ansible) == []


CANARIES = {"dead": "here", "late": "there", "fine": "elsewhere", "waiting": "elsewhere", "another": "anywhere"}


@pytest.mark.long
def test_canaries_that_are_not_in_order_hold_the_others(ansible: Ansible, fleet: Fleet) -> None:
    """The run fails, and so does each later one, while a canary does not answer, or lives badly with firmware that came late."""
    phones = take(fleet, dict.fromkeys(CANARIES, "wp820"))
    phones["dead"].set(upgrade_breaks=BREAKS)
    phones["late"].set(upgrades={})
    # The phone of a host that is not of this run answers there.
    phones["another"].set(values={"35": "1009", "34": "secret-1009"})
    hosts: dict[str, Data] = {name: {"gs_site": site} for name, site in CANARIES.items()}
    hosts["away"] = {"gs_accounts": {1: {"sip_user_id": "1009"}}}
    chosen = ("--limit", "!away")
    hosts["late"]["gs_maintenance_firmware_timeout"] = 2
    everybody = {**phones, "away": fleet.phone("wp820")}
    everyone = variables(ansible, gs_maintenance_firmware_ring_by=["gs_site"], gs_serial=["40%", "100%"])

    started = begin(ansible, fleet, everybody, "upgrade_firmware", *chosen, hosts=hosts, env=FORKS, tolerated=APPLIES, **everyone)
    result = started.finish(PATIENCE)

    # Those of the ring did not all fail, so that Ansible itself has no reason to end the run.
    lost = ("dead", "late", "another")
    assert (result.rc, ends(result)) == (2, {name: "failures" if name in lost else "ok" for name in phones}), result.output
    assert told(result)[0] == "5 phones: 1 upgraded, 1 not upgraded, 2 failed, 1 not begun"
    assert "answers as away (sip_user_id 1009)" in messages(result)["another"]
    assert settings(phones["another"]) == FORMER
    assert not phones["another"].requests(POST)
    assert len(notes(ansible)) == 2

    phones["dead"].set(off=True)
    # Not even the version that it was told to install.
    phones["late"].set(values={"68": NEWER, "30": "late.example.net"})
    result = run(ansible, fleet, everybody, "upgrade_firmware", *chosen, hosts=hosts, env=FORKS, **everyone)

    assert result.rc == 2
    assert told(result)[0] == "5 phones: 1 run it already, 2 failed, 2 not begun"
    why = messages(result)
    assert why["dead"].startswith("An earlier run has begun the upgrade of this phone. Mend the phone, or leave it out")
    assert 'settings.ntp_server was "ntp.example.net" and is "late.example.net"' in why["late"]
    assert asked(phones["waiting"]) == LOOK
    assert versions({"waiting": phones["waiting"]}) == {"waiting": OLD}
    assert len(notes(ansible)) == 2

    # A phone that fails at once is in no play at the end, where the others tell that they failed.
    hosts["fine"]["gs_maintenance_poll"] = "soon"
    chosen = ("--limit", "fine,waiting")
    result = run(ansible, fleet, everybody, "upgrade_firmware", *chosen, hosts=hosts, env=FORKS, **everyone)
    assert (result.rc, ends(result)) == (2, {"fine": "failures", "waiting": "failures"}), result.output
    assert messages(result)["waiting"].startswith("The run ended before it came to all phones.")


@pytest.mark.long
def test_interrupted(ansible: Ansible, fleet: Fleet) -> None:
    """After Ctrl-C in the middle, the next run puts the settings back, and looks at what came of the upgrade."""
    phones = take(fleet, dict.fromkeys(("slow", "later", "elsewhere"), "wp820"))
    # It answers for so long before it restarts, and before it takes the firmware.
    phones["slow"].set(quirks={**QUICK, "shutdown_seconds": 3})
    # Of a run whose notes are on another controller.
    phones["elsewhere"].set(values={"192": f"{SERVER}/{NEW}"})
    hosts: dict[str, Data] = {"slow": {"gs_site": "here"}, "later": {"gs_site": "there"}, "elsewhere": {"gs_site": "there"}}
    everyone = variables(ansible, gs_maintenance_firmware_ring_by=["gs_site"])
    started = begin(ansible, fleet, phones, "upgrade_firmware", "--limit", "slow", hosts=hosts, **everyone)
    with ThreadPoolExecutor() as pool:
        finishing = pool.submit(started.finish, PATIENCE)
        # Ansible waits for the next look at the version then. Where it begins a process, it loses the interrupt.
        wait_until(lambda: OPERATION in (seen := asked(phones["slow"])) and seen[-1] == GET)
        started.interrupt()
        assert finishing.result().rc != 0
    assert settings(phones["slow"])["192"] == f"{SERVER}/{NEW}"
    assert len(notes(ansible)) == 1
    phones["slow"].wait_until_up()

    result = run(ansible, fleet, phones, "upgrade_firmware", hosts=hosts, env=FORKS, **everyone)

    assert result.rc == 0, result.output
    assert versions(phones) == dict.fromkeys(phones, NEW)
    assert settings(phones["slow"]) == settings(phones["later"]) == FORMER
    assert not phones["slow"].requests(OPERATION)
    lines = told(result)
    assert lines[0] == "3 phones: 3 upgraded"
    assert "an interrupted run had left its settings on the phone, which are put back: 1 (slow)" in lines
    assert any(line.startswith("had the settings of this upgrade already") and line.endswith("1 (elsewhere)") for line in lines)
    assert notes(ansible) == []


ROLE = ("old", "in a call", "no firmware", "by provisioning", "unchecked", "changed", "off")


@pytest.mark.long
def test_role(released_ansible: Ansible, fleet: Fleet) -> None:
    """In a play of one's own. Check mode writes nothing, and nothing is believed that the phone does not say itself."""
    phones = take(fleet, dict.fromkeys(ROLE, "wp820"))
    phones["in a call"].set(**BUSY)
    phones["no firmware"].set(upgrades={})
    phones["by provisioning"].set(quirks={"provision_upgrades": True})
    phones["unchecked"].set(registered={"1": False, "2": False})
    for name in ("by provisioning", "changed"):
        phones[name].set(upgrade_breaks={"values": BREAKS["values"]})
    phones["off"].set(off=True)
    hosts: dict[str, Data] = {
        "no firmware": {"gs_maintenance_firmware_timeout": 2},
        "by provisioning": {"gs_maintenance_firmware_trigger": "provision", "gs_maintenance_firmware_may_change": ["ntp_server"]},
        "unchecked": {"gs_maintenance_firmware_accept": False},
    }
    everyone = variables(released_ansible, gs_maintenance_operation="firmware")
    few = ("--check", "--limit", "old,in a call")

    check = run(released_ansible, fleet, phones, "role:maintenance", *few, hosts=hosts, env=FORKS, **everyone)
    assert told(check)[0] == "2 phones: 1 would be upgraded, 1 busy (left for a later run)"
    assert not any({OPERATION, POST} & set(asked(phone)) for phone in phones.values())
    assert LINES in asked(phones["old"])

    result = run(released_ansible, fleet, phones, "role:maintenance", hosts=hosts, env=FORKS, **everyone)

    assert result.rc == 2
    assert told(result)[0] == "7 phones: 3 upgraded, 1 busy (left for a later run), 1 unreachable, 2 failed", result.output
    not_upgraded = ("in a call", "no firmware", "off")
    assert versions(phones) == {name: OLD if name in not_upgraded else NEW for name in phones}
    assert all(settings(phone) == FORMER for phone in phones.values())
    why = messages(result)
    assert set(why) == {"no firmware", "changed", "off"}
    assert why["no firmware"].startswith(f"The phone runs {OLD} and not {NEW}, 2 seconds after it was told to fetch it.")
    assert f"({SERVER}/{NEW})" in why["no firmware"]
    assert '"{{ 6 * 7 }}.example.net"' in why["changed"]
    assert not phones["in a call"].requests(OPERATION)


def test_secrets_become_what_git_says(released_ansible: Ansible, fleet: Fleet) -> None:
    """No phone tells them. What git does not say stays as the upgrade has set it. What is the same is not written again."""
    phones = take(fleet, dict.fromkeys(("said", "same", "unsaid"), "wp820"))
    for phone in phones.values():
        phone.set(values={"6768": "of-the-phone", "6769": "former-of-the-phone"})
    campaign_settings = {"firmware_http_username": "of-the-campaign", "firmware_http_password": "secret-of-campaign"}
    git = {"said": "secret-of-git", "same": "secret-of-campaign"}
    hosts: dict[str, Data] = {
        name: {"gs_settings": {"firmware_http_password": f"{{{{ '{text[:6]}' ~ '{text[6:]}' }}}}"}} for name, text in git.items()
    }
    everyone = variables(released_ansible, gs_maintenance_operation="firmware", gs_maintenance_firmware_accept=False)
    everyone["gs_maintenance_firmware_settings"] = {"upgrade_check_rule": "always_at_boot", **campaign_settings}
    secrets = ("secret-of-git", "secret-of-campaign", "former-of-the-phone")

    result = run(
        released_ansible,
        fleet,
        phones,
        "role:maintenance",
        hosts=hosts,
        env=FORKS,
        secrets=secrets,
        tolerated=APPLIES,
        **everyone,
    )

    assert result.rc == 0, result.output
    assert versions(phones) == dict.fromkeys(phones, NEW)
    assert all(settings(phone) == FORMER for phone in phones.values())
    assert {phone.values()["6768"] for phone in phones.values()} == {"of-the-phone"}
    assert {name: phone.values()["6769"] for name, phone in phones.items()} == {**git, "unsaid": "secret-of-campaign"}
    writes = {name: [dict(one) for one in sent(phone, POST)] for name, phone in phones.items()}
    assert {name: sum("P6769" in one for one in found) for name, found in writes.items()} == {"said": 2, "same": 1, "unsaid": 1}
    assert notes(released_ansible) == []
