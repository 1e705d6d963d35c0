# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Numbers for the monitoring, and the history of a setting that somebody keeps changing by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from prometheus_client.openmetrics.parser import text_string_to_metric_families

from integration.conftest import PASSWORD, Fleet
from integration.helpers.configs import registered
from integration.helpers.playbooks import Ansible, Data

REPORT = "voip.grandstream.report"
BERLIN, WEST = "Berlin", 'Lyon \\ "west"'
MODELS = {"lobby": "gxv3370", "hall": "gxv3370", "desk": "wp820"}
TASKS: list[dict[str, Any]] = [
    {"name": "look", "voip.grandstream.gs_info": {"gather_subset": ["identity", "accounts", "status"]}},
    {"name": "set", "voip.grandstream.gs_config": {"settings": {"ntp_server": "ntp.example.net"}}},
]


def numbers(ansible: Ansible) -> dict[str, dict[tuple[str, ...], float]]:
    """The samples by the name of their metric and the values of their labels, without the playbook, and without zeros."""
    text = (ansible.folder / "reports" / "phones.prom").read_text(encoding="utf-8")
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(text):  # type: ignore[no-untyped-call]
        for sample in family.samples:
            assert sample.labels.pop("playbook") == "playbook.yml"
            if sample.value:
                name = sample.name.removeprefix("voip_grandstream_")
                found.setdefault(name, {})[tuple(sample.labels.values())] = sample.value
    return found


def nights(ansible: Ansible, fleet: Fleet) -> Iterator[dict[str, dict[tuple[str, ...], float]]]:
    """The numbers after a look at a fleet in line, drift while one phone is off, a run that repairs it, and drift again."""
    phones = {name: fleet.phone(model) for name, model in MODELS.items()}
    for phone in phones.values():
        phone.set(values=registered(p30="ntp.example.net"))
    phones["hall"].set(registered={"1": False})
    hosts = {
        name: fleet.host(phone, gs_model=MODELS[name], gs_site=BERLIN if name == "desk" else WEST, gs_retries=0)
        for name, phone in phones.items()
    }
    folder = ansible.folder / "reports"
    env = {
        "ANSIBLE_CALLBACKS_ENABLED": f"results,{REPORT}",
        "GS_REPORT_OPENMETRICS": str(folder / "phones.prom"),
        "GS_REPORT_HTML": str(folder / "fleet.html"),
        "GS_REPORT_HISTORY": str(folder),
    }
    for arguments, rogue, away in (
        (["--check"], False, False),
        (["--check"], True, True),
        ([], False, False),
        (["--check"], True, False),
    ):
        if rogue:
            phones["lobby"].set(values={"30": "time.rogue.example"})
        phones["desk"].set(off=away)
        run = ansible.run(hosts, TASKS, *arguments, env=env)
        assert run.stdout.splitlines()[-1].startswith(f"{REPORT}: wrote "), run.output
        yield numbers(ansible)


def asked(ansible: Ansible) -> dict[str, Any]:
    """What the filter says of the setting."""
    message = "msg={{ 'reports' | voip.grandstream.drift_history(setting='settings.ntp_server', phones=['lobby', 'desk']) }}"
    options = ["localhost", "-i", "inventory.yml", "-m", "ansible.builtin.debug", "-a", message]
    run = ansible.command("ansible", *options, secrets=[PASSWORD]).finish()
    found: dict[str, Any] = json.loads(run.stdout.partition(" => ")[2])["msg"]
    return found


def test_drift_that_comes_back(released_ansible: Ansible, fleet: Fleet) -> None:
    told = list(nights(released_ansible, fleet))

    quiet, drifted, repaired = told[:3]
    assert quiet["phones"] == {("check", "in_line", WEST, "gxv3370"): 2, ("check", "in_line", BERLIN, "wp820"): 1}
    assert drifted["phones"] == {
        ("check", "in_line", WEST, "gxv3370"): 1,
        ("check", "drifted", WEST, "gxv3370"): 1,
        ("check", "unreachable", BERLIN, "wp820"): 1,
    }
    assert [each.get("setting_phones") for each in told] == [
        None,
        {("check", "settings.ntp_server", "drifted"): 1},
        {("run", "settings.ntp_server", "changed"): 1},
        {("check", "settings.ntp_server", "drifted"): 1},
    ]
    assert {labels[1] for labels in quiet["firmware_info"]} == {"gxv3370", "wp820"}
    assert {labels[1] for labels in drifted["firmware_info"]} == {"gxv3370"}, "the phone that was away told nothing"
    assert repaired["accounts_read_phones"] == {("run", WEST, "gxv3370"): 2, ("run", BERLIN, "wp820"): 1}
    assert {labels[1:]: number for labels, number in quiet["accounts"].items()} == {
        ("listed", BERLIN, "wp820"): 2,
        ("listed", WEST, "gxv3370"): 2,
        ("registered", WEST, "gxv3370"): 1,
        ("not_registered", WEST, "gxv3370"): 1,
    }, "the status proves an account where no other claims to be registered"

    found = asked(released_ansible)
    assert (found["runs"], found["problems"], len(found["settings"])) == (4, [], 1)
    (setting,) = found["settings"]
    assert (setting["differs"], setting["came_back"], [each["name"] for each in setting["phones"]]) == (1, 1, ["lobby"])
    folder = released_ansible.folder / "reports"
    starts = [json.loads(line)["started"] for line in (folder / "drift.jsonl").read_text(encoding="utf-8").splitlines()]
    assert setting["phones"][0]["episodes"] == [
        {"before": starts[0], "first": starts[1], "last": starts[2], "runs": 2, "ended": starts[2], "corrected": True},
        {"before": starts[2], "first": starts[3], "last": starts[3], "runs": 1, "ended": None, "corrected": False},
    ]
    page = (folder / "fleet.html").read_text(encoding="utf-8")
    assert "From 4 runs since " in page
    assert "<td>1 time<td>lobby (1 time)" in page


def test_names_in_a_history_are_never_run(released_ansible: Ansible) -> None:
    """A history may come from anywhere. A fact that is made of it stays text."""
    marker = released_ansible.folder / "marker"
    evil = "{{ lookup('ansible.builtin.pipe', 'touch " + str(marker) + "') }}"
    folder = released_ansible.folder / "reports"
    folder.mkdir()
    look = {"source": evil, "looked": [[0, 1]], "drifted": {evil: [[0, 1]]}, "changed": {}}
    line = {"version": 1, "started": "2026-11-23T07:30:00+01:00", "phones": [evil], "looks": [look]}
    (folder / "drift.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    told: list[Data] = [
        {"name": "note", "ansible.builtin.set_fact": {"found": f"{{{{ '{folder}' | voip.grandstream.drift_history }}}}"}},
        {"name": "show", "ansible.builtin.debug": {"msg": "{{ found.settings[0].name }} {{ found.settings[0].phones[0].name }}"}},
    ]
    run = released_ansible.run({"lobby": {"ansible_connection": "local"}}, told)
    assert run.data("lobby", "show")["msg"] == f"{evil} {evil}"
    assert not marker.exists()
