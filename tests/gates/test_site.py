# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation site: it builds, its generated pages are what the code says, and its examples name what there is."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.voip.grandstream.plugins.module_utils._settings import aliases, catalogue
from support import collection, docsite
from support.tools import check
from support.venvs import ROOT

PAGES = ROOT / "docs" / "docsite" / "rst"
DATA: dict[str, Any] = yaml.safe_load((ROOT / "meta" / "playbooks.yml").read_text(encoding="utf-8"))
#: Names of variables, not those of modules or files, and not the private ones.
VARIABLE = re.compile(r"(?<![\w.$])gs_[a-z0-9_]*[a-z0-9](?!\.yml)(?!\w)")
MODULES = {file.stem for file in (ROOT / "plugins" / "modules").glob("*.py")}
#: What begins the names of variables, in a playbook's message.
BEGINNINGS = {"gs_import", "gs_snapshot"}
#: The mistake that newcomers make and find on purpose.
SLIP = ("docs/docsite/rst/guide_getting_started.rst", "phonebok_sort_by")
#: What has settings below it, and at which depth.
DEPTHS = {"values": 0, "settings": 0, "gs_settings": 0, "accounts": 1, "gs_accounts": 1}


@pytest.mark.long
@pytest.mark.timeout(600)
def test_builds_without_a_warning() -> None:
    page = docsite.build()
    names = {file.stem for file in PAGES.glob("*.rst")}
    assert {file.stem for file in (page.parent / "docsite").glob("*.html")} == names
    assert all(f'href="docsite/{name}.html"' in page.read_text(encoding="utf-8") for name in names)
    texts = {file: file.read_text(encoding="utf-8") for file in (page.parent / "docsite").glob("*.html")}
    pictures = [file.parent / source for file, text in texts.items() for source in re.findall(r'<img [^>]*src="([^"]+)"', text)]
    assert len(pictures) > 5
    assert [picture for picture in pictures if not picture.exists()] == []


def test_pages_made_of_the_code_are_up_to_date() -> None:
    check([sys.executable, ROOT / "catalogue" / "pages.py", "--check"])


def test_every_playbook_is_described_with_what_it_reads() -> None:
    assert DATA["playbooks"].keys() == {file.stem for file in (ROOT / "playbooks").glob("*.yml")}
    for name, facts in DATA["playbooks"].items():
        text = _text(ROOT / "playbooks" / f"{name}.yml")
        assert all(f"voip.grandstream.{name}" in line for line in facts["examples"].splitlines() if line.startswith("ansible"))
        assert [variable for variable in facts["variables"] if not re.search(rf"\b{variable}\b", text)] == [], name
        read = set(re.findall(VARIABLE, text)) & DATA["variables"].keys() - _of_inventory()
        assert read <= set(facts["variables"]), name


def test_defaults_are_those_of_the_playbooks() -> None:
    for name, facts in DATA["playbooks"].items():
        text = _text(ROOT / "playbooks" / f"{name}.yml", imported=False)
        for variable, literal in re.findall(r"\b(gs_\w+) \| default\((\[.*?\]|'.*?'|(?!gs_)\w+)\)", text):
            told = facts.get("defaults", {}).get(variable, DATA["variables"].get(variable, {}).get("default"))
            said = yaml.safe_load(literal)
            # Of what is left out there is no default; a playbook needs a text, a list or the like of it all the same.
            assert said == told or (not said and not told) or said in ("none", "omit"), (name, variable)


