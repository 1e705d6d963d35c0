# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory plugin table: its file and options, and what comes into the inventory."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from ansible import constants
from ansible.errors import AnsibleError, AnsibleParserError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible.plugins.doc_fragments import constructed
from ansible.template import Templar

from ansible_collections.voip.grandstream.plugins.inventory import table
from unit import documented
from unit.plugins.inventory.parsing import Told, Variables, members, variables_of, with_hosts

Parse = Callable[..., InventoryData]
PHONES = (
    "Name,MAC,Extension,Site,Model,Address,Use\n"
    "lobby,000B82000001,200,Berlin,GXV3370,192.0.2.10,public\n"
    "desk,000B82000002,0201,Berlin,WP820,192.0.2.11,\n"
    "home,000B82000003,202,,WP820,,away\n"
)
VAULT = VaultSecret(b"vault password")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    return Told()


@pytest.fixture
def parse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: Told) -> Parse:
    """Parse a table with these options, into an inventory that may have hosts already."""
    for name in [name for name in os.environ if name.startswith(("GS_", "ANSIBLE_"))]:
        monkeypatch.delenv(name)
    options: Variables = {}
    for documentation in (table, constructed.ModuleDocFragment):
        options |= documented.options(documentation.DOCUMENTATION)
    folder = tmp_path / "inventory"
    folder.mkdir()

    def parse(content: str | bytes | None, inventory: InventoryData | None = None, **config: object) -> InventoryData:
        # What the plugin loader does on the way from a name to a plugin.
        constants.config.initialize_plugin_configuration_definitions("inventory", table.InventoryModule.NAME, options)
        plugin = table.InventoryModule()
        plugin._load_name = plugin.ansible_name = plugin.NAME
        plugin._redirected_names = []
        plugin.display = told
        if content is not None:
            (tmp_path / "phones.csv").write_bytes(content.encode() if isinstance(content, str) else content)
        file = folder / "phones.gs_table.yml"
        file.write_text(yaml.safe_dump({"plugin": plugin.NAME, "path": "../phones.csv", **config}), encoding="utf-8")
        inventory = inventory or InventoryData()
        loader = DataLoader()
        loader.set_vault_secrets([("default", VAULT)])
        plugin.parse(inventory, loader, str(file))
        return inventory

    return parse


def refused(parse: Parse, content: str | bytes | None, **config: object) -> str:
    """The sentence with which a table is refused; nothing came into the inventory."""
    inventory = InventoryData()
    with pytest.raises(AnsibleParserError) as refusal:
        parse(content, inventory, **config)
    assert inventory.hosts == {}
    assert set(inventory.groups) == {"all", "ungrouped"}
    return str(refusal.value)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("gs_table.yml", True),
        ("phones.gs_table.yaml", True),
        ("table.yml", False),
        ("phones_gs_table.yml", False),
        ("phones.csv", False),
        ("phones.gs_table.yml.bak", False),
    ],
)
def test_names_of_files(tmp_path: Path, name: str, wanted: bool) -> None:
    file = tmp_path / name
    assert table.InventoryModule().verify_file(str(file)) is False, "there is no such file"
    file.touch()
    assert table.InventoryModule().verify_file(str(file)) is wanted


def test_phones_sites_and_models(parse: Parse, told: Told) -> None:
    """Groups of sites and models are in the group of all phones, so that what they say is stronger."""
    inventory = parse(PHONES)
    assert variables_of(inventory, "lobby") == {
        "ansible_host": "192.0.2.10",
        "extension": "200",
        "gs_mac": "00:0b:82:00:00:01",
        "gs_model": "gxv3370",
        "gs_name": "lobby",
        "gs_site": "Berlin",
        "use": "public",
    }
    assert variables_of(inventory, "desk")["extension"] == "0201"
    assert not {"ansible_host", "gs_site"} & variables_of(inventory, "home").keys()
    assert inventory.groups["phones"].vars == {"ansible_connection": "voip.grandstream.webapi"}
    assert {group.name for group in inventory.groups["phones"].child_groups} == {"berlin", "gxv3370", "wp820"}
    assert [members(inventory, name) for name in ("phones", "berlin", "gxv3370", "wp820")] == [
        ["desk", "home", "lobby"],
        ["desk", "lobby"],
        ["lobby"],
        ["desk", "home"],
    ]
    assert told.warnings == []


