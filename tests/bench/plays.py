# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ways to make sure of a phone's values that the bench compares: as playbooks, and as a bare script."""

from __future__ import annotations

from typing import Any

import yaml

VALUES = {str(number): str(index) for index, number in enumerate(range(90001, 90061))}
"""Sixty values that the simulated phones already hold, so that there is nothing to change."""

DIRECTORY = [{"first_name": "Person", "last_name": f"Number {index}", "work": f"+49 30 {index:04}"} for index in range(500)]
"""Five hundred contacts."""

PASSWORD = "bench-Passw0rd"

Play = list[dict[str, Any]]


def play(*tasks: dict[str, Any]) -> Play:
    """A playbook of one play on all phones."""
    return [{"hosts": "phones", "gather_facts": False, "tasks": list(tasks)}]


def gs_pvalue(**options: Any) -> Play:
    """The collection's own way."""
    return play({"voip.grandstream.gs_pvalue": {"values": {f"P{number}": value for number, value in VALUES.items()}, **options}})


def gs_phonebook() -> Play:
    """A directory of five hundred contacts."""
    return play({"voip.grandstream.gs_phonebook": {"contacts": DIRECTORY, "purge": True}})


def shipped() -> Play:
    """The same task on a host whose connection is no phone's: the module is packed, sent and run by a Python of its own."""
    return gs_pvalue(host="{{ ansible_host }}", port="{{ ansible_port }}", password=PASSWORD, use_ssl=False)


def debug() -> Play:
    """What ansible-core itself costs."""
    return play({"ansible.builtin.debug": {"msg": "nothing"}})


def uri() -> Play:
    """The same exchange, written by hand with ansible.builtin.uri."""
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
    """The phones as an inventory file."""
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
    """A bare Python script with requests that does the same HTTP, one phone after the other."""
    return SCRIPT.format(values=VALUES, password=PASSWORD)
