# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The other phones of the inventory, by what a phone tells of itself."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Callable, Mapping, Sequence

Owners = Mapping[str, Sequence[str]]
"""Names of hosts by SIP user ID."""


class Neighbours:
    """Hosts of the inventory and the SIP user IDs that they should have.

    ``host``: the phone's own name there. ``owners``: gives all hosts; called only where something must be compared.
    """

    def __init__(self, host: str, owners: Callable[[], Owners]) -> None:
        self._host = host
        self._owners = owners
        self.is_checked = False
        """Whether the phone has been compared already."""

    def are_known(self) -> bool:
        """Return whether the inventory says any SIP user ID."""
        return bool(self._owners())

    def another(self, user_ids: Sequence[str]) -> tuple[str, str] | None:
        """Return a SIP user ID that shows that its phone is another host, and the name of that host. None if nothing shows it.

        ``user_ids``: what the phone holds. One that is the host's own shows that it is the right phone, whatever else it holds.
        One that several hosts share shows nothing.
        """
        owners = self._owners()
        found = [(user_id, owners.get(user_id, ())) for user_id in user_ids]
        if any(self._host in hosts for dummy, hosts in found):
            return None
        return next(((user_id, hosts[0]) for user_id, hosts in found if len(hosts) == 1), None)

    def taken_along(self) -> dict[str, Any]:
        """Return what a module that runs elsewhere takes along."""
        return {"host": self._host, "owners": {user_id: list(hosts) for user_id, hosts in self._owners().items()}}


def from_taken_along(taken: Any) -> Neighbours | None:
    """Return what a module that runs elsewhere knows, out of :meth:`Neighbours.taken_along`. None for what is no such thing."""
    if not isinstance(taken, Mapping) or not isinstance(taken.get("owners"), Mapping):
        return None
    owners = {str(user_id): [str(host) for host in hosts] for user_id, hosts in taken["owners"].items()}
    return Neighbours(str(taken.get("host")), lambda: owners)
