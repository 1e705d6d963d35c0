# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A whole phone on scripted dialogues: one login, one read, one write, one read back, and the book where it is named."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Group
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    ConflictError,
    InputError,
    NotKeptError,
    PhoneError,
    UnsupportedError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._outcome import Outcome
from ansible_collections.voip.grandstream.plugins.module_utils._resources import config
from ansible_collections.voip.grandstream.plugins.module_utils._settings import keys
from ansible_collections.voip.grandstream.plugins.module_utils._settings.plan import TOO_LONG
from unit.dialogue import HANGS, Step, accounts, login, look, read, scripted, write
from unit.phonebook import add_group, contact, get_contacts, get_groups, save
from unit.whole_phone import WholePhone, apply, config_options, outcome_of

SETTINGS = {"ntp_server": "ntp", "P64": "UTC"}
HELD = {"30": "old", "64": "UTC", "34": "", "47": "pbx", "271": "1", "31": "1"}
ACCOUNT = {1: {"sip_server": "pbx", "sip_auth_password": "s3cret!"}}
NO_REBOOT = {"reboot_required": False, "reboot_settings": []}
ANN = {"first_name": "Ann", "work": "6"}
TWINS = [get_groups(), get_contacts(contact(0, "Ann"), contact(1, "Ann"))]


def row(name: str, pvalues: list[str], before: Any, after: Any) -> dict[str, Any]:
    """A change of a setting, for the user's eyes."""
    return {"kind": "setting", "action": "edit", "name": name, "pvalues": pvalues, "before": before, "after": after}


NTP = row("settings.ntp_server", ["P30"], "old", "ntp")


def test_nothing_named_nothing_asked() -> None:
    assert outcome_of() == Outcome([], warnings=[], found=NO_REBOOT)
    assert outcome_of(settings={}, accounts={1: {}}).changes == []


def test_nothing_to_change_is_a_login_and_a_read() -> None:
    steps = [read("30:64", HELD | {"30": "ntp"})]
    assert outcome_of(login(), steps, settings=SETTINGS) == Outcome([], warnings=[], found=NO_REBOOT)


def test_difference_is_written_once_and_read_back() -> None:
    held = read("30:64:47", HELD)
    back = read("30:47", {"30": "ntp", "47": "pbx2"})
    steps = [held, write({"P30": "ntp", "P47": "pbx2"}), back]
    outcome = outcome_of(login(), steps, settings=SETTINGS, accounts={"1": {"sip_server": "pbx2"}})
    assert outcome.changes == [NTP, row("accounts.1.sip_server", ["P47"], "pbx", "pbx2")]
    assert outcome.before == 'ntp_server (P30): "old"\naccounts.1.sip_server (P47): "pbx"\n'
    assert outcome.after == 'ntp_server (P30): "ntp"\naccounts.1.sip_server (P47): "pbx2"\n'


def test_accounts_are_asked_for_where_a_password_depends_on_it() -> None:
    steps = [read("47:34:271:31:2", HELD), *look(1)]
    assert outcome_of(login(), steps, accounts=ACCOUNT).changes == []
    writing = [read("47:34:271:31:2", HELD), *look(2), write({"P34": "s3cret!"})]
    outcome = outcome_of(login(), writing, accounts=ACCOUNT)
    assert outcome.changes == [row("accounts.1.sip_auth_password", ["P34"], "(former secret)", "(new secret)")]


def test_password_of_an_account_that_is_off_is_no_reason_to_ask() -> None:
    assert outcome_of(login(), read("47:34:271:31:2", HELD | {"271": "0"}), accounts=ACCOUNT).changes == []


def test_password_of_another_account_is_left_alone() -> None:
    held = HELD | {"402": "pbx", "406": "", "401": "1", "410": "1"}
    given = ACCOUNT | {2: {"sip_server": "pbx2", "sip_auth_password": "0ther-s3cret"}}
    steps = [read("47:402:34:406:271:31:401:410:2", held), *look(1)]
    writing = [write({"P402": "pbx2", "P406": "0ther-s3cret"}), read("402", {"402": "pbx2"})]
    names = [change["name"] for change in outcome_of(login(), steps, writing, accounts=given).changes or []]
    assert names == ["accounts.2.sip_server", "accounts.2.sip_auth_password"]


