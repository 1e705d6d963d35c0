# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The metadata from which ansible-builder makes an execution environment."""

from __future__ import annotations

from pathlib import Path

import yaml

from support import collection
from support.environments import BETWEEN, MATRIX, Environment
from support.tools import BIN, check, environment
from support.venvs import ROOT


def _requirements(file: str) -> dict[str, str]:
    """Library and version bound of each line of a requirements file, comments and ansible-core left out."""
    lines = (line.split("#")[0].split(";")[0] for line in (ROOT / file).read_text(encoding="utf-8").splitlines())
    words = [line.split() for line in lines if line.strip() and not line.startswith("-r")]
    return {name: version for name, _operator, version in words if name != "ansible-core"}


def test_builder_finds_the_libraries(tmp_path: Path) -> None:
    found = tmp_path / "requirements.txt"
    check([BIN / "ansible-builder", "introspect", collection.installed(), "--write-pip", found], cwd=tmp_path)
    text = found.read_text(encoding="utf-8").replace(" ", "")
    for library, bound in _requirements("meta/ee-requirements.txt").items():
        assert f"{library}>={bound}" in text


def test_builder_takes_the_environment_of_the_example(tmp_path: Path) -> None:
    """It has all that an image is made of. To build it needs a network and a container engine, which tests may not have."""
    example = ROOT / "docs" / "examples" / "fleet"
    context = tmp_path / "context"
    # Without a name, it is called by the engine that this machine has.
    named = ["--output-filename", "Containerfile", "-c", str(context)]
    check([BIN / "ansible-builder", "create", "-f", example / "execution-environment.yml", *named], cwd=example)
    recipe = (context / "Containerfile").read_text(encoding="utf-8")
    said = yaml.safe_load((example / "execution-environment.yml").read_text(encoding="utf-8"))
    assert f'EE_BASE_IMAGE="{said["images"]["base_image"]["name"]}"' in recipe
    wanted = (context / "_build" / "requirements.yml").read_text(encoding="utf-8")
    assert wanted == (example / "requirements.yml").read_text(encoding="utf-8")
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    core = runtime["requires_ansible"].removeprefix(">=").rpartition(".")[0]
    assert said["dependencies"]["ansible_core"]["package_pip"] == f"ansible-core >= {core}"


def test_every_matrix_environment_has_the_libraries() -> None:
    needed = set(_requirements("meta/ee-requirements.txt"))
    for name in (*MATRIX, *BETWEEN):
        assert set(_requirements(f"tests/requirements-{name}.txt")) == needed


def test_oldest_environment_is_the_lower_bounds() -> None:
    assert _requirements("tests/requirements-oldest.txt") == _requirements("meta/ee-requirements.txt")
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    oldest = runtime["requires_ansible"].removeprefix(">=")
    assert f"ansible-core == {oldest}\n" in (ROOT / "tests" / "requirements-oldest.txt").read_text(encoding="utf-8")


def test_our_own_tools_are_pinned() -> None:
    """The same commit gives the same result next year."""
    for file in (ROOT / "tests").glob("requirements-*.txt"):
        wanted = [line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith(("#", "-r "))]
        assert [line for line in wanted if " == " not in line] == [], file.name


def test_playbook_of_the_image_passes_without_it(
    tmp_path: Path, newest_controller: Environment, installed_collection: Path
) -> None:
    """nox's session ee-check runs it in an image; here it runs on a controller that has the same libraries."""
    env = environment(newest_controller.bin, ANSIBLE_COLLECTIONS_PATH=str(installed_collection))
    check(
        [newest_controller.bin / "ansible-playbook", "-i", "localhost,", ROOT / "tests" / "ee" / "all.yml"], cwd=tmp_path, env=env
    )
