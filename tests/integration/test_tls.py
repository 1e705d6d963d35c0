# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""TLS: whom a phone must be, and what the user is told when it is not, or speaks otherwise."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import connection_settings
from ansible_collections.voip.grandstream.plugins.module_utils._api.http import HttpClient
from integration.conftest import MODELS, PASSWORD, Fleet, Way
from integration.helpers.playbooks import Ansible, values_task
from simulator.client import Simulator
from unit.dialogue import options

TASK = values_task({"P30": "new"})
RECOMMENDED = "Name its CA in gs_ca_path, pin it with gs_tls_fingerprint, or accept any with gs_validate_certs: false"


def with_colons(fingerprint: str) -> str:
    """As `openssl x509 -fingerprint -sha256` prints it."""
    pairs = ":".join(fingerprint[index : index + 2].upper() for index in range(0, 64, 2))
    return f"sha256 Fingerprint={pairs}"


def by_another_name(address: str) -> str:
    """The same address in a way of writing that no certificate names: 127.0.2561 is 127.0.10.1."""
    first, second, third, fourth = address.split(".")
    return f"{first}.{second}.{int(third) * 256 + int(fourth)}"


def test_trusted(way: Way, tls_fleet: Fleet) -> None:
    """All ways to trust a phone, each on one connection, and none with a warning."""
    fingerprint = tls_fleet.simulator.fingerprint
    assert fingerprint
    trusting: dict[str, dict[str, Any]] = {
        "ca": {},
        "fingerprint": {"gs_ca_path": None, "gs_tls_fingerprint": fingerprint},
        "fingerprint-with-colons": {"gs_ca_path": None, "gs_tls_fingerprint": with_colons(fingerprint)},
        "anyone": {"gs_ca_path": None, "gs_validate_certs": False},
    }
    phones = dict(zip(trusting, [tls_fleet.phone(model) for model in MODELS], strict=True))

    run = way.ansible.run({name: tls_fleet.host(phones[name], **trusting[name]) for name in trusting}, [TASK], door=way.door)

    assert run.changed(*trusting) == [True] * len(trusting)
    for phone in phones.values():
        assert len({request["connection"] for request in phone.requests()}) == 1


def test_many_threads_without_a_check_of_certificates_share_what_keeps_warnings_away(tls_fleet: Fleet) -> None:
    """A survey looks at many phones at a time, and Python has one list of filters for the warnings of all threads."""
    before = list(warnings.filters)

    def look(address: str) -> int:
        port = tls_fleet.simulator.port
        given = options(host=address, port=port, password=PASSWORD, use_ssl=True, validate_certs=False)
        with HttpClient(connection_settings(given, needs_password=True)) as client:
            return sum(client.exchange("loginrealm", []).status == 200 for dummy in range(5))

    addresses = tls_fleet.simulator.addresses * 16
    with ThreadPoolExecutor(32) as threads:
        assert list(threads.map(look, addresses)) == [5] * len(addresses)
    assert list(warnings.filters) == before


def test_not_trusted(way: Way, tls_fleet: Fleet) -> None:
    """The phone hears nothing of us, and the user what to do."""
    phones = {
        name: tls_fleet.phone(model) for name, model in zip(("no-ca", "other-certificate", "other-name"), MODELS, strict=False)
    }
    other_name = by_another_name(phones["other-name"].address)
    hosts = {
        "no-ca": tls_fleet.host(phones["no-ca"], gs_ca_path=None),
        "other-certificate": tls_fleet.host(phones["other-certificate"], gs_tls_fingerprint="0" * 64, gs_validate_certs=False),
        "other-name": tls_fleet.host(phones["other-name"], ansible_host=other_name),
    }

    run = way.ansible.run(hosts, [TASK], door=way.door)

    failures = {name: run.failure(name, status="unreachable") for name in hosts}
    assert {failure["error"]["kind"] for failure in failures.values()} == {"transport"}
    for name in ("no-ca", "other-name"):
        assert "its certificate is not trusted (" in failures[name]["msg"]
        assert RECOMMENDED in failures[name]["msg"]
    assert "its certificate is not the one of gs_tls_fingerprint" in failures["other-certificate"]["msg"]
    assert [phone.requests() for phone in phones.values()] == [[], [], []]


def test_plain_and_tls_mixed_up(ansible: Ansible, fleet: Fleet, tls_fleet: Fleet) -> None:
    plain, secure = fleet.phone(), tls_fleet.phone()
    hosts = {
        "plain": fleet.host(plain, gs_use_ssl=True, gs_retries=0),
        "secure": tls_fleet.host(secure, gs_use_ssl=False, gs_retries=0),
    }

    run = ansible.run(hosts, [TASK])

    port = fleet.simulator.port
    message = run.failure("plain", status="unreachable")["msg"]
    assert f"it does not speak TLS on port {port}. Set gs_use_ssl: false" in message
    message = run.failure("secure", status="unreachable")["msg"]
    assert "use_ssl" in message


@pytest.fixture(scope="module")
def old_simulator() -> Iterator[Simulator]:
    """Phones with TLS as old firmware speaks it."""
    with Simulator(8, models=MODELS, password=PASSWORD, tls=True, quirks={"tls_ciphers": "old"}) as simulator:
        yield simulator


def test_old_ciphers(ansible: Ansible, door: str, old_simulator: Simulator) -> None:
    fleet = Fleet(old_simulator)
    fleet.start_test()
    refused, accepted = fleet.phone(), fleet.phone()
    hosts = {"refused": fleet.host(refused), "accepted": fleet.host(accepted, gs_tls_old_ciphers=True)}

    run = ansible.run(hosts, [TASK], door=door)

    message = run.failure("refused", status="unreachable")["msg"]
    assert "TLS" in message
    assert "ld firmware may need gs_tls_old_ciphers: true" in message
    assert run.changed("accepted") == [True]
