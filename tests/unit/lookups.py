# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lookup plugins without a run of Ansible around them."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from ansible.parsing.dataloader import DataLoader

from unit import documented


def plugin_with(module: ModuleType, options: dict[str, Any]) -> Any:
    """The module's plugin with these options, and the documented defaults of the others."""
    described = documented.options(module.DOCUMENTATION)
    given = {name: options.get(name, option.get("default")) for name, option in described.items()}
    assert set(options) <= set(given)
    plugin = module.LookupModule(loader=DataLoader())
    plugin.set_options = lambda **dummy: None
    plugin.get_option = given.__getitem__
    return plugin
