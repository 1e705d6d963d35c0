# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The reference of all settings, for people: a page for each group, one for keys, and an index by P number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from rst_text import LABEL, head, ref, section
from settings_rows import Setting, settings

SOURCE = "catalogue/settings.json: change that file"
START = "settings_reference"
BY_NUMBER = "settings_by_number"
KEYS = "settings_keys"

CONTENTS = ".. contents:: On this page\n   :local:\n\n"

INTRODUCTION = """\
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

There is a page for each group of settings. You know a P number and want the setting: see the
:ref:`index by P number <{label}settings_by_number>`. Keys are on :ref:`a page of their own <{label}settings_keys>`.

What the pages say of a setting:

- **Values**: where a setting has words, the number behind a word is what the phone keeps. Both can be written. An address that a
  phone keeps in four P numbers is written as one.
- **Default** is what a phone has from the factory, where that is known. Nothing is changed to it by leaving a setting out.
- **Secret** values are never shown. Those that *cannot be read* are written as the option ``write_secrets`` says.
- **P number**: of a setting of accounts, those of accounts 1, 2 and so on. P numbers can be written too, also those that are not
  in the reference, with the text as the phone keeps it.
- **Can cut the phone off**: a wrong value makes the phone unreachable for this collection, or for its provisioning server. Such
  a change needs ``gs_allow_reach: true`` in the playbook ``enforce``.
- **Registers anew**: the phone drops the registration of the account for a moment, which can end a call. The playbook ``enforce``
  leaves a phone with a call alone then, until the next run.
- **Models**: which models have the setting. What is different on one of them is said there. Words and numbers that mean something
  else on another model are taken only where ``gs_model`` tells the model.
- **Firmware**: which firmware brought or removed it, as far as that is published. ``gs_validate`` knows it, if ``gs_firmware``
  tells the version.
- **In provisioning files**: the name that the vendor's files of version 2 have for it.
- **Search words**: other words for the same, to be found by.

All of it is what is published about GXV3350, GXV3370, GXV3380 and WP820. The vendor publishes three files for a firmware: a *text
template* with the P numbers, an *alias file* with the names of version 2, and a *change log*. Where they disagree, the setting
says so. Where a phone disagrees, the phone is right.

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
        "peripherals": "lights, gains and headset",
        "display": "screen",
        "sound": "sound",
        "mpk": "multi-purpose keys",
        "keys": "softkeys, side button and gestures",
        "safety": "safety and emergency calls",
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
    "timezone": "the name of a time zone, such as ``Europe/Berlin``, or a POSIX string",
}
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
#: Parts of names in provisioning files that say nothing to search by.
_NOISE = {"account", "n", "octet", "enable", "mode", "type", "general", "settings", "network", "sip", "call", "of", "the", "and"}


def documents(catalogue: dict[str, Any]) -> dict[str, str]:
    """Return the texts of all pages by the names of their files."""
    rows = settings(catalogue)
    groups = _groups(rows)
    pages = {START: _start(groups), BY_NUMBER: _by_number(catalogue, rows), KEYS: _keys(catalogue)}
    pages.update({_page(*key): _group(key, members) for key, members in groups.items()})
    return {f"{name}.rst": text.rstrip() + "\n" for name, text in pages.items()}


def _groups(rows: list[Setting]) -> dict[tuple[str, str], list[Setting]]:
    """Return the settings by scope and group, in the order of the titles."""
    groups: dict[tuple[str, str], list[Setting]] = {(scope, group): [] for scope, titles in TITLES.items() for group in titles}
    for row in rows:
        groups.setdefault((row.scope, row.group), []).append(row)
    return {key: members for key, members in groups.items() if members}


def _page(scope: str, group: str) -> str:
    return f"settings_{scope}_{group}"


def _title(scope: str, group: str) -> str:
    return f"{SCOPES[scope]}: {TITLES[scope].get(group, group.replace('_', ' '))}"


def _head(name: str, title: str) -> str:
    return head(name, title, SOURCE)


def _start(groups: dict[tuple[str, str], list[Setting]]) -> str:
    """Return the first page: what the others say, and a list of them with the names on each."""
    lines = []
    for key, rows in groups.items():
        names = ", ".join(ref(row.name, f"setting_{row.name}") for row in rows)
        lines += [f"{ref(_title(*key), _page(*key))}", f"   {names}", ""]
    return _head(START, "All settings") + INTRODUCTION.replace("{label}", LABEL) + "\n".join(lines)


def _group(key: tuple[str, str], rows: list[Setting]) -> str:
    """Return the page of one group."""
    contents = f"{ref('All settings', START)}\n\n{CONTENTS}"
    return _head(_page(*key), _title(*key)) + contents + "\n".join(_section(row) for row in rows)


def _section(row: Setting) -> str:
    """Return all that is known of one setting."""
    facts = {
        "Values": _values(row, row.models),
        "Default": _by_model(row, _default),
        "P number": _numbers(row),
        "Models": ", ".join(model.upper() for model in row.models),
        "Firmware": " ".join(_firmware(row)),
        "In provisioning files": ", ".join(f"``{name}``" for name in _aliases(row)) + _inverted(row),
        "In doubt": row.facts.get("doubt", ""),
        "Search words": ", ".join(_search_words(row)),
    }
    lines = [section(f"setting_{row.name}", row.name, "-") + f"{row.description}{_notes(row)}", ""]
    lines += [f":{name}: {text}" for name, text in facts.items() if text]
    return "\n".join([*lines, ""])


def _notes(row: Setting) -> str:
    notes = []
    if row.write_only:
        notes.append("**Secret**, cannot be read.")
    elif row.secret:
        notes.append("**Secret**.")
    if row.reboot:
        notes.append("**Takes effect after a reboot**.")
    if row.reach:
        notes.append("**Can cut the phone off**.")
    if row.registers:
        notes.append("**Registers anew**.")
    return "".join(f" {note}" for note in notes)


def _by_model(row: Setting, fact: Any) -> str:
    """Return a fact of the setting, and of the models where it is another."""
    texts = {model: fact(row.on(model)) for model in row.models}
    usual = fact(row)
    if usual not in texts.values():
        usual = next(iter(texts.values()))
    others: dict[str, list[str]] = {}
    for model, text in texts.items():
        if text != usual:
            others.setdefault(text, []).append(model.upper())
    return "; ".join([usual, *(f"{', '.join(models)}: {text}" for text, models in others.items())])


def _values(row: Setting, models: Iterable[str]) -> str:
    if row.type == "timezone":
        return KINDS["timezone"]
    return _by_model(row, _values_of) if models else ""


def _values_of(row: Setting) -> str:
    if row.type == "enum":
        return ", ".join(f"``{word}`` ({raw})" for raw, word in row.enum.items())
    if row.type in {"integer", "port"}:
        return row.range
    return "IPv4 address" if row.is_address_in_octets else KINDS.get(row.type, "text")


def _default(row: Setting) -> str:
    if row.default is None:
        return "unknown"
    if row.default_step:
        return f"``{row.default}`` for account 1, and {row.default_step} more for each next one"
    value = row.spoken(row.default)
    return f"``{str(value).lower() if isinstance(value, bool) else value}``" if row.default else "empty"


def _numbers(row: Setting) -> str:
    return ", ".join(f"P{number}" for number in row.numbers)


def _firmware(row: Setting) -> list[str]:
    """Sentences on the firmware of the models, those that are the same for several models once."""
    facts = row.facts
    found: dict[str, list[str]] = {}
    for model in row.models:
        since, after = facts.get("since", {}).get(model), facts.get("since_after", {}).get(model)
        removed, last = facts.get("removed", {}).get(model), facts.get("removed_after", {}).get(model)
        said = [
            f"since {since}{f' (not in {after})' if after else ''}." if since else "",
            f"removed by {removed}{f' (still in {last})' if last else ''}." if removed else "",
            f"perhaps no more. {facts['absent'][model]}" if model in facts.get("absent", {}) else "",
            f"in doubt. {facts['doubtful'][model]}" if model in facts.get("doubtful", {}) else "",
        ]
        for sentence in filter(None, said):
            found.setdefault(sentence, []).append(model.upper())
    return [f"{', '.join(models)}: {sentence}" for sentence, models in found.items()]


def _aliases(row: Setting) -> list[str]:
    return [name for name in (row.facts.get("alias"), *row.facts.get("aliases", ())) if name]


def _inverted(row: Setting) -> str:
    return ", with the opposite value" if row.facts.get("alias_inverted") else ""


def _search_words(row: Setting) -> list[str]:
    """Words of the vendor for the same that are not in the name or the description."""
    known = {word.lower() for word in _WORD.findall(f"{row.name.replace('_', ' ')} {row.description}")}
    words = [word.lower() for name in _aliases(row) for word in _WORD.findall(name.replace("_", " "))]
    found = [word for word in dict.fromkeys(words) if word not in known | _NOISE and len(word) > 1 and not word.isdigit()]
    return [*found, *row.facts.get("alias_words", {})]


def _by_number(catalogue: dict[str, Any], rows: list[Setting]) -> str:
    """Return the index: every P number with its setting, by the thousand."""
    places: dict[int, list[str]] = {}
    meanings = Counter(number for row in rows for number in row.numbers)
    for row in rows:
        for position, number in enumerate(row.numbers, start=1):
            account = f"accounts.{position}." if row.scope == "account" else ""
            octet = f", part {position}" if row.is_address_in_octets else ""
            models = list(row.models)
            if account and meanings[number] > 1:
                models = [model for model in models if position <= catalogue["models"][model]["accounts"]]
            only = f" ({', '.join(model.upper() for model in models)})" if len(models) < len(catalogue["models"]) else ""
            places.setdefault(int(number), []).append(f"{ref(account + row.name, f'setting_{row.name}')}{octet}{only}")
    for fact in catalogue["read_only"]:
        places.setdefault(int(fact["p"]), []).append(f"``{fact['name']}``, read-only")
    for fact in catalogue["left_out"]:
        if "p" in fact:
            places.setdefault(int(fact["p"]), []).append(fact["reason"])
    text = _head(BY_NUMBER, "Settings by P number") + f"{ref('All settings', START)}\n\n{CONTENTS}"
    text += "The numbers of programmable keys are told by a formula: see " + ref("keys", KEYS) + ". "
    text += "Accounts from 3 on are those of a GXV33x0: a WP820 has two.\n"
    former = -1
    for place, told in sorted(places.items()):
        if place // 1000 != former:
            former = place // 1000
            title = f"P{former * 1000 or 1} to P{former * 1000 + 999}"
            text += f"\n{title}\n{'-' * len(title)}\n\n"
        text += f"- P{place}: {'; '.join(told)}\n"
    return text


KEYS_TEXT = """\
Keys are a section of their own beside ``settings`` and ``accounts``. They need the model of the phone:

