# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The right phone at the address: another host's SIP user ID is refused, and costs no request where values are read anyway."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api.neighbours import Neighbours, from_taken_along
from ansible_collections.voip.grandstream.plugins.module_utils._api.records import Group
from ansible_collections.voip.grandstream.plugins.module_utils._errors import IdentityError
from ansible_collections.voip.grandstream.plugins.module_utils._masking import Secrets
from ansible_collections.voip.grandstream.plugins.module_utils._resources import config, group, password, pvalue, sysop
from ansible_collections.voip.grandstream.plugins.module_utils._task import Resource, Task, carry_out
from unit.dialogue import PASSWORD, Scripted, Step, login, options, read, scripted, write
from unit.phonebook import get_groups
from unit.whole_phone import asked

Steps = list[Step | list[Step]]

OWNERS: dict[str, list[str]] = {"1001": ["lobby"], "1002": ["kitchen"], "1900": ["lobby", "attic"]}
ACCOUNT: dict[str, Any] = {"accounts": {1: {"sip_user_id": "1002", "display_name": "K"}}}


def at_kitchen(script: Scripted, owners: Mapping[str, list[str]] | None = None) -> Scripted:
    """The phone at the address of the host kitchen."""
    script.phone.neighbours = Neighbours("kitchen", lambda: OWNERS if owners is None else owners)
    return script


def held(**values: str) -> dict[str, str]:
    return {"35": "", "404": "", "3": "K"} | {name.removeprefix("P"): value for name, value in values.items()}


@pytest.mark.parametrize("check_mode", [True, False])
def test_another_host_is_refused_with_the_read_that_is_done_anyway(check_mode: bool) -> None:
    steps: Steps = [login(), read("35:3:404", held(P35="1001"))]
    with scripted(*steps) as script, pytest.raises(IdentityError) as caught:
        carry_out(config.RESOURCE, at_kitchen(script).phone, asked(**ACCOUNT), check_mode)
    assert caught.value.message.startswith("answers as lobby (sip_user_id 1001). Nothing was written")
    assert "gs_check_identity: false" in caught.value.text
    assert {name: caught.value.details[name] for name in ("answers_as", "sip_user_id", "account")} == {
        "answers_as": "lobby",
        "sip_user_id": "1001",
        "account": 1,
    }


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("", ""),
        ("1002", ""),
        ("1001", "1002"),
        ("7777", ""),
        ("1900", ""),
    ],
    ids=["factory", "own", "own beside another", "nobody's", "shared"],
)
def test_right_phone_and_one_that_shows_nothing_pass(first: str, second: str) -> None:
    new = {"P35": "1002"} if first != "1002" else {}
    steps: Steps = [login(), read("35:3:404", held(P35=first, P404=second))]
    steps += [write(new), read("35", {"35": "1002"})] if new else []
    with scripted(*steps) as script:
        outcome = carry_out(config.RESOURCE, at_kitchen(script).phone, asked(**ACCOUNT), False)
    assert bool(outcome.changes) is bool(new)


def test_phone_in_line_needs_no_look_at_the_inventory() -> None:
    def never() -> Any:
        raise AssertionError("the inventory was read")

    with scripted(login(), read("35:3:404", held(P35="1002"))) as script:
        script.phone.neighbours = Neighbours("kitchen", never)
        assert carry_out(config.RESOURCE, script.phone, asked(**ACCOUNT), False).changes == []


def test_without_neighbours_nothing_more_is_read() -> None:
    with scripted(login(), read("35:3", held(P35="1002"))) as script:
        assert carry_out(config.RESOURCE, script.phone, asked(**ACCOUNT), False).changes == []


def test_p_values_are_no_way_around_it() -> None:
    desired = pvalue.prepare({"values": {"P30": "ntp"}, "verify": True, "write_secrets": "when_needed"}, Secrets())
    with scripted(login(), read("30:35:404", held(P30="old", P404="1001"))) as script, pytest.raises(IdentityError) as caught:
        carry_out(pvalue.RESOURCE, at_kitchen(script).phone, desired, False)
    assert caught.value.details["account"] == 2


