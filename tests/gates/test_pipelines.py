# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Our own workflows and those of the example: sound, with few rights, and no change of a fleet is lost or taken back."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.release import ReleaseError, notes
from support.tools import BIN, check
from support.venvs import ROOT

EXAMPLE = ROOT / "docs" / "examples" / "fleet"
PLACES = {"own": ROOT, "example": EXAMPLE}
WORKFLOWS = sorted(file for place in PLACES.values() for file in (place / ".github" / "workflows").iterdir())
#: Jobs of the example that write to phones.
WRITING = {"enforce", "reconcile"}


def _loaded(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("place", PLACES)
def test_zizmor_finds_nothing(place: str) -> None:
    check([BIN / "zizmor", "--offline", "--no-progress", PLACES[place] / ".github"])


@pytest.mark.parametrize("place", PLACES)
def test_actionlint_finds_nothing(place: str) -> None:
    # A program in Go, which pip does not bring.
    tool = shutil.which("actionlint")
    if tool is None:
        pytest.skip("this machine has no actionlint; install it from its releases")
    config = EXAMPLE / ".github" / "actionlint.yaml"
    check([tool, "-no-color", "-config-file", config, *(file for file in WORKFLOWS if file.is_relative_to(PLACES[place]))])


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_actions_are_pinned_by_commit_and_say_their_version(file: Path) -> None:
    uses = re.findall(r"uses: (.*)", file.read_text(encoding="utf-8"))
    assert uses
    assert [line for line in uses if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)] == []


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_every_job_names_its_rights(file: Path) -> None:
    workflow = _loaded(file)
    assert workflow["permissions"] == {}
    assert [name for name, job in workflow["jobs"].items() if "permissions" not in job] == []


def test_a_job_that_waits_for_phones_is_not_cancelled() -> None:
    """A group without a queue keeps one waiting job: the next one would cancel a waiting `enforce`."""
    jobs = _loaded(EXAMPLE / ".github" / "workflows" / "phones.yml")["jobs"]
    groups = {name: job["concurrency"] for name, job in jobs.items() if "concurrency" in job}
    assert groups.keys() >= WRITING | {"plan"}
    assert {name: group.get("queue") for name, group in groups.items()} == dict.fromkeys(groups, "max")
    assert not [name for name, group in groups.items() if group.get("cancel-in-progress")]


def test_a_job_that_waited_takes_the_newest_state_on_github() -> None:
    jobs = _loaded(EXAMPLE / ".github" / "workflows" / "phones.yml")["jobs"]
    taken = {
        name: step["with"].get("ref") for name in jobs for step in jobs[name]["steps"] if "checkout@" in step.get("uses", "")
    }
    assert {name for name, ref in taken.items() if ref == "${{ github.ref_name }}"} == WRITING


def test_a_job_that_waited_takes_the_newest_state_on_gitlab(tmp_path: Path) -> None:
    def git(folder: Path, *arguments: str) -> None:
        identity = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.net"]
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)

    forge, job = tmp_path / "forge", tmp_path / "job"
    forge.mkdir()
    git(forge, "init", "--initial-branch=main")
    (forge / "settings.yml").write_text("older\n")
    git(forge, "add", ".")
    git(forge, "commit", "--message=older")
    git(tmp_path, "clone", "--depth=1", forge.as_uri(), "job")
    (forge / "settings.yml").write_text("newer\n")
    git(forge, "commit", "--all", "--message=newer")

    line, *_installing = _loaded_gitlab()["default"]["before_script"]
    for branch, held in (("", "older\n"), ("main", "newer\n")):
        subprocess.run(["bash", "-e", "-c", line], cwd=job, check=True, env={"PATH": "/usr/bin:/bin", "CI_COMMIT_BRANCH": branch})
        assert (job / "settings.yml").read_text() == held, branch


def _loaded_gitlab() -> Any:
    return _loaded(EXAMPLE / ".gitlab-ci.yml")


def _release(folder: Path, version: str, released: str, fragment: str | None = None) -> Path:
    """Write what a release consists of; its changelog knows the version `released`."""
    (folder / "changelogs" / "fragments").mkdir(parents=True)
    (folder / "galaxy.yml").write_text(f"version: {version}\n")
    (folder / "changelogs" / "changelog.yaml").write_text(f"releases: {{{released}: {{}}}}\n")
    title = released.replace(".", "\\.")
    (folder / "CHANGELOG.md").write_text(f"# Notes\n\n## v{title}\n\nWhat is new\\.\n\n## v0\\.9\\.0\n\nWhat was\\.\n")
    if fragment:
        (folder / "changelogs" / "fragments" / fragment).write_text("bugfixes: [one]\n")
    return folder


def test_release_notes_are_those_of_the_version(tmp_path: Path) -> None:
    assert notes("1.2.0", _release(tmp_path, "1.2.0", "1.2.0")) == "What is new\\.\n"


@pytest.mark.parametrize(
    ("version", "released", "fragment", "said"),
    [
        ("1.1.0", "1.1.0", None, "The tag is 1.2.0, and the version in galaxy.yml is 1.1.0."),
        ("1.2.0", "1.1.0", None, "changelogs/changelog.yaml has no release 1.2.0."),
        ("1.2.0", "1.2.0", "7.yml", "In no release yet: changelogs/fragments/ has 7.yml."),
    ],
)
def test_what_disagrees_is_not_released(tmp_path: Path, version: str, released: str, fragment: str | None, said: str) -> None:
    with pytest.raises(ReleaseError, match=re.escape(said)):
        notes("1.2.0", _release(tmp_path, version, released, fragment))


def test_version_of_today_has_notes(tmp_path: Path) -> None:
    """But for fragments, which wait for the next release."""
    for name in ("galaxy.yml", "CHANGELOG.md", "changelogs/changelog.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    assert "### Release summary" in notes(_loaded(ROOT / "galaxy.yml")["version"], tmp_path)
