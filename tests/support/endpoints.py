# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The endpoints that the guide prints, as the collection has them, by their names."""

from __future__ import annotations

from ansible_collections.voip.grandstream.plugins.module_utils._api.endpoints import (
    ADD_GROUP,
    CHANGE_PASSWORD,
    DELETE_ALL_CONTACTS,
    DELETE_CONTACT,
    EDIT_GROUP,
    GET_ACCOUNTS,
    GET_CONTACTS,
    GET_GROUPS,
    GET_LINE_STATUS,
    GET_PHONE_STATUS,
    GET_TIME,
    LOGIN,
    LOGIN_REALM,
    MAKE_CALL,
    PHONE_OPERATION,
    PHONEBOOK_DOWNLOAD,
    SAVE_CONTACT,
    SYS_OPERATION,
    VALUES_GET,
    VALUES_POST,
    Endpoint,
)

ENDPOINTS: dict[str, Endpoint] = {
    endpoint.name: endpoint
    for endpoint in (
        LOGIN_REALM,
        LOGIN,
        VALUES_GET,
        VALUES_POST,
        CHANGE_PASSWORD,
        GET_ACCOUNTS,
        GET_PHONE_STATUS,
        GET_LINE_STATUS,
        GET_TIME,
        MAKE_CALL,
        PHONE_OPERATION,
        SYS_OPERATION,
        GET_CONTACTS,
        SAVE_CONTACT,
        DELETE_CONTACT,
        DELETE_ALL_CONTACTS,
        GET_GROUPS,
        ADD_GROUP,
        EDIT_GROUP,
        PHONEBOOK_DOWNLOAD,
    )
}
