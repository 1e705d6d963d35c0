# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook provision on phones that come from the box with HTTP: over HTTPS in the end, and never back."""

from __future__ import annotations

import pytest

from integration.conftest import PASSWORD, Fleet
from integration.helpers.journeys import Repository, declared
from integration.helpers.playbooks import Ansible
from simulator.client import SimulatedPhone

OWN = "Own-Passw0rd of the fleet"
SECRETS = (OWN, "secret-1001", "secret-1002")
BOOT = {"boot_seconds": 0.3, "shutdown_seconds": 0.1}
HTTPS = "Bring the phone from HTTP to HTTPS"


def fresh(ansible: Ansible, fleet: Fleet, phones: int, **variables: object) -> Repository:
    """Phones as the factory made them, and a repository that says where they are in the end."""
    repository = Repository(ansible, fleet, phones)
    group = declared()["group_vars/phones.yml"]
    more = {
        "ansible_password": OWN,
        "gs_factory_password": PASSWORD,
        "gs_factory_use_ssl": False,
        "gs_factory_port": fleet.simulator.port,
        "gs_acceptance_clock_tolerance": 0,
        **variables,
    }
    repository.write({**declared(), "group_vars/phones.yml": {**group, **more}})
    for phone in repository.phones.values():
        phone.set(quirks=BOOT)
    return repository


def asked(phone: SimulatedPhone, scheme: str) -> list[str]:
    """The endpoints that a phone was asked over HTTP or HTTPS since the run began."""
    return [request["endpoint"] for request in phone.requests() if request["scheme"] == scheme]


def in_clear(phone: SimulatedPhone) -> list[str]:
    """The texts that travelled over HTTP where anybody can read them."""
    return [text for request in phone.requests() if request["scheme"] == "http" for _name, text in request["parameters"]]


def statuses(run: object) -> dict[str, str]:
    """What came of the step to HTTPS, by phone."""
    return {result.host: result.status for result in run.results if result.task == HTTPS}  # type: ignore[attr-defined]


@pytest.mark.long
def test_from_the_box_to_accepted(released_ansible: Ansible, box_fleet: Fleet) -> None:
    """Phones of both kinds: set up over HTTPS, with nothing secret on the way there. The second run knows no HTTP."""
    repository = fresh(released_ansible, box_fleet, 5)
    pinned = repository.phones["phone04"]
    repository.write(
        {"host_vars/phone04.yml": {"gs_tls_fingerprint": box_fleet.simulator.fingerprint, "gs_ca_path": "/etc/hosts"}}
    )

    check = repository.run("provision", "--check", "--diff", secrets=SECRETS)
    assert check.rc == 0, check.output
    assert set(statuses(check).values()) == {"ok"}
    assert "web_access_method (P900): https" in check.stdout
    assert box_fleet.simulator.requests_summary()["writes"] == 0
    assert repository.values("900") == {"0"}

    first = repository.run("provision", "--diff", secrets=SECRETS)
    assert first.rc == 0, first.output
    assert set(statuses(first).values()) == {"ok"}
    for name, phone in repository.phones.items():
        held = phone.values()
        assert (held["900"], held["2"], held["1362"]) == ("1", OWN, "de"), name
        assert held["901"] == str(box_fleet.simulator.https_port)
        assert not set(in_clear(phone)) & {OWN, PASSWORD, *SECRETS}
        writes = [endpoint for endpoint in asked(phone, "http") if endpoint not in ("api-get_phone_status", "api-values.get")]
        restarts = ["api-get_line_status", "api-sys_operation"] if name in repository.of_profile("vendor") else []
        assert writes == ["loginrealm", "login", "loginrealm", "login", "api-values.post", *restarts], name
        assert "api-change_password" in asked(phone, "https")

    second = repository.run("provision", secrets=SECRETS)
    assert second.rc == 0, second.output
    assert not any(counts["changed"] for counts in second.recap.values()), second.stdout
    for phone in repository.phones.values():
        assert asked(phone, "http") == []
        assert asked(phone, "https").count("api-values.post") == 0
    assert pinned.requests()


def test_never_back_to_http(ansible: Ansible, box_fleet: Fleet) -> None:
    """Another certificate over HTTPS, a phone that does not come back, a call: named, failed, and told what to do."""
    repository = fresh(ansible, box_fleet, 6, gs_provision_https_wait=8)
    foreign, moved, away, busy, locked, good = (f"phone{number:02}" for number in range(6))
    phones = repository.phones
    for name in (foreign, moved):
        repository.write({f"host_vars/{name}.yml": {"gs_tls_fingerprint": "0" * 64}})
    phones[moved].set(values={"900": "1"})
    phones[away].set(profile="guide", quirks={"web_restart_seconds": 1000})
    phones[busy].set(state="busy")
    phones[locked].set(locked_for=300)

    run = repository.run("provision", secrets=SECRETS)
    assert run.rc == 4, run.output
    assert statuses(run) == {
        foreign: "failed", moved: "unreachable", away: "failed", busy: "failed", locked: "unreachable", good: "ok",
    }  # fmt: skip
    messages = {result.host: result.data["msg"] for result in run.results if result.task == HTTPS and result.host != good}
    for name in (foreign, moved):
        assert "its certificate is not the one of gs_tls_fingerprint" in messages[name]
    assert "The phone was set to HTTPS before, and nothing was sent to it there" in messages[foreign]
    assert "did not answer over HTTPS within 8 s (the connection was refused). It was not asked over HTTP again" in messages[away]
    assert "needs a restart for it, and is busy: line 1 is in_call" in messages[busy]
    assert "locked" in messages[locked]
    # What was set stays set, and nobody went on without HTTPS.
    assert {name: phone.values()["900"] for name, phone in phones.items()} == {
        foreign: "1", moved: "1", away: "1", busy: "1", locked: "0", good: "1",
    }  # fmt: skip
    assert asked(phones[moved], "http") == []
    for name, phone in phones.items():
        assert phone.values()["2"] == (OWN if name == good else PASSWORD)
        assert "api-change_password" not in asked(phone, "http")

    # When what was wrong is right, the same command goes on where each phone was left.
    for name in (foreign, moved):
        repository.path(f"host_vars/{name}.yml").unlink()
    phones[away].set(quirks={"web_restart_seconds": 0.2})
    phones[away].set(off=True)
    phones[away].set(off=False)
    phones[busy].set(state="available")
    phones[locked].set(locked_for=0)
    run = repository.run("provision", secrets=SECRETS)
    assert run.rc == 0, run.output
    assert repository.values("2") == {OWN}
    assert repository.values("900") == {"1"}
    assert asked(phones[busy], "http").count("api-values.post") == 0


def test_only_who_says_so_is_asked_over_http(ansible: Ansible, box_fleet: Fleet) -> None:
    """Without gs_factory_use_ssl: false, a phone that refuses HTTPS is unreachable, and hears nothing over HTTP."""
    repository = fresh(ansible, box_fleet, 2, gs_factory_use_ssl=True)
    run = repository.run("provision", secrets=SECRETS)
    assert run.rc == 4, run.output
    assert set(statuses(run).values()) == {"skipped"}
    assert [phone.requests() for phone in repository.phones.values()] == [[], []]

    repository = fresh(ansible, box_fleet, 1, gs_use_ssl=False)
    repository.write({"host_vars/phone00.yml": {"gs_use_ssl": False}})
    run = repository.run("provision", secrets=SECRETS)
    assert run.rc == 2, run.output
    assert "use_ssl: it is false" in run.output
    assert "leave this task out (in the playbooks provision and replace: gs_factory_use_ssl)" in run.output
    assert repository.requests("phone00") == []
