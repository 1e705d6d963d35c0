# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter: what its documentation shows, its options, and its failures as Ansible's errors."""

from __future__ import annotations

import pytest
import yaml
from ansible.errors import AnsibleFilterError

from ansible_collections.voip.grandstream.plugins.filter.to_provisioning_xml import (
    DOCUMENTATION,
    EXAMPLES,
    FilterModule,
    to_provisioning_xml,
)
from ansible_collections.voip.grandstream.plugins.module_utils import _libraries
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue


def test_example() -> None:
    task = yaml.safe_load(EXAMPLES)[0]
    shown = "".join(f"{line[2:]}\n" for line in EXAMPLES.splitlines() if line.startswith("#"))
    assert to_provisioning_xml(task["vars"]["state"], model="wp820", mac="00:0B:82:12:34:56") == shown
    assert to_provisioning_xml(task["vars"]["state"]) == shown.replace("  <mac>000b82123456</mac>\n", "")


def test_name() -> None:
    assert FilterModule().filters() == {"to_provisioning_xml": to_provisioning_xml}


def test_models_are_documented() -> None:
    assert yaml.safe_load(DOCUMENTATION)["options"]["model"]["choices"] == list(catalogue.MODELS)


def test_nothing() -> None:
    assert to_provisioning_xml({}).endswith('<gs_provision version="1">\n  <config version="1">\n  </config>\n</gs_provision>\n')


@pytest.mark.parametrize(
    ("state", "mac", "said"),
    [
        ({"settings": {"web_port": 0}}, None, "settings.web_port: 0 is not a port"),
        ({"settings": {"P64": "\x00"}}, None, r"settings.P64: it holds the control character U\+0000. Remove it"),
        ({}, "x", "mac: this is not a MAC address"),
        ([], None, "a desired state must be a dictionary"),
    ],
)
def test_what_is_wrong(state: object, mac: str | None, said: str) -> None:
    with pytest.raises(AnsibleFilterError, match=said):
        to_provisioning_xml(state, mac=mac)


def test_version_2() -> None:
    text = to_provisioning_xml({"settings": {"ntp_server": "ntp"}}, mac="000B82AABB02", version=2)
    assert text.splitlines()[2:5] == [
        "  <mac>000b82aabb02</mac>",
        '  <config version="2">',
        '    <item name="dateTime.ntp.server.1">ntp</item>',
    ]
    with pytest.raises(AnsibleFilterError, match=r"settings\.P99999: the vendor's files have no name for it that is certain"):
        to_provisioning_xml({"settings": {"P99999": "1"}}, version="2")
    with pytest.raises(AnsibleFilterError, match="version: this is 1 or 2"):
        to_provisioning_xml({}, version=3)


def test_needs_no_defusedxml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_libraries._import_tracebacks, "defusedxml", "the traceback")
    assert "<P30>ntp</P30>" in to_provisioning_xml({"settings": {"ntp_server": "ntp"}})
