# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Phones for the rules of the audit."""

from __future__ import annotations

from typing import Any

from ansible_collections.voip.grandstream.plugins.module_utils._api.values_reply import HeldValues
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.facts import FIRMWARE, Facts, setting_of

#: The phone's own texts of a phone without any finding, by the name of the setting; of accounts, those of account 1.
SAFE = {
    "web_access_method": "1",
    "tls_minimum_version": "12",
    "weak_tls_ciphers": "1",
    "disable_ssh": "1",
    "action_uri": "0",
    "action_uri_confirmation": "1",
    "action_uri_allowed_ips": "",
    "tr069_enable": "0",
    "tr069_acs_url": "",
    "config_server_path": "prov.example.net/phones",
    "config_protocol": "2",
    "firmware_server_path": "prov.example.net/firmware",
    "firmware_protocol": "2",
    "validate_provisioning_certificate": "1",
    "xml_config_password": "password-of-the-file",
    "account_active": "1",
    "sip_server": "pbx.example.net",
    "sip_transport": "2",
    "srtp_mode": "2",
    "disable_sip_notify_authentication": "0",
    "keypad_menu_access": "2",
}


def held(model: str = "wp820", firmware: str = "1.0.7.35", **texts: str | None) -> HeldValues:
    """What a phone holds: SAFE, with these texts in their place. None: the phone does not know the number. Other accounts are
    off."""
    found = {FIRMWARE: firmware}
    for name, text in {**SAFE, **texts}.items():
        setting = setting_of(name)
        if text is not None and model in setting.models:
            found[setting.numbers[0]] = text
    for number in setting_of("account_active").numbers[1:]:
        found[number] = "0"
    return HeldValues(found)


def facts(model: str | None = "wp820", firmware: str = "1.0.7.35", more: Any = None, **texts: str | None) -> Facts:
    """A phone with these texts. `more`: other fields of its facts."""
    return Facts(model, held(model or "wp820", firmware, **texts), **(more or {}))
