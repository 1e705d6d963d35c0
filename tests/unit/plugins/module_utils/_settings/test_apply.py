# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carrying out a plan on firmware that stores values as they are sent, stores junk for empty ones and refuses long ones."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._api.logins import Logins, from_taken_along
from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.traits import FirmwareTraits
from ansible_collections.voip.grandstream.plugins.module_utils._errors import FileOnlyError, NotKeptError
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome
from ansible_collections.voip.grandstream.plugins.module_utils._resources.pvalue import RESOURCE
from ansible_collections.voip.grandstream.plugins.module_utils._settings.plan import DesiredValues
from ansible_collections.voip.grandstream.plugins.module_utils._task import carry_out
from unit.vendor_phone import JUNK, VendorPhone

ADMIN = VendorPhone({}).holds["2"]


@contextmanager
def session_on(memory: VendorPhone, known: Logins | None = None) -> Iterator[Phone]:
    with memory.session(known) as session:
        yield Phone(session, FirmwareTraits())


def bring(
    phone: Phone,
    values: Mapping[str, str],
    policy: str = "when_needed",
    check_mode: bool = False,
    verify: bool = True,
    model: str | None = None,
) -> Outcome:
    return carry_out(RESOURCE, phone, DesiredValues(dict(values), policy, verify, model=model), check_mode)


def left_out(phone: Phone, values: Mapping[str, str], **how: Any) -> FileOnlyError:
    with pytest.raises(FileOnlyError) as caught:
        bring(phone, values, **how)
    return caught.value


def test_value_that_reads_back_quoted_is_sent_again_raw() -> None:
    memory = VendorPhone({"30": "old", "64": "old"})
    with session_on(memory) as phone:
        outcome = bring(phone, {"30": '50%+"x"ü', "64": "UTC"})
        assert memory.holds == {"2": ADMIN, "30": '50%+"x"ü', "64": "UTC"}
        assert [list(pairs) for pairs in memory.writes] == [["P30", "P64"], ["P30"]]
        assert phone.traits.decodes is False
        assert outcome.found["in_force"] == "kept; in force perhaps only after a reboot"
        assert any("in force perhaps only after a reboot" in warning for warning in outcome.warnings)
        assert bring(phone, {"30": '50%+"x"ü', "64": "UTC"}).changes == [], "a second run writes nothing"
        bring(phone, {"30": "100%"})
    assert memory.writes[2:] == [{"P30": "100%"}], "what is known of the phone is used at once"


def test_guide_firmware_gets_one_write_and_one_look() -> None:
    memory = VendorPhone({"30": "old", "64": "UTC"}, decodes=True, escapes=True, stores_empty=True, tells_secrets=False)
    with session_on(memory) as phone:
        outcome = bring(phone, {"30": "50% of #1 & 2=2", "64": "c d"})
        assert phone.traits.decodes is True
    assert (len(memory.reads), len(memory.writes)) == (2, 1)
    assert "in_force" not in outcome.found
    assert outcome.warnings == []


def test_what_cannot_be_sent_is_named_and_its_former_value_comes_back() -> None:
    memory = VendorPhone({"30": "old", "64": "UTC", "144": "1"})
    with session_on(memory) as phone:
        error = left_out(phone, {"30": "a b#c", "64": "x&y=z", "144": "0"})
        assert memory.holds == {"2": ADMIN, "30": "old", "64": "UTC", "144": "0"}
        assert error.kind == "file_only"
        assert "P30 (it holds a space, #; its former value is back)" in error.text
        assert "P64 (it holds &, =" in error.text
        assert "provisioning file" in error.text
        assert error.details["pvalues"] == ["P30", "P64"]
        assert [change["pvalue"] for change in error.changes] == ["P144"]
        assert error.found == {"in_force": "kept; in force perhaps only after a reboot"}
        writes = len(memory.writes)
        assert left_out(phone, {"30": "a b"}).found == {}, "nothing was written"
        assert len(memory.writes) == writes, "once it is known, it is not even tried"
        checked = bring(phone, {"30": "a b"}, check_mode=True)
    assert "it holds a space" in str(checked.warnings)


