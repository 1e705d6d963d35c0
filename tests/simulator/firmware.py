# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Firmware quirks: the ways in which phones differ where the guide is silent, or from what it prints.

Each field of `Firmware` is one quirk, with its default, its choices and the sentence that `--quirk help` prints. A profile is a
value for every quirk: `guide` is the defaults, `vendor` what the vendor's own web server of a sister device was seen doing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from .errors import InputError
from .quirks.login import LoginQuirks
from .quirks.operations import CallQuirks, OperationQuirks
from .quirks.phonebook import PhonebookQuirks
from .quirks.status import StatusQuirks
from .quirks.values import PasswordQuirks, ReadingQuirks, WritingQuirks
from .quirks.web import WebQuirks

PROFILES = ("guide", "vendor")


# Python takes the fields of the last class first.
@dataclass(frozen=True)
class Firmware(
    WebQuirks,
    CallQuirks,
    OperationQuirks,
    PhonebookQuirks,
    StatusQuirks,
    PasswordQuirks,
    WritingQuirks,
    ReadingQuirks,
    LoginQuirks,
):
    """The quirks of one phone. Durations are seconds, lengths are bytes or characters as their text says."""

    def __post_init__(self) -> None:
        if not all(re.fullmatch(r"[\w-]+", name, re.ASCII) for name in self.cookie_names.split("+")):
            raise InputError(f"Quirk 'cookie_names' is names joined by '+'; got {self.cookie_names!r}.")

    @property
    def cookies(self) -> tuple[str, ...]:
        """Return the names of the cookies that belong to a session; the first one carries its secret."""
        return ("gmicookie",) if self.cookie_form == "gmicookie" else tuple(self.cookie_names.split("+"))

    @property
    def read_only_numbers(self) -> frozenset[str]:
        """Return the bare numbers of the quirk `read_only`."""
        numbers = self.read_only.replace("+", ",").split(",")
        return frozenset(number.strip().removeprefix("P") for number in numbers if number.strip())

    @classmethod
    def profile(cls, name: Any) -> Firmware:
        """Return a profile by its name. Raises `InputError` with a sentence."""
        if name not in PROFILES:
            raise InputError(f"Unknown firmware {name!r}; known: {', '.join(PROFILES)}.")
        return cls(**{quirk.name: quirk.metadata["vendor"] for quirk in fields(cls)}) if name == "vendor" else cls()

    def as_profile(self, name: Any) -> Firmware:
        """Return a profile, with the quirks of this firmware that cannot change while the fleet runs. Raises `InputError`."""
        fixed = {quirk.name: getattr(self, quirk.name) for quirk in fields(self) if quirk.metadata["at_start"]}
        return replace(Firmware.profile(name), **fixed)

    def changed(self, changes: Mapping[str, Any], *, at_start: bool = False) -> Firmware:
        """Return this firmware with some quirks changed; values may be typed (JSON) or text (command line).

        Raises `InputError` with a sentence for an unknown quirk or value, and without `at_start` for a quirk
        that cannot change while the fleet runs.
        """
        return replace(self, **{name: _checked(name, value, at_start) for name, value in changes.items()})

    def as_dict(self) -> dict[str, Any]:
        """Return every quirk's value by its name."""
        return {quirk.name: getattr(self, quirk.name) for quirk in fields(self)}


def quirk_help() -> str:
    """Return the text of `--quirk help`: every quirk, its default, its choices, its value in the profile vendor, what it does."""
    lines = []
    for quirk in fields(Firmware):
        choices = " | ".join(quirk.metadata["choices"]) or type(quirk.default).__name__.replace("str", "text")
        vendor = quirk.metadata["vendor"]
        other = f"   vendor: {_as_text(vendor)}" if vendor != quirk.default else ""
        lines += [f"{quirk.name}={_as_text(quirk.default)}   ({choices}){other}", f"    {quirk.metadata['help']}"]
    return "\n".join(lines)


def _as_text(value: object) -> str:
    """Return a quirk's value as the command line writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _checked(name: str, value: Any, at_start: bool) -> Any:
    """Return one quirk's value in its own type, or `InputError`."""
    quirk = next((quirk for quirk in fields(Firmware) if quirk.name == name), None)
    if quirk is None:
        raise InputError(f"Unknown quirk {name!r}; known: {', '.join(known.name for known in fields(Firmware))}.")
    if quirk.metadata["at_start"] and not at_start:
        raise InputError(f"Quirk {name!r} can only be set when the simulator starts.")
    choices: tuple[str, ...] = quirk.metadata["choices"]
    if choices and value not in choices:
        raise InputError(f"Quirk {name!r} is one of {', '.join(choices)}; got {value!r}.")
    return _typed(name, value, type(quirk.default))


def _typed(name: str, value: Any, wanted: type) -> Any:
    """Return a value of the wanted type, from itself or from its text."""
    if wanted is str and isinstance(value, str):
        return value
    if wanted is bool and (isinstance(value, bool) or value in ("true", "false")):
        return value in (True, "true")
    if wanted in (int, float) and isinstance(value, str | int | float) and not isinstance(value, bool):
        try:
            number = wanted(value)
        except (ValueError, OverflowError):
            number = -1
        if 0 <= number < math.inf:
            return number
    kinds = {str: "text", bool: "true or false", int: "a whole number from 0", float: "a number from 0"}
    raise InputError(f"Quirk {name!r} is {kinds[wanted]}; got {value!r}.")
