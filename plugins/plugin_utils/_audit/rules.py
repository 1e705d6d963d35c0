# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rules of the audit: one small entry each. Pure.

A rule names settings of the catalogue, and never P numbers. Where the phone does not have a setting, or does not tell it, looking
at it ends the rule: see `facts`. So a rule has nothing to say about that.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from ansible_collections.voip.grandstream.plugins.plugin_utils._audit.facts import Facts, UnknownError

VENDORS_CLOUD = ("gdms.cloud", "grandstream.com")
"""The domains of the vendor's own device management."""


class Rule(t.NamedTuple):
    """One rule. ``id``: as users write it in waivers. ``title``, ``remedy``: sentences without their full stop.
    ``settings``: the names of the settings that it looks at. ``judge``: gives the evidence that a phone is exposed, or an empty
    text, or raises what :class:`Facts` raises. ``is_of_fleet``: phones are compared, so that one alone shows nothing."""

    id: str
    severity: str
    title: str
    remedy: str
    settings: Sequence[str]
    judge: Callable[[Facts], str]
    is_of_fleet: bool = False


def _factory_password(phone: Facts) -> str:
    if phone.factory.is_taken is None:
        raise UnknownError(phone.factory.unknown)
    return phone.factory.evidence if phone.factory.is_taken else ""


def _web(phone: Facts) -> str:
    if not phone.use_ssl:
        return "this audit reached it without TLS (gs_use_ssl: false)"
    return phone.told("web_access_method") if phone.value("web_access_method") == "http" else ""


def _web_certificate(phone: Facts) -> str:
    return "gs_validate_certs: false, and no gs_tls_fingerprint" if phone.use_ssl and not phone.is_verified else ""


def _tls_version(phone: Facts) -> str:
    return phone.told("tls_minimum_version") if phone.value("tls_minimum_version") in ("1.0", "1.1") else ""


def _holds(name: str, exposed: t.Any) -> Callable[[Facts], str]:
    """Return what judges a setting that must not hold this."""
    return lambda phone: phone.told(name) if phone.value(name) == exposed else ""


def _android_debugging(dummy: Facts) -> str:
    raise UnknownError("the Web API has no setting that tells whether Android debugging (ADB) is on: look at the phone")


def _action_uri_addresses(phone: Facts) -> str:
    if not phone.value("action_uri") or phone.value("action_uri_allowed_ips").strip():
        return ""
    return f"{phone.told('action_uri')}, {phone.told('action_uri_allowed_ips')}"


def _action_uri_confirmation(phone: Facts) -> str:
    if not phone.value("action_uri") or phone.value("action_uri_confirmation"):
        return ""
    return f"{phone.told('action_uri')}, {phone.told('action_uri_confirmation')}"


def _acs(phone: Facts, is_exposed: Callable[[str], bool]) -> str:
    """Return the evidence where TR-069 is on, and the URL of its server is exposed."""
    if not phone.value("tr069_enable") or not is_exposed(phone.value("tr069_acs_url").strip().lower()):
        return ""
    return phone.told("tr069_acs_url")


def _tr069_plain(phone: Facts) -> str:
    return _acs(phone, lambda url: bool(url) and not url.startswith("https://"))


def _gdms(phone: Facts) -> str:
    return _acs(phone, lambda url: any(f".{_host(url)}".endswith(f".{domain}") for domain in VENDORS_CLOUD))


def _host(url: str) -> str:
    try:
        return urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""


def _downloads(kind: str) -> Callable[[Facts], str]:
    """Return what judges a server that the phone asks for files: ``config`` or ``firmware``."""
    protocol, path = f"{kind}_protocol", f"{kind}_server_path"

    def judge(phone: Facts) -> str:
        if not phone.value(path) or phone.value(protocol) not in ("http", "tftp"):
            return ""
        return f"{phone.told(protocol)}, {phone.told(path)}"

    return judge


def _download_certificate(phone: Facts) -> str:
    over_tls = [
        kind
        for kind in ("config", "firmware")
        if phone.value(f"{kind}_server_path") and phone.value(f"{kind}_protocol") == "https"
    ]
    if not over_tls or phone.value("validate_provisioning_certificate"):
        return ""
    return f"{phone.told('validate_provisioning_certificate')}, {phone.told(f'{over_tls[0]}_server_path')}"


def _config_encryption(phone: Facts) -> str:
    if not phone.value("config_server_path") or phone.value("xml_config_password"):
        return ""
    return f"{phone.told('config_server_path')}, no xml_config_password"


_FILES = ("config_server_path", "config_protocol", "firmware_server_path", "firmware_protocol")
_ACCOUNT = ("account_active", "sip_server")

SHARED_PASSWORD = Rule(
    "shared-password",
    "medium",
    "Several phones have the same password",
    "Give each phone its own password with voip.grandstream.rotate_passwords",
    (),
    lambda dummy: "",
    is_of_fleet=True,
)
"""Judged for all phones together: see `find`."""

