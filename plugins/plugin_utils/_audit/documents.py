# Copyright (c) 2026 the voip.grandstream authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What users write for an audit, checked against a JSON Schema, with all problems in one sentence. Pure."""

# This file is private to the collection: other code must not import it.

from __future__ import annotations

import typing as t
from collections.abc import Callable, Mapping, Sequence

from ansible_collections.voip.grandstream.plugins.module_utils._errors import InputError
from ansible_collections.voip.grandstream.plugins.module_utils._libraries import jsonschema, require
from ansible_collections.voip.grandstream.plugins.module_utils._text import shortened, visible

LONGEST = 500
"""Characters of a text that users write here."""

TEXT = {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": r"\S"}
"""The schema of a text that says something."""


def checked(
    option: str, entries: Sequence[t.Any], schema: Mapping[str, t.Any], more: Callable[[t.Any], Sequence[str]] = lambda dummy: ()
) -> None:
    """Check the entries of an option against the schema of one entry, and by ``more``, which gives further problems of a good
    one.

    Raise :class:`InputError` with all problems, each with the option and the number of its entry, from 1. Raise
    :class:`MissingLibraryError`.
    """
    require("jsonschema")
    validator = jsonschema.Draft202012Validator(schema)
    problems: list[str] = []
    for number, entry in enumerate(entries, start=1):
        found = [_told(error) for error in validator.iter_errors(entry)]
        problems += [f"{option}, entry {number}{_id(entry)}: {text}" for text in found or more(entry)]
    if problems:
        raise InputError("; ".join(problems), problems=problems)


def _told(error: t.Any) -> str:
    place = ".".join(str(step) for step in error.absolute_path)
    reason = shortened(visible(str(error.message)), 200)
    return f"{visible(place)}: {reason}" if place else reason


def _id(entry: t.Any) -> str:
    told = entry.get("id") if isinstance(entry, Mapping) else None
    return f" ({shortened(visible(told), 40)})" if isinstance(told, str) else ""
