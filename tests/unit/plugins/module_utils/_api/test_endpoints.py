# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The endpoints as the guide has them."""

from __future__ import annotations

import jsonschema
import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api.endpoints import IDENTITY_VALUES
from support.endpoints import ENDPOINTS

#: Name, needs a session, changes the phone.
GUIDE = {
    "loginrealm": (False, False),
    "login": (False, False),
    "api-values.get": (True, False),
    "api-values.post": (True, True),
    "api-get_accounts": (True, False),
    "api-get_phone_status": (False, False),
}


@pytest.mark.parametrize("name", GUIDE)
def test_endpoint(name: str) -> None:
    endpoint = ENDPOINTS[name]
    assert (endpoint.name, endpoint.session, endpoint.writes) == (name, *GUIDE[name])


@pytest.mark.parametrize("name", ENDPOINTS)
def test_schema_is_one(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(ENDPOINTS[name].reply)


def test_identity_of_the_field_notes() -> None:
    assert {"vendor_name", "vendor_fullname", "hw_rev", "68"} <= IDENTITY_VALUES
