# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`gs_info` reads a phone as `gs_config` takes it, and laws of a whole phone in memory."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._resources import info
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue, to_pvalues
from ansible_collections.voip.grandstream.plugins.module_utils._task import carry_out
from unit.desired_states import State, states
from unit.phonebook import contact
from unit.programmable_keys import held as held_keys
from unit.whole_phone import LOGIN_PASSWORDS, SIP_PASSWORDS, WholePhone

#: A phone as from the factory, but for a few values; accounts 1 to 3 and a secret among them.
HOLDS = {
    "30": "ntp.example.net",
    "64": "UTC",
    "144": "0",
    "47": "pbx",
    "402": "pbx2",
    "502": "pbx3",
    "130": "2",
    "8024": "s3cret!",
}
TEXTS = st.sampled_from(["", "0", "1", "2", "80", "007", "5060", "a b", "192", "ntp.example.net", "\x00", "ü"])


def config_of(phone: WholePhone, subsets: tuple[str, ...] = ("config",), model: str | None = None) -> dict[str, Any]:
    """What `gs_info` finds of these subsets."""
    params = {"gather_subset": list(subsets), "pvalues": [], "hide_defaults": False, "model": model}
    with phone.connected() as session:
        return dict(carry_out(info.RESOURCE, session, info.prepare(params, Secrets()), False).found)


def asked_for(phone: WholePhone) -> set[str]:
    """The values that the phone was asked for."""
    reads = [url.partition("request=")[2].replace("%3A", ":") for url in phone.urls if "api-values.get" in url]
    return {name for names in reads for name in names.split(":")}


@pytest.mark.parametrize(("model", "most"), [("gxv3370", 16), ("wp820", 2)])
def test_the_model_tells_which_accounts_there_are(model: str, most: int) -> None:
    phone = WholePhone(HOLDS, of=0)
    config = phone.snapshot(model)
    assert not any("api-get_accounts" in url for url in phone.urls)
    assert config["accounts"][1] == {"sip_server": "pbx", "sip_transport": "tls"}
    assert ("51502" in asked_for(phone)) == (most == 16)
    assert (config["accounts"].get(3) == {"sip_server": "pbx3"}) == (most == 16)


@pytest.mark.parametrize("subsets", [("config",), ("accounts", "config")])
def test_without_a_model_the_phone_tells_in_one_request(subsets: tuple[str, ...]) -> None:
    phone = WholePhone(HOLDS, of=1)
    found = config_of(phone, subsets)
    assert sum("api-get_accounts" in url for url in phone.urls) == 1
    assert list(found["config"]["accounts"]) == [1]
    assert "402" not in asked_for(phone)


def test_without_a_model_further_accounts_come_as_p_numbers() -> None:
    config = WholePhone(HOLDS, of=3).snapshot(None)
    assert list(config["accounts"]) == [1, 2]
    assert config["settings"]["P502"] == "pbx3"


@pytest.mark.parametrize("model", [None, "gxv3380"])
def test_secrets_are_neither_asked_for_nor_shown(model: str | None) -> None:
    phone = WholePhone(HOLDS | {"34": "s3cret!", "2": "s3cret!"})
    assert "s3cret!" not in str(phone.snapshot(model))
    assert not catalogue.secret_numbers() & asked_for(phone)


def test_defaults_can_be_left_out() -> None:
    phone = WholePhone(HOLDS | {"30": "pool.ntp.org", "31": "1", "32": "60"})
    config = phone.snapshot("gxv3370", hide_defaults=True)
    assert "ntp_server" not in config["settings"]
    assert config["settings"]["timezone"] == "UTC"
    assert "sip_registration" not in config["accounts"][1]
    everything = phone.snapshot("gxv3370")
    assert everything["settings"]["ntp_server"] == "pool.ntp.org"
    assert everything["accounts"][1]["sip_registration"] is True


def test_values_that_the_phone_does_not_know_are_left_out() -> None:
    assert WholePhone({"30": "ntp"}).snapshot("wp820") == {"settings": {"ntp_server": "ntp"}, "accounts": {}}


