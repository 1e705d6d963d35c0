# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write all that is made of `settings.json`, what people edit.

    python catalogue/generate.py            write it, and lay settings.json out: one setting a line
    python catalogue/generate.py --check    write nothing; fail if that would change anything

`_settings/catalogue_data.py` is what the collection knows at run time, which has no use for descriptions, groups and list
indexes. What few runs need is a text of its own there: it is parsed when it is asked for. The JSON Schemas and the reference
are for people and their editors: `settings_schema`, `settings_reference`.
"""

from __future__ import annotations

import json
import sys
import textwrap
from pathlib import Path
from typing import Any

import settings_reference
import settings_schema
from rst_text import changed

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "settings.json"
ZONES = HERE / "timezones.json"
FILE_WORDS = HERE / "file_words.json"
TARGET = HERE.parent / "plugins" / "module_utils" / "_settings" / "catalogue_data.py"
DOCS = HERE.parent / "docs"

LINE_LENGTH = 130

HEADER = '''\
# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The settings catalogue as data. Generated from catalogue/settings.json: change that file, and run `make catalogue`.

One JSON text and not a Python literal: Ansible compiles a collection's files anew in every process, and a literal of this
size takes much longer to compile than its JSON takes to parse. `catalogue`, `keys`, `aliases` and `firmware` say what it means.
"""

# This file is private to the collection: other code must not import it.

