# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""outcome: what a task came to on the hosts of a play, from what Ansible keeps of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.lookup.outcome import KINDS, lines, registered, sorted_out

WORDS = {kind: kind for kind in KINDS}
#: As ansible-core registers them.
RESULTS: dict[str, dict[str, Any]] = {
    "changed": {"changed": True, "failed": False},
    "ok": {"changed": False},
    "skipped": {"changed": False, "skipped": True, "skip_reason": "Conditional result was False"},
    "failed": {"changed": True, "failed": True, "msg": "it did\n  not keep  P30"},
    "unreachable": {"changed": False, "unreachable": True, "msg": "nobody answered"},
    "ignored": {"changed": False, "failed": True, "msg": "ignored"},
    "no_reason": {"failed": True, "msg": ""},
    "odd": {"failed": True, "msg": ["one", "two"]},
    "loop": {
        "failed": True,
        "msg": "One or more items failed",
        "results": [{"changed": True}, {"failed": True, "msg": "the second"}, {"failed": True, "msg": "the third"}],
    },
}


def outcome(results: Mapping[str, Any], *, gone: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Of hosts by name with a result or None; `gone` have left the play."""
    return sorted_out(list(results), set(results) - gone, results.get)


def test_texts_of_phones_are_one_visible_line() -> None:
    hostile = "\x1b[2J\x9b\u202e\u2028ok\x00"
    found = outcome({f"host{hostile}": {"failed": True, "msg": f"it says {hostile}\nok: [all]"}, hostile: {"changed": True}})
    shown = "\\x1b[2J\\x9b\\u202e\\u2028ok\\x00"
    assert lines(found, WORDS, 0)[1:] == [f"changed: {shown}", f"failed: host{shown}: it says {shown} ok: [all]"]
    assert found["changed"] == [hostile], "a name is data"


def test_each_host_is_one_thing() -> None:
    gone = frozenset({"failed", "unreachable", "no_reason", "odd", "loop", "gone", "left"})
    others = {"gone": None, "left": RESULTS["skipped"], "later": None}
    found = outcome({**RESULTS, **others}, gone=gone)
    assert {kind: found[kind] for kind in KINDS} == {
        "changed": ["changed"],
        "ok": ["ok"],
        "skipped": ["skipped"],
        "failed": ["failed", "ignored", "no_reason", "odd", "loop", "gone", "left"],
        "unreachable": ["unreachable"],
        "waiting": ["later"],
    }
    assert found["total"] == len(RESULTS) + 3
    assert found["messages"] == {
        "failed": "it did not keep P30",
        "unreachable": "nobody answered",
        "ignored": "ignored",
        "no_reason": "no reason was given",
        "odd": "['one', 'two']",
        "loop": "the second",
        "gone": "failed at another task, see above",
        "left": "failed at another task, see above",
    }


@pytest.mark.parametrize(
    ("hosts", "limit", "expected"),
    [
        ({}, 20, ["0 phones: none"]),
        ({"a": "ok"}, 20, ["1 phone: 1 ok", "ok: a"]),
        ({"a": "ok", "b": "changed", "c": "ok"}, 20, ["3 phones: 1 changed, 2 ok", "changed: b", "ok: a, c"]),
        ({"a": "ok", "b": "ok", "c": "ok"}, 2, ["3 phones: 3 ok", "ok: a, b, and 1 more"]),
        ({"a": "ok", "b": "ok", "c": "ok"}, 3, ["3 phones: 3 ok", "ok: a, b, c"]),
        ({"a": "ok", "b": "ok", "c": "ok"}, 0, ["3 phones: 3 ok", "ok: a, b, c"]),
        (
            {"a": "failed", "b": "unreachable", "c": "loop"},
            1,
            [
                "3 phones: 2 failed, 1 unreachable",
                "failed: a: it did not keep P30",
                "failed: and 1 more",
                "unreachable: b: nobody answered",
            ],
        ),
    ],
    ids=["none", "one", "several", "more", "exactly", "all", "failures"],
)
def test_lines(hosts: Mapping[str, str], limit: int, expected: list[str]) -> None:
    assert lines(outcome({name: RESULTS[kind] for name, kind in hosts.items()}), WORDS, limit) == expected


def test_waiting_hosts_are_counted_and_not_named() -> None:
    found = outcome({"a": None, "b": None})
    assert lines(found, {**WORDS, "waiting": "to come"}, 20) == ["2 phones: 2 to come"]


class Manager:
    """ansible-core's variable manager, as far as it is used."""

    def __init__(self, facts: dict[str, dict[str, Any]]) -> None:
        self._nonpersistent_fact_cache = facts


class HostVars:
    """ansible-core's hostvars, as far as they are used. `raw_get` is dear and counted."""

    def __init__(self, facts: dict[str, dict[str, Any]], *, has_manager: bool) -> None:
        self._facts = facts
        self.calls = 0
        if has_manager:
            self._variable_manager = Manager(facts)

    def raw_get(self, host: str) -> dict[str, Any]:
        self.calls += 1
        return self._facts.get(host, {})


@pytest.mark.parametrize("has_manager", [True, False], ids=["directly", "by_all_variables"])
def test_registered(has_manager: bool) -> None:
    hostvars = HostVars({"a": {"result": RESULTS["ok"], "other": 1}, "b": {"result": "a text"}}, has_manager=has_manager)
    result = registered(hostvars, "result")
    assert [result(host) for host in ("a", "b", "c")] == [RESULTS["ok"], None, None]
    assert hostvars.calls == (0 if has_manager else 3)
