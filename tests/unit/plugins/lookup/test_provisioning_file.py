# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup plugin provisioning_file: whose file is which."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.lookup import provisioning_file
from unit.lookups import plugin_with

MAC = "00:0B:82:12:34:aF"


def look_up(folder: Path, *places: Any, **options: Any) -> dict[str, Any]:
    """What the lookup gives for the host lobby of an inventory in ``folder``."""
    plugin = plugin_with(provisioning_file, options)
    variables = {"inventory_dir": str(folder), "inventory_hostname": "lobby"}
    (found,) = plugin.run(list(places) or ["old"], variables=variables)
    return dict(found)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("cfg000b821234af.xml", {"mac": MAC}),
        ("cfg000B821234AF", {"mac": MAC}),
        ("000b821234af.txt", {"mac": "000b821234af"}),
        ("lobby.cfg", {}),
        ("lobby.xml", {"mac": MAC}),
        ("odd name.bin", {"file": "odd name.bin", "mac": MAC}),
        ("cfg000b821234af.xml", {"mac": "000b.8212.34af"}),
        ("cfg000b821234af.xml", {"mac": "000B82-1234AF"}),
    ],
)
def test_found(tmp_path: Path, name: str, options: dict[str, str]) -> None:
    file = tmp_path / "old" / name
    file.parent.mkdir()
    file.write_text("P30=a.example\nP34=x\nP68=1\n")
    found = look_up(tmp_path, **options)
    assert (found["problem"], found["path"]) == ("", str(file))
    assert found["settings"] == {"ntp_server": "a.example"}
    assert found["accounts"] == {1: {"sip_auth_password": "x"}}
    assert [note["name"] for note in found["not_understood"]] == ["P68"]
    assert look_up(tmp_path, [str(file)], **options)["path"] == str(file)


@pytest.mark.parametrize(
    ("places", "options", "said"),
    [
        (["old"], {}, "there is no provisioning file for lobby. Looked in "),
        (["old"], {"mac": MAC}, "for cfg000b821234af.xml and the like, lobby.xml. Say in gs_mac"),
        (["old/other.xml"], {}, "there is no provisioning file for lobby"),
        (["new"], {}, "there is no folder or file 'new'"),
        (["old"], {"file": "none.xml"}, "there is no provisioning file 'none.xml'"),
        (["old"], {"file": "binary"}, "old/binary: this is a binary file"),
        (["old"], {"file": "old"}, "old: this is not a file"),
        (["old"], {"file": "long.xml"}, "old/long.xml: the file is longer than 4 MiB"),
        (["old"], {"file": "empty.xml"}, "old/empty.xml: the file is empty"),
        (["old"], {"mac": "12"}, "mac: this is not a MAC address"),
        (["old"], {"file": "other.xml", "model": "gxv9"}, "gxv9"),
    ],
    ids=["no name", "no mac", "other file", "no folder", "no file", "binary", "folder", "long", "empty", "mac", "model"],
)
def test_why_not(tmp_path: Path, places: list[str], options: dict[str, str], said: str) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "other.xml").write_text("P30=a")
    (tmp_path / "old" / "binary").write_bytes(b"P\0\1")
    (tmp_path / "old" / "empty.xml").touch()
    with (tmp_path / "old" / "long.xml").open("wb") as file:
        file.truncate(50_000_000)
    found = look_up(tmp_path, *places, **options)
    assert said in found["problem"]
    assert list(found) == ["problem"]


@pytest.mark.parametrize(
    ("name", "options", "inside", "told"),
    [
        ("cfg000b821234af.xml", {"mac": MAC}, "00-0B-82-12-34-AF", None),
        ("cfg000b821234af.xml", {"mac": MAC}, "", None),
        ("cfg000b821234af.xml", {"mac": MAC}, "000b82999999", "phone 000b82999999, and it is the file of 000b821234af"),
        ("lobby.xml", {"mac": MAC}, "000b82999999", "phone 000b82999999, and it is the file of 000b821234af"),
        ("lobby.xml", {}, "000b82999999", None),
        # The file of the phone that this one replaces.
        ("cfg000b82999999.xml", {"mac": MAC, "file": "cfg000b82999999.xml"}, "000b82999999", None),
        ("cfg000b82999999.xml", {"file": "cfg000b82999999.xml"}, "000b821234af", "phone 000b821234af, and it is the file of"),
    ],
)
def test_a_file_for_another_phone_is_told(
    tmp_path: Path, name: str, options: dict[str, str], inside: str, told: str | None
) -> None:
    (tmp_path / "old").mkdir()
    text = f"<gs_provision><mac>{inside}</mac><config><P30>ntp</P30></config></gs_provision>"
    (tmp_path / "old" / name).write_text(text)
    found = look_up(tmp_path, **options)
    assert found["settings"] == {"ntp_server": "ntp"}
    reasons = [note["reason"] for note in found["not_understood"] if note["name"] == "mac"]
    assert len(reasons) == (0 if told is None else 1)
    assert told is None or told in reasons[0]
