# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The settings of `settings.json` as users write them, for the documents made of it: the octets of an address are one setting."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

#: What a boolean is called where an enum has words for it.
SWITCHES = {True: ("yes", "on", "enabled", "enable"), False: ("no", "off", "disabled", "disable")}


@dataclass(frozen=True)
class Setting:
    """One setting.

    `numbers`: bare P numbers; of all accounts, or of the octets of an address, or one. `default`: the phone's text at the
    factory, None where that is not known. `reach`: whether it can cut the phone off; `registers`: whether it
    registers an account anew. `facts`: the whole row, for what only people want to know.
    """

    name: str
    scope: str
    group: str
    type: str
    numbers: tuple[str, ...]
    description: str
    models: tuple[str, ...]
    default: str | None
    enum: dict[str, str]
    minimum: int | None = None
    maximum: int | None = None
    also: tuple[str, ...] = ()
    counted_from: int | None = None
    default_step: int = 0
    unit: str = ""
    secret: bool = False
    write_only: bool = False
    reboot: bool = False
    reach: bool = False
    registers: bool = False
    differs: dict[str, dict[str, Any]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def is_address_in_octets(self) -> bool:
        """Return whether the phone keeps the setting as four numbers."""
        return self.scope == "device" and len(self.numbers) > 1

    @property
    def ends(self) -> tuple[int, int]:
        """Return the smallest and the largest number that a user writes."""
        return (self.minimum or 0) + self.offset, (self.maximum or 0) + self.offset

    @property
    def offset(self) -> int:
        """Return what a user's number of an account has more than the phone's."""
        return 0 if self.counted_from is None else 1 - self.counted_from

    @property
    def range(self) -> str:
        """Return the range of a number, in words."""
        also = "".join(f"{text}, or " for text in self.also)
        return f"{also}{self.ends[0]} to {self.ends[1]}{' ' if self.unit else ''}{self.unit}"

    def on(self, model: str) -> Setting:
        """Return the setting as a model has it."""
        facts = dict(self.differs.get(model, {}))
        without = facts.pop("without", [])
        view = replace(self, differs={}, **{_FIELDS.get(key, key): value for key, value in facts.items()})
        return replace(view, enum={text: word for text, word in view.enum.items() if text not in without}, also=tuple(view.also))

    def ambiguous(self) -> set[str]:
        """Words and texts that mean different things on different models."""
        meanings: dict[str, set[str]] = {}
        for model in self.models:
            for text, word in self.on(model).enum.items():
                meanings.setdefault(text, set()).add(word)
                meanings.setdefault(word, set()).add(text)
        doubled = {key for key, values in meanings.items() if len(values) > 1}
        return doubled.union(*(meanings[key] for key in doubled))

    def spoken(self, text: str) -> bool | int | str:
        """Return what a user writes for the phone's text."""
        if self.type == "boolean":
            return {"0": False, "1": True}.get(text, text)
        if self.type in {"integer", "port"} and text.lstrip("-").isdigit():
            return int(text) + self.offset
        return self.enum.get(text, text)

    def word_for(self, switch: bool) -> str | None:
        """Return the word of the enum that stands for true or false; None if it has none."""
        return next((word for word in SWITCHES[switch] if word in self.enum.values()), None)


_FIELDS = {"min": "minimum", "max": "maximum"}


def settings(catalogue: dict[str, Any]) -> list[Setting]:
    """Return all settings in the catalogue's order."""
    rows = catalogue["settings"]
    found = []
    for row in rows:
        if "part_of" not in row:
            numbers = row["p"] if isinstance(row["p"], list) else [row["p"]]
            found.append(_setting(row, numbers))
        elif row["index"] == 1:
            octets = [other for other in rows if other.get("part_of") == row["part_of"]]
            found.append(_setting(_address(octets), [octet["p"] for octet in octets]))
    return found


def _address(octets: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the row of a whole address from those of its octets."""
    first = octets[0]
    defaults = [octet["default"] for octet in octets]
    about = first["description"].removeprefix("Octet 1 of ")
    return {
        "name": first["part_of"],
        "scope": first["scope"],
        "group": first["group"],
        "type": "ip",
        "alias": first["alias"].rpartition(".")[0] + ".1 to .4",
        "default": ".".join(defaults) if any(defaults) else "",
        "models": first["models"],
        "reboot": any(octet["reboot"] for octet in octets),
        "reach": any(octet.get("reach", False) for octet in octets),
        "description": about[:1].upper() + about[1:],
    }


def _setting(row: dict[str, Any], numbers: list[str]) -> Setting:
    return Setting(
        name=row["name"],
        scope=row["scope"],
        group=row["group"],
        type=row["type"],
        numbers=tuple(numbers),
        description=row["description"],
        models=tuple(row["models"]),
        default=row.get("default"),
        enum=row.get("enum", {}),
        minimum=row.get("min"),
        maximum=row.get("max"),
        also=tuple(row.get("also", ())),
        counted_from=row.get("counted_from"),
        default_step=row.get("default_step", 0),
        unit=row.get("unit", ""),
        secret=row.get("secret", False),
        write_only=row.get("write_only", False),
        reboot=row.get("reboot", False),
        reach=row.get("reach", False),
        registers=row.get("registers", False),
        differs=row.get("differs", {}),
        facts=row,
    )