def test_value_that_could_not_come_back_is_not_put_at_risk_where_another_shows_the_same() -> None:
    memory = VendorPhone({"30": "old", "64": "from a file"})
    with session_on(memory) as phone:
        error = left_out(phone, {"64": "for the API", "30": "50%"})
    assert memory.holds == {"2": ADMIN, "30": "50%", "64": "from a file"}
    assert "P64" in error.text


def test_value_that_was_empty_before_waits_for_another_that_shows_how_the_firmware_decodes() -> None:
    """An account's name on a phone from the factory: nothing could bring the empty name back."""
    memory = VendorPhone({"30": "old", "3": "", "270": ""})
    with session_on(memory) as phone:
        error = left_out(phone, {"3": "Max Müller", "270": "Max Müller", "30": "50%"})
    assert memory.holds == {"2": ADMIN, "30": "50%", "3": "", "270": ""}
    assert "damaged" not in error.text
    guide = VendorPhone({"30": "old", "3": ""}, decodes=True, escapes=True, stores_empty=True, tells_secrets=False)
    with session_on(guide) as phone:
        bring(phone, {"3": "Max Müller", "30": "50%"})
    assert guide.holds == {"2": ADMIN, "30": "50%", "3": "Max Müller"}


def test_only_one_value_that_was_empty_before_is_put_at_risk() -> None:
    memory = VendorPhone({"30": "old", "3": "", "270": ""})
    with session_on(memory) as phone:
        error = left_out(phone, {"3": "Max Müller", "270": "Max Müller", "30": "new"})
    assert (memory.holds["30"], memory.holds["270"], memory.holds["3"]) == ("new", "", "Max%20M%C3%BCller")
    assert "P3 (it holds a space; it is damaged now, and its former value could not be brought back)" in error.text
    assert "P270 (it holds a space)" in error.text
    assert len(memory.writes) == 1


def test_empty_value_comes_back_where_the_firmware_has_shown_that_it_stores_one() -> None:
    memory = VendorPhone({"30": "old", "3": ""}, stores_empty=True)
    with session_on(memory) as phone:
        bring(phone, {"30": ""})
        error = left_out(phone, {"3": "Max Müller"})
    assert memory.holds["3"] == ""
    assert "its former value is back" in error.text


@pytest.mark.parametrize("secret", ["pass%word", "pass word"])
def test_secret_that_needs_quoting_waits_for_a_plain_value(secret: str) -> None:
    memory = VendorPhone({"30": "old", "47": "pbx", "34": "0ld"})
    with session_on(memory) as phone:
        if " " in secret:
            error = left_out(phone, {"34": secret, "30": "50%", "47": "new"})
            assert "P34" in error.text
            assert secret not in error.text
            assert memory.holds["34"] == "0ld"
        else:
            outcome = bring(phone, {"34": secret, "30": "50%", "47": "new"})
            assert memory.holds["34"] == secret
            assert "unproved" not in outcome.found
    assert set(memory.writes[0]) == {"P30", "P47"}
    assert [pairs["P34"] for pairs in memory.writes if "P34" in pairs] == [secret] * (" " not in secret), "never garbled"


def test_secret_that_needs_quoting_goes_alone_where_nothing_else_shows_it() -> None:
    memory = VendorPhone({"47": "pbx", "34": "0ld", "406": "0ld"})
    with session_on(memory) as phone:
        outcome = bring(phone, {"34": "a%b", "406": "c%d", "47": "new"})
    assert memory.holds == {"2": ADMIN, "47": "new", "34": "a%b", "406": "c%d"}
    assert [list(pairs) for pairs in memory.writes] == [["P47"], ["P34"], ["P34"], ["P406"]]
    assert "unproved" not in outcome.found


