# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading: the limited answers of a phone without a session, odd types, and requests split by the length of a URL."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._api.phone import Phone
from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Account
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError, ReplyError
from unit.dialogue import (
    AVAILABLE,
    DEAD_SESSION,
    Answer,
    Memory,
    Step,
    login,
    read,
    reply,
    scripted,
    status,
    write,
)

NUMBERS = st.lists(st.integers(1, 99999).map(str), min_size=1, max_size=150, unique=True)
LIMITS = st.integers(256, 1000)


@pytest.mark.parametrize(
    ("held", "text"),
    [("ntp", "ntp"), ("", ""), (" a ", " a "), (7, "7"), (0, "0"), (1.5, "1.5"), (True, "1"), (False, "0"), (None, "")],
)
def test_values_come_as_text(held: Any, text: str) -> None:
    with scripted(login(), read("30:1", {"30": held, "1": "x"})) as script:
        assert script.phone.read_values(["30", "1"]) == {"30": text, "1": "x"}


@pytest.mark.parametrize(("key", "name"), [("P30", "30"), ("p30", "30"), ("30", "30"), ("Pvalue", "Pvalue")])
def test_keys_of_the_answer_may_have_their_p(key: str, name: str) -> None:
    with scripted(login(), read(name, {key: "ntp"})) as script:
        assert script.phone.read_values([name]) == {name: "ntp"}


def test_answer_may_spell_its_keys_in_capitals() -> None:
    with scripted(login(), read("30", '{"Response": "Success", "Body": {"30": "ntp"}}')) as script:
        assert script.phone.read_values(["30"]) == {"30": "ntp"}


def test_unknown_values_are_left_out() -> None:
    with scripted(login(), read("30:9999", {"30": "ntp"})) as script:
        assert script.phone.read_values(["30", "9999"]) == {"30": "ntp"}


@pytest.mark.parametrize("value", [["ntp"], {"a": "b"}])
def test_value_that_is_no_text_cannot_be_told(value: Any) -> None:
    with scripted(login(), read("30", {"30": value})) as script:
        held = script.phone.read_values(["30"])
    assert (dict(held), held.broken) == ({}, ["30"])


@pytest.mark.parametrize("limited", [{"30": "", "64": ""}, {}])
def test_all_empty_answer_is_believed_when_the_session_lives(limited: dict[str, str]) -> None:
    with scripted(login(), read("30:64", limited), status(AVAILABLE)) as script:
        assert script.phone.read_values(["30", "64"]) == limited


@pytest.mark.parametrize("guise", DEAD_SESSION)
@pytest.mark.parametrize("limited", [{"30": ""}, {}])
def test_all_empty_answer_of_a_dead_session_is_read_again(guise: str, limited: dict[str, str]) -> None:
    steps = [*login(), read("30", limited), status(DEAD_SESSION[guise]), *login(), read("30", {"30": "ntp"})]
    with scripted(steps) as script:
        assert script.phone.read_values(["30"]) == {"30": "ntp"}


def test_identity_proves_no_session() -> None:
    """Without a session "only a few identity values come back": they say nothing about the others."""
    names, limited = "vendor_name:68:30", {"vendor_name": "Grandstream", "68": "11.16.8.20"}
    whole = {**limited, "30": "ntp"}
    with scripted(login(), read(names, limited), status(DEAD_SESSION["error"]), login(), read(names, whole)) as script:
        assert script.phone.read_values(names.split(":")) == whole


def test_identity_alone_needs_no_proof() -> None:
    with scripted(login(), read("vendor_name", {"vendor_name": ""})) as script:
        script.phone.read_values(["vendor_name"])


def test_one_value_proves_the_session() -> None:
    with scripted(login(), read("30:64", {"30": "", "64": "UTC"})) as script:
        script.phone.read_values(["30", "64"])


def test_firmware_without_a_phone_status_still_answers() -> None:
    with scripted(login(), read("30", {}), status((404, "")), login(), read("30", {})) as script:
        assert script.phone.read_values(["30"]) == {}


@pytest.mark.parametrize(
    ("row", "account"),
    [
        ({"id": 1, "reg": 1, "name": "a", "sip_id": "699", "sip_server": "pbx"}, Account(1, True, "a", "pbx", "699")),
        ({"id": "2", "reg": "1"}, Account(2, True)),
        ({"id": 16, "reg": 0}, Account(16, False)),
        ({"id": " 3 ", "reg": "0"}, Account(3, False)),
        ({"id": 1, "reg": True}, Account(1, True)),
        ({"id": 1, "reg": "true"}, Account(1, True)),
        ({"id": 1, "reg": ""}, Account(1, False)),
    ],
)
def test_account_rows(row: dict[str, Any], account: Account) -> None:
    with scripted(login(), Step("GET", "api-get_accounts", (), reply([row]))) as script:
        assert script.phone.accounts() == [account]


@pytest.mark.parametrize("body", [{}, "", [{"id": 1}], [{"reg": 1}], [{"id": "one", "reg": 1}], [{"id": 1, "reg": "maybe"}], [1]])
def test_account_list_of_another_shape(body: Any) -> None:
    steps = [*login(), Step("GET", "api-get_accounts", (), reply(body))]
    with scripted(steps, retries=0) as script, pytest.raises(ReplyError, match="the guide prints"):
        script.phone.accounts()


