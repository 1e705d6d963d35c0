# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A company directory for many phones, and the part of it that one phone has. Pure.

Each worker of a run imports this anew for each task and phone, so it imports little. The module `files` parses files. A contact
that is for some sites only has `sites`, a list of names.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import (
    DEFAULT_GROUP,
    FIXED_GROUPS,
    Directory,
    canonical_group,
)


def joined(directories: t.Sequence[Directory]) -> Directory:
    """Return all directories as one. A group or contact that two of them list alike is there once."""
    once: dict[t.Any, t.Mapping[str, t.Any]] = {}
    for contact in (contact for directory in directories for contact in directory.contacts):
        once.setdefault(tuple(sorted((key, str(value)) for key, value in contact.items())), contact)
    return Directory(
        list(dict.fromkeys(name for directory in directories for name in directory.groups)),
        list(once.values()),
        [problem for directory in directories for problem in directory.problems],
    )


def only_groups(directory: Directory, names: t.Sequence[str]) -> Directory:
    """Return the groups of these names with their contacts. Raise :class:`InputError` for a name that is no group of the
    directory: it may be a slip."""
    known = [*directory.groups, *FIXED_GROUPS.values()]
    wanted = [canonical_group(name) for name in names]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise InputError(
            f"the directory has no group {', '.join(map(repr, unknown))}. Use one of its groups: {', '.join(map(repr, known))}"
        )
    return directory._replace(
        groups=[name for name in directory.groups if name in wanted],
        contacts=[contact for contact in directory.contacts if contact.get("group", DEFAULT_GROUP.name) in wanted],
    )


def at_site(directory: Directory, site: str) -> Directory:
    """Return what a phone at ``site`` has: contacts for all sites and for that one, without their marks. Empty text is no site.

    A group of which all contacts are for other sites is left out.
    """
    here = site.strip().casefold()
    contacts, elsewhere, needed = [], set(), set()
    for contact in directory.contacts:
        sites = contact.get("sites")
        if sites and here not in [name.casefold() for name in sites]:
            elsewhere.add(contact.get("group"))
            continue
        needed.add(contact.get("group"))
        contacts.append({key: value for key, value in contact.items() if key != "sites"})
    groups = [name for name in directory.groups if name in needed or name not in elsewhere]
    return Directory(groups, contacts, directory.problems)
