# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From phones on the network to hosts of the inventory, with names and values that cannot do harm."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import collections
import ipaddress
import typing as t
from collections.abc import Callable, Mapping, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api.connection import ConnectionSettings
from ansible_collections.voip.grandstream.plugins.plugin_utils._inventory_plugin import as_variable


class KnownHost(t.NamedTuple):
    """A host of an earlier inventory source, and its port where it has one."""

    name: str
    port: int | None


def choose_names(candidates: Mapping[str, Sequence[str]], is_taken: Callable[[str], bool]) -> dict[str, str | None]:
    """Return the name of each phone: the first of its candidates that no other phone and nothing in the inventory has.

    ``candidates``: names by address, best first. Where several phones would have a name, none gets it, for otherwise it would
    depend on who answers today. The last resort is the address; None where even that is taken.
    """
    wanted = collections.Counter(name for names in candidates.values() for name in dict.fromkeys(names))
    return {
        address: next((name for name in (*names, address) if wanted[name] < 2 and not is_taken(name)), None)
        for address, names in candidates.items()
    }


def order(address: str) -> tuple[int, int]:
    """Return a key that sorts addresses in the order in which networks are scanned."""
    number = ipaddress.ip_address(address)
    return number.version, int(number)


def meant_by(port: int, hosts: Sequence[KnownHost]) -> list[str]:
    """Return the names of the hosts of one address that are the phone at a port: those that name the port, else all."""
    return [host.name for host in hosts if host.port == port] or [host.name for host in hosts]


def reached_by(address: str, settings: ConnectionSettings) -> dict[str, t.Any]:
    """Return the variables by which a new host is reached. They do not come from the network."""
    usual = 443 if settings.use_ssl else 80
    return {
        "ansible_host": as_variable(address),
        "ansible_connection": as_variable("voip.grandstream.webapi"),
        "gs_use_ssl": settings.use_ssl,
        **({} if settings.port == usual else {"ansible_port": settings.port}),
    }
