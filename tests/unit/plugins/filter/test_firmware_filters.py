# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filters of a firmware upgrade: through which versions, in which rings, and what a phone did not keep."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleFilterError
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.filter import firmware_changes as changes_plugin
from ansible_collections.voip.grandstream.plugins.filter import firmware_path as path_plugin
from ansible_collections.voip.grandstream.plugins.filter import firmware_rings as rings_plugin
from ansible_collections.voip.grandstream.plugins.filter.firmware_changes import firmware_changes
from ansible_collections.voip.grandstream.plugins.filter.firmware_path import firmware_path, steps_problem
from ansible_collections.voip.grandstream.plugins.filter.firmware_rings import firmware_rings

NEW, STEPS = "1.0.3.60", ["1.0.1.43", "1.0.2.5", "1.0.3.60"]


def test_names() -> None:
    for module, name in (
        (path_plugin, "firmware_path"),
        (rings_plugin, "firmware_rings"),
        (changes_plugin, "firmware_changes"),
    ):
        assert module.FilterModule().filters() == {name: getattr(module, name)}
        assert yaml.safe_load(module.DOCUMENTATION)["name"] == name
        assert f"voip.grandstream.{name}" in module.EXAMPLES


# --- versions


@pytest.mark.parametrize(
    ("running", "end", "versions"),
    [
        ("1.0.1.20", "due", STEPS),
        ("1.0.1.43", "due", STEPS[1:]),
        ("1.0.2.49", "due", STEPS[2:]),
        ("1.0.2.6", "due", STEPS[2:]),
        ("1.0.3.60", "current", []),
        ("1.0.3.060", "current", []),
        ("1.0.3.100", "newer", []),
        ("1.0.4", "newer", []),
        ("beta", "left_out", []),
        ("", "left_out", []),
        (None, "left_out", []),
    ],
)
def test_path(running: str | None, end: str, versions: list[str]) -> None:
    found = firmware_path(running, NEW, steps=STEPS, server="fw.example.net/phones/")
    assert found["end"] == end
    assert found["steps"] == [{"version": version, "server": f"fw.example.net/phones/{version}"} for version in versions]
    assert bool(found["why"]) == (end == "left_out")
    assert found["was"] == (running or "")


def test_path_without_steps() -> None:
    """The phone keeps its server where none is named."""
    assert firmware_path("1.0.1.20", NEW)["steps"] == [{"version": NEW, "server": ""}]
    assert [step["version"] for step in firmware_path("1.0.1.43", NEW, steps=", ".join(STEPS))["steps"]] == STEPS[1:]


def test_path_shows_no_control_character() -> None:
    found = firmware_path("1.0\x1b[2J", NEW)
    assert found["was"] == "1.0\\x1b[2J"
    assert "\x1b" not in found["why"]


@pytest.mark.parametrize(
    ("steps", "version", "says"),
    [
        ([], NEW, ""),
        (STEPS, NEW, ""),
        (",".join(STEPS), NEW, ""),
        ([], "newest", "gs_maintenance_firmware_version: 'newest' is not a version"),
        ([], "../1.0", "gs_maintenance_firmware_version: '../1.0' is not a version"),
        (["1.0.1", "soon", NEW], NEW, "gs_maintenance_firmware_steps: 'soon' is not a version"),
        (["1.0.2.5", "1.0.1.43", NEW], NEW, "1.0.1.43 is not newer than 1.0.2.5"),
        (["1.0.1.43", "1.0.1.43", NEW], NEW, "1.0.1.43 is not newer than 1.0.1.43"),
        (["1.0.1.43"], NEW, "the last version is 1.0.1.43, and gs_maintenance_firmware_version is 1.0.3.60"),
    ],
)
def test_steps(steps: Any, version: str, says: str) -> None:
    problem = steps_problem(steps, version)
    assert says in problem
    assert bool(problem) == bool(says)


_VERSIONS = st.lists(st.integers(0, 120), min_size=4, max_size=4).map(lambda parts: ".".join(map(str, parts)))


@given(running=_VERSIONS, path=st.lists(_VERSIONS, min_size=1, max_size=5))
def test_path_only_ascends(running: str, path: list[str]) -> None:
    """Whatever the phone runs: each step is newer than the one before, the last is the wanted one, and none is a downgrade."""
    version = path[-1]
    if steps_problem(path, version):
        return
    found = firmware_path(running, version, steps=path)
    numbers = [[int(part) for part in text.split(".")] for text in (running, *(step["version"] for step in found["steps"]))]
    assert numbers == sorted(numbers)
    assert len(set(map(tuple, numbers))) == len(numbers)
    assert (found["end"] == "due") == bool(found["steps"])
    assert not found["steps"] or found["steps"][-1]["version"] == version


# --- rings


