# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A table of phones, as an admin's list has them, and the hosts that come out of it. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import ipaddress
import keyword
import re
import typing as t
from collections.abc import Callable, Hashable, Mapping

from ansible.vars.reserved import is_reserved_name

from ansible_collections.voip.grandstream.plugins.module_utils._csv_table import (
    FORMAT_AS_TEXT,
    IGNORE,
    Column,
    Table,
    is_damaged,
    read_table,
    squeezed_title,
    unwrapped,
    without_apostrophe,
)
from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._mac import mac_digits
from ansible_collections.voip.grandstream.plugins.module_utils._settings.catalogue import MODELS
from ansible_collections.voip.grandstream.plugins.module_utils._text import shown
from ansible_collections.voip.grandstream.plugins.plugin_utils._inventory_layers import BUNDLES, KINDS
from ansible_collections.voip.grandstream.plugins.plugin_utils._inventory_plugin import address_of, safe_name

PHONES = "phones"
"""The group of all phones, on which the playbooks work."""

VARIABLES = {
    "name": "gs_name",
    "mac": "gs_mac",
    "extension": "extension",
    "site": "gs_site",
    "model": "gs_model",
    "address": "ansible_host",
}
"""What a column can mean, and the variable that has it."""

HEADERS = {
    "name": ("name", "host", "host name", "device name", "inventory_hostname"),
    "mac": ("mac", "mac address"),
    "extension": ("ext", "extension number"),
    "site": ("site", "location", "branch"),
    "model": ("model", "device model", "phone model"),
    "address": ("address", "ip", "ip address"),
}
"""The titles that are understood without ``columns``, besides the words and variables of :data:`VARIABLES`."""

_MEANINGS = {
    squeezed_title(title): meaning for meaning, variable in VARIABLES.items() for title in (meaning, variable, *HEADERS[meaning])
}
_WORDS = {word: meaning for meaning, variable in VARIABLES.items() for word in (meaning, variable)}
"""What ``columns`` may say of a column that means something to the collection."""

_NUMBERS = ("extension", "mac")
_ADDRESS = re.compile(r"[A-Za-z0-9_.:%-]+")
_DIGITS = re.compile(r"[0-9.]+")
_MAGIC = frozenset(
    (
        *("environment", "group_names", "groups", "hostvars", "omit", "play_hosts", "playbook_dir", "vars"),
        *("inventory_dir", "inventory_file", "inventory_hostname", "inventory_hostname_short"),
        *("role_name", "role_names", "role_path"),
    )
)
"""Variables that are Ansible's own, besides the keywords of plays."""

_STRONG = ("ansible_", "gs_")
"""What the names of variables begin with that decide how Ansible and this collection work. Who writes a table is not who decides
that: a title alone does not make one of them, but for those of :data:`VARIABLES` and :data:`_HARMLESS`."""

_HARMLESS = frozenset(("ansible_port",))
_NOT_TEXTS = frozenset((BUNDLES, *(f"gs_{kind}" for kind in KINDS)))
_GROUPS_OF_OURS = frozenset(("all", "ungrouped", PHONES, *MODELS))


class TablePhone(t.NamedTuple):
    """A phone of the table. ``line``: where its row begins. ``site``: its group, if it has one. ``variables``: texts by name."""

    line: int
    name: str
    site: str | None
    variables: dict[str, str]

    @property
    def model(self) -> str | None:
        """Return the model, which is also the name of a group."""
        return self.variables.get(VARIABLES["model"])


class PhoneTable(t.NamedTuple):
    """``phones``: those of rows without a problem. ``problems``: a sentence each, with the number of its line."""

    phones: list[TablePhone]
    problems: list[str]


def read_phones(content: t.Any, columns: Mapping[t.Any, t.Any], delimiter: t.Any = None) -> PhoneTable:
    """Return the phones of a CSV file.

    ``content``: the file's bytes. ``columns``: what columns mean, by their titles: a word or variable of :data:`VARIABLES`,
    another variable, or :data:`IGNORE`. Raise :class:`InputError` where the file as a whole is no table of phones, or an option
    is wrong.
    """
    table = read_table(content, delimiter)
    problems: list[str] = []
    places = _places(table, columns, problems)
    rows = list(table.whole_rows(lambda sentence, _kind: problems.append(sentence)))
    cells = [row for dummy, row in rows]
    filled = {name for name, column in places.items() if any(row[column.place] for row in cells)}
    places = {
        name: column
        for name, column in places.items()
        if name not in filled or (_is_usable(name, column, problems) and _is_meant(name, column, columns, problems))
    }
    reader = _Reader(places)
    found = [phone for phone in (reader.phone(line, row) for line, row in rows) if phone is not None]
    problems += reader.problems
    doubled = _doubled(found, problems) | _in_the_way(found, problems)
    return PhoneTable([phone for phone in found if phone.line not in doubled], problems)