from __future__ import annotations
'''

# Keys that are the same there and here, and are left out where they say nothing.
OPTIONAL = (
    "enum",
    "also",
    "counted_from",
    "unit",
    "default",
    "default_step",
    "secret",
    "write_only",
    "reboot",
    "reach",
    "registers",
    "differs",
)
RENAMED = {"min": "minimum", "max": "maximum"}

# Settings whose provisioning name is not understood, because a guess could be the opposite of what is meant. The first three
# sound like the opposite of the setting and are not marked `alias_inverted`: which of the two is the slip cannot be told without
# a phone, and a guess could switch SSH on. Of the others the files count otherwise than the phone, or may do so.
DOUBTFUL_ALIASES = (
    "disable_bfcp",
    "disable_missed_call_backlight",
    "disable_ssh",
    "hdmi_echo_delay",
    "ldap_default_account",
)


def inline(value: Any) -> str:
    """JSON on one line, as people write it."""
    return json.dumps(value, ensure_ascii=False)


def layout(catalogue: dict[str, Any]) -> str:
    """Return the text of settings.json in its stable layout: one setting, one model, one read-only value a line."""
    models = ",\n".join(f"    {inline(name)}: {inline(facts)}" for name, facts in catalogue["models"].items())
    lists = ",\n".join(
        f'  "{name}": [\n' + ",\n".join("    " + inline(row) for row in catalogue[name]) + "\n  ]"
        for name in ("read_only", "left_out", "keys", "settings")
    )
    return f'{{\n  "about": {inline(catalogue["about"])},\n  "models": {{\n{models}\n  }},\n{lists}\n}}\n'


def run_time_row(row: dict[str, Any], all_models: list[str]) -> dict[str, Any]:
    """Return one setting as the run time wants it: the fields of `catalogue.Setting` that differ from their defaults."""
    numbers = row["p"]
    result: dict[str, Any] = {"name": row["name"], "type": row["type"]}
    if row["scope"] == "account":
        result["scope"] = "account"
    result["numbers"] = numbers if isinstance(numbers, list) else [numbers]
    result.update({key: row[key] for key in OPTIONAL if key in row and row[key] is not False})
    result.update({field: row[key] for key, field in RENAMED.items() if key in row})
    if "differs" in row:
        result["differs"] = {
            model: {RENAMED.get(key, key): value for key, value in facts.items()} for model, facts in row["differs"].items()
        }
    if row["models"] != all_models:
        result["models"] = row["models"]
    return result


def whole_address(octets: list[dict[str, Any]]) -> dict[str, Any]:
    """Return one setting of type `ip` for the four octets of an address, which users do not want to write one by one."""
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
    row["reach"] = any(row.get("reach", False) for row in octets)
    del row["min"], row["max"]
    return row


def whole_rows(catalogue: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of all settings, with one for the octets of an address."""
    rows = []
    for row in catalogue["settings"]:
        if "part_of" not in row:
            rows.append(row)
        elif row["index"] == 1:
            rows.append(whole_address([other for other in catalogue["settings"] if other.get("part_of") == row["part_of"]]))
    return rows


def run_time(catalogue: dict[str, Any]) -> dict[str, Any]:
    """Return what every run needs."""
    keys = [{key: value for key, value in kind.items() if key in KEY_FACTS} for kind in catalogue["keys"]]
    return {
        "models": {name: facts["accounts"] for name, facts in catalogue["models"].items()},
        "read_only": {row["name"]: row["p"] for row in catalogue["read_only"]},
        "elsewhere": elsewhere(catalogue),
        "keys": keys,
        "settings": [run_time_row(row, list(catalogue["models"])) for row in whole_rows(catalogue)],
    }


def elsewhere(catalogue: dict[str, Any]) -> dict[str, str]:
    """Return the numbers that an earlier setting has as well, which is one of other models."""
    owners: dict[str, str] = {}
    found = {}
    for row in catalogue["settings"]:
        for number in row["p"] if isinstance(row["p"], list) else [row["p"]]:
            if owners.setdefault(number, row["name"]) != row["name"]:
                found[number] = row["name"]
    return found


KEY_FACTS = ("models", "first", "last", "missing", "p", "step", "fields", "modes", "without_account", "reboot")


def aliases(catalogue: dict[str, Any]) -> dict[str, Any]:
    """Return the names and words of provisioning files: of settings by their name, and of keys.

    ``words`` are the vendor's that are no spelling of ours. ``published`` are all that the vendor's files list, each with its
    name there and its models: what may be written.
    """
    published = json.loads(FILE_WORDS.read_text(encoding="utf-8"))["names"]
    found: dict[str, dict[str, Any]] = {}
    for row in whole_rows(catalogue):
        if "alias" not in row or row["name"] in DOUBTFUL_ALIASES:
            continue
        found[row["name"]] = {"names": [row["alias"], *row.get("aliases", ())]}
        if row.get("alias_inverted"):
            found[row["name"]]["inverted"] = True
        if "alias_words" in row:
            found[row["name"]]["words"] = row["alias_words"]
        lists = [[alias, *words.values()] for alias in found[row["name"]]["names"] for words in published.get(alias, ())]
        if lists:
            found[row["name"]]["published"] = lists
    keys = [{key: kind[key] for key in ("models", "aliases", "mode_words") if key in kind} for kind in catalogue["keys"]]
    for kind in keys:
        kind["published"] = {
            field: words["words"]
            for field, alias in kind["aliases"].items()
            for words in published.get(alias, ())
            if words["models"] == kind["models"]
        }
    return {"keys": keys, "settings": found}


def firmware(catalogue: dict[str, Any]) -> dict[str, Any]:
    """Return which firmware has which setting, by the setting's name; of keys by the word `keys`."""
    found = {}
    for row in [*whole_rows(catalogue), *({**kind, "name": "keys"} for kind in catalogue["keys"])]:
        facts = {key: row[key] for key in ("since", "since_after", "removed", "removed_after") if key in row}
        facts.update({key: list(row[key]) for key in ("absent", "doubtful", "doubtful_accounts") if key in row})
        if facts:
            found[row["name"]] = facts
    return found


def wrapped(row: Any) -> str:
    """JSON in lines that fit, broken only after a comma between two items.

    A blank inside of a text is no place to break a line: it is replaced by a character that no text holds until that is done.
    """
    pairs = json.dumps(row, separators=(",\x01", ":"), ensure_ascii=True).replace(" ", "\x02").replace("\x01", " ")
    lines = textwrap.wrap(pairs, LINE_LENGTH, break_long_words=False, break_on_hyphens=False)
    # What textwrap leaves between items of one line is not needed, and there would be a lot of it.
    return "\n".join(line.replace(" ", "").replace("\x02", " ") for line in lines)


def constant(name: str, text: str, data: dict[str, Any]) -> str:
    """Return a constant of the generated module that holds JSON as text."""
    if '"""' in text or json.loads(text) != data:
        sys.exit(f"{SOURCE.name} holds a text that {Path(__file__).name} cannot write")
    return f'\n{name} = r"""\n{text}\n"""\n'


def render(catalogue: dict[str, Any], zones: dict[str, list[str]]) -> str:
    """Return the whole text of `_settings/catalogue_data.py`."""
    data = run_time(catalogue)
    lists = {name: ",\n".join(wrapped(row) for row in data[name]) for name in ("keys", "settings")}
    head = ",\n".join(f'"{name}":{wrapped(data[name])}' for name in ("models", "read_only", "elsewhere"))
    rest = ",\n".join(f'"{name}":[\n{text}\n]' for name, text in lists.items())
    more = {"ALIASES": aliases(catalogue), "FIRMWARE": firmware(catalogue), "TIMEZONES": zones}
    return (
        HEADER
        + constant("CATALOGUE", f"{{{head},\n{rest}}}", data)
        + "".join(constant(name, wrapped(facts), facts) for name, facts in more.items())
    )


def files(catalogue: dict[str, Any]) -> dict[Path, str]:
    """Return the texts of all files."""
    zones = json.loads(ZONES.read_text(encoding="utf-8"))["zones"]
    schemas = settings_schema.documents(catalogue, sorted(name for names in zones.values() for name in names))
    return {
        SOURCE: layout(catalogue),
        TARGET: render(catalogue, zones),
        **{DOCS / "schema" / name: text for name, text in schemas.items()},
        **{DOCS / "docsite" / "rst" / name: text for name, text in settings_reference.documents(catalogue).items()},
    }


def main(arguments: list[str]) -> None:
    """Write the files, or with `--check` only tell whether they are up to date."""
    texts = files(json.loads(SOURCE.read_text(encoding="utf-8")))
    for path in changed(texts):
        if arguments == ["--check"]:
            sys.exit(f"{path} is not what {Path(__file__).name} makes of {SOURCE.name}. Run `make catalogue`")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texts[path], encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
