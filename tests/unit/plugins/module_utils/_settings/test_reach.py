# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can cut a phone off: refused unless allowed, written last, on one phone first, and proved where the phone is then."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import connection_settings
from ansible_collections.voip.grandstream.plugins.module_utils._api.traits import FirmwareTraits, RunMemory
from ansible_collections.voip.grandstream.plugins.module_utils._errors import (
    NotBackError,
    NotKeptError,
    NotRegisteredError,
    OtherPhoneError,
    PhoneError,
    ReachError,
)
from ansible_collections.voip.grandstream.plugins.module_utils._settings import reach
from ansible_collections.voip.grandstream.plugins.module_utils._settings.plan import DesiredValues, ValueChange
from unit.dialogue import (
    HOST,
    REFUSED,
    Answer,
    Scripted,
    Step,
    accounts,
    login,
    look,
    options,
    read,
    reply,
    scripted,
    status,
    write,
)
from unit.operations import IN_CALL, WRONG, get_lines
from unit.whole_phone import apply, outcome_of

Steps = list[Step | list[Step]]

VLAN: dict[str, Any] = {"settings": {"ntp_server": "ntp", "vlan_id": 20}}
READ: Steps = [login(), read("30:51", {"30": "old", "51": "0"})]
NTP = [write({"P30": "ntp"}), read("30", {"30": "ntp"})]
TAGGED = [write({"P51": "20"}), read("51", {"51": "20"})]
HTTPS = f"https://{HOST}"
PORT: dict[str, Any] = {"settings": {"web_port": 8443}}
READ_PORT: Steps = [login(), read("901", {"901": "443"})]
NEW = f"{HTTPS}:8443"


def at(base_url: str, *steps: Step | list[Step]) -> list[Step]:
    """The same requests at another place."""
    flat = [step for part in steps for step in (part if isinstance(part, list) else [part])]
    return [step._replace(base_url=base_url) for step in flat]


def answers(base_url: str = HTTPS, answer: Answer | None = None) -> list[Step]:
    """The question whether anybody is there; a new session asks it."""
    return at(base_url, status(reply("available") if answer is None else answer)._replace(fresh=True))


def found(numbers: str, held: dict[str, str], base_url: str = HTTPS) -> list[Step]:
    """The proof: somebody answers, takes the login and tells the values."""
    return [*answers(base_url), *at(base_url, login(), read(numbers, held))]


def failure(*steps: Step | list[Step], **given: Any) -> PhoneError:
    with scripted(*steps, retries=0) as script, pytest.raises(PhoneError) as caught:
        apply(script, **given)
    return caught.value


def test_refused_by_name_before_any_write() -> None:
    error = failure(*READ, allow_reach=False, **VLAN)
    assert isinstance(error, ReachError)
    assert error.message.startswith("settings.vlan_id can cut the phone off")
    assert error.details["settings"] == ["settings.vlan_id"]
    assert "gs_allow_reach: true" in error.text


def test_check_mode_shows_it_first_and_says_that_a_run_refuses_it() -> None:
    outcome = outcome_of(*READ, check_mode=True, allow_reach=False, **VLAN)
    assert [(row["name"], row.get("reach")) for row in outcome.changes or []] == [
        ("settings.vlan_id", True),
        ("settings.ntp_server", None),
    ]
    assert outcome.after.startswith("vlan_id (P51): ")
    assert outcome.found["reach_settings"] == ["settings.vlan_id"]
    assert ["settings.vlan_id can cut phones off" in warning for warning in outcome.warnings] == [True]
    allowed = outcome_of(*READ, check_mode=True, allow_reach=True, **VLAN)
    assert (allowed.found["reach_settings"], list(allowed.warnings)) == (["settings.vlan_id"], [])


def test_by_p_number_it_is_the_same() -> None:
    error = failure(login(), read("901", {"901": "443"}), allow_reach=False, settings={"P901": "8443"})
    assert error.details["settings"] == ["settings.P901"]


def test_nothing_of_it_in_line_is_as_ever() -> None:
    outcome = outcome_of(login(), read("51", {"51": "20"}), allow_reach=False, settings={"vlan_id": 20})
    assert (outcome.changes, "reach_settings" in outcome.found) == ([], False)


def test_written_last_and_the_phone_is_asked_again() -> None:
    with scripted(*READ, NTP, TAGGED, found("51", {"51": "20"})) as script:
        outcome = apply(script, **VLAN)
    assert outcome.found["reached"] == {"host": HOST, "port": 443, "use_ssl": True, "moved": False, "in_force": True}
    assert sum(script.pauses) == reach.SETTLING_SECONDS


