# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`gs_config` and `gs_validate`: what is refused before any request, all at once, and without a secret."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._masking import MASK, Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._resources.config import RESOURCE, VALIDATE, prepare
from unit.whole_phone import asked, config_options

ANN = {"first_name": "Ann", "work": "1"}


def problems(**given: Any) -> list[str]:
    """All that is wrong with these options."""
    with pytest.raises(InputError) as caught:
        asked(**given)
    found: list[str] = caught.value.details["problems"]
    assert all(problem in caught.value.text for problem in found)
    return found


def test_names_numbers_and_words_become_texts() -> None:
    desired = asked(
        settings={"ntp_server": "ntp", "P64": "UTC", 144: False, "static_ip": "192.0.2.10"},
        accounts={1: {"sip_transport": "tls", "local_sip_port": 5061}, "2": {"sip_server": "pbx", "P404": "1002"}},
    )
    octets = {"9": "192", "10": "0", "11": "2", "12": "10"}
    assert desired.values.values == {"30": "ntp", "64": "UTC", "144": "0"} | octets | {
        "130": "2",
        "40": "5061",
        "402": "pbx",
        "404": "1002",
    }
    assert desired.values.name("12") == "settings.static_ip"
    assert desired.values.name("404") == "accounts.2.P404"
    assert desired.book is None


def test_all_problems_at_once_each_with_its_place() -> None:
    found = problems(
        settings={"ntp_serber": "x", "web_port": 0, "P30": [1], "admin_password": "s3cret!"},
        accounts={1: {"local_sip_port": 70000}, "4": {}, "x": {}},
        contacts=[{"first_name": ""}],
        confirm_registration=-1,
    )
    places = [problem.partition(" ")[0] for problem in found]
    assert sorted(places) == sorted(
        [
            *("settings.ntp_serber:", "settings.web_port:", "settings.P30:", "settings.admin_password"),
            *("accounts.1.local_sip_port:", "accounts.4:", "accounts.x:", "contacts[0]:", "confirm_registration:"),
        ]
    )
    assert "Did you mean ntp_server?" in found[0]


def test_every_problem_of_the_phonebook_is_one_of_them() -> None:
    found = problems(contacts=[{"first_name": ""}, ANN, {"last_name": ""}], groups=[{"name": " ", "id": None}])
    assert sorted(problem.partition(":")[0] for problem in found) == ["contacts[0]", "contacts[2]", "groups[0].name"]


def test_contacts_listed_twice_are_told_beside_a_wrong_setting() -> None:
    found = problems(settings={"nonsense": 1}, contacts=[ANN, ANN])
    assert [problem.partition(":")[0] for problem in found] == ["settings.nonsense", "contacts"]


@pytest.mark.parametrize("needless", [{"purge": True}, {"purge_groups": ["Sales"]}, {"allow_empty": True}])
def test_purge_without_lists(needless: dict[str, Any]) -> None:
    (problem,) = problems(settings={"P30": "ntp"}, **needless)
    assert next(iter(needless)) in problem
    assert "groups" in problem
    assert "contacts" in problem


def test_purge_of_an_empty_list_must_be_meant() -> None:
    (problem,) = problems(contacts=[], purge=True)
    assert "allow_empty" in problem
    book = asked(contacts=[], purge=True, allow_empty=True).book
    assert book is not None
    assert book.purge


@pytest.mark.parametrize("seconds", [-1, 600.5, float("nan"), float("inf")])
def test_patience_has_its_limits(seconds: float) -> None:
    (problem,) = problems(confirm_registration=seconds)
    assert problem.startswith("confirm_registration: ")
    assert asked(confirm_registration=600).confirm == 600


@pytest.mark.parametrize("name", ["admin_password", "user_password", "sip_tls_private_key", "sip_tls_certificate", "P2", "P280"])
def test_what_nothing_proves_is_written_on_demand_only(name: str) -> None:
    (problem,) = problems(settings={name: "s3cret!"})
    assert problem.startswith(f"settings.{name} ")
    assert "write_secrets: always" in problem
    assert asked(settings={name: "s3cret!"}, write_secrets="always").values.secrets


