# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What became of values that the phone accepted and did not keep, in words. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Mapping, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._api.values_reply import HeldValues
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue, keys, plan
from ansible_collections.voip.grandstream.plugins.module_utils._settings.codec import text_of_texts


def told(name: str, numbers: Sequence[str], wanted: Mapping[str, str], kept: HeldValues, model: str | None) -> str:
    """Return what became of a value that did not stick; of an address as a whole, even if only some octets were written."""
    if plan.key_of(name) is not None and model:
        return _told_key(name, numbers, wanted, kept, model)
    place = catalogue.by_number(numbers[0], model)
    whole = place.setting.numbers if place and place.octet and plan.is_named(name) else numbers
    written = text_of_texts([wanted[number] for number in whole if number in wanted])
    if any(number in kept.broken for number in numbers):
        return f"{name} was written as {plan.quoted(numbers[0], written)} and {plan.UNREADABLE}"
    reads = [kept.get(number, None if number in numbers else wanted.get(number)) for number in whole]
    read_text = None if None in reads else text_of_texts([str(text) for text in reads])
    return f"{name} was written as {plan.quoted(numbers[0], written)} and reads {plan.quoted(numbers[0], read_text)}"


def _told_key(name: str, numbers: Sequence[str], wanted: Mapping[str, str], kept: HeldValues, model: str) -> str:
    """Return what became of a programmable key that did not stick, as users write keys."""
    key = plan.key_of(name) or 0
    written = plan.quoted("", keys.shown_entry(key, wanted, model))
    if any(number in kept.broken for number in numbers):
        return f"{name} was written as {written} and {plan.UNREADABLE}"
    held = {**wanted, **kept, **{number: kept.get(number, "") for number in numbers}}
    return f"{name} was written as {written} and reads {plan.quoted('', keys.shown_entry(key, held, model))}"