RULES: Sequence[Rule] = (
    Rule(
        "factory-password",
        "critical",
        "The phone has the password that it came with",
        "Give it its own password with voip.grandstream.rotate_passwords",
        (),
        _factory_password,
    ),
    SHARED_PASSWORD,
    Rule(
        "web-without-tls",
        "high",
        "The web access is not encrypted",
        "Bring the phone to HTTPS with voip.grandstream.gs_https",
        ("web_access_method",),
        _web,
    ),
    Rule(
        "web-certificate-unchecked",
        "medium",
        "Ansible does not check the certificate of the phone",
        "Set gs_ca_path or gs_tls_fingerprint, and remove gs_validate_certs: false",
        (),
        _web_certificate,
    ),
    Rule(
        "tls-version",
        "medium",
        "The phone accepts TLS before 1.2",
        'Set tls_minimum_version: "1.2"',
        ("tls_minimum_version",),
        _tls_version,
    ),
    Rule(
        "tls-ciphers",
        "medium",
        "The phone accepts weak ciphers",
        "Set weak_tls_ciphers: disabled",
        ("weak_tls_ciphers",),
        _holds("weak_tls_ciphers", "enabled"),
    ),
    Rule("ssh", "medium", "SSH is open", "Set disable_ssh: true", ("disable_ssh",), _holds("disable_ssh", exposed=False)),
    Rule(
        "android-debugging",
        "high",
        "Android debugging is on",
        "Switch the developer options off in the menu of the phone",
        (),
        _android_debugging,
    ),
    Rule(
        "action-uri-addresses",
        "medium",
        "Any address may control the phone by Action URI",
        "Name the addresses in action_uri_allowed_ips, or set action_uri: false",
        ("action_uri", "action_uri_allowed_ips"),
        _action_uri_addresses,
    ),
    Rule(
        "action-uri-confirmation",
        "medium",
        "Nobody is asked before the phone is controlled by Action URI",
        "Set action_uri_confirmation: true, or action_uri: false",
        ("action_uri", "action_uri_confirmation"),
        _action_uri_confirmation,
    ),
    Rule(
        "tr069",
        "medium",
        "A TR-069 server may set everything on the phone",
        "Set tr069_enable: false, unless you manage phones with it",
        ("tr069_enable",),
        _holds("tr069_enable", exposed=True),
    ),
    Rule(
        "tr069-without-tls",
        "high",
        "The TR-069 server is reached without TLS",
        "Give tr069_acs_url an https URL, or set tr069_enable: false",
        ("tr069_enable", "tr069_acs_url"),
        _tr069_plain,
    ),
    Rule(
        "gdms",
        "low",
        "The vendor's cloud may manage the phone",
        "Set tr069_enable: false, unless you use that cloud",
        ("tr069_enable", "tr069_acs_url"),
        _gdms,
    ),
    Rule(
        "config-without-tls",
        "high",
        "Configuration files, with the passwords in them, come without TLS",
        "Set config_protocol: https",
        ("config_server_path", "config_protocol"),
        _downloads("config"),
    ),
    Rule(
        "firmware-without-tls",
        "medium",
        "Firmware comes without TLS",
        "Set firmware_protocol: https",
        ("firmware_server_path", "firmware_protocol"),
        _downloads("firmware"),
    ),
    Rule(
        "provisioning-certificate-unchecked",
        "medium",
        "The phone does not check the certificate of its provisioning server",
        "Set validate_provisioning_certificate: true, and for a private CA trusted_ca_certificate_1",
        (*_FILES, "validate_provisioning_certificate"),
        _download_certificate,
    ),
    Rule(
        "config-unencrypted",
        "medium",
        "Configuration files are not encrypted",
        "Set xml_config_password, and write the files with voip.grandstream.publish",
        ("config_server_path", "xml_config_password"),
        _config_encryption,
    ),
    Rule(
        "sip-without-tls",
        "medium",
        "Accounts register without TLS: others on the path can read and change calls",
        "Set sip_transport: tls, if the SIP server has a certificate",
        (*_ACCOUNT, "sip_transport"),
        lambda phone: phone.of_accounts("sip_transport", lambda word: word != "tls"),
    ),
    Rule(
        "srtp-off",
        "medium",
        "Voice is not encrypted: others on the path can listen",
        "Set srtp_mode: enabled_forced, together with sip_transport: tls",
        (*_ACCOUNT, "srtp_mode"),
        lambda phone: phone.of_accounts("srtp_mode", lambda word: word == "disabled"),
    ),
    Rule(
        "sip-notify",
        "high",
        "Anybody can reboot or provision the phone with one SIP NOTIFY",
        "Set disable_sip_notify_authentication: false",
        ("disable_sip_notify_authentication",),
        _holds("disable_sip_notify_authentication", exposed=True),
    ),
    Rule(
        "keypad-open",
        "low",
        "Whoever stands in front of the phone can change all its settings",
        "Set keypad_menu_access: constraint_mode",
        ("keypad_menu_access",),
        _holds("keypad_menu_access", "unrestricted"),
    ),
)
"""All rules that do not depend on an advisory."""

NAMES: Sequence[str] = tuple(dict.fromkeys(name for rule in RULES for name in rule.settings))
"""The names of all settings that rules look at."""
