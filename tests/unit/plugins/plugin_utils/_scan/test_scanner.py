# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Scans of loopback networks: who is found, what everybody is asked, and that nobody can stop it or make it wait."""

from __future__ import annotations

import errno
import resource
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import ARGUMENT_SPEC, connection_settings
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.plugin_utils._scan import scanner
from ansible_collections.voip.grandstream.plugins.plugin_utils._scan.networks import addresses_of
from ansible_collections.voip.grandstream.plugins.plugin_utils._scan.scanner import ScanOutcome, ScanPlan, bounded, scan
from unit.plugins.inventory.neighbours import PHONE, Habit, Street, drips, http, resets, silence, stays, values

NETWORK = "127.0.51.0/28"
Notes = dict[str, str]


def plan(
    port: int, networks: Sequence[str] = (NETWORK,), total_timeout: float = 30.0, concurrency: int = 64, **options: Any
) -> ScanPlan:
    """A plan for plain HTTP, unless `options` (of the connection) say something else."""
    defaults = {name: spec.get("default") for name, spec in ARGUMENT_SPEC.items()}
    given = {"host": "192.0.2.1", "port": port, "use_ssl": False, "validate_certs": False, "timeout": 2.0, **options}
    settings = connection_settings({**defaults, **given}, needs_password=False)
    return ScanPlan(addresses_of(networks, []), settings, total_timeout, concurrency)


def scanned(wanted: ScanPlan) -> tuple[ScanOutcome, Notes]:
    """What came of it, and what was noted of whom."""
    notes: Notes = {}
    outcome = scan(wanted, notes.__setitem__)
    return outcome, notes


def found(outcome: ScanOutcome) -> list[str]:
    return sorted(phone.address for phone in outcome.phones)


def test_phones_are_found_by_one_request_each() -> None:
    reserved = {"127.0.51.11": http('{"response":"error", "msg":"authentication required"}')}
    with Street({"127.0.51.3": PHONE, "127.0.51.7": stays(PHONE), "127.0.51.9": http("<html>printer"), **reserved}) as street:
        outcome, notes = scanned(plan(street.port))
    assert found(outcome) == ["127.0.51.3", "127.0.51.7"]
    assert {phone.identity["firmware_version"] for phone in outcome.phones} == {"11.16.8.20"}
    assert outcome._replace(phones=[]) == ScanOutcome(
        [], asked=14, answered=4, trouble={}, finished=True, reserved=["127.0.51.11"]
    )
    assert notes == {"127.0.51.9": "it answered with a web page"}
    for address, requests in street.asked.items():
        (request,) = requests
        assert request.startswith("GET /cgi-bin/api-values.get?request=")
        assert f"\r\nHost: {address}:{street.port}\r\n" in request


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"
NO_END = "its answer was not complete within 1 s (option timeout)"
HOSTILE: dict[str, tuple[Habit, str]] = {
    "127.0.51.1": (drips(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536, pause=0), "its answer is larger than 64 KiB"),
    "127.0.51.2": (drips(HEAD, b" "), NO_END),
    "127.0.51.3": (drips(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), NO_END),
    "127.0.51.4": (drips(b"H", b""), NO_END),
    "127.0.51.5": (stays(b""), NO_END),
    "127.0.51.6": (resets, "the connection was lost"),
    "127.0.51.7": (b"", "its answer is not HTTP, or not complete"),
    "127.0.51.8": (stays(b"SSH-2.0-OpenSSH_9.2\r\n"), "its answer is not HTTP"),
    "127.0.51.9": (drips(b"HTTP/1.1 404 Not Found\r\n\r\n", b"x"), "it answered HTTP 404"),
    "127.0.51.10": (http("[" * 60000), "its answer is not JSON"),
    "127.0.51.11": (values(vendor_name="Acme", vendor_fullname=None), "it is a device of another vendor"),
    "127.0.51.12": (http("", "302 Found", "Location: http://127.0.51.14/\r\n"), "it answered HTTP 302"),
    "127.0.51.13": (drips(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), NO_END),
}


def test_hostile_hosts_take_their_time_and_no_more() -> None:
    hosts: dict[str, Habit] = {address: habit for address, (habit, dummy) in HOSTILE.items()}
    hosts["127.0.51.14"] = PHONE
    began = time.monotonic()
    with Street(hosts) as street:
        outcome, notes = scanned(plan(street.port, timeout=1))
        took = time.monotonic() - began
        requests = {len(asked) for asked in street.asked.values()}
    assert found(outcome) == ["127.0.51.14"]
    assert notes == {address: why for address, (dummy, why) in HOSTILE.items()}
    assert requests == {1}, "no redirection is followed, and nobody is asked again"
    assert took < 4


