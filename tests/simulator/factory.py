# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Models: which values a phone knows when it leaves the factory, and which of them it keeps, hides or bounds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from .errors import InputError

# What a stranger may read: the guide's example reply to `request=2:68:vendor_name` ("Return Values Request").
IDENTITY = {
    "68": "1.0.3.49",
    "1561": "",
    "7033": "1.0.1.7",
    "vendor_name": "Grandstream",
    "vendor_fullname": "Grandstream Networks, Inc.",
    "hw_rev": "V2.2A",
    "tp_fw_version": "22",
}
# What RESET brings back: the guide's "default passcode" ("Password Token Authentication"), and the user's example password.
PASSWORDS = {"2": "admin", "196": "123"}
# Lines by model; how many a GXV has, the guide does not say.
_LINES = {"gxv3350": 6, "gxv3370": 6, "gxv3380": 6, "wp820": 2}
# Firmware versions differ by model so that a test can tell phones apart; they are examples.
_VERSIONS = {"gxv3350": "1.0.3.38", "gxv3370": "1.0.3.49", "gxv3380": "1.0.3.52", "wp820": "1.0.9.15"}


@cache
def _data() -> dict[str, Any]:
    """Return the content of `data/factory.json`; `data/derive.py` says what is in it."""
    text = resources.files(f"{__package__}.data").joinpath("factory.json").read_text("utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


def model_names() -> list[str]:
    """Return the models that there are."""
    return sorted(_data()["accounts"])


@dataclass(frozen=True, slots=True)
class Account:
    """The P numbers of one account's settings that decide about its registration."""

    id: int
    active: str
    name: str
    server: str
    user_id: str
    password: str

    @property
    def numbers(self) -> tuple[str, ...]:
        """Return the P numbers that the account is made of."""
        return (self.active, self.name, self.server, self.user_id, self.password)


@dataclass(frozen=True, slots=True)
class Model:
    """What all phones of one model share. `values` is never changed: phones store only what differs from it.

    `values` are those with which the simulator starts, `factory_values` those that RESET brings back.
    """

    name: str
    values: Mapping[str, str]
    factory_values: Mapping[str, str]
    accounts: tuple[Account, ...]
    lines: int
    read_only: frozenset[str]
    write_only: frozenset[str]
    ranges: Mapping[str, tuple[int, int]]

    @classmethod
    def load(cls, name: str, start_values: Mapping[str, str]) -> Model:
        """Return a model by name, with `start_values` (by bare number) on top of what the factory sets."""
        data = _data()
        values = {**data["values"]["common"], **data["values"][name], **IDENTITY, "68": _VERSIONS[name]}
        numbers = data["account_numbers"]
        accounts = tuple(
            Account(index + 1, **{key: row[index] for key, row in numbers.items()}) for index in range(data["accounts"][name])
        )
        return cls(
            name=name,
            values={**values, **start_values},
            factory_values={**values, **PASSWORDS},
            accounts=accounts,
            lines=_LINES[name],
            read_only=frozenset(data["read_only"]) | IDENTITY.keys(),
            write_only=frozenset(data["write_only"]),
            ranges={number: (low, high) for number, (low, high) in data["ranges"].items()},
        )


def most_lines() -> int:
    """Return how many lines the model with the most of them has."""
    return max(_LINES.values())


def bare_key(key: str) -> str:
    """Return the key by which a phone stores a value: `P30` and `30` give `30`; identity names stay.

    For what an operator writes (files, control interface); the phone's own endpoints are stricter.
    Raises `InputError` with a sentence for anything else.
    """
    number = key.removeprefix("P")
    if number.isascii() and number.isdigit():
        return number
    if key in IDENTITY:
        return key
    raise InputError(f"{key!r} is not a P value: expected a number such as 'P30' or '30'.")


def checked_values(document: object) -> dict[str, str]:
    """Return the values of a decoded JSON object by bare number. Raises `InputError` with a sentence."""
    if not isinstance(document, dict):
        raise InputError("Values are a JSON object of P numbers and strings.")
    for key, value in document.items():
        if not isinstance(value, str):
            raise InputError(f"The value of {key!r} is a string in JSON; got {value!r}.")
    return {bare_key(key): value for key, value in document.items()}
