# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Derive `factory.json`, what the simulated phones know at the factory, from the settings catalogue.

    python -m simulator.data.derive CATALOGUE SAMPLE

CATALOGUE is the project's `settings.json`, SAMPLE a JSON object of P values read from a real WP820. The result is
data of the simulator's own, so that the simulator neither reads nor imports anything of the collection at run time.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

# What an account row needs to show (guide, "Get Account Status") and to register.
ACCOUNT_SETTINGS = {
    "active": "account_active",
    "name": "account_name",
    "server": "sip_server",
    "user_id": "sip_user_id",
    "password": "sip_auth_password",
}


def numbers_on(setting: dict[str, Any], accounts: int) -> list[str]:
    """Return the P numbers of one catalogue row on a model with that many accounts."""
    numbers = setting["p"]
    return numbers[:accounts] if isinstance(numbers, list) else [numbers]


def factory_texts(setting: dict[str, Any], model: str, accounts: int) -> dict[str, str]:
    """Return a setting's numbers on the model with their values at the factory; `""` where the catalogue does not know it."""
    value: str = setting.get("differs", {}).get(model, {}).get("default", setting.get("default")) or ""
    step = setting.get("default_step", 0)
    return {
        number: str(int(value) + step * position) if step else value
        for position, number in enumerate(numbers_on(setting, accounts))
    }


def key_texts(catalogue: dict[str, Any], model: str) -> dict[str, str]:
    """Return the numbers of the model's programmable keys, none of which has a use at the factory."""
    unused = {"mode": "0", "account": "0", "label": "", "value": ""}
    return {
        str(kind["p"] + kind["step"] * (key - kind["first"]) + offset): unused[field]
        for kind in catalogue["keys"]
        if model in kind["models"]
        for key in range(kind["first"], kind["last"] + 1)
        if key not in kind.get("missing", ())
        for field, offset in kind["fields"].items()
    }


def range_of(setting: dict[str, Any]) -> list[int]:
    """Return the smallest and the largest number that any model takes."""
    facts = [setting, *setting.get("differs", {}).values()]
    also = [int(text) for fact in facts for text in fact.get("also", ())]
    return [
        min([*also, *(fact["min"] for fact in facts if "min" in fact)]),
        max([*also, *(fact["max"] for fact in facts if "max" in fact)]),
    ]


def factory_values(catalogue: dict[str, Any], sample: dict[str, str], model: str) -> dict[str, str]:
    """Return every P number the model knows, with its value at the factory."""
    accounts = catalogue["models"][model]["accounts"]
    values = {row["p"]: "" for row in catalogue["read_only"]}
    # A phone of the family answered with these, so a phone knows them although the catalogue does not.
    listed = {number for row in catalogue["settings"] for number in numbers_on(row, 16)}
    values |= {key.removeprefix("P"): "" for key in sample if key.removeprefix("P") not in listed}
    for setting in catalogue["settings"]:
        if model in setting["models"]:
            values |= factory_texts(setting, model, accounts)
    values |= key_texts(catalogue, model)
    # Whatever the catalogue says: a new phone has no account in use.
    active = next(row for row in catalogue["settings"] if row["name"] == ACCOUNT_SETTINGS["active"])
    values |= dict.fromkeys(numbers_on(active, accounts), "0")
    return values


def derive(catalogue: dict[str, Any], sample: dict[str, str]) -> dict[str, Any]:
    """Return the whole content of `factory.json`."""
    by_name = {row["name"]: row for row in catalogue["settings"]}
    per_model = {model: factory_values(catalogue, sample, model) for model in catalogue["models"]}
    # Most values are the same on every model: they are written once.
    common = dict(set.intersection(*(set(values.items()) for values in per_model.values())))
    return {
        "accounts": {model: facts["accounts"] for model, facts in catalogue["models"].items()},
        "account_numbers": {key: by_name[name]["p"] for key, name in ACCOUNT_SETTINGS.items()},
        "read_only": [row["p"] for row in catalogue["read_only"]],
        "write_only": sorted(
            (number for row in catalogue["settings"] if row["write_only"] for number in numbers_on(row, 16)), key=int
        ),
        "ranges": {number: range_of(row) for row in catalogue["settings"] if "min" in row for number in numbers_on(row, 16)},
        "values": {
            "common": ordered(common),
            **{model: ordered(dict(values.items() - common.items())) for model, values in per_model.items()},
        },
    }


def ordered(values: dict[str, str]) -> dict[str, str]:
    """Return the values by number, so that the file's differences are readable."""
    return dict(sorted(values.items(), key=lambda item: int(item[0])))


if __name__ == "__main__":
    catalogue_file, sample_file = map(Path, sys.argv[1:])
    content = derive(json.loads(catalogue_file.read_text("utf-8")), json.loads(sample_file.read_text("utf-8")))
    target = Path(__file__).with_name("factory.json")
    target.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
