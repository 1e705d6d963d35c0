# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rules of the audit: each finds what it is for, is silent about a phone that is in order, and knows what it cannot know."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.module_utils._api.values_reply import HeldValues
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit import facts as audit_facts
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.advisories import rules as advisory_rules
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.facts import Factory, Facts, LacksError, numbers
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.reading import judged
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.rules import NAMES, RULES
from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.score import SEVERITIES
from unit.plugins.plugin_utils._audit.phones import SAFE, facts

ALL = {rule.id: rule for rule in (*RULES, *advisory_rules([]))}
GXV: dict[str, Any] = {"model": "gxv3370", "firmware": "1.0.3.49"}

#: By rule: phones that it finds, with the evidence.
EXPOSED: dict[str, list[tuple[Facts, str]]] = {
    "factory-password": [(facts(more={"factory": Factory(is_taken=True, evidence="it took it")}), "it took it")],
    "web-without-tls": [
        (facts(web_access_method="0"), "web_access_method: http"),
        (facts(more={"use_ssl": False}), "this audit reached it without TLS (gs_use_ssl: false)"),
    ],
    "web-certificate-unchecked": [(facts(more={"is_verified": False}), "gs_validate_certs: false, and no gs_tls_fingerprint")],
    "tls-version": [
        (facts(tls_minimum_version="11"), "tls_minimum_version: 1.1"),
        (facts(**GXV, tls_minimum_version="10"), ": 1.0"),
    ],
    "tls-ciphers": [(facts(**GXV, weak_tls_ciphers="0"), "weak_tls_ciphers: enabled")],
    "ssh": [(facts(disable_ssh="0"), "disable_ssh: false")],
    "action-uri-addresses": [(facts(**GXV, action_uri="1"), "action_uri: true, action_uri_allowed_ips: (empty)")],
    "action-uri-confirmation": [
        (facts(**GXV, action_uri="1", action_uri_confirmation="0"), "action_uri: true, action_uri_confirmation: false")
    ],
    "tr069": [(facts(tr069_enable="1"), "tr069_enable: true")],
    "tr069-without-tls": [
        (facts(tr069_enable="1", tr069_acs_url="http://acs.example.net"), "tr069_acs_url: http://acs.example.net"),
        (facts(tr069_enable="1", tr069_acs_url="http://me:pass-word@acs.example.net"), "tr069_acs_url: (not shown)"),
        (facts(tr069_enable="1", tr069_acs_url="acs.example.net:7547"), "acs.example.net:7547"),
    ],
    "gdms": [
        (facts(tr069_enable="1", tr069_acs_url="https://acs.gdms.cloud"), "tr069_acs_url: https://acs.gdms.cloud"),
        (facts(tr069_enable="1", tr069_acs_url="ACS.Grandstream.com/x"), "ACS.Grandstream.com/x"),
    ],
    "config-without-tls": [
        (facts(config_protocol="0"), "config_protocol: tftp, config_server_path: prov.example.net/phones"),
        (facts(config_protocol="1"), "config_protocol: http"),
    ],
    "firmware-without-tls": [
        (facts(firmware_protocol="1"), "firmware_protocol: http, firmware_server_path: prov.example.net/firm")
    ],
    "provisioning-certificate-unchecked": [
        (facts(validate_provisioning_certificate="0"), "validate_provisioning_certificate: false, config_server_path: prov."),
        (facts(validate_provisioning_certificate="0", config_server_path=""), "firmware_server_path: prov."),
    ],
    "config-unencrypted": [
        (facts(xml_config_password=""), "config_server_path: prov.example.net/phones, no xml_config_password")
    ],
    "sip-without-tls": [(facts(sip_transport="0"), "accounts.1.sip_transport: udp"), (facts(sip_transport="1"), ": tcp")],
    "srtp-off": [(facts(srtp_mode="0"), "accounts.1.srtp_mode: disabled")],
    "sip-notify": [(facts(disable_sip_notify_authentication="1"), "disable_sip_notify_authentication: true")],
    "keypad-open": [(facts(keypad_menu_access="0"), "keypad_menu_access: unrestricted")],
    "CVE-2019-10659": [
        (facts("gxv3370", "1.0.1.33"), "firmware 1.0.1.33, fixed in 1.0.1.41"),
        (facts("wp820", "1.0.3.5"), "firmware 1.0.3.5, fixed in 1.0.3.6"),
        (facts("wp820", "1.0.1.16"), "fixed in 1.0.3.6"),
    ],
}
#: And those on which it has nothing to say, besides the phones that are in order altogether.
SAFE_TOO: dict[str, list[Facts]] = {
    "web-certificate-unchecked": [facts(more={"use_ssl": False, "is_verified": False})],
    "tls-ciphers": [facts("wp820")],
    "action-uri-addresses": [facts(**GXV, action_uri="1", action_uri_allowed_ips="192.0.2.7"), facts("wp820")],
    "action-uri-confirmation": [facts(**GXV, action_uri="1")],
    "tr069-without-tls": [
        facts(tr069_acs_url="http://acs.example.net"),
        facts(tr069_enable="1", tr069_acs_url="https://a.example"),
    ],
    "gdms": [facts(tr069_enable="1", tr069_acs_url="https://notgdms.cloud"), facts(tr069_acs_url="https://acs.gdms.cloud")],
    "config-without-tls": [facts(config_protocol="1", config_server_path="")],
    "firmware-without-tls": [facts(firmware_protocol="1", firmware_server_path=""), facts(**GXV, firmware_protocol="3")],
    "provisioning-certificate-unchecked": [
        facts(validate_provisioning_certificate="0", config_protocol="1", firmware_protocol="1"),
    ],
    "config-unencrypted": [facts(xml_config_password="", config_server_path="")],
    "sip-without-tls": [facts(sip_transport="0", account_active="0"), facts(sip_transport="0", sip_server="")],
    "srtp-off": [facts(srtp_mode="1"), facts(srtp_mode="0", account_active="0")],
    "keypad-open": [facts(keypad_menu_access="3")],
    "CVE-2019-10659": [facts("wp820", "1.0.3.6"), facts("gxv3370", "1.0.1.41"), facts("gxv3380", "1.0.1.1")],
}
#: Rules that no phone alone can be tested with: of several phones (see test_find), and of what no phone tells.
OTHERS = {"shared-password", "android-debugging"}
IN_ORDER = [facts("wp820"), facts(**GXV), facts("gxv3350", "1.0.3.49"), facts("gxv3380", "1.0.3.49")]