def _places(table: Table, wanted: Mapping[t.Any, t.Any], problems: list[str]) -> dict[str, Column]:
    """Return the column of each meaning, and of each other variable. Raise :class:`InputError` for wrong ``columns``, and where
    there is neither a name nor a MAC address."""
    known = f"is not the name of a variable. Use one of {', '.join(VARIABLES)}, a variable of your own, or {IGNORE}"
    places = table.placed(wanted, _meaning_of, known)
    named = {squeezed_title(title) for title in wanted}
    for column in table.columns:
        if squeezed_title(column.title) in named:
            continue
        name = _MEANINGS.get(squeezed_title(column.title)) or _variable_of(column.title)
        if name in places:
            problems.append(
                f"line {table.line}: the columns {shown(places[name].title)} and {shown(column.title)} are both {name}. Name "
                f"one of them in columns, as another variable or as {IGNORE!r}"
            )
        else:
            places[name] = column
    if not {"name", "mac"} & places.keys():
        raise InputError(
            f"line {table.line}: none of the columns {table.told()} is the name or the MAC address of a phone. Set the column, "
            "such as columns: {Device: name}, or set the delimiter"
        )
    return places


def _meaning_of(word: str) -> str | None:
    """Return what a word of ``columns`` stands for; None where it can be no variable."""
    meaning = _WORDS.get(word, word)
    return meaning if meaning in VARIABLES or meaning == IGNORE or _is_variable(meaning) else None


def _is_usable(name: str, column: Column, problems: list[str]) -> bool:
    """Return whether a column can be a variable. Note the problem if not."""
    if name in VARIABLES or _is_variable(name):
        return True
    problems.append(
        f"the column {shown(column.title)} cannot be the variable {shown(name)}. Name it in columns, such as "
        f"columns: {{{column.title}: my_variable}}, or as {IGNORE!r}"
    )
    return False


def _is_meant(name: str, column: Column, wanted: Mapping[t.Any, t.Any], problems: list[str]) -> bool:
    """Return whether a column may be its variable: one of those that decide something only where ``wanted`` names it. Note the
    problem if not."""
    is_named = squeezed_title(column.title) in map(squeezed_title, wanted)
    if is_named or name in VARIABLES or name in _HARMLESS or not name.startswith(_STRONG):
        return True
    problems.append(
        f"the column {shown(column.title)} would be the variable {name}, which decides how Ansible or this collection works. If "
        f"that is meant, name it in columns: {{{column.title}: {name}}}. If not, name it as {IGNORE!r}"
    )
    return False


def _variable_of(title: str) -> str:
    """Return the name of a variable as a title suggests it."""
    return re.sub(r"[\W_]+", "_", title.strip().lower()).strip("_")


def _is_variable(name: str) -> bool:
    """Return whether a variable that holds a text can have that name."""
    is_name = name.isascii() and name.isidentifier() and not keyword.iskeyword(name)
    return is_name and name not in _MAGIC and name not in _NOT_TEXTS and not is_reserved_name(name)


class _Reader:
    """Reads rows. ``problems``: of all rows so far."""

    def __init__(self, places: Mapping[str, Column]) -> None:
        self._places = places
        self.problems: list[str] = []
        self._checks: dict[str, Callable[[str], tuple[str | None, str]]] = {
            "mac": _mac,
            "model": _model,
            "address": _address,
            "site": _site,
            "name": _name,
        }

    def phone(self, line: int, row: list[str]) -> TablePhone | None:
        """Return the phone of a row; None where the row has a problem."""
        before = len(self.problems)
        cells = {name: self._cell(name, column, row[column.place], line) for name, column in self._places.items()}
        checked = {name: self._checked(name, cell, line) for name, cell in cells.items() if cell}
        if not cells.get("name") and not cells.get("mac"):
            self.problems.append(f"line {line}: the row has neither a name nor a MAC address")
        if len(self.problems) > before:
            return None
        variables = {VARIABLES.get(name, name): text for name, text in checked.items()}
        if "name" in checked:
            # How the table writes it: a host's name cannot have spaces.
            variables[VARIABLES["name"]] = cells["name"]
        site = _group_name(checked["site"]) if "site" in checked else None
        return TablePhone(line, checked.get("name") or checked["mac"].replace(":", ""), site, variables)

    def _cell(self, name: str, column: Column, cell: str, line: int) -> str:
        """Return a cell as it was meant. Note where a spreadsheet has spoilt it."""
        text = unwrapped(cell)
        if is_damaged(text, name in _NUMBERS):
            # What is in a column of the user's own may be a secret.
            what = f"{name} {shown(text)}" if name in VARIABLES else f"the column {shown(column.title)}"
            self.problems.append(f"line {line}: {what}: a spreadsheet has changed this cell. {FORMAT_AS_TEXT}")
        return without_apostrophe(text)

    def _checked(self, name: str, cell: str, line: int) -> str:
        """Return the text of a variable. Note where it cannot be what the column means."""
        if name not in self._checks or is_damaged(cell, name in _NUMBERS):
            return cell
        text, advice = self._checks[name](cell)
        if text is None:
            self.problems.append(f"line {line}: {name} {shown(cell)}: {advice}")
        return text or ""


