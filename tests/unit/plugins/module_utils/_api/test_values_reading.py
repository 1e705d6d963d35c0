# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading values from firmware that does not escape them, and from servers that die of too many names."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.values_reply import holds, writable
from unit.dialogue import Memory, login, read, scripted
from unit.vendor_phone import VendorPhone

#: What values are made of that break an answer, or make another of it.
NASTY = st.text('"\\,:{}ab1 3', max_size=9) | st.sampled_from(
    [
        'a"b',
        "a\\",
        '\\"',
        "a\\nb",
        "C:\\d",
        'x","31":"y',
        'x"},"z":{"q":"',
        'x"},"response":"error","body":{"30":"y',
        '","31":{"q":"',
    ]
)
NUMBERS = [str(number) for number in range(30, 42)]


@given(st.dictionaries(st.sampled_from(NUMBERS), NASTY, min_size=1))
@example({"30": 'x","31":"y', "31": "z"})
@example({"30": 'a"},"z":{"q":"', "31": "b"})
@example({"30": "a\\", "31": ',"32":"z\\', "32": "y"})
@example({"30": "a\\", "31": ","})
def test_no_value_is_ever_told_wrong(values: dict[str, str]) -> None:
    memory = VendorPhone(values)
    with memory.session() as session:
        held = Phone(session).read_values(list(values))
    for name, value in values.items():
        assert name in held.broken or holds(held, name, value), (name, held, held.also)
        assert name in held or held.broken, "a value that the phone knows is not unknown"
    assert len(memory.reads) <= 40


@given(st.dictionaries(st.sampled_from(NUMBERS), NASTY, min_size=1))
def test_firmware_that_escapes_is_read_to_the_letter_at_once(values: dict[str, str]) -> None:
    memory = VendorPhone(values, escapes=True)
    with memory.session() as session:
        held = Phone(session).read_values(list(values))
    assert dict(held) == values
    assert held.broken == []
    assert len(memory.reads) == 1


@given(count=st.integers(2, 90), bad=st.sets(st.integers(0, 89), min_size=1, max_size=3))
def test_halving_finds_exactly_the_bad_ones_within_40_requests(count: int, bad: set[int]) -> None:
    values = {str(1000 + at): 'a"b' if at in bad else "good" for at in range(count)}
    memory = VendorPhone(values)
    with memory.session() as session:
        phone = Phone(session)
        held = phone.read_values(list(values))
        wrong = [name for name, value in values.items() if value != "good"]
        assert sorted(held.broken) == wrong
        assert dict(held) == {name: value for name, value in values.items() if value == "good"}
        assert held.also == dict.fromkeys(wrong, 'a"b'), "what stands between the quotes is known all the same"
        assert len(memory.reads) <= 40
        memory.reads.clear()
        phone.read_values(list(values))
        assert len(memory.reads) == len(wrong) + (len(wrong) < count), "what is known to be broken is asked for by itself"


def test_more_bad_values_than_can_be_told_apart_are_named_as_a_whole() -> None:
    memory = VendorPhone(dict.fromkeys(map(str, range(100, 190)), 'a"b'))
    with memory.session() as session:
        held = Phone(session).read_values([name for name in memory.holds if name != "2"])
    assert len(memory.reads) == 40
    assert len(held.broken) == 90


@pytest.mark.parametrize("count", [90, 91, 332])
def test_server_that_dies_of_100_names_is_never_asked_for_so_many(count: int) -> None:
    values = {str(1000 + at): f"v{at}" for at in range(count)}
    memory = VendorPhone(values)
    with memory.session(max_url_length=65536) as session:
        held = Phone(session).read_values(list(values))
    assert list(held.items()) == list(values.items())
    assert [len(names) for names in memory.reads] == [90] * (count // 90) + [count % 90] * (count % 90 > 0)


def test_write_has_at_most_250_parameters() -> None:
    values = {str(1000 + at): f"v{at}" for at in range(501)}
    memory = VendorPhone({})
    with memory.session(max_url_length=65536) as session:
        Phone(session).write_values(values)
    assert [len(pairs) for pairs in memory.writes] == [250, 250, 1]
    assert memory.holds.items() >= values.items()


@pytest.mark.parametrize(
    ("text", "readings"),
    [("a\\nb", {"a\nb", "a\\nb"}), ("a\\\\b", {"a\\b", "a\\\\b"}), ("C:\\dir", {"C:\\dir"}), ("a\\", {"a\\"})],
)
def test_backslash_leaves_both_readings(text: str, readings: set[str]) -> None:
    with scripted(login(), read("30", f'{{"response": "success", "body": {{"30": "{text}"}}}}')) as script:
        held = script.phone.read_values(["30"])
    assert {held["30"], *held.also.values()} == readings


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\\nb", "a\\nb"),
        ("a\\u0007b", "a\\u0007b"),
        ("a\\\\b", "a\\b"),
        ("Gr\\u00fcn", "Grün"),
        ("C:\\dir", "C:\\dir"),
        ("-----BEGIN CERTIFICATE-----\\nMII\\n-----END CERTIFICATE-----\\n",) * 2,
    ],
)
def test_of_two_readings_the_one_that_a_task_could_write_is_shown(text: str, shown: str) -> None:
    with scripted(login(), read("30", f'{{"response": "success", "body": {{"30": "{text}"}}}}')) as script:
        held = script.phone.read_values(["30"])
    found = writable(held)
    assert found["30"] == (shown.replace("\\n", "\n") if "BEGIN" in shown else shown)
    assert {found["30"], *found.also.values()} == {held["30"], *held.also.values()}


def test_answer_that_is_cut_is_no_broken_value() -> None:
    cut = '{"response": "success", "body": {"30": "nt'
    with scripted(login(), read("30", cut), read("30", {"30": "ntp"})) as script:
        held = script.phone.read_values(["30"])
    assert (dict(held), held.broken) == ({"30": "ntp"}, [])


def test_unknown_values_cost_no_further_request() -> None:
    memory = Memory({"30": "ntp"})
    with memory.session() as session:
        assert dict(Phone(session).read_values(["30", "9999"])) == {"30": "ntp"}
    assert len([url for url in memory.urls if "api-values.get" in url]) == 1