@pytest.mark.parametrize(("policy", "written"), [("always", True), ("never", False)])
def test_policy_needs_no_accounts(policy: str, written: bool) -> None:
    asked_for = "47:34:271:31:2" if written else "47"
    steps: list[Step] = [read(asked_for, HELD), *[write({"P34": "s3cret!"})] * written]
    assert bool(outcome_of(login(), steps, accounts=ACCOUNT, write_secrets=policy).changes) == written


def test_check_mode_reads_only_and_says_the_same() -> None:
    given: dict[str, Any] = {"settings": SETTINGS, "contacts": [ANN], "confirm_registration": 1}
    reading = [read("30:64", HELD), get_groups(), get_contacts()]
    checked = outcome_of(login(), reading, check_mode=True, **given)
    writing = [*look(1), write({"P30": "ntp"}), read("30", {"30": "ntp"})]
    book = [save(None, "Ann", work="6"), get_groups(), get_contacts(contact(0, "Ann", work="6"))]
    with scripted(login(), [*reading, *writing], [accounts(1), *look(1)], book) as script:
        done = apply(script, **given)
    seen = done.found["registrations"]
    assert seen["proved"] == [1], "which only a write can show"
    assert done == checked._replace(found={**checked.found, "registrations": seen})


@pytest.mark.parametrize("given", [{"contacts": [ANN]}, {"groups": [{"name": "Care", "id": None}]}])
def test_book_alone_reads_no_values(given: dict[str, Any]) -> None:
    kept = [get_groups(Group(1, "Care")), *([get_contacts(contact(0, "Ann", work="6"))] if "contacts" in given else [])]
    assert outcome_of(login(), kept, **given).changes == []


def test_settings_come_before_the_book_before_the_phones_own_password() -> None:
    given: dict[str, Any] = {"settings": {"admin_password": "s3cret!", "ntp_server": "ntp"}, "write_secrets": "always"}
    groups = [{"name": "Care", "id": None}]
    steps = [
        *(read("30:2", {"2": "", "30": "old"}), get_groups(), get_contacts()),
        *(write({"P30": "ntp"}), read("30", {"30": "ntp"})),
        *(add_group("Care"), get_groups(Group(1, "Care")), save(None, "Ann", group=1, work="6")),
        *(get_groups(Group(1, "Care")), get_contacts(contact(0, "Ann", 1, work="6"))),
        write({"P2": "s3cret!"}),
    ]
    outcome = outcome_of(login(), steps, groups=groups, contacts=[{**ANN, "group": "Care"}], **given)
    changes = outcome.changes or []
    assert [change["kind"] for change in changes] == ["setting", "setting", "group", "contact"]
    assert changes[0] == row("settings.admin_password", ["P2"], "(former secret)", "(new secret)")
    (warning,) = outcome.warnings
    assert "gs_password" in warning
    assert "s3cret!" not in str(outcome)


def test_conflict_of_the_book_is_found_before_any_write() -> None:
    with pytest.raises(ConflictError) as caught:
        outcome_of(login(), read("30:64", HELD), TWINS, settings=SETTINGS, contacts=[ANN])
    assert caught.value.changes == []


@pytest.mark.parametrize("check_mode", [True, False])
def test_unknown_value_is_found_before_any_write(check_mode: bool) -> None:
    given = {"settings": {"ntp_server": "ntp", "P99999": "x", "timezone": "UTC"}, "contacts": [ANN]}
    with pytest.raises(UnsupportedError, match=r"settings\.P99999, settings\.timezone") as caught:
        outcome_of(login(), read("30:99999:64", {"30": "old"}), check_mode=check_mode, **given)
    assert caught.value.details["pvalues"] == ["P99999", "P64"]


RECEPTION = {"mode": "blf", "account": 1, "label": "Reception", "value": "100"}
KEY_NUMBERS = "23000:23001:23002:23003"
UNUSED = {"23000": "0", "23001": "0", "23002": "", "23003": ""}
USED = {"23000": "1", "23001": "0", "23002": "Reception", "23003": "100"}