def _mac(cell: str) -> tuple[str | None, str]:
    digits = mac_digits(cell)
    if digits:
        return ":".join(digits[place : place + 2] for place in range(0, 12, 2)), ""
    if cell.isdecimal() and len(cell) < 12:
        return None, f"a spreadsheet has removed zeros, or this is no MAC address. {FORMAT_AS_TEXT}"
    return None, "this is no MAC address. Write all 12 digits, such as 00:0b:82:12:34:56"


def _model(cell: str) -> tuple[str | None, str]:
    model = squeezed_title(cell).removeprefix("grandstream")
    return (model if model in MODELS else None), f"the model is unknown. Use one of {', '.join(MODELS)}"


def _address(cell: str) -> tuple[str | None, str]:
    is_number = _DIGITS.fullmatch(cell) is not None
    if _ADDRESS.fullmatch(cell) and (not is_number or _is_ip(cell)):
        return cell, ""
    return None, "this is neither an IP address nor a host name. Write one such as 192.0.2.10" + (
        ", and format the column as text" if is_number else ""
    )


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _name(cell: str) -> tuple[str | None, str]:
    advice = "an address cannot be the name of a phone. Use the column as the address" if address_of(cell) else ""
    return safe_name(cell), advice or "this cannot be the name of a host. Use letters, digits, dots and hyphens"


def _site(cell: str) -> tuple[str | None, str]:
    group = _group_name(cell)
    if not group.strip("_"):
        return None, "this cannot be the name of a group. Use letters and digits"
    if group in _GROUPS_OF_OURS:
        return None, f"the group {group} has another meaning. Give the site another name"
    return cell, ""


def _group_name(site: str) -> str:
    """Return the group of a site: its name in lower case, with ``_`` for all but letters and digits."""
    group = re.sub(r"\W+", "_", site.lower())
    return f"_{group}" if group[:1].isdigit() else group


def _doubled(phones: list[TablePhone], problems: list[str]) -> set[int]:
    """Return the lines of phones that share what only one can have. Note each."""
    keys: tuple[tuple[str, Callable[[TablePhone], Hashable]], ...] = (
        ("name", lambda phone: phone.name),
        ("mac", lambda phone: phone.variables.get(VARIABLES["mac"])),
        ("address", _where),
    )
    lines: set[int] = set()
    for word, key_of in keys:
        first: dict[Hashable, TablePhone] = {}
        for phone in phones:
            key = key_of(phone)
            if key is None:
                continue
            other = first.setdefault(key, phone)
            if other is not phone:
                text = phone.name if word == "name" else phone.variables[VARIABLES[word]]
                problems.append(f"line {phone.line}: {word} {shown(text)} is also in line {other.line}")
                lines |= {phone.line, other.line}
    return lines


def _where(phone: TablePhone) -> Hashable:
    """Return an address with the port, because behind a router several phones can have one address."""
    address = phone.variables.get(VARIABLES["address"])
    return None if address is None else (address.lower(), phone.variables.get("ansible_port"))


def _in_the_way(phones: list[TablePhone], problems: list[str]) -> set[int]:
    """Return the lines of phones with the name of a group, and of sites that differ and would be one group. Note each."""
    sites: dict[str, TablePhone] = {}
    lines: set[int] = set()
    for phone in phones:
        if phone.site is None:
            continue
        first = sites.setdefault(phone.site, phone)
        texts = [one.variables[VARIABLES["site"]] for one in (phone, first)]
        if texts[0].casefold() != texts[1].casefold():
            problems.append(
                f"line {phone.line}: site {shown(texts[0])} would be the group {phone.site}, as {shown(texts[1])} of line "
                f"{first.line} is. Write both alike, or give one another name"
            )
            lines.add(phone.line)
    for phone in phones:
        if phone.name in sites or phone.name in _GROUPS_OF_OURS:
            problems.append(
                f"line {phone.line}: name {shown(phone.name)} is also the name of a group. Give the phone another name"
            )
            lines.add(phone.line)
    return lines