def test_mistake_of_ours_is_about_one_host(monkeypatch: pytest.MonkeyPatch) -> None:
    def identity(body: bytes) -> dict[str, str]:
        if b"crash" in body:
            raise IndexError
        return {}

    monkeypatch.setattr(scanner, "identity", identity)
    with Street({"127.0.51.3": http("crash"), "127.0.51.7": PHONE}) as street:
        outcome, notes = scanned(plan(street.port))
    assert found(outcome) == ["127.0.51.7"]
    assert notes == {"127.0.51.3": "its answer could not be read (IndexError)"}


def test_hosts_without_tls() -> None:
    """A plain web server, one that is silent, and one that hangs up; the request itself goes to none."""
    hosts: dict[str, Habit] = {"127.0.51.1": PHONE, "127.0.51.2": stays(b""), "127.0.51.3": resets}
    with Street(hosts) as street:
        outcome, notes = scanned(plan(street.port, use_ssl=True, timeout=0.4))
    assert (outcome.phones, outcome.answered) == ([], 3)
    assert notes.keys() == hosts.keys()
    assert not any("GET" in request for requests in street.asked.values() for request in requests)


def test_ipv6() -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError as error:
        pytest.skip(f"this machine has no IPv6: {error}")
    with Street({"::1": PHONE}) as street:
        outcome, dummy = scanned(plan(street.port, ["::1"]))
    assert found(outcome) == ["::1"]
    assert f"\r\nHost: [::1]:{street.port}\r\n" in street.asked["::1"][0]


def test_silent_hosts_take_the_time_to_connect(monkeypatch: pytest.MonkeyPatch) -> None:
    """All at once where they are few."""
    monkeypatch.setattr(scanner, "CONNECT_SECONDS", 0.2)
    with silence([f"127.0.51.{number}" for number in range(1, 15)]) as port:
        wanted = plan(port, timeout=5)
        began = time.monotonic()
        outcome, dummy = scanned(wanted)
        took = time.monotonic() - began
    assert (outcome.asked, outcome.answered, outcome.finished) == (14, 0, True)
    assert wanted.seconds() == 0.2 <= took < 1


def test_never_more_at_a_time_than_allowed() -> None:
    """Addresses are taken only when there is a connection for them: of a /16 of silence, after a moment three were."""
    taken = []

    class Watched(type(addresses_of(["::1"], []))):  # type: ignore[misc]
        def __iter__(self) -> Any:
            for address in super().__iter__():
                taken.append(address)
                yield address

    with silence([f"127.0.51.{number}" for number in range(4)]) as port:
        wanted = plan(port, ["127.0.51.0-127.1.50.255"], concurrency=3, total_timeout=0.3)
        wanted = wanted._replace(addresses=Watched(wanted.addresses._spans))
        outcome, dummy = scanned(wanted)
    assert wanted.addresses.count() == 65536
    assert taken == ["127.0.51.0", "127.0.51.1", "127.0.51.2"]
    assert (outcome.asked, outcome.finished) == (3, False)


def test_phones_that_were_found_before_the_end_are_kept() -> None:
    with Street({"127.0.51.1": PHONE}) as street, silence(["127.0.51.2"], street.port):
        outcome, dummy = scanned(plan(street.port, timeout=60, total_timeout=1))
    assert (found(outcome), outcome.finished) == (["127.0.51.1"], False)


@pytest.mark.parametrize(("number", "is_ours"), [(errno.EMFILE, True), (errno.ENETUNREACH, True), (errno.EHOSTUNREACH, False)])
def test_what_keeps_this_machine_from_asking_is_told(monkeypatch: pytest.MonkeyPatch, number: int, is_ours: bool) -> None:
    """It must not look as if there was no phone."""

    def fails(*dummy: Any) -> socket.socket:
        raise OSError(number, "no")

    monkeypatch.setattr(scanner, "socket", SimpleNamespace(AF_INET=socket.AF_INET, socket=fails))
    outcome, dummy = scanned(plan(1))
    assert (list(outcome.trouble.values()), outcome.finished) == ([14] if is_ours else [], True)


def test_no_more_connections_than_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda dummy: (256, 4096))
    assert 64 < bounded(2000) < 256 - 32
    assert bounded(5) == 5
    monkeypatch.setattr(resource, "getrlimit", lambda dummy: (8, 8))
    assert bounded(2000) == 1
    monkeypatch.setattr(resource, "getrlimit", lambda dummy: (resource.RLIM_INFINITY, 0))
    assert bounded(2000) == 2000


def test_estimate() -> None:
    whole = plan(1, ["10.0.0.0/16"], total_timeout=1800, concurrency=256, timeout=5)
    assert whole.seconds() == 512
    assert whole._replace(total_timeout=60.0).seconds() == 60


def test_wrong_ca_path_is_told_before_anything_is_sent(tmp_path: Path) -> None:
    junk = tmp_path / "ca.pem"
    junk.write_text("junk")
    with Street({"127.0.51.1": PHONE}) as street:
        for ca_path in (tmp_path / "none", junk):
            with pytest.raises(InputError, match="ca_path"):
                scanned(plan(street.port, use_ssl=True, validate_certs=True, ca_path=str(ca_path)))
    assert street.asked == {"127.0.51.1": []}
