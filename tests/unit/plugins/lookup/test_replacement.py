# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup plugin replacement: which lines of which files, and what only a person may change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.voip.grandstream.plugins.lookup import replacement
from unit.lookups import plugin_with

OLD, NEW, OTHER = "00:0b:82:aa:bb:01", "00:0b:82:aa:bb:02", "000B.82AA.BB03"
PIN, NEW_PIN = "AB:" * 31 + "AB", "cd" * 32


class _HostVars(dict[str, Any]):
    raw_get = dict.__getitem__


def look_up(folder: Path | str, mac: str = NEW, fingerprint: str = "", former_mac: str = "", **current: Any) -> dict[str, Any]:
    """What the lookup gives for the host lobby."""
    said = {"mac": mac, "fingerprint": fingerprint, "former_mac": former_mac, "current": current, "folder": str(folder)}
    plugin = plugin_with(replacement, said)
    hostvars = _HostVars({"lobby": current, "desk": {"gs_mac": OTHER}, "odd": {"gs_mac": 5}})
    (found,) = plugin.run([], variables={"inventory_hostname": "lobby", "groups": {"all": list(hostvars)}, "hostvars": hostvars})
    return dict(found)


def write(file: Path, text: str) -> Path:
    """A file with its folders."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_both_lines_of_a_file(tmp_path: Path) -> None:
    file = write(tmp_path / "host_vars" / "lobby.yml", f"gs_mac: {OLD}  # label\ngs_tls_fingerprint: {PIN}\n")
    found = look_up(tmp_path, fingerprint=NEW_PIN, gs_mac=OLD, gs_tls_fingerprint=PIN)
    same = {"path": str(file), "exists": True}
    mac = {"name": "gs_mac", **same, "former": f"gs_mac: {OLD}  # label", "line": f'gs_mac: "{NEW}"  # label'}
    pin = {"name": "gs_tls_fingerprint", **same, "former": f"gs_tls_fingerprint: {PIN}"}
    assert found == {"problem": "", "by_hand": [], "edits": [mac, {**pin, "line": f'gs_tls_fingerprint: "{NEW_PIN}"'}]}


def test_what_is_so_already_is_left_alone(tmp_path: Path) -> None:
    """In any spelling: the playbook can be repeated."""
    found = look_up(tmp_path, fingerprint=PIN, gs_mac="000B82-AABB02", gs_tls_fingerprint=PIN.replace(":", "").lower())
    assert found == {"problem": "", "by_hand": [], "edits": []}


@pytest.mark.parametrize(
    ("files", "target"),
    [
        ({}, "lobby.yml"),
        ({"lobby.yaml": "a: 1\n"}, "lobby.yaml"),
        ({"lobby/b.yml": "a: 1\n", "lobby/vault.yml": "$ANSIBLE_VAULT;1.1\n", "lobby/.x.yml": "gs_mac: 1\n"}, "lobby/b.yml"),
        ({"lobby/.keep": ""}, "lobby/main.yml"),
    ],
)
def test_a_host_without_an_address_gets_a_line(tmp_path: Path, files: dict[str, str], target: str) -> None:
    for name, text in files.items():
        write(tmp_path / "host_vars" / name, text)
    (edit,) = look_up(tmp_path)["edits"]
    file = tmp_path / "host_vars" / target
    assert edit == {"name": "gs_mac", "path": str(file), "exists": file.exists(), "former": "", "line": f'gs_mac: "{NEW}"'}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "it comes from the inventory itself"),
        ({"lobby.yml": "$ANSIBLE_VAULT;1.1;AES256\n6162\n"}, "it comes from the inventory itself"),
        ({"lobby.yml": "gs_mac: '{{ label }}'\n"}, "as a template"),
        ({"lobby/a.yml": f"gs_mac: {OLD}\n", "lobby/b/c.yml": f"gs_mac: {OLD}\n"}, "more than one of the host's files"),
        ({"lobby.yml": "a: [\n"}, "not YAML"),
    ],
)
def test_what_a_person_must_change(tmp_path: Path, files: dict[str, str], said: str) -> None:
    for name, text in files.items():
        write(tmp_path / "host_vars" / name, text)
    found = look_up(tmp_path, gs_mac=OLD)
    assert (found["problem"], found["edits"]) == ("", [])
    (sentence,) = found["by_hand"]
    assert sentence.startswith(f"gs_mac of lobby is '{OLD}': ")
    assert sentence.endswith(f'. Write gs_mac: "{NEW}" there')
    assert said in sentence


def test_a_link_and_no_folder(tmp_path: Path) -> None:
    real = write(tmp_path / "real.yml", f"gs_mac: {OLD}\n")
    (tmp_path / "host_vars").mkdir()
    (tmp_path / "host_vars" / "lobby.yml").symlink_to(real)
    assert "is a link" in look_up(tmp_path, gs_mac=OLD)["by_hand"][0]
    assert "the inventory is not a file" in look_up("", gs_mac=OLD)["by_hand"][0]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"mac": ""}, "Say in gs_replace_mac which MAC address"),
        ({"mac": "00:0b:82"}, "gs_replace_mac: this is not a MAC address"),
        ({"mac": "00:0b:82:aa:bb:03"}, "gs_replace_mac: 00:0b:82:aa:bb:03 is the gs_mac of desk"),
        ({"gs_tls_fingerprint": PIN}, "lobby has gs_tls_fingerprint, which is the certificate of the former phone"),
        ({"former_mac": OTHER}, f"gs_replace_former_mac: {OTHER} is the gs_mac of desk, too, whose file must stay"),
        ({"gs_mac": OTHER.lower()}, f"gs_mac: {OTHER.lower()} is the gs_mac of desk, too, whose file must stay"),
        ({"former_mac": "old"}, "gs_replace_former_mac: 'old' is not a MAC address"),
        ({"fingerprint": "ab"}, "gs_replace_fingerprint: a SHA-256 fingerprint has 64 hexadecimal digits"),
    ],
)
def test_problems(tmp_path: Path, given: dict[str, Any], said: str) -> None:
    found = look_up(tmp_path, **given)
    assert found["problem"].startswith(said)
    assert (found["by_hand"], found["edits"]) == ([], [])