.. code-block:: yaml

   keys:
     1: {mode: blf, account: 1, label: Reception, value: "100"}
     2: {mode: speed_dial, account: 2, label: Lobby, value: "200"}
     3: {mode: none}   # cleared

A key is written whole: a label that is not named is empty, and an account that is not named is account 1. ``none`` clears a key.
"""


def _keys(catalogue: dict[str, Any]) -> str:
    """Return the page of programmable keys."""
    text = _head(KEYS, "Programmable keys") + f"{ref('All settings', START)}\n\n" + KEYS_TEXT
    for kind in catalogue["keys"]:
        title = ", ".join(model.upper() for model in kind["models"])
        text += f"\n{title}\n{'-' * len(title)}\n\n{kind['description']}"
        text += " **Takes effect after a reboot**.\n\n" if kind["reboot"] else "\n\n"
        offset = f" + {kind['step']} * (key - {kind['first']})" if kind["first"] else f" + {kind['step']} * digit"
        place = "{key}" if kind["first"] else "{digit + 1}"
        for field, more in kind["fields"].items():
            alias = kind["aliases"][field].replace("{k}", place)
            text += f":{field}: ``P{kind['p'] + more}{offset}``, in provisioning files ``{alias}``\n"
        modes = ", ".join(f"``{word}``" + (f" ({raw})" if raw else "") for raw, word in kind["modes"].items())
        text += f":Modes: {modes}, ``none``\n"
        if kind.get("without_account"):
            text += f":Without an account: {', '.join(f'``{mode}``' for mode in kind['without_account'])}\n"
        for model, since in kind.get("since", {}).items():
            text += f":Firmware: {model.upper()}: since {since} (not in {kind['since_after'][model]}).\n"
        if kind.get("doubt"):
            text += f":In doubt: {kind['doubt']}\n"
    return text
