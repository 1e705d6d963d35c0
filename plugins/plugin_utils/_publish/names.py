# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which settings differ between two provisioning files: their names, and never a value."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t

from ansible_collections.voip.grandstream.plugins.module_utils._errors import PhoneError
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.encrypt import DIGESTS, decrypted, is_encrypted
from ansible_collections.voip.grandstream.plugins.module_utils._provisioning.xml_file import pairs_of_xml
from ansible_collections.voip.grandstream.plugins.module_utils._publish.plan import DesiredFile
from ansible_collections.voip.grandstream.plugins.module_utils._settings import aliases, catalogue, keys

_MOST_NAMES = 40
"""Names that the line of a file has."""


def line(file: DesiredFile, former: bytes | None, model: str | None) -> str:
    """Return one line for the difference: the file, its hosts and the settings that are new, changed or gone.

    ``former``: the bytes that are there now; None for a new file.
    """
    hosts = ", ".join(file.hosts[:5]) + (f" and {len(file.hosts) - 5} more" if len(file.hosts) > 5 else "")
    about = f"{file.name} ({hosts})"
    if former is None:
        return f"{about}: new"
    if file.mac is None:
        return f"{about}: other contacts or groups"
    sealed = is_encrypted(former) != (file.password is not None)
    note = [("encrypted from now on" if file.password else "not encrypted any more")] if sealed else []
    before = _values(_plain(former, file.password))
    if before is None:
        return f"{about}: {'; '.join([*note, 'what the former file says cannot be told'])}"
    after = _values(file.content) or {}
    differing = {
        "changed": [name for name in after if name in before and before[name] != after[name]],
        "new": [name for name in after if name not in before],
        "gone": [name for name in before if name not in after],
    }
    parts = [f"{kind} {_listed(names, model)}" for kind, names in differing.items() if names]
    return f"{about}: {'; '.join([*note, *parts]) or 'encrypted anew'}"


def _plain(content: bytes, password: str | None) -> bytes | None:
    if not is_encrypted(content):
        return content
    for digest in DIGESTS if password else ():
        try:
            found = decrypted(content, str(password), digest)
        except PhoneError:
            continue
        if found.startswith(b"<"):
            return found
    return None


def _values(content: bytes | None) -> dict[str, str | None] | None:
    """Return the texts of a file by name; None where it is no such file."""
    try:
        return None if content is None else {pair.name: pair.text for pair in pairs_of_xml(content) if pair.name != "mac"}
    except PhoneError:
        return None


def _listed(names: t.Sequence[str], model: str | None) -> str:
    shown = list(dict.fromkeys(_name(name, model) for name in names))
    more = f" and {len(shown) - _MOST_NAMES} more" if len(shown) > _MOST_NAMES else ""
    return ", ".join(shown[:_MOST_NAMES]) + more


def _name(name: str, model: str | None) -> str:
    """Return the name that users write for a name of a file."""
    number = catalogue.bare_number(name)
    key = keys.place_of(number, model) if number else aliases.key_place_of(name, model)
    if key:
        return f"keys.{key[0]}"
    place = catalogue.by_number(number, model) if number else aliases.place_of(name)
    return place.path if place else f"settings.P{number}" if number else name