def test_a_call_is_in_the_way_too() -> None:
    outcome = outcome_of(*READ, get_lines(IN_CALL), when_busy="skip", **VLAN)
    assert outcome.found["waiting_settings"] == ["settings.vlan_id"]


def test_found_at_its_new_port() -> None:
    moved = [write({"P901": "8443"}), read("901", {"901": "8443"})]
    outcome = outcome_of(*READ_PORT, moved, found("901", {"901": "8443"}, NEW), **PORT)
    assert outcome.found["reached"] == {"host": HOST, "port": 8443, "use_ssl": True, "moved": True, "in_force": True}
    assert "reach_after_reboot" not in outcome.found
    assert [f"is at {HOST} port 8443 over HTTPS now" in warning for warning in outcome.warnings] == [True]


def test_phone_that_leaves_before_it_answers_is_found_and_got_all() -> None:
    """The rest is written at the new place."""
    given: dict[str, Any] = {"settings": {"web_port": 8443, "vlan_id": 20}}
    first = write({"P901": "8443", "P51": "20"}, REFUSED_AFTER)
    lost: list[Step] = [first, *[Step("GET", "api-values.get", (("request", "901:51"),), REFUSED)]]
    held = {"901": "8443", "51": "0"}
    there = [*found("901:51", held, NEW), *at(NEW, login(), read("901:51", held))]
    rest = at(NEW, write({"P51": "20"}), read("51", {"51": "20"}))
    steps: Steps = [login(), read("901:51", {"901": "443", "51": "0"}), lost, there, rest]
    with scripted(*steps, retries=0) as script:
        outcome = apply(script, **given)
    assert outcome.found["reached"]["port"] == 8443


REFUSED_AFTER = (500, "")


def test_phone_that_stays_keeps_it_until_a_reboot() -> None:
    moved = [write({"P901": "8443"}), read("901", {"901": "8443"})]
    with scripted(*READ_PORT, moved, still(7)) as script:
        outcome = apply(script, **PORT)
    new_place = {"host": HOST, "port": 8443, "use_ssl": True}
    assert outcome.found["reached"] == {**new_place, "port": 443, "moved": False, "in_force": False, "after_reboot": new_place}
    assert outcome.found["reach_after_reboot"] is True
    assert [f"moves to {HOST} port 8443 over HTTPS with its next reboot" in warning for warning in outcome.warnings] == [True]
    assert sum(script.pauses) >= reach.STAYING_SECONDS


def still(looks: int) -> list[Step]:
    """One login, at last."""
    return [*answers(NEW, REFUSED) * looks, *found("901", {"901": "8443"})]


def test_phone_that_does_not_come_back() -> None:
    given = {**PORT, "reach_timeout": 2.0}
    gone = [*answers(NEW, REFUSED), *answers(HTTPS, REFUSED)]
    error = failure(*READ_PORT, [write({"P901": "8443"}), read("901", {"901": "8443"})], gone * 3, **given)
    assert isinstance(error, NotBackError)
    assert "settings.web_port was changed, and the phone was not found again within 2 s" in error.message
    assert f"{HOST} port 8443 over HTTPS, {HOST} port 443 over HTTPS" in error.message
    assert "set settings.web_port back there" in error.text
    assert error.found == {"not_back": True}


def test_somebody_else_at_the_new_place_is_no_proof() -> None:
    there = [*answers(NEW), *at(NEW, login(answer=WRONG))]
    steps: Steps = [*READ_PORT, write({"P901": "8443"}), read("901", {"901": "8443"}), *there]
    with scripted(*steps, digest_separator="colon") as script, pytest.raises(NotBackError) as caught:
        apply(script, **PORT)
    error = caught.value
    assert "refuses the login" in error.message


def test_another_phone_at_the_new_place_is_no_proof() -> None:
    other = [*found("901", {"901": "443"}, NEW), *answers(HTTPS, REFUSED)]
    change = [write({"P901": "8443"}), read("901", {"901": "8443"})]
    assert isinstance(failure(*READ_PORT, change, other * 3, **PORT, reach_timeout=2.0), NotBackError)


def test_value_that_is_not_kept_is_told_as_ever() -> None:
    error = failure(*READ_PORT, [write({"P901": "8443"}), read("901", {"901": "443"})], **PORT)
    assert isinstance(error, NotKeptError)


