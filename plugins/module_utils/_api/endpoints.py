# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The Web API's endpoints as data: how each is called and what it answers. No logic.

Source: the vendor's Web API User Guide for GXV3370/GXV3380/GXV3350/WP820 (2021). Where the guide is of two minds about a
type, the schema takes both; ``_phone`` turns what it accepted into one type.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Mapping, NamedTuple

BASE_PATH = "/cgi-bin/"
"""Guide, "Web API Base URL"."""


class Endpoint(NamedTuple):
    """One endpoint of the guide.

    ``session``: it needs a login. ``writes``: it changes the phone, so it is never sent twice blindly.
    ``reply``: JSON Schema of its reply, whose top-level keys are in lower case; empty where the reply has no fixed form.
    ``keys``: other names for its keys that some firmware uses, at the top (in lower case) and in the rows.
    """

    name: str
    session: bool
    writes: bool
    reply: dict[str, Any]
    keys: Mapping[str, str] = MappingProxyType({})


_TEXT: dict[str, Any] = {"type": ["string", "number", "boolean", "null"]}
_LARGEST = 10**15
_INTEGER: dict[str, Any] = {
    "type": ["integer", "string"],
    "minimum": 0,
    "maximum": _LARGEST,
    "pattern": r"^[ \t\r\n]*[0-9]{1,15}[ \t\r\n]*$",
}
"""A number that Python turns into an integer without a limit on its digits, and that any phone may send. In JSON Schema,
the limits say nothing of a text, nor the pattern of a number."""

MOST_ROWS = 10_000
"""Rows of a listing. The largest phonebook of these phones has 2,000 contacts, and checking takes time for each."""

_OPTIONAL_INTEGER: dict[str, Any] = {"anyOf": [_INTEGER, {"enum": ["", None]}]}
_FLAG: dict[str, Any] = {"enum": [False, True, 0, 1, "0", "1", "", "true", "false"]}


