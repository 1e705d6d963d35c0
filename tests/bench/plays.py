# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ways to make sure of a phone's values that the bench compares: as playbooks, and as a bare script."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

VALUES = {str(number): str(index) for index, number in enumerate(range(90001, 90061))}
"""Sixty values that the simulated phones already hold, so that there is nothing to change."""

DIRECTORY = [{"first_name": "Person", "last_name": f"Number {index}", "work": f"+49 30 {index:04}"} for index in range(500)]
"""Five hundred contacts."""

PASSWORD = "bench-Passw0rd"

CATALOGUE = Path(__file__).resolve().parents[2] / "catalogue" / "settings.json"

SITE = {"site_domain": "example.net", "site_prefix": "10", "site_register": 60, "site_transport": "tls"}
"""Variables from which a desired state is made."""

Play = list[dict[str, Any]]


def play(*tasks: dict[str, Any]) -> Play:
    """Return a playbook of one play on all phones."""
    return [{"hosts": "phones", "gather_facts": False, "tasks": list(tasks)}]


def gs_pvalue(**options: Any) -> Play:
    """Return the collection's own way."""
    return play({"voip.grandstream.gs_pvalue": {"values": {f"P{number}": value for number, value in VALUES.items()}, **options}})


def gs_phonebook() -> Play:
    """Return a directory of five hundred contacts."""
    return play({"voip.grandstream.gs_phonebook": {"contacts": DIRECTORY, "purge": True}})


def _rows(number: int) -> list[dict[str, Any]]:
    """So many settings of the catalogue that the simulated phones hold as it says."""
    rows = json.loads(CATALOGUE.read_text(encoding="utf-8"))["settings"]
    usable = [row for row in rows if isinstance(row["p"], str) and row.get("default") and len(row["models"]) == 4]
    return [row for row in usable if not row["secret"] and "differs" not in row and "_octet_" not in row["name"]][:number]


def accounts() -> dict[int, dict[str, Any]]:
    """Two accounts, which the PBX of the simulated phones knows."""
    return {
        number: {
            "account_active": True,
            "sip_server": "pbx.example.net",
            "sip_user_id": f"100{number}",
            "sip_auth_password": f"secret-100{number}",
            "display_name": f"Number {number}",
        }
        for number in (1, 2)
    }


ACCOUNT_VALUES = {
    "271": "1", "47": "pbx.example.net", "35": "1001", "34": "secret-1001", "3": "Number 1",
    "401": "1", "402": "pbx.example.net", "404": "1002", "406": "secret-1002", "407": "Number 2",
}  # fmt: skip
"""The values of :func:`accounts` by number."""


def _settings(number: int) -> dict[str, Any]:
    """So many of them by name, with the catalogue's words."""
    return {row["name"]: row.get("enum", {}).get(row["default"], row["default"]) for row in _rows(number)}


def desired_state() -> dict[str, Any]:
    """Sixty settings by name and two accounts."""
    return {"settings": _settings(60), "accounts": accounts()}


def templated_state() -> dict[str, Any]:
    """Variables of the same desired state, with 6 of its values as templates."""
    state = desired_state()
    for number, account in state["accounts"].items():
        account.update(
            sip_server="{{ site_pbx }}",
            sip_user_id=f"{{{{ site_extension }}}}{number}",
            sip_auth_password=f"secret-{{{{ site_extension }}}}{number}",
        )
    return {"site_pbx": "pbx.example.net", "site_extension": "100", **{f"gs_{part}": value for part, value in state.items()}}


def gs_config() -> Play:
    """Return the desired state in a task."""
    return play({"voip.grandstream.gs_config": desired_state()})


def as_many_values() -> Play:
    """Return the same values by their numbers."""
    values = {**{row["p"]: row["default"] for row in _rows(60)}, **ACCOUNT_VALUES}
    return play({"voip.grandstream.gs_pvalue": {"values": {f"P{number}": value for number, value in values.items()}}})


def gs_validate() -> Play:
    """Return a desired state of 54 plain and 6 templated values."""
    account = {
        "account_active": True,
        "sip_auth_password": "secret",
        "sip_server": "pbx.{{ site_domain }}",
        "outbound_proxy": "proxy.{{ site_domain }}",
        "sip_user_id": "{{ site_prefix }}{{ inventory_hostname[5:] }}",
        "account_name": "{{ inventory_hostname }}",
        "register_expiration": "{{ site_register }}",
        "sip_transport": "{{ site_transport }}",
    }
    return play({"voip.grandstream.gs_validate": {"settings": _settings(52), "accounts": {1: account}}})


def shipped() -> Play:
    """Return the same task on a host whose connection is no phone's: the module is packed, sent and run by a Python of its
    own."""
    return gs_pvalue(host="{{ ansible_host }}", port="{{ ansible_port }}", password=PASSWORD, use_ssl=False)


def debug() -> Play:
    """Return what ansible-core itself costs."""
    return play({"ansible.builtin.debug": {"msg": "nothing"}})


def uri() -> Play:
    """Return the same exchange, written by hand with ansible.builtin.uri."""
    base = "http://{{ ansible_host }}:{{ ansible_port }}"
    headers = {"Origin": base, "Referer": f"{base}/"}
    secret = f"{{{{ ('gmiadmin:' ~ realm.content | trim ~ ':{PASSWORD}') | ansible.builtin.hash('md5') }}}}"

    def get(path: str, **more: Any) -> dict[str, Any]:
        return {"ansible.builtin.uri": {"url": f"{base}/cgi-bin/{path}", "return_content": True, "headers": {**headers, **more}}}

    return play(
        {**get("loginrealm"), "register": "realm"},
        {**get(f"login?Username=gmiadmin&Secret={secret}"), "register": "login"},
        {
            **get(f"api-values.get?request={':'.join(VALUES)}", Cookie="{{ login.cookies_string }}"),
            "register": "values",
            "failed_when": f"(values.content | from_json).body != {VALUES!r}",
        },
    )


def inventory(addresses: list[str], port: int, **variables: Any) -> str:
    """Return the phones as an inventory file."""
    hosts = {f"phone{number}": {"ansible_host": address} for number, address in enumerate(addresses)}
    shared = {"ansible_port": port, "ansible_password": PASSWORD, "gs_use_ssl": False, **variables}
    return yaml.safe_dump({"phones": {"hosts": hosts, "vars": shared}}, sort_keys=False)


SCRIPT = """
import hashlib, sys
import requests

values = {values!r}
for address in sys.argv[2:]:
    base = "http://" + address + ":" + sys.argv[1]
    with requests.Session() as http:
        http.trust_env = False
        http.headers.update({{"Origin": base, "Referer": base + "/"}})
        random = http.get(base + "/cgi-bin/loginrealm").text.strip()
        secret = hashlib.md5(":".join(("gmiadmin", random, "{password}")).encode()).hexdigest()
        http.get(base + "/cgi-bin/login?Username=gmiadmin&Secret=" + secret)
        reply = http.get(base + "/cgi-bin/api-values.get?request=" + ":".join(values)).json()
        assert reply["body"] == values, reply
"""


def script() -> str:
    """Return a bare Python script with requests that does the same HTTP, one phone after the other."""
    return SCRIPT.format(values=VALUES, password=PASSWORD)