def test_a_key_is_one_row_and_needs_a_reboot() -> None:
    written = write({"P23000": "1", "P23002": "Reception", "P23003": "100"})
    steps = [read(f"{KEY_NUMBERS}:271", UNUSED | {"271": "1"}), written, read("23000:23002:23003", USED)]
    outcome = outcome_of(login(), *steps, keys={1: RECEPTION}, model="gxv3370")
    assert outcome.changes == [row("keys.1", ["P23000", "P23002", "P23003"], {"mode": "none"}, RECEPTION)]
    assert outcome.found == {"reboot_required": True, "reboot_settings": ["keys.1"]}
    assert outcome.before == 'keys.1: {"mode": "none"}\n'
    assert outcome.warnings == []


def test_a_key_that_is_right_costs_a_read() -> None:
    reading = read(f"{KEY_NUMBERS}:271", USED | {"271": "1"})
    assert outcome_of(login(), reading, keys={1: RECEPTION}, model="gxv3350").changes == []


@pytest.mark.parametrize("given", [{}, {"accounts": {1: {"account_active": False}}}])
def test_a_lamp_of_an_account_that_is_not_active_is_a_warning(given: dict[str, Any]) -> None:
    names = f"271:{KEY_NUMBERS}" if given else f"{KEY_NUMBERS}:271"
    outcome = outcome_of(login(), read(names, USED | {"271": "0"}), keys={1: RECEPTION}, model="gxv3370", **given)
    assert outcome.changes == []
    (warning,) = outcome.warnings
    assert warning.startswith("keys.1: account 1 is not active, so that this busy lamp field shows nothing.")


def test_a_key_that_did_not_stick_is_told_as_users_write_it() -> None:
    told = UNUSED | {"271": "1"}
    steps = [read(f"{KEY_NUMBERS}:271", told), write({"P23000": "1", "P23002": "Reception", "P23003": "100"})]
    with pytest.raises(NotKeptError, match=r'keys\.1 was written as \{"mode": "blf", .*\} and reads \{"mode": "none"\}'):
        outcome_of(login(), *steps, read("23000:23002:23003", UNUSED), keys={1: RECEPTION}, model="gxv3370")


def test_all_keys_in_line_cost_their_reads_and_no_write() -> None:
    phone = WholePhone({number: keys.factory_text(number, "gxv3380") or "" for number in keys.numbers("gxv3380")} | {"30": "ntp"})
    wanted = {key: {"mode": "none"} for key in range(1, 161)}
    assert phone.bring(keys=wanted, settings={"ntp_server": "ntp"}, model="gxv3380") == []
    reads = [url for url in phone.urls if "api-values.get" in url]
    # 640 values, at most 90 a request.
    assert len(reads) == 8
    assert not any("api-values.post" in url for url in phone.urls)


FAILOVER: dict[str, Any] = {"accounts": {1: {"register_before_dns_srv_failover": True}}, "model": "gxv3370"}


def test_the_firmware_rides_along_and_says_why_a_value_is_not_known() -> None:
    given = {**FAILOVER, "settings": {"P99999": "x", "ntp_server": "ntp"}}
    with pytest.raises(UnsupportedError) as caught:
        outcome_of(login(), read("99999:30:29095:68", {"30": "old", "68": "1.0.1.41"}), **given)
    assert caught.value.message == (
        "accounts.1.register_before_dns_srv_failover needs firmware 1.0.3.19 on gxv3370, and this phone has 1.0.1.41; the phone "
        "does not know settings.P99999; nothing was written. Remove it for this model and firmware"
    )


@pytest.mark.parametrize("model", [None, "gxv3380"])
def test_the_phone_knows_better_than_what_is_published(model: str | None) -> None:
    """It is asked whatever the variable says. Without a model nothing could be said, and the version is not read."""
    given = {**FAILOVER, "model": model, "firmware": "1.0.1.1"}
    names = "29095" if model is None else "29095:68"
    assert outcome_of(login(), read(names, {"29095": "1", "68": "1.0.1.1"}), **given).changes == []


