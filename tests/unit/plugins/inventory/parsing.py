# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory plugin without a network: what takes the place of network and screen, and what came of a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible import template
from ansible.inventory.data import InventoryData

from ansible_collections.voip.grandstream.plugins.plugin_utils._scan.scanner import FoundPhone, ScanOutcome, ScanPlan

NETWORKS = {"networks": ["192.0.2.0/24"]}
Variables = dict[str, Any]
Parse = Callable[..., InventoryData]


def identity(**told: Any) -> dict[str, str | None]:
    return {"vendor_name": "Grandstream", "firmware_version": "1.0.3.49", "boot_version": None, **told}


class Scans:
    """What takes the place of the network. `plans`: of the scans there were."""

    def __init__(self) -> None:
        self.plans: list[ScanPlan] = []
        self.phones: list[FoundPhone] = []
        self.trouble: dict[str, int] = {}
        self.finished = True
        self.reserved: list[str] = []
        self.error: Exception | None = None

    def __call__(self, plan: ScanPlan, note: Callable[[str, str], None]) -> ScanOutcome:
        self.plans.append(plan)
        if self.error is not None:
            raise self.error
        note("192.0.2.200", "it answered with a web page")
        return ScanOutcome(
            list(self.phones), plan.addresses.count(), len(self.phones) + 1, self.trouble, self.finished, self.reserved
        )


class Told:
    """What takes the place of the screen. `warnings`: those that were shown."""

    def __init__(self) -> None:
        self.warnings: list[str] = []

    def v(self, text: str) -> None:
        """What only -v shows."""

    def vvv(self, text: str) -> None:
        """What only -vvv shows."""

    def warning(self, text: str) -> None:
        self.warnings.append(text)


def trusted(value: Any) -> Any:
    """As inventory files give their texts."""
    return getattr(template, "trust_as_template", str)(value) if isinstance(value, str) else value


def with_hosts(**hosts: Variables) -> InventoryData:
    """What an earlier source told."""
    inventory = InventoryData()
    for name, variables in hosts.items():
        inventory.add_host(name)
        for variable, value in variables.items():
            inventory.set_variable(name, variable, value)
    return inventory


def variables_of(inventory: InventoryData, name: str) -> Variables:
    return {key: value for key, value in inventory.hosts[name].vars.items() if key not in ("inventory_file", "inventory_dir")}


def members(inventory: InventoryData, group: str) -> list[str]:
    return sorted(host.name for host in inventory.groups[group].get_hosts())
