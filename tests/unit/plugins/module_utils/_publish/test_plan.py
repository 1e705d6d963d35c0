# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which files are written and removed, and which steps would strand a phone."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._publish import manifest as manifests
from ansible_collections.voip.grandstream.plugins.module_utils._publish.manifest import Manifest, Record
from ansible_collections.voip.grandstream.plugins.module_utils._publish.plan import (
    ENCRYPTED,
    PLAIN,
    DesiredFile,
    HeldFiles,
    departed,
    plan,
    stranding,
)

KEY = bytes(range(32))
MACS = ["000b82aabb01", "000b82aabb02", "000b82aabb03", "000b82aabb04"]
PASSWORD = "Kq3-formerly"


def file(mac: str, content: bytes = b"<x/>", password: str | None = None, sure: bool = False, digest: str = "md5") -> DesiredFile:
    return DesiredFile(f"cfg{mac}.xml", content, [f"phone-{mac[-1]}"], mac, password, digest, sure)


def held_after(*files: DesiredFile) -> HeldFiles:
    """A folder in which these files have been written."""
    manifest = Manifest(KEY, {})
    records = plan(files, HeldFiles(manifest, (), {}), []).records
    written = {name: record._replace(file=manifests.file_hash(manifest, name.encode())) for name, record in records.items()}
    return HeldFiles(manifest._replace(files=written), (), {})


def test_only_what_differs_is_written() -> None:
    files = [file(MACS[0]), file(MACS[1], password=PASSWORD), DesiredFile("phonebook/phonebook.xml", b"<a/>", ["lobby"])]
    held = held_after(*files)
    assert plan(files, held, []).write == []
    others = [file(MACS[0], b"<y/>"), file(MACS[1], b"<y/>", PASSWORD), file(MACS[2])]
    assert plan([*others, files[2]], held, []).write == others
    assert plan(files, held._replace(damaged={files[1].name}), []).write == [files[1]]
    # Another password or digest is another file.
    changed = [file(MACS[1], password="Another-7"), file(MACS[1], password=PASSWORD, digest="sha256"), file(MACS[1])]
    assert all(plan([one], held, []).write == [one] for one in changed)


@pytest.mark.parametrize(
    ("former", "now", "why"),
    [
        (None, None, ""),
        (PASSWORD, PASSWORD, ""),
        (None, PASSWORD, "is not encrypted so far, and would be encrypted"),
        (PASSWORD, None, "is encrypted so far, and would be plain"),
        (PASSWORD, "Another-7", "is encrypted with another password so far"),
    ],
)
def test_steps_that_would_strand_a_phone(former: str | None, now: str | None, why: str) -> None:
    """In both directions. A word of the user, a phone without a file, and a phonebook are no such step."""
    held = held_after(file(MACS[0], password=former))
    found = stranding([file(MACS[0], b"<new/>", now), file(MACS[1], password=now)], held)
    assert list(found.values()) == ([["phone-1"]] if why else [])
    assert why in "".join(found)
    assert stranding([file(MACS[0], password=now, sure=True)], held) == {}
    assert PASSWORD not in str(found)
    assert "Another-7" not in str(found)


def test_files_of_others_count_too() -> None:
    held = HeldFiles(Manifest(KEY, {}), (), {f"cfg{MACS[0]}.xml": PLAIN, f"cfg{MACS[1]}.xml": ENCRYPTED})
    assert list(stranding([file(MACS[0]), file(MACS[1], password=PASSWORD, sure=True)], held)) == []
    found = stranding([file(MACS[0], password=PASSWORD), file(MACS[1]), file(MACS[1], password=PASSWORD)], held)
    assert sorted(len(hosts) for hosts in found.values()) == [1, 1, 1]


def test_phones_that_have_left() -> None:
    held = held_after(*(file(mac) for mac in MACS), DesiredFile("phonebook/phonebook.xml", b"", ["x"]))
    assert departed(held.manifest, set(MACS), 0) == []
    assert departed(held.manifest, set(MACS[1:]), 25) == [f"cfg{MACS[0]}.xml"]
    with pytest.raises(InputError, match=r"1 of 4 phones \(25 %\) have left the inventory, and gs_publish_purge_max allows 24.9"):
        departed(held.manifest, set(MACS[1:]), 24.9)
    with pytest.raises(InputError, match="the inventory has no phone with gs_mac"):
        departed(held.manifest, set(), 100)
    assert departed(Manifest(KEY, {}), {MACS[0]}, 0) == []
    for most in (-1, 101, float("nan"), float("inf")):
        with pytest.raises(InputError, match=r"gs_publish_purge_max: .* is not a number from 0 to 100"):
            departed(held.manifest, set(MACS), most)


def test_a_manifest_has_no_secret_and_is_read_again() -> None:
    held = held_after(file(MACS[0], b"<P34>s3cret-sip</P34>", PASSWORD), DesiredFile("phonebook/phonebook.xml", b"", ["x"]))
    text = manifests.serialized(held.manifest)
    assert manifests.parsed(text) == held.manifest
    assert manifests.serialized(manifests.parsed(text)) == text
    assert "s3cret" not in text
    assert PASSWORD not in text
    assert manifests.parsed("").files == {}
    assert manifests.parsed("").key != manifests.parsed("").key


STRUCTURES: st.SearchStrategy[object] = st.recursive(
    st.none() | st.text(max_size=3), lambda more: st.lists(more) | st.dictionaries(st.text(max_size=8), more)
)


@given(st.text() | STRUCTURES.map(json.dumps))
@example('{"version": null}')
@example('{"version": 0}')
@example('{"version": [2]}')
def test_what_is_no_manifest_is_told(text: str) -> None:
    if text:
        with pytest.raises(InputError, match=r"\.gs_publish\.json is damaged"):
            manifests.parsed(text)


@pytest.mark.parametrize(
    ("name", "record"),
    [
        ("/etc/passwd", {"mac": None}),
        ("../cfg000b82aabb01.xml", {"mac": "000b82aabb01"}),
        (".gs_publish.json", {"mac": None}),
        ("cfg000b82aabb01.xml", {"mac": "000b82aabb02"}),
        ("cfg000b82aabb01.xml", {"mac": None}),
        ("cfg000b82aabb01.xml", {"mac": ["000b82aabb01"]}),
        ("phonebook/phonebook.xml", {"mac": "000b82aabb01"}),
        ("phonebook/phonebook.xml", {"mac": None, "file": 7}),
        ("phonebook/phonebook.xml", {"mac": None, "encrypted": {}}),
    ],
)
def test_a_manifest_that_others_wrote_is_told(name: str, record: dict[str, object]) -> None:
    """It names files that are read and removed."""
    data = {"version": 1, "key": KEY.hex(), "files": {name: {"content": "", "file": "", "encrypted": None, **record}}}
    with pytest.raises(InputError, match=r"\.gs_publish\.json is damaged"):
        manifests.parsed(json.dumps(data))


def test_a_manifest_without_end_is_told() -> None:
    with pytest.raises(InputError, match=r"\.gs_publish\.json is damaged"):
        manifests.parsed("[" * 200_000)


def test_a_manifest_of_a_newer_version_is_told() -> None:
    text = manifests.serialized(Manifest(KEY, {"cfg.xml": Record(None, "", "", None)})).replace('"version": 1', '"version": 2')
    with pytest.raises(InputError, match="written by a newer version"):
        manifests.parsed(text)
