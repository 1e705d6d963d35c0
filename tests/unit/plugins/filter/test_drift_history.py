# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter on the history of drift: what it returns, where it looks, and what it says of what is no history."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleFilterError

from ansible_collections.voip.grandstream.plugins.filter.drift_history import DOCUMENTATION, RETURN, FilterModule
from ansible_collections.voip.grandstream.plugins.plugin_utils._report import files
from ansible_collections.voip.grandstream.plugins.plugin_utils._report.looks import line_of
from unit.plugins.plugin_utils._report.fleets import ROWS, phone, report, task

drift_history = FilterModule().filters()["drift_history"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A history with a run in which two phones differed, beside an inventory."""
    drifted = task("drifted", ROWS[0], check_mode=True)
    files.remember_drift(tmp_path / "reports", line_of(report(phone("lobby", drifted), phone("desk", drifted))) or "", 9)
    return tmp_path


def test_history_beside_the_inventory(folder: Path) -> None:
    found = drift_history({"inventory_dir": str(folder)}, "reports")
    assert {name: found[name] for name in ("runs", "problems")} == {"runs": 1, "problems": []}
    (setting,) = found["settings"]
    assert (setting["name"], setting["differs"], setting["since"]) == ("settings.ntp_server", 2, "2026-11-23T07:30:00+01:00")
    assert found == drift_history({}, str(folder / "reports"))


def test_some_of_it(folder: Path) -> None:
    path = str(folder / "reports")
    assert drift_history({}, path, setting="other")["settings"] == []
    assert drift_history({}, path, phones=[])["settings"] == []
    (setting,) = drift_history({}, path, most=1)["settings"]
    assert ([each["name"] for each in setting["phones"]], setting["more_phones"], setting["differs"]) == (["desk"], 1, 2)
    (setting,) = drift_history({}, path, phones=["lobby"])["settings"]
    assert ([each["name"] for each in setting["phones"]], setting["differs"]) == (["lobby"], 1)


def test_documentation_names_all_of_it(folder: Path) -> None:
    value = yaml.safe_load(RETURN)["_value"]
    found = drift_history({}, str(folder / "reports"))
    for name in ("settings", "phones", "episodes"):
        assert value["contains"].keys() == found.keys()
        value, found = value["contains"][name], found[name][0]
    assert value["contains"].keys() == found.keys()
    assert yaml.safe_load(DOCUMENTATION)["options"].keys() == {"_input", "setting", "phones", "most"}


def test_broken_lines_are_told(folder: Path) -> None:
    with (folder / "reports" / files.DRIFT).open("a", encoding="utf-8") as file:
        file.write("{\n")
    found = drift_history({}, str(folder / "reports"))
    assert (found["runs"], len(found["problems"])) == (1, 1)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"folder": 1}, "takes the path"),
        ({"setting": ["ntp_server"]}, "the name of one setting"),
        ({"phones": "lobby"}, "phones is a list of names"),
        ({"most": "many"}, "most is a number"),
        ({"most": True}, "most is a number"),
        ({"folder": "nowhere"}, r"there is no folder 'nowhere'.*Set the option history"),
        ({"folder": "empty"}, r"empty/drift\.jsonl: No such file or directory\. Set the option history"),
        ({"folder": "pipe"}, "pipe is not a regular file"),
        ({"folder": "link"}, "is a symbolic link"),
    ],
)
def test_what_is_no_history(folder: Path, options: dict[str, Any], told: str) -> None:
    (folder / "empty").mkdir()
    (folder / "link").mkdir()
    (folder / "link" / files.DRIFT).symlink_to(folder / "reports" / files.DRIFT)
    os.mkfifo(folder / "pipe")
    with pytest.raises(AnsibleFilterError, match=told):
        drift_history({"inventory_dir": str(folder)}, **{"folder": "reports", **options})