def _envelope(body: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of the usual reply, ``{"response": …, "body": …}``."""
    return {
        "type": "object",
        "required": ["response", "body"],
        "properties": {"response": {"type": "string"}, "body": body},
    }


_TOLD: dict[str, Any] = {
    "type": "object",
    "anyOf": [{"required": ["response"]}, {"required": ["res"]}],
    "properties": {"body": _TEXT, "msg": _TEXT},
}
"""Schema of a reply of which only the success matters: firmware differs in what it puts beside it."""


def _rows(row: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of the rows of a listing."""
    return {"type": "array", "maxItems": MOST_ROWS, "items": row}


def _listing(row: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of the phonebook's ``get`` replies, ``{"res": …, "msg": […]}``. An empty book may be an empty text."""
    return {
        "type": "object",
        "required": ["res", "msg"],
        "properties": {"res": {"type": "string"}, "msg": {"anyOf": [_rows(row), {"enum": ["", None]}]}},
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

IDENTITY_GET = VALUES_GET._replace(session=False)
"""The same without a login: "None (limited return)". It tells the values of :data:`IDENTITY_VALUES`."""

_STATUS = _envelope({"type": "object", "required": ["status"], "properties": {"status": {"type": "string"}}})

VALUES_POST = Endpoint("api-values.post", session=True, writes=True, reply=_STATUS)
"""Guide, "Post Values Request"."""

CHANGE_PASSWORD = Endpoint("api-change_password", session=True, writes=True, reply=_STATUS)
"""Guide, "Change Password". A wrong old password shows only in ``status``, under a success."""

GET_ACCOUNTS = Endpoint(
    "api-get_accounts",
    session=True,
    writes=False,
    reply=_envelope(
        {
            "type": "array",
            "maxItems": MOST_ROWS,
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

GET_LINE_STATUS = Endpoint(
    "api-get_line_status",
    session=True,
    writes=False,
    reply=_envelope(
        {
            "type": "array",
            "maxItems": MOST_ROWS,
            "items": {
                "type": "object",
                "required": ["line", "state"],
                "properties": {
                    "line": _INTEGER,
                    "state": _INTEGER,
                    "acct": _TEXT,
                    "name": _TEXT,
                    "number": _TEXT,
                    "active": {"anyOf": [_FLAG, {"type": "null"}]},
                },
            },
        },
    ),
)
"""Guide, "Get Line Status". Lines are numbered from 1."""

_TIME: dict[str, Any] = {
    "type": "object",
    "required": ["date", "time", "uptime"],
    "properties": {"date": _TEXT, "time": _TEXT, "uptime": _TEXT},
}

GET_TIME = Endpoint(
    "api-get_time",
    session=True,
    writes=False,
    reply={"anyOf": [_TIME, {"type": "object", "required": ["body"], "properties": {"body": _TIME}}]},
)
"""Guide, "Get System Time", which prints the three texts without the usual ``response`` around them."""

MAKE_CALL = Endpoint("api-make_call", session=True, writes=True, reply=_TOLD)
"""Guide, "Make Call". Its accounts are numbered from 0."""

PHONE_OPERATION = Endpoint("api-phone_operation", session=True, writes=True, reply=_envelope(_TEXT))
"""Guide, "Phone/Call Operations". Its body is ``true`` when the command was handled."""

SYS_OPERATION = Endpoint("api-sys_operation", session=True, writes=True, reply=_TOLD)
"""Guide, "System Operations". It answers before the phone goes down; the connection may also just break."""

GET_CONTACTS = Endpoint(
    "api-get_contacts",
    session=True,
    writes=False,
    reply=_listing(
        {
            "type": "object",
            "required": ["contactID", "contactName"],
            "properties": {
                "contactID": _INTEGER,
                "contactName": _TEXT,
                "groupID": _OPTIONAL_INTEGER,
                "work": _TEXT,
                "home": _TEXT,
                "mobile": _TEXT,
                "fax": _TEXT,
                "email": _TEXT,
            },
        }
    ),
)
"""Guide, "Get Contact". Without parameters it gives all contacts; its search by name finds parts of names."""

SAVE_CONTACT = Endpoint("api-save_edit_contact", session=True, writes=True, reply=_TOLD)
"""Guide, "Save/Edit Contact". An edit replaces the record: what is left out can come back blank."""

DELETE_CONTACT = Endpoint("api-delete_contact", session=True, writes=True, reply=_TOLD)
"""Guide, "Delete Contact"."""

DELETE_ALL_CONTACTS = Endpoint("api-delete_all_contact", session=True, writes=True, reply=_TOLD)
"""Guide, "Delete All Contacts"."""

GET_GROUPS = Endpoint(
    "api-get_groups",
    session=True,
    writes=False,
    reply=_listing(
        {
            "type": "object",
            "required": ["groupName"],
            "anyOf": [{"required": ["groupID"]}, {"required": ["goupID"]}],
            "properties": {"groupID": _INTEGER, "goupID": _INTEGER, "groupName": _TEXT},
        }
    ),
    keys={"response": "res", "data": "msg", "Id": "groupID", "Name": "groupName"},
)
"""Guide, "Get Contact Group", which spells ``groupID`` in its example and ``goupID`` in its table. The vendor's own server uses
other keys, and may give a row for each member."""

ADD_GROUP = Endpoint("api-add_group", session=True, writes=True, reply=_TOLD)
"""Guide, "Add Contact Group"."""

EDIT_GROUP = Endpoint("api-edit_delete_group", session=True, writes=True, reply=_TOLD)
"""Guide, "Edit/delete Contact Group". A blank name deletes the group."""

PHONEBOOK_DOWNLOAD = Endpoint("phonebook_download", session=True, writes=False, reply={})
"""Guide, "Phonebook Download". It answers XML."""

PHONEBOOK_FILE = Endpoint("/phonebook/phonebook.xml", session=True, writes=False, reply={})
"""Where the file lies after :data:`PHONEBOOK_DOWNLOAD` answered JSON, as the vendor's own server does. Not in the guide."""

IDENTITY_VALUES = frozenset(("68", "69", "70", "1561", "7033", "vendor_name", "vendor_fullname", "hw_rev", "tp_fw_version"))
"""Values that a phone also tells without a session (guide, "Return Values Request": "None (limited return)")."""

IDENTITY = {
    "vendor_name": "vendor_name",
    "vendor_fullname": "vendor_fullname",
    "hardware_revision": "hw_rev",
    "firmware_version": "68",
    "boot_version": "69",
    "kernel_version": "70",
    "recovery_version": "7033",
    "touch_panel_version": "tp_fw_version",
}
"""What a phone tells without a login, and under which name or number (guide, "Return Values Request")."""
