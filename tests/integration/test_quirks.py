# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every firmware that the simulator can be: a phone of it gets its values in the expected number of requests, and the second
run changes nothing. Where a firmware cannot be given what the task asks for, both runs say so."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from integration import test_quirks_phonebook
from integration.conftest import PASSWORD, Fleet
from integration.faults_fleet import Patient, clinic, problems_with_end, treat
from integration.faults_matrix import FINE, LONG_VALUES, NTP_SERVER, SIP_PASSWORD, USUAL, End
from integration.playbooks import Ansible, Result, values_task
from simulator.client import Simulator
from simulator.firmware import Firmware

_POST = {"gs_request_method": "post"}
_DOT = {"gs_digest_separator": "dot"}


@dataclass(frozen=True)
class Row:
    """Quirks, and how many requests the first and the second run take.

    With the usual values those are random, login, read, write and read back, and then random, login, read and accounts.
    """

    quirks: Mapping[str, object]
    first: int = 5
    second: int = 4
    end: End = FINE
    values: Mapping[str, str] = field(default_factory=lambda: USUAL)
    variables: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return ", ".join(f"{name}={value}" for name, value in {**self.quirks, **self.variables}.items()) or "no quirk"


def _refused(kind: str, says: str, endpoint: str = "api-values.post") -> End:
    return End("failed", kind, says, endpoint)


def _not_kept(number: str) -> End:
    return End("failed", "not_kept", rf"\b{number}\b")


ROWS = (
    Row({}),
    Row({}, variables=_POST),
    # Logging in. The separator that is tried second costs a random and a login in each run, unless it is pinned.
    Row({"separator": "."}, first=7, second=6),
    Row({"separator": "."}, variables=_DOT),
    Row({"separator": "both"}),
    Row({"separator": "both"}, variables=_DOT),
    Row({"login_reply": "key_value"}),
    Row({"login_reply": "key_value", "separator": "."}, first=7, second=6),
    Row({"random_reply": "json_string"}),
    Row({"random_reply": "json_object"}),
    Row({"random_reply": "key_value"}),
    Row({"cookie_names": "sid"}),
    Row({"cookie_names": "session-identity+session-role+lang"}),
    Row({"lockout_attempts": 3}),
    Row({"lockout_attempts": 2, "separator": "."}, variables=_DOT),
    Row({"lockout_seconds": 1}),
    Row({"origin": "required"}),
    Row({"origin": "required"}, variables=_POST),
    # Sessions; test_quirks_sessions.py lets them die.
    Row({"session_seconds": 5}),
    Row({"session_seconds": 0}, 6, 6, _refused("api", "no session", "api-values.get")),
    Row({"unauthorized": "success_body"}),
    Row({"unauthorized": "http_401"}),
    Row({"unauthorized": "http_403"}),
    Row({"unauthorized": "html_login"}),
    Row({"dead_session_values": "limited"}),
    Row({"unauthenticated_values": "empty"}),
    # Replies.
    Row({"unknown_values": "empty"}),
    Row({"unknown_values": "omit"}, 3, 3, End("failed", "unsupported", r"\bP99999\b"), {**USUAL, "P99999": "1"}),
    # The second time only that value is read back, and nothing shows that there is a session: it is asked for.
    Row({"unknown_values": "empty"}, 5, 6, _not_kept("P99999"), {**USUAL, "P99999": "1"}),
    Row({"numbers_as": "string"}),
    Row({"accounts_listed": "active"}),
    Row({"content_type": "text/html"}),
    Row({"content_type": "text/plain"}),
    Row({"response_case": "title"}),
    Row({"response_case": "title", "login_reply": "key_value", "random_reply": "key_value"}),
    # Requests.
    Row({"methods": "get_only"}),
    Row({"methods": "get_only"}, 4, 4, _refused("api", "request_method: get"), variables=_POST),
    Row({"max_url_length": 0}),
    Row({"max_url_length": 256}, 7, 3, values=LONG_VALUES, variables={"gs_max_url_length": 256}),
    Row({"max_url_length": 256}, 4, 4, _refused("api", "max_url_length"), LONG_VALUES),
    Row({"max_url_length": 256}, 5, 3, values=LONG_VALUES, variables=_POST),
    Row({"keep_alive": False}),
    # Values that are accepted and not kept.
    Row({"read_only": "31"}),
    Row({"read_only": "31+30"}, 5, 5, _not_kept("P30")),
    Row({"trims_values": True}),
    Row({"trims_values": True}, 5, 5, _not_kept("P30"), {"P30": f" {NTP_SERVER}", "P34": SIP_PASSWORD}),
    Row({"value_limit": len(SIP_PASSWORD)}),
    Row({"value_limit": 5}, 5, 5, _not_kept("P30")),
    # Written twice, and read after each.
    Row({"refuse_writes": True}, 7, 7, _refused("ambiguous_write", "HTTP 500")),
)


