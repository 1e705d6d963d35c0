# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A programmable key is written whole or left alone, whatever the firmware does to one of its fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._api.logins import Logins
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.traits import FirmwareTraits
from ansible_collections.voip.grandstream.plugins.module_utils._errors import FileOnlyError, NotKeptError
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome
from ansible_collections.voip.grandstream.plugins.module_utils._resources import config
from ansible_collections.voip.grandstream.plugins.module_utils._settings import keys
from ansible_collections.voip.grandstream.plugins.module_utils._task import carry_out
from unit.programmable_keys import TEXT
from unit.vendor_phone import JUNK, VendorPhone
from unit.whole_phone import asked

#: Key 1 is a busy lamp field of account 2.
LAMP = {"23000": "1", "23001": "1", "23002": "Reception", "23003": "100"}
HELD = {**LAMP, "30": "old", "271": "1", "401": "1"}
NONE: dict[str, Any] = {"keys": {1: {"mode": "none"}}}


def bring(memory: VendorPhone, known: Logins | None = None, check_mode: bool = False, **given: Any) -> Outcome:
    with memory.session(known) as session:
        desired = asked(model="gxv3380", **given)
        return carry_out(config.RESOURCE, Phone(session, FirmwareTraits()), desired, check_mode)


def left_out(memory: VendorPhone, known: Logins | None = None, **given: Any) -> FileOnlyError:
    with pytest.raises(FileOnlyError) as caught:
        bring(memory, known, **given)
    return caught.value


def key_of(holds: Mapping[str, str], key: int = 1) -> list[str]:
    """What the phone holds of a key."""
    return [holds[str(23000 + 5 * (key - 1) + field)] for field in range(4)]


def test_a_key_that_cannot_be_cleared_stays_as_it_was() -> None:
    memory = VendorPhone(HELD)
    error = left_out(memory, **NONE, settings={"ntp_server": "ntp"})
    assert key_of(memory.holds) == list(LAMP.values()), "and is no speed dial of account 1 that nobody asked for"
    assert memory.holds["30"] == "ntp"
    assert memory.writes == [{"P30": "ntp"}, {"P23002": ""}, {"P23002": "Reception"}]
    assert (
        "cannot take these values over its API: keys.1 (cleared by provisioning file only: its label is empty, and this firmware "
        "stores something else then; its former value is back). All others were written"
    ) in error.text
    assert error.details["pvalues"] == ["P23002", "P23003", "P23000", "P23001"]
    assert [change["name"] for change in error.changes or []] == ["settings.ntp_server"]


def test_other_phones_of_this_firmware_get_no_write_to_the_key() -> None:
    told = {"vendor_fullname": "Grandstream", "68": "1.0.3.21"}
    first, second = VendorPhone(HELD | told), VendorPhone(HELD | told)
    known = Logins()
    left_out(first, known, **NONE)
    error = left_out(second, known, **NONE)
    assert second.writes == []
    assert "keys.1 (cleared by provisioning file only: its label is empty" in error.text


def test_check_mode_foresees_the_whole_key() -> None:
    memory = VendorPhone(HELD)
    traits = FirmwareTraits()
    traits.learn(stores_empty=False)
    with memory.session() as session:
        outcome = carry_out(config.RESOURCE, Phone(session, traits), asked(model="gxv3380", **NONE), True)
    (warning,) = outcome.warnings
    assert "keys.1 (cleared by provisioning file only: its label is empty" in warning
    assert "in_force" not in outcome.found, "nothing would be written"


def test_a_key_is_cleared_in_two_writes_where_empty_texts_are_stored() -> None:
    memory = VendorPhone(HELD, stores_empty=True)
    bring(memory, **NONE)
    assert key_of(memory.holds) == ["0", "0", "", ""]
    assert memory.writes == [{"P23002": ""}, {"P23003": "", "P23000": "0", "P23001": "0"}]


def test_a_label_that_cannot_be_removed_leaves_the_key_alone() -> None:
    memory = VendorPhone(HELD)
    error = left_out(memory, keys={1: {"mode": "speed_dial", "value": "200"}})
    assert key_of(memory.holds) == list(LAMP.values())
    assert "keys.1 (its label is empty, and this firmware stores something else then; its former value is back)" in error.text


def test_a_label_that_cannot_be_sent_leaves_the_key_alone() -> None:
    memory = VendorPhone(HELD)
    error = left_out(memory, keys={1: {"mode": "speed_dial", "label": "R&D", "value": "200"}})
    assert key_of(memory.holds) == list(LAMP.values())
    assert "keys.1 (its label holds &; its former value is back)" in error.text


def test_a_key_is_brought_back_also_where_another_phone_stored_empty_texts_well() -> None:
    told = {"vendor_fullname": "Grandstream", "68": "1.0.3.21"}
    known = Logins()
    bring(VendorPhone(HELD | told, stores_empty=True), known, **NONE)
    memory = VendorPhone(HELD | told)
    error = left_out(memory, known, **NONE)
    assert key_of(memory.holds) == list(LAMP.values())
    assert "keys.1 (cleared by provisioning file only: its label is empty" in error.text


def test_what_a_key_reads_is_what_it_holds() -> None:
    class Stubborn(VendorPhone):
        """Keeps a value that is to be empty."""

        def _write(self, pairs: list[Any]) -> Any:
            return super()._write([(name, value or self.holds[name.removeprefix("P")]) for name, value in pairs])

    with pytest.raises(NotKeptError) as caught:
        bring(Stubborn(HELD), **NONE)
    assert 'reads {"mode": "blf", "account": 2, "label": "Reception", "value": "100"}' in caught.value.text


@given(
    held=st.tuples(st.sampled_from(["0", "1", "10"]), st.sampled_from(["0", "1"]), TEXT, TEXT),
    wanted=st.sampled_from(["none", "blf", "speed_dial"]),
    label=TEXT,
    value=TEXT.filter(bool),
    decodes=st.booleans(),
    stores_empty=st.booleans(),
)
def test_a_key_is_the_former_or_the_new_one(
    held: tuple[str, ...], wanted: str, label: str, value: str, decodes: bool, stores_empty: bool
) -> None:
    """Unless a field cannot be brought back, of which the sentence tells."""
    memory = VendorPhone(HELD | dict(zip(LAMP, held, strict=True)), decodes=decodes, escapes=True, stores_empty=stores_empty)
    entry = {"mode": "none"} if wanted == "none" else {"mode": wanted, "label": label, "value": value}
    texts, problems = keys.texts_of(entry, "gxv3380")
    assert problems == []
    problem = None
    try:
        bring(memory, keys={1: entry})
    except FileOnlyError as error:
        problem = error.text
    if problem is None:
        assert key_of(memory.holds) == list(texts.values())
    elif "could not be brought back" in problem:
        assert key_of(memory.holds)[:2] == list(held[:2])
    else:
        assert key_of(memory.holds) == list(held)
    assert JUNK not in str(problem)
