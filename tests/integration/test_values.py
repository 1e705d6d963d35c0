# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What users write as a value, and what the phone then holds: the same, byte for byte."""

from __future__ import annotations

from typing import Any

from integration.conftest import PASSWORD, Fleet, Way
from integration.helpers.playbooks import Ansible, Vaulted, values_task
from simulator.factory import Model

TEXTS = {
    "umlauts": "Größe: Übermaß",
    "other scripts": "電話 телефон هاتف",
    "emoji": "📞👩‍💻",
    "quotes": 'it\'s "quoted" `so`',
    "url characters": "a&b=c#d+e%20f%zz?g;h:i/j@k",
    "spaces": "  two before and after  ",
    "lines": "-----BEGIN CERTIFICATE-----\n\tone\r\ntwo\n-----END CERTIFICATE-----",
    "backslashes": "\\n \\\\ \\x41",
    "braces": "{'a': [1, 2]} ${HOME} $(id) <b>&amp;</b>",
    "number-like": "007",
    "float-like": "1.50",
    "word-like": "yes",
    "null-like": "null",
    "composed differently": "e\u0301 é",
    "empty": "",
}
#: How those are shown that would not be one plain line, or have the shape of a user's name and password before a host.
SHOWN = {
    "emoji": "📞👩\\u200d💻",
    "url characters": "(new secret)",
    "lines": "-----BEGIN CERTIFICATE-----\\n\\tone\\r\\ntwo\\n-----END CERTIFICATE-----",
}


def test_texts_arrive_byte_for_byte(ansible: Ansible, door: str, fleet: Fleet) -> None:
    phone = fleet.phone()
    factory = phone.values()
    model = Model.load("gxv3370", {})
    special = model.read_only | model.write_only | model.ranges.keys()
    numbers = [number for number in factory if number.isdigit() and number not in special and factory[number]]
    wanted = dict(zip(numbers, TEXTS.values(), strict=False))
    tasks = [values_task({f"P{number}": text for number, text in wanted.items()})]

    runs = [ansible.run(fleet.hosts(lobby=phone), tasks, door=door) for dummy in range(2)]

    assert phone.values() == {**factory, **wanted}
    assert {change["pvalue"]: change["after"] for change in runs[0].data("lobby")["changes"]} == {
        f"P{number}": SHOWN.get(name, text) for number, (name, text) in zip(numbers, TEXTS.items(), strict=False)
    }
    assert runs[1].changed("lobby") == [False]


def test_long_text(ansible: Ansible, door: str, fleet: Fleet) -> None:
    phones = {method: fleet.phone() for method in ("get", "post")}
    text = "ä" + "x" * 1499

    run = ansible.run(fleet.hosts(**phones), [values_task({"P30": text}, request_method="{{ inventory_hostname }}")], door=door)

    for method, phone in phones.items():
        assert run.changed(method) == [True]
        assert phone.values()["30"] == text
        assert [request["method"] for request in phone.requests("api-values.post")] == [method.upper()]


def test_text_too_long_for_a_url_is_refused_before_any_request(ansible: Ansible, fleet: Fleet) -> None:
    phone = fleet.phone()

    run = ansible.run(fleet.hosts(lobby=phone), [values_task({"P30": "ok", "P47": "x" * 2000})])

    failure = run.failure("lobby")
    assert failure["error"]["kind"] == "input"
    assert "the URL to write P47 (20" in failure["msg"]
    assert "request_method: post" in failure["msg"]
    assert phone.requests() == []


def test_keys_and_scalars(ansible: Ansible, door: str, fleet: Fleet) -> None:
    phone = fleet.phone()
    wanted: dict[Any, Any] = {"P30": "text", "p47": True, "48": False, 64: 0, "P35": -5, "p36": 10**30, 402: "yes", "404": "0x1F"}
    held = {"30": "text", "47": "1", "48": "0", "64": "0", "35": "-5", "36": "1" + "0" * 30, "402": "yes", "404": "0x1F"}

    run = ansible.run(fleet.hosts(lobby=phone), [values_task(wanted)], door=door)

    assert [(change["pvalue"], change["after"]) for change in run.data("lobby")["changes"]] == [
        (f"P{number}", text) for number, text in held.items()
    ]
    assert {number: phone.values()[number] for number in held} == held


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


def test_whole_dict_from_a_variable(ansible: Ansible, fleet: Fleet) -> None:
    phone = fleet.phone()
    hosts = {"lobby": fleet.host(phone, baseline={"P30": "a.example", "P47": "b.example"}, override={"P47": "c.example"})}

    run = ansible.run(hosts, [{"voip.grandstream.gs_pvalue": {"values": "{{ baseline | combine(override) }}"}}])

    assert run.changed("lobby") == [True]
    assert (phone.values()["30"], phone.values()["47"]) == ("a.example", "c.example")


def test_vaulted_password_and_values(way: Way, fleet: Fleet) -> None:
    phone = fleet.phone()
    key = way.ansible.folder / "vault-key"
    key.write_text("the key\n", encoding="utf-8")
    texts = (PASSWORD, "sip+secret 1&", "ntp.example.net")
    encrypted = way.ansible.command("ansible-vault", "encrypt_string", "--vault-password-file", str(key), *texts).finish()
    password, sip_password, server = (Vaulted(text.replace(" ", "")) for text in encrypted.stdout.split("!vault |\n")[1:])
    hosts = {"lobby": fleet.host(phone, ansible_password=password, sip_password=sip_password)}
    task = values_task({"P34": "{{ sip_password }}", "P30": server})

    run = way.ansible.run(hosts, [task], "--vault-password-file", str(key), "-vvv", "--diff", door=way.door, secrets=texts[:2])

    assert run.data("lobby")["unproved"] == ["P34"]
    assert run.changed("lobby") == [True]
    assert (phone.values()["30"], phone.values()["34"]) == ("ntp.example.net", "sip+secret 1&")
