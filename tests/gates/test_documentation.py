# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What users read: the changelog, and where contributors are sent. The plugins' documentation is a session of nox."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import yaml

from support.collection import source_files
from support.tools import BIN, check
from support.venvs import ROOT


def test_documentation_names_no_other_collection() -> None:
    """What a user has not installed cannot be looked up. Whether our own names exist, a session of nox knows."""
    files = [file for file in source_files() if file.parts[0] in {"plugins", "roles"} and file.suffix in {".py", ".yml"}]
    texts = {file: (ROOT / file).read_text(encoding="utf-8") for file in files}
    named = {(str(file), name) for file, text in texts.items() for name in re.findall(r"\b[MPOR]+\(([a-z]\w+\.\w+)\.\w+", text)}
    assert len(named) > 30
    assert {(file, name) for file, name in named if name not in {"ansible.builtin", "voip.grandstream"}} == set()


def test_newest_release_of_the_changelog_is_the_version() -> None:
    galaxy = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))
    changelog = yaml.safe_load((ROOT / "changelogs" / "changelog.yaml").read_text(encoding="utf-8"))
    newest = max(changelog["releases"], key=lambda version: tuple(int(part) for part in version.split(".")))
    assert newest == galaxy["version"]


def test_changelog_is_rendered_from_its_data(checkout: Path) -> None:
    rendered = (checkout / "CHANGELOG.md").read_text(encoding="utf-8")
    check([BIN / "antsibull-changelog", "generate"], cwd=checkout)
    assert (checkout / "CHANGELOG.md").read_text(encoding="utf-8") == rendered, "run: antsibull-changelog generate"


def test_every_module_and_plugin_is_in_the_changelog() -> None:
    """`antsibull-changelog release` lists what is new; forgetting it would leave a plugin out of the release notes."""
    changelog = yaml.safe_load((ROOT / "changelogs" / "changelog.yaml").read_text(encoding="utf-8"))
    listed: set[str] = set()
    for release in changelog["releases"].values():
        listed |= {f"modules/{entry['name']}" for entry in release.get("modules", [])}
        for kind, entries in release.get("plugins", {}).items():
            listed |= {f"{kind}/{entry['name']}" for entry in entries}
    kinds = ("modules", "callback", "connection", "filter", "inventory", "lookup", "test")
    plugins = {f"{kind}/{file.stem}" for kind in kinds for file in (ROOT / "plugins" / kind).glob("[!_]*.py")}
    assert listed == plugins


def test_paths_that_contributors_are_sent_to_exist() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    paths = [
        path
        for path in re.findall(r"`([a-z_]+/[^` ]*)`", page)
        if "NAME" not in path and not path.startswith("changelogs/fragments")
    ]
    assert len(paths) > 40
    assert [path for path in paths if not any(ROOT.glob(path))] == []


def test_links_of_the_files_that_galaxy_shows_are_whole_addresses() -> None:
    """Galaxy shows a README without the files around it."""
    shown = [ROOT / "README.md", *(ROOT / "roles").rglob("*.md")]
    links = [(file, link) for file in shown for link in re.findall(r"\]\(\s*([^)\s]+)", file.read_text(encoding="utf-8"))]
    assert len(links) > 5
    assert [(file, link) for file, link in links if not link.startswith("https://")] == []


def test_links_into_the_repository_lead_to_files() -> None:
    galaxy = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))
    address = re.compile(re.escape(galaxy["repository"]) + r"/(?:blob|tree)/main/([\w./-]*\w)")
    texts = {file: (ROOT / file).read_text(encoding="utf-8") for file in source_files() if file.suffix in {".md", ".rst", ".py"}}
    links = [(str(file), path) for file, text in texts.items() for path in address.findall(text)]
    assert len(links) > 10
    assert [(file, path) for file, path in links if not (ROOT / path).exists()] == []


def test_fragments_of_the_changelog_can_be_read() -> None:
    """A sentence with a colon and a space in it needs quotes."""
    for file in (ROOT / "changelogs" / "fragments").glob("*.yml"):
        said = yaml.safe_load(file.read_text(encoding="utf-8"))
        assert all(isinstance(sentence, str) for sentences in said.values() for sentence in sentences), file


def test_the_changelog_has_no_markup_of_plugins() -> None:
    """antsibull-changelog shows C(this) as it is written. A name stands in ``this``."""
    files = [ROOT / "CHANGELOG.md", *(ROOT / "changelogs").rglob("*.y*ml")]
    found = {str(file): re.findall(r"\b[BCEIMOPRUV]\\?\([^)]*", file.read_text(encoding="utf-8")) for file in files}
    assert {file: markup for file, markup in found.items() if markup} == {}


def test_pictures_are_shown_and_are_there() -> None:
    """By their whole addresses: Galaxy shows a README without the files around it, and Ansible's site has the pages alone."""
    repository = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["repository"]
    raw = repository.replace("github.com", "raw.githubusercontent.com")
    address = re.compile(re.escape(raw) + r"/main/docs/images/([\w.-]*\w)")
    shown: set[str] = set()
    for file in source_files():
        if file.suffix in {".md", ".rst"}:
            text = (ROOT / file).read_text(encoding="utf-8")
            # reStructuredText has directives, Markdown has brackets. A text for those who do not see the picture is in both.
            pictures = re.findall(r"^ *\.\. (?:image|figure):: (\S+)\n +:alt: \S", text, re.MULTILINE)
            pictures += re.findall(r"!\[[^\]]{10,}\]\((\S+)\)", text)
            assert len(pictures) == len(re.findall(r"!\[|\.\. (?:image|figure)::", text)), f"{file}: a picture without a text"
            assert all(address.fullmatch(picture) for picture in pictures), file
            shown |= set(address.findall(text))
    assert shown == {file.name for file in (ROOT / "docs" / "images").iterdir()}


def test_every_playbook_is_once_on_the_picture_of_the_journeys() -> None:
    picture = ET.parse(ROOT / "docs" / "images" / "journeys.svg").getroot()
    names = [element.text for element in picture.iter("{http://www.w3.org/2000/svg}text") if element.get("class") == "name"]
    assert sorted(map(str, names)) == sorted(file.stem for file in (ROOT / "playbooks").glob("*.yml"))