def test_secret_that_is_not_told_is_unproved() -> None:
    memory = VendorPhone({"47": "pbx"}, tells_secrets=False)
    with session_on(memory) as phone:
        outcome = bring(phone, {"34": "a%b", "406": "c%d", "47": "new"})
    assert outcome.found["unproved"] == ["P34", "P406"]
    assert outcome.warnings == [], "firmware of the guide never tells secrets: the result says it, and no play is disturbed"
    assert "a%b" not in str(outcome)
    assert [list(pairs) for pairs in memory.writes] == [["P47"], ["P34", "P406"]]


def test_secret_that_is_told_is_compared_and_not_guessed() -> None:
    memory = VendorPhone({"34": "right", "47": "pbx"}, registered=())
    with session_on(memory) as phone:
        assert bring(phone, {"34": "right", "47": "pbx"}).changes == []
        outcome = bring(phone, {"34": "n3w", "47": "pbx"})
    assert [change["after"] for change in outcome.changes or []] == ["(new secret)"]
    assert memory.holds["34"] == "n3w"
    assert memory.asked_for_accounts == 0, "nobody has to guess"
    assert "right" not in str(outcome)
    assert "n3w" not in str(outcome)


def test_secret_that_was_not_kept_is_not_reported_as_written() -> None:
    memory = VendorPhone({"34": "0ld", "47": "pbx"})
    memory._write = lambda pairs: (200, {}, '{"response": "success", "body": {"status": "right"}}')  # type: ignore[method-assign]
    with session_on(memory) as phone, pytest.raises(NotKeptError) as caught:
        bring(phone, {"34": "n3w"})
    assert "P34 was written as ******** and reads ********" in caught.value.text


def test_first_empty_value_goes_alone_and_junk_is_taken_back() -> None:
    memory = VendorPhone({"30": "old", "64": "UTC", "144": "1"})
    with session_on(memory) as phone:
        error = left_out(phone, {"30": "", "64": "", "144": "0"})
        assert memory.holds == {"2": ADMIN, "30": "old", "64": "UTC", "144": "0"}
        assert memory.writes == [{"P144": "0"}, {"P30": ""}, {"P30": "old"}]
        assert JUNK not in error.text
        assert "P30 (it is empty" in error.text
        assert "P64 (it is empty" in error.text
        left_out(phone, {"64": ""})
    assert len(memory.writes) == 3, "no further empty value goes to this phone"


def test_firmware_that_stores_empty_values_gets_the_others_together() -> None:
    memory = VendorPhone({"30": "a", "64": "b", "144": "c"}, stores_empty=True)
    with session_on(memory) as phone:
        bring(phone, {"30": "", "64": "", "144": ""})
    assert memory.writes == [{"P30": ""}, {"P64": "", "P144": ""}]
    assert memory.holds == {"2": ADMIN, "30": "", "64": "", "144": ""}


def passed_on(known: Logins) -> Logins:
    """What another task of the run knows, which may run elsewhere."""
    there = from_taken_along(known.taken_along())
    known.take_back(there.brought_back())
    return there


@pytest.mark.parametrize("model", [None, "wp820"])
@pytest.mark.parametrize("stores_empty", [True, False])
def test_other_phones_of_the_same_firmware_are_spared(stores_empty: bool, model: str | None) -> None:
    known = Logins()
    held = {"30": "a", "64": "b", "vendor_fullname": "Grandstream WP820", "68": "1.0.7.35"}
    first, second = (VendorPhone(held, stores_empty=stores_empty) for dummy in range(2))
    for memory in (first, second):
        with session_on(memory, known) as phone:
            known = passed_on(known)
            if stores_empty:
                bring(phone, {"30": "", "64": ""}, model=model)
            else:
                left_out(phone, {"30": "", "64": ""}, model=model)
            known = phone.logins
    assert len(first.writes) == 2
    assert second.writes == ([{"P30": "", "P64": ""}] if stores_empty else [])


