# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The settings that each firmware of a model has, as far as that is published. Pure.

The sources were not tried on a device: a phone that is asked knows better. So only what both the first firmware with a setting
and the last one without it tell is certain.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any, Mapping, NamedTuple, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue, keys
from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue import Setting
from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue_data import FIRMWARE
from ansible_collections.voip.grandstream.plugins.module_utils._text import shown

_VERSION = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6}){1,5}")

KEYS = "keys"
"""The name of programmable keys among the settings."""

_FACTS: dict[str, dict[str, Any]] = json.loads(FIRMWARE)


class Finding(NamedTuple):
    """A published reason against a setting on a phone. ``sentence`` goes on after its name. ``is_certain``: whether the phone
    lacks it as far as the sources can tell; if not, it may lack it. ``is_reason``: whether it would be why, if the phone does."""

    sentence: str
    is_certain: bool
    is_reason: bool = True


def version(text: str | None) -> list[int] | None:
    """Return the parts of a version such as ``1.0.3.19``, to be compared; None for any other text."""
    return [int(part) for part in text.split(".")] if text and _VERSION.fullmatch(text) else None


def version_problem(text: str) -> str | None:
    """Return what is wrong with a text that should be a version; None for nothing."""
    return None if version(text) else f"{shown(text)} is not a version such as 1.0.3.19"


def finding(name: str, model: str, firmware: str | None, phones: str, account: int | None = None) -> Finding | None:
    """Return what is published against the setting of this ``name``, or against :data:`KEYS`; None for nothing.

    ``firmware``: of the phone, None if not known. ``phones``: how the sentence calls it, such as ``these phones have``.
    ``account``: of the setting, where a doubt may be about some accounts only.
    """
    facts = _FACTS.get(name, {})
    current = version(firmware)
    if current is not None:
        found = _by_version(facts, model, firmware, current, phones)
        if found:
            return found
    if model in facts.get("absent", ()):
        return Finding(f"is in no newest published template of a {model}: its firmware may lack it", is_certain=False)
    if model in facts.get("doubtful", ()) and (account is None or account in facts.get("doubtful_accounts", (account,))):
        return Finding(f"is in doubt on a {model}: the reference of all settings says why", is_certain=False, is_reason=False)
    return None


def doubt(name: str, model: str | None) -> str:
    """Return why the sense of a setting is not sure on a model, a text that goes on after its name; empty where it is sure.

    ``model``: None if not known; then one model in doubt is enough.
    """
    doubtful = _FACTS.get(name, {}).get("doubtful", ())
    if not (doubtful if model is None else model in doubtful):
        return ""
    return "may mean the opposite on this phone, because the vendor's own documents disagree: see this setting in the reference"


def name_of(number: str, model: str | None) -> str | None:
    """Return the name under which facts on a bare P number are published; None for none."""
    if keys.place_of(number, model):
        return KEYS
    place = catalogue.by_number(number, model)
    return place.setting.name if place else None


@lru_cache(maxsize=catalogue.REMEMBERED)
def has_dates(number: str, model: str | None) -> bool:
    """Return whether it is published which firmware of the model brought or removed a bare P number."""
    facts = _FACTS.get(name_of(number, model) or "", {})
    return model in facts.get("since", ()) or model in facts.get("removed", ())


def reasons(names: Mapping[str, Sequence[str]], model: str | None, firmware: str | None) -> dict[str, str]:
    """Return why a phone may not have these values, by name: a text that goes on after it. ``names``: P numbers by name."""
    found = {}
    for name, numbers in names.items():
        published = name_of(numbers[0], model)
        reason = finding(published, model, firmware, "this phone has") if published and model else None
        if reason and reason.is_reason:
            found[name] = reason.sentence
    return found


def lacking(setting: Setting) -> list[str]:
    """Return the models whose newest firmware lacks the setting, as far as it is published."""
    facts = _FACTS.get(setting.name, {})
    return [model for model in setting.models if model in facts.get("removed", ()) or model in facts.get("absent", ())]


def _by_version(facts: dict[str, Any], model: str, firmware: str | None, current: list[int], phones: str) -> Finding | None:
    since, since_after = (facts.get(key, {}).get(model) for key in ("since", "since_after"))
    removed, removed_after = (facts.get(key, {}).get(model) for key in ("removed", "removed_after"))
    if since and current < (version(since) or []):
        if since_after and current > (version(since_after) or []):
            return Finding(
                f"came to the {model} after firmware {since_after} and no later than {since}, and {phones} {firmware}",
                is_certain=False,
            )
        return Finding(f"needs firmware {since} on {model}, and {phones} {firmware}", is_certain=bool(since_after))
    if removed and current >= (version(removed) or []):
        return Finding(f"was removed by firmware {removed} on {model}, and {phones} {firmware}", is_certain=True)
    if removed_after and current > (version(removed_after) or []):
        return Finding(
            f"went from the {model} after firmware {removed_after} and no later than {removed}, and {phones} {firmware}",
            is_certain=False,
        )
    return None
