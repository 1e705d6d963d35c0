# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection: other code must not import it.

"""The Web API's endpoints as data: how each is called and what it answers. No logic.

Source: the vendor's Web API User Guide for GXV3370/GXV3380/GXV3350/WP820 (2021). Where the guide is of two minds about a
type, the schema takes both; ``_phone`` turns what it accepted into one type.
"""

from __future__ import annotations

from typing import Any, NamedTuple

BASE_PATH = "/cgi-bin/"
"""Guide, "Web API Base URL"."""


class Endpoint(NamedTuple):
    """One endpoint of the guide.

    ``session``: it needs a login. ``writes``: it changes the phone, so it is never sent twice blindly.
    ``reply``: JSON Schema of its reply, whose top-level keys are in lower case; empty where the reply has no fixed form.
    """

    name: str
    session: bool
    writes: bool
    reply: dict[str, Any]


_TEXT: dict[str, Any] = {"type": ["string", "number", "boolean", "null"]}
_INTEGER: dict[str, Any] = {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^\s*[0-9]+\s*$"}]}
_FLAG: dict[str, Any] = {"anyOf": [{"type": "boolean"}, {"enum": [0, 1, "0", "1", "", "true", "false"]}]}


def _envelope(body: dict[str, Any]) -> dict[str, Any]:
    """Schema of the usual reply, ``{"response": …, "body": …}``."""
    return {
        "type": "object",
        "required": ["response", "body"],
        "properties": {"response": {"type": "string"}, "body": body},
    }


LOGIN_REALM = Endpoint("loginrealm", session=False, writes=False, reply={})
"""Guide, "Request for Random Number". The guide prints no form of the answer but "String"."""

LOGIN = Endpoint("login", session=False, writes=False, reply={})
"""Guide, "Password Token Authentication". JSON on some firmware, ``Key=Value`` lines on other."""

VALUES_GET = Endpoint(
    "api-values.get",
    session=True,
    writes=False,
    reply=_envelope({"type": "object", "additionalProperties": _TEXT}),
)
"""Guide, "Return Values Request"."""

VALUES_POST = Endpoint(
    "api-values.post",
    session=True,
    writes=True,
    reply=_envelope({"type": "object", "required": ["status"], "properties": {"status": {"type": "string"}}}),
)
"""Guide, "Post Values Request"."""

GET_ACCOUNTS = Endpoint(
    "api-get_accounts",
    session=True,
    writes=False,
    reply=_envelope(
        {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "reg"],
                "properties": {"id": _INTEGER, "reg": _FLAG, "sip_server": _TEXT, "sip_id": _TEXT, "name": _TEXT},
            },
        },
    ),
)
"""Guide, "Get Account Status". Accounts are numbered from 1."""

GET_PHONE_STATUS = Endpoint(
    "api-get_phone_status",
    session=False,
    writes=False,
    reply=_envelope({"type": "string"}),
)
"""Guide, "Get Phone Status". It needs no login: on a dead session its body is ``unauthorized``, which is its use here."""

ENDPOINTS: dict[str, Endpoint] = {
    endpoint.name: endpoint for endpoint in (LOGIN_REALM, LOGIN, VALUES_GET, VALUES_POST, GET_ACCOUNTS, GET_PHONE_STATUS)
}

IDENTITY_VALUES = frozenset(("68", "69", "70", "1561", "7033", "vendor_name", "vendor_fullname", "hw_rev", "tp_fw_version"))
"""Values that a phone also tells without a session (guide, "Return Values Request": "None (limited return)")."""