def test_another_model_with_the_same_words_finds_out_by_itself() -> None:
    held = {"30": "a", "vendor_fullname": "Grandstream Networks, Inc.", "68": "1.0.7.35"}
    first, second = VendorPhone(held, stores_empty=True), VendorPhone(held)
    known = Logins()
    with session_on(first, known) as phone:
        bring(phone, {"30": ""}, model="gxv3370")
    with session_on(second, known) as phone:
        left_out(phone, {"30": ""}, model="wp820")
    assert second.writes == [{"P30": ""}, {"P30": "a"}]


def test_phone_that_waited_for_another_of_its_firmware_uses_what_that_one_has_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = VendorPhone({"30": "old", "68": "1.0", "vendor_fullname": "Acme"})
    with session_on(memory) as phone:

        @contextmanager
        def alone(name: str) -> Iterator[None]:
            """Another phone of this firmware finds it out in the meantime."""
            assert name == "empty Acme 1.0"
            phone.logins.learn("empty junk Acme 1.0")
            yield

        monkeypatch.setattr(phone.logins, "alone", alone)
        left_out(phone, {"30": ""})
    assert memory.writes == []


def test_junk_is_noticed_also_where_another_phone_stored_empty_values_well() -> None:
    memory = VendorPhone({"30": "a", "64": "b"})
    with session_on(memory) as phone:
        phone.traits.learn(stores_empty=True)
        error = left_out(phone, {"30": "", "64": ""})
        assert phone.traits.stores_empty is False
    assert memory.holds == {"2": ADMIN, "30": "a", "64": "b"}
    assert JUNK not in error.text


def test_long_values_are_named_after_a_refusal_and_only_then() -> None:
    memory = VendorPhone({"30": "old", "64": "UTC", "144": "1"})
    long = {"30": "x" * 100, "64": "y" * 99}
    with session_on(memory) as phone:
        error = left_out(phone, {**long, "144": "0"})
        assert memory.holds == {"2": ADMIN, "30": "old", "64": "y" * 99, "144": "0"}
        assert error.details["pvalues"] == ["P30"]
        assert len(memory.writes) == 2
    roomy = VendorPhone({"30": "old"}, longest=1000)
    with session_on(roomy) as phone:
        bring(phone, {"30": "x" * 500})
    assert len(roomy.writes) == 1


def test_a_quoted_character_counts_three() -> None:
    memory = VendorPhone({"30": "old", "64": "old"}, decodes=True)
    with session_on(memory) as phone:
        error = left_out(phone, {"30": "ü" * 17, "64": "ü" * 16})
    assert error.details["pvalues"] == ["P30"]
    assert memory.holds == {"2": ADMIN, "30": "old", "64": "ü" * 16}


def test_what_is_short_enough_as_it_is_goes_out_when_the_firmware_has_shown_that_it_does_not_decode() -> None:
    memory = VendorPhone({"30": "old", "64": "old", "144": "old"})
    with session_on(memory) as phone:
        error = left_out(phone, {"30": "x" * 120, "64": "ü%" * 17, "144": "50%"})
    assert error.details["pvalues"] == ["P30"]
    assert memory.holds == {"2": ADMIN, "30": "old", "64": "ü%" * 17, "144": "50%"}


def test_login_that_tells_the_version_shows_that_kept_may_not_be_in_force() -> None:
    """Nothing else of this task shows what kind of firmware it is."""
    memory = VendorPhone({"30": "old"}, tells_version=True)
    with session_on(memory) as phone:
        checked = bring(phone, {"30": "ntp"}, check_mode=True)
        outcome = bring(phone, {"30": "ntp"})
        assert bring(phone, {"30": "ntp"}).found == {"reboot_required": False, "reboot_settings": []}, "nothing was changed"
    assert checked.found["in_force"] == outcome.found["in_force"] == "kept; in force perhaps only after a reboot"
    other = VendorPhone({"30": "old"})
    with session_on(other) as phone:
        assert "in_force" not in bring(phone, {"30": "ntp"}).found