@pytest.mark.parametrize("body", ["available", "ringing", "busy"])
def test_status_of_a_living_session(body: str) -> None:
    with scripted(status(reply(body))) as script:
        assert script.phone.knows_session()


@pytest.mark.parametrize("answer", [AVAILABLE, '{"response": "success", "body": "available", "misc": "0"}'])
def test_status_needs_no_login(answer: Answer) -> None:
    with scripted(status(answer)) as script:
        script.phone.knows_session()
    assert len(script.seen) == 1


def test_long_read_is_split_in_order() -> None:
    names = [str(number) for number in range(10000, 10060)]
    room = 256 - len("https://192.0.2.10/cgi-bin/api-values.get?request=")
    count = (room + 1) // 6
    parts = [names[at : at + count] for at in range(0, len(names), count)]
    reads = [read(":".join(part), dict.fromkeys(part, "x")) for part in parts]
    with scripted(login(), *reads, max_url_length=256) as script:
        assert list(script.phone.read_values(names)) == names
    assert len(script.seen[2].url) in range(251, 257)


@pytest.mark.parametrize("too_long", [False, True])
def test_limit_is_the_last_length_that_fits(too_long: bool) -> None:
    room = 256 - len("https://192.0.2.10/cgi-bin/api-values.get?request=30:") + too_long
    long = "n" * room
    reads = [read("30", {"30": "x"}), read(long, {long: "x"})] if too_long else [read(f"30:{long}", {"30": "x"})]
    with scripted(login(), reads, max_url_length=256) as script:
        script.phone.read_values(["30", long])
    text = "v" * (256 - len("https://192.0.2.10/cgi-bin/api-values.post?P30=&P64=") + too_long)
    writes = [write({"P30": ""}), write({"P64": text})] if too_long else [write({"P30": "", "P64": text})]
    with scripted(login(), writes, max_url_length=256) as script:
        script.phone.write_values({"30": "", "64": text})


def test_limit_is_the_last_length_of_one_value() -> None:
    text = "v" * (256 - len("https://192.0.2.10/cgi-bin/api-values.post?P64="))
    with scripted(max_url_length=256) as script:
        script.phone.check_lengths({"64": text})
        with pytest.raises(InputError):
            script.phone.check_lengths({"64": text + "v"})


@given(names=NUMBERS, limit=LIMITS)
def test_no_read_is_longer_than_allowed_and_none_is_lost(names: list[str], limit: int) -> None:
    memory = Memory(dict.fromkeys(names, "held"))
    with memory.session(max_url_length=limit) as session:
        assert Phone(session).read_values(names) == memory.holds
    assert max(len(url) for url in memory.urls) <= limit


@given(
    values=st.dictionaries(st.integers(1, 99999).map(str), st.text(max_size=15), min_size=1, max_size=40),
    limit=LIMITS,
    method=st.sampled_from(["get", "post"]),
)
def test_no_write_is_longer_than_allowed_and_none_is_lost(values: dict[str, str], limit: int, method: str) -> None:
    memory = Memory({})
    with memory.session(max_url_length=limit, request_method=method) as session:
        phone = Phone(session)
        phone.check_lengths(values)
        phone.write_values(values)
    assert memory.holds == values
    assert memory.written == list(values)
    assert max(len(url) for url in memory.urls) <= limit


@given(values=st.dictionaries(st.integers(1, 99999).map(str), st.text(max_size=120), min_size=1, max_size=5))
def test_only_a_value_that_fits_in_no_request_is_refused(values: dict[str, str]) -> None:
    memory = Memory({})
    refused = False
    with memory.session(max_url_length=256) as session:
        try:
            Phone(session).check_lengths(values)
        except InputError as error:
            refused = "max_url_length" in error.text
    url = "https://192.0.2.10/cgi-bin/api-values.post?P{0}={1}"
    alone = [len(url.format(number, quote(text, safe=":"))) for number, text in values.items()]
    assert refused == (max(alone) > 256)
    assert memory.urls == []


def test_value_that_is_too_long_is_named_without_its_text() -> None:
    with scripted(max_url_length=256) as script, pytest.raises(InputError) as caught:
        script.phone.check_lengths({"30": "ntp", "34": "s3cret" * 50})
    assert "P34" in caught.value.text
    assert "P30" not in caught.value.text
    assert "request_method: post" in caught.value.text
    assert "s3cret" not in caught.value.text


def test_posted_values_may_be_long() -> None:
    long = {"30": "x" * 5000, "64": "y" * 5000}
    posted = write({"P30": long["30"], "P64": long["64"]}, method="POST")
    with scripted(login(), posted, request_method="post", max_url_length=256) as script:
        script.phone.check_lengths(long)
        script.phone.write_values(long)


@pytest.mark.parametrize("text", ["a:b", "a&b", "#1", "1+1", "100%", "a b", "%20", "ü 東京 🔒", "a=b", "\n\t", "?"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_value_arrives_to_the_letter(text: str, method: str) -> None:
    with scripted(login(), write({"P30": text}, method=method.upper()), request_method=method) as script:
        script.phone.write_values({"30": text})
