# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The paths of files that users name in variables."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t
from pathlib import Path


def existing_path(name: str, variables: t.Mapping[str, t.Any], what: str) -> Path:
    """Return the path of the file or folder that a user calls ``name``.

    A relative name is looked for beside the inventory, then beside the playbook, then in the current folder. ``variables``: those
    of the host. ``what``: such as ``directory``, for the message. Raise :class:`FileNotFoundError` with a sentence that says
    where it was looked for.
    """
    wanted = Path(name).expanduser()
    bases = [variables.get("inventory_dir"), variables.get("playbook_dir"), Path.cwd()]
    candidates = [Path(base) / wanted for base in dict.fromkeys(str(base) for base in bases if base)]
    if wanted.is_absolute():
        candidates = [wanted]
    found = next((candidate for candidate in candidates if name and candidate.exists()), None)
    if found is None:
        where = " and ".join(str(candidate) for candidate in candidates)
        raise FileNotFoundError(f"there is no {what} {name!r}. It was looked for at {where}")
    return found


def names_in(terms: t.Iterable[t.Any]) -> list[str]:
    """Return the names in a lookup's terms, of which each may be a list of names."""
    return [str(name) for term in terms for name in (term if isinstance(term, (list, tuple)) else [term])]
