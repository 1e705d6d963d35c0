# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One phone of an audit: what it is asked, and how the factory password is tried."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api.ledger import LoginRecord
from ansible_collections.voip.grandstream.plugins.module_utils._api.logins import Logins
from ansible_collections.voip.grandstream.plugins.module_utils._errors import AuthenticationError
from ansible_collections.voip.grandstream.plugins.module_utils._masking import NOT_SHOWN, Secrets
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit import facts, reading
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.rules import NAMES, RULES
from unit.dialogue import PASSWORD, Step, knowing, login, read, scripted
from unit.plugins.plugin_utils._audit.phones import held

REFUSED = "Response=Error\r\nMessage=Authentication failed\r\n"
SEPARATORS = ("colon", "dot")


def looked(
    *script: Any,
    own: str = PASSWORD,
    is_tried: bool = True,
    logins: Logins | None = None,
    texts: Mapping[str, str] | None = None,
    **changes: Any,
) -> dict[str, Any]:
    """What is found on a phone in order, but for `texts`, that is asked by the script after its values are read."""
    values: Step = read(":".join(facts.numbers(NAMES, "wp820")), held(**(texts or {})))
    logins = logins or knowing("colon")
    with scripted(
        login(password=own, username=changes.get("username", "gmiadmin")), values, *script, logins=logins, **changes
    ) as there:
        resource = reading.resource(RULES, b"key", int(is_tried))
        secrets = Secrets()
        secrets.add(own)
        asked = resource.prepare({"model": "wp820", "password": own, "factory_password": "admin"}, secrets)
        assert resource.plan is not None
        found: dict[str, Any] = secrets.result(resource.plan(there.phone, asked).outcome.found)
    assert "left_out" not in found
    return dict(found["audit"])


def test_one_login_and_one_read() -> None:
    """The password is there as a hash that another audit does not make again."""
    found = looked(is_tried=False)
    assert found["exposed"] == {}
    assert set(found["unknown"]) == {"android-debugging"}
    assert len(found["mark"]) == 64
    assert PASSWORD not in str(found)


@pytest.mark.parametrize("before", range(facts.LONGEST - len(PASSWORD) - 1, facts.LONGEST + 2))
def test_password_in_evidence_is_neither_told_nor_does_it_hide_the_finding(before: int) -> None:
    """Wherever the evidence is cut: it is masked before."""
    path = "x" * before + PASSWORD + "/phones"
    found = looked(is_tried=False, texts={"config_server_path": path, "config_protocol": "1"})
    evidence = found["exposed"]["config-without-tls"]
    assert evidence.startswith("config_protocol: http, config_server_path: xxx")
    assert PASSWORD[:4] not in evidence


def test_evidence_that_must_not_be_told_is_named_all_the_same() -> None:
    """Two values beside each other may look like a URL with a password."""
    rule = RULES[0]._replace(id="odd", judge=lambda dummy: "https://user:pass@phone")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"{__name__}.RULES", [rule])
        assert looked(is_tried=False)["exposed"] == {"odd": NOT_SHOWN}


def test_factory_password_in_the_inventory() -> None:
    """What the phone took already is not tried again."""
    found = looked(own="admin", password="admin")
    assert list(found["exposed"]) == ["factory-password"]


def test_factory_password_is_refused_and_the_own_one_follows() -> None:
    """A phone counts wrong logins from zero again after a right one. That it refuses says nothing of the password elsewhere."""
    logins = knowing("colon")
    logins.refusal_limit = 10
    noted: list[bool] = []
    logins.note_credential = lambda credential, accepted: noted.append(accepted) if logins.refusal_limit else None  # type: ignore[method-assign]
    found = looked(login(password="admin", answer=REFUSED), login(), logins=logins)
    record = logins.record("gmiadmin")
    assert found["exposed"] == {}
    assert (record.row, record.spent) == (0, 0)
    assert (logins.refusal_limit, noted) == (10, [True, True])


@pytest.mark.parametrize(("workers", "tries"), [(1, 64), (2, 32), (8, 8), (100, 1)])
def test_factory_password_is_tried_on_many_phones_at_a_time(workers: int, tries: int) -> None:
    """So that a slow line does not count for each phone, and so that no process waits for the ledger's file in vain."""
    assert reading.tries_in_each_of(workers) == tries


def test_factory_password_is_taken() -> None:
    found = looked(login(password="admin"), login())
    assert found["exposed"] == {"factory-password": "the phone took the factory password when it was tried"}


def test_factory_password_that_was_refused_before_is_not_tried_again() -> None:
    logins = knowing("colon")
    logins.keep("gmiadmin", LoginRecord(separator="colon", refused=(logins.mark("gmiadmin", "colon", "admin"),)))
    found = looked(login(), logins=logins)
    assert found["exposed"] == {}
    assert "factory-password" not in found["unknown"]


def test_factory_password_is_not_tried_where_that_could_lock_the_phone() -> None:
    """The inventory logs in as a user, so that the own password gives the admin's account nothing back."""
    logins = knowing("colon")
    logins.keep("gmiadmin", LoginRecord(separator="colon", spent=3))
    user: dict[str, Any] = {"username": "user"}
    found = looked(login(**user), logins=logins, **user)
    assert "was not tried, so that the phone keeps an attempt" in found["unknown"]["factory-password"]


def test_inventory_that_logs_in_as_user_does_not_know_the_admin() -> None:
    assert "gs_audit_try_factory" in looked(is_tried=False, username="user")["unknown"]["factory-password"]


def test_password_of_the_user_says_nothing_of_the_admin() -> None:
    """Also where it is the text that the admin's had in the factory."""
    found = looked(own="admin", password="admin", is_tried=False, username="user")
    assert found["exposed"] == {}
    assert "gs_audit_try_factory" in found["unknown"]["factory-password"]


def test_answer_that_says_nothing_is_unknown() -> None:
    """Neither refused nor taken: five hundred."""
    silence = login(password="admin", answer=(500, ""))
    found = looked(silence, login(), retries=0)
    assert "did not answer clearly" in found["unknown"]["factory-password"]


def test_own_password_that_is_refused_afterwards_is_a_failure() -> None:
    with pytest.raises(AuthenticationError):
        looked(login(password="admin"), login(answer=REFUSED), login(answer=REFUSED))