def test_a_value_that_is_taken_and_not_kept_may_be_too_new() -> None:
    told = {"29095": "0", "68": "1.0.1.41"}
    steps = [read("29095:68", told), write({"P29095": "1"}), read("29095", told)]
    with pytest.raises(
        NotKeptError, match=r"did not keep them: .*; accounts\.1\.register_\w+ needs firmware 1\.0\.3\.19 on gxv3370"
    ):
        outcome_of(login(), *steps, **FAILOVER)


def test_a_check_without_a_phone_warns_of_the_account_in_doubt_alone() -> None:
    accounts = {number: {"preferred_video_codec": "h264"} for number in (1, 7)}
    desired = config.prepare_offline(config_options(accounts=accounts, model="gxv3370"), Secrets())
    (warning,) = desired.warnings
    assert warning.startswith("accounts.7.preferred_video_codec is in doubt on a gxv3370")


def test_a_time_zone_that_may_be_none_is_a_warning_before_it_is_written() -> None:
    """A phone keeps any text: nothing else would tell of the slip."""
    odd = "settings.timezone: 'Europe/Berln' is not a known time zone. Did you mean Europe/Berlin?"
    given = {"settings": {"timezone": "Europe/Berln"}, "model": "gxv3370"}
    assert [text[: len(odd)] for text in config.prepare_offline(config_options(**given), Secrets()).warnings] == [odd]
    for held, warnings in (("UTC", [odd]), ("Europe/Berln", [])):
        outcome = outcome_of(login(), read("64", {"64": held}), check_mode=True, **given)
        assert [text[: len(odd)] for text in outcome.warnings] == warnings
    layers = [{**dict.fromkeys(("accounts", "keys", "groups", "contacts")), "name": "bundle time", **given}]
    (warning,) = config.prepare_offline(config_options(layers=layers, model="gxv3370"), Secrets()).warnings
    assert warning.startswith("settings.timezone (bundle time): 'Europe/Berln' is not a known time zone")
    fine = {"settings": {"timezone": "Europe/Berlin"}, "model": "gxv3370"}
    assert not config.prepare_offline(config_options(**fine), Secrets()).warnings


def test_address_that_the_phone_does_not_know_is_named_once() -> None:
    with pytest.raises(UnsupportedError) as caught:
        outcome_of(login(), read("30:9:10:11:12:8", {"30": "old"}), settings={"ntp_server": "ntp", "static_ip": "192.0.2.10"})
    assert caught.value.text.count("settings.static_ip") == 1
    assert caught.value.details["pvalues"] == ["P9", "P10", "P11", "P12"]


def test_contact_too_long_for_a_url_is_found_before_any_write() -> None:
    steps = [read("30:64", HELD), get_groups(), get_contacts()]
    with scripted(login(), steps, max_url_length=256) as script, pytest.raises(InputError):
        apply(script, settings=SETTINGS, contacts=[{"first_name": "x" * 300}])


def test_value_too_long_for_a_url_is_found_before_any_request() -> None:
    with scripted(max_url_length=256) as script, pytest.raises(InputError):
        apply(script, settings={"P64": "x" * 300}, check_mode=True)


def test_address_in_octets_is_one_row() -> None:
    held = {"21": "192", "22": "0", "23": "2", "24": "10"}
    steps = [read("21:22:23:24", held), write({"P23": "3", "P24": "1"}), read("23:24", {"23": "3", "24": "1"})]
    outcome = outcome_of(login(), steps, settings={"dns_server_1": "192.0.3.1"})
    assert outcome.changes == [row("settings.dns_server_1", ["P23", "P24"], "192.0.2.10", "192.0.3.1")]
    assert outcome.after == 'dns_server_1 (P23, P24): "192.0.3.1"\n'


