# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of the phonebook's modules: what is wrong with them is said before any request, with its place."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import DesiredBook, Entry
from ansible_collections.voip.grandstream.plugins.module_utils._resources import contact as contact_resource
from ansible_collections.voip.grandstream.plugins.module_utils._resources import group as group_resource
from ansible_collections.voip.grandstream.plugins.module_utils._resources import info
from ansible_collections.voip.grandstream.plugins.module_utils._resources import phonebook as phonebook_resource
from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource

HALF = "Jack \ud83d"
BLANKS = ["", " ", "\t", "\u00a0", " \n "]


def prepared(resource: Resource, **options: Any) -> Any:
    """What a task asks for, after ansible-core's own check of the options."""
    result = ArgumentSpecValidator(resource.argument_spec).validate(options)
    assert not result.error_messages, result.error_messages
    return resource.prepare(result.validated_parameters, Secrets())


def refusal(resource: Resource, **options: Any) -> str:
    with pytest.raises(InputError) as caught:
        prepared(resource, **options)
    return caught.value.text


def contact(**options: Any) -> DesiredBook:
    desired: DesiredBook = prepared(contact_resource.RESOURCE, **options)
    return desired


def group(**options: Any) -> DesiredBook:
    desired: DesiredBook = prepared(group_resource.RESOURCE, **options)
    return desired


def phonebook(**options: Any) -> DesiredBook:
    desired: DesiredBook = prepared(phonebook_resource.RESOURCE, **options)
    return desired


def test_contact() -> None:
    asked = contact(first_name=" Jack ", last_name="van  Dam", work="1", fax="", group=" Sales ")
    assert asked == DesiredBook(contacts=[Entry("Jack", "van Dam", {"work": "1", "fax": ""}, "Sales")], match_by=("name",))


@pytest.mark.parametrize("number", [0, "0"])
def test_contact_by_id(number: Any) -> None:
    assert contact(id=number) == DesiredBook(contacts=[Entry(id=0)], match_by=("id",))
    assert contact(id=number, state="absent").present is False


def test_fields_are_kept_to_the_letter_and_bare_numbers_are_their_digits() -> None:
    (entry,) = contact(first_name=4711, work=8819, home=" 1 ", mobile="+49 (30) 1", email="Ä@b").contacts or ()
    assert entry.first_name == "4711"
    assert entry.fields == {"work": "8819", "home": " 1 ", "mobile": "+49 (30) 1", "email": "Ä@b"}


@pytest.mark.parametrize("options", [{}, {"work": "1"}, *({"first_name": blank, "last_name": blank} for blank in BLANKS)])
def test_contact_without_name_and_id(options: dict[str, Any]) -> None:
    assert "first_name" in refusal(contact_resource.RESOURCE, **options) or "name" in refusal(
        contact_resource.RESOURCE, **options
    )


@pytest.mark.parametrize("field", ["first_name", "last_name", "work", "home", "mobile", "fax", "email", "group"])
def test_text_that_no_request_can_hold(field: str) -> None:
    said = refusal(contact_resource.RESOURCE, **{"first_name": "Jack", field: HALF})
    assert said.startswith(field)
    assert "not Unicode" in said
    listed = [{"first_name": "Ann"}, {"first_name": "Jack", field: HALF}]
    assert refusal(phonebook_resource.RESOURCE, contacts=listed).startswith(f"contacts[1].{field}")
    assert "\ud83d" not in said


def test_group() -> None:
    assert group(name=" Sales ") == DesiredBook(groups=["Sales"])
    assert group(name="Sales", state="absent") == DesiredBook(groups=["Sales"], present=False)
    assert group(name="Sales", new_name=" Customer  care ") == DesiredBook(groups=["Sales"], new_name="Customer care")
    assert group(name="Sales", new_name=" Sales") == DesiredBook(groups=["Sales"])
    assert group(name=42) == DesiredBook(groups=["42"])


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("state", ["present", "absent"])
def test_blank_group(blank: str, state: str) -> None:
    words = "a group's name cannot be blank" if blank.isprintable() or blank == "\u00a0" else "it holds the control character"
    assert refusal(group_resource.RESOURCE, name=blank, state=state).startswith(f"name: {words}")
    assert refusal(group_resource.RESOURCE, name="Sales", new_name=blank).startswith("new_name: ")
    listed = [{"name": "Sales"}, {"name": blank}]
    assert refusal(phonebook_resource.RESOURCE, groups=listed, state=state).startswith(f"groups[1].name: {words}")
    purging = {"groups": [{"name": "Sales"}], "purge": True, "purge_groups": ["Sales", blank]}
    assert refusal(phonebook_resource.RESOURCE, **purging).startswith(f"purge_groups[1]: {words}")


