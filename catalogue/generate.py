# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write all that is made of `settings.json`, what people edit.

    python catalogue/generate.py            write it, and lay settings.json out: one setting a line
    python catalogue/generate.py --check    write nothing; fail if that would change anything

`_settings/catalogue_data.py` is what the collection knows at run time, which has no use for descriptions, groups and list
indexes. The JSON Schemas and the reference page are for people and their editors: `settings_schema`, `settings_reference`.
"""

from __future__ import annotations

import json
import sys
import textwrap
from pathlib import Path
from typing import Any

import settings_reference
import settings_schema

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "settings.json"
TARGET = HERE.parent / "plugins" / "module_utils" / "_settings" / "catalogue_data.py"
DOCS = HERE.parent / "docs"

LINE_LENGTH = 130

HEADER = '''\
# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The settings catalogue as data. Generated from catalogue/settings.json: change that file, and run `make catalogue`.

One JSON text and not a Python literal: Ansible compiles a collection's files anew in every process, and a literal of this
size takes much longer to compile than its JSON takes to parse. `_catalogue` says what the keys mean.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

CATALOGUE = r"""
'''
FOOTER = '"""\n'

# Keys that are the same there and here, and are left out where they say nothing.
OPTIONAL = ("alias", "alias_inverted", "enum", "unit", "default", "default_wp820", "secret", "write_only", "reboot")

# Settings whose provisioning name sounds like the opposite of the setting, and is not marked `alias_inverted`. Which of the two
# is the slip cannot be told without a phone, and a guess could switch SSH on: these names are not understood.
DOUBTFUL_ALIASES = ("disable_bfcp", "disable_missed_call_backlight", "disable_ssh")


def inline(value: Any) -> str:
    """JSON on one line, as people write it."""
    return json.dumps(value, ensure_ascii=False)


def layout(catalogue: dict[str, Any]) -> str:
    """The text of settings.json in its stable layout: one setting, one model, one read-only value a line."""
    models = ",\n".join(f"    {inline(name)}: {inline(facts)}" for name, facts in catalogue["models"].items())
    read_only = ",\n".join("    " + inline(row) for row in catalogue["read_only"])
    settings = ",\n".join("    " + inline(row) for row in catalogue["settings"])
    return (
        f'{{\n  "about": {inline(catalogue["about"])},\n  "models": {{\n{models}\n  }},\n'
        f'  "read_only": [\n{read_only}\n  ],\n  "settings": [\n{settings}\n  ]\n}}\n'
    )


def run_time_row(row: dict[str, Any], all_models: list[str]) -> dict[str, Any]:
    """One setting as the run time wants it: the fields of `_catalogue.Setting` that differ from their defaults."""
    numbers = row["p"]
    result: dict[str, Any] = {"name": row["name"], "type": row["type"]}
    if row["scope"] == "account":
        result["scope"] = "account"
    result["numbers"] = numbers if isinstance(numbers, list) else [numbers]
    result.update({key: row[key] for key in OPTIONAL if key in row and row[key] is not False})
    if row["name"] in DOUBTFUL_ALIASES:
        del result["alias"]
    result.update({field: row[key] for key, field in (("min", "minimum"), ("max", "maximum")) if key in row})
    if row["models"] != all_models:
        result["models"] = row["models"]
    return result


def whole_address(octets: list[dict[str, Any]], all_models: list[str]) -> dict[str, Any]:
    """One setting of type `ip` for the four octets of an address, which users do not want to write one by one."""
    first = octets[0]
    if [row["index"] for row in octets] != [1, 2, 3, 4] or any(row["models"] != first["models"] for row in octets):
        sys.exit(f"{SOURCE.name}: the octets of {first['part_of']} are not four of the same models in order")
    defaults = [row["default"] for row in octets]
    alias, dummy, last = first["alias"].rpartition(".")
    if last != "1" or any(row["alias"] != f"{alias}.{row['index']}" for row in octets):
        sys.exit(f"{SOURCE.name}: the provisioning names of the octets of {first['part_of']} do not end in .1 to .4")
    row = dict(first, name=first["part_of"], type="ip", p=[row["p"] for row in octets], alias=alias + ".{octet}")
    row["default"] = ".".join(defaults) if any(defaults) else ""
    row["reboot"] = any(row["reboot"] for row in octets)
    del row["min"], row["max"]
    return run_time_row(row, all_models)


def run_time(catalogue: dict[str, Any]) -> dict[str, Any]:
    """What `_settings/catalogue_data.py` holds."""
    all_models = list(catalogue["models"])
    rows = []
    for row in catalogue["settings"]:
        if "part_of" not in row:
            rows.append(run_time_row(row, all_models))
        elif row["index"] == 1:
            octets = [other for other in catalogue["settings"] if other.get("part_of") == row["part_of"]]
            rows.append(whole_address(octets, all_models))
    return {
        "models": {name: facts["accounts"] for name, facts in catalogue["models"].items()},
        "read_only": {row["name"]: row["p"] for row in catalogue["read_only"]},
        "settings": rows,
    }


def wrapped(row: Any) -> str:
    """JSON in lines that fit, broken only after a comma between two items.

    A blank inside of a text is no place to break a line: it is replaced by a character that no text holds until that is done.
    """
    pairs = json.dumps(row, separators=(",\x01", ":"), ensure_ascii=True).replace(" ", "\x02").replace("\x01", " ")
    lines = textwrap.wrap(pairs, LINE_LENGTH, break_long_words=False, break_on_hyphens=False)
    # What textwrap leaves between items of one line is not needed, and there would be a lot of it.
    return "\n".join(line.replace(" ", "").replace("\x02", " ") for line in lines)


def render(catalogue: dict[str, Any]) -> str:
    """The whole text of `_settings/catalogue_data.py`."""
    data = run_time(catalogue)
    settings = ",\n".join(wrapped(row) for row in data["settings"])
    head = f'"models":{wrapped(data["models"])},\n"read_only":{wrapped(data["read_only"])}'
    text = f'{{{head},\n"settings":[\n{settings}\n]}}\n'
    if '"""' in text or json.loads(text) != data:
        sys.exit(f"{SOURCE.name} holds a text that {Path(__file__).name} cannot write")
    return HEADER + text + FOOTER


def files(catalogue: dict[str, Any]) -> dict[Path, str]:
    """The texts of all files."""
    schemas = settings_schema.documents(catalogue)
    return {
        SOURCE: layout(catalogue),
        TARGET: render(catalogue),
        **{DOCS / "schema" / name: text for name, text in schemas.items()},
        DOCS / "docsite" / "rst" / "settings_reference.rst": settings_reference.document(catalogue),
    }


def main(arguments: list[str]) -> None:
    """Write the files, or with `--check` only tell whether they are up to date."""
    for path, text in files(json.loads(SOURCE.read_text(encoding="utf-8"))).items():
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        if arguments == ["--check"]:
            sys.exit(f"{path} is not what {Path(__file__).name} makes of {SOURCE.name}. Run `make catalogue`")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
