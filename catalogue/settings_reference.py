# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The reference page of all settings, for people: by group, with an index of the groups at the top."""

from __future__ import annotations

from typing import Any

from settings_rows import Setting, settings

HEADER = """\
..
  Copyright (c) 2026 the voip.grandstream authors
  GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
  SPDX-License-Identifier: GPL-3.0-or-later

  Generated from catalogue/settings.json: change that file, and run `make catalogue`.

.. _ansible_collections.voip.grandstream.docsite.settings_reference:

All settings
============

These are the names that :ansplugin:`voip.grandstream.gs_config#module` and :ansplugin:`voip.grandstream.gs_validate#module` take.
Settings of accounts are written by the number of the account, from 1; all others are settings of the phone:

.. code-block:: yaml

   settings:
     ntp_server: ntp.example.net
     P1684: "1"
   accounts:
     1:
       sip_server: sip.example.net
       sip_transport: tls

- Where a setting has words, the number behind a word is what the phone keeps. Both can be written.
- An address that a phone keeps in four P numbers is written as one.
- **P number**: of a setting of accounts, the number of account 1. P numbers can be written too, also those that are not in the
  list, with the text as the phone keeps it.
- **Default** is what a phone has from the factory, where that is known. Nothing is changed to it by leaving a setting out.
- **Secret** values are never shown. Those that *cannot be read* are written as the option ``write_secrets`` says.
- The list tells what is published about GXV3350, GXV3370, GXV3380 and WP820. Where a phone disagrees, the phone is right.

"""
#: What each group is called, and in this order, where its key alone does not say it well.
TITLES = {
    "account": {
        "general": "general",
        "sip": "SIP",
        "codec": "codecs, video and SRTP",
        "call": "calls",
        "adv": "security and special features",
        "blf": "busy lamp fields",
        "broadsoft": "BroadSoft",
    },
    "device": {
        "time": "date and time",
        "language": "language",
        "ethernet": "network",
        "network_advanced": "network, advanced",
        "wifi": "Wi-Fi",
        "openvpn": "OpenVPN",
        "security": "access and passwords",
        "certificates": "certificates",
        "call_general": "calls, general",
        "call_features": "call features",
        "tones": "tones",
        "video": "video",
        "multicast_paging": "multicast paging",
        "ptt": "push to talk and group paging",
        "peripherals": "display, lights and headset",
        "mpk": "multi-purpose keys",
        "phonebook": "phonebook",
        "ldap": "LDAP",
        "upgrade": "firmware and configuration servers",
        "provisioning": "automatic upgrade and provisioning",
        "tr069": "TR-069",
        "syslog": "syslog",
        "debug": "debugging",
        "guest_login": "guest login",
        "broadsoft": "BroadSoft",
        "external_service": "external services",
    },
}
SCOPES = {"account": "Accounts", "device": "Phone"}
KINDS = {
    "boolean": "true or false",
    "ip": "IP address",
    "host": "host name or address, with or without :port",
    "url": "URL",
    "string": "text",
    "password": "text",
    "timezone": "time zone",
}


def document(catalogue: dict[str, Any]) -> str:
    """The text of the page."""
    groups: dict[tuple[str, str], list[Setting]] = {(scope, group): [] for scope, titles in TITLES.items() for group in titles}
    for row in settings(catalogue):
        groups.setdefault((row.scope, row.group), []).append(row)
    groups = {key: rows for key, rows in groups.items() if rows}
    models = list(catalogue["models"])
    sections = [_section(_title(*key), rows, models) for key, rows in groups.items()]
    return HEADER + _index(groups) + "\n".join(sections)


def _title(scope: str, group: str) -> str:
    return f"{SCOPES[scope]}: {TITLES[scope].get(group, group.replace('_', ' '))}"


def _index(groups: dict[tuple[str, str], list[Setting]]) -> str:
    """A list of links, with the first names of each group, so that one need not guess what is in it."""
    lines = []
    for key, rows in groups.items():
        names = ", ".join(f"``{row.name}``" for row in rows[:3])
        more = f" and {len(rows) - 3} more" if len(rows) > 3 else ""
        lines.append(f"- `{_title(*key)}`_: {names}{more}")
    return "\n".join([*lines, "", ""])


def _section(title: str, rows: list[Setting], models: list[str]) -> str:
    head = [title, "-" * len(title), "", ".. list-table::", "   :header-rows: 1", "   :widths: 46 30 12 12", ""]
    head += ["   * - Setting", "     - Values", "     - Default", "     - P number"]
    return "\n".join([*head, *(line for row in rows for line in _row(row, models)), ""])


def _row(row: Setting, models: list[str]) -> list[str]:
    lines = [f"   * - ``{row.name}``", "", f"       {row.description}{_notes(row, models)}"]
    return [*lines, f"     - {_values(row)}", f"     - {_defaults(row)}", f"     - {_numbers(row)}"]


def _notes(row: Setting, models: list[str]) -> str:
    notes = []
    if row.write_only:
        notes.append("**Secret**, cannot be read.")
    elif row.secret:
        notes.append("**Secret**.")
    if row.reboot:
        notes.append("**Takes effect after a reboot**.")
    missing = [model.upper() for model in models if model not in row.models]
    if len(row.models) == 1:
        notes.append(f"Only on {row.models[0].upper()}.")
    elif missing:
        notes.append(f"Not on {', '.join(missing)}.")
    return "".join(f" {note}" for note in notes)


def _values(row: Setting) -> str:
    if row.type == "enum":
        return ", ".join(f"``{word}`` ({raw})" for raw, word in row.enum.items())
    if row.type in {"integer", "port"}:
        return row.range
    return "IPv4 address" if row.is_address_in_octets else KINDS[row.type]


def _defaults(row: Setting) -> str:
    """The default, and that of a WP820 where it is another."""
    on_wp820 = _default(row, row.on("wp820").default)
    if "wp820" not in row.models or on_wp820 == _default(row, row.default):
        return _default(row, row.default)
    return on_wp820 if row.models == ("wp820",) else f"{_default(row, row.default)}; WP820: {on_wp820}"


def _default(row: Setting, text: str | None) -> str:
    if text is None:
        return "unknown"
    value = row.spoken(text)
    return f"``{str(value).lower() if isinstance(value, bool) else value}``" if text else "empty"


def _numbers(row: Setting) -> str:
    if row.scope == "account":
        return f"P{row.numbers[0]} and {len(row.numbers) - 1} more"
    return ", ".join(f"P{number}" for number in row.numbers)