@pytest.mark.parametrize("fixed", ["default", " blacklist "])
def test_groups_that_every_phone_has(fixed: str) -> None:
    name = fixed.strip()
    for options in (
        {"name": fixed, "state": "absent"},
        {"name": fixed, "new_name": "Sales"},
        {"name": "Sales", "new_name": fixed},
    ):
        assert f"every phone has the group {name!r}" in refusal(group_resource.RESOURCE, **options)
    assert refusal(phonebook_resource.RESOURCE, groups=[{"name": fixed}], state="absent").startswith(
        "groups[0].name: every phone has"
    )
    assert group(name=fixed) == DesiredBook(groups=[name])
    assert phonebook(groups=[{"name": fixed}]).groups == [name]
    (entry,) = phonebook(contacts=[{"first_name": "Jack", "group": fixed}]).contacts or ()
    assert entry.group == name


def test_group_that_is_absent_has_no_new_name() -> None:
    assert refusal(group_resource.RESOURCE, name="Sales", new_name="Care", state="absent").startswith("new_name: ")


@pytest.mark.parametrize("options", [{"name": HALF}, {"name": "Sales", "new_name": HALF}])
def test_group_that_no_request_can_hold(options: dict[str, str]) -> None:
    assert "not Unicode" in refusal(group_resource.RESOURCE, **options)


def test_phonebook() -> None:
    asked = phonebook(
        groups=[{"name": "Sales", "id": 3}],
        contacts=[{"first_name": "Jack", "group": "Sales", "id": 5}],
        purge=True,
        purge_groups=["Sales", "default"],
        match_by=["name", "work"],
    )
    assert asked == DesiredBook(
        ["Sales"], [Entry("Jack", group="Sales", id=5)], True, True, ["Sales", "default"], ("name", "work")
    )


def test_list_that_is_not_given_is_not_an_empty_one() -> None:
    assert phonebook(groups=[]) == DesiredBook(groups=[])
    assert phonebook(contacts=[]) == DesiredBook(contacts=[])


def test_phonebook_without_any_list() -> None:
    assert "groups, contacts" in refusal(phonebook_resource.RESOURCE)
    assert "groups, contacts" in refusal(phonebook_resource.RESOURCE, purge=True, allow_empty=True)


@pytest.mark.parametrize("empty", [{"contacts": []}, {"groups": []}, {"contacts": [{"first_name": "Jack"}], "groups": []}])
@pytest.mark.parametrize("scope", [{}, {"purge_groups": ["Sales"]}])
def test_empty_list_with_purge_must_be_meant(empty: dict[str, Any], scope: dict[str, Any]) -> None:
    said = refusal(phonebook_resource.RESOURCE, purge=True, **empty, **scope)
    assert said.startswith("groups: " if empty.get("groups") == [] else "contacts: ")
    assert "allow_empty: true" in said
    assert phonebook(purge=True, allow_empty=True, **empty, **scope).purge


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"purge": True, "state": "absent"}, "purge: "),
        ({"purge_groups": ["Sales"]}, "purge_groups: "),
        ({"purge_groups": []}, "purge_groups: "),
        ({"match_by": []}, "match_by: "),
    ],
)
def test_options_that_do_not_go_together(options: dict[str, Any], said: str) -> None:
    assert refusal(phonebook_resource.RESOURCE, contacts=[{"first_name": "Jack"}], **options).startswith(said)


def test_contacts_cannot_be_told_apart_by_a_group_that_goes() -> None:
    options = {"contacts": [{"first_name": "Jack"}], "state": "absent", "match_by": ["name", "group"]}
    assert refusal(phonebook_resource.RESOURCE, groups=[{"name": "Sales"}], **options).startswith("match_by: ")
    assert phonebook(**options).match_by == ("name", "group")


