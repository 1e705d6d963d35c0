# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables of roles, held against their argument specifications."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleError, AnsibleLookupError

from ansible_collections.voip.grandstream.plugins.lookup import role_problems
from unit.lookups import plugin_with


class _Templar:
    """Renders nothing, and fails at a text with a dollar sign."""

    def template(self, value: Any) -> Any:
        if isinstance(value, str) and "$" in value:
            raise AnsibleError("'nowhere' is undefined")
        return value


def problems(role: str, variables: dict[str, Any], entry_point: str = "main") -> list[str]:
    plugin = plugin_with(role_problems, {"entry_point": entry_point})
    plugin._templar = _Templar()
    found: list[str] = plugin.run([role], variables)
    return found


@pytest.mark.parametrize(
    ("role", "variables", "told"),
    [
        ("acceptance", {"gs_acceptance_wait": 5, "gs_acceptance_reboot": "yes", "other": "x"}, []),
        (
            "acceptance",
            {"gs_acceptance_wait": "abc", "gs_acceptance_call_wait_for": "x", "gs_acceptance_reboot": "ja"},
            [
                "gs_acceptance_wait: 'abc' is not a number. Write it in digits",
                "gs_acceptance_reboot: 'ja' is not yes or no. Write true or false",
                "gs_acceptance_call_wait_for: 'x' is not one of in_call, calling",
            ],
        ),
        (
            "acceptance",
            {"gs_acceptance_wait": "$"},
            ["gs_acceptance_wait: 'nowhere' is undefined. Set this variable, or correct its name"],
        ),
        ("password_rotation", {"gs_new_password": 7, "gs_password_role": "admin"}, []),
        ("password_rotation", {}, ["gs_new_password: it is not set"]),
    ],
)
def test_all_that_is_wrong_at_once(role: str, variables: dict[str, Any], told: list[str]) -> None:
    assert sorted(problems(role, variables)) == sorted(told)


def test_another_entry_point() -> None:
    assert problems("password_rotation", {}, "sip") == ["gs_new_sip_passwords: it is not set"]


@pytest.mark.parametrize(("role", "entry_point"), [("none", "main"), ("acceptance", "none")])
def test_no_such_role(role: str, entry_point: str) -> None:
    with pytest.raises(AnsibleLookupError, match=r"there is no role '.*' with the entry point '.*'"):
        problems(role, {}, entry_point)