@pytest.mark.parametrize("model", ["gxv3350", "gxv3370", "gxv3380"])
def test_account_3_needs_a_model_that_has_it(model: str) -> None:
    accounts = {3: {"sip_server": "pbx"}}
    assert asked(accounts=accounts, model=model).values.values == {"502": "pbx"}
    assert "model" in problems(accounts=accounts)[0]
    assert problems(accounts=accounts, model="wp820") == ["accounts.3: a wp820 has 2 accounts"]


@pytest.mark.parametrize(
    ("settings", "accounts"),
    [
        ({"P34": "s3cret!"}, None),
        ({"ldap_password": "s3cret!"}, None),
        (None, {1: {"sip_auth_password": "s3cret!"}}),
        (None, {1: {"sip_auth_pasword": "s3cret!"}}),
        ({"sip_auth_password": "s3cret!"}, None),
        ({"wlan_password": "s3cret!"}, None),
        (None, {1: {"sip_auth_password": ["s3cret!"]}}),
        (None, {1: {"sip_auth_password": {"s3cret!": 1}}}),
        ({"nonsense": {"sip_auth_password": "s3cret!"}}, None),
        (None, {99: {"P34": "s3cret!"}}),
        (None, {"x": {"sip_auth_password": "s3cret!"}}),
    ],
)
def test_secret_is_in_no_problem_and_no_invocation(settings: Any, accounts: Any) -> None:
    options = config_options(settings={"P64": None, **(settings or {})}, accounts=accounts)
    with pytest.raises(InputError) as caught:
        prepare(options, Secrets())
    assert "s3cret!" not in str((caught.value.text, caught.value.details))
    assert "s3cret!" not in str(RESOURCE.shown_options(options))


@pytest.mark.parametrize("entries", [[{"sip_auth_password": "s3cret!"}], "sip_auth_password: s3cret!"])
def test_account_that_is_no_dictionary_shows_no_secret(entries: Any) -> None:
    """A slip of the YAML (a dash too many, a missing line break) must not print what stands there."""
    options = config_options(accounts={1: entries})
    assert "s3cret!" not in str(RESOURCE.shown_options(options))
    kind = "a text" if isinstance(entries, str) else "a list"
    (problem,) = problems(accounts={1: entries})
    assert problem.startswith(f"accounts.1: it is {kind} here, and not a dictionary. Write it")
    assert "s3cret!" not in problem


@pytest.mark.parametrize("key", ["sip_auth_password", "sip_auth_pasword", "P34", 34])
@pytest.mark.parametrize("wrong", [{}, {"P64": None}])
def test_secrets_are_noted_where_the_task_is_refused_too(key: Any, wrong: dict[str, Any]) -> None:
    secrets = Secrets()
    with suppress(InputError):
        prepare(config_options(settings={**wrong, "ldap_password": "0ther-s3cret"}, accounts={1: {key: "s3cret!"}}), secrets)
    assert secrets.mask("s3cret! 0ther-s3cret") == f"{MASK} {MASK}"


@pytest.mark.parametrize("secret", ["1", "pw", "s3cret!"])
def test_invocation_masks_by_place_and_nothing_else(secret: str) -> None:
    options = config_options(
        settings={"P83": secret, "ntp_server": secret, "ldap_password": secret, "typo": secret, "P99999": secret},
        accounts={1: {"sip_auth_password": secret, "sip_user_id": secret}, "2": {"P406": secret}},
    )
    assert RESOURCE.shown_options(options) == {
        "settings": {"P83": MASK, "ntp_server": secret, "ldap_password": MASK, "typo": MASK, "P99999": secret},
        "accounts": {1: {"sip_auth_password": MASK, "sip_user_id": secret}, "2": {"P406": MASK}},
    }


@pytest.mark.parametrize("given", [None, "P34=s3cret!", ["s3cret!"]])
def test_invocation_of_options_of_another_type_tells_nothing_more(given: Any) -> None:
    assert RESOURCE.shown_options({"settings": given, "accounts": given}) == {}


def test_validate_is_the_same_without_a_phone() -> None:
    assert VALIDATE.argument_spec == RESOURCE.argument_spec
    assert VALIDATE.plan is None