def test_every_firmware(ansible: Ansible, subtests: pytest.Subtests) -> None:
    rows = {f"phone{number}": row for number, row in enumerate(ROWS)}
    with clinic({name: (row.values, row.variables) for name, row in rows.items()}) as (fleet, patients):
        for name, row in rows.items():
            patients[name].phone.set(quirks=row.quirks)
        for order in ("first", "second"):
            run = treat(ansible, fleet, patients)
            for name, row in rows.items():
                with subtests.test(str(row), run=order):
                    problems = _problems(row, patients[name], run.one(name), first=order == "first")
                    assert not problems, "\n".join(problems)


def _problems(row: Row, patient: Patient, result: Result, first: bool) -> list[str]:
    """What is wrong with a run on a phone of that firmware."""
    problems = problems_with_end(result, row.end, patient.phone, row.end.endpoint)
    if row.end == FINE and (result.data.get("changed"), patient.holds()) != (first, True):
        problems.append(f"changed={result.data.get('changed')}, and the phone holds the values: {patient.holds()}")
    requests = patient.phone.requests()
    names = [request["endpoint"] for request in requests]
    if len(requests) != (row.first if first else row.second):
        problems.append(f"{len(requests)} requests, not {row.first if first else row.second}: {', '.join(names)}")
    connections = len({request["connection"] for request in requests})
    if connections != (1 if row.quirks.get("keep_alive", True) else len(requests)):
        problems.append(f"{connections} connections for {len(requests)} requests")
    if strikes := patient.phone.state()["strikes"]:
        problems.append(f"{strikes} strikes, with the right password")
    return problems


def test_old_ciphers(ansible: Ansible) -> None:
    """Old firmware is reached by the option that allows its ciphers, and without it the message names that option."""
    with Simulator(2, password=PASSWORD, tls=True, quirks={"tls_ciphers": "old"}) as simulator:
        fleet = Fleet(simulator)
        strict, lenient = (simulator.phone(address) for address in simulator.addresses)
        hosts = {"strict": fleet.host(strict), "lenient": fleet.host(lenient, gs_tls_old_ciphers=True)}
        for changed in (True, False):
            run = ansible.run(hosts, [values_task({"P30": NTP_SERVER})])
            assert run.changed("lenient") == [changed]
            failure = run.failure("strict", status="unreachable")
            assert failure["error"]["kind"] == "transport"
            assert "tls_old_ciphers: true" in failure["msg"]
        assert strict.requests() == []


def test_every_quirk_has_a_row() -> None:
    """Each quirk that the simulator knows, and each of its choices."""
    tried: dict[str, set[object]] = {name: {value} for name, value in Firmware().as_dict().items()}
    for row in (*ROWS, *test_quirks_phonebook.ROWS, Row({"tls_ciphers": "old"})):
        for name, value in row.quirks.items():
            tried[name].add(value)
    for quirk in dataclasses.fields(Firmware):
        choices = set(quirk.metadata["choices"])
        assert choices <= tried[quirk.name], f"{quirk.name}: {choices - tried[quirk.name]} not tried"
        assert len(tried[quirk.name]) > 1, f"{quirk.name}: only the default is tried"