@pytest.mark.parametrize(("model", "refused"), [("gxv3370", True), (None, False)])
def test_more_accounts_count_where_the_model_has_them(model: str | None, refused: bool) -> None:
    given: dict[str, Any] = (
        {"accounts": {3: {"sip_user_id": "1002"}}, "model": model} if model else {"settings": {"P504": "1002"}}
    )
    steps: Steps = [login(), read("504:35:404", {"504": "1001", "35": "", "404": ""})]
    with scripted(*steps) as script:
        if refused:
            with pytest.raises(IdentityError):
                carry_out(config.RESOURCE, at_kitchen(script).phone, asked(**given), True)
        else:
            carry_out(config.RESOURCE, at_kitchen(script).phone, asked(**given), True)


def runs() -> Iterator[tuple[Resource, Any, list[Step | list[Step]]]]:
    """Tasks that read no values: what they ask for, and what they read before they know that a change is due."""
    yield config.RESOURCE, asked(groups=[{"name": "Sales", "id": None}]), [login(), get_groups()]
    parameters = {"name": "Sales", "new_name": None, "state": "present"}
    yield group.RESOURCE, group.prepare(parameters, Secrets()), [login(), get_groups()]
    new = {"role": "admin", "new_password": "n3w s3cret", "old_passwords": [PASSWORD]} | options()
    yield password.RESOURCE, password.prepare(new, Secrets()), [login(password="n3w s3cret", answer=WRONG), login()]


WRONG = "Response=Error\r\nMessage=wrong4\r\n"


@pytest.mark.parametrize(("resource", "desired", "steps"), list(runs()), ids=["gs_config", "gs_group", "gs_password"])
def test_tasks_that_read_no_values_read_them_where_a_change_is_due(resource: Resource, desired: Any, steps: list[Step]) -> None:
    with scripted(*steps, read("35:404:271", held(P35="1001"))) as script, pytest.raises(IdentityError):
        carry_out(resource, at_kitchen(script).phone, desired, False)
    with scripted(*steps) as script:
        carry_out(resource, at_kitchen(script, {}).phone, desired, True)


def test_phone_from_the_factory_costs_that_one_read() -> None:
    with scripted(login(), get_groups(), read("35:404:271", held(P271="0"))) as script:
        carry_out(config.RESOURCE, at_kitchen(script).phone, asked(groups=[{"name": "Sales", "id": None}]), True)


def test_nothing_is_asked_where_no_change_is_due() -> None:
    with scripted(login(), get_groups(Group(1, "Sales"))) as script:
        carry_out(config.RESOURCE, at_kitchen(script).phone, asked(groups=[{"name": "Sales", "id": None}]), False)


def test_phone_that_does_not_tell_is_not_refused() -> None:
    steps: Steps = [login(), get_groups(), read("35:404:271", (403, "no")), login(), read("35:404:271", (403, "no"))]
    with scripted(*steps) as script:
        carry_out(config.RESOURCE, at_kitchen(script).phone, asked(groups=[{"name": "Sales", "id": None}]), True)


def test_reboot_does_no_harm_to_another_phone_and_a_factory_reset_does() -> None:
    given = {name: spec.get("default") for name, spec in sysop.RESOURCE.argument_spec.items()}
    for operation, force, wanted in (("reboot", False, False), ("factory_reset", True, True), ("provision", False, False)):
        desired = sysop.prepare({**given, "operation": operation, "force": force}, Secrets())
        assert sysop.RESOURCE.checks_identity(desired) is wanted


@pytest.mark.parametrize(("check_identity", "kind"), [(True, "identity"), (False, None)])
def test_check_is_an_option(check_identity: bool, kind: str | None) -> None:
    params = options(check_identity=check_identity) | {"values": {"P35": "1002"}, "verify": False, "write_secrets": "never"}
    steps: Steps = [login(), read("35:404" if check_identity else "35", held(P35="1001"))]
    with scripted(*steps, *([] if kind else [write({"P35": "1002"})])):
        task = Task(pvalue.RESOURCE, params, check_mode=False, diff=False)
        task.neighbours = from_taken_along(Neighbours("kitchen", lambda: OWNERS).taken_along())
        assert task.prepare() is None
        result = task.run()
    assert result.get("error", {}).get("kind") == kind
    assert not kind or "answers as lobby" in result["msg"]


@pytest.mark.parametrize("junk", [None, 1, {}, {"owners": 1}])
def test_what_is_no_inventory_is_none(junk: Any) -> None:
    assert from_taken_along(junk) is None