def test_account_that_does_not_register_from_there_takes_it_back() -> None:
    back = [write({"P51": "0"}), read("51", {"51": "0"})]
    steps: Steps = [
        login(),
        read("51", {"51": "0"}),
        *look(1),
        TAGGED,
        found("51", {"51": "20"}),
        login(),
        accounts(),
        accounts(),
        back,
    ]
    with scripted(*steps) as script, pytest.raises(NotRegisteredError) as caught:
        apply(script, settings={"vlan_id": 20}, confirm_registration=1.0)
    assert caught.value.restored is True


class Fleet:
    """Phones of one run, which remember together."""

    def __init__(self) -> None:
        self.memory = RunMemory()

    def joined(self, script: Scripted) -> Scripted:
        script.phone.traits = FirmwareTraits(self.memory, script.phone.settings.label)
        return script

    def change(self, *steps: Step | list[Step], **given: Any) -> PhoneError | None:
        """What a phone that follows the script after a read comes to."""
        with scripted(login(), read("51", {"51": "0"}), *steps, retries=0) as script:
            try:
                apply(self.joined(script), **{"settings": {"vlan_id": 20}, "reach_timeout": 2.0, **given})
            except PhoneError as error:
                return error
        return None


def test_others_do_not_get_what_the_first_did_not_survive() -> None:
    fleet = Fleet()
    assert isinstance(fleet.change(TAGGED, answers(HTTPS, REFUSED) * 3), NotBackError)
    other = fleet.change()
    assert isinstance(other, OtherPhoneError)
    assert f"{HOST} port 443, which got the same change first, did not come back" in other.message
    another_value: Steps = [write({"P51": "30"}), read("51", {"51": "30"}), found("51", {"51": "30"})]
    assert fleet.change(*another_value, settings={"vlan_id": 30}) is None


def test_phone_that_does_not_take_it_is_no_example() -> None:
    fleet = Fleet()
    assert isinstance(fleet.change(write({"P51": "20"}), read("51", {"51": "0"})), NotKeptError)
    assert fleet.change(TAGGED, found("51", {"51": "20"})) is None


def test_others_follow_when_the_first_is_back() -> None:
    fleet = Fleet()
    for dummy in range(2):
        assert fleet.change(TAGGED, found("51", {"51": "20"})) is None


def test_others_wait_for_the_first_and_not_for_ever() -> None:
    fleet = Fleet()
    changes = [ValueChange("51", "0", "20")]
    fleet.memory.note(reach._key(changes, DesiredValues({"51": "20"})), "first 192.0.2.9 port 443")
    other = fleet.change()
    assert isinstance(other, OtherPhoneError)
    assert "192.0.2.9 port 443, which gets the same change first, was not back within 22 s" in other.message


def test_addresses_and_secrets_differ_from_phone_to_phone() -> None:
    def key(**values: str) -> str:
        numbers = {number.removeprefix("P"): text for number, text in values.items()}
        return reach._key([ValueChange(number, "", text) for number, text in numbers.items()], DesiredValues(numbers))

    assert key(P12="1") == key(P12="2")
    assert key(P7903="a") == key(P7903="b")
    assert key(P51="1") != key(P51="2")


@pytest.mark.parametrize(
    ("given", "changed", "known", "places"),
    [
        ({"P901": "8080"}, ["901"], {}, [("http", HOST, 8080)]),
        ({"P900": "1"}, ["900"], {}, [("https", HOST, 443), ("https", HOST, 80)]),
        ({"P900": "1", "P901": "8443"}, ["900"], {}, [("https", HOST, 8443)]),
        ({"P900": "1", "P901": "8443"}, ["900", "901"], {}, [("https", HOST, 8443)]),
        ({"P51": "7"}, ["51"], {}, []),
        ({"P9": "10", "P10": "0", "P11": "0", "P12": "7"}, ["12"], {"address_type": "1"}, [("http", "10.0.0.7", 80)]),
        ({"P9": "10", "P10": "0", "P11": "0", "P12": "7"}, ["12"], {"address_type": "0"}, []),
        ({"P8": "1", "P9": "10", "P10": "0", "P11": "0", "P12": "7"}, ["8"], {}, [("http", "10.0.0.7", 80)]),
        ({"P8": "0"}, ["8"], {}, []),
        ({"P8": "1", "P12": "7"}, ["8", "12"], {}, []),
    ],
)
def test_places_where_a_phone_may_be_then(
    given: dict[str, str], changed: list[str], known: dict[str, Any], places: list[tuple[str, str, int]]
) -> None:
    values = {number.removeprefix("P"): text for number, text in given.items()}
    here = connection_settings(options(use_ssl=False))
    after = reach.places_after(here, {number: values[number] for number in changed}, DesiredValues(values, **known))
    assert [("https" if place.use_ssl else "http", place.host, place.port) for place in after] == places
