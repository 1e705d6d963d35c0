# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The provisioning filters in real playbooks: from a file, and back into one. No phone is asked anything."""

from __future__ import annotations

from integration.helpers.playbooks import Ansible, Data

HERE = {"controller": {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}}
FILE = """\
<?xml version="1.0" encoding="UTF-8"?>
<gs_provision>
  <config version="2">
    <item name="account.3.sip"><part name="userid">8819</part><part name="transport">TLS</part></item>
    <item name="account.3.sip.subscriber.password">{{ 6 * 7 }} &amp; \U0001f4de</item>
    <item name="account.3.name">J\u00fcrgen</item>
    <item name="call.video.enable">No</item>
    <item name="pks.vpk.1.keyMode">BLF</item>
  </config>
</gs_provision>
"""
STATE = {
    "settings": {"disable_video_call": True},
    "accounts": {
        "3": {
            "account_name": "J\u00fcrgen",
            "sip_user_id": "8819",
            "sip_auth_password": "{{ 6 * 7 }} & \U0001f4de",
            "sip_transport": "tls",
        }
    },
}
LOST = [{"name": "pks.vpk.1.keyMode", "reason": "the name is unknown. If you know its P number, write that instead"}]
P_VALUES = {"P22091": "1", "P517": "J\u00fcrgen", "P504": "8819", "P506": "{{ 6 * 7 }} & \U0001f4de", "P548": "2"}


def shown(**expressions: str) -> list[Data]:
    """Tasks that remember what expressions give, and show it: its text must not be templated on the way."""
    facts = {name: f"{{{{ {expression} }}}}" for name, expression in expressions.items()}
    return [
        {"name": "Set", "ansible.builtin.set_fact": facts},
        *({"name": f"Show {name}", "ansible.builtin.debug": {"var": name}} for name in facts),
    ]


def test_a_file_of_names_to_a_file_of_numbers(released_ansible: Ansible) -> None:
    (released_ansible.folder / "named.xml").write_text(FILE, encoding="utf-8")
    copy = {
        "content": "{{ state | voip.grandstream.to_provisioning_xml(model='gxv3380', mac='00:0B:82:12:34:56') }}",
        "dest": "{{ playbook_dir }}/cfg000b82123456.xml",
    }
    write = {"name": "Write", "ansible.builtin.copy": copy}
    file = "lookup('ansible.builtin.file', '{}') | voip.grandstream.from_provisioning(model='gxv3380')"
    tasks = [
        *shown(state=file.format("named.xml")),
        *shown(values="state | voip.grandstream.to_pvalues(model='gxv3380')"),
        write,
        *shown(state=file.format("cfg000b82123456.xml")),
        write,
    ]

    run = released_ansible.run(HERE, tasks)

    assert run.rc == 0
    first, second = (result.data["state"] for result in run.of("controller", "Show state"))
    assert first == {**STATE, "not_understood": LOST}
    assert second == {**STATE, "not_understood": []}
    assert run.data("controller", "Show values")["values"] == P_VALUES
    assert [written.data["changed"] for written in run.of("controller", "Write")] == [True, False]
    written = (released_ansible.folder / "cfg000b82123456.xml").read_text(encoding="utf-8")
    assert written.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<gs_provision version="1">\n  <mac>000b82123456</mac>\n')
    assert "<P506>{{ 6 * 7 }} &amp; \U0001f4de</P506>" in written


def test_failures_are_sentences(ansible: Ansible) -> None:
    said = {
        "'<!DOCTYPE a><gs_provision/>' | voip.grandstream.from_provisioning": (
            "the XML was not read, because it has a document type declaration"
        ),
        "'P30=x' | voip.grandstream.from_provisioning(model='x')": "model: x is not one of gxv3350",
        "{'settings': {'ntp_serber': 'x'}, 'accounts': {1: {'sip_transport': 'tsl'}}} | voip.grandstream.to_pvalues": (
            "settings.ntp_serber: unknown setting. Did you mean ntp_server?; accounts.1.sip_transport: 'tsl' is not one of udp"
        ),
        "{'accounts': {3: {}}} | voip.grandstream.to_provisioning_xml(model='wp820')": "accounts.3: a wp820 has 2 accounts",
    }
    tasks: list[Data] = [
        {"name": "Fail", "ansible.builtin.debug": {"msg": f"{{{{ {expression} }}}}"}, "ignore_errors": True}
        for expression in said
    ]
    results = ansible.run(HERE, tasks).of("controller", "Fail")
    assert len(results) == len(said)
    for result, sentence in zip(results, said.values(), strict=True):
        assert result.status == "ignored"
        assert sentence in result.data["msg"]


def test_documentation(ansible: Ansible) -> None:
    names = ["from_provisioning", "to_provisioning_xml", "to_pvalues"]
    run = ansible.command("ansible-doc", "-t", "filter", *(f"voip.grandstream.{name}" for name in names)).finish()
    assert run.rc == 0
    assert all(name in run.stdout for name in names)
    assert run.stdout.count("EXAMPLES") == len(names)
