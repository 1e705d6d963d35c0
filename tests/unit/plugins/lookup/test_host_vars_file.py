# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup plugin host_vars_file: where a file goes, and what is in its way. Its commands are run by a real shell."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from ansible.parsing.dataloader import DataLoader

from ansible_collections.voip.grandstream.plugins.lookup import host_vars_file
from unit.lookups import plugin_with

NASTY = "a 'b\" {{ c }} $d `e` \\ -f"
NAME = "gs_snapshot.yml"


def look_up(folder: Path | str, *hosts: str) -> list[dict[str, str]]:
    """What the lookup gives for hosts."""
    plugin = plugin_with(host_vars_file, {"folder": str(folder), "name": NAME})
    return list(plugin.run([list(hosts)], variables={}))


def read_by_ansible(folder: Path, host: str) -> list[str]:
    """The texts of the files that ansible-core reads for a host."""
    files = DataLoader().find_vars_files(str(folder / "host_vars"), host)
    return [Path(file).read_text(encoding="utf-8") for file in files]


@pytest.mark.parametrize("host", ["lobby", NASTY, "-n", "lobby.yml", "Zoë 山"])
@pytest.mark.parametrize("ending", ["", ".yml", ".yaml", ".json"])
def test_what_ansible_reads_stays_read(tmp_path: Path, host: str, ending: str) -> None:
    file = tmp_path / "host_vars" / f"{host}{ending}"
    file.parent.mkdir()
    file.write_text("kept", encoding="utf-8")
    (place,) = look_up(tmp_path, host)
    assert (place["problem"], place["in_the_way"]) == ("", str(file))
    assert place["path"] == str(tmp_path / "host_vars" / host / NAME)

    subprocess.run(["sh", "-e", "-c", place["move"]], check=True)

    Path(place["path"]).write_text("new", encoding="utf-8")
    assert sorted(read_by_ansible(tmp_path, host)) == ["kept", "new"]
    assert look_up(tmp_path, host) == [{"path": place["path"], "problem": "", "in_the_way": "", "move": ""}]


def test_nothing_in_the_folder_is_written_over(tmp_path: Path) -> None:
    """Where the folder exists already, Ansible ignores the file already."""
    folder = tmp_path / "host_vars" / "lobby"
    folder.mkdir(parents=True)
    for name in ("main.yml", "main_2.yml", "../lobby.yml"):
        (folder / name).write_text(name, encoding="utf-8")
    (place,) = look_up(tmp_path, "lobby")
    subprocess.run(["sh", "-e", "-c", place["move"]], check=True)
    assert sorted(read_by_ansible(tmp_path, "lobby")) == ["../lobby.yml", "main.yml", "main_2.yml"]


def test_only_the_file_that_ansible_reads_is_moved(tmp_path: Path) -> None:
    (tmp_path / "host_vars").mkdir()
    for name in ("lobby.json", "lobby.yaml", "lobby.txt", "other.yml"):
        (tmp_path / "host_vars" / name).write_text("{}", encoding="utf-8")
    lobby, none, other = look_up(tmp_path, "lobby", "none", "other")
    assert lobby["move"].endswith("/host_vars/lobby.yaml " + str(tmp_path / "host_vars" / "lobby" / "main.yaml"))
    assert (none["move"], none["in_the_way"], bool(other["move"])) == ("", "", True)


@pytest.mark.parametrize("host", ["..", ".", "", "a/b", "../evil", "line\nbreak"])
def test_name_that_is_no_folder(tmp_path: Path, host: str) -> None:
    (place,) = look_up(tmp_path, host)
    assert place == {"path": "", "problem": place["problem"], "in_the_way": "", "move": ""}
    assert "Rename the host" in place["problem"]


def test_inventory_without_a_folder() -> None:
    (place,) = look_up("", "lobby")
    assert place["problem"].startswith("the inventory is not a file.")