@pytest.mark.parametrize(
    ("listed", "match_by", "said"),
    [
        ([{"first_name": "Jack"}, {"last_name": "Jack"}], ["name"], "'Jack' is listed twice"),
        (
            [{"first_name": "Jack", "last_name": "Brown"}, {"first_name": " Jack  Brown"}],
            ["name"],
            "'Jack Brown' is listed twice",
        ),
        ([{"first_name": "Jack", "work": "1"}] * 2, ["name", "work"], "'Jack' '1' is listed twice"),
        ([{"first_name": "Jack"}, {"first_name": "Jack", "work": ""}], ["name", "work"], "is listed twice"),
        ([{"first_name": "Jack"}, {"first_name": "Jack", "group": "default"}], ["name", "group"], "is listed twice"),
        ([{"first_name": "Jack", "group": ""}, {"first_name": "Jack"}], ["name", "group"], "is listed twice"),
        ([{"id": 0}, {"first_name": "Jane", "last_name": "", "id": 0}], ["id"], "'0' is listed twice"),
        ([{"work": "1"}], ["id"], "contacts[0]: it has no id, and match_by"),
        ([{"first_name": "Ann", "id": 0}, {"first_name": "Jack"}], ["name", "id"], "contacts[1]: it has no id, and match_by"),
        ([{"first_name": "Ann"}, {"work": "1"}], ["name"], "contacts[1]: "),
    ],
)
@pytest.mark.parametrize("state", ["present", "absent"])
def test_contacts_that_cannot_be_told_apart(listed: list[dict[str, Any]], match_by: list[str], said: str, state: str) -> None:
    assert said in refusal(phonebook_resource.RESOURCE, contacts=listed, match_by=match_by, state=state)


@pytest.mark.parametrize("match_by", [["name", "work"], ["work"], ["name", "id"], ["id"], ["group", "name"]])
def test_contacts_that_can_be_told_apart(match_by: list[str]) -> None:
    jack = {"first_name": "Jack", "last_name": "Brown"}
    listed = [{**jack, "work": "1", "id": 0}, {**jack, "work": "2", "group": "Sales", "id": 1}]
    assert len(phonebook(contacts=listed, match_by=match_by).contacts or ()) == 2


def test_all_duplicates_are_told_at_once() -> None:
    listed = [{"first_name": name} for name in ("Ann", "Bob", "Ann", "Bob", "Ann", "Cay")]
    said = refusal(phonebook_resource.RESOURCE, contacts=listed)
    assert said.count("is listed twice") == 2
    for name in ("contacts: 'Ann'", "contacts: 'Bob'", "match_by"):
        assert name in said
    assert "Cay" not in said


@pytest.mark.parametrize(
    ("resource", "options", "said"),
    [
        (contact_resource.RESOURCE, {"id": "one"}, "id"),
        (contact_resource.RESOURCE, {"first_name": "Jack", "state": "gone"}, "state"),
        (group_resource.RESOURCE, {}, "name"),
        (phonebook_resource.RESOURCE, {"groups": [{}]}, "name"),
        (phonebook_resource.RESOURCE, {"groups": ["Sales"]}, "groups"),
        (phonebook_resource.RESOURCE, {"contacts": [{"name": "Jack"}]}, "name"),
        (phonebook_resource.RESOURCE, {"contacts": [{"first_name": "Jack"}], "match_by": ["first_name"]}, "match_by"),
        (info.RESOURCE, {"gather_subset": ["contact"]}, "gather_subset"),
    ],
)
def test_what_the_argument_spec_refuses(resource: Resource, options: dict[str, Any], said: str) -> None:
    messages = ArgumentSpecValidator(resource.argument_spec).validate(options).error_messages
    assert messages
    assert any(said in message for message in messages)


@pytest.mark.parametrize("number", [None, 4])
def test_group_that_is_listed_twice(number: int | None) -> None:
    twice = [{"name": "Sales", "id": 3}, {"name": "Ops", "id": number}, {"name": " Ops", "id": number}]
    assert "groups: 'Ops' is listed twice" in refusal(phonebook_resource.RESOURCE, groups=twice)
    assert "groups: 'Ops' is listed twice" in refusal(
        phonebook_resource.RESOURCE, groups=[*twice[:2], {"name": "Ops", "id": 5}, twice[2]]
    )


def test_groups_of_one_name_that_a_phone_has() -> None:
    assert phonebook(groups=[{"name": "Sales", "id": 3}, {"name": "Sales", "id": 0}]).groups == ["Sales"]


@pytest.mark.parametrize("half", [{"first_name": "Jack"}, {"last_name": "Brown"}, {"last_name": ""}])
def test_half_a_name_with_an_id(half: dict[str, str]) -> None:
    assert "first_name and last_name, or neither" in refusal(contact_resource.RESOURCE, id=0, work="1", **half)
    whole = {"first_name": "", "last_name": "", **half}
    assert contact(id=0, work="1", **whole).match_by == ("id",)
