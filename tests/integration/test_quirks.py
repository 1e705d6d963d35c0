# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every firmware that the simulator can be: a phone of it gets its values in the expected number of requests, and the second
run changes nothing. Where a firmware cannot be given what the task asks for, both runs say so."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from integration import test_quirks_lifecycle, test_quirks_phonebook
from integration.conftest import PASSWORD, Fleet
from integration.helpers import quirks
from integration.helpers.faults_fleet import prepared_fleet, run_on
from integration.helpers.faults_matrix import LONG_VALUES, NTP_SERVER, SIP_PASSWORD, USUAL, End
from integration.helpers.playbooks import Ansible, values_task
from simulator.client import Simulator
from simulator.firmware import Firmware

_POST = {"gs_request_method": "post"}
_DOT = {"gs_digest_separator": "dot"}


@dataclass(frozen=True)
class Row(quirks.Row):
    """A firmware, and the values that a phone of it is given.

    With the usual values the requests are random, login, read, write and read back, and then random, login, read, accounts and
    status. A refused write is read back too: some firmware carries it out all the same.
    """

    first: int = 5
    second: int = 5
    values: Mapping[str, str] = field(default_factory=lambda: USUAL)


def _refused(kind: str, says: str, endpoint: str = "api-values.post") -> End:
    return End("failed", kind, says, endpoint)


def _vendors(*names: str) -> dict[str, object]:
    """Those quirks as in the profile `vendor`."""
    vendor = Firmware.profile("vendor").as_dict()
    return {name: vendor[name] for name in names}


def _not_kept(number: str) -> End:
    return End("failed", "not_kept", rf"\b{number}\b")


ROWS = (
    Row({}),
    Row({}, variables=_POST),
    # Logging in. The separator that is tried second costs a random and a login once, unless it is pinned.
    Row({"separator": "."}, first=7),
    Row({"separator": "."}, variables=_DOT),
    Row({"separator": "both"}),
    Row({"separator": "both"}, variables=_DOT),
    Row({"login_reply": "key_value"}),
    Row({"login_reply": "key_value", "separator": "."}, first=7),
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
    Row({"unknown_values": "omit"}, 3, 3, End("failed", "unsupported", r"\bP99999\b"), values={**USUAL, "P99999": "1"}),
    # The second time only that value is read back, and nothing shows that there is a session: it is asked for.
    Row({"unknown_values": "empty"}, 5, 6, _not_kept("P99999"), values={**USUAL, "P99999": "1"}),
    Row({"numbers_as": "string"}),
    Row({"accounts_listed": "active"}),
    Row({"content_type": "text/html"}),
    Row({"content_type": "text/plain"}),
    Row({"response_case": "title"}),
    Row({"response_case": "title", "login_reply": "key_value", "random_reply": "key_value"}),
    # Requests.
    Row({"methods": "get_only"}),
    Row({"methods": "get_only"}, 5, 5, _refused("api", "request_method: get"), variables=_POST),
    Row({"max_url_length": 0}),
    Row({"max_url_length": 256}, 7, 3, values=LONG_VALUES, variables={"gs_max_url_length": 256}),
    Row({"max_url_length": 256}, 5, 5, _refused("api", "max_url_length"), values=LONG_VALUES),
    Row({"max_url_length": 256}, 5, 3, values=LONG_VALUES, variables=_POST),
    Row({"keep_alive": False}),
    # Values that are accepted and not kept.
    Row({"read_only": "31"}),
    Row({"read_only": "31+30"}, 5, 5, _not_kept("P30")),
    Row({"trims_values": True}),
    Row({"trims_values": True}, 5, 5, _not_kept("P30"), values={"P30": f" {NTP_SERVER}", "P34": SIP_PASSWORD}),
    Row({"value_limit": len(SIP_PASSWORD)}),
    Row({"value_limit": 5}, 5, 5, _not_kept("P30")),
    # The vendor's own web server, by subject.
    Row(_vendors("login_names", "login_reply", "wrong_password", "random_sign", "randoms", "sessions", "digest_sha256")),
    Row(_vendors("cookie_form", "crash_login_without_name", "crash_post_login", "crash_bare_folder")),
    # A secret that is told is compared, and nothing else needs to prove it.
    Row(_vendors("unauthenticated_values", "unauthorized", "unknown_values", "repeated_names", "secrets_told"), second=3),
    Row(_vendors("values_escaped", "garbled_names", "crash_names")),
    # What was quoted reads back so, and is sent again as it is.
    Row(_vendors("values_decoded"), first=7, values={"P30": "50%+x", "P34": SIP_PASSWORD}),
    Row(_vendors("values_in_force", "secrets_told"), second=3),
    Row(_vendors("wrong_names", "empty_value", "sent_limit", "parameter_limit", "post_body", "plus_is_space")),
    Row({"empty_value": "junk_27k", "post_body": "crashes", "crash_seconds": 60}),
    Row(_vendors("error_form", "unknown_endpoint", "content_type", "listing_content_type")),
    Row(_vendors("keep_alive_requests", "keep_alive_seconds", "keep_alive_end")),
    # Written twice, and read after each.
    Row({"refuse_writes": True}, 7, 7, _refused("ambiguous_write", "HTTP 500")),
)


