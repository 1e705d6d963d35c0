# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reasons why a key is no setting at its place, in a sentence that says what would be right."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import difflib
import re

from ansible_collections.voip.grandstream.plugins.module_utils._settings import aliases
from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue import (
    READ_ONLY,
    Setting,
    by_name,
    for_model,
    path_of,
)

_OCTET = re.compile(r"(.+)_octet_[1-4]")
_LONGEST_NAME = 64


def why_unknown(key: str, account: int | None, model: str | None) -> str:
    """Return why users cannot write ``key`` at this place, as a sentence that says what would be right.

    ``account``: the account under which it stands, None for a setting of the phone. Not for keys that are right.
    """
    setting = by_name(key)
    if setting is not None:
        return _why_misplaced(setting, account, model)
    if key in READ_ONLY:
        return "it is read-only"
    octet = _OCTET.fullmatch(key)
    if octet and by_name(octet.group(1)):
        return f"write the whole address, as {octet.group(1)}"
    place = aliases.place_of(key)
    if place is not None:
        inverted = ", with the opposite value" if aliases.is_inverted(place.setting) else ""
        return f"this is its name in provisioning files. Write {path_of(place.setting, place.account)}{inverted}"
    near = _nearest(key, account, model)
    return f"unknown setting. Did you mean {near}?" if near else "unknown setting"


def _why_misplaced(setting: Setting, account: int | None, model: str | None) -> str:
    if model is not None and model not in setting.models:
        return f"not on a {model}"
    if account is None:
        return f"it is a setting of an account. Write {path_of(setting)}"
    return f"it is a setting of the phone, not of an account. Write {path_of(setting)}"


def _nearest(key: str, account: int | None, model: str | None) -> str | None:
    """Return the name most like ``key``: first of the same scope, then with its path of the other, else None."""
    wanted = key.lower().replace("-", "_").replace(" ", "_")
    if len(wanted) > _LONGEST_NAME:
        return None
    scope = "device" if account is None else "account"
    known = {setting.name: setting for setting in for_model(model)}
    names = [name for name, setting in known.items() if setting.scope == scope]
    others = [name for name, setting in known.items() if setting.scope != scope]
    for candidates, likeness in ((names, 0.85), (others, 0.85), (names, 0.7)):
        near = difflib.get_close_matches(wanted, candidates, n=1, cutoff=likeness)
        if near:
            return near[0] if candidates is names else path_of(known[near[0]])
    return None
