# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`gs_publish` as a module: the steps that its action plugin asks for, and what is told without one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils import basic

from ansible_collections.voip.grandstream.plugins.module_utils._publish import manifest as manifests
from ansible_collections.voip.grandstream.plugins.module_utils._publish.folder import unpacked, write_bundle
from ansible_collections.voip.grandstream.plugins.module_utils._publish.manifest import Manifest
from ansible_collections.voip.grandstream.plugins.modules import gs_publish

FILE = "cfg000b82aabb01.xml"
Shipped = Callable[..., dict[str, Any]]


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shipped:
    """Run the module on a folder."""

    def run(**options: Any) -> dict[str, Any]:
        arguments = {"dest": str(tmp_path), **options}
        monkeypatch.setattr(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": arguments}).encode())
        monkeypatch.setattr(basic, "_ANSIBLE_PROFILE", "legacy", raising=False)
        with pytest.raises(SystemExit):
            gs_publish.main()
        result: dict[str, Any] = json.loads(capsys.readouterr().out)
        return result

    return run


def test_steps(shipped: Shipped, tmp_path: Path) -> None:
    seen = shipped(work={"step": "look"}, firmware_dir=str(tmp_path / "none"))
    assert (seen["damaged"], seen["unlike"], seen["strangers"], unpacked(seen["manifest"])) == ([], [], {}, b"")
    assert "No such file" in seen["firmware_problem"]
    bundle = tmp_path / "files.zip"
    write_bundle(bundle, seen["generation"], Manifest(bytes(32), {}), {FILE: b"one"}, [])
    done = shipped(work={"step": "apply", "bundle": str(bundle)})
    assert (done["changed"], done["removed"], (tmp_path / FILE).read_bytes()) == (False, [], b"one")
    write_bundle(bundle, seen["generation"], Manifest(bytes(32), {}), {FILE: b"late"}, [])
    assert shipped(work={"step": "apply", "bundle": str(bundle)})["outdated"] is True
    assert unpacked(shipped(work={"step": "read", "names": [FILE]})["contents"][FILE]) == b"one"


def test_what_cannot_be_done_is_a_sentence(shipped: Shipped, tmp_path: Path) -> None:
    assert "only together with its action plugin" in shipped()["msg"]
    missing = shipped(dest=str(tmp_path / "none"), work={"step": "look"})
    assert (missing["failed"], missing["error"]) == (True, {"kind": "input"})
    assert "there is no folder" in missing["msg"]
    assert "gs_publish_mode" in shipped(mode="rw", work={"step": "look"})["msg"]
    (tmp_path / manifests.NAME).mkdir()
    assert "this is not a regular file" in shipped(work={"step": "look"})["msg"]
    broken = shipped(work={"step": "apply", "bundle": str(tmp_path / "no.zip")})
    assert (broken["failed"], broken["error"]) == (True, {"kind": "folder"})
