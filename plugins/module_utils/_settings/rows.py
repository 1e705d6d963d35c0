# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Changes of settings as users see them: under their names, and in the words of the catalogue. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

from typing import Any, Mapping, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._masking import FORMER_SECRET, NEW_SECRET
from ansible_collections.voip.grandstream.plugins.module_utils._settings import catalogue, codec, from_pvalues, keys, plan
from ansible_collections.voip.grandstream.plugins.module_utils._settings.plan import DesiredValues, ValueChange


def rows_of(current: Mapping[str, str], changes: Sequence[ValueChange], desired: DesiredValues) -> list[dict[str, Any]]:
    """Return one row a setting, those that can cut the phone off first. A whole address is one setting, and so is a key."""
    rows: dict[str, dict[str, Any]] = {}
    for change in changes:
        name = desired.name(change.number)
        before, after = _friendly(name, current, change, desired)
        rows.setdefault(
            name,
            {
                "kind": "setting",
                "action": "edit",
                "name": name,
                **({} if plan.is_named(name) else {"setting": plan.setting_name(change.number, desired.model)}),
                "pvalues": [],
                "before": FORMER_SECRET if from_pvalues.is_secret(change.number, change.before) else plan.bounded(before),
                "after": NEW_SECRET if from_pvalues.is_secret(change.number, change.after) else after,
                **({"reach": True} if catalogue.is_reach(change.number, desired.model) else {}),
            },
        )["pvalues"].append("P" + change.number)
    return sorted(rows.values(), key=lambda row: "reach" not in row)


def diff_lines(rows: Sequence[Mapping[str, Any]], side: str, model: str | None) -> str:
    """Return one side of a diff: ``before`` or ``after`` of each row, under the name that people call the setting by."""
    return plan.lines(
        (plan.title(row["name"], [number[1:] for number in row["pvalues"]], model), quoted(row[side])) for row in rows
    )


def setting_title(row: Mapping[str, Any]) -> str:
    """Return what people call the setting of a row, of any module's ``changes``: as :func:`plan.title`. Empty for no setting."""
    said = [row["pvalue"]] if "pvalue" in row else row.get("pvalues")
    numbers = [catalogue.bare_number(pvalue) for pvalue in said] if isinstance(said, (list, tuple)) else []
    if not numbers or None in numbers or row.get("kind", "setting") != "setting":
        return ""
    name = str(row.get("setting") or row.get("name") or row.get("pvalue"))
    return plan.title(name, [number for number in numbers if number], None)


def _friendly(name: str, current: Mapping[str, str], change: ValueChange, desired: DesiredValues) -> tuple[Any, Any]:
    """Return before and after as a user would write them: by P number as text, by name with the catalogue's words."""
    key = plan.key_of(name)
    if key is not None and desired.model:
        return keys.shown_entry(key, current, desired.model), keys.shown_entry(key, desired.values, desired.model)
    place = catalogue.by_number(change.number, desired.model)
    if place is None or not plan.is_named(name):
        return change.before, change.after
    if change.before is None:
        return None, _shown(change.after, change, desired)
    if place.octet is None:
        return _shown(change.before or "", change, desired), _shown(change.after, change, desired)
    return tuple(  # type: ignore[return-value]
        codec.text_of_texts([texts[number] for number in place.setting.numbers]) for texts in (current, desired.values)
    )


def _shown(text: str, change: ValueChange, desired: DesiredValues) -> Any:
    return from_pvalues.shown(change.number, text, desired.model)


def quoted(value: Any) -> str:
    """Return one side of a row for a diff: quoted, so that spaces show, or the words that stand for what is not shown."""
    return value if value in (FORMER_SECRET, NEW_SECRET, plan.TOO_LONG) else plan.shown("", value, "")
