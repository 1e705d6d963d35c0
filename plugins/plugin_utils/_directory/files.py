# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A company directory for many phones, from files of any kind. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import re
import typing as t

import yaml

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.csv_file import parse_csv
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.model import (
    Directory,
    canonical_group,
    checked_directory,
)
from ansible_collections.voip.grandstream.plugins.module_utils._phonebook.xml_file import parse_phonebook

SITES = ("site", "sites")
"""Keys of a contact, and headers of a CSV file, that say for which sites a contact is."""


def read_directory(suffix: str, content: bytes, columns: t.Mapping[str, str], delimiter: str | None) -> Directory:
    """Return the directory of a file. Raise :class:`InputError`, and :class:`MissingLibraryError` without defusedxml.

    ``suffix``: the ending of its name, ``.yml``, ``.yaml``, ``.csv`` or ``.xml``. ``columns``, ``delimiter``: for CSV, as
    `_phonebook.csv_file` takes them; a column may also be ``site``.
    """
    if suffix == ".csv":
        book = parse_csv(content, columns, delimiter, extra={"sites": SITES})
        return book._replace(contacts=[_marked(contact, _split(contact.get("sites", ""))) for contact in book.contacts])
    if suffix == ".xml":
        return parse_phonebook(content)
    return from_structure(_yaml(content))


def from_structure(value: t.Any) -> Directory:
    """Return the directory of a dictionary of ``groups`` and ``contacts``, as users write it. Without ``groups``, they are
    those that the contacts name. Raise :class:`InputError` with all that is wrong."""
    rows = value.get("contacts") if isinstance(value, t.Mapping) else None
    if not isinstance(rows, (list, tuple)):
        return checked_directory(value)
    plain = [_without_sites(row) for row in rows]
    groups = value.get("groups")
    if groups is None:
        named = [row.get("group") for row in plain if isinstance(row, t.Mapping)]
        groups = [{"name": name} for name in dict.fromkeys(canonical_group(str(name)) for name in named if name)]
    directory = checked_directory({**value, "groups": groups, "contacts": plain})
    return directory._replace(
        contacts=[
            _marked(contact, _sites(row, f"contacts[{place}]"))
            for place, (contact, row) in enumerate(zip(directory.contacts, rows, strict=True))
        ]
    )


def _without_sites(row: t.Any) -> t.Any:
    return {key: value for key, value in row.items() if key not in SITES} if isinstance(row, t.Mapping) else row


def _sites(row: t.Mapping[str, t.Any], path: str) -> list[str]:
    """Return the sites that a contact names, as ``site: Berlin``, ``sites: [Berlin, Hamburg]`` or text with commas."""
    named = [row[key] for key in SITES if row.get(key) not in (None, "")]
    if len(named) > 1:
        raise InputError(f"{path}: write site or sites, not both")
    value = named[0] if named else []
    parts = list(value) if isinstance(value, (list, tuple)) else [value]
    if not all(isinstance(part, (str, int)) and not isinstance(part, bool) for part in parts):
        raise InputError(f"{path}.sites: it must be the name of a site, or a list of names")
    return _split(",".join(map(str, parts)))


def _split(text: str) -> list[str]:
    return [name for name in dict.fromkeys(part.strip() for part in re.split(r"[,;|]", text)) if name]


def _marked(contact: t.Mapping[str, t.Any], sites: list[str]) -> dict[str, t.Any]:
    return {**{key: value for key, value in contact.items() if key != "sites"}, **({"sites": sites} if sites else {})}


class _Loader(yaml.SafeLoader):
    """YAML in which 0041, yes and 1e3 are the text that stands there, and only null is nothing: no field is a number."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in ("tag:yaml.org,2002:null", "tag:yaml.org,2002:merge")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _marked_text(loader: _Loader, node: yaml.ScalarNode) -> str:
    """Return the text of a scalar that is marked ``!unsafe``, as in the variables files of snapshot and import."""
    return str(loader.construct_scalar(node))


_Loader.add_constructor("!unsafe", _marked_text)


def _yaml(content: bytes) -> t.Any:
    try:
        value = yaml.load(content, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise InputError(f"the file is not YAML{where}: {getattr(error, 'problem', None) or 'it cannot be read'}") from None
    except (ValueError, LookupError, AttributeError, RecursionError):
        # So PyYAML ends where a tag such as !!int does not fit its text, and where lists are in thousands of lists.
        raise InputError("the file is not YAML: it is nested too deeply, or a tag such as !!int does not fit its text") from None
    if value is None:
        raise InputError("the file is empty. Write contacts: [] for a directory without contacts")
    return value
