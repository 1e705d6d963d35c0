# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter: what its documentation shows, and its failures as Ansible's errors."""

from __future__ import annotations

import pytest
import yaml
from ansible.errors import AnsibleFilterError

from ansible_collections.voip.grandstream.plugins.filter.from_phonebook_xml import EXAMPLES, FilterModule, from_phonebook_xml
from ansible_collections.voip.grandstream.plugins.module_utils import _libraries


def test_example() -> None:
    shown = "\n".join(line[2:] for line in EXAMPLES.splitlines() if line.startswith("#"))
    given, becomes = shown.split("\nbecomes\n")
    assert from_phonebook_xml(given) == yaml.safe_load(becomes)


def test_name() -> None:
    assert FilterModule().filters() == {"from_phonebook_xml": from_phonebook_xml}


def test_what_is_no_phonebook() -> None:
    with pytest.raises(AnsibleFilterError, match=r"this is a web page \(HTML\) and not a phonebook"):
        from_phonebook_xml("<html/>")


def test_without_defusedxml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_libraries._import_tracebacks, "defusedxml", "the traceback")
    with pytest.raises(AnsibleFilterError, match=r"^The Python library defusedxml is missing on "):
        from_phonebook_xml("<AddressBook/>")