def test_constructed(parse: Parse) -> None:
    inventory = parse(
        PHONES,
        compose={"sip_user": "'u' ~ extension", "missing": "no_such_variable"},
        groups={"at_home": "ansible_host is not defined"},
        keyed_groups=[{"key": "use", "separator": "", "parent_group": "phones"}],
    )
    assert variables_of(inventory, "desk")["sip_user"] == "u0201"
    assert [members(inventory, name) for name in ("at_home", "public", "away")] == [["home"], ["lobby"], ["home"]]
    assert "public" in {group.name for group in inventory.groups["phones"].child_groups}
    with pytest.raises(AnsibleError, match="missing"):
        parse(PHONES, compose={"missing": "no_such_variable"}, strict=True)


def test_columns_and_delimiter(parse: Parse) -> None:
    inventory = parse("Gerät|Durchwahl\nlobby|1;2\n", columns={"Gerät": "name", "Durchwahl": "extension"}, delimiter="|")
    assert variables_of(inventory, "lobby") == {"extension": "1;2", "gs_name": "lobby"}


def test_earlier_source(parse: Parse) -> None:
    """A host of the same name is the same phone; what the table does not say stays."""
    inventory = parse(PHONES, with_hosts(lobby={"extension": "999", "floor": "2"}, other={"x": "1"}))
    assert variables_of(inventory, "lobby")["extension"] == "200"
    assert variables_of(inventory, "lobby")["floor"] == "2"
    assert variables_of(inventory, "other") == {"x": "1"}


def test_vault(parse: Parse) -> None:
    encrypted = VaultLib([("default", VAULT)]).encrypt(PHONES)
    assert members(parse(encrypted), "phones") == ["desk", "home", "lobby"]
    other = VaultLib([("default", VaultSecret(b"another"))]).encrypt(PHONES)
    assert "phones.csv: it cannot be read: " in refused(parse, other)


def test_problems_refuse_the_table(parse: Parse) -> None:
    said = refused(parse, "name,model\na,GXP2170\nlocalhost,\nb,wp820\n")
    assert "phones.csv: line 2: model 'GXP2170': the model is unknown." in said
    assert "; line 3: name 'localhost': " in said
    assert said.endswith("Correct the table, or set problems: warn to leave these rows out")


def test_problems_as_warnings(parse: Parse, told: Told) -> None:
    inventory = parse("name,model\na,GXP2170\nlocalhost,\nb,wp820\n", problems="warn")
    assert members(inventory, "phones") == ["b"]
    assert [warning.partition("phones.csv: ")[2][:7] for warning in told.warnings] == ["line 2:", "line 3:"]


@pytest.mark.parametrize("problems", ["fail", "warn"])
def test_many_problems(parse: Parse, told: Told, problems: str) -> None:
    """The message has an end, and says how many there are."""
    content = "name,model\n" + "".join(f"phone{number},x\n" for number in range(70))
    if problems == "fail":
        said = refused(parse, content)
        assert said.count("the model is unknown") == 50
    else:
        parse(content, problems="warn")
        assert len(told.warnings) == 51
        said = told.warnings[-1]
    assert "; and 20 more problems" in said


@pytest.mark.parametrize(
    ("content", "config", "sentence"),
    [
        (None, {}, "phones.csv: there is no such file. Set the option path, as seen from the folder"),
        (None, {"path": ".."}, "there is no such file"),
        (b"PK\x03\x04", {}, "phones.csv: this is the file of a spreadsheet, not a CSV"),
        (b"x" * (16 * 1024 * 1024 + 1), {}, "phones.csv: the CSV is longer than 16 MiB"),
        ("a,b\n1,2\n", {}, "phones.csv: line 1: none of the columns 'a', 'b' is the name"),
        (PHONES, {"colums": {}}, "colums: the plugin has no such option. Did you mean columns?"),
        (PHONES, {"columns": {"Room": "room"}}, "columns.Room: the file has no such column"),
    ],
)
def test_refused(parse: Parse, content: str | bytes | None, config: Variables, sentence: str) -> None:
    assert sentence in refused(parse, content, **config)


@pytest.mark.parametrize("text", ["{{ 7 * 7 }}", "{% raw %}x{% endraw %}", "#jinja2: x"])
def test_cells_are_never_templates(parse: Parse, text: str) -> None:
    inventory = parse(f'name,note\nlobby,"{text}"\n', compose={"copied": "note", "joined": "note ~ '!'"})
    templar = Templar(loader=DataLoader(), variables=variables_of(inventory, "lobby"))
    for name, value in {"note": text, "copied": text, "joined": f"{text}!"}.items():
        assert templar.template(inventory.hosts["lobby"].vars[name]) == value
