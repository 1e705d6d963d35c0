# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables of users that have the collection's prefix, and that the collection does not have.

Ansible says nothing of a variable that nobody reads, so a slip in its name would leave phones as they are, silently.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import difflib
import re
import typing as t
from fnmatch import fnmatchcase

from ansible.utils.vars import load_extra_vars

from ansible_collections.voip.grandstream.plugins.plugin_utils._inventory_layers import Said, SourceReader, groups_of
from ansible_collections.voip.grandstream.plugins.plugin_utils._variable_names import BUNDLE, PREFIX, known

if t.TYPE_CHECKING:
    from ansible.inventory.host import Host
    from ansible.parsing.dataloader import DataLoader

OWN = "gs_own_variables"
"""The variable that names variables of users."""

LIKENESS = 0.87
"""How like a known name a slip is: ``gs_setial`` is 0.89 like ``gs_serial``, ``gs_settings_all`` 0.85 like ``gs_settings``."""

MOST_PLACES = 3
"""How many places a message names for each variable."""

_KEY = re.compile(rb"\b(gs_[A-Za-z0-9_]+)[\"']?\s*:")
"""What may be a name in a YAML or JSON file."""

EXTRA = "the extra variables (-e)"
ELSEWHERE = "the play, a role or a fact"


class Unknown(t.NamedTuple):
    """A variable that the collection does not have. ``places``: where it is said. ``near``: the known name that it is like."""

    name: str
    places: tuple[str, ...]
    near: str | None

    @property
    def where(self) -> str:
        """Return the places, at most :data:`MOST_PLACES`."""
        more = " and more" if len(self.places) > MOST_PLACES else ""
        return f"{'; '.join(self.places[:MOST_PLACES])}{more}"

    @property
    def problem(self) -> str:
        """Return the sentence about a slip."""
        return f"{self.name}, in {self.where}: there is no such variable. Did you mean {self.near}?"


REMEDY = f"Correct the name. If the variable is your own, name it in {OWN}."
"""What to do about a slip."""


def unknown_of_command_line(loader: DataLoader) -> list[Unknown]:
    """Return the unknown variables among the extra variables, which are there before the hosts of a play are known."""
    found = _Found()
    found.add(EXTRA, load_extra_vars(loader))
    return found.unknown()


def unknown_of_hosts(names: t.Sequence[str], variables: t.Mapping[str, t.Any], loader: DataLoader) -> list[Unknown]:
    """Return the unknown variables that hosts have, in the order of their places.

    ``names``: the hosts. ``variables``: all that a task of any of them has, and what is told of its play, role or facts. Raise
    :class:`AnsibleLookupError` where this ansible-core does not show its inventory.
    """
    reader = SourceReader(variables, loader)
    # A host that is not of the inventory, as localhost may be, has no variables there.
    hosts = [reader.hosts[name] for name in names if name in reader.hosts]
    found = _Found()
    # First, because it may name variables of users.
    found.add(EXTRA, load_extra_vars(loader))
    found.add_all(reader.of_groups(list({group: None for host in hosts for group in groups_of(host)})))
    _add_hosts(found, hosts, reader)
    of_task = reader.hosts.get(variables.get("inventory_hostname", ""))
    elsewhere = {name: value for name, value in variables.items() if name not in found.places and found.is_strange(name)}
    if elsewhere and of_task is not None:
        # They may be in an encrypted file, too.
        found.add_all(reader.of_host(of_task))
        elsewhere = {name: value for name, value in elsewhere.items() if name not in found.places}
    found.add(ELSEWHERE, elsewhere)
    return found.unknown()


def _add_hosts(found: _Found, hosts: list[Host], reader: SourceReader) -> None:
    """Note the unknown variables of hosts themselves.

    Ansible takes about a millisecond to read a small file, and there may be thousands. So only those are read that have an
    unknown name in the place of a key. Encrypted files are not.
    """
    for host in hosts:
        if any(map(found.is_strange, host.vars)):
            found.add(*reader.inventory([host])[0])
        keys = {key.decode() for file in reader.files_of_host(host) for key in _KEY.findall(file.read_bytes())}
        if any(found.is_wanted(key) for key in keys):
            found.add_all(reader.beside_inventory([host]) + reader.beside_playbook([host]))


class _Found:
    """What was found so far. ``places``: those of each unknown variable."""

    def __init__(self) -> None:
        self.places: dict[str, dict[str, None]] = {}
        self._own: list[str] = []
        self._known = known()

    def is_strange(self, name: t.Any) -> bool:
        """Return whether a variable wants a look: an unknown one, or the one that names users' own."""
        if not isinstance(name, str) or not name.startswith(PREFIX) or name.startswith(BUNDLE):
            return False
        return name == OWN or name not in self._known

    def is_wanted(self, name: str) -> bool:
        """Return whether one more place of a variable is worth a look at it."""
        return self.is_strange(name) and len(self.places.get(name, ())) <= MOST_PLACES and not self._is_own(name)

    def add_all(self, said: t.Iterable[Said]) -> None:
        """Note what is said at places."""
        for place, variables in said:
            self.add(place, variables)

    def add(self, place: str, said: t.Mapping[str, t.Any]) -> None:
        """Note what is said at a place."""
        for name in filter(self.is_strange, said):
            if name != OWN:
                self.places.setdefault(name, {})[place] = None
            elif isinstance(said[OWN], list):
                self._own += [pattern for pattern in said[OWN] if isinstance(pattern, str)]
            elif isinstance(said[OWN], str):
                self._own += said[OWN].replace(",", " ").split()

    def unknown(self) -> list[Unknown]:
        """Return the unknown variables without users' own."""
        return [
            Unknown(name, tuple(places), _near(name, self._known))
            for name, places in self.places.items()
            if not self._is_own(name)
        ]

    def _is_own(self, name: str) -> bool:
        return any(fnmatchcase(name, pattern) for pattern in self._own)


def _near(name: str, names: t.Iterable[str]) -> str | None:
    return next(iter(difflib.get_close_matches(name, sorted(names), n=1, cutoff=LIKENESS)), None)
