# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory plugin without ansible-core's plugin loader and without a network."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml
from ansible import constants
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.doc_fragments import constructed, inventory_cache

from ansible_collections.voip.grandstream.plugins.inventory import scan
from ansible_collections.voip.grandstream.plugins.plugin_utils._scan import scanner
from unit import documented
from unit.plugins.inventory.parsing import Parse, Scans, Told, Variables

NAME = scan.InventoryModule.NAME


@pytest.fixture
def scans(monkeypatch: pytest.MonkeyPatch) -> Scans:
    scans = Scans()
    monkeypatch.setattr(scanner, "scan", scans)
    return scans


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    return Told()


@pytest.fixture
def parse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scans: Scans, told: Told) -> Parse:
    """Parse a file of these options, into an inventory that may have hosts already; `refresh` as with --flush-cache."""
    for name in [name for name in os.environ if name.startswith(("GS_", "ANSIBLE_"))]:
        monkeypatch.delenv(name)
    options: Variables = {}
    for documentation in (scan, constructed.ModuleDocFragment, inventory_cache.ModuleDocFragment):
        options |= documented.options(documentation.DOCUMENTATION)

    def parse(config: Variables, inventory: InventoryData | None = None, refresh: bool = False) -> InventoryData:
        # What the plugin loader does on the way from a name to a plugin.
        constants.config.initialize_plugin_configuration_definitions("inventory", NAME, options)
        plugin = scan.InventoryModule()
        plugin._load_name = plugin.ansible_name = NAME
        plugin._redirected_names = []
        plugin.display = told
        file = tmp_path / "office.gs_scan.yml"
        file.write_text(yaml.safe_dump({"plugin": NAME, **config}), encoding="utf-8")
        inventory = inventory or InventoryData()
        plugin.parse(inventory, DataLoader(), str(file), cache=not refresh)
        if config.get("cache"):
            plugin.update_cache_if_changed()
        return inventory

    return parse