@pytest.mark.parametrize(
    ("name", "number", "held", "given", "before", "after"),
    [
        ("sip_transport", "130", "0", "TLS", "udp", "tls"),
        ("sip_transport", "130", "9", "2", "9", "tls"),
        ("local_sip_port", "40", "5060", 5061, 5060, 5061),
        ("account_active", "271", "0", True, False, True),
        ("P130", "130", "0", 2, "0", "2"),
        ("p271", "271", "0", True, "0", "1"),
        ("sip_server", "47", "", "pbx", "", "pbx"),
    ],
)
def test_rows_show_what_users_write(name: str, number: str, held: str, given: Any, before: Any, after: Any) -> None:
    steps = read(number, {number: held, "1": "x"})
    with scripted(login(), steps, *([] if held else [read_status()])) as script:
        outcome = apply(script, check_mode=True, accounts={1: {name: given}})
    expected = row(f"accounts.1.{name}", [f"P{number}"], before, after)
    named = {"P130": {"setting": "accounts.1.sip_transport"}, "p271": {"setting": "accounts.1.account_active"}}.get(name, {})
    assert outcome.changes == [{**expected, **named}]
    assert [type(outcome.changes[0][key]) for key in ("before", "after")] == [type(before), type(after)]


def read_status() -> Step:
    """One value that reads as empty could be a dead session, so the phone is asked."""
    return Step("GET", "api-get_phone_status", (), '{"response": "success", "body": "available"}')


def test_settings_that_need_a_reboot_are_named() -> None:
    steps = [read("144:30", {"144": "1", "30": "old"})]
    settings = {"dhcp_option_42_override_ntp": False, "ntp_server": "ntp"}
    outcome = outcome_of(login(), steps, check_mode=True, settings=settings)
    assert outcome.found == {"reboot_required": True, "reboot_settings": ["settings.dhcp_option_42_override_ntp"]}
    kept = outcome_of(login(), [read("144:30", {"144": "0", "30": "old"})], check_mode=True, settings=settings)
    assert kept.found == NO_REBOOT


def test_value_that_did_not_stick_fails_under_the_users_name() -> None:
    steps = [read("30:64", HELD), write({"P30": "ntp"}), read("30", {"30": "old"})]
    with pytest.raises(NotKeptError) as caught:
        outcome_of(login(), steps, settings=SETTINGS)
    assert 'settings.ntp_server was written as "ntp" and reads "old"' in caught.value.text
    assert caught.value.changes == [NTP]


def test_book_is_not_touched_after_a_value_did_not_stick() -> None:
    steps = [read("30:64", HELD), get_groups(), get_contacts(), write({"P30": "ntp"}), read("30", {"30": "old"})]
    with pytest.raises(NotKeptError):
        outcome_of(login(), steps, settings=SETTINGS, contacts=[ANN])


def test_failure_of_the_book_tells_all_that_was_begun() -> None:
    steps = [read("30:64", HELD), get_groups(), get_contacts(), write({"P30": "ntp"}), read("30", {"30": "ntp"})]
    lost = [save(None, "Ann", work="6"), get_groups(answer=HANGS)]
    with scripted(login(), steps, lost, retries=0) as script, pytest.raises(PhoneError) as caught:
        apply(script, settings=SETTINGS, contacts=[ANN])
    assert [change["kind"] for change in caught.value.changes] == ["setting", "contact"]


def test_failure_before_the_first_write_tells_no_changes() -> None:
    with pytest.raises(PhoneError) as caught:
        outcome_of(login(), read("30:64", HELD), write({"P30": "ntp"}, (404, "")), read("30", HELD), settings=SETTINGS)
    assert caught.value.changes == []


def test_what_no_setting_can_hold_is_neither_told_nor_compared_otherwise() -> None:
    """A phone can hold anything, and a report keeps what undo can bring back. A certificate is whole."""
    for text, told in (("x" * 16384, "x" * 16384), ("x" * 16385, TOO_LONG)):
        steps: list[Step] = [read("30:64", HELD | {"30": text}), write({"P30": "ntp"}), read("30", {"30": "ntp"})]
        outcome = outcome_of(login(), steps, settings=SETTINGS)
        assert (outcome.changes or [{}])[0]["before"] == told
        assert (TOO_LONG in outcome.before) == (told == TOO_LONG)
        assert len(outcome.before) < 16500