def hosts(**counts: int) -> list[dict[str, Any]]:
    return [{"name": f"{kind}{number}", "kind": [kind]} for kind, count in counts.items() for number in range(count)]


def sizes(phones: list[dict[str, Any]], wanted: Any) -> list[int]:
    return list(Counter(placed["ring"] for placed in firmware_rings(phones, wanted)).values())


@pytest.mark.parametrize(
    ("counts", "wanted", "rings"),
    [
        # One kind: as Ansible's serial divides.
        ({"a": 200}, ["1%", "5%", "10%", "100%"], [2, 10, 20, 168]),
        ({"a": 25}, 10, [10, 10, 5]),
        ({"a": 25}, "10", [10, 10, 5]),
        ({"a": 3}, ["1%", "5%", "10%", "100%"], [1, 1, 1]),
        ({"a": 100}, ["29%"], [29, 29, 29, 13]),
        ({}, ["1%"], []),
        # A phone of each kind in each ring, as long as there are any.
        ({"a": 100, "b": 2}, ["1%", "5%", "100%"], [2, 6, 94]),
        ({"a": 60, "b": 40}, [10], [10] * 10),
        ({"a": 1, "b": 1, "c": 1}, [1], [3]),
    ],
)
def test_rings(counts: dict[str, int], wanted: Any, rings: list[int]) -> None:
    assert sizes(hosts(**counts), wanted) == rings


@given(
    counts=st.lists(st.integers(1, 40), max_size=5),
    wanted=st.lists(st.one_of(st.integers(1, 50), st.integers(1, 100).map("{}%".format)), min_size=1, max_size=4),
)
def test_each_phone_has_one_ring(counts: list[int], wanted: list[Any]) -> None:
    phones = hosts(**{chr(ord("a") + index): count for index, count in enumerate(counts)})
    placed = firmware_rings(phones, wanted)
    assert sorted(entry["name"] for entry in placed) == sorted(phone["name"] for phone in phones)
    assert [entry["ring"] for entry in placed] == sorted(entry["ring"] for entry in placed)
    assert {entry["name"][0] for entry in placed if entry["ring"] == 1} == {phone["kind"][0] for phone in phones}


@pytest.mark.parametrize("size", ["0", 0, "0%", "-1", "some", "1.5", "", None, []])
def test_wrong_sizes(size: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="gs_serial"):
        firmware_rings(hosts(a=3), size)


# --- settings kept


def info(settings: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"config": {"settings": settings, "accounts": {1: {"sip_server": "pbx"}}, "keys": {2: {"mode": "none"}}}, **more}


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ({"ntp_server": "a"}, {"ntp_server": "a"}, []),
        ({"ntp_server": "a"}, {"ntp_server": "b"}, ['settings.ntp_server was "a" and is "b"']),
        (
            {"volume": 3, "dnd": True},
            {"volume": 4, "dnd": False},
            ["settings.volume was 3 and is 4", "settings.dnd was true and is false"],
        ),
        ({"ntp_server": "a"}, {}, ['settings.ntp_server was "a" and is not told any more']),
        ({"ntp_server": "a\x1b"}, {"ntp_server": "é"}, ['settings.ntp_server was "a\\u001b" and is "é"']),
        # A text that is no word of its setting comes by its P number.
        ({"ntp_server": "a"}, {"P30": "{{ b }}"}, ['settings.ntp_server was "a" and is "{{ b }}"']),
        ({"P271": "7"}, {}, ['accounts.1.account_active was "7" and is not told any more']),
        ({"P30": "a"}, {"ntp_server": "a"}, []),
        # What the new firmware brings, and what never held anything.
        ({}, {"new": "x"}, []),
        ({"empty": ""}, {}, []),
    ],
)
def test_changes(before: dict[str, Any], after: dict[str, Any], says: list[str]) -> None:
    assert firmware_changes(info(before), info(after)) == says


def test_changes_of_accounts_and_keys() -> None:
    """Their numbers come as text from a note."""
    before = {"config": {"settings": {}, "accounts": {"1": {"sip_server": "old"}}, "keys": {"2": {"mode": "blf"}}}}
    assert firmware_changes(before, info({})) == [
        'accounts.1.sip_server was "old" and is "pbx"',
        'keys.2.mode was "blf" and is "none"',
    ]
    assert firmware_changes(before, info({}), may_change=["accounts.1.sip_server", "mode"]) == []


def test_changes_that_are_not_shown() -> None:
    """What looks like a secret now is named without what it says."""
    changes = firmware_changes(info({"url": "http://a"}), info({}, left_out=["config.settings.url"]))
    assert changes == ['settings.url was "http://a" and is not shown, because of what it says']


def test_changes_need_the_settings() -> None:
    with pytest.raises(AnsibleFilterError, match="subset config"):
        firmware_changes({"msg": "nobody answered"}, info({}))
