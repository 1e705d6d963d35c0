# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""firmware_outcome: which phones have which firmware, from what the role notes on each, and whether the run may go on."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleLookupError

from ansible_collections.voip.grandstream.plugins.lookup import firmware_outcome
from ansible_collections.voip.grandstream.plugins.lookup.firmware_outcome import FACT, lines, sorted_out, stop_reason
from unit.lookups import plugin_with

OLD, NEW = "1.0.3.9", "1.0.3.60"
NOTES: dict[str, dict[str, Any]] = {
    "a": {"end": "upgraded", "was": OLD, "has": NEW},
    "b": {"end": "failed", "was": OLD, "has": "", "why": "gone\n since"},
    "c": {"end": "current", "was": NEW, "mended": True},
    "d": {"end": "due", "was": OLD, "kind": ["wp820"], "left": True},
    "e\x1b": {"end": "left_out", "was": "beta\x1b", "why": "not a version"},
}


def test_sorted_out() -> None:
    found = sorted_out(NOTES)
    assert {end: names for end, names in found["ends"].items() if names} == {
        "upgraded": ["a"], "current": ["c"], "left_out": ["e\x1b"], "failed": ["b"], "due": ["d"],
    }  # fmt: skip
    assert list(found["versions"].items()) == [(NEW, ["a", "c"]), (OLD, ["d"]), ("beta\x1b", ["e\x1b"]), ("", ["b"])]
    assert found["why"] == {"e\x1b": "not a version", "b": "gone since"}
    assert found["due"] == [{"name": "d", "kind": ["wp820"]}]


def test_lines() -> None:
    told = lines({**sorted_out(NOTES), "stop": "it ends"}, 0)
    assert told[:7] == [
        "5 phones: 1 upgraded, 1 run it already, 1 not upgraded, 1 failed, 1 not begun",
        f"have {NEW}: 2 (a, c)",
        f"have {OLD}: 1 (d)",
        "have beta\\x1b: 1 (e\\x1b)",
        "have a version that is not known: 1 (b)",
        "upgraded: 1 (a)",
        "not begun: 1 (d)",
    ]
    assert [line.rsplit(":", 1)[1] for line in told[7:9]] == [" 1 (c)", " 1 (d)"]
    assert told[9:] == ["not upgraded: e\\x1b: not a version", "failed: b: gone since", "it ends."]


def test_limit() -> None:
    notes = {f"p{number}": {"end": "failed", "was": OLD, "why": "why"} for number in range(30)}
    told = lines({**sorted_out(notes), "stop": ""}, 2)
    assert told == [
        "30 phones: 30 failed", f"have {OLD}: 30 (p0, p1, and 28 more)",
        "failed: p0: why", "failed: p1: why", "failed: and 28 more",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ends", "allowed", "stage", "says"),
    [
        (["upgraded", "due"], 0, "ring", ""),
        (["upgraded", "failed", "due"], 1, "ring", ""),
        (
            ["upgraded", "failed", "due"],
            0,
            "batch",
            "1 phone failed, and gs_maintenance_max_failures allows 0. The run ends here.",
        ),
        (["failed", "due", "due"], 0, "plan", "Not begun: 2 phones."),
        # What was wrong before is no failure of the upgrade.
        (["upgraded", "left_out", "unreachable", "due"], 0, "ring", ""),
        # A ring that has proved nothing.
        (["busy", "due"], 0, "ring", "No phone was upgraded so far, so nothing has proved the version"),
        (["busy", "due"], 0, "batch", ""),
    ],
)
def test_stop(ends: list[str], allowed: int, stage: str, says: str) -> None:
    reason = stop_reason(sorted_out({str(number): {"end": end} for number, end in enumerate(ends)}), allowed, stage)
    assert says in reason
    assert bool(reason) == bool(says)


@pytest.mark.parametrize(
    ("others", "says"),
    [
        ([("busy", "wp820")], "No phone of wp820 was upgraded so far, so nothing has proved the version. The run ends here."),
        ([("busy", "")], "No phone of wp820 was upgraded so far"),
        ([("upgraded", "wp820"), ("busy", "wp820")], ""),
    ],
)
def test_each_model_proves_its_version(others: list[tuple[str, str]], says: str) -> None:
    ends = [("upgraded", "gxv3370"), ("due", "gxv3370"), ("due", "wp820"), *others]
    notes = {str(number): {"end": end, "model": model} for number, (end, model) in enumerate(ends)}
    reason = stop_reason(sorted_out(notes), 0, "ring")
    assert says in reason
    assert bool(reason) == bool(says)
    assert stop_reason(sorted_out(notes), 0, "batch") == ""


class HostVars(dict[str, Any]):
    """As ansible-core has them, but nothing more."""

    def raw_get(self, host: str) -> Any:
        """The variables of a host."""
        return self[host]


def outcome(notes: dict[str, Any], here: str, active: str, batch: str, **options: Any) -> dict[str, Any]:
    """In a play on the hosts `here`, of which some are `active`, and some of these are the `batch`."""
    hostvars = HostVars({host: {} if note is None else {FACT: note} for host, note in notes.items()})
    play = {"ansible_play_hosts_all": list(here), "ansible_play_hosts": list(active), "ansible_play_batch": list(batch)}
    (found,) = plugin_with(firmware_outcome, options).run([], {"hostvars": hostvars, "groups": {"all": list(notes)}, **play})
    return dict(found)


def test_no_terms() -> None:
    with pytest.raises(AnsibleLookupError, match="takes no terms"):
        plugin_with(firmware_outcome, {}).run(["gs_maintenance_result"])


UP, DUE, FAILED = ({"end": end, "was": OLD} for end in ("upgraded", "due", "failed"))


def test_hosts_of_other_plays_count() -> None:
    """Those that have a note: the plan has looked at them. A host without one is another play's, or its turn comes."""
    found = outcome({"a": UP, "b": DUE, "c": UP, "z": None}, here="ab", active="ab", batch="a", stage="ring")
    assert (found["ends"]["upgraded"], found["ends"]["due"], found["stop"]) == (["a", "c"], ["b"], "")
    found = outcome({"a": UP, "b": None, "z": None}, here="ab", active="ab", batch="a")
    assert (found["total"], found["ends"]["due"]) == (2, ["b"])


def test_hosts_that_left_the_play_have_failed() -> None:
    found = outcome({"a": UP, "b": DUE, "c": None}, here="abc", active="a", batch="a")
    assert found["ends"]["failed"] == ["b", "c"]
    assert set(found["why"].values()) == {"it failed before its upgrade, see above"}


@pytest.mark.parametrize(
    ("batch", "options", "stops"),
    [
        ("ab", {"stage": "ring"}, True),
        ("ab", {"stage": "ring", "max_failures": 1}, False),
        ("ab", {"stage": "ring", "check_mode": True}, False),
        # Nobody waits, but for the plan, which has no batches.
        ("abc", {"stage": "ring"}, False),
        ("abc", {"stage": "plan"}, True),
    ],
)
def test_whether_the_run_goes_on(batch: str, options: dict[str, Any], stops: bool) -> None:
    found = outcome({"a": UP, "b": FAILED, "c": DUE}, here="abc", active="abc", batch=batch, **options)
    assert bool(found["stop"]) == stops
    assert found["lines"][-1].startswith("1 phone failed, and") == stops
