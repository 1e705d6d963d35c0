# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter: what its documentation shows, and its failures as Ansible's errors."""

from __future__ import annotations

import pytest
import yaml
from ansible.errors import AnsibleFilterError

from ansible_collections.voip.grandstream.plugins.filter.from_provisioning import (
    DOCUMENTATION,
    EXAMPLES,
    FilterModule,
    from_provisioning,
)
from ansible_collections.voip.grandstream.plugins.filter.to_pvalues import to_pvalues
from ansible_collections.voip.grandstream.plugins.module_utils import _libraries
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue


def test_example() -> None:
    shown = "\n".join(line[2:] for line in EXAMPLES.splitlines() if line.startswith("#"))
    given, becomes = shown.split("\nbecomes\n")
    result = from_provisioning(given, model="gxv3380")
    assert result == yaml.safe_load(becomes)
    assert yaml.safe_dump(result, sort_keys=False) == yaml.safe_dump(yaml.safe_load(becomes), sort_keys=False), "in that order"


def test_name() -> None:
    assert FilterModule().filters() == {"from_provisioning": from_provisioning}


def test_models_are_documented() -> None:
    assert yaml.safe_load(DOCUMENTATION)["options"]["model"]["choices"] == list(catalogue.MODELS)


def test_result_is_input_of_the_other_filters() -> None:
    assert to_pvalues(from_provisioning("P30=ntp\nP502=pbx\nfoo=1\n")) == {"P30": "ntp", "P502": "pbx"}


def test_what_is_no_provisioning_file() -> None:
    with pytest.raises(AnsibleFilterError, match=r"this is a web page \(HTML\) and not a provisioning file"):
        from_provisioning("<html/>")


def test_a_file_for_another_phone() -> None:
    file = "<gs_provision><mac>00:0B:82:99:99:99</mac><config><P30>ntp</P30></config></gs_provision>"
    assert from_provisioning(file, mac="000b.8299.9999")["not_understood"] == []
    told = from_provisioning(file, mac="000b82123456")
    assert told["settings"] == {"ntp_server": "ntp"}
    assert told["not_understood"] == [
        {
            "name": "mac",
            "reason": "the file says that it is for the phone 000b82999999, and it is the file of 000b82123456, which refuses "
            "it. Look whose settings these are",
        }
    ]
    with pytest.raises(AnsibleFilterError, match="mac: this is not a MAC address"):
        from_provisioning(file, mac="")


def test_without_defusedxml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_libraries._import_tracebacks, "defusedxml", "the traceback")
    with pytest.raises(AnsibleFilterError, match=r"^The Python library defusedxml is missing on "):
        from_provisioning("<gs_provision/>")
    assert from_provisioning("P30=ntp")["settings"] == {"ntp_server": "ntp"}, "lines need no library"
