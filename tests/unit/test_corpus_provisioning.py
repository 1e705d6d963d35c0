# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Provisioning files as generators, programs and people write them. All data in them is invented.

To add a case: put the file into the folder corpus/provisioning, and a row into its cases.yml, which explains its columns.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.read import parse_provisioning
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.write import desired_values, provisioning_xml

FOLDER = Path(__file__).parent / "corpus" / "provisioning"
CASES: list[dict[str, Any]] = yaml.safe_load((FOLDER / "cases.yml").read_text(encoding="utf-8"))
COLUMNS = {"about", "file", "bytes", "encoding", "crlf", "model", "mac", "settings", "accounts", "told", "refused"}
READ = [case for case in CASES if "refused" not in case]
REFUSED = [case for case in CASES if "refused" in case]
SECRET = "s3cret"
"""All passwords in the files begin with it."""


def content(case: dict[str, Any]) -> bytes:
    """The bytes of the file as the case has it."""
    if "bytes" in case:
        return base64.b64decode(case["bytes"])
    text = (FOLDER / case["file"]).read_text(encoding="utf-8")
    return (text.replace("\n", "\r\n") if case.get("crlf") else text).encode(case.get("encoding", "utf-8"))


def title(case: dict[str, Any]) -> str:
    return str(case["about"])


@pytest.mark.parametrize("case", READ, ids=title)
def test_a_file_is_read(case: dict[str, Any]) -> None:
    result = parse_provisioning(content(case), case.get("model"), case.get("mac"))

    assert (result["settings"], result["accounts"]) == (case.get("settings", {}), case.get("accounts", {}))
    told = [f"{note['name']}: {note['reason']}" for note in result["not_understood"]]
    assert len(told) == len(case.get("told", [])), told
    for sentence, beginning in zip(told, case.get("told", []), strict=True):
        assert sentence.startswith(beginning)
    assert SECRET not in json.dumps(result["not_understood"])

    values = desired_values(result, case.get("model"))
    again = parse_provisioning(provisioning_xml(values.texts), case.get("model"))
    assert again == {**result, "not_understood": []}, "what was read is written and read again"


@pytest.mark.parametrize("case", REFUSED, ids=title)
def test_a_file_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(InputError) as caught:
        parse_provisioning(content(case), case.get("model"), case.get("mac"))
    assert caught.value.text.startswith(case["refused"])
    assert SECRET not in caught.value.text


def test_the_table_is_whole() -> None:
    """A file without a row would be tested by nothing, and a misspelt column would change nothing."""
    assert {case["file"] for case in CASES if "file" in case} == {file.name for file in FOLDER.iterdir()} - {"cases.yml"}
    assert [case for case in CASES if not case.keys() <= COLUMNS] == []
    assert [case for case in REFUSED if case.keys() & {"settings", "accounts", "told"}] == []
