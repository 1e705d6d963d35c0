# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbooks validate, plan and enforce, and the role baseline that they are made of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from integration.conftest import PASSWORD, Fleet
from integration.helpers.books import named
from integration.helpers.journeys import IN_LINE, Repository, declared
from integration.helpers.playbooks import Ansible, Run, forget_refusals

TASK = "Bring the phone to its desired state"
PHONES = 8


def drifted(run: Run) -> list[str]:
    """The hosts that the baseline changed, or would change."""
    return sorted(host for host, counts in run.recap.items() if counts["changed"])


def summary(run: Run) -> list[str]:
    """The last report."""
    return list([result for result in run.results if result.task.endswith("Report what was done so far")][-1].data["msg"])


@pytest.mark.long
def test_a_fleet_is_enforced_from_git(every_ansible: Ansible, fleet: Fleet) -> None:
    repository = Repository(every_ansible, fleet, PHONES)
    repository.write(declared())

    enforced = repository.run("enforce", secrets=("secret-1001", "secret-1002"))
    assert (enforced.rc, drifted(enforced)) == (0, sorted(repository.phones))
    assert summary(enforced)[0] == "8 phones: 8 changed"
    for number, phone in enumerate(repository.phones.values()):
        held = phone.values()
        site, extension = ("rome", "1002") if number % 2 else ("berlin", "1001")
        assert (held["30"], held["130"]) == {"rome": ("ntp.rome.example.net", "2"), "berlin": ("ntp.example.net", "0")}[site]
        assert (held["35"], held["34"], held["207"], held["1362"]) == (extension, f"secret-{extension}", "log.example.net", "de")

    again = repository.run("enforce")
    assert (again.rc, drifted(again)) == (0, [])
    asked = {name: repository.requests(name) for name in repository.phones}
    assert [asked[name] for name in repository.of_profile("guide")] == [IN_LINE] * (PHONES // 2)
    # A password with a quote in it breaks the answers of these, so that they are read in parts.
    assert [(asked[name].count("login"), set(asked[name][2:])) for name in repository.of_profile("vendor")] == [
        (1, {"api-values.get"})
    ] * (PHONES // 2)

    repository.phones["phone03"].set(values={"30": "time.rogue.example"})
    found = repository.run("plan", "--extra-vars", "gs_plan_fail_on_changes=true")
    assert (found.rc, drifted(found)) == (2, ["phone03"])
    assert "Not as git says: phone03." in found.stdout
    assert '-ntp_server (P30): "time.rogue.example"\n+ntp_server (P30): "ntp.rome.example.net"' in found.stdout
    assert summary(found)[0] == "8 phones: 1 would change, 7 in line"
    assert repository.phones["phone03"].values()["30"] == "time.rogue.example"
    repaired = repository.run("enforce")
    assert (repaired.rc, drifted(repaired)) == (0, ["phone03"])
    assert repository.phones["phone03"].values()["30"] == "ntp.rome.example.net"


@pytest.mark.long
def test_phones_in_trouble_are_named_and_a_later_run_picks_them_up(ansible: Ansible, fleet: Fleet) -> None:
    repository = Repository(ansible, fleet, PHONES)
    repository.write(declared())
    phones = repository.phones
    phones["phone01"].set(off=True)
    phones["phone02"].set(locked_for=300)
    phones["phone03"].set(values={"2": "another one"})
    phones["phone04"].fault("truncated", endpoint="api-values.get", times=None)
    phones["phone05"].set(state="busy")
    first = repository.run("enforce", "--extra-vars", "gs_baseline_confirm_registration=0")
    bad = ["phone01", "phone02", "phone03", "phone04"]
    assert first.rc == 4
    assert sorted(host for host, counts in first.recap.items() if counts["unreachable"] or counts["failures"]) == bad
    # Its account would register anew in the call.
    assert sorted(drifted(first)) == sorted(set(phones) - set(bad) - {"phone05"})
    assert "in a call, left for the next run: phone05" in summary(first)
    assert "api-values.post" not in repository.requests("phone05")
    said = [line for line in summary(first) if line.startswith(("failed", "unreachable"))]
    assert [line.split(": ")[1] for line in sorted(said, key=lambda line: line.split(": ")[1])] == bad
    # Nothing that a second attempt would have spent.
    assert phones["phone03"].state()["strikes"] <= 2

    phones["phone01"].set(off=False)
    phones["phone02"].set(locked_for=0)
    phones["phone03"].set(values={"2": PASSWORD})
    forget_refusals(ansible)
    phones["phone04"].clear_faults()
    phones["phone05"].set(state="available")
    second = repository.run("enforce", "--extra-vars", "gs_baseline_confirm_registration=0")
    assert (second.rc, sorted(drifted(second))) == (0, [*bad, "phone05"])
    assert repository.values("64") == {"CET-1CEST"}


def test_every_source_of_the_inventory_is_a_layer(every_ansible: Ansible, fleet: Fleet) -> None:
    repository = Repository(every_ansible, fleet, 2)
    inventory = yaml.safe_load(repository.path("inventory.yml").read_text(encoding="utf-8"))
    inventory["phones"]["vars"] = {"gs_settings": {"P30": "phones-inline", "P207": "phones-inline", "P64": "phones-inline"}}
    inventory["phones"]["children"]["rome"]["hosts"]["phone01"]["gs_settings"] = {"P1": "no", "P63": "host-inline"}
    playbook = [
        {
            "hosts": "phones",
            "gather_facts": False,
            "tasks": [{"import_role": {"name": "voip.grandstream.baseline", "tasks_from": "validate"}}],
        }
    ]
    repository.write(
        {
            "inventory.yml": inventory,
            "play/site.yml": playbook,
            "play/group_vars/rome.yml": {"gs_settings": {"P207": "beside-playbook"}},
            "group_vars/all.yml": {
                "gs_settings": {"P30": "all", "P335": "all"},
                "gs_bundles": ["first"],
                "gs_bundle_first": {"settings": {"P335": "bundle", "P336": "bundle", "P338": "{{ text }}"}},
                "gs_bundle_first_gxv3350": {"settings": {"P336": "bundle of the model"}},
                "gs_bundle_second": {"settings": {"P338": "second"}},
            },
            "group_vars/rome.yml": {
                "gs_settings": {"timezone": "rome"},
                "text": "of {{ inventory_hostname }}",
                "gs_bundles": ["second", "first"],
            },
            "host_vars/phone01.yml": {"gs_settings": {"P1": None, "P63": "host-file"}},
            "group_vars/berlin.yml": {"text": "of {{ inventory_hostname }}"},
        }
    )
    extra = {"gs_settings": {"P334": "extra"}, "gs_baseline_explain": True}
    run = repository.run(str(repository.path("play/site.yml")), "--extra-vars", json.dumps(extra))
    assert run.rc == 0, run.output
    told = {result.host: result.data["origins"] for result in run.results if "origins" in result.data}
    # The last value of each origin is what Ansible itself would have taken, had it been the only key.
    assert told["phone01"] == {
        "settings.P30": "group_vars/all, over inventory, group phones",
        "settings.P335": "group_vars/all, over bundle first",
        "settings.P336": "bundle first_gxv3350, over bundle first",
        "settings.P338": "bundle second, over bundle first",
        "settings.P207": "playbook's group_vars/rome, over inventory, group phones",
        "settings.timezone": "group_vars/rome, over inventory, group phones",
        "settings.P1": "taken out by host_vars/phone01, over inventory, host phone01",
        "settings.P63": "host_vars/phone01, over inventory, host phone01",
        "settings.P334": "the play",
    }
    assert told["phone00"]["settings.P338"] == "bundle first"
    assert told["phone00"]["settings.P336"] == "bundle first"


SLIPS: dict[str, tuple[dict[str, object], str]] = {
    "phone00": ({"gs_bundles": ["desc"]}, "gs_bundles (host_vars/phone00): there is no bundle 'desc'"),
    "phone01": (
        {"gs_bundle_desk": {"setings": {}}},
        "setings (bundle desk): it is an unknown key. A layer can have only settings,",
    ),
    "phone02": ({"log_host": "{{ nowhere }}"}, "settings.syslog_server (bundle desk): "),
    "phone03": ({"gs_settings": {"ntp_serber": "x"}}, "settings.ntp_serber (host_vars/phone03): unknown setting. Did you mean"),
    "phone04": ({"gs_settings": ["ntp_server"]}, "gs_settings (host_vars/phone04): it is a list here, and not a dictionary."),
    "phone05": ({"gs_accounts": {17: {}}}, ""),
}


def test_slip_is_told_with_its_place_and_nothing_is_sent(ansible: Ansible, fleet: Fleet) -> None:
    """What is told of all others, test_sentences.py holds against the sentences."""
    repository = Repository(ansible, fleet, len(SLIPS))
    repository.write({"group_vars/phones.yml": declared()["group_vars/phones.yml"]})
    repository.write({f"host_vars/{name}.yml": said for name, (said, _told) in SLIPS.items()})
    run = repository.run("enforce")
    wrong = {name: told for name, (_said, told) in SLIPS.items() if told}
    assert {name: repository.requests(name) for name in wrong} == {name: [] for name in wrong}
    for name, told in wrong.items():
        assert told in next(result for result in run.of(name) if result.status == "failed").data["msg"]
    assert repository.requests("phone05"), "a phone of the same batch without a slip"


@pytest.mark.parametrize("reboot", [False, True])
def test_setting_that_needs_a_reboot(ansible: Ansible, fleet: Fleet, reboot: bool) -> None:
    repository = Repository(ansible, fleet, 3)
    repository.write(
        {
            "group_vars/phones.yml": declared()["group_vars/phones.yml"],
            "host_vars/phone01.yml": {"gs_settings": {"dhcp_option_42_override_ntp": False}},
        }
    )
    if not reboot:
        (would,) = [line for line in summary(repository.run("plan")) if "in force perhaps" in line]
        assert would.startswith("would be kept, "), "nothing is written yet"
    run = repository.run("enforce", "--extra-vars", f"gs_baseline_reboot={reboot}")
    rebooted = [name for name in repository.phones if "api-sys_operation" in repository.requests(name)]
    # The vendor's own server only keeps what it is sent until the phone starts again.
    assert (run.rc, rebooted) == (0, ["phone01", *repository.of_profile("vendor")] if reboot else [])
    assert (summary(run)[-1].startswith("need a reboot") and summary(run)[-1].endswith(": phone01")) is not reboot
    perhaps = [line.rpartition(": ")[2] for line in summary(run) if line.startswith("kept, in force perhaps only after a reboot")]
    assert perhaps == ([] if reboot else [", ".join(repository.of_profile("vendor"))])
    again = repository.run("enforce", "--extra-vars", f"gs_baseline_reboot={reboot}")
    assert (again.rc, drifted(again)) == (0, [])
    if not reboot:
        assert all("voip.grandstream.reboot -e gs_maintenance_min_uptime=0" in line for line in summary(run)[-2:])
        as_told = repository.run("reboot", "--extra-vars", "gs_maintenance_min_uptime=0")
        rebooted = [name for name in repository.phones if "api-sys_operation" in repository.requests(name)]
        assert (as_told.rc, rebooted) == (0, list(repository.phones))


def test_plan_is_enforce_in_check_mode() -> None:
    playbooks = Path(__file__).parents[2] / "playbooks"
    (plan,), (enforce,) = (yaml.safe_load((playbooks / f"{name}.yml").read_text("utf-8")) for name in ("plan", "enforce"))
    assert plan["tasks"][:-1] == enforce["tasks"]
    assert (plan["check_mode"], plan["diff"]) == (True, True)
    assert list(plan["tasks"][-1]) == ["name", "ansible.builtin.fail", "vars", "when", "run_once"]


def test_validate_contacts_no_phone_and_tells_all_slips_of_the_fleet(ansible: Ansible, fleet: Fleet) -> None:
    repository = Repository(ansible, fleet, 4)
    repository.write(declared())
    good = repository.run("validate")
    slips = {"host_vars/phone01.yml": {"gs_settings": {"ntp_serber": "x"}}, "host_vars/phone02.yml": {"gs_bundles": ["desc"]}}
    repository.write(slips)
    bad = repository.run("validate")
    assert (good.rc, bad.rc) == (0, 2)
    assert sorted(host for host, counts in bad.recap.items() if counts["failures"]) == ["phone01", "phone02"]
    assert "settings.ntp_serber (host_vars/phone01): unknown setting. Did you mean ntp_server?" in bad.output
    assert [repository.requests(name) for name in repository.phones] == [[]] * 4


def test_settings_and_directory_in_one_session(ansible: Ansible, fleet: Fleet) -> None:
    repository = Repository(ansible, fleet, 2)
    group = declared()["group_vars/phones.yml"]
    book = {"gs_phonebook_source": "directory.csv", "gs_phonebook_purge": True, "gs_phonebook_purge_groups": ["Sales"]}
    repository.write(
        {"group_vars/phones.yml": {**group, **book}, "directory.csv": "First name,Work,Department\nJack,8819,Sales\n"}
    )
    repository.write({"host_vars/phone01.yml": {"gs_contacts": [{"first_name": "Jack", "mobile": "1"}, {"first_name": "Own"}]}})
    strangers = [{"first_name": "Left", "group_id": 1}, {"first_name": "Private", "group_id": 0}]
    repository.phones["phone00"].set(groups={"1": "Sales"}, contacts=strangers)
    first = repository.run("enforce")
    assert (first.rc, drifted(first)) == (0, ["phone00", "phone01"])
    # What is not in the directory goes from its groups, and only from those.
    assert named(repository.phones["phone00"]).keys() == {"Jack", "Private"}
    assert named(repository.phones["phone01"]) == {"Jack": {"work": "8819", "mobile": "1", "group": "Sales"}, "Own": {}}
    again = repository.run("enforce")
    assert (again.rc, drifted(again)) == (0, [])
    assert repository.requests("phone00") == [*IN_LINE, "api-get_groups", "api-get_contacts"]


@pytest.mark.parametrize("playbook", ["validate", "plan", "enforce"])
def test_directory_that_was_not_read_is_not_taken_for_none(ansible: Ansible, fleet: Fleet, playbook: str) -> None:
    """Who starts at a later task must not be told that a phone without its contacts is in line."""
    repository = Repository(ansible, fleet, 1)
    group = {**declared()["group_vars/phones.yml"], "gs_phonebook_source": "directory.csv"}
    repository.write({"group_vars/phones.yml": group, "directory.csv": "Name\nJack\n"})
    later = {"validate": "Check the desired state of the phone"}.get(playbook, "Bring the phone to its desired state")
    run = repository.run(playbook, "--start-at-task", later)
    assert run.rc == 2
    assert "The directory was not read, because the task for it was left out" in run.output
    assert repository.requests("phone00") == []