def test_every_variable_of_playbooks_and_roles_is_described() -> None:
    page = (PAGES / "variables.rst").read_text(encoding="utf-8")
    described = set(re.findall(r"docsite\.variable_(gs_\w+):", page))
    bundles = re.findall(r"docsite\.bundle_(\w+):", (PAGES / "bundles.rst").read_text(encoding="utf-8"))
    used: dict[str, Path] = {}
    for file in [*(ROOT / "playbooks").rglob("*.yml"), *(ROOT / "roles").rglob("*.yml")]:
        used.update(dict.fromkeys(re.findall(VARIABLE, file.read_text(encoding="utf-8")), file))
    known = described | MODULES | BEGINNINGS
    missing = {name: file for name, file in used.items() if name not in known}
    assert {name for name in missing if not name.startswith(tuple(f"gs_bundle_{bundle}" for bundle in bundles))} == set()
    assert len(used.keys() & described) > 100


def test_results_are_registered() -> None:
    texts = [file.read_text(encoding="utf-8") for folder in ("playbooks", "roles") for file in (ROOT / folder).rglob("*.yml")]
    registered = set(re.findall(r"register: (gs_\w+)", "\n".join(texts)))
    assert DATA["results"].keys() - {"gs_phonebook_layer"} == registered


def _text(playbook: Path, *, imported: bool = True) -> str:
    """Return the text of a playbook, and of those that it imports."""
    text = playbook.read_text(encoding="utf-8")
    if imported:
        text += "".join(_text(playbook.parent / name) for name in re.findall(r"import_playbook: (\w+\.yml)", text))
    return text


def _of_inventory() -> set[str]:
    """The variables that no playbook reads by itself."""
    return DATA["variables"].keys() - {name for facts in DATA["playbooks"].values() for name in facts["variables"]}


def examples() -> Iterator[tuple[str, str]]:
    """Every YAML example that users read, with the file that has it."""
    for file in sorted(collection.source_files()):
        if file.suffix == ".rst":
            text = (ROOT / file).read_text(encoding="utf-8")
            blocks = re.findall(r"^\.\. code-block:: yaml(?:\+jinja)?\n\n((?:(?: {3}.*)?\n)+)", text, flags=re.MULTILINE)
        elif file.suffix == ".md":
            blocks = re.findall(r"^```yaml\n(.*?)^```", (ROOT / file).read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        elif file.parts[0] == "plugins" and file.suffix == ".py":
            found = re.search(r'^EXAMPLES = r"""\n(.*?)^"""', (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
            blocks = [found[1]] if found else []
        elif file.parts[:2] == ("docs", "examples") and file.suffix in {".yml", ".yaml"}:
            blocks = [(ROOT / file).read_text(encoding="utf-8")]
        else:
            continue
        for block in blocks:
            yield str(file), textwrap.dedent(block)


def named_settings(example: Any) -> Iterator[str]:
    """The names of settings in an example: below `settings`, `gs_settings` and accounts, and in bundles and layers."""
    if isinstance(example, list):
        for part in example:
            yield from named_settings(part)
    elif isinstance(example, dict):
        for key, value in example.items():
            depth = DEPTHS.get(key)
            if depth is None or not isinstance(value, dict):
                yield from named_settings(value)
                continue
            for part in [value] if depth == 0 else [part for part in value.values() if isinstance(part, dict)]:
                yield from map(str, part)


class _Loader(yaml.SafeLoader):
    """Reads a vault's values and the like as what they are written as."""


_Loader.add_multi_constructor("!", lambda loader, _suffix, node: loader.construct_scalar(node))


def test_settings_in_examples_exist() -> None:
    wrong = []
    count = 0
    for file, text in examples():
        # Comments of one line are examples, too: `# group_vars/phones.yml    gs_settings: {ntp_server: ntp.example.net}`.
        comments = re.findall(r"^# \S+\.ya?ml +(gs_\w+: .*)$", text, flags=re.MULTILINE)
        for part in [text, *comments]:
            for document in yaml.load_all(part, _Loader):
                names = list(named_settings(document))
                count += len(names)
                wrong += [(file, name) for name in names if not _exists(name)]
    assert wrong == [SLIP]
    assert count > 100


def _exists(name: str) -> bool:
    return catalogue.by_name(name) is not None or catalogue.bare_number(name) is not None or aliases.place_of(name) is not None
