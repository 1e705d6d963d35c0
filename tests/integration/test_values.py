# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What users write as a value, and what the phone then holds: the same, byte for byte."""

from __future__ import annotations

from typing import Any

import pytest

from integration.conftest import PASSWORD, Fleet
from integration.playbooks import Ansible, Vaulted, values_task

TEXTS = {
    "umlauts": "Größe: Übermaß",
    "other scripts": "電話 телефон هاتف",
    "emoji": "📞👩‍💻",
    "quotes": 'it\'s "quoted" `so`',
    "url characters": "a&b=c#d+e%20f%zz?g;h:i/j@k",
    "spaces": "  two before and after  ",
    "newline": "one\ntwo\r\nthree",
    "tab": "\tindented\t",
    "backslashes": "\\n \\\\ \\x41",
    "braces": "{'a': [1, 2]} ${HOME} $(id) <b>&amp;</b>",
    "number-like": "007",
    "float-like": "1.50",
    "word-like": "yes",
    "null-like": "null",
    "composed differently": "e\u0301 é",
    "empty": "",
}


def test_texts_arrive_byte_for_byte(ansible: Ansible, door: str, fleet: Fleet) -> None:
    """One phone a text: so that a text which spoils a request cannot hide behind another."""
    phones = {f"phone{index}": fleet.phone("gxv3370" if index < 8 else "gxv3350") for index in range(len(TEXTS))}
    hosts = {name: fleet.host(phone, wanted=text) for (name, phone), text in zip(phones.items(), TEXTS.values(), strict=True)}
    task = {**values_task({"P30": "{{ wanted }}"}), "no_log": False}

    first = ansible.run(hosts, [task], door=door)
    second = ansible.run(hosts, [task], door=door)

    assert [phone.values()["30"] for phone in phones.values()] == list(TEXTS.values())
    assert first.changed(*hosts) == [True] * len(TEXTS)
    assert second.changed(*hosts) == [False] * len(TEXTS)


@pytest.mark.parametrize("method", ["get", "post"])
def test_long_text(ansible: Ansible, door: str, fleet: Fleet, method: str) -> None:
    phone = fleet.phone()
    text = "ä" + "x" * 1499

    run = ansible.run(fleet.hosts(lobby=phone), [values_task({"P30": text}, request_method=method)], door=door)

    assert run.changed("lobby") == [True]
    assert phone.values()["30"] == text
    assert [request["method"] for request in phone.requests("api-values.post")] == [method.upper()]


def test_text_too_long_for_a_url_is_refused_before_any_request(ansible: Ansible, door: str, fleet: Fleet) -> None:
    phone = fleet.phone()

    run = ansible.run(fleet.hosts(lobby=phone), [values_task({"P30": "ok", "P47": "x" * 2000})], door=door)

    failure = run.failure("lobby")
    assert failure["error"]["kind"] == "input"
    assert "the URL to write P47 (20" in failure["msg"]
    assert "request_method: post" in failure["msg"]
    assert phone.requests() == []


#: How a P value is named, what it is set to, and what the phone then holds.
SCALARS: list[tuple[Any, Any, str]] = [
    ("P30", "text", "text"),
    ("p30", "text", "text"),
    ("30", "text", "text"),
    (30, "text", "text"),
    ("P30", True, "1"),
    ("P30", False, "0"),
    ("P30", 0, "0"),
    ("P30", -5, "-5"),
    ("P30", 10**30, "1" + "0" * 30),
]


def test_keys_and_scalars(ansible: Ansible, door: str, fleet: Fleet) -> None:
    phones = {f"phone{index}": fleet.phone() for index in range(len(SCALARS))}
    hosts = {name: fleet.host(phone) for name, phone in phones.items()}
    # A task for each, because a key cannot come out of a variable as a number.
    tasks = [
        {**values_task({key: value}), "when": f"inventory_hostname == 'phone{index}'", "name": f"case {index}"}
        for index, (key, value, _held) in enumerate(SCALARS)
    ]

    run = ansible.run(hosts, tasks, door=door)

    for index, (_key, _value, held) in enumerate(SCALARS):
        changes = run.data(f"phone{index}", f"case {index}")["changes"]
        assert changes == [{"pvalue": "P30", "before": "pool.ntp.org", "after": held}]
        assert phones[f"phone{index}"].values()["30"] == held


def test_templates_and_omit(ansible: Ansible, door: str, fleet: Fleet) -> None:
    """What Jinja gives: text, a native number, a native boolean; and options that `omit` leaves out."""
    phone = fleet.phone()
    hosts = {"lobby": fleet.host(phone, site={"ntp": "ntp.example.net", "offset": 3, "dhcp": False})}
    wanted = {
        "P30": "{{ site.ntp }}",
        "P48": "{{ site.offset + 1 }}",
        "P47": "{{ site.dhcp }}",
        "P64": "{{ inventory_hostname }}",
    }
    task = values_task(wanted, **dict.fromkeys(("verify", "port", "write_secrets"), "{{ nobody_set_this | default(omit) }}"))

    run = ansible.run(hosts, [task], door=door)

    assert run.changed("lobby") == [True]
    assert [phone.values()[number] for number in ("30", "48", "47", "64")] == ["ntp.example.net", "4", "0", "lobby"]
    assert len(phone.requests("api-values.get")) == 2, "verify had its default"


def test_whole_dict_from_a_variable(ansible: Ansible, door: str, fleet: Fleet) -> None:
    phone = fleet.phone()
    hosts = {"lobby": fleet.host(phone, baseline={"P30": "a.example", "P47": "b.example"}, override={"P47": "c.example"})}

    run = ansible.run(hosts, [{"voip.grandstream.gs_pvalue": {"values": "{{ baseline | combine(override) }}"}}], door=door)

    assert run.changed("lobby") == [True]
    assert (phone.values()["30"], phone.values()["47"]) == ("a.example", "c.example")


def test_vaulted_password_and_values(every_ansible: Ansible, door: str, fleet: Fleet) -> None:
    phone = fleet.phone()
    key = every_ansible.folder / "vault-key"
    key.write_text("the key\n", encoding="utf-8")

    def encrypted(text: str) -> Vaulted:
        run = every_ansible.command("ansible-vault", "encrypt_string", "--vault-password-file", str(key), text).finish()
        return Vaulted(run.stdout.partition("\n")[2].replace(" ", ""))

    hosts = {"lobby": fleet.host(phone, ansible_password=encrypted(PASSWORD), sip_password=encrypted("sip+secret 1&"))}
    task = values_task({"P34": "{{ sip_password }}", "P30": encrypted("ntp.example.net")})

    run = every_ansible.run(
        hosts, [task], "--vault-password-file", str(key), "-vvv", "--diff", door=door, secrets=[PASSWORD, "sip+secret 1&"]
    )

    assert run.changed("lobby") == [True]
    assert (phone.values()["30"], phone.values()["34"]) == ("ntp.example.net", "sip+secret 1&")