@pytest.mark.parametrize("tells_secrets", [True, False])
@pytest.mark.parametrize("text", ["n3w%s3cret", "n3w s3cret"])
def test_login_password_is_never_garbled(text: str, tells_secrets: bool) -> None:
    """With a garbled one, nobody could log in any more."""
    memory = VendorPhone({"30": "old"}, tells_secrets=tells_secrets, tells_version=True)
    with session_on(memory) as phone:
        checked = bring(phone, {"2": text, "30": "ntp"}, "always", check_mode=True)
        error = left_out(phone, {"2": text, "30": "ntp"}, policy="always")
    assert memory.holds == {"2": ADMIN, "30": "ntp"}
    assert error.details["pvalues"] == ["P2"]
    assert "set it with gs_password" in error.text
    assert "set it with gs_password" in str(checked.warnings)


def test_login_password_follows_a_value_that_shows_how_the_firmware_decodes() -> None:
    memory = VendorPhone({"30": "old"}, tells_version=True)
    with session_on(memory) as phone:
        bring(phone, {"2": "n3w%s3cret", "30": "50%"}, "always")
    assert memory.holds == {"2": "n3w%s3cret", "30": "50%"}
    guide = VendorPhone({"30": "old"}, decodes=True, escapes=True, stores_empty=True, tells_secrets=False)
    with session_on(guide) as phone:
        bring(phone, {"2": "n3w s3cret"}, "always")
    assert guide.holds == {"2": "n3w s3cret", "30": "old"}


def test_value_that_breaks_the_answer_can_be_overwritten() -> None:
    memory = VendorPhone({"30": 'a"b', "64": "UTC"})
    with session_on(memory) as phone:
        outcome = bring(phone, {"30": "ntp", "64": "UTC"})
    assert memory.holds == {"2": ADMIN, "30": "ntp", "64": "UTC"}
    assert [change["pvalue"] for change in outcome.changes or []] == ["P30"]


def test_message_quotes_at_most_100_characters_of_a_value() -> None:
    class Verbose(VendorPhone):
        def _write(self, pairs: list[Any]) -> Any:
            super()._write([(name, "j" * 27000) for name, _value in pairs])
            return super()._write([])

    memory = Verbose({"30": "old"}, longest=30000)
    with session_on(memory) as phone, pytest.raises(NotKeptError) as caught:
        bring(phone, {"30": "ntp"})
    assert len(caught.value.text) < 500


def _seems_to_be(held: str, asked: str | None) -> bool:
    """Whether a phone that holds the one text may be telling the other: two readings of a backslash, of which either counts."""
    try:
        unescaped = json.loads(f'"{held}"')
    except ValueError:
        unescaped = None
    return asked in (unescaped, json.dumps(held, ensure_ascii=False)[1:-1]) and held != asked


@given(
    holds=st.dictionaries(st.sampled_from(["30", "64", "144"]), st.text('ab%+"\\ü/,', max_size=5)),
    asks=st.dictionaries(st.sampled_from(["30", "64", "144", "34"]), st.text('ab%+"\\ü/,', min_size=1, max_size=5), min_size=1),
    decodes=st.booleans(),
    escapes=st.booleans(),
    stores_empty=st.booleans(),
)
def test_second_run_changes_nothing_whatever_the_firmware_does(
    holds: dict[str, str], asks: dict[str, str], decodes: bool, escapes: bool, stores_empty: bool
) -> None:
    held = {number: text for number, text in holds.items() if not _seems_to_be(text, asks.get(number))}
    held = {**dict.fromkeys(asks, ""), **held}
    memory = VendorPhone(held, decodes=decodes, escapes=escapes, stores_empty=stores_empty)
    others = {number: value for number, value in memory.holds.items() if number not in asks}
    with session_on(memory) as phone:
        bring(phone, asks)
        assert memory.holds == {**others, **asks}
        writes = len(memory.writes)
        assert bring(phone, asks).changes == []
    with session_on(memory) as stranger:
        assert bring(stranger, asks).changes == []
    assert len(memory.writes) == writes