@pytest.mark.long
def test_every_firmware(ansible: Ansible, subtests: pytest.Subtests) -> None:
    rows = {f"phone{number}": row for number, row in enumerate(ROWS)}
    # In the first run, of the phones that show that values wait for a step of their own.
    warnings = [["kept; in force perhaps only after a reboot"], []]
    with prepared_fleet({name: (row.values, row.variables) for name, row in rows.items()}) as (fleet, targets):
        for name, row in rows.items():
            targets[name].phone.set(quirks=row.quirks)
        quirks.run_twice(
            subtests,
            rows,
            lambda: run_on(ansible, fleet, targets, warnings=warnings.pop(0)).results,
            lambda name, result, first: quirks.problems_with_run(rows[name], targets[name], result, first),
        )


#: The quirks of :func:`test_https`.
HTTPS_ROWS = (Row({"tls_ciphers": "old"}), Row({"https_redirects": True}))


def test_https(ansible: Ansible) -> None:
    """Old firmware is reached by the option that allows its ciphers, and without it the message names that option.

    Where HTTPS is switched off, the message says so, and the password goes nowhere.
    """
    with Simulator(3, password=PASSWORD, tls=True, quirks={"tls_ciphers": "old"}) as simulator:
        fleet = Fleet(simulator)
        strict, lenient, redirecting = (simulator.phone(address) for address in simulator.addresses)
        redirecting.set(quirks={"https_redirects": True})
        hosts = {"strict": fleet.host(strict)}
        hosts |= {
            name: fleet.host(phone, gs_tls_old_ciphers=True)
            for name, phone in (("lenient", lenient), ("redirecting", redirecting))
        }
        for changed in (True, False):
            run = ansible.run(hosts, [values_task({"P30": NTP_SERVER})])
            assert run.changed("lenient") == [changed]
            failure = run.failure("strict", status="unreachable")
            assert failure["error"]["kind"] == "transport"
            assert "tls_old_ciphers: true" in failure["msg"]
            told = run.failure("redirecting")
            assert (told["error"]["kind"], told["error"]["endpoint"]) == ("api", "loginrealm")
            assert "http://" in told["msg"]
            assert "use_ssl: false" in told["msg"]
        assert strict.requests() == []
        assert "login" not in [request["endpoint"] for request in redirecting.requests()]


#: What they do takes a whole journey: test_zero_touch, test_rotate_sip, test_provision_https.
HAVE_A_JOURNEY = {"config_digest", "registration_lives", "web_restart_seconds"}


def test_every_quirk_has_a_row() -> None:
    """Each quirk that the simulator knows, and each of its choices."""
    tried: dict[str, set[object]] = {name: {value} for name, value in Firmware().as_dict().items()}
    for row in (*ROWS, *test_quirks_phonebook.ROWS, *test_quirks_lifecycle.ROWS, *HTTPS_ROWS):
        for name, value in row.quirks.items():
            tried[name].add(value)
    untried = [
        quirk.name
        for quirk in dataclasses.fields(Firmware)
        if not set(quirk.metadata["choices"]) <= tried[quirk.name] or len(tried[quirk.name]) == 1
    ]
    assert set(untried) == HAVE_A_JOURNEY