def test_all_reads_it_too() -> None:
    assert (
        "config" in info.prepare({"gather_subset": ["all"], "pvalues": [], "hide_defaults": False, "model": None}, Secrets())[0]
    )


class Held(NamedTuple):
    """A model, how many accounts its phone lists, and what the phone holds."""

    model: str | None
    of: int
    holds: dict[str, str]


@st.composite
def phones(draw: st.DrawFn) -> Held:
    model = draw(st.sampled_from([*catalogue.MODELS, None]))
    numbers = [number for setting in catalogue.for_model(model) for number in setting.numbers[:16]]
    some = draw(st.lists(st.sampled_from(numbers), min_size=1, max_size=25))
    keys = draw(held_keys(model)) if model else {}
    return Held(model, draw(st.sampled_from([1, 2, 6])), {number: draw(TEXTS) for number in some} | keys)


@given(phones(), st.booleans())
def test_what_is_read_is_written_back_without_a_change(held: Held, hide_defaults: bool) -> None:
    phone = WholePhone(held.holds, of=held.of)
    snapshot = phone.snapshot(held.model, hide_defaults)
    urls = len(phone.urls)
    assert phone.bring(**snapshot, model=held.model) == []
    assert phone.holds == held.holds
    assert not any("api-values.post" in url for url in phone.urls[urls:])


class Job(NamedTuple):
    """A state that is right, and a phone that holds something else."""

    state: State
    phone: WholePhone

    def again(self) -> list[dict[str, Any]]:
        settings, accounts, model = self.state
        return self.phone.bring(settings=settings, accounts=accounts, model=model)


@st.composite
def jobs(draw: st.DrawFn) -> Job:
    """Jobs without the secrets that nothing proves; accounts are registered, so SIP passwords are proved."""
    state = draw(states())
    settings = {key: value for key, value in state.settings.items() if not _is_unproved(key)}
    state = state._replace(settings=settings)
    values = to_pvalues.to_values(*state)
    assume(not values.problems)
    held = (
        {number: draw(TEXTS) for number in values.texts} | HOLDS | {number: "1" for switches in SWITCHED for number in switches}
    )
    others = dict.fromkeys([*SIP_PASSWORDS, *LOGIN_PASSWORDS], "")
    return Job(state, WholePhone(others | held, registered=range(1, 17), of=16))


#: account_active and sip_registration of all accounts.
SWITCHED = [
    [number for name in ("account_active", "sip_registration") for number in catalogue.by_name(name).numbers_of(account)]  # type: ignore[union-attr]
    for account in range(1, 17)
]


def _is_unproved(key: Any) -> bool:
    number = catalogue.bare_number(key)
    named = catalogue.by_name(key) if number is None else None
    numbers = named.numbers if named else [str(number)]
    return any(one in catalogue.login_passwords() or one in catalogue.unproved_secrets() for one in numbers)


@given(jobs())
def test_applying_twice_changes_nothing_and_what_is_not_named_is_not_touched(job: Job) -> None:
    before = dict(job.phone.holds)
    texts = to_pvalues.to_values(*job.state).texts
    job.again()
    comparable = {number: text for number, text in texts.items() if number not in catalogue.write_only_numbers()}
    assert {number: job.phone.holds[number] for number in comparable} == comparable
    assert {number for number, text in job.phone.holds.items() if before[number] != text} <= texts.keys()
    assert len(job.phone.written) == len(set(job.phone.written)), "a value was written twice"
    written = list(job.phone.written)
    assert job.again() == []
    assert job.phone.written == written


def test_settings_and_book_converge_together() -> None:
    phone = WholePhone(HOLDS, contacts=[contact(0, "Jane"), contact(1, "Jack")])
    given: dict[str, Any] = {
        "settings": {"ntp_server": "ntp"},
        "groups": [{"name": "Care", "id": None}],
        "contacts": [{"first_name": "Ann", "group": "Care"}],
        "purge": True,
    }
    assert {change["kind"] for change in phone.bring(**given)} == {"setting", "contact", "group"}
    assert phone.holds["30"] == "ntp"
    assert [held.name for held in phone.book.rows] == ["Ann"]
    assert phone.bring(**given) == []
