# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a phone does not know, or does not keep: the task fails by name."""

from __future__ import annotations

from typing import Any

from integration.conftest import Fleet
from integration.helpers.playbooks import MODULE, Ansible, values_task


def test_unsupported_value_fails_before_any_write(ansible: Ansible, fleet: Fleet) -> None:
    phone = fleet.phone("wp820")
    before = phone.values()

    run = ansible.run(fleet.hosts(lobby=phone), [values_task({"P30": "new", "P51506": "secret-7", "P999999": "1"})])

    failure = run.failure("lobby")
    assert failure["error"]["kind"] == "unsupported"
    assert sorted(failure["error"]["pvalues"]) == ["P51506", "P999999"]
    assert f"the phone does not know {', '.join(failure['error']['pvalues'])}; nothing was written" in failure["msg"]
    assert phone.address in failure["msg"]
    assert phone.requests("api-values.post") == []
    assert phone.values() == before


#: By name: quirks of the phone, what is wanted, what it then reads.
NOT_KEPT: dict[str, tuple[dict[str, Any], str, str]] = {
    "read-only": ({"read_only": "30"}, "new", "pool.ntp.org"),
    "trimmed": ({"trims_values": True}, " new ", "new"),
    "cut": ({"value_limit": 3}, "longer", "lon"),
}


def test_value_that_is_not_kept(ansible: Ansible, door: str, fleet: Fleet) -> None:
    phones = {name: fleet.phone() for name in NOT_KEPT}
    for name, (quirks, _wanted, _reads) in NOT_KEPT.items():
        phones[name].set(quirks=quirks)
    hosts = {name: fleet.host(phones[name], wanted=wanted) for name, (_quirks, wanted, _reads) in NOT_KEPT.items()}

    run = ansible.run(hosts, [values_task({"P30": "{{ wanted }}", "P64": "CET"})], door=door)

    for name, (_quirks, wanted, reads) in NOT_KEPT.items():
        failure = run.failure(name)
        assert failure["error"]["kind"] == "not_kept"
        assert failure["error"]["pvalues"] == ["P30"]
        assert f'P30 was written as "{wanted}" and reads "{reads}"' in failure["msg"]
        assert failure["changed"] is True, "P64 did change"
        assert [change["pvalue"] for change in failure["changes"]] == ["P30", "P64"]
        assert phones[name].values()["64"] == "CET"
        assert len(phones[name].requests("api-values.post")) == 1, "it is not written again and again"


def test_value_out_of_range_is_not_kept(ansible: Ansible, fleet: Fleet) -> None:
    """P32, the registration's expiration, is from 1 to 64800 minutes."""
    phone = fleet.phone()

    run = ansible.run(fleet.hosts(lobby=phone), [values_task({"P32": 64801, "P30": "new"})])

    assert run.failure("lobby")["error"]["pvalues"] == ["P32"]
    assert 'P32 was written as "64801" and reads "60"' in run.failure("lobby")["msg"]


def test_secret_that_is_not_kept_is_not_told(ansible: Ansible, door: str, fleet: Fleet) -> None:
    phone = fleet.phone()
    phone.set(quirks={"read_only": "1359"}, values={"1359": "secret-of-old"})

    run = ansible.run(
        fleet.hosts(lobby=phone),
        [values_task({"P1359": "secret-of-new"})],
        "-vvv",
        door=door,
        secrets=["secret-of-old", "secret-of-new"],
    )

    assert "P1359 was written as ******** and reads ********" in run.failure("lobby")["msg"]


def test_without_verify_nothing_is_read_back(ansible: Ansible, fleet: Fleet) -> None:
    phone = fleet.phone()
    phone.set(quirks={"read_only": "30"})

    run = ansible.run(fleet.hosts(lobby=phone), [{MODULE: {"values": {"P30": "new"}, "verify": False}}])

    assert run.changed("lobby") == [True]
    assert [request["endpoint"] for request in phone.requests()] == ["loginrealm", "login", "api-values.get", "api-values.post"]


def test_playbook_decides_by_the_kind_of_error(ansible: Ansible, fleet: Fleet) -> None:
    """`register` and `failed_when` with `error.kind`: a model that lacks the value is no failure."""
    task = {
        **values_task({"P51502": "pbx.example.net"}),
        "register": "result",
        "failed_when": "result.error is defined and result.error.kind != 'unsupported'",
    }

    run = ansible.run(fleet.hosts(small=fleet.phone("wp820"), large=fleet.phone()), [task])

    assert run.rc == 0
    assert run.data("small")["error"]["kind"] == "unsupported"
    assert run.changed("large") == [True]