def found(rule: str, phone: Facts) -> str | None:
    """The evidence that one rule gives; None where it has nothing to say."""
    said = judged([ALL[rule]], phone)
    assert said["unknown"] == {}
    return said["exposed"].get(rule)


def test_no_rule_lacks_its_pair() -> None:
    assert set(EXPOSED) == set(ALL) - OTHERS
    assert len(ALL) == len(RULES) + 1, "an id stands for one rule"
    assert set(SAFE) == set(NAMES), "the phones of these tests hold what the rules look at"


@pytest.mark.parametrize(("rule", "phone", "evidence"), [(rule, *case) for rule, cases in EXPOSED.items() for case in cases])
def test_a_rule_finds_what_it_is_for(rule: str, phone: Facts, evidence: str) -> None:
    assert evidence in (found(rule, phone) or "")


@pytest.mark.parametrize("rule", EXPOSED)
def test_a_rule_is_silent_about_phones_in_order(rule: str) -> None:
    doubtful = {"sip-notify": {"gxv3350", "gxv3370", "gxv3380"}}
    phones = [phone for phone in (*IN_ORDER, *SAFE_TOO.get(rule, ())) if phone.model not in doubtful.get(rule, ())]
    assert [found(rule, phone) for phone in phones] == [None] * len(phones)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.settings])
def test_a_setting_that_the_phone_lacks_is_no_finding(rule: Any) -> None:
    """Firmware that does not know a number leaves it out."""
    lacking: dict[str, Any] = dict.fromkeys(rule.settings)
    phone = facts("gxv3370", **lacking)
    assert judged([rule], phone) == {"exposed": {}, "unknown": {}}


def test_an_empty_answer_about_a_setting_that_the_firmware_lacks_is_no_finding() -> None:
    """The vendor's own server answers so to numbers that it does not know."""
    old = facts("gxv3370", "1.0.1.41", weak_tls_ciphers="", tls_minimum_version="")
    assert judged([ALL["tls-ciphers"], ALL["tls-version"]], old) == {"exposed": {}, "unknown": {}}


@pytest.mark.parametrize(
    ("rule", "phone", "reason"),
    [
        ("android-debugging", facts(), "the Web API has no setting"),
        ("sip-notify", facts(**GXV, disable_sip_notify_authentication="1"), "the vendor's own documents disagree"),
        ("sip-notify", facts(None), "the vendor's own documents disagree"),
        ("ssh", facts(disable_ssh=""), "the phone tells no value of settings.disable_ssh"),
        ("ssh", facts(disable_ssh="7"), "the phone holds a value that is none of the setting's (disable_ssh: 7)"),
        ("keypad-open", facts(keypad_menu_access="\x1b[31m" + "9" * 500), r"\x1b[31m999"),
        ("CVE-2019-10659", facts(None), "set gs_model"),
        ("CVE-2019-10659", facts("wp820", ""), "no firmware version that can be compared"),
        ("CVE-2019-10659", facts("wp820", "beta"), "no firmware version that can be compared"),
        ("factory-password", facts(more={"factory": Factory(None, unknown="another user")}), "another user"),
    ],
)
def test_what_cannot_be_known_is_told(rule: str, phone: Facts, reason: str) -> None:
    said = judged([ALL[rule]], phone)
    assert said["exposed"] == {}
    assert reason in said["unknown"][rule]
    assert len(said["unknown"][rule]) < 300
    assert "\x1b" not in said["unknown"][rule]


def test_values_that_cannot_be_read_are_unknown() -> None:
    phone = Facts("wp820", HeldValues({}, broken=["276"]))
    assert judged([ALL["ssh"]], phone)["unknown"] == {"ssh": "the phone's answer about settings.disable_ssh cannot be read"}


@pytest.mark.parametrize("model", [*catalogue.MODELS, None])
def test_a_phone_is_asked_once_and_for_no_more_than_the_vendors_server_bears(model: str | None) -> None:
    asked = numbers(NAMES, model)
    assert len(set(asked)) == len(asked) <= 88, "two more ride along, see identity.riding_along"


def test_rules_are_written_as_the_others() -> None:
    for rule in ALL.values():
        assert rule.severity in SEVERITIES
        assert rule.title[0].isupper()
        assert not rule.title.endswith(".")
        assert not rule.remedy.endswith(".")
        assert rule.is_of_fleet == (rule.id == "shared-password")


def test_evidence_is_visible_and_bounded() -> None:
    phone = facts(config_protocol="1", config_server_path="a\u202eb\n" + "x" * 5000)
    evidence = found("config-without-tls", phone) or ""
    assert len(evidence) < 2 * audit_facts.LONGEST + 100
    assert evidence.isprintable()


def test_a_slip_in_the_name_of_a_setting_is_seen() -> None:
    with pytest.raises(RuntimeError, match="no setting has the name disable_shh"):
        facts().value("disable_shh")
    with pytest.raises(LacksError):
        facts("wp820").value("weak_tls_ciphers")
